"""How often the chart asks or refuses while an ordinary visit is written: too many alarms is a fault.

Every visit of the demo clinic that was charted is chosen again, point by point and technique by technique, against the
patient's cautions and consents, with the reasons that the plan gives. Counted is what wants a reason or refuses
(`alarms_per_100_visits`); glances, which want nothing, stand apart: those of the patient's own cautions, and those that
hold for anybody.

The demo's practitioners think beforehand: they leave out points that this person should not have. So each visit is also
given what was charted for somebody else (`alarms_unthinking_per_100_visits`): the most that could ring if nobody looked.
"""

import collections
import json
import sys

from bench import _aside
from tools import results

MOST = 15  # in 100 visits
SHIFTS = (7, 41, 113)  # whose chart the unthinking take
NEVER = 0  # visits of somebody without a caution that ask or refuse


def run() -> list[dict]:
    return _aside.rows_of("bench.alarms")


def inside() -> list[dict]:
    """Tell the clinic and choose again what was charted. Runs in a process that was given a data folder of its own."""
    from needlepoint.charting import models as charting
    from needlepoint.config import ready
    from needlepoint.desk import story
    from needlepoint.house import clock

    ready.keep_data_private()
    ready.bring_database_up_to_date(lambda _: None)
    story.tell(now=clock.now())
    notes = charting.Note.objects.filter(needlings__isnull=False).distinct()
    notes = notes.select_related("patient", "course").prefetch_related("needlings", "parts")
    return counted(list(notes))


def counted(notes) -> list[dict]:
    """Give the rows for these notes; their needlings and parts were fetched along."""
    from needlepoint.plans.rules import limits

    asked, own, anybody, loud_without_caution, by_key = 0, 0, 0, 0, collections.Counter()
    for note in notes:
        found = met(note, note)
        loud = [one for one in found if one.asks]
        by_key.update(f"{one.strength.value} {one.key} {one.about}" for one in loud)
        asked += len({(one.about, one.strength) for one in loud})
        own += sum(not one.asks and not one.is_for_anybody for one in found)
        anybody += sum(not one.asks and one.is_for_anybody for one in found)
        loud_without_caution += bool(loud) and not limits.known(note.patient.cautions)
    for name, times in by_key.most_common(12):
        print(f"  {times:4d}  {name}", file=sys.stderr)
    unthinking = sum(
        len({(one.about, one.strength) for one in met(note, notes[(at + shift) % len(notes)]) if one.asks})
        for shift in SHIFTS
        for at, note in enumerate(notes)
    )
    per_100 = round(100 / max(1, len(notes)), 6)
    return [
        results.row("alarms_visits", len(notes), "visits"),
        results.row("alarms_per_100_visits", round(asked * per_100, 1), "", MOST, ok=bool(notes) and asked * per_100 < MOST),
        results.row("alarms_unthinking_per_100_visits", round(unthinking * per_100 / len(SHIFTS), 1), ""),
        results.row("alarms_without_a_caution", loud_without_caution, "visits", NEVER),
        results.row("glances_of_their_own_per_100_visits", round(own * per_100, 1), ""),
        results.row("glances_for_anybody_per_100_visits", round(anybody * per_100, 1), ""),
    ]  # fmt: skip


def met(note, charted):
    """Give every alarm over what `charted` holds for the patient of `note`.

    A reason of the plan stands, one written in the note does not yet. Consent is judged only for a patient's own chart.
    """
    from needlepoint.charting import queries
    from needlepoint.plans import queries as plans
    from needlepoint.plans.rules import limits

    chart = queries.chart_of(charted)
    return limits.alarms(
        chart.rows,
        techniques=chart.techniques,
        parts=[one.part for one in chart.parts],
        caution_keys=note.patient.cautions,
        consents=plans.consents_in_force(note.patient) if charted is note else None,
        position=chart.position,
        reasons=note.course.reasons if note.course else (),
    )


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(inside()))
