"""What becomes of a practitioner's day when a visit begins late. Pure.

Time is minutes since local midnight, really elapsed. One pair of hands does one thing at a time: it takes needles out
before it begins with anybody new, and begins only what leaves everybody's needles out within their limit, before lunch
and before closing. So a late start makes people wait; it never leaves needles in.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from needlepoint.frontdoor import rules as patterns

Kind = patterns.Kind

SLIP_MINUTES = 10  # how much longer a rest may last where the pattern does not say
SHORTEST_REST = 15  # rests are planned for 15 to 30 minutes; a hurried one is not made shorter than that
STEP = 5


class Part(NamedTuple):
    """A segment of a visit. slip: minutes by which a rest may last longer."""

    kind: Kind
    minutes: int
    slip: int = SLIP_MINUTES


@dataclasses.dataclass(frozen=True, slots=True)
class Planned:
    """A visit of the day that has not begun.

    starts  as booked
    late    minutes by which it is known to begin later, at the earliest
    """

    code: str
    starts: int
    parts: tuple[Part, ...]
    room: str
    late: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Begun:
    """A visit whose patient rests with needles in.

    starts  when it was booked to begin
    ready   when its needles are due out
    due     until when they may stay
    parts   what is still to do, the removal first
    """

    code: str
    starts: int
    ready: int
    due: int
    parts: tuple[Part, ...]
    room: str


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """What stays as it is while we look ahead.

    now         nothing begins before it
    working     stretches (from, until) in which the practitioner is at work, in order and apart from one another
    room_taken  when others need a room, (from, until)
    """

    now: int
    working: tuple[tuple[int, int], ...]
    room_taken: Mapping[str, Sequence[tuple[int, int]]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one visit.

    starts       when it begins
    waits        minutes after its booked time; less than 0 never
    ends         when the patient leaves
    over         minutes by which the longest of its rests lasts longer than planned
    is_breach    the needles stay in longer than they may, or while nobody is at work
    shares_room  somebody else needs its room before it is free
    hands        stretches (from, until) with the practitioner
    """

    code: str
    starts: int
    waits: int
    ends: int
    over: int
    is_breach: bool
    shares_room: bool
    hands: tuple[tuple[int, int], ...]
    room_until: int


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """The rest of a day.

    effects    of every visit that is treated, in the order in which they begin
    untreated  codes of visits for which no time is left before closing
    """

    effects: tuple[Effect, ...]
    untreated: tuple[str, ...]

    @property
    def is_fine(self) -> bool:
        """Whether everybody is treated, and nobody's needles stay in too long."""
        return not self.untreated and not any(one.is_breach or one.shares_room for one in self.effects)

    def made_worse(self, anyway: "Outcome") -> frozenset[str]:
        """Return the codes of visits that this makes worse than the day is anyway.

        Somebody is no longer treated; needles newly stay in too long, or longer still; a room is newly needed by somebody
        else, or for longer. What goes wrong in both days is nobody's doing here.
        """
        before = {one.code: one for one in anyway.effects}
        worse = set(self.untreated) - set(anyway.untreated)
        for one in self.effects:
            was = before.get(one.code)
            if one.is_breach and (
                was is None or not was.is_breach or (one.over, one.ends) > (was.over, was.ends)
            ):
                worse.add(one.code)
            if one.shares_room and (was is None or not was.shares_room or one.room_until > was.room_until):
                worse.add(one.code)
        return frozenset(worse)

    def allows(self, code: str, anyway: "Outcome") -> bool:
        """Whether the late start of one visit can be accepted: it is treated, and nothing is worse than it is anyway."""
        own = self.of(code)
        return own is not None and not (own.is_breach or own.shares_room) and not self.made_worse(anyway)

    def of(self, code: str) -> Effect | None:
        return next((one for one in self.effects if one.code == code), None)


@dataclasses.dataclass(slots=True)
class _Inside:
    """Somebody in a room, while the day is played through. `left` begins with what needs the hands."""

    code: str
    booked: int
    starts: int
    room: str
    left: tuple[Part, ...]
    ready: int
    due: int
    over: int = 0
    hands: tuple[tuple[int, int], ...] = ()
    is_breach: bool = False

    def go_on(self, at: int) -> int:
        """Do what needs the hands, from `at`; return when they are free again."""
        until = at + self.left[0].minutes
        self.over = max(self.over, at - self.ready)
        self.is_breach = self.is_breach or at > self.due
        self.hands = (*self.hands, (at, until))
        self.left = self.left[1:]
        rest, slip = 0, SLIP_MINUTES
        while self.left and self.left[0].kind is not Kind.TOGETHER:
            if self.left[0].kind is Kind.TURNOVER and not self.is_with_patient:
                break
            rest, slip = rest + self.left[0].minutes, self.left[0].slip
            self.left = self.left[1:]
        self.ready = until + rest
        self.due = self.ready + slip
        return until

    @property
    def is_with_patient(self) -> bool:
        return any(part.kind is Kind.TOGETHER for part in self.left)

    @property
    def ends(self) -> int:
        """When the patient leaves; what rests at the end of a pattern needs no hands."""
        return self.ready

    @property
    def room_until(self) -> int:
        return self.ends + sum(part.minutes for part in self.left if part.kind is Kind.TURNOVER)


def rest_of_day(planned: Iterable[Planned], begun: Iterable[Begun], day: Day) -> Outcome:
    """Play the rest of a practitioner's day through.

    Whoever's needles are due comes first, the most urgent of them foremost; then whoever waits, in the order of their
    times. Nobody is begun with who would keep others' needles, or their own, in too long.
    """
    inside = [_resting(one) for one in begun]
    waiting = sorted(planned, key=lambda one: (one.starts + one.late, one.starts, one.code))
    done: list[_Inside] = []
    now = day.now
    last = max((until for _, until in day.working), default=now)
    while inside or (waiting and now < last):
        ready = [one for one in inside if one.ready <= now]
        if ready:
            one = min(ready, key=_urgency)
            now = one.go_on(now)
            _leave(one, inside, done)
            continue
        chosen = next((one for one in waiting if _may_begin(one, now, inside, done, day)), None)
        if chosen is not None:
            waiting.remove(chosen)
            one = _begin(chosen, now)
            inside.append(one)
            if one.ready <= now:
                now = one.go_on(now)
                _leave(one, inside, done)
            continue
        is_anybody_here = any(one.starts + one.late <= now for one in waiting)
        later = [one.ready for one in inside] + [one.starts + one.late for one in waiting]
        now = now + 1 if is_anybody_here else min(moment for moment in later if moment > now)
    effects = [_effect(one, day) for one in done]
    return Outcome(
        tuple(sorted(effects, key=lambda one: (one.starts, one.code))), tuple(one.code for one in waiting)
    )


def _urgency(one: _Inside) -> tuple[int, int, str]:
    return one.due, one.ready, one.code


def _resting(one: Begun) -> _Inside:
    return _Inside(one.code, one.starts, one.starts, one.room, one.parts, one.ready, one.due)


def _begin(one: Planned, now: int) -> _Inside:
    # The welcome comes as late as it must, since no needles are in before it; hence no limit of its own.
    parts = list(one.parts)
    ready = now
    while parts[0].kind is not Kind.TOGETHER:
        ready += parts.pop(0).minutes
    return _Inside(one.code, one.starts, now, one.room, tuple(parts), ready, ready + SLIP_MINUTES)


def _leave(one: _Inside, inside: list[_Inside], done: list[_Inside]) -> None:
    if not one.is_with_patient:
        inside.remove(one)
        done.append(one)


def _may_begin(one: Planned, now: int, inside: list[_Inside], done: list[_Inside], day: Day) -> bool:
    if one.starts + one.late > now:
        return False
    shift = next((until for begins, until in day.working if begins <= now < until), None)
    if shift is None:
        return False
    others = [*inside, *(gone for gone in done if gone.room_until > now)]
    if any(other.room == one.room for other in others):
        return False
    return all(
        not played.is_breach
        and played.ends <= shift
        and not _meets(day.room_taken.get(played.room, ()), now, played.room_until)
        for played in _played_out([*map(dataclasses.replace, inside), _begin(one, now)], now)
    )


def _played_out(inside: list[_Inside], now: int) -> list[_Inside]:
    """Take everybody's needles out, one after the other, and begin with nobody new."""
    done: list[_Inside] = []
    while inside:
        ready = [one for one in inside if one.ready <= now]
        if not ready:
            now = min(one.ready for one in inside)
            continue
        one = min(ready, key=_urgency)
        now = one.go_on(now)
        _leave(one, inside, done)
    return done


def _meets(spans: Iterable[tuple[int, int]], begins: int, ends: int) -> bool:
    return any(start < ends and begins < end for start, end in spans)


def _effect(one: _Inside, day: Day) -> Effect:
    since = max(one.starts, day.now)
    is_watched = any(begins <= since and one.ends <= until for begins, until in day.working)
    return Effect(
        code=one.code,
        starts=one.starts,
        waits=max(0, one.starts - one.booked),
        ends=one.ends,
        over=one.over,
        is_breach=one.is_breach or not is_watched,
        shares_room=_meets(day.room_taken.get(one.room, ()), since, one.room_until),
        hands=one.hands,
        room_until=one.room_until,
    )


def parts_of(pattern: patterns.Pattern) -> tuple[Part, ...]:
    """Return a visit's parts: what needs the hands without a break is one of them, a rest that is watched included."""
    parts: list[Part] = []
    for segment in pattern.segments:
        if segment.kind in patterns.WITH_PRACTITIONER:
            if parts and parts[-1].kind is Kind.TOGETHER:
                parts[-1] = parts[-1]._replace(minutes=parts[-1].minutes + segment.minutes)
            else:
                parts.append(Part(Kind.TOGETHER, segment.minutes))
        else:
            parts.append(Part(segment.kind, segment.minutes, segment.slip or SLIP_MINUTES))
    return tuple(parts)


def with_shorter_rest(parts: Sequence[Part], minutes: int) -> tuple[Part, ...] | None:
    """Return a visit whose rests are shorter by up to so many minutes; None when none of them can be.

    They stay multiples of five, and none is made shorter than 15 minutes.
    """
    left, shorter = -(-minutes // STEP) * STEP, []
    for part in parts:
        cut = min(left, max(0, part.minutes - SHORTEST_REST)) // STEP * STEP if part.kind is Kind.REST else 0
        left -= cut
        shorter.append(part._replace(minutes=part.minutes - cut))
    return None if tuple(shorter) == tuple(parts) else tuple(shorter)
