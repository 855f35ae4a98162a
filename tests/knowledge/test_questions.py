"""Forms as data: every fault of a file is named, and the form before a first visit can be finished by a tired person."""

import hashlib
import itertools

import pytest

from needlepoint.intake import rules
from needlepoint.knowledge.body import regions
from needlepoint.knowledge.instruments import catalogue
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition, reading
from tests.knowledge import reading as ease

FORM = reading.form("first_visit")
Kind, Value = definition.Kind, said.Value
SCREENS_MAX, SECONDS_MAX, GRADE_MAX = 25, 360, 6
TAP, DECISION, KEY, WORDS_A_SECOND = 0.9, 1.35, 0.28, 3.5

SOUND = """
key = "f"
version = "1"
title = "A form"
[[screens]]
key = "one"
title = "One"
[[screens.items]]
key = "work"
kind = "ONE"
question = "Work?"
choices = [["YES", "Yes"], ["NO", "No"]]
[[screens.items]]
key = "much"
kind = "SCALE"
question = "How much?"
lowest_label = "None"
highest_label = "All"
[[screens]]
key = "two"
title = "Two"
when = [{ item = "work", any_of = ["YES"] }, { item = "much", at_least = 3 }]
[[screens.items]]
key = "why"
kind = "TEXT"
question = "Why?"
"""


def faults_of(text):
    with pytest.raises(reading.UnableToReadForm) as unable:
        reading.read(text)
    return unable.value.faults


def test_a_sound_form_is_read_as_it_stands():
    form = reading.read(SOUND)
    assert [screen.key for screen in form.screens] == ["one", "two"]
    assert form.item("work").choices == (definition.Choice("YES", "Yes"), definition.Choice("NO", "No"))
    assert form.screens[1].when == (definition.When("work", ("YES",)), definition.When("much", (), 3))
    with pytest.raises(KeyError):
        form.item("nobody")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('version = "1"', "", "version is missing"),
        ('title = "A form"', "title = 3", "title is a text"),
        ('title = "A form"', 'title = "A form"\ncolour = "red"', "nobody reads colour"),
        ('key = "two"', 'key = "one"', "Screen one: this key is used 2 times"),
        ('key = "two"', 'key = "answers"', "the name of another page"),
        ('key = "two"', 'key = "Two"', "small letters"),
        ('title = "Two"', "", "title is missing"),
        ('key = "much"', 'key = "work"', "Item work: this key is used 2 times"),
        ('key = "much"', 'key = "how-much"', "small letters"),
        ('kind = "SCALE"', 'kind = "SLIDER"', "kind is one of"),
        ('question = "Work?"', "", "question is missing"),
        ('[["YES", "Yes"], ["NO", "No"]]', "[]", "at least 2 choices"),
        ('[["YES", "Yes"], ["NO", "No"]]', '["YES", "NO"]', "choices are pairs"),
        ('["NO", "No"]', '["YES", "No"]', "the choice YES is there 2 times"),
        ('["NO", "No"]', '["no", "No"]', "capital letters"),
        ('["NO", "No"]', '["NO", " "]', "has no words"),
        ('["NO", "No"]', '["NONE", "None of these"]', "NONE is"),
        ('["NO", "No"]', '["UNSURE", "I do not know"]', "it is no choice"),
        ('highest_label = "All"', "", "both ends of a scale"),
        ('highest_label = "All"', 'highest_label = "All"\nhighest = 0', "lowest is below highest"),
        ('highest_label = "All"', 'highest_label = "All"\nhighest = 500', "at most 101 numbers"),
        ('highest_label = "All"', 'highest_label = "All"\nhighest = "ten"', "highest is a whole number"),
        ('kind = "TEXT"', 'kind = "TEXT"\nlongest = 0', "the most characters"),
        ('kind = "TEXT"', 'kind = "MEDICINES"', "the most rows"),
        ('kind = "TEXT"', 'kind = "NUMBER"', "a unit"),
        ('kind = "TEXT"', 'kind = "TEXT"\nchoices = [["A", "a"]]', "offers no choices"),
        ('kind = "TEXT"', 'kind = "TEXT"\nmay_be_unsure = 1', "true or false"),
        ('kind = "TEXT"', 'kind = "BODY"\nmay_be_unsure = true', "left open"),
        ('{ item = "work", any_of = ["YES"] }', '{ item = "why", any_of = ["YES"] }', "no earlier screen"),
        ('{ item = "work", any_of = ["YES"] }', '{ item = "gone", any_of = ["YES"] }', "no earlier screen"),
        ('{ item = "work", any_of = ["YES"] }', '{ item = "work" }', "for which answer"),
        ('{ item = "work", any_of = ["YES"] }', '{ item = "work", any_of = ["MAYBE"] }', "no choice MAYBE"),
        ('{ item = "work", any_of = ["YES"] }', '{ item = "much", any_of = ["YES"] }', "no codes"),
        ('{ item = "work", any_of = ["YES"] }', '{ item = "work", at_least = 1 }', "no number"),
        ("at_least = 3", "at_least = 30", "never is 30"),
        ("at_least = 3", 'at_least = "three"', "at_least is a whole number"),
        ("at_least = 3", "atleast = 3", "nobody reads atleast"),
        (
            '[{ item = "work", any_of = ["YES"] }, { item = "much", at_least = 3 }]',
            '"always"',
            "when is a list of tables",
        ),
        ('any_of = ["YES"]', 'any_of = "YES"', "any_of is a list of codes"),
        (
            '{ item = "much", at_least = 3 }',
            "{ item = 3, at_least = 3 }",
            "item is the key of an earlier item",
        ),
        ('key = "f"', "key = ", "not TOML"),
    ],
)
def test_every_fault_of_a_file_is_named(old, new, fault):
    assert old in SOUND
    assert any(fault in one for one in faults_of(SOUND.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('key = "f"\nversion = "1"\ntitle = "A form"', "it has no screen"),
        ('key = "f"\nversion = "1"\ntitle = "A form"\nscreens = 3', "screens are [[screens]] tables"),
        (
            'key = "f"\nversion = "1"\ntitle = "A form"\n[[screens]]\nkey = "one"\ntitle = "One"\nitems = 3',
            "items are [[screens.items]] tables",
        ),
        (
            'key = "f"\nversion = "1"\ntitle = "A form"\n[[screens]]\nkey = "one"\ntitle = "One"',
            "it asks nothing",
        ),
    ],
)
def test_a_form_that_asks_nothing_is_told_so(text, fault):
    assert any(fault in one for one in faults_of(text))


def test_all_faults_are_named_at_once():
    broken = SOUND.replace('question = "Work?"', "").replace('title = "Two"', "").replace('version = "1"', "")
    assert len(faults_of(broken)) == 3


def test_a_condition_on_the_same_screen_is_a_fault():
    broken = SOUND.replace(
        'question = "How much?"', 'question = "How much?"\nwhen = [{ item = "work", any_of = ["YES"] }]'
    )
    assert any("no earlier screen" in fault for fault in faults_of(broken))


# --- The form before a first visit -----------------------------------------------------------------------------------


def test_the_form_in_the_box_is_sound_and_read_once():
    assert reading.faults_of(FORM) == []
    assert reading.form("first_visit") is FORM


def branches():
    """Answers for every combination of the codes that a condition anywhere waits for, and for none of them."""
    waited: dict[str, set] = {}
    for one in (*FORM.screens, *FORM.items):
        for condition in one.when:
            waited.setdefault(condition.item, set()).update(condition.any_of)
    keys = sorted(waited)
    # A single code opens whatever any of them opens; the places of the leg all open one screen.
    for chosen in itertools.product(*([None, *sorted(waited[key])] for key in keys)):
        yield {
            key: said.Given(said.State.ANSWERED, (Value(part="region" if key == "where" else "", code=code),))
            for key, code in zip(keys, chosen, strict=True)
            if code
        }


def test_nobody_is_shown_more_than_25_screens():
    counts = {len(rules.visible_screens(FORM, answers)) for answers in branches()}
    assert max(counts) == len(FORM.screens) <= SCREENS_MAX  # the worst case sees all of them
    assert min(counts) < max(counts)


def words_of(text):
    return len(text.split())


def seconds(screen):
    """A person who reads every word, answers everything and goes on; what is typed is a short line."""
    total = TAP + words_of(f"{screen.title} {screen.lead}") / WORDS_A_SECOND
    for item in screen.items:
        shown = [
            item.question,
            item.help,
            item.lowest_label,
            item.highest_label,
            *(one.label for one in item.choices),
        ]
        total += sum(map(words_of, shown)) / WORDS_A_SECOND + DECISION
        total += {
            Kind.ONE: TAP,
            Kind.SCALE: TAP,
            Kind.MANY: 3 * TAP,
            Kind.BODY: 3 * TAP,
            Kind.WHEN: 2 * TAP + KEY,
            Kind.TEXT: TAP + 20 * KEY,
            Kind.NUMBER: TAP + 3 * KEY,
            Kind.MEDICINES: 2 * (TAP + 10 * KEY),
            Kind.ACTIVITIES: 2 * (2 * TAP + 12 * KEY),
        }[item.kind]
    return total


def test_the_form_takes_at_most_six_minutes_by_the_keystroke_model():
    always = sum(seconds(screen) for screen in FORM.screens if not screen.when)
    worst = sum(map(seconds, FORM.screens))
    print(
        f"\nfirst visit: {always:.0f} s with no branch, {worst:.0f} s with every branch, {len(FORM.screens)} screens"
    )
    assert worst <= SECONDS_MAX


def test_every_screen_is_easy_to_read():
    for screen in FORM.screens:
        for item in screen.items:
            texts = [item.question, item.help, *(one.label for one in item.choices)]
            whole = ". ".join(text.rstrip(".?") for text in (screen.title, *texts) if text)
            # Names of illnesses and treatments are long words that have no shorter ones.
            if item.key not in {"illnesses", "care"}:
                assert ease.grade(whole + ".") <= GRADE_MAX, (screen.key, item.key, ease.grade(whole + "."))
            assert ease.grade(item.question) <= GRADE_MAX + 1, item.question


def test_scores_are_asked_in_the_words_and_the_range_of_their_measure():
    for item in FORM.items:
        if item.instrument and item.kind is Kind.SCALE:
            measure = catalogue.instrument(item.instrument)
            asked = (item.question, item.lowest, item.highest, item.lowest_label, item.highest_label)
            assert asked == (
                measure.question,
                measure.lowest,
                measure.highest,
                measure.lowest_label,
                measure.highest_label,
            )


def test_every_scored_measure_is_asked_once():
    asked = [item.instrument for item in FORM.items if item.instrument]
    assert len(asked) == len(set(asked))
    assert {"PAIN", "PAIN_WORST", "PAIN_NOW", "LEG_PAIN", "INTERFERENCE", "ENJOYMENT", "ACTIVITY"} <= set(
        asked
    )
    assert {"SLEEP", "MOOD", "STRESS", "EXPECTATION", "WORK", "MEDICINE_USE"} <= set(asked)


def test_the_leg_is_asked_about_exactly_when_a_place_on_a_leg_hurts():
    legs = {one.code for one in regions.all_regions() if one.part in {regions.Part.LEG, regions.Part.FOOT}}
    (condition,) = next(screen for screen in FORM.screens if screen.key == "leg").when
    assert set(condition.any_of) == legs


def test_the_list_of_illnesses_has_what_matters_for_needles():
    codes = {choice.code for choice in FORM.item("illnesses").choices}
    assert {
        "PACEMAKER",
        "BLEEDING",
        "IMMUNE",
        "SEIZURES",
        "PREGNANT",
        "METAL",
        "SWELLING",
        "SKIN",
        "DIABETES",
    } <= codes


def test_a_changed_sentence_choice_or_condition_is_a_new_version():
    """Answers keep the version of the words they were given to: put the new version and its fingerprint here."""
    fingerprint = hashlib.sha256(repr((FORM.title, FORM.screens)).encode()).hexdigest()[:12]
    assert {FORM.version: fingerprint} == {"2026-11-22.2": "419dfeaef723"}
