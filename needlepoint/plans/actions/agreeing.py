"""Agree a plan, or change the one under way."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.house import audit, clock
from needlepoint.knowledge import dose
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models, queries, rules
from needlepoint.plans.actions import home as home_deeds
from needlepoint.plans.actions import recalling
from needlepoint.plans.rules import entry, limits
from needlepoint.plans.wording import home as home_wording


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
            home=home,
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
        home_deeds.keep_in_step(course, home, now=now)
        if not underway:  # the person who was to be asked back is here
            recalling.close_open_recalls(patient, models.Recall.State.BOOKED)
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
    *, patient, episode, underway, terms, better_means, codes, techniques, home, reasons, by
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
    found += home_wording.refused(home, patient.cautions)
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
