"""Questions about notes, needles and unwanted effects; pages start from the viewer."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import models as db
from django.http import Http404

from needlepoint.booking import models as booking
from needlepoint.charting import access, models, rules
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans
from needlepoint.plans import queries as plan_queries
from needlepoint.plans import rules as plan_rules
from needlepoint.plans.rules import limits

# --- One visit and its note --------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """One visit, its note when there is one, and everything its page needs.

    note       None until something is written down
    points     of the note; carried forward while there is none
    settings   needle size, position, minutes and techniques: the note's, or carried forward
    latest     the patient's note before this one, or None
    painful    the painful side of the episode, or ''
    consents   the latest decision of each kind, given or not
    reasons    what was chosen against a caution → why, of the plan and of the note
    number     place of this visit in its course, or None
    """

    visit: booking.Visit
    note: models.Note | None
    points: tuple[rules.Placed, ...]
    settings: "Settings"
    ledger: rules.Ledger
    counts: tuple[models.NeedleCount, ...]
    reactions: tuple[models.Reaction, ...]
    amendments: tuple[models.Amendment, ...]
    latest: models.Note | None
    latest_points: tuple[rules.Placed, ...]
    course: plans.Course | None
    position: plan_rules.Position | None
    number: int | None
    painful: str
    consents: Mapping[str, people.Consent]
    reasons: Mapping[str, str]

    @property
    def consents_in_force(self) -> frozenset[str]:
        return frozenset(
            kind for kind, one in self.consents.items() if one.is_given and one.withdrawn_at is None
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """How the needles are set, apart from where. `minutes` is how long they stay in."""

    needle_size: str = ""
    position: str = ""
    minutes: int = rules.RETENTION_USUAL
    techniques: tuple[str, ...] = ()


def visit_for(viewer: people_rules.Viewer, visit_code: str) -> booking.Visit:
    """Return a visit whose note the viewer may write. Costs 1 query. Raises Http404 alike for unknown and unseen."""
    visits = access.visits_charted_by(viewer).select_related("patient__clinic", "practitioner", "note")
    visit = visits.filter(code=visit_code).first()
    if visit is None:
        raise Http404
    return visit


def note_for(viewer: people_rules.Viewer, visit_code: str) -> models.Note:
    """Return the note of a visit. Costs 1 query. Raises Http404 for an unknown or unseen visit, or one without a note."""
    notes = access.notes_seen_by(viewer).select_related("visit", "patient__clinic", "practitioner", "course")
    note = notes.filter(visit__code=visit_code).first()
    if note is None:
        raise Http404
    return note


def chart_for(viewer: people_rules.Viewer, visit_code: str) -> Chart:
    """Return a visit with all that its note page shows. Costs at most 11 queries, whatever is in the note."""
    return chart_of(visit_for(viewer, visit_code))


def chart_of(visit: booking.Visit) -> Chart:
    """Return all there is about one visit's note. Costs at most 10 queries beyond the visit."""
    note = note_of(visit)
    course = note.course if note else plan_queries.active_course(visit.patient)
    position = plan_queries.position(course) if course else None
    latest = _latest_note(visit, note, course)
    latest_points = placed_of(latest.needlings.all()) if latest else ()
    counts = tuple(note.counts.all()) if note else ()
    if note:
        points, settings = placed_of(note.needlings.all()), settings_of(note)
        number = note.number
    else:
        points, settings = carried(visit.patient, latest, course)
        number = position.now if position else None
    return Chart(
        visit=visit,
        note=note,
        points=points,
        settings=settings,
        ledger=ledger_from(note, counts, rules.needle_count(points)),
        counts=counts,
        reactions=tuple(note.reactions.order_by("at", "pk")) if note else (),
        amendments=tuple(note.amendments.order_by("at", "pk")) if note else (),
        latest=latest,
        latest_points=latest_points,
        course=course,
        position=position,
        number=number,
        painful=course.episode.side if course else "",
        consents=plan_queries.consents_of(visit.patient),
        reasons={**(course.reasons if course else {}), **(note.reasons if note else {})},
    )


def note_of(visit: booking.Visit) -> models.Note | None:
    """Return the note of a visit, or None. Costs 1 query."""
    notes = models.Note.objects.select_related("practitioner", "course__episode", "course__practitioner")
    return notes.filter(visit=visit).first()


def carried(
    patient: people.Patient, latest: models.Note | None, course: plans.Course | None
) -> tuple[tuple[rules.Placed, ...], Settings]:
    """Return the points and settings a new note begins with. Costs at most 2 queries.

    A technique the patient took back their consent to, or has a caution against by now, is left behind.
    """
    intended = [(row["code"], row["side"]) for row in course.points] if course else []
    points = rules.carry_forward(placed_of(latest.needlings.all()) if latest else None, intended)
    if latest:
        before = settings_of(latest)
    else:
        before = Settings(techniques=tuple(course.techniques) if course else ())
    allowed = before.techniques and limits.allowed(
        before.techniques, patient.cautions, plan_queries.consents_in_force(patient)
    )
    return points, dataclasses.replace(before, techniques=tuple(allowed))


def _latest_note(visit, note, course) -> models.Note | None:
    """The patient's note before this one, with needles, in the same course. Costs 1 query."""
    earlier = models.Note.objects.filter(
        patient_id=visit.patient_id, is_without_needles=False, visit__starts_at__lt=visit.starts_at
    )
    if note is None or note.course_id:
        earlier = earlier.filter(course=course)
    earlier = earlier.filter(needles_in_at__isnull=False).exclude(visit=visit)
    return earlier.select_related("visit").order_by("-visit__starts_at").prefetch_related("needlings").first()


def latest_note(visit: booking.Visit, course: plans.Course | None) -> models.Note | None:
    """Return the patient's note with needles before this visit, of the same course. Costs 2 queries."""
    return _latest_note(visit, None, course)


def placed_of(needlings: Iterable[models.Needling]) -> tuple[rules.Placed, ...]:
    """Give rows as values. Costs nothing beyond the rows."""
    return tuple(
        rules.Placed(one.point_code, rules.Side(one.side), one.needles_in, one.is_carried) for one in needlings
    )


def settings_of(note: models.Note) -> Settings:
    """Give the settings of a note. Costs nothing."""
    return Settings(note.needle_size, note.position, note.retention_minutes, tuple(note.techniques))


# --- Counts ----------------------------------------------------------------------------------------------------------------


def ledger_of(note: models.Note) -> rules.Ledger:
    """Return what is known about the needles of a note. Costs 2 queries."""
    charted = note.needlings.aggregate(all=db.Sum("needles_in"))["all"] or 0
    return ledger_from(note, list(note.counts.all()), charted)


def ledger_from(
    note: models.Note | None, counts: Iterable[models.NeedleCount], charted: int
) -> rules.Ledger:
    """Put a ledger together from rows, first count to latest. Costs nothing."""
    if note is None:
        return rules.Ledger(charted)
    latest = {one.kind: one.needles for one in counts}
    return rules.Ledger(
        charted=charted,
        counted_in=latest.get(models.NeedleCount.Kind.IN),
        are_out=note.needles_out_at is not None,
        counted_out=latest.get(models.NeedleCount.Kind.OUT),
        is_signed=note.state == models.Note.State.SIGNED,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class NoteState:
    """Where one visit's note stands, for lists and boards.

    needles   counted in, None before
    ends_at   when the needles are due out; None unless they are in
    """

    stage: rules.Stage
    needles: int | None
    missing: int
    ends_at: dt.datetime | None
    minutes: int

    @property
    def is_signed(self) -> bool:
        return self.stage is rules.Stage.SIGNED


def note_states(visit_ids: Iterable[int]) -> dict[int, NoteState]:
    """Return the state of each visit that has a note, by the visit's integer id. Costs 2 queries at any length."""
    notes = models.Note.objects.filter(visit_id__in=set(visit_ids)).annotate(charted=db.Sum("needlings__needles_in"))
    notes = list(notes)
    counts = defaultdict(list)
    if notes:
        for one in models.NeedleCount.objects.filter(note__in=[note.pk for note in notes]).order_by("pk"):
            counts[one.note_id].append(one)
    return {note.visit_id: _state(note, counts[note.pk]) for note in notes}


def _state(note, counts) -> NoteState:
    ledger = ledger_from(note, counts, note.charted or 0)
    is_in = ledger.stage is rules.Stage.IN
    return NoteState(
        stage=ledger.stage,
        needles=ledger.counted_in,
        missing=ledger.missing,
        ends_at=rules.ends_at(note.needles_in_at, note.retention_minutes) if is_in else None,
        minutes=note.retention_minutes,
    )


# --- Lists -------------------------------------------------------------------------------------------------------------------


def notes_of(viewer: people_rules.Viewer, patient: people.Patient) -> list[models.Note]:
    """Return a patient's notes, latest visit first, with points, effects and amendments. Costs 4 queries at any length."""
    notes = access.notes_seen_by(viewer).filter(patient=patient)
    return list(
        notes.select_related("visit", "practitioner")
        .prefetch_related("needlings", "reactions", "amendments")
        .order_by("-visit__starts_at", "-pk")
    )


def unsigned_notes(viewer: people_rules.Viewer, before: dt.datetime) -> list[models.Note]:
    """Return open notes of visits that began before a moment, longest open first. Costs 1 query.

    For practitioners and the owner; anybody else gets none.
    """
    notes = access.open_notes_known_to(viewer).filter(visit__starts_at__lt=before)
    return list(notes.select_related("visit", "patient", "practitioner").order_by("visit__starts_at", "pk"))
