"""The plan as it is read and printed."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.knowledge import dose
from needlepoint.people import rules as people_rules
from needlepoint.plans import models, rules, wording
from needlepoint.plans.pages import episodes, heads
from needlepoint.plans.rules import goals as goal_rules
from needlepoint.plans.rules import limits, protocol
from needlepoint.plans.wording import examining as examining_words
from needlepoint.plans.wording import goals as goal_wording
from needlepoint.plans.wording import starting


@dataclasses.dataclass(frozen=True)
class Shown:
    """A plan on one page, in the patient's words first."""

    head: heads.Head
    title: str
    position: rules.Position
    state: str
    is_active: bool
    better_means: str
    goals: tuple[tuple[str, str], ...]
    words: str
    booked: str  # how many of the visits to come are booked, and on which day the review falls
    is_booked: bool
    facts: tuple[tuple[str, str], ...]
    sentence: str
    source: str
    reviews: tuple[tuple[str, str, str], ...]  # (heading, reason, words for the patient)
    is_for_practitioners: bool
    change_url: str
    note_url: str
    visits_url: str


def shown(
    *,
    course: models.Course,
    where: rules.Position,
    reviews: Sequence[models.Review],
    goals: Sequence[goal_rules.Goal],
    ahead: Sequence[dt.datetime],
    note_url: str,
    on: dt.date,
    viewer: people_rules.Viewer,
) -> Shown:
    zone = course.patient.clinic.time_zone
    usual = dose.preset_of_course(course.phase, course.days_between)
    clinical = viewer.is_practitioner
    return Shown(
        head=heads.head(course.patient, on),
        title=_("Plan from %(day)s") % {"day": episodes.day(course.started_at, zone)},
        position=where,
        state=str(wording.COURSE_STATES[course.state]),
        is_active=course.state == models.Course.State.ACTIVE,
        better_means=course.better_means,
        goals=goal_wording.rows(goals),
        words=course.words,
        booked=_booked(where, ahead, zone),
        is_booked=len(ahead) >= where.planned - where.done,
        facts=_facts(course, clinical=clinical),
        sentence=_(usual.evidence),
        source=_(usual.source),
        reviews=tuple(_review_words(review, zone) for review in reviews) if clinical else (),
        is_for_practitioners=clinical,
        change_url=reverse("plans:plan", args=[course.episode.code]) if clinical else "",
        note_url=note_url if clinical else "",
        visits_url=reverse("portal:desk_course_visits", args=[course.code]),
    )


def _booked(where: rules.Position, ahead: Sequence[dt.datetime], zone: str) -> str:
    """Say what of the plan is in the diary: 'All 5 visits to come are booked. The review is on 3 December 2026.'"""
    to_come = where.planned - where.done
    if to_come <= 0:
        return ""
    if not ahead:
        return _("None of the visits to come is booked yet.")
    count = {"booked": min(len(ahead), to_come), "to_come": to_come}
    booked = ngettext(
        "%(booked)s of %(to_come)s visit to come is booked.",
        "%(booked)s of %(to_come)s visits to come are booked.",
        to_come,
    )
    place = where.review_after - where.done
    if place < 1:
        return booked % count
    if place > len(ahead):
        return f"{booked % count} {_('The review is not among them yet.')}"
    review = _("The review is on %(day)s.") % {"day": episodes.day(ahead[place - 1], zone)}
    return f"{booked % count} {review}"


def _facts(course: models.Course, *, clinical: bool) -> tuple[tuple[str, str], ...]:
    visits = ngettext("%(visits)s visit", "%(visits)s visits", course.visits_planned)
    pace = ngettext("%(days)s day apart", "%(days)s days apart", course.days_between)
    rows = [
        (
            _("Visits"),
            f"{visits % {'visits': course.visits_planned}}, {pace % {'days': course.days_between}}",
        ),
        (_("We look and decide"), _("after visit %(visit)s") % {"visit": course.review_after}),
        (_("With"), course.practitioner.name),
    ]
    if clinical:
        rows += [
            (_("Assessment"), episodes.episode_words(course.episode)),
            (_("Points"), protocol.in_words((one["code"], one["side"]) for one in course.points)),
            (_("Started from"), starting.start_words(course.preset)),
            (_("Tradition worked in"), str(examining_words.STYLES.get(course.style, ""))),
            (_("How freely chosen"), str(examining_words.INDIVIDUALISED.get(course.individualised, ""))),
            (_("Why these points"), course.rationale),
            (_("Setting"), course.setting),
            (_("Beside the needles"), ", ".join(str(wording.TECHNIQUES[key]) for key in course.techniques)),
            *((reason_label(key), why) for key, why in course.reasons.items()),
        ]
    return tuple((label, value) for label, value in rows if value)


def reason_label(key: str) -> str:
    """'Why GB21', 'Why these numbers'"""
    if key == "NUMBERS":
        return _("Why these numbers")
    if key == limits.NEEDLING:
        return _("Why needles, in spite of the caution")
    return _("Why %(what)s") % {"what": wording.TECHNIQUES.get(key, key)}


def _review_words(review: models.Review, zone: str) -> tuple[str, str, str]:
    heading = _("After visit %(visit)s, %(day)s: %(decision)s (%(name)s)") % {
        "visit": review.after_visit,
        "day": episodes.day(review.decided_at, zone),
        "decision": wording.DECISIONS[review.decision],
        "name": review.practitioner.name,
    }
    return heading, review.reason, review.words
