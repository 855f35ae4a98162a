"""What can go wrong, in numbers that were read at their source, and what to watch for."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.utils import formats
from django.utils.translation import gettext

from needlepoint.frontdoor import pages
from needlepoint.frontdoor.pages import evidence
from needlepoint.knowledge.evidence import adverse, claims
from needlepoint.knowledge.home import aftercare
from needlepoint.knowledge.safety import cautions

MAIN = "side_effects"
Unit = adverse.Unit
# Rates of one kind and one denominator stand together, and never beside another.
LISTED = (
    ("ANY", Unit.PATIENT),
    ("ANY", Unit.VISIT),
    ("SERIOUS", Unit.PATIENT),
    ("SERIOUS", Unit.VISIT),
)
TELL_US = (
    "blood_thinners", "bleeding_disorder", "pregnant", "implanted_device", "weak_immune", "lymph_nodes", "heart_valve",
    "epilepsy", "numb_feet", "fainting",
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Rate:
    """One published rate, as people read it."""

    study: str
    year: int
    link: str
    of: str
    rate: str
    between: str


@dataclasses.dataclass(frozen=True, slots=True)
class Rates:
    """Rates that may stand side by side."""

    title: str
    column: str
    rows: tuple[Rate, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Worry:
    words: tuple[str, ...]
    deed: str
    is_urgent: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    main: pages.ShownClaim | None
    hundreds: tuple[evidence.Hundred, ...]
    crowd: str  # what a picture of ten thousand people shows; empty without it
    more: tuple[pages.ShownClaim, ...]
    rates: tuple[Rates, ...]
    rates_dates: str
    tell_us: tuple[str, ...]
    normal: tuple[str, ...]
    afterwards: pages.ShownClaim | None
    worries: tuple[Worry, ...]


def page(on: dt.date, *, emergency_number: str, phone: str) -> Page:
    """Return what may be said on a day, with whom to call; a deed whose number nobody knows is left out."""
    claim = claims.current_claim(MAIN, on)
    return Page(
        main=pages.claim_on(MAIN, on),
        hundreds=tuple(_hundreds(claim)),
        crowd=gettext("Ten thousand people in a course, drawn as dots. One of them came to serious harm.")
        if claim
        else "",
        more=tuple(one for key in ("asked_closely", "serious_kinds") if (one := pages.claim_on(key, on))),
        rates=tuple(_rates(on)),
        rates_dates=_dates(),
        tell_us=tuple(gettext(cautions.caution(key).label) for key in TELL_US),
        normal=tuple(gettext(words) for words in aftercare.normal({aftercare.Done.NEEDLES})),
        afterwards=pages.claim_on("afterwards", on),
        worries=tuple(_worries({"emergency_number": emergency_number, "phone": phone})),
    )


def _hundreds(claim: claims.Claim | None) -> Iterator[evidence.Hundred]:
    for figure in claim.figures if claim else ():
        if figure.out_of == evidence.HUNDRED:
            words = gettext("had some unwanted effect in a course")
            label = gettext("%(n)s of 100 people had some unwanted effect in a course")
            yield evidence.Hundred("", label % {"n": figure.number}, ((figure.number, words),))


def _rates(on: dt.date) -> Iterator[Rates]:
    if adverse.published().review.is_due(on):
        return
    titles = {
        ("ANY", Unit.PATIENT): (gettext("Anything unwanted, in a whole course"), gettext("Of 100 people")),
        ("ANY", Unit.VISIT): (gettext("Anything unwanted, at one treatment"), gettext("Of 100 treatments")),
        ("SERIOUS", Unit.PATIENT): (gettext("Serious harm, in a whole course"), gettext("Of 10,000 people")),
        ("SERIOUS", Unit.VISIT): (
            gettext("Serious harm, at one treatment"),
            gettext("Of a million treatments"),
        ),
    }
    scale = {"ANY": {Unit.PATIENT: 1, Unit.VISIT: 1}, "SERIOUS": {Unit.PATIENT: 100, Unit.VISIT: 10_000}}
    for group, unit in LISTED:
        rows = tuple(
            _rate(rate, scale[group][unit]) for rate in adverse.beside(group, unit) if rate.is_confirmed
        )
        if rows:
            yield Rates(*titles[group, unit], rows)


def _rate(rate: adverse.Rate, times: int) -> Rate:
    study, of = rate.study, rate.study.of(rate.unit)
    has_interval = rate.low is not None and rate.high is not None
    return Rate(
        study=gettext(study.title),
        year=study.year,
        link=study.link,
        of=_of(of, rate.unit) if of else "",
        rate=_number(rate.per_100 * times),
        between=gettext("%(low)s to %(high)s")
        % {"low": _number((rate.low or 0) * times), "high": _number((rate.high or 0) * times)}
        if has_interval
        else "",
    )


def _of(count: int, unit: adverse.Unit) -> str:
    written = formats.number_format(count, use_l10n=True, force_grouping=True)
    words = gettext("%(n)s people") if unit is Unit.PATIENT else gettext("%(n)s treatments")
    return words % {"n": written}


def _number(value: float) -> str:
    return formats.number_format(round(value, 1), decimal_pos=1) if value else "0"


def _dates() -> str:
    review = adverse.published().review
    return gettext("reviewed %(on)s · next review by %(by)s") % {
        "on": formats.date_format(review.reviewed_on, "j F Y"),
        "by": formats.date_format(review.review_by, "j F Y"),
    }


def _worries(numbers: dict[str, str]) -> Iterator[Worry]:
    for one in aftercare.worries():
        wanted = [name for name in numbers if "{" + name + "}" in one.deed]
        if all(numbers[name] for name in wanted):
            yield Worry(
                tuple(gettext(words) for words in one.words),
                gettext(one.deed).format(**numbers),
                one.urgency is aftercare.Urgency.EMERGENCY,
            )
