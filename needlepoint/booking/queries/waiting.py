"""Who waits for a start, which free starts would do for whom, and what was offered. Each question says what it costs."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.http import Http404

from needlepoint.booking import access, models
from needlepoint.booking.queries import boards, bookers, free
from needlepoint.booking.rules import starts, ticks, waiting
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import clock
from needlepoint.people import models as people
from needlepoint.people import queries as people_queries
from needlepoint.people import rules as people_rules

WITH = ("clinic", "patient", "practitioner", "service", "instead_of__practitioner")
LOOK_DAYS = 14  # what lies further ahead is looked at when it comes closer
FOUND = 60  # free starts for each who waits, of which a page shows the few that differ
LISTED = 200  # a line longer than this is not worked through in a day

State = models.WaitingEntry.State
OfferState = models.StartOffer.State


def wish_of(entry: models.WaitingEntry) -> waiting.Wish:
    """Return when somebody could come. Costs no query for an entry that came with its visit."""
    held = entry.instead_of
    is_standing = held is not None and held.state == models.Visit.State.BOOKED
    return waiting.Wish(
        windows=waiting.read_windows(entry.windows),
        from_date=entry.from_date,
        until_date=entry.until_date,
        practitioner_id=entry.practitioner_id,
        before=held.starts_at if is_standing else None,
    )


# --- Entries and offers ----------------------------------------------------------------------------------------------------


def entry_of(patient: people.Patient) -> models.WaitingEntry | None:
    """Return what a patient waits for, or None. Costs 1 query."""
    return _entries().filter(patient=patient, state=State.WAITING).first()


def entry_for(viewer: people_rules.Viewer, code: str) -> models.WaitingEntry:
    """Return one entry the viewer may see. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    entry = _entries(access.waiting_seen_by(viewer)).filter(code=code).first()
    if entry is None:
        raise Http404
    return entry


def line(viewer: people_rules.Viewer) -> list[models.WaitingEntry]:
    """Return who waits, first to last; for staff. Costs 1 query."""
    if not viewer.is_staff:
        return []
    return in_line(_entries(access.waiting_seen_by(viewer)).filter(state=State.WAITING))[:LISTED]


def in_line(entries: Iterable[models.WaitingEntry]) -> list[models.WaitingEntry]:
    """Return entries in the order in which they are asked."""
    by_pk = {entry.pk: entry for entry in entries}
    places = (waiting.Place(entry.pk, entry.is_flare, entry.made_at) for entry in by_pk.values())
    return [by_pk[place.pk] for place in waiting.in_line(places)]


def _entries(entries=None):
    return (models.WaitingEntry.objects.all() if entries is None else entries).select_related(*WITH)


def open_offers(entries: Iterable[models.WaitingEntry]) -> dict[int, models.StartOffer]:
    """Return the open offer of each who has one, by the entry's integer id. Costs 1 query."""
    offers = models.StartOffer.objects.filter(
        entry__in=[entry.pk for entry in entries], state=OfferState.OPEN
    )
    return {offer.entry_id: offer for offer in offers.select_related("practitioner")}


def offer_for(viewer: people_rules.Viewer, code: str) -> models.StartOffer:
    """Return one offer the viewer may answer. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    offer = _offers().filter(code=code, entry__in=access.waiting_seen_by(viewer)).first()
    if offer is None:
        raise Http404
    return offer


def offer_behind(link: people.PageLink, code: str) -> models.StartOffer | None:
    """Return the offer that a link was made for, or None. Costs 1 query."""
    if link.purpose != people_rules.Purpose.OFFER or link.target != code:
        return None
    return _offers().filter(code=code, entry__patient_id=link.patient_id).first()


def _offers():
    return models.StartOffer.objects.select_related(
        "practitioner", "hold", *(f"entry__{name}" for name in WITH)
    )


def visit_of_offer(offer: models.StartOffer) -> models.Visit | None:
    """Return the visit that an offer became, or None. Costs 1 query."""
    visits = models.Visit.objects.filter(patient_id=offer.entry.patient_id, starts_at=offer.starts_at)
    return visits.standing().select_related("clinic").first()


def due_entries(now: dt.datetime) -> list[models.WaitingEntry]:
    """Return everybody who waits and has no open offer, over all clinics. Costs 1 query."""
    return list(_entries().filter(state=State.WAITING).exclude(offers__state=OfferState.OPEN))


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What somebody was offered: the starts, and how many since a moment."""

    starts: frozenset[dt.datetime] = frozenset()
    lately: int = 0


def asked_before(entries: Iterable[models.WaitingEntry], *, since: dt.datetime) -> Mapping[int, Asked]:
    """Return what each was offered already, by the entry's integer id. Costs 1 query."""
    starts_of: dict[int, set[dt.datetime]] = {}
    lately: dict[int, int] = {}
    offers = models.StartOffer.objects.filter(entry__in=[entry.pk for entry in entries])
    for pk, starts_at, made_at in offers.values_list("entry_id", "starts_at", "made_at"):
        starts_of.setdefault(pk, set()).add(starts_at)
        lately[pk] = lately.get(pk, 0) + (made_at >= since)
    return {pk: Asked(frozenset(known), lately[pk]) for pk, known in starts_of.items()}


# --- Which free start would do ---------------------------------------------------------------------------------------------


def fitting_starts(
    clinic: people.Clinic,
    entries: Sequence[models.WaitingEntry],
    *,
    now: dt.datetime,
    days: int = LOOK_DAYS,
    limit: int = FOUND,
    known: Mapping[int, Asked] | None = None,
    only: starts.Start | None = None,
) -> dict[int, list[starts.Start]]:
    """Return the soonest free starts that would do for each who waits, by the entry's integer id.

    known  what each was offered before: not again
    only   none but this one
    costs  8 queries for each service that somebody waits for, however many wait
    """
    found: dict[int, list[starts.Start]] = {}
    by_service: dict[int, list[models.WaitingEntry]] = {}
    for entry in entries:
        by_service.setdefault(entry.service_id, []).append(entry)
    for waiting_for in by_service.values():
        look = _Look(clinic, waiting_for[0].service, now=now, days=days, only=only)
        taken = _taken_by_patients(clinic, waiting_for, look.board)
        for entry in waiting_for:
            asked = (known or {}).get(entry.pk, Asked())
            found[entry.pk] = look.for_entry(entry, taken.get(entry.patient_id, 0), asked, limit)
    return found


class _Look:
    """The free starts of a service in the next days, read once."""

    def __init__(
        self,
        clinic: people.Clinic,
        service: frontdoor.Service,
        *,
        now: dt.datetime,
        days: int,
        only: starts.Start | None = None,
    ) -> None:
        who = only.practitioner_id if only else None
        diary = boards.Diary(clinic, service=service, practitioner_id=who)
        bounds = boards.bounds_of(service, now, zone=diary.zone, is_staff=False)
        # Sooner than this an offer could not be answered.
        soonest = now + waiting.ANSWER_BEFORE + waiting.LEAST_TO_ANSWER
        bounds = dataclasses.replace(bounds, earliest=max(bounds.earliest, soonest))
        self.zone, self.service = diary.zone, service
        first = clock.local(only.starts_at if only else now, diary.zone).date()
        self.board = diary.board(first, 2 if only else days + 1)
        allowed = bounds.line(self.board.over)
        allowed &= ticks.grid_line(self.board.over, diary.zone, service.grid_minutes)
        allowed &= ticks.bits(0, self.board.over.firsts[-1])
        if only is not None:
            tick = self.board.over.tick_at(only.starts_at)
            allowed &= 1 << tick if tick >= 0 else 0
        self._diary, self._allowed = diary, allowed
        self._known: dict[bool, tuple[dict[int, int], tuple[starts.Run, ...]]] = {}

    def for_entry(
        self, entry: models.WaitingEntry, taken: int, asked: Asked, limit: int
    ) -> list[starts.Start]:
        over = self.board.over
        lines, stay = self._lines(entry.patient.cautions)
        able = self._wanted(wish_of(entry)) & starts.fitting(over.whole & ~taken, stay)
        for moment in asked.starts:
            tick = over.tick_at(moment)
            if 0 <= tick < over.ticks:
                able &= ~(1 << tick)
        mine = {
            pk: line & able
            for pk, line in lines.items()
            if entry.practitioner_id in {None, pk} and line & able
        }
        union = 0
        for line in mine.values():
            union |= line
        found = []
        for day, part in over.parts(union):
            first = over.firsts[over.days.index(day)]
            order = boards.least_busy_first(self.board, mine, first, day)
            for tick in ticks.listed(part):
                pk = next(pk for pk in order if mine[pk] >> (first + tick) & 1)
                found.append(starts.Start(day.moment(tick), pk))
                if len(found) == limit:
                    return found
        return found

    def _lines(self, cautions: Iterable[str]) -> tuple[dict[int, int], tuple[starts.Run, ...]]:
        """Practitioner id → free starts, and how long the patient stays at most; kept for all with the same pattern."""
        is_attended = boards.must_attend(self.service, cautions)
        if is_attended not in self._known:
            search = free.Search(self._diary, self.service, cautions=cautions)
            lines = search.lines(self.board, self._allowed)
            longest = max((fit.shape for fit in search.fits), key=lambda shape: shape.stay_ticks)
            self._known[is_attended] = lines, longest.stay
        return self._known[is_attended]

    def _wanted(self, wish: waiting.Wish) -> int:
        """Return the ticks that meet a wish: `Wish.is_met_by` for a whole line at once."""

        def hours_on(date: dt.date) -> ticks.Hours:
            if not wish.from_date <= date <= wish.until_date:
                return ()
            if not wish.windows:
                return ((0, waiting.LAST_MINUTE),)
            return tuple((begin, end) for weekday, begin, end in wish.windows if weekday == date.weekday())

        over = self.board.over
        line = over.of_hours(self.zone, hours_on)
        if wish.before is not None:
            line &= ticks.bits(0, max(0, min(over.tick_at(wish.before), over.ticks)))
        return line


def _taken_by_patients(
    clinic: people.Clinic, entries: Iterable[models.WaitingEntry], board: boards.Board
) -> dict[int, int]:
    """Return when each who waits cannot come: patient id → ticks of the board. Costs 1 query.

    That is every day on which they come anyway; on the day of the visit that they would give up, only its own time.
    """
    over = board.over
    firsts = {day.date: first for day, first in zip(over.days, over.firsts, strict=True)}
    who = {boards.patient(entry.patient_id): entry.patient_id for entry in entries}
    rows = models.Occupancy.objects.filter(
        clinic=clinic,
        resource__in=who,
        local_date__gte=over.days[0].date,
        local_date__lte=over.days[-1].date,
    )
    given_up = {
        entry.patient_id: ticks.day_of(entry.instead_of.starts_at, clinic.time_zone).date
        for entry in entries
        if entry.instead_of is not None
    }
    taken: dict[int, int] = {}
    for resource, date, *kept in rows.values_list("resource", "local_date", "w0", "w1", "w2", "w3", "w4"):
        pk = who[resource]
        mask = ticks.mask(kept)
        if mask and date != given_up.get(pk):  # nobody is treated twice a day
            mask = ticks.day(date, clinic.time_zone).whole
        taken[pk] = taken.get(pk, 0) | mask << firsts[date]
    return taken


def who_fits(
    entries: Iterable[models.WaitingEntry], start: starts.Start, zone: str
) -> list[models.WaitingEntry]:
    """Return those for whom one start would do, in the order given. Costs no query."""
    local = clock.local(start.starts_at, zone)
    return [
        entry for entry in entries if wish_of(entry).is_met_by(start.starts_at, local, start.practitioner_id)
    ]


def held_visits(patient: people.Patient, now: dt.datetime) -> list[models.Visit]:
    """Return the visits that a patient has booked and could give for an earlier start. Costs 1 query."""
    booked = models.Visit.objects.filter(
        patient=patient, state=models.Visit.State.BOOKED, starts_at__gt=now, practitioner__isnull=False
    )
    return list(booked.order_by("starts_at")[:12])


def practitioner_with(clinic: people.Clinic, code: str, *, now: dt.datetime) -> people.Practitioner | None:
    """Return who has a code and treats; None for no code. Costs 1 query, or none."""
    if not code:
        return None
    today = clock.local(now, clinic.time_zone).date()
    return people_queries.treating_on(today, clinic_id=clinic.pk).filter(code=code).first()


def treating(clinic: people.Clinic) -> dict[int, bookers.Treating]:
    """Return who treats and can be booked, by integer id. Costs 1 query."""
    who = people.Practitioner.objects.filter(clinic=clinic, is_bookable=True).order_by("name", "pk")
    return {row[0]: bookers.Treating(*row) for row in who.values_list("pk", "code", "name")}
