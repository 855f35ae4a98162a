"""Press needles left in at visits of the story's last days: some still in, one that nobody has heard about."""

import datetime as dt
from collections.abc import Sequence

from needlepoint.charting import models as charting
from needlepoint.charting.rules import left_in as rules
from needlepoint.desk.story import bulk
from needlepoint.people import models as people

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
LATELY = 8 * DAY
OFTEN = 3  # every third visit of somebody who may have them


def write(notes: Sequence[charting.Note], *, now: dt.datetime, seed: str) -> None:
    """Leave ear needles in after some signed visits, agreed to beforehand. Costs 2 queries at any length."""
    lately = sorted(
        (
            note
            for note in notes
            if note.signed_at and note.needles_out_at and now - note.needles_out_at < LATELY
        ),
        key=lambda note: note.needles_out_at,
    )
    by_patient = {note.patient_id: note for note in lately if _may(note)}
    chosen = list(by_patient.values())[::OFTEN]
    bulk.in_batches(people.Consent, (_agreed(note, seed) for note in chosen))
    bulk.in_batches(
        charting.LeftIn,
        (_left(note, now, seed, is_forgotten=place == 0) for place, note in enumerate(chosen)),
    )


def _may(note: charting.Note) -> bool:
    allowed = rules.allowed(rules.Kind.EAR_NEEDLE, note.patient.cautions)
    return not allowed.is_refused and not allowed.needs_reason


def _agreed(note: charting.Note, seed: str) -> people.Consent:
    return people.Consent(
        patient_id=note.patient_id,
        kind=rules.CONSENT,
        wording_version="2026-11.2",
        is_given=True,
        how="SPOKEN",
        decided_at=note.needles_in_at,
        code=bulk.code_for(seed, "left-in-consent", note.visit.code),
        by=note.practitioner.name,
    )


def _left(note: charting.Note, now: dt.datetime, seed: str, *, is_forgotten: bool) -> charting.LeftIn:
    at = note.needles_out_at
    remove_by = at.date() + rules.STAY_DAYS_USUAL * DAY
    off_at = at + rules.STAY_DAYS_USUAL * DAY + 3 * HOUR
    is_off = off_at < now and not is_forgotten
    return charting.LeftIn(
        code=bulk.code_for(seed, "left-in", note.visit.code),
        note=note,
        kind=str(rules.Kind.EAR_NEEDLE),
        point_code=rules.EAR,
        place=rules.EAR_PLACES[0],
        side="LEFT",
        pieces=2,
        remove_by=remove_by,
        placed_at=at,
        placed_by=note.practitioner.name,
        removed_pieces=2 if is_off else 0,
        removed_at=off_at if is_off else None,
        removed_by="patient" if is_off else "",
    )
