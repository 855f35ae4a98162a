"""What the pages around check-ins show: what somebody was asked, the same questions on paper, and how to stop them."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext

from needlepoint.house import clock
from needlepoint.outcomes import models, rules
from needlepoint.outcomes.pages import check_ins
from needlepoint.outcomes.rules import asking
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules


def by_link_page(check_in: models.CheckIn, token: str, *, now: dt.datetime, number, is_taken: bool):
    """The questions of a mail, before they are answered."""
    patient = people_rules.Viewer(
        check_in.clinic_id, frozenset({people_rules.Role.PATIENT}), patient_id=check_in.patient_id
    )
    page = check_ins.check_in_page(check_in, patient, now=now, number=number)
    return dataclasses.replace(
        page, asking_url=reverse("outcomes:stop_by_link", args=[token]), is_by_link=True, is_taken=is_taken
    )


def typed_page(patient: people.Patient, battery: asking.Battery) -> check_ins.CheckInPage:
    """A sheet that was handed out, to be typed in."""
    clinic = patient.clinic
    return check_ins.CheckInPage(
        title=gettext("Answers from paper"),
        is_answered=False,
        is_open=True,
        is_long=battery.is_long,
        answers_for=patient.name,
        patient_code=patient.code,
        phone=clinic.phone,
        emergency_number=clinic.emergency_number,
        is_much_worse=False,
        strain=(),
        strain_heading="",
        safety_net=(),
        line=None,
        kept=(),
        kept_words="",
        open_names=(),
    )


@dataclasses.dataclass(frozen=True)
class AskingPage:
    """Whether somebody is asked."""

    patient_name: str
    patient_code: str
    clinic_name: str
    is_own: bool
    is_stopped: bool
    is_silent: bool
    home_url: str  # empty where whoever reads this has no page of theirs open
    phone: str


def asking_page(
    patient: people.Patient, pause: models.Pause | None, *, is_own: bool, home_url: str = ""
) -> AskingPage:
    return AskingPage(
        patient_name=patient.name,
        patient_code=patient.code,
        clinic_name=patient.clinic.name,
        is_own=is_own,
        is_stopped=pause is not None,
        is_silent=pause is not None and pause.reason == models.Pause.Reason.SILENT,
        home_url=home_url,
        phone=patient.clinic.phone,
    )


@dataclasses.dataclass(frozen=True)
class Row:
    """One check-in of the list."""

    title: str
    day: str
    state: str
    tone: str
    note: str
    type_url: str  # empty where nothing can be typed in any more


@dataclasses.dataclass(frozen=True)
class CheckInsPage:
    """What somebody was asked, newest first."""

    patient_name: str
    patient_code: str
    back_url: str
    asking_url: str
    pause: str
    sheets: tuple[tuple[str, str, str, str], ...]  # name, what is asked, print address, typing address
    rows: tuple[Row, ...]


def check_ins_page(
    patient: people.Patient,
    history: Iterable[models.CheckIn],
    pause: models.Pause | None,
    *,
    zone: str,
    now: dt.datetime,
) -> CheckInsPage:
    return CheckInsPage(
        patient_name=patient.name,
        patient_code=patient.code,
        back_url=reverse("desk:patient", args=[patient.code]),
        asking_url=reverse("outcomes:asking", args=[patient.code]),
        pause=_pause_words(pause, zone),
        sheets=tuple(
            (
                name,
                about,
                reverse("outcomes:check_in_paper", args=[patient.code, length]),
                reverse("outcomes:type_in", args=[patient.code, length]),
            )
            for length, name, about in (
                ("short", gettext("The short one"), gettext("One question: pain.")),
                (
                    "long",
                    gettext("The long one"),
                    gettext("Pain, their own activities, sleep, mood, medicine, and how it is overall."),
                ),
            )
        ),
        rows=tuple(_row(one, zone, now) for one in history),
    )


def _pause_words(pause, zone):
    if pause is None:
        return ""
    day = {"day": _day(pause.began_at, zone)}
    if pause.reason == models.Pause.Reason.SILENT:
        return (
            gettext(
                "Three in a row were not answered, so no message goes out since %(day)s. An answer they send"
                " themselves begins it again."
            )
            % day
        )
    return gettext("They asked us on %(day)s to stop. No message goes out.") % day


def _row(check_in, zone, now):
    state, tone = gettext("Not answered"), "quiet"
    is_waiting = False
    if check_in.answered_at:
        state, tone = gettext("Answered"), "good"
    elif rules.is_open(check_in.due_at, now):
        state, tone, is_waiting = gettext("Waiting"), "soon", True
    return Row(
        title=gettext(KINDS[rules.Kind(check_in.kind)]),
        day=_day(check_in.answered_at or check_in.due_at, zone),
        state=state,
        tone=tone,
        note=_note(check_in),
        type_url=reverse("outcomes:check_in", args=[check_in.code]) if is_waiting else "",
    )


KINDS = {kind: models.CheckIn.Kind(kind.value).label for kind in rules.Kind}


def _note(check_in):
    if check_in.answered_at:
        return ""
    if check_in.is_quiet:
        return gettext("No message was sent.")
    return gettext("Reminded once.") if check_in.reminded_at else gettext("Asked by mail.")


def _day(at, zone):
    return formats.date_format(clock.local(at, zone), "j F Y")


@dataclasses.dataclass(frozen=True)
class Question:
    """One question of the sheet: its numbers to circle, or its words to tick."""

    words: str
    hint: str
    numbers: tuple[str, ...]
    ends: tuple[str, str]
    choices: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class SheetPage:
    """The questions on one sheet of paper."""

    patient_name: str
    back_url: str
    clinic_name: str
    phone: str
    questions: tuple[Question, ...]


def sheet_page(patient: people.Patient, form) -> SheetPage:
    return SheetPage(
        patient_name=patient.name,
        back_url=reverse("outcomes:check_ins", args=[patient.code]),
        clinic_name=patient.clinic.name,
        phone=patient.clinic.phone,
        questions=tuple(_question(field) for field in form),
    )


def _question(field):
    words = [str(label) for _value, label in field.field.choices]
    widget = field.field.widget
    is_numbers = all(word.isdigit() for word in words)
    return Question(
        words=field.label,
        hint=gettext(field.field.long_hint),
        numbers=tuple(words) if is_numbers else (),
        ends=(str(getattr(widget, "low", "")), str(getattr(widget, "high", ""))),
        choices=() if is_numbers else tuple(words),
    )
