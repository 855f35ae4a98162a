"""A form on paper: the same definition, laid out to be written on by hand and typed in afterwards."""

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from needlepoint.house import clock, languages
from needlepoint.intake import models
from needlepoint.knowledge.body import regions, shapes
from needlepoint.knowledge.questions import definition

TEMPLATE = "intake/paper/form.typ"
LINES_MIN, LINES_MAX, LINE_LETTERS = 2, 6, 140  # how much room own words get
ROWS_MAX = 6  # of medicines; more go on the back
PAD = 14  # around a drawing, in its own units
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclasses.dataclass(frozen=True)
class Page:
    """Where a form is printed from and typed in."""

    title: str
    name: str
    when: str
    code: str
    papers: tuple  # (name of the language, address, is the patient's own)
    type_url: str
    is_finished: bool
    back_url: str


def page(intake: models.Intake, form: definition.Form) -> Page:
    code = intake.code if intake.pk else intake.visit.code
    own = intake.patient.language or "en"
    return Page(
        title=_(form.title),
        name=intake.patient.name,
        when=when_words(intake),
        code=code,
        papers=tuple(
            (
                languages.OWN_NAMES[language],
                reverse("intake:paper_pdf", args=[code, language]),
                language == own,
            )
            for language in sorted(LANGUAGES, key=lambda each: each != own)
        ),
        type_url=reverse("intake:resume", args=[code]),
        is_finished=intake.state == models.Intake.State.FINISHED,
        back_url=reverse("desk:patient", args=[intake.patient.code]),
    )


def when_words(intake: models.Intake) -> str:
    """Return the day and time of the visit, or nothing for a form without one."""
    if intake.visit is None:
        return ""
    local = clock.local(intake.visit.starts_at, intake.clinic.time_zone)
    return _("%(day)s, %(time)s") % {
        "day": formats.date_format(local, "l j F"),
        "time": clock.time_words(local, intake.clinic.country),
    }


def sheet(intake: models.Intake, form: definition.Form, language: str) -> dict[str, Any]:
    """Return what the template reads, in the words of a language. Nothing that was answered is on it."""
    with translation.override(language):
        numbers = {item.key: number for number, item in enumerate(form.items, start=1)}
        code = intake.code if intake.pk else intake.visit.code
        clinic = intake.clinic
        return {
            "title": _(form.title),
            "letterhead": {
                "name": clinic.name,
                "address": clinic.address,
                "phone": clinic.phone,
                "country": clinic.country,
            },
            "foot": _("%(name)s · form %(code)s") % {"name": intake.patient.name, "code": code},
            "who": [
                [_("Name"), intake.patient.name],
                *([[_("Visit"), when_words(intake)]] if intake.visit else []),
                [_("Form"), code],
            ],
            "lead": [
                _("You may leave any question open. If something is hard to answer, ask us."),
                _("In an emergency call %(number)s. Do not wait for us.")
                % {"number": clinic.emergency_number},
            ],
            "screens": [
                {
                    "title": _(screen.title),
                    "lead": _(screen.lead) if screen.lead else "",
                    "only_if": [condition(one, form, numbers) for one in screen.when],
                    "items": [_item(one, form, numbers) for one in screen.items],
                }
                for screen in form.screens
            ],
            "end": [
                _("Filled in on"),
                _("By (if somebody helped you)"),
            ],
            "words": {
                "left": _("your left"),
                "right": _("your right"),
                "unsure": _("I do not know"),
            },
            "figures": _figures() if any(item.kind is definition.Kind.BODY for item in form.items) else [],
        }


def _item(item: definition.Item, form: definition.Form, numbers: Mapping[str, int]) -> dict[str, Any]:
    kind = definition.Kind
    shown: dict[str, Any] = {
        "kind": item.kind.value,
        "number": str(numbers[item.key]),
        "question": _(item.question),
        # What a screen says about tapping means nothing on paper.
        "help": _(item.help) if item.help and item.kind is not kind.BODY else "",
        "only_if": [condition(one, form, numbers) for one in item.when],
        "unsure": item.may_be_unsure,
        "how": "",
    }
    if item.kind in {kind.ONE, kind.MANY}:
        shown["how"] = _("Tick one.") if item.kind is kind.ONE else _("Tick all that fit.")
        shown["choices"] = [_(choice.label) for choice in item.choices]
    elif item.kind is kind.SCALE:
        shown["how"] = _("Circle one number.")
        shown |= _scale(item)
    elif item.kind is kind.NUMBER:
        shown["unit"] = _(item.unit_label) if item.unit_label else ""
    elif item.kind is kind.WHEN:
        shown["date"] = _("On this day")
        shown["about"] = _("Or about so long ago")
        shown["units"] = [_("days"), _("weeks"), _("months"), _("years")]
    elif item.kind is kind.TEXT:
        shown["lines"] = min(max(item.longest // LINE_LETTERS, LINES_MIN), LINES_MAX)
    elif item.kind is kind.BODY:
        shown["how"] = _(
            "Shade every place that hurts. Beside it write a number: 0 is no pain, 10 is the worst pain."
        )
        shown["feels"] = [_(one.name) for one in regions.feels()]
        shown["feel"] = _("How does it feel? Tick all that fit.")
    elif item.kind is kind.MEDICINES:
        shown["columns"] = [_("Name of the medicine"), _("How much"), _("How often"), _("What for")]
        shown["rows"] = min(item.longest, ROWS_MAX)
        shown["how"] = _("If you do not know the name, write what it is for.")
    elif item.kind is kind.ACTIVITIES:
        shown["rows"] = min(item.longest, 3)
        shown["how"] = _("Write each on a line, and circle how well you can do it now.")
        shown |= _scale(item)
    return shown


def _scale(item: definition.Item) -> dict[str, Any]:
    return {
        "scale": [str(number) for number in range(item.lowest, item.highest + 1)],
        "low": _(item.lowest_label) if item.lowest_label else "",
        "high": _(item.highest_label) if item.highest_label else "",
    }


def condition(when: definition.When, form: definition.Form, numbers: Mapping[str, int]) -> str:
    """Say for whom a question is meant, as somebody reads it who has all the questions before them."""
    number = numbers[when.item]
    asked = form.item(when.item)
    if when.at_least is not None:
        return _("Only if your number at question %(question)s is %(least)s or more.") % {
            "question": number,
            "least": when.at_least,
        }
    if asked.kind is definition.Kind.BODY:
        return _("Only if you marked one of these at question %(question)s: %(places)s.") % {
            "question": number,
            "places": ", ".join(_levels(when.any_of)),
        }
    others = [choice for choice in asked.choices if choice.code not in when.any_of]
    if len(others) == 1 and len(asked.choices) > 2:  # noqa: PLR2004 of two, one is named
        return _("Only if you ticked something else than “%(choice)s” at question %(question)s.") % {
            "question": number,
            "choice": _(others[0].label),
        }
    labels = [_(choice.label) for choice in asked.choices if choice.code in when.any_of]
    return _("Only if you ticked this at question %(question)s: %(choices)s.") % {
        "question": number,
        "choices": " / ".join(labels),
    }


def _levels(codes: Iterable[str]) -> list[str]:
    """The heights of the body that regions lie at, each once, in the order of the list."""
    wanted = {regions.region(code).level for code in codes if regions.is_region(code)}
    return [_(level.name) for group in regions.groups() for level in group.levels if level.key in wanted]


# --- The body -----------------------------------------------------------------------------------------------------------

_VIEWS = (shapes.View.BACK, shapes.View.FRONT, shapes.View.LEFT_SIDE, shapes.View.RIGHT_SIDE)


def _figures() -> list[dict[str, Any]]:
    names = {
        shapes.View.BACK: (_("Your back"), _("your left"), _("your right")),
        shapes.View.FRONT: (_("Your front"), _("your right"), _("your left")),
        shapes.View.LEFT_SIDE: (_("Your left side"), "", ""),
        shapes.View.RIGHT_SIDE: (_("Your right side"), "", ""),
    }
    return [
        {"name": names[view][0], "left": names[view][1], "right": names[view][2], "svg": outline(view)}
        for view in _VIEWS
    ]


@functools.cache
def outline(view: shapes.View) -> str:
    """Return an SVG picture of one view, its regions in thin lines to shade."""
    drawn = shapes.drawing(view)
    corners = [
        corner
        for path in (drawn.figure, *(one.path for one in drawn.shapes))
        if path
        for corner in shapes.points(path)
    ]
    left, right = min(x for x, _y in corners) - PAD, max(x for x, _y in corners) + PAD
    top, bottom = min(y for _x, y in corners) - PAD, max(y for _x, y in corners) + PAD
    parts = "".join(
        f'<path d="{one.path}" fill="none" stroke="#b9c2be" stroke-width="1.5"/>' for one in drawn.shapes
    )
    figure = (
        f'<path d="{drawn.figure}" fill="none" stroke="#1f2a27" stroke-width="4"/>' if drawn.figure else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {right - left} {bottom - top}" '
        f'width="{right - left}" height="{bottom - top}">{parts}{figure}</svg>'
    )
