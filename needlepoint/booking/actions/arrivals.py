"""What happens to a visit on its day: the patient comes, does not come, or is done."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.booking import mail, models
from needlepoint.booking.actions import claims, record, refusals
from needlepoint.booking.rules import ticks
from needlepoint.house import audit

State = models.Visit.State
Kind = models.Fact.Kind


def receive_visit(*, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> models.Visit:
    """Note that the patient is here. Again changes nothing.

    raises  UnableToReceive before the day of the visit, and for one that is cancelled, missed or done
    """
    if now < ticks.day_of(visit.starts_at, visit.clinic.time_zone).begins:
        raise refusals.UnableToReceive(
            _("This visit is on a later day. Move it first if the patient is here now.")
        )
    with transaction.atomic():
        _receive(visit, by=by, now=now)
    return visit


def _receive(visit: models.Visit, *, by: audit.Actor, now: dt.datetime) -> None:
    if not record.become(visit, State.ARRIVED):
        if visit.state == State.ARRIVED:
            return
        raise refusals.UnableToReceive(
            _("This visit is cancelled, missed or done. Book a new one if the patient is here.")
        )
    record.write_fact(visit, Kind.ARRIVED, by=by, now=now)
    record.record("visit_received", visit, by=by, now=now)


def miss_visit(*, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> models.Visit:
    """Note that the patient did not come, and give the time back. Again changes nothing.

    raises  UnableToMiss before the visit should have begun, or when the patient came
    effects the state and what is owed for it; the ticks, the fact, the audit entry; the reminder withdrawn
    """
    if now < visit.starts_at:
        raise refusals.UnableToMiss(
            _("This visit has not begun yet. Cancel it if the patient said they will not come.")
        )
    owed = max(visit.fee_cents, visit.clinic.missed_cents)
    with transaction.atomic():
        if not record.become(visit, State.MISSED, fee_cents=owed):
            if visit.state == State.MISSED:
                return visit
            raise refusals.UnableToMiss(_("This patient is here, or the visit is over already."))
        claims.give_back(visit)
        record.write_fact(visit, Kind.MISSED, by=by, now=now)
        record.record("visit_missed", visit, by=by, now=now)
        mail.withdraw_reminder(visit, now=now)
    return visit


def complete_visit(*, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> models.Visit:
    """Note that the visit is done. Again changes nothing; one that nobody received is received first.

    raises  UnableToComplete for a cancelled or missed one
    """
    with transaction.atomic():
        if not record.become(visit, State.COMPLETED):
            if visit.state == State.COMPLETED:
                return visit
            if visit.state != State.BOOKED:
                raise refusals.UnableToComplete(
                    _("This visit is cancelled or missed, so it cannot be completed.")
                )
            _receive(visit, by=by, now=now)
            record.become(visit, State.COMPLETED)
        record.write_fact(visit, Kind.COMPLETED, by=by, now=now)
        record.record("visit_completed", visit, by=by, now=now)
    return visit
