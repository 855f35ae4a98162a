"""Bringing in what another system exported: one deed, one transaction, all of it or nothing."""

import dataclasses
import datetime as dt
import json
import pathlib
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from needlepoint.booking import messages
from needlepoint.booking import models as booking
from needlepoint.booking.rules import ticks
from needlepoint.exchange import files, judging, models, queries
from needlepoint.exchange.rules import columns, known, persons, settling, tally
from needlepoint.house import audit
from needlepoint.people import models as people

PIECE = 2000  # rows in one INSERT, where the database takes so many
Fate = tally.Fate


class UnableToBringIn(Exception):
    """Nothing was taken. The message is for the person at the prompt."""


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """What the person at the prompt asked for."""

    told: columns.Told = dataclasses.field(default_factory=columns.Told)
    may_make_practitioners: bool = False
    is_reminding: bool = False


def bring_in(
    *,
    clinic: people.Clinic,
    sources: Sequence[files.Source],
    wish: Wish,
    folder: pathlib.Path,
    by: audit.Actor,
    now: dt.datetime,
    progress: judging.Progress,
) -> list[judging.Judged]:
    """Take every row that can be taken, patients before appointments.

    folder   where the refused rows are written
    returns  each file's rows, counted
    raises   UnableToBringIn, and files.UnableToReadFile; nothing is kept then
    effects  patients; practitioners when asked; visits, with the ticks of those to come; every row as it stood;
             reminders when asked, and no other mail; one audit entry a file
    costs    one INSERT for each thousand rows or so of each table; memory grows by about 200 bytes a patient and
             130 bytes a visit
    """
    try:
        with transaction.atomic():
            # Two runs at once go one after the other; SQLite has one writer at a time anyway.
            people.Clinic.objects.select_for_update().get(pk=clinic.pk)
            keeper = _Writing(clinic, now=now, is_reminding=wish.is_reminding)
            make = keeper.make_practitioner if wish.may_make_practitioners else None
            here = queries.all_known(clinic, sources, told=wish.told, now=now, make_practitioner=make)
            judged = judging.judge(sources, here=here, keeper=keeper, folder=folder, progress=progress)
            _hold(clinic, here.clinic.calendar)
            for batch, counted in keeper.finished:
                audit.record(
                    "file_brought_in",
                    by=by,
                    now=now,
                    thing=f"batch:{batch.pk}",
                    details={
                        "kind": batch.kind,
                        "practitioners_made": len(keeper.practitioners),
                        **{fate.lower(): counted.fates[fate] for fate in Fate},
                    },
                    clinic=clinic.pk,
                )
    except (_Lost, IntegrityError) as lost:
        raise UnableToBringIn(
            "Somebody booked or changed something at the same moment, so nothing was taken. Run it again."
        ) from lost
    return judged


class _Lost(Exception):
    """Somebody took a tick between our look and our claim; the transaction is undone."""


class _Writing:
    """The keeper that writes, inside the action's transaction."""

    def __init__(self, clinic: people.Clinic, *, now: dt.datetime, is_reminding: bool) -> None:
        self._clinic, self._now, self._is_reminding = clinic, now, is_reminding
        self._batch = models.Batch()
        self._is_again = False
        self._reminders = 0
        self.practitioners: list[str] = []
        self.finished: list[tuple[models.Batch, tally.Tally]] = []

    def begin(self, source: files.Source) -> None:
        self._is_again = queries.is_brought_in(self._clinic, source.hash)
        self._reminders = 0
        self._batch = models.Batch.objects.create(
            clinic=self._clinic,
            file_name=source.name[:200],
            file_hash=source.hash,
            kind=source.kind,
            headings=list(source.layout.headings),
            read_as={
                "encoding": source.encoding,
                "separator": source.separator,
                "dates": source.order,
                "columns": dict(source.layout.understood),
            },
            made_at=self._now,
        )

    def keep(self, outcomes: Sequence[judging.Outcome]) -> list[int]:
        """Write a chunk: what was taken first, so that its source rows can say what they became."""
        taken = [outcome for outcome in outcomes if outcome.fate is Fate.TAKEN]
        if self._batch.kind == columns.Kind.PATIENTS:
            numbers = self._patients([outcome.about for outcome in taken])
            self._join([outcome for outcome in outcomes if outcome.fate is Fate.JOINED])
            became = iter([f"patient:{number}" for number in numbers])
        else:
            numbers = []
            became = iter(
                [f"visit:{number}" for number in self._visits([outcome.about for outcome in taken])]
            )
        # The same file again: its rows are kept already, but for those that come in only now.
        kept = {Fate.TAKEN, Fate.JOINED} if self._is_again else set(Fate) - {Fate.KNOWN}
        models.SourceRow.objects.bulk_create(
            [
                models.SourceRow(
                    batch_id=self._batch.pk,
                    line=outcome.line,
                    content=json.dumps(outcome.row),
                    became=_became(outcome, became),
                    source_key=outcome.key,
                    fingerprint=outcome.fingerprint,
                    reasons=[reason.words for reason in outcome.remarks.reasons],
                )
                for outcome in outcomes
                if outcome.fate in kept
            ],
            batch_size=PIECE,
        )
        return numbers

    def make_practitioner(self, name: str) -> int:
        """Enter a practitioner whom nobody can book yet: the clinic says when they work, and whether they still do."""
        self.practitioners.append(name)
        return people.Practitioner.objects.create(clinic=self._clinic, name=name, is_bookable=False).pk

    def end(self, counted: tally.Tally) -> None:
        counted.reminders = self._reminders
        if self._is_again and not counted.fates[Fate.TAKEN] + counted.fates[Fate.JOINED]:
            self._batch.delete()  # nothing new: the first batch says it all
            return
        self._batch.rows_taken = counted.fates[Fate.TAKEN] + counted.fates[Fate.JOINED]
        self._batch.rows_refused = counted.fates[Fate.REFUSED]
        self._batch.rows_changed = counted.fates[Fate.CHANGED]
        self._batch.finished_at = self._now
        self._batch.save()
        self.finished.append((self._batch, counted))

    def _patients(self, persons_taken: Sequence[persons.Person]) -> list[int]:
        made = people.Patient.objects.bulk_create(
            [
                people.Patient(
                    clinic_id=self._clinic.pk,
                    given_name=person.given_name,
                    family_name=person.family_name,
                    birth_date=person.birth_date,
                    email=person.email,
                    phone=person.phone,
                    language=person.language,
                    may_contact=person.may_contact,
                    made_at=self._now,
                    source_key=person.key,
                )
                for person in persons_taken
            ],
            batch_size=PIECE,
        )
        return [patient.pk for patient in made]

    def _join(self, outcomes: Sequence[judging.Outcome]) -> None:
        """Give somebody who is here already the source's number. What we hold about them is not changed."""
        for outcome in outcomes:
            rows = people.Patient.objects.filter(pk=outcome.patient, source_key=None)
            if rows.update(source_key=outcome.key) != 1:
                raise _Lost

    def _visits(self, settled: Sequence[settling.Settled]) -> list[int]:
        made = booking.Visit.objects.bulk_create(
            [
                booking.Visit(
                    clinic_id=self._clinic.pk,
                    patient_id=visit.patient,
                    practitioner_id=visit.practitioner,
                    room_id=visit.room,
                    service_id=visit.service,
                    starts_at=visit.starts_at,
                    ends_at=visit.ends_at,
                    state=visit.state,
                    booked_at=visit.booked_at,
                    source_key=visit.key,
                )
                for visit in settled
            ],
            batch_size=PIECE,
        )
        coming = [(row, visit) for row, visit in zip(made, settled, strict=True) if visit.is_coming]
        booking.Claim.objects.bulk_create(
            [
                booking.Claim(
                    clinic_id=self._clinic.pk, resource=resource, local_date=day, tick=tick, visit_id=row.pk
                )
                for row, visit in coming
                for resource, days in visit.holds.items()
                for day, mask in days.items()
                for tick in ticks.listed(mask)
            ],
            batch_size=PIECE,
        )
        if self._is_reminding:
            self._remind([row.pk for row, _visit in coming])
        return [row.pk for row in made]

    def _remind(self, numbers: Sequence[int]) -> None:
        rows = booking.Visit.objects.filter(
            pk__in=numbers, state=booking.Visit.State.BOOKED, patient__may_contact=True
        ).exclude(patient__email="")
        for visit in rows.select_related("patient", "clinic", "practitioner", "service"):
            messages.promise_reminder(visit, now=self._now, moves=0)
            self._reminders += 1


def _became(outcome: judging.Outcome, became) -> str:
    if outcome.fate is Fate.TAKEN:
        return next(became)
    return f"patient:{outcome.patient}" if outcome.fate is Fate.JOINED else ""


def _hold(clinic: people.Clinic, calendar: known.Calendar) -> None:
    """Take the ticks of the whole run: a new row for each resource and day without one, else compare-and-set.

    raises  _Lost when a row is not as it was when we looked
    """
    fresh = []
    for resource, day, before, taken in calendar.changes():
        if before is None:
            fresh.append(
                booking.Occupancy(clinic_id=clinic.pk, resource=resource, local_date=day, **_words(taken))
            )
        else:
            rows = booking.Occupancy.objects.filter(
                clinic=clinic, resource=resource, local_date=day, **_words(before)
            )
            if rows.update(**_words(before | taken)) != 1:
                raise _Lost
    booking.Occupancy.objects.bulk_create(fresh, batch_size=PIECE)


def _words(mask: int) -> dict[str, int]:
    return {f"w{place}": word for place, word in enumerate(ticks.words(mask))}
