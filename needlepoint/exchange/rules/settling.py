"""What an appointment of another system means in this clinic: whose it is, with whom, where, and is there room for it."""

import dataclasses
import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping, Sequence

from needlepoint.booking.rules import starts, states, ticks
from needlepoint.exchange.rules import columns, findings, known, reading, visits
from needlepoint.frontdoor import rules as patterns

USUAL_MINUTES = 60

# What other systems call a kind of visit, by words in it.
_FIRST = ("initial", "first", "new patient", "new client", "intake", "consult", "evaluation")
_FOLLOW_UP = ("follow", "return", "subsequent", "established", "standard", "regular", "maintenance")


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """A kind of visit the clinic offers."""

    number: int
    kind: str  # FIRST, FOLLOW_UP
    name: str
    pattern: patterns.Pattern


@dataclasses.dataclass(slots=True)
class Clinic:
    """All that rows about appointments are settled against. The calendar fills as rows are taken.

    rooms              number → name of each open room, in the clinic's order
    files              names of the files of this run
    make_practitioner  enters a new one by name and returns their number; None when that was not asked for
    """

    zone: str
    patients: known.Patients
    staff: known.Staff
    offers: Sequence[Offer]
    rooms: Mapping[int, str]
    calendar: known.Calendar
    files: Sequence[str] = ()
    make_practitioner: Callable[[str], int] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Settled:
    """An appointment in the clinic's own terms, ready to be kept.

    practitioner  None for a past visit that names nobody
    is_coming     neither over nor giving its time back, so it must hold ticks
    holds         resource → local day → ticks, once it was placed
    """

    patient: int
    practitioner: int | None
    room: int | None
    service: int | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    state: states.State
    booked_at: dt.datetime
    key: str
    fingerprint: str
    is_coming: bool
    holds: Mapping[str, Mapping[dt.date, int]] = dataclasses.field(default_factory=dict)


def settle(
    row: visits.Appointment, clinic: Clinic, how: reading.Reading, remarks: reading.Remarks
) -> Settled | None:
    """Find the patient, the practitioner, the kind of visit and the state of an appointment. Does not ask for room.

    returns  None when a reason stands against the row; all of them are gathered
    """
    patient = _patient(row, clinic, remarks)
    practitioner = _practitioner(row, clinic, how, remarks)
    if row.starts_at is None:
        return None
    offer = _offer(row, clinic)
    ends_at = row.ends_at or _usual_end(row.starts_at, offer, clinic, remarks)
    state = visits.settle_state(
        row.state, starts_at=row.starts_at, ends_at=ends_at, now=how.now, remarks=remarks
    )
    is_coming = ends_at > how.now and state not in states.RELEASED
    if practitioner is None and not row.practitioner:
        if is_coming:
            remarks.against(
                findings.Why.NO_PRACTITIONER, "A coming visit needs a practitioner; this row names none."
            )
        else:
            remarks.notes.append(findings.Note.NO_PRACTITIONER)
    if remarks.reasons or patient is None:
        return None
    room = next((number for number, name in clinic.rooms.items() if _same(name, row.room)), None)
    return Settled(
        patient,
        practitioner,
        room,
        offer.number if offer else None,
        row.starts_at,
        ends_at,
        state,
        min(row.booked_at or how.now, row.starts_at, how.now),
        reading.key(
            how.told.source,
            row.number,
            row.patient_key or (row.plain_name, row.birth_date, row.email if not row.birth_date else ""),
            row.starts_at.isoformat(),
        ),
        reading.fingerprint(
            row.patient_key, row.plain_name, row.birth_date, row.starts_at, row.ends_at, row.practitioner, row.service,
            row.room, row.state,
        ),
        is_coming,
    )  # fmt: skip


def _patient(row: visits.Appointment, clinic: Clinic, remarks: reading.Remarks) -> int | None:
    found = clinic.patients.with_key(row.patient_key)
    if found is None:
        found = clinic.patients.described(row.plain_name, row.birth_date, row.email)
    if found == known.SEVERAL:
        remarks.against(
            findings.Why.SEVERAL_PATIENTS,
            "More than one patient has this name and birth date or e-mail; only the source's own number can tell them apart.",
        )
        return None
    if found is None and not any(reason.why in _NOBODY for reason in remarks.reasons):
        by_number = "No patient came in under this number" if row.patient_key else "No patient matches"
        lacks = (
            " this name"
            if row.birth_date or row.email
            else "; a name alone, without birth date or e-mail, is not enough"
        )
        how = (
            ""
            if row.patient_key
            else lacks + (" with this birth date or e-mail" if row.birth_date or row.email else "")
        )
        remarks.against(
            findings.Why.NO_PATIENT, f"{by_number}{how}. Bring the patients in first, or in the same run."
        )
    return found


_NOBODY = frozenset({findings.Why.NO_PATIENT, findings.Why.NO_NAME})


def _practitioner(
    row: visits.Appointment, clinic: Clinic, how: reading.Reading, remarks: reading.Remarks
) -> int | None:
    if not row.practitioner:
        return clinic.staff.only
    found = clinic.staff.named(row.practitioner)
    if found is None and clinic.make_practitioner is not None:
        name = " ".join(row.practitioner.split())[:120]
        found = clinic.make_practitioner(name)
        clinic.staff.add(found, name)
    if not found:
        which = "more than one practitioner's" if found == known.SEVERAL else "not a practitioner's name here"
        remarks.against(
            findings.Why.NO_PRACTITIONER,
            f"{findings.shown(row.practitioner)} is {which}; [practitioners] in a mapping file says who it is"
            + (", and --make-practitioners enters new ones." if found is None else "."),
        )
        return None
    return found


def _offer(row: visits.Appointment, clinic: Clinic) -> Offer | None:
    """Return the kind of visit by its name, or by the words other systems use."""
    words = row.service.casefold()
    if not words:
        return None
    for offer in clinic.offers:
        if _same(offer.name, row.service):
            return offer
    for kind, spellings in (("FIRST", _FIRST), ("FOLLOW_UP", _FOLLOW_UP)):
        if any(spelling in words for spelling in spellings):
            return next((offer for offer in clinic.offers if offer.kind == kind), None)
    return None


def _same(ours: str, theirs: str) -> bool:
    return bool(theirs) and columns.plain(ours) == columns.plain(theirs)


def _usual_end(
    starts_at: dt.datetime, offer: Offer | None, clinic: Clinic, remarks: reading.Remarks
) -> dt.datetime:
    remarks.notes.append(findings.Note.LENGTH_ASSUMED)
    offer = offer or next((each for each in clinic.offers if each.kind == "FOLLOW_UP"), None)
    return starts_at + dt.timedelta(minutes=offer.pattern.patient_minutes if offer else USUAL_MINUTES)


# --- Is there room? --------------------------------------------------------------------------------------------------


def place(
    visit: Settled, row: visits.Appointment, clinic: Clinic, at: int, remarks: reading.Remarks
) -> Settled | None:
    """Give a coming visit its ticks, and a room if the clinic has rooms.

    at       the row's place in this run, for those who come after
    returns  the visit with what it holds; None when something is taken, with every clash as a reason
    effects  the clinic's calendar holds the ticks
    """
    if not visit.is_coming:
        return visit
    hands, stay, in_room = _wanted(visit, clinic, remarks)
    wanted = {f"practitioner:{visit.practitioner}": hands, f"patient:{visit.patient}": stay}
    for resource, who in zip(wanted, (row.practitioner or "The practitioner", "The patient"), strict=True):
        other = clinic.calendar.holder(resource, wanted[resource])
        if other is not None:
            remarks.against(
                findings.Why.CLASH,
                f"{who} is taken {_clash(visit, clinic, other)}",
            )
    room = _room(visit, clinic, in_room, remarks)
    if remarks.reasons:
        return None
    if room is not None:
        wanted[f"room:{room}"] = in_room
    for resource, days in wanted.items():
        clinic.calendar.take(resource, days, at)
    return dataclasses.replace(visit, room=room, holds=wanted)


Days = Mapping[dt.date, int]


def _wanted(visit: Settled, clinic: Clinic, remarks: reading.Remarks) -> tuple[Days, Days, Days]:
    """Return the ticks for the practitioner's hands, the patient's stay and the room.

    A visit as long as its kind is here follows our pattern, rest and turnover included; any other is held throughout.
    """
    offer = next((each for each in clinic.offers if each.number == visit.service), None)
    minutes = (visit.ends_at - visit.starts_at) / dt.timedelta(minutes=1)
    if offer is not None and offer.pattern.patient_minutes == minutes:
        shape = starts.shape(offer.pattern)
        hands, stay, room = (
            ticks.held(visit.starts_at, runs, clinic.zone) for runs in (shape.hands, shape.stay, shape.room)
        )
        return hands, stay, room
    remarks.notes.append(findings.Note.HELD_THROUGHOUT)
    throughout: dict[dt.date, int] = {}
    day = ticks.day_of(visit.starts_at, clinic.zone)
    while day.begins < visit.ends_at:
        throughout[day.date] = day.of_span(visit.starts_at, visit.ends_at)
        day = ticks.day(day.date + dt.timedelta(days=1), clinic.zone)
    return throughout, throughout, throughout


def _room(
    visit: Settled, clinic: Clinic, in_room: Mapping[dt.date, int], remarks: reading.Remarks
) -> int | None:
    if visit.room is not None:
        other = clinic.calendar.holder(f"room:{visit.room}", in_room)
        if other is not None:
            remarks.against(
                findings.Why.CLASH,
                f"{clinic.rooms[visit.room]} is taken {_clash(visit, clinic, other)}",
            )
        return visit.room
    for number in clinic.rooms:
        if clinic.calendar.holder(f"room:{number}", in_room) is None:
            remarks.notes.append(findings.Note.ROOM_CHOSEN)
            return number
    if clinic.rooms:
        remarks.against(findings.Why.NO_ROOM, f"No room is free {_told(visit, clinic.zone)}.")
    return None


def _clash(visit: Settled, clinic: Clinic, other: int) -> str:
    who = (
        "a visit already in the calendar" if other == known.BEFORE else known.place_words(other, clinic.files)
    )
    return f"{_told(visit, clinic.zone)}: {who} has that time."


def _told(visit: Settled, zone: str) -> str:
    local = visit.starts_at.astimezone(zoneinfo.ZoneInfo(zone))
    return f"on {local:%a} {local.day} {local:%b %Y at %H:%M}"
