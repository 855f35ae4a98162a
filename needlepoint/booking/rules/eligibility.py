"""Who may book which visit by themselves, and how soon and how far ahead. Pure.

The clinic's staff may book anything it offers, whenever the diary allows it: these rules are for everybody else.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping

from needlepoint.booking.rules import policy


class Standing(enum.StrEnum):
    """What somebody is to the clinic."""

    NEW = "NEW"  # never treated here
    ACTIVE = "ACTIVE"  # treated within policy.FOLLOW_UP_WITHIN_DAYS
    LAPSED = "LAPSED"  # treated longer ago than that


class Reason(enum.StrEnum):
    """Why somebody may not book this visit, or not then."""

    NOT_OFFERED = "NOT_OFFERED"
    NOT_PUBLIC = "NOT_PUBLIC"
    NOT_FOR_NEW = "NOT_FOR_NEW"
    NOT_FOR_ACTIVE = "NOT_FOR_ACTIVE"
    NOT_FOR_LAPSED = "NOT_FOR_LAPSED"
    NEEDS_CHECK = "NEEDS_CHECK"
    NOT_TODAY = "NOT_TODAY"
    TOO_SOON = "TOO_SOON"
    TOO_FAR = "TOO_FAR"


# For the person who wanted to book; the pages show them through gettext.
WORDS: Mapping[Reason, str] = {
    Reason.NOT_OFFERED: "We do not offer this visit at the moment. Please choose another one.",
    Reason.NOT_PUBLIC: "We book this visit together with you. Please call us.",
    Reason.NOT_FOR_NEW: "This visit is for people we have treated before. Please book a first visit.",
    Reason.NOT_FOR_ACTIVE: "This visit is for people who have not been here lately. Please choose another one.",
    Reason.NOT_FOR_LAPSED: (
        "It is a while since you were here, so we would like to listen and examine again first. "
        "Please book a first visit."
    ),
    Reason.NEEDS_CHECK: "A few questions come first, so that we can treat you safely.",
    Reason.NOT_TODAY: "This visit cannot be booked online for today. Please choose another day, or call us.",
    Reason.TOO_SOON: "This time is too soon to book online. Please choose a later one, or call us.",
    Reason.TOO_FAR: "This day is too far ahead to book yet. Please choose a nearer one.",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Terms:
    """What a clinic says about one of its services.

    lead_minutes  between booking and the start, at least
    horizon_days  local days ahead, at most; 0 is today only
    is_same_day   whether a start today may be booked at all
    """

    is_offered: bool = True
    is_public: bool = True
    for_new: bool = True
    for_active: bool = True
    for_lapsed: bool = True
    needs_check: bool = True
    is_same_day: bool = True
    lead_minutes: int = 60
    horizon_days: int = 90


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """Who wants to book.

    days_since_visit  since the latest visit that was completed; None: never treated here
    is_screened       the suitability check, or its short form, allows a visit
    """

    days_since_visit: int | None = None
    is_screened: bool = False
    is_staff: bool = False

    @property
    def standing(self) -> Standing:
        if self.days_since_visit is None:
            return Standing.NEW
        return Standing.LAPSED if policy.needs_first_visit(self.days_since_visit) else Standing.ACTIVE


def refusal(terms: Terms, person: Person) -> Reason | None:
    """Say why this person may not book this visit at any time, or None when they may.

    What cannot be changed is said before what can: nobody answers a check for a visit that is not theirs.
    """
    if not terms.is_offered:
        return Reason.NOT_OFFERED
    if person.is_staff:
        return None
    if not terms.is_public:
        return Reason.NOT_PUBLIC
    is_welcome, reason = {
        Standing.NEW: (terms.for_new, Reason.NOT_FOR_NEW),
        Standing.ACTIVE: (terms.for_active, Reason.NOT_FOR_ACTIVE),
        Standing.LAPSED: (terms.for_lapsed, Reason.NOT_FOR_LAPSED),
    }[person.standing]
    if not is_welcome:
        return reason
    return Reason.NEEDS_CHECK if terms.needs_check and not person.is_screened else None


def refusal_at(
    terms: Terms, *, is_staff: bool, starts_at: dt.datetime, now: dt.datetime, zone: dt.tzinfo
) -> Reason | None:
    """Say why a start may not be booked now, or None when it may.

    zone  of the place; 'today' and the days ahead are counted there
    """
    if is_staff:
        return None
    days_ahead = (starts_at.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days_ahead == 0 and not terms.is_same_day:
        return Reason.NOT_TODAY
    if starts_at < now + dt.timedelta(minutes=terms.lead_minutes):
        return Reason.TOO_SOON
    return Reason.TOO_FAR if days_ahead > terms.horizon_days else None


def nobody_can_book(terms: Terms) -> bool:
    """Say whether the terms leave nobody who could book online, which an owner should be told.

    Without today and with no day ahead there is no day left.
    """
    who = terms.for_new or terms.for_active or terms.for_lapsed
    has_days = terms.is_same_day or terms.horizon_days > 0
    return not (terms.is_public and terms.is_offered and who and has_days)
