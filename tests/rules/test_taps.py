"""Presses of the board's buttons: read without raising, put in order, and decided against the note as it stands."""

import dataclasses
import datetime as dt
import itertools
import json
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.charting import rules
from needlepoint.charting.rules import taps
from tests import cast

Deed, Verdict = taps.Deed, taps.Verdict
NOW = cast.NOW
FEW = settings(max_examples=25, deadline=None)


def key(n=1):
    return uuid.UUID(int=n)


def press(deed, n=1, *, minute=0, **more):
    return taps.Press(key(n), "visit", Deed(deed), NOW + dt.timedelta(minutes=minute), **more)


def told(**changes):
    return {"key": str(key()), "visit": "k7m2", "deed": "OUT", "needles": 12, **changes}


IN_12 = rules.Ledger(went_in=12)
OUT_12 = rules.Ledger(went_in=12, came_out=12, is_out=True)
OUT_11 = rules.Ledger(went_in=12, came_out=11, is_out=True)
HURRIED = rules.Ledger(went_in=12, is_out=True)
SIGNED = rules.Ledger(is_signed=True, went_in=12, came_out=12, is_out=True)


def test_a_press_is_read_as_it_was_sent():
    read = taps.read(told(pressed_at="2026-11-23T09:30:00.250-05:00", needles="12"))

    at = dt.datetime(2026, 11, 23, 14, 30, 0, 250_000, tzinfo=dt.UTC)
    assert read == taps.Press(key(), "k7m2", Deed.OUT, at, needles=12)


@pytest.mark.parametrize(
    "wrong",
    [
        None, [], "OUT", 7, {},
        told(key="1"), told(key="x" * 36), told(key=None), told(visit=""), told(visit=3), told(deed="SIGN"),
        told(visit="a\0b"), told(visit="\ud800"), told(visit="é"), told(visit="x" * 41),
        told(deed=["OUT"]), told(needles=None), told(needles=-1), told(needles=501), told(needles=True),
        told(needles="twelve"), told(pressed_at="yesterday"), told(pressed_at="2026-11-23T09:30:00"), told(pressed_at=[]),
    ],
)  # fmt: skip
def test_what_no_button_sends_is_not_read(wrong):
    assert taps.read(wrong) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=5,
)


@FEW
@given(
    st.fixed_dictionaries(
        dict.fromkeys(("key", "visit", "deed", "pressed_at", "needles", "minutes"), json_values)
    )
)
def test_reading_never_raises(anything):
    taps.read(json.loads(json.dumps(anything)))
    taps.read({**anything, "key": str(key()), "visit": "v", "deed": "IN"})


presses = st.lists(
    st.builds(
        press,
        st.sampled_from(list(Deed)),
        st.integers(1, 6),
        minute=st.integers(0, 40),
        needles=st.integers(0, 14),
    ),
    max_size=8,
).map(lambda many: list({one.key: one for one in many}.values()))


@FEW
@given(presses, st.randoms())
def test_however_often_and_in_whatever_order_presses_are_sent_they_are_the_same_list(many, chance):
    sent = many + [chance.choice(many) for _ in many]
    chance.shuffle(sent)

    assert taps.in_order(sent, NOW) == taps.in_order(many, NOW)
    assert sorted(one.pressed_at for one in many) == [one.pressed_at for one in taps.in_order(sent, NOW)]


@pytest.mark.parametrize(
    ("pressed", "counts_as"),
    [(None, 0), (-20, -20), (+5, 0), (-600, -570)],
    ids=["just now", "20 minutes ago", "a clock that is fast", "a clock that is hours slow"],
)
def test_a_press_is_never_in_the_future_nor_before_its_day(pressed, counts_as):
    begins = NOW - dt.timedelta(minutes=570)
    at = None if pressed is None else NOW + dt.timedelta(minutes=pressed)

    assert taps.moment(at, day_begins=begins, now=NOW) == NOW + dt.timedelta(minutes=counts_as)


def test_what_needs_needles_counts_as_pressed_no_earlier_than_they_went_in():
    begins, went_in = NOW - dt.timedelta(hours=9), NOW - dt.timedelta(minutes=20)
    at = [
        taps.moment(NOW - dt.timedelta(minutes=ago), day_begins=begins, now=NOW, needles_in_at=went_in)
        for ago in (300, 10)
    ]
    assert at == [went_in, NOW - dt.timedelta(minutes=10)]


def test_a_press_for_a_visit_of_tomorrow_counts_as_pressed_now():
    assert taps.moment(NOW, day_begins=NOW + dt.timedelta(days=1), now=NOW) == NOW


@pytest.mark.parametrize(
    ("pressed", "ledger", "verdict"),
    [
        (press("IN", needles=12), rules.Ledger(), Verdict.DO),
        (press("IN", needles=12), IN_12, Verdict.ALREADY),
        (press("IN", needles=11), IN_12, Verdict.IN_DIFFERS),
        (press("IN", needles=12), OUT_12, Verdict.ALREADY),
        (press("OUT", needles=12), rules.Ledger(), Verdict.TOO_SOON),
        (press("OUT", needles=11), IN_12, Verdict.DO),
        (press("OUT", needles=12), HURRIED, Verdict.DO),
        (press("OUT", needles=12), OUT_12, Verdict.ALREADY),
        (press("OUT", needles=11), OUT_12, Verdict.OUT_DIFFERS),
        (press("OUT", needles=12, minute=5), OUT_11, Verdict.DO),
        (press("OUT", needles=12, minute=-5), OUT_11, Verdict.OUT_DIFFERS),
        (press("OUT", needles=11, minute=-5), OUT_11, Verdict.ALREADY),
        (press("OUT", needles=11), SIGNED, Verdict.OUT_DIFFERS),
        (press("LONGER"), rules.Ledger(), Verdict.TOO_SOON),
        (press("LONGER", minutes=30), IN_12, Verdict.DO),
        (press("LONGER", minutes=25), IN_12, Verdict.ALREADY),
        (press("LONGER"), OUT_12, Verdict.TOO_LATE),
        (press("EARLY"), rules.Ledger(), Verdict.TOO_SOON),
        (press("EARLY"), IN_12, Verdict.DO),
        (press("EARLY"), HURRIED, Verdict.ALREADY),
        (press("EARLY"), OUT_12, Verdict.HURRY_UNSAID),
    ],
)  # fmt: skip
def test_a_press_is_decided_against_the_note_as_it_stands(pressed, ledger, verdict):
    standing = taps.Standing(ledger, counted_at=NOW, retention_minutes=25)

    assert taps.verdict(pressed, standing, at=pressed.pressed_at) is verdict


def test_a_hurry_that_the_note_knows_of_is_no_question():
    standing = taps.Standing(OUT_12, counted_at=NOW, came_out_early=True)

    assert taps.verdict(press("EARLY"), standing, at=NOW) is Verdict.ALREADY


@dataclasses.dataclass
class Told:
    """A note as presses change it: the plain twin of what the action does."""

    ledger: rules.Ledger = IN_12
    retention: int = 20
    counts: tuple = ()
    asked: frozenset = frozenset()

    def hears(self, one):
        counted_at = max((at for at, _n in self.counts), default=None)
        standing = taps.Standing(self.ledger, counted_at, self.retention)
        verdict = taps.verdict(one, standing, at=one.pressed_at)
        if verdict.asks:
            self.asked |= {one.key}
        if verdict is not Verdict.DO:
            return
        if one.deed is Deed.OUT:
            self.counts += ((one.pressed_at, one.needles),)
            self.ledger = dataclasses.replace(self.ledger, came_out=one.needles, is_out=True)
        elif one.deed is Deed.LONGER:
            more = taps.more_minutes(
                one.minutes, retention_minutes=self.retention, needles_in_at=NOW, at=one.pressed_at
            )
            self.retention += max(0, more)


def heard(many):
    note = Told()
    for one in many:
        note.hears(one)
    return note


@FEW
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(21, 60)), min_size=1, max_size=4))
def test_longer_pressed_on_several_tablets_is_the_longest_in_any_order(pressed):
    many = [press("LONGER", n, minute=minute, minutes=wanted) for n, (minute, wanted) in enumerate(pressed)]

    assert {heard(order).retention for order in itertools.permutations(many)} == {
        max(one.minutes for one in many)
    }


@FEW
@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from([11, 12])), min_size=2, max_size=4))
def test_no_count_is_lost_whatever_the_order_and_two_numbers_are_recounted_or_asked_about(pressed):
    many = [press("OUT", n, minute=minute, needles=needles) for n, (minute, needles) in enumerate(pressed)]

    for order in itertools.permutations(many):
        note = heard(order)
        kept = {needles for _at, needles in note.counts} | {
            one.needles for one in many if one.key in note.asked
        }
        assert kept == {one.needles for one in many}
        moments = [at for at, _needles in note.counts]
        assert moments == sorted(moments), "an older count never replaces a newer one"
