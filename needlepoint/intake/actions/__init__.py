"""Deeds of the intake. Each is one transaction with one audit entry."""

from needlepoint.intake.actions.filling import (
    UnableToFinishIntake,
    UnableToKeepStep,
    finish,
    keep_step,
    open_intake,
)

__all__ = ["UnableToFinishIntake", "UnableToKeepStep", "finish", "keep_step", "open_intake"]
