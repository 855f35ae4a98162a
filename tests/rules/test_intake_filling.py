"""Rules of forms: which screens are shown, how far somebody is, and what two windows make of one item."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from needlepoint.intake import rules
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition, reading
from needlepoint.knowledge.safety import cautions as safety

Fate, Value = rules.Fate, said.Value
FORM = reading.form("first_visit")


def answered(*codes):
    return said.Given(said.State.ANSWERED, tuple(Value(n, code=code) for n, code in enumerate(codes)))


def words(text):
    return said.Given(said.State.ANSWERED, (Value(text=text),))


# --- Which screens ------------------------------------------------------------------------------------------------------

CODES = ("A", "B", "C")


@some.composite
def forms(draw):
    """Small forms whose screens and items wait for earlier ones."""
    screens, earlier = [], []
    for n in range(draw(some.integers(1, 6))):
        items = [
            definition.Item(f"i{n}_{m}", definition.Kind.MANY, "?", when=draw(conditions(earlier)))
            for m in range(draw(some.integers(1, 2)))
        ]
        screens.append(definition.Screen(f"s{n}", "t", tuple(items), when=draw(conditions(earlier))))
        earlier = [*earlier, *(item.key for item in items)]
    return definition.Form("f", "1", "t", tuple(screens))


@some.composite
def conditions(draw, earlier):
    if not earlier or draw(some.booleans()):
        return ()
    codes = tuple(draw(some.sets(some.sampled_from(CODES), min_size=1)))
    return (definition.When(draw(some.sampled_from(earlier)), any_of=codes),)


def answers_to(form):
    return some.dictionaries(
        some.sampled_from([item.key for item in form.items]),
        some.one_of(
            some.just(said.SKIPPED),
            some.sets(some.sampled_from(CODES), min_size=1).map(lambda codes: answered(*codes)),
        ),
    )


def twin_shown(form, answers):
    """The slow way: a screen or item is asked when every condition names an item that is asked itself and holds."""

    def screen_of(key):
        return next(screen for screen in form.screens for item in screen.items if item.key == key)

    def holds(condition):
        given = answers.get(condition.item)
        return given is not None and bool(set(given.codes) & set(condition.any_of)) and asked(condition.item)

    def asked(key):
        return all(holds(one) for one in (*screen_of(key).when, *form.item(key).when))

    return [screen.key for screen in form.screens if any(asked(item.key) for item in screen.items)]


@given(some.data())
@settings(max_examples=60)
def test_a_screen_is_shown_exactly_when_something_on_it_is_asked(data):
    form = data.draw(forms())
    answers = data.draw(answers_to(form))
    shown = rules.visible_screens(form, answers)
    assert [screen.key for screen in shown] == twin_shown(form, answers)
    assert set(rules.standing(form, answers)) <= set(answers)
    for screen in shown:
        assert rules.items_asked(form, screen, answers)


@given(some.data())
@settings(max_examples=60)
def test_whoever_goes_on_is_shown_every_screen_once_and_progress_never_moves_back(data):
    form = data.draw(forms())
    answers, seen = {}, []
    while (here := rules.first_open(form, answers)) is not None:
        assert here.key not in seen
        at = rules.progress(form, answers, here.key)
        assert 1 <= at.at <= at.of
        assert at.at == len(seen) + 1  # counted one by one
        seen.append(here.key)
        for item in rules.items_asked(form, here, answers):
            answers[item.key] = data.draw(
                some.sampled_from([said.SKIPPED, answered("A"), answered("B", "C")])
            )
    assert seen == [screen.key for screen in rules.visible_screens(form, answers)]
    assert all(rules.after(form, answers, key) is None for key in seen)


def test_an_answer_that_is_not_asked_any_more_does_not_stand_and_is_not_lost():
    answers = {"takes_medicines": answered("NO"), "medicines": words("Ibuprofen")}
    assert "medicines" not in rules.standing(FORM, answers)
    assert "medicines" in rules.standing(FORM, {**answers, "takes_medicines": answered("YES")})


def test_back_leads_to_the_screen_shown_before_also_from_one_that_is_not_asked_any_more():
    assert rules.before(FORM, {}, "where") is None
    assert rules.before(FORM, {}, "since").key == "where"
    assert rules.before(FORM, {}, "leg").key == "pain"
    assert rules.progress(FORM, {}, "leg").at == 6


# --- Two windows --------------------------------------------------------------------------------------------------------

SOME = some.sampled_from([said.SKIPPED, said.UNSURE, answered("A"), answered("B"), words("x")])


@given(some.lists(some.tuples(some.integers(0, 1), SOME, some.booleans()), max_size=12))
def test_any_interleaving_of_two_windows_loses_no_answer(posts):
    """Each post: (window, what it says, whether the window is opened anew before). History only grows."""
    history, seen = [], [0, 0]
    for window, mine, is_fresh in posts:
        if is_fresh:
            seen[window] = len(history)
        current = history[-1] if history else None
        before = seen[window]
        became = rules.fate(
            mine,
            current=current,
            seen=history[before - 1] if before else None,
            has_moved=before != len(history),
        )
        if became is Fate.KEEP:
            # What it takes the place of was seen in this window, or says nothing.
            assert current is None or before == len(history) or current.state is said.State.SKIPPED
            history.append(mine)
            seen[window] = len(history)
        elif became is Fate.SAME:
            base = history[before - 1] if before else said.SKIPPED
            assert rules.is_same(mine, history[-1]) or rules.is_same(mine, base)
            seen[window] = len(history)
        else:
            assert current is not None and current.state is not said.State.SKIPPED
            assert before != len(history) and not rules.is_same(mine, current)


def test_the_same_post_again_changes_nothing():
    for mine in (said.SKIPPED, said.UNSURE, answered("A"), words("x")):
        assert rules.fate(mine, current=None, seen=None, has_moved=False) is Fate.KEEP
        assert rules.fate(mine, current=mine, seen=None, has_moved=True) is Fate.SAME


@pytest.mark.parametrize(
    ("mine", "current", "seen", "became"),
    [
        (answered("A"), answered("B"), None, Fate.CONFLICT),  # both answered the open item
        (answered("A"), answered("B"), answered("A"), Fate.SAME),  # left as it was here: the other one stands
        (said.SKIPPED, answered("B"), None, Fate.SAME),  # left open here
        (said.SKIPPED, answered("B"), answered("A"), Fate.CONFLICT),  # taken away here, changed there
        (answered("A"), said.SKIPPED, None, Fate.KEEP),  # passed over there, answered here
        (said.UNSURE, answered("B"), None, Fate.CONFLICT),
    ],
)
def test_what_another_window_said_meanwhile_is_never_overwritten_unasked(mine, current, seen, became):
    assert rules.fate(mine, current=current, seen=seen, has_moved=True) is became
    assert rules.fate(mine, current=current, seen=seen, has_moved=True, is_overruled=True) is Fate.KEEP


def test_the_order_of_the_pieces_makes_no_other_answer():
    one = said.Given(
        said.State.ANSWERED, (Value(0, "region", "TAILBONE"), Value(0, "pain", number=Decimal(3)))
    )
    other = said.Given(one.state, tuple(reversed(one.values)))
    assert rules.is_same(one, other)
    assert not rules.is_same(one, said.Given(one.state, one.values[:1]))


# --- Readings -----------------------------------------------------------------------------------------------------------

DAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("ago", "unit", "day"),
    [
        (0, "DAYS", dt.date(2026, 11, 23)),
        (10, "DAYS", dt.date(2026, 11, 13)),
        (2, "WEEKS", dt.date(2026, 11, 9)),
        (6, "MONTHS", dt.date(2026, 5, 24)),
        (1, "YEARS", dt.date(2025, 11, 23)),
    ],
)
def test_a_guess_is_counted_back_from_the_day_it_was_made(ago, unit, day):
    value = Value(part="ago", number=Decimal(ago), code=unit, on=DAY)
    given = said.Given(said.State.ANSWERED, (value,))
    assert rules.onset_on({"since": given}) == day
    assert rules.onset({"since": given}) == rules.Onset(day, ago, rules.Unit(unit), DAY)


def test_a_known_day_is_that_day_and_an_open_question_is_none():
    known = said.Given(said.State.ANSWERED, (Value(part="on", on=DAY),))
    assert rules.onset({"since": known}) == rules.Onset(DAY)
    assert rules.onset_on({}) is rules.onset_on({"since": said.UNSURE}) is None


def test_a_stretch_longer_than_a_life_is_a_slip():
    assert rules.is_too_long_ago(101, rules.Unit.YEARS)
    assert not rules.is_too_long_ago(99, rules.Unit.YEARS)


def test_the_baseline_is_the_pain_and_the_patients_own_activities():
    own = (
        Value(0, "words", text="Walk"),
        Value(0, "score", number=Decimal(3)),
        Value(1, "words", text="Sit"),
    )
    answers = {
        "pain_average": said.Given(said.State.ANSWERED, (Value(number=Decimal(7)),)),
        "activities": said.Given(said.State.ANSWERED, own),
    }
    assert rules.baseline(answers) == rules.Baseline(7, (("Walk", 3), ("Sit", None)))
    assert rules.baseline({}) == rules.baseline({"pain_average": said.SKIPPED}) == rules.Baseline(None, ())
    assert rules.scored(FORM, answers) == (("PAIN", Decimal(7)),)


def test_medicines_and_places_are_read_line_by_line():
    values = (
        Value(0, "name", text="Ibuprofen"),
        Value(0, "dose", text="400 mg"),
        Value(0, "often", code="DAILY"),
        Value(1, "name", code=rules.NAME_UNKNOWN),
        Value(1, "for", text="the heart"),
    )
    read = rules.medicines({"medicines": said.Given(said.State.ANSWERED, values)})
    assert read == (rules.Medicine("Ibuprofen", "400 mg", "DAILY"), rules.Medicine("", used_for="the heart"))
    where = (
        Value(0, "region", "TAILBONE"),
        Value(0, "pain", number=Decimal(4)),
        Value(0, "feel", "DULL"),
        Value(1, "region", "CALF_LEFT"),
    )
    given = said.Given(said.State.ANSWERED, where)
    assert rules.regions({"where": given}) == (
        rules.Region("TAILBONE", 4, ("DULL",)),
        rules.Region("CALF_LEFT"),
    )
    assert given.codes == ("TAILBONE", "CALF_LEFT")
    assert rules.regions({}) == rules.medicines({}) == ()


# --- Illnesses that ask for care ------------------------------------------------------------------------------------------


def test_every_illness_that_asks_for_care_is_ticked_somewhere_and_is_a_caution():
    choices = {choice.code for choice in FORM.item("illnesses").choices}

    assert rules.CAUTION_OF.keys() <= choices
    assert {safety.caution(key).key for key in rules.CAUTION_OF.values()} == set(rules.CAUTION_OF.values())


@pytest.mark.parametrize(
    ("told", "cautions"),
    [
        ({}, ()),
        ({"illnesses": said.SKIPPED}, ()),
        ({"illnesses": answered(definition.NONE)}, ()),
        ({"illnesses": answered("PACEMAKER", "HEART", "PREGNANT")}, ("implanted_device", "pregnant")),
        ({"illnesses": said.Given(said.State.UNSURE)}, ("ask_first",)),
    ],
)
def test_illnesses_bring_their_cautions(told, cautions):
    assert rules.cautions(told) == cautions
