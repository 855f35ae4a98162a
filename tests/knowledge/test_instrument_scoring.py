"""From answers to numbers: published scoring rules as a table, every bad answer to every measure, and a slow twin."""

import decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.knowledge.instruments import catalogue, definition, distress, scoring
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition as forms

ALL = catalogue.all_instruments()
PACKS = catalogue.by_pack()
Wrong = scoring.Wrong


def typed(key, answers):
    """'1 2 - 4' as (item, answer) pairs in the items' order; '-' was left open, '3*5' is 3 five times."""
    cells = [cell for one in answers.split() for cell in _repeated(one)]
    items = catalogue.instrument(key).items
    assert len(cells) == len(items)
    return [(item.key, cell) for item, cell in zip(items, cells, strict=True) if cell != "-"]


def _repeated(cell):
    one, _, many = cell.partition("*")
    return [one] * int(many or 1)


def scored(key, answers, tables=None):
    return {
        one.scale: one for one in scoring.score(catalogue.instrument(key), typed(key, answers), tables or {})
    }


# Each row follows a scoring rule as its authors published it.
#   measure | answers, item by item | scale | number | group
GOLDEN = """
PAIN         | 7                         |            | 7     |
PEG          | 5 6 7                     |            | 6     |
PEG          | 10 10 9                   |            | 29/3  |
PEG          | 0 0 0                     |            | 0     |
RMDQ24       | 1*24                      |            | 24    |
RMDQ24       | 0*24                      |            | 0     |
RMDQ24       | 1*11 0*13                 |            | 11    |
PHQ4         | 0 0 0 0                   |            | 0     | None
PHQ4         | 1 1 0 0                   |            | 2     | None
PHQ4         | 2 1 0 0                   | ANXIETY    | 3     | Mild
PHQ4         | 0 0 3 3                   | DEPRESSION | 6     | Moderate
PHQ4         | 0 0 3 3                   |            | 6     | Moderate
PHQ4         | 3 2 2 2                   |            | 9     | Severe
PHQ4         | 3 3 3 3                   |            | 12    | Severe
STARTBACK    | 0 0 0 0 0 0 0 0 1         |            | 0     | Low risk
STARTBACK    | 1 1 1 0 0 0 0 0 3         |            | 3     | Low risk
STARTBACK    | 1 1 1 0 0 0 0 0 4         |            | 4     | Medium risk
STARTBACK    | 1 1 1 1 1 1 1 0 3         | PSYCH      | 3     | Medium risk
STARTBACK    | 0 0 0 0 1 1 1 0 5         | PSYCH      | 4     | High risk
STARTBACK    | 0 0 0 0 1 1 1 1 1         |            | 4     | High risk
STARTBACK    | 1 1 1 1 1 1 1 1 5         |            | 9     | High risk
ODI          | 2 2 2 2 2 2 1 1 1 1       |            | 32    |
ODI          | 2 2 2 2 2 2 2 1 1 -       |            | 320/9 |
ODI          | 5*10                      |            | 100   |
ODI          | 5*9 -                     |            | 100   |
ODI          | 0*10                      |            | 0     |
QUEBEC       | 5*20                      |            | 100   |
QUEBEC       | 0*10 3*10                 |            | 30    |
FABQ         | 6*16                      |            | 24    |
FABQ         | 6*16                      | WORK       | 42    |
FABQ         | 6 0*7 6 0*4 6 0 6         |            | 0     |
FABQ         | 0 1 2 3 4 0*11            |            | 10    |
FABQ         | 0*5 1 2 6 3 4 5 6 6 6 6 6 | WORK       | 27    |
EQ5D5L       | 1 1 1 1 1 80              |            | 80    |
PROMIS_PI4A  | 1 1 1 1                   |            | 4     |
PROMIS_PI4A  | 5 5 5 5                   |            | 20    |
PROMIS_PI6B  | 3*6                       |            | 18    |
PROMIS_PI8A  | 5*8                       |            | 40    |
PROMIS_PF4A  | 5 4 3 2                   |            | 14    |
PROMIS_PF6B  | 1*6                       |            | 6     |
PROMIS_PF8B  | 5*8                       |            | 40    |
PROMIS_PF10A | 5*10                      |            | 50    |
PROMIS_INT3A | 1 3 5                     |            | 9     |
PROMIS_G10   | 1 1 5 1 1 5 0 5 1 1       |            | 20    |
PROMIS_G10   | 1 1 1 1 1 1 10 1 1 1      |            | 4     |
PROMIS_G10   | 1 1 3 1 1 3 3 3 1 1       |            | 13    |
PROMIS_G10   | 1 1 3 1 1 3 4 3 1 1       |            | 12    |
PROMIS_G10   | 1 1 3 1 1 3 6 3 1 1       |            | 12    |
PROMIS_G10   | 1 1 3 1 1 3 7 3 1 1       |            | 11    |
PROMIS_G10   | 1 5 1 4 3 1 0 1 1 2       | MENTAL     | 14    |
NIH_IMPACT   | 0 1*4 5*4                 |            | 8     | Mild
NIH_IMPACT   | 10 5*4 1*4                |            | 50    | Severe
NIH_IMPACT   | 5 3*4 4*4                 |            | 25    | Mild
NIH_IMPACT   | 6 3*4 3 3 4 4             |            | 28    | Moderate
NIH_IMPACT   | 7 4*4 3*4                 |            | 35    | Severe
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in GOLDEN.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row[:3]))
def test_a_number_is_what_its_authors_say(row):
    key, answers, scale, number, *group = row

    outcomes = scored(key, answers)

    assert outcomes[scale].value == Fraction(number)
    if group:
        assert scoring.group_of(catalogue.instrument(key), outcomes.values()) == group[0]


def test_every_measure_stands_in_the_table_or_is_one_question_of_ours():
    assert {row[0] for row in ROWS} >= {one.key for one in PACKS}
    assert all(len(one.items) == 1 for one in catalogue.in_the_box())


# --- Bad answers ----------------------------------------------------------------------------------------------------------


def best(key):
    return [(item.key, item.highest) for item in catalogue.instrument(key).items]


def wrongs(key, pairs):
    outcomes = scoring.score(catalogue.instrument(key), pairs)
    for one in outcomes:
        assert (one.value is None) == bool(one.faults)
        assert one.why_not == " ".join(fault.sentence for fault in one.faults)
    return {one.scale: {fault.wrong for fault in one.faults} for one in outcomes}


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("lots", Wrong.NOT_A_NUMBER),
        ("", Wrong.NOT_A_NUMBER),
        ("1e0", Wrong.NOT_A_NUMBER),
        ("--1", Wrong.NOT_A_NUMBER),
        ("٣", Wrong.NOT_A_NUMBER),
        (True, Wrong.NOT_A_NUMBER),
        (decimal.Decimal("NaN"), Wrong.NOT_A_NUMBER),
        (decimal.Decimal("Infinity"), Wrong.NOT_A_NUMBER),
        (-1, Wrong.OUT_OF_RANGE),
        ("101", Wrong.OUT_OF_RANGE),
        ("0,5", {Wrong.NOT_WHOLE, Wrong.OUT_OF_RANGE}),
        (decimal.Decimal("1.5"), {Wrong.NOT_WHOLE, Wrong.OUT_OF_RANGE}),
    ],
    ids=str,
)
def test_a_bad_answer_to_any_measure_gives_no_number_and_its_reason(value, wrong):
    wanted = wrong if isinstance(wrong, set) else {wrong}
    for one in ALL:
        for place, (item, _value) in enumerate(best(one.key)):
            pairs = best(one.key)
            pairs[place] = (item, value)
            found = wrongs(one.key, pairs)
            reading = [scale.key for scale in one.scales if item in scale.items]
            assert all(found[scale] & wanted for scale in reading), item


def test_an_item_answered_twice_or_unknown_gives_no_number():
    for one in ALL:
        first = best(one.key)[0]

        twice = wrongs(one.key, [*best(one.key), first])
        unknown = wrongs(one.key, [*best(one.key), ("NOBODY_1", 1)])

        for scale in one.scales:
            assert (Wrong.TWICE in twice[scale.key]) == (first[0] in scale.items)
            assert unknown[scale.key] >= {Wrong.UNKNOWN}


def test_below_the_least_number_of_answers_there_is_no_number():
    for one in ALL:
        for scale in one.scales:
            for answered in range(len(scale.items) + 1):
                kept = [(item, value) for item, value in best(one.key) if item in scale.items[:answered]]
                found = wrongs(one.key, kept)[scale.key]
                assert (Wrong.TOO_FEW in found) == (answered < scale.at_least)
                assert found <= {Wrong.TOO_FEW, Wrong.NO_TABLE}


def test_nothing_at_all_is_an_error_with_its_reason():
    for one in ALL:
        for outcome in scoring.score(one, []):
            assert outcome.value is None
            assert f"0 of {len(one.scale(outcome.scale).items)} items are answered" in outcome.why_not


def test_all_faults_are_told_at_once():
    pairs = [("PHQ4_1", "x"), ("PHQ4_1", "9"), ("PHQ4_2", "4"), ("PHQ4_3", "1.5"), ("PHQ4_7", "1")]

    total, worry, low = scoring.score(catalogue.instrument("PHQ4"), pairs)

    assert [fault.wrong for fault in total.faults] == [
        Wrong.NOT_A_NUMBER, Wrong.OUT_OF_RANGE, Wrong.TWICE, Wrong.OUT_OF_RANGE, Wrong.NOT_WHOLE, Wrong.UNKNOWN, Wrong.TOO_FEW,
    ]  # fmt: skip
    assert {fault.item for fault in worry.faults} == {"PHQ4_1", "PHQ4_2", "PHQ4_7"}
    assert {fault.item for fault in low.faults} == {"PHQ4_3", "PHQ4_7", ""}


def test_a_fault_in_one_half_leaves_the_other_its_number():
    outcomes = scored("FABQ", "0 1 1 1 1 x 0*10")

    assert outcomes[""].value == 4
    assert "FABQ_6 is “x”, which is not a number. Use a whole number from 0 to 6." in outcomes["WORK"].why_not


# --- Tables ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [one.key for one in PACKS if any(s.method.needs_table for s in one.scales)])
def test_without_its_table_a_number_that_is_looked_up_is_an_error_and_the_sum_stands(key):
    for scale in catalogue.instrument(key).scales:
        outcome = next(
            one for one in scoring.score(catalogue.instrument(key), best(key)) if one.scale == scale.key
        )
        assert (outcome.value is None) == scale.method.needs_table
        if scale.method.needs_table:
            assert "has not been loaded with the pack" in outcome.why_not


def test_with_its_table_it_is_what_the_table_says():
    outcomes = scored("PROMIS_PI4A", "1 2 2 1", {"T": {"6": Fraction(501, 10)}})
    assert outcomes["T"].value == Fraction(501, 10)

    outcomes = scored("PROMIS_PI4A", "1 2 2 2", {"T": {"6": Fraction(501, 10)}})
    assert outcomes["T"].why_not == "T-score: the loaded table says nothing for 7."

    outcomes = scored("EQ5D5L", "2 1 3 2 1 60", {"INDEX": {"21321": Fraction(-1, 8)}})
    assert outcomes["INDEX"].value == Fraction(-1, 8)

    outcomes = scored(
        "PROMIS_G10", "1 1 3 1 1 3 7 3 1 1", {"T": {"11": Fraction(40)}, "MENTAL_T": {"4": Fraction(21)}}
    )
    assert (outcomes["T"].value, outcomes["MENTAL_T"].value) == (40, 21)


# --- Numbers from paper ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "number", "scale", "value"),
    [
        ("RMDQ24", "12", "", Fraction(12)),
        ("PEG", "6,3", "", Fraction(63, 10)),
        ("PEG", " 6.33 ", "", Fraction(633, 100)),
        ("ODI", "35.5", "", Fraction(71, 2)),
        ("EQ5D5L", "-0.125", "INDEX", Fraction(-1, 8)),
        ("PHQ4", "6", "DEPRESSION", Fraction(6)),
    ],
)
def test_a_number_worked_out_on_paper_is_taken_as_it_stands(key, number, scale, value):
    assert scoring.total(catalogue.instrument(key), number, scale).value == value


@pytest.mark.parametrize(
    ("key", "number", "scale", "wrong"),
    [
        ("RMDQ24", "25", "", Wrong.OUT_OF_RANGE),
        ("RMDQ24", "-1", "", Wrong.OUT_OF_RANGE),
        ("RMDQ24", "12.5", "", Wrong.NOT_WHOLE),
        ("RMDQ24", "twelve", "", Wrong.NOT_A_NUMBER),
        ("RMDQ24", "", "", Wrong.NOT_A_NUMBER),
        ("PHQ4", "7", "ANXIETY", Wrong.OUT_OF_RANGE),
        ("EQ5D5L", "1.01", "INDEX", Wrong.OUT_OF_RANGE),
    ],
)
def test_a_number_that_cannot_be_is_refused(key, number, scale, wrong):
    outcome = scoring.total(catalogue.instrument(key), number, scale)

    assert outcome.value is None
    assert [fault.wrong for fault in outcome.faults] == [wrong]


def test_a_scale_that_is_not_there_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        scoring.total(catalogue.instrument("PEG"), "1", "HALF")


# --- A slow twin ----------------------------------------------------------------------------------------------------------


# The main number, worked out by hand for each measure that does not only add up; a[0] is unused, so a[n] is item n.
BY_HAND = {
    "PEG": lambda a: Fraction(a[1] + a[2] + a[3], 3),
    "ODI": lambda a: 2 * sum(a[1:]),
    "STARTBACK": lambda a: sum(a[1:9]) + (1 if a[9] in (4, 5) else 0),
    "FABQ": lambda a: a[2] + a[3] + a[4] + a[5],
    "EQ5D5L": lambda a: a[6],
    "PROMIS_G10": lambda a: (
        a[3] + a[6] + a[8] + (5 if a[7] == 0 else 1 if a[7] == 10 else 4 - (a[7] - 1) // 3)
    ),
    "NIH_IMPACT": lambda a: sum(a[1:6]) + sum(6 - one for one in a[6:]),
}


def slow(key, a):
    return BY_HAND[key](a) if key in BY_HAND else sum(a[1:])


@st.composite
def filled_in(draw):
    instrument = draw(st.sampled_from(PACKS))
    return instrument, [draw(st.integers(item.lowest, item.highest)) for item in instrument.items]


@given(filled_in())
def test_every_number_equals_its_slow_twin_and_lies_in_its_range(filled):
    instrument, answers = filled

    outcome, *others = scoring.score(
        instrument, [(item.key, answer) for item, answer in zip(instrument.items, answers, strict=True)]
    )

    assert outcome.value == slow(instrument.key, [None, *answers])
    for one in (outcome, *others):
        scale = instrument.scale(one.scale)
        assert scale.method.needs_table or scale.lowest <= one.value <= scale.highest


@given(filled_in(), st.randoms())
def test_the_order_in_which_answers_come_does_not_matter(filled, chance):
    instrument, answers = filled
    pairs = [(item.key, str(answer)) for item, answer in zip(instrument.items, answers, strict=True)]
    mixed = list(pairs)
    chance.shuffle(mixed)

    assert scoring.score(instrument, pairs) == scoring.score(instrument, mixed)


@given(st.dictionaries(st.sampled_from(range(1, 11)), st.integers(0, 5)))
def test_a_percent_is_of_what_was_answered(answers):
    pairs = [(f"ODI_{number}", value) for number, value in answers.items()]
    (outcome,) = scoring.score(catalogue.instrument("ODI"), pairs)

    if len(answers) < 9:
        assert outcome.value is None
    else:
        assert outcome.value * 5 * len(answers) == 100 * sum(answers.values())


@given(st.integers(-6000, 6000), st.integers(1, 60))
def test_a_fraction_that_was_stored_is_the_same_fraction_again(above, below):
    value = Fraction(above, below)

    assert scoring.exact(scoring.stored(value)) == value


@given(st.decimals(-1, 100, places=3))
def test_a_number_from_paper_that_was_stored_is_not_bent(number):
    back = scoring.exact(decimal.Decimal(number).quantize(decimal.Decimal("0.0001")))

    assert scoring.stored(back) == number


# --- Forms ----------------------------------------------------------------------------------------------------------------


def a_form(*items, key="first_visit"):
    return forms.Form(key, "1", "A form", (forms.Screen("one", "One", items),))


def number(value):
    return said.Given(said.State.ANSWERED, (said.Value(number=decimal.Decimal(value)),))


SLEEP = forms.Item("sleep", forms.Kind.SCALE, "?", instrument="SLEEP")
MOOD = forms.Item("mood", forms.Kind.SCALE, "?", instrument="MOOD")
OWN = forms.Item("own", forms.Kind.ACTIVITIES, "?", instrument="ACTIVITY")
AGE = forms.Item("age", forms.Kind.NUMBER, "?")


def test_a_form_of_ours_gives_a_number_for_each_answered_question_that_is_a_measure():
    form = a_form(SLEEP, MOOD, OWN, AGE)
    own = said.Given(
        said.State.ANSWERED,
        tuple(
            value
            for place, mark in enumerate((3, 4))
            for value in (
                said.Value(place, "words", text="Walk"),
                said.Value(place, "score", number=decimal.Decimal(mark)),
            )
        ),
    )

    outcomes = scoring.score_form(
        form, {"sleep": number(4), "mood": said.SKIPPED, "own": own, "age": number(60)}
    )

    assert scoring.instruments_in(form) == ("SLEEP", "MOOD", "ACTIVITY")
    assert [(one.instrument, one.value) for one in outcomes] == [("SLEEP", 4), ("ACTIVITY", Fraction(7, 2))]


def test_an_answer_off_its_scale_or_without_a_number_is_an_error_with_its_reason():
    empty = said.Given(said.State.ANSWERED)
    off = said.Given(said.State.ANSWERED, (said.Value(0, "score", number=decimal.Decimal(11)),))

    outcomes = scoring.score_form(
        a_form(SLEEP, MOOD, OWN), {"sleep": number(11), "mood": empty, "own": empty}
    )
    outcomes += scoring.score_form(a_form(OWN), {"own": off})

    assert [one.value for one in outcomes] == [None] * 4
    assert all(one.why_not for one in outcomes)


# --- Great strain ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "answers", "many"),
    [
        ("PHQ4", "1 1 1 1", 0),
        ("PHQ4", "2 1 0 0", 1),
        ("PHQ4", "0 0 1 2", 1),
        ("PHQ4", "3 3 3 3", 2),
        ("PHQ4", "3 3 - -", 1),
        ("PHQ4", "3 - 3 -", 0),
        ("MOOD", "6", 0),
        ("MOOD", "7", 1),
        ("STRESS", "10", 1),
        ("PAIN", "10", 0),
    ],
)
def test_great_strain_is_noticed_from_the_published_number_on(key, answers, many):
    assert len(distress.signs(scored(key, answers).values())) == many


def test_answers_to_a_form_are_read_for_great_strain():
    (sign,) = distress.distress(a_form(SLEEP, MOOD), {"sleep": number(10), "mood": number(9)})

    assert sign.threshold.instrument == "MOOD"
    assert sign.threshold.source
    assert sign.outcome.value == 9


# --- What the measures say of themselves ----------------------------------------------------------------------------------


def test_a_measure_that_belongs_to_somebody_says_whose_and_where_and_holds_no_sentence():
    for one in PACKS:
        assert one.terms is not definition.Terms.OURS
        assert one.terms.label
        assert one.get_it_from
        assert (one.question, one.help, one.labels) == ("", "", ())
        for item in one.items:
            # A note says which end is which; it is ours and short.
            assert len(item.note.split()) < 16
    assert {one.key for one in PACKS} >= {
        "RMDQ24",
        "PEG",
        "PHQ4",
        "ODI",
        "STARTBACK",
        "FABQ",
        "QUEBEC",
        "EQ5D5L",
    }


def test_important_changes_are_those_that_were_published_and_no_others():
    points = {one.key: one.important_change for one in ALL if one.important_change is not None}
    share = {one.key for one in ALL if one.important_share is not None}

    assert points == {
        "PAIN": 2, "PAIN_WORST": 2, "PAIN_NOW": 2, "LEG_PAIN": 2, "ACTIVITY": 2, "GLOBAL_CHANGE": 2,
        "RMDQ24": 5, "ODI": 10, "QUEBEC": 20,
    }  # fmt: skip
    assert share == {"PAIN", "PAIN_WORST", "PAIN_NOW", "LEG_PAIN", "RMDQ24", "ODI", "PEG", "NIH_IMPACT"}
    assert {one.important_share for one in ALL} == {None, Fraction(3, 10)}
