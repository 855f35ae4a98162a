"""What the page of a plan in the making shows, already worded."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from needlepoint.house import clock
from needlepoint.intake import rules as intake_rules
from needlepoint.knowledge import dose, emergency
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.safety import check
from needlepoint.knowledge.tradition import catalogue
from needlepoint.people import models as people
from needlepoint.plans import models, queries, rules, wording
from needlepoint.plans.pages import episodes, heads
from needlepoint.plans.rules import goals as goal_rules
from needlepoint.plans.rules import limits
from needlepoint.plans.wording import examining as examining_words
from needlepoint.plans.wording import goals as goal_wording
from needlepoint.plans.wording import starting


@dataclasses.dataclass(frozen=True)
class Row:
    """One point of the form."""

    code: str
    name: str
    is_on: bool
    is_midline: bool
    side: object
    classes: str
    hazards: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Plan:
    head: heads.Head
    title: str
    episode: str
    phase: str
    assessed: str
    assessment_url: str
    held: heads.Held | None
    found: tuple[tuple[str, str], ...]  # of the examination, previous care and codes
    codes: tuple[str, ...]  # every trap of the codes, told once more
    tradition: tuple[tuple[str, str], ...]
    tradition_label: str
    worth_it: str  # when it would be worth it, as the patient said before the first visit
    goals: tuple[tuple[str, str], ...]  # as agreed, once they cannot be changed
    agreed: str
    doses: tuple[tuple[str, str, bool], ...]  # links to the numbers of another kind of plan
    preset_name: str
    preset_sentence: str
    preset_source: str
    preset_reason: str
    bounds: str
    rows: tuple[Row, ...]
    warnings: tuple[str, ...]
    refused: tuple[str, ...]
    notes: tuple[str, ...]
    trials: tuple[starting.Start, ...]
    patterns: tuple[starting.Start, ...]
    started_from: str


def held(episode: models.Episode, patient: people.Patient) -> heads.Held | None:
    """Word the warning sign that holds an episode back, from the answers as they were kept."""
    route = rules.held_route(episode.findings)
    if route is None:
        return None
    answers = {key: check.Answer(value) for key, value in episode.findings["red_flags"]["answers"].items()}
    outcome = rules.red_flag_outcome(answers, {}, frozenset(patient.cautions))
    return heads.Held(
        is_urgent=route in {check.Route.EMERGENCY_NOW, check.Route.SAME_DAY},
        heading=_(outcome.heading),
        summary=_(outcome.summary),
        reasons=tuple(_(sentence) for sentence in outcome.reasons),
        what_to_do=emergency.filled(
            (_(sentence) for sentence in outcome.what_to_do),
            emergency.numbers(patient.clinic.country, emergency_number=patient.clinic.emergency_number),
        ),
        takes_a_doctors_word=rules.may_go_on(route, doctors_word="x"),
    )


def plan(
    *,
    episode: models.Episode,
    course: models.Course | None,
    answered: queries.Told,
    decided: Mapping[str, people.Consent],
    usual: dose.Preset,
    goals: Sequence[goal_rules.Goal],
    form,
    on: dt.date,
) -> Plan:
    patient = episode.patient
    zone = patient.clinic.time_zone
    standings = limits.standings(patient.cautions, queries.in_force(decided))
    starts = starting.all_starts(tuple(episode.tradition.get("PATTERNS", ())))
    warned = limits.warnings([row.code for row in form.rows], patient.cautions)
    return Plan(
        head=heads.head(patient, on),
        title=_("Change the plan") if course else _("Plan"),
        episode=episodes.episode_words(episode),
        phase=episodes.phase_words(
            episode.onset_on,
            clock.local(episode.assessed_at, zone).date(),
            dose.scheme_of(episode.phase_scheme),
        )
        if episode.onset_on
        else "",
        assessed=episodes.day(episode.assessed_at, zone),
        assessment_url=reverse("plans:assessment", args=[patient.code]),
        held=held(episode, patient),
        found=_found(episode),
        codes=examining_words.remarks_words([episode.diagnosis_code, *episode.second_codes]),
        tradition=examining_words.tradition_rows(episode.tradition),
        tradition_label=_(catalogue.current().label),
        worth_it=answered.answers.get("goal", said.SKIPPED).text if answered.is_sent else "",
        goals=() if form.agreed is None else goal_wording.rows(goals),
        agreed=form.agreed or "",
        doses=_doses(episode, usual),
        preset_name=_(usual.name),
        preset_sentence=_(usual.sentence),
        preset_source=_(usual.source),
        preset_reason=usual.reason,
        bounds=_bounds(usual),
        rows=point_rows(form, warned),
        warnings=tuple(wording.warning_words(one) for one in warned),
        refused=tuple(wording.refused_words(one, decided) for one in standings if one.is_refused),
        notes=tuple(note for one in standings if not one.is_refused for note in wording.note_words(one)),
        trials=tuple(one for one in starts if not one.is_tradition),
        patterns=tuple(one for one in starts if one.is_tradition),
        started_from=starting.start_words(str(form["preset"].value() or "")),
    )


def _found(episode: models.Episode) -> tuple[tuple[str, str], ...]:
    listed = ", ".join(examining_words.code_words(one) for one in episode.second_codes)
    return (
        *examining_words.findings_rows(episode.findings),
        *(
            (_("Tried: %(what)s") % {"what": what}, words)
            for what, words in examining_words.care_rows(episode.previous_care)
        ),
        *(((_("Further codes"), listed),) if listed else ()),
    )


def _doses(episode: models.Episode, usual: dose.Preset) -> tuple[tuple[str, str, bool], ...]:
    """Give the kinds of plan to choose from: the one for this phase, and visits now and then."""
    here = reverse("plans:plan", args=[episode.code])
    kinds = (preset_of(episode), dose.MAINTENANCE, dose.SEASONAL)
    return tuple((_(one.name), f"{here}?dose={one.key}", one.key == usual.key) for one in kinds)


def usual_key(episode: models.Episode, course: models.Course | None, asked: str) -> str:
    """Say under which numbers a plan is made: those asked for, those it was agreed under, or those of the phase."""
    if asked in {dose.MAINTENANCE.key, dose.SEASONAL.key}:
        return asked
    if course is not None and asked != preset_of(episode).key:
        return dose.preset_of_course(course.phase, course.days_between).key
    return preset_of(episode).key


def _bounds(usual: dose.Preset) -> str:
    fewest, most = rules.days_between_bounds(usual)
    numbers = {
        "low": usual.visits_min,
        "high": usual.visits_max,
        "fewest": fewest,
        "most": most,
        "review": usual.review_after,
    }
    if fewest == most:
        words = _("Usual: %(low)s to %(high)s visits, %(most)s days apart, review after visit %(review)s.")
    else:
        words = _(
            "Usual: %(low)s to %(high)s visits, %(fewest)s to %(most)s days apart, review after visit %(review)s."
        )
    return words % numbers


def rows_of(course: models.Course | None) -> list[tuple[str, str]]:
    """Give the points of a plan as (code, side)."""
    return [(one["code"], one["side"]) for one in course.points] if course else []


def preset_of(episode: models.Episode) -> dose.Preset:
    """The usual course for an episode; without a day it began, the most careful one: the shortest."""
    return dose.preset_for(dose.Phase(episode.phase) if episode.phase else dose.Phase.ACUTE)


def start_of_plan(
    *,
    episode: models.Episode,
    course: models.Course | None,
    usual: dose.Preset,
    answered: queries.Told,
    goals: Sequence[goal_rules.Goal],
    style: str,
    payer: str = "",
) -> dict:
    """Give what the form begins with: the plan under way, or the usual numbers. Nothing is agreed beforehand."""
    terms = dataclasses.asdict(rules.usual_terms(usual)) | {"dose": usual.key}
    if course is None:
        own = intake_rules.baseline(answered.answers).activities if answered.is_sent else ()
        wanted = [goal_rules.Goal(words, score) for words, score in own]
        begun = {"style": style, "setting": episode.patient.clinic.setting, "payer": payer}
        return {**terms, **_goals_typed(wanted), **begun}
    if usual.key == dose.preset_of_course(course.phase, course.days_between).key:
        terms |= dataclasses.asdict(
            rules.Terms(course.visits_planned, course.days_between, course.review_after)
        )
    why = [reason for key, reason in course.reasons.items() if key != "NUMBERS"]
    kept = (
        "better_means",
        "techniques",
        "home",
        "words",
        "preset",
        "style",
        "individualised",
        "rationale",
        "payer",
    )
    return {
        **terms,
        **_goals_typed(goals),
        "numbers_reason": course.reasons.get("NUMBERS", ""),
        "caution_reason": why[0] if why else "",
        "setting": course.setting or episode.patient.clinic.setting,
        **{key: getattr(course, key) for key in kept},
    }


def _goals_typed(goals: Sequence[goal_rules.Goal]) -> dict:
    typed = {}
    for place, goal in enumerate(goals, start=1):
        typed |= {
            f"goal_{place}": goal.words,
            f"goal_now_{place}": goal.baseline,
            f"goal_target_{place}": goal.target,
        }
    return typed


def point_rows(form, warned: Sequence[limits.PointWarning]) -> tuple[Row, ...]:
    """Word the points of the form; a point that meets a caution of this patient is marked."""
    meets = {one.code for one in warned}
    return tuple(
        Row(
            code=row.code,
            name=row.name,
            is_on=row.is_on,
            is_midline=row.is_midline,
            side=row.side,
            classes="chip caution" if row.code in meets else "chip",
            hazards=wording.hazard_words(row.code),
        )
        for row in form.rows
    )
