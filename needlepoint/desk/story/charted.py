"""How the story's practitioners charted: depth, how a needle was moved, what came, the box it came from, a lamp beside it.

Not everybody writes everything, as in life: what a report of what was done then lacks is seen there.
"""

import random
from collections.abc import Iterable

from needlepoint.charting import models as charting
from needlepoint.charting.rules import parts, quick
from needlepoint.desk.story import bulk
from needlepoint.people import models as people
from needlepoint.plans.rules import limits

TRAINING = (("Master of Acupuncture, three years", 2009), ("Diploma in acupuncture, four years", 2016))
LUNG_MM, BACK_MM, LIMB_MM = 10, 25, 20  # as these two write them; no depth is safe for everybody
WRITES_DEPTHS = 0.7  # of notes; the rest leave it out on a full day
WRITES_TIMES = 0.8
WARMS = 0.25  # of patients lie under a lamp
LAMP_MINUTES = 15


def training(place: int) -> dict[str, object]:
    """Give what the practitioner at a place of the story learned, and since when they treat."""
    qualification, since = TRAINING[place % len(TRAINING)]
    return {"qualification": qualification, "practising_since": since}


def with_settings(notes: Iterable[charting.Note], *, seed: str) -> list[charting.Note]:
    """Give the notes with what was written beside the points. Costs 1 query."""
    notes = list(notes)
    warmed = _warmed({one.patient for one in notes}, seed)
    for place, note in enumerate(notes):
        rng = random.Random(f"{seed} charted {place}")
        note.needle_brand, note.needle_lot = "Alder", f"A{note.opened_at:%y%m}"
        note.response_sought = str(quick.Response.DEQI)
        if note.signed_at:
            who = note.practitioner
            note.treated_by = {
                "name": who.name,
                "credential": who.credential,
                "qualification": who.qualification,
                "practising_since": who.practising_since,
            }
            note.hands_on_minutes = rng.randrange(14, 26) if rng.random() < WRITES_TIMES else None
        if note.patient_id in warmed:
            note.techniques = [limits.Technique.HEAT.value]
            note.reasons = dict.fromkeys(
                warmed[note.patient_id], "Warmth felt on both sides before the lamp."
            )
    return notes


def _warmed(patients: Iterable[people.Patient], seed: str) -> dict[int, tuple[str, ...]]:
    """Give who lies under a lamp, with what a reason is needed for; nobody for whom it is refused."""
    agreed = set(
        people.Consent.objects.filter(kind="HEAT", is_given=True).values_list("patient_id", flat=True)
    )
    found = {}
    for patient in sorted(patients, key=lambda one: one.pk):
        met = limits.alarms(parts=[_lamp()], caution_keys=patient.cautions)
        asking = [one for one in met if one.asks and one.about == limits.Technique.HEAT]
        is_meant = patient.pk in agreed and random.Random(f"{seed} lamp {patient.code}").random() < WARMS
        if is_meant and all(one.may_go_on for one in asking):
            found[patient.pk] = tuple(dict.fromkeys(one.about for one in asking))
    return found


def _lamp() -> parts.Part:
    return parts.Part(
        parts.Kind.HEAT_LAMP, (parts.Span("LOW_BACK", "", parts.Side.BOTH),), minutes=LAMP_MINUTES
    )


def of_point(note: charting.Note, code: str) -> dict[str, object]:
    """Give how a point was needled in a note, as far as it was written down."""
    rng = random.Random(f"{note.opened_at:%y%m%d%H%M} {code}")
    if not note.signed_at or random.Random(f"{note.opened_at:%y%m%d%H%M}").random() > WRITES_DEPTHS:
        return {}
    is_over_lung = any(at.hazard == "pneumothorax" for at in limits.hazards_at(code))
    is_on_back = code.startswith(("BL2", "GV", "GB30", "BL5", "ASHI"))
    return {
        "depth_mm": LUNG_MM if is_over_lung else BACK_MM if is_on_back else LIMB_MM,
        "angle": str(quick.Angle.SLANTED) if is_over_lung else "",
        "method": str(quick.Method.EVEN),
        "response": str(quick.Response.DEQI) if rng.random() < 0.8 else "",
    }


def write_parts(notes: Iterable[charting.Note]) -> None:
    """Write the lamp of every note that has one."""
    lamp = _lamp()
    bulk.in_batches(
        charting.TechniquePart,
        (
            charting.TechniquePart(
                note=note,
                kind=str(lamp.kind),
                points=parts.span_rows(lamp.spans),
                minutes=lamp.minutes,
                is_carried=(note.number or 1) > 1,
            )
            for note in notes
            if limits.Technique.HEAT in note.techniques
        ),
    )
