"""How full days become when the starts offered first are those of a planned wave; and whether such days can be worked.

Made-up days (see _days): 1.5 times as many people ask as the day can hold, each within 60 minutes of a start that any
moment is equally likely to be. Compared, on the same people in the same order: everybody takes the free start nearest
to the wish ("nearest"); they take one of those recommended ("wave"); and the most that anybody could have booked who
knew all of them beforehand, proved by a solver ("hindsight"). Where the solver runs out of time its bound is taken,
which is never too low. The people here were not used to choose any number in booking/rules/offers.py.
"""

import random
import statistics
import time

from bench import _days as days
from tools import results

FOLLOW_UP = days.Service((15, 30, 15, 5))
QUICK = days.Service((10, 25, 5, 5))
FIRST = days.Service((25, 30, 20, 5))
SEED = 20_261_122
REACH = 12  # ticks: 60 minutes
LOAD = 1.5
SECONDS_SINGLE = 2  # for one day's proof
SECONDS = {"mixed": 60}  # mixed days need longer: all of them were proved in two minutes
# name, services with their shares, days, and for 2, 3 and 4 rooms the most visits of the mix that an empty day holds
# (a solver proved those of one service; the hardest, 10/25/5 in three rooms, took it minutes), and of any visits: a
# follow-up fits wherever a first visit does, two ticks later, so a mixed day never holds more than one of follow-ups
CASES = (
    ("15_30_15", {FOLLOW_UP: 1.0}, 60, (12, 15, 15), (12, 15, 15)),
    ("10_25_5", {QUICK: 1.0}, 30, (20, 24, 28), (20, 24, 28)),
    ("mixed", {FOLLOW_UP: 0.7, FIRST: 0.3}, 16, (10, 13, 13), (12, 15, 15)),
)
ROOMS = (2, 3, 4)


def run() -> list[dict]:
    rows, shares, gaps, over = [], [], [], 0
    for name, mix, many, holds, most in CASES:
        for rooms, asked, cap in zip(ROOMS, holds, most, strict=True):
            seconds = SECONDS.get(name, SECONDS_SINGLE)
            found = measured(mix, rooms, many, round(LOAD * asked), cap, seconds=seconds)
            rows += _rows(f"{name}_{rooms}r", found)
            over += found["over_limit"]
            (gaps if name == "mixed" else shares).append(
                found["closed"] if name == "mixed" else found["share"]
            )
    return [
        results.row("day_filled_single", min(shares), "% best", 97, ok=min(shares) >= 97),
        results.row("day_filled_mixed", min(gaps), "% gap", 50, ok=min(gaps) >= 50),
        results.row("day_filled_needles_late", over, "", 0, ok=over == 0),
        *rows,
    ]


def _rows(name: str, found: dict) -> list[dict]:
    row, top = results.row, found["hindsight"]
    return [
        row(f"filled_{name}_nearest", found["nearest"], "visits", top),
        row(f"filled_{name}_wave", found["wave"], "visits", top),
        row(f"filled_{name}_wave_any_shown", found["any"], "visits", top),
        row(f"filled_{name}_share", f"{found['share']:.1f}, median {found['share_median']:.0f}", "%"),
        row(f"filled_{name}_gap_closed", found["closed"], "%"),
        *_fairness(name, found),
        row(f"filled_{name}_moved", f"{found['moved']:.0f}, nearest {found['moved_nearest']:.0f}", "min"),
        row(f"filled_{name}_shown", found["shown"], "starts"),
        row(f"filled_{name}_rank_ms", found["rank_ms"], "ms"),
        row(f"filled_{name}_needles_longer", found["extra"], "min", days.SLIP),
        row(f"filled_{name}_late_no_look", found["reactive"], "times"),
        row(f"filled_{name}_unproved", f"{found['unproved']} of {found['days']}", "days"),
    ]


def _fairness(name: str, found: dict) -> list[dict]:
    """Return how many first visits were booked of those asked for: full days must not come from turning them away."""
    if not found["first_asked"]:
        return []
    asked = f"of {found['first_asked']:.1f}"
    return [
        results.row(f"filled_{name}_first_{how}", f"{found['first'][how]:.1f} {asked}", "visits")
        for how in ("nearest", "wave")
    ]


def measured(
    mix,
    rooms: int,
    many: int,
    asking: int,
    cap: int,
    *,
    seed: int = SEED,
    reach: int = REACH,
    seconds: int = SECONDS_SINGLE,
) -> dict:
    """Return what became of `many` days on each of which `asking` people ask; none can hold more than `cap` visits.

    seconds  for one day's proof
    """
    booked = {"nearest": [], "wave": [], "any": []}
    hindsight, unproved, spent = [], 0, 0.0
    asked_first = 0
    for number in range(many):
        people = days.wishes(seed + number, mix, asking)
        asked_first += sum(wish.service == FIRST for wish in people)
        for how, kept in booked.items():
            start = time.process_time()
            kept.append(days.booked(people, mix, rooms, reach=reach, how=how))
            spent += (time.process_time() - start) if how == "wave" else 0
        most = min(cap, asking)
        bound, is_proved = max(len(kept[-1][0]) for kept in booked.values()), True
        if bound < most:  # otherwise somebody's day is full, which is proof enough
            bound, is_proved = days.best(people, rooms, reach=reach, cap=most, seconds=seconds)
        hindsight.append(bound)
        unproved += not is_proved
    count = {how: [len(visits) for visits, _moved, _shown in kept] for how, kept in booked.items()}
    mean = {how: statistics.mean(numbers) for how, numbers in count.items()}
    top = statistics.mean(hindsight)
    first = {
        how: sum(one.service == FIRST for visits, _moved, _shown in kept for one in visits) / many
        for how, kept in booked.items()
    }
    ran = [
        days.run_day(kept[0], random.Random(n).random(), looks_ahead=True)
        for n, kept in enumerate(booked["wave"])
    ]
    blind = [
        days.run_day(kept[0], random.Random(n).random(), looks_ahead=False)
        for n, kept in enumerate(booked["wave"])
    ]
    return {
        **mean,
        "hindsight": top,
        "first_asked": asked_first / many,
        "first": first,
        "share": 100 * mean["wave"] / top,
        "share_median": 100 * statistics.median(a / b for a, b in zip(count["wave"], hindsight, strict=True)),
        "closed": 100 * (mean["wave"] - mean["nearest"]) / max(top - mean["nearest"], 0.01),
        "moved": statistics.mean(m for _v, moved, _s in booked["wave"] for m in moved),
        "moved_nearest": statistics.mean(m for _v, moved, _s in booked["nearest"] for m in moved),
        "shown": statistics.mean(s for _v, _m, shown in booked["wave"] for s in shown),
        "unproved": unproved,
        "rank_ms": 1000 * spent / (many * asking),
        "over_limit": sum(one.over_limit for one in ran),
        "extra": max(one.longest_extra for one in ran),
        "reactive": sum(one.over_limit for one in blind),
        "days": many,
    }
