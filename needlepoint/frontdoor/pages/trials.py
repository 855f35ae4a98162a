"""Every trial we know of, with what was read of it; and the numbers as they are written on all pages of figures."""

import csv
import dataclasses
import datetime as dt
import io
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from needlepoint.house.design import components
from needlepoint.knowledge.evidence import pooled, studies

Unit = studies.Unit


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One trial. `numbers` are the rows of its table, empty where none were read."""

    key: str
    name: str
    people: str
    about: str
    basis: str
    tone: str
    says: str
    compared: tuple[str, ...]
    numbers: tuple[tuple[str, ...], ...]
    source: str
    link: str


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """The list, what it may be narrowed to (label, address, is it now, how many), and pages of numbers side by side."""

    rows: tuple[Row, ...]
    total: str
    abouts: tuple[tuple[str, str, bool, int], ...]
    againsts: tuple[tuple[str, str, bool, int], ...]
    columns: tuple[components.Column, ...]
    pooled: tuple[tuple[str, str], ...]
    dates: str


def page(about: str, against: str, on: dt.date) -> Page:
    """Return the list as of a day; nothing stands on it from the day by which all of it was to be looked at again.

    about, against   the small name of a stratum and of a comparator; anything else narrows nothing
    """
    stratum, comparator = named(studies.Stratum, about), named(studies.Comparator, against)
    everything = tuple(studies.trials().values()) if studies.looked().is_current(on) else ()
    rows = [one for one in everything if _is_about(one, stratum) and _is_against(one, comparator)]
    return Page(
        rows=tuple(_row(one) for one in rows),
        total=ngettext("%(n)s trial", "%(n)s trials", len(rows)) % {"n": len(rows)},
        abouts=tuple(
            _tab(one, stratum, {"about": slug(one), "against": slug(comparator)}, count)
            for one in (None, *studies.Stratum)
            if (count := sum(_is_about(each, one) and _is_against(each, comparator) for each in everything))
        ),
        againsts=tuple(
            _tab(one, comparator, {"about": slug(stratum), "against": slug(one)}, count)
            for one in (None, *studies.Comparator)
            if (count := sum(_is_about(each, stratum) and _is_against(each, one) for each in everything))
        ),
        columns=(
            components.Column(gettext("What was looked at")),
            components.Column(gettext("Compared with")),
            components.Column(gettext("After")),
            components.Column(gettext("As printed"), numeric=True),
            components.Column(gettext("Better by"), numeric=True),
        ),
        pooled=strata() if everything else (),
        dates=dates(),
    )


def dates() -> str:
    """Say when the rows were last held against their sources, and when that is due again."""
    looked = studies.looked()
    return gettext("reviewed %(on)s · next review by %(by)s") % {
        "on": formats.date_format(looked.reviewed_on, "j F Y"),
        "by": formats.date_format(looked.review_by, "j F Y"),
    }


def strata() -> tuple[tuple[str, str], ...]:
    """Return (label, address) of every page of numbers side by side."""
    return tuple(
        (gettext(one.label), reverse("frontdoor:pooled", kwargs={"stratum": slug(one)}))
        for one in pooled.strata()
    )


def named(kind, words: str):
    """Return the member with this small name, or None."""
    return next((one for one in kind if slug(one) == words), None)


def slug(one) -> str:
    return one.name.lower() if one else ""


def _is_about(trial: studies.Trial, stratum: studies.Stratum | None) -> bool:
    return stratum is None or trial.stratum is stratum


def _is_against(trial: studies.Trial, comparator: studies.Comparator | None) -> bool:
    return comparator is None or comparator in trial.comparators


def _tab(one, chosen, asked: dict[str, str], count: int) -> tuple[str, str, bool, int]:
    asking = "&".join(f"{name}={words}" for name, words in asked.items() if words)
    label = gettext(one.label) if one else gettext("All")
    return label, f"?{asking}" if asking else reverse("frontdoor:trials"), one is chosen, count


def _row(trial: studies.Trial) -> Row:
    theirs = [one for one in studies.contrasts().values() if one.trial is trial]
    return Row(
        key=trial.key,
        name=trial.name,
        people=_people(trial.people),
        about=gettext(trial.stratum.label),
        basis=gettext(trial.basis.label)
        if trial.seen
        else gettext("We know it from memory only and have not read it."),
        tone="good" if trial.seen and any(one.seen for one in theirs) else "quiet",
        says=gettext(trial.says) if trial.says else "",
        compared=tuple(gettext(one.label) for one in trial.comparators),
        numbers=tuple(_number(one) for one in theirs),
        source=trial.source,
        link=trial.link,
    )


def _people(count: float | None) -> str:
    return ngettext("%(n)s person", "%(n)s people", int(count)) % {"n": _count(count)} if count else ""


def _count(count: float) -> str:
    return formats.number_format(int(count), use_l10n=True, force_grouping=True)


def _number(one: studies.Contrast) -> tuple[str, ...]:
    unit = studies.natural_unit(one.kind, one.scale)
    shown = studies.in_unit(one, unit)
    what = gettext(one.outcome.label)
    return (
        f"{what} ({one.arm})" if one.arm else what,
        gettext(one.comparator.label),
        after(one.weeks),
        _printed(one),
        format_html("{}<br>{}", ranged_in(shown, unit), gettext("Unconfirmed, not counted"))
        if not one.seen
        else ranged_in(shown, unit),
    )


def _printed(one: studies.Contrast) -> str:
    """Write a number with the digits that its paper gave; one worked out of groups says so."""
    if one.from_arms:
        words = ranged(one.value, one.low, one.high, 2)
        return gettext("%(number)s on %(scale)s, worked out from the groups") % {
            "number": words,
            "scale": one.scale.name,
        }
    numbers = (one.value, one.low, one.high)
    digits = max(_digits(each) for each in numbers)
    return f"{ranged(*numbers, digits)}, {one.scale.name}"


def after(weeks: float | None) -> str:
    if weeks is None:
        return "–"
    return ngettext("%(n)s week", "%(n)s weeks", int(weeks)) % {"n": int(weeks)}


def figure(value: float, digits: int = 1) -> str:
    """Write a number as the reader's language does, with a real minus; no "-0"."""
    rounded = round(value, digits) + 0.0
    return formats.number_format(rounded, digits).replace("-", "−")


def tick(value: float) -> str:
    """Write a number of a scale with the digits that it has."""
    return figure(value, _digits(value))


def _digits(value: float) -> int:
    return len(f"{value:g}".partition(".")[2])


def digits_of(unit: Unit) -> int:
    return 2 if unit in {Unit.RATIO, Unit.SDS} else 1


def ranged(value: float, low: float, high: float, digits: int) -> str:
    return gettext("%(value)s (%(low)s to %(high)s)") % {
        "value": figure(value, digits),
        "low": figure(low, digits),
        "high": figure(high, digits),
    }


def ranged_in(shown, unit: Unit) -> str:
    """Write anything with a value, a low and a high as its unit is written."""
    return ranged(shown.value, shown.low, shown.high, digits_of(unit))


# --- To work on elsewhere -------------------------------------------------------------------------------------------------

HEADINGS = (
    "key", "trial", "year", "people_about", "compared_with", "outcome", "scale", "scale_low", "scale_high",
    "scale_higher_is_better", "weeks", "kind", "measure", "value", "low", "high", "variance", "better_by", "better_low",
    "better_high", "better_unit", "people", "other_people", "shared_group", "from_arms", "confirmed", "set_beside_in", "source", "link",
)  # fmt: skip


def as_csv() -> str:
    """Return every number as CSV, in English whatever the reader's language: a file is read by machines.

    value, low, high   as printed, needles minus comparator, in the direction of the scale
    variance           of value; for a ratio (RR, HR) of its logarithm
    better_…           turned so that more is better with needles
    shared_group       the same name stands where two rows of one trial use one group without needles
    people             sizes of both groups, or what stands in proportion to them, where the rows need it
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows(_cells(studies.contrasts().values()))
    return out.getvalue()


def arms_as_csv() -> str:
    """Return the groups whose means and counts were read, as CSV; people_seen says whether their size was."""
    names = [field.name for field in dataclasses.fields(studies.Arm)]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    for one in studies.arms().values():
        values = (getattr(one, name) for name in names)
        writer.writerow(
            one.scale.key
            if isinstance(each, studies.Scale)
            else slug(each)
            if isinstance(each, studies.Measure)
            else each
            for each in values
        )
    return out.getvalue()


def _cells(rows: Iterable[studies.Contrast]) -> Iterator[tuple[object, ...]]:
    for one in rows:
        unit = studies.natural_unit(one.kind, one.scale)
        shown = studies.in_unit(one, unit)
        held = " ".join(each.key for each in pooled.comparisons() if one in each.rows)
        yield (
            one.key, one.trial.name, one.trial.year, slug(one.stratum), slug(one.comparator), slug(one.outcome),
            one.scale.key, one.scale.low, one.scale.high, one.scale.higher_is_better, one.weeks, one.kind.value,
            slug(one.measure), one.value, one.low, one.high, one.variance, shown.value, shown.low, shown.high,
            slug(unit), one.people or "", one.other_people or "", one.shared_arm, "+".join(one.from_arms), one.seen, held, one.trial.source, one.trial.link,
        )  # fmt: skip
