"""Counting visits as a payer does: how many in how many days, how many in a year, and who says that it helps. Pure.

Source: knowledge.payers, with its dates. Two things the source leaves open are read the careful way here, and a coder
has to confirm them: the 90 days slide with each visit, and beyond the first 12 of a year improvement must be signed
however far apart the visits were.
"""

import dataclasses
import datetime as dt
import enum
from collections import Counter
from collections.abc import Iterable, Sequence

from needlepoint.knowledge.payers import terms as payers

MONTHS = 12
DAY = dt.timedelta(days=1)
DAYS_IN_WEEK = 7


class Why(enum.StrEnum):
    """Why a visit would not be paid for."""

    NOT_IMPROVING = "NOT_IMPROVING"  # it is signed that it does not help
    YEAR_FULL = "YEAR_FULL"
    NOT_SIGNED = "NOT_SIGNED"  # more than the first ones, and nobody has signed that it helps


@dataclasses.dataclass(frozen=True, slots=True)
class Signed:
    """What a practitioner signed at a review, and on which local day."""

    on: dt.date
    is_improving: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Counted:
    """One visit as the payer counts it.

    number       within the payer's year, from 1
    in_window    visits in the days that end with this one, itself included
    year_began   the day of the first visit of its year
    year_ends    the first day on which a new year can begin
    why          None: it is within what the payer pays for
    """

    on: dt.date
    number: int
    in_window: int
    year_began: dt.date
    year_ends: dt.date
    why: Why | None


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """Where a patient stands on a day.

    done, booked        of the visits counted in the running year: held or due by that day, and booked after it
    in_window           visits in the days that end with that day, booked ones of later days left out
    window_opens_on     the day on which the oldest of those no longer counts; None when there is none
    in_year             done and booked together
    year_began          None before the first visit of a year
    year_ends           the first day on which a new year can begin
    signed              what was last signed in this year, or None
    """

    done: int
    booked: int
    in_window: int
    window_opens_on: dt.date | None
    year_began: dt.date | None
    year_ends: dt.date | None
    signed: Signed | None

    @property
    def in_year(self) -> int:
        return self.done + self.booked


def year_ends(first_on: dt.date) -> dt.date:
    """Give the first day on which a new year can begin: the first of the month, a year after the month of the first visit.

    Eleven full months lie between: a first visit on 21 March 2020 lets a new year begin on 1 March 2021.
    """
    return dt.date(first_on.year + 1, first_on.month, 1)


def counted(days: Iterable[dt.date], signed: Sequence[Signed], terms: payers.Terms) -> tuple[Counted, ...]:
    """Count visits as the payer does.

    days      the local day of every visit held or booked, in any order; two on one day are two visits
    signed    what was signed at reviews, in any order; of one day, the last in the list
    returns   one for each visit, in the order of days
    """
    days = sorted(days)
    found: list[Counted] = []
    began, ends, number = dt.date.min, dt.date.min, 0
    oldest = 0  # of the visits that still count in the window
    for place, on in enumerate(days):
        if on >= ends:
            began, ends, number = on, year_ends(on), 0
        number += 1
        while (on - days[oldest]).days >= terms.first_days:
            oldest += 1
        in_window = place - oldest + 1
        latest = _latest(signed, began, on)
        found.append(Counted(on, number, in_window, began, ends, _why(number, in_window, latest, terms)))
    return tuple(found)


def _latest(signed: Iterable[Signed], began: dt.date, on: dt.date) -> Signed | None:
    """Give what was last signed in the year by a day: what an earlier year said has ended with it."""
    held = [one for one in signed if began <= one.on <= on]
    return max(reversed(held), key=lambda one: one.on) if held else None


def _why(number: int, in_window: int, latest: Signed | None, terms: payers.Terms) -> Why | None:
    if latest is not None and not latest.is_improving:
        return Why.NOT_IMPROVING
    if number > terms.year_visits:
        return Why.YEAR_FULL
    is_beyond_first = number > terms.first_visits or in_window > terms.first_visits
    return Why.NOT_SIGNED if is_beyond_first and latest is None else None


def over(
    days: Sequence[dt.date], wished: Sequence[dt.date], signed: Sequence[Signed], terms: payers.Terms
) -> tuple[Counted, ...]:
    """Give the visits that booking more would put over the ceiling, in the order of days.

    Mostly the wished ones themselves; but a visit put in before others can push a later one over.
    """
    before = Counter(one.on for one in counted(days, signed, terms) if one.why)
    now_over = [one for one in counted([*days, *wished], signed, terms) if one.why]
    after = Counter(one.on for one in now_over)
    # Of several on one day the last ones counted are the ones that are new.
    fresh = after - before
    found = []
    for one in reversed(now_over):
        if fresh[one.on]:
            fresh[one.on] -= 1
            found.append(one)
    return tuple(reversed(found))


def next_within(
    days: Sequence[dt.date], signed: Sequence[Signed], terms: payers.Terms, *, from_on: dt.date
) -> dt.date:
    """Give the first day from `from_on` on which one more visit puts none over, with nothing else signed."""
    counts = counted(days, signed, terms)
    changes = {from_on, *(one.year_ends for one in counts)}
    for on in days:
        changes |= {on, on + DAY, on + dt.timedelta(days=terms.first_days)}
    # A year that begins before a visit that is booked takes that one in, so the last resort is a year after everything.
    last = max([from_on, *days, *(one.on + DAY for one in signed)])
    changes |= {
        max(last + dt.timedelta(days=terms.first_days), year_ends(last)),
        *(on for one in signed for on in (one.on, one.on + DAY)),
    }
    return next(on for on in sorted(changes) if on >= from_on and not over(days, [on], signed, terms))


def standing(
    days: Sequence[dt.date], signed: Sequence[Signed], terms: payers.Terms, *, on: dt.date
) -> Standing:
    """Say where a patient stands on a day; `days` as for `counted`."""
    counts = counted(days, signed, terms)
    here = [one for one in counts if one.on <= on]
    began = here[-1].year_began if here and here[-1].year_ends > on else None
    if began is None:  # no year runs today: one may begin with a visit that is booked
        began = next((one.year_began for one in counts if one.on > on), None)
    of_year = [one for one in counts if one.year_began == began]
    window = [one.on for one in here if (on - one.on).days < terms.first_days]
    return Standing(
        done=sum(one.on <= on for one in of_year),
        booked=sum(one.on > on for one in of_year),
        in_window=len(window),
        window_opens_on=window[0] + dt.timedelta(days=terms.first_days) if window else None,
        year_began=began,
        year_ends=year_ends(began) if began else None,
        signed=_latest(signed, began, on) if began else None,
    )


# --- Whether the payer pays for this pain at all --------------------------------------------------------------------------


class Doubt(enum.StrEnum):
    """What stands against this payer paying for this pain at all."""

    NO_ONSET = "NO_ONSET"
    TOO_NEW = "TOO_NEW"
    SURGERY = "SURGERY"
    PREGNANCY = "PREGNANCY"
    CODE = "CODE"
    ASK_SURGERY = "ASK_SURGERY"  # there was surgery: ask whether the pain comes from it
    ASK_PREGNANCY = "ASK_PREGNANCY"


ONLY_ASKS = frozenset({Doubt.ASK_SURGERY, Doubt.ASK_PREGNANCY})
KINDS = {"AFTER_SURGERY": Doubt.SURGERY, "PREGNANCY": Doubt.PREGNANCY}  # plans.rules.Kind
CAUTIONS = {"back_surgery": Doubt.ASK_SURGERY, "pregnant": Doubt.ASK_PREGNANCY}  # knowledge.safety.cautions
ASKS_FOR = {Doubt.ASK_SURGERY: Doubt.SURGERY, Doubt.ASK_PREGNANCY: Doubt.PREGNANCY}


def long_enough_on(onset_on: dt.date, terms: payers.Terms) -> dt.date:
    """Give the first day on which the pain has lasted long enough."""
    return onset_on + dt.timedelta(days=DAYS_IN_WEEK * terms.least_weeks)


def doubts(
    terms: payers.Terms,
    *,
    on: dt.date,
    onset_on: dt.date | None,
    kind: str,
    codes: Iterable[str],
    cautions: Iterable[str],
) -> tuple[Doubt, ...]:
    """Say what stands against the payer paying for this pain on a day; nothing when nothing does.

    kind       of plans.rules.Kind
    codes      the ICD-10-CM codes of the episode, the main one first: one of them must be on the payer's list
    cautions   the patient's caution keys; a caution only asks, it does not say what the pain comes from
    """
    found = []
    if onset_on is None:
        found.append(Doubt.NO_ONSET)
    elif on < long_enough_on(onset_on, terms):
        found.append(Doubt.TOO_NEW)
    certain = KINDS.get(kind)
    if certain is not None and str(certain) in terms.never_with:
        found.append(certain)
    for key, asks in CAUTIONS.items():
        if key in set(cautions) and str(ASKS_FOR[asks]) in terms.never_with and ASKS_FOR[asks] is not certain:
            found.append(asks)
    if not terms.codes & set(codes):
        found.append(Doubt.CODE)
    return tuple(found)
