"""Counting visits as a payer does, against a slow twin that looks at every day."""

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from needlepoint.knowledge.payers import terms as payers
from needlepoint.knowledge.safety import cautions
from needlepoint.plans import rules
from needlepoint.plans.rules import ceilings

DAY = dt.timedelta(days=1)
FIRST = dt.date(2025, 1, 6)
TERMS = payers.terms_of(payers.payer("MEDICARE"), dt.date(2026, 1, 1))
Signed, Why = ceilings.Signed, ceilings.Why


def weekly(count, first=FIRST, days=7):
    return [first + dt.timedelta(days=days * place) for place in range(count)]


# --- The slow twin: read the rule aloud, visit by visit and day by day -------------------------------------------------


def eleven_full_months_later(first):
    month = first.replace(day=1)
    for _month in range(12):  # the rest of its own month, then eleven full ones
        month = (month + dt.timedelta(days=32)).replace(day=1)
    return month


def slowly(days, signed, terms):
    """Return (day, number, in window, why) of each visit."""
    told, year = [], []
    for on in sorted(days):
        if not year or on >= eleven_full_months_later(year[0]):
            year = []
        year.append(on)
        window = [on - n * DAY for n in range(terms.first_days)]
        in_window = sum(one in window for one in told_days(told)) + 1
        said = None
        for one in sorted(signed, key=lambda one: one.on):
            if year[0] <= one.on <= on:
                said = one.is_improving
        if said is False:
            why = Why.NOT_IMPROVING
        elif len(year) > terms.year_visits:
            why = Why.YEAR_FULL
        elif said is None and (len(year) > terms.first_visits or in_window > terms.first_visits):
            why = Why.NOT_SIGNED
        else:
            why = None
        told.append((on, len(year), in_window, why))
    return told


def told_days(told):
    return [one[0] for one in told]


def quickly(days, signed, terms):
    return [(one.on, one.number, one.in_window, one.why) for one in ceilings.counted(days, signed, terms)]


a_day = st.integers(0, 500).map(lambda n: FIRST + n * DAY)
many_days = st.lists(a_day, max_size=30)
signatures = st.lists(st.builds(Signed, a_day, st.booleans()), max_size=3, unique_by=lambda one: one.on)
small = payers.Terms(FIRST, 3, 20, 5, 12, frozenset(), frozenset({"M54.50"}), "", "", "", "")
some_terms = st.sampled_from([TERMS, small])


@settings(max_examples=25, deadline=None)
@given(many_days, signatures, some_terms)
def test_visits_are_counted_as_the_slow_twin_counts_them(days, signed, terms):
    assert quickly(days, signed, terms) == slowly(days, signed, terms)


@settings(max_examples=25, deadline=None)
@given(st.lists(a_day, max_size=12), st.lists(a_day, min_size=1, max_size=4), signatures)
def test_no_booking_that_leaves_more_visits_unpaid_goes_unsaid(days, wished, signed):
    before = sum(one.why is not None for one in ceilings.counted(days, signed, small))
    after = sum(one.why is not None for one in ceilings.counted([*days, *wished], signed, small))

    assert len(ceilings.over(days, wished, signed, small)) >= after - before


@settings(max_examples=20, deadline=None)
@given(st.lists(a_day, max_size=8), signatures, st.integers(0, 400))
@example(
    [FIRST], [Signed(FIRST, False), Signed(FIRST + 2 * DAY, True)], 0
)  # the day of signing counts already
def test_the_next_day_within_is_the_first_that_a_look_at_every_day_finds(days, signed, later):
    from_on = FIRST + later * DAY
    found = ceilings.next_within(days, signed, small, from_on=from_on)
    on = from_on
    while ceilings.over(days, [on], signed, small):
        on += DAY

    assert found == on


# --- Days that somebody can check with pencil and paper ---------------------------------------------------------------


def test_a_year_ends_when_eleven_full_months_have_passed():
    assert ceilings.year_ends(dt.date(2020, 3, 21)) == dt.date(2021, 3, 1)
    assert ceilings.year_ends(dt.date(2024, 2, 29)) == dt.date(2025, 2, 1)


def test_twelve_visits_in_ninety_days_are_within_and_the_thirteenth_needs_a_signature():
    whys = [one.why for one in ceilings.counted(weekly(13), (), TERMS)]

    assert whys == [None] * 12 + [Why.NOT_SIGNED]
    assert not ceilings.over(weekly(11), weekly(12)[-1:], (), TERMS)
    assert [one.number for one in ceilings.over(weekly(12), weekly(13)[-1:], (), TERMS)] == [13]


def test_a_signed_improvement_opens_eight_more_and_never_a_ninth():
    signed = [Signed(weekly(12)[-1], is_improving=True)]

    whys = [one.why for one in ceilings.counted(weekly(21), signed, TERMS)]

    assert whys == [None] * 20 + [Why.YEAR_FULL]


def test_signed_as_not_improving_stops_the_next_visit_however_few_there_were():
    signed = [Signed(weekly(6)[-1], is_improving=False)]

    assert ceilings.over(weekly(6), weekly(7)[-1:], signed, TERMS)[0].why is Why.NOT_IMPROVING
    assert ceilings.next_within(weekly(6), signed, TERMS, from_on=weekly(7)[-1]) == dt.date(2026, 1, 1)


def test_a_later_signature_counts_and_an_earlier_years_does_not():
    signed = [Signed(weekly(6)[-1], is_improving=False), Signed(weekly(12)[-1], is_improving=True)]
    assert ceilings.counted(weekly(13), signed, TERMS)[-1].why is None

    of_last_year = [Signed(FIRST, is_improving=True)]
    next_year = weekly(13, first=dt.date(2026, 1, 5))
    assert ceilings.counted([FIRST, *next_year], of_last_year, TERMS)[-1].why is Why.NOT_SIGNED


def test_a_new_year_does_not_make_room_for_a_thirteenth_visit_in_ninety_days():
    december = weekly(11, first=dt.date(2025, 11, 3), days=5)
    january = [dt.date(2026, 1, 20), dt.date(2026, 1, 21)]

    last = ceilings.counted([dt.date(2025, 1, 2), *december, *january], (), TERMS)[-1]

    assert (last.number, last.in_window, last.why) == (2, 13, Why.NOT_SIGNED)


def test_a_visit_put_in_before_others_is_warned_about_for_the_one_it_pushes_over():
    booked = weekly(12)
    between = booked[3] + DAY

    assert [one.on for one in ceilings.over(booked, [between], (), TERMS)] == [booked[-1]]


def test_where_somebody_stands_is_said_for_a_day():
    stands = ceilings.standing(weekly(9), (), TERMS, on=weekly(7)[-1])

    assert (stands.done, stands.booked, stands.in_year, stands.in_window) == (7, 2, 9, 7)
    assert stands.window_opens_on == FIRST + dt.timedelta(days=90)
    assert (stands.year_began, stands.year_ends) == (FIRST, dt.date(2026, 1, 1))
    nothing = ceilings.standing((), (), TERMS, on=FIRST)
    assert (nothing.in_year, nothing.year_began, nothing.window_opens_on) == (0, None, None)
    over = ceilings.standing(weekly(3), (), TERMS, on=dt.date(2027, 1, 1))
    assert (over.in_year, over.in_window, over.year_began) == (0, 0, None)


# --- Whether the payer pays at all -------------------------------------------------------------------------------------

LONG = {"on": FIRST, "onset_on": FIRST - dt.timedelta(weeks=12), "kind": "NON_SPECIFIC", "codes": ["M54.50"]}
Doubt = ceilings.Doubt


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ()),
        ({"onset_on": None}, (Doubt.NO_ONSET,)),
        ({"onset_on": FIRST - dt.timedelta(weeks=12) + DAY}, (Doubt.TOO_NEW,)),
        ({"kind": "AFTER_SURGERY"}, (Doubt.SURGERY,)),
        ({"kind": "AFTER_SURGERY", "cautions": ["back_surgery"]}, (Doubt.SURGERY,)),
        ({"cautions": ["back_surgery", "pregnant"]}, (Doubt.ASK_SURGERY, Doubt.ASK_PREGNANCY)),
        ({"kind": "PREGNANCY"}, (Doubt.PREGNANCY,)),
        ({"codes": ["M54.32"]}, (Doubt.CODE,)),
        ({"codes": ["M54.32", "M54.59"]}, ()),
        ({"codes": []}, (Doubt.CODE,)),
    ],
)
def test_what_stands_against_the_payer_paying_is_found(change, found):
    assert ceilings.doubts(TERMS, **{"cautions": (), **LONG, **change}) == found


def test_the_words_of_the_rules_are_those_of_the_kinds_and_cautions_that_exist():
    assert set(ceilings.KINDS) <= {str(kind) for kind in rules.Kind}
    assert all(cautions.caution(key) for key in ceilings.CAUTIONS)
