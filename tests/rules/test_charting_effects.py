"""Unwanted effects: when one is serious, open, closable; and how they are counted, beside a slow obvious twin."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from needlepoint.charting.rules import effects
from needlepoint.charting.wording import effects as wording

Effect, Gap, Outcome, Seriousness, Sign = (
    effects.Effect,
    effects.Gap,
    effects.Outcome,
    effects.Seriousness,
    effects.Sign,
)
OVER = {
    "is_closed": False,
    "grade": 1,
    "is_serious": False,
    "outcome": "RECOVERED",
    "causality": "",
    "patient_told": None,
}


# --- Severity and seriousness -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("grade", [None, *effects.GRADES])
def test_danger_to_life_and_death_are_serious_whatever_was_said(grade):
    assert effects.is_serious(grade) is (grade in {4, 5})
    assert effects.is_serious(grade, is_said=True)
    assert effects.is_serious(grade, criteria=["HOSPITAL"])


@pytest.mark.parametrize(
    ("grade", "ticked", "outcome", "met"),
    [
        (1, (), "", ()),
        (2, ("HOSPITAL",), "", (Seriousness.HOSPITAL,)),
        (4, (), "", (Seriousness.DANGER_TO_LIFE,)),
        (4, ("HOSPITAL",), "", (Seriousness.DANGER_TO_LIFE, Seriousness.HOSPITAL)),
        (5, (), "", (Seriousness.DEATH,)),
        (None, (), "DIED", (Seriousness.DEATH,)),
        (3, ("LASTING_HARM", "HOSPITAL"), "LASTING", (Seriousness.HOSPITAL, Seriousness.LASTING_HARM)),
    ],
)
def test_grade_and_outcome_imply_their_criteria(grade, ticked, outcome, met):
    assert effects.criteria_of(grade, ticked, outcome) == met


@pytest.mark.parametrize("effect", Effect)
def test_only_what_is_mild_and_ordinary_is_not_followed_up(effect):
    is_ordinary = effect in effects.ORDINARY

    assert effects.is_followed_up(effect, 1, is_serious=False) is not is_ordinary
    assert effects.is_followed_up(effect, 2, is_serious=False)
    assert effects.is_followed_up(effect, None, is_serious=False)
    assert effects.is_followed_up(effect, 1, is_serious=True)
    assert effects.is_expected(effect, 1) is (True if is_ordinary else None)
    assert effects.is_expected(effect, 3) is None


@pytest.mark.parametrize(
    ("effect", "grade", "opens", "helps"),
    [
        (Effect.BRUISE, 1, False, False),
        (Effect.BRUISE, 2, True, False),
        (Effect.LUNG, 1, True, True),
        (Effect.OTHER, 4, True, True),
        (Effect.SEIZURE, None, True, True),
        (Effect.FAINT, None, False, False),
    ],
)
def test_the_whole_form_opens_from_grade_two_and_where_help_is_needed_now(effect, grade, opens, helps):
    assert effects.opens_whole_form(effect, grade) is opens
    assert effects.needs_help_now(effect, grade) is helps


# --- Closing ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, ()),
        ({"is_closed": True, "grade": None}, (Gap.ALREADY_CLOSED,)),
        ({"grade": None, "outcome": ""}, (Gap.NO_GRADE, Gap.NO_OUTCOME)),
        ({"outcome": "RECOVERING"}, (Gap.NOT_OVER,)),
        ({"outcome": "ONGOING"}, (Gap.NOT_OVER,)),
        ({"grade": 2}, (Gap.NO_CAUSALITY, Gap.NOT_TOLD)),
        ({"grade": 2, "causality": "POSSIBLE", "patient_told": False}, ()),
        ({"is_serious": True}, (Gap.NO_CAUSALITY, Gap.NOT_TOLD)),
        ({"outcome": "DIED"}, (Gap.DIED_WITHOUT_GRADE,)),
        ({"grade": 5, "causality": "UNLIKELY", "patient_told": True}, (Gap.DIED_WITHOUT_GRADE,)),
        ({"grade": 5, "is_serious": True, "causality": "UNLIKELY", "outcome": "DIED"}, ()),
    ],
)
def test_closing_asks_for_more_the_worse_it_was_and_says_all_of_it_at_once(changes, gaps):
    assert effects.why_not_closable(**{**OVER, **changes}) == gaps


# --- Bands --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bands", [effects.BEGAN, effects.LASTED])
def test_a_band_is_its_far_end_and_comes_back_from_it(bands):
    assert [effects.band(minutes, bands) for minutes in bands.values()] == list(bands)
    assert list(bands.values()) == sorted(bands.values())
    assert effects.band(None, bands) == ""
    assert effects.band(10**7, bands) == list(bands)[-1]


def test_minutes_between_two_bands_belong_to_the_later_one():
    assert effects.band(6, effects.BEGAN) == "HOUR"
    assert effects.band(61, effects.LASTED) == "DAY"


# --- As a patient tells it --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", Sign)
def test_a_sign_that_cannot_wait_comes_before_what_else_was_chosen(sign):
    assert effects.told_as([str(sign)], "BRUISE") is effects.SIGN_MEANS[sign]


@pytest.mark.parametrize("sign", [Sign.BREATH, Sign.CHEST])
def test_hard_breathing_and_chest_pain_are_taken_for_a_hurt_lung(sign):
    assert effects.told_as(["BLEEDS", str(sign)], "") is Effect.LUNG


def test_words_alone_are_something_else_until_somebody_names_them():
    assert effects.told_as([], "") is Effect.OTHER
    assert effects.told_as([], "BURN") is Effect.BURN


# --- Counted ------------------------------------------------------------------------------------------------------------

HAPPENED = st.lists(
    st.builds(
        effects.Happened,
        category=st.sampled_from(["BRUISE", "BLEEDING", "DROWSY", "LUNG"]),
        is_serious=st.booleans(),
        visit=st.one_of(st.none(), st.integers(1, 6)),
        patient=st.integers(1, 4),
    ),
    max_size=12,
)


def is_in(one, group):
    if group == "ANY":
        return True
    if group == "SERIOUS":
        return one.is_serious
    return one.category == group or (group == "BRUISE_OR_BLEEDING" and one.category in {"BRUISE", "BLEEDING"})


def slowly_counted(happened, group):
    """The twin: ask every visit, then every person, then every event whether it belongs."""
    visits = [v for v in range(1, 7) if any(is_in(one, group) and one.visit == v for one in happened)]
    people = [p for p in range(1, 5) if any(is_in(one, group) and one.patient == p for one in happened)]
    events = [one for one in happened if is_in(one, group)]
    return len(visits), len(people), len(events), len([one for one in events if one.visit is None])


@settings(max_examples=25, deadline=None)
@given(HAPPENED)
@example([effects.Happened("BRUISE", False, 1, 1), effects.Happened("BLEEDING", False, 1, 1)])
def test_counts_by_group_are_those_of_the_slow_twin(happened):
    counted = effects.counted(happened)

    for group in (effects.ANY, effects.SERIOUS, effects.BRUISE_OR_BLEEDING, *map(str, Effect)):
        found = counted.get(group, effects.Count(0, 0, 0, 0))
        assert (found.visits, found.patients, found.events, found.untied) == slowly_counted(happened, group)


# --- Words --------------------------------------------------------------------------------------------------------------


def test_every_key_has_its_words():
    assert set(wording.EFFECTS) == set(Effect)
    assert set(wording.SERIOUSNESS) == set(Seriousness)
    assert set(wording.CAUSALITY) == set(effects.Causality)
    assert set(wording.OUTCOMES) == set(Outcome)
    assert set(wording.SIGNS) == set(Sign) == set(effects.SIGN_MEANS)
    assert set(wording.BEGAN) == set(effects.BEGAN)
    assert set(wording.LASTED) == set(effects.LASTED)
    assert set(effects.TOLD) < set(Effect)
    assert all(wording.gap(gap) for gap in Gap)
