"""Deeds about visits and the diary. Each is one short transaction with its fact, its audit entry and what it promises."""

from needlepoint.booking.actions.arrivals import complete_visit, miss_visit, receive_visit
from needlepoint.booking.actions.changes import cancel_visit, move_visit
from needlepoint.booking.actions.holds import hold_start, release_expired, release_hold
from needlepoint.booking.actions.refusals import (
    NewTimeIsTaken,
    TimeIsTaken,
    UnableToBook,
    UnableToCancel,
    UnableToComplete,
    UnableToMiss,
    UnableToMove,
    UnableToReceive,
)
from needlepoint.booking.actions.visits import Newcomer, book_for_newcomer, book_visit

__all__ = [
    "NewTimeIsTaken",
    "Newcomer",
    "TimeIsTaken",
    "UnableToBook",
    "UnableToCancel",
    "UnableToComplete",
    "UnableToMiss",
    "UnableToMove",
    "UnableToReceive",
    "book_for_newcomer",
    "book_visit",
    "cancel_visit",
    "complete_visit",
    "hold_start",
    "miss_visit",
    "move_visit",
    "receive_visit",
    "release_expired",
    "release_hold",
]
