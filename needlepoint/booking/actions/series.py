"""Book the visits of a course together: all of them in one transaction, or those that are free."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking import models
from needlepoint.booking.actions import record, refusals, stops, visits
from needlepoint.booking.messages import wording
from needlepoint.booking.queries import series as series_queries
from needlepoint.booking.rules import calendar, series
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import addresses, audit, clock, languages, outbox
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.screening import actions as screening_actions

Wish = series_queries.Wish
LINK_DAYS_AFTER = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Refused:
    """A wish that could not be booked, why in a sentence for the patient, and up to three starts near it."""

    wish: Wish
    sentence: str
    others: tuple[series.Open, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Booked:
    """What came of booking together; `series` is None when nothing was booked."""

    series: models.Series | None
    visits: tuple[models.Visit, ...]
    refused: tuple[Refused, ...] = ()


class _NotEnough(Exception):
    """Something is taken and all was asked for, or everything is taken: the transaction is undone."""

    def __init__(self, refused: Sequence[tuple[Wish, str]]) -> None:
        super().__init__(len(refused))
        self.refused = refused


def book_series(
    *,
    clinic: people.Clinic,
    patient: people.Patient,
    wishes: Sequence[Wish],
    service: frontdoor.Service,
    course_code: str,
    by: audit.Actor,
    now: dt.datetime,
    form_key: str,
    takes_what_is_free: bool = False,
    session: Mapping | None = None,
    check: str = "",
    location: models.Location | None = None,
) -> Booked:
    """Book visits together.

    wishes              at least one; any order
    form_key            born with the form: the same key again returns what it booked, whatever came with it
    takes_what_is_free  False: all or none. True: those that are free; the others come back
    session, check      as for `book_visit`
    returns             what was booked; `refused` holds every wish that was not
    raises              UnableToBook for what no other start would cure
    effects             one transaction: the series, its visits with their ticks, facts, audit entries and reminders;
                        one mail that lists them all
    """
    wishes = sorted(set(wishes))
    if not wishes or len(wishes) > series_queries.VISITS_MAX:
        raise refusals.UnableToBook(_("Choose at least one visit."))
    replayed = _same_form(clinic, patient, form_key)
    if replayed is not None:
        return replayed
    stops.refuse_stopped(patient, by=by, now=now, session=session)
    order = _Order(clinic, patient, service, by, now, check, location)
    try:
        with transaction.atomic():
            # First, so that of two halves of a double click the second waits here and then finds what is booked.
            together = models.Series.objects.create(
                clinic=clinic, patient=patient, course_code=course_code, made_at=now, form_key=form_key
            )
            booked, refused = order.book(wishes, together)
            _check_enough(booked, refused, takes_what_is_free=takes_what_is_free)
            if session is not None:
                screening_actions.keep_check(session=session, patient=patient, by=by, now=now, is_proven=True)
            _record(together, booked, by=by, now=now, refused=len(refused))
            with languages.written_to(patient.language):
                _promise_one_mail(together, booked, now=now)
    except _NotEnough as not_enough:
        return Booked(None, (), order.with_others(wishes, not_enough.refused))
    except IntegrityError:
        if (replayed := _same_form(clinic, patient, form_key)) is None:
            raise
        return replayed
    return Booked(together, tuple(booked), order.with_others(wishes, refused))


@dataclasses.dataclass(frozen=True, slots=True)
class _Order:
    """For whom visits are booked, and by whom."""

    clinic: people.Clinic
    patient: people.Patient
    service: frontdoor.Service
    by: audit.Actor
    now: dt.datetime
    check: str
    location: models.Location | None

    def book(
        self, wishes: Sequence[Wish], together: models.Series
    ) -> tuple[list[models.Visit], list[tuple[Wish, str]]]:
        """Book what is free, in the order of time: two series that meet take their days in one order."""
        booked, refused = [], []
        for wish in wishes:
            try:
                with transaction.atomic():
                    booked.append(self._book_one(wish, together))
            except refusals.UnableToBook as unable:
                if not unable.is_taken:
                    raise
                refused.append((wish, str(unable)))
        return booked, refused

    def _book_one(self, wish: Wish, together: models.Series) -> models.Visit:
        return visits.book_visit(
            clinic=self.clinic,
            patient=self.patient,
            service=self.service,
            starts_at=wish.starts_at,
            practitioner_id=wish.practitioner_id,
            is_review=wish.is_review,
            by=self.by,
            now=self.now,
            form_key=None,
            check=self.check,
            location=self.location,
            series=together,
        )

    def with_others(self, wishes: Sequence[Wish], refused: Sequence[tuple[Wish, str]]) -> tuple[Refused, ...]:
        if not refused:
            return ()
        planned = series_queries.again(
            self.clinic,
            patient=self.patient,
            service=self.service,
            wishes=wishes,
            numbers=range(1, len(wishes) + 1),
            taste=series.Taste(practitioner_id=refused[0][0].practitioner_id),
            now=self.now,
            is_staff=not record.is_public(self.by),
            location=self.location,
        )
        others = {
            wish: tuple(start for start in (one.start, *one.others) if start and start[:2] != wish[:2])
            for wish, one in zip(wishes, planned, strict=True)
        }
        return tuple(Refused(wish, sentence, others[wish]) for wish, sentence in refused)


def _check_enough(
    booked: Sequence[models.Visit], refused: Sequence[tuple[Wish, str]], *, takes_what_is_free: bool
) -> None:
    if refused and (not takes_what_is_free or not booked):
        raise _NotEnough(refused)


def _same_form(clinic: people.Clinic, patient: people.Patient, form_key: str) -> Booked | None:
    together = series_queries.booked_together(clinic.pk, form_key)
    if together is None:
        return None
    if together.patient_id != patient.pk:
        raise refusals.UnableToBook(
            _("This page has already booked visits, so we booked nothing more. Open it again to book more.")
        )
    return Booked(together, tuple(series_queries.visits_of_series(together)))


def _record(
    together: models.Series,
    booked: Sequence[models.Visit],
    *,
    by: audit.Actor,
    now: dt.datetime,
    refused: int,
) -> None:
    audit.record(
        "series_booked",
        by=by,
        now=now,
        clinic=together.clinic_id,
        patient=together.patient_id,
        thing=f"series:{together.code}",
        details={"visits": len(booked), "refused": refused, "course": together.course_code},
    )


def _promise_one_mail(together: models.Series, booked: Sequence[models.Visit], *, now: dt.datetime) -> None:
    """Promise one mail with every visit, in place of one for each."""
    patient, clinic = together.patient, together.clinic
    if not patient.email:
        return
    for visit in booked:
        outbox.withdraw(about=visit.code, kinds=["CONFIRMATION"], now=now)
    days = (booked[-1].starts_at - now).days + LINK_DAYS_AFTER
    token = people_actions.make_link(patient=patient, purpose="PORTAL", now=now, days=days)
    count = len(booked)
    words = {
        "name": patient.given_name,
        "count": count,
        "clinic": clinic.name,
        "address": clinic.address,
        "phone": clinic.phone,
        "hours": clinic.free_to_cancel_hours,
        "link": addresses.absolute(reverse("people:link", args=[token])),
    }
    body = "\n\n".join(
        (
            ngettext(
                "Hello %(name)s,\n\nyour visit is booked:",
                "Hello %(name)s,\n\nyour %(count)s visits are booked:",
                count,
            )
            % words,
            "\n".join(_line(visit, clinic) for visit in booked),
            _("All at %(clinic)s, %(address)s.") % words,
            _("Each of them is free to move or cancel until %(hours)s hours before. Or call %(phone)s.")
            % words,
            _("To see, move or cancel them open this link. It works once; you can ask for another:\n%(link)s")
            % words,
            clinic.name,
        )
    )
    outbox.queue(
        key=f"series:{together.code}:confirmation",
        clinic_id=clinic.pk,
        patient_id=patient.pk,
        to=patient.email,
        subject=ngettext("Your visit is booked", "Your %(count)s visits are booked", count) % words,
        body=body + "\n",
        send_at=now,
        calendar=calendar.together(wording.event(visit, now=now, moves=0) for visit in booked),
    )


def _line(visit: models.Visit, clinic: people.Clinic) -> str:
    local = clock.local(visit.starts_at, visit.location.time_zone if visit.location else clinic.time_zone)
    words = {
        "day": formats.date_format(local, "l j F"),
        "time": clock.time_words(local, clinic.country),
        "zone": local.tzname(),
        "with": visit.practitioner.name if visit.practitioner else clinic.name,
    }
    if visit.is_review:
        return _("%(day)s at %(time)s (%(zone)s), with %(with)s – review") % words
    return _("%(day)s at %(time)s (%(zone)s), with %(with)s") % words
