"""Deeds about scores. Each is one transaction with one audit entry."""

from needlepoint.outcomes.actions.asking import ask, ask_due, begin_again, remind, stop
from needlepoint.outcomes.actions.check_ins import (
    UnableToAnswer,
    answer_by_link,
    answer_check_in,
    correct,
    record_baseline,
    record_pain,
    type_in,
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
    "answer_by_link",
    "answer_check_in",
    "ask",
    "ask_due",
    "ask_measure",
    "ask_where_now",
    "begin_again",
    "correct",
    "record_baseline",
    "record_pain",
    "record_paper",
    "record_scores",
    "record_total",
    "remind",
    "score_intake",
    "score_waiting",
    "stop",
    "take_back",
    "type_in",
]
