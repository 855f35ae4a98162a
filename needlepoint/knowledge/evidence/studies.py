"""The trials of acupuncture for backs as rows: what was compared with what, on which scale, and how far we read it.

A contrast is `needles minus comparator` as printed, on its own scale; `in_unit` turns it so that above nought always
means better with needles. Contrasts that the paper does not print are worked out from arms.csv. What was not read in a
source is marked and stays out of every pooled number unless it is asked for.
"""

import csv
import dataclasses
import datetime as dt
import enum
import functools
import math
import tomllib
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from typing import Any, Self, TypeVar

from needlepoint.knowledge.stats import trials as effects

HUNDRED = 100
_Row = TypeVar("_Row")
NUMBER = "value low high weeks people other_people mean spread events trials"


class _Labelled(enum.Enum):
    """Written in a file by its name, read by people by its label."""

    label: str

    def __new__(cls, label: str) -> Self:
        one = object.__new__(cls)
        one._value_ = label
        one.label = label
        return one


class Stratum(_Labelled):
    """Whom a trial is about. Two of them are never taken together."""

    ACUTE = "New back pain"
    CHRONIC = "Long-lasting back pain"
    MIXED = "Back pain for 4 to 52 weeks"
    SCIATICA = "Leg pain from a nerve"
    STENOSIS = "Leg pain from a narrow spine"
    PREGNANCY = "Back or hip pain in pregnancy"
    MULTICOMPONENT = "Needles within a bigger package"


class Comparator(_Labelled):
    """What needles were compared with. Two of them are never taken together."""

    SHAM_PENETRATING = "Pretend needling that goes in, but not as deep or not at the points"
    SHAM_NON_PENETRATING = "Pretend needling that does not go in"
    SHAM_UNKNOWN = "Pretend needling of a kind that we could not read"
    SHAM = "Pretend needling of several kinds"
    DEVICE = "A pretend device"
    USUAL_CARE = "Usual care"
    NOTHING = "No treatment, or waiting for it"
    ACTIVE = "Another treatment, such as drugs, massage or exercise"
    OTHER_NEEDLES = "Other ways of needling"


class Outcome(_Labelled):
    """What was looked at."""

    PAIN = "How strong the pain is"
    LEG_PAIN = "How strong the pain in the leg is"
    FUNCTION = "What people can do in daily life"
    RESPONSE = "How many people are clearly better"
    RECOVERY = "How soon people are better"


class Kind(enum.Enum):
    """What a printed contrast is: differences of means, of shares, in standard deviations; ratios of risks, of paces."""

    MD = "MD"
    SMD = "SMD"
    RD = "RD"
    RR = "RR"
    HR = "HR"


class Measure(_Labelled):
    """What its mean is the mean of."""

    POST = "How people were at the end"
    CHANGE = "How much people changed"
    ADJUSTED = "How people were at the end, corrected for the start"
    END = "Counted at the end"


class Unit(_Labelled):
    """What a page shows a contrast in."""

    PER_100 = "Points of 100 of the scale"
    T_POINTS = "Points of a T-score"
    PEOPLE = "People of 100"
    SDS = "Standard deviations"
    RATIO = "Times as many, or times as soon"


class Basis(_Labelled):
    """How far a trial was read."""

    NUMBERS = "We have read its numbers."
    DIRECTION = "We have read which way it went, but not its numbers."
    EXISTS = "We have read that it was done, but not what came of it."


class UnableToShow(ValueError):
    """A contrast that cannot be said in a unit; the message says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scale:
    """A scale with its ends and its direction. `low` and `high` are None where it has no ends."""

    key: str
    name: str
    low: float | None
    high: float | None
    higher_is_better: bool

    @property
    def sign(self) -> int:
        return 1 if self.higher_is_better else -1


SCALES = {
    one.key: one
    for one in (
        Scale("VAS100", "VAS 0-100", 0, 100, higher_is_better=False),
        Scale("HFAQ100", "HFAQ 0-100", 0, 100, higher_is_better=True),
        Scale("RMDQ23", "RMDQ 0-23", 0, 23, higher_is_better=False),
        Scale("RMDQ24", "RMDQ 0-24", 0, 24, higher_is_better=False),
        Scale("SF36BP", "SF-36 BP 0-100", 0, 100, higher_is_better=True),
        Scale("ODI100", "ODI 0-100", 0, 100, higher_is_better=False),
        Scale("PROMIS_T", "PROMIS T", None, None, higher_is_better=False),
        Scale("SD", "SMD", None, None, higher_is_better=False),
        Scale("SHARE", "0-1", 0, 1, higher_is_better=True),
        Scale("PACE", "HR", None, None, higher_is_better=True),
    )
}


@dataclasses.dataclass(frozen=True, slots=True)
class Trial:
    """One trial. `people` is 0 where it is not known; the rest as in studies.toml."""

    key: str
    author: str
    year: int
    stratum: Stratum
    comparators: tuple[Comparator, ...]
    people: int
    basis: Basis
    seen: bool
    source: str
    link: str
    says: str = ""

    @property
    def name(self) -> str:
        return f"{self.author} {self.year}"


@dataclasses.dataclass(frozen=True, slots=True)
class Arm:
    """What one group of a trial came to, as printed.

    people        analysed; people_seen says whether that number was read
    spread        around `mean`, a standard deviation (SD) or the error of the mean (SE); None for a count
    events        how many were clearly better; None for a mean
    """

    key: str
    trial: str
    arm: str
    scale: Scale
    weeks: float | None
    measure: Measure
    people: float
    people_seen: bool
    mean: float | None
    spread: float | None
    spread_kind: str
    events: float | None
    seen: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Contrast:
    """One number of one trial: needles minus comparator, on its own scale and in its own direction.

    arm               which of several groups with needles; "" for the only one
    value, low, high  with its 95 percent interval; ratios as ratios, shares as shares
    variance          of `value`; for a ratio of its logarithm
    shared_arm        names the comparator's group where several contrasts use it; "" where this one alone does
    people            sizes of both groups, or what stands in proportion to them; 0 where nobody needs them
    """

    key: str
    trial: Trial
    arm: str
    stratum: Stratum
    comparator: Comparator
    outcome: Outcome
    scale: Scale
    weeks: float | None
    kind: Kind
    measure: Measure
    value: float
    low: float
    high: float
    variance: float
    people: float
    other_people: float
    shared_arm: str
    from_arms: tuple[str, ...]
    seen: bool

    @property
    def name(self) -> str:
        return f"{self.trial.name} {self.arm}".strip()

    def part(self, parts: int) -> "Contrast":
        """Return it with the comparator's group cut into parts, so that nobody is counted twice; its interval widens."""
        if parts == 1:
            return self
        before = 1 / self.people + 1 / self.other_people
        wider = (1 / self.people + parts / self.other_people) / before
        return dataclasses.replace(self, variance=self.variance * wider)


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A contrast in a unit of pages: above nought is better with needles, for a ratio above one.

    value, low, high   in the unit
    scaled, variance   what is pooled: the same, and for a ratio the logarithm
    """

    value: float
    low: float
    high: float
    scaled: float
    variance: float


@dataclasses.dataclass(frozen=True, slots=True)
class Looked:
    """When all of it was last held against its sources, and the day from which nobody shows it any more."""

    reviewed_on: dt.date
    review_by: dt.date

    def is_current(self, on: dt.date) -> bool:
        return self.reviewed_on <= on < self.review_by


@dataclasses.dataclass(frozen=True, slots=True)
class Review:
    """What a review of many trials came to, as printed. `trials` and `people` are None where they were not read."""

    key: str
    name: str
    year: int
    link: str
    stratum: Stratum
    comparator: Comparator
    outcome: Outcome
    scale: Scale
    kind: Kind
    value: float
    low: float
    high: float
    trials: float | None
    people: float | None
    seen: bool


def natural_unit(kind: Kind, scale: Scale) -> Unit:
    """Return the unit in which a number is shown where it stands alone."""
    if kind in {Kind.RR, Kind.HR}:
        return Unit.RATIO
    if kind is Kind.RD:
        return Unit.PEOPLE
    if kind is Kind.SMD:
        return Unit.SDS
    return Unit.T_POINTS if scale.low is None else Unit.PER_100


def in_unit(one: Contrast, unit: Unit) -> Shown:
    """Return a contrast in a unit, turned so that more is better.

    raises   UnableToShow for a unit in which this kind of number cannot be said
    """
    if natural_unit(one.kind, one.scale) is not unit:
        raise UnableToShow(f"{one.key}: {one.kind.value} on {one.scale.key} is not told in {unit.name}")
    if unit is Unit.RATIO:
        return Shown(one.value, one.low, one.high, math.log(one.value), one.variance)
    times = one.scale.sign * _times(one.scale, unit)
    low, high = sorted((one.low * times, one.high * times))
    return Shown(one.value * times, low, high, one.value * times, one.variance * times**2)


def review_shown(one: Review) -> tuple[Unit, float, float, float]:
    """Return (unit, value, low, high) of a review, turned so that more is better."""
    unit = natural_unit(one.kind, one.scale)
    times = one.scale.sign * _times(one.scale, unit)
    low, high = sorted((one.low * times, one.high * times))
    return unit, one.value * times, low, high


def _times(scale: Scale, unit: Unit) -> float:
    if unit in {Unit.T_POINTS, Unit.SDS} or scale.low is None or scale.high is None:
        return 1.0
    return HUNDRED / (scale.high - scale.low)


# --- The files -----------------------------------------------------------------------------------------------------------


def _read(text: str, make: Callable[[dict[str, Any]], _Row]) -> Iterable[_Row]:
    numbers = set(NUMBER.split())
    for row in csv.DictReader(text.splitlines()):
        given: dict[str, Any] = {
            name: (float(words) if words else None) if name in numbers else words
            for name, words in row.items()
        }
        for name in ("seen", "people_seen"):
            if name in given:
                given[name] = given[name] == "true"
        yield make(given)


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


@functools.cache
def _studies() -> dict[str, Any]:
    return tomllib.loads(_file("studies.toml"))


def looked() -> Looked:
    """Give the days of the last and of the next review."""
    return Looked(_studies()["reviewed_on"], _studies()["review_by"])


@functools.cache
def trials() -> Mapping[str, Trial]:
    """Give every trial by its key, in the order of the file."""
    found = (
        Trial(
            **{
                **row,
                "stratum": Stratum[row["stratum"]],
                "comparators": tuple(Comparator[name] for name in row["comparators"]),
                "basis": Basis[row["basis"]],
            }
        )
        for row in _studies()["trials"]
    )
    return {one.key: one for one in found}


@functools.cache
def arms() -> Mapping[str, Arm]:
    """Give every arm by its key."""

    def make(row: dict[str, Any]) -> Arm:
        return Arm(**{**row, "scale": SCALES[row["scale"]], "measure": Measure[row["measure"]]})

    return {one.key: one for one in _read(_file("arms.csv"), make)}


@functools.cache
def contrasts() -> Mapping[str, Contrast]:
    """Give every contrast by its key. Raises KeyError or ValueError for a file that does not hold together."""
    return {one.key: one for one in read_contrasts(_file("contrasts.csv"))}


def read_contrasts(text: str) -> tuple[Contrast, ...]:
    """Read contrasts from CSV text. Raises KeyError for a name that is not known, UnableToCompare for arms that differ."""
    return tuple(_read(text, _contrast))


@functools.cache
def reviews() -> tuple[Review, ...]:
    """Give what reviews came to, in the order of the file."""

    def make(row: dict[str, Any]) -> Review:
        kinds = {"stratum": Stratum, "comparator": Comparator, "outcome": Outcome, "kind": Kind}
        told = {name: kind[row[name]] for name, kind in kinds.items()}
        return Review(**{**row, **told, "scale": SCALES[row["scale"]], "year": int(row["year"])})

    return tuple(_read(_file("reviews.csv"), make))


def _contrast(row: dict[str, Any]) -> Contrast:
    kind, scale, measure = Kind[row["kind"]], SCALES[row["scale"]], Measure[row["measure"]]
    ours, theirs = (tuple(filter(None, row[name].split("+"))) for name in ("from_arms", "against_arms"))
    people, other_people = row["people"] or 0, row["other_people"] or 0
    if ours:
        for key in (*ours, *theirs):
            if (arms()[key].scale, arms()[key].trial, arms()[key].measure) != (scale, row["trial"], measure):
                raise UnableToShow(f"{row['key']}: arm {key} is of another scale, trial or measure")
        effect = _effect(ours, theirs, kind)
        people, other_people = (sum(arms()[key].people for key in keys) for keys in (ours, theirs))
        (low, high), value, variance = effect.interval(), effect.value, effect.variance
    else:
        value, low, high = row["value"], row["low"], row["high"]
        logs = [math.log(one) for one in (low, high)] if kind in {Kind.RR, Kind.HR} else [low, high]
        variance = effects.se_from_interval(logs[0], logs[1]) ** 2
    if not low <= value <= high:
        raise UnableToShow(f"{row['key']}: {value} does not lie between {low} and {high}")
    return Contrast(
        key=row["key"],
        trial=trials()[row["trial"]],
        arm=row["arm"],
        stratum=Stratum[row["stratum"]],
        comparator=Comparator[row["comparator"]],
        outcome=Outcome[row["outcome"]],
        scale=scale,
        weeks=row["weeks"],
        kind=kind,
        measure=measure,
        value=value,
        low=low,
        high=high,
        variance=variance,
        people=people,
        other_people=other_people,
        shared_arm=row["shared_arm"],
        from_arms=(*ours, *theirs),
        seen=row["seen"],
    )


def _effect(ours: tuple[str, ...], theirs: tuple[str, ...], kind: Kind) -> effects.Effect:
    """Work a contrast out of arms: means to a difference, counts to a difference of shares."""
    if kind is Kind.RD:
        return effects.risk_difference(_counted(ours), _counted(theirs))
    return effects.mean_difference(_together(ours), _together(theirs))


def _counted(keys: tuple[str, ...]) -> effects.Count:
    counts = [effects.Count(arms()[key].events or 0, arms()[key].people) for key in keys]
    return functools.reduce(effects.combined_counts, counts)


def _together(keys: tuple[str, ...]) -> effects.Arm:
    return functools.reduce(effects.combined, (arm_as_counted(arms()[key]) for key in keys))


def arm_as_counted(one: Arm) -> effects.Arm:
    """Return an arm with its standard deviation, worked out where the error of the mean was printed."""
    if one.mean is None or one.spread is None:
        raise UnableToShow(f"{one.key}: it has no mean with a spread")
    sd = effects.sd_from_se(one.spread, one.people) if one.spread_kind == "SE" else one.spread
    return effects.Arm(one.mean, sd, one.people, effects.Measure[one.measure.name])
