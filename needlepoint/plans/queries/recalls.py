"""Recalls to ask: who is due, and who will be."""

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from needlepoint.booking import models as booking
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models


def recalls_to_ask(viewer: people_rules.Viewer, now: dt.datetime) -> QuerySet[models.Recall]:
    """Return the open recalls of those who have no visit booked and may be asked. Costs no query itself.

    Who comes anyway need not be asked. The recall stays open: when that visit is cancelled or was the last one, they are
    on the list again by themselves.
    """
    coming = booking.Visit.objects.filter(
        patient=OuterRef("patient"),
        state__in=[booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED],
        ends_at__gt=now,
    )
    recalls = access.recalls_seen_by(viewer).filter(state=models.Recall.State.OPEN)
    return recalls.filter(~Exists(coming), patient__may_contact=True)


def recalls_due(viewer: people_rules.Viewer, on: dt.date, *, now: dt.datetime) -> list[models.Recall]:
    """Return the recalls to ask due on or before a day, the longest due first. Costs 1 query."""
    due = recalls_to_ask(viewer, now).filter(due_on__lte=on)
    return list(due.select_related("patient", "course__practitioner").order_by("due_on", "pk"))


def recalls_ahead(
    viewer: people_rules.Viewer, after: dt.date, until: dt.date, *, now: dt.datetime
) -> list[models.Recall]:
    """Return the recalls to ask due after one day and up to another, soonest first. Costs 1 query."""
    ahead = recalls_to_ask(viewer, now).filter(due_on__gt=after, due_on__lte=until)
    return list(ahead.select_related("patient", "course__practitioner").order_by("due_on", "pk"))
