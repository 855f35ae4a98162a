"""What the due-work loop does for visits."""

import datetime as dt

from needlepoint.booking import messages
from needlepoint.booking.actions import messages as actions
from needlepoint.booking.queries import messages as queries
from needlepoint.house import outbox

LIMIT = 50  # as many as one round of the outbox sends


def word_due(now: dt.datetime) -> int:
    """Give the messages that are due their words; what no telephone takes goes by mail. Returns how many may leave."""
    due = outbox.unworded(now, messages.KINDS, LIMIT)
    refused = outbox.refused(messages.KINDS, "SMS", LIMIT)
    visits = queries.visits_called(message.about for message in [*due, *refused]) if due or refused else {}
    return sum(
        actions.word_message(message=message, visit=visits.get(message.about), now=now) for message in due
    ) + sum(
        actions.send_otherwise(message=message, visit=visits.get(message.about), now=now)
        for message in refused
    )
