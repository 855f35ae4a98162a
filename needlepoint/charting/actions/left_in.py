"""Leave something in the skin on purpose, and write down when it is off."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.charting import models, queries, rules, wording
from needlepoint.charting.actions import holding
from needlepoint.charting.rules import left_in as left_in_rules
from needlepoint.house import audit
from needlepoint.people import rules as people_rules
from needlepoint.plans.rules import entry

BY_PATIENT = "patient"


def leave_in(
    *,
    note: models.Note,
    kind: str,
    point_code: str,
    side: str,
    pieces: int,
    remove_by: dt.date,
    is_patient_told: bool,
    by: people_rules.Viewer,
    now: dt.datetime,
    place: str = "",
    reason: str = "",
) -> models.LeftIn:
    """Write down what stays in the patient on purpose: where, how many, and the day it has to come off.

    kind             a key of rules.left_in.Kind       point_code   of a point, or EAR with its place in words
    is_patient_told  they know how many, where and until when, and have the card
    reason           why, in spite of a caution that asks for one
    raises           holding.UnableToChart with every reason; holding.AlreadyDone for the same again within a minute;
                     ValueError for an unknown kind or side
    effects          the patient finds it on their own page from now on; staff see it once its day has passed
    """
    chosen, at_side = left_in_rules.Kind(kind), models.Needling.Side(side)
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        holding.refuse_unless(ledger, rules.Deed.LEAVE_IN)
        same = note.left_in.filter(
            kind=str(chosen), point_code=point_code, place=place.strip(), side=str(at_side)
        ).last()
        if same and now - same.placed_at < people_rules.DOUBLE_TAP:
            raise holding.AlreadyDone(_("This is written down already."))
        faults = _faults(
            note,
            chosen,
            now,
            point_code=point_code,
            place=place,
            pieces=pieces,
            remove_by=remove_by,
            reason=reason,
        )
        if not is_patient_told:
            faults.append(
                _("Tell them how many stay in, where, and when they come off, and give them the card.")
            )
        if faults:
            raise holding.UnableToChart(faults)
        holding.receive(note.visit, by, now)
        if reason.strip():
            note.reasons = {**note.reasons, left_in_rules.CONSENT: reason.strip()}
            note.save(update_fields=["reasons"])
        made = models.LeftIn.objects.create(
            note=note,
            kind=str(chosen),
            point_code=point_code,
            place=place.strip(),
            side=str(at_side),
            pieces=pieces,
            remove_by=remove_by,
            placed_at=now,
            placed_by=holding.name(by),
        )
        holding.record("left_in", note, by, now, kind=str(chosen), pieces=pieces, until=remove_by.isoformat())
    return made


def _faults(
    note,
    kind: left_in_rules.Kind,
    now: dt.datetime,
    *,
    point_code: str,
    place: str,
    pieces: int,
    remove_by: dt.date,
    reason: str,
) -> list[str]:
    today, visit_on = holding.days(note.visit, now)
    allowed = left_in_rules.allowed(kind, note.patient.cautions)
    is_ear = point_code == left_in_rules.EAR
    checks = (
        (queries.is_off(note.visit), wording.bar(rules.Bar.VISIT_IS_OFF)),
        (visit_on > today, wording.bar(rules.Bar.VISIT_IS_AHEAD)),
        (
            left_in_rules.CONSENT not in queries.consents_for(note),
            _("No consent to needles left in stands. Ask, and record the answer first."),
        ),
        (allowed.is_refused, _("A caution forbids needles left in: %(what)s.") % {"what": _mind(allowed)}),
        (
            allowed.needs_reason and not (reason.strip() or left_in_rules.CONSENT in note.reasons),
            _("Say why, in spite of the caution: %(what)s.") % {"what": _mind(allowed)},
        ),
        (not is_ear and not entry.is_point(point_code), _("Choose a point, or the ear.")),
        (is_ear and not place.strip(), _("Say where in the ear.")),
        (
            not 1 <= pieces <= left_in_rules.PIECES_MAX,
            _("Write a number from 1 to %(most)s.") % {"most": left_in_rules.PIECES_MAX},
        ),
        (
            not left_in_rules.is_stay_allowed(remove_by, today),
            _("They come off within %(days)s days, and not before today.")
            % {"days": left_in_rules.STAY_DAYS_MOST},
        ),
    )
    return [words for stands, words in checks if stands]


def _mind(allowed: left_in_rules.Allowed) -> str:
    return "; ".join(f"{chip}: {note}" for chip, note in allowed.notes)


def take_off(
    *, left: models.LeftIn, by: people_rules.Viewer, now: dt.datetime, pieces: int | None = None
) -> models.LeftIn:
    """Write down that pieces are off, told by the patient on their phone or by staff; a signed note does not stand in the way.

    pieces   how many; None: all that were still in
    raises   holding.UnableToChart for more than are in, or somebody else's; holding.AlreadyDone when all are off
    """
    with transaction.atomic():
        held = (
            models.LeftIn.objects.select_for_update(of=("self",))
            .select_related("note__visit", "note__patient")
            .get(pk=left.pk)
        )
        _refuse_strangers(held, by)
        still = held.pieces - held.removed_pieces
        if still == 0:
            raise holding.AlreadyDone(_("This is off already."))
        off = still if pieces is None else pieces
        if not 1 <= off <= still:
            raise holding.UnableToChart(_("Write a number from 1 to %(most)s.") % {"most": still})
        held.removed_pieces += off
        held.removed_by = BY_PATIENT if by.is_patient else holding.name(by)
        if off == still:
            held.removed_at = now
        held.save(update_fields=["removed_pieces", "removed_by", "removed_at"])
        audit.record(
            "left_in_came_off",
            by=by,
            now=now,
            patient=held.note.patient_id,
            thing=f"visit:{held.note.visit.code}",
            details={"pieces": off, "still_in": still - off},
        )
    return held


def _refuse_strangers(left: models.LeftIn, by: people_rules.Viewer) -> None:
    is_own = by.is_patient and by.patient_id == left.note.patient_id
    is_staff = by.clinic_id == left.note.clinic_id and (by.is_practitioner or by.is_desk)
    if not is_own and not is_staff:
        raise holding.UnableToChart(_("Only the patient or the clinic can say that it is off."))
