"""Rules of the intake: order of the pages, when the pain began, and what the words of the consent are."""

import datetime as dt
import hashlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as some

from needlepoint.intake import rules

SAVED = {key: {} for key in rules.STEP_KEYS}


def test_the_steps_come_in_the_order_of_the_story():
    assert rules.STEP_KEYS == ("about", "history", "pain", "activities", "goals", "consent")


def test_the_first_open_step_is_the_one_never_saved_for_every_set_of_saved_steps():
    for size in range(len(rules.STEPS) + 1):
        for saved in itertools.combinations(rules.STEP_KEYS, size):
            unsaved = [key for key in rules.STEP_KEYS if key not in saved]
            first = rules.first_open({key: {} for key in saved})
            assert (first.key if first else None) == (unsaved[0] if unsaved else None)
            assert [step.key for step in rules.missing({key: {} for key in saved})] == unsaved


def test_after_a_step_comes_the_next_until_all_are_saved():
    answers = {}
    seen = [rules.STEPS[0].key]
    while True:
        answers[seen[-1]] = {}
        following = rules.after(seen[-1], answers)
        if following is None:
            break
        seen.append(following.key)
    assert tuple(seen) == rules.STEP_KEYS
    assert all(rules.after(key, SAVED) is None for key in rules.STEP_KEYS)


def test_before_a_step_stands_the_one_that_leads_to_it():
    assert rules.before("about") is None
    assert [rules.before(key).key for key in rules.STEP_KEYS[1:]] == list(rules.STEP_KEYS[:-1])


def test_an_unknown_step_is_refused():
    for ask in (rules.step, rules.place_of, rules.before):
        with pytest.raises(rules.UnknownStep):
            ask("shoes")


def test_every_region_has_one_code_and_fits_the_words_of_sides():
    assert len(set(rules.REGIONS)) == len(rules.REGIONS) == 17
    assert {side for row in rules.BODY_ROWS for side in row.sides} == set(rules.SIDE_WORDS)


@pytest.mark.parametrize(
    ("about", "day"),
    [
        ({}, None),
        ({"onset_on": "2026-05-01"}, dt.date(2026, 5, 1)),
        (
            {"onset_on": "2026-05-01", "ago": 2, "ago_unit": "WEEKS", "answered_on": "2026-11-23"},
            dt.date(2026, 5, 1),
        ),
        ({"ago": 0, "ago_unit": "DAYS", "answered_on": "2026-11-23"}, dt.date(2026, 11, 23)),
        ({"ago": 10, "ago_unit": "DAYS", "answered_on": "2026-11-23"}, dt.date(2026, 11, 13)),
        ({"ago": 6, "ago_unit": "WEEKS", "answered_on": "2026-11-23"}, dt.date(2026, 10, 12)),
        ({"ago": 6, "ago_unit": "MONTHS", "answered_on": "2026-11-23"}, dt.date(2026, 5, 24)),
        ({"ago": 2, "ago_unit": "YEARS", "answered_on": "2026-11-23"}, dt.date(2024, 11, 23)),
        ({"ago": 2, "answered_on": "2026-11-23"}, None),
    ],
)
def test_the_day_pain_began_is_the_one_named_or_the_one_counted_back_to(about, day):
    assert rules.onset_on(about) == day


@given(some.integers(0, 5000), some.sampled_from(list(rules.Unit)))
def test_counting_back_never_leaves_the_calendar_when_it_is_not_too_long(ago, unit):
    if not rules.is_too_long_ago(ago, unit):
        began = rules.onset_on({"ago": ago, "ago_unit": unit, "answered_on": "2026-11-23"})
        assert dt.date(1926, 11, 1) <= began <= dt.date(2026, 11, 23)


def test_the_baseline_is_pain_and_named_activities_in_order():
    answers = {
        "pain": {"pain": 0},
        "activities": {"rows": [{"words": "Walking", "value": 0}, {"words": "Socks"}]},
    }
    assert rules.baseline(answers) == rules.Baseline(0, (("Walking", 0), ("Socks", None)))
    assert rules.baseline({}) == rules.Baseline(None, ())


def test_answers_not_to_be_kept_leave_nothing_but_the_decisions():
    answers = {
        **SAVED,
        "history": {"medicines": "Ibuprofen"},
        "pain": {"pain": 7},
        "consent": {"NEEDLING": "YES", "KEEP_ANSWERS": "NO"},
    }
    assert rules.baseline(answers) == rules.Baseline(None, ())
    kept = rules.kept(answers)
    assert kept["consent"] == answers["consent"]
    assert not any(value for key, value in kept.items() if key != "consent")
    assert tuple(kept) == rules.STEP_KEYS


def test_only_yes_and_no_are_decisions():
    said = {"NEEDLING": "YES", "CUPPING": "NO", "HEAT": "TALK", "KEEP_ANSWERS": "YES"}
    assert rules.decisions({"consent": said}) == (
        ("NEEDLING", True),
        ("CUPPING", False),
        ("KEEP_ANSWERS", True),
    )
    assert rules.decisions({}) == ()


def test_a_changed_sentence_of_the_consent_needs_a_new_version():
    words = [s for told in rules.CONSENT_TEXT for s in (told.heading, *told.sentences)]
    words += [s for technique in rules.TECHNIQUES for s in (technique.kind, technique.name, technique.about)]
    fingerprint = hashlib.sha256("\n".join(words).encode()).hexdigest()[:12]
    assert {rules.CONSENT_WORDING: fingerprint} == {"2026-11": "4ab2dc70f5ff"}


def test_the_consent_gives_the_numbers_and_promises_nothing():
    text = " ".join(s for told in rules.CONSENT_TEXT for s in told.sentences).lower()
    for must in ("1 in 10 ", "1 in 4", "1 in 10,000", "drive", "doctor’s diagnosis", "stop at any moment"):
        assert must in text
    for never in ("proven", "cure", "no side effect", "safe and effective"):
        assert never not in text
