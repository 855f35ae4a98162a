"""What stays in the skin on purpose, and where a needle hides from whoever counts."""

import datetime as dt

import pytest

from needlepoint.charting.rules import hidden, ledger, left_in

TODAY = dt.date(2026, 11, 23)
Hidden, Kind = hidden.Hidden, left_in.Kind


@pytest.mark.parametrize(
    ("days", "due"),
    [(-1, left_in.Due.OVERDUE), (0, left_in.Due.TODAY), (2, left_in.Due.SOON), (3, left_in.Due.LATER)],
)
def test_what_stays_in_is_due_on_its_day_and_overdue_from_the_next(days, due):
    assert left_in.due(TODAY + dt.timedelta(days=days), TODAY, is_off=False) is due
    assert left_in.due(TODAY + dt.timedelta(days=days), TODAY, is_off=True) is left_in.Due.OFF


def test_nothing_stays_in_for_longer_than_a_week_or_comes_off_in_the_past():
    allowed = [
        days for days in range(-2, 12) if left_in.is_stay_allowed(TODAY + dt.timedelta(days=days), TODAY)
    ]

    assert allowed == list(range(8))


def test_three_to_five_days_are_suggested():
    assert [(day - TODAY).days for day in left_in.days_to_choose(TODAY)] == [3, 4, 5]


def test_a_caution_that_forbids_a_needle_left_in_asks_for_a_reason_before_a_seed():
    needle, seed = (left_in.allowed(kind, ["heart_valve"]) for kind in (Kind.EAR_NEEDLE, Kind.SEED))

    assert (needle.is_refused, seed.is_refused, seed.needs_reason) == (True, False, True)
    assert needle.notes


def test_a_caution_that_says_nothing_of_it_asks_nothing():
    assert left_in.allowed(Kind.PRESS_NEEDLE, ["pacemaker"]) == left_in.Allowed(False, False, ())


def test_some_cautions_let_a_needle_stay_in_with_a_reason():
    assert left_in.allowed(Kind.PRESS_NEEDLE, ["metal_allergy"]).needs_reason


# --- Hidden places -----------------------------------------------------------------------------------------------------


def at(*codes):
    return ledger.spots([(code, "MIDDLE", "", 1) for code in codes])


@pytest.mark.parametrize(
    ("codes", "position", "places"),
    [
        (["GV20", "GB20"], "PRONE", {Hidden.HAIR: ("GV20", "GB20")}),
        (["TE17"], "SIDE", {Hidden.EAR: ("TE17",)}),
        (["GB30"], "PRONE", {Hidden.CLOTHES: ("GB30",)}),
        (["BL23"], "SUPINE", {Hidden.BENEATH: ("BL23",)}),
        (["CV6"], "PRONE", {Hidden.BENEATH: ("CV6",)}),
        (["BL23", "LI4"], "PRONE", {}),
        (["ASHI"], "PRONE", {}),
    ],
)
def test_hidden_places_are_asked_about_only_when_such_points_were_used(codes, position, places):
    assert hidden.places(at(*codes), position) == places
