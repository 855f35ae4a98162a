"""What a visitor's session, or a patient's record, says about coming in."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery, Sum
from django.http import Http404
from django.utils.dateparse import parse_datetime

from needlepoint.house import prepared
from needlepoint.knowledge.safety import check
from needlepoint.people import access as people_access
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.screening import access, models, rules

SESSION_KEY = "np_check"

# --- In this browser -------------------------------------------------------------------------------------------------


def answers_in(session: Mapping) -> dict[str, check.Answer]:
    """Return the answers given so far in this browser. Costs no query beyond the session itself."""
    return rules.read(session.get(SESSION_KEY, {}).get("answers", {}))


def ticks_in(session: Mapping, page: check.Page) -> list[str]:
    """Return what was ticked on a page and not sent yet, when somebody only changed the language."""
    return rules.ticks_known(page, session.get(SESSION_KEY, {}).get("ticks", {}).get(page.key, ()))


def run_in(session: Mapping) -> str:
    """Return what tells this run of the questions from one about somebody else, begun in another window; "" before any."""
    return session.get(SESSION_KEY, {}).get("run", "")


def is_of_this_run(session: Mapping, sent: str | None) -> bool:
    """Say whether a page that was sent belongs to the questions that this browser answers now.

    sent  what the page was shown with; a first page from before any answer has "" and may be sent once more, as after
          the Back button, unless the answers go to somebody's record by now. None: a page from before there was one
    """
    if sent is None or sent == run_in(session):
        return True
    return sent == "" and asked_again_in(session) is None


def outcome_in(session: Mapping) -> check.Outcome | None:
    """Return where this browser's answers lead, or None when nothing was answered."""
    answers = answers_in(session)
    return check.evaluate(answers) if answers else None


def is_finished(outcome: check.Outcome | None) -> bool:
    """Say whether the answers lead somewhere for certain, all of them given or not."""
    return outcome is not None and (outcome.complete or outcome.settled)


def finished_at(session: Mapping) -> dt.datetime | None:
    """Return when this browser's check was finished; None when it is not, or nobody wrote it down."""
    return parse_datetime(session.get(SESSION_KEY, {}).get("finished_at", ""))


def asked_again_in(session: Mapping) -> tuple[str, str] | None:
    """Return (patient code, reason) when these questions are asked again for the record of somebody we know."""
    again = session.get(SESSION_KEY, {}).get("again")
    return (again["patient"], again["reason"]) if again else None


# --- On record -------------------------------------------------------------------------------------------------------


def latest_check(patient) -> models.Check | None:
    """Return the patient's newest kept check. Costs 1 query."""
    return _latest_check.first(patient_id=patient.pk)


_latest_check = prepared.Question(
    lambda patient_id: models.Check.objects.filter(patient_id=patient_id).order_by("-finished_at", "-pk")[:1],
    patient_id=int,
)


def stop_before(kept: models.Check, *, good_days: int) -> models.Check | None:
    """Return the check that stopped this patient shortly before they answered these, which lead to booking.

    Somebody may answer anew and so come past a stop. A check that staff let in is none. Costs 1 query, or 0.
    """
    if not route_read(kept.route).may_book:
        return None
    since = kept.finished_at - dt.timedelta(days=good_days)
    return _stop_before.first(patient_id=kept.patient_id, since=since, until=kept.finished_at)


def _ask_stop_before(patient_id, since, until):
    lets_in = [route.value for route in rules.Route if route.may_book]
    earlier = models.Check.objects.filter(
        patient_id=patient_id, finished_at__gte=since, finished_at__lt=until
    )
    open_stops = earlier.exclude(route__in=lets_in).exclude(overrides__route__in=lets_in)
    return open_stops.order_by("-finished_at", "-pk")[:1]


_stop_before = prepared.Question(_ask_stop_before, patient_id=int, since=dt.datetime, until=dt.datetime)


def has_answered_enough(patient: people.Patient, *, now: dt.datetime) -> bool:
    """Say whether more checks were kept for somebody in a day than anybody needs. Costs 1 query."""
    lately = models.Check.objects.filter(patient=patient, finished_at__gt=now - dt.timedelta(days=1))
    return lately.count() >= rules.KEPT_MOST_A_DAY


def standing_of(
    patient: people.Patient,
    *,
    now: dt.datetime,
    flared_at: dt.datetime | None = None,
    review_at: dt.datetime | None = None,
) -> rules.Standing:
    """Return what the patient's newest check says today, with what staff decided. Costs 1 query.

    flared_at  when the pain was last told to be worse, if a later step knows more than our own record says
    review_at  the start of a review that is coming
    """
    return standings_of([patient.pk], good_days=patient.clinic.check_good_days, now=now,
                        flared_at={patient.pk: flared_at}, review_at={patient.pk: review_at})[patient.pk]  # fmt: skip


def standings_of(
    patient_ids: Iterable[int],
    *,
    good_days: int,
    now: dt.datetime,
    flared_at: Mapping[int, dt.datetime | None] | None = None,
    review_at: Mapping[int, dt.datetime | None] | None = None,
) -> dict[int, rules.Standing]:
    """Return the same for several patients of one clinic. Costs 1 query for every 40 of them."""
    ids = list(patient_ids)
    found = _newest(ids)
    flared_at, review_at = flared_at or {}, review_at or {}
    return {
        pk: rules.standing(
            _read_newest(found.get(pk)),
            now=now,
            good_days=good_days,
            wanted_at=_later(flared_at.get(pk), (found.get(pk) or {}).get("wanted")),
            review_at=review_at.get(pk),
        )
        for pk in ids
    }


def _newest(ids) -> dict[int, dict]:
    """By patient: their newest check, the newest decision over it, and their newest decision at all."""
    return {row["patient_id"]: row for row in _newest_of(ids)}


def _ask_newest(ids):
    checks = models.Check.objects.filter(patient_id=OuterRef("patient_id")).order_by("-finished_at", "-pk")
    overrides = models.RouteOverride.objects.order_by("-at", "-pk")
    over_it = overrides.filter(check_made_id=OuterRef("pk"))
    at_all = overrides.filter(check_made__patient_id=OuterRef("patient_id"))
    wanted = models.CheckWanted.objects.filter(patient_id=OuterRef("patient_id")).order_by("-at")
    rows = models.Check.objects.filter(patient_id__in=ids, pk=Subquery(checks.values("pk")[:1])).annotate(
        over_route=Subquery(over_it.values("route")[:1]),
        over_at=Subquery(over_it.values("at")[:1]),
        last_route=Subquery(at_all.values("route")[:1]),
        last_at=Subquery(at_all.values("at")[:1]),
        wanted=Subquery(wanted.values("at")[:1]),
    )
    names = ("patient_id", "route", "finished_at", "over_route", "over_at", "last_route", "last_at", "wanted")
    return rows.values(*names)


_newest_of = prepared.QuestionOfMany(_ask_newest)


def _read_newest(row) -> rules.Newest | None:
    if row is None:
        return None
    over, last = (_decision(row[f"{name}_route"], row[f"{name}_at"]) for name in ("over", "last"))
    return rules.Newest(
        route_read(row["route"]),
        row["finished_at"],
        override=over,
        stop=last if last is not None and not last.route.may_book else None,
    )


def _decision(route, at) -> rules.Decision | None:
    return rules.Decision(route_read(route), at) if route else None


def route_read(word: str) -> rules.Route:
    """Return a stored route; a word that no version of ours knows is taken for 'call us first'."""
    try:
        return rules.Route(word)
    except ValueError:
        return rules.Route.DOCTOR_FIRST


def _later(one, other):
    return max(filter(None, (one, other)), default=None)


def stops(
    patient: people.Patient, *, now: dt.datetime, session: Mapping | None = None
) -> rules.Standing | None:
    """Return what keeps a patient from booking, or None. Costs 1 query.

    session  of the browser in which they book for themselves: answers newer than the record take its place
    """
    stands = standing_of(patient, now=now)
    if not stands.is_stopped:
        return None
    outcome = outcome_in(session) if session is not None else None
    allows = outcome is not None and outcome.may_book
    if allows and rules.overtakes(answered_at=finished_at(session), stands=stands):
        return None
    return stands


def is_stopped_here(patient: people.Patient, *, now: dt.datetime, session: Mapping) -> bool:
    """Say whether answers of this browser, newer than the patient's record, say: not here, or not now.

    Costs 1 query when they say so, else 0. Answers that go to somebody else's record say nothing about this patient.
    """
    outcome, again = outcome_in(session), asked_again_in(session)
    if outcome is None or not is_finished(outcome) or outcome.may_book:
        return False
    if again is not None and again[0] != patient.code:
        return False
    return rules.overtakes(answered_at=finished_at(session), stands=standing_of(patient, now=now))


def check_for(viewer: people_rules.Viewer, code: str) -> models.Check:
    """Return a kept check with its patient and clinic. Raises Http404 alike for unknown and for unseen. Costs 1 query."""
    found = (
        access.checks_open_to(viewer).select_related("patient", "patient__clinic").filter(code=code).first()
        if "\0" not in code
        else None
    )
    if found is None:
        raise Http404
    return found


def patient_for(viewer: people_rules.Viewer, code: str) -> people.Patient:
    """Return whom the questions may be asked again: of the viewer's clinic, or of their own family. Raises Http404."""
    if "\0" in code or (viewer.is_staff and not access.may_open_checks(viewer)):
        raise Http404
    patients = people_access.patients_seen_by(viewer)
    if viewer.is_patient and not viewer.is_staff and viewer.user_id is not None:
        patients = people.Patient.objects.filter(clinic_id=viewer.clinic_id, user_id=viewer.user_id)
    found = patients.select_related("clinic").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def answers_of(kept: models.Check) -> list[models.CheckAnswer]:
    """Return what was asked and answered, in the order asked. Costs 1 query."""
    return list(kept.answers.order_by("place"))


def unsure_rules(kept: models.Check) -> frozenset[str]:
    """Return the rules that spoke only because of a "not sure". Costs 1 query.

    Known as long as the rules are those it was judged by; afterwards its answers still say so.
    """
    answers = rules.read(dict(_answers(check_id=kept.pk)))
    outcome = check.evaluate(answers)
    if outcome.rule_version != kept.rule_version:
        return frozenset()
    return frozenset(found.rule_key for found in outcome.findings if found.unsure)


_answers = prepared.Question(
    lambda check_id: models.CheckAnswer.objects.filter(check_made_id=check_id).values_list("key", "value"),
    check_id=int,
)


def overrides_of(kept: models.Check) -> list[models.RouteOverride]:
    """Return what staff decided over a check, the newest first. Costs 1 query."""
    return _overrides(check_id=kept.pk)


_overrides = prepared.Question(
    lambda check_id: models.RouteOverride.objects.filter(check_made_id=check_id).order_by("-at", "-pk"),
    check_id=int,
)


def asked_about(viewer: people_rules.Viewer, session: Mapping) -> str:
    """Return the name of whose record the answers in this browser go to, "" for nobody's. Costs 1 query then, else 0."""
    again = asked_again_in(session)
    return patient_for(viewer, again[0]).name if again and viewer.is_known else ""


# --- How many were turned where --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turned:
    """How many finished checks led where in a span of days.

    routes      (route, how many)
    rules       (rule key, route, how many)
    kept        (route, how many checks were kept by who then booked)
    overridden  (route the rules gave, route that staff put in its place, how many)
    """

    routes: dict[str, int]
    rules: list[tuple[str, str, int]]
    kept: dict[str, int]
    overridden: list[tuple[str, str, int]]


def turned(clinic_id: int, *, since: dt.date, since_at: dt.datetime) -> Turned:
    """Return the counts of a clinic from a local day on. Costs 4 queries.

    since_at  the moment at which that day begins
    """
    counts = models.RouteCount.objects.filter(clinic_id=clinic_id, on__gte=since)
    by_route = counts.filter(rule="").values_list("route").annotate(n=Sum("count"))
    by_rule = (
        counts.exclude(rule="").values_list("rule", "route").annotate(n=Sum("count")).order_by("-n", "rule")
    )
    kept = models.Check.objects.filter(
        clinic_id=clinic_id, finished_at__gte=since_at, reason=models.Check.Reason.BOOKING
    ).values_list("route").annotate(n=Count("pk"))  # fmt: skip
    over = models.RouteOverride.objects.filter(check_made__clinic_id=clinic_id, at__gte=since_at)
    changed = over.values_list("check_made__route", "route").annotate(n=Count("pk")).order_by("-n")
    return Turned(dict(by_route), list(by_rule), dict(kept), list(changed))
