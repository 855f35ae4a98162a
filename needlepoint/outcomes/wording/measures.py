"""How the numbers of measures are put into words, for the pages here and those that compose them."""

import dataclasses
import decimal
from fractions import Fraction

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.house import clock
from needlepoint.knowledge.instruments import definition as instruments
from needlepoint.knowledge.instruments import scoring
from needlepoint.outcomes import models, queries, rules

GIVEN = {one.value: one.label for one in models.Score.Given}
NARROW = 2  # a scale no wider than this is read to three decimals


def value_words(value: Fraction, scale: instruments.Scale) -> str:
    """A number as a person would write it: 7, 6.7, 0.735. Rounded for reading only."""
    places = 3 if scale.highest - scale.lowest <= NARROW else 1
    step = decimal.Decimal(1).scaleb(-places)
    rounded = scoring.stored(value).quantize(step, rounding=decimal.ROUND_HALF_UP).normalize() + 0
    return formats.number_format(format(rounded, "f"))


def range_words(scale: instruments.Scale) -> str:
    """'0 to 24. Lower is better.'"""
    ends = {"lowest": scale.lowest, "highest": scale.highest}
    if scale.lower_is_better:
        return gettext("%(lowest)s to %(highest)s. Lower is better.") % ends
    return gettext("%(lowest)s to %(highest)s. Higher is better.") % ends


def important_words(instrument: instruments.Instrument, scale: instruments.Scale) -> str:
    """From where a change matters to one person, or that nobody has settled it."""
    if not instrument.is_outcome:
        return gettext("Not a measure of change.")
    points, share = scale.important_change, scale.important_share
    if points is None and share is None:
        return gettext("Nobody has settled from where a change matters.")
    percent = 0 if share is None else int(share * 100)
    number = "" if points is None else value_words(points, scale)
    if points is None:
        return gettext("A change matters once it is %(share)s %% of the start.") % {"share": percent}
    if share is None:
        return gettext("A change matters from %(points)s points on.") % {"points": number}
    words = {"points": number, "share": percent}
    return gettext("A change matters once it is %(points)s points, or %(share)s %% of the start.") % words


# --- Lines of a list ---------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One moment: a number, or why there is none. `take_back_url` only for what was typed from paper."""

    day: str
    value: str
    why_not: str
    given: str
    take_back_url: str


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One number of one measure, in sentences."""

    name: str
    now: str
    group: str
    why_not: str
    change: str
    verdict: str
    tone: str
    about: str
    source: str
    rows: tuple[Row, ...]


TONES = {"BETTER_IMPORTANT": "good", "WORSE": "danger"}


def lines(standings, viewer, *, patient, zone: str, main_only: bool = False) -> tuple[Line, ...]:
    """Return what a viewer reads of a person's measures; a patient reads those that tell how they do.

    main_only  one line for each measure: its main number
    """
    return tuple(
        _line(one, viewer, patient, zone)
        for one in standings
        if is_read_by(viewer, one) and not (main_only and one.scale.key)
    )


def is_read_by(viewer, standing) -> bool:
    """Say whether a viewer reads a measure at all."""
    return viewer.is_practitioner or standing.instrument.is_outcome


def _line(standing: rules.Standing, viewer, patient, zone) -> Line:
    instrument, scale = standing.instrument, standing.scale
    change = standing.change
    has_change = change.raw is not None
    rows = tuple(_row(one, scale, viewer, patient, zone) for one in reversed(standing.moments))
    about = (range_words(scale), important_words(instrument, scale))
    return Line(
        name=name_of(instrument, scale),
        now=_now(standing, zone),
        group=gettext(standing.group) if standing.group and viewer.is_practitioner else "",
        why_not=standing.last.why_not,
        change=_change_words(change, scale) if has_change else "",
        verdict=gettext(change.verdict.label) if has_change else "",
        tone=TONES.get(change.verdict.value, "quiet"),
        about=" ".join(about),
        source=scale.source or instrument.source,
        rows=rows,
    )


def name_of(instrument: instruments.Instrument, scale: instruments.Scale) -> str:
    """The measure's name, with the number's where it has several."""
    if len(instrument.scales) == 1:
        return gettext(instrument.name)
    words = {"measure": gettext(instrument.name), "number": gettext(scale.name)}
    return gettext("%(measure)s: %(number)s") % words


def _now(standing, zone):
    latest = standing.latest or standing.start
    if latest is None:
        return gettext("No number yet")
    value = value_words(latest.value, standing.scale)
    if standing.latest is None:
        return gettext("%(value)s on %(day)s") % {"value": value, "day": _day(latest.at, zone)}
    return gettext("%(start)s at the start, %(value)s on %(day)s") % {
        "start": value_words(standing.start.value, standing.scale),
        "value": value,
        "day": _day(latest.at, zone),
    }


def _day(at, zone):
    return formats.date_format(clock.local(at, zone), "j F Y")


def _change_words(change, scale):
    if change.raw == 0:
        return gettext("No points of difference.")
    points = value_words(abs(change.raw), scale)
    count = 1 if abs(change.raw) == 1 else 2
    better = ngettext("%(points)s point better", "%(points)s points better", count)
    worse = ngettext("%(points)s point worse", "%(points)s points worse", count)
    words = (better if change.raw > 0 else worse) % {"points": points}
    if change.share is None:
        return gettext("%(change)s.") % {"change": words}
    share = round(abs(change.share) * 100)
    return gettext("%(change)s, by %(share)s %% of the start.") % {"change": words, "share": share}


def _row(moment, scale, viewer, patient, zone) -> Row:
    is_paper = moment.told_in.startswith(queries.PAPER)
    url = ""
    if is_paper and viewer.is_practitioner:
        key = moment.told_in.removeprefix(queries.PAPER)
        url = reverse("outcomes:take_back", args=[patient.code, key])
    return Row(
        day=_day(moment.at, zone),
        value="" if moment.value is None else value_words(moment.value, scale),
        why_not=moment.why_not,
        given="" if moment.given == models.Score.Given.ASKED else gettext(GIVEN[moment.given]),
        take_back_url=url,
    )
