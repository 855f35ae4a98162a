import datetime as dt
import re
from collections import defaultdict

import pytest

from needlepoint.knowledge import wording
from needlepoint.knowledge.evidence import claims
from needlepoint.knowledge.safety import check, rulebook
from tests.knowledge import reading

PATIENT = [one for one in wording.all_sentences() if one.reader is wording.Reader.PATIENT]
GRADE_MAX = 6.0
# One hard sentence between easy ones is bearable; names of bodies ("American College of Physicians") cost most.
SENTENCE_GRADE_MAX = 7.0
CLAIM_SENTENCE_GRADE_MAX = 10.5

BANNED = [
    r"\bproven\b",
    r"\bprov(e|es|ing)\b",
    r"\bcur(e|es|ed|ing)\b",
    r"\broot cause\b",
    r"\b(no|without|zero) (side|unwanted) effects?\b",
    r"\bguarantee",
    r"\bmirac",
    r"\b(completely|totally|entirely|perfectly|always|100 ?%) safe\b",
    r"\bpain[- ]free\b",
    r"\bhigh success\b",
    r"\bsuccessful",
    r"\bbetter than (drugs|medic|physio|surgery)",
    r"\banti-inflammatory\b",
    r"\bdetox",
    r"\btoxins?\b",
    r"\bendorphin",
    r"\bpermanent",
    r"\bclinically (shown|tested)\b",
    r"\bheal(s|ed|ing)?\b",
    r"\brecogni[sz]ed by\b",
]


def texts_by_place():
    places = defaultdict(list)
    for one in PATIENT:
        places[one.where].append(one.text)
    return places


def test_the_reading_grade_tells_plain_from_hard():
    assert reading.grade("Choose a time. We will see you then.") < 2
    assert reading.grade("Contraindications necessitate interdisciplinary consultation.") > 20
    assert reading.syllables("doctor") == 2
    assert reading.syllables("needle") == 2
    assert reading.syllables("pain") == 1


@pytest.mark.parametrize("page", check.pages(), ids=lambda page: page.key)
def test_a_question_page_reads_at_grade_six_or_below(page):
    text = "\n".join([page.question, *page.labels, page.help])

    assert reading.grade(text) <= GRADE_MAX


@pytest.mark.parametrize("rule", rulebook.current().rules, ids=lambda rule: rule.key)
@pytest.mark.parametrize("unsure", [False, True], ids=["sure", "unsure"])
def test_a_result_page_reads_at_grade_six_or_below(rule, unsure):
    book = rulebook.current()
    result = book.route_texts[rule.route_if_unsure if unsure else rule.route]
    reason = rule.reason_if_unsure if unsure else rule.reason

    text = "\n".join(
        [result.heading, result.summary, reason, *result.what_to_do, *rule.also, *book.safety_net]
    )

    assert reading.grade(text) <= GRADE_MAX


def test_the_unfinished_page_reads_at_grade_six_or_below():
    text = rulebook.current().unfinished

    assert reading.grade("\n".join([text.heading, text.summary, *text.what_to_do])) <= GRADE_MAX


@pytest.mark.parametrize("claim", claims.all_claims(), ids=lambda claim: claim.key)
def test_the_wording_of_a_claim_reads_at_grade_six_or_below(claim):
    assert reading.grade("\n".join([claim.title, *claim.wording])) <= GRADE_MAX


@pytest.mark.parametrize(
    "place",
    [place for place in texts_by_place() if place.startswith(("instrument", "verdict", "dose"))],
)
def test_scores_and_courses_read_at_grade_six_or_below(place):
    assert reading.grade("\n".join(texts_by_place()[place])) <= GRADE_MAX


def test_no_single_sentence_is_hard():
    hard = []
    for one in PATIENT:
        limit = (
            CLAIM_SENTENCE_GRADE_MAX
            if any(word in one.where for word in ("claim", "source", "said"))
            else SENTENCE_GRADE_MAX
        )
        # Below five words the formula measures one long word and nothing else.
        if len(one.text.split()) >= 5 and reading.grade(one.text) > limit:
            hard.append((round(reading.grade(one.text), 1), one.where, one.text))

    assert hard == []


@pytest.mark.parametrize("pattern", BANNED)
def test_nobody_is_promised_what_nobody_can_keep(pattern):
    ours = [
        one for one in wording.all_sentences() if not one.where.startswith("said ")
    ]  # what others promise
    found = [one for one in ours if re.search(pattern, one.text, re.IGNORECASE)]

    assert found == []


def test_the_banned_list_would_catch_the_usual_promises():
    promises = [
        "Clinically proven to help.",
        "It cures back pain.",
        "We treat the root cause.",
        "There are no side effects.",
        "You were successfully booked.",
        "It works better than medicine.",
    ]

    assert all(any(re.search(pattern, text, re.IGNORECASE) for pattern in BANNED) for text in promises)


def test_every_text_is_whole():
    for one in wording.all_sentences():
        assert one.text == one.text.strip()
        assert "  " not in one.text
        rest = one.text.replace("{emergency_number}", "").replace("{crisis_line}", "")
        assert not re.search(r"[{}%]", rest), (
            f"{one.where}: nothing but the clinic's numbers is filled in later"
        )


def test_everything_the_check_can_say_is_in_the_list_for_translators():
    listed = {one.text for one in wording.all_sentences()}
    everything = {key: check.Answer.YES for page in check.pages() for key in page.answer_keys}
    outcome = check.evaluate(everything)

    said = {outcome.heading, outcome.summary, *outcome.reasons, *outcome.what_to_do, *outcome.safety_net}

    assert said <= listed
    assert {caution.label for caution in outcome.cautions} <= listed


def test_everything_a_claim_shows_is_in_the_list_for_translators():
    listed = {one.text for one in wording.all_sentences()}

    for claim in claims.current_claims(dt.date(2026, 11, 22)):
        assert {claim.title, *claim.wording, claim.population.label} <= listed
        assert {claim.outcome.label, *(one.label for one in claim.comparators)} <= listed
        assert {claim.certainty.label, claim.status.label} <= listed
