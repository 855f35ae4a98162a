"""Made-up booking days: who asks for what, which start they take, what the best day would have been, the day as run.

The model, on purpose simple. One practitioner, 9:00 to 17:00, equal rooms. People come one after another; each wants a
start that any moment of the day is equally likely to be, and goes as far as `reach` ticks either way. They are shown up
to three recommended starts and take the nearest of those (or, in another count, any of them alike). Where nothing near
is recommended they open "more times" and take the nearest there within reach; where nothing is free within reach they
leave. Nobody cancels, nobody says no to a start within reach.
"""

import dataclasses
import random

from needlepoint.booking.rules import offers, starts, ticks
from needlepoint.frontdoor import rules as patterns

LENGTH = 96
WORKING = ticks.bits(0, LENGTH)
ROOM = ticks.bits(0, LENGTH + 24)
KINDS = ("TOGETHER", "REST", "TOGETHER", "TURNOVER")
SLIP = 10  # minutes that needles may stay in longer than planned


@dataclasses.dataclass(frozen=True)
class Service:
    """Minutes: welcome and needle, rest, remove and advise, turn the room."""

    minutes: tuple[int, int, int, int]

    @property
    def shape(self) -> starts.Shape:
        return starts.shape(patterns.pattern(zip(KINDS, self.minutes, strict=True)))


@dataclasses.dataclass(frozen=True)
class Wish:
    service: Service
    tick: int


@dataclasses.dataclass(frozen=True)
class Booked:
    service: Service
    tick: int
    room: int


def wishes(seed: int, mix: dict[Service, float], people: int) -> list[Wish]:
    chance = random.Random(seed)
    services = chance.choices(list(mix), list(mix.values()), k=people)
    return [Wish(one, chance.randrange(LENGTH - one.shape.stay_ticks + 1)) for one in services]


def mask(runs, tick: int) -> int:
    return sum(ticks.bits(tick + offset, tick + offset + length) for offset, length in runs)


def booked(people: list[Wish], mix: dict[Service, float], rooms: int, *, reach: int, how: str) -> tuple:
    """Return the visits booked, how far each was moved in minutes, and how many starts each was shown.

    how  "nearest" shows every free start and takes the nearest; "wave" and "any" show what `offers` recommends, and
         take the nearest of it, or any of it alike
    """
    chance = random.Random(1)
    weighed = offers.mix_of((service.shape, share) for service, share in mix.items())
    free, frees = WORKING, [ROOM] * rooms
    visits, moved, shown = [], [], []
    for wish in people:
        visit = wish.service.shape
        day = offers.day_of(working=WORKING, free=free, rooms=frees)
        if how == "nearest":
            ordered = sorted(offers.free_starts(day, visit), key=lambda tick: abs(tick - wish.tick))
            choice = [tick for tick in ordered[:1] if abs(tick - wish.tick) <= reach]
        else:
            ordered = offers.ranked(day, visit, weighed, wanted=wish.tick, reach=reach)
            choice = [start.tick for start in ordered if start.is_recommended]
            within = [start.tick for start in ordered if abs(start.tick - wish.tick) <= reach]
            shown += [len(choice)] if within else []
            choice = choice or sorted(within, key=lambda tick: abs(tick - wish.tick))[:1]
        if not choice:
            continue
        tick = chance.choice(choice) if how == "any" else min(choice, key=lambda t: abs(t - wish.tick))
        if how == "nearest":
            room = starts.choose_room(dict(enumerate(frees)), tick, visit)
        else:
            room = offers.choose_room(day, visit, tick, weighed)
        free &= ~mask(visit.hands, tick)
        frees[room] &= ~mask(visit.room, tick)
        visits.append(Booked(wish.service, tick, room))
        moved.append(abs(tick - wish.tick) * ticks.MINUTES)
    return visits, moved, shown


def best(people: list[Wish], rooms: int, *, reach: int, cap: int, seconds: float) -> tuple[int, bool]:
    """Return the most visits that could have been booked had all wishes been known, and whether that is proved.

    cap  an empty day holds no more than this
    When the time is over the bound counts, which is at least the truth.
    """
    from ortools.sat.python import cp_model  # a bench dependency

    model = cp_model.CpModel()
    takers, held = {}, {}
    for wish in people:
        here = range(max(0, wish.tick - reach), min(_last(wish.service), wish.tick + reach) + 1)
        taken = [model.new_bool_var("") for _tick in here]
        model.add_at_most_one(taken)
        for tick, one in zip(here, taken, strict=True):
            takers.setdefault((wish.service, tick), []).append(one)
    begins = {place: model.new_bool_var("") for place in takers}
    for (service, tick), begin in begins.items():
        model.add(sum(takers[service, tick]) == begin)
        for runs in ("hands", "room"):
            for at in ticks.listed(mask(getattr(service.shape, runs), tick)):
                held.setdefault((runs, at), []).append(begin)
    for (runs, _at), those in held.items():
        if runs == "hands":
            model.add_at_most_one(those)
        else:
            model.add(sum(those) <= rooms)
    model.add(sum(begins.values()) <= cap)
    model.maximize(sum(begins.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    return int(solver.best_objective_bound + 1e-6), status == cp_model.OPTIMAL


def _last(service: Service) -> int:
    return LENGTH - service.shape.stay_ticks


# --- The day as run --------------------------------------------------------------------------------------------------


@dataclasses.dataclass
class Ran:
    """What became of a day. Minutes."""

    over_limit: int = 0
    longest_extra: int = 0
    longest_wait: int = 0
    overtime: int = 0


def run_day(visits: list[Booked], seed: int, *, looks_ahead: bool) -> Ran:
    """Run a day minute by minute: one patient comes 10 to 15 minutes late, another does not come.

    Needles that are due come out first. When none are due, the practitioner welcomes whoever has waited longest and
    has a room; `looks_ahead`: only when that leaves time to take out every needle before its limit.
    """
    chance = random.Random(seed)
    late, missing = chance.sample(range(len(visits)), 2)
    waiting = []
    for place, visit in enumerate(visits):
        comes = visit.tick * ticks.MINUTES + (chance.randint(10, 15) if place == late else 0)
        if place != missing:
            waiting.append((comes, visit))
    waiting.sort(key=lambda item: (item[0], item[1].tick))
    ready = dict.fromkeys(range(max(visit.room for visit in visits) + 1), 0)  # room → free from
    resting: list[tuple[int, Booked]] = []  # (due, visit)
    now, ran = 0, Ran()
    while waiting or resting:
        due = [one for one in resting if one[0] <= now]
        if due:
            one = min(due, key=lambda item: item[0])
            resting.remove(one)
            extra = now - one[0]
            ran.longest_extra = max(ran.longest_extra, extra)
            ran.over_limit += extra > SLIP
            _welcome, _rest, remove, turn = one[1].service.minutes
            now += remove
            ready[one[1].room] = now + turn
            continue
        able = [one for one in waiting if one[0] <= now and ready[one[1].room] <= now]
        able = [one for one in able if not looks_ahead or _leaves_time(resting, one[1], now)]
        if able:
            one = able[0]
            waiting.remove(one)
            ran.longest_wait = max(ran.longest_wait, now - one[0])
            now += one[1].service.minutes[0]
            ready[one[1].room] = 10_000
            resting.append((now + one[1].service.minutes[1], one[1]))
            continue
        now += 1
    ran.overtime = max(0, now - LENGTH * ticks.MINUTES)
    return ran


def _leaves_time(resting, visit: Booked, now: int) -> bool:
    welcome, rest, remove, _turn = visit.service.minutes
    free_at = now + welcome
    line = [(due, one.service.minutes[2]) for due, one in resting] + [(free_at + rest, remove)]
    for due, minutes in sorted(line):
        begins = max(free_at, due)
        if begins > due + SLIP:
            return False
        free_at = begins + minutes
    return True
