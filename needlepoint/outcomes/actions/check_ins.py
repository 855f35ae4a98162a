"""Deeds about scores. Each is one transaction with one audit entry."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.house import addresses, audit, clock, languages, outbox
from needlepoint.knowledge.instruments import catalogue, scores
from needlepoint.outcomes import models, queries, rules
from needlepoint.outcomes.actions import flares, results
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules


class UnableToAnswer(Exception):
    """The answers cannot be taken; the message is for the patient."""


def answer_check_in(
    *, check_in: models.CheckIn, answers: rules.Answers, by: people_rules.Viewer, now: dt.datetime
) -> models.CheckIn:
    """Take the answers to a check-in, once.

    raises   UnableToAnswer when it was answered, is too old, is empty, or holds a number off its scale
    effects  a Score for each question answered; none for one left open
    """
    if answers.is_empty:
        raise UnableToAnswer(_("Answer at least one question, or simply close this page."))
    if not rules.is_open(check_in.due_at, now):
        raise UnableToAnswer(_("This question has closed. Tell us at your next visit how you are."))
    own = [activity.pk for activity in queries.activities_of(check_in.patient)]
    try:
        rules.checked(answers, own=own)
    except scores.UnableToScore as sentence:
        raise UnableToAnswer(_(str(sentence))) from sentence
    with transaction.atomic():
        # Compare-and-set: of two taps at once, one is the answer.
        if models.CheckIn.objects.filter(pk=check_in.pk, answered_at=None).update(answered_at=now) != 1:
            raise UnableToAnswer(_("You answered this already. Thank you."))
        _keep(check_in, answers, by=by, now=now)
        flares.ask_after_a_flare(patient=check_in.patient, pain=answers.pain, by=by, now=now)
        results.follow(patient_id=check_in.patient_id, now=now)
        audit.record(
            "check_in_answered",
            by=by,
            now=now,
            patient=check_in.patient_id,
            thing=f"check-in:{check_in.code}",
            details={"kind": check_in.kind, "on_behalf": by.is_staff},
            clinic=check_in.clinic_id,
        )
    check_in.answered_at = now
    return check_in


def _keep(check_in, answers, *, by, now):
    given = [
        (catalogue.PAIN.key, None, answers.pain),
        (catalogue.GLOBAL_CHANGE.key, None, answers.global_change),
    ]
    given += [(catalogue.ACTIVITY.key, activity, value) for activity, value in answers.activities.items()]
    models.Score.objects.bulk_create(
        models.Score(
            patient_id=check_in.patient_id,
            check_in=check_in,
            instrument=instrument,
            activity_id=activity,
            value=value,
            asked_at=now,
            by=by.who,
        )
        for instrument, activity, value in given
        if value is not None
    )


def record_baseline(
    *,
    patient: people.Patient,
    visit: booking.Visit | None,
    pain: int | None,
    activities: Sequence[tuple[str, int | None]],
    by: people_rules.Viewer,
    now: dt.datetime,
) -> models.CheckIn | None:
    """Write down where somebody starts from: pain, and activities in their own words.

    activities  (words, 0–10 or None where no number was given), in the patient's order
    returns     the answered check-in; the one that is there when the start was written down before; None for nothing
    raises      scores.UnableToScore for a number off its scale
    effects     activities of an earlier stretch of care that are not named again are retired, never deleted
    """
    if pain is None and not activities:
        return None
    for value in (value for _words, value in activities if value is not None):
        scores.score(catalogue.ACTIVITY.key, value)
    if pain is not None:
        scores.score(catalogue.PAIN.key, pain)
    with transaction.atomic():
        check_in, is_new = models.CheckIn.objects.get_or_create(
            visit=visit,
            kind=models.CheckIn.Kind.BASELINE,
            patient=patient,
            defaults={"clinic_id": patient.clinic_id, "due_at": now, "made_at": now, "answered_at": now},
        )
        if not is_new:
            return check_in
        named = _name_activities(patient, activities, now=now)
        values = {activity.pk: value for activity, value in named if value is not None}
        _keep(check_in, rules.Answers(pain=pain, activities=values), by=by, now=now)
        results.follow(patient_id=patient.pk, now=now)
        audit.record(
            "baseline_recorded",
            by=by,
            now=now,
            patient=patient.pk,
            thing=f"check-in:{check_in.code}",
            details={"pain": pain is not None, "activities": len(named)},
            clinic=patient.clinic_id,
        )
    return check_in


def _name_activities(patient, activities, *, now):
    """Return (Activity, value) pairs, keeping those that are named as before and retiring the rest."""
    held = {
        one.words.casefold(): one for one in models.Activity.objects.filter(patient=patient, retired_at=None)
    }
    named = []
    for position, (words, value) in enumerate(activities, start=1):
        one = held.pop(words.casefold(), None)
        if one is None:
            one = models.Activity.objects.create(patient=patient, words=words, position=position, made_at=now)
        elif one.position != position:
            one.position = position
            one.save(update_fields=["position"])
        named.append((one, value))
    models.Activity.objects.filter(pk__in=[one.pk for one in held.values()]).update(retired_at=now)
    return named


def record_pain(
    *, patient: people.Patient, visit: booking.Visit, value: int, by: people_rules.Viewer, now: dt.datetime
) -> models.Score:
    """Write down the pain somebody names at the start of a visit; a slip of the finger is put right by doing it again.

    value    0–10
    raises   UnableToAnswer for a number off the scale, or once the visit is over
    """
    if visit.state not in {booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED}:
        raise UnableToAnswer(_("This visit is over, so its number stays as it is."))
    try:
        scores.score(catalogue.PAIN.key, value)
    except scores.UnableToScore as sentence:
        raise UnableToAnswer(_(str(sentence))) from sentence
    with transaction.atomic():
        check_in, _is_new = models.CheckIn.objects.get_or_create(
            visit=visit,
            kind=models.CheckIn.Kind.AT_VISIT,
            defaults={
                "clinic_id": visit.clinic_id,
                "patient": patient,
                "due_at": now,
                "made_at": now,
                "answered_at": now,
            },
        )
        was = models.Score.objects.filter(check_in=check_in, instrument=catalogue.PAIN.key).values_list(
            "value", flat=True
        )
        details = {"was": [int(one) for one in was], "is": value}
        score, _is_new = models.Score.objects.update_or_create(
            check_in=check_in,
            instrument=catalogue.PAIN.key,
            activity=None,
            defaults={"patient": patient, "value": value, "asked_at": now, "by": by.who},
        )
        flares.ask_after_a_flare(patient=patient, pain=value, by=by, now=now)
        results.follow(patient_id=patient.pk, now=now)
        audit.record(
            "pain_recorded",
            by=by,
            now=now,
            patient=patient.pk,
            thing=f"visit:{visit.code}",
            details=details,
            clinic=visit.clinic_id,
        )
    return score


# --- Asking ---------------------------------------------------------------------------------------------------------------


def ask_after_visits(now: dt.datetime) -> int:
    """Ask about visits that ended, and before reviews that come. Returns how many were asked. Safe to run twice at once."""
    asked = 0
    for kind, visits in (
        (rules.Kind.AFTER_VISIT, queries.visits_to_ask_about(now)),
        (rules.Kind.REVIEW, queries.reviews_to_ask_about(now)),
    ):
        asked += sum(ask(visit=visit, kind=kind, now=now) for visit in visits)
    return asked


def ask(*, visit: booking.Visit, kind: rules.Kind, now: dt.datetime) -> bool:
    """Make the check-in of a visit and promise its mail.

    returns  True when this call made it; of two loops at the same visit, one does
    effects  the check-in; a link and a mail for somebody who may be written to and has an address
    """
    patient, zone = visit.patient, visit.clinic.time_zone
    local_now = clock.local(now, zone)
    ended = clock.local(min(visit.ends_at, now), zone)
    due = rules.ask_at(ended, local_now) if kind is rules.Kind.AFTER_VISIT else rules.awake(local_now)
    due_at = due.astimezone(dt.UTC)
    with transaction.atomic():
        check_in, is_new = models.CheckIn.objects.get_or_create(
            visit=visit,
            kind=kind,
            defaults={"clinic_id": visit.clinic_id, "patient": patient, "due_at": due_at, "made_at": now},
        )
        if not is_new:
            return False
        if patient.may_contact and patient.email:
            with languages.written_to(patient.language):
                _promise_mail(check_in, visit, now=now)
        audit.record(
            "check_in_asked",
            by=people_rules.System(visit.clinic_id),
            now=now,
            patient=patient.pk,
            thing=f"check-in:{check_in.code}",
            details={"kind": str(kind), "mail": bool(patient.may_contact and patient.email)},
        )
    return True


def _promise_mail(check_in, visit, *, now):
    days = (check_in.due_at - now).days + rules.OPEN_DAYS + 1
    token = people_actions.make_link(
        patient=visit.patient, purpose="CHECK_IN", now=now, target=check_in.code, days=days
    )
    words = {
        "name": visit.patient.given_name,
        "clinic": visit.clinic.name,
        "phone": visit.clinic.phone,
        "link": addresses.absolute(reverse("people:link", args=[token])),
    }
    # No word about pain or treatment in the subject: it is read over shoulders.
    outbox.queue(
        key=f"check-in:{check_in.code}",
        clinic_id=visit.clinic_id,
        patient_id=visit.patient_id,
        to=visit.patient.email,
        subject=_("A minute for %(clinic)s") % words,
        body=_(
            "Hello %(name)s,\n\nhow are you? Two or three taps tell your practitioner:\n\n%(link)s\n\n"
            "The link opens your own page, once. You can leave any question open.\n"
            "Questions, or something worries you? Call %(phone)s.\n\n%(clinic)s\n"
        )
        % words,
        send_at=check_in.due_at,
    )
