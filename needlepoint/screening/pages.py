"""What the check's pages show, worded and in order."""

import dataclasses
import itertools

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from needlepoint.house import clock
from needlepoint.knowledge import emergency
from needlepoint.knowledge.safety import cautions, check, rulebook
from needlepoint.screening import models, rules, wording

Reason = models.Check.Reason

CRISIS = "crisis"  # the rule about thoughts of self-harm

# How the design shows each route: who must act, and how soon.
SHOWN_AS = {
    check.Route.EMERGENCY_NOW: "emergency",
    check.Route.SAME_DAY: "today",
    check.Route.DOCTOR_WITHIN_TWO_WEEKS: "doctor",
    check.Route.DOCTOR_FIRST: "call",
    check.Route.SUITABLE_WITH_CARE: "book",
    check.Route.SUITABLE: "book",
}


# Why somebody we know is asked again, in words for them.
WHY_AGAIN = {
    Reason.GAP: gettext_lazy("It is a while since you answered these questions. Things may have changed."),
    Reason.FLARE: gettext_lazy("You told us that your pain got worse. So we ask again, to keep you safe."),
    Reason.REVIEW: gettext_lazy("A review is coming up. We ask these questions again before each one."),
    Reason.BOOKING: gettext_lazy(
        "Things may have changed since you last answered. So we ask again, to keep you safe."
    ),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclasses.dataclass(frozen=True, slots=True)
class QuestionPage:
    number: int
    of: int
    back_url: str
    choices: tuple[Choice, ...]  # of a choice page, each a button
    is_none: bool  # a ticks page that was answered with none of these before
    about: str  # whose record the answers go to


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
    talk_first: bool  # thoughts of self-harm: the line where somebody listens stands first
    call_us: bool
    answered: tuple[tuple[str, str, str], ...]  # question, answer, link to change it


def question_page(page: check.Page, chosen=(), *, about: str = "") -> QuestionPage:
    """Return what surrounds one question. `chosen`: what was answered before; `about`: whose record it goes to."""
    keys = [one.key for one in check.pages()]
    back = (
        reverse("screening:question", args=[page.previous_key])
        if page.previous_key
        else reverse("screening:begin")
    )
    words = (("YES", gettext("Yes")), ("NO", gettext("No")), ("NOT_SURE", gettext("I am not sure")))
    return QuestionPage(
        number=keys.index(page.key) + 1,
        of=len(keys),
        back_url=back,
        choices=tuple(Choice(value, label, value in chosen) for value, label in words)
        if page.is_choice
        else (),
        is_none=rules.NONE_OF_THESE in chosen,
        about=about,
    )


def numbers_of(clinic) -> emergency.Numbers:
    """Return whom to ring where this clinic is: its own numbers, else its country's."""
    if clinic is None:
        return emergency.Numbers("", "")
    known = emergency.numbers(clinic.country, emergency_number=clinic.emergency_number)
    return emergency.Numbers(known.emergency_number, clinic.crisis_line.strip() or known.crisis_line)


def _told(sentences, numbers: emergency.Numbers) -> tuple[str, ...]:
    """Return whole sentences in the reader's language with the clinic's numbers in them."""
    return emergency.filled([gettext(sentence) for sentence in sentences], numbers)


def result_page(outcome: check.Outcome, answers, clinic) -> ResultPage:
    """Return where the answers lead, with the numbers of the clinic."""
    numbers, found = numbers_of(clinic), [finding.rule_key for finding in outcome.findings]
    heading, summary, what_to_do = outcome.heading, outcome.summary, outcome.what_to_do
    if outcome.route.is_emergency and _is_crisis_alone(found):
        heading, summary, what_to_do = _words_of_crisis(what_to_do)
    return ResultPage(
        shown_as=SHOWN_AS[outcome.route],
        heading=gettext(heading),
        summary=gettext(summary) if summary else "",
        reasons=_told((reason for reason in outcome.reasons if reason != outcome.summary), numbers),
        what_to_do=_told(what_to_do, numbers),
        safety_net=_told(outcome.safety_net, numbers),
        cautions=tuple(gettext(caution.label) for caution in outcome.cautions),
        may_book=outcome.may_book,
        is_emergency=outcome.route.is_emergency,
        talk_first=CRISIS in found,
        call_us=outcome.route is check.Route.DOCTOR_FIRST,
        answered=tuple(_answered(page, answers) for page in check.pages() if rules.chosen_on(page, answers)),
    )


def _is_crisis_alone(found) -> bool:
    """Whether thoughts of self-harm are the one thing that cannot wait."""
    routes = {rule.key: rule.route for rule in rulebook.current().rules}
    return {key for key in found if key in routes and routes[key].is_emergency} == {CRISIS}


def _words_of_crisis(what_to_do) -> tuple[str, str, tuple[str, ...]]:
    """Somebody who thinks of self-harm is spoken to as such: nothing about driving, or about visits with us."""
    text = rulebook.current().route_texts[check.Route.EMERGENCY_NOW]
    steps = tuple(step for step in what_to_do if step not in text.what_to_do)
    return gettext_noop("Help is there, day and night"), "", steps


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


# --- For somebody we know ----------------------------------------------------------------------------------------------


def reason_asked(word: str) -> str:
    """Return why the questions are asked again; what we do not know is taken for a gap."""
    return word if word in {Reason.FLARE, Reason.REVIEW, Reason.GAP} else Reason.GAP


@dataclasses.dataclass(frozen=True, slots=True)
class AgainPage:
    code: str
    name: str
    why: str
    count: int
    reason: str
    is_own: bool
    is_stopped: bool
    back_url: str


def again_page(patient, stands: rules.Standing, reason: str, *, is_own: bool) -> AgainPage:
    return AgainPage(
        code=patient.code,
        name=patient.name,
        why=str(WHY_AGAIN[Reason.BOOKING if stands.is_stopped else Reason(reason)]),
        count=len(check.pages()),
        reason=reason,
        is_own=is_own,
        is_stopped=stands.is_stopped,
        back_url=home_url(patient, is_own=is_own),
    )


def home_url(patient, *, is_own: bool) -> str:
    return reverse("portal:home") if is_own else reverse("desk:patient", args=[patient.code])


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """One question as it was asked, and each line of the answer: (the box or "", what was said, whether it is more than a no)."""

    question: str
    lines: tuple[tuple[str, str, bool], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class KeptPage:
    """A check on record. `route` is what holds today, `said` what the rules said then; text follows `route`."""

    shown_as: str
    heading: str
    summary: str
    reasons: tuple[str, ...]
    what_to_do: tuple[str, ...]
    safety_net: tuple[str, ...]
    may_book: bool
    is_emergency: bool
    talk_first: bool
    call_us: bool
    is_own: bool
    is_newest: bool
    name: str
    when: str
    versions: str
    said: str
    overrides: tuple[tuple[str, str, str], ...]  # when and by whom, the route, why
    cautions: tuple[str, ...]
    said_yes: tuple[str, ...]  # for staff, what was not answered with no
    asked: tuple[Asked, ...]
    may_read: bool
    again_url: str
    book_url: str
    back_url: str


def kept_page(
    kept, answers, overrides, stands: rules.Standing, *, is_newest: bool, is_own: bool, may_read: bool
) -> KeptPage:
    """Word a kept check. The newest shows what holds today; an older one its own route.

    may_read   whether the answers are shown, or only where they led and what is to be done
    """
    zone, numbers = kept.patient.clinic.time_zone, numbers_of(kept.patient.clinic)
    said = rules.Route(kept.route)
    route = stands.route if is_newest and stands.route is not None else said
    text = rulebook.current().route_texts[route]
    may_book = is_newest and stands.holds
    heading, summary, what_to_do = (
        text.heading,
        text.summary,
        (*text.what_to_do, *(_also(kept) if route is said else ())),
    )
    if is_own and route is said and route.is_emergency and _is_crisis_alone(kept.findings):
        heading, summary, what_to_do = _words_of_crisis(what_to_do)
    when = clock.local(kept.finished_at, zone)
    return KeptPage(
        shown_as=SHOWN_AS[route],
        heading=gettext(heading),
        summary=gettext(summary) if summary else "",
        reasons=_told((one for one in kept.reasons if one != text.summary), numbers)
        if route is said and may_read
        else (),
        what_to_do=_told(what_to_do, numbers),
        safety_net=_told(rulebook.current().safety_net, numbers),
        may_book=may_book and is_own,
        is_emergency=route.is_emergency,
        talk_first=CRISIS in kept.findings and is_own,
        call_us=route is check.Route.DOCTOR_FIRST and is_own,
        is_own=is_own,
        is_newest=is_newest,
        name=kept.patient.name,
        when=formats.date_format(when, "j F Y"),
        versions=gettext("Rules %(rules)s, wording %(wording)s, asked in %(language)s")
        % {"rules": kept.rule_version, "wording": kept.wording_version, "language": kept.language},
        said=str(wording.ROUTE_NAMES[said]),
        overrides=tuple(override_words(one, zone) for one in overrides) if not is_own else (),
        cautions=caution_labels(kept.cautions) if may_read else (),
        said_yes=_said_yes(answers) if may_read and not is_own else (),
        asked=_as_asked(answers) if may_read else (),
        may_read=may_read,
        again_url=reverse("screening:again", args=[kept.patient.code]) if kept.patient else "",
        book_url=reverse("portal:flare_next" if kept.reason == Reason.FLARE else "booking:starts")
        if may_book and is_own
        else "",
        back_url=home_url(kept.patient, is_own=is_own),
    )


def _also(kept) -> list[str]:
    """What the rules that decided add to what to do, such as whom to ring; from the rules as they are now."""
    known = {rule.key: rule for rule in rulebook.current().rules}
    found = [known[key] for key in kept.findings if key in known]
    heard = [
        rule
        for rule in found
        if rule.always_said or kept.route in {rule.route.value, rule.route_if_unsure.value}
    ]
    return list(dict.fromkeys(step for rule in heard for step in rule.also))


def override_words(override, zone: str) -> tuple[str, str, str]:
    """Return (when and by whom, the route that holds instead, why)."""
    day = formats.date_format(clock.local(override.at, zone), "j F Y")
    who = gettext("%(day)s, %(name)s") % {"day": day, "name": override.by}
    return who, str(wording.ROUTE_NAMES[rules.Route(override.route)]), override.reason


def caution_labels(keys) -> tuple[str, ...]:
    """Return the words of each caution; a key from older rules is shown as it is rather than lost."""
    known = {one.key: one.label for one in cautions.all_cautions()}
    return tuple(gettext(known[key]) if key in known else key.replace("_", " ") for key in keys)


SAID = {
    "YES": gettext_lazy("Yes"),
    "NO": gettext_lazy("No"),
    "NOT_SURE": gettext_lazy("Not sure"),
}


def _as_asked(answers) -> tuple[Asked, ...]:
    """Put the boxes of one question together. The words are those of the day, in English or as we can say them now."""

    def question(answer):
        return answer.asked.partition("\n")[0]

    return tuple(
        Asked(gettext(asked), tuple(_line(one) for one in group))
        for asked, group in itertools.groupby(answers, question)
    )


def _said_yes(answers) -> tuple[str, ...]:
    """Every box that was not answered with no, with its question where it has none of its own."""
    found = ((_box(one.asked) or gettext(one.asked), _line(one)) for one in answers)
    return tuple(
        gettext("%(asked)s: %(said)s") % {"asked": asked, "said": said}
        for asked, (_words, said, is_more) in found
        if is_more
    )


def _line(answer) -> tuple[str, str, bool]:
    return (
        _box(answer.asked),
        str(SAID.get(answer.value, answer.value)),
        answer.value != check.Answer.NO.value,
    )


def _box(asked: str) -> str:
    return "; ".join(gettext(line) for line in asked.split("\n")[1:] if line)
