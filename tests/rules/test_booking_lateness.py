"""The day after a late start, against a slow twin that goes through it minute by minute; and what never happens."""

import copy
import dataclasses
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.booking.rules import lateness

Kind, Part, Planned, Begun = lateness.Kind, lateness.Part, lateness.Planned, lateness.Begun
TOGETHER, REST, TURNOVER = Kind.TOGETHER, Kind.REST, Kind.TURNOVER


def follow_up(rest=25, slip=10):
    return (Part(TOGETHER, 15), Part(REST, rest, slip), Part(TOGETHER, 10), Part(TURNOVER, 5))


def a_visit(code, starts, room="1", *, late=0, parts=None):
    return Planned(code, starts, parts or follow_up(), room, late)


def a_day(*working, now=0, **rooms):
    return lateness.Day(now, working or ((540, 720), (780, 1080)), rooms)


patterns = st.builds(
    lambda first, rest, slip, last, turn: (
        Part(TOGETHER, first), Part(REST, rest, slip), Part(TOGETHER, last), Part(TURNOVER, turn),
    ),
    st.sampled_from([10, 15, 35]), st.sampled_from([15, 25, 30]), st.sampled_from([0, 5, 10]),
    st.sampled_from([5, 10]), st.sampled_from([5, 10]),
)  # fmt: skip
visits = st.lists(
    st.tuples(
        st.integers(108, 200).map(lambda n: n * 5), patterns, st.sampled_from("123"), st.integers(0, 40)
    ),
    min_size=1,
    max_size=6,
).map(lambda rows: [Planned(str(n), at, parts, room, late) for n, (at, parts, room, late) in enumerate(rows)])
days = st.builds(
    lambda now, lunch, taken: lateness.Day(now, ((540, lunch), (lunch + 60, 1080)), {"1": taken}),
    st.sampled_from([0, 600]),
    st.sampled_from([720, 750]),
    st.lists(st.sampled_from([(600, 660), (800, 870), (1000, 1040)]), max_size=2, unique=True),
)


# --- The twin ------------------------------------------------------------------------------------------------------------


class SlowClinic:
    """One minute after the other: somebody's hands, the people in rooms, the people who wait."""

    def __init__(self, planned, day):
        self.day, self.minute, self.busy = day, day.now, None
        self.waiting = sorted(planned, key=lambda one: (one.starts + one.late, one.starts, one.code))
        self.people, self.log = [], []

    def tick(self, *, begins=True):
        for person in self.people:
            while person["left"] and person["at"] <= self.minute and not person["hands"]:
                kind = person["left"][0][0]
                if kind is TOGETHER:
                    break
                if kind is TURNOVER or not person["rested"]:
                    person["at"] += person["left"][0][1]
                    person["limit"] = person["at"] + person["left"][0][2]
                    person["rested"] = kind is REST
                    person["gone"] = person["gone"] if kind is REST else person["at"] - person["left"][0][1]
                    person["left"] = person["left"][1:]
        if self.busy and self.busy["until"] <= self.minute:
            self.busy["hands"], self.busy["at"], self.busy = False, self.minute, None
            return self.tick(begins=begins)
        if self.busy is None:
            due = [
                p for p in self.people if p["left"] and p["left"][0][0] is TOGETHER and p["at"] <= self.minute
            ]
            if due:
                self.work_on(min(due, key=lambda p: (p["limit"], p["at"], p["code"])))
            elif begins:
                one = next((one for one in self.waiting if self.may_begin(one)), None)
                if one is not None:
                    self.begin(one)
        self.minute += 1
        return None

    def work_on(self, person):
        if person["rested"]:
            person["over"] = max(person["over"], self.minute - person["at"])
            person["broken"] = person["broken"] or self.minute > person["limit"]
        person["hands"], person["rested"] = True, False
        person["until"] = self.minute + person["left"][0][1]
        person["left"] = person["left"][1:]
        self.busy = person

    def begin(self, one):
        self.waiting.remove(one)
        person = {
            "code": one.code, "room": one.room, "starts": self.minute, "left": one.parts, "at": self.minute,
            "limit": self.minute, "hands": False, "rested": False, "until": 0, "over": 0, "broken": False, "gone": None,
        }  # fmt: skip
        self.people.append(person)
        self.work_on(person)

    def is_in_room(self, person):
        return bool(person["left"]) or person["hands"] or person["at"] > self.minute

    def may_begin(self, one):
        if one.starts + one.late > self.minute or not self.is_at_work(self.minute):
            return False
        if any(person["room"] == one.room and self.is_in_room(person) for person in self.people):
            return False
        trial = copy.deepcopy(self)
        trial.begin(one)
        trial.minute += 1
        while any(trial.is_in_room(person) for person in trial.people):
            trial.tick(begins=False)
        theirs = [p for p in trial.people if p["gone"] is None or p["gone"] > self.minute]
        shift = next(until for begins, until in self.day.working if begins <= self.minute < until)
        for person in theirs:
            held = range(self.minute, person["at"])
            if person["broken"] or person["gone"] > shift:
                return False
            if any(set(held) & set(range(*span)) for span in self.day.room_taken.get(person["room"], ())):
                return False
        return True

    def is_at_work(self, minute):
        return any(begins <= minute < until for begins, until in self.day.working)

    def play(self):
        while self.minute < 1081 or any(self.is_in_room(person) for person in self.people):
            self.tick()
        return {
            person["code"]: (person["starts"], person["gone"], person["over"]) for person in self.people
        }, [one.code for one in self.waiting]


@settings(max_examples=25, deadline=None)
@given(visits, days)
def test_the_rest_of_the_day_is_what_the_minutes_say(planned, day):
    outcome = lateness.rest_of_day(planned, [], day)

    slow, left = SlowClinic(planned, day).play()
    assert {one.code: (one.starts, one.ends, one.over) for one in outcome.effects} == slow
    assert list(outcome.untreated) == left


@given(visits, days)
def test_needles_are_never_in_past_their_limit_nor_while_nobody_is_at_work(planned, day):
    outcome = lateness.rest_of_day(planned, [], day)

    by_code = {one.code: one for one in planned}
    assert {one.code for one in outcome.effects} | set(outcome.untreated) == set(by_code)
    busy, rooms = [], {}
    for one in outcome.effects:
        plan = by_code[one.code]
        assert one.starts >= plan.starts + plan.late
        assert not one.is_breach and not one.shares_room
        assert one.over <= plan.parts[1].slip
        # From the first needle to the last one out, the same stretch of work.
        assert any(begins <= one.starts and one.ends <= until for begins, until in day.working)
        [(first, welcomed), (removal, gone)] = one.hands
        assert (first, gone) == (one.starts, one.ends)
        assert plan.parts[1].minutes <= removal - welcomed <= plan.parts[1].minutes + plan.parts[1].slip
        busy += one.hands
        rooms.setdefault(one.room_until, None)
        assert not any(
            one.starts < until and begins < one.room_until
            for begins, until in day.room_taken.get(plan.room, ())
        )
    for earlier, later in zip(sorted(busy), sorted(busy)[1:], strict=False):
        assert earlier[1] <= later[0]  # one pair of hands
    held = sorted((by_code[one.code].room, one.starts, one.room_until) for one in outcome.effects)
    for (room, _, until), (next_room, begins, _) in itertools.pairwise(held):
        assert room != next_room or until <= begins


# --- Examples ------------------------------------------------------------------------------------------------------------


def test_a_day_that_keeps_to_its_plan_has_no_ripple():
    planned = [a_visit("a", 540), a_visit("b", 555, "2"), a_visit("c", 605), a_visit("d", 780, "2")]
    outcome = lateness.rest_of_day(planned, [], a_day())
    assert outcome.is_fine
    assert [(one.code, one.starts, one.waits, one.over) for one in outcome.effects] == [
        ("a", 540, 0, 0),
        ("b", 555, 0, 0),
        ("c", 605, 0, 0),
        ("d", 780, 0, 0),
    ]


def test_a_late_start_makes_the_next_in_the_room_wait():
    outcome = lateness.rest_of_day([a_visit("a", 540, late=20), a_visit("c", 600)], [], a_day())
    assert outcome.is_fine
    assert outcome.of("a").waits == 20
    assert outcome.of("c").waits == 15  # until the room is ready again at 615
    assert outcome.of("nobody") is None


def test_needles_come_out_before_new_ones_are_begun():
    resting = Begun("r", 520, ready=560, due=565, parts=(Part(TOGETHER, 10), Part(TURNOVER, 5)), room="2")
    outcome = lateness.rest_of_day([a_visit("a", 540, late=15)], [resting], a_day(now=550))
    assert outcome.of("r").hands == ((560, 570),)
    # From 555 there would be 15 minutes of welcome, and the needles of r may stay until 565 only.
    assert outcome.of("a").starts == 570
    assert outcome.is_fine


def test_what_does_not_fit_before_lunch_waits_until_after_it():
    outcome = lateness.rest_of_day([a_visit("a", 660, late=20)], [], a_day())
    assert outcome.of("a").starts == 780


def test_what_does_not_fit_before_closing_is_named():
    outcome = lateness.rest_of_day([a_visit("a", 1030, late=10)], [], a_day())
    assert outcome.untreated == ("a",)
    assert not outcome.is_fine


def test_a_breach_that_is_there_already_is_said_and_never_called_fine():
    long_ago = Begun("r", 480, ready=540, due=550, parts=(Part(TOGETHER, 10), Part(TURNOVER, 5)), room="2")
    outcome = lateness.rest_of_day([], [long_ago], a_day(now=560))
    assert outcome.of("r").is_breach
    assert not outcome.is_fine


def test_only_what_the_late_start_makes_worse_refuses_it():
    long_ago = Begun("r", 480, ready=540, due=550, parts=(Part(TOGETHER, 10), Part(TURNOVER, 5)), room="2")
    taken = a_day(now=560, **{"2": [(560, 575)]})
    anyway = lateness.rest_of_day([a_visit("a", 660)], [long_ago], taken)
    late = lateness.rest_of_day([a_visit("a", 660, late=5)], [long_ago], taken)
    assert late.of("r").is_breach and late.of("r").shares_room
    assert not late.made_worse(anyway)
    assert late.allows("a", anyway)
    # The same, but without it r's needles would have been out in time.
    kept = lateness.rest_of_day([a_visit("a", 660)], [dataclasses.replace(long_ago, due=580)], a_day(now=560))
    assert late.made_worse(kept) == {"r"}
    assert not late.allows("a", kept)


def test_whoever_comes_late_must_be_treated_even_when_the_day_is_full_anyway():
    full = lateness.rest_of_day([a_visit("a", 1040)], [], a_day())
    assert full.untreated == ("a",)
    assert not full.made_worse(full)
    assert not full.allows("a", full)
    assert lateness.Outcome((), ("a", "b")).made_worse(full) == {"b"}


begun_ones = st.lists(
    st.tuples(st.integers(500, 700), st.sampled_from([0, 5, 10]), st.sampled_from(["r", "1"])), max_size=2
).map(
    lambda rows: [
        Begun(f"r{n}", at - 40, at, at + slip, (Part(TOGETHER, 10), Part(TURNOVER, 5)), room)
        for n, (at, slip, room) in enumerate(rows)
    ]
)


@settings(max_examples=60)
@given(visits, begun_ones, days, st.integers(0, 90))
def test_a_late_start_that_is_allowed_never_adds_needles_past_their_limit(planned, begun, day, minutes):
    on_time = [dataclasses.replace(planned[0], late=0), *planned[1:]]
    anyway = lateness.rest_of_day(on_time, begun, day)
    late = lateness.rest_of_day([dataclasses.replace(planned[0], late=minutes), *planned[1:]], begun, day)
    if late.allows(planned[0].code, anyway):
        over = {one.code: one.over for one in anyway.effects if one.is_breach}
        for one in late.effects:
            assert not one.is_breach or one.over <= over[one.code]
        assert set(late.untreated) <= set(anyway.untreated)


def test_needles_in_over_lunch_are_a_breach():
    resting = Begun("r", 690, ready=725, due=735, parts=(Part(TOGETHER, 10),), room="2")
    assert lateness.rest_of_day([], [resting], a_day(now=710)).of("r").is_breach


def test_a_room_that_somebody_else_needs_is_said():
    resting = Begun("r", 540, ready=600, due=610, parts=(Part(TOGETHER, 10), Part(TURNOVER, 5)), room="2")
    outcome = lateness.rest_of_day([], [resting], lateness.Day(590, ((540, 720),), {"2": [(605, 660)]}))
    assert outcome.of("r").shares_room
    assert not outcome.is_fine


def test_a_rest_at_the_end_or_the_beginning_needs_no_hands():
    lying = (Part(REST, 10), Part(TOGETHER, 15), Part(REST, 20), Part(TURNOVER, 5))
    one = lateness.rest_of_day([a_visit("a", 540, parts=lying)], [], a_day()).of("a")
    assert (one.starts, one.hands, one.ends, one.room_until) == (540, ((550, 565),), 585, 590)


def test_the_parts_of_a_pattern_are_what_the_hands_do_and_what_lies_between():
    read = lateness.patterns.pattern([["TOGETHER", 15], ["REST", 25, 5], ["TOGETHER", 10], ["TURNOVER", 5]])
    assert lateness.parts_of(read) == follow_up(25, 5)
    watched = lateness.parts_of(read.attended())
    assert watched == (Part(TOGETHER, 50), Part(TURNOVER, 5))


def test_a_rest_is_shortened_in_fives_and_not_below_fifteen_minutes():
    assert lateness.with_shorter_rest(follow_up(25), 7)[1].minutes == 15
    assert lateness.with_shorter_rest(follow_up(30), 7)[1].minutes == 20
    assert lateness.with_shorter_rest(follow_up(30), 60)[1].minutes == 15
    assert lateness.with_shorter_rest(follow_up(15), 60) is None
