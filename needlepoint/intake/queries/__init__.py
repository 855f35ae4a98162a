"""Questions about intakes; each starts from the viewer and says what it costs."""

from needlepoint.intake.queries.filling import (
    Kept,
    answers_of,
    answers_of_many,
    current_answers,
    definition_of,
    given_at,
    given_of,
    history_of,
    intake_for,
    intake_of,
    intakes_of,
    is_finished,
    kept_of,
    latest_intake,
    not_begun,
)

__all__ = [
    "Kept",
    "answers_of",
    "answers_of_many",
    "current_answers",
    "definition_of",
    "given_at",
    "given_of",
    "history_of",
    "intake_for",
    "intake_of",
    "intakes_of",
    "is_finished",
    "kept_of",
    "latest_intake",
    "not_begun",
]
