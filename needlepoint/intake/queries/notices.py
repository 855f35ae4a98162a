"""What patients told that somebody must look at, and who has."""

import datetime as dt
from collections.abc import Iterable

from django.db import models as db
from django.http import Http404

from needlepoint.booking import models as booking
from needlepoint.booking.rules import messages as booking_rules
from needlepoint.house import models as house
from needlepoint.house import prepared
from needlepoint.intake import models
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

SHOWN = 50
RECENT = dt.timedelta(days=90)
WROTE_OF_SELF_HARM = booking_rules.WROTE_OF_SELF_HARM
# By the words of the kinds, strain would come before a sign that cannot wait.
URGENT_FIRST = db.Case(
    db.When(kind=models.Notice.Kind.CRISIS, then=0),
    db.When(kind__in=[models.Notice.Kind.RED_FLAG, models.Notice.Kind.AFTER_NOW], then=1),
    db.When(kind=models.Notice.Kind.SIGN, then=2),
    default=3,
)
LOOKED_BACK = dt.timedelta(days=2)


def _notices(viewer: people_rules.Viewer) -> db.QuerySet:
    """Costs 1 query, with the patient and the name of whoever sees them next."""
    return _of_clinic(viewer.clinic_id) if viewer.is_staff else models.Notice.objects.none()


def _of_clinic(clinic_id: int) -> db.QuerySet:
    coming = booking.Visit.objects.filter(
        patient=db.OuterRef("patient"),
        state__in=[booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED],
        ends_at__gt=db.OuterRef("raised_at"),
    ).order_by("starts_at")
    mine = models.Notice.objects.filter(clinic_id=clinic_id).select_related("patient__clinic")
    return mine.annotate(
        practitioner_name=db.Subquery(coming.values("practitioner__name")[:1]),
        next_visit_at=db.Subquery(coming.values("starts_at")[:1]),
    )


def unseen(viewer: people_rules.Viewer) -> list[models.Notice]:
    """Return the clinic's notices that nobody has looked at, words of self-harm first, then red flags. Costs 1 query."""
    return _unseen(clinic_id=viewer.clinic_id) if viewer.is_staff else []


def _in_order(notices: db.QuerySet) -> db.QuerySet:
    return notices.order_by(URGENT_FIRST, "-raised_at", "-pk")[:SHOWN]


_unseen = prepared.Question(
    lambda clinic_id: _in_order(_of_clinic(clinic_id).filter(seen_at=None)), clinic_id=int
)


def of_patient(viewer: people_rules.Viewer, patient: people.Patient, now: dt.datetime) -> list[models.Notice]:
    """Return a patient's notices: those not looked at, and the recent ones that were. Costs 1 query."""
    if not viewer.is_staff:
        return []
    return _of_patient(clinic_id=viewer.clinic_id, patient_id=patient.pk, since=now - RECENT)


def _ask_of_patient(clinic_id: int, patient_id: int, since: dt.datetime) -> db.QuerySet:
    fresh = db.Q(seen_at=None) | db.Q(raised_at__gt=since)
    return _in_order(_of_clinic(clinic_id).filter(fresh, patient_id=patient_id))


_of_patient = prepared.Question(_ask_of_patient, clinic_id=int, patient_id=int, since=dt.datetime)


def names_of(notices: Iterable[models.Notice]) -> dict[str, str]:
    """Return the names of those who looked, by how a notice keeps them ('user:12'). Costs 1 query, 0 for none."""
    numbers = {
        int(notice.seen_by.removeprefix("user:"))
        for notice in notices
        if notice.seen_by.removeprefix("user:").isdecimal()
    }
    if not numbers:
        return {}
    return {f"user:{user.pk}": user.name for user in people.User.objects.filter(pk__in=numbers)}


def notice_for(viewer: people_rules.Viewer, code: str) -> models.Notice:
    """Return one notice of the viewer's clinic. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    notice = _notices(viewer).filter(code=code).first()
    if notice is None:
        raise Http404
    return notice


def words_to_notice(now: dt.datetime) -> list[house.AuditEntry]:
    """Return recent entries of words of self-harm in texts that earlier steps received. Costs 1 query."""
    entries = house.AuditEntry.objects.filter(
        at__gt=now - LOOKED_BACK, what=WROTE_OF_SELF_HARM, patient_id__isnull=False
    )
    known = models.Notice.objects.filter(
        patient_id=db.OuterRef("patient_id"), told_in=db.OuterRef("thing"), kind=models.Notice.Kind.CRISIS
    )
    return list(entries.exclude(db.Exists(known)).order_by("pk")[:SHOWN])
