"""Telling the story: refuse where it does not belong, take the old one away, write the new one, all or nothing."""

import dataclasses
import datetime as dt
import pathlib

from django.apps import apps
from django.conf import settings
from django.contrib.sessions import models as sessions
from django.core.management.color import no_style
from django.db import connection, transaction

from needlepoint.desk.story import casting, neighbour, places, reading, today, writing
from needlepoint.house import audit, clock
from needlepoint.house import models as house
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

STORY_FILE = pathlib.Path(settings.ROOT) / "demo" / "one-week.yaml"
# The mark that the rows here were told. It is written with them, so it can never stand beside somebody else's rows.
MARK = "story_told"


class UnableToTell(Exception):
    """The story cannot be told here or now; the message is a sentence for an operator."""


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """What the database holds: the day and zone of the story, and how large it is."""

    day: dt.date
    zone: str
    times: int
    at: dt.datetime


def latest_told() -> Told | None:
    """Return the story in the database, or None. Costs 1 query."""
    mark = house.AuditEntry.objects.filter(what=MARK).order_by("-pk").first()
    if mark is None:
        return None
    return Told(
        dt.date.fromisoformat(mark.details["day"]), mark.details["zone"], mark.details["times"], mark.at
    )


def is_current(*, now: dt.datetime) -> bool:
    """Say whether the story in the database is today's and its clinic is open now."""
    told = latest_told()
    return (
        told is not None
        and places.is_daytime(now, told.zone)
        and clock.local(now, told.zone).date() == told.day
    )


def tell(*, now: dt.datetime, times: int = 1, path: pathlib.Path | None = None) -> Told:
    """Tell the story around `now`, in place of the one that was told before.

    now       aware
    times     how many times as many people; 50 is for measuring
    path      another story file
    raises    UnableToTell in clinic mode, and where there are rows that no story told;
              reading.UnableToReadStory with every fault of the file
    effects   everything in the database is replaced, in one transaction; everybody is signed out
    """
    if not (settings.IS_DEMO or settings.IS_TEST):
        raise UnableToTell(
            "The story is only told in demo mode: here it would replace a real clinic. Nothing was changed."
        )
    if times < 1:
        raise UnableToTell("The story is told once or more; --times is a whole number from 1.")
    story = reading.read(path or STORY_FILE)
    zone = places.zone_for(now)
    try:
        company = casting.Company(story, zone=zone, now=now, times=times).gather()
    except today.UnableToStage as error:
        raise UnableToTell(f"The story does not fit into today: {error}") from error
    with transaction.atomic():
        if latest_told() is None and people.Clinic.objects.exists():
            raise UnableToTell(
                "There is a clinic in this database that no story told, so it is left alone. Choose another NEEDLEPOINT_DATA folder."
            )
        _take_away()
        clinic = writing.Writer(company, now=now).write()
        neighbour.write(company, now=now)
        told = Told(company.teller.today, zone, times, now)
        audit.record(
            MARK,
            by=people_rules.System(clinic.pk),
            now=now,
            details={"day": told.day.isoformat(), "zone": zone, "times": times, "seed": story.seed},
        )
    return told


def _take_away() -> None:
    """Empty our tables and those of accounts and sessions; numbers begin at 1 again, so every telling is alike."""
    ours = [model for model in apps.get_models() if model.__module__.startswith(("needlepoint.", "allauth."))]
    tables = [model._meta.db_table for model in (*ours, sessions.Session)]  # noqa: SLF001 Django offers no other way
    connection.check_constraints()  # PostgreSQL empties no table while checks of this transaction are still to come
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(
            no_style(), tables, reset_sequences=True, allow_cascade=True
        ):
            cursor.execute(statement)
