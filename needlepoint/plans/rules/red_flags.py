"""Red flags, asked again at the assessment, and what they hold back."""

from collections.abc import Mapping

from needlepoint.knowledge.safety import check


def red_flag_questions() -> tuple[check.Page, ...]:
    """Give the questions of the check that a practitioner asks again: every one about danger, none about cautions."""
    return tuple(page for page in check.pages() if page.is_about_danger)


def red_flag_signs() -> check.Page:
    """Give the page of weaker signs, which are ticked together."""
    return check.page("signs")


def red_flag_outcome(
    questions: Mapping[str, check.Answer], signs: Mapping[str, check.Answer], cautions: frozenset[str]
) -> check.Outcome:
    """Say where today's answers lead.

    questions   answer key → answer, for every page of `red_flag_questions`
    signs       item key → answer, for every item of `red_flag_signs`
    cautions    the patient's caution keys; they were asked in the check and at the intake
    """
    health = {item.key: _yes_or_no(item.key in cautions) for item in check.page("health").items}
    return check.evaluate({**questions, **signs, **health})


def _yes_or_no(is_so: bool) -> check.Answer:  # noqa: FBT001 the one thing it says
    return check.Answer.YES if is_so else check.Answer.NO


def may_go_on(route: check.Route, *, doctors_word: str = "") -> bool:
    """Say whether a plan may be made on these answers.

    A doctor's word opens the two routes that ask for one. Nothing typed here opens an emergency or a same-day route.
    """
    if route.may_book:
        return True
    waits_for_a_doctor = route in {check.Route.DOCTOR_WITHIN_TWO_WEEKS, check.Route.DOCTOR_FIRST}
    return waits_for_a_doctor and bool(doctors_word.strip())


def held_route(findings: Mapping[str, object]) -> check.Route | None:
    """Give the route that holds an episode's plan back, or None when it may go on.

    findings   an episode's findings; `red_flags` holds {"route", "doctors_word"} once they were asked
    """
    red_flags = findings.get("red_flags")
    if not isinstance(red_flags, Mapping) or "route" not in red_flags:
        return None
    route = check.Route(red_flags["route"])
    return None if may_go_on(route, doctors_word=str(red_flags.get("doctors_word", ""))) else route
