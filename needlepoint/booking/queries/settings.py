"""What an owner set, to look at and change, and the visits that hold on to it. Each question says what it costs."""

import datetime as dt

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from needlepoint.booking import access, models
from needlepoint.frontdoor import models as frontdoor
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

TO_COME = (models.Visit.State.BOOKED, models.Visit.State.ARRIVED)
FIRST_PLACE = "first"  # how an address names the clinic's first place, which has no row


def rooms_of(viewer: people_rules.Viewer, *, now: dt.datetime) -> list[models.Room]:
    """Return the clinic's rooms, open ones first, each with `to_come`: the number of visits booked in it. Costs 1 query."""
    ahead = Q(visits__state__in=TO_COME, visits__ends_at__gt=now)
    rooms = models.Room.objects.filter(clinic_id=viewer.clinic_id).select_related("location")
    in_order = ("-is_open", "location__position", "location_id", "position", "pk")
    return list(rooms.annotate(to_come=Count("visits", filter=ahead)).order_by(*in_order))


def room_for(viewer: people_rules.Viewer, code: str) -> models.Room:
    """Return one room of the viewer's clinic. Costs 1 query. Raises Http404."""
    return _one(models.Room.objects.filter(clinic_id=viewer.clinic_id).select_related("location"), code)


def room_kinds(viewer: people_rules.Viewer) -> list[str]:
    """Return the kinds of room that the clinic has words for. Costs 1 query."""
    rooms = models.Room.objects.filter(clinic_id=viewer.clinic_id).exclude(kind="")
    return sorted(set(rooms.order_by().values_list("kind", flat=True)))


def places_of(viewer: people_rules.Viewer) -> list[models.Location]:
    """Return the clinic's further places, open ones first. Costs 1 query."""
    places = models.Location.objects.filter(clinic_id=viewer.clinic_id)
    return list(places.order_by("-is_open", "position", "pk"))


def place_for(viewer: people_rules.Viewer, code: str) -> models.Location | None:
    """Return a further place of the viewer's clinic; None for the first. Costs 1 query or none. Raises Http404."""
    if code == FIRST_PLACE:
        return None
    return _one(models.Location.objects.filter(clinic_id=viewer.clinic_id), code)


def opening_of(clinic_id: int | None) -> dict[int | None, list[models.OpeningHours]]:
    """Return the opening hours of each place of a clinic, by its id; None is the first place. Costs 1 query."""
    found: dict[int | None, list[models.OpeningHours]] = {}
    for row in models.OpeningHours.objects.filter(clinic_id=clinic_id):
        found.setdefault(row.location_id, []).append(row)
    return found


def services_of(viewer: people_rules.Viewer) -> list[frontdoor.Service]:
    """Return every service of the clinic, those on offer first. Costs 1 query."""
    services = frontdoor.Service.objects.filter(clinic_id=viewer.clinic_id)
    return list(services.order_by("-is_offered", "position", "pk"))


def service_for(viewer: people_rules.Viewer, code: str) -> frontdoor.Service:
    """Return one service of the viewer's clinic. Costs 1 query. Raises Http404."""
    return _one(frontdoor.Service.objects.filter(clinic_id=viewer.clinic_id), code)


def practitioners_of(viewer: people_rules.Viewer) -> list[people.Practitioner]:
    """Return who treats here, those who can be booked first. Costs 1 query."""
    treating = people.Practitioner.objects.filter(clinic_id=viewer.clinic_id)
    return list(treating.order_by("-is_bookable", "name", "pk"))


def practitioner_for(viewer: people_rules.Viewer, code: str) -> people.Practitioner:
    """Return somebody who treats in the viewer's clinic. Costs 1 query. Raises Http404."""
    return _one(people.Practitioner.objects.filter(clinic_id=viewer.clinic_id), code)


def visits_to_come(viewer: people_rules.Viewer, *, now: dt.datetime, **where) -> list[models.Visit]:
    """Return the booked visits that are not over, soonest first, with patient and practitioner. Costs 1 query.

    where  such as room=…, location=…, service=…, practitioner=…
    """
    visits = access.visits_seen_by(viewer).filter(state__in=TO_COME, ends_at__gt=now, **where)
    return list(visits.select_related("patient", "practitioner", "room").order_by("starts_at", "pk"))


def has_visits(clinic: people.Clinic, **where) -> bool:
    """Say whether a clinic, or one of its places, has had any visit. Costs 1 query."""
    return models.Visit.objects.filter(clinic=clinic, **where).exists()


def ordinary_services(clinic: people.Clinic) -> tuple[frontdoor.Service | None, list[frontdoor.Service]]:
    """Return the follow-up visit that the three numbers speak of, and the first visits. Costs 1 query."""
    services = list(frontdoor.Service.objects.filter(clinic=clinic, is_offered=True))
    kinds = frontdoor.Service.Kind
    follow_up = next((one for one in services if one.kind == kinds.FOLLOW_UP), None)
    return follow_up, [one for one in services if one.kind == kinds.FIRST]


def open_rooms(clinic: people.Clinic, location: models.Location | None = None) -> list[models.Room]:
    """Return the rooms of a place in which visits can be booked, in order. Costs 1 query."""
    return list(models.Room.objects.filter(clinic=clinic, location=location, is_open=True))


def _one(rows: QuerySet, code: str):
    row = rows.filter(code=code).first()
    if row is None:
        raise Http404
    return row
