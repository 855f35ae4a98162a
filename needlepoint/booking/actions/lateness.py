"""A visit begins later than booked, and those after it with it. Nothing is moved: people are told how long they wait."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.booking import models
from needlepoint.booking.actions import record
from needlepoint.booking.rules import ticks
from needlepoint.house import audit

State = models.Visit.State
Kind = models.Fact.Kind
MOST_MINUTES = 180


class UnableToRunLate(Exception):
    """Nothing was noted; the message is for whoever runs the day."""


def accept_lateness(
    *,
    visit: models.Visit,
    minutes: Mapping[int, int],
    by: audit.Actor,
    now: dt.datetime,
    rest_minutes: int | None = None,
) -> int:
    """Note how much later visits of this day begin, as it was shown before it was accepted.

    visit         the one that is late
    minutes       visit id → minutes later than booked, of it and of those that it makes wait
    rest_minutes  of its rest, when it was agreed to be shorter
    returns       how many visits changed; the same again changes nothing
    raises        UnableToRunLate
    effects       `late_minutes` and a fact of each, one audit entry; no start and no claim is changed
    """
    if any(not 0 <= late <= MOST_MINUTES for late in minutes.values()):
        raise UnableToRunLate(_("That is more than three hours. Move the visit instead."))
    day = ticks.day_of(visit.starts_at, visit.clinic.time_zone)
    with transaction.atomic():
        standing = models.Visit.objects.filter(
            clinic=visit.clinic_id,
            pk__in=minutes,
            state__in=(State.BOOKED, State.ARRIVED),
            starts_at__gte=day.begins,
            starts_at__lt=day.ends,
        )
        changed = 0
        for other in standing:
            late = minutes[other.pk]
            was = models.Visit.objects.filter(pk=other.pk).exclude(late_minutes=late)
            if not was.update(late_minutes=late):
                continue
            words = f"{late} min"
            if other.pk == visit.pk and rest_minutes is not None:
                words += f", rest {rest_minutes} min"
            record.write_fact(other, Kind.LATE, by=by, now=now, reason=words)
            changed += 1
        if changed:
            record.record(
                "visit_late", visit, by=by, now=now, minutes=minutes.get(visit.pk, 0), visits=changed
            )
    return changed
