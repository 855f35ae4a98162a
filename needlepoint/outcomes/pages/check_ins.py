"""What the pages of scores show, already worded."""

import dataclasses

from django.utils import formats
from django.utils.translation import gettext as _

from needlepoint.house import clock
from needlepoint.knowledge.instruments import catalogue
from needlepoint.knowledge.safety import check
from needlepoint.outcomes import rules, wording


@dataclasses.dataclass(frozen=True)
class TrendPage:
    """The page of one patient's scores."""

    patient_name: str
    is_own: bool
    line: wording.Line
    share: str
    responder: str
    goal_sentence: str
    little_room: bool


def trend_page(patient, trend: rules.Trend, *, is_own: bool) -> TrendPage:
    change = trend.pain.change
    important = catalogue.PAIN.important_change
    return TrendPage(
        patient_name=patient.name,
        is_own=is_own,
        line=wording.line(trend, patient.clinic.time_zone),
        share=wording.pain_share_sentence(trend),
        responder={True: _("30 % better or more: yes."), False: _("30 % better or more: not yet."), None: ""}[
            change.responder
        ],
        goal_sentence=""
        if trend.goal is None
        else _(
            "For this start, a pain of %(goal)s or less is a change that matters: %(points)s points or 30 %%."
        )
        % {"goal": trend.goal, "points": important},
        little_room=change.little_room,
    )


@dataclasses.dataclass(frozen=True)
class CheckInPage:
    """One check-in, before, after or too late."""

    title: str
    is_answered: bool
    is_open: bool
    answers_for: str  # the patient's name when staff types from paper, else ""
    patient_code: str
    phone: str
    emergency_number: str
    is_much_worse: bool
    safety_net: tuple
    line: wording.Line | None
    visit_code: str = ""  # of a visit that is over


def check_in_page(check_in, viewer, *, now, trend=None) -> CheckInPage:
    """`trend` only where the viewer may read it, after the answer."""
    clinic = check_in.patient.clinic
    visit = check_in.visit
    day = formats.date_format(clock.local(visit.starts_at, clinic.time_zone), "l j F") if visit else ""
    titles = {
        rules.Kind.AFTER_VISIT: _("How are you since your visit on %(day)s?") % {"day": day},
        rules.Kind.REVIEW: _("Before we look back together on %(day)s") % {"day": day},
    }
    return CheckInPage(
        title=titles.get(check_in.kind, _("How are you?")),
        is_answered=check_in.answered_at is not None,
        is_open=rules.is_open(check_in.due_at, now),
        answers_for=check_in.patient.name if viewer.is_staff else "",
        patient_code=check_in.patient.code,
        phone=clinic.phone,
        emergency_number=clinic.emergency_number,
        is_much_worse=is_much_worse(trend),
        safety_net=tuple(_(sentence) for sentence in SAFETY_NET),
        line=wording.line(trend, clinic.time_zone) if trend else None,
        visit_code=visit.code if visit and check_in.kind == rules.Kind.AFTER_VISIT else "",
    )


# The first sentence of the suitability check's net speaks about that check; the rest fits here word for word.
SAFETY_NET = check.evaluate({}).safety_net[1:]


def is_much_worse(trend) -> bool:
    """Say whether pain rose so much since the answer before that somebody should talk to us."""
    if trend is None:
        return False
    given = trend.pain.answered
    return len(given) > 1 and check.should_ask_again(given[-2], given[-1])


@dataclasses.dataclass(frozen=True)
class TodayPage:
    """Pain at the start of one visit."""

    visit_code: str
    patient_code: str
    patient_name: str
    recorded: int | None
    recorded_words: str
    is_own: bool
    is_over: bool


def today_page(visit, recorded, *, is_own) -> TodayPage:
    words = "" if recorded is None else _("Pain today: %(value)s of 10.") % {"value": recorded}
    is_over = visit.state not in {visit.State.BOOKED, visit.State.ARRIVED}
    return TodayPage(visit.code, visit.patient.code, visit.patient.name, recorded, words, is_own, is_over)
