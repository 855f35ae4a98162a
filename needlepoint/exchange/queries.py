"""What a bring-in must know of the clinic before the first row. For the person at the prompt, who sees all of it."""

import datetime as dt
import itertools
import pathlib
from collections.abc import Callable, Iterator, Sequence

from needlepoint.booking import models as booking
from needlepoint.booking.rules import ticks
from needlepoint.exchange import files, judging, models
from needlepoint.exchange.rules import columns, known, settling
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor import rules as patterns
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

PIECE = 5000  # rows held at a time while reading


def clinics_with(code: str) -> list[people.Clinic]:
    """Return the clinic with this code, or all of them when it is ''. Costs 1 query."""
    return list(people.Clinic.objects.filter(code=code) if code else people.Clinic.objects.all())


def keys_brought_in(clinic: people.Clinic, kind: columns.Kind) -> known.Keys:
    """Return what came in before, with what each row said. Costs 2 queries, 60 bytes a row."""
    rows = people.Patient if kind is columns.Kind.PATIENTS else booking.Visit
    here = rows.objects.filter(clinic=clinic).exclude(source_key=None).values_list("source_key", flat=True)
    said = models.SourceRow.objects.filter(batch__clinic=clinic, batch__kind=kind).exclude(became="")
    return known.Keys(
        itertools.chain(
            ((key, "") for key in here.iterator(PIECE)),
            said.order_by("pk").values_list("source_key", "fingerprint").iterator(PIECE),
        )
    )


def patients_known(clinic: people.Clinic) -> known.Patients:
    """Return everybody the clinic has, to be found by key or description. Costs 1 query, 200 bytes a patient."""
    found = known.Patients()
    rows = people.Patient.objects.filter(clinic=clinic)
    fields = ("pk", "source_key", "given_name", "family_name", "birth_date", "email")
    for number, key, given_name, family_name, birth_date, email in rows.values_list(*fields).iterator(PIECE):
        found.add(
            number,
            key=key,
            plain_name=people_rules.plain_name(f"{given_name} {family_name}"),
            birth_date=birth_date,
            email=people_rules.plain_email(email),
        )
    return found


def patients_unclaimed(clinic: people.Clinic) -> known.Unclaimed:
    """Return the patients whom no row stands for yet. Costs 1 query."""
    rows = people.Patient.objects.filter(clinic=clinic, source_key=None).exclude(email="")
    return known.Unclaimed(
        rows.values_list("pk", "given_name", "family_name", "birth_date", "email").iterator(PIECE)
    )


def clinic_as_known(clinic: people.Clinic, *, now: dt.datetime, told: columns.Told) -> settling.Clinic:
    """Return what appointments are settled against, without its patients. Costs 4 queries."""
    return settling.Clinic(
        zone=clinic.time_zone,
        patients=known.Patients(),
        staff=known.Staff(
            people.Practitioner.objects.filter(clinic=clinic).values_list("pk", "name"), told.practitioners
        ),
        offers=[
            settling.Offer(service.pk, service.kind, service.name, patterns.pattern(service.segments))
            for service in frontdoor.Service.objects.filter(clinic=clinic)
        ],
        rooms=dict(booking.Room.objects.filter(clinic=clinic, is_open=True).values_list("pk", "name")),
        calendar=known.Calendar(_occupied(clinic, since=ticks.day_of(now, clinic.time_zone).date)),
    )


def _occupied(clinic: people.Clinic, *, since: dt.date) -> Iterator[tuple[str, dt.date, int]]:
    # A visit that began before midnight may still be going on, so the day before counts too.
    rows = booking.Occupancy.objects.filter(clinic=clinic, local_date__gte=since - dt.timedelta(days=1))
    fields = ("resource", "local_date", "w0", "w1", "w2", "w3", "w4")
    for resource, date, *words in rows.values_list(*fields).iterator(PIECE):
        yield resource, date, ticks.mask(words)


def is_brought_in(clinic: people.Clinic, file_hash: str) -> bool:
    """Say whether a file with these very bytes came in before. Costs 1 query."""
    return models.Batch.objects.filter(clinic=clinic, file_hash=file_hash).exclude(finished_at=None).exists()


def all_known(
    clinic: people.Clinic,
    sources: Sequence[files.Source],
    *,
    told: columns.Told,
    now: dt.datetime,
    make_practitioner: Callable[[str], int] | None,
) -> judging.Known:
    """Return all that the rows of a run are judged by. Costs 8 to 10 queries."""
    here = clinic_as_known(clinic, now=now, told=told)
    here.patients = patients_known(clinic)
    here.make_practitioner = make_practitioner
    return judging.Known(
        clinic=here,
        unclaimed=patients_unclaimed(clinic),
        keys={kind: keys_brought_in(clinic, kind) for kind in {source.kind for source in sources}},
        country=clinic.country,
        now=now,
        today=ticks.day_of(now, clinic.time_zone).date,
        told=told,
    )


def rehearsed(
    clinic: people.Clinic,
    sources: Sequence[files.Source],
    *,
    told: columns.Told,
    may_make_practitioners: bool,
    folder: pathlib.Path,
    now: dt.datetime,
    progress: judging.Progress,
) -> list[judging.Judged]:
    """Return what bringing these files in would come to now. Writes nothing but the lists of refused rows."""
    keeper = judging.Rehearsal()
    make = keeper.make_practitioner if may_make_practitioners else None
    here = all_known(clinic, sources, told=told, now=now, make_practitioner=make)
    return judging.judge(sources, here=here, keeper=keeper, folder=folder, progress=progress)
