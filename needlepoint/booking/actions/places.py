"""Deeds of the owner about rooms, places and opening hours, and about patterns while visits are booked.

Each is one transaction with one audit entry. What would leave a booked visit without its room or place is refused.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking import models
from needlepoint.booking.queries import settings as queries
from needlepoint.booking.rules import places as rules
from needlepoint.frontdoor import actions as frontdoor_actions
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import audit
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people

UnableToSet = people_actions.UnableToSet


class UnableToClose(Exception):
    """A room or place stays open: visits are booked there. The message is for the owner."""


class UnableToChangeZone(Exception):
    """The time zone stays: visits were booked by it. The message is for the owner."""


# --- Rooms -------------------------------------------------------------------------------------------------------------


def add_room(*, clinic: people.Clinic, by: audit.Actor, now: dt.datetime, **values) -> models.Room:
    """Add a room.

    values  name, and any of kind, capacity, position, location
    raises  UnableToSet with every fault
    """
    _check(rules.room_faults(values))
    with transaction.atomic():
        room = models.Room.objects.create(clinic=clinic, **values)
        audit.record("room_added", by=by, now=now, thing=f"room:{room.code}", clinic=clinic.pk)
    return room


def change_room(
    *, room: models.Room, by: audit.Actor, now: dt.datetime, leaves_visits: bool = False, **values
) -> models.Room:
    """Change a room, close it or open it again.

    leaves_visits  close it although visits are booked in it: queries.diary.visits_outside finds them from then on
    values  any of name, kind, capacity, position, location, is_open
    raises  UnableToSet with every fault; UnableToClose when visits are booked in it and it would close, move to
            another place or hold fewer people
    """
    _check(rules.room_faults(values))
    with transaction.atomic():
        held = models.Room.objects.select_for_update().get(pk=room.pk)
        goes = held.is_open and values.get("is_open") is False
        moves = "location" in values and values["location"] != held.location
        shrinks = values.get("capacity", held.capacity) < held.capacity
        if (goes and not leaves_visits) or moves or shrinks:
            _refuse_while_booked(now, room=held)
        names = audit.changed(held, values)
        if names:
            held.save(update_fields=names)
            what = "room_closed" if goes else "room_changed"
            details = {"changed": names}
            audit.record(
                what, by=by, now=now, thing=f"room:{held.code}", details=details, clinic=held.clinic_id
            )
    return held


# --- Places -------------------------------------------------------------------------------------------------------------


def add_place(*, clinic: people.Clinic, by: audit.Actor, now: dt.datetime, **values) -> models.Location:
    """Add a further place.

    values  name and time_zone, and any of address, directions, phone, position
    raises  UnableToSet with every fault
    """
    _check(rules.place_faults(values))
    with transaction.atomic():
        place = models.Location.objects.create(clinic=clinic, **values)
        audit.record("place_added", by=by, now=now, thing=f"place:{place.code}", clinic=clinic.pk)
    return place


def change_place(
    *, place: models.Location, by: audit.Actor, now: dt.datetime, leaves_visits: bool = False, **values
) -> models.Location:
    """Change a further place, close it or open it again.

    leaves_visits  as for change_room
    values  any of name, address, directions, phone, position, time_zone, is_open
    raises  UnableToSet with every fault; UnableToClose while visits are booked there; UnableToChangeZone once any were
    effects the place; when it closes, its rooms close with it
    """
    _check(rules.place_faults(values))
    with transaction.atomic():
        held = models.Location.objects.select_for_update().get(pk=place.pk)
        if values.get("time_zone", held.time_zone) != held.time_zone:
            _refuse_zone(held.clinic, location=held)
        goes = held.is_open and values.get("is_open") is False
        if goes:
            if not leaves_visits:
                _refuse_while_booked(now, location=held)
            models.Room.objects.filter(location=held, is_open=True).update(is_open=False)
        names = audit.changed(held, values)
        if names:
            held.save(update_fields=names)
            what = "place_closed" if goes else "place_changed"
            details = {"changed": names}
            audit.record(
                what, by=by, now=now, thing=f"place:{held.code}", details=details, clinic=held.clinic_id
            )
    return held


def set_time_zone(*, clinic: people.Clinic, time_zone: str, by: audit.Actor, now: dt.datetime) -> None:
    """Set the zone of the clinic's first place.

    raises  UnableToSet for a zone nobody knows; UnableToChangeZone once visits exist
    """
    _check(rules.place_faults({"time_zone": time_zone}))
    with transaction.atomic():
        if time_zone == clinic.time_zone:
            return
        _refuse_zone(clinic, location=None)
        people.Clinic.objects.filter(pk=clinic.pk).update(time_zone=time_zone)
        people.stamp_diaries()
        clinic.time_zone = time_zone
        audit.record("time_zone_set", by=by, now=now, thing=f"clinic:{clinic.code}", clinic=clinic.pk)


def set_opening_hours(
    *,
    clinic: people.Clinic,
    location: models.Location | None,
    rows: Sequence[tuple[int, int, int]],
    by: audit.Actor,
    now: dt.datetime,
) -> None:
    """Replace a place's opening hours. Visits that are booked stay; only new ones keep to the new hours.

    rows    (weekday, from minute, until minute); none: open whenever somebody works there
    raises  UnableToSet with every fault
    """
    _check(rules.opening_faults(rows))
    with transaction.atomic():
        people.Clinic.objects.select_for_update(no_key=True).get(
            pk=clinic.pk
        )  # two owners at once take turns
        held = models.OpeningHours.objects.filter(clinic=clinic, location=location)
        was = sorted(held.order_by().values_list("weekday", "starts_minute", "ends_minute"))
        if was == sorted(rows):
            return
        held.delete()
        models.OpeningHours.objects.bulk_create(
            models.OpeningHours(
                clinic=clinic, location=location, weekday=weekday, starts_minute=start, ends_minute=end
            )
            for weekday, start, end in sorted(rows)
        )
        thing = f"place:{location.code}" if location else f"clinic:{clinic.code}"
        details = {"stretches": len(rows)}
        audit.record("opening_hours_set", by=by, now=now, thing=thing, details=details, clinic=clinic.pk)


# --- Patterns and the three numbers --------------------------------------------------------------------------------------


def change_service(
    *, service: frontdoor.Service, by: audit.Actor, now: dt.datetime, **values
) -> frontdoor.Service:
    """Change a kind of visit as frontdoor.actions does; visits and holds that lean on its old pattern keep it.

    raises  UnableToSet with every fault
    """
    with transaction.atomic():
        was = frontdoor.Service.objects.select_for_update(no_key=True).get(pk=service.pk).segments
        if values.get("segments", was) != was:
            models.Visit.objects.filter(service=service, segments__isnull=True).update(segments=was)
            models.Hold.objects.filter(service=service, segments__isnull=True).update(segments=was)
        return frontdoor_actions.change_service(service=service, by=by, now=now, **values)


def set_three_numbers(
    *,
    clinic: people.Clinic,
    rooms: int,
    minutes: rules.Minutes | None,
    by: audit.Actor,
    now: dt.datetime,
) -> None:
    """Give the clinic's first place so many open rooms, and its ordinary visit other minutes at its start and end.

    rooms    more: closed rooms open again, then new ones are added; fewer: the last ones close
    minutes  None leaves the patterns; a first visit stays as much longer as it was
    raises   UnableToSet with every fault; UnableToClose when visits are booked in a room that would close
    effects  the rooms, the patterns; those of change_room, add_room and change_service
    """
    typed = (minutes.at_start, minutes.at_end) if minutes else (None, None)
    _check(rules.number_faults(rooms, *typed))
    with transaction.atomic():
        people.Clinic.objects.select_for_update(no_key=True).get(pk=clinic.pk)
        _set_rooms(clinic, rooms, by=by, now=now)
        follow_up, firsts = queries.ordinary_services(clinic)
        was = rules.minutes_of(follow_up.segments) if follow_up else None
        if minutes is None or was is None or follow_up is None or minutes == was:
            return
        change_service(service=follow_up, segments=rules.retimed(follow_up.segments, minutes), by=by, now=now)
        for first in firsts:
            longer = rules.minutes_of(first.segments)
            if longer is not None:
                moved = rules.moved_along(longer, was, minutes)
                change_service(service=first, segments=rules.retimed(first.segments, moved), by=by, now=now)


def _set_rooms(clinic: people.Clinic, wanted: int, *, by: audit.Actor, now: dt.datetime) -> None:
    known = list(models.Room.objects.filter(clinic=clinic, location=None))
    is_open = [room for room in known if room.is_open]
    for room in is_open[wanted:]:
        change_room(room=room, is_open=False, by=by, now=now)
    missing = wanted - len(is_open)
    closed = [room for room in known if not room.is_open]
    for room in closed[: max(missing, 0)]:
        change_room(room=room, is_open=True, by=by, now=now)
    position = max((room.position for room in known), default=0)
    for n in range(1, missing - len(closed) + 1):
        number = len(known) + n
        add_room(
            clinic=clinic,
            name=_("Room %(n)s") % {"n": number},
            position=min(position + n, 999),
            by=by,
            now=now,
        )


# --- What they share -------------------------------------------------------------------------------------------------------


def _check(faults) -> None:
    if faults:
        raise UnableToSet(faults)


def _refuse_while_booked(now: dt.datetime, **where) -> None:
    [thing] = where.values()
    visits = models.Visit.objects.filter(clinic=thing.clinic_id, state__in=queries.TO_COME, ends_at__gt=now)
    count = visits.filter(**where).count()
    if count:
        raise UnableToClose(
            ngettext(
                "One visit is booked in %(name)s. Move it first; nothing was changed.",
                "%(count)s visits are booked in %(name)s. Move them first; nothing was changed.",
                count,
            )
            % {"count": count, "name": thing.name}
        )
    if models.Hold.objects.filter(clinic=thing.clinic_id, expires_at__gt=now, **where).exists():
        raise UnableToClose(
            _("Somebody is booking in %(name)s at this moment. Try again in a few minutes.")
            % {"name": thing.name}
        )


def _refuse_zone(clinic: people.Clinic, **where) -> None:
    if queries.has_visits(clinic, **where):
        raise UnableToChangeZone(
            _("Visits are booked by this time zone, and each of them would move. It stays as it is.")
        )
