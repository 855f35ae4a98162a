"""The checks of the story's people: before booking, again before each review and after a long time away; and the counts."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from needlepoint.booking import models as booking
from needlepoint.desk.story import bulk, lives
from needlepoint.house import clock
from needlepoint.knowledge.safety import check as safety
from needlepoint.knowledge.safety import rulebook
from needlepoint.people import models as people
from needlepoint.screening import models, rules

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
Reason = models.Check.Reason
COUNTED_DAYS = 90
STOPPED = {  # of a hundred strangers who finished the check, how many were not let through
    safety.Route.DOCTOR_FIRST: 7,
    safety.Route.DOCTOR_WITHIN_TWO_WEEKS: 4,
    safety.Route.SAME_DAY: 2,
    safety.Route.EMERGENCY_NOW: 1,
}


def moments(
    life: lives.Life, booked_at: Callable[[lives.Visit], dt.datetime], *, good_days: int, now: dt.datetime
) -> Iterator[tuple[dt.datetime, str]]:
    """Say when somebody went through the questions, and why."""
    newest = None
    for visit in life.visits:
        at = booked_at(visit)
        if newest is None or at - newest > good_days * DAY:
            newest = at - 9 * MINUTE
            yield newest, Reason.BOOKING if visit is life.visits[0] else Reason.GAP
        asked_at = visit.starts_at - 20 * 60 * MINUTE
        if visit.is_review and newest < asked_at < now:
            newest = asked_at
            yield newest, Reason.REVIEW


def write(
    everybody: Iterable[tuple[lives.Life, people.Patient]],
    rows: dict[int, booking.Visit],
    *,
    clinic: people.Clinic,
    code: Callable[..., str],
    now: dt.datetime,
) -> None:
    """Write every check with its answers, and how many were turned where."""
    checks, answers, counts = [], [], Counter()
    asked = rules.words_asked()
    for life, patient in everybody:
        said = {key: safety.Answer.YES if key in patient.cautions else safety.Answer.NO for key in asked}
        outcome = safety.evaluate(said)
        times = moments(
            life, lambda visit: rows[id(visit)].booked_at, good_days=clinic.check_good_days, now=now
        )
        for number, (at, reason) in enumerate(times):
            kept = _check(patient, outcome, at, reason=reason, code=code("check", patient.code, number))
            checks.append(kept)
            answers += [
                models.CheckAnswer(check_made=kept, place=place, key=key, value=said[key].value, asked=words)
                for place, (key, words) in enumerate(asked.items(), start=1)
            ]
            counts += Counter(_counted(outcome, at, clinic, now))
    models.Check.objects.bulk_create(checks, batch_size=bulk.BATCH)
    models.CheckAnswer.objects.bulk_create(answers, batch_size=bulk.BATCH)
    counts += Counter(_stopped(clinic, sum(counts.values()), now))
    models.RouteCount.objects.bulk_create(
        models.RouteCount(
            clinic=clinic, on=on, rule_version=outcome.rule_version, route=route, rule=rule, count=n
        )
        for (on, route, rule), n in sorted(counts.items())
    )


def _check(patient, outcome, at, *, reason, code) -> models.Check:
    return models.Check(
        code=code, clinic_id=patient.clinic_id, patient=patient, reason=reason, rule_version=outcome.rule_version,
        wording_version=outcome.wording_version, route=outcome.route.value, cautions=list(patient.cautions),
        findings=[found.rule_key for found in outcome.findings], reasons=list(outcome.reasons), finished_at=at,
    )  # fmt: skip


def _counted(outcome, at, clinic, now) -> Iterator[tuple[dt.date, str, str]]:
    if now - at > COUNTED_DAYS * DAY:
        return
    day = clock.local(at, clinic.time_zone).date()
    yield day, outcome.route.value, ""
    if outcome.route is not safety.Route.SUITABLE:
        yield from ((day, outcome.route.value, key) for key in rules.deciding(outcome))


def _stopped(clinic, through: int, now) -> Iterator[tuple[dt.date, str, str]]:
    """Those who were not let through left no record; the story counts some, each by one rule of its route."""
    dice, today = random.Random("turned away"), clock.local(now, clinic.time_zone).date()
    for route, of_hundred in STOPPED.items():
        keys = [rule.key for rule in rulebook.current().rules if rule.route is route]
        for _one in range(round(through * of_hundred / 100)):
            day = today - dt.timedelta(days=dice.randrange(COUNTED_DAYS))
            yield day, route.value, ""
            if keys:
                yield day, route.value, dice.choice(keys)
