"""What the pages of an assessment and a plan show, already worded."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from needlepoint.house import clock
from needlepoint.intake import rules as intake_rules
from needlepoint.intake.wording import answers as intake_wording
from needlepoint.intake.wording import bodymap
from needlepoint.knowledge import dose, emergency
from needlepoint.knowledge.points import presets
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.safety import check
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models, queries, rules, wording
from needlepoint.plans.rules import entry, limits


@dataclasses.dataclass(frozen=True)
class Head:
    """Who this is about; what the person component takes."""

    name: str
    detail: str
    url: str
    chips: tuple[str, ...]
    cautions: tuple[wording.CautionShown, ...]


@dataclasses.dataclass(frozen=True)
class Held:
    """Why there is no plan yet, and what to do now."""

    is_urgent: bool
    heading: str
    summary: str
    reasons: tuple[str, ...]
    what_to_do: tuple[str, ...]
    takes_a_doctors_word: bool


def head(patient: people.Patient, on: dt.date) -> Head:
    age = people_rules.age_on(patient.birth_date, on)
    shown = wording.cautions_shown(patient.cautions)
    return Head(
        name=patient.name,
        detail="" if age is None else ngettext("%(age)s year", "%(age)s years", age) % {"age": age},
        url=reverse("desk:patient", args=[patient.code]),
        chips=tuple(one.chip for one in shown),
        cautions=shown,
    )


def day(moment: dt.datetime, zone: str) -> str:
    return formats.date_format(clock.local(moment, zone), "j F Y")


# --- The assessment ----------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Assessment:
    head: Head
    told: tuple[tuple[str, str], ...]  # what the patient answered before the first visit
    picture: bodymap.Picture | None  # where it hurts
    told_url: str  # all of it, with what was put right since
    told_words: str  # when there is nothing to show: why
    earlier: str  # the latest assessment, in a line
    cut_points: str
    source: str


def assessment(
    patient: people.Patient, episode: models.Episode | None, answered: queries.Told, on: dt.date
) -> Assessment:
    zone = patient.clinic.time_zone
    return Assessment(
        head=head(patient, on),
        told=_told(answered) if answered.is_sent else (),
        picture=_picture(answered) if answered.is_sent else None,
        told_url=reverse("intake:told_of_patient", args=[patient.code]),
        told_words=""
        if answered.is_sent
        else _("The answers from before the first visit have not been sent yet."),
        earlier=_("Last assessed on %(day)s: %(what)s.")
        % {"day": day(episode.assessed_at, zone), "what": episode_words(episode)}
        if episode
        else "",
        cut_points=wording.cut_points(dose.DEFAULT),
        source=_(dose.DEFAULT.source),
    )


# What an examination starts from, after the picture of where it hurts: (item of the form, what it is called here).
TOLD = (
    ("since", _lazy("Since")),
    ("began", _lazy("How it began")),
    ("before", _lazy("Back pain before")),
    ("trend", _lazy("In the last weeks")),
    ("eases", _lazy("Better with")),
    ("worsens", _lazy("Worse with")),
    ("pain_average", _lazy("Pain, on average")),
    ("pain_worst", _lazy("Pain, at its worst")),
    ("leg_pain", _lazy("Leg pain, on average")),
    ("leg_feel", _lazy("The leg feels")),
    ("activities", _lazy("Wants to do again")),
    ("goal", _lazy("Worth it if")),
    ("work", _lazy("Work")),
    ("care", _lazy("Tried so far")),
    ("care_helped", _lazy("Did it help")),
    ("illnesses", _lazy("Illnesses")),
    ("operations", _lazy("Operations")),
    ("health_words", _lazy("More about health")),
    ("medicines", _lazy("Medicines")),
    ("tell", _lazy("Also wants us to know")),
)


def _picture(told: queries.Told) -> bodymap.Picture | None:
    shown = bodymap.picture(told.answers.get(intake_rules.WHERE), for_staff=True)
    return None if shown.is_empty else shown


def _told(told: queries.Told) -> tuple[tuple[str, str], ...]:
    """The parts of the intake that an examination starts from; questions left open are not shown."""
    items = {item.key: item for item in told.form.items}
    rows = (
        (str(label), intake_wording.answer_words(items[key], told.answers[key]))
        for key, label in TOLD
        if key in items and key in told.answers and told.answers[key].state is not said.State.SKIPPED
    )
    return tuple(row for row in rows if row[1])


def start_of(episode: models.Episode | None, answered: queries.Told, today: dt.date) -> dict:
    """Give what the form begins with. Where and since when stay the same pain; findings and red flags never carry over."""
    if episode is not None:
        is_about = episode.findings.get("onset_is_about")
        return {
            **(_about(episode.onset_on, today) if is_about else {"onset_on": episode.onset_on}),
            "site": episode.site,
            "side": episode.side,
            "kind": episode.kind,
            "diagnosis_code": episode.diagnosis_code,
        }
    began = intake_rules.onset(answered.answers)
    if began is None:
        return {}
    return {"onset_on": began.on} if began.ago is None else {"ago": began.ago, "ago_unit": began.unit}


# Near the cut-points a week lost to rounding could change the phase; from here on none can.
WEEKS_FROM_DAYS = 100


def _about(onset_on: dt.date | None, today: dt.date) -> dict:
    """Give a guessed beginning as a guess again: a day would look like knowledge and win over what is typed."""
    if onset_on is None:
        return {}
    days = (today - onset_on).days
    if days < WEEKS_FROM_DAYS:
        return {"ago": days, "ago_unit": intake_rules.Unit.DAYS}
    return {"ago": days // rules.DAYS_IN_WEEK, "ago_unit": intake_rules.Unit.WEEKS}


def phase_words(onset_on: dt.date, on: dt.date) -> str:
    """Say how long it has lasted and what that is called: 'Chronic: 29 weeks.'"""
    phase = dose.phase(onset_on, on)
    weeks = (on - onset_on).days // rules.DAYS_IN_WEEK
    lasted = ngettext("%(weeks)s week", "%(weeks)s weeks", weeks) % {"weeks": weeks}
    return _("%(phase)s: %(lasted)s") % {"phase": wording.PHASES[phase], "lasted": lasted}


def episode_words(episode: models.Episode) -> str:
    """'Low back, left. Sciatica. M54.32'"""
    site = str(wording.SITES.get(episode.site, episode.site))
    side = wording.SIDES.get(episode.side)
    where = f"{site}, {str(side).lower()}" if side else site
    parts = [where, str(wording.KINDS.get(episode.kind, episode.kind)), episode.diagnosis_code]
    return " · ".join(part for part in parts if part)


# --- The plan -------------------------------------------------------------------------------------------------------------


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
    head: Head
    title: str
    episode: str
    phase: str
    assessed: str
    assessment_url: str
    held: Held | None
    goals: tuple[tuple[str, str], ...]  # the patient's own, to agree on what counts as better
    preset_name: str
    preset_sentence: str
    preset_source: str
    bounds: str
    rows: tuple[Row, ...]
    warnings: tuple[str, ...]
    refused: tuple[str, ...]
    notes: tuple[str, ...]
    trials: tuple[presets.PointPreset, ...]


def held(episode: models.Episode, patient: people.Patient) -> Held | None:
    """Word the warning sign that holds an episode back, from the answers as they were kept."""
    route = rules.held_route(episode.findings)
    if route is None:
        return None
    answers = {key: check.Answer(value) for key, value in episode.findings["red_flags"]["answers"].items()}
    outcome = rules.red_flag_outcome(answers, {}, frozenset(patient.cautions))
    return Held(
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
    form,
    on: dt.date,
) -> Plan:
    patient = episode.patient
    zone = patient.clinic.time_zone
    usual = preset_of(episode)
    standings = limits.standings(patient.cautions, queries.in_force(decided))
    warned = limits.warnings([row.code for row in form.rows], patient.cautions)
    return Plan(
        head=head(patient, on),
        title=_("Change the plan") if course else _("Plan"),
        episode=episode_words(episode),
        phase=phase_words(episode.onset_on, clock.local(episode.assessed_at, zone).date())
        if episode.onset_on
        else "",
        assessed=day(episode.assessed_at, zone),
        assessment_url=reverse("plans:assessment", args=[patient.code]),
        held=held(episode, patient),
        goals=_goals(answered) if answered.is_sent else (),
        preset_name=_(usual.name),
        preset_sentence=_(usual.sentence),
        preset_source=_(usual.source),
        bounds=_bounds(usual),
        rows=point_rows(form, warned),
        warnings=tuple(wording.warning_words(one) for one in warned),
        refused=tuple(wording.refused_words(one, decided) for one in standings if one.is_refused),
        notes=tuple(note for one in standings if not one.is_refused for note in wording.note_words(one)),
        trials=presets.all_presets(),
    )


def _goals(told: queries.Told) -> tuple[tuple[str, str], ...]:
    own = intake_rules.baseline(told.answers).activities
    goal = told.answers.get("goal", said.SKIPPED)
    rows = (
        (_("Wants to do again"), ", ".join(words for words, _score in own)),
        (_("Worth it if"), goal.text),
    )
    return tuple((label, value) for label, value in rows if value)


def _bounds(usual: dose.Preset) -> str:
    fewest, most = rules.days_between_bounds(usual)
    return _(
        "Usual: %(low)s to %(high)s visits, %(fewest)s to %(most)s days apart, review after visit %(review)s."
    ) % {
        "low": usual.visits_min,
        "high": usual.visits_max,
        "fewest": fewest,
        "most": most,
        "review": usual.review_after,
    }


def rows_of(course: models.Course | None) -> list[tuple[str, str]]:
    """Give the points of a plan as (code, side)."""
    return [(one["code"], one["side"]) for one in course.points] if course else []


def preset_of(episode: models.Episode) -> dose.Preset:
    """The usual course for an episode; without a day it began, the most careful one: the shortest."""
    return dose.preset_for(dose.Phase(episode.phase) if episode.phase else dose.Phase.ACUTE)


def start_of_plan(episode: models.Episode, course: models.Course | None) -> dict:
    """Give what the form begins with: the plan under way, or the usual numbers. Nothing is agreed beforehand."""
    if course is None:
        usual = rules.usual_terms(preset_of(episode).phase)
        return dataclasses.asdict(usual)
    why = [reason for key, reason in course.reasons.items() if key != "NUMBERS"]
    return {
        "visits_planned": course.visits_planned,
        "days_between": course.days_between,
        "review_after": course.review_after,
        "numbers_reason": course.reasons.get("NUMBERS", ""),
        "caution_reason": why[0] if why else "",
        "better_means": course.better_means,
        "techniques": course.techniques,
        "home": course.home,
        "words": course.words,
    }


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


# --- The plan as it is read and printed ---------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Shown:
    """A plan on one page, in the patient's words first."""

    head: Head
    title: str
    position: rules.Position
    state: str
    is_active: bool
    better_means: str
    words: str
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
    note_url: str,
    on: dt.date,
    viewer: people_rules.Viewer,
) -> Shown:
    zone = course.patient.clinic.time_zone
    usual = dose.preset_for(dose.Phase(course.phase)) if course.phase else dose.MAINTENANCE
    clinical = viewer.is_practitioner
    return Shown(
        head=head(course.patient, on),
        title=_("Plan from %(day)s") % {"day": day(course.started_at, zone)},
        position=where,
        state=str(wording.COURSE_STATES[course.state]),
        is_active=course.state == models.Course.State.ACTIVE,
        better_means=course.better_means,
        words=course.words,
        facts=_facts(course, clinical=clinical),
        sentence=_(usual.sentence),
        source=_(usual.source),
        reviews=tuple(_review_words(review, zone) for review in reviews) if clinical else (),
        is_for_practitioners=clinical,
        change_url=reverse("plans:plan", args=[course.episode.code]) if clinical else "",
        note_url=note_url if clinical else "",
        visits_url=reverse("portal:desk_course_visits", args=[course.code]),
    )


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
            (_("Assessment"), episode_words(course.episode)),
            (_("Points"), entry.in_words((one["code"], one["side"]) for one in course.points)),
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
        "day": day(review.decided_at, zone),
        "decision": wording.DECISIONS[review.decision],
        "name": review.practitioner.name,
    }
    return heading, review.reason, review.words
