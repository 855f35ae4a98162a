"""Ask the safety questions and say where the answers lead.

Nothing here says that a person is well. The best outcome is "nothing you told us
means that you should see a doctor first", and every outcome carries a safety net.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from needlepoint.knowledge.safety import cautions, rulebook

Answer = rulebook.Answer
Route = rulebook.Route
Page = rulebook.Page
PageKind = rulebook.PageKind

# Ask again when pain has risen by this many points of 0-10 since the last answers. Source: the important
# change on that scale, Ostelo 2008; using it as a reason to ask again is our choice.
PAIN_RISE_TO_ASK_AGAIN = 2


class UnknownAnswer(ValueError):
    """An answer was given to a question that this version does not ask."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that spoke, for the record: `unsure` when only because of a "not sure"."""

    rule_key: str
    route: rulebook.Route
    unsure: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the answers lead, and what the person is told.

    route        the most urgent route found; at least DOCTOR_FIRST while a missing answer could matter
    reasons      whole sentences behind the route, never empty
    what_to_do   whole sentences, in order
    safety_net   whole sentences shown whatever the route, never empty
    cautions     health notes that travel to booking and to the treatment room
    findings     every rule that spoke, most urgent first, for the record
    unanswered   page keys still open
    complete     every page is answered
    settled      no missing answer could change the route: show the result now; a route to booking waits for all
    """

    route: rulebook.Route
    heading: str
    summary: str
    reasons: tuple[str, ...]
    what_to_do: tuple[str, ...]
    safety_net: tuple[str, ...]
    cautions: tuple[cautions.Caution, ...]
    findings: tuple[Finding, ...]
    unanswered: tuple[str, ...]
    complete: bool
    settled: bool
    rule_version: str
    wording_version: str

    @property
    def may_book(self) -> bool:
        """Say whether a bookable link may be shown."""
        return self.complete and self.route.may_book


def pages() -> tuple[rulebook.Page, ...]:
    """Give the pages in the order to ask them, the most urgent signs first."""
    return rulebook.current().pages


def warning_signs() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give every question about danger with the signs it asks about, as one list to read through."""
    return tuple((one.question, one.labels) for one in pages() if one.is_about_danger)


def page(key: str) -> rulebook.Page:
    """Give one page; raises KeyError."""
    for candidate in pages():
        if candidate.key == key:
            return candidate
    raise KeyError(key)


def answers_from_choice(asked: rulebook.Page, answer: rulebook.Answer) -> dict[str, rulebook.Answer]:
    """Turn the choice made on a choice page into answers."""
    if not asked.is_choice:
        raise UnknownAnswer(f"page {asked.key} is answered with ticks")
    return {asked.key: answer}


def answers_from_ticks(
    asked: rulebook.Page, ticked: Collection[str], *, not_sure: bool = False
) -> dict[str, rulebook.Answer]:
    """Turn the boxes ticked on a ticks page into answers, one for each box.

    Call it only when the person ticked a box, "None of these" or "Not sure". A page sent
    empty is not an answer, and a box left empty on it is unknown.

    ticked     item keys of the page
    not_sure   the person ticked "Not sure": boxes left empty then mean NOT_SURE, otherwise NO
    raises     UnknownAnswer for a key that is not on the page
    """
    if strangers := sorted(set(ticked) - {item.key for item in asked.items}):
        raise UnknownAnswer(f"page {asked.key} has no box {', '.join(strangers)}")
    left_empty = Answer.NOT_SURE if not_sure else Answer.NO
    return {item.key: Answer.YES if item.key in ticked else left_empty for item in asked.items}


def should_ask_again(pain_before: int | None, pain_now: int | None, *, new_symptom: bool = False) -> bool:
    """Say whether the safety questions must be asked again.

    pain_before, pain_now   0-10, None when not known; what is not known cannot be called stable
    """
    if pain_before is None or pain_now is None:
        return True
    return new_symptom or pain_now - pain_before >= PAIN_RISE_TO_ASK_AGAIN


def evaluate(answers: Mapping[str, rulebook.Answer]) -> Outcome:
    """Say where these answers lead. Pure: the same answers and rules give the same outcome.

    answers   answer key to Answer; a key left out is unknown and never counts as no
    raises    UnknownAnswer for a key that this version does not ask
    """
    book = rulebook.current()
    if strangers := sorted(set(answers) - book.answer_keys):
        raise UnknownAnswer(f"nobody is asked {', '.join(strangers)}")
    missing = book.answer_keys - answers.keys()
    unanswered = tuple(one.key for one in book.pages if not missing.isdisjoint(one.answer_keys))
    sure = {key for key, answer in answers.items() if answer is Answer.YES}
    perhaps = sure | {key for key, answer in answers.items() if answer is Answer.NOT_SURE}
    spoken = _spoken(book, sure, perhaps)
    known = _most_urgent(spoken)
    worst = _most_urgent(_spoken(book, sure | missing, perhaps | missing)) if missing else known
    # A check that leads to booking is asked to its end, also when what is left could not change where it leads.
    settled = known is worst and not (missing and known.may_book)
    if settled or known.urgency > Route.DOCTOR_FIRST.urgency:
        route, text = known, book.route_texts[known]
    else:
        route, text = Route.DOCTOR_FIRST, book.unfinished
    deciding = _heard(spoken, route)
    return Outcome(
        route=route,
        heading=text.heading,
        summary=text.summary,
        reasons=tuple(dict.fromkeys(_reason(rule, finding) for rule, finding in deciding)) or (text.summary,),
        what_to_do=tuple(
            dict.fromkeys((*text.what_to_do, *(step for rule, _ in deciding for step in rule.also)))
        ),
        safety_net=book.safety_net,
        cautions=_cautions(answers),
        findings=tuple(finding for _, finding in spoken),
        unanswered=unanswered,
        complete=not unanswered,
        settled=settled,
        rule_version=book.rule_version,
        wording_version=book.wording_version,
    )


def _spoken(
    book: rulebook.Rulebook, sure: set[str], perhaps: set[str]
) -> list[tuple[rulebook.Rule, Finding]]:
    """Give the rules that speak, most urgent first, otherwise in the order of the file.

    sure, perhaps   the answer keys that are yes; those and the ones that are not sure
    """
    spoken = []
    for rule in book.rules:
        if _holds(rule, sure):
            spoken.append((rule, Finding(rule.key, rule.route, unsure=False)))
        elif _holds(rule, perhaps):
            spoken.append((rule, Finding(rule.key, rule.route_if_unsure, unsure=True)))
    return sorted(spoken, key=lambda pair: -pair[1].route.urgency)


def _holds(rule: rulebook.Rule, present: set[str]) -> bool:
    """Count upward only: one more answer in `present` can never undo this."""
    return (
        len(present.intersection(rule.signs)) >= rule.at_least
        and present.issuperset(rule.with_all)
        and (not rule.with_any or not present.isdisjoint(rule.with_any))
    )


def _heard(
    spoken: list[tuple[rulebook.Rule, Finding]], route: rulebook.Route
) -> list[tuple[rulebook.Rule, Finding]]:
    """Give the rules whose words the person reads: those of the route that no other, as sure of it, covers."""
    deciding = [(rule, finding) for rule, finding in spoken if finding.route is route or rule.always_said]
    covered = {
        (key, unsure) for rule, one in deciding for key in rule.covers for unsure in {one.unsure, True}
    }
    return [(rule, finding) for rule, finding in deciding if (rule.key, finding.unsure) not in covered]


def _most_urgent(spoken: list[tuple[rulebook.Rule, Finding]]) -> rulebook.Route:
    return spoken[0][1].route if spoken else Route.SUITABLE


def _reason(rule: rulebook.Rule, finding: Finding) -> str:
    return rule.reason_if_unsure if finding.unsure else rule.reason


def _cautions(answers: Mapping[str, rulebook.Answer]) -> tuple[cautions.Caution, ...]:
    """Give the cautions ticked, and "ask first" when the person was not sure about any."""
    noted = [one for one in cautions.all_cautions() if answers.get(one.key) is Answer.YES]
    if any(answers.get(one.key) is Answer.NOT_SURE for one in cautions.all_cautions()):
        noted.append(cautions.caution("ask_first"))
    return tuple(noted)
