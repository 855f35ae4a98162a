"""Rows that both clinics need, and inserting many of them at once."""

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterable

from needlepoint.booking import models as booking
from needlepoint.booking.rules import ticks
from needlepoint.desk.story import diary as diaries
from needlepoint.desk.story import reading
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import codes
from needlepoint.people import models as people

BATCH = 2000
COUNTRY, CURRENCY = "US", "USD"
OPEN_FOR = dt.timedelta(days=400)  # longer than anything in the story is ago


def code_for(seed: str, *name: object) -> str:
    """Return the code of a thing: twelve letters, the same for the same seed and name."""
    digest = hashlib.blake2b(repr((seed, *name)).encode(), digest_size=codes.LENGTH).digest()
    return "".join(codes.ALPHABET[byte % len(codes.ALPHABET)] for byte in digest)


def services(
    clinic: people.Clinic, offers: Iterable[reading.Offer], *, seed: str
) -> dict[str, frontdoor.Service]:
    rows = frontdoor.Service.objects.bulk_create(
        frontdoor.Service(
            clinic=clinic, code=code_for(seed, clinic.name, offer.kind), kind=offer.kind, name=offer.name, about=offer.about,
            price_cents=offer.price * 100, segments=offer.pattern, position=place,
        )
        for place, offer in enumerate(offers, start=1)
    )  # fmt: skip
    return {row.kind: row for row in rows}


def hours(practitioners: Iterable[people.Practitioner], opens: int, closes: int) -> None:
    booking.Hours.objects.bulk_create(
        booking.Hours(practitioner=one, weekday=weekday, starts_minute=opens, ends_minute=closes)
        for one in practitioners
        for weekday in range(7)
    )


def user(email: str, name: str, *, seed: str) -> people.User:
    """Make an account without a password: in the demo one click signs in, elsewhere a code by mail."""
    return people.User.objects.create(email=email, name=name, password=f"!{code_for(seed, email)}")


def masks(diary: diaries.Diary, kind: str, row: booking.Visit) -> dict[str, int]:
    return diaries.masks(
        row.starts_at, diary.patterns[kind], diary.zone_name,
        practitioner=row.practitioner_id, room=row.room_id, patient=row.patient_id,
    )  # fmt: skip


def occupy(clinic: people.Clinic, masks: dict[tuple[dt.date, str], int], claims: list[booking.Claim]) -> None:
    rows = []
    for (day, resource), mask in masks.items():
        words = dict(zip(("w0", "w1", "w2", "w3", "w4"), ticks.words(mask), strict=True))
        rows.append(booking.Occupancy(clinic=clinic, resource=resource, local_date=day, **words))
    in_batches(booking.Occupancy, rows)
    in_batches(booking.Claim, claims)


def in_batches(model, rows: Iterable) -> None:
    """Insert without holding every row in memory at once."""
    rows = iter(rows)
    while batch := list(itertools.islice(rows, BATCH)):
        model.objects.bulk_create(batch)
