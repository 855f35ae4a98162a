"""The safety check: every row that a clinician reads is tried, and what must hold for any answers at all is searched."""

import functools
import itertools
import tomllib
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.knowledge import emergency
from needlepoint.knowledge.safety import cautions, check, rulebook, tried
from needlepoint.knowledge.safety.check import Answer, Route

PAGES = check.pages()
KEYS = tuple(key for page in PAGES for key in page.answer_keys)
RULES = rulebook.current().rules
ALL_NO = dict.fromkeys(KEYS, Answer.NO)
WORSE = {Answer.NO: Answer.NOT_SURE, Answer.NOT_SURE: Answer.YES}


def answers(text: str) -> dict[str, Answer]:
    """Everything "no" but what the text names: "foot_drop, fever?" is yes to one, not sure to the other."""
    given_answers = dict(ALL_NO)
    for word in filter(None, (part.strip() for part in text.split(","))):
        given_answers[word.rstrip("?")] = Answer.NOT_SURE if word.endswith("?") else Answer.YES
    return given_answers


def urgency(said) -> int:
    return check.evaluate(said).route.urgency


# ---------------------------------------------------------------- the table a clinician reads


def named(row: tried.Row) -> str:
    said = " ".join(key + "?" * (answer is Answer.NOT_SURE) for key, answer in row.said.items())
    return said or "all no"


@pytest.mark.parametrize("row", tried.rows(), ids=named)
def test_the_table_a_clinician_reads_is_what_the_program_does(row):
    outcome = check.evaluate(row.answers)

    assert outcome.route is row.route
    assert outcome.may_book is (row.route in {Route.SUITABLE, Route.SUITABLE_WITH_CARE})
    assert (outcome.complete, outcome.settled) == (True, True)
    spoken = {finding.rule_key for finding in outcome.findings}
    assert row.rule_key in spoken if row.rule_key else not spoken


def test_the_table_names_only_what_is_asked():
    assert {key for row in tried.rows() for key in row.said} <= set(KEYS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_every_rule_has_a_row_where_it_decides_for_sure_and_one_where_it_was_not_sure(rule):
    findings = [
        (finding, row.route)
        for row in tried.rows()
        if row.rule_key == rule.key
        for finding in check.evaluate(row.answers).findings
        if finding.rule_key == rule.key
    ]

    assert any(not finding.unsure and finding.route is route for finding, route in findings)
    assert any(finding.unsure and finding.route is route for finding, route in findings)


def test_every_answer_and_every_route_is_in_the_table():
    assert {key for row in tried.rows() for key in row.said} == set(KEYS)
    assert {row.route for row in tried.rows()} == set(Route)


# What the clinical table asks for, condition by condition, and the rules that answer it.
CONDITIONS = {
    "cauda equina": {"cauda_equina": "EMERGENCY_NOW"},
    "motor deficit": {"motor_loss": "SAME_DAY", "motor_loss_stable": "DOCTOR_WITHIN_TWO_WEEKS"},
    "cord": {"spinal_cord": "EMERGENCY_NOW", "cancer_with_nerves": "EMERGENCY_NOW"},
    "malignancy": {"cancer": "DOCTOR_WITHIN_TWO_WEEKS", "several_weak_signs": "DOCTOR_WITHIN_TWO_WEEKS"},
    "infection": {"infection_with_risk": "SAME_DAY", "infection": "SAME_DAY",
                  "sepsis": "EMERGENCY_NOW", "infection_with_nerves": "EMERGENCY_NOW"},
    "fracture": {"fracture_by_injury": "SAME_DAY", "fracture_by_small_fall": "SAME_DAY",
                 "fracture_by_steroids": "DOCTOR_WITHIN_TWO_WEEKS", "fracture_by_weak_bones": "DOCTOR_WITHIN_TWO_WEEKS"},
    "aneurysm or dissection": {"aorta": "EMERGENCY_NOW"},
    "spondyloarthritis": {"spondyloarthritis": "SUITABLE_WITH_CARE", "spondyloarthritis_possible": "SUITABLE_WITH_CARE"},
    "kidney": {"kidney": "SAME_DAY"},
    "gut, pancreas, gall bladder": {"gut": "SAME_DAY", "pain_with_meals": "DOCTOR_WITHIN_TWO_WEEKS"},
    "pregnancy": {"pregnancy_emergency": "EMERGENCY_NOW"},
    "heart and lung": {"heart_or_lung": "EMERGENCY_NOW"},
    "shingles": {"shingles": "DOCTOR_FIRST"},
    "radicular pain": {"leg_pain": "SUITABLE_WITH_CARE"},
    "crisis": {"crisis": "EMERGENCY_NOW"},
    "child": {"child": "DOCTOR_FIRST"},
    "first after 50, thoracic, night": {"age_alone": "SUITABLE_WITH_CARE", "middle_back_alone": "SUITABLE_WITH_CARE",
                                        "night_pain_alone": "SUITABLE_WITH_CARE"},
}  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_condition_of_the_clinical_table_is_a_rule_with_its_route(condition):
    routes = {rule.key: rule.route.value for rule in RULES}

    assert CONDITIONS[condition] == {key: routes[key] for key in CONDITIONS[condition]}


WEAK = [(rule, key) for rule in RULES if rule.strength is rulebook.Strength.WEAK for key in rule.signs]


@pytest.mark.parametrize(("rule", "key"), WEAK, ids=lambda value: getattr(value, "key", value))
@pytest.mark.parametrize("answer", [Answer.NOT_SURE, Answer.YES])
def test_a_weak_sign_alone_never_refuses_and_brings_a_word_of_advice(rule, key, answer):
    outcome = check.evaluate({**ALL_NO, key: answer})

    assert outcome.route is Route.SUITABLE_WITH_CARE
    assert outcome.may_book
    assert outcome.reasons == (rule.reason if answer is Answer.YES else rule.reason_if_unsure,)


def test_only_a_named_few_health_notes_ask_for_a_word_before_booking():
    stopping = [
        one.key
        for one in cautions.all_cautions()
        if one.asked and not check.evaluate(answers(one.key)).may_book
    ]

    assert stopping == ["bleeding_disorder", "very_weak_immune", "under_18"]


def test_routes_run_from_most_to_least_urgent_and_only_the_last_two_may_book():
    assert [route.urgency for route in Route] == [5, 4, 3, 2, 1, 0]
    assert [route for route in Route if route.may_book] == [Route.SUITABLE_WITH_CARE, Route.SUITABLE]
    assert [route for route in Route if route.is_emergency] == [Route.EMERGENCY_NOW]


# ---------------------------------------------------------------- the pages

# Seconds: a tap and a decision as elsewhere in our measures; words a minute: Brysbaert 2019 (reading every word),
# Carver 1990 (looking through a list for what fits).
TAP, DECISION, READING, LOOKING = 0.9, 1.35, 238, 600


def test_the_check_is_short_and_says_how_long_it_takes(record_property):
    words = sum(len(" ".join((page.question, *page.labels)).split()) for page in PAGES)
    hands = len(PAGES) * (TAP + DECISION)

    figures = {
        "pages": len(PAGES),
        "words": words,
        "seconds of taps and decisions when nothing is wrong": round(hands, 1),
        "seconds when the lists are looked through": round(hands + 60 * words / LOOKING),
        "seconds when every word is read": round(hands + 60 * words / READING),
    }
    for name, figure in figures.items():
        record_property(name, figure)
    print(figures)
    assert len(PAGES) <= 10
    assert hands <= 60
    assert words <= 650


def test_the_most_urgent_comes_first_and_every_emergency_is_settled_after_four_pages():
    assert [page.key for page in PAGES][:4] == [
        "bladder_or_numbness",
        "chest_or_belly",
        "hands_or_balance",
        "dark_thoughts",
    ]
    first_four = {key for page in PAGES[:4] for key in page.answer_keys}
    emergencies = [rule for rule in RULES if rule.route.is_emergency]

    assert emergencies
    assert all(set(rule.answer_keys) <= first_four for rule in emergencies)


def test_only_the_question_about_dark_thoughts_is_a_page_with_one_choice():
    assert [page.key for page in PAGES if page.is_choice] == ["dark_thoughts"]
    assert all(page.items for page in PAGES if page.is_ticks)
    assert [page.about.value for page in PAGES] == ["DANGER"] * 8 + ["SIGNS", "HEALTH"]
    assert len({page.question for page in PAGES}) == len(PAGES)


def test_the_warning_signs_can_be_read_as_one_list():
    listed = check.warning_signs()

    assert [question for question, _ in listed] == [page.question for page in PAGES[:8]]
    assert listed[0][1] == tuple(item.label for item in PAGES[0].items)
    assert listed[3][1] == ()


def test_pages_know_their_neighbours():
    keys = [page.key for page in PAGES]

    assert [page.previous_key for page in PAGES] == [None, *keys[:-1]]
    assert [page.next_key for page in PAGES] == [*keys[1:], None]
    assert check.page("weak_leg").question == "Has a leg or a foot lost strength?"
    with pytest.raises(KeyError):
        check.page("favourite_colour")


# ---------------------------------------------------------------- unfinished and settled


def test_nothing_answered_is_not_finished_and_books_nothing():
    outcome = check.evaluate({})

    assert outcome.route is Route.DOCTOR_FIRST
    assert outcome.heading == "A few questions are still open"
    assert outcome.reasons == ("We do not count a missing answer as a no.",)
    assert outcome.unanswered == tuple(page.key for page in PAGES)
    assert (outcome.complete, outcome.settled, outcome.may_book) == (False, False, False)


@pytest.mark.parametrize("missing", KEYS)
def test_one_missing_answer_keeps_the_book_button_away(missing):
    outcome = check.evaluate({key: answer for key, answer in ALL_NO.items() if key != missing})

    assert not outcome.may_book
    assert not outcome.complete
    assert outcome.route.urgency >= Route.DOCTOR_FIRST.urgency
    assert len(outcome.unanswered) == 1


def test_an_emergency_ends_the_questions_at_once():
    outcome = check.evaluate({"numb_saddle": Answer.YES})

    assert outcome.route is Route.EMERGENCY_NOW
    assert outcome.settled
    assert not outcome.complete
    assert outcome.heading == "Get emergency help now"


def test_a_same_day_answer_waits_until_no_emergency_is_left_to_ask_and_then_ends_the_questions():
    before = {key: Answer.NO for page in PAGES[:4] for key in page.answer_keys}

    early = check.evaluate({"foot_drop": Answer.YES})
    later = check.evaluate({**before, "foot_drop": Answer.YES})

    assert (early.route, early.settled) == (Route.SAME_DAY, False)
    assert (later.route, later.settled) == (Route.SAME_DAY, True)


def test_an_unfinished_check_does_not_speak_of_booking():
    outcome = check.evaluate({"leg_pain": Answer.YES, "burning_rash": Answer.NO})

    assert outcome.heading == "A few questions are still open"
    assert outcome.reasons == ("We do not count a missing answer as a no.",)


# ---------------------------------------------------------------- what the person is told


def test_dark_thoughts_are_answered_whatever_else_is_wrong():
    line = "Call {crisis_line} to talk to somebody who will listen."

    assert line in check.evaluate(answers("dark_thoughts")).what_to_do
    assert line in check.evaluate(answers("dark_thoughts?, numb_saddle")).what_to_do
    assert line not in check.evaluate(answers("numb_saddle")).what_to_do


def test_the_outcome_says_why_and_keeps_the_rest_for_the_record():
    outcome = check.evaluate(answers("foot_drop, big_injury?, leg_pain"))

    assert outcome.reasons == ("A leg that loses strength should be seen today.",)
    assert outcome.what_to_do[-2:] == (
        "If it gets worse fast, go to an emergency room.",
        "Go there at once if you have a fever too, or ever had cancer.",
    )
    assert outcome.findings == (
        check.Finding("motor_loss", Route.SAME_DAY, unsure=False),
        check.Finding("fracture_by_injury", Route.DOCTOR_WITHIN_TWO_WEEKS, unsure=True),
        check.Finding("leg_pain", Route.SUITABLE_WITH_CARE, unsure=False),
    )
    assert outcome.rule_version == rulebook.current().rule_version
    assert outcome.wording_version == rulebook.current().wording_version


def test_a_rule_that_says_more_is_heard_instead_of_the_one_it_covers():
    both = check.evaluate(answers("fever, recent_surgery"))

    assert both.reasons == ("With your health, an infection can reach the spine more easily.",)
    assert {finding.rule_key for finding in both.findings} >= {"infection", "infection_with_risk"}


def test_a_rule_that_is_not_sure_covers_nothing_that_is():
    outcome = check.evaluate(
        answers("young_and_long, stiff_mornings, better_moving, wakes_late, pills_help?")
    )

    assert len(outcome.reasons) == 2
    assert "Your pain may come from swollen joints in the spine. You can still book." in outcome.reasons


def test_nobody_is_told_the_same_twice():
    outcome = check.evaluate(answers("collapse, tearing_pain"))

    assert len(set(outcome.what_to_do)) == len(outcome.what_to_do)
    assert outcome.what_to_do[-1] == "If it gets worse while you wait, call {emergency_number}."


def test_numbers_stand_only_in_what_to_do_and_only_as_the_clinic_s_own():
    book = rulebook.current()
    texts = [*book.route_texts.values(), book.unfinished]
    fixed = [*book.safety_net, *(text for one in texts for text in (one.heading, one.summary))]
    fixed += [text for rule in book.rules for text in (rule.reason, rule.reason_if_unsure)]
    fixed += [text for page in book.pages for text in (page.question, page.help, *page.labels)]
    steps = [step for one in texts for step in one.what_to_do] + [
        step for rule in book.rules for step in rule.also
    ]

    assert not [text for text in fixed if "{" in text]
    assert not [text for text in (*fixed, *steps) if any(number in text for number in ("911", "988", "112"))]
    here = emergency.numbers("US")
    assert not [text for text in emergency.filled(steps, here) if "{" in text]
    assert len(emergency.filled(steps, here)) == len(steps)


# ---------------------------------------------------------------- answers and health notes


def test_health_notes_travel_with_the_person():
    outcome = check.evaluate(answers("blood_thinners, pregnant"))

    assert [caution.key for caution in outcome.cautions] == ["blood_thinners", "pregnant"]


def test_not_sure_about_health_notes_travels_as_ask_first():
    said = ALL_NO | check.answers_from_ticks(check.page("health"), ["epilepsy"], not_sure=True)

    outcome = check.evaluate(said)

    assert [caution.key for caution in outcome.cautions] == ["epilepsy", "ask_first"]
    assert outcome.route is Route.SUITABLE_WITH_CARE


def test_ticks_become_one_answer_for_each_box():
    signs = check.page("signs")

    ticked = check.answers_from_ticks(signs, ["leg_pain"])
    unsure = check.answers_from_ticks(signs, ["leg_pain"], not_sure=True)

    assert ticked == dict.fromkeys(signs.answer_keys, Answer.NO) | {"leg_pain": Answer.YES}
    assert unsure == dict.fromkeys(signs.answer_keys, Answer.NOT_SURE) | {"leg_pain": Answer.YES}


@pytest.mark.parametrize(
    ("key", "route"),
    [
        ("bladder_or_numbness", Route.SAME_DAY),
        ("chest_or_belly", Route.SAME_DAY),
        ("hands_or_balance", Route.SAME_DAY),
        ("weak_leg", Route.DOCTOR_WITHIN_TWO_WEEKS),
        ("injury", Route.DOCTOR_WITHIN_TWO_WEEKS),
        ("fever_or_pee", Route.SAME_DAY),  # a fever and a risk of infection, both perhaps
        ("cancer_signs", Route.DOCTOR_WITHIN_TWO_WEEKS),
        ("signs", Route.SUITABLE_WITH_CARE),
        ("health", Route.SUITABLE_WITH_CARE),
    ],
)
def test_not_sure_about_a_whole_page_is_never_a_no(key, route):
    said = ALL_NO | check.answers_from_ticks(check.page(key), [], not_sure=True)

    assert check.evaluate(said).route is route


def test_a_choice_becomes_one_answer():
    assert check.answers_from_choice(check.page("dark_thoughts"), Answer.NO) == {"dark_thoughts": Answer.NO}


def test_answers_nobody_asked_for_are_refused():
    with pytest.raises(check.UnknownAnswer, match="favourite_colour"):
        check.evaluate({"favourite_colour": Answer.NO})
    with pytest.raises(check.UnknownAnswer, match="favourite_colour"):
        check.answers_from_ticks(check.page("signs"), ["favourite_colour"])
    with pytest.raises(check.UnknownAnswer, match="ticks"):
        check.answers_from_choice(check.page("signs"), Answer.NO)


# ---------------------------------------------------------------- asking again


@pytest.mark.parametrize(
    ("before", "now", "new_symptom", "again"),
    [(4, 5, False, False), (4, 6, False, True), (6, 2, False, False), (4, 4, True, True), (None, 4, False, True),
     (4, None, False, True)],
)  # fmt: skip
def test_the_questions_come_back_when_pain_rises_something_is_new_or_nobody_knows(
    before, now, new_symptom, again
):
    assert check.should_ask_again(before, now, new_symptom=new_symptom) is again


# ---------------------------------------------------------------- what must hold for any answers at all

any_answers = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(Answer))
full_answers = st.fixed_dictionaries({key: st.sampled_from(Answer) for key in KEYS})
# Mostly "no", as people are: rules that ask for two answers together are met one at a time too.
some_answers = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(Answer), max_size=6).map(
    lambda said: ALL_NO | said
)
ORDER = [
    "EMERGENCY_NOW",
    "SAME_DAY",
    "DOCTOR_WITHIN_TWO_WEEKS",
    "DOCTOR_FIRST",
    "SUITABLE_WITH_CARE",
    "SUITABLE",
]


@functools.cache
def raw() -> list[dict]:
    text = resources.files("needlepoint.knowledge.safety").joinpath("rules.toml").read_text("utf-8")
    return tomllib.loads(text)["rules"]


def slow_route(said) -> str:
    """Slow twin, from the words at the top of rules.toml: cross out sign after sign and see what is left to wish for."""

    def is_met(row, counts) -> bool:
        missing = row.get("at_least", 1)
        for sign in row["signs"]:
            if said[sign].value in counts:
                missing -= 1
        if missing > 0:
            return False
        for sign in row.get("with_all", []):
            if said[sign].value not in counts:
                return False
        others = [said[sign].value in counts for sign in row.get("with_any", [])]
        return True in others if others else True

    routes = ["SUITABLE"]
    for row in raw():
        if is_met(row, ["YES"]):
            routes += [row["route"]]
        elif is_met(row, ["YES", "NOT_SURE"]):
            routes += [row["route_if_unsure"]]
    for route in ORDER:
        if route in routes:
            return route
    raise AssertionError


@settings(deadline=None)
@given(full_answers | some_answers)
def test_the_route_agrees_with_the_slow_twin(said):
    assert check.evaluate(said).route.value == slow_route(said)


@settings(deadline=None)
@given(some_answers, st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True))
def test_an_unfinished_check_is_as_urgent_as_what_is_known_and_settled_when_every_ending_agrees(
    said, missing
):
    known = {key: answer for key, answer in said.items() if key not in missing}
    endings = {
        slow_route({**known, **dict(zip(missing, rest, strict=True))})
        for rest in itertools.product(Answer, repeat=len(missing))
    }
    least = max(endings, key=ORDER.index)

    outcome = check.evaluate(known)

    assert outcome.settled is (len(endings) == 1 and not Route(least).may_book)
    assert outcome.route.value == (least if outcome.settled else min(least, "DOCTOR_FIRST", key=ORDER.index))
    assert not outcome.may_book


@settings(deadline=None)
@given(any_answers | some_answers, st.sampled_from(KEYS))
def test_a_worse_answer_never_leads_to_a_less_urgent_route(said, key):
    routes = [urgency({**said, key: answer}) for answer in (Answer.NO, Answer.NOT_SURE, Answer.YES)]

    assert routes == sorted(routes)


@settings(deadline=None)
@given(any_answers | some_answers, st.sampled_from(KEYS))
def test_silence_is_never_less_urgent_than_no_and_the_book_button_waits_for_it(said, key):
    silent = check.evaluate({other: answer for other, answer in said.items() if other != key})
    no = check.evaluate({**said, key: Answer.NO})

    assert silent.route.urgency >= no.route.urgency
    assert not silent.may_book


@settings(deadline=None)
@given(any_answers, st.sampled_from(KEYS), st.sampled_from([Answer.NOT_SURE, Answer.YES]))
def test_answering_a_silent_question_never_lowers_what_is_already_known(said, key, answer):
    """A worrying answer instead of silence leaves at least the urgency of everything said so far."""
    silent = {other: value for other, value in said.items() if other != key}
    known = check.evaluate({**ALL_NO, **silent}).route.urgency

    assert urgency({**silent, key: answer}) >= known


@settings(deadline=None)
@given(any_answers)
def test_a_settled_result_cannot_be_changed_by_what_is_left_to_ask(said):
    outcome = check.evaluate(said)

    rest = [check.evaluate({**dict.fromkeys(KEYS, answer), **said}).route for answer in Answer]

    assert not outcome.settled or set(rest) == {outcome.route}
    assert outcome.settled or len(set(rest)) > 1 or rest[0].may_book


@settings(deadline=None)
@given(any_answers | some_answers)
def test_whatever_is_said_the_person_is_told_what_to_do_and_what_to_watch(said):
    outcome = check.evaluate(said)

    assert outcome.safety_net == rulebook.current().safety_net
    assert outcome.heading
    assert outcome.summary
    assert outcome.reasons
    assert outcome.what_to_do
    assert outcome.complete is (outcome.unanswered == ())
    assert outcome.may_book is (outcome.complete and outcome.route.may_book)
    assert outcome.settled or not outcome.complete


@settings(deadline=None)
@given(some_answers, st.sampled_from([rule for rule in RULES if not rule.route.may_book]))
def test_once_a_stopping_rule_speaks_nothing_else_that_is_said_leads_to_booking(said, rule):
    stopped = {**said, **dict.fromkeys(rule.answer_keys, Answer.YES)}

    assert not check.evaluate(stopped).may_book


# ---------------------------------------------------------------- small groups, tried whole

SIZE_OF_A_SMALL_GROUP = 11


def every_way(keys, choices):
    return itertools.product(choices, repeat=len(keys))


def assert_upward(keys, choices):
    """Try every way to answer these keys, the rest "no": one worse answer never lowers the urgency."""
    found = {
        way: urgency({**ALL_NO, **dict(zip(keys, way, strict=True))}) for way in every_way(keys, choices)
    }
    for way, level in found.items():
        for place, answer in enumerate(way):
            if answer is not choices[-1]:
                worse = choices[choices.index(answer) + 1]
                assert found[(*way[:place], worse, *way[place + 1 :])] >= level, (keys, way, place)
    return found


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if len(page.answer_keys) <= SIZE_OF_A_SMALL_GROUP],
    ids=lambda page: page.key,
)
def test_every_way_to_tick_a_page_only_goes_upward(page):
    found = assert_upward(page.answer_keys, [Answer.NO, Answer.YES])

    assert len(found) == 2 ** len(page.answer_keys)


@pytest.mark.parametrize(
    "keys",
    [
        ("small_injury", "over_65", "thin_bones", "less_tall", "steroids"),
        ("fever", "recent_surgery", "weak_immune", "steroids", "diabetes"),
        ("tuberculosis", "injects_drugs", "night_pain", "getting_worse", "weight_loss"),
        ("cancer", "middle_back", "weight_loss", "no_better", "first_after_50"),
        ("young_and_long", "stiff_mornings", "better_moving", "wakes_late", "joint_family"),
        ("leg_weaker", "leg_weak_same", "leg_pain", "burning_rash", "dark_thoughts"),
        ("bleeding_disorder", "very_weak_immune", "under_18", "blood_thinners", "fever"),
    ],
    ids=lambda keys: keys[0],
)
def test_every_way_to_answer_no_not_sure_or_yes_to_what_is_counted_together_only_goes_upward(keys):
    assert_upward(keys, [Answer.NO, Answer.NOT_SURE, Answer.YES])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_rule_counts_exactly_what_it_says(rule):
    """Every way to tick what a rule reads, up to a size; it speaks exactly where its own words say so."""
    keys = rule.answer_keys[:SIZE_OF_A_SMALL_GROUP] if len(rule.signs) > 1 else rule.answer_keys
    for way in every_way(keys, [Answer.NO, Answer.YES]):
        ticked = {key for key, answer in zip(keys, way, strict=True) if answer is Answer.YES}
        speaks = (
            sum(sign in ticked for sign in rule.signs) >= rule.at_least
            and (not rule.with_any or bool(ticked & set(rule.with_any)))
            and set(rule.with_all) <= ticked
        )
        assert check._holds(rule, ticked) is speaks


def test_every_pair_of_answers_only_goes_upward():
    levels = {(key, answer): urgency({**ALL_NO, key: answer}) for key in KEYS for answer in Answer}
    for one, other in itertools.combinations(KEYS, 2):
        level = urgency({**ALL_NO, one: Answer.YES, other: Answer.YES})
        assert level >= max(levels[one, Answer.YES], levels[other, Answer.YES]), (one, other)


@settings(deadline=None)
@given(full_answers, st.sampled_from([one.key for one in cautions.all_cautions() if one.asked]))
def test_ticking_a_health_note_never_lowers_the_urgency_and_never_loses_a_note(said, key):
    without = check.evaluate({**said, key: Answer.NO})
    ticked = check.evaluate({**said, key: Answer.YES})

    assert ticked.route.urgency >= without.route.urgency
    assert {caution.key for caution in ticked.cautions} == {caution.key for caution in without.cautions} | {
        key
    }
