"""What the story's people said between visits beside pain: sleep and mood before a review, soreness and how long relief
lasted after the first visits; and who fell silent, and is left in peace.
"""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from needlepoint.desk.story import bulk
from needlepoint.outcomes import models
from needlepoint.outcomes.rules import asking
from needlepoint.people import models as people

Kind = models.CheckIn.Kind
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
HIGHEST, DAYS_OF_A_WEEK, RELIEF = 10, 7, 4


def quieten(rows: Sequence[models.CheckIn]) -> list[tuple[people.Patient, dt.datetime]]:
    """Let no message have gone out to somebody who fell silent. Returns who did, and since when.

    rows     not stored yet; their `is_quiet` is set
    """
    mine = defaultdict(list)
    for row in rows:
        if row.kind != Kind.BASELINE:
            mine[row.patient].append(row)
    silent = []
    for patient, asked in mine.items():
        missed, since = 0, None
        for row in sorted(asked, key=lambda one: one.due_at):
            missed = 0 if row.answered_at else missed + 1
            if row.answered_at:
                since = None
            elif since is not None:
                row.is_quiet = True
            elif missed == asking.SILENT_AFTER:
                since = row.due_at + 7 * DAY
        if since is not None:
            silent.append((patient, since))
    return silent


def write(
    rows: Sequence[models.CheckIn],
    pain: Mapping[int, int | None],
    silent: Iterable[tuple[people.Patient, dt.datetime]],
    *,
    now: dt.datetime,
    seed: str,
) -> None:
    """Write the rest of what was answered, and the pauses.

    rows    check-ins, stored
    pain    by the id of a row
    silent  as `quieten` gave it
    """
    rng = random.Random(f"{seed} asked")
    first = _first_visits(rows)
    later = [made for row in first if (made := _third_day(row, now, seed)) is not None]
    models.CheckIn.objects.bulk_create(later, batch_size=bulk.BATCH)
    told = [
        (row, _before_review(pain[row.pk], rng))
        for row in rows
        if row.kind == Kind.REVIEW and row.answered_at
    ]
    told += [(row, {"SORENESS": rng.choice((0, 1, 1, 2, 3))}) for row in first if row.answered_at]
    told += [
        (row, {"SORENESS": rng.choice((0, 0, 1)), "RELIEF": rng.randrange(1, RELIEF + 1)}) for row in later
    ]
    bulk.in_batches(models.Score, _scores(told))
    pauses = (
        models.Pause(patient=patient, reason=models.Pause.Reason.SILENT, began_at=since)
        for patient, since in silent
        if since <= now
    )
    bulk.in_batches(models.Pause, pauses)


def _first_visits(rows) -> list[models.CheckIn]:
    """The questions after the first visits of each."""
    mine = defaultdict(list)
    for row in rows:
        if row.kind == Kind.AFTER_VISIT:
            mine[row.patient_id].append(row)
    return [
        row
        for asked in mine.values()
        for row in sorted(asked, key=lambda one: one.due_at)[: asking.FIRST_VISITS]
    ]


def _third_day(row, now, seed) -> models.CheckIn | None:
    """The question of the third day, answered; none while it is still to come, or where the first was passed over."""
    due_at = row.due_at + (asking.THIRD_DAY - 1) * DAY
    if row.answered_at is None or due_at + DAY > now:
        return None
    return models.CheckIn(
        code=bulk.code_for(seed, Kind.DAY_3, row.code), clinic_id=row.clinic_id, patient_id=row.patient_id, visit_id=row.visit_id,
        kind=Kind.DAY_3, due_at=due_at, made_at=due_at, answered_at=due_at + HOUR,
    )  # fmt: skip


def _before_review(pain: int | None, rng: random.Random) -> dict[str, int]:
    """About as bad as the pain is, each in its own way; now and then something is left open."""
    about = 4 if pain is None else pain
    told = {
        "INTERFERENCE": about + rng.choice((-1, 0, 0)),
        "SLEEP": about + rng.choice((-2, -1, 0, 1)),
        "MOOD": about // 2 + rng.choice((-1, 0, 1)),
        "MEDICINE_USE": min(DAYS_OF_A_WEEK, about + rng.choice((-3, -2, -1))),
    }
    left_open = rng.choice((None, None, None, "MOOD", "MEDICINE_USE"))
    return {key: max(0, min(HIGHEST, value)) for key, value in told.items() if key != left_open}


def _scores(told) -> Iterator[models.Score]:
    for row, given in told:
        for key, value in given.items():
            yield models.Score(
                patient_id=row.patient_id, check_in=row, instrument=key, value=value, asked_at=row.answered_at,
                by=f"patient:{row.patient_id}",
            )  # fmt: skip
