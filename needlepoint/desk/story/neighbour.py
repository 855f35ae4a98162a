"""The clinic next door: Eve, one room, a few patients with a visit today. It shows where the walls are."""

import datetime as dt

from needlepoint.booking import models as booking
from needlepoint.booking.rules import ticks
from needlepoint.desk.story import bulk, casting
from needlepoint.people import models as people

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)


def write(company: casting.Company, *, now: dt.datetime) -> people.Clinic:
    """Write the clinic next door: Eve, one room, a few patients with a visit today."""
    told, diary = company.story.neighbour, company.diary
    seed = company.seed
    clinic = people.Clinic.objects.create(
        code=bulk.code_for(seed, told.name), name=told.name, host=told.host, time_zone=diary.zone_name, country=bulk.COUNTRY, currency=bulk.CURRENCY,
        phone=told.phone, email=told.email, address=told.address, hours_words=company.story.clinic.hours_words, opened_on=diary.date_of(now) - bulk.OPEN_FOR,
    )  # fmt: skip
    services = bulk.services(clinic, company.story.services, seed=seed)
    room = booking.Room.objects.create(
        clinic=clinic, code=bulk.code_for(seed, told.room), name=told.room, position=1
    )
    user = bulk.user(told.staff.email, told.staff.name, seed=seed)
    for role in ("PRACTITIONER", "DESK", "OWNER"):
        people.Membership.objects.create(user=user, clinic=clinic, role=role)
    eve = people.Practitioner.objects.create(
        clinic=clinic,
        user=user,
        code=bulk.code_for(seed, told.staff.who),
        name=told.staff.name,
        credential=told.staff.credential,
    )
    bulk.hours([eve], company.story.clinic.opens, company.story.clinic.closes)
    masks, claims = {}, []
    day = company.teller.today
    for place, name in enumerate(told.patients):
        given, _, family = name.partition(" ")
        patient = people.Patient.objects.create(
            clinic=clinic, code=bulk.code_for(seed, name), given_name=given, family_name=family, birth_date=dt.date(1970 + place, 5, 5),
            phone=f"+1212555019{place}", made_at=now - 20 * DAY, cautions_checked_on=day,
        )  # fmt: skip
        starts_at = diary.moment(day, company.story.clinic.closes - (place + 1) * 60)
        visit = booking.Visit.objects.create(
            clinic=clinic, code=bulk.code_for(seed, name, "visit"), patient=patient, practitioner=eve, room=room, service=services["FOLLOW_UP"],
            starts_at=starts_at, ends_at=starts_at + diary.patterns["FOLLOW_UP"].patient_minutes * MINUTE, booked_at=now - 3 * DAY,
        )  # fmt: skip
        booking.Fact.objects.create(visit=visit, kind="BOOKED", at=visit.booked_at, by=f"user:{user.pk}")
        for resource, mask in bulk.masks(diary, "FOLLOW_UP", visit).items():
            masks[day, resource] = masks.get((day, resource), 0) | mask
            claims += [
                booking.Claim(clinic=clinic, resource=resource, local_date=day, tick=tick, visit=visit)
                for tick in ticks.listed(mask)
            ]
    bulk.occupy(clinic, masks, claims)
    return clinic
