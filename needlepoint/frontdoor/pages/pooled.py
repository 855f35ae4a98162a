"""Trials side by side: a picture, the same as a table, a plain sentence, and how it was worked out."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from needlepoint.frontdoor.pages import trials
from needlepoint.house.design import components, drawing
from needlepoint.knowledge.evidence import pooled, studies
from needlepoint.knowledge.stats import pooling

Unit = studies.Unit
Comparator = studies.Comparator
OPEN = frozenset(
    {Comparator.USUAL_CARE, Comparator.NOTHING, Comparator.ACTIVE}
)  # everybody knew what they got


@dataclasses.dataclass(frozen=True, slots=True)
class Panel:
    """One comparison. `how` and `without` are empty where nothing is taken together."""

    key: str
    title: str
    compared: str
    unit: str
    picture: SafeString
    columns: tuple[components.Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    notes: tuple[tuple[str, str], ...]  # what is to be known of a trial
    sentences: tuple[str, ...]
    how: tuple[tuple[str, str], ...]
    without_columns: tuple[components.Column, ...]
    without: tuple[tuple[str, str], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """One kind of people."""

    title: str
    panels: tuple[Panel, ...]
    reviews: tuple[tuple[str, ...], ...]
    review_columns: tuple[components.Column, ...]
    is_wide: bool  # whether the unconfirmed ones are counted too
    has_unconfirmed: bool
    command: str
    others: tuple[tuple[str, str], ...]
    dates: str


def page(stratum: studies.Stratum, on: dt.date, *, with_unconfirmed: bool) -> Page:
    """Return what is known of one kind of people; nothing from the day by which it was to be looked at again."""
    is_current = studies.looked().is_current(on)
    mine = [
        one
        for one in pooled.results(with_unconfirmed=with_unconfirmed)
        if is_current and one.comparison.stratum is stratum
    ]
    command = f"python manage.py pool {trials.slug(stratum)}"
    return Page(
        title=gettext(stratum.label),
        panels=tuple(_panel(one) for one in mine),
        reviews=tuple(_review(one) for one in studies.reviews() if is_current and one.stratum is stratum),
        review_columns=(
            components.Column(gettext("Review")),
            components.Column(gettext("What was looked at")),
            components.Column(gettext("Compared with")),
            components.Column(gettext("Better by"), numeric=True),
            components.Column(gettext("Trials"), numeric=True),
        ),
        is_wide=with_unconfirmed,
        has_unconfirmed=any(not row.contrast.seen for one in mine for row in one.rows),
        command=f"{command} --with-unconfirmed" if with_unconfirmed else command,
        others=tuple(each for each in trials.strata() if each[0] != gettext(stratum.label)),
        dates=trials.dates(),
    )


def _panel(result: pooled.Result) -> Panel:
    one, title = result.comparison, gettext(result.comparison.outcome.label)
    return Panel(
        key=one.key,
        title=title,
        compared=gettext(one.comparator.label),
        unit=gettext(one.unit.label),
        picture=_picture(result, title),
        columns=(
            components.Column(gettext("Trial")),
            components.Column(gettext("After")),
            components.Column(gettext("What was taken")),
            components.Column(gettext("Better by"), numeric=True),
            components.Column(gettext("Weight"), numeric=True),
        ),
        rows=tuple(_cells(result)),
        caption=gettext("The same as a table"),
        notes=tuple(
            (one.name, gettext(one.says))
            for one in dict.fromkeys(row.contrast.trial for row in result.rows)
            if one.says
        ),
        sentences=tuple(_sentences(result)),
        how=tuple(_how(result)),
        without_columns=(
            components.Column(gettext("Left out")),
            components.Column(gettext("What remains comes to"), numeric=True),
        ),
        without=tuple(_without(result)),
    )


def _picture(result: pooled.Result, title: str) -> SafeString:
    unit = result.comparison.unit
    rows = [
        drawing.ForestRow(
            name=row.contrast.name,
            words=trials.ranged_in(row.shown, unit),
            value=row.shown.value,
            low=row.shown.low,
            high=row.shown.high,
            weight=row.weight,
            counts=row.counts,
            is_sure=row.contrast.seen,
        )
        for row in result.rows
    ]
    total = result.total
    if total:
        rows.append(
            drawing.ForestRow(
                name=gettext("Taken together"),
                words=trials.ranged_in(total, unit),
                value=total.value,
                low=total.low,
                high=total.high,
                is_total=True,
                predicted=total.predicted,
            )
        )
    drawn = drawing.forest(
        rows,
        label=gettext("Each trial with its range: %(what)s. The table below has the numbers.")
        % {"what": title},
        sides=(gettext("better without"), gettext("better with")),
        nothing=result.nothing,
        ratio=unit is Unit.RATIO,
        written=trials.tick,
    )
    return mark_safe(drawn)  # noqa: S308 drawing escapes every word


def _cells(result: pooled.Result) -> Iterator[tuple[str, ...]]:
    unit = result.comparison.unit
    for row in result.rows:
        one = row.contrast
        yield (
            format_html('<a href="{}" rel="noreferrer">{}</a>', one.trial.link, one.name)
            if one.trial.link
            else one.name,
            trials.after(one.weeks),
            f"{gettext(one.measure.label)} ({one.scale.name})",
            trials.ranged_in(row.shown, unit),
            _weight(row),
        )
    if result.total:
        words = trials.ranged_in(result.total, unit)
        yield gettext("Taken together"), "–", "–", words, "100%"


def _weight(row: pooled.Row) -> str:
    if not row.counts:
        return gettext("Unconfirmed, not counted")
    weight = "–" if row.weight is None else f"{trials.figure(row.weight, 0)}%"
    return weight if row.contrast.seen else gettext("%(weight)s, unconfirmed") % {"weight": weight}


def _sentences(result: pooled.Result) -> Iterator[str]:
    one, total = result.comparison, result.total
    if total:
        yield from _of_total(total, one.unit, result.nothing)
        lefts = [row.without for row in result.rows if row.without]
        if total.is_clear(result.nothing) and not all(left.is_clear(result.nothing) for left in lefts):
            yield gettext(
                "This hangs on few numbers: with one of them left out, “no difference at all” lies inside the range."
            )
    else:
        yield from _of_none(result)
    if one.comparator in OPEN:
        yield gettext(
            "Everybody knew who got needles. Part of the gap may come from hope and from the time somebody took."
        )
    if one.unit is Unit.PER_100 and one.outcome in {studies.Outcome.PAIN, studies.Outcome.LEG_PAIN}:
        yield gettext(
            "To compare: a large review took 15 points of 100 between two groups as the least that matters. For one person, 20 points is often taken. Both are unconfirmed."
        )
    if one.mixes and len({row.contrast.measure for row in result.rows if row.counts}) > 1:
        yield gettext(one.mixes)


def _of_total(total: pooled.Total, unit: Unit, nothing: float) -> Iterator[str]:
    digits = trials.digits_of(unit)
    said = {
        "trials": total.trials,
        "value": trials.figure(total.value, digits),
        "low": trials.figure(total.low, digits),
        "high": trials.figure(total.high, digits),
    }
    if unit is Unit.PER_100 and total.value > 0:
        yield (
            gettext(
                "Taken together, %(trials)s trials come to about %(value)s points of 100 better with acupuncture. The likely range is %(low)s to %(high)s."
            )
            % said
        )
    else:
        yield (
            gettext(
                "Taken together, %(trials)s trials come to %(value)s. The likely range is %(low)s to %(high)s."
            )
            % said
        )
    yield (
        gettext("“No difference at all” lies outside this range.")
        if total.is_clear(nothing)
        else gettext("“No difference at all” lies inside this range, so the gap may be chance.")
    )
    if total.predicted:
        yield gettext("The next trial like these may land anywhere from %(low)s to %(high)s.") % {
            "low": trials.figure(total.predicted[0], digits),
            "high": trials.figure(total.predicted[1], digits),
        }


def _of_none(result: pooled.Result) -> Iterator[str]:
    counting = [row for row in result.rows if row.counts]
    count = len({row.contrast.trial.key for row in counting})
    if not counting:
        yield gettext("We could confirm none of these numbers, so nothing is taken together.")
        return
    if count == 1:
        yield gettext("There is one trial only, so nothing is taken together.")
    else:
        yield gettext("Two numbers are too few to take together: the range would say nothing.")
    if len(counting) == 1:
        shown, nothing = counting[0].shown, result.nothing
        yield (
            gettext("“No difference at all” lies outside its range.")
            if shown.low > nothing or shown.high < nothing
            else gettext("“No difference at all” lies inside its range, so the gap may be chance.")
        )


def _how(result: pooled.Result) -> Iterator[tuple[str, str]]:
    total = result.total
    if total is None:
        return
    engine, one = total.engine, result.comparison
    weeks = sorted(
        int(row.contrast.weeks) for row in result.rows if row.counts and row.contrast.weeks is not None
    )
    if one.weeks and weeks:
        yield (
            gettext("When it was asked"),
            gettext("Weeks %(first)s to %(last)s") % {"first": weeks[0], "last": weeks[-1]},
        )
    if one.unit is Unit.PER_100:
        yield (
            gettext("Scales"),
            gettext("Each scale is stretched to run from 0 to 100. They do not ask quite the same."),
        )
    yield gettext("Model"), gettext("Random effects. The spread between trials is found by REML.")
    yield gettext("Likely range"), gettext("95 of 100, after Hartung and Knapp")
    yield (
        gettext("Range of the next trial"),
        gettext(
            "95 of 100. Student’s t with one degree less than there are numbers, as the R package metafor does it."
        ),
    )
    spread = trials.ranged(engine.tau2, engine.tau2_low, engine.tau2_high, 1)
    yield gettext("Spread between trials (τ², Q-profile range)"), spread
    yield gettext("Share of the scatter that is between trials (I²)"), f"{trials.figure(engine.i2, 0)}%"
    yield gettext("Scatter (Q, p)"), f"{trials.figure(engine.q, 1)}, {trials.figure(engine.q_p, 3)}"
    if any(row.contrast.shared_arm for row in result.rows if row.counts):
        yield (
            gettext("Groups used twice"),
            gettext(
                "Where two groups with needles share one group without, that one is split, so nobody counts twice."
            ),
        )
    if total.rows < pooling.FUNNEL_FROM:
        yield (
            gettext("Do small trials lean one way?"),
            gettext("That takes %(least)s numbers or more. There are %(n)s, so we draw no funnel.")
            % {"least": pooling.FUNNEL_FROM, "n": total.rows},
        )


def _without(result: pooled.Result) -> Iterator[tuple[str, str]]:
    unit = result.comparison.unit
    for row in result.rows:
        left = row.without
        if left:
            yield row.contrast.name, trials.ranged_in(left, unit)


def _review(one: studies.Review) -> tuple[str, ...]:
    unit, value, low, high = studies.review_shown(one)
    name = f"{one.name} ({one.year})"
    words = trials.ranged(value, low, high, trials.digits_of(unit))
    told = [gettext(unit.label)] + (
        [] if one.seen else [gettext("Unconfirmed: we know it from memory only.")]
    )
    count = int(one.trials) if one.trials else 0
    return (
        format_html('<a href="{}" rel="noreferrer">{}</a>', one.link, name) if one.link else name,
        gettext(one.outcome.label),
        gettext(one.comparator.label),
        format_html(
            "{}<br>{}",
            words,
            format_html_join(mark_safe("<br>"), "<small>{}</small>", ((one,) for one in told)),
        ),
        ngettext("%(n)s trial", "%(n)s trials", count) % {"n": count} if count else "–",
    )
