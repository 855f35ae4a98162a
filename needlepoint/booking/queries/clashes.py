"""What is in the way of a start, in words for the desk, before anything is dropped there."""

import dataclasses
import datetime as dt
import enum
from collections.abc import Iterable, Iterator

from django.utils import formats
from django.utils.translation import gettext as _

from needlepoint.booking import models
from needlepoint.booking.queries import boards, free
from needlepoint.booking.rules import policy, starts, ticks
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import clock
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules


class Kind(enum.StrEnum):
    """What may be in the way."""

    IN_THE_PAST = "IN_THE_PAST"
    CLOSED = "CLOSED"
    OUTSIDE_HOURS = "OUTSIDE_HOURS"
    PRACTITIONER_TAKEN = "PRACTITIONER_TAKEN"
    ROOM_TAKEN = "ROOM_TAKEN"
    ROOM_CLOSED = "ROOM_CLOSED"
    NO_ROOM = "NO_ROOM"
    PATIENT_TAKEN = "PATIENT_TAKEN"
    LICENCE_OVER = "LICENCE_OVER"


# Nobody is in two places at once, nothing is booked for yesterday, and nobody treats without a licence: no reason
# changes that.
NEVER_BOOKED_OVER = frozenset({Kind.IN_THE_PAST, Kind.PATIENT_TAKEN, Kind.LICENCE_OVER})


@dataclasses.dataclass(frozen=True, slots=True)
class Clash:
    """One thing in the way.

    visit_code  the visit that is in the way, if it is one
    """

    kind: Kind
    words: str
    visit_code: str = ""

    @property
    def may_be_booked_over(self) -> bool:
        return self.kind not in NEVER_BOOKED_OVER


def clashes_of(
    clinic: people.Clinic,
    *,
    service: frontdoor.Service,
    starts_at: dt.datetime,
    practitioner_id: int,
    now: dt.datetime,
    room_id: int | None = None,
    patient_id: int | None = None,
    location: models.Location | None = None,
    moving: models.Visit | None = None,
    cautions: Iterable[str] = (),
) -> list[Clash]:
    """Return everything that is in the way of a visit, or nothing when it may be booked as it is.

    moving  a visit whose own time counts as free
    costs   2 queries for a free start; up to 8 for one that is not, and 1 with `moving`
    """
    own = boards.ticks_held_by(moving) if moving else {}
    past = [Clash(Kind.IN_THE_PAST, _("This time is over."))] if starts_at < now - policy.STAFF_LATE else []
    asked = {"service": service, "location": location, "cautions": cautions}
    place = free.place_for(
        clinic,
        starts_at=starts_at,
        practitioner_id=practitioner_id,
        patient_id=patient_id,
        own=own,
        room_id=room_id,
        **asked,
    )
    if place is not None:
        return past
    diary = boards.Diary(clinic, practitioner_id=practitioner_id, patient_id=patient_id, location=location)
    fit = starts.fits(boards.pattern_of(service, cautions))[0]
    look = _Look(diary, fit.shape, starts_at, own)
    return [*past, *look.at_work(practitioner_id), *look.taken(practitioner_id, room_id, service, patient_id)]


def licence_over(
    clinic: people.Clinic, practitioner_id: int | None, starts_at: dt.datetime, zone: str
) -> str:
    """Return in words that somebody's licence is over on the day of a start; empty when it is not. Costs 1 query."""
    treats = people.Practitioner.objects.filter(clinic=clinic, pk=practitioner_id)
    name, last = treats.values_list("name", "licence_expires_on").first() or ("", None)
    if people_rules.may_treat(clock.local(starts_at, zone).date(), expires_on=last):
        return ""
    return _("The licence of %(name)s ends on %(day)s. After that day nobody can be booked with them.") % {
        "name": name,
        "day": formats.date_format(last, "j F Y"),
    }


class _Look:
    def __init__(
        self, diary: boards.Diary, shape: starts.Shape, starts_at: dt.datetime, own: boards.Own
    ) -> None:
        self.diary, self.shape, self.starts_at = diary, shape, starts_at
        day = ticks.day_of(starts_at, diary.clinic.time_zone)
        self.tick = day.tick_at(starts_at)
        self.board = diary.board(day.date, 2).without(own)
        self.own = {resource for resource, _date in own}

    def needed(self, runs: Iterable[starts.Run]) -> int:
        line = 0
        for offset, length in runs:
            line |= ticks.bits(self.tick + offset, self.tick + offset + length)
        return line

    def at_work(self, practitioner_id: int) -> Iterator[Clash]:
        missing = self.needed(self.shape.stay) & ~self.board.working.get(practitioner_id, 0)
        if not missing:
            return
        if words := licence_over(self.diary.clinic, practitioner_id, self.starts_at, self.diary.zone):
            yield Clash(Kind.LICENCE_OVER, words)
            return
        shut = self.diary.closures_over(self.board.over, practitioner_id)
        reasons = [reason for line, reason in shut if line & missing]
        for reason in reasons:
            words = (
                _("It is closed then: %(reason)s.") % {"reason": reason}
                if reason
                else _("It is closed then.")
            )
            yield Clash(Kind.CLOSED, words)
        if not reasons:
            words = _("The practitioner is not at work until the visit is over.")
            yield Clash(Kind.OUTSIDE_HOURS, words)

    def taken(
        self, practitioner_id: int, room_id: int | None, service: frontdoor.Service, patient_id: int | None
    ) -> Iterator[Clash]:
        yield from self._by_visits(
            Kind.PRACTITIONER_TAKEN, boards.practitioner(practitioner_id), self.needed(self.shape.hands)
        )
        if service.needs_room:
            yield from self._rooms(room_id, service)
        if patient_id is not None:
            yield from self._by_visits(
                Kind.PATIENT_TAKEN, boards.patient(patient_id), self.needed(self.shape.stay)
            )

    def _rooms(self, room_id: int | None, service: frontdoor.Service) -> Iterator[Clash]:
        needed = self.needed(self.shape.room)
        frees = [(one, line) for one, line in self.board.room_frees() if room_id in {None, one.room_id}]
        if any(not needed & ~line for _one, line in frees):
            return
        if room_id is None or not frees:
            yield Clash(Kind.NO_ROOM, _("No room is free for the whole visit."))
            return
        if needed & self.board.shut_rooms.get(room_id, 0):
            yield Clash(Kind.ROOM_CLOSED, _("The room is out of use then."))
        for one, line in frees:
            if needed & ~line:
                yield from self._by_visits(Kind.ROOM_TAKEN, one.resource, needed)

    def _by_visits(self, kind: Kind, resource: str, needed: int) -> Iterator[Clash]:
        clash = needed & self.board.taken.get(resource, 0)
        if not clash:
            return
        over, zone = self.board.over, self.diary.zone
        held: dict[tuple[int | None, int | None], list[int]] = {}
        claims = models.Claim.objects.filter(
            clinic=self.diary.clinic,
            resource__in=[boards.lane(resource, n) for n in range(4)],
            local_date__in=[day.date for day in over.days],
        ).values_list("local_date", "tick", "visit_id", "hold_id")
        firsts = {day.date: first for day, first in zip(over.days, over.firsts, strict=True)}
        for date, tick, visit_id, hold_id in claims:
            if clash >> (firsts[date] + tick) & 1:
                held.setdefault((visit_id, hold_id), []).append(firsts[date] + tick)
        visits = models.Visit.objects.select_related("patient", "practitioner").in_bulk(
            [v for v, _h in held if v]
        )
        for (visit_id, _hold_id), at in sorted(held.items(), key=lambda one: min(one[1])):
            begins = over.begins + min(at) * ticks.TICK
            ends = over.begins + (max(at) + 1) * ticks.TICK
            times = {
                "from": clock.time_words(clock.local(begins, zone), self.diary.clinic.country),
                "to": clock.time_words(clock.local(ends, zone), self.diary.clinic.country),
            }
            visit = visits.get(visit_id)
            if visit is None:
                yield Clash(kind, _("Kept for somebody else, %(from)s to %(to)s.") % times)
            else:
                names = {"name": visit.patient.name, "practitioner": visit.practitioner.name}
                words = WORDS[kind]() % {**times, **names}
                yield Clash(kind, words, visit.code)


WORDS = {
    Kind.PRACTITIONER_TAKEN: lambda: _("%(practitioner)s is with %(name)s, %(from)s to %(to)s."),
    Kind.ROOM_TAKEN: lambda: _("The room is taken by %(name)s, %(from)s to %(to)s."),
    Kind.PATIENT_TAKEN: lambda: _("%(name)s has another visit, %(from)s to %(to)s."),
}
