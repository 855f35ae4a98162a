"""The card a patient takes home from a visit: what was done, what is normal, when to worry, whom to call, what comes next."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from needlepoint.charting.rules import left_in as left_in_rules
from needlepoint.house import clock
from needlepoint.knowledge import emergency
from needlepoint.knowledge.home import aftercare
from needlepoint.knowledge.points import atlas
from needlepoint.plans import wording as plans_wording
from needlepoint.plans.rules import entry
from needlepoint.portal.pages import tasks
from needlepoint.portal.queries import visits as visit_queries

TEMPLATE = "portal/paper/visit.typ"
# Where a needle was, in words that anybody has for their own body; in the order of this list.
PLACES = {
    "lumbar": _lazy("low back"),
    "back": _lazy("back"),
    "sacral": _lazy("base of the spine"),
    "hip/buttock": _lazy("hip or buttock"),
    "neck/shoulder": _lazy("neck or shoulder"),
    "head": _lazy("head"),
    "chest": _lazy("chest"),
    "abdomen": _lazy("belly"),
    "perineum": _lazy("between the legs"),
    "arm": _lazy("arm"),
    "hand": _lazy("hand"),
    "thigh": _lazy("thigh"),
    "leg": _lazy("leg"),
    "foot": _lazy("foot"),
}
SORE_SPOT = _lazy("a sore spot found by hand")
TITLES = {
    aftercare.Urgency.EMERGENCY: _lazy("Get help at once if"),
    aftercare.Urgency.TODAY: _lazy("Call today if"),
    aftercare.Urgency.SOON: _lazy("Tell us if"),
}
TONES = {
    aftercare.Urgency.EMERGENCY: "danger",
    aftercare.Urgency.TODAY: "soon",
    aftercare.Urgency.SOON: "quiet",
}


@dataclasses.dataclass(frozen=True)
class Worry:
    title: str
    tone: str
    words: tuple[str, ...]
    deed: str
    number: str  # to be called with one tap, "" without
    button: str


@dataclasses.dataclass(frozen=True)
class Card:
    """One card, worded."""

    title: str
    patient_name: str
    is_own: bool
    practitioner: str
    done: tuple[tuple[str, str], ...]
    left_in: tuple[str, ...]
    normal: tuple[str, ...]
    worries: tuple[Worry, ...]
    numbers: tuple[tuple[str, str], ...]
    position: str
    next_day: str
    next_time: str
    next_is_review: bool
    book_url: str
    tasks: tuple[tuple[str, str], ...]  # (name, how much)
    tasks_url: str
    paper_url: str
    clinic: str
    phone: str


def card(asked: visit_queries.Card, *, is_own: bool) -> Card:
    visit, clinic = asked.visit, asked.visit.clinic
    zone = visit.location.time_zone if visit.location else clinic.time_zone
    day = formats.date_format(clock.local(visit.starts_at, zone), "l j F")
    after = asked.next_visit
    after_at = after and clock.local(after.starts_at, zone)
    return Card(
        title=_("Your visit on %(day)s") % {"day": day},
        patient_name=visit.patient.name,
        is_own=is_own,
        practitioner=_("With %(name)s") % {"name": visit.practitioner.name} if visit.practitioner else "",
        done=tuple(_done(asked)),
        left_in=_left_in(asked.left_in),
        normal=tuple(_(words) for words in aftercare.normal(_kinds(asked))),
        worries=tuple(_worries(clinic)),
        numbers=tuple(_numbers(clinic)),
        position=_("%(position)s.") % {"position": asked.position.words} if asked.position else "",
        next_day=formats.date_format(after_at, "l j F") if after else "",
        next_time=clock.time_words(after_at, clinic.country) if after else "",
        next_is_review=bool(after and after.is_review),
        book_url="" if after else reverse("booking:starts"),
        tasks=tuple(
            (shown.name, _("%(dose)s, %(days)s") % {"dose": shown.dose, "days": shown.days})
            for shown in (tasks.shown(asked.note.course, task) for task in asked.programme)
        ),
        tasks_url=reverse("portal:tasks") if is_own and asked.programme else "",
        paper_url=reverse("portal:visit_paper", args=[visit.code]),
        clinic=clinic.name,
        phone=clinic.phone,
    )


def _done(asked: visit_queries.Card) -> Iterable[tuple[str, str]]:
    note, count = asked.note, asked.ledger.went_in or 0
    if note.number and note.course:
        yield (
            _("In your plan"),
            _("Visit %(number)s of %(planned)s")
            % {"number": note.number, "planned": max(note.number, note.course.visits_planned)},
        )
    if note.needles_in_at:
        words = ngettext(
            "%(count)s thin needle. It came out again and was counted.",
            "%(count)s thin needles. All of them came out again and were counted.",
            count,
        )
        yield _("Needles"), words % {"count": count}
        yield _("Where on the body"), _listed(_places(asked.needles))
        if note.needles_out_at:
            stayed = round((note.needles_out_at - note.needles_in_at).total_seconds() / 60)
            minutes = ngettext("About %(count)s minute", "About %(count)s minutes", stayed)
            yield _("For how long"), minutes % {"count": stayed}
    else:
        yield _("Needles"), _("None this time")
    besides = [
        str(plans_wording.TECHNIQUES[key]) for key in plans_wording.TECHNIQUES if key in note.techniques
    ]
    if besides:
        yield _("Besides"), _listed(besides)


def _listed(words: list[str]) -> str:
    """Join what stands in a list; each language has its own comma."""
    joined = "".join(words[:1])
    for one in words[1:]:
        joined = _("%(before)s, %(after)s") % {"before": joined, "after": one}
    return joined


def _places(needles) -> list[str]:
    regions = {
        "" if one.point_code == entry.TENDER else atlas.point(one.point_code).region
        for one in needles
        if one.point_code == entry.TENDER or entry.is_point(one.point_code)
    }
    found = [str(words) for region, words in PLACES.items() if region in regions]
    return [*found, str(SORE_SPOT)] if "" in regions else found


def _left_in(left_in) -> tuple[str, ...]:
    return tuple(
        _stays(left_in_rules.Kind(one.kind), one.pieces - one.removed_pieces)
        % {"count": one.pieces - one.removed_pieces, "day": formats.date_format(one.remove_by, "l j F")}
        for one in left_in
    )


def _stays(kind, count: int) -> str:
    if kind.pierces:
        return ngettext(
            "%(count)s tiny needle under tape stays in, on purpose. Take it off by %(day)s.",
            "%(count)s tiny needles under tape stay in, on purpose. Take them off by %(day)s.",
            count,
        )
    return ngettext(
        "%(count)s seed under tape stays on, on purpose. Take it off by %(day)s.",
        "%(count)s seeds under tape stay on, on purpose. Take them off by %(day)s.",
        count,
    )


def _kinds(asked: visit_queries.Card) -> set[aftercare.Done]:
    known = {kind.value for kind in aftercare.Done}
    found = {aftercare.Done(key) for key in asked.note.techniques if key in known}
    if asked.note.needles_in_at:
        found.add(aftercare.Done.NEEDLES)
    if asked.left_in:
        found.add(aftercare.Done.LEFT_IN)
    return found


def _worries(clinic) -> Iterable[Worry]:
    known = emergency.numbers(clinic.country, emergency_number=clinic.emergency_number)
    for one in aftercare.worries():
        deed = _(one.deed)
        if clinic.phone:
            deed = deed.replace("{phone}", clinic.phone)
        elif "{phone}" in deed:
            deed = _("Call us. If you cannot reach us, call a doctor.")
        deed = "".join(emergency.filled([deed], known)) or _("Call for an ambulance at once.")
        is_now = one.urgency is aftercare.Urgency.EMERGENCY
        yield Worry(
            title=str(TITLES[one.urgency]),
            tone=TONES[one.urgency],
            words=tuple(_(words) for words in one.words),
            deed=deed,
            number=known.emergency_number if is_now else clinic.phone,
            button="danger" if is_now else "plain",
        )


def _numbers(clinic) -> Iterable[tuple[str, str]]:
    if clinic.phone:
        yield _("Us"), clinic.phone
    if clinic.hours_words:
        yield _("We are here"), clinic.hours_words
    known = emergency.numbers(clinic.country, emergency_number=clinic.emergency_number)
    if known.emergency_number:
        yield _("Emergency"), known.emergency_number


def letterhead(clinic) -> dict[str, str]:
    return {
        "name": clinic.name,
        "address": clinic.address,
        "phone": clinic.phone,
        "country": clinic.country,
    }


def sheet(asked: visit_queries.Card) -> dict[str, Any]:
    """Return what the paper reads; in the language that is on."""
    shown = card(asked, is_own=True)
    return {
        "title": shown.title,
        "letterhead": letterhead(asked.visit.clinic),
        "foot": shown.patient_name,
        "lead": " · ".join(filter(None, (shown.patient_name, shown.practitioner))),
        "who": [list(row) for row in shown.done],
        "left_in": list(shown.left_in),
        "normal": list(shown.normal),
        "worries": [[one.title, list(one.words), one.deed] for one in shown.worries],
        "numbers": [list(row) for row in shown.numbers],
        "next": [*_next_lines(shown)],
        "tasks": [list(row) for row in shown.tasks],
        "words": {
            "done": _("What was done"),
            "normal": _("What is normal now"),
            "worry": _("When to worry"),
            "call": _("Whom to call"),
            "next": _("What comes next"),
            "home": _("At home"),
        },
    }


def _next_lines(shown: Card) -> Iterable[str]:
    if shown.next_day:
        yield _("Your next visit: %(day)s, %(time)s.") % {"day": shown.next_day, "time": shown.next_time}
        if shown.next_is_review:
            yield _("At this visit we look back together and decide how to go on.")
    else:
        yield _("Your next visit is not booked yet. Call us, or book on your page.")
    if shown.position:
        yield shown.position
