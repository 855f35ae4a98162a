"""What was unwanted at the visits of the story: some mild, one that is over, one that is still being asked about."""

import datetime as dt
import random
from collections.abc import Iterable

from needlepoint.charting import models as charting
from needlepoint.charting.rules import effects
from needlepoint.desk.story import bulk

Effect, Outcome = effects.Effect, effects.Outcome
ONE_IN = 16  # signed notes tell of something mild; about what is told in practices that ask
MILD = (Effect.BRUISE, Effect.BRUISE, Effect.BLEEDING, Effect.PAIN_AT_SITE, Effect.DROWSY, Effect.PAIN_FLARE)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def write(notes: Iterable[charting.Note], *, now: dt.datetime, seed: str) -> None:
    """Write what happened after `notes`, and how the faint went on. Costs 6 queries at any length."""
    rng = random.Random(f"{seed} aftermath")
    faints = list(charting.Reaction.objects.filter(note__in=[one.pk for one in notes if one.came_out_early]))
    fainted = {one.note_id for one in faints}
    signed = [one for one in notes if one.signed_at and one.needles_out_at and one.pk not in fainted]
    bulk.in_batches(charting.Reaction, (_mild(one, rng) for one in signed if not rng.randrange(ONE_IN)))
    heard = [_over(one) for one in faints if one.at + 2 * DAY < now]
    charting.Reaction.objects.bulk_update(
        [one.reaction for one in heard],
        ["outcome", "causality", "is_expected", "is_preventable", "began_after_minutes", "lasted_minutes",
         "patient_told", "closed_at", "closed_by"],
    )  # fmt: skip
    lately = [one for one in signed if now - 6 * DAY < one.needles_out_at < now - 2 * DAY]
    if lately:
        heard.append(_still_asked_about(min(lately, key=lambda one: one.needles_out_at), seed))
    charting.FollowUp.objects.bulk_create(heard)


def _mild(note: charting.Note, rng: random.Random) -> charting.Reaction:
    category = rng.choice(MILD)
    return charting.Reaction(
        clinic_id=note.clinic_id, patient_id=note.patient_id, note=note, category=category, grade=1, is_expected=True,
        at=note.needles_out_at, by=note.signed_by, closed_at=note.needles_out_at, closed_by=note.signed_by,
    )  # fmt: skip


def _over(faint: charting.Reaction) -> charting.FollowUp:
    faint.outcome, faint.causality = Outcome.RECOVERED, effects.Causality.PROBABLE
    faint.is_expected, faint.is_preventable, faint.patient_told = True, False, True
    faint.began_after_minutes, faint.lasted_minutes = effects.BEGAN["DURING"], effects.LASTED["HOUR"]
    faint.closed_at, faint.closed_by = faint.at + DAY, faint.by
    return charting.FollowUp(
        reaction=faint,
        words="Called the next morning: slept well, no dizziness since. Will eat before the next visit.",
        outcome=Outcome.RECOVERED,
        at=faint.at + DAY,
        by=faint.by,
    )


def _still_asked_about(note: charting.Note, seed: str) -> charting.FollowUp:
    told = charting.Reaction.objects.create(
        code=bulk.code_for(seed, "effect", note.visit_id), clinic_id=note.clinic_id, patient_id=note.patient_id, note=note,
        source=charting.Reaction.Source.PATIENT, category=Effect.PAIN_FLARE, grade=2, causality=effects.Causality.POSSIBLE,
        began_after_minutes=effects.BEGAN["SAME_DAY"], outcome=Outcome.RECOVERING, patient_told=True,
        words="My back hurt more that evening and I could not sleep on my side.",
        what_was_done="Told to rest, and to walk a little every hour.",
        at=note.needles_out_at + 22 * HOUR, by=note.patient.given_name,
    )  # fmt: skip
    return charting.FollowUp(
        reaction=told,
        words="Called. Sleeps again, still stiff in the morning. No weakness, no numbness. Call again after the weekend.",
        outcome=Outcome.RECOVERING,
        at=told.at + 3 * HOUR,
        by=note.signed_by,
    )
