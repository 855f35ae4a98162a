"""Every measure of one person against its own start: each number for itself, never two measures in one. Pure."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from fractions import Fraction

from needlepoint.knowledge.instruments import catalogue, scores, scoring
from needlepoint.knowledge.instruments import definition as instruments


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """One number of one measure at one moment, or why there was none.

    at       aware UTC
    value    None where there is no number; then `why_not` says why
    given    how much is known of the answers behind it: ASKED, ITEMS or TOTAL
    told_in  which form it came from, such as paper:CODE; empty for single questions
    """

    at: dt.datetime
    value: Fraction | None
    why_not: str = ""
    given: str = "ASKED"
    told_in: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """One number of one measure over time, the earliest first. `group` is that of the latest number, in our words."""

    instrument: instruments.Instrument
    scale: instruments.Scale
    moments: tuple[Moment, ...]
    group: str = ""

    @property
    def numbers(self) -> tuple[Moment, ...]:
        return tuple(one for one in self.moments if one.value is not None)

    @property
    def last(self) -> Moment:
        """The latest moment, whether it gave a number or not."""
        return self.moments[-1]

    @property
    def start(self) -> Moment | None:
        return self.numbers[0] if self.numbers else None

    @property
    def latest(self) -> Moment | None:
        """The latest number after the first; None while there is nothing to compare."""
        return self.numbers[-1] if len(self.numbers) > 1 else None

    @property
    def change(self) -> scores.Change:
        """The latest number against the first; unknown for a measure that does not tell how somebody does."""
        if not self.instrument.is_outcome:
            return scores.UNKNOWN
        return scores.change(self._score(self.start), self._score(self.latest))

    def _score(self, moment: Moment | None) -> scores.Score | None:
        if moment is None or moment.value is None:
            return None
        return scores.Score(self.instrument.key, moment.value, self.scale.key)


def standings(
    rows: Iterable[tuple[str, str, Moment]], *, since: dt.datetime | None = None
) -> tuple[Standing, ...]:
    """Sort what was answered by measure.

    rows     (instrument, scale, moment) in any order
    since    when this stretch of care began: what was answered before is left out where there is anything later
    returns  one standing for each number that was ever asked for, in the order of the catalogue
    """
    found: dict[tuple[str, str], list[Moment]] = {}
    for instrument, scale, moment in rows:
        found.setdefault((instrument, scale), []).append(moment)
    return tuple(
        _standing(instrument, scale, found, since)
        for instrument in catalogue.all_instruments()
        for scale in instrument.scales
        if (instrument.key, scale.key) in found
    )


def _standing(
    instrument: instruments.Instrument,
    scale: instruments.Scale,
    found: dict[tuple[str, str], list[Moment]],
    since: dt.datetime | None,
) -> Standing:
    every = sorted(found[instrument.key, scale.key], key=lambda one: one.at)
    moments = [one for one in every if since is None or one.at >= since] or every
    group = ""
    if not scale.key:
        at = moments[-1].at
        at_once = [
            scoring.Outcome(instrument.key, other.key, one.value)
            for other in instrument.scales
            for one in found.get((instrument.key, other.key), ())
            if one.at == at
        ]
        group = scoring.group_of(instrument, at_once)
    return Standing(instrument, scale, tuple(moments), group)


def filled_in_at(day: dt.date, local_now: dt.datetime) -> dt.datetime:
    """Return when a sheet of this day was filled in: now for today, else noon of that day.

    local_now  aware, on the clinic's wall clock
    """
    return local_now if day == local_now.date() else dt.datetime.combine(day, _NOON, tzinfo=local_now.tzinfo)


_NOON = dt.time(12)
