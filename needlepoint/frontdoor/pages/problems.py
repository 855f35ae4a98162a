"""Why backs hurt, each problem, and what people can do themselves. What is said of care stands in claims."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from needlepoint.frontdoor import pages
from needlepoint.frontdoor.pages import evidence
from needlepoint.knowledge import emergency
from needlepoint.knowledge.body import spine
from needlepoint.knowledge.evidence import claims, problems, sources
from needlepoint.knowledge.home import figures, tasks
from needlepoint.knowledge.safety import cautions, rulebook

CRISIS = "dark_thoughts"  # its question is no sign to watch for; the line to call stands in its place
DOI = re.compile(r"\bdoi (10\.[\w./()-]*\w)")
USUAL = (
    ("hard_to_pee", "leaking", "numb_saddle", "both_legs", "tearing_pain", "chest"),
    ("leg_weaker", "fever", "big_injury"),
)
OVERVIEW = ("back_causes", "back_pictures")


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """A claim that may be shown, and the people to draw beside it."""

    claim: pages.ShownClaim
    hundreds: tuple[evidence.Hundred, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """A problem in a list."""

    name: str
    line: str
    url: str
    picture: SafeString


@dataclasses.dataclass(frozen=True, slots=True)
class Alarm:
    """When it is something else: signs by how soon somebody has to look, in the words of the check.

    crisis   sentences with the line to call, for pages on which dark thoughts are near; may be empty
    """

    number: str
    emergency: tuple[str, ...]
    today: tuple[str, ...]
    soon: tuple[str, ...]
    crisis: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """Something to do at home.

    figure   an <svg> or empty
    notes    (whom, what) for people with something else
    source   where certainty comes from, in English; link is https or empty
    """

    key: str
    name: str
    how: tuple[str, ...]
    dose: str
    stop: str
    figure: SafeString
    notes: tuple[tuple[str, str], ...]
    certainty: str
    source: str
    link: str


@dataclasses.dataclass(frozen=True, slots=True)
class ProblemPage:
    slug: str
    name: str
    line: str
    about: tuple[str, ...]
    picture: SafeString
    course: tuple[Said, ...]
    needles: tuple[Said, ...]
    helps: tuple[Said, ...]
    tasks: tuple[tuple[str, str], ...]
    alarm: Alarm
    near: tuple[Link, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Overview:
    """Why backs hurt: problems sorted, and what is known of causes in general."""

    groups: tuple[tuple[str, tuple[Link, ...]], ...]
    said: tuple[Said, ...]
    picture: SafeString
    alarm: Alarm


@dataclasses.dataclass(frozen=True, slots=True)
class Chapter:
    """One part of what people can do themselves."""

    slug: str
    title: str
    line: str
    said: tuple[Said, ...]
    tasks: tuple[Task, ...]


def overview(on: dt.date, numbers: emergency.Numbers) -> Overview:
    """Return the page on why backs hurt as of a day."""
    known = problems.all_problems()
    return Overview(
        groups=tuple(
            (gettext(group.label), tuple(_link(one) for one in known if one.group is group))
            for group in problems.Group
        ),
        said=tuple(_said(OVERVIEW, on)),
        picture=_picture("spine", is_told=True),
        alarm=usual_alarm(numbers),
    )


def problem(one: problems.Problem, on: dt.date, numbers: emergency.Numbers) -> ProblemPage:
    """Return the page of one problem as of a day."""
    near = [problems.find(slug) for slug in one.near]
    return ProblemPage(
        slug=one.slug,
        name=gettext(one.name),
        line=gettext(one.line),
        about=tuple(gettext(sentence) for sentence in one.about),
        picture=_picture(one.picture, is_told=True),
        course=tuple(_said(one.course, on)),
        needles=tuple(_said(one.needles, on)),
        helps=tuple(_said(one.helps, on)),
        tasks=tuple((gettext(tasks.task(key).name), task_url(key)) for key in one.tasks),
        alarm=_alarm(one.emergency, one.today, one.soon, numbers),
        near=tuple(_link(other) for other in near if other),
    )


def chapters(on: dt.date) -> tuple[Chapter, ...]:
    """Return what people can do themselves as of a day."""
    return tuple(
        Chapter(
            slug=one.slug,
            title=gettext(one.title),
            line=gettext(one.line),
            said=tuple(_said(one.claims, on)),
            tasks=tuple(_task(tasks.task(key)) for key in one.tasks),
        )
        for one in problems.chapters()
    )


def usual_alarm(numbers: emergency.Numbers) -> Alarm:
    """Return the signs that matter whatever the problem."""
    return _alarm(*USUAL, (), numbers)


def numbers_of(clinic) -> emergency.Numbers:
    """Return whom to ring where this clinic is: its own numbers, else its country's; none without a clinic."""
    if clinic is None:
        return emergency.Numbers("", "")
    known = emergency.numbers(clinic.country, emergency_number=clinic.emergency_number)
    return emergency.Numbers(known.emergency_number, clinic.crisis_line.strip() or known.crisis_line)


def task_url(key: str) -> str:
    return f"{reverse('frontdoor:what_helps')}#{key.lower().replace('_', '-')}"


def _link(one: problems.Problem) -> Link:
    return Link(
        gettext(one.name),
        gettext(one.line),
        reverse("frontdoor:problem", kwargs={"slug": one.slug}),
        _picture(one.picture),
    )


def _said(keys: Iterable[str], on: dt.date) -> Iterator[Said]:
    for key in keys:
        if shown := pages.claim_on(key, on):
            yield Said(shown, tuple(_hundreds(claims.claim(key))))


def _hundreds(claim: claims.Claim) -> Iterator[evidence.Hundred]:
    """Give the figures of a claim as people by the hundred. Several stand beside one another under their names."""
    found = [one for one in claim.figures if one.out_of == evidence.HUNDRED]
    for one in found:
        name = gettext(one.label)
        told = gettext("%(group)s: %(n)s of 100 people") % {"group": name, "n": one.number}
        if len(found) == 1:
            yield evidence.Hundred("", told, ((one.number, name),))
        else:
            yield evidence.Hundred(name, told, ((one.number, gettext("of 100 people")),))


def _picture(key: str, *, is_told: bool = False) -> SafeString:
    """Draw a picture of the spine, or of a person; told aloud only where the text does not say it."""
    drawing = spine if spine.is_drawing(key) else figures
    label = gettext(drawing.words(key)) if is_told else ""
    return mark_safe(drawing.drawn(key, label))  # noqa: S308 our own drawing


def _alarm(
    now: Iterable[str], today: Iterable[str], soon: Iterable[str], numbers: emergency.Numbers
) -> Alarm:
    labels = _labels()
    crisis = next(rule.also for rule in rulebook.current().rules if CRISIS in rule.signs)
    return Alarm(
        number=numbers.emergency_number,
        emergency=tuple(gettext(labels[key]) for key in now if key != CRISIS),
        today=tuple(gettext(labels[key]) for key in today),
        soon=tuple(gettext(labels[key]) for key in soon),
        crisis=emergency.filled([gettext(one) for one in crisis], numbers) if CRISIS in tuple(now) else (),
    )


def _labels() -> dict[str, str]:
    asked = {item.key: item.label for page in rulebook.current().pages for item in page.items}
    return {**asked, **problems.signs()}


def _task(one: tasks.Task) -> Task:
    known = {caution.key: caution.label for caution in cautions.all_cautions()}
    notes = {**one.never, **one.mind}
    return Task(
        key=one.key.lower().replace("_", "-"),
        name=gettext(one.name),
        how=tuple(gettext(step) for step in one.how),
        dose=gettext(one.dose),
        stop=gettext(one.stop),
        figure=_picture(one.picture) if one.picture else SafeString(""),
        notes=tuple((gettext(known[key]), gettext(sentence)) for key, sentence in notes.items()),
        certainty=gettext(one.certainty.label),
        source=one.source,
        link=_link_to_source(one),
    )


def _link_to_source(one: tasks.Task) -> str:
    if key := problems.task_sources().get(one.key):
        return sources.all_sources()[key].link
    found = DOI.search(one.source)
    return f"https://doi.org/{found[1]}" if found else ""
