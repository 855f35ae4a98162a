"""What stays in a patient's skin, in their own words: the card, and the line on their first page."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from needlepoint.charting import models as charting
from needlepoint.charting.rules import left_in as rules
from needlepoint.house import clock
from needlepoint.knowledge.points import atlas
from needlepoint.people import models as people

# Where on the body, for somebody who knows no point by its code; by the atlas's regions.
REGIONS = {
    "back": _lazy("Back"),
    "lumbar": _lazy("Low back"),
    "sacral": _lazy("Base of the back"),
    "hip/buttock": _lazy("Hip"),
    "thigh": _lazy("Thigh"),
    "leg": _lazy("Leg"),
    "foot": _lazy("Foot"),
    "arm": _lazy("Arm"),
    "hand": _lazy("Hand"),
    "neck/shoulder": _lazy("Neck or shoulder"),
    "head": _lazy("Head"),
    "abdomen": _lazy("Belly"),
    "chest": _lazy("Chest"),
    "perineum": _lazy("Between the legs"),
}
SIDES = {
    "LEFT": _lazy("%(place)s, on the left"),
    "RIGHT": _lazy("%(place)s, on the right"),
    "BOTH": _lazy("%(place)s, on both sides"),
    "MIDDLE": _lazy("%(place)s, in the middle"),
}
SORE_SPOT = _lazy("Sore spot")
# How to take it off, and when to call. Wording of ours, for a clinician to confirm.
HOW_NEEDLE = (
    _lazy("Wash your hands."),
    _lazy("Pull the tape off. The needle comes off with it."),
    _lazy("Look at the tape: the needle must be on it. Count them."),
    _lazy("If it bleeds a bit, press on it with a clean pad."),
    _lazy("Fold the tape over the needle. Put it in a jar with a lid, and bring it to us."),
)
HOW_SEED = (
    _lazy("Wash your hands."),
    _lazy("Pull the tape off. The seed comes off with it."),
    _lazy("Put it in the bin, where no child can get it."),
)
TAKE_CARE = (
    _lazy("Keep the tape dry and clean. A quick shower is fine."),
    _lazy("Take them off sooner if you like. You can do that at any time."),
    _lazy("If one falls off, put it out of reach of children and pets. Then tell us."),
)
CALL_IF = (
    _lazy("The skin gets red, hot, sore or wet."),
    _lazy("The ear hurts or swells."),
    _lazy("You feel hot or ill."),
    _lazy("A needle is not on the tape, or part of it is gone."),
    _lazy("A child or a pet ate one."),
)


@dataclasses.dataclass(frozen=True)
class Item:
    """One thing that is in, or came off lately."""

    title: str
    rows: tuple[tuple[str, str], ...]
    due: str
    tone: str
    is_off: bool
    still: int
    off_url: str
    off_words: str
    off_label: str


@dataclasses.dataclass(frozen=True)
class Card:
    """The page, and the same on paper."""

    name: str
    is_own: bool
    items: tuple[Item, ...]
    off: tuple[Item, ...]
    how: tuple[tuple[str, tuple], ...]
    take_care: tuple
    call_if: tuple
    clinic: str
    phone: str
    emergency: str


def card(patient: people.Patient, rows, *, today: dt.date, is_own: bool) -> Card:
    """Word what stays in a patient, soonest due first.

    rows   charting.LeftIn, those still in and those that came off lately
    """
    clinic = patient.clinic
    inside = sorted((one for one in rows if one.removed_at is None), key=lambda one: (one.remove_by, one.pk))
    kinds = {rules.Kind(one.kind).pierces for one in inside}
    how = [
        *([(_("How to take a needle off"), HOW_NEEDLE)] if True in kinds else []),
        *([(_("How to take a seed off"), HOW_SEED)] if False in kinds else []),
    ]
    return Card(
        name=patient.name,
        is_own=is_own,
        items=tuple(item(one, today, clinic.time_zone) for one in inside),
        off=tuple(item(one, today, clinic.time_zone) for one in rows if one.removed_at is not None),
        how=tuple(how),
        take_care=TAKE_CARE,
        call_if=CALL_IF,
        clinic=clinic.name,
        phone=clinic.phone,
        emergency=clinic.emergency_number,
    )


def item(one: charting.LeftIn, today: dt.date, zone: str) -> Item:
    due = rules.due(one.remove_by, today, is_off=one.removed_at is not None)
    still = one.pieces - one.removed_pieces
    return Item(
        title=_what(rules.Kind(one.kind), still or one.pieces),
        rows=(
            (_("Where"), _where(one)),
            (_("Put in on"), formats.date_format(clock.local(one.placed_at, zone), "l j F")),
            (_("Take off by"), formats.date_format(one.remove_by, "l j F")),
        ),
        due=_due(one, due, zone),
        tone={rules.Due.OVERDUE: "danger", rules.Due.TODAY: "soon", rules.Due.OFF: "good"}.get(due, "quiet"),
        is_off=due is rules.Due.OFF,
        still=still,
        off_url=reverse("portal:left_in_off", args=[one.code]),
        off_words=ngettext("It is off", "All %(n)s are off", still) % {"n": still},
        off_label=ngettext("How many are off now?", "How many of the %(n)s are off now?", still)
        % {"n": still},
    )


def _what(kind: rules.Kind, count: int) -> str:
    if kind is rules.Kind.SEED:
        return ngettext("%(n)s seed under tape", "%(n)s seeds under tape", count) % {"n": count}
    return ngettext("%(n)s tiny needle under tape", "%(n)s tiny needles under tape", count) % {"n": count}


def _where(one: charting.LeftIn) -> str:
    if one.point_code == rules.EAR:
        place = _("Ear (%(place)s)") % {"place": one.place}
    else:
        try:
            point = atlas.point(one.point_code)
        except KeyError:
            place = str(SORE_SPOT)
        else:
            place = f"{REGIONS.get(point.region, point.region)} ({point.code})"
    return str(SIDES[one.side]) % {"place": place}


def _due(one: charting.LeftIn, due: rules.Due, zone: str) -> str:
    if due is rules.Due.OFF:
        day = formats.date_format(clock.local(one.removed_at, zone), "l j F")
        return _("Off since %(day)s") % {"day": day}
    if due is rules.Due.OVERDUE:
        return _("These should be off by now. Take them off today, or call us.")
    if due is rules.Due.TODAY:
        return _("Take off today.")
    return _("Take off by %(day)s.") % {"day": formats.date_format(one.remove_by, "l j F")}


@dataclasses.dataclass(frozen=True)
class Line:
    """What the first page says while something is in."""

    title: str
    due: str
    tone: str
    url: str


def line(rows, *, today: dt.date, zone: str) -> Line | None:
    """Word what is due soonest, and count it all; None when nothing is in."""
    if not rows:
        return None
    soonest = item(min(rows, key=lambda one: (one.remove_by, one.pk)), today, zone)
    count = sum(one.pieces - one.removed_pieces for one in rows)
    title = ngettext("%(n)s thing is still in your skin", "%(n)s things are still in your skin", count)
    if any(rules.Kind(one.kind).pierces for one in rows):
        title = ngettext("%(n)s tiny needle is still in", "%(n)s tiny needles are still in", count)
    return Line(title % {"n": count}, soonest.due, soonest.tone, reverse("portal:left_in"))
