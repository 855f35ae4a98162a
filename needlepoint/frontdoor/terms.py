"""What an owner may say about a kind of visit, and every fault of it. Pure."""

from collections.abc import Mapping, Sequence

from needlepoint.frontdoor import rules
from needlepoint.knowledge.safety import cautions
from needlepoint.people import rules as people_rules

Kind = rules.Kind

# The least and the most of each number. A week of lead and a year ahead are more than anybody has asked for.
LIMITS: Mapping[str, tuple[int, int]] = {
    "price_cents": (0, 1_000_000),
    "grid_minutes": (5, 120),
    "lead_minutes": (0, 20_160),
    "horizon_days": (0, 366),
    "position": (0, 999),
}
LENGTHS: Mapping[str, int] = {"name": 80, "about": 2000, "room_kind": 24}
PARTS_MAX = 8
PART_MINUTES_MAX = 240
REMINDERS_MAX = 4
REMIND_HOURS_MAX = 336


def faults(values: Mapping[str, object]) -> list[people_rules.Fault]:
    """Return every fault of a service as typed; names that are missing or None are not looked at."""
    found = people_rules.text_faults(values, LENGTHS, "name") + people_rules.number_faults(values, LIMITS)
    found += people_rules.promise_faults(values, ("name", "about"))
    grid = values.get("grid_minutes")
    if isinstance(grid, int) and grid % rules.TICK_MINUTES:
        found.append(people_rules.Fault("grid_minutes", "Write a multiple of 5 minutes, such as 15."))
    segments = values.get("segments")
    if isinstance(segments, Sequence):
        found += pattern_faults(segments)
    hours = values.get("remind_hours")
    if isinstance(hours, Sequence):
        found += _reminder_faults(hours)
    notes = values.get("attended_for")
    if isinstance(notes, Sequence) and not set(notes) <= {one.key for one in cautions.all_cautions()}:
        found.append(people_rules.Fault("attended_for", "Choose from the health notes of the list."))
    return found


def pattern_faults(segments: Sequence[Sequence[object]]) -> list[people_rules.Fault]:
    """Return every fault of a pattern of parts such as ["REST", 25, 10].

    A rest stands between two parts together: somebody puts the needles in, and somebody takes them out. The room is
    made ready at the end, and nobody is in it any more. A fault of one part says in its values which (`n`, from 1) and
    which of its numbers (`box`).
    """
    found = []
    for place, segment in enumerate(segments, start=1):
        kind, minutes, slip = (*segment, None, None, None)[:3]
        found += [
            people_rules.Fault("segments", words, {"n": place, "box": box, **values})
            for box, words, values in _part_faults(kind, minutes, 0 if slip is None else slip)
        ]
    kinds = [segment[0] if segment else None for segment in segments]
    if len(kinds) > PARTS_MAX:
        found.append(
            people_rules.Fault("segments", "A visit has at most %(most)s parts.", {"most": PARTS_MAX})
        )
    if Kind.TOGETHER not in kinds:
        found.append(
            people_rules.Fault(
                "segments", "Add a part with the practitioner: nobody would be there to treat."
            )
        )
        return found
    treated = [kind for kind in kinds if kind != Kind.TURNOVER]
    if treated[0] in rules.RESTING:
        found.append(
            people_rules.Fault("segments", "A visit cannot begin with the rest: no needles are in yet.")
        )
    if treated[-1] in rules.RESTING:
        found.append(
            people_rules.Fault(
                "segments", "After the rest somebody takes the needles out: add a part with the practitioner."
            )
        )
    if Kind.TURNOVER in kinds[: len(treated)]:
        found.append(
            people_rules.Fault("segments", "The room is made ready at the end, when the patient has left.")
        )
    return found


def _part_faults(kind: object, minutes: object, slip: object) -> list[tuple[str, str, dict[str, int]]]:
    """Return (which of kind, minutes and slip, a sentence, what it names) for each fault of one part."""
    found: list[tuple[str, str, dict[str, int]]] = []
    if kind not in set(Kind):
        found.append(("kind", "Choose what happens in it.", {}))
    if not _is_ticks(minutes, 1, PART_MINUTES_MAX):
        found.append(
            ("minutes", "Write the minutes in fives, from 5 to %(most)s.", {"most": PART_MINUTES_MAX})
        )
    if not _is_ticks(slip, 0, rules.SLIP_MOST):
        words = "It may last from 0 to %(most)s minutes longer, in fives."
        found.append(("slip", words, {"most": rules.SLIP_MOST}))
    elif slip and kind != Kind.REST:
        found.append(("slip", "Only a rest may last longer.", {}))
    return found


def _is_ticks(minutes: object, least: int, most: int) -> bool:
    return isinstance(minutes, int) and least <= minutes <= most and minutes % rules.TICK_MINUTES == 0


def _reminder_faults(hours: Sequence[object]) -> list[people_rules.Fault]:
    found = []
    if len(hours) > REMINDERS_MAX:
        found.append(
            people_rules.Fault("remind_hours", "Send at most %(most)s reminders.", {"most": REMINDERS_MAX})
        )
    if not all(isinstance(hour, int) and 1 <= hour <= REMIND_HOURS_MAX for hour in hours):
        found.append(
            people_rules.Fault(
                "remind_hours",
                "Write hours from 1 to %(most)s with commas between, such as 48, 3.",
                {"most": REMIND_HOURS_MAX},
            )
        )
    return found
