"""Every number behind the figures, as rows of a file."""

from collections.abc import Iterable, Sequence

from needlepoint.booking.rules import report as rules
from needlepoint.charting.queries import effects as effect_queries
from needlepoint.charting.rules import effects as effect_rules
from needlepoint.desk.pages.results import better
from needlepoint.desk.queries import results as queries
from needlepoint.outcomes.queries import counting

FIELDS = ("figure", "group", "measure", "value")


def csv_rows(found: queries.Results) -> Iterable[Sequence[object]]:
    """Yield every number behind the figures: no patient is in it, and practitioners go by their codes."""
    yield FIELDS
    yield from _group_rows("better", "all", found.whole)
    for phase in sorted({phase for _who, phase in found.groups}, key=better.phase_place):
        yield from _group_rows("better_by_phase", phase or "NOW_AND_THEN", found.of_phase(phase))
    for pk, (_name, code) in found.practitioners.items():
        if (group := found.of_practitioner(pk)).courses:
            yield from _group_rows("better_by_practitioner", code, group)
    yield "better", "still_open", "courses", found.under_way.courses
    yield "better", "still_open", "silent", found.under_way.silent
    for state, count in sorted(found.whole.states.items()):
        yield "ended_why", state, "courses", count
    for key, count in sorted(found.decided.because.items()):
        yield "ended_why", key, "decisions", count
    yield "ended_why", "WORDS_ONLY", "decisions", found.decided.in_words
    for day, came, many in found.benefit.rows:
        yield "first_benefit", "came" if came else "watched_until", f"day_{day}", many
    yield "first_benefit", "unknown", "courses", found.benefit.unknown
    for measure in ("in_time", "late", "unnoted"):
        yield "reviews_on_time", "all", measure, getattr(found.decided, measure)
    yield "reviews_on_time", "all", "overdue_now", found.overdue
    yield "effects", "all", "visits", found.took_place
    for key in (effect_rules.ANY, effect_rules.SERIOUS):
        yield "effects", key, "visits", found.effects[key].visits if key in found.effects else 0
    yield "missed", "all", "missed", found.visits.get(queries.State.MISSED, 0)
    yield "missed", "all", "done", sum(found.visits.get(state, 0) for state in effect_queries.TOOK_PLACE)
    yield "time_used", "last_8_weeks", "minutes_booked", found.time[0]
    yield "time_used", "last_8_weeks", "minutes_at_work", found.time[1]


def _group_rows(figure: str, name: str, group: counting.Group) -> Iterable[Sequence[object]]:
    for measure in ("courses", "known", "better", "changed", "asked", "answered"):
        yield figure, name, measure, getattr(group, measure)
    if group.mean_change is not None and group.changed >= rules.TOO_FEW:
        yield figure, name, "mean_change_points", round(float(group.mean_change), 2)
