"""Deeds about scores. Each is one transaction with one audit entry."""

from needlepoint.outcomes.actions.check_ins import (
    UnableToAnswer,
    answer_check_in,
    ask,
    ask_after_visits,
    record_baseline,
    record_pain,
)
from needlepoint.outcomes.actions.measures import (
    UnableToRecord,
    ask_measure,
    ask_where_now,
    record_paper,
    record_scores,
    record_total,
    score_intake,
    score_waiting,
    take_back,
)

__all__ = [
    "UnableToAnswer",
    "UnableToRecord",
    "answer_check_in",
    "ask",
    "ask_after_visits",
    "ask_measure",
    "ask_where_now",
    "record_baseline",
    "record_pain",
    "record_paper",
    "record_scores",
    "record_total",
    "score_intake",
    "score_waiting",
    "take_back",
]
