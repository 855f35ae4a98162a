"""What every deed of the treatment room does first and last: hold the note under lock, write down who did what."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import models as booking
from needlepoint.charting import access, models, queries, rules, wording
from needlepoint.house import audit, clock
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

BY_MAX, SIGNATURE_MAX = 60, 120


class UnableToChart(Exception):
    """The note cannot be changed as asked. `reasons` holds every sentence."""

    def __init__(self, reasons: Sequence[str] | str):
        self.reasons = (reasons,) if isinstance(reasons, str) else tuple(reasons)
        super().__init__(" ".join(self.reasons))


class UnableToNeedle(UnableToChart):
    """No needle may go in yet."""


class UnableToSign(UnableToChart):
    """The note cannot be signed."""


class AlreadyDone(UnableToChart):
    """The same deed was done a moment ago: a double tap, or a second tablet. Nothing was changed."""


def refuse_others(clinic_id: int, by: people_rules.Viewer) -> None:
    if not access.may_chart(by) or by.clinic_id != clinic_id:
        raise UnableToChart(_("Only a practitioner of this clinic can write a note."))


def hold(note: models.Note, by: people_rules.Viewer) -> tuple[models.Note, rules.Ledger]:
    """Read a note again under lock, with its ledger; whoever came second sees what the first one did."""
    refuse_others(note.clinic_id, by)
    held = (
        models.Note.objects.select_for_update(of=("self",))
        .select_related("visit__patient__clinic", "visit__clinic", "patient", "course")
        .get(pk=note.pk)
    )
    return held, queries.ledger_of(held)


def hold_visit(visit: booking.Visit) -> booking.Visit:
    visits = booking.Visit.objects.select_for_update(of=("self",)).select_related("patient__clinic", "clinic")
    return visits.get(pk=visit.pk)


def receive(visit: booking.Visit, by: people_rules.Viewer, now: dt.datetime) -> None:
    """Whoever is needled or talked to is here, whether or not the desk had time to say so."""
    if visit.state == booking.Visit.State.BOOKED:
        booking_actions.receive_visit(visit=visit, by=by, now=now)
        visit.refresh_from_db(fields=["state"])


def days(visit: booking.Visit, now: dt.datetime) -> tuple[dt.date, dt.date]:
    """Today and the day of the visit, on the clinic's calendar."""
    zone = visit.clinic.time_zone
    return clock.local(now, zone).date(), clock.local(visit.starts_at, zone).date()


def is_same_tap(note: models.Note, now: dt.datetime) -> bool:
    return now - queries.counts_of(note)[-1].at < people_rules.DOUBLE_TAP


def refuse_unless(ledger: rules.Ledger, deed: rules.Deed) -> None:
    """Raise UnableToChart with the reason when a deed is not possible at this stage."""
    if not rules.may(ledger.stage, deed):
        raise UnableToChart(wording.not_now(ledger.stage))


def count(
    note,
    kind,
    needles: int,
    by,
    now: dt.datetime,
    *,
    by_point: Mapping[str, int] | None = None,
    reason: str = "",
) -> None:
    models.NeedleCount.objects.create(
        note=note,
        kind=kind,
        needles=needles,
        by_point=dict(by_point or {}),
        reason=reason,
        at=now,
        by=name(by),
    )


def signature_of(by: people_rules.Viewer) -> tuple[people.Practitioner, str]:
    """Return who puts a name to something, and that name as it is written: with the credential. Costs 1 query."""
    signer = people.Practitioner.objects.get(pk=by.practitioner_id)
    return signer, ", ".join(filter(None, (signer.name, signer.credential)))[:SIGNATURE_MAX]


def name(by: people_rules.Viewer) -> str:
    return by.name[:BY_MAX] or by.who


def record(what: str, note: models.Note, by: people_rules.Viewer, now: dt.datetime, **details) -> None:
    audit.record(
        what, by=by, now=now, patient=note.patient_id, thing=f"visit:{note.visit.code}", details=details
    )
