"""What an owner may type about services, rooms, places, hours and policies: every fault at once, and nothing too much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.booking.rules import places
from needlepoint.frontdoor import rules as patterns
from needlepoint.frontdoor import terms
from needlepoint.people import rules as people_rules

USUAL = [["TOGETHER", 15], ["REST", 25, 10], ["TOGETHER", 10], ["TURNOVER", 5]]
Minutes = places.Minutes


def words(faults):
    return [(fault.field, fault.words % dict(fault.values)) for fault in faults]


def test_a_usual_service_has_no_fault():
    assert (
        terms.faults({"name": "Follow-up", "segments": USUAL, "grid_minutes": 15, "remind_hours": [48, 3]})
        == []
    )
    assert terms.faults({}) == []


def test_every_fault_of_a_service_is_named_at_once():
    found = terms.faults(
        {
            "name": " ",
            "room_kind": "x" * 25,
            "lead_minutes": -1,
            "grid_minutes": 12,
            "segments": [["REST", 7], ["NAP", 10], ["TOGETHER", 10, 5]],
            "remind_hours": [0, 1, 2, 3, 4],
            "attended_for": ["fainting", "vampires"],
        }
    )

    assert {field for field, _ in words(found)} == {
        "name", "room_kind", "lead_minutes", "grid_minutes", "segments", "remind_hours", "attended_for",
    }  # fmt: skip
    parts = {(f.values["n"], f.values["box"], f.words) for f in found if "box" in f.values}
    assert (1, "minutes", "Write the minutes in fives, from 5 to %(most)s.") in parts
    assert (2, "kind", "Choose what happens in it.") in parts
    assert (3, "slip", "Only a rest may last longer.") in parts


@pytest.mark.parametrize(
    ("segments", "said"),
    [
        ([], "nobody would be there"),
        ([["REST", 25]], "nobody would be there"),
        ([["REST", 25], ["TOGETHER", 10]], "cannot begin with the rest"),
        ([["TOGETHER", 10], ["REST", 25], ["TURNOVER", 5]], "takes the needles out"),
        ([["TOGETHER", 10], ["TURNOVER", 5], ["TOGETHER", 5]], "at the end"),
        ([["TOGETHER", 10]] * 9, "at most 8 parts"),
        ([["TOGETHER", 10], ["REST", 25, 65], ["TOGETHER", 5]], "0 to 30 minutes longer"),
    ],
)
def test_a_pattern_that_is_not_safe_is_refused(segments, said):
    assert any(said in sentence for _, sentence in words(terms.pattern_faults(segments)))


kinds = st.sampled_from(["TOGETHER", "REST", "TURNOVER"])


@given(st.lists(st.tuples(kinds, st.integers(1, 10).map(lambda n: n * 5)), min_size=1, max_size=8))
def test_what_passes_can_be_read_and_never_leaves_needles_in(parts):
    if terms.pattern_faults(parts):
        return
    read = patterns.pattern(parts).segments
    treated = [segment.kind for segment in read if segment.kind is not patterns.Kind.TURNOVER]
    assert treated[0] is treated[-1] is patterns.Kind.TOGETHER


# --- Policies and facts --------------------------------------------------------------------------------------------------


def test_policies_out_of_bounds_are_each_named():
    assert people_rules.policy_faults({"free_to_cancel_hours": 24, "grace_minutes": 15}) == []
    found = people_rules.policy_faults({"free_to_cancel_hours": 999, "hold_minutes": 0, "missed_cents": None})
    assert [fault.field for fault in found] == ["free_to_cancel_hours", "hold_minutes"]


def test_a_clinic_needs_a_name_and_an_emergency_number():
    found = people_rules.clinic_faults({"name": "…", "emergency_number": "x", "address": "a" * 201})
    assert {fault.field for fault in found} == {"name", "emergency_number", "address"}
    assert people_rules.clinic_faults({"name": "Willow", "emergency_number": "15"}) == []
    assert people_rules.practitioner_faults({"name": "Mei", "languages": "x" * 121})


@pytest.mark.parametrize("faults", [people_rules.clinic_faults, places.place_faults])
def test_a_phone_is_a_number_that_can_be_rung_or_nothing(faults):
    assert [fault.field for fault in faults({"phone": "call me"})] == ["phone"]
    assert [faults({"phone": phone}) for phone in ("", "(212) 555-0100", "01 23 45", "١٢٣ ٤٥٦")] == [[]] * 4


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 1439))
def test_quiet_hours_may_run_over_midnight(minute, begin, end):
    walked = set()
    at = begin
    while at != end:
        walked.add(at)
        at = (at + 1) % 1440
    assert people_rules.is_quiet(minute, quiet_from=begin, quiet_until=end) == (minute in walked)


# --- Rooms, places, opening hours ----------------------------------------------------------------------------------------


def test_rooms_and_places_name_every_fault():
    assert places.room_faults({"name": "Room 1", "capacity": 1, "kind": ""}) == []
    assert {f.field for f in places.room_faults({"name": "", "capacity": 0})} == {"name", "capacity"}
    assert places.place_faults({"name": "Harbour", "time_zone": "Europe/London"}) == []
    found = places.place_faults({"name": "!", "time_zone": "../etc/passwd", "address": "x" * 201})
    assert {fault.field for fault in found} == {"name", "time_zone", "address"}


def test_opening_hours_that_overlap_or_run_backwards_are_named_by_day():
    good = [(0, 480, 720), (0, 720, 1080), (6, 0, 1440)]
    assert places.opening_faults(good) == []
    found = places.opening_faults([(0, 480, 720), (0, 700, 800), (2, 600, 600), (3, 0, 1500), (7, 0, 5)])
    assert sorted(fault.field for fault in found) == ["day_0", "day_2", "day_3", "hours"]


# --- The three numbers ---------------------------------------------------------------------------------------------------


def test_an_ordinary_pattern_is_three_numbers_and_others_are_not():
    assert places.minutes_of(USUAL) == Minutes(15, 10)
    for other in (
        [["TOGETHER", 30]],
        [["TOGETHER", 5], ["TOGETHER", 5]],
        [["NAP", 5]],
        [*USUAL[:3], *USUAL[1:3]],
    ):
        assert places.minutes_of(other) is None


def test_new_minutes_change_only_the_parts_together():
    assert places.retimed(USUAL, Minutes(20, 5)) == [
        ["TOGETHER", 20], ["REST", 25, 10], ["TOGETHER", 5], ["TURNOVER", 5],
    ]  # fmt: skip


def test_a_first_visit_stays_as_much_longer_as_it_was_but_never_less_than_five_minutes():
    assert places.moved_along(Minutes(35, 15), Minutes(15, 10), Minutes(20, 5)) == Minutes(40, 10)
    assert places.moved_along(Minutes(10, 5), Minutes(30, 30), Minutes(5, 5)) == Minutes(5, 5)


def test_the_three_numbers_are_refused_one_by_one():
    assert places.number_faults(3, 15, 10) == []
    assert [f.field for f in places.number_faults(0, 12, 125)] == [
        "rooms",
        "minutes_at_start",
        "minutes_at_end",
    ]


def fits_by_looking(starts_at, pattern, rooms, minutes):
    """The obvious twin: five minutes after five minutes, who is needed where."""
    for tick in range(0, minutes, 5):
        hands = held = 0
        for start in starts_at:
            hands += any(start + at <= tick < start + at + length for at, length in pattern.practitioner_runs)
            held += start <= tick < start + pattern.room_minutes
        if hands > 1 or held > rooms:
            return False
    return True


@pytest.mark.parametrize(("rooms", "most"), [(1, 8), (2, 15), (3, 16)])
def test_more_rooms_hold_more_visits_until_the_hands_are_full(rooms, most):
    found = len(places.full_day(480, pattern=patterns.pattern(USUAL), rooms=rooms))
    assert most - 1 <= found <= most + 2


fives = st.integers(1, 8).map(lambda n: n * 5)


@given(
    st.integers(1, 5),
    st.tuples(fives, fives, fives, fives),
    st.integers(20, 300).map(lambda n: n // 5 * 5),
    st.sampled_from([5, 10, 15, 30, 120]),
)
def test_a_full_day_can_really_be_had_and_never_gets_emptier_by_a_room(rooms, minutes, day, grid):
    parts = list(zip(("TOGETHER", "REST", "TOGETHER", "TURNOVER"), minutes, strict=True))
    pattern = patterns.pattern(parts)
    starts = places.full_day(day, pattern=pattern, rooms=rooms, grid=grid)

    assert all(start + pattern.patient_minutes <= day and start % grid == 0 for start in starts)
    assert bool(starts) == (pattern.patient_minutes <= day)
    assert fits_by_looking(starts, pattern, rooms, day)
    assert len(starts) <= len(places.full_day(day, pattern=pattern, rooms=rooms + 1, grid=grid))


def test_a_full_day_counts_only_the_starts_that_are_offered():
    pattern = patterns.pattern(USUAL)
    most = {grid: len(places.full_day(480, pattern=pattern, rooms=3, grid=grid)) for grid in (5, 15)}
    assert most[15] < most[5]


@pytest.mark.parametrize("text", ["We cure back pain.", "Sin efectos secundarios.", "无副作用"])
def test_what_the_clinic_writes_by_itself_promises_nothing(text):
    said = {
        "about": terms.faults({"about": text}),
        "welcome": people_rules.clinic_faults({"welcome": text}),
        "directions": people_rules.clinic_faults({"directions": text}),
    }

    assert {field: [fault.field for fault in found] for field, found in said.items()} == {
        field: [field] for field in said
    }
    fault = said["about"][0]
    assert fault.words % fault.values
    assert str(fault.values["word"]).lower() in text.lower()
    assert [fault.field for fault in people_rules.practitioner_faults({"about": text})] == ["about"]


def test_a_clinic_may_be_called_as_it_is_called():
    assert people_rules.clinic_faults({"name": "Healing Hands", "address": "1 Cure Street"}) == []
