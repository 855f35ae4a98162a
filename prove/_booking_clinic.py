"""Runs inside a clinic of its own, as a process: `python -m prove._booking_clinic race|fill|crowd|count|tally`.

Answers in JSON.
"""

import datetime as dt
import json
import os
import sys
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needlepoint.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from needlepoint.booking import actions, models, queries  # noqa: E402
from needlepoint.booking.rules import ticks  # noqa: E402
from needlepoint.house import clock  # noqa: E402
from needlepoint.house import models as house  # noqa: E402
from needlepoint.house.session_store import SessionStore  # noqa: E402
from needlepoint.knowledge.safety import check  # noqa: E402
from needlepoint.people import models as people  # noqa: E402
from needlepoint.people import queries as people_queries  # noqa: E402
from needlepoint.people import rules as people_rules  # noqa: E402
from needlepoint.people import sessions  # noqa: E402
from needlepoint.screening import queries as screening_queries  # noqa: E402
from tests import cast  # noqa: E402
from tests.apps.booking import agreement  # noqa: E402

CROWD = 50


def guests(w, count):
    return people.Patient.objects.bulk_create(
        people.Patient(
            clinic=w.clinic,
            given_name=f"Guest {n}",
            family_name="Crowd",
            email=f"guest{n}@mail.example",
            made_at=w.now,
        )
        for n in range(count)
    )


# --- Race ------------------------------------------------------------------------------------------------------------


def race(rounds: int) -> dict:
    """Fifty people book at once: one start with one practitioner; then starts that are not in each other's way."""
    call_command("migrate", verbosity=0)
    w = cast.world()
    crowd = guests(w, CROWD)
    days = [w.today + dt.timedelta(days=n) for n in range(1, 80)]
    working = [day for day in days if day.weekday() < 6]
    accepted, faults = [], []
    for day in working[:rounds]:
        outcomes = at_once([(w, patient, cast.at("9:00", day), w.mei.pk) for patient in crowd])
        accepted.append(sum(isinstance(outcome, models.Visit) for outcome in outcomes))
        faults += [str(o) for o in outcomes if not isinstance(o, models.Visit | actions.TimeIsTaken)]
    # Mei and Omar both work: 2 of 50 fit, and whoever thinks of a room that another takes gets the next one.
    both = at_once([(w, patient, cast.at("14:00", working[0]), None) for patient in crowd])
    places = [(day, hour) for day in working[rounds:] for hour in (8, 9, 10, 13, 14, 15)][:CROWD]
    apart = at_once(
        [
            (w, patient, cast.at(f"{hour}:00", day), w.mei.pk)
            for patient, (day, hour) in zip(crowd, places, strict=True)
        ]
    )
    faults += [str(o) for o in both + apart if not isinstance(o, models.Visit | actions.TimeIsTaken)]
    return {
        "accepted": accepted,
        "both": sum(isinstance(o, models.Visit) for o in both),
        "apart": sum(isinstance(o, models.Visit) for o in apart),
        "faults": faults,
        "doubled": doubled(),
        "vendor": connection.vendor,
    }


def at_once(wishes) -> list:
    outcomes, gate = [None] * len(wishes), threading.Barrier(len(wishes))

    def book(place, w, patient, starts_at, practitioner_id):
        try:
            connection.ensure_connection()
            gate.wait()
            outcomes[place] = actions.book_visit(
                clinic=w.clinic,
                patient=patient,
                service=w.follow_up,
                starts_at=starts_at,
                practitioner_id=practitioner_id,
                by=people_rules.System(w.clinic.pk),
                now=w.now,
                form_key=f"{patient.pk} {starts_at}",
            )
        except Exception as error:  # noqa: BLE001  what it was is counted
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=book, args=(place, *wish)) for place, wish in enumerate(wishes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def doubled() -> int:
    """Ticks that two standing visits lay claim to, counted from the visits alone; and claims or words that disagree."""
    seen, twice = {}, 0
    for visit in models.Visit.objects.standing().select_related("clinic", "service"):
        shape = queries.shape_of(visit.service)
        for resource, runs in (
            (queries.practitioner(visit.practitioner_id), shape.hands),
            (queries.room(visit.room_id), shape.room),
            (queries.patient(visit.patient_id), shape.stay),
        ):
            for date, mask in ticks.held(visit.starts_at, runs, visit.clinic.time_zone).items():
                twice += (seen.get((resource, date), 0) & mask).bit_count()
                seen[resource, date] = seen.get((resource, date), 0) | mask
    if not twice:
        agreement.check()
    return twice


# --- Kill --------------------------------------------------------------------------------------------------------------


def fill(patients: int, newcomers: int) -> dict:
    """Open a clinic in which patients are signed in already and visitors have been through the check."""
    w, now = cast.world(), clock.now()
    return {
        "patients": signed_in(w, guests(w, patients), now),
        "visitors": [
            session({screening_queries.SESSION_KEY: {"answers": healthy()}}) for _ in range(newcomers)
        ],
        "practitioners": [w.mei.code, w.omar.code],
        "zone": w.clinic.time_zone,
        "today": clock.today(w.clinic.time_zone).isoformat(),
    }


def signed_in(w, patients, now: dt.datetime) -> list[str]:
    """Give each of them a visit that was done lately and a session of their own; return the keys of the sessions."""
    models.Visit.objects.bulk_create(
        models.Visit(
            clinic=w.clinic,
            patient=patient,
            practitioner=w.mei,
            room=w.rooms[0],
            service=w.follow_up,
            starts_at=now - dt.timedelta(days=10, hours=n),
            ends_at=now - dt.timedelta(days=10, hours=n) + dt.timedelta(minutes=50),
            state="COMPLETED",
            booked_at=now - dt.timedelta(days=20),
        )
        for n, patient in enumerate(patients)
    )
    tick = int(clock.ticking())
    return [
        session({people_queries.LINK_SESSION_KEY: patient.pk, sessions.SINCE: tick, sessions.SEEN: tick})
        for patient in patients
    ]


def session(values: dict) -> str:
    kept = SessionStore()
    kept.update(values)
    kept.save()
    return kept.session_key


def healthy() -> dict:
    answers = {}
    for page in check.pages():
        none = (
            check.answers_from_choice(page, check.Answer.NO)
            if page.is_choice
            else check.answers_from_ticks(page, set())
        )
        answers |= {key: answer.value for key, answer in none.items()}
    return answers


def crowd(patients: int, practitioners: int) -> dict:
    """Open a clinic of many practitioners, each with a room, and many patients who are signed in already."""
    w, now = cast.world(), clock.now()
    people.Practitioner.objects.filter(clinic=w.clinic).update(is_bookable=False)
    models.Room.objects.filter(clinic=w.clinic).update(is_open=False)
    treating = people.Practitioner.objects.bulk_create(
        people.Practitioner(clinic=w.clinic, name=f"Practitioner {n:02d}") for n in range(practitioners)
    )
    models.Room.objects.bulk_create(
        models.Room(clinic=w.clinic, name=f"Room {n:02d}", position=10 + n) for n in range(practitioners)
    )
    models.Hours.objects.bulk_create(
        models.Hours(practitioner=one, weekday=day, starts_minute=8 * 60, ends_minute=18 * 60)
        for one in treating
        for day in range(7)
    )
    return {
        "patients": signed_in(w, guests(w, patients), now),
        "practitioners": [one.code for one in treating],
        "zone": w.clinic.time_zone,
        "today": clock.today(w.clinic.time_zone).isoformat(),
        "vendor": connection.vendor,
    }


def tally() -> dict:
    """What the database holds after a crowd."""
    return {"booked": models.Visit.objects.filter(state="BOOKED").count(), "doubled": _doubled_after_fill()}


def count() -> dict:
    """What the database holds after everything."""
    booked = models.Visit.objects.filter(state="BOOKED")
    codes = list(booked.values_list("code", flat=True))
    audited = set(house.AuditEntry.objects.filter(what="visit_booked").values_list("thing", flat=True))
    facts = set(models.Fact.objects.filter(kind="BOOKED").values_list("visit__code", flat=True))
    return {
        "codes": codes,
        "keys": list(booked.values_list("form_key", flat=True)),
        "half": [code for code in codes if f"visit:{code}" not in audited or code not in facts],
        # The past visits of `fill` hold no ticks; what counts is what was booked.
        "doubled": _doubled_after_fill(),
    }


def _doubled_after_fill() -> int:
    models.Visit.objects.filter(state="COMPLETED").delete()
    return doubled()


if __name__ == "__main__":
    commands = {"race": race, "fill": fill, "crowd": crowd, "count": count, "tally": tally}
    print(json.dumps(commands[sys.argv[1]](*map(int, sys.argv[2:]))))
