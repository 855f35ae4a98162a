"""Questions about messages: whose visit a link answers for, what is stuck, whom a number belongs to."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.http import Http404

from needlepoint.booking import models
from needlepoint.house import models as house
from needlepoint.house import outbox, prepared
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

WITH = ("clinic", "patient", "practitioner", "room", "service", "location")
SHOWN = 200  # a list longer than this is a mail server's fault, not a morning's work


def visit_behind(token: str) -> models.Visit | None:
    """Return the visit that a link in a message answers for, or None. Costs 1 query."""
    links = models.VisitLink.objects.filter(token_hash=people_rules.hashed(token))
    link = links.select_related(*(f"visit__{name}" for name in WITH)).first()
    return link.visit if link else None


def visits_called(codes: Iterable[str]) -> dict[str, models.Visit]:
    """Return visits with all that their messages say, by code. Costs 1 query."""
    visits = models.Visit.objects.filter(code__in=set(codes)).select_related(*WITH)
    return {visit.code: visit for visit in visits}


@dataclasses.dataclass(frozen=True, slots=True)
class Stuck:
    """A message that is not known to have left, and who should have got it."""

    message: house.OutboxMessage
    patient: people.Patient


def stuck_messages(viewer: people_rules.Viewer) -> list[Stuck]:
    """Return the clinic's messages to patients that are not known to have left, newest first. Costs 2 queries."""
    if not viewer.is_staff:
        return []
    found = outbox.undecided(viewer.clinic_id).filter(patient_id__isnull=False)
    found = list(found.order_by("-send_at", "-pk")[:SHOWN])
    patients = people.Patient.objects.filter(clinic_id=viewer.clinic_id).in_bulk(
        {m.patient_id for m in found}
    )
    return [Stuck(m, patients[m.patient_id]) for m in found if m.patient_id in patients]


def count_stuck(viewer: people_rules.Viewer) -> int:
    """Return how many messages wait for the desk. Costs 1 query."""
    return len(_stuck(clinic_id=viewer.clinic_id)) if viewer.is_staff else 0


_stuck = prepared.Question(
    lambda clinic_id: (
        outbox.undecided(clinic_id).filter(patient_id__isnull=False).order_by().values_list("pk")
    ),
    clinic_id=int,
)


def stuck_message(viewer: people_rules.Viewer, code: str) -> house.OutboxMessage:
    """Return one message of the viewer's clinic. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    messages = house.OutboxMessage.objects.filter(clinic_id=viewer.clinic_id, patient_id__isnull=False)
    message = messages.filter(code=code).first() if viewer.is_staff else None
    if message is None:
        raise Http404
    return message


def patients_with_number(phone: str) -> list[people.Patient]:
    """Return everybody whose number this is, in every clinic here: they share the number we write from. Costs 1 query."""
    return (
        list(people.Patient.objects.filter(phone=phone).select_related("clinic").order_by("pk"))
        if phone.startswith("+")
        else []
    )


def visit_last_texted(phone: str, now: dt.datetime) -> models.Visit | None:
    """Return the coming visit that we last wrote to this number about, or None. Costs 2 queries."""
    texts = house.OutboxMessage.objects.filter(channel="SMS", to=phone, sent_at__isnull=False).exclude(
        about=""
    )
    last = texts.order_by("-sent_at", "-pk").values_list("about", flat=True).first()
    coming = models.Visit.objects.filter(code=last, state=models.Visit.State.BOOKED, starts_at__gt=now)
    return coming.select_related(*WITH).first() if last else None


def as_patient(patient: people.Patient, request_id: str) -> people_rules.Viewer:
    """Return who acts when somebody answers from a message: whoever got it."""
    return people_rules.Viewer(
        patient.clinic_id,
        frozenset({people_rules.Role.PATIENT}),
        patient_id=patient.pk,
        name=patient.given_name,
        request_id=request_id,
    )
