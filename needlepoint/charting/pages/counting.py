"""What the note page shows of the needles beside the chart: where to count, what differs, who has them, what stays in."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking import models as booking
from needlepoint.charting import models, queries, rules, wording
from needlepoint.charting.rules import hidden, left_in
from needlepoint.charting.rules import ledger as ledgers
from needlepoint.charting.wording import counting
from needlepoint.house import clock


@dataclasses.dataclass(frozen=True)
class Place:
    """One place where needles are counted."""

    words: str
    needles: str
    unconfirmed: str
    field: object


@dataclasses.dataclass(frozen=True)
class Left:
    """Something left in on purpose, as staff see it."""

    words: str
    detail: str
    due: str
    tone: str
    is_off: bool
    off_url: str
    off_words: str


@dataclasses.dataclass(frozen=True)
class Mismatch:
    """What differs, what to do now, and what was settled before."""

    title: str
    numbers: str
    steps: tuple[str, ...]
    lost_steps: tuple[str, ...]
    agrees: bool
    miscounted: str


@dataclasses.dataclass(frozen=True)
class Needles:
    """Everything beside the chart that is about needles."""

    places: tuple[Place, ...]
    hidden: tuple[tuple[str, str], ...]
    hidden_title: str
    all_out: str
    out_words: str
    mismatch: Mismatch | None
    may_hand_over: bool
    may_correct: bool
    may_leave_in: bool
    handed: tuple[str, ...]
    handed_to_you: str
    history: tuple[str, ...]
    settled: tuple[str, ...]
    wants_effect: str
    left: tuple[Left, ...]
    still_in: str
    cosign_words: str
    may_cosign: bool
    looked: str


def shown(visit: booking.Visit, sheet: queries.Sheet, *, out, signer: int | None, today: dt.date) -> Needles:
    """Word it. `signer` is the practitioner who looks at it, `out` the form they count with."""
    note, ledger, zone = sheet.note, sheet.ledger, visit.clinic.time_zone
    spots = queries.spots_of(sheet.chart)
    incidents = sorted(note.incidents.all(), key=lambda one: one.pk) if note else []
    handed = sorted(note.hand_overs.all(), key=lambda one: one.pk) if note else []
    left = sorted(note.left_in.all(), key=lambda one: one.pk) if note else []
    hides = hidden.places(spots, sheet.chart.position)
    return Needles(
        places=_places(spots, sheet, out),
        hidden=tuple((str(counting.HIDDEN[one]), ", ".join(codes)) for one, codes in hides.items()),
        hidden_title=_("Look here before you count"),
        all_out=_all_out(ledger, has_hidden=bool(hides)),
        out_words=_("%(out)s of %(in)s out") % {"out": ledger.came_out, "in": ledger.went_in},
        mismatch=mismatch(sheet, zone),
        may_hand_over=rules.may(ledger.stage, rules.Deed.HAND_OVER),
        may_correct=rules.may(ledger.stage, rules.Deed.CORRECT_IN),
        may_leave_in=rules.may(ledger.stage, rules.Deed.LEAVE_IN),
        handed=tuple(handed_words(one, zone) for one in handed),
        handed_to_you=_handed_to_you(handed, ledger, signer, zone),
        history=tuple(history_words(one, zone) for one in sheet.counts),
        settled=tuple(settled_words(one, zone) for one in incidents if one.settled_at),
        wants_effect=_wants_effect(incidents, sheet.reactions),
        left=tuple(left_words(one, today, zone) for one in left),
        still_in=still_in_words(ledger),
        cosign_words=_cosign_words(note, zone),
        may_cosign=bool(
            note and _awaits_second(note) and ledger.is_signed and note.practitioner_id != signer
        ),
        looked=_("Hidden places were looked at before the count")
        if note and note.hidden_places_looked_at
        else "",
    )


def _awaits_second(note: models.Note) -> bool:
    return note.needs_cosign and note.cosigned_at is None


STAYED = frozenset({ledgers.Settled.NOT_FOUND, ledgers.Settled.FOUND_IN_PATIENT})


def _wants_effect(incidents, reactions) -> str:
    """A needle that stayed, or may have, belongs among the unwanted effects too: they are what is followed up."""
    has_stayed = any(one.settled in STAYED for one in incidents)
    is_told = any(one.category == rules.Effect.NEEDLE_LEFT_IN for one in reactions)
    return (
        _("A needle stayed in, or may have. Write it under unwanted effects, so that it is followed up.")
        if has_stayed and not is_told
        else ""
    )


def _all_out(ledger: rules.Ledger, *, has_hidden: bool) -> str:
    words = _("I looked: %(n)s of %(n)s out") if has_hidden else _("%(n)s of %(n)s out")
    return words % {"n": ledger.went_in}


def _places(spots, sheet: queries.Sheet, out) -> tuple[Place, ...]:
    by_point = sheet.by_point
    is_mismatch = sheet.ledger.stage is rules.Stage.MISMATCH
    apart = dict(ledgers.apart(spots, by_point)) if is_mismatch else {}
    return tuple(
        Place(
            words=counting.spot(spot),
            needles=wording.needles(spot.needles),
            unconfirmed=_unconfirmed(apart[spot], is_told=bool(by_point)) if spot in apart else "",
            field=out[f"out_{spot.key}"] if f"out_{spot.key}" in out.fields else None,
        )
        for spot in spots
    )


def _unconfirmed(left: int, *, is_told: bool) -> str:
    if not is_told:
        return _("not confirmed")
    if left < 0:
        return _("%(needles)s more than went in") % {"needles": wording.needles(-left)}
    return _("%(needles)s not found here") % {"needles": wording.needles(left)}


def mismatch(sheet: queries.Sheet, zone: str) -> Mismatch | None:
    """Word an open incident; none without one."""
    ledger = sheet.ledger
    if ledger.stage not in {rules.Stage.MISMATCH, rules.Stage.TO_SETTLE}:
        return None
    agrees = ledger.stage is rules.Stage.TO_SETTLE
    latest = sheet.counts[-1]
    numbers = _("%(went_in)s went in. %(came_out)s were counted out, at %(time)s by %(name)s.") % {
        "went_in": ledger.went_in,
        "came_out": ledger.came_out,
        "time": _time(latest.at, zone),
        "name": latest.by,
    }
    is_short = ledger.missing > 0
    return Mismatch(
        title=_("The counts agree now. Say why they did not.") if agrees else wording.unaccounted(ledger),
        numbers=numbers,
        steps=() if agrees else counting.WHEN_MISSING if is_short else counting.WHEN_TOO_MANY,
        lost_steps=counting.WHEN_LOST if is_short else (),
        agrees=agrees,
        miscounted=str(counting.MISCOUNTED),
    )


def _time(moment: dt.datetime, zone: str) -> str:
    return formats.date_format(clock.local(moment, zone), "G:i")


def _day(moment: dt.datetime, zone: str) -> str:
    return formats.date_format(clock.local(moment, zone), "j F")


def history_words(count: models.NeedleCount, zone: str) -> str:
    """One line of the counts; a number put right says why, and the one before it stays above."""
    words = {
        "needles": wording.needles(count.needles),
        "time": _time(count.at, zone),
        "name": count.by,
        "why": count.reason,
    }
    if count.kind == models.NeedleCount.Kind.IN:
        if count.reason:
            return _("Put right: %(needles)s in, at %(time)s, %(name)s. Why: %(why)s") % words
        return _("%(needles)s in at %(time)s, %(name)s") % words
    if count.reason:
        return _("%(needles)s out in all, at %(time)s, %(name)s: %(why)s") % words
    return _("%(needles)s counted out at %(time)s, %(name)s") % words


def settled_words(one: models.Incident, zone: str) -> str:
    """How a mismatch was settled, why, and by whom."""
    words = {
        "what": wording.unaccounted(rules.Ledger(went_in=max(one.missing, 0), came_out=max(-one.missing, 0)))
        if one.missing
        else _("The counts differed"),
        "how": counting.SETTLED[ledgers.Settled(one.settled)],
        "why": one.reason,
        "name": one.settled_by,
        "day": _day(one.settled_at, zone),
        "time": _time(one.settled_at, zone),
    }
    return _("%(what)s. %(how)s. “%(why)s” Signed by %(name)s, %(day)s at %(time)s.") % words


def handed_words(one: models.HandOver, zone: str) -> str:
    words = {
        "needles": wording.needles(one.needles),
        "by": one.by,
        "to": one.to.name,
        "time": _time(one.at, zone),
        "words": one.words,
    }
    if one.words:
        return _("%(time)s: %(by)s handed over to %(to)s with %(needles)s still in. “%(words)s”") % words
    return _("%(time)s: %(by)s handed over to %(to)s with %(needles)s still in.") % words


def _handed_to_you(handed, ledger: rules.Ledger, signer: int | None, zone: str) -> str:
    if not handed or handed[-1].to_id != signer or not ledger.outstanding:
        return ""
    words = {
        "name": handed[-1].by,
        "needles": wording.needles(ledger.outstanding),
        "time": _time(handed[-1].at, zone),
    }
    return _("%(name)s handed them over to you at %(time)s: %(needles)s still in.") % words


def still_in_words(ledger: rules.Ledger) -> str:
    if not ledger.still_in:
        return ""
    return ngettext(
        "%(count)s piece stays in on purpose", "%(count)s pieces stay in on purpose", ledger.still_in
    ) % {"count": ledger.still_in}


DUE_TONES = {
    left_in.Due.LATER: "quiet",
    left_in.Due.SOON: "quiet",
    left_in.Due.TODAY: "soon",
    left_in.Due.OVERDUE: "danger",
    left_in.Due.OFF: "good",
}


def left_words(one: models.LeftIn, today: dt.date, zone: str) -> Left:
    """Word one thing left in, for staff."""
    due = left_in.due(one.remove_by, today, is_off=one.removed_at is not None)
    still = one.pieces - one.removed_pieces
    return Left(
        words=_("%(n)s × %(kind)s, %(where)s")
        % {
            "n": one.pieces,
            "kind": str(counting.KINDS[left_in.Kind(one.kind)]).lower(),
            "where": counting.where(one),
        },
        detail=_("Put in %(day)s by %(name)s") % {"day": _day(one.placed_at, zone), "name": one.placed_by},
        due=_due_words(one, due, still, today, zone),
        tone=DUE_TONES[due],
        is_off=due is left_in.Due.OFF,
        off_url=reverse("charting:left_in_off", args=[one.code]),
        off_words=ngettext("It is off", "All %(n)s are off", still) % {"n": still},
    )


def _due_words(one: models.LeftIn, due: left_in.Due, still: int, today: dt.date, zone: str) -> str:
    if due is left_in.Due.OFF:
        who = _("the patient") if one.removed_by == "patient" else one.removed_by
        return _("Off since %(day)s, says %(name)s") % {"day": _day(one.removed_at, zone), "name": who}
    day = formats.date_format(one.remove_by, "l j F")
    if due is left_in.Due.OVERDUE:
        late = (today - one.remove_by).days
        words = ngettext(
            "%(n)s day overdue: %(still)s of %(all)s still in",
            "%(n)s days overdue: %(still)s of %(all)s still in",
            late,
        )
        return words % {"n": late, "still": still, "all": one.pieces}
    if due is left_in.Due.TODAY:
        return _("Comes off today")
    return _("Comes off on %(day)s") % {"day": day}


def _cosign_words(note: models.Note | None, zone: str) -> str:
    if note is None or not note.needs_cosign:
        return ""
    if note.cosigned_at is None:
        return _("Written by a student. A supervisor still has to sign it too.")
    return _("Signed a second time by %(name)s on %(day)s at %(time)s.") % {
        "name": note.cosigned_by,
        "day": _day(note.cosigned_at, zone),
        "time": _time(note.cosigned_at, zone),
    }


@dataclasses.dataclass(frozen=True)
class Amended:
    """One amendment: what it is about, the words before when it replaces some, and the words now."""

    heading: str
    about: str
    was: str
    words: str


def amended(amendments, zone: str) -> tuple[Amended, ...]:
    return tuple(
        Amended(
            heading=_("%(name)s, %(day)s at %(time)s")
            % {"name": one.by, "day": _day(one.at, zone), "time": _time(one.at, zone)},
            about=str(counting.PARTS[one.part]) if one.part else "",
            was=one.was,
            words=one.words,
        )
        for one in amendments
    )
