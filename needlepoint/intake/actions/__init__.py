"""Deeds of the intake. Each is one transaction with one audit entry."""

from needlepoint.intake.actions.filling import (
    Conflict,
    Kept,
    UnableToFinishIntake,
    UnableToKeepAnswers,
    agree,
    correct_answers,
    finish,
    keep_answers,
    open_intake,
    told_in,
    values_of,
)
from needlepoint.intake.actions.notices import raise_notice

__all__ = [
    "Conflict",
    "Kept",
    "UnableToFinishIntake",
    "UnableToKeepAnswers",
    "agree",
    "correct_answers",
    "finish",
    "keep_answers",
    "open_intake",
    "raise_notice",
    "told_in",
    "values_of",
]
