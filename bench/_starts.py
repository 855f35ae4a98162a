"""Runs inside a clinic of its own, as a process: `python -m bench._starts PRACTITIONERS DAYS`. Answers in JSON.

A clinic whose practitioners work 9–12 and 13–17 every day and are booked until two thirds of their time is taken, with
one room for every two of them and one more; then the search for starts, and the page that shows them, are timed.
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

from needlepoint.booking import models, queries  # noqa: E402
from needlepoint.booking.rules import starts, ticks  # noqa: E402
from needlepoint.frontdoor import models as frontdoor  # noqa: E402
from needlepoint.people import models as people  # noqa: E402
from needlepoint.screening import queries as screening_queries  # noqa: E402
from tests import cast  # noqa: E402
from tests.apps.booking.test_views import answers  # noqa: E402

BOOKED = 2 / 3
TIMES = 30
HOURS = ((9 * 60, 12 * 60), (13 * 60, 17 * 60))


def fill(practitioners: int, days: int) -> frontdoor.Service:
    """Make the clinic and two thirds of its visits, as occupancy rows."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    w = cast.world()
    models.Hours.objects.all().delete()
    people.Practitioner.objects.filter(clinic=w.clinic).update(is_bookable=False)
    treating = people.Practitioner.objects.bulk_create(
        people.Practitioner(clinic=w.clinic, name=f"Practitioner {n:03d}") for n in range(practitioners)
    )
    models.Hours.objects.bulk_create(
        models.Hours(practitioner=one, weekday=day, starts_minute=start, ends_minute=end)
        for one in treating
        for day in range(7)
        for start, end in HOURS
    )
    models.Room.objects.filter(clinic=w.clinic).delete()
    rooms = models.Room.objects.bulk_create(
        models.Room(clinic=w.clinic, name=f"Room {n}", position=n)
        for n in range(practitioners + practitioners // 2)
    )
    chance, visit = random.Random(7), queries.shape_of(w.follow_up)
    held: dict[tuple[str, dt.date], int] = {}
    for n in range(days):
        day = ticks.day(w.today + dt.timedelta(days=n), w.clinic.time_zone)
        _book_day(day, treating, rooms, held=held, chance=chance, visit=visit)
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
    return w


def _book_day(day, treating, rooms, *, held, chance, visit) -> None:
    working, grid = day.of_hours(HOURS), ticks.grid(day.date, day.zone, 15)
    for one in treating:
        who = queries.practitioner(one.pk), day.date
        for _ in range(40):
            taken = held.get(who, 0)
            if (
                taken.bit_count() >= BOOKED * working.bit_count() * 25 / 50
            ):  # hands are needed for half of a visit
                break
            frees = {room.pk: day.whole & ~held.get((queries.room(room.pk), day.date), 0) for room in rooms}
            free = starts.practitioner_starts(working, working & ~taken, visit) & grid
            free = starts.room_starts(frees.values(), visit, among=free)
            if not free:
                break
            tick = chance.choice(ticks.listed(free))
            room = queries.room(starts.choose_room(frees, tick, visit)), day.date
            for where, runs in ((who, visit.hands), (room, visit.room)):
                for offset, length in runs:
                    held[where] = held.get(where, 0) | ticks.bits(tick + offset, tick + offset + length)


def main(practitioners: int, days: int) -> dict:
    w = fill(practitioners, days)
    zone = w.clinic.time_zone
    connection.ensure_connection()

    def search():
        """Every free start of every practitioner, from the database to the strings that an answer holds."""
        diary = queries.Diary(w.clinic)
        visit, found = queries.shape_of(w.follow_up), []
        for board in diary.boards(ticks.day(w.today + dt.timedelta(days=n), zone) for n in range(days)):
            found += queries.starts_by_practitioner(board, visit)
        return found

    def page():
        answer = client.get("/book/")
        if answer.status_code != 200:
            raise AssertionError(f"{answer.status_code} {answer.headers}")
        return answer

    client = cast.client_of(None)
    session = client.session
    session[screening_queries.SESSION_KEY] = answers()
    session.save()
    found, shown = search(), page()
    with CaptureQueriesContext(connection) as asked:
        page()
        query_count = len(asked)
    return {
        "starts": len(found),
        "search": timed(search),
        "search_cpu": timed(search, time.process_time),
        "page": timed(page),
        "page_cpu": timed(page, time.process_time),
        "page_queries": query_count,
        "page_kb": len(shown.content) / 1000,
    }


def timed(deed, watch=time.perf_counter) -> list[float]:
    """Return (median, p95) in milliseconds."""
    spent = []
    for _ in range(TIMES):
        began = watch()
        deed()
        spent.append((watch() - began) * 1000)
    return [round(statistics.median(spent), 2), round(statistics.quantiles(spent, n=20)[18], 2)]


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
