"""What the check's pages show, worded and in order."""

import dataclasses

from django.urls import reverse
from django.utils.translation import gettext

from needlepoint.knowledge.safety import check
from needlepoint.screening import rules

# How the design shows each route: who must act, and how soon.
SHOWN_AS = {
    check.Route.EMERGENCY_NOW: "emergency",
    check.Route.SAME_DAY: "today",
    check.Route.DOCTOR_WITHIN_TWO_WEEKS: "doctor",
    check.Route.DOCTOR_FIRST: "call",
    check.Route.SUITABLE_WITH_CARE: "book",
    check.Route.SUITABLE: "book",
}


@dataclasses.dataclass(frozen=True, slots=True)
class QuestionPage:
    number: int
    of: int
    back_url: str


@dataclasses.dataclass(frozen=True, slots=True)
class ResultPage:
    shown_as: str
    heading: str
    summary: str
    reasons: tuple[str, ...]
    what_to_do: tuple[str, ...]
    safety_net: tuple[str, ...]
    cautions: tuple[str, ...]
    may_book: bool
    is_emergency: bool
    answered: tuple[tuple[str, str, str], ...]  # question, answer, link to change it


def question_page(page: check.Page) -> QuestionPage:
    keys = [one.key for one in check.pages()]
    number = keys.index(page.key) + 1
    back = (
        reverse("screening:question", args=[page.previous_key])
        if page.previous_key
        else reverse("screening:begin")
    )
    return QuestionPage(number, len(keys), back)


def result_page(outcome: check.Outcome, answers) -> ResultPage:
    return ResultPage(
        shown_as=SHOWN_AS[outcome.route],
        heading=gettext(outcome.heading),
        summary=gettext(outcome.summary),
        reasons=tuple(gettext(reason) for reason in outcome.reasons if reason != outcome.summary),
        what_to_do=tuple(gettext(step) for step in outcome.what_to_do),
        safety_net=tuple(gettext(sentence) for sentence in outcome.safety_net),
        cautions=tuple(gettext(caution.label) for caution in outcome.cautions),
        may_book=outcome.may_book,
        is_emergency=outcome.route.is_emergency,
        answered=tuple(_answered(page, answers) for page in check.pages() if rules.chosen_on(page, answers)),
    )


def _answered(page: check.Page, answers) -> tuple[str, str, str]:
    words = {
        "YES": gettext("Yes"),
        "NO": gettext("No"),
        "NOT_SURE": gettext("I am not sure"),
        rules.NONE_OF_THESE: gettext("None of these"),
        rules.NOT_SURE: gettext("Not sure about some"),
        **{item.key: gettext(item.label) for item in page.items},
    }
    said = "; ".join(words[choice] for choice in rules.chosen_on(page, answers))
    return gettext(page.question), said, reverse("screening:question", args=[page.key])
