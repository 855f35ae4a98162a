import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.knowledge import dose
from needlepoint.knowledge.dose import Phase

TODAY = dt.date(2026, 11, 22)


def days_ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "default", "acp"),
    [
        (0, "ACUTE", "ACUTE"),
        (27, "ACUTE", "ACUTE"),
        (28, "ACUTE", "SUBACUTE"),
        (41, "ACUTE", "SUBACUTE"),
        (42, "SUBACUTE", "SUBACUTE"),
        (84, "SUBACUTE", "SUBACUTE"),
        (85, "CHRONIC", "CHRONIC"),
        (4000, "CHRONIC", "CHRONIC"),
    ],
)
def test_the_phase_changes_on_the_day_the_scheme_says(days, default, acp):
    assert dose.phase(days_ago(days), TODAY).value == default
    assert dose.phase(days_ago(days), TODAY, dose.SCHEMES["acp_2017"]).value == acp


def test_pain_cannot_start_tomorrow():
    with pytest.raises(ValueError, match="the pain starts on 2026-11-23"):
        dose.phase(days_ago(-1), TODAY)


@pytest.mark.parametrize(
    ("phase", "visits", "review_after"),
    [(Phase.ACUTE, (3, 6), 3), (Phase.SUBACUTE, (4, 8), 4), (Phase.CHRONIC, (6, 12), 6)],
)
def test_a_phase_has_its_usual_course(phase, visits, review_after):
    preset = dose.preset_for(phase)

    assert (preset.visits_min, preset.visits_max) == visits
    assert preset.review_after == review_after
    assert preset.phase is phase


def test_every_course_is_sound_honest_and_sourced():
    assert [preset.key for preset in dose.all_presets()] == [
        "acute",
        "subacute",
        "chronic",
        "maintenance",
        "seasonal",
    ]
    for preset in dose.all_presets():
        assert preset.visits_min <= preset.visits_usual <= preset.visits_max
        assert 0 < preset.per_week_min <= preset.per_week_max
        assert preset.sentence.startswith(preset.evidence)
        assert preset.source
        assert dose.preset(preset.key) is preset
    assert dose.MAINTENANCE.phase is None


@pytest.mark.parametrize(
    ("key", "visits", "due"),
    [
        ("acute", 2, (2,)),
        ("acute", 3, (3,)),
        ("acute", 4, (3, 4)),
        ("acute", 6, (3, 6)),
        ("chronic", 8, (6, 8)),
        ("chronic", 12, (6, 12)),
        ("chronic", 20, (6, 12, 18, 20)),
    ],
)
def test_reviews_fall_after_these_visits(key, visits, due):
    preset = next(one for one in dose.all_presets() if one.key == key)

    assert dose.review_visits(preset, visits) == due


def test_a_course_without_visits_is_refused():
    with pytest.raises(ValueError, match="at least one visit"):
        dose.review_visits(dose.ACUTE, 0)


@given(st.sampled_from(dose.all_presets()), st.integers(1, 60))
def test_no_stretch_of_visits_is_longer_than_the_preset_without_a_review(preset, visits):
    due = dose.review_visits(preset, visits)

    gaps = [later - earlier for earlier, later in zip((0, *due), due, strict=False)]

    assert due[-1] == visits
    assert min(gaps) > 0
    assert max(gaps) <= preset.review_after


@pytest.mark.parametrize(
    ("key", "acute", "chronic"),
    [
        ("default", 6, 12),
        ("acp_2017", 4, 12),
        ("own:5:26", 5, 26),
        ("own:9:3", 6, 12),
        ("gone", 6, 12),
        ("", 6, 12),
    ],
)
def test_a_clinic_may_draw_its_own_lines_and_a_broken_key_means_the_default(key, acute, chronic):
    scheme = dose.scheme_of(key)

    assert (scheme.acute_below_weeks, scheme.chronic_above_weeks) == (acute, chronic)
    assert scheme.source


@pytest.mark.parametrize(("acute", "chronic"), [(0, 12), (13, 12), (4, 105)])
def test_lines_out_of_order_have_no_key(acute, chronic):
    with pytest.raises(ValueError, match="not in order"):
        dose.own_key(acute, chronic)


def test_own_lines_fit_their_column_and_come_back():
    key = dose.own_key(52, 104)

    assert len(key) <= 12
    assert dose.scheme_of(key).chronic_above_weeks == 104


def test_own_numbers_keep_the_evidence_and_lose_the_sentence_about_the_books_review():
    own = dose.with_own_numbers(
        dose.CHRONIC,
        visits=(4, 6, 10),
        days_between=(2, 10),
        review_after=5,
        reason="We see people more often.",
    )

    assert (own.visits_min, own.visits_usual, own.visits_max, own.review_after) == (4, 6, 10, 5)
    assert own.days_between == (2, 10)
    assert own.sentence == dose.CHRONIC.evidence
    assert "visit 6" not in own.sentence
    assert own.source == dose.CHRONIC.source


@pytest.mark.parametrize(
    ("phase", "days", "key"),
    [("CHRONIC", 91, "chronic"), ("ACUTE", 7, "acute"), ("", 28, "maintenance"), ("", 91, "seasonal")],
)
def test_a_course_knows_under_which_numbers_it_was_agreed(phase, days, key):
    assert dose.preset_of_course(phase, days).key == key
