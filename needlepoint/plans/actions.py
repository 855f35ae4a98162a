"""Deeds of plans: assess, agree, decide, ask back. Each is one transaction with one audit entry."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.house import audit, clock
from needlepoint.knowledge import dose
from needlepoint.knowledge.safety import check
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models, queries, rules
from needlepoint.plans.rules import entry, limits


class UnableToAssess(Exception):
    """The assessment cannot be kept; the message says why."""


class UnableToAgree(Exception):
    """The plan cannot be agreed. `reasons` holds every sentence, not only the first."""

    def __init__(self, reasons: Sequence[str]):
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


class UnableToDecide(Exception):
    """The decision cannot be taken. `field` names what to put right: 'decision', 'reason' or 'next_review'."""

    def __init__(self, sentence: str, field: str = "decision"):
        super().__init__(sentence)
        self.field = field


class UnableToRecall(Exception):
    """Nobody is asked back this way; the message says why."""


# --- Assessment --------------------------------------------------------------------------------------------------------


def assess(
    *,
    patient: people.Patient,
    onset_on: dt.date | None,
    site: str,
    kind: str,
    red_flags: Mapping[str, check.Answer],
    by: people_rules.Viewer,
    now: dt.datetime,
    side: str = "",
    diagnosis_code: str = "",
    findings: Mapping[str, Any] | None = None,
    doctors_word: str = "",
) -> models.Episode:
    """Write down what the practitioner found today. Every assessment is a row of its own; none is overwritten.

    red_flags      answer key → answer, for every question of rules.red_flag_questions and red_flag_signs
    findings       movement, leg raise and so on, as forms.Assessment gives them; JSON values
    doctors_word   who looked at a red flag, when, and what they said
    raises         UnableToAssess when somebody else than a practitioner asks, a red flag was not asked, or the pain
                   begins in the future
    """
    if not access.may_plan(by):
        raise UnableToAssess(_("Only a practitioner can write an assessment."))
    asked = _red_flags_asked(patient, red_flags)
    on = clock.local(now, patient.clinic.time_zone).date()
    try:
        phase = dose.phase(onset_on, on).value if onset_on else ""
    except ValueError:
        raise UnableToAssess(_("The pain cannot begin after today. Please check the day it began.")) from None
    with transaction.atomic():
        episode = models.Episode.objects.create(
            clinic_id=patient.clinic_id,
            patient=patient,
            practitioner_id=by.practitioner_id,
            onset_on=onset_on,
            phase=phase,
            site=rules.Site(site),
            side=side,
            kind=rules.Kind(kind),
            diagnosis_code=diagnosis_code,
            findings={
                **(findings or {}),
                "red_flags": {
                    "answers": {key: answer.value for key, answer in red_flags.items()},
                    "route": asked.route.value,
                    "rule_version": asked.rule_version,
                    "wording_version": asked.wording_version,
                    "doctors_word": doctors_word,
                },
            },
            red_flags_asked=True,
            assessed_at=now,
        )
        audit.record(
            "patient_assessed",
            by=by,
            now=now,
            patient=patient.pk,
            thing=f"episode:{episode.code}",
            details={"phase": phase, "route": asked.route.value},
        )
    return episode


def _red_flags_asked(patient: people.Patient, answers: Mapping[str, check.Answer]) -> check.Outcome:
    expected = {key for page in rules.red_flag_questions() for key in page.answer_keys} | {
        item.key for item in rules.red_flag_signs().items
    }
    if expected - set(answers):
        raise UnableToAssess(_("Ask every warning sign today, and mark what the answer was."))
    questions = {key: answers[key] for page in rules.red_flag_questions() for key in page.answer_keys}
    signs = {item.key: answers[item.key] for item in rules.red_flag_signs().items}
    return rules.red_flag_outcome(questions, signs, frozenset(patient.cautions))


# --- The course ---------------------------------------------------------------------------------------------------------


def agree_course(
    *,
    episode: models.Episode,
    terms: rules.Terms,
    better_means: str,
    by: people_rules.Viewer,
    now: dt.datetime,
    points: Sequence[tuple[str, str]] = (),
    techniques: Sequence[str] = (),
    home: Sequence[str] = (),
    words: str = "",
    reasons: Mapping[str, str] | None = None,
) -> models.Course:
    """Agree a plan for an episode, or change the plan under way for it.

    terms         numbers of visits; outside the preset's bounds they need reasons["NUMBERS"]
    better_means  what would count as better, agreed before the first needle; kept as it was once a visit is done
    points        (code, side)
    reasons       what was chosen in spite of a caution → why: point codes, technique keys, NEEDLING, NUMBERS
    raises        UnableToAgree with every reason at once
    effects       a new course begins with the visit that is under way, if there is one, and an open recall ends
    """
    reasons = {key: why.strip() for key, why in (reasons or {}).items() if why.strip()}
    points = tuple(
        (code, entry.side_of(code, rules.Side(side))) for code, side in points if entry.is_point(code)
    )
    with transaction.atomic():
        patient = (
            people.Patient.objects.select_for_update(of=("self",))
            .select_related("clinic")
            .get(pk=episode.patient_id)
        )
        underway = queries.active_course(patient)
        refusals = _why_not_agreed(
            patient=patient,
            episode=episode,
            underway=underway,
            terms=terms,
            better_means=better_means,
            codes=[code for code, _side in points],
            techniques=techniques,
            reasons=reasons,
            by=by,
        )
        if refusals:
            raise UnableToAgree(refusals)
        course = underway or models.Course(
            clinic_id=episode.clinic_id,
            patient=patient,
            episode=episode,
            practitioner_id=by.practitioner_id,
            phase=episode.phase,
            started_at=_begin(patient, now),
        )
        course.visits_planned, course.days_between, course.review_after = dataclasses.astuple(terms)
        course.better_means = better_means.strip()
        treatment = [{"code": code, "side": str(side)} for code, side in points], list(techniques)
        if treatment != (
            course.points,
            course.techniques,
        ):  # the next note begins from the plan, not from last time
            course.treatment_set_at = now
        (course.points, course.techniques), course.home = treatment, list(home)
        course.words, course.reasons = words.strip(), reasons
        course.save()
        if not underway:  # the person who was to be asked back is here
            _close_open_recalls(patient, models.Recall.State.BOOKED)
        audit.record(
            "course_changed" if underway else "course_agreed",
            by=by,
            now=now,
            patient=patient.pk,
            thing=f"course:{course.code}",
            details={
                "visits": terms.visits_planned,
                "days": terms.days_between,
                "review": terms.review_after,
            },
        )
    return course


def _begin(patient: people.Patient, now: dt.datetime) -> dt.datetime:
    """The plan is agreed while the patient sits there: the visit under way is its first."""
    day = clock.local(now, patient.clinic.time_zone).replace(hour=0, minute=0, second=0, microsecond=0)
    here = booking.Visit.objects.filter(
        patient=patient,
        state__in=[booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED],
        starts_at__gte=day,
        starts_at__lte=now,
    )
    return here.order_by("starts_at").values_list("starts_at", flat=True).first() or now


def _why_not_agreed(
    *, patient, episode, underway, terms, better_means, codes, techniques, reasons, by
) -> list[str]:
    """Give every reason against a plan. Costs 2 queries."""
    found = []
    if not access.may_plan(by):
        found.append(_("Only a practitioner can agree a plan."))
    if not episode.red_flags_asked:
        found.append(_("Ask the warning signs first: they are part of the assessment."))
    if rules.held_route(episode.findings) is not None:
        found.append(_("A warning sign holds this plan back. Follow what the assessment says first."))
    if underway and underway.episode_id != episode.pk:
        found.append(_("There is a plan under way for an earlier assessment. Decide about that one first."))
    if not better_means.strip():
        found.append(_("Agree what would count as better before the first needle."))
    if underway and better_means.strip() != underway.better_means and queries.position(underway).done:
        found.append(
            _("What counts as better was agreed before the first needle. It stays as it was for this plan.")
        )
    found += _wrong_numbers(episode, terms, reasons)
    consents = queries.consents_in_force(patient)
    for standing in limits.standings(patient.cautions, consents):
        if standing.technique in techniques and standing.is_refused:
            found.append(
                _("A technique was chosen that this patient has a caution against.")
                if standing.has_consent
                else _("A technique was chosen that this patient has not agreed to.")
            )
    needed = limits.needs_reasons(
        codes=codes, techniques=techniques, caution_keys=patient.cautions, consents=consents
    )
    if missing := [key for key in needed if key not in reasons]:
        found.append(_("Say why, in spite of the caution: %(what)s.") % {"what": ", ".join(missing)})
    return list(dict.fromkeys(found))


def _wrong_numbers(episode: models.Episode, terms: rules.Terms, reasons: Mapping[str, str]) -> list[str]:
    if terms.visits_planned < 1 or terms.days_between < 1 or terms.review_after < 1:
        return [_("A plan has at least one visit, one day between visits, and one review.")]
    found = []
    if terms.visits_planned > rules.VISITS_MAX or terms.days_between > rules.DAYS_BETWEEN_MAX:
        found.append(_("This is longer than a plan may be. Plan fewer visits, and decide again at a review."))
    if terms.review_after > terms.visits_planned:
        found.append(_("The review must fall within the plan: choose a visit up to the last one."))
    if episode.phase and "NUMBERS" not in reasons:
        preset = dose.preset_for(dose.Phase(episode.phase))
        if rules.outside_preset(terms, preset):
            found.append(_("These numbers lie outside what is usual. Say why, for the record."))
    return found


# --- Decisions at a review --------------------------------------------------------------------------------------------------


def decide_review(
    *,
    course: models.Course,
    decision: str,
    reason: str,
    by: people_rules.Viewer,
    now: dt.datetime,
    next_review: int | None = None,
    words: str = "",
    scores: Mapping[str, Any] | None = None,
) -> models.Review:
    """Take the decision at a review, once for each visit number.

    decision     CONTINUE, CHANGE, SPACE_OUT, STOP or REFER; nothing is chosen by default
    reason       why, always
    next_review  the visit after which to look again: needed to continue or change
    scores       what was in view when it was decided; JSON values
    raises       UnableToDecide with a sentence and the field to put right
    effects      the course goes on with new numbers or ends; a course that is stopped, finished or spaced out leaves
                 a recall, and a referral closes the one that was open
    """
    if not access.may_plan(by):
        raise UnableToDecide(_("Only a practitioner can decide at a review."))
    if not reason.strip():
        raise UnableToDecide(_("Write the reason, in a few words."), "reason")
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
        on = clock.local(now, course.patient.clinic.time_zone).date()
        effect = _effect(course, decision, after_visit, on, next_review)
        review = _keep_review(
            course=course,
            after_visit=after_visit,
            decision=decision,
            reason=reason.strip(),
            words=words.strip(),
            scores=dict(scores or {}),
            decided_at=now,
            practitioner_id=by.practitioner_id,
        )
        course.visits_planned, course.days_between, course.review_after = dataclasses.astuple(effect.terms)
        course.state = str(effect.state)
        course.ended_at = None if effect.state is rules.CourseState.ACTIVE else now
        course.save(update_fields=["visits_planned", "days_between", "review_after", "state", "ended_at"])
        if decision is rules.Decision.REFER:
            _close_open_recalls(course.patient, models.Recall.State.CLOSED)
        elif effect.recall_on:
            _open_or_move_recall(course, effect.recall_on, rules.RecallReason.MAINTENANCE, now)
        audit.record(
            "review_decided",
            by=by,
            now=now,
            patient=course.patient_id,
            thing=f"course:{course.code}",
            details={"decision": str(decision), "after_visit": after_visit, "state": course.state},
        )
    return review


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


# --- Recall -------------------------------------------------------------------------------------------------------------------


def open_recall(
    *, course: models.Course, due_on: dt.date, reason: str, by, now: dt.datetime
) -> models.Recall:
    """Put a patient on the list of those to ask back. A patient has one open recall: a second one moves its day.

    reason   MAINTENANCE, REVIEW_OVERDUE or NO_NEXT_VISIT
    raises   UnableToRecall for a patient who was referred on
    """
    if course.state == models.Course.State.REFERRED:
        raise UnableToRecall(_("This patient was referred on, so nobody asks them back."))
    with transaction.atomic():
        people.Patient.objects.select_for_update().get(pk=course.patient_id)
        recall = _open_or_move_recall(course, due_on, rules.RecallReason(reason), now)
        audit.record(
            "recall_opened",
            by=by,
            now=now,
            patient=course.patient_id,
            thing=f"recall:{recall.code}",
            details={"due_on": due_on.isoformat(), "reason": recall.reason},
        )
    return recall


def note_recall_attempt(*, recall: models.Recall, outcome: str, by, now: dt.datetime) -> models.Recall:
    """Write down that somebody was asked back and what came of it; the next day to ask follows from it.

    outcome   NO_ANSWER, LEFT_MESSAGE, WILL_CALL_BACK, NOT_NOW or DO_NOT_CONTACT, which closes the recall
    raises    UnableToRecall when the recall is closed already; ValueError for an unknown outcome
    """
    outcome = rules.Attempt(outcome)
    with transaction.atomic():
        recall = _open_one(recall)
        today = clock.local(now, recall.patient.clinic.time_zone).date()
        again = rules.ASK_AGAIN_DAYS[outcome]
        recall.attempts = [*recall.attempts, {"at": now.isoformat(), "by": by.who, "outcome": str(outcome)}]
        if again is None:
            recall.state = models.Recall.State.CLOSED
        else:
            recall.due_on = today + dt.timedelta(days=again)
        recall.save(update_fields=["attempts", "due_on", "state"])
        audit.record(
            "recall_attempted",
            by=by,
            now=now,
            patient=recall.patient_id,
            thing=f"recall:{recall.code}",
            details={"outcome": str(outcome)},
        )
    return recall


def close_recall(*, recall: models.Recall, by, now: dt.datetime, is_booked: bool = False) -> models.Recall:
    """Take a patient off the list: they booked, or nobody needs to ask any more.

    raises   UnableToRecall when the recall is closed already
    """
    with transaction.atomic():
        recall = _open_one(recall)
        recall.state = models.Recall.State.BOOKED if is_booked else models.Recall.State.CLOSED
        recall.save(update_fields=["state"])
        audit.record(
            "recall_closed",
            by=by,
            now=now,
            patient=recall.patient_id,
            thing=f"recall:{recall.code}",
            details={"state": recall.state},
        )
    return recall


def _open_one(recall: models.Recall) -> models.Recall:
    held = (
        models.Recall.objects.select_for_update(of=("self",))
        .select_related("patient__clinic")
        .get(pk=recall.pk)
    )
    if held.state != models.Recall.State.OPEN:
        raise UnableToRecall(_("Somebody has already taken this person off the list."))
    return held


def _open_or_move_recall(
    course, due_on: dt.date, reason: rules.RecallReason, now: dt.datetime
) -> models.Recall:
    recall, _is_new = models.Recall.objects.update_or_create(
        patient_id=course.patient_id,
        state=models.Recall.State.OPEN,
        defaults={"due_on": due_on, "reason": str(reason), "course": course},
        create_defaults={
            "clinic_id": course.clinic_id,
            "course": course,
            "due_on": due_on,
            "reason": str(reason),
            "made_at": now,
        },
    )
    return recall


def _close_open_recalls(patient: people.Patient, state: str) -> None:
    models.Recall.objects.filter(patient=patient, state=models.Recall.State.OPEN).update(state=state)
