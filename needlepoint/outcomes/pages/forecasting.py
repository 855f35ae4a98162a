"""What the page about the forecast shows: whether it may be shown, how often it was right, and what it goes by."""

import dataclasses
import math
from collections.abc import Sequence

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.house import clock
from needlepoint.house.design import components, drawing
from needlepoint.knowledge.stats import binomial, calibration, growth
from needlepoint.outcomes import drawn, models
from needlepoint.outcomes.queries import forecasting as queries
from needlepoint.outcomes.rules import forecasting as rules

HUNDRED = 100
FIXED = "\u00a0"  # a number and its sign stay on one line


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """Whether forecasts are shown, and why; `tone` is one of the tones of an alert."""

    title: str
    words: tuple[str, ...]
    tone: str


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    standing: Standing
    figures_columns: tuple
    figures: tuple[tuple[str, str, str], ...]
    looked: tuple[str, ...]
    drawing: SafeString | str
    bins_columns: tuple
    bins: tuple[tuple[str, ...], ...]
    numbers_words: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]
    source: str
    months_columns: tuple
    months: tuple[tuple[str, ...], ...]


def page(looks: Sequence[models.ForecastCheck], numbers: queries.Numbers, *, courses: int, zone: str) -> Page:
    """Word the page.

    looks    one a month, the latest first
    courses  of this clinic with at least two pain scores
    """
    latest = looks[0] if looks else None
    bins = [calibration.Bin(*one) for one in latest.bins] if latest else []
    return Page(
        standing=_standing(looks),
        figures_columns=(_("What was looked at"), _number(_("Found")), _("To compare with")),
        figures=_figures(latest),
        looked=_looked(latest, zone),
        drawing=_drawing(bins) if bins else "",
        bins_columns=(
            _("We said"),
            _number(_("People")),
            _number(_("Were at least 30 % better")),
            _("By what was seen"),
        ),
        bins=tuple(_bin(one) for one in bins),
        numbers_words=_numbers_words(numbers, courses, zone),
        numbers=_numbers(numbers.theta),
        source=growth.PRIOR.source,
        months_columns=(
            _("Month"),
            _number(_("People")),
            _number(_("In the range")),
            _number(_("Apart")),
            _("Then"),
        ),
        months=tuple(_month(one) for one in looks),
    )


def _number(words: str) -> components.Column:
    return components.Column(words, numeric=True)


# --- Is it shown? --------------------------------------------------------------------------------------------------------


def _standing(looks: Sequence[models.ForecastCheck]) -> Standing:
    if not looks:
        return Standing(
            _("There is nothing to check yet"),
            (
                _(
                    "A forecast is said from somebody's third pain score on. Each is kept and held against what comes."
                ),
            ),
            "quiet",
        )
    latest = looks[0]
    off_since = queries.off_since(looks)
    if off_since is not None:
        words = {"month": formats.date_format(off_since, "F Y")}
        return Standing(
            _("The forecast is switched off since %(month)s") % words,
            (
                *_faults(latest),
                _("Where it would stand, each page says that we do not look ahead at the moment."),
                _(
                    "It goes on being worked out unseen, and comes back when a month's look finds it right again."
                ),
            ),
            "danger",
        )
    if latest.known < calibration.KNOWN_LEAST:
        words = {"known": latest.known, "least": calibration.KNOWN_LEAST}
        return Standing(
            _("The forecast is shown, and it is too early to say how good it is here"),
            (
                _(
                    "What came is known of %(known)s people. From %(least)s on it is switched off when it is not right."
                )
                % words,
            ),
            "quiet",
        )
    return Standing(
        _("The forecast is shown: it keeps its word"),
        (_("It is looked at each month, and switched off by itself when it does not."),),
        "good",
    )


def _faults(look: models.ForecastCheck) -> list[str]:
    faults = []
    if look.coverage is not None and look.coverage < calibration.COVERAGE_LEAST:
        words = {"share": _percent(look.coverage), "least": _percent(calibration.COVERAGE_LEAST)}
        faults.append(_("Pain lay in the range for %(share)s of people; %(least)s is the least.") % words)
    if look.calibration_error is not None and look.calibration_error > calibration.ERROR_MOST:
        words = {"points": _points(look.calibration_error), "most": _points(calibration.ERROR_MOST)}
        faults.append(
            _("What was promised and what came lie %(points)s in 100 apart; %(most)s is the most.") % words
        )
    return faults


# --- How often it was right -------------------------------------------------------------------------------------------


def _figures(look: models.ForecastCheck | None) -> tuple[tuple[str, str, str], ...]:
    if look is None or look.coverage is None:
        return ()
    figures = [
        (
            _("People whose pain came to lie in the range we gave"),
            _percent(look.coverage) if look.known >= calibration.BIN_LEAST else _in_band_words(look),
            _(
                "Promised: at least %(promised)s. Switched off below %(least)s. With so many people the true share may "
                "lie from %(low)s to %(high)s, 95 times of 100."
            )
            % {
                "promised": _percent(growth.BAND),
                "least": _percent(calibration.COVERAGE_LEAST),
                "low": _percent(_held(look).low),
                "high": _percent(_held(look).high),
            },
        )
    ]
    if look.known < calibration.BIN_LEAST:
        return tuple(figures)  # of so few, whatever else is worked out is luck with two decimals
    if look.calibration_error is not None:
        figures.append(
            (
                _("How far the chances we gave lie from what came, in 100"),
                _points(look.calibration_error),
                _("Beyond what luck alone gives: 0 is no more than luck. Switched off above %(most)s.")
                % {"most": _points(calibration.ERROR_MOST)},
            )
        )
    if look.auc is not None:
        figures.append(
            (
                _(
                    "Pairs of people told apart: one got better, one did not, and the first had the higher chance"
                ),
                _percent(look.auc),
                _("Guessing gives 50 %; knowing would give 100 %."),
            )
        )
    if look.brier is not None:
        figures.append(
            (
                _("Brier score"),
                f"{look.brier:.2f}",
                _("Always saying 5 in 10 gives 0.25; knowing would give 0."),
            )
        )
    return tuple(figures)


def _looked(look: models.ForecastCheck | None, zone: str) -> tuple[str, ...]:
    if look is None:
        return ()
    words = {
        "day": formats.date_format(clock.local(look.looked_at, zone), "j F Y"),
        "known": look.known,
        "forecasts": look.forecasts,
    }
    looked = (
        _("Looked at on %(day)s: forecasts of the last year, one of each person.") % words,
        _(
            "What came is known of %(known)s of %(forecasts)s people; the others gave no number near that day and count "
            "neither way."
        )
        % words,
    )
    if look.known < calibration.BIN_LEAST:
        words = {"least": calibration.BIN_LEAST}
        return (
            *looked,
            _("Whether the chances we gave were right is not told before %(least)s people are known.")
            % words,
        )
    if look.known < calibration.KNOWN_LEAST:
        return (*looked, _("With so few people these numbers still swing widely from month to month."))
    return looked


def _held(look: models.ForecastCheck) -> binomial.Interval:
    """Where the true share of scores inside their band may lie."""
    return binomial.exact_interval(_in_band(look), look.known)


def _in_band_words(look: models.ForecastCheck) -> str:
    return _("%(n)s of %(of)s") % {"n": _in_band(look), "of": look.known}


def _in_band(look: models.ForecastCheck) -> int:
    return round((look.coverage or 0) * look.known)


def _bin(one: calibration.Bin) -> tuple[str, ...]:
    luck = _luck(one)
    between = _("%(low)s to %(high)s") % {"low": _percent(luck.low), "high": _percent(luck.high)}
    return _in_ten(one.chance), str(one.number), _percent(one.came_true), between


def _luck(one: calibration.Bin) -> binomial.Interval:
    """Where the true share may lie, by what was seen."""
    return binomial.exact_interval(round(one.came_true * one.number), one.number)


def _drawing(bins: Sequence[calibration.Bin]) -> SafeString:
    dots = []
    for one in bins:
        luck = _luck(one)
        dots.append(drawn.Dot(one.chance, one.came_true, luck.low, luck.high))
    return drawn.reliability(
        dots,
        label=_("What we said across, what came upward. On the dotted line both are the same."),
        said_words=_("We said, in 10"),
        came_words=_("Came, in 10"),
    )


def _month(look: models.ForecastCheck) -> tuple[str, ...]:
    return (
        formats.date_format(look.month, "F Y"),
        str(look.known),
        "" if look.coverage is None else _in_band_words(look),
        _points(look.calibration_error)
        if look.calibration_error is not None and look.known >= calibration.BIN_LEAST
        else _("too few to say"),
        _("shown") if look.is_shown else _("switched off"),
    )


# --- What it goes by --------------------------------------------------------------------------------------------------


def _numbers_words(numbers: queries.Numbers, courses: int, zone: str) -> tuple[str, ...]:
    weight = {"weight": drawing.number(growth.PRIOR.weight)}
    if numbers.fitted_at is None:
        left = max(0, rules.EPISODES_FROM - courses)
        words = [
            _("These numbers were drawn up from published studies; nothing of this clinic is in them yet.")
        ]
        if left:
            words.append(
                ngettext(
                    "Your own courses come in with %(n)s more that has two pain scores.",
                    "Your own courses come in with %(n)s more that have two pain scores.",
                    left,
                )
                % {"n": left}
            )
        else:
            words.append(
                _("There are enough courses of your own now: they come in with the next monthly look.")
            )
        return tuple(words)
    told = {
        "courses": numbers.episodes,
        "day": formats.date_format(clock.local(numbers.fitted_at, zone), "j F Y"),
        **weight,
    }
    return (
        _(
            "Worked out on %(day)s from %(courses)s courses of this clinic, drawn toward published studies as if those "
            "were %(weight)s courses more."
        )
        % told,
        _("They are worked out anew each month."),
    )


def _numbers(theta: growth.Theta) -> tuple[tuple[str, str], ...]:
    slope = theta.g11 + 2 * theta.g01 + theta.g00
    return (
        (_("Pain at the start, on average"), _of_ten(theta.b0)),
        (_("Change once it has all come, on average"), _signed(theta.b1)),
        (_("People differ at the start by"), _give_or_take(math.sqrt(theta.g00))),
        (_("People differ in the end by"), _give_or_take(math.sqrt(max(0.0, slope)))),
        (_("One answer lies beside a person's own line by"), _give_or_take(math.sqrt(theta.s2))),
        (
            _("Of the change has come after four weeks"),
            _percent(float(growth.curve(4.0))),
        ),
    )


def _of_ten(value: float) -> str:
    return _("%(value)s of 10") % {"value": drawing.number(value)}


def _signed(value: float) -> str:
    return _("%(value)s points") % {"value": f"{value:+.1f}".replace("-", "−")}


def _give_or_take(value: float) -> str:
    return _("%(value)s points, more or less") % {"value": drawing.number(value)}


def _in_ten(chance: float) -> str:
    return _("%(n)s in 10") % {"n": drawing.number(chance * 10)}


def _percent(share: float) -> str:
    return (_("%(n)s %%") % {"n": round(share * HUNDRED)}).replace(" ", FIXED)


def _points(share: float) -> str:
    return drawing.number(share * HUNDRED)
