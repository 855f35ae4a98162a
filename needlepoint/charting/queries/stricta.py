"""What a report by STRICTA 2010 reads: visits with needles, with their plan, their counts and their points."""

import datetime as dt

from django.db import models as db
from django.http import Http404

from needlepoint.charting import access, models
from needlepoint.charting.rules import parts, stricta
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

MOST = 2000  # visits in one report


def _with_all(notes: db.QuerySet) -> db.QuerySet:
    """Costs 4 queries for any number of notes."""
    return notes.select_related("visit__clinic", "course__episode", "practitioner").prefetch_related(
        db.Prefetch("needlings", models.Needling.objects.order_by("pk")),
        db.Prefetch("parts", models.TechniquePart.objects.order_by("pk")),
        db.Prefetch("counts", models.NeedleCount.objects.order_by("pk")),
        db.Prefetch("left_in", models.LeftIn.objects.order_by("pk")),
    )


def notes_between(
    viewer: people_rules.Viewer, *, since: dt.datetime, until: dt.datetime, practitioner_id: int | None
) -> list[models.Note]:
    """Return signed notes with needles of visits in [since, until), earliest first, at most MOST. Costs 5 queries."""
    notes = access.notes_reported_to(viewer).filter(
        state=models.Note.State.SIGNED,
        is_without_needles=False,
        visit__starts_at__gte=since,
        visit__starts_at__lt=until,
    )
    if practitioner_id is not None:
        notes = notes.filter(practitioner_id=practitioner_id)
    return list(_with_all(notes).order_by("visit__starts_at", "pk")[:MOST])


def note_for(viewer: people_rules.Viewer, code: str) -> models.Note:
    """Return the note of a visit with all of it. Costs 5 queries. Raises Http404 alike for unknown and for unseen."""
    note = _with_all(access.notes_reported_to(viewer)).filter(visit__code=code).first()
    if note is None:
        raise Http404
    return note


def practitioners(viewer: people_rules.Viewer) -> list[people.Practitioner]:
    """Return whose visits can be asked for. Costs 1 query."""
    return list(people.Practitioner.objects.filter(clinic_id=viewer.clinic_id).order_by("name", "pk"))


def facts_of(note: models.Note) -> stricta.Facts:
    """Return what a note holds for a report. Costs nothing when it was fetched with all of it."""
    course = note.course
    needlings = list(note.needlings.all())
    done = [_part(one) for one in note.parts.all()]
    counted = {one.kind: one.needles for one in note.counts.all()}  # the latest of each kind
    who = note.treated_by or {
        "credential": note.practitioner.credential,
        "qualification": note.practitioner.qualification,
        "practising_since": note.practitioner.practising_since,
    }
    is_out = note.needles_in_at is not None and note.needles_out_at is not None
    return stricta.Facts(
        style=course.style if course else "",
        rationale=course.rationale if course else "",
        preset=course.preset if course else "",
        patterns=_patterns(course),
        individualised=course.individualised if course else "",
        rows=tuple(_needled(one) for one in needlings),
        needles_in=counted.get(models.NeedleCount.Kind.IN),
        needles_out=counted.get(models.NeedleCount.Kind.OUT),
        response_sought=note.response_sought,
        current=tuple(one for one in done if one.kind is parts.Kind.ELECTRO),
        retention_minutes=_minutes(note.needles_in_at, note.needles_out_at) if is_out else None,
        needle_size=note.needle_size,
        needle_brand=note.needle_brand,
        needle_lot=note.needle_lot,
        number=note.number,
        planned=course.visits_planned if course else None,
        days_between=course.days_between if course else None,
        visit_minutes=_minutes(note.visit.starts_at, note.visit.ends_at),
        hands_on_minutes=note.hands_on_minutes,
        beside=_beside(note, done),
        setting=course.setting if course else "",
        qualification=", ".join(str(who[key]) for key in ("credential", "qualification") if who.get(key)),
        practising_since=who.get("practising_since"),
    )


def _patterns(course) -> tuple[str, ...]:
    found = course.episode.tradition.get("PATTERNS", ()) if course and course.episode.tradition else ()
    return tuple(str(one) for one in found)


def _beside(note: models.Note, done: list[parts.Part]) -> tuple[str, ...]:
    kinds = [str(one.kind) for one in done if one.kind is not parts.Kind.ELECTRO]
    # A technique of a note from before its parts were kept one by one.
    kinds += [key for key in note.techniques if key != "ELECTRO" and key not in parts.techniques_of(done)]
    kinds += [str(one.kind) for one in note.left_in.all()]
    return tuple(dict.fromkeys([*kinds, *(["HOME"] if note.course and note.course.home else [])]))


def _needled(one: models.Needling) -> stricta.Needled:
    return stricta.Needled(
        one.point_code,
        one.side,
        one.needles_in,
        one.place,
        one.depth_mm,
        one.angle,
        one.method,
        one.response,
        one.needle_size,
        one.is_carried,
    )


def _part(one: models.TechniquePart) -> parts.Part:
    return parts.Part(
        parts.Kind(one.kind),
        parts.spans_of(one.points),
        tuple(one.hz),
        parts.Waveform(one.waveform) if one.waveform else None,
        one.pulse_us,
        one.milliamps,
        parts.Strength(one.strength) if one.strength else None,
        parts.Method(one.method) if one.method else None,
        one.minutes,
    )


def _minutes(begin: dt.datetime, end: dt.datetime) -> int:
    return round((end - begin).total_seconds() / 60)
