"""How answers travel between a browser session and the rule book. Pure."""

from collections.abc import Mapping

from needlepoint.knowledge.safety import check

NONE_OF_THESE = "none"
NOT_SURE = "not_sure"


def written(answers: Mapping[str, check.Answer]) -> dict[str, str]:
    """Return answers as plain text, for a session or a row."""
    return {key: answer.value for key, answer in answers.items()}


def read(stored: Mapping[str, str]) -> dict[str, check.Answer]:
    """Return answers from plain text.

    A question that the current rules no longer ask, or a word that is no answer, is left out: it becomes unknown, and
    unknown is never no.
    """
    asked = {key for page in check.pages() for key in page.answer_keys}
    words = {answer.value for answer in check.Answer}
    return {key: check.Answer(word) for key, word in stored.items() if key in asked and word in words}


def chosen_on(page: check.Page, answers: Mapping[str, check.Answer]) -> list[str]:
    """Return what the person ticked on a page before, as its form would send it again; empty when never answered."""
    if page.is_choice:
        return [answers[page.key].value] if page.key in answers else []
    if not any(item.key in answers for item in page.items):
        return []
    ticked = [item.key for item in page.items if answers.get(item.key) is check.Answer.YES]
    if any(answers.get(item.key) is check.Answer.NOT_SURE for item in page.items):
        ticked.append(NOT_SURE)
    return ticked or [NONE_OF_THESE]
