"""How long a check holds, whose word counts, and shares of small numbers."""

import datetime as dt
import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.knowledge.safety import check
from needlepoint.screening import rules

Route, Again = check.Route, rules.Again
NOW = dt.datetime(2026, 11, 23, 14, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def stands(route, days_ago, **more):
    newest = rules.Newest(route, NOW - days_ago * DAY, more.pop("override", None), more.pop("stop", None))
    return rules.standing(newest, now=NOW, good_days=90, **more)


def test_without_a_check_nothing_stands():
    standing = rules.standing(None, now=NOW, good_days=90)

    assert not standing.is_known
    assert not standing.holds
    assert not standing.is_stopped
    assert standing.again is Again.NEVER


@pytest.mark.parametrize(
    ("days_ago", "more", "again"),
    [
        (0, {}, None),
        (90, {}, None),
        (91, {}, Again.GAP),
        (9, {"wanted_at": NOW - 5 * DAY}, Again.FLARE),
        (3, {"wanted_at": NOW - 5 * DAY}, None),
        (20, {"review_at": NOW + 3 * DAY}, Again.REVIEW),
        (5, {"review_at": NOW + 3 * DAY}, None),
        (5, {"review_at": NOW + 30 * DAY}, Again.REVIEW),
    ],
)
def test_a_check_is_asked_again_after_a_gap_a_flare_and_before_a_review(days_ago, more, again):
    standing = stands(Route.SUITABLE, days_ago, **more)

    assert standing.again is again
    assert standing.holds is (again is None)


@pytest.mark.parametrize("route", [route for route in Route if not route.may_book])
def test_a_stop_stays_through_a_flare_and_a_review_and_ends_with_the_check(route):
    assert stands(route, 9).is_stopped
    assert stands(route, 9, wanted_at=NOW, review_at=NOW).is_stopped
    assert not stands(route, 91).is_stopped
    assert not stands(route, 91).holds


def test_what_staff_decided_against_booking_stays_however_old_the_check():
    stop = rules.Decision(Route.DOCTOR_FIRST, NOW - 200 * DAY)

    assert stands(Route.SUITABLE, 5, stop=stop).is_stopped
    assert stands(Route.SUITABLE, 300, stop=stop, override=stop).is_stopped
    assert stands(Route.EMERGENCY_NOW, 5, stop=stop).route is Route.EMERGENCY_NOW


ROUTES = st.sampled_from(list(Route))
DECISIONS = st.none() | st.builds(rules.Decision, ROUTES, st.integers(0, 300).map(lambda n: NOW - n * DAY))


@given(
    ROUTES,
    st.integers(0, 300),
    DECISIONS,
    DECISIONS.filter(lambda one: one is None or not one.route.may_book),
)
def test_nothing_both_holds_and_stops_and_only_a_bookable_route_holds(route, days_ago, override, stop):
    standing = stands(route, days_ago, override=override, stop=stop)

    assert not (standing.holds and standing.is_stopped)
    assert standing.route.may_book or not standing.holds
    if stop is not None:
        assert standing.is_stopped
    if override is None and stop is None:
        assert standing.route is standing.said is route


@pytest.mark.parametrize(
    ("pain", "before", "flared"),
    [
        (6, [], False),
        (6, [(1, 5)], False),
        (6, [(1, 4)], True),
        (6, [(1, 5), (2, 4), (5, 6)], True),  # one point and one point are two
        (6, [(1, 5), (20, 5), (30, 1)], False),  # what was before the one before the check is long over
        (6, [(20, 4)], True),
        (3, [(1, 6)], False),
    ],
)
def test_pain_two_points_above_the_lowest_since_the_check_is_a_flare(pain, before, flared):
    told = [(NOW - days * DAY, value) for days, value in before]

    assert rules.has_flared(pain, told, since=NOW - 10 * DAY) is flared


def test_a_browsers_answers_count_only_when_they_are_newer_and_never_against_a_stop_by_staff():
    on_record = stands(Route.SAME_DAY, 2)
    by_staff = stands(Route.SUITABLE, 2, stop=rules.Decision(Route.DOCTOR_FIRST, NOW - DAY))

    assert rules.overtakes(answered_at=NOW, stands=on_record)
    assert not rules.overtakes(answered_at=NOW - 3 * DAY, stands=on_record)
    assert not rules.overtakes(answered_at=None, stands=on_record)
    assert not rules.overtakes(answered_at=NOW, stands=by_staff)
    assert rules.overtakes(answered_at=None, stands=rules.Standing())


def test_a_practitioner_decides_anything_the_desk_only_with_a_doctors_word_others_nothing():
    for route in Route:
        of = {"now_on": route}
        assert set(rules.routes_open_to(is_practitioner=True, is_desk=False, **of)) == set(Route) - {route}
        desk = rules.routes_open_to(is_practitioner=False, is_desk=True, **of)
        assert desk == ((Route.SUITABLE_WITH_CARE,) if route in rules.FOR_A_DOCTORS_WORD else ())
        assert rules.routes_open_to(is_practitioner=False, is_desk=False, **of) == ()


def test_the_words_asked_hold_every_question_once_and_every_sign():
    asked = rules.words_asked()

    assert list(asked) == list(itertools.chain.from_iterable(page.answer_keys for page in check.pages()))
    for page in check.pages():
        for bullet in page.bullets:
            assert bullet in asked[page.key]
        for item in page.items:
            assert asked[item.key] == f"{page.question}\n{item.label}"


def test_what_was_chosen_on_a_page_comes_back_as_it_was_sent():
    for page in check.pages():
        assert rules.chosen_on(page, {}) == []
        if page.is_choice:
            for answer in check.Answer:
                assert rules.chosen_on(page, check.answers_from_choice(page, answer)) == [answer.value]
            assert rules.ticks_known(page, ["YES", "nobody"]) == []
            continue
        first = page.items[0].key
        for ticked, unsure in itertools.product(([], [first]), (False, True)):
            sent = [*ticked, *([rules.NOT_SURE] if unsure else [])]
            answers = check.answers_from_ticks(page, ticked, not_sure=unsure)
            assert rules.chosen_on(page, answers) == (sent or [rules.NONE_OF_THESE])
            assert rules.ticks_known(page, [*sent, "nobody"]) == sent


def _wilson_slowly(part, whole):
    """The shares whose own 95% range holds what was seen, searched in steps."""

    def inside(p):
        return abs(part / whole - p) <= 1.959964 * math.sqrt(p * (1 - p) / whole) + 1e-12

    held = [step / 1000 for step in range(1001) if inside(step / 1000)]
    return 100 * held[0], 100 * held[-1]


@pytest.mark.parametrize("pair", [(0, 1), (1, 1), (0, 30), (3, 10), (30, 51), (59, 60), (60, 60), (7, 400)])
def test_the_range_of_a_share_is_wilsons_rounded_outwards(pair):
    low, high = rules.Share(*pair).interval

    slow_low, slow_high = _wilson_slowly(*pair)
    assert slow_low - 1.2 <= low <= slow_low
    assert slow_high <= high <= slow_high + 1.2


def test_a_share_of_nothing_says_nothing_and_a_small_one_says_so():
    assert rules.Share(0, 0).percent is rules.Share(0, 0).interval is None
    assert rules.Share(2, 1).interval is None
    assert rules.Share(3, rules.TOO_FEW - 1).is_small
    assert not rules.Share(3, rules.TOO_FEW).is_small
