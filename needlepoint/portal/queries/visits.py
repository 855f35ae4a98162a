"""What a patient takes home from a visit."""

import dataclasses
import datetime as dt

from django.http import Http404

from needlepoint.booking import access as booking_access
from needlepoint.booking import models as booking
from needlepoint.charting import models as charting
from needlepoint.charting import queries as charting_queries
from needlepoint.charting import rules as charting_rules
from needlepoint.house import clock
from needlepoint.people import rules as people_rules
from needlepoint.plans import queries as plans_queries
from needlepoint.plans import rules as plans_rules
from needlepoint.plans.queries import home as home_queries

CARDS_DAYS = 60  # how long the latest card is offered on the first page


@dataclasses.dataclass(frozen=True)
class Card:
    """A visit whose note is signed, with what was done and what comes next."""

    visit: booking.Visit
    note: charting.Note
    needles: list[charting.Needling]
    ledger: charting_rules.Ledger
    left_in: list[charting.LeftIn]
    position: plans_rules.Position | None  # today's, of the course the visit belonged to
    programme: list[home_queries.Task]
    next_visit: booking.Visit | None


def card_of(viewer: people_rules.Viewer, code: str, now: dt.datetime) -> Card:
    """Return the card of a visit. Costs at most 9 queries. Raises Http404 before the note is signed, alike for unknown."""
    visits = booking_access.visits_seen_by(viewer).filter(note__state=charting.Note.State.SIGNED)
    visit = (
        visits.select_related(
            "patient__clinic", "clinic", "practitioner", "location", "service", "note__course"
        )
        .filter(code=code)
        .first()
    )
    if visit is None:
        raise Http404
    note, zone = visit.note, visit.clinic.time_zone
    course = note.course
    if course is not None:
        course.patient = visit.patient
    is_under_way = course is not None and course.state == plans_rules.CourseState.ACTIVE
    return Card(
        visit=visit,
        note=note,
        needles=list(note.needlings.all()),
        ledger=charting_queries.ledger_of(note),
        left_in=[one for one in note.left_in.all() if one.removed_at is None],
        position=plans_queries.position(course) if course else None,
        programme=home_queries.programme_of(course, today=clock.local(now, zone).date(), zone=zone)
        if is_under_way
        else [],
        next_visit=_next(visit, now),
    )


def _next(visit: booking.Visit, now: dt.datetime) -> booking.Visit | None:
    ahead = booking.Visit.objects.filter(
        patient_id=visit.patient_id, state=booking.Visit.State.BOOKED, starts_at__gt=max(now, visit.starts_at)
    )
    return ahead.select_related("practitioner", "location").order_by("starts_at").first()


def latest_card(patient_id: int, now: dt.datetime) -> booking.Visit | None:
    """Return the latest visit with a card, if it was lately. Costs 1 query."""
    visits = booking.Visit.objects.filter(
        patient_id=patient_id,
        note__state=charting.Note.State.SIGNED,
        starts_at__gt=now - dt.timedelta(days=CARDS_DAYS),
    )
    return visits.order_by("-starts_at").first()
