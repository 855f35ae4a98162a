"""What the page of a late visit shows: each way to go on, with what it does to everybody after it."""

import dataclasses
import hashlib
from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from needlepoint.booking.rules import lateness
from needlepoint.desk.queries import diary as queries
from needlepoint.house import clock
from needlepoint.people import models as people

LONG_WAIT = 30  # minutes; people are asked whether they would rather come another time
CHOICES = (5, 10, 15, 20, 30, 45)
FULL, SHORTER = "full", "shorter"


@dataclasses.dataclass(frozen=True, slots=True)
class Ripple:
    """What becomes of one visit. tone: quiet, soon or danger."""

    patient_id: int
    name: str
    booked: str
    words: str
    tone: str
    stands: str = ""  # where they stand in their course


@dataclasses.dataclass(frozen=True, slots=True)
class Option:
    """One way to go on.

    key   what is posted to accept it; blank for one that cannot be accepted
    seen  a short word for the whole ripple, so that nobody accepts one that they have not seen
    """

    key: str
    title: str
    verdict: str
    tone: str
    ripples: tuple[Ripple, ...]
    deed: str
    seen: str
    others: str
    at: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class LatePage:
    name: str
    detail: str
    patient_url: str
    day_url: str
    minutes: int
    chips: tuple[tuple[str, str, bool], ...]
    options: tuple[Option, ...]
    move_url: str
    noted: str
    needles_first: tuple[str, ...]


def outcomes(rest: queries.RestOfDay, minutes: int) -> dict[str, lateness.Outcome]:
    """Return what becomes of the day for each way to treat the visit late."""
    found = {FULL: rest.when_late(minutes)}
    shorter = shorter_parts(rest, minutes)
    if shorter is not None:
        found[SHORTER] = rest.when_late(minutes, shorter)
    return found


def shorter_parts(rest: queries.RestOfDay, minutes: int) -> tuple[lateness.Part, ...] | None:
    return lateness.with_shorter_rest(rest.parts, minutes) if rest.parts and minutes else None


def rest_minutes(parts) -> int:
    return sum(part.minutes for part in parts or () if part.kind is lateness.Kind.REST)


def late_by_visit(rest: queries.RestOfDay, outcome: lateness.Outcome) -> dict[int, int]:
    """Return visit id → minutes later than booked, of everybody who has not begun."""
    begun = {one.code for one in rest.begun}
    return {rest.visits[one.code].pk: one.waits for one in outcome.effects if one.code not in begun}


def seen_word(outcome: lateness.Outcome) -> str:
    """Return a short word that changes whenever the ripple does."""
    # Not how long needles are over: that grows by the minute, and nobody is told anything else because of it.
    told = [(one.code, one.waits, one.is_breach, one.shares_room) for one in outcome.effects]
    return hashlib.blake2b(repr((told, outcome.untreated)).encode(), digest_size=6).hexdigest()


def late_page(
    rest: queries.RestOfDay,
    clinic: people.Clinic,
    *,
    minutes: int,
    found: dict[str, lateness.Outcome],
    anyway: lateness.Outcome,
    later,
    stands: Mapping[int, str],
) -> LatePage:
    """Word the page. `stands`: where each patient of the day stands in their course, by their id."""
    visit = rest.visit
    here = reverse("desk:late", args=[visit.code])
    titles = {
        FULL: gettext("Treat in full"),
        SHORTER: gettext("Rest %(n)s minutes instead of %(planned)s")
        % {"n": rest_minutes(shorter_parts(rest, minutes)), "planned": rest_minutes(rest.parts)},
    }
    options = [
        _option(key, titles[key], one, rest, clinic, anyway=anyway, late=minutes)
        for key, one in found.items()
    ]
    if later is not None:
        options.append(_moved(rest, clinic, later, anyway))
    options = [_with_standing(one, stands) for one in options]
    starts = clock.time_words(clock.local(visit.starts_at, rest.zone), clinic.country)
    parts = [
        starts,
        visit.service.name if visit.service else "",
        visit.practitioner.name if visit.practitioner else "",
        visit.room.name if visit.room else "",
    ]
    return LatePage(
        name=visit.patient.name,
        detail=" · ".join(part for part in (*parts, stands.get(visit.patient_id, "")) if part),
        patient_url=reverse("desk:patient", args=[visit.patient.code]),
        day_url=f"{reverse('desk:day')}?on={clock.local(visit.starts_at, rest.zone).date().isoformat()}",
        minutes=minutes,
        chips=tuple(
            (
                ngettext("%(n)s minute", "%(n)s minutes", number) % {"n": number},
                f"{here}?minutes={number}",
                number == minutes,
            )
            for number in CHOICES
        ),
        options=tuple(options),
        move_url=reverse("booking:new_time", args=[visit.code]),
        noted=gettext("Noted: about %(n)s minutes later.") % {"n": visit.late_minutes}
        if visit.late_minutes
        else "",
        needles_first=tuple(
            rest.visits[one.code].patient.name
            for one in found[FULL].effects
            if one.is_breach and one.code in {resting.code for resting in rest.begun}
        ),
    )


def _with_standing(option: Option, stands: Mapping[int, str]) -> Option:
    ripples = tuple(dataclasses.replace(one, stands=stands.get(one.patient_id, "")) for one in option.ripples)
    return dataclasses.replace(option, ripples=ripples)


def _option(
    key, title, outcome: lateness.Outcome, rest, clinic, *, anyway: lateness.Outcome, late: int
) -> Option:
    ripples = tuple(_ripples(outcome, anyway, rest, clinic, late=late))
    is_allowed = outcome.allows(rest.visit.code, anyway)
    return Option(
        key=key if is_allowed else "",
        title=title,
        verdict=_verdict(outcome, rest, is_allowed=is_allowed),
        tone=_tone(outcome, rest, is_allowed=is_allowed),
        ripples=ripples,
        deed=gettext("Accept") if is_allowed else "",
        seen=seen_word(outcome),
        others=_others_words(outcome, ripples),
    )


def _others_words(outcome: lateness.Outcome, ripples) -> str:
    on_time = len(outcome.effects) + len(outcome.untreated) - len(ripples)
    if not on_time:
        return ""
    return ngettext("%(n)s other person is on time", "%(n)s others are on time", on_time) % {"n": on_time}


def _waits(outcome: lateness.Outcome, rest) -> list[int]:
    """How long others wait, in minutes, longest first."""
    begun = {rest.visit.code, *(one.code for one in rest.begun)}
    return sorted((one.waits for one in outcome.effects if one.waits and one.code not in begun), reverse=True)


def _tone(outcome: lateness.Outcome, rest, *, is_allowed: bool = True) -> str:
    if not is_allowed:
        return "danger"
    return "soon" if max(_waits(outcome, rest), default=0) > LONG_WAIT else "good"


def _verdict(outcome: lateness.Outcome, rest, *, is_allowed: bool = True) -> str:
    waits = _waits(outcome, rest)
    if not is_allowed:
        return gettext("This does not work out")
    if not waits:
        return gettext("Nobody else waits")
    if waits[0] > LONG_WAIT:
        return gettext("Somebody waits %(n)s minutes") % {"n": waits[0]}
    return ngettext("%(n)s person waits", "%(n)s people wait", len(waits)) % {"n": len(waits)}


def _ripples(
    outcome: lateness.Outcome, anyway: lateness.Outcome, rest: queries.RestOfDay, clinic, *, late: int = 0
):
    worse = outcome.made_worse(anyway) | {rest.visit.code}

    def time(minute: int) -> str:
        return clock.time_words(clock.local(rest.moment(minute), rest.zone), clinic.country)

    begun = {one.code for one in rest.begun}
    for one in outcome.effects:
        visit = rest.visits[one.code]
        words, tone = [], "quiet"
        if not (one.waits or one.over or one.is_breach or one.shares_room or one.code == rest.visit.code):
            continue
        if one.code in begun:
            words.append(gettext("needles out at %(time)s") % {"time": time(one.hands[0][0])})
        else:
            words.append(
                _start_words(one, time(one.starts), is_held_up=visit.pk == rest.visit.pk and one.waits > late)
            )
            tone = "soon" if one.waits and visit.pk != rest.visit.pk else "quiet"
        if one.over and not one.is_breach:
            words.append(
                ngettext(
                    "the rest lasts %(n)s minute longer, within its limit",
                    "the rest lasts %(n)s minutes longer, within its limit",
                    one.over,
                )
                % {"n": one.over}
            )
        if one.is_breach:
            words.append(gettext("needles stay in too long, or while nobody is at work"))
            tone = "danger"
        if one.shares_room:
            words.append(gettext("a colleague needs the room by then"))
            tone = "danger"
        if tone == "danger" and one.code not in worse:
            words.append(gettext("already so, whatever you choose here"))
            tone = "soon"
        yield Ripple(
            visit.patient_id, visit.patient.name, _booked(visit, rest, clinic), ", ".join(words), tone
        )
    for code in outcome.untreated:
        visit = rest.visits[code]
        sentence, tone = _untreated_words(is_worse=code in worse)
        yield Ripple(visit.patient_id, visit.patient.name, _booked(visit, rest, clinic), sentence, tone)


def _start_words(one: lateness.Effect, time: str, *, is_held_up: bool) -> str:
    if not one.waits:
        return gettext("on time")
    if is_held_up:
        return gettext(
            "begins at %(time)s, %(n)s minutes later, because somebody else is being treated until then"
        ) % {"time": time, "n": one.waits}
    return ngettext(
        "begins at %(time)s, %(n)s minute later", "begins at %(time)s, %(n)s minutes later", one.waits
    ) % {"time": time, "n": one.waits}


def _untreated_words(*, is_worse: bool) -> tuple[str, str]:
    if is_worse:
        return gettext("no time is left before closing: find another time first"), "danger"
    return gettext("no time is left before closing, already so: this visit needs another time"), "soon"


def _booked(visit, rest, clinic) -> str:
    return clock.time_words(clock.local(visit.starts_at, rest.zone), clinic.country)


def _moved(rest: queries.RestOfDay, clinic, start, anyway: lateness.Outcome) -> Option:
    outcome = rest.without()
    ripples = tuple(_ripples(outcome, anyway, rest, clinic))
    when = clock.time_words(clock.local(start.starts_at, rest.zone), clinic.country)
    return Option(
        key="move",
        title=gettext("Move to %(time)s today") % {"time": when},
        verdict=_verdict(outcome, rest) if outcome.is_fine else gettext("The day runs late in any case"),
        tone=_tone(outcome, rest) if outcome.is_fine else "soon",
        ripples=ripples,
        deed=gettext("Move to %(time)s") % {"time": when},
        seen="",
        others=_others_words(outcome, ripples),
        at=start.starts_at.isoformat(),
    )
