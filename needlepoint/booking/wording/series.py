"""The page on which a whole course is booked: what it shows, and how what was chosen on it is read.

The patient's own page and the desk's are the same page, so their words are here rather than in either.
"""

import dataclasses
import datetime as dt
import secrets
from collections.abc import Mapping, Sequence

from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking import models
from needlepoint.booking.queries import series as series_queries
from needlepoint.booking.rules import series, waiting
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor import rules as patterns
from needlepoint.house import clock
from needlepoint.knowledge.safety import check
from needlepoint.people import models as people

Why = series.Why
HOURS = {name: (begin, end) for name, begin, end in waiting.PARTS}
LATER = "later"  # chosen for a visit that is left out for now
FORM_KEY_MAX = 64
YEARS = range(1990, 2200)
VISIT = "visit-"  # begins the name of each visit's choice


# --- Reading -------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: which days and times suit, with whom, how many visits.

    with_anyone  False: with the practitioner of the plan
    count        None: all that remain
    """

    weekdays: frozenset[int]
    hours: str
    with_anyone: bool
    count: int | None

    def taste(self, practitioner_id: int | None, minute: int | None = None) -> series.Taste:
        """Return what suits, in the rules' terms; `minute` is the time of day of the visit before."""
        taste = series.Taste(
            weekdays=self.weekdays,
            hours=HOURS.get(self.hours),
            practitioner_id=None if self.with_anyone else practitioner_id,
        )
        is_usual = minute is not None and taste.is_in_hours(minute)
        return dataclasses.replace(taste, minute=minute) if is_usual else taste


def read_asked(data) -> Asked:
    """Read what suits from a request's data; what makes no sense counts as not said."""
    weekdays = frozenset(
        int(day) for day in data.getlist("day") if day in {"0", "1", "2", "3", "4", "5", "6"}
    )
    count = data.get("count", "")
    is_count = count.isascii() and count.isdigit() and 1 <= int(count[:3]) <= series_queries.VISITS_MAX
    hours = data.get("hours", "")
    return Asked(
        weekdays=weekdays,
        hours=hours if hours in HOURS else "",
        with_anyone=data.get("with") == "anyone",
        count=int(count[:3]) if is_count else None,
    )


def read_wishes(data, reviews: Sequence[int], who: Mapping[str, int]) -> dict[int, series_queries.Wish]:
    """Read the chosen start of each visit: its number within the course → the wish. Nonsense is left out.

    reviews  numbers of the visits with a review
    who      practitioner's code → id
    """
    wishes = {}
    for name in data:
        number = name.removeprefix(VISIT)
        if not name.startswith(VISIT) or not number.isascii() or not number.isdigit() or len(number) > 3:  # noqa: PLR2004
            continue
        text, _space, code = data[name].partition(" ")
        moment = _moment(text)
        if moment is not None and code in who:
            wishes[int(number)] = series_queries.Wish(moment, who[code], int(number) in reviews)
    return dict(sorted(wishes.items(), key=lambda item: item[1].starts_at))


def read_form_key(data) -> str:
    """Return the key that the form was born with, or a new one."""
    key = data.get("form_key", "")
    return key if 16 <= len(key) <= FORM_KEY_MAX and "\0" not in key else secrets.token_urlsafe(24)  # noqa: PLR2004


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(dt.UTC) if moment.tzinfo and moment.year in YEARS else None


def _value(start: series.Open, codes: Mapping[int, str]) -> str:
    moment = start.starts_at.astimezone(dt.UTC).isoformat(timespec="minutes")[:16]
    return f"{moment}Z {codes[start.practitioner_id]}"


# --- Showing ---------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """One start to choose."""

    value: str
    day: str
    time: str
    detail: str
    is_chosen: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One visit of the course. Without a proposed start `first` is None and the others are shown at once."""

    name: str
    title: str
    is_review: bool
    notes: tuple[str, ...]
    first: Choice | None
    others: tuple[Choice, ...]
    may_wait: bool
    is_left: bool  # left for later, as the form was sent
    is_open: bool  # the others are in view


@dataclasses.dataclass(frozen=True, slots=True)
class Option:
    """One thing to tick beside 'which days and times suit'."""

    name: str
    value: str
    words: str
    is_chosen: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """The visits of a course, as they are proposed."""

    rows: tuple[Row, ...]
    booked: tuple[tuple[str, bool], ...]  # when and with whom; is a review
    lead: str
    price: str
    policy: str
    button: str
    free_button: str  # "": everything that was chosen is free
    refusal: str
    form_key: str
    days: tuple[Option, ...]
    hours: tuple[Option, ...]
    who: tuple[Option, ...]
    counts: tuple[Option, ...]
    kept: tuple[tuple[str, str], ...]  # what the form sends along, so that what suits is not forgotten
    warning_signs: tuple[tuple[str, tuple[str, ...]], ...]  # a question, the signs it asks about
    has_unticked_signs: bool
    is_chosen: bool  # something other than usual was asked for

    @property
    def has_something(self) -> bool:
        return any(row.first or row.others for row in self.rows)


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """What the words need to know."""

    clinic: people.Clinic
    service: frontdoor.Service
    terms: series_queries.Terms
    where: series_queries.Standing
    practitioners: Sequence[people.Practitioner]
    asked: Asked

    @property
    def zone(self) -> str:
        place = self.where.location
        return place.time_zone if place else self.clinic.time_zone

    @property
    def names(self) -> dict[int, str]:
        return {one.pk: one.name for one in self.practitioners}

    @property
    def codes(self) -> dict[int, str]:
        return {one.pk: one.code for one in self.practitioners}


def page(
    words: Words,
    planned: Sequence[series.Planned],
    *,
    form_key: str,
    sent: Mapping[int, series_queries.Wish] | None = None,
    refused: int = 0,
    refusal: str = "",
    asks_about_signs: bool = False,
    has_unticked_signs: bool = False,
) -> Page:
    """Return the page.

    sent     what was chosen when the form was sent and something was in the way; None: it was not sent
    refused  how many of the chosen starts are taken
    """
    rows = tuple(_row(words, one, sent) for one in planned)
    placed = sum(row.first is not None for row in rows)
    return Page(
        rows=rows,
        booked=tuple(
            _booked(visit, words.clinic, is_review=visit.is_review or number == words.terms.review_after)
            for number, visit in enumerate(words.where.booked, start=words.terms.done + 1)
        ),
        lead=_lead(words, len(rows)),
        price=_price(words, placed),
        policy=policy_words(words.clinic),
        button=_button(placed, len(rows)),
        free_button=_("Book those that are still free") if refused and placed else "",
        refusal=refusal or (_taken(refused) if refused else ""),
        form_key=form_key,
        days=tuple(
            Option("day", str(day), str(name), day in words.asked.weekdays) for day, name in WEEKDAYS.items()
        ),
        hours=tuple(
            Option("hours", value, name, value == words.asked.hours)
            for value, name in (
                ("", _("Any time")),
                ("MORNING", _("Mornings")),
                ("AFTERNOON", _("Afternoons")),
                ("EVENING", _("Evenings")),
            )
        ),
        who=_who(words),
        counts=_counts(words),
        kept=_kept(words.asked),
        warning_signs=_signs() if asks_about_signs else (),
        has_unticked_signs=has_unticked_signs,
        is_chosen=bool(_kept(words.asked)),
    )


def _signs() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every question of the check about danger, with the signs it asks about."""
    return tuple((_(question), tuple(_(sign) for sign in signs)) for question, signs in check.warning_signs())


def _row(words: Words, one: series.Planned, sent: Mapping[int, series_queries.Wish] | None) -> Row:
    wish = (sent or {}).get(one.number)
    is_left = sent is not None and wish is None
    chosen = None if is_left else one.start
    if wish is not None:
        chosen = next((start for start in one.others if start[:2] == wish[:2]), one.start)
    usual = words.terms.practitioner_id

    def choice(start: series.Open) -> Choice:
        local = clock.local(start.starts_at, words.zone)
        name = words.names[start.practitioner_id]
        return Choice(
            _value(start, words.codes),
            formats.date_format(local, "D j M"),
            clock.time_words(local, words.clinic.country),
            "" if start.practitioner_id == usual else _("with %(name)s") % {"name": name},
            start == chosen,
        )

    others = tuple(choice(start) for start in one.others)
    first = choice(one.start) if one.start else None
    return Row(
        name=f"{VISIT}{one.number}",
        title=_("Visit %(number)s of %(planned)s")
        % {"number": one.number, "planned": words.terms.visits_planned},
        is_review=one.is_review,
        notes=tuple(_note(words, one, clash) for clash in one.clashes),
        first=first,
        others=others,
        may_wait=bool(others or first),
        is_left=is_left,
        is_open=first is None or is_left or not first.is_chosen,
    )


def _note(words: Words, one: series.Planned, clash: series.Clash) -> str:
    """Say in plain words what is not as wanted."""
    name = words.names.get(words.terms.practitioner_id, "") or _("Nobody")
    said = {"day": formats.date_format(clash.on, "l j F"), "holiday": clash.name, "name": name}
    if one.start is None:
        return _NOT_PLACED[clash.why]() % said
    said["to"] = formats.date_format(one.start.date, "l j F")
    local = clock.local(one.start.starts_at, words.zone)
    said["time"] = clock.time_words(local, words.clinic.country)
    said["other"] = words.names[one.start.practitioner_id]
    if clash.why is Why.HOLIDAY and clash.name:
        return _("%(day)s is a public holiday (%(holiday)s): moved to %(to)s.") % said
    return _PLACED[clash.why]() % said


_NOT_PLACED = {
    Why.TOO_FAR: lambda: _(
        "%(day)s is further ahead than our diary is open. You can book this visit when it comes closer."
    ),
    Why.NOTHING_FREE: lambda: _(
        "We found no free time around %(day)s. Choose another, or leave it for later."
    ),
    Why.TAKEN: lambda: _("The time you chose on %(day)s was taken a moment ago, and we found none near it."),
}
_PLACED = {
    Why.HOLIDAY: lambda: _("%(day)s is a public holiday: moved to %(to)s."),
    Why.CLOSED: lambda: _("We are closed on %(day)s: moved to %(to)s."),
    Why.AWAY: lambda: _("%(name)s is away on %(day)s: moved to %(to)s."),
    Why.NOT_WORKING: lambda: _("%(name)s does not work on %(day)s: moved to %(to)s."),
    Why.FULL: lambda: _("Nothing that suits is free on %(day)s: moved to %(to)s."),
    Why.TOO_CLOSE: lambda: _("Moved to %(to)s, so that your back has time between two visits."),
    Why.OTHER_DAY: lambda: _("%(day)s has no free time near your usual one: moved to %(to)s."),
    Why.OTHER_PRACTITIONER: lambda: _("%(name)s has no free time around then: this visit is with %(other)s."),
    Why.TAKEN: lambda: _(
        "The time you chose on %(day)s was taken a moment ago. This is the nearest one that is free."
    ),
    Why.OTHER_TIME: lambda: _("The usual time is taken that day: this visit is at %(time)s."),
}


def _booked(visit: models.Visit, clinic: people.Clinic, *, is_review: bool) -> tuple[str, bool]:
    local = clock.local(visit.starts_at, visit.location.time_zone if visit.location else clinic.time_zone)
    words = {
        "day": formats.date_format(local, "l j F"),
        "time": clock.time_words(local, clinic.country),
        "name": visit.practitioner.name if visit.practitioner else clinic.name,
    }
    return _("%(day)s, %(time)s, with %(name)s") % words, is_review


def _lead(words: Words, shown: int) -> str:
    name = words.names.get(words.terms.practitioner_id, "")
    said = {"count": shown, "name": name}
    if words.asked.with_anyone or not name:
        return ngettext("Here is a time for it.", "Here is a time for each of them.", shown) % said
    return (
        ngettext(
            "Here is a time for it with %(name)s.", "Here is a time for each of them with %(name)s.", shown
        )
        % said
    )


def _price(words: Words, count: int) -> str:
    each = words.service.price_cents
    said = {
        "count": count,
        "each": patterns.price(each, words.clinic.currency),
        "all": patterns.price(each * count, words.clinic.currency),
    }
    if count <= 1:
        return _("%(each)s for the visit.") % said
    return _("%(count)s visits at %(each)s each: %(all)s in all.") % said


def policy_words(clinic: people.Clinic) -> str:
    """Say until when each visit is free to move or cancel, and what a later change costs."""
    said = {"hours": clinic.free_to_cancel_hours}
    free = _("Each visit is free to move or cancel until %(hours)s hours before.") % said
    if not clinic.late_cancel_cents:
        return free
    fee = patterns.price(clinic.late_cancel_cents, clinic.currency)
    return f"{free} {_('After that it costs %(fee)s.') % {'fee': fee}}"


def _button(placed: int, shown: int) -> str:
    if placed == shown > 1:
        return _("Book all %(count)s visits") % {"count": shown}
    return ngettext("Book this visit", "Book these visits", max(placed, 1))


def _taken(refused: int) -> str:
    return ngettext(
        "One of these times was taken a moment ago, so nothing is booked yet. The nearest free time stands in its place: "
        "look at it, and book again.",
        "%(count)s of these times were taken a moment ago, so nothing is booked yet. The nearest free times stand in "
        "their place: look at them, and book again.",
        refused,
    ) % {"count": refused}


def left_words(refused: int) -> str:
    """Say that the rest is booked and something is not."""
    return ngettext(
        "Booked. One visit still needs a time: choose one below.",
        "Booked. %(count)s visits still need a time: choose them below.",
        refused,
    ) % {"count": refused}


def booked_words(count: int) -> str:
    return ngettext("%(count)s visit is booked.", "%(count)s visits are booked.", count) % {"count": count}


def _who(words: Words) -> tuple[Option, ...]:
    name = words.names.get(words.terms.practitioner_id)
    if name is None or len(words.practitioners) == 1:
        return ()
    is_anyone = words.asked.with_anyone
    return (
        Option("with", "", _("With %(name)s") % {"name": name}, not is_anyone),
        Option("with", "anyone", _("With anyone"), is_anyone),
    )


def _counts(words: Words) -> tuple[Option, ...]:
    """All that remain, or only those up to the review."""
    remaining, until_review = words.where.remaining, words.terms.review_after - words.where.first_number + 1
    if not 0 < until_review < remaining:
        return ()
    chosen = words.asked.count
    return (
        Option("count", "", _("All %(count)s visits") % {"count": remaining}, chosen is None),
        Option(
            "count",
            str(until_review),
            ngettext(
                "Only the next one, with the review", "Only the %(count)s up to the review", until_review
            )
            % {"count": until_review},
            chosen == until_review,
        ),
    )


def _kept(asked: Asked) -> tuple[tuple[str, str], ...]:
    kept = [("day", str(day)) for day in sorted(asked.weekdays)]
    kept += [("hours", asked.hours)] if asked.hours else []
    kept += [("with", "anyone")] if asked.with_anyone else []
    kept += [("count", str(asked.count))] if asked.count is not None else []
    return tuple(kept)
