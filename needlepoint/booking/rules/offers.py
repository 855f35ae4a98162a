"""Which free starts to show first: those that keep the day full for everybody who has not asked yet. Pure.

A day is planned as a wave: the most further visits of the clinic's mix that still fit around what is booked, with one
pause of the practitioner's hands in each half of the day for what runs over. A start costs what the best plan loses by
it. Shown first are the starts that cost least near the wanted time, and of those the ones that others are least likely
to ask for. No start is ever left out: `ranked` puts the free starts in order, and the full list stays behind "more
times". docs/which-starts.md tells why, and what it is worth.

How to use it on one practitioner-day, with the bitmaps of a `Board`:

    mix = offers.mix_of([(follow_up_shape, 7), (first_shape, 3)])     # what the clinic books, as shapes with weights
    day = offers.day_of(working=…, free=…, rooms=[…])                 # rooms in a fixed order
    offers.ranked(day, visit, mix, wanted=tick or None, count=3)      # every free start, best first
    offers.choose_room(day, visit, tick, mix)                         # index of the room that keeps the wave whole
    offers.three(starts, local, recommended)                          # of several days: the three to show first

costs  a plan takes 1–4 ms, the first for some hours and rooms 30–60 ms; both are kept per set of bitmaps, so that equal days (and
       the many empty ones) are planned once
"""

import dataclasses
import datetime as dt
import functools
import math
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from needlepoint.booking.rules import starts, ticks

REACH = 60 // ticks.MINUTES  # how far a person is asked to move, either way
WORTH = 10_000  # one visit of the commonest service; integers, so that sums never differ by a rounding
RARER_WORTH = 0.9  # of its share of hands-on time: the plan prefers what is asked for most
PAUSE_WORTH = 10_500  # a pause is kept rather than one more visit
KEEP_WAVE = 50  # a plan made again keeps to the first wave where nothing is lost by it
SPREAD = 200  # an empty day's wave stays away from the ends of the day, where fewer people can come
WIDE, NARROW = (
    60,
    16,
)  # how many half-made plans are kept at each tick: for an empty day; for any other, a service
DEMAND = 1.5  # people who will still ask, for each place left; only the order of equally cheap starts depends on it
NEARLY = 0.01  # places lost, by expectation, that nobody notices: such starts are equally good
DAY_PARTS = (12, 17)  # hours at which afternoon and evening begin
FEW = 3

Thing = TypeVar("Thing")


class Part(NamedTuple):
    """One service of the clinic's mix: its pattern, and its share of all visits (0–1)."""

    shape: starts.Shape
    share: float


Mix = tuple[Part, ...]


class Day(NamedTuple):
    """One practitioner-day from the first tick of work, which makes equal days of different weeks equal.

    first    tick of the day at which `working` and the others begin
    working  ticks of work; free: those that nothing holds; rooms: free ticks of each room, in a fixed order
    grid     ticks that are offered to anybody; what is past today is cut from `free`, not from here
    """

    first: int
    working: int
    free: int
    rooms: tuple[int, ...]
    grid: int


class Ranked(NamedTuple):
    """A free start, where it stands in the list, and what it costs.

    tick            of the day
    is_recommended  to be shown first
    cost            visits of the commonest service that no longer fit because of it, beyond its own place; 0: none
    """

    tick: int
    is_recommended: bool
    cost: float


class Planned(NamedTuple):
    """One visit of a wave: where it begins (from the first tick of work), which part of the mix, which room."""

    tick: int
    part: int
    room: int


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """The best filling of the time that is left.

    wave    the visits planned, in order of time
    pauses  where the hands rest
    losses  for each part of the mix: start (from the first tick of work) → what the plan loses by it, in WORTH
    """

    wave: tuple[Planned, ...]
    pauses: tuple[int, ...]
    losses: tuple[Mapping[int, int], ...]


def mix_of(weighted: Iterable[tuple[starts.Shape, float]]) -> Mix:
    """Return the mix of services, the commonest first. Raises ValueError when nothing has a weight above 0."""
    total: dict[starts.Shape, float] = {}
    for shape, weight in weighted:
        if weight > 0:
            total[shape] = total.get(shape, 0) + weight
    if not total:
        raise ValueError("a mix needs at least one service with a weight above 0")
    whole = sum(total.values())
    parts = [Part(shape, weight / whole) for shape, weight in total.items()]
    return tuple(sorted(parts, key=lambda part: -part.share))


def day_of(*, working: int, free: int, rooms: Sequence[int], grid: int = -1) -> Day:
    """Return a practitioner-day from its sets of ticks.

    rooms  free ticks of each room the practitioner may use. Where several share the rooms, pass an equal part of them:
           a plan that counts on everybody's rooms promises too much
    """
    first = max((working & -working).bit_length() - 1, 0)
    length = working.bit_length() - first
    kept = ticks.bits(0, length + ticks.ORDINARY // 12)  # the last visit's room is made ready after closing
    return Day(
        first,
        working >> first,
        (free & working) >> first,
        tuple((room >> first) & kept for room in rooms),
        (grid >> first) & kept,
    )


# --- The order of the starts -----------------------------------------------------------------------------------------


def ranked(
    day: Day,
    visit: starts.Shape,
    mix: Mix,
    *,
    wanted: int | None = None,
    among: int = -1,
    count: int = FEW,
    reach: int = REACH,
) -> list[Ranked]:
    """Return every free start, the best to offer first. None is ever left out.

    visit   the pattern wanted; it need not belong to the mix
    wanted  tick of the day that the person would like best; None when they have not said
    among   ticks of the day at which this person may begin: not elsewhere in the clinic, late enough after booking.
            The plan is everybody's, so it does not depend on this
    count   how many to recommend near the wanted moment at most; without one, every start is recommended that costs
            no more than any other within reach
    reach   ticks that a person is asked to move at most
    costs   one plan, when these bitmaps were not planned before
    """
    mix = _with(mix, visit)
    free = ticks.listed(_able(day, visit) & (among >> day.first))
    if not free:
        return []
    plan = _plan(day, mix)
    part = next(place for place, one in enumerate(mix) if one.shape == visit)
    loss = _losses(day, plan, mix, part, free)
    if wanted is None:
        best = {tick for tick in free if loss[tick] <= min(loss[t] for t in free if abs(t - tick) <= reach)}
        order = sorted(free, key=lambda tick: (tick not in best, loss[tick], tick))
    else:
        order, best = _near(day, plan, visit, loss, wanted=wanted - day.first, count=count, reach=reach)
    return [Ranked(tick + day.first, tick in best, _cost(loss[tick])) for tick in order]


def _near(
    day: Day,
    plan: Plan,
    visit: starts.Shape,
    loss: Mapping[int, int],
    *,
    wanted: int,
    count: int,
    reach: int,
) -> tuple[list[int], set[int]]:
    """Put what is within reach first, cheapest first; of the cheapest, recommend those that others want least."""

    def away(tick: int) -> int:
        return abs(tick - wanted)

    within = sorted((tick for tick in loss if away(tick) <= reach), key=lambda tick: (loss[tick], away(tick)))
    beyond = sorted((tick for tick in loss if away(tick) > reach), key=lambda tick: (away(tick), loss[tick]))
    cheapest = [tick for tick in within if loss[tick] == loss[within[0]]]
    if len(cheapest) > 1:
        wave = tuple(planned.tick for planned in plan.wave)
        last = max(day.working.bit_length() - visit.stay_ticks, *wave, *cheapest)
        missed = {tick: -_filled(wave, tick, last, reach) for tick in cheapest}
        least = min(missed.values())
        cheapest = [tick for tick in cheapest if missed[tick] <= least + NEARLY]
        cheapest = sorted(sorted(cheapest, key=lambda tick: (missed[tick], away(tick)))[:count], key=away)
    chosen = set(cheapest[:count])
    return cheapest[:count] + [tick for tick in within if tick not in chosen] + beyond, chosen


@functools.lru_cache(20_000)
def _filled(wave: tuple[int, ...], without: int, last: int, reach: int) -> float:
    """Return how many places of a wave will be taken, by expectation, once one of them is gone.

    People ask for any moment of the day alike and take a place within reach. A place that few can reach, or that has
    many others beside it, is the one to give away first.
    """
    open_places = [tick for tick in wave if tick != without]
    reached = [0] * (last + 2)
    for tick in open_places:
        reached[max(0, tick - reach)] += 1
        reached[max(0, min(last, tick + reach) + 1)] -= 1
    asking, here, sums = DEMAND * len(open_places) / max(last + 1, 1), 0, [0.0]
    for change in reached[: last + 1]:
        here += change
        sums.append(sums[-1] + (asking / here if here else 0.0))
    return sum(
        1 - math.exp(sums[max(0, tick - reach)] - sums[max(0, min(last, tick + reach) + 1)])
        for tick in open_places
    )


def free_starts(day: Day, visit: starts.Shape) -> list[int]:
    """Return where a visit may begin, counted from the first tick of work."""
    return ticks.listed(_able(day, visit))


def _able(day: Day, visit: starts.Shape) -> int:
    able = starts.fitting(day.free, visit.hands) & starts.fitting(day.working, visit.stay) & day.grid
    roomy = 0
    for room in set(day.rooms):
        roomy |= starts.fitting(room, visit.room)
    return able & roomy


def _with(mix: Mix, visit: starts.Shape) -> Mix:
    return mix if any(part.shape == visit for part in mix) else (*mix, Part(visit, 0.0))


def _losses(day: Day, plan: Plan, mix: Mix, part: int, free: Iterable[int]) -> dict[int, int]:
    """Return what each free start loses. One that no kept plan holds loses the planned visits that it pushes out."""
    known, visit = plan.losses[part], mix[part].shape
    own = _worth(mix)[part]
    return {
        tick: known[tick] if tick in known else _pushed_out(plan, mix, visit, tick) - own for tick in free
    }


def _pushed_out(plan: Plan, mix: Mix, visit: starts.Shape, tick: int) -> int:
    hands, worth = _mask(visit.hands, tick), _worth(mix)
    stay = _mask(visit.room, tick)
    lost = sum(
        worth[planned.part]
        for planned in plan.wave
        if _mask(mix[planned.part].shape.hands, planned.tick) & hands
    )
    beside = [planned for planned in plan.wave if _mask(mix[planned.part].shape.room, planned.tick) & stay]
    return lost + worth[0] * (1 if beside else 0)


def _cost(loss: int) -> float:
    return max(0, round(loss / WORTH, 1))


def choose_room(day: Day, visit: starts.Shape, tick: int, mix: Mix) -> int | None:
    """Return the index of the room for a start: the one that the day's first wave would use there.

    tick   of the day
    None   when no room is free

    Two rooms that take turns must keep their turns: the room that happens to be free can cost a visit later on.
    """
    here = tick - day.first
    need = _mask(visit.room, here)
    able = [place for place, room in enumerate(day.rooms) if room & need == need]
    if not able:
        return None
    wave = _first_wave(day.working, len(day.rooms), day.grid, mix).wave
    nearest = min(wave, key=lambda planned: abs(planned.tick - here), default=None)
    if nearest is not None and nearest.room in able:
        return nearest.room

    def gaps(place: int) -> tuple[int, int]:
        room, end = day.rooms[place], here + max(sum(run) for run in visit.room)
        before = here - (~room & ticks.bits(0, here)).bit_length()
        after = ((~room >> end) & -(~room >> end)).bit_length() - 1
        return min(before, after), before + after

    return min(able, key=gaps)


def three(
    found: Sequence[Thing], local: Mapping[Thing, dt.datetime], recommended: Container[Thing]
) -> list[Thing]:
    """Return the three starts to show somebody who has not said when, in order of time.

    found        free starts of one or more days, soonest first
    local        each on the clinic's wall clock
    recommended  those that `ranked` recommends

    The soonest, then one at another part of a day, then one on another day. Each is recommended where one is.
    """
    chosen: list[Thing] = []
    wishes = (frozenset[str](), frozenset({"part"}), frozenset({"day"}), frozenset[str](), frozenset[str]())
    first = [start for start in found if start in recommended]
    for wish in wishes:
        if len(chosen) == FEW:
            break
        parts = {_part(local[start]) for start in chosen}
        dates = {local[start].date() for start in chosen}
        for start in (*first, *found):
            if start in chosen or ("part" in wish and _part(local[start]) in parts):
                continue
            if "day" in wish and local[start].date() in dates:
                continue
            chosen.append(start)
            break
    return sorted(chosen, key=found.index)


def _part(local: dt.datetime) -> int:
    return sum(local.hour >= hour for hour in DAY_PARTS)


# --- The plan --------------------------------------------------------------------------------------------------------


def plan(day: Day, mix: Mix) -> Plan:
    """Return the best filling of what is left of a day. Kept for equal days."""
    return _plan(day, mix)


@functools.lru_cache(4096)
def _plan(day: Day, mix: Mix) -> Plan:
    first = _first_wave(day.working, len(day.rooms), day.grid, mix)
    kept = [0] * len(mix)
    for planned in first.wave:
        kept[planned.part] |= 1 << planned.tick
    extra = tuple(dict.fromkeys(ticks.listed(mask), KEEP_WAVE) for mask in kept)
    return _Planner(day, mix, extra, NARROW * len(mix)).plan()


@functools.lru_cache(1024)
def _first_wave(working: int, rooms: int, grid: int, mix: Mix) -> Plan:
    """Return the wave of a day on which nothing is booked yet."""
    length = working.bit_length()
    everything = ticks.bits(0, length + ticks.ORDINARY // 12)
    last = length - min(part.shape.stay_ticks for part in mix)
    within = {
        tick: SPREAD * (min(last, tick + REACH) - max(0, tick - REACH) + 1) // (2 * REACH + 1)
        for tick in range(max(last + 1, 0))
    }
    day = Day(0, working, working, (everything,) * rooms, grid)
    return _Planner(day, mix, (within,) * len(mix), WIDE).plan()


def _worth(mix: Mix) -> tuple[int, ...]:
    """Return what one visit of each part is worth: the commonest 1, the others by their hands-on time, a little less."""
    commonest = _hands(mix[0].shape)
    return (
        WORTH,
        *(round(WORTH * RARER_WORTH * _hands(part.shape) / commonest) for part in mix[1:]),
    )


def _hands(shape: starts.Shape) -> int:
    return sum(length for _offset, length in shape.hands)


def _mask(runs: Iterable[starts.Run], tick: int = 0) -> int:
    mask = 0
    for offset, length in runs:
        mask |= ticks.bits(tick + offset, tick + offset + length)
    return mask


# What is left from some tick on: the hands, the rooms (in order of size, since equal rooms are the same), and which
# halves of the day have had their pause.
State = tuple[int, tuple[int, ...], int]
# From a tick and a state, by a visit of some part (PAUSE, WAIT), for some worth, to a tick and a state.
Step = tuple[int, State, int, int, int, State]
PAUSE, WAIT = -1, -2


class _Planner:
    """Walks through a day from left to right, keeping at each tick the best half-made plans; then back.

    There and back gives for every step the best plan that holds it, hence what each start loses.
    """

    def __init__(self, day: Day, mix: Mix, extra: Sequence[Mapping[int, int]], width: int) -> None:
        self.day, self.mix, self.extra, self.width = day, mix, extra, width
        self.worth = _worth(mix)
        self.able = [_able(day, part.shape) for part in mix]
        self.shapes = [
            (_mask(part.shape.hands), _mask(part.shape.room), _first_hands(part.shape)) for part in mix
        ]
        self.pause = mix[0].shape.hands[0][1]  # as long as one welcome of the commonest service
        self.pauses = starts.run_starts(day.free, self.pause)
        self.stops = self.pauses
        for able in self.able:
            self.stops |= able
        self.noon = _middle(day.working)
        self.layers: dict[int, dict[State, int]] = {}
        self.steps: list[Step] = []
        self.best: dict[tuple[int, State], int] = {}

    def plan(self) -> Plan:
        begin: State = (self.day.free, tuple(sorted(self.day.rooms)), 0)
        self._walk(begin)
        ahead: dict[tuple[int, State], int] = {}
        for at, state, _what, worth, then, to in reversed(self.steps):
            value = worth + ahead.get((then, to), 0)
            if value > ahead.get((at, state), 0):
                ahead[at, state] = value
        whole = ahead.get((0, begin), 0)
        losses: list[dict[int, int]] = [{} for _part in self.mix]
        for at, state, what, worth, then, to in self.steps:
            if what >= 0:
                loss = whole - self.best[at, state] - worth - ahead.get((then, to), 0)
                known = losses[what].get(at)
                if known is None or loss < known:
                    losses[what][at] = loss
        return self._read(begin, ahead, losses)

    def _walk(self, begin: State) -> None:
        self.layers[0] = {begin: 0}
        for tick in range(self.day.working.bit_length()):
            layer = self.layers.pop(tick, None)
            if layer is None:
                continue
            kept = list(layer.items())
            if len(kept) > self.width:
                kept.sort(key=lambda item: (-item[1], -item[0][0].bit_count()))
                del kept[self.width :]
            for state, value in kept:
                self.best[tick, state] = value
                self._visit(tick, state, value)
                self._rest(tick, state, value)

    def _visit(self, tick: int, state: State, value: int) -> None:
        hands, rooms, paused = state
        for what, (mask, room_mask, busy) in enumerate(self.shapes):
            if not (self.able[what] >> tick & 1 and hands & mask == mask):
                continue
            left = (hands & ~mask) >> busy
            worth = self.worth[what] + self.extra[what].get(tick, 0)
            for room in set(rooms):
                if room & room_mask == room_mask:
                    others = list(rooms)
                    others[rooms.index(room)] = room & ~room_mask
                    after = tuple(sorted(other >> busy for other in others))
                    self._step((tick, state, what, worth, tick + busy, (left, after, paused)), value)

    def _rest(self, tick: int, state: State, value: int) -> None:
        hands, rooms, paused = state
        half = tick >= self.noon
        mask = (1 << self.pause) - 1
        fits = hands & mask == mask and (half or tick + self.pause <= self.noon)
        if self.pauses >> tick & 1 and fits and not paused >> half & 1:
            after = tuple(sorted(room >> self.pause for room in rooms))
            to = (hands >> self.pause, after, paused | 1 << half)
            self._step((tick, state, PAUSE, PAUSE_WORTH, tick + self.pause, to), value)
        later = self.stops >> (tick + 1)
        if later:
            on = (later & -later).bit_length()
            to = (hands >> on, tuple(sorted(room >> on for room in rooms)), paused)
            self._step((tick, state, WAIT, 0, tick + on, to), value)

    def _step(self, step: Step, value: int) -> None:
        self.steps.append(step)
        _at, _state, _what, worth, then, to = step
        layer = self.layers.setdefault(then, {})
        if layer.get(to, -1) < value + worth:
            layer[to] = value + worth

    def _read(
        self, begin: State, ahead: Mapping[tuple[int, State], int], losses: Sequence[Mapping[int, int]]
    ) -> Plan:
        """Follow the best steps, and give each visit a real room as the steps did."""
        by_origin: dict[tuple[int, State], list[Step]] = {}
        for step in self.steps:
            by_origin.setdefault(step[:2], []).append(step)
        wave, pauses, rooms = [], [], list(self.day.rooms)
        here = (0, begin)
        while ahead.get(here, 0) > 0:
            at, _state, what, _worth, then, to = max(
                by_origin[here], key=lambda step: step[3] + ahead.get(step[4:], 0)
            )
            if what == PAUSE:
                pauses.append(at)
            elif what >= 0:
                room = self._room(rooms, at, what, then, to)
                rooms[room] &= ~(self.shapes[what][1] << at)
                wave.append(Planned(at, what, room))
            here = (then, to)
        return Plan(tuple(wave), tuple(pauses), tuple(losses))

    def _room(self, rooms: Sequence[int], at: int, what: int, then: int, to: State) -> int:
        need = self.shapes[what][1] << at
        for place, room in enumerate(rooms):
            if room & need == need:
                after = [other >> then for other in rooms]
                after[place] = (room & ~need) >> then
                if tuple(sorted(after)) == to[1]:
                    return place
        raise AssertionError(f"no room at {at} as planned")


def _first_hands(shape: starts.Shape) -> int:
    """Return how long nothing else can begin: the welcome; one tick when the hands are not needed at once."""
    offset, length = shape.hands[0]
    return length if offset == 0 else 1


def _middle(working: int) -> int:
    """Return the tick by which half of the work is done."""
    there = ticks.listed(working)
    return there[len(there) // 2] if there else 0
