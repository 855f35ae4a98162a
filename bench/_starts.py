"""Runs inside a clinic of its own, as a process: `python -m bench._starts PRACTITIONERS DAYS`. Answers in JSON.

A clinic with the diaries of bench/_workload.py: two thirds of everybody's time is booked. The search goes from the database to the strings that an answer holds, first for a visit of thirty minutes that needs no
room, as the peers know it, then for a staggered one that also needs one of four rooms. Then the page that shows starts.
"""

import datetime as dt
import json
import os
import random
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needlepoint.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench import _workload  # noqa: E402
from needlepoint.booking import models, queries  # noqa: E402
from needlepoint.booking.rules import ticks  # noqa: E402
from needlepoint.frontdoor import models as frontdoor  # noqa: E402
from needlepoint.people import models as people  # noqa: E402
from needlepoint.screening import queries as screening_queries  # noqa: E402
from tests import cast  # noqa: E402
from tests.apps.booking.test_views import answers  # noqa: E402

TIMES = 40
ROOMS = 4
STAGGERED = [["TOGETHER", 15], ["REST", 30], ["TOGETHER", 15], ["TURNOVER", 5]]


def open_clinic(practitioners: int):
    """Make the clinic, its practitioners and its four rooms."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    w = cast.world()
    models.Hours.objects.all().delete()
    people.Practitioner.objects.filter(clinic=w.clinic).update(is_bookable=False)
    w.treating = people.Practitioner.objects.bulk_create(
        people.Practitioner(clinic=w.clinic, name=f"Practitioner {n:03d}") for n in range(practitioners)
    )
    models.Hours.objects.bulk_create(
        models.Hours(practitioner=one, weekday=day, starts_minute=start, ends_minute=end)
        for one in w.treating
        for day in range(7)
        for start, end in _workload.HOURS
    )
    models.Room.objects.filter(clinic=w.clinic).delete()
    w.rooms = models.Room.objects.bulk_create(
        models.Room(clinic=w.clinic, name=f"Room {n}", position=n) for n in range(ROOMS)
    )
    kinds = {"clinic": w.clinic, "kind": "FOLLOW_UP", "price_cents": 7500, "grid_minutes": _workload.STEP}
    w.plain = frontdoor.Service.objects.create(
        name="Thirty minutes",
        segments=[["TOGETHER", _workload.VISIT]],
        needs_room=False,
        is_public=False,
        **kinds,
    )
    w.staggered = frontdoor.Service.objects.create(
        name="Staggered", segments=STAGGERED, is_public=False, **kinds
    )
    return w


def fill(w, practitioners: int, days: int, first: dt.date) -> None:
    """Lay the made-up diaries into occupancy rows from a date on; the rooms are taken for half of each day."""
    chance, held = random.Random(7), {}
    zone = w.clinic.time_zone
    for one in _workload.bookings(practitioners, days):
        day = ticks.day(first + dt.timedelta(days=one.day), zone)
        who = queries.practitioner(w.treating[one.practitioner].pk), day.date
        held[who] = held.get(who, 0) | day.of_hours(((one.start, one.end),))
    for n in range(days):
        day = ticks.day(first + dt.timedelta(days=n), zone)
        for room in w.rooms:
            hours = tuple((hour * 60, hour * 60 + 60) for hour in chance.sample(range(9, 17), 4))
            held[queries.room(room.pk), day.date] = day.of_hours(hours)
    models.Occupancy.objects.bulk_create(
        (
            models.Occupancy(
                clinic=w.clinic,
                resource=resource,
                local_date=date,
                **{f"w{n}": word for n, word in enumerate(ticks.words(mask))},
            )
            for (resource, date), mask in held.items()
        ),
        batch_size=500,
    )


def check(w, found: dict[int, list[str]], practitioners: int, days: int) -> None:
    """Compare with the plain answer that every engine must give."""
    place = {one.pk: n for n, one in enumerate(w.treating)}
    told = {(place[pk], *_workload.read(start)) for pk, starts in found.items() for start in starts}
    wanted = _workload.free(_workload.bookings(practitioners, days), practitioners, days, _workload.VISIT)
    if told != wanted:
        raise AssertionError(f"{len(told ^ wanted)} starts differ")


def main(practitioners: int, days: int) -> dict:
    w = open_clinic(practitioners)
    fill(w, practitioners, days, _workload.FIRST_DAY)
    fill(w, practitioners, 30, w.today)  # what the page shows
    connection.ensure_connection()
    # The page is that of a clinic with enough rooms for its people.
    client = cast.client_of(None)
    session = client.session
    session[screening_queries.SESSION_KEY] = answers()
    session.save()

    def search(service):
        return queries.all_starts(w.clinic, service=service, date=_workload.FIRST_DAY, count=days)

    def page():
        answer = client.get("/book/")
        if answer.status_code != 200:
            raise AssertionError(f"{answer.status_code} {answer.headers}")
        return answer

    check(w, search(w.plain), practitioners, days)
    told = {}
    for name, service in (("plain", w.plain), ("staggered", w.staggered)):
        found = search(service)
        told[name] = sum(map(len, found.values()))
        told[f"{name}_cpu"] = timed(lambda service=service: search(service), time.process_time)
        told[f"{name}_wall"] = timed(lambda service=service: search(service))
    models.Room.objects.bulk_create(
        models.Room(clinic=w.clinic, name=f"More {n}", position=10 + n) for n in range(practitioners)
    )
    shown = page()
    with CaptureQueriesContext(connection) as asked:
        page()
        told["page_queries"] = len(asked)
    return told | {
        "page": timed(page),
        "page_cpu": timed(page, time.process_time),
        "page_kb": len(shown.content) / 1000,
    }


def timed(deed, watch=time.perf_counter) -> list[float]:
    """Return (median, p95) in milliseconds."""
    deed()
    spent = []
    for _ in range(TIMES):
        began = watch()
        deed()
        spent.append((watch() - began) * 1000)
    return [round(statistics.median(spent), 3), round(statistics.quantiles(spent, n=20)[18], 3)]


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
