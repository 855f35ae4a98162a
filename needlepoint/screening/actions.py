"""Keep a check, once its owner agreed; ask again; decide differently; count where people are turned."""

import datetime as dt
from collections.abc import Mapping

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import crypto, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from needlepoint.house import afterwards, audit, clock, codes
from needlepoint.knowledge.safety import check
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.screening import access, models, queries, rules

Reason = models.Check.Reason
COUNTED_MOST = 30  # finished checks an hour from one address; a busy place behind one router has fewer


ANSWERED_MEANWHILE = gettext_lazy(
    "The questions were answered again meanwhile. Please read the new answers first."
)


class UnableToDecide(Exception):
    """The route stays as it is; the message is for the member of staff."""


# --- Keeping ---------------------------------------------------------------------------------------------------------


def keep_check(
    *,
    session: Mapping,
    patient: people.Patient,
    by: audit.Actor,
    now: dt.datetime,
    is_proven: bool = True,
    reason: str = Reason.BOOKING,
) -> models.Check | None:
    """Store the answers in this session with the patient's record, once.

    is_proven  False when somebody typed the details of a patient we know without showing that it is they: their
               answers may then add cautions and take none away
    reason     why it was asked; before booking only a whole check is kept, asked again also one that stopped early
    returns    the Check, or None when the session holds no finished one, or this one was kept for them before
    effects    a Check row with its answers; the patient's cautions; an audit entry; the session remembers
    """
    outcome = queries.outcome_in(session)
    is_whole = outcome is not None and outcome.complete
    if not is_whole and (reason == Reason.BOOKING or not queries.is_finished(outcome)):
        return None
    if session[queries.SESSION_KEY].get("kept_for") == patient.code:
        return None
    with transaction.atomic():
        kept = _store(outcome, queries.answers_in(session), patient, reason=reason, now=now)
        people_actions.carry_cautions(
            patient=patient,
            cautions=kept.cautions,
            on=clock.local(now, patient.clinic.time_zone).date(),
            by=by,
            now=now,
            # Questions that were never reached say nothing about what we hold.
            may_remove=is_proven and outcome.complete,
        )
        audit.record(
            "check_kept",
            by=by,
            now=now,
            clinic=patient.clinic_id,
            patient=patient.pk,
            thing=f"check:{kept.code}",
            details={"route": kept.route, "rules": kept.rule_version, "reason": kept.reason},
        )
        afterwards.happened(afterwards.CHECK, kept, by=by, now=now)
        transaction.on_commit(lambda: _remember(session, kept_for=patient.code))
    return kept


def _store(outcome: check.Outcome, answers, patient, *, reason: str, now: dt.datetime) -> models.Check:
    kept = models.Check.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        reason=reason,
        rule_version=outcome.rule_version,
        wording_version=outcome.wording_version,
        language=translation.get_language() or "en",
        route=outcome.route.value,
        cautions=[caution.key for caution in outcome.cautions],
        findings=[found.rule_key for found in outcome.findings],
        reasons=list(outcome.reasons),
        finished_at=now,
    )
    asked = rules.words_asked()
    models.CheckAnswer.objects.bulk_create(
        models.CheckAnswer(check_made=kept, place=place, key=key, value=answers[key].value, asked=words)
        for place, (key, words) in enumerate(asked.items(), start=1)
        if key in answers
    )
    return kept


def _remember(session, **more) -> None:
    if queries.SESSION_KEY in session:
        session[queries.SESSION_KEY] = {**session[queries.SESSION_KEY], **more}


# --- In this browser -------------------------------------------------------------------------------------------------


def keep_answers_in(
    session,
    answers: Mapping[str, check.Answer],
    *,
    clinic: people.Clinic | None,
    now: dt.datetime,
    address: str = "",
) -> check.Outcome:
    """Keep answers in a browser's session. Returns where they lead.

    address  where a visitor comes from, or who a patient is, whose finished checks are counted up to `COUNTED_MOST`
             an hour; "" for staff
    effects  the session; ticks that were not sent are forgotten; the first finish of a session is counted, see
             `count_route`
    """
    held = {
        key: value
        for key, value in session.get(queries.SESSION_KEY, {}).items()
        if key not in {"ticks", "kept_for"}
    }
    outcome = check.evaluate(answers)
    held.setdefault("run", codes.new_code())
    held["answers"] = rules.written(answers)
    held.pop("finished_at", None)
    if queries.is_finished(outcome):
        held["finished_at"] = now.isoformat()
        if not held.get("is_counted") and clinic is not None:
            if not _has_counted_enough(address, now):
                count_route(outcome, clinic=clinic, now=now)
            held["is_counted"] = True
    session[queries.SESSION_KEY] = held
    return outcome


def keep_ticks_in(session, page: check.Page, sent) -> None:
    """Keep what is ticked on a page that was not sent yet, so that it is there again in another language."""
    held = session.get(queries.SESSION_KEY, {})
    ticks = {**held.get("ticks", {}), page.key: rules.ticks_known(page, sent)}
    session[queries.SESSION_KEY] = {**held, "ticks": ticks}


def begin_afresh(session, *, again: tuple[people.Patient, str] | None = None) -> None:
    """Forget the answers in this browser. A session is counted once, however often it begins.

    again  (patient, reason) when the questions are asked again for somebody's record
    """
    before = session.pop(queries.SESSION_KEY, {})
    if again is not None:
        session[queries.SESSION_KEY] = {
            "run": codes.new_code(),
            "again": {"patient": again[0].code, "reason": again[1]},
        }
    elif before.get("is_counted") and "again" not in before:
        session[queries.SESSION_KEY] = {"is_counted": True}


# --- Asked again -----------------------------------------------------------------------------------------------------


def want_check(*, patient: people.Patient, reason: str, by: audit.Actor, now: dt.datetime) -> None:
    """Write down that a check made before now no longer holds, such as after pain that got worse."""
    with transaction.atomic():
        models.CheckWanted.objects.create(patient=patient, reason=reason, at=now)
        audit.record(
            "check_wanted",
            by=by,
            now=now,
            clinic=patient.clinic_id,
            patient=patient.pk,
            thing=f"patient:{patient.code}",
            details={"reason": str(reason)},
        )


def keep_again(*, session, patient: people.Patient, by: audit.Actor, now: dt.datetime) -> models.Check | None:
    """Keep the questions that were asked again, and let the browser forget them.

    returns  the Check; None when the session holds no finished one for this patient
    effects  those of `keep_check`; the session is empty again
    """
    again = queries.asked_again_in(session)
    if again is None or again[0] != patient.code:
        return None
    kept = keep_check(session=session, patient=patient, by=by, now=now, reason=again[1])
    if kept is not None:
        session.pop(queries.SESSION_KEY, None)
    return kept


# --- Deciding differently --------------------------------------------------------------------------------------------


def decide_differently(
    *, kept: models.Check, route: rules.Route, reason: str, by: people_rules.Viewer, now: dt.datetime
) -> models.RouteOverride:
    """Put another route in the place of the one that holds. The check stays as it is.

    reason  why, or what the doctor said
    raises  UnableToDecide
    effects a RouteOverride and its audit entry, which says the routes and never the reason
    """
    with transaction.atomic():
        # Whoever answers or decides at the same moment waits here.
        people.Patient.objects.select_for_update().get(pk=kept.patient_id)
        newest = queries.latest_check(kept.patient)
        if newest is None or newest.pk != kept.pk:
            raise UnableToDecide(ANSWERED_MEANWHILE)
        stands = queries.standing_of(kept.patient, now=now)
        if len(reason.strip()) < rules.REASON_AT_LEAST:
            raise UnableToDecide(_("Please say why, so that the next person understands."))
        if route not in access.routes_open_to(by, stands.route):
            raise UnableToDecide(_("This is for a practitioner to decide. Please ask one."))
        made = models.RouteOverride.objects.create(
            check_made=kept, route=route.value, reason=reason.strip()[:300], by=by.name or by.who, at=now
        )
        audit.record(
            "route_decided",
            by=by,
            now=now,
            clinic=kept.clinic_id,
            patient=kept.patient_id,
            thing=f"check:{kept.code}",
            details={"from": stands.route.value, "to": route.value},
        )
    return made


# --- Counting --------------------------------------------------------------------------------------------------------


def _has_counted_enough(address: str, now: dt.datetime) -> bool:
    """Note one more finish from an address; say whether a machine that throws its cookies away would be counted.

    effects  a number in the cache that is gone after an hour; it is kept under no address, only what comes of one
    """
    if not address:
        return False
    whose = crypto.salted_hmac(f"{__name__}:{now:%Y-%m-%d %H}", address).hexdigest()
    so_far = cache.get(whose, 0)
    cache.set(whose, so_far + 1, 3600)
    return so_far >= COUNTED_MOST


def count_route(outcome: check.Outcome, *, clinic: people.Clinic, now: dt.datetime) -> None:
    """Count one finished check by its route and by each rule that decided. Nobody's answers, no person.

    effects  one row for the route and one for each rule, made when the day has none yet; two queries
    """
    day = clock.local(now, clinic.time_zone).date()
    of = {"clinic": clinic, "on": day, "rule_version": outcome.rule_version, "route": outcome.route.value}
    named = ["", *(rules.deciding(outcome) if outcome.route is not rules.Route.SUITABLE else ())]
    with transaction.atomic():
        models.RouteCount.objects.bulk_create(
            [models.RouteCount(**of, rule=rule) for rule in sorted(named)], ignore_conflicts=True
        )
        models.RouteCount.objects.filter(**of, rule__in=named).update(count=F("count") + 1)
