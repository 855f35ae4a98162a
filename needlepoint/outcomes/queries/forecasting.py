"""Questions about what is likely, and about how often past forecasts came true."""

import collections
import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.db import models as db

from needlepoint.booking import models as booking
from needlepoint.house import clock, prepared
from needlepoint.knowledge.instruments import catalogue, scoring
from needlepoint.knowledge.stats import growth
from needlepoint.outcomes import models
from needlepoint.outcomes.queries import results
from needlepoint.outcomes.rules import forecasting as rules
from needlepoint.outcomes.rules import foretelling
from needlepoint.outcomes.rules import results as result_rules
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans

COMING = (booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED)
SUMS = ("sum_n", "sum_f", "sum_ff", "sum_y", "sum_yf", "sum_yy")
PART = 900  # ids named in one query
# A result that nobody touched for so long was foretold already: the loop comes every few seconds.
LATELY = dt.timedelta(days=1)
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


class _Standing(NamedTuple):
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
        if why_not is None:
            able[one.clinic_id].append(one)
        else:
            answers[one.course_id] = rules.Foretold(None, why_not, one.known)
    for clinic_id, those in able.items():
        outlooks = foretelling.outlooks(known_of(those, now), numbers[clinic_id].theta)
        for one, outlook in zip(those, outlooks, strict=True):
            answers[one.course_id] = rules.Foretold(outlook, None, one.known, numbers[clinic_id].episodes)
    return answers


def _clinics(standings: Sequence[_Standing]) -> set[int]:
    return {one.clinic_id for one in standings if one.state == ACTIVE}


def known_of(standings: Sequence[_Standing], now: dt.datetime) -> list[foretelling.Known]:
    """Say for each which visit is foretold, the last planned one, and on which day it is expected."""
    ahead = _ahead(standings, now)
    today = {zone: clock.local(now, zone).date() for zone in {one.zone for one in standings}}
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
                ahead=ahead.get(one.patient_id, ()),
                today=today[one.zone],
            ),
        )
        for one in standings
    ]


def _ahead(standings: Sequence[_Standing], now: dt.datetime) -> dict[int, list[dt.date]]:
    """Return on which local dates the visits to come of each patient are, in order. Costs 1 query, or a few for many.

    For many, only what `expected_day` reads is true: how many there are, and the last; all of them only for somebody
    with more booked than planned. The database counts sooner than it hands over moments.
    """
    zones = {one.patient_id: one.zone for one in standings}
    if len(standings) <= LONG:
        return _by_patient(_visits_ahead(zones, now=now), zones)
    coming = _coming(now).filter(clinic_id__in={one.clinic_id for one in standings})
    counted = coming.order_by().values_list("patient_id").annotate(db.Count("pk"), db.Max("starts_at"))
    ahead = {
        patient_id: [clock.local(last, zones[patient_id]).date()] * many
        for patient_id, many, last in counted
        if patient_id in zones
    }
    over = [
        one.patient_id for one in standings if len(ahead.get(one.patient_id, ())) > one.planned - one.done
    ]
    for begin in range(0, len(over), PART):
        rows = _coming(now).filter(patient_id__in=over[begin : begin + PART])
        ahead |= _by_patient(rows.values_list("patient_id", "starts_at"), zones)
    return ahead


def _by_patient(rows, zones) -> dict[int, list[dt.date]]:
    found = collections.defaultdict(list)
    for patient_id, starts_at in rows:
        found[patient_id].append(clock.local(starts_at, zones[patient_id]).date())
    return found


# --- For the clockwork --------------------------------------------------------------------------------------------------


def not_foretold(now: dt.datetime, *, limit: int) -> dict[int, list[_Standing]]:
    """Return, by clinic, courses under way with a new pain score and no forecast by it. Costs 1 query."""
    told = models.Forecast.objects.filter(course=db.OuterRef("course_id"), scores_known=db.OuterRef("scores"))
    rows = _results().filter(
        ~db.Exists(told),
        worked_out_at__gt=now - LATELY,
        course__state=ACTIVE,
        scores__gte=rules.KNOWN_FROM,
        start__gte=rules.LEAST_START,
        visits_done__lt=db.F("course__visits_planned"),
    )
    by_clinic = collections.defaultdict(list)
    for one in _read(rows[:limit]):
        by_clinic[one.clinic_id].append(one)
    return by_clinic


def has_looks(clinic_id: int) -> bool:
    """Say whether a clinic's forecasts were ever looked at. Costs 1 query."""
    return models.ForecastCheck.objects.filter(clinic_id=clinic_id).exists()


def past_courses(clinic_id: int, *, size: int) -> Iterator[list[results.Behind]]:
    """Return every course of a clinic with what is behind it, so many at a time. Costs 5 queries each time."""
    ids = list(plans.Course.objects.filter(clinic_id=clinic_id).order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(ids), size):
        yield results.behind(list(plans.Course.objects.filter(pk__in=ids[begin : begin + size])))


@dataclasses.dataclass(frozen=True, slots=True)
class Past:
    """What was known of a course at one moment."""

    course_id: int
    at: dt.datetime
    known: foretelling.Known


def past_of(one: results.Behind, *, zone: str, now: dt.datetime) -> list[Past]:
    """Return what was known of a course when each score from the third on came. Costs nothing."""
    course, told = one.course, result_rules.counted(one.told, one.span)
    if not told or not rules.has_room(told[0].value):
        return []
    found = []
    for number in range(rules.KNOWN_FROM, len(told) + 1):
        at = told[number - 1].at
        done = sum(course.started_at <= visit < at for visit in one.visits)
        if done >= course.visits_planned or at > now or (course.ended_at and at >= course.ended_at):
            break
        known = foretelling.Known(
            sums=dataclasses.astuple(result_rules.sums(told[:number])),
            start=float(told[0].value),
            start_on=clock.local(told[0].at, zone).date(),
            for_visit=course.visits_planned,
            for_day=rules.expected_day(
                done=done,
                for_visit=course.visits_planned,
                days_between=course.days_between,
                ahead=(),
                today=clock.local(at, zone).date(),
            ),
        )
        found.append(Past(course.pk, at, known))
    return found


def to_settle(now: dt.datetime, *, limit: int) -> list[models.Forecast]:
    """Return forecasts to which no score to come can be nearer. Costs 1 query, and 1 a clinic."""
    found: list[models.Forecast] = []
    for clinic_id, zone in people.Clinic.objects.values_list("pk", "time_zone"):
        before = rules.settled_before(clock.local(now, zone).date())
        waiting = models.Forecast.objects.filter(clinic_id=clinic_id, is_settled=False, for_day__lt=before)
        found += waiting.select_related("clinic", "course").order_by("for_day", "pk")[: limit - len(found)]
    return found


def what_came(
    forecasts: Sequence[models.Forecast],
) -> list[tuple[models.Forecast, tuple[Decimal, dt.datetime] | None]]:
    """Return each forecast with the pain score that came nearest to its day, and when; None where none did.

    forecasts  at least one. Costs 1 query
    """
    near, days = dt.timedelta(days=rules.NEAR_DAYS + 1), [one.for_day for one in forecasts]
    rows = (
        models.Score.objects.filter(
            patient_id__in={one.course.patient_id for one in forecasts},
            instrument=catalogue.PAIN.key,
            scale="",
            activity=None,
            taken_back_at=None,
            asked_at__gte=_midnight(min(days)) - near,
            asked_at__lt=_midnight(max(days)) + near + dt.timedelta(days=1),
        )
        .order_by("asked_at", "pk")
        .values_list("patient_id", "asked_at", "value")
    )
    given = collections.defaultdict(list)
    for patient_id, at, value in rows:
        given[patient_id].append((at, value))
    return [(one, _nearest(one, given[one.course.patient_id])) for one in forecasts]


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)


def _nearest(forecast, given):
    """Scores that were known when it was foretold are no answer to it."""
    later = [(at, value) for at, value in given if at > forecast.made_at]
    zone = forecast.clinic.time_zone
    place = rules.nearest(
        forecast.for_day, [(clock.local(at, zone).date(), place) for place, (at, _) in enumerate(later)]
    )
    return None if place is None else (later[place][1], later[place][0])


def clinics_to_look_at(now: dt.datetime) -> list[people.Clinic]:
    """Return the clinics whose forecasts were not looked at yet this month.

    Those with nothing to foretell are left out, and those with a course that was not worked out yet. Costs 1 query, and
    1 for each of them.
    """
    able = models.CourseResult.objects.filter(clinic=db.OuterRef("pk"), scores__gte=rules.KNOWN_FROM)
    latest = models.ForecastCheck.objects.filter(clinic=db.OuterRef("pk")).order_by("-month").values("month")
    return [
        clinic
        for clinic in people.Clinic.objects.filter(db.Exists(able)).annotate(
            looked_at_month=db.Subquery(latest[:1])
        )
        if clinic.looked_at_month != rules.month_of(clock.local(now, clinic.time_zone).date())
        and not plans.Course.objects.filter(clinic=clinic, result=None).exists()
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Settled:
    """One forecast and what came of it; `came` is None where nobody knows."""

    chance: float
    low: int
    high: int
    start: Fraction
    came: Fraction | None


def settled_of(clinic_id: int, *, since: dt.date) -> list[Settled]:
    """Return the settled forecasts whose day was `since` then or later, one of each person. Costs 1 query.

    Several forecasts of one person go wrong together. Which of theirs is taken depends on nothing that it says: early and
    late ones have their say alike.
    """
    rows = (
        models.Forecast.objects.filter(clinic_id=clinic_id, is_settled=True, for_day__gte=since)
        .order_by("made_at", "pk")
        .values_list("course__patient_id", "chance", "low", "high", "start", "came")
    )
    by_patient = collections.defaultdict(list)
    for patient_id, *one in rows:
        by_patient[patient_id].append(one)
    taken = []
    for patient_id, them in by_patient.items():
        known = [one for one in them if one[-1] is not None] or them
        taken.append(_settled(*known[patient_id % len(known)]))
    return taken


def _settled(chance, low, high, start, came) -> Settled:
    return Settled(chance, low, high, scoring.exact(start), None if came is None else scoring.exact(came))


def sums_of(clinic_id: int) -> list[tuple[float, ...]]:
    """Return the six sums of every course of a clinic that has at least two pain scores. Costs 1 query."""
    rows = models.CourseResult.objects.filter(clinic_id=clinic_id, scores__gte=2)
    return list(rows.order_by("course_id").values_list(*SUMS))


# --- The page about the forecast ------------------------------------------------------------------------------------------


def looks_of(viewer: people_rules.Viewer, limit: int = 12) -> list[models.ForecastCheck]:
    """Return the monthly looks at the viewer's clinic, the latest first. Costs 1 query."""
    return list(models.ForecastCheck.objects.filter(clinic_id=viewer.clinic_id).order_by("-month")[:limit])


def off_since(looks: Sequence[models.ForecastCheck]) -> dt.date | None:
    """Return the month from which the forecast is off without a break, by looks latest first; None while it is shown."""
    since = None
    for look in looks:
        if look.is_shown:
            break
        since = look.month
    return since


def courses_counted(clinic_id: int) -> int:
    """Return how many courses a clinic has that its own numbers could be worked out from. Costs 1 query."""
    return models.CourseResult.objects.filter(clinic_id=clinic_id, scores__gte=2).count()
