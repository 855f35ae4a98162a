"""What lets the demo clinic be found and trusted: licences, opening hours, a door on a map and what is around it.

Everything here is invented: the numbers, the board, the streets; the coordinates are a real corner of the world only so
that the map has something to measure.
"""

import datetime as dt
from collections.abc import Sequence

from needlepoint.booking import models as booking
from needlepoint.frontdoor import models as frontdoor
from needlepoint.people import models as people

BOARD = "State Board for Acupuncture (example)"
# (number, days from today until its last day): the second ends soon, so that the owner's page has something to say.
LICENCES = (("AC-00412", 410), ("AC-01187", 52))
DOOR = (40.72831, -73.99420)
ACCESS = (
    "Past the step everything is on the ground floor. The bathroom is wide enough for a wheelchair. "
    "If lying flat is hard for you, tell us. We have a chair to lean on."
)
AREAS = "Willow Hill, the Old Market, Harbour Side"
LANGUAGES = "English, Spanish"
AROUND = (
    ("STREET", "Willow Street", ((40.72905, -73.99672), (40.72764, -73.99190))),
    ("STREET", "Green Street", ((40.73010, -73.99480), (40.72598, -73.99352))),
    ("TRANSIT", "Willow Street stop", ((40.72915, -73.99440),)),
    ("TRANSIT", "Bus 8, stop Old Market", ((40.72770, -73.99195),)),
    ("PARKING", "Garage, Willow Street 30", ((40.72868, -73.99548),)),
    ("PLACE", "Old Market hall", ((40.72722, -73.99260),)),
)
WEEK = 7


def licence(place: int, *, today: dt.date) -> dict[str, object]:
    """Give the licence of the practitioner at a place of the story."""
    number, days = LICENCES[place % len(LICENCES)]
    return {
        "licence_number": f"{number[:-1]}{place}" if place >= len(LICENCES) else number,
        "licence_body": BOARD,
        "licence_expires_on": today + dt.timedelta(days=days),
    }


def write(clinic: people.Clinic, *, opens: int, closes: int) -> None:
    """Say where the clinic is and when it is open, in minutes of the day. Costs 3 queries."""
    clinic.latitude, clinic.longitude = DOOR
    clinic.access_words, clinic.areas_served, clinic.languages = ACCESS, AREAS, LANGUAGES
    clinic.save(update_fields=["latitude", "longitude", "access_words", "areas_served", "languages"])
    booking.OpeningHours.objects.bulk_create(
        booking.OpeningHours(clinic=clinic, weekday=day, starts_minute=opens, ends_minute=closes)
        for day in range(WEEK)
    )
    frontdoor.Landmark.objects.bulk_create(
        frontdoor.Landmark(clinic=clinic, kind=kind, name=name, points=_listed(points), position=position)
        for position, (kind, name, points) in enumerate(AROUND, start=1)
    )


def _listed(points: Sequence[tuple[float, float]]) -> list[list[float]]:
    return [list(point) for point in points]
