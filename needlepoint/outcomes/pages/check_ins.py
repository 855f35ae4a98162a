"""What the pages of scores show, already worded."""

import dataclasses

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.knowledge.instruments import catalogue, distress, scoring
from needlepoint.knowledge.safety import check
from needlepoint.outcomes import access, rules, wording
from needlepoint.outcomes.rules import asking
from needlepoint.outcomes.wording import asking as asking_wording


@dataclasses.dataclass(frozen=True)
class CheckInPage:
    """One check-in, before, after or too late."""

    title: str
    is_answered: bool
    is_open: bool
    is_long: bool
    answers_for: str  # the patient's name when staff types from paper, else ""
    patient_code: str
    phone: str
    emergency_number: str
    is_much_worse: bool
    strain: tuple[str, ...]  # kind words for somebody under great strain
    strain_heading: str
    safety_net: tuple
    line: wording.Line | None
    kept: tuple  # what was answered, for whoever may read it
    kept_words: str  # how much of it, for whoever may not
    open_names: tuple
    visit_code: str = ""  # of a visit that is over
    asking_url: str = ""  # where to stop these questions
    change_url: str = ""  # where a slip of the finger is put right, while it can be
    is_change: bool = False
    is_by_link: bool = False  # nobody is signed in yet
    is_taken: bool = False  # somebody else is signed in on this device


def check_in_page(check_in, viewer, *, now, trend=None, kept=(), number=None, activities=()) -> CheckInPage:
    """Word one check-in.

    trend       only where the viewer may read it, after the answer
    kept        its scores, after the answer
    number      which visit it is about, as rules.asking counts them
    activities  the patient's own, to say which were left open
    """
    clinic = check_in.patient.clinic
    visit, battery = check_in.visit, asking.battery(rules.Kind(check_in.kind), visit_number=number)
    may_read = not viewer.is_staff or viewer.is_practitioner
    is_strained = viewer.is_patient and distress.signs(
        scoring.total(catalogue.instrument(one.instrument), str(one.value), one.scale) for one in kept
    )
    return CheckInPage(
        title=asking_wording.title(check_in, clinic.time_zone),
        is_answered=check_in.answered_at is not None,
        is_open=rules.is_open(check_in.due_at, now),
        is_long=battery.is_long,
        answers_for=check_in.patient.name if viewer.is_staff else "",
        patient_code=check_in.patient.code,
        phone=clinic.phone,
        emergency_number=clinic.emergency_number,
        is_much_worse=is_much_worse(trend),
        strain=tuple(_(sentence) for sentence in distress.MESSAGE) if is_strained else (),
        strain_heading=_(distress.HEADING),
        safety_net=tuple(_(sentence) for sentence in SAFETY_NET),
        line=wording.line(trend, clinic.time_zone, is_own=not viewer.is_staff) if trend else None,
        kept=asking_wording.kept_rows(kept) if may_read else (),
        kept_words=ngettext("%(count)s answer is kept.", "%(count)s answers are kept.", len(kept))
        % {"count": len(kept)},
        open_names=asking_wording.open_names(battery, kept, activities),
        visit_code=visit.code if visit and check_in.kind == rules.Kind.AFTER_VISIT else "",
        asking_url=reverse("outcomes:asking", args=[check_in.patient.code]),
        change_url=reverse("outcomes:change", args=[check_in.code])
        if access.may_change(viewer, kept) and _may_correct(check_in, kept, now)
        else "",
    )


def _may_correct(check_in, kept, now):
    return bool(kept) and asking.may_correct(asking.sent_at(kept[0].asked_at, check_in.made_at), now)


def change_page(check_in, viewer, *, now, number=None) -> CheckInPage:
    """The same questions once more, to put a slip of the finger right."""
    page = check_in_page(check_in, viewer, now=now, number=number)
    return dataclasses.replace(
        page, title=_("Change your answers"), is_answered=False, is_open=True, is_change=True
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
