"""Who may book what: every combination, against the sentence of the rule written out the long way."""

import dataclasses
import datetime as dt
import itertools
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.booking.rules import eligibility, policy

Reason, Terms, Person = eligibility.Reason, eligibility.Terms, eligibility.Person
NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=NEW_YORK)
BOTH = (True, False)
WITHIN = policy.FOLLOW_UP_WITHIN_DAYS


def the_long_way(terms, person):  # noqa: PLR0911 one return for each question
    """The obvious twin: one question after the other, in the order in which a receptionist would ask."""
    if not terms.is_offered:
        return Reason.NOT_OFFERED
    if person.is_staff:
        return None
    if not terms.is_public:
        return Reason.NOT_PUBLIC
    days = person.days_since_visit
    if days is None and not terms.for_new:
        return Reason.NOT_FOR_NEW
    if days is not None and days <= WITHIN and not terms.for_active:
        return Reason.NOT_FOR_ACTIVE
    if days is not None and days > WITHIN and not terms.for_lapsed:
        return Reason.NOT_FOR_LAPSED
    if terms.needs_check and not person.is_screened:
        return Reason.NEEDS_CHECK
    return None


def test_every_combination_of_terms_and_person_is_answered_as_the_long_way_does():
    flags = ("is_offered", "is_public", "for_new", "for_active", "for_lapsed", "needs_check")
    for values in itertools.product(BOTH, repeat=len(flags)):
        terms = Terms(**dict(zip(flags, values, strict=True)))
        for days, screened, staff in itertools.product((None, 0, WITHIN, WITHIN + 1), BOTH, BOTH):
            person = Person(days, screened, staff)
            assert eligibility.refusal(terms, person) == the_long_way(terms, person), (terms, person)


def test_every_reason_has_a_sentence_for_the_person_who_wanted_to_book():
    assert set(eligibility.WORDS) == set(Reason)
    assert all(words.endswith(".") for words in eligibility.WORDS.values())


@pytest.mark.parametrize(
    ("days", "standing"),
    [(None, "NEW"), (0, "ACTIVE"), (WITHIN, "ACTIVE"), (WITHIN + 1, "LAPSED")],
)
def test_standing_follows_the_days_since_the_last_visit(days, standing):
    assert Person(days).standing == standing


@pytest.mark.parametrize(
    ("minutes_ahead", "changes", "reason"),
    [
        (59, {}, Reason.TOO_SOON),
        (60, {}, None),
        (-5, {}, Reason.TOO_SOON),
        (0, {"lead_minutes": 0}, None),
        (120, {"is_same_day": False}, Reason.NOT_TODAY),
        (12 * 60, {"is_same_day": False}, None),  # midnight is tomorrow
        (12 * 60, {"is_same_day": False, "lead_minutes": 24 * 60}, Reason.TOO_SOON),
        (11 * 60 + 59, {"horizon_days": 0}, None),
        (12 * 60, {"horizon_days": 0}, Reason.TOO_FAR),
        (90 * 24 * 60 + 11 * 60, {}, None),
        (91 * 24 * 60, {}, Reason.TOO_FAR),
    ],
)
def test_a_start_is_refused_today_too_soon_or_too_far(minutes_ahead, changes, reason):
    starts_at = (NOON.astimezone(dt.UTC) + dt.timedelta(minutes=minutes_ahead)).astimezone(dt.UTC)
    terms = Terms(**changes)
    found = eligibility.refusal_at(terms, is_staff=False, starts_at=starts_at, now=NOON, zone=NEW_YORK)
    assert found == reason
    staff = eligibility.refusal_at(terms, is_staff=True, starts_at=starts_at, now=NOON, zone=NEW_YORK)
    assert staff is None


def test_days_ahead_are_counted_on_the_wall_clock_of_the_place():
    late = dt.datetime(2026, 11, 23, 23, 30, tzinfo=NEW_YORK)
    starts_at = late + dt.timedelta(hours=9)  # tomorrow in New York; the same day in UTC
    terms = Terms(is_same_day=False)
    for zone, reason in ((NEW_YORK, None), (dt.UTC, Reason.NOT_TODAY)):
        found = eligibility.refusal_at(terms, is_staff=False, starts_at=starts_at, now=late, zone=zone)
        assert found == reason


@given(
    st.builds(Terms, lead_minutes=st.integers(0, 20_000), horizon_days=st.integers(0, 400)),
    st.integers(-1_000, 600_000),
)
def test_a_later_lead_or_a_nearer_horizon_never_opens_a_start(terms, minutes):
    starts_at = NOON + dt.timedelta(minutes=minutes)
    tighter = dataclasses.replace(
        terms, lead_minutes=terms.lead_minutes + 1, horizon_days=max(0, terms.horizon_days - 1)
    )
    at = {"is_staff": False, "starts_at": starts_at, "now": NOON, "zone": NEW_YORK}
    if eligibility.refusal_at(terms, **at) is not None:
        assert eligibility.refusal_at(tighter, **at) is not None


def test_terms_that_leave_nobody_to_book_are_told():
    assert not eligibility.nobody_can_book(Terms())
    assert not eligibility.nobody_can_book(Terms(for_new=False, for_lapsed=False, horizon_days=0))
    for nothing in (
        {"is_public": False},
        {"is_offered": False},
        {"for_new": False, "for_active": False, "for_lapsed": False},
        {"is_same_day": False, "horizon_days": 0},
    ):
        assert eligibility.nobody_can_book(Terms(**nothing))
