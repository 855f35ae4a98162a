"""The questions that open a clinic, worded, and the look back before it opens."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.booking.rules import places as place_rules
from needlepoint.desk.pages import settings
from needlepoint.desk.queries import first_steps as queries
from needlepoint.desk.rules import first_steps as rules
from needlepoint.frontdoor import looks
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor import rules as patterns
from needlepoint.house import clock


@dataclasses.dataclass(frozen=True, slots=True)
class StepPage:
    """One question.

    at, of     how far along it is
    back_url   '' at the first one
    segments   what one visit looks like as the minutes stand, where that is the question
    treating   who treats already, where that is the question
    """

    key: str
    title: str
    lead: str
    at: int
    of: int
    back_url: str
    segments: tuple[tuple[str, int], ...]
    treating: tuple[str, ...]


def _words(key: str) -> tuple[str, str]:
    """Return the question and a sentence that says why it is asked."""
    return {
        "name": (
            gettext("What is your clinic called?"),
            gettext("It stands at the top of every page and in every message."),
        ),
        "contact": (
            gettext("How do people find you?"),
            gettext("It stands at the foot of every page."),
        ),
        "country": (
            gettext("Which country are you in?"),
            gettext("Some people with back pain must not wait for you. We tell them whom to ring."),
        ),
        "zone": (
            gettext("Which time zone are you in?"),
            gettext("Every visit is booked by it. Once the first one is booked it cannot change."),
        ),
        "hours": (
            gettext("When are you open?"),
            gettext("Times are offered within these hours. Each person’s own hours can differ later."),
        ),
        "rooms": (
            gettext("How many rooms do you have?"),
            gettext(
                "While one person rests with needles in, the next can begin in another room. Names come later."
            ),
        ),
        "visit": (
            gettext("How long are you with somebody?"),
            gettext(
                "This is about a follow-up visit. Between the two they rest for 25 minutes with needles in. A first visit "
                "takes longer."
            ),
        ),
        "prices": (
            gettext("What does a visit cost?"),
            gettext("People see it before they book. Other kinds of visit come later."),
        ),
        "people": (
            gettext("Who treats?"),
            gettext("One person is enough to open. They work when you are open, until you say otherwise."),
        ),
        "colour": (
            gettext("Do you have a colour?"),
            gettext("Buttons and links wear it. Take one with a press, write your own, or keep ours."),
        ),
        "welcome": (
            gettext("What would you say at the door?"),
            gettext("Two or three sentences in your own words, for your first page. You can leave it out."),
        ),
        "review": (
            gettext("Is this right?"),
            gettext("This is what people will find. Nothing is public until you open."),
        ),
    }[key]


def step_page(key: str, known: queries.Known, *, left_out: frozenset[str]) -> StepPage:
    """Return the page of one question. left_out: questions that have only one answer here."""
    shown = [one for one in rules.STEPS if one not in left_out]
    title, lead = _words(key)
    before = rules.before(key, leave_out=left_out)
    return StepPage(
        key=key,
        title=title,
        lead=lead,
        at=shown.index(key) + 1,
        of=len(shown),
        back_url=url_of(before) if before else "",
        segments=settings.drawn(known.follow_up.segments) if key == "visit" and known.follow_up else (),
        treating=tuple(_person(one) for one in known.treating) if key == "people" else (),
    )


def url_of(key: str) -> str:
    """Return the address of a step."""
    return reverse("desk:first_step", args=[key])


@dataclasses.dataclass(frozen=True, slots=True)
class Review:
    """Everything that was said, and what is missing. facts: (label, value, address to change it)."""

    facts: tuple[tuple[str, str, str], ...]
    missing: tuple[tuple[str, str], ...]  # (sentence, address of the step that cures it)
    first_words: str


def review(
    known: queries.Known,
    missing: list[tuple[str, str]],
    *,
    first: dt.datetime | None,
    left_out: frozenset[str],
) -> Review:
    """Return the look back. first: when a new patient could come first, or None."""
    clinic = known.clinic
    rows = (
        ("name", gettext("Name"), clinic.name),
        ("contact", gettext("Address and phone"), _joined(clinic.address, clinic.phone, clinic.email)),
        (
            "country",
            gettext("In an emergency"),
            gettext("People ring %(number)s") % {"number": clinic.emergency_number},
        ),
        ("zone", gettext("Time zone"), clinic.time_zone.replace("_", " ")),
        ("hours", gettext("Open"), week_words(known.opening, clinic.country)),
        (
            "rooms",
            gettext("Rooms"),
            ngettext("%(n)s room", "%(n)s rooms", known.rooms) % {"n": known.rooms},
        ),
        ("visit", gettext("A follow-up visit"), _visit_words(known)),
        ("prices", gettext("Prices"), _price_words(known)),
        ("people", gettext("Who treats"), "\n".join(_person(one) for one in known.treating)),
        ("colour", gettext("Colour"), _colour_name(clinic.colour)),
        ("welcome", gettext("Welcome"), clinic.welcome),
    )
    return Review(
        facts=tuple(
            (label, value or gettext("Nothing yet"), url_of(key))
            for key, label, value in rows
            if key not in left_out
        ),
        missing=tuple((words, url_of(step)) for step, words in missing),
        first_words=_first_words(first, clinic),
    )


def week_words(rows, country: str) -> str:
    """Say a week given as (weekday, from minute, until minute)."""
    return settings.week_words([_Span(*row) for row in rows], country)


@dataclasses.dataclass(frozen=True, slots=True)
class _Span:
    weekday: int
    starts_minute: int
    ends_minute: int


def _colour_name(colour: str) -> str:
    return next((gettext(name) for code, name in looks.READY if code == colour), colour)


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _person(practitioner) -> str:
    return ", ".join(part for part in (practitioner.name, practitioner.credential) if part)


def _visit_words(known: queries.Known) -> str:
    minutes = place_rules.minutes_of(known.follow_up.segments) if known.follow_up else None
    if known.follow_up is None or minutes is None:
        return ""
    whole = patterns.pattern(known.follow_up.segments).patient_minutes
    return gettext("%(whole)s minutes: %(start)s together, then rest, then %(end)s together") % {
        "whole": whole,
        "start": minutes.at_start,
        "end": minutes.at_end,
    }


def _price_words(known: queries.Known) -> str:
    offered: list[frontdoor.Service] = [one for one in (known.first, known.follow_up) if one is not None]
    return "\n".join(
        f"{one.name}: {patterns.price(one.price_cents, known.clinic.currency)}" for one in offered
    )


def _first_words(first: dt.datetime | None, clinic) -> str:
    if first is None:
        return ""
    local = clock.local(first, clinic.time_zone)
    return gettext("If you open now, the first time that somebody new can book is %(day)s at %(time)s.") % {
        "day": formats.date_format(local, "l j F"),
        "time": clock.time_words(local, clinic.country),
    }
