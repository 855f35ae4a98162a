"""What the owner's look at safety shows: what is open, and how often things happen, beside what studies found.

Every figure says of how many what. Rates by visit stand beside published rates by treatment, rates by person beside
published rates by patient, and never one beside the other.
"""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.charting.queries import effects as queries
from needlepoint.charting.rules import effects as rules
from needlepoint.charting.wording import effects as wording
from needlepoint.house import clock
from needlepoint.knowledge.evidence import adverse, claims
from needlepoint.knowledge.stats import binomial
from needlepoint.people import rules as people_rules

# How far back a look goes, in days; None is everything.
SPANS = (28, 365, None)
SPAN_USUAL = 365
HUNDRED = 100
# Of how many a rate is said: the first of which there would be at least one in ten.
BASES = (100, 10_000, 1_000_000)
WHOLE_FROM = 10


@dataclasses.dataclass(frozen=True, slots=True)
class Published:
    """One published rate in words."""

    rate: str
    counted: str
    title: str
    link: str
    is_confirmed: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Rate:
    """How often one group came up, by one denominator."""

    title: str
    ours: str
    interval: str
    studies: str  # what studies found, in one line
    published: tuple[Published, ...]  # each of them, with its source


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """One thing that is counted. `url` leads to the rows, for those who may read them; else ''."""

    name: str
    by_visit: Rate
    by_patient: Rate
    untied: str
    url: str


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    waiting: tuple[tuple[str, str], ...]
    waiting_words: str
    has_serious: bool
    open_url: str
    spans: tuple[tuple[str, str, bool], ...]
    counted: str
    is_empty: bool
    groups: tuple[Group, ...]  # what matters most, and what studies counted too
    kinds_columns: tuple[str, ...]
    kinds: tuple[tuple[str, ...], ...]  # every other kind that came up
    others: tuple[str, ...]  # kinds that came up nowhere, by name
    others_words: tuple[str, ...]
    review_words: str


def span_of(said: str) -> int | None:
    """Read how far back to look; what is no known span is the usual one."""
    if said == "all":
        return None
    return next((days for days in SPANS if days and said == str(days)), SPAN_USUAL)


def since_of(span: int | None, now: dt.datetime) -> dt.datetime | None:
    return now - dt.timedelta(days=span) if span else None


def page(
    tally: queries.Tally,
    waiting: queries.Open,
    viewer: people_rules.Viewer,
    *,
    span: int | None,
    now: dt.datetime,
    zone: str,
) -> Page:
    shown = [group for group in _always() if group in _FIRST or group in tally.by_group]
    groups = tuple(_group(one, tally, viewer, span) for one in shown) if tally.visits else ()
    compared = [one for one in groups if one.by_visit.published or one.by_patient.published]
    others = [kind for kind in map(str, rules.Effect) if kind not in tally.by_group]
    return Page(
        waiting=(
            (_("Open"), str(waiting.count)),
            (_("Of these, serious"), str(waiting.serious)),
            (_("No practitioner has looked yet"), str(waiting.ungraded)),
        ),
        waiting_words=_oldest(waiting, zone),
        has_serious=waiting.serious > 0,
        open_url=reverse("charting:effects") if viewer.is_practitioner else "",
        spans=tuple((_span_words(days), f"?span={days or 'all'}", days == span) for days in SPANS),
        counted=_counted(tally),
        is_empty=tally.visits == 0,
        groups=tuple(compared),
        kinds_columns=(_("Kind"), _("Counted by visit"), _("Counted by person")),
        kinds=tuple(_in_a_row(one) for one in groups if one not in compared),
        others=tuple(str(wording.GROUPS[kind]) for kind in others),
        others_words=_none_of(tally) if tally.visits else (),
        review_words=_review(clock.local(now, zone).date()),
    )


def _always() -> tuple[str, ...]:
    return (rules.ANY, rules.SERIOUS, rules.BRUISE_OR_BLEEDING, *map(str, rules.Effect))


# Shown in full even where there was none: what matters most, and what is most common.
_FIRST = frozenset({rules.ANY, rules.SERIOUS, rules.BRUISE_OR_BLEEDING})


def _in_a_row(group: Group) -> tuple[str, ...]:
    """A kind that no study listed here has counted, as a row of a table."""
    name = format_html('<a href="{}">{}</a>', group.url, group.name) if group.url else group.name
    by_visit = f"{group.by_visit.ours}. {group.by_visit.interval}"
    by_patient = f"{group.by_patient.ours}. {group.by_patient.interval}"
    return name, " ".join(part for part in (by_visit, group.untied) if part), by_patient


def _group(group: str, tally: queries.Tally, viewer: people_rules.Viewer, span: int | None) -> Group:
    count = tally.count(group)
    rows = f"{reverse('charting:effects')}?group={group}&days={span or ''}"
    return Group(
        name=str(wording.GROUPS[group]),
        by_visit=by_visit(group, count.visits, tally.visits),
        by_patient=Rate(
            title=_("Counted by person"),
            ours=_of_people(count.patients, tally.patients),
            interval=interval(count.patients, tally.patients),
            **_studies(group, adverse.Unit.PATIENT),
        ),
        untied=ngettext(
            "%(n)s more was told of no visit that is known. It is counted by person only.",
            "%(n)s more were told of no visit that is known. They are counted by person only.",
            count.untied,
        )
        % {"n": count.untied}
        if count.untied
        else "",
        url=rows if viewer.is_practitioner and count.events else "",
    )


def by_visit(group: str, seen: int, of: int) -> Rate:
    """Say how often a group came up, counted by visit, beside what studies found by treatment.

    seen, of  visits with at least one, and all that took place: at least 1
    """
    return Rate(
        title=_("Counted by visit"),
        ours=_of_visits(seen, of),
        interval=interval(seen, of),
        **_studies(group, adverse.Unit.VISIT),
    )


def _of_visits(seen: int, of: int) -> str:
    if seen == 0:
        return ngettext("None in %(of)s visit", "None in %(of)s visits", of) % {"of": of}
    return ngettext("%(seen)s of %(of)s visit", "%(seen)s of %(of)s visits", of) % {"seen": seen, "of": of}


def _of_people(seen: int, of: int) -> str:
    if seen == 0:
        return ngettext("None of %(of)s person", "None of %(of)s people", of) % {"of": of}
    return ngettext("%(seen)s of %(of)s person", "%(seen)s of %(of)s people", of) % {"seen": seen, "of": of}


def interval(seen: int, of: int) -> str:
    """Say the rate and how far the true one may be from it; for none, how high it could still be."""
    found = binomial.exact_interval(seen, of)
    if seen == 0:
        number, base = _in_base(found.high)
        return _("The true rate could be up to %(high)s in %(base)s.") % {"high": number, "base": base}
    base = _base(seen / of)
    return _("%(rate)s in %(base)s. The true rate could be from %(low)s to %(high)s.") % {
        "rate": _number(seen / of * base),
        "low": _number(found.low * base),
        "high": _number(found.high * base),
        "base": formats.number_format(base, force_grouping=True),
    }


def _base(part: float) -> int:
    return next((base for base in BASES if part * base >= 0.1), BASES[-1])  # noqa: PLR2004 one in ten


def _in_base(part: float) -> tuple[str, str]:
    base = _base(part)
    return _number(part * base), formats.number_format(base, force_grouping=True)


def _number(value: float) -> str:
    """Two figures or so: none after the point from ten on, one from one on, two below; never 0 for what is not."""
    places = 0 if value >= WHOLE_FROM else 1 if value >= 1 else 2
    rounded = round(value, places)
    if value > 0 and rounded == 0:
        return _("less than %(least)s") % {"least": formats.number_format(10**-places, places)}
    while places and round(rounded, places - 1) == rounded:
        places -= 1
    return formats.number_format(rounded, places)


def _studies(group: str, unit: adverse.Unit) -> dict[str, object]:
    published = tuple(_rate_words(rate) for rate in adverse.beside(group, unit))
    told = "; ".join(
        one.rate if one.is_confirmed else _("%(rate)s, unconfirmed") % {"rate": one.rate} for one in published
    )
    words = (
        _("Studies: %(told)s.") % {"told": told}
        if published
        else _("Studies: none with this count is listed.")
    )
    return {"studies": words, "published": published}


def _rate_words(rate: adverse.Rate) -> Published:
    of = rate.study.of(rate.unit)
    base = _base((rate.per_100 or rate.high or 0) / HUNDRED)
    said = {
        "rate": _number(rate.per_100 / HUNDRED * base),
        "base": formats.number_format(base, force_grouping=True),
        "low": _number((rate.low or 0) / HUNDRED * base),
        "high": _number((rate.high or 0) / HUNDRED * base),
    }
    if rate.per_100 == 0:
        words = _("None; up to %(high)s in %(base)s") % said
    elif rate.low is None:
        words = _("%(rate)s in %(base)s") % said
    else:
        words = _("%(rate)s in %(base)s (%(low)s to %(high)s)") % said
    return Published(
        rate=words,
        counted=_what_was_counted(rate, of),
        title=f"{rate.study.title} ({rate.study.year})",
        link=rate.study.link,
        is_confirmed=rate.is_confirmed,
    )


def _what_was_counted(rate: adverse.Rate, of: int | None) -> str:
    number = formats.number_format(of, force_grouping=True) if of else ""
    is_any, by_visit = rate.counts is adverse.Counts.WITH_ANY, rate.unit is adverse.Unit.VISIT
    if by_visit and is_any:
        return _("Treatments with at least one, of %(of)s") % {"of": number}
    if by_visit:
        return _("Events, several may be of one treatment; %(of)s treatments") % {"of": number}
    if is_any and number:
        return _("People with at least one over their course, of %(of)s") % {"of": number}
    if is_any:
        return _("People with at least one over their course")
    return _("Events, several may be of one person; %(of)s people") % {"of": number}


def _none_of(tally: queries.Tally) -> tuple[str, ...]:
    """What may be said of every kind that came up nowhere: the same for each."""
    return (
        f"{_of_visits(0, tally.visits)}. {interval(0, tally.visits)}",
        f"{_of_people(0, tally.patients)}. {interval(0, tally.patients)}",
    )


def _counted(tally: queries.Tally) -> str:
    if tally.visits == 0:
        return _("No visit took place in this time, so there is no rate to show.")
    visits = ngettext("%(n)s visit that took place", "%(n)s visits that took place", tally.visits)
    people = ngettext("%(n)s person", "%(n)s people", tally.patients)
    return _(
        "Counted: %(visits)s, of %(people)s. A visit counts once however much happened. What nobody tells us is not "
        "counted."
    ) % {"visits": visits % {"n": tally.visits}, "people": people % {"n": tally.patients}}


def _oldest(waiting: queries.Open, zone: str) -> str:
    if waiting.oldest_at is None:
        return _("Nothing is open.")
    return _("The oldest was written down on %(day)s.") % {
        "day": formats.date_format(clock.local(waiting.oldest_at, zone), "j F Y")
    }


def _span_words(days: int | None) -> str:
    return {28: _("Four weeks"), 365: _("A year"), None: _("Everything")}[days]


def _review(today: dt.date) -> str:
    review = adverse.published().review
    if review.is_due(today):
        return _(
            "The published numbers were last looked at on %(day)s. They are due to be checked again."
        ) % {"day": formats.date_format(review.reviewed_on, "j F Y")}
    told = {"day": formats.date_format(review.reviewed_on, "j F Y")}
    if review.status is claims.Status.REVIEWED:
        return (
            _(
                "A clinician checked the published numbers on %(day)s. “Unconfirmed” was not read in its source."
            )
            % told
        )
    # Not the label of a claim: some of these numbers were never held against their source.
    return (
        _(
            "The published numbers were looked at on %(day)s, not yet by a clinician. “Unconfirmed” is a number that "
            "nobody has checked with its source."
        )
        % told
    )
