"""Trials set side by side and, where there are two or more, taken together. Worked out from the rows, never written down.

A comparison holds one kind of people, one comparator, one outcome and one span of weeks. A group that several contrasts
share is split between them. What we could not confirm is shown beside the rest and counted only when asked for.
"""

import dataclasses
import functools
import math
import tomllib
from collections import Counter
from importlib import resources
from typing import Any

from needlepoint.knowledge.evidence import studies
from needlepoint.knowledge.stats import pooling

FEWEST = 2  # trials, before anything is taken together
FEWEST_ROWS = 3  # numbers: with two, the range of Hartung and Knapp runs past the ends of every scale


class UnableToSetBeside(ValueError):
    """A row that does not belong in a comparison; the message names it and says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Comparison:
    """Rows that may stand beside each other.

    weeks     first and last after the start, or empty where time is what is measured
    mixes     why two measures stand together, in words for readers; "" for one measure
    """

    key: str
    stratum: studies.Stratum
    comparator: studies.Comparator
    outcome: studies.Outcome
    unit: studies.Unit
    weeks: tuple[int, ...]
    measures: tuple[studies.Measure, ...]
    rows: tuple[studies.Contrast, ...]
    mixes: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One contrast in its comparison.

    shown     in the comparison's unit; its variance is that of a part where a group is shared
    counts    whether it is among those taken together
    weight    percent of the whole; None where nothing is taken together or it does not count
    without   everything else that counts, taken together; None where that leaves nothing
    """

    contrast: studies.Contrast
    shown: studies.Shown
    counts: bool
    weight: float | None
    without: "Total | None"


@dataclasses.dataclass(frozen=True, slots=True)
class Total:
    """Rows taken together, in the comparison's unit: a ratio is a ratio again.

    trials, rows   how many trials, and how many contrasts of them
    predicted      where the next trial may land, or None
    engine         the same on the scale that was pooled (logarithms for ratios), with everything else known of it
    """

    trials: int
    rows: int
    value: float
    low: float
    high: float
    predicted: tuple[float, float] | None
    engine: pooling.Pooled

    @property
    def has_range(self) -> bool:
        """Say whether there are enough numbers for a range that says something."""
        return self.rows >= FEWEST_ROWS

    def is_clear(self, nothing: float) -> bool:
        """Say whether the range leaves out no difference at all."""
        return self.low > nothing or self.high < nothing


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """A comparison worked out. `total` is None with fewer than two trials or three numbers that count."""

    comparison: Comparison
    rows: tuple[Row, ...]
    total: Total | None

    @property
    def nothing(self) -> float:
        """The value that means no difference."""
        return 1.0 if self.comparison.unit is studies.Unit.RATIO else 0.0


def read(text: str) -> tuple[Comparison, ...]:
    """Read comparisons from TOML text. Raises KeyError for an unknown name, UnableToSetBeside for a row that differs."""
    return tuple(_comparison(row) for row in tomllib.loads(text)["comparisons"])


def _comparison(row: dict[str, Any]) -> Comparison:
    one = Comparison(
        key=row["key"],
        stratum=studies.Stratum[row["stratum"]],
        comparator=studies.Comparator[row["comparator"]],
        outcome=studies.Outcome[row["outcome"]],
        unit=studies.Unit[row["unit"]],
        weeks=tuple(row["weeks"]),
        measures=tuple(studies.Measure[name] for name in row["measures"]),
        rows=tuple(studies.contrasts()[key] for key in row["rows"]),
        mixes=row.get("mixes", ""),
    )
    if len(one.measures) > 1 and not one.mixes:
        raise UnableToSetBeside(f"{one.key}: two measures stand together and nothing says so")
    once: set[tuple[str, str]] = set()
    for contrast in one.rows:
        _must_belong(one, contrast)
        place = contrast.trial.key, contrast.arm
        if place in once:
            raise UnableToSetBeside(f"{one.key}: {contrast.key} counts the same people twice")
        once.add(place)
    return one


def _must_belong(one: Comparison, contrast: studies.Contrast) -> None:
    weeks = contrast.weeks
    differs = {
        "people": contrast.stratum is not one.stratum or contrast.trial.stratum is not one.stratum,
        "comparator": contrast.comparator is not one.comparator,
        "outcome": contrast.outcome is not one.outcome,
        "measure": contrast.measure not in one.measures,
        "weeks": bool(one.weeks) and (weeks is None or not one.weeks[0] <= weeks <= one.weeks[-1]),
        "unit": studies.natural_unit(contrast.kind, contrast.scale) is not one.unit,
    }
    for what, does in differs.items():
        if does:
            raise UnableToSetBeside(f"{one.key}: {contrast.key} is of another {what}")


@functools.cache
def comparisons() -> tuple[Comparison, ...]:
    """Give every comparison, in the order of the file."""
    return read(resources.files(__package__).joinpath("comparisons.toml").read_text("utf-8"))


def strata() -> tuple[studies.Stratum, ...]:
    """Give those kinds of people for whom there is something to compare."""
    return tuple(dict.fromkeys(one.stratum for one in comparisons()))


@functools.cache
def results(*, with_unconfirmed: bool = False) -> tuple[Result, ...]:
    """Give every comparison worked out."""
    return tuple(worked_out(one, with_unconfirmed=with_unconfirmed) for one in comparisons())


def worked_out(
    one: Comparison, *, with_unconfirmed: bool = False, how: pooling.How = pooling.USUAL
) -> Result:
    """Work a comparison out.

    with_unconfirmed   count rows that we could not confirm too
    how                what was chosen; pages use the usual one
    """
    counting = [row for row in one.rows if row.seen or with_unconfirmed]
    sharing = Counter((row.trial.key, row.shared_arm) for row in counting if row.shared_arm)

    def shown(row: studies.Contrast) -> studies.Shown:
        parts = sharing[row.trial.key, row.shared_arm] if row in counting else 1
        return studies.in_unit(row.part(max(1, parts)), one.unit)

    total = _total(one, counting, shown, how, fewest=FEWEST)
    weights = dict(zip((row.key for row in counting), total.engine.weights if total else (), strict=False))
    rows = tuple(
        Row(
            contrast=row,
            shown=shown(row),
            counts=row in counting,
            weight=weights.get(row.key),
            without=_total(one, [other for other in counting if other is not row], shown, how, fewest=1)
            if total and row in counting
            else None,
        )
        for row in one.rows
    )
    return Result(one, rows, total)


def _total(
    one: Comparison, rows: list[studies.Contrast], shown: Any, how: pooling.How, *, fewest: int
) -> Total | None:
    count = len({row.trial.key for row in rows})
    if count < fewest or (fewest > 1 and len(rows) < FEWEST_ROWS):
        return None
    numbers: list[studies.Shown] = [shown(row) for row in rows]
    engine = pooling.pool([each.scaled for each in numbers], [each.variance for each in numbers], how)
    back = math.exp if one.unit is studies.Unit.RATIO else float
    predicted = (back(engine.predicted[0]), back(engine.predicted[1])) if engine.predicted else None
    return Total(count, len(rows), back(engine.value), back(engine.low), back(engine.high), predicted, engine)
