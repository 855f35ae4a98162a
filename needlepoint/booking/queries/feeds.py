"""Questions about private calendar addresses."""

import dataclasses
import datetime as dt
import hashlib

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery, functions

from needlepoint.booking import models
from needlepoint.booking.rules import ticks
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

BACK = dt.timedelta(days=30)
LONGEST = 2000  # visits in one feed


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """A feed that is being read, and what tells whether it has changed since last time.

    since       the first moment of the visits in it
    version     another one whenever anything in it may be different
    changed_at  when anything in the clinic's visits changed last
    """

    feed: models.Feed
    since: dt.datetime
    version: str
    changed_at: dt.datetime


def feed_behind(token: str, now: dt.datetime) -> Reading | None:
    """Return what is behind a calendar address, or None when it is unknown, has ended, or its owner works here no more.

    costs  1 query, also to find out that nothing has changed
    """
    # A day more than is shown, so that the place's own midnight can be used without asking where it is first.
    bound = now - BACK - dt.timedelta(days=2)
    mine = Q(patient_id=OuterRef("patient_id")) | Q(practitioner_id=OuterRef("practitioner_id"))
    visits = models.Visit.objects.filter(mine, clinic_id=OuterRef("clinic_id"), starts_at__gte=bound)
    facts = models.Fact.objects.filter(visit__clinic_id=OuterRef("clinic_id"))
    of_mine = Q(visit__patient_id=OuterRef("patient_id")) | Q(
        visit__practitioner_id=OuterRef("practitioner_id")
    )
    works_here = people.Membership.objects.filter(
        user_id=OuterRef("practitioner__user_id"),
        clinic_id=OuterRef("clinic_id"),
        role=people_rules.Role.PRACTITIONER,
    )
    count = visits.order_by().values("clinic_id").annotate(count=Count("pk")).values("count")
    feed = (
        models.Feed.objects.filter(token_hash=people_rules.hashed(token), ended_at=None)
        .filter(Q(patient_id__isnull=False) | Exists(works_here))
        .select_related("clinic", "patient", "practitioner")
        .annotate(
            visit_count=functions.Coalesce(Subquery(count), 0),
            last_fact=Subquery(
                facts.filter(of_mine, visit__starts_at__gte=bound).order_by("-pk").values("pk")[:1]
            ),
            last_at=Subquery(facts.order_by("-pk").values("at")[:1]),
        )
        .first()
    )
    if feed is None:
        return None
    today = ticks.day_of(now, feed.clinic.time_zone)
    said = (feed.pk, today.date, feed.visit_count, feed.last_fact, _said_of(feed))
    version = hashlib.sha256(repr(said).encode()).hexdigest()[:32]
    return Reading(feed, today.begins - BACK, version, max(feed.last_at or today.begins, today.begins))


def _said_of(feed: models.Feed) -> tuple[str, ...]:
    return feed.clinic.name, feed.clinic.address, feed.clinic.phone, feed.clinic.time_zone


def visits_in(reading: Reading) -> list[models.Visit]:
    """Return the visits of a feed in time order, each with `moves` and `changed_at`. Costs 1 query."""
    feed = reading.feed
    visits = models.Visit.objects.filter(clinic_id=feed.clinic_id, starts_at__gte=reading.since)
    if feed.patient_id is not None:
        visits = visits.filter(patient_id=feed.patient_id)
    else:
        visits = visits.filter(practitioner_id=feed.practitioner_id)
    moved = Count("facts", filter=Q(facts__kind=models.Fact.Kind.MOVED))
    visits = visits.annotate(moves=moved, changed_at=Max("facts__at"))
    return list(visits.select_related("location", "room").order_by("starts_at", "pk")[:LONGEST])


def feed_of(viewer: people_rules.Viewer) -> models.Feed | None:
    """Return the calendar address that the viewer has, or None. Costs 1 query, or none for who can have none."""
    if viewer.is_patient:
        mine = {"patient_id": viewer.patient_id}
    elif viewer.practitioner_id is not None:
        mine = {"practitioner_id": viewer.practitioner_id}
    else:
        return None
    feeds = models.Feed.objects.filter(clinic_id=viewer.clinic_id, ended_at=None, **mine)
    return feeds.order_by("-pk").first()
