"""One person's numbers over time with what happened meanwhile, and what is missing from them. Pure.

Each question stands for itself against its own start; nothing is averaged over two of them. What was asked and not
answered is a gap, and what was never asked is neither a gap nor a nought.
"""

import dataclasses
import datetime as dt
import enum
import itertools
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction

from needlepoint.knowledge.instruments import catalogue
from needlepoint.knowledge.instruments import definition as instruments
from needlepoint.outcomes.rules import measures, trends

# What asks about the same thing. When one of a family takes the place of another, the page says so.
FAMILIES = (
    ("PAIN", "PAIN_WORST", "PAIN_NOW"),
    ("INTERFERENCE", "RMDQ24", "ODI", "QUEBEC", "PEG", "PROMIS_PI4A", "PROMIS_PI6B", "PROMIS_PI8A",
     "PROMIS_PF4A", "PROMIS_PF6B", "PROMIS_PF8B", "PROMIS_PF10A"),
    ("MOOD", "PHQ4"),
)  # fmt: skip
# After pain and before the rest: what a back keeps people from, then sleep, mood, stress and medicines.
FIRST = (*FAMILIES[1], "ENJOYMENT", "SLEEP", "MOOD", "STRESS", "MEDICINE_USE", "WORK")
DECIDED_WITHIN = dt.timedelta(days=2)  # after a visit: decided at it
BEFORE = dt.timedelta(days=2)  # a visit this long before the first answer still belongs to the picture


class What(enum.StrEnum):
    """What may happen between two answers."""

    VISIT = "VISIT"
    MISSED = "MISSED"
    REVIEW = "REVIEW"
    FLARE = "FLARE"
    CHANGE = "CHANGE"  # of technique


@dataclasses.dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened.

    number         which visit since the start, from 1; for a visit only
    decision       what was decided, for a review; blank where the visit was for one and nothing is decided yet
    added, ended   techniques, for a change
    pain           as told with a flare, 0-10, or None
    is_over        of a flare: they said since that it is better
    """

    at: dt.datetime
    what: What
    number: int | None = None
    decision: str = ""
    added: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    pain: int | None = None
    is_over: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Visit:
    """One visit that came to pass or was missed. `techniques` is None where nothing was charted."""

    at: dt.datetime
    is_missed: bool = False
    is_review: bool = False
    techniques: tuple[str, ...] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Replaced:
    """One measure took the place of another that asks about the same thing."""

    was: instruments.Instrument
    now: instruments.Instrument
    since: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Story:
    """All that a page tells of somebody's numbers.

    trend       pain, own activities and the overall answer, over the occasions
    measures    every other number that tells how somebody does, in the order to be read
    happenings  in order of time
    """

    trend: trends.Trend
    measures: tuple[measures.Standing, ...]
    happenings: tuple[Happening, ...]
    replaced: tuple[Replaced, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether there is no number at all."""
        return self.trend.is_empty and not any(one.numbers for one in self.measures)

    @property
    def asked(self) -> int:
        """On how many occasions pain was asked."""
        return len(self.trend.occasions)

    @property
    def answered(self) -> int:
        """On how many of these there is a number for pain."""
        return len(self.trend.pain.answered)

    @property
    def starts_late(self) -> bool:
        """Say whether the first occasion has no number for pain, though a later one has."""
        return self.answered > 0 and self.trend.pain.values[0] is None

    @property
    def ends_open(self) -> bool:
        """Say whether the latest occasion has no number for pain, though an earlier one has."""
        return self.answered > 0 and self.trend.pain.values[-1] is None

    @property
    def first_pain_at(self) -> dt.datetime | None:
        return next((at for at, value in self.pain_points if value is not None), None)

    @property
    def last_pain_at(self) -> dt.datetime | None:
        return next((at for at, value in reversed(self.pain_points) if value is not None), None)

    @property
    def worse_since(self) -> Happening | None:
        """The latest time it was told to be worse again and is not over, if newer than the latest number for pain."""
        told = [one for one in self.happenings if one.what is What.FLARE and not one.is_over]
        last = self.last_pain_at
        return told[-1] if told and last is not None and told[-1].at > last else None

    @property
    def pain_points(self) -> tuple[tuple[dt.datetime, int | None], ...]:
        return self.points_of(self.trend.pain)

    def points_of(self, line: trends.Line) -> tuple[tuple[dt.datetime, int | None], ...]:
        """When a line of the trend was asked, from its first number on: before that nobody had thought of it.

        Pain is asked on every occasion; an activity on those that ask about activities.
        """
        pairs = [(one.at, value) for one, value in zip(self.trend.occasions, line.values, strict=True)]
        if line.activity is None:
            return tuple(pairs)
        asks = [
            value is not None or not one.is_answered or _asks_activities(one)
            for one, (_, value) in zip(self.trend.occasions, pairs, strict=True)
        ]
        kept = [pair for pair, is_asked in zip(pairs, asks, strict=True) if is_asked]
        return tuple(itertools.dropwhile(lambda pair: pair[1] is None, kept))


def _asks_activities(occasion: trends.Occasion) -> bool:
    return occasion.kind is not trends.Kind.AT_VISIT


def story(
    trend: trends.Trend,
    standings: Iterable[measures.Standing],
    *,
    visits: Sequence[Visit] = (),
    reviews: Sequence[tuple[dt.datetime, str]] = (),
    flares: Sequence[tuple[dt.datetime, int | None]] = (),
    eased: Collection[dt.datetime] = (),
) -> Story:
    """Put together what one person's page tells.

    visits   those of the person, in any order
    reviews  (when, what was decided)
    flares   (when they told us, pain then)
    eased    when those were told that are better since, as they said
    """
    told = tuple(sorted((one for one in standings if _is_told(one)), key=_place))
    begun = _begun(trend, told)
    happenings = [
        *_visits(visits, reviews, begun),
        *(Happening(at, What.REVIEW, decision=decision) for at, decision in reviews),
        *(Happening(at, What.FLARE, pain=pain, is_over=at in eased) for at, pain in flares),
        *changes_of_technique(visits),
    ]
    since = sorted((one for one in happenings if begun is not None and one.at >= begun), key=_order)
    return Story(trend, told, tuple(since), tuple(replaced(trend, told)))


def _is_told(standing: measures.Standing) -> bool:
    """The main number of a measure that tells how somebody does; the others have a page of their own."""
    return standing.instrument.is_outcome and not standing.scale.key


def _place(standing: measures.Standing) -> int:
    key = standing.instrument.key
    return FIRST.index(key) if key in FIRST else len(FIRST)


def _begun(trend: trends.Trend, told: Sequence[measures.Standing]) -> dt.datetime | None:
    """When the picture begins, or None without one."""
    moments = [one.at for one in trend.occasions[:1]] + [one.moments[0].at for one in told]
    return min(moments) - BEFORE if moments else None


def _order(one: Happening) -> tuple[dt.datetime, int]:
    return one.at, tuple(What).index(one.what)


def _visits(
    visits: Sequence[Visit], reviews: Sequence[tuple[dt.datetime, str]], begun: dt.datetime | None
) -> Iterable[Happening]:
    """Visits by number since the start. What was decided at one stands in its place: a day has one sign."""
    since = sorted((one for one in visits if begun is not None and one.at >= begun), key=lambda one: one.at)
    number = 0
    for one in since:
        if one.is_missed:
            yield Happening(one.at, What.MISSED)
            continue
        number += 1
        if not any(dt.timedelta() <= at - one.at < DECIDED_WITHIN for at, _ in reviews):
            yield Happening(one.at, What.REVIEW if one.is_review else What.VISIT, number=number)


def changes_of_technique(visits: Iterable[Visit]) -> Iterable[Happening]:
    """What was done at a visit and not at the one before, and the other way round. The first visit changes nothing."""
    charted = sorted((one for one in visits if one.techniques is not None), key=lambda one: one.at)
    for before, after in itertools.pairwise(charted):
        was, now = before.techniques or (), after.techniques or ()
        added = tuple(key for key in now if key not in was)
        ended = tuple(key for key in was if key not in now)
        if added or ended:
            yield Happening(after.at, What.CHANGE, added=added, ended=ended)


def replaced(trend: trends.Trend, told: Sequence[measures.Standing]) -> Iterable[Replaced]:
    """Say which measure took the place of which: of one family, the earlier one not answered since the later began."""
    spans = {one.instrument.key: (one.numbers[0].at, one.numbers[-1].at) for one in told if one.numbers}
    pains = [
        one.at for one, value in zip(trend.occasions, trend.pain.values, strict=True) if value is not None
    ]
    if pains:
        spans[catalogue.PAIN.key] = (pains[0], pains[-1])
    for family in FAMILIES:
        mine = sorted((key for key in family if key in spans), key=lambda key: spans[key])
        for was, now in itertools.pairwise(mine):
            if spans[was][1] < spans[now][0]:
                yield Replaced(catalogue.instrument(was), catalogue.instrument(now), spans[now][0])


def important_from(
    instrument: instruments.Instrument, start: Fraction | int | None, *, alone: bool = False
) -> Fraction | None:
    """Return the number from which a change matters, so that line and verdict agree.

    start    the first number on the main scale, or None
    alone    one activity by itself, which needs a larger change
    returns  None where no start is known, nobody has settled it, or there is no room on the scale to show one
    source   the instrument's own: knowledge.instruments
    """
    if start is None:
        return None
    scale = instrument.scale()
    needed = instrument.important_change_single if alone else scale.important_change
    steps = [] if needed is None else [Fraction(needed)]
    if scale.important_share is not None and start:
        steps.append(scale.important_share * Fraction(start))
    if not steps:
        return None
    goal = Fraction(start) - min(steps) if scale.lower_is_better else Fraction(start) + min(steps)
    return goal if scale.lowest <= goal <= scale.highest else None
