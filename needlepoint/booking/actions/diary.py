"""When people work, and what is shut. No booked visit is changed here: whom a change hits is asked for and settled after."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from needlepoint.booking import models
from needlepoint.booking.queries import diary as queries
from needlepoint.booking.rules import diary as rules
from needlepoint.booking.rules import ticks
from needlepoint.house import addresses, audit, clock, languages, outbox
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people

Kind = models.Closure.Kind
LONGEST = dt.timedelta(days=366)
LINK_DAYS = 14


class UnableToKeepHours(Exception):
    """The hours stay as they were. `faults` says everything that is wrong: (row from 0, sentence)."""

    def __init__(self, faults: Sequence[tuple[int, str]]) -> None:
        super().__init__(" ".join(sentence for _row, sentence in faults))
        self.faults = list(faults)


class UnableToShut(Exception):
    """Nothing was shut; the message is for whoever asked."""


class UnableToAsk(Exception):
    """The patient was not written to; the message is for the desk."""


# --- Hours ---------------------------------------------------------------------------------------------------------------


def set_week(
    *,
    practitioner: people.Practitioner,
    rows: Sequence[rules.Row],
    by: audit.Actor,
    now: dt.datetime,
    from_date: dt.date | None = None,
) -> None:
    """Replace a practitioner's weekly hours, from a date on; what holds before it stays.

    from_date  None: the new hours replace everything
    raises     UnableToKeepHours with everything that is wrong; nothing is stored then
    effects    the rows, an audit entry; visits are left alone (see queries.diary.visits_hit_by_week)
    """
    _refuse_faults(practitioner, rows)
    kept = rules.replaced(queries.work_of(practitioner).weekly, rows, from_date)
    with transaction.atomic():
        _lock(practitioner)
        models.Hours.objects.filter(practitioner=practitioner).delete()
        models.Hours.objects.bulk_create(
            models.Hours(
                practitioner=practitioner,
                location_id=row.place,
                weekday=row.weekday,
                starts_minute=row.starts_minute,
                ends_minute=row.ends_minute,
                from_date=row.from_date,
                until_date=row.until_date,
            )
            for row in kept
        )
        since = from_date.isoformat() if from_date else ""
        _record("hours_set", practitioner, by=by, now=now, rows=len(rows), since=since)


def set_day(
    *,
    practitioner: people.Practitioner,
    date: dt.date,
    rows: Sequence[rules.Stretch],
    by: audit.Actor,
    now: dt.datetime,
) -> None:
    """Say what a practitioner works on one date instead of the weekly hours; no rows: not at all.

    raises   UnableToKeepHours with everything that is wrong
    effects  the rows, an audit entry; visits are left alone (see queries.diary.visits_hit_by_day)
    """
    _refuse_faults(practitioner, [rules.Row(date.weekday(), *row) for row in rows])
    with transaction.atomic():
        _lock(practitioner)
        models.SpecialDay.objects.filter(practitioner=practitioner, date=date).delete()
        models.SpecialDay.objects.bulk_create(
            models.SpecialDay(
                practitioner=practitioner,
                date=date,
                location_id=row.place,
                starts_minute=row.starts_minute,
                ends_minute=row.ends_minute,
            )
            for row in rows
        )
        if not rows:
            models.SpecialDay.objects.create(practitioner=practitioner, date=date)
        _record("day_set", practitioner, by=by, now=now, rows=len(rows), date=date.isoformat())


def clear_day(*, practitioner: people.Practitioner, date: dt.date, by: audit.Actor, now: dt.datetime) -> bool:
    """Let a date be like any other again. Returns whether it differed."""
    with transaction.atomic():
        days = models.SpecialDay.objects.filter(practitioner=practitioner, date=date)
        if not days.delete()[0]:
            return False
        _record("day_cleared", practitioner, by=by, now=now, date=date.isoformat())
    return True


def _lock(practitioner: people.Practitioner) -> None:
    """Let two people who change the same hours at once do so one after the other."""
    list(people.Practitioner.objects.select_for_update().filter(pk=practitioner.pk).values_list("pk"))


def _record(what: str, practitioner, *, by: audit.Actor, now: dt.datetime, **details: object) -> None:
    audit.record(
        what,
        by=by,
        now=now,
        clinic=practitioner.clinic_id,
        thing=f"practitioner:{practitioner.code}",
        details=details,
    )


def _refuse_faults(practitioner: people.Practitioner, rows: Sequence[rules.Row]) -> None:
    faults = queries.faults_in(practitioner.clinic, rows)
    if faults:
        raise UnableToKeepHours(faults)


# --- Shut and open again -------------------------------------------------------------------------------------------------


def shut(
    *,
    clinic: people.Clinic,
    kind: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    reason: str,
    by: audit.Actor,
    now: dt.datetime,
    practitioner: people.Practitioner | None = None,
    room: models.Room | None = None,
    location: models.Location | None = None,
) -> models.Closure:
    """Take a practitioner, else a room, else a place, else everyone out of the calendar for a while.

    reason   a few words for colleagues; patients never see them
    raises   UnableToShut
    effects  the closure, the visits that it hits as people who are owed another time, an audit entry; no visit is changed
    """
    _refuse_span(starts_at, ends_at, now)
    if any(thing is not None and thing.clinic_id != clinic.pk for thing in (practitioner, room, location)):
        raise UnableToShut(_("This belongs to another clinic. Nothing was changed."))
    with transaction.atomic():
        same = models.Closure.objects.filter(
            clinic=clinic,
            kind=kind,
            practitioner=practitioner,
            room=room,
            location=location,
            starts_at=starts_at,
            ends_at=ends_at,
        ).first()
        if same is not None:  # the same form, sent twice
            return same
        closure = models.Closure.objects.create(
            clinic=clinic,
            kind=kind,
            practitioner=practitioner,
            room=room,
            location=location,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason[:80],
        )
        hit = _write_hits(closure, now)
        _record_closure("closure_made", closure, by=by, now=now, hit=hit)
    return closure


def _refuse_span(starts_at: dt.datetime, ends_at: dt.datetime, now: dt.datetime) -> None:
    if ends_at <= starts_at:
        raise UnableToShut(_("The end is not after the beginning. Check the two."))
    if ends_at <= now:
        raise UnableToShut(_("This is over already. Choose days or times that are still to come."))
    if ends_at - starts_at > LONGEST:
        raise UnableToShut(_("This is longer than a year. Check the year of the last day."))


def _write_hits(closure: models.Closure, now: dt.datetime) -> int:
    visits = queries.visits_hit(
        closure.clinic,
        starts_at=closure.starts_at,
        ends_at=closure.ends_at,
        now=now,
        practitioner=closure.practitioner,
        room=closure.room,
        location=closure.location,
    )
    models.Hit.objects.bulk_create(
        [models.Hit(closure=closure, visit=visit, was_at=visit.starts_at) for visit in visits]
    )
    return len(visits)


def _record_closure(what: str, closure, *, by: audit.Actor, now: dt.datetime, **details: object) -> None:
    audit.record(
        what,
        by=by,
        now=now,
        clinic=closure.clinic_id,
        thing=f"closure:{closure.code}",
        details={"kind": closure.kind, **details},
    )


def open_again(*, closure: models.Closure, by: audit.Actor, now: dt.datetime) -> bool:
    """Take a closure back: its time can be booked again. Visits that were moved because of it stay where they are.

    returns  whether it was there
    """
    with transaction.atomic():
        if not models.Closure.objects.filter(pk=closure.pk).exists():
            return False
        _record_closure("closure_ended", closure, by=by, now=now)
        models.Closure.objects.filter(pk=closure.pk).delete()
    return True


def keep_holidays(
    *,
    clinic: people.Clinic,
    dates: Mapping[dt.date, str],
    among: Iterable[dt.date],
    by: audit.Actor,
    now: dt.datetime,
) -> tuple[list[models.Closure], int]:
    """Shut the clinic on these public holidays, and open it on those of `among` that are not ticked any more.

    dates    the ticked dates, with the holiday's name
    among    all dates that could be ticked; a closure on another date is left alone
    returns  the closures made, and how many were ended
    effects  the closures with the visits that they hit, audit entries; no visit is changed
    """
    zone, made = clinic.time_zone, []
    keys = {date: f"holiday:{clinic.country}:{date.isoformat()}" for date in among}
    with transaction.atomic():
        kept = {
            closure.source_key: closure
            for closure in models.Closure.objects.filter(clinic=clinic, source_key__in=keys.values())
        }
        for date, key in sorted(keys.items()):
            day = ticks.day(date, zone)
            if date in dates and key not in kept and day.ends > now:
                closure = models.Closure(clinic=clinic, kind=Kind.HOLIDAY, source_key=key)
                closure.starts_at, closure.ends_at, closure.reason = day.begins, day.ends, dates[date][:80]
                try:
                    with transaction.atomic():
                        closure.save(force_insert=True)
                except IntegrityError:  # a colleague ticked it at the same time
                    continue
                _record_closure(
                    "closure_made",
                    closure,
                    by=by,
                    now=now,
                    date=date.isoformat(),
                    hit=_write_hits(closure, now),
                )
                made.append(closure)
        ended = [closure for date, key in keys.items() if date not in dates and (closure := kept.get(key))]
        for closure in ended:
            _record_closure("closure_ended", closure, by=by, now=now)
            closure.delete()
    return made, len(ended)


# --- The visits that a closure hit ---------------------------------------------------------------------------------------


def keep_visit(*, closure: models.Closure, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> None:
    """Say that a visit takes place although its time is shut, because somebody will be there for it. Again: nothing."""
    with transaction.atomic():
        hit, _made = models.Hit.objects.get_or_create(
            closure=closure, visit=visit, defaults={"was_at": visit.starts_at}
        )
        if models.Hit.objects.filter(pk=hit.pk, kept_at=None).update(kept_at=now):
            _record_closure("visit_kept", closure, by=by, now=now, visit=visit.code)


def ask_to_choose(*, closure: models.Closure, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> bool:
    """Write to the patient that the time does not work out, with a link to choose another. Again changes nothing.

    returns  whether it was promised just now
    raises   UnableToAsk without an address to write to, or when the visit no longer stands
    effects  the mail is promised; the visit keeps its time until they choose
    """
    patient = visit.patient
    if visit.state != models.Visit.State.BOOKED:
        raise UnableToAsk(_("This visit is no longer booked, so there is nothing to ask."))
    if not patient.email:
        raise UnableToAsk(_("We have no e-mail address of this patient. Please call them."))
    with transaction.atomic():
        hit, _made = models.Hit.objects.get_or_create(
            closure=closure, visit=visit, defaults={"was_at": visit.starts_at}
        )
        if not models.Hit.objects.filter(pk=hit.pk, asked_at=None).update(asked_at=now):
            return False
        token = people_actions.make_link(patient=patient, purpose="PORTAL", now=now, days=LINK_DAYS)
        with languages.written_to(patient.language):
            _promise_question(visit, closure, token, now=now)
        _record_closure("patient_asked", closure, by=by, now=now, visit=visit.code)
    return True


def _promise_question(visit: models.Visit, closure: models.Closure, token: str, *, now: dt.datetime) -> None:
    """Promise the mail that asks a patient to choose another time, in the patient's language."""
    patient = visit.patient
    local = clock.local(
        visit.starts_at, visit.location.time_zone if visit.location else visit.clinic.time_zone
    )
    words = {
        "name": patient.given_name,
        "day": formats.date_format(local, "l j F"),
        "time": clock.time_words(local, visit.clinic.country),
        "link": addresses.absolute(reverse("people:link", args=[token])),
        "phone": visit.clinic.phone,
        "clinic": visit.clinic.name,
    }
    body = _(
        "Hello %(name)s,\n\nwe are sorry: we cannot treat you on %(day)s at %(time)s as planned.\n\n"
        "Please choose another time. This link opens your page, where you can move your visit:\n%(link)s\n\n"
        "It costs you nothing. If you would rather talk to us, call %(phone)s.\n\n%(clinic)s\n"
    )
    outbox.queue(
        key=f"visit:{visit.code}:closure:{closure.code}",
        clinic_id=visit.clinic_id,
        patient_id=patient.pk,
        to=patient.email,
        subject=_("Please choose another time for %(day)s") % words,
        body=body % words,
        send_at=now,
    )
