"""What a patient told us, for themselves, for whoever treats them, on paper and as data."""

import dataclasses
import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from needlepoint.house import clock
from needlepoint.intake import models, queries
from needlepoint.intake.queries import told as told_queries
from needlepoint.intake.wording import answers as wording
from needlepoint.intake.wording import bodymap
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition
from needlepoint.screening import models as screening

TEMPLATE = "intake/paper/told.typ"
CORRECTION = "correction"  # the id of the form on which an answer is put right
FORMAT = "needlepoint-told/1"  # goes up when a key of the download changes its meaning
REASONS = {
    screening.Check.Reason.BOOKING: gettext_lazy("Before booking"),
    screening.Check.Reason.GAP: gettext_lazy("After a while away"),
    screening.Check.Reason.FLARE: gettext_lazy("Because the pain got worse"),
    screening.Check.Reason.REVIEW: gettext_lazy("At a review"),
}
# Literal text for translators; `screening` keeps the same words for staff.
SAID = {"YES": "Yes", "NO": "No", "NOT_SURE": "Not sure", "UNKNOWN": "Not sure"}


@dataclasses.dataclass(frozen=True)
class Row:
    """One question and what was said to it. `before`: what stood earlier, each as a whole sentence."""

    question: str
    lines: tuple[str, ...]
    picture: bodymap.Picture | None
    before: tuple[str, ...]
    typed_by: str
    is_corrected: bool
    correct_url: str


@dataclasses.dataclass(frozen=True)
class Form:
    """One form. `go_on_url` is "" once it was sent."""

    title: str
    when: str
    parts: tuple  # (title of the screen, rows)
    go_on_url: str
    corrections: int


@dataclasses.dataclass(frozen=True)
class Check:
    """One suitability check, which has a page of its own."""

    when: str
    why: str
    url: str


@dataclasses.dataclass(frozen=True)
class Page:
    """The whole page."""

    name: str
    is_own: bool
    forms: tuple[Form, ...]
    checks: tuple[Check, ...]
    pdf_url: str
    json_url: str
    back_url: str


def page(told: told_queries.Told, *, is_own: bool) -> Page:
    """Lay out what `queries.told.told_by` found."""
    code = told.patient.code
    return Page(
        name=told.patient.name,
        is_own=is_own,
        forms=tuple(_form(one, is_own=is_own) for one in told.forms),
        checks=tuple(
            Check(
                _day(one.finished_at, told.patient.clinic.time_zone),
                str(REASONS.get(one.reason, "")),
                reverse("screening:kept", args=[one.code]),
            )
            for one in told.checks
        ),
        pdf_url=reverse("intake:told_pdf") if is_own else "",
        json_url=reverse("intake:told_json") if is_own else "",
        back_url=reverse("portal:home") if is_own else reverse("desk:patient", args=[code]),
    )


def _form(told: told_queries.ToldForm, *, is_own: bool) -> Form:
    intake = told.intake
    is_finished = intake.state == models.Intake.State.FINISHED
    zone = intake.clinic.time_zone
    parts = []
    for title, items in _screens(told):
        rows = tuple(_row(told, item, is_own=is_own, may_correct=is_finished and is_own) for item in items)
        if rows:
            parts.append((title, rows))
    return Form(
        title=_(told.form.title) if told.form else _("A questionnaire"),
        when=_("Sent on %(day)s") % {"day": _day(intake.finished_at, zone)}
        if is_finished
        else _("Begun on %(day)s, not sent yet") % {"day": _day(intake.started_at, zone)},
        parts=tuple(parts),
        go_on_url="" if is_finished or not is_own else reverse("intake:resume", args=[intake.code]),
        corrections=sum(row.is_corrected for _title, rows in parts for row in rows),
    )


def _screens(told: told_queries.ToldForm) -> list[tuple[str, list[definition.Item]]]:
    """The screens with the items that were answered; what is asked no more comes last, by its key."""
    known = set()
    screens = []
    for screen in told.form.screens if told.form else ():
        items = [item for item in screen.items if item.key in told.history]
        known |= {item.key for item in items}
        screens.append((_(screen.title), items))
    lost = [_lost(key, rows) for key, rows in told.history.items() if key not in known]
    return [*screens, ("", lost)]


def _lost(key: str, rows: list[models.Answer]) -> definition.Item:
    """Stand in for a question that nobody asks any more: what was said is shown as it was kept."""
    given = queries.given_of(rows[0])
    kind = definition.Kind.SCALE if given.number is not None else definition.Kind.MANY
    return definition.Item(
        key=key, kind=kind if given.codes or given.number is not None else definition.Kind.TEXT, question=key
    )


def _row(told, item: definition.Item, *, is_own: bool, may_correct: bool) -> Row:
    latest, *earlier = told.history[item.key]
    zone = told.intake.clinic.time_zone
    given = queries.given_of(latest)
    finished = told.intake.finished_at
    is_body = item.kind is definition.Kind.BODY and given.state is said.State.ANSWERED
    return Row(
        question=_(item.question),
        lines=wording.answer_lines(item, given),
        picture=bodymap.picture(given, for_staff=not is_own) if is_body else None,
        # What was changed before the form was sent was never told; the history of it stays in the data.
        before=tuple(
            _("On %(day)s you said: %(words)s") % _earlier(item, one, zone)
            if is_own
            else _("On %(day)s they said: %(words)s") % _earlier(item, one, zone)
            for one in _sent([latest, *earlier], finished)[1:]
        ),
        typed_by=_("Typed in by the clinic") if latest.source == models.Intake.Source.STAFF else "",
        is_corrected=finished is not None and latest.answered_at > finished and bool(earlier),
        correct_url=reverse("intake:told_correct", args=[told.intake.code, item.key])
        if may_correct and told.form and any(one.key == item.key for one in told.form.items)
        else "",
    )


def _sent(history: list[models.Answer], finished: dt.datetime | None) -> list[models.Answer]:
    """Of an item's revisions, the latest first: what stood when the form was sent, and what came after."""
    if finished is None:
        return []
    since = [one for one in history if one.answered_at > finished]
    return since + history[len(since) : len(since) + 1]


def _earlier(item, answer: models.Answer, zone: str) -> dict[str, str]:
    return {
        "day": _day(answer.answered_at, zone),
        "words": wording.answer_words(item, queries.given_of(answer)),
    }


def _day(moment: dt.datetime | None, zone: str) -> str:
    return formats.date_format(clock.local(moment, zone), "j F Y") if moment else ""


# --- On paper -----------------------------------------------------------------------------------------------------------


def sheet(told: told_queries.Told, *, now: dt.datetime) -> dict[str, Any]:
    """Return what the template reads, in the language that is spoken now."""
    clinic = told.patient.clinic
    shown = page(told, is_own=True)
    return {
        "title": _("What you told us"),
        "letterhead": {
            "name": clinic.name,
            "address": clinic.address,
            "phone": clinic.phone,
            "country": clinic.country,
        },
        "foot": shown.name,
        "who": [[_("Name"), shown.name], [_("As it stands on"), _day(now, clinic.time_zone)]],
        "forms": [
            {
                "title": form.title,
                "when": form.when,
                "parts": [
                    {
                        "title": title,
                        "rows": [
                            {
                                "question": row.question,
                                "lines": list(row.lines),
                                "before": list(row.before),
                                "typed_by": row.typed_by,
                                "figures": _figures(row.picture) if row.picture else [],
                            }
                            for row in rows
                        ],
                    }
                    for title, rows in form.parts
                ],
            }
            for form in shown.forms
        ],
        "checks": [
            {
                "title": _("Safety questions, %(day)s") % {"day": _day(one.finished_at, clinic.time_zone)},
                "rows": _safety_rows(one.answers.all()),
            }
            for one in told.checks
        ],
    }


def _safety_rows(answers) -> list[dict[str, Any]]:
    """One row for each question, whatever was not a no first: fifty lines that say no would hide the one that does not."""
    found: dict[str, dict[str, list[str]]] = {}
    for answer in answers:
        question, *boxes = answer.asked.split("\n")
        said_so = found.setdefault(_asked(question), {}).setdefault(answer.value, [])
        said_so.extend(_asked(box) for box in boxes if box)
    rank = list(SAID)
    return [
        {
            "question": question,
            "lines": [
                _("%(asked)s: %(said)s") % {"asked": _(SAID.get(value, value)), "said": "; ".join(boxes)}
                if boxes
                else _(SAID.get(value, value))
                for value, boxes in sorted(
                    by_value.items(),
                    key=lambda one: (one[0] == "NO", rank.index(one[0]) if one[0] in rank else -1),
                )
            ],
        }
        for question, by_value in found.items()
    ]


def _asked(words: str) -> str:
    return " ".join(_(line) for line in words.split("\n") if line)


# How the five steps from no colour to the darkest look on paper, by the depth of `bodymap.Area`.
_INKS = ("none", "#f6ddd5", "#f0c3b6", "#e9a896", "#df8b75", "#d06c55", "#bd5240", "#a63d2f", "#8d2c22", "#741f19", "#5c1511", "#450d0b")  # fmt: skip


def _figures(picture: bodymap.Picture) -> list[dict[str, str]]:
    return [
        {"name": one.title, "left": one.at_left, "right": one.at_right, "svg": _svg(one)}
        for one in picture.drawings
    ]


def _svg(drawn: bodymap.Drawing) -> str:
    areas = "".join(
        f'<path d="{one.path}" fill="{_INKS[min(one.depth, len(_INKS) - 1)]}" stroke="#b9c2be" stroke-width="3"/>'
        for one in drawn.areas
    )
    figure = (
        f'<path d="{drawn.figure}" fill="none" stroke="#1f2a27" stroke-width="7"/>' if drawn.figure else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{drawn.field}" width="{drawn.width}" '
        f'height="{drawn.height}">{areas}{figure}</svg>'
    )


# --- As data ------------------------------------------------------------------------------------------------------------


def data(told: told_queries.Told, *, now: dt.datetime) -> dict[str, Any]:
    """Return all of it as JSON values; docs/told.md says what each key means. Codes never change with the language."""
    patient = told.patient
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "language": translation.get_language(),
        "clinic": {"name": patient.clinic.name, "time_zone": patient.clinic.time_zone},
        "patient": {
            "name": patient.name,
            "birth_date": patient.birth_date.isoformat() if patient.birth_date else None,
        },
        "forms": [_form_data(one) for one in told.forms],
        "checks": [_check_data(one) for one in told.checks],
    }


def _form_data(told: told_queries.ToldForm) -> dict[str, Any]:
    intake = told.intake
    items = {item.key: item for item in told.form.items} if told.form else {}
    return {
        "code": intake.code,
        "form": intake.form,
        "title": _(told.form.title) if told.form else None,
        "visit_starts_at": _moment(intake.visit.starts_at) if intake.visit else None,
        "started_at": _moment(intake.started_at),
        "agreed_at": _moment(intake.agreed_at),
        "finished_at": _moment(intake.finished_at),
        "answers": [
            _answer_data(row, items.get(key))
            for key, rows in sorted(told.history.items())
            for row in reversed(rows)
        ],
    }


def _answer_data(row: models.Answer, item: definition.Item | None) -> dict[str, Any]:
    return {
        "item": row.item,
        "question": _(item.question) if item else None,
        "kind": item.kind.value if item else None,
        "revision": row.revision,
        "is_current": row.is_current,
        "state": row.state,
        "words": list(wording.answer_lines(item, queries.given_of(row))) if item else [],
        "values": [
            {
                "place": value.place,
                "part": value.part,
                "code": value.code,
                "number": float(value.number) if value.number is not None else None,
                "on": value.on.isoformat() if value.on else None,
                "text": value.text,
            }
            for value in row.values.all()
        ],
        "wording_version": row.wording_version,
        "language": row.language,
        "source": row.source,
        "answered_at": _moment(row.answered_at),
    }


def _check_data(check: screening.Check) -> dict[str, Any]:
    return {
        "code": check.code,
        "reason": check.reason,
        "finished_at": _moment(check.finished_at),
        "route": check.route,
        "cautions": check.cautions,
        "rule_version": check.rule_version,
        "wording_version": check.wording_version,
        "language": check.language,
        "answers": [{"key": one.key, "asked": one.asked, "value": one.value} for one in check.answers.all()],
    }


def _moment(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None


# --- Putting right ------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Correction:
    """The page on which one answer is put right."""

    form_title: str
    screen_title: str
    before: tuple[str, ...]


def correction(told: told_queries.ToldForm, item: definition.Item) -> Correction:
    zone = told.intake.clinic.time_zone
    return Correction(
        form_title=_(told.form.title),
        screen_title=next(_(one.title) for one in told.form.screens if item in one.items),
        before=tuple(
            _("On %(day)s you said: %(words)s") % _earlier(item, one, zone)
            for one in _sent(told.history[item.key], told.intake.finished_at)
        ),
    )
