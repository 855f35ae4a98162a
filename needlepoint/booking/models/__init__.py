"""Hours, rooms, visits and the ticks they hold. Tables only: no verbs here.

A tick is five minutes, counted as time really elapsed since local midnight, so a day has 276, 288 or 300.
"""

from needlepoint.booking.models.claims import Claim, Hold, Occupancy
from needlepoint.booking.models.diary import Closure, Hit, Hours, Location, OpeningHours, Room, SpecialDay
from needlepoint.booking.models.feeds import Feed, VisitLink
from needlepoint.booking.models.visits import Fact, Override, Series, Visit
from needlepoint.booking.models.waiting import StartOffer, WaitingEntry

__all__ = [
    "Claim",
    "Closure",
    "Fact",
    "Feed",
    "Hit",
    "Hold",
    "Hours",
    "Location",
    "Occupancy",
    "OpeningHours",
    "Override",
    "Room",
    "Series",
    "SpecialDay",
    "StartOffer",
    "Visit",
    "VisitLink",
    "WaitingEntry",
]
