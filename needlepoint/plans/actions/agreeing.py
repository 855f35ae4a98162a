"""Agree a plan, or change the one under way."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.house import audit, clock, languages
from needlepoint.knowledge import dose
from needlepoint.knowledge.payers import terms as payers
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models, queries, rules
from needlepoint.plans.actions import home as home_deeds
from needlepoint.plans.actions import recalling
from needlepoint.plans.queries import presets
from needlepoint.plans.rules import entry, limits, protocol
from needlepoint.plans.rules import goals as goal_rules
from needlepoint.plans.wording import goals as goal_wording
from needlepoint.plans.wording import home as home_wording

KEPT_UP = frozenset(
    {dose.MAINTENANCE.key, dose.SEASONAL.key}
)  # visits now and then, which belong to no phase


class UnableToAgree(Exception):
    """The plan cannot be agreed. `reasons` holds every sentence, not only the first."""

    def __init__(self, reasons: Sequence[str]):
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


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
    goals: Sequence[goal_rules.Goal] | None = None,
    dose_key: str = "",
    preset: str = "",
    meant: protocol.Meant = protocol.NOT_SAID,
    payer: str | None = None,
) -> models.Course:
    """Agree a plan for an episode, or change the plan under way for it.

    terms         numbers of visits; outside the preset's bounds they need reasons["NUMBERS"]
    better_means  what would count as better, agreed before the first needle; kept as it was once a visit is done.
                  Blank is enough when a number was agreed for a goal
    points        (code, side), a side of protocol.PlanSide
    goals         what the patient wants to do again; kept as they were once a visit is done. None leaves them alone
    dose_key      of knowledge.dose: "maintenance" or "seasonal" for visits now and then; else the phase decides
    preset        the trial or pattern that the points came from
    meant         style, reasons and freedom, for the record
    payer         who pays and counts the visits, of the clinic's country; None leaves it as it is
    reasons       what was chosen in spite of a caution → why: point codes, technique keys, NEEDLING, NUMBERS
    raises        UnableToAgree with every reason at once
    effects       a new course begins with the visit that is under way, if there is one, and an open recall ends
    """
    reasons = {key: why.strip() for key, why in (reasons or {}).items() if why.strip()}
    points = tuple((code, protocol.planned_side(code, side)) for code, side in points if entry.is_point(code))
    kept_goals = None if goals is None else goal_rules.clean(goals)
    phase = "" if dose_key in KEPT_UP else episode.phase
    with transaction.atomic():
        patient = (
            people.Patient.objects.select_for_update(of=("self",))
            .select_related("clinic")
            .get(pk=episode.patient_id)
        )
        underway = queries.active_course(patient)
        better_means = better_means.strip() or _better_words(patient, kept_goals)
        refusals = _why_not_agreed(
            patient=patient,
            episode=episode,
            underway=underway,
            terms=terms,
            better_means=better_means,
            goals=kept_goals,
            phase=phase,
            codes=[code for code, _side in points],
            techniques=techniques,
            home=home,
            reasons=reasons,
            payer=payer,
            by=by,
        )
        if refusals:
            raise UnableToAgree(refusals)
        course = underway or models.Course(
            clinic_id=episode.clinic_id,
            patient=patient,
            episode=episode,
            practitioner_id=by.practitioner_id,
            started_at=_begin(patient, now),
        )
        course.visits_planned, course.days_between, course.review_after = dataclasses.astuple(terms)
        course.phase, course.better_means, course.preset = phase, better_means, preset
        course.style, course.individualised = meant.style, meant.individualised
        course.rationale, course.setting = meant.rationale.strip(), meant.setting.strip()
        treatment = [{"code": code, "side": str(side)} for code, side in points], list(techniques)
        if treatment != (
            course.points,
            course.techniques,
        ):  # the next note begins from the plan, not from last time
            course.treatment_set_at = now
        (course.points, course.techniques), course.home = treatment, list(home)
        course.words, course.reasons = words.strip(), reasons
        course.payer = course.payer if payer is None else payer
        course.save()
        if kept_goals is not None:
            _set_goals(course, kept_goals)
        home_deeds.keep_in_step(course, home, now=now)
        if not underway:  # the person who was to be asked back is here
            recalling.close_open_recalls(patient, models.Recall.State.BOOKED, now)
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
                **({"payer": course.payer} if course.payer else {}),
            },
        )
    return course


def _better_words(patient: people.Patient, goals: Sequence[goal_rules.Goal] | None) -> str:
    """Say in the patient's language what the numbers agreed mean: nothing to type when they say it all."""
    with languages.written_to(patient.language):
        return goal_wording.better_words(goal_rules.agreed(goals or ()))


def _set_goals(course: models.Course, goals: Sequence[goal_rules.Goal]) -> None:
    if goals == queries.goals_of(course):
        return
    course.goals.all().delete()
    models.Goal.objects.bulk_create(
        models.Goal(
            course=course, words=goal.words, baseline=goal.baseline, target=goal.target, position=place
        )
        for place, goal in enumerate(goals, start=1)
    )


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
    *,
    patient,
    episode,
    underway,
    terms,
    better_means,
    goals,
    phase,
    codes,
    techniques,
    home,
    reasons,
    payer,
    by,
) -> list[str]:
    """Give every reason against a plan. Costs 3 queries, 2 more for a plan that is under way."""
    found = []
    if not access.may_plan(by):
        found.append(_("Only a practitioner can agree a plan."))
    if not episode.red_flags_asked:
        found.append(_("Ask the warning signs first: they are part of the assessment."))
    if rules.held_route(episode.findings) is not None:
        found.append(_("A warning sign holds this plan back. Follow what the assessment says first."))
    if underway and underway.episode_id != episode.pk:
        found.append(_("There is a plan under way for an earlier assessment. Decide about that one first."))
    if not better_means:
        found.append(_("Agree what would count as better before the first needle."))
    if underway and _is_new_yardstick(underway, better_means, goals) and queries.position(underway).done:
        found.append(
            _("What counts as better was agreed before the first needle. It stays as it was for this plan.")
        )
    faults = [goal_rules.fault(goal) for goal in goals or ()]
    found += [goal_wording.fault_words(one) for one in faults if one is not None]
    found += _wrong_payer(patient.clinic, payer)
    found += _wrong_numbers(patient.clinic, phase or episode.phase, phase, terms, reasons)
    consents = queries.consents_in_force(patient)
    for standing in limits.standings(patient.cautions, consents):
        if standing.technique in techniques and standing.is_refused:
            found.append(
                _("A technique was chosen that this patient has a caution against.")
                if standing.has_consent
                else _("A technique was chosen that this patient has not agreed to.")
            )
    found += home_wording.refused(home, patient.cautions)
    needed = limits.needs_reasons(
        codes=codes, techniques=techniques, caution_keys=patient.cautions, consents=consents
    )
    if missing := [key for key in needed if key not in reasons]:
        found.append(_("Say why, in spite of the caution: %(what)s.") % {"what": ", ".join(missing)})
    return list(dict.fromkeys(found))


def _is_new_yardstick(underway, better_means, goals) -> bool:
    if better_means != underway.better_means:
        return True
    return goals is not None and goals != queries.goals_of(underway)


def _wrong_payer(clinic: people.Clinic, payer: str | None) -> list[str]:
    return [] if payers.is_offered(payer or "", clinic.country) else [_("Choose who pays from the list.")]


def _wrong_numbers(
    clinic: people.Clinic, known_phase: str, phase: str, terms: rules.Terms, reasons: Mapping[str, str]
) -> list[str]:
    if terms.visits_planned < 1 or terms.days_between < 1 or terms.review_after < 1:
        return [_("A plan has at least one visit, one day between visits, and one review.")]
    found = []
    if terms.visits_planned > rules.VISITS_MAX or terms.days_between > rules.DAYS_BETWEEN_MAX:
        found.append(_("This is longer than a plan may be. Plan fewer visits, and decide again at a review."))
    if terms.review_after > terms.visits_planned:
        found.append(_("The review must fall within the plan: choose a visit up to the last one."))
    if known_phase and "NUMBERS" not in reasons:
        preset = presets.preset(clinic, dose.preset_of_course(phase, terms.days_between).key)
        if rules.outside_preset(terms, preset):
            found.append(_("These numbers lie outside what is usual. Say why, for the record."))
    return found
