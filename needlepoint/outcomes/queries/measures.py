"""Questions about every measure of one person."""

import datetime as dt

from django.http import Http404

from needlepoint.booking import models as booking
from needlepoint.house import prepared
from needlepoint.knowledge.instruments import scoring
from needlepoint.outcomes import models, rules
from needlepoint.people import models as people

PAPER = "paper:"


def standings_of(patient: people.Patient) -> tuple[rules.Standing, ...]:
    """Return every measure of one person against the start of this stretch of care. Costs 3 queries.

    What the trend draws, pain and own activities, is left out: it has a line of its own.
    """
    since = _begun.first(patient_id=patient.pk)
    rows = [
        (instrument, scale, rules.Moment(at, scoring.exact(value), "", given, told_in))
        for instrument, scale, at, value, given, told_in in _scored(patient_id=patient.pk)
    ]
    rows += [
        (instrument, scale, rules.Moment(at, None, " ".join(reasons), told_in=told_in))
        for instrument, scale, at, reasons, told_in in _unscored(patient_id=patient.pk)
    ]
    return rules.standings(rows, since=since[0] if since else None)


_begun = prepared.Question(
    lambda patient_id: (
        models.CheckIn.objects.filter(
            patient_id=patient_id, kind=models.CheckIn.Kind.BASELINE, answered_at__isnull=False
        )
        .order_by("-answered_at")
        .values_list("answered_at")[:1]
    ),
    patient_id=int,
)
_scored = prepared.Question(
    lambda patient_id: (
        models.Score.objects.filter(patient_id=patient_id, taken_back_at=None)
        .exclude(instrument__in=rules.IN_A_TREND)
        .values_list("instrument", "scale", "asked_at", "value", "given", "told_in")
    ),
    patient_id=int,
)
_unscored = prepared.Question(
    lambda patient_id: models.Unscored.objects.filter(patient_id=patient_id, taken_back_at=None).values_list(
        "instrument", "scale", "asked_at", "reasons", "told_in"
    ),
    patient_id=int,
)


def paper_for(patient: people.Patient, key: str) -> tuple[str, str]:
    """Return (told_in, instrument) of what was typed from paper for a patient. Costs up to 2 queries.

    raises  Http404 for what was never typed, or was taken back
    """
    told_in = f"{PAPER}{key}"
    for model in (models.Score, models.Unscored):
        rows = model.objects.filter(patient=patient, told_in=told_in, taken_back_at=None)
        instrument = rows.values_list("instrument", flat=True).first()
        if instrument:
            return told_in, instrument
    raise Http404


def next_visit(patient: people.Patient, form: str, now: dt.datetime) -> booking.Visit | None:
    """Return the patient's next visit, or the one under way, before which this form was not asked. Costs 1 query."""
    visits = booking.Visit.objects.filter(
        patient=patient, state__in=[booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED], ends_at__gt=now
    )
    return visits.exclude(intakes__form=form).order_by("starts_at").first()
