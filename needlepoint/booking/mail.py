"""The former name of `messages`, for the modules that still say it."""

from needlepoint.booking.messages import (
    promise_cancelled,
    promise_confirmation,
    promise_moved,
    promise_reminder,
    withdraw_reminder,
)

__all__ = [
    "promise_cancelled",
    "promise_confirmation",
    "promise_moved",
    "promise_reminder",
    "withdraw_reminder",
]
