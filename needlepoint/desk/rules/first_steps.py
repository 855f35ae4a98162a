"""The questions that open a clinic, one at a time, and a week that can be said in one sentence. Pure."""

import dataclasses
from collections.abc import Iterable

QUESTIONS = (
    "name",
    "contact",
    "country",
    "zone",
    "hours",
    "rooms",
    "visit",
    "prices",
    "people",
    "colour",
    "welcome",
)
REVIEW = "review"
STEPS = (*QUESTIONS, REVIEW)

Row = tuple[int, int, int]  # weekday (0 is Monday), from minute, until minute


def place_of(step: str) -> int:
    """Return which step it is, from 1. Raises ValueError for none of them."""
    return STEPS.index(step) + 1


def after(step: str, *, leave_out: Iterable[str] = ()) -> str:
    """Return the step after this one; the review has none after it and returns itself."""
    rest = [one for one in STEPS[place_of(step) :] if one not in set(leave_out)]
    return rest[0] if rest else REVIEW


def before(step: str, *, leave_out: Iterable[str] = ()) -> str:
    """Return the step before this one, or '' for the first."""
    past = [one for one in STEPS[: place_of(step) - 1] if one not in set(leave_out)]
    return past[-1] if past else ""


def further(step: str, reached: str) -> str:
    """Return which of two steps is further along; '' is before all of them."""
    return max(step, reached, key=lambda one: STEPS.index(one) if one in STEPS else -1)


@dataclasses.dataclass(frozen=True, slots=True)
class Week:
    """The same hours on some days of the week, in minutes of the wall clock, perhaps with a break."""

    days: tuple[int, ...]
    opens: int
    closes: int
    break_from: int | None = None
    break_until: int | None = None

    @property
    def rows(self) -> list[Row]:
        """The week as it is stored."""
        spans = [(self.opens, self.closes)]
        if self.break_from is not None and self.break_until is not None:
            spans = [(self.opens, self.break_from), (self.break_until, self.closes)]
        return [(day, start, end) for day in self.days for start, end in spans]


def week(rows: Iterable[Row]) -> Week | None:
    """Return a stored week as one sentence would say it; None when its days differ, or there are none."""
    by_day: dict[int, list[tuple[int, int]]] = {}
    for day, start, end in sorted(rows):
        by_day.setdefault(day, []).append((start, end))
    spans = next(iter(by_day.values()), [])
    if not spans or any(other != spans for other in by_day.values()):
        return None
    days = tuple(sorted(by_day))
    if len(spans) == 1:
        return Week(days, *spans[0])
    if len(spans) == 2:  # noqa: PLR2004 before a break and after it
        (opens, break_from), (break_until, closes) = spans
        return Week(days, opens, closes, break_from, break_until)
    return None
