"""Questions about what is likely, and about how often past forecasts came true."""

import collections
import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction

from needlepoint.booking import models as booking
from needlepoint.house import clock, prepared
from needlepoint.knowledge.stats import growth
from needlepoint.outcomes import models
from needlepoint.outcomes.rules import forecasting as rules
from needlepoint.outcomes.rules import foretelling
from needlepoint.plans import models as plans

COMING = (booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED)
SUMS = ("sum_n", "sum_f", "sum_ff", "sum_y", "sum_yf", "sum_yy")
PART = 900  # ids named in one query
LONG = 40  # from here on one query about many is faster than prepared ones about 40 each


@dataclasses.dataclass(frozen=True, slots=True)
class Numbers:
    """What a clinic foretells with.

    fit_id, episodes, fitted_at   None and 0 while it goes by the published start
    is_shown                      False while past forecasts did not come true often enough
    """

    theta: growth.Theta = growth.PRIOR.theta
    fit_id: int | None = None
    episodes: int = 0
    fitted_at: dt.datetime | None = None
    is_shown: bool = True


# --- What is likely -----------------------------------------------------------------------------------------------------


def outlook_of(course: plans.Course, now: dt.datetime) -> rules.Foretold:
    """Return what is likely by the last planned visit of a course, or why nothing is said. Costs up to 4 queries."""
    return outlooks_of([course.pk], now)[course.pk]


def outlooks_of(course_ids: Iterable[int], now: dt.datetime) -> dict[int, rules.Foretold]:
    """Return the same for many courses, by id, each of which is in the answer. Costs up to 4 queries for every 40 of
    them, and for more than 40 a few more for every 900.
    """
    wanted = list(dict.fromkeys(course_ids))
    if len(wanted) > LONG:
        parts = (wanted[begin : begin + PART] for begin in range(0, len(wanted), PART))
        rows = [row for part in parts for row in _results_of(part)]
    else:
        rows = _standings(wanted)
    nothing = rules.Foretold(None, rules.WhyNot.FEW, 0)
    return {**dict.fromkeys(wanted, nothing), **_foretold(_read(rows), now)}


def outlooks_of_clinic(clinic_id: int, now: dt.datetime) -> dict[int, rules.Foretold]:
    """Return what is likely for every course under way of a clinic, by course id. Costs 4 queries at any length."""
    return _foretold(_read(_results().filter(clinic_id=clinic_id, course__state=ACTIVE)), now)


ACTIVE = plans.Course.State.ACTIVE
_COLUMNS = (
    "course_id", "clinic_id", "clinic__time_zone", "patient_id", "course__state", "course__visits_planned",
    "course__days_between", "visits_done", "scores", "start", "start_at", *SUMS,
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class _Standing:
    """One row of what was worked out of a course, beside the course's own terms."""

    course_id: int
    clinic_id: int
    zone: str
    patient_id: int
    state: str
    planned: int
    days_between: int
    done: int
    known: int
    start: Fraction | None
    start_at: dt.datetime | None
    sums: tuple


def _results():
    return models.CourseResult.objects.values_list(*_COLUMNS)


def _results_of(ids: Sequence[int]):
    return _results().filter(course_id__in=ids)


_standings = prepared.QuestionOfMany(_results_of)
_visits_ahead = prepared.QuestionOfMany(
    lambda ids, now: _coming(now).filter(patient_id__in=ids).values_list("patient_id", "starts_at"),
    now=dt.datetime,
)
_latest_fit = prepared.Question(
    lambda clinic_id: (
        models.GrowthFit.objects.filter(clinic_id=clinic_id)
        .order_by("-fitted_at", "-pk")
        .values_list("theta", "pk", "episodes", "fitted_at")[:1]
    ),
    clinic_id=int,
)
_latest_look = prepared.Question(
    lambda clinic_id: (
        models.ForecastCheck.objects.filter(clinic_id=clinic_id)
        .order_by("-month")
        .values_list("is_shown")[:1]
    ),
    clinic_id=int,
)


def _coming(now: dt.datetime):
    return booking.Visit.objects.filter(state__in=COMING, ends_at__gt=now).order_by("starts_at")


def _read(rows) -> list[_Standing]:
    return [
        _Standing(*row[:9], None if row[9] is None else Fraction(row[9]), row[10], tuple(row[11:]))
        for row in rows
    ]


def numbers_of(clinic_id: int) -> Numbers:
    """Return what a clinic foretells with now. Costs 2 queries."""
    fit, look = _latest_fit.first(clinic_id=clinic_id), _latest_look.first(clinic_id=clinic_id)
    is_shown = look is None or bool(look[0])
    if fit is None:
        return Numbers(is_shown=is_shown)
    theta, pk, episodes, fitted_at = fit
    return Numbers(growth.Theta(**theta), pk, episodes, fitted_at, is_shown)


def _foretold(standings: Sequence[_Standing], now: dt.datetime) -> dict[int, rules.Foretold]:
    """Foretell what can be. Where nothing can, no visits are asked for; with no course under way, nothing is."""
    numbers = {clinic_id: numbers_of(clinic_id) for clinic_id in _clinics(standings)}
    answers, able = {}, collections.defaultdict(list)
    for one in standings:
        why_not = rules.why_not(
            is_under_way=one.state == ACTIVE,
            done=one.done,
            planned=one.planned,
            known=one.known,
            start=one.start,
            is_shown=one.clinic_id not in numbers or numbers[one.clinic_id].is_shown,
        )
        answers[one.course_id] = rules.Foretold(None, why_not, one.known)
        if why_not is None:
            able[one.clinic_id].append(one)
    for clinic_id, those in able.items():
        outlooks = foretelling.outlooks(known_of(those, now), numbers[clinic_id].theta)
        for one, outlook in zip(those, outlooks, strict=True):
            answers[one.course_id] = rules.Foretold(outlook, None, one.known)
    return answers


def _clinics(standings: Sequence[_Standing]) -> set[int]:
    return {one.clinic_id for one in standings if one.state == ACTIVE}


def known_of(standings: Sequence[_Standing], now: dt.datetime) -> list[foretelling.Known]:
    """Say for each which visit is foretold, the last planned one, and on which day it is expected."""
    ahead = _ahead(standings, now)
    return [
        foretelling.Known(
            sums=one.sums,
            start=float(one.start),
            start_on=clock.local(one.start_at, one.zone).date(),
            for_visit=one.planned,
            for_day=rules.expected_day(
                done=one.done,
                for_visit=one.planned,
                days_between=one.days_between,
                ahead=[clock.local(at, one.zone).date() for at in ahead.get(one.patient_id, ())],
                today=clock.local(now, one.zone).date(),
            ),
        )
        for one in standings
    ]


def _ahead(standings: Sequence[_Standing], now: dt.datetime) -> dict[int, list[dt.datetime]]:
    """Return when the visits to come of each patient begin, in order. Costs 1 query."""
    if len(standings) > LONG:
        clinics = {one.clinic_id for one in standings}
        rows = _coming(now).filter(clinic_id__in=clinics).values_list("patient_id", "starts_at")
    else:
        rows = _visits_ahead({one.patient_id for one in standings}, now=now)
    ahead = collections.defaultdict(list)
    for patient_id, starts_at in rows:
        ahead[patient_id].append(starts_at)
    return ahead
