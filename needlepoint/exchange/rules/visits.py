"""A row about an appointment, past or to come."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence

from needlepoint.booking.rules import states
from needlepoint.exchange.rules import columns, findings, moments, persons, reading
from needlepoint.people import rules as people

State = states.State
SHORTEST_MINUTES, LONGEST_MINUTES = 5, 8 * 60
EARLIEST_YEAR, YEARS_AHEAD = 1970, 5

# What other systems call the states. 'Rescheduled' is not here: some write it on the old time, some on the new one.
_STATE_WORDS: Mapping[State, str] = {
    State.BOOKED: "booked, scheduled, confirmed, unconfirmed, not confirmed, pending, active, open, reserved, upcoming, "
    "tentative, approved, accepted, new, appointment confirmed, reminder sent, reminder done, sms confirmed, left message",
    State.ARRIVED: "arrived, here, checked in, check in, in session, in room, in progress, waiting, ready, roomed, "
    "in exam room, started, in treatment, arrived late",
    State.COMPLETED: "completed, complete, done, attended, show, showed, showed up, checked out, check out, finished, "
    "fulfilled, seen, kept, billed, paid, invoiced, closed, signed, treated, visit complete",
    State.CANCELLED: "cancelled, canceled, cancel, late cancel, late cancelled, late canceled, late cancellation, "
    "early cancel, cancellation, patient cancelled, patient canceled, client cancelled, client canceled, "
    "cancelled by patient, canceled by patient, cancelled by client, canceled by client, cancelled by clinic, "
    "canceled by clinic, cancelled by practice, provider cancelled, provider canceled, declined, rejected, deleted, void",
    State.MISSED: "no show, noshow, no showed, missed, dna, did not attend, did not arrive, did not show, absent, "
    "failed to attend, fta, no call no show, ncns, not attended",
}
_STATES: Mapping[str, State] = {
    columns.plain(word): state for state, words in _STATE_WORDS.items() for word in words.split(",")
}
# One sign each, as one widely used open record writes them.
_STATE_SIGNS = {
    "-": State.BOOKED,
    "*": State.BOOKED,
    "@": State.ARRIVED,
    "<": State.ARRIVED,
    ">": State.COMPLETED,
}
_STATE_SIGNS |= {"x": State.CANCELLED, "%": State.CANCELLED, "?": State.MISSED}

_LENGTH = re.compile(
    r"^(?:(?P<hours>\d{1,2})\s*(?:h|hrs?|hours?)\.?(?:\s*(?:and\s*)?)?)?(?:(?P<minutes>\d{1,3})(?:\.0+)?\s*(?:m|mins?|minutes?)?\.?)?$",
    re.IGNORECASE,
)
_CLOCK_LENGTH = re.compile(r"^(\d{1,2}):([0-5]\d)(?::00)?$")


@dataclasses.dataclass(frozen=True, slots=True)
class Appointment:
    """What a row says about an appointment. Who and what its words mean in the clinic is found out later.

    patient_key   the source's own number of the patient, as a key; '' when it has none
    plain_name    the patient's name as it is compared
    starts_at     None when the row does not say, and a reason stands against it; so are the others
    """

    patient_key: str
    plain_name: str
    birth_date: dt.date | None
    email: str
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    practitioner: str
    service: str
    room: str
    state: State | None
    booked_at: dt.datetime | None
    number: str


def read(row: Sequence[str], how: reading.Reading, remarks: reading.Remarks) -> Appointment:
    """Read a row about an appointment, gathering every reason and note."""
    cell = how.layout.cell
    reading.check_cells(row, how, remarks)
    span = _span(row, how, remarks)
    state = _state(row, how, remarks)
    patient_number = cell(row, "patient_id")
    aside = reading.Remarks()  # a slip in a name or birth date is no matter when the number says who it is
    has_name = any(field in how.layout.places for field in ("given_name", "family_name", "full_name"))
    given_name, family_name = persons.name(row, how, aside) if has_name else ("", "")
    born = persons.birth_date(row, how, aside)
    if not patient_number:
        remarks.reasons.extend(aside.reasons)
        if not has_name:
            remarks.against(findings.Why.NO_PATIENT, "The row does not say whose visit it is.")
    starts_at, ends_at = span or (None, None)
    return Appointment(
        patient_key=reading.key(how.told.source, patient_number) if patient_number else "",
        plain_name=people.plain_name(f"{given_name} {family_name}"),
        birth_date=born,
        email=persons.email(cell(row, "email"), aside),
        starts_at=starts_at,
        ends_at=ends_at,
        practitioner=cell(row, "practitioner"),
        service=cell(row, "service"),
        room=cell(row, "room"),
        state=state,
        booked_at=_booked_at(row, how),
        number=cell(row, "id"),
    )


def _span(
    row: Sequence[str], how: reading.Reading, remarks: reading.Remarks
) -> tuple[dt.datetime, dt.datetime | None] | None:
    start = _start(row, how, remarks)
    end = _when(row, "end", how, remarks)
    minutes = length(how.layout.cell(row, "minutes"), remarks)
    if start is None or start.day is None or start.time is None:
        return None
    try:
        starts_at, is_repeated = moments.moment(start.day, start.time, how.zone, start.zone)
        ends_at = _end(start, starts_at, end, minutes, how.zone)
    except findings.UnableToRead as unable:
        remarks.reasons.append(unable.reason)
        return None
    if is_repeated:
        remarks.notes.append(findings.Note.REPEATED_HOUR)
    if ends_at is not None:
        lasts = (ends_at - starts_at) / dt.timedelta(minutes=1)
        if not SHORTEST_MINUTES <= lasts <= LONGEST_MINUTES:
            remarks.against(
                findings.Why.BAD_LENGTH,
                f"The visit would last {lasts:.0f} minutes; it must be {SHORTEST_MINUTES} to {LONGEST_MINUTES}.",
            )
    return starts_at, ends_at


def _start(row: Sequence[str], how: reading.Reading, remarks: reading.Remarks) -> moments.When | None:
    """Put the start together from a column for the day, one for the time, or one for both."""
    on, at = _when(row, "date", how, remarks), _when(row, "start", how, remarks)
    if on is None or at is None:
        return None
    timed = at if at.time else on
    start = dataclasses.replace(timed, day=at.day or on.day)
    if start.day is None or start.time is None:
        lacks = "day" if start.day is None else "time"
        remarks.against(findings.Why.NO_START, f"The row does not say at which {lacks} the visit starts.")
        return None
    if not EARLIEST_YEAR <= start.day.year <= how.today.year + YEARS_AHEAD:
        remarks.against(
            findings.Why.BAD_DATE,
            f"{start.day.isoformat()} is not between {EARLIEST_YEAR} and {how.today.year + YEARS_AHEAD}.",
        )
        return None
    if how.has_halves and start.is_bare:
        remarks.against(
            findings.Why.BAD_TIME,
            f"{start.time:%H:%M} says neither am nor pm, while other rows of the file do.",
        )
        return None
    return start


def _when(
    row: Sequence[str], field: str, how: reading.Reading, remarks: reading.Remarks
) -> moments.When | None:
    try:
        return moments.when(how.layout.cell(row, field), how.order)
    except findings.UnableToRead as unable:
        remarks.reasons.append(unable.reason)
        return None


def _end(
    start: moments.When, starts_at: dt.datetime, end: moments.When | None, minutes: int | None, zone: str
) -> dt.datetime | None:
    at = end.time if end is not None and end.time else start.to
    if at is None or start.day is None:
        return starts_at + dt.timedelta(minutes=minutes) if minutes else None
    day = end.day if end is not None and end.day else start.day
    written_zone = (end.zone if end is not None and end.time else "") or start.zone
    ends_at, is_repeated = moments.moment(day, at, zone, written_zone)
    if is_repeated and ends_at <= starts_at:
        ends_at += dt.timedelta(hours=1)  # begun before the clocks went back, ended after
    return ends_at


def length(cell: str, remarks: reading.Remarks) -> int | None:
    """Read a length: '60', '60 min', '1 h 15', '1:15', '01:15:00'. None when the cell is empty."""
    text = cell.strip()
    if not text:
        return None
    if match := _CLOCK_LENGTH.match(text):
        return int(match[1]) * 60 + int(match[2])
    match = _LENGTH.match(text)
    if match is None or not (match["hours"] or match["minutes"]):
        remarks.against(findings.Why.BAD_LENGTH, f"{findings.shown(cell)} is not a length we can read.")
        return None
    return int(match["hours"] or 0) * 60 + int(match["minutes"] or 0)


def _state(row: Sequence[str], how: reading.Reading, remarks: reading.Remarks) -> State | None:
    """Return what became of the visit by its words, or by the columns that say yes or no. None when nothing says."""
    cell = how.layout.cell
    flags = (("cancelled", State.CANCELLED), ("missed", State.MISSED), ("arrived", State.ARRIVED))
    for field, state in flags:
        if not persons.is_no(cell(row, field)):
            return state
    words = cell(row, "state")
    if not words:
        return None
    plain = columns.plain(words)
    found = how.told.states.get(plain) or _STATE_SIGNS.get(words.lower()) or _STATES.get(plain)
    if found is None:
        remarks.against(
            findings.Why.BAD_STATE,
            f"The state {findings.shown(words)} is not one we know; [states] in a mapping file says what it means.",
        )
        return None
    return State(found)


def _booked_at(row: Sequence[str], how: reading.Reading) -> dt.datetime | None:
    """Return when it was booked, if the row says so in a way we can read; it is not worth refusing a row over."""
    try:
        read = moments.when(how.layout.cell(row, "booked_at"), how.order)
        if read.day is None or not EARLIEST_YEAR <= read.day.year <= how.today.year:
            return None
        return moments.moment(read.day, read.time or dt.time(12), how.zone, read.zone)[0]
    except findings.UnableToRead:
        return None


def settle_state(
    said: State | None,
    *,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    now: dt.datetime,
    remarks: reading.Remarks,
) -> State:
    """Return the state a visit comes in with, by what the row says and whether its time is over.

    A visit that is over and not said to be cancelled or missed is taken as done; when nothing said that the patient
    came, with a note.
    """
    if said in states.RELEASED and said is not None:
        return said
    if ends_at <= now:
        if said in {None, State.BOOKED}:
            remarks.notes.append(findings.Note.PAST_AS_DONE)
        return State.COMPLETED
    if said in {State.ARRIVED, State.COMPLETED} and starts_at > now:
        remarks.against(
            findings.Why.STATE_AND_TIME, "The row says the patient came, but its time is still to come."
        )
    return said or State.BOOKED
