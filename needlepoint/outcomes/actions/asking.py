"""Deeds of asking: make a check-in and promise its message, remind once, stop asking and begin again."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.house import addresses, audit, clock, languages, outbox
from needlepoint.outcomes import models, queries, rules
from needlepoint.outcomes.queries import asking as asking_queries
from needlepoint.outcomes.rules import asking
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans

Kind = rules.Kind
Reason = models.Pause.Reason


def ask_due(now: dt.datetime) -> int:
    """Ask everybody whose time it is, and remind once. Returns how many messages or questions came of it.

    Safe to run twice at once. What should not come on the same day as another question waits for a later round.
    """
    done = 0
    candidates = list(_candidates(now))
    others = asking_queries.lately_asked({patient_id for patient_id, _kind, _about in candidates}, now)
    for patient_id, kind, about in candidates:
        if not asking.may_follow(kind, others.get(patient_id, ()), now):
            continue
        if ask(kind=kind, now=now, **about):
            done += 1
            others.setdefault(patient_id, []).append((kind, now))
    return done + sum(remind(check_in=one, now=now) for one in asking_queries.to_remind(now))


def _candidates(now) -> Iterator[tuple[int, Kind, dict]]:
    """(patient, what for, what about), what helps a decision first."""
    visits: Iterable[tuple[Kind, list[booking.Visit]]] = (
        (Kind.REVIEW, queries.reviews_to_ask_about(now)),
        (Kind.AFTER_VISIT, queries.visits_to_ask_about(now)),
        (Kind.DAY_3, asking_queries.third_days_to_ask(now)),
    )
    for kind, found in visits:
        yield from ((visit.patient_id, kind, {"visit": visit}) for visit in found)
    for course in asking_queries.ends_to_ask(now):
        yield course.patient_id, Kind.END, {"course": course}
    for course, kind in asking_queries.months_to_ask(now):
        yield course.patient_id, kind, {"course": course}


def ask(
    *,
    kind: rules.Kind,
    now: dt.datetime,
    visit: booking.Visit | None = None,
    course: plans.Course | None = None,
) -> bool:
    """Make the check-in of a visit, or of a plan as a whole, and promise its mail.

    returns  True when this call made it; of two loops at the same visit, one does
    effects  the check-in; a link and a mail for somebody who may be written to, has an address and is not left in peace.
             Somebody who was silent too often is left in peace from here on: a Pause and its audit entry
    """
    about = visit or course
    patient = about.patient
    due_at = _due_at(kind, about, now)
    this = {"visit": visit, "kind": kind} if visit else {"visit": None, "course": course, "kind": kind}
    with transaction.atomic():
        check_in, is_new = models.CheckIn.objects.get_or_create(
            **this,
            defaults={"clinic_id": about.clinic_id, "patient": patient, "due_at": due_at, "made_at": now},
        )
        if not is_new:
            return False
        is_written = _may_write(patient, now=now)
        if is_written:
            _promise_mail(check_in, about.clinic, now=now, send_at=due_at)
        else:
            check_in.is_quiet = True
            check_in.save(update_fields=["is_quiet"])
        audit.record(
            "check_in_asked",
            by=people_rules.System(about.clinic_id),
            now=now,
            patient=patient.pk,
            thing=f"check-in:{check_in.code}",
            details={"kind": str(kind), "mail": is_written},
        )
    return True


def _due_at(kind, about, now):
    zone = about.clinic.time_zone
    local_now = clock.local(now, zone)
    if kind in {Kind.AFTER_VISIT, Kind.DAY_3}:
        ended = clock.local(min(about.ends_at, now), zone)
        due = (asking.third_day if kind is Kind.DAY_3 else rules.ask_at)(ended, local_now)
    else:
        due = rules.awake(local_now)
    return due.astimezone(dt.UTC)


def _may_write(patient, *, now) -> bool:
    """Say whether a message may go out; whoever fell silent is left in peace from now on."""
    if not (patient.may_contact and patient.email) or asking_queries.pause_of(patient.pk) is not None:
        return False
    if asking_queries.is_silent(patient.pk, now):
        _begin_pause(patient, Reason.SILENT, by=people_rules.System(patient.clinic_id), now=now)
        return False
    return True


def remind(*, check_in: models.CheckIn, now: dt.datetime) -> bool:
    """Remind of a check-in that is not answered: once, and never again.

    returns  whether this call did it; of two loops, one does
    """
    until = check_in.visit.starts_at if check_in.visit else None
    stands = {"due_at": check_in.due_at, "reminded_at": check_in.reminded_at, "until": until, "now": now}
    zone = check_in.clinic.time_zone
    send_at = rules.awake(clock.local(now, zone)).astimezone(dt.UTC)
    if not asking.is_reminder_due(Kind(check_in.kind), **stands) or (until is not None and until <= send_at):
        return False
    with transaction.atomic():
        waiting = models.CheckIn.objects.filter(pk=check_in.pk, answered_at=None, reminded_at=None)
        if waiting.update(reminded_at=now) != 1:
            return False
        _promise_mail(check_in, check_in.clinic, now=now, send_at=send_at, is_reminder=True)
        audit.record(
            "check_in_reminded",
            by=people_rules.System(check_in.clinic_id),
            now=now,
            patient=check_in.patient_id,
            thing=f"check-in:{check_in.code}",
            details={"kind": check_in.kind},
        )
    return True


# --- The message ----------------------------------------------------------------------------------------------------------


def _promise_mail(check_in, clinic, *, now, send_at, is_reminder=False):
    patient = check_in.patient
    days = (check_in.due_at - now).days + rules.OPEN_DAYS + 1
    token = people_actions.make_link(
        patient=patient, purpose="CHECK_IN", now=now, target=check_in.code, days=days
    )
    words = {
        "name": patient.given_name,
        "clinic": clinic.name,
        "phone": clinic.phone,
        "link": addresses.absolute(reverse("outcomes:by_link", args=[token])),
        "stop": addresses.absolute(reverse("outcomes:stop_by_link", args=[token])),
    }
    with languages.written_to(patient.language):
        # No word about pain or treatment in the subject: it is read over shoulders.
        outbox.queue(
            key=f"check-in:{check_in.code}" + (":again" if is_reminder else ""),
            clinic_id=check_in.clinic_id,
            patient_id=patient.pk,
            to=patient.email,
            subject=_("A minute for %(clinic)s") % words,
            body="\n\n".join(sentence % words for sentence in _letter(Kind(check_in.kind), is_reminder))
            + "\n",
            send_at=send_at,
            about=check_in.code,
        )


def _letter(kind, is_reminder):
    yield _("Hello %(name)s,")
    if is_reminder:
        yield _("Our questions to you are still open. A minute is enough, and we will not remind you again:")
    elif kind in asking.MONTHS:
        yield _(
            "Your visits here ended some months ago. How is your back now? A minute tells us if the help lasts:"
        )
    elif kind in asking.LONG:
        yield _("How is your back now? A minute helps you and us to decide what comes next:")
    else:
        yield _("How are you? Two or three taps tell your practitioner:")
    yield "%(link)s"
    yield _("You can leave any question open. The link works once.")
    yield _("Questions, or something worries you? Call %(phone)s.")
    yield _("You do not want these questions? Stop them here: %(stop)s")
    yield "%(clinic)s"


# --- Left in peace --------------------------------------------------------------------------------------------------------


def stop(*, patient: people.Patient, by: audit.Actor, now: dt.datetime) -> bool:
    """Ask somebody no more, because they said so. Their visits still get mail. Returns whether this call changed it.

    effects  a Pause, or the silent one becomes theirs; messages of check-ins that have not left are taken back
    """
    with transaction.atomic():
        silent = models.Pause.objects.filter(patient=patient, ended_at=None, reason=Reason.SILENT)
        if silent.update(reason=Reason.ASKED):
            is_new = True
            _record_pause(patient, Reason.ASKED, by=by, now=now)
        else:
            is_new = _begin_pause(patient, Reason.ASKED, by=by, now=now)
        for code in models.CheckIn.objects.filter(patient=patient, answered_at=None).values_list(
            "code", flat=True
        ):
            withdraw_messages(code=code, now=now)
    return is_new


def _begin_pause(patient, reason, *, by, now) -> bool:
    _pause, is_new = models.Pause.objects.get_or_create(
        patient=patient, ended_at=None, defaults={"reason": reason, "began_at": now}
    )
    if is_new:
        _record_pause(patient, reason, by=by, now=now)
    return is_new


def _record_pause(patient, reason, *, by, now):
    audit.record(
        "check_ins_paused",
        by=by,
        now=now,
        patient=patient.pk,
        thing=f"patient:{patient.code}",
        details={"reason": str(reason)},
        clinic=patient.clinic_id,
    )


def begin_again(
    *,
    patient: people.Patient,
    by: audit.Actor,
    now: dt.datetime,
    reasons: Iterable[str] = (Reason.ASKED, Reason.SILENT),
) -> bool:
    """Ask somebody again. Returns whether there was a pause to end.

    reasons  which pauses this ends; an answer ends only the one that silence began
    """
    with transaction.atomic():
        pauses = models.Pause.objects.filter(patient=patient, ended_at=None, reason__in=list(reasons))
        ended = bool(pauses.update(ended_at=now))
        if ended:
            audit.record(
                "check_ins_resumed",
                by=by,
                now=now,
                patient=patient.pk,
                thing=f"patient:{patient.code}",
                clinic=patient.clinic_id,
            )
    return ended


def withdraw_messages(*, code: str, now: dt.datetime) -> int:
    """Take back messages about a check-in that have not left. Returns how many."""
    return outbox.withdraw(about=code, kinds=[""], now=now)
