"""What the pages of scores show, already worded."""

import dataclasses

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.house import clock
from needlepoint.house.design import drawing
from needlepoint.knowledge.instruments import catalogue
from needlepoint.knowledge.safety import check
from needlepoint.outcomes import rules


@dataclasses.dataclass(frozen=True)
class Line:
    """A trend, ready to be drawn. `sentence` is the whole of it in words."""

    is_empty: bool
    sentence: str
    details: tuple
    lines: tuple
    marks: tuple
    goal: int | None
    goal_label: str
    source: str


def line(trend: rules.Trend, zone: str) -> Line:
    """Word and lay out a trend; days are the clinic's."""
    labels = _labels(trend, zone)
    return Line(
        is_empty=trend.is_empty,
        sentence=pain_sentence(trend),
        details=tuple(filter(None, (activities_sentence(trend), overall_sentence(trend)))),
        lines=tuple(
            drawing.TrendLine(
                name=_(one.name) if one.activity is None else one.name,
                points=tuple(zip(labels, one.values, strict=True)),
                higher_is_better=not catalogue.instrument(one.instrument_key).lower_is_better,
            )
            for one in trend.lines
            if one.answered
        ),
        marks=tuple(_marks(trend, labels)),
        goal=trend.goal if trend.pain.answered else None,
        goal_label=_("matters"),
        source=_(catalogue.PAIN.source),
    )


def _labels(trend, zone):
    """One short day per occasion; a second one on the same day says so, because every label stands once."""
    labels = []
    for one in trend.occasions:
        day = formats.date_format(clock.local(one.at, zone), "j M")
        again = sum(label == day or label.startswith(f"{day} (") for label in labels)
        labels.append(f"{day} ({again + 1})" if again else day)
    return labels


def _marks(trend, labels):
    for one, label in zip(trend.occasions, labels, strict=True):
        if one.kind is rules.Kind.REVIEW:
            yield drawing.TrendMark(at=label, kind="REVIEW", text=_("Review"))
        elif one.kind is not rules.Kind.BASELINE:
            yield drawing.TrendMark(at=label, kind="VISIT")


def pain_sentence(trend: rules.Trend) -> str:
    """'Pain was 7 at the start and is 4 now. Better by an amount that matters to most people.'"""
    pain = trend.pain
    if pain.start is None:
        return _("There is no number for pain yet.")
    if pain.latest is None:
        return _("Pain was %(start)s of 10 at the start. The next answer shows where it goes.") % {
            "start": pain.start
        }
    words = {"start": pain.start, "latest": pain.latest, "verdict": _(pain.change.verdict.label)}
    return _("Pain was %(start)s of 10 at the start and is %(latest)s now. %(verdict)s") % words


def activities_sentence(trend: rules.Trend) -> str:
    """How the person's own activities changed, or nothing while there is nothing to compare."""
    change = trend.activities_change
    if change.raw is None:
        return ""
    words = {"points": drawing.number(abs(float(change.raw))), "verdict": _(change.verdict.label)}
    if change.raw > 0:
        return _("Your own activities: %(points)s points better on average. %(verdict)s") % words
    if change.raw < 0:
        return _("Your own activities: %(points)s points harder on average. %(verdict)s") % words
    return _("Your own activities: as at the start.")


def overall_sentence(trend: rules.Trend) -> str:
    level = trend.global_change
    if level is None:
        return ""
    asked = catalogue.GLOBAL_CHANGE
    return _("Overall, you said: %(words)s.") % {"words": _(asked.labels[level - asked.lowest]).lower()}


def pain_share_sentence(trend: rules.Trend) -> str:
    """The raw change and its share, for whoever decides with them: '3 points lower, 43 % of the start.'"""
    change = trend.pain.change
    if change.raw is None:
        return ""
    points = abs(int(change.raw))
    if change.raw == 0:
        return _("No points of difference.")
    lower = ngettext("%(points)s point lower", "%(points)s points lower", points)
    higher = ngettext("%(points)s point higher", "%(points)s points higher", points)
    words = (lower if change.raw > 0 else higher) % {"points": points}
    if change.share is None:
        return _("%(change)s.") % {"change": words}
    share = round(abs(float(change.share)) * 100)
    return _("%(change)s, %(share)s %% of the start.") % {"change": words, "share": share}


@dataclasses.dataclass(frozen=True)
class TrendPage:
    """The page of one patient's scores."""

    patient_name: str
    is_own: bool
    line: Line
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
        line=line(trend, patient.clinic.time_zone),
        share=pain_share_sentence(trend),
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
    line: Line | None


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
        line=line(trend, clinic.time_zone) if trend else None,
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
