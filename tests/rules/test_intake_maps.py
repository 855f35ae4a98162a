"""Which two pain maps are laid side by side."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from needlepoint.intake import rules
from needlepoint.knowledge.questions import answers as said

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
BACK = said.Given(said.State.ANSWERED, (said.Value(0, "region", "SACRUM_MIDDLE"),))


def pain(number):
    return said.Given(said.State.ANSWERED, (said.Value(number=Decimal(number)),))


def a_map(day, form=rules.WHERE_NOW):
    return rules.Map(form, START + day * DAY, BACK)


def test_one_map_is_nothing_to_compare():
    assert rules.pair([]) is None
    assert rules.pair([a_map(1, rules.FIRST_VISIT)]) is None


def test_the_first_and_the_latest_stand_side_by_side_in_whichever_order_they_come():
    maps = [a_map(1, rules.FIRST_VISIT), a_map(2), a_map(3)]
    assert rules.pair(reversed(maps)) == rules.Pair(maps[0], maps[2])
    assert rules.pair(maps[1:]) == rules.Pair(maps[1], maps[2])  # who never filled in the first form


def test_whoever_comes_back_is_compared_with_the_day_they_came_back():
    old = [a_map(1, rules.FIRST_VISIT), a_map(2)]
    back = a_map(900, rules.FIRST_VISIT)
    assert rules.pair([*old, back]) is None
    assert rules.pair([*old, back, a_map(901)]) == rules.Pair(back, a_map(901))


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), unique_by=lambda one: one[0]))
def test_a_pair_is_the_ends_of_the_newest_stretch(told):
    maps = [a_map(day, rules.FIRST_VISIT if is_first else rules.WHERE_NOW) for day, is_first in told]
    firsts = [one.at for one in maps if one.form == rules.FIRST_VISIT]
    since = [one for one in maps if not firsts or one.at >= max(firsts)]
    pair = rules.pair(maps)
    assert (pair is None) == (len(since) < 2)
    if pair:
        assert pair.first.at == min(one.at for one in since)
        assert pair.latest.at == max(one.at for one in since)


def test_nothing_marked_is_a_map_only_where_the_pain_is_0_now():
    where, form = said.SKIPPED, rules.WHERE_NOW
    assert rules.as_map(form, START, BACK, None) == rules.Map(form, START, BACK)
    assert rules.as_map(form, START, None, pain(0)) is None
    assert rules.as_map(form, START, where, None) is None
    assert rules.as_map(form, START, where, said.SKIPPED) is None
    assert rules.as_map(form, START, where, pain(3)) is None
    nowhere = rules.as_map(form, START, where, pain(0))
    assert nowhere is not None
    assert rules.regions_of(nowhere.given) == ()
