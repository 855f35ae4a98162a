"""Settle a mismatch of the needles: with a reason, by a named practitioner."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.charting import models, rules
from needlepoint.charting.actions import holding
from needlepoint.charting.rules import ledger as ledgers
from needlepoint.people import rules as people_rules


def settle_incident(
    *,
    note: models.Note,
    how: str,
    reason: str,
    by: people_rules.Viewer,
    now: dt.datetime,
    patient_told: bool | None = None,
) -> models.Incident:
    """Settle why the needles did not agree; the note can be signed then.

    how           one of rules.ledger.Settled that fits the numbers
    reason        what happened, for whoever reads the note
    patient_told  whether the patient knows; for a needle that nobody found they have to
    raises        holding.UnableToChart with every reason: no mismatch, a way that does not fit, no words, an untold patient,
                  a student; holding.AlreadyDone when somebody settled it just now; ValueError for an unknown way
    effects       a needle that was found is counted out; a wrong number is put right by another count, the old one stays
    """
    chosen = ledgers.Settled(how)
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        incident = note.incidents.select_for_update(of=("self",)).filter(settled_at__isnull=True).first()
        if incident is None:
            if note.incidents.exists():
                raise holding.AlreadyDone(_("This was settled already."))
            raise holding.UnableToChart(_("The counts agree: there is nothing to settle."))
        signer, signature = holding.signature_of(by)
        if faults := _faults(
            chosen,
            ledger,
            reason,
            is_told=bool(patient_told),
            is_student=signer.supervisor_id is not None,
        ):
            raise holding.UnableToChart(faults)
        after = ledgers.settled(ledger, chosen, is_patient_told=bool(patient_told))
        _count_what_changed(note, ledger, after, reason=reason.strip(), by=by, now=now)
        if ledger.missing or incident.missing < 0:
            incident.missing = ledger.missing
        incident.settled, incident.reason, incident.patient_told = str(chosen), reason.strip(), patient_told
        incident.settled_at, incident.settled_by = now, signature
        incident.save()
        holding.record("incident_settled", note, by, now, how=str(chosen), missing=ledger.missing)
    return incident


def _faults(how, ledger, reason: str, *, is_told: bool, is_student: bool) -> list[str]:
    faults = []
    if how not in ledgers.ways_to_settle(ledger):
        faults.append(_("The counts do not fit this. Count again, or choose what did happen."))
    if not reason.strip():
        faults.append(_("Say in a few words what happened."))
    if how is ledgers.Settled.NOT_FOUND and not is_told:
        faults.append(_("Tell the patient first: a needle may still be in the body."))
    if not ledgers.may_settle(how, is_student=is_student):
        faults.append(_("A student cannot settle this. Ask the one who supervises you to sign it."))
    return faults


def _count_what_changed(
    note, before: rules.Ledger, after: rules.Ledger, *, reason: str, by: people_rules.Viewer, now: dt.datetime
) -> None:
    kinds = models.NeedleCount.Kind
    if after.went_in is not None and after.went_in != before.went_in:
        holding.count(note, kinds.IN, after.went_in, by, now, reason=reason)
    if after.came_out is not None and after.came_out != before.came_out:
        holding.count(note, kinds.OUT, after.came_out, by, now, reason=reason)
