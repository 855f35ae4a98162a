"""Who is where, tick by tick, while the story is made up: nobody is ever in two places. Pure."""

import datetime as dt
import functools
import zoneinfo
from collections.abc import Iterable, Mapping

from needlepoint.booking.rules import starts, ticks
from needlepoint.frontdoor import rules as patterns


def masks(
    starts_at: dt.datetime,
    pattern: patterns.Pattern,
    zone: str,
    *,
    practitioner: int,
    room: int,
    patient: int,
) -> dict[str, int]:
    """Return the ticks that a visit takes of each party, by resource key. No visit here crosses midnight.

    pattern                        of the visit's service
    practitioner, room, patient    numbers that name them in the keys
    """
    shape = starts.shape(pattern)
    taken = {
        f"practitioner:{practitioner}": shape.hands,
        f"room:{room}": shape.room,
        f"patient:{patient}": shape.stay,
    }
    found = {}
    for resource, runs in taken.items():
        (found[resource],) = ticks.held(starts_at, runs, zone).values()
    return found


class Diary:
    """The clinic's days. Practitioners, rooms and people are numbers given by the caller.

    opens, closes   minutes of the wall clock; everybody works in between, every day
    """

    def __init__(
        self, *, zone: str, kinds: Mapping[str, patterns.Pattern], rooms: int, opens: int, closes: int
    ) -> None:
        self.zone_name, self.zone = zone, zoneinfo.ZoneInfo(zone)
        self.rooms = rooms
        self.opens, self.closes = opens, closes
        self.patterns = dict(kinds)
        shapes = {kind: starts.shape(one) for kind, one in kinds.items()}
        self.bits = {
            kind: (_bits(one.hands), _bits(one.stay), _bits(one.room)) for kind, one in shapes.items()
        }
        self.taken: dict[tuple[dt.date, str, int], int] = {}

    def moment(self, day: dt.date, minute: int) -> dt.datetime:
        """Return when the wall clock shows `minute` of `day`, in UTC."""
        return dt.datetime(day.year, day.month, day.day, *divmod(minute, 60), tzinfo=self.zone).astimezone(
            dt.UTC
        )

    def date_of(self, moment: dt.datetime) -> dt.date:
        return moment.astimezone(self.zone).date()

    def place(self, person: int, practitioner: int, kind: str, day: dt.date, minute: int) -> int | None:
        """Take the time if practitioner, person and a room are free for all of it, inside opening hours.

        minute    of the wall clock, a multiple of five
        returns   the room, or None when it does not fit; then nothing is taken
        """
        if minute < self.opens or minute + self.patterns[kind].room_minutes > self.closes:
            return None
        first = ticks.day(day, self.zone_name).tick_at(self.moment(day, minute))
        hands, stay, in_room = (bits << first for bits in self.bits[kind])
        if self._is_taken(day, "practitioner", practitioner, hands) or self._is_taken(
            day, "person", person, stay
        ):
            return None
        for step in range(self.rooms):
            # Rooms take turns through the day, so that none stands empty.
            room = (step + minute // ticks.MINUTES) % self.rooms
            if not self._is_taken(day, "room", room, in_room):
                self._take(day, "practitioner", practitioner, hands)
                self._take(day, "person", person, stay)
                self._take(day, "room", room, in_room)
                return room
        return None

    def _is_taken(self, day: dt.date, what: str, number: int, bits: int) -> bool:
        return bool(self.taken.get((day, what, number), 0) & bits)

    def _take(self, day: dt.date, what: str, number: int, bits: int) -> None:
        self.taken[day, what, number] = self.taken.get((day, what, number), 0) | bits


def _bits(runs: Iterable[tuple[int, int]]) -> int:
    return functools.reduce(int.__or__, (ticks.bits(offset, offset + length) for offset, length in runs))
