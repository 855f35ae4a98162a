"""The safety rules, one row for each thing a clinician would want to check."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.knowledge.safety import cautions, check, rulebook
from needlepoint.knowledge.safety.check import Answer, Route

KEYS = tuple(key for page in check.pages() for key in page.answer_keys)
ALL_NO = dict.fromkeys(KEYS, Answer.NO)
WORSE = {Answer.NO: Answer.NOT_SURE, Answer.NOT_SURE: Answer.YES}


def answers(text: str) -> dict[str, Answer]:
    """Everything "no" but what the text names: "weak_leg, injury?" is yes to one, not sure to the other."""
    given_answers = dict(ALL_NO)
    for word in filter(None, (part.strip() for part in text.split(","))):
        given_answers[word.rstrip("?")] = Answer.NOT_SURE if word.endswith("?") else Answer.YES
    return given_answers


# What somebody answers (the rest is "no")             where it leads              may they book
TABLE = """
                                                     | SUITABLE                | books
bladder_or_numbness                                  | EMERGENCY_NOW           |
bladder_or_numbness?                                 | SAME_DAY                |
chest_or_belly                                       | EMERGENCY_NOW           |
chest_or_belly?                                      | SAME_DAY                |
hands_or_balance                                     | EMERGENCY_NOW           |
hands_or_balance?                                    | SAME_DAY                |
dark_thoughts                                        | EMERGENCY_NOW           |
dark_thoughts?                                       | SAME_DAY                |
weak_leg                                             | SAME_DAY                |
weak_leg?                                            | DOCTOR_WITHIN_TWO_WEEKS |
injury                                               | SAME_DAY                |
injury?                                              | DOCTOR_WITHIN_TWO_WEEKS |
fever_or_pee                                         | SAME_DAY                |
fever_or_pee?                                        | DOCTOR_WITHIN_TWO_WEEKS |
fever_or_pee?, infection_risk                        | SAME_DAY                |
fever_or_pee?, weak_immune                           | SAME_DAY                |
fever_or_pee?, numb_feet                             | SAME_DAY                |
fever_or_pee, infection_risk                         | SAME_DAY                |
cancer_or_steroids                                   | DOCTOR_WITHIN_TWO_WEEKS |
cancer_or_steroids?                                  | DOCTOR_FIRST            |
cancer_or_steroids, middle_back                      | SAME_DAY                |
cancer_or_steroids?, middle_back                     | DOCTOR_WITHIN_TWO_WEEKS |
weight_loss                                          | SUITABLE_WITH_CARE      | books
night_pain                                           | SUITABLE_WITH_CARE      | books
getting_worse                                        | SUITABLE_WITH_CARE      | books
first_after_50                                       | SUITABLE_WITH_CARE      | books
middle_back                                          | SUITABLE_WITH_CARE      | books
thin_bones                                           | SUITABLE_WITH_CARE      | books
infection_risk                                       | SUITABLE_WITH_CARE      | books
first_after_50?                                      | SUITABLE_WITH_CARE      | books
weight_loss, night_pain                              | DOCTOR_WITHIN_TWO_WEEKS |
first_after_50, thin_bones                           | DOCTOR_WITHIN_TWO_WEEKS |
infection_risk, night_pain                           | DOCTOR_WITHIN_TWO_WEEKS |
weight_loss, night_pain?                             | DOCTOR_FIRST            |
morning_stiffness                                    | SUITABLE_WITH_CARE      | books
morning_stiffness, night_pain                        | SUITABLE_WITH_CARE      | books
leg_pain                                             | SUITABLE_WITH_CARE      | books
leg_pain, weak_leg                                   | SAME_DAY                |
burning_rash                                         | DOCTOR_FIRST            |
burning_rash?                                        | SUITABLE_WITH_CARE      | books
bleeding_disorder                                    | DOCTOR_FIRST            |
bleeding_disorder?                                   | SUITABLE_WITH_CARE      | books
under_18                                             | DOCTOR_FIRST            |
blood_thinners                                       | SUITABLE_WITH_CARE      | books
pregnant                                             | SUITABLE_WITH_CARE      | books
implanted_device                                     | SUITABLE_WITH_CARE      | books
metal_in_body                                        | SUITABLE_WITH_CARE      | books
weak_immune                                          | SUITABLE_WITH_CARE      | books
lymph_nodes                                          | SUITABLE_WITH_CARE      | books
heart_valve                                          | SUITABLE_WITH_CARE      | books
epilepsy                                             | SUITABLE_WITH_CARE      | books
numb_feet                                            | SUITABLE_WITH_CARE      | books
metal_allergy                                        | SUITABLE_WITH_CARE      | books
sore_skin                                            | SUITABLE_WITH_CARE      | books
fainting                                             | SUITABLE_WITH_CARE      | books
back_surgery                                         | SUITABLE_WITH_CARE      | books
blood_thinners, pregnant, implanted_device, epilepsy | SUITABLE_WITH_CARE      | books
pregnant, chest_or_belly                             | EMERGENCY_NOW           |
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip("\n").splitlines()]


@pytest.mark.parametrize(("said", "route", "books"), ROWS, ids=[row[0] or "all no" for row in ROWS])
def test_the_table_a_clinician_reads_is_what_the_program_does(said, route, books):
    outcome = check.evaluate(answers(said))

    assert outcome.route.value == route
    assert outcome.may_book is (books == "books")
    assert outcome.complete
    assert outcome.settled


def test_every_rule_has_a_row_that_makes_it_speak_for_sure_and_when_unsure():
    outcomes = [check.evaluate(answers(said)) for said, _, _ in ROWS]
    sure = {finding.rule_key for one in outcomes for finding in one.findings if not finding.unsure}

    assert sure == {rule.key for rule in rulebook.current().rules}


def test_every_route_is_reached():
    assert {row[1] for row in ROWS} == {route.value for route in Route}


def test_routes_run_from_most_to_least_urgent_and_only_the_last_two_may_book():
    assert [route.urgency for route in Route] == [5, 4, 3, 2, 1, 0]
    assert [route for route in Route if route.may_book] == [Route.SUITABLE_WITH_CARE, Route.SUITABLE]
    assert [route for route in Route if route.is_emergency] == [Route.EMERGENCY_NOW]


def test_the_check_is_short_enough_and_asks_the_most_urgent_first():
    assert len(check.pages()) <= 10
    assert [page.key for page in check.pages()][:4] == [
        "bladder_or_numbness",
        "chest_or_belly",
        "hands_or_balance",
        "dark_thoughts",
    ]


def test_a_page_is_answered_with_one_choice_or_with_ticks():
    assert [page.key for page in check.pages() if page.is_ticks] == ["signs", "health"]
    assert [page.key for page in check.pages() if not page.is_choice] == ["signs", "health"]
    assert all(page.items or page.is_choice for page in check.pages())
    assert check.page("weak_leg").answer_keys == ("weak_leg",)


def test_pages_know_their_neighbours():
    keys = [page.key for page in check.pages()]

    assert [page.previous_key for page in check.pages()] == [None, *keys[:-1]]
    assert [page.next_key for page in check.pages()] == [*keys[1:], None]
    assert check.page("weak_leg").question == "Is a leg or a foot getting weaker?"
    with pytest.raises(KeyError):
        check.page("favourite_colour")


def test_nothing_answered_is_not_finished_and_books_nothing():
    outcome = check.evaluate({})

    assert outcome.route is Route.DOCTOR_FIRST
    assert outcome.heading == "A few questions are still open"
    assert outcome.reasons == ("We do not count a missing answer as a no.",)
    assert outcome.unanswered == tuple(page.key for page in check.pages())
    assert (outcome.complete, outcome.settled, outcome.may_book) == (False, False, False)


@pytest.mark.parametrize("missing", KEYS)
def test_one_missing_answer_keeps_the_book_button_away(missing):
    outcome = check.evaluate({key: answer for key, answer in ALL_NO.items() if key != missing})

    assert not outcome.may_book
    assert not outcome.complete
    assert outcome.route.urgency >= Route.DOCTOR_FIRST.urgency
    assert len(outcome.unanswered) == 1


def test_an_emergency_ends_the_questions_at_once():
    outcome = check.evaluate({"bladder_or_numbness": Answer.YES})

    assert outcome.route is Route.EMERGENCY_NOW
    assert outcome.settled
    assert not outcome.complete
    assert outcome.heading == "Get emergency help now"


def test_a_same_day_answer_waits_until_no_emergency_is_left_to_ask():
    early = check.evaluate({"weak_leg": Answer.YES})
    later = check.evaluate(
        {"weak_leg": Answer.YES, **dict.fromkeys([page.key for page in check.pages()[:4]], Answer.NO)}
    )

    assert (early.route, early.settled) == (Route.SAME_DAY, False)
    assert (later.route, later.settled) == (Route.SAME_DAY, True)


def test_an_unfinished_check_does_not_speak_of_booking():
    outcome = check.evaluate({"leg_pain": Answer.YES, "burning_rash": Answer.NO})

    assert outcome.heading == "A few questions are still open"
    assert outcome.reasons == ("We do not count a missing answer as a no.",)


def test_dark_thoughts_are_answered_whatever_else_is_wrong():
    line = "In the United States, call or text 988 at any time, day or night."

    assert line in check.evaluate(answers("dark_thoughts")).what_to_do
    assert line in check.evaluate(answers("dark_thoughts?, bladder_or_numbness")).what_to_do
    assert line not in check.evaluate(answers("bladder_or_numbness")).what_to_do


def test_the_outcome_says_why_and_keeps_the_rest_for_the_record():
    outcome = check.evaluate(answers("weak_leg, injury?, leg_pain"))

    assert outcome.reasons == ("A leg that loses strength should be seen today.",)
    assert outcome.what_to_do[-1] == "If it gets worse fast, go to an emergency room."
    assert outcome.findings == (
        check.Finding("motor_loss", Route.SAME_DAY, unsure=False),
        check.Finding("fracture", Route.DOCTOR_WITHIN_TWO_WEEKS, unsure=True),
        check.Finding("leg_pain", Route.SUITABLE_WITH_CARE, unsure=False),
    )
    assert outcome.rule_version == rulebook.current().rule_version
    assert outcome.wording_version == rulebook.current().wording_version


def test_health_notes_travel_with_the_person():
    outcome = check.evaluate(answers("blood_thinners, pregnant"))

    assert [caution.key for caution in outcome.cautions] == ["blood_thinners", "pregnant"]


def test_not_sure_about_health_notes_travels_as_ask_first():
    health = check.page("health")
    said = ALL_NO | check.answers_from_ticks(health, ["epilepsy"], not_sure=True)

    outcome = check.evaluate(said)

    assert [caution.key for caution in outcome.cautions] == ["epilepsy", "ask_first"]
    assert outcome.route is Route.SUITABLE_WITH_CARE


def test_ticks_become_one_answer_for_each_box():
    signs = check.page("signs")

    ticked = check.answers_from_ticks(signs, ["leg_pain"])
    unsure = check.answers_from_ticks(signs, ["leg_pain"], not_sure=True)

    assert ticked == dict.fromkeys(signs.answer_keys, Answer.NO) | {"leg_pain": Answer.YES}
    assert unsure == dict.fromkeys(signs.answer_keys, Answer.NOT_SURE) | {"leg_pain": Answer.YES}


def test_not_sure_about_the_signs_means_a_call_and_never_a_no():
    said = ALL_NO | check.answers_from_ticks(check.page("signs"), [], not_sure=True)

    assert check.evaluate(said).route is Route.DOCTOR_FIRST


def test_a_choice_becomes_one_answer():
    assert check.answers_from_choice(check.page("injury"), Answer.NO) == {"injury": Answer.NO}


def test_answers_nobody_asked_for_are_refused():
    with pytest.raises(check.UnknownAnswer, match="favourite_colour"):
        check.evaluate({"favourite_colour": Answer.NO})
    with pytest.raises(check.UnknownAnswer, match="favourite_colour"):
        check.answers_from_ticks(check.page("signs"), ["favourite_colour"])
    with pytest.raises(check.UnknownAnswer, match="ticks"):
        check.answers_from_choice(check.page("signs"), Answer.NO)


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


def urgency(said) -> int:
    return check.evaluate(said).route.urgency


def slow_route(said) -> Route:
    """Slow twin, written from the comments in rules.toml: try every rule, keep the most urgent."""
    found = [Route.SUITABLE]
    for rule in rulebook.current().rules:
        yes = [key for key in rule.signs if said[key] is Answer.YES]
        maybe = [key for key in rule.signs if said[key] is not Answer.NO]
        risk_yes = not rule.with_any or Answer.YES in [said[key] for key in rule.with_any]
        risk_maybe = not rule.with_any or {Answer.YES, Answer.NOT_SURE} & {said[key] for key in rule.with_any}
        if len(yes) >= rule.at_least and risk_yes:
            found.append(rule.route)
        elif len(maybe) >= rule.at_least and risk_maybe:
            found.append(rule.route_if_unsure)
    return min(found, key=list(Route).index)


@given(full_answers)
def test_the_route_agrees_with_the_slow_twin(said):
    assert check.evaluate(said).route is slow_route(said)


@settings(max_examples=200)
@given(any_answers, st.sampled_from(KEYS))
def test_a_worse_answer_never_leads_to_a_less_urgent_route(said, key):
    routes = [urgency({**said, key: answer}) for answer in (Answer.NO, Answer.NOT_SURE, Answer.YES)]

    assert routes == sorted(routes)


@settings(max_examples=200)
@given(any_answers, st.sampled_from(KEYS))
def test_silence_never_leads_to_a_less_urgent_route_than_no(said, key):
    silent = {other: answer for other, answer in said.items() if other != key}

    assert urgency(silent) >= urgency({**silent, key: Answer.NO})


@given(any_answers)
def test_a_settled_result_cannot_be_changed_by_what_is_left_to_ask(said):
    outcome = check.evaluate(said)

    rest = [check.evaluate({**dict.fromkeys(KEYS, answer), **said}).route for answer in Answer]

    assert not outcome.settled or set(rest) == {outcome.route}
    assert outcome.settled or len(set(rest)) > 1


@settings(max_examples=200)
@given(any_answers)
def test_whatever_is_said_the_person_is_told_what_to_do_and_what_to_watch(said):
    outcome = check.evaluate(said)

    assert outcome.safety_net == rulebook.current().safety_net
    assert outcome.heading
    assert outcome.reasons
    assert outcome.what_to_do
    assert outcome.complete is (outcome.unanswered == ())


@settings(max_examples=200)
@given(full_answers, st.sampled_from(rulebook.current().rules))
def test_no_urgent_answer_ever_leads_to_booking(said, rule):
    urgent = {**said, **dict.fromkeys([*rule.signs, *rule.with_any], Answer.YES)}

    assert check.evaluate(urgent).may_book is False or rule.route.may_book


def every_answer_to(keys):
    for chosen in itertools.product(Answer, repeat=len(keys)):
        yield ALL_NO | dict(zip(keys, chosen, strict=True))


def test_every_pair_of_answers_is_monotone():
    for pair in itertools.combinations(KEYS, 2):
        found = {
            (one, other): urgency({**ALL_NO, pair[0]: one, pair[1]: other})
            for one in Answer
            for other in Answer
        }
        for (one, other), level in found.items():
            assert one not in WORSE or found[WORSE[one], other] >= level, pair
            assert other not in WORSE or found[one, WORSE[other]] >= level, pair


@pytest.mark.parametrize(
    "group",
    [
        ("bladder_or_numbness", "chest_or_belly", "hands_or_balance", "dark_thoughts"),
        ("weak_leg", "injury", "fever_or_pee", "infection_risk", "weak_immune"),
        ("cancer_or_steroids", "middle_back", "weight_loss", "night_pain", "burning_rash"),
        ("thin_bones", "first_after_50", "getting_worse", "infection_risk", "bleeding_disorder"),
    ],
    ids=lambda group: group[0],
)
def test_every_way_to_answer_a_group_is_monotone_and_books_only_from_the_last_two_routes(group):
    for said in every_answer_to(group):
        outcome = check.evaluate(said)
        assert outcome.may_book is outcome.route.may_book
        for key in group:
            if said[key] in WORSE:
                assert urgency({**said, key: WORSE[said[key]]}) >= outcome.route.urgency


@given(full_answers, st.sampled_from([one.key for one in cautions.all_cautions() if one.asked]))
def test_ticking_a_health_note_never_lowers_the_urgency_and_never_loses_a_note(said, key):
    without = check.evaluate({**said, key: Answer.NO})
    ticked = check.evaluate({**said, key: Answer.YES})

    assert ticked.route.urgency >= without.route.urgency
    assert {caution.key for caution in ticked.cautions} == {caution.key for caution in without.cautions} | {
        key
    }
