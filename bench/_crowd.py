"""A clinic with ten thousand patients of twelve visits each, written in bulk beside the demo clinic's own people.

Everything a figure about many people reads is there: courses that run and courses that ended, visits kept, missed and
cancelled, check-ins answered and not, pain scores, decisions at reviews, unwanted effects. The same numbers every time.
"""

import datetime as dt
import random

PATIENTS, VISITS = 10_000, 12
BATCH = 2_000
MONTHS_BACK = 18
PRACTITIONERS = 10
DAY = dt.timedelta(days=1)


def write(now: dt.datetime, *, patients: int = PATIENTS, visits: int = VISITS) -> int:
    """Add the crowd to the demo clinic, which was told before. Returns the clinic's id."""
    from django.db import transaction

    from needlepoint.desk.story import bulk
    from needlepoint.outcomes.actions import results
    from needlepoint.people import models as people
    from needlepoint.plans import models as plans

    chance = random.Random("ten thousand people")
    clinic = people.Membership.objects.get(user__email="ivo@willow.example").clinic
    more = people.Practitioner.objects.bulk_create(
        people.Practitioner(clinic=clinic, name=f"Practitioner {n}") for n in range(PRACTITIONERS - 2)
    )
    bulk.hours(more, 8 * 60, 18 * 60)
    with transaction.atomic():
        for begin in range(0, patients, BATCH):
            _some(clinic, range(begin, min(patients, begin + BATCH)), visits, chance, now)
    results.work_out(course_ids=plans.Course.objects.values_list("pk", flat=True), now=now)
    return clinic.pk


def _some(clinic, numbers, many, chance, now):
    from needlepoint.booking import models as booking
    from needlepoint.charting import models as charting
    from needlepoint.frontdoor import models as frontdoor
    from needlepoint.outcomes import models as outcomes
    from needlepoint.people import models as people
    from needlepoint.plans import models as plans

    treating = list(people.Practitioner.objects.filter(clinic=clinic).values_list("pk", flat=True))
    rooms = list(booking.Room.objects.filter(clinic=clinic).values_list("pk", flat=True))
    service = frontdoor.Service.objects.filter(clinic=clinic).order_by("pk")[1].pk
    patients = people.Patient.objects.bulk_create(
        people.Patient(
            clinic=clinic, given_name="Crowd", family_name=f"Number {n}", made_at=now, source_key=f"crowd:{n}"
        )
        for n in numbers
    )
    begun = [now - DAY * chance.uniform(1, MONTHS_BACK * 30) for _one in patients]
    phases = [chance.choices(["ACUTE", "SUBACUTE", "CHRONIC"], [1, 2, 4])[0] for _one in patients]
    who = [chance.choice(treating) for _one in patients]
    episodes = plans.Episode.objects.bulk_create(
        plans.Episode(
            clinic=clinic, patient=one, practitioner_id=whom, phase=phase, site="LOW_BACK", kind="NON_SPECIFIC", assessed_at=at,
        )
        for one, whom, phase, at in zip(patients, who, phases, begun, strict=True)
    )  # fmt: skip
    length = DAY * 7 * many
    ended = [
        None if at + length > now else chance.choices(["FINISHED", "STOPPED", "REFERRED"], [6, 3, 1])[0]
        for at in begun
    ]
    courses = plans.Course.objects.bulk_create(
        plans.Course(
            clinic=clinic, patient=one, practitioner_id=whom, phase=phase, episode=episode, visits_planned=many,
            days_between=7, review_after=6, better_means="Walk", started_at=at, state=state or "ACTIVE",
            ended_at=at + length if state else None,
        )
        for one, whom, phase, episode, at, state in zip(patients, who, phases, episodes, begun, ended, strict=True)
    )  # fmt: skip
    rows = [
        booking.Visit(
            clinic=clinic, patient_id=course.patient_id, practitioner_id=course.practitioner_id, room_id=chance.choice(rooms),
            service_id=service, starts_at=at, ends_at=at + dt.timedelta(minutes=50), booked_at=course.started_at,
            state="BOOKED" if at > now else chance.choices(["COMPLETED", "MISSED", "CANCELLED"], [17, 2, 1])[0],
        )
        for course in courses
        for at in (course.started_at + DAY * 7 * n for n in range(many))
    ]  # fmt: skip
    visits = booking.Visit.objects.bulk_create(rows, BATCH)
    done = [one for one in visits if one.state == "COMPLETED"]
    asked = outcomes.CheckIn.objects.bulk_create(
        (
            outcomes.CheckIn(
                clinic=clinic, patient_id=one.patient_id, visit=one, kind="AFTER_VISIT", due_at=one.ends_at, made_at=one.ends_at,
                answered_at=min(now, one.ends_at + DAY) if chance.random() < 0.7 else None,
            )
            for one in done
        ),
        BATCH,
    )  # fmt: skip
    gain = {one.patient_id: chance.choice([0, 0.1, 0.3, 0.5]) for one in courses}
    first = {one.patient_id: chance.randint(4, 9) for one in courses}
    starts = {one.patient_id: one.started_at for one in courses}
    outcomes.Score.objects.bulk_create(
        (
            outcomes.Score(
                patient_id=one.patient_id, check_in=one, instrument="PAIN", asked_at=one.answered_at, by="crowd",
                value=_pain(first[one.patient_id], gain[one.patient_id], (one.due_at - starts[one.patient_id]) / DAY, chance),
            )
            for one in asked
            if one.answered_at
        ),
        BATCH,
    )  # fmt: skip
    _reviews(courses, chance)
    charting.Reaction.objects.bulk_create(
        charting.Reaction(
            clinic=clinic, patient_id=one.patient_id, category="BRUISE", source="PATIENT", at=one.ends_at, by="crowd"
        )
        for one in done
        if chance.random() < 0.02
    )  # fmt: skip


def _pain(first, gain, days, chance):
    """A number of 0-10 on somebody's own way down."""
    return max(0, min(10, round(first * (1 - gain * min(1, days / 40)) + chance.gauss(0, 0.8))))


def _reviews(courses, chance):
    from needlepoint.plans import models as plans

    decided = {"FINISHED": "STOP", "STOPPED": "STOP", "REFERRED": "REFER"}
    plans.Review.objects.bulk_create(
        plans.Review(
            course=one, after_visit=6 if chance.random() < 0.8 else 7,
            decision=decided[one.state], reason="Told", decided_at=one.ended_at, practitioner_id=one.practitioner_id,
            scores={"due_after": 6, "because": ["PAIN_BETTER"]},
        )
        for one in courses
        if one.ended_at
    )  # fmt: skip
