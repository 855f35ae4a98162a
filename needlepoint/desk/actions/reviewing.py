"""Decide at a review, and where care ends write the summary that the patient keeps: one press, one transaction."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import translation

from needlepoint.desk.queries import reviewing as queries
from needlepoint.house import clock, languages
from needlepoint.knowledge.home import tasks
from needlepoint.outcomes import rules as outcomes_rules
from needlepoint.outcomes import wording as outcomes_wording
from needlepoint.outcomes.actions import results
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans
from needlepoint.plans.actions import letters, reviewing
from needlepoint.plans.queries import home as home_queries
from needlepoint.plans.rules import letters as letter_rules
from needlepoint.plans.wording import decided
from needlepoint.plans.wording import home as home_wording


def decide(
    *,
    course: plans.Course,
    trend: outcomes_rules.Trend,
    by: people_rules.Viewer,
    now: dt.datetime,
    **decision: Any,
) -> tuple[plans.Review, plans.Letter | None]:
    """Take a decision and, where it ends the care, sign the summary for the patient in their language.

    trend      the scores in view
    decision   as plans.actions.reviewing.decide_review takes it
    raises     plans.actions.reviewing.UnableToDecide
    effects    those of decide_review; what the course came to is worked out anew; one letter to the patient after STOP and REFER
    """
    with transaction.atomic():
        review = reviewing.decide_review(course=course, by=by, now=now, **decision)
        results.work_out(course_ids=[course.pk], now=now)
        if review.decision not in letter_rules.SUMMARY_AFTER:
            return review, None
        course.refresh_from_db()
        with translation.override(languages.known(course.patient.language) or languages.ENGLISH):
            facts = decided.summary(_care(course, review, trend, now))
        return review, letters.write_summary(review=review, facts=facts, by=by, now=now)


def _care(course, review, trend, now) -> decided.Care:
    clinic, attendance = course.patient.clinic, queries.attendance_of(course, now)
    on = clock.local(now, clinic.time_zone).date()
    recall = course.recalls.filter(state=plans.Recall.State.OPEN).first()
    # The visit under way is not done yet, but it is the last one.
    latest_on = on if review.after_visit > attendance.done else _day(attendance.latest_at, clinic)
    programme = home_queries.programme_of(course, today=on, zone=clinic.time_zone)
    return decided.Care(
        decision=review.decision,
        visits=review.after_visit,
        first_on=_day(attendance.first_at, clinic) or latest_on,
        latest_on=latest_on,
        site=course.episode.site,
        side=course.episode.side,
        pain=outcomes_wording.pain_sentence(trend, clinic.time_zone),
        activities=tuple(
            (one.name, one.start, one.latest)
            for one in trend.activities
            if one.start is not None and one.latest is not None
        ),
        # What made it worse lately is nothing to keep on doing.
        home=tuple(
            home_wording.task(task.key).name
            for task in programme
            if tasks.is_task(task.key) and not any(task.ticks.values())
        ),
        recall_on=recall.due_on if recall else None,
        phone=clinic.phone,
    )


def _day(moment: dt.datetime | None, clinic) -> dt.date | None:
    return clock.local(moment, clinic.time_zone).date() if moment else None
