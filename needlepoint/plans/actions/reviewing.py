"""Decide at a review."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from needlepoint.house import audit, clock
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models, queries, rules
from needlepoint.plans.actions import recalling
from needlepoint.plans.rules import reviewing as review_rules
from needlepoint.plans.wording import reviewing as wording

NO_SCORES = review_rules.Evidence()


class UnableToDecide(Exception):
    """The decision cannot be taken. `field` names what to put right.

    One of 'decision', 'reason', 'despite', 'is_improving' or 'next_review'.
    """

    def __init__(self, sentence: str, field: str = "decision"):
        super().__init__(sentence)
        self.field = field


def decide_review(
    *,
    course: models.Course,
    decision: str,
    by: people_rules.Viewer,
    now: dt.datetime,
    evidence: review_rules.Evidence = NO_SCORES,
    because: Iterable[str] = (),
    despite: Iterable[str] = (),
    reason: str = "",
    next_review: int | None = None,
    words: str = "",
    scores: Mapping[str, Any] | None = None,
    is_improving: bool | None = None,
) -> models.Review:
    """Take the decision at a review, once for each visit number.

    decision      CONTINUE, CHANGE, SPACE_OUT, STOP or REFER; nothing is chosen by default
    evidence      what the scores say, found out by whoever calls; without it there are none, which is never a yes
    because       review_rules.Because that were tapped
    despite       review_rules.Despite that were tapped: one is needed to continue where the scores show no benefit
    reason        what was written beside them; a tap or words are always needed
    next_review   the visit after which to look again: needed to continue or change
    scores        what was in view when it was decided; JSON values. Standing and taps are kept with them
    is_improving  said and signed for whoever pays; must be given to go on where somebody counts
    returns       the review; the one there is when the same person sends the same again
    raises        UnableToDecide with a sentence and the field to put right
    effects       the course goes on with new numbers or ends; a course that is stopped, finished or spaced out leaves
                  a recall, and a referral closes the one that was open
    """
    if not access.may_plan(by):
        raise UnableToDecide(_("Only a practitioner can decide at a review."))
    if decision not in set(rules.Decision):
        raise UnableToDecide(_("Choose one: nothing goes on by itself."))
    decision = rules.Decision(decision)
    with transaction.atomic():
        course = (
            models.Course.objects.select_for_update(of=("self",))
            .select_related("patient__clinic")
            .get(pk=course.pk)
        )
        after_visit = queries.review_number(course)
        evidence = dataclasses.replace(evidence, done=after_visit)
        tapped, against = _offered(evidence.because, because), _offered(evidence.despite, despite)
        _refuse_if_not_whole(
            decision,
            evidence,
            because=tapped,
            despite=against,
            words=reason,
            must_sign=review_rules.must_sign(course.payer),
            is_improving=is_improving,
        )
        written = wording.reason_words(tapped, against, reason)
        if twice := _sent_before(course, after_visit, decision, written, by):
            return twice
        on = clock.local(now, course.patient.clinic.time_zone).date()
        effect = _effect(course, decision, after_visit, on, next_review)
        review = _keep_review(
            course=course,
            after_visit=after_visit,
            decision=decision,
            reason=written,
            words=words.strip(),
            scores={
                **(scores or {}),
                "standing": str(evidence.standing),
                "due_after": course.review_after,
                "because": sorted(tapped),
                "despite": sorted(against),
            },
            is_improving=is_improving,
            decided_at=now,
            practitioner_id=by.practitioner_id,
        )
        course.visits_planned, course.days_between, course.review_after = dataclasses.astuple(effect.terms)
        course.state = str(effect.state)
        course.ended_at = None if effect.state is rules.CourseState.ACTIVE else now
        course.save(update_fields=["visits_planned", "days_between", "review_after", "state", "ended_at"])
        if decision is rules.Decision.REFER:
            recalling.close_open_recalls(course.patient, models.Recall.State.CLOSED, now)
        elif effect.recall_on:
            recalling.open_or_move_recall(course, effect.recall_on, rules.RecallReason.MAINTENANCE, now)
        audit.record(
            "review_decided",
            by=by,
            now=now,
            patient=course.patient_id,
            thing=f"course:{course.code}",
            details={
                "decision": str(decision),
                "after_visit": after_visit,
                "state": course.state,
                "standing": str(evidence.standing),
            },
        )
    return review


def _sent_before(course, after_visit, decision, written, by) -> models.Review | None:
    """Return the same decision if the same person took it: a button pressed twice decides once."""
    kept = models.Review.objects.filter(
        course=course, after_visit=after_visit, practitioner_id=by.practitioner_id
    )
    return kept.filter(decision=decision, reason=written).select_related("course").first()


def _offered(offered, sent) -> frozenset:
    """Keep what was offered: what the scores contradict is no reason, even if it was sent."""
    sent = set(sent)
    return frozenset(one for one in offered if one in sent)


def _refuse_if_not_whole(decision, evidence, **given) -> None:
    if fault := review_rules.fault(decision, evidence, **given):
        field, sentence = wording.fault_words(fault)
        raise UnableToDecide(sentence, field)


def _effect(course, decision, after_visit, on, next_review) -> rules.Effect:
    terms = rules.Terms(course.visits_planned, course.days_between, course.review_after)
    try:
        return rules.decide(
            decision,
            terms,
            state=rules.CourseState(course.state),
            done=after_visit,
            on=on,
            next_review=next_review,
        )
    except rules.UnableToDecide as wrong:
        sentences = {
            rules.NextReview.MISSING: _("Say after which visit to look again."),
            rules.NextReview.NOT_AHEAD: _("The next review must be after visit %(done)s.")
            % {"done": after_visit},
            rules.NextReview.TOO_FAR: _("Look again within the next %(visits)s visits.")
            % {"visits": rules.VISITS_UNTIL_REVIEW_MAX},
        }
        if wrong.why in sentences:
            raise UnableToDecide(sentences[wrong.why], "next_review") from None
        raise UnableToDecide(_("This plan has ended. Agree a new one to go on.")) from None


def _keep_review(**fields) -> models.Review:
    try:
        with transaction.atomic():
            return models.Review.objects.create(**fields)
    except IntegrityError:
        raise UnableToDecide(
            _("The review after visit %(visit)s was already decided.") % {"visit": fields["after_visit"]}
        ) from None
