"""What people's rules decide. No database."""

import datetime as dt

import pytest

from needlepoint.people import rules

BORN = dt.date(1961, 4, 2)


@pytest.mark.parametrize(
    ("given", "family", "born", "is_same"),
    [
        ("Ada", "Moreno", BORN, True),
        (" ada ", "MORENO", BORN, True),
        ("Ada Maria", "Moreno", BORN, True),
        ("Áda", "Moréno", BORN, True),
        ("Adam", "Moreno", BORN, False),  # a twin brother, not a longer way to write Ada
        ("Eva", "Moreno", BORN, False),
        ("Ada", "Moreno-Silva", BORN, False),
        ("Ada", "Moreno", dt.date(1961, 2, 4), False),
        ("Ada", "Moreno", None, False),
    ],
)
def test_two_entries_are_one_person_when_name_and_birth_date_agree(given, family, born, is_same):
    assert (
        rules.is_same_person(
            "Ada", "Moreno", BORN, as_given_name=given, as_family_name=family, as_birth_date=born
        )
        is is_same
    )
    assert (
        rules.is_same_person(
            given, family, born, as_given_name="Ada", as_family_name="Moreno", as_birth_date=BORN
        )
        is is_same
    )


def test_without_birth_dates_nobody_is_taken_for_somebody_else():
    assert not rules.is_same_person(
        "Ada", "Moreno", None, as_given_name="Ada", as_family_name="Moreno", as_birth_date=None
    )


@pytest.mark.parametrize(
    ("since", "seen", "is_over"),
    [
        (0, 0, True),
        (100_000, 100_000, False),
        (100_000 - 12 * 3600, 100_000, True),
        (100_000 - 12 * 3600 + 1, 100_000, False),
        (90_000, 100_000 - 30 * 60, True),
        (90_000, 100_000 - 30 * 60 + 1, False),
    ],
)
def test_a_session_ends_after_half_an_hour_of_quiet_or_twelve_hours_in_all(since, seen, is_over):
    assert (
        rules.is_too_quiet(since=since, seen=seen, now=100_000, idle_minutes=30, longest_hours=12) is is_over
    )


def test_a_link_is_open_until_it_is_used_or_expires():
    now = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
    second = dt.timedelta(seconds=1)

    assert rules.is_open_link(used_at=None, expires_at=now + second, now=now)
    assert not rules.is_open_link(used_at=None, expires_at=now, now=now)
    assert not rules.is_open_link(used_at=now, expires_at=now + second, now=now)


@pytest.mark.parametrize(
    ("birth", "day", "years"),
    [
        (dt.date(2000, 2, 29), dt.date(2026, 2, 28), 25),
        (dt.date(2000, 2, 29), dt.date(2026, 3, 1), 26),
        (dt.date(1961, 4, 2), dt.date(2026, 4, 2), 65),
        (None, dt.date(2026, 4, 2), None),
    ],
)
def test_age_counts_full_years(birth, day, years):
    assert rules.age_on(birth, day) == years


def test_the_audit_record_names_a_viewer_by_account_then_by_patient():
    assert rules.Viewer(1, user_id=3, patient_id=4).who == "user:3"
    assert rules.Viewer(1, patient_id=4).who == "patient:4"
    assert rules.Viewer(1).who == "visitor"
    assert rules.Viewer(1, frozenset({rules.Role.OWNER, rules.Role.DESK})).role_names == "DESK,OWNER"
