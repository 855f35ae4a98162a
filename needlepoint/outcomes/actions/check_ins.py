"""Deeds about scores. Each is one transaction with one audit entry."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.house import audit, clock, codes
from needlepoint.intake import actions as intake_actions
from needlepoint.intake import models as intake_models
from needlepoint.knowledge.instruments import catalogue, distress, scores, scoring
from needlepoint.outcomes import models, queries, rules
from needlepoint.outcomes.actions import asking, flares, results
from needlepoint.outcomes.rules import asking as asking_rules
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules


class UnableToAnswer(Exception):
    """The answers cannot be taken; the message is for the patient."""


def answer_check_in(
    *,
    check_in: models.CheckIn,
    answers: rules.Answers,
    by: people_rules.Viewer,
    now: dt.datetime,
    told_at: dt.datetime | None = None,
) -> models.CheckIn:
    """Take the answers to a check-in, once.

    told_at  when they were written on paper; None: now
    raises   UnableToAnswer when it was answered, is too old, is empty, or holds a number off its scale
    effects  a Score for each question answered; none for one left open. The message about it is taken back where it has
             not left; a patient who answers is asked again after being left in peace for their silence; a notice when
             somebody is under great strain
    """
    if answers.is_empty:
        raise UnableToAnswer(_("Answer at least one question, or simply close this page."))
    at = told_at or now
    if not rules.is_open(check_in.due_at, at):
        raise UnableToAnswer(_("This question has closed. Tell us at your next visit how you are."))
    if at < check_in.due_at - dt.timedelta(days=rules.OPEN_DAYS):
        raise UnableToAnswer(
            _("The day on the paper is long before these questions were asked. Please check it.")
        )
    _hold_to_scales(check_in, answers)
    with transaction.atomic():
        # Compare-and-set: of two taps at once, one is the answer.
        if models.CheckIn.objects.filter(pk=check_in.pk, answered_at=None).update(answered_at=at) != 1:
            raise UnableToAnswer(_("You answered this already. Thank you."))
        given = models.Score.Given.ITEMS if told_at else models.Score.Given.ASKED
        _keep(check_in, _told(answers), by=by, at=at, given=given)
        _notice(check_in, answers, by=by, now=now)
        asking.withdraw_messages(code=check_in.code, now=now)
        if by.is_patient:
            asking.begin_again(patient=check_in.patient, by=by, now=now, reasons=[models.Pause.Reason.SILENT])
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
    check_in.answered_at = at
    return check_in


def _notice(check_in, answers, *, by, now):
    """Put it before a practitioner when somebody is under great strain."""
    outcomes = [
        scoring.total(catalogue.instrument(key), str(value)) for key, value in answers.measures.items()
    ]
    if distress.signs(outcomes):
        intake_actions.raise_notice(
            patient=check_in.patient,
            kind=intake_models.Notice.Kind.DISTRESS,
            told_in=f"check-in:{check_in.code}",
            by=by,
            now=now,
        )


def _hold_to_scales(check_in, answers):
    """Raise UnableToAnswer for a number off its scale, or an activity that is not the patient's own."""
    own = [activity.pk for activity in queries.activities_of(check_in.patient)]
    try:
        rules.checked(answers, own=own)
    except scores.UnableToScore as sentence:
        raise UnableToAnswer(_(str(sentence))) from sentence


def _keep(check_in, told, *, by, at, given=models.Score.Given.ASKED):
    """Store what was told: (instrument key, activity id or None, number) each."""
    models.Score.objects.bulk_create(
        models.Score(
            patient_id=check_in.patient_id,
            check_in=check_in,
            instrument=instrument,
            activity_id=activity,
            value=value,
            given=given,
            asked_at=at,
            by=by.who,
        )
        for instrument, activity, value in told
    )


def correct(
    *, check_in: models.CheckIn, answers: rules.Answers, by: people_rules.Viewer, now: dt.datetime
) -> models.CheckIn:
    """Put right a slip of the finger in answers that were sent a short while ago.

    raises   UnableToAnswer when they are too old, nothing is left of them, or a number is off its scale
    effects  scores changed, added or taken away; what was and what is stands in the audit entry
    """
    if answers.is_empty:
        raise UnableToAnswer(_("Answer at least one question, or simply close this page."))
    _hold_to_scales(check_in, answers)
    with transaction.atomic():
        row = models.CheckIn.objects.select_for_update().get(pk=check_in.pk)
        kept = list(models.Score.objects.filter(check_in=row))
        if not asking_rules.may_correct(_kept_at(row, kept), now):
            raise UnableToAnswer(
                _("These answers are settled now. Tell us at your next visit what was wrong.")
            )
        told = {(key, activity): value for key, activity, value in _told(answers)}
        was = {_called(one.instrument, one.activity_id): int(one.value) for one in kept}
        stands = {(one.instrument, one.activity_id): one for one in kept}
        first = kept[0]
        for place, one in stands.items():
            if place not in told:
                one.delete()
            elif told[place] != one.value:
                # Whoever changed it is who says so now: a number of the staff's never stands there as the patient's.
                models.Score.objects.filter(pk=one.pk).update(value=told[place], by=by.who)
        added = [(*place, value) for place, value in told.items() if place not in stands]
        _keep(row, added, by=by, at=first.asked_at, given=first.given)
        _notice(check_in, answers, by=by, now=now)
        flares.ask_after_a_flare(patient=check_in.patient, pain=answers.pain, by=by, now=first.asked_at)
        results.follow(patient_id=check_in.patient_id, now=now)
        audit.record(
            "check_in_corrected",
            by=by,
            now=now,
            patient=check_in.patient_id,
            thing=f"check-in:{check_in.code}",
            details={"was": was, "is": {_called(*place): value for place, value in told.items()}},
            clinic=check_in.clinic_id,
        )
    return check_in


def _kept_at(check_in, kept):
    """When answers were sent or a sheet of its own was typed in; None for none."""
    return asking_rules.sent_at(kept[0].asked_at if kept else None, check_in.made_at)


def _called(instrument, activity):
    return f"{instrument}.{activity}" if activity else instrument


def _told(answers):
    """(instrument, activity or None, value) of everything that was answered."""
    told = [
        (catalogue.PAIN.key, None, answers.pain),
        (catalogue.GLOBAL_CHANGE.key, None, answers.global_change),
    ]
    told += [(catalogue.ACTIVITY.key, activity, value) for activity, value in answers.activities.items()]
    told += [(key, None, value) for key, value in answers.measures.items()]
    return [one for one in told if one[2] is not None]


def answer_by_link(
    *,
    token: str,
    check_in: models.CheckIn,
    answers: rules.Answers,
    now: dt.datetime,
    used_from: str = "",
    request_id: str = "",
) -> models.CheckIn:
    """Spend the link of a mail and take the answers that came with it; neither happens without the other.

    used_from  a secret of the browser, as in people's use_link: the second tap of a double tap finds its first one kept
    raises     people's UnableToUseLink; UnableToAnswer
    """
    by = people_rules.Viewer(
        check_in.clinic_id,
        frozenset({people_rules.Role.PATIENT}),
        patient_id=check_in.patient_id,
        request_id=request_id,
    )
    with transaction.atomic():
        people_actions.use_link(token=token, now=now, used_from=used_from, request_id=request_id)
        if models.CheckIn.objects.filter(pk=check_in.pk, answered_at__isnull=False).exists():
            return check_in
        return answer_check_in(check_in=check_in, answers=answers, by=by, now=now)


def type_in(
    *,
    patient: people.Patient,
    kind: rules.Kind,
    code: str,
    answers: rules.Answers,
    told_at: dt.datetime,
    by: people_rules.Viewer,
    now: dt.datetime,
) -> models.CheckIn:
    """Keep a sheet of questions that nobody was asked by message: handed out and filled in on paper.

    code     made with the form: the same sheet sent twice is kept once
    raises   UnableToAnswer as answer_check_in does
    """
    if models.CheckIn.objects.filter(code=code).exclude(patient=patient).exists():
        code = codes.new_code()  # no form of ours made this key
    with transaction.atomic():
        check_in, is_new = models.CheckIn.objects.get_or_create(
            code=code,
            patient=patient,
            defaults={
                "clinic_id": patient.clinic_id,
                "kind": kind,
                "due_at": told_at,
                "made_at": now,
                "is_quiet": True,
            },
        )
        if not is_new:
            return check_in
        return answer_check_in(check_in=check_in, answers=answers, by=by, now=now, told_at=told_at)


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
        _keep(check_in, _told(rules.Answers(pain=pain, activities=values)), by=by, at=now)
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
    raises   UnableToAnswer for a number off the scale, once the visit is over, or before its day
    """
    if visit.state not in {booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED}:
        raise UnableToAnswer(_("This visit is over, so its number stays as it is."))
    zone = patient.clinic.time_zone
    if clock.local(visit.starts_at, zone).date() > clock.local(now, zone).date():
        raise UnableToAnswer(_("This visit is not today. Tell us the number on the day."))
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
