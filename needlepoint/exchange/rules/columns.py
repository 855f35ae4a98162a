"""Which column means what: a table of heading spellings, and a mapping file that overrules it.

The spellings are those that common practice systems write into their exports, from general knowledge of them. A
heading is compared without case, spaces and signs, so 'First Name', 'first_name' and 'FirstName' are one spelling.
"""

import dataclasses
import enum
import re
from collections.abc import Iterable, Mapping, Sequence

from needlepoint.exchange.rules import cells


class Kind(enum.StrEnum):
    PATIENTS = "PATIENTS"
    APPOINTMENTS = "APPOINTMENTS"


# Field → what it is called in our words.
WORDS: Mapping[str, str] = {
    "id": "the source's own number",
    "given_name": "given name",
    "family_name": "family name",
    "full_name": "whole name",
    "birth_date": "birth date",
    "email": "e-mail address",
    "phone": "phone number",
    "language": "language",
    "do_not_contact": "asks not to be contacted",
    "patient_id": "the patient's number in the source",
    "date": "day",
    "start": "start",
    "end": "end",
    "minutes": "length in minutes",
    "practitioner": "practitioner",
    "service": "kind of visit",
    "room": "room",
    "state": "state",
    "cancelled": "was it cancelled",
    "missed": "did the patient stay away",
    "arrived": "did the patient come",
    "booked_at": "when it was booked",
}

_PERSON = {
    "given_name": "first name, given name, forename, fname, first, patient first name, client first name, legal first name, "
    "given names, patient given name, customer first name",
    "family_name": "last name, family name, surname, lname, last, patient last name, client last name, legal last name, "
    "patient family name, customer last name",
    "birth_date": "date of birth, birth date, dob, birthday, d o b, patient dob, client dob, patient date of birth, "
    "patient birth date, born, born on, client date of birth",
    "email": "email, e mail, email address, e mail address, patient email, client email, primary email, home email, "
    "contact email, customer email, work email, secondary email, other email",
}

# Field → spellings, the more telling first. Of several columns for one field the first in this order counts.
SPELLINGS: Mapping[Kind, Mapping[str, str]] = {
    Kind.PATIENTS: {
        "id": "patient id, client id, patient number, client number, patient guid, patient no, pid, id, guid, account number, "
        "chart number, chart no, mrn, medical record number, external id, customer id, reference number, patient account number, "
        "record id, contact id, uuid, patient uuid, patient code, client code, number",
        **_PERSON,
        "full_name": "name, full name, patient name, client name, patient, client, display name, customer, customer name, "
        "patient full name, contact name",
        "phone": "mobile phone, mobile, mobile number, cell phone, cell, cell number, mobile phone number, phone cell, phone mobile, "
        "cellphone, phone, phone number, telephone, primary phone, contact number, tel, phone 1, preferred phone, "
        "phone numbers, customer phone, patient phone, client phone, home phone, phone home, home phone number, home, "
        "work phone, phone biz, work phone number, business phone, phone work, other phone, phone 2, phone contact",
        "language": "language, preferred language, primary language",
        "do_not_contact": "do not contact, no contact, contact opt out, opted out of contact, do not contact flag",
    },
    Kind.APPOINTMENTS: {
        "id": "appointment id, appointment guid, appointment number, booking id, visit id, id, guid, event id, reservation id, "
        "pc eid, confirmation number, uuid, appointment uuid, appointment no, encounter id, transaction id",
        "patient_id": "patient id, client id, patient guid, patient number, client number, pid, pc pid, patient no, customer id, "
        "account number, chart number, mrn, patient account number, chart no, patient uuid, patient code, client code",
        **_PERSON,
        "full_name": "patient name, client name, patient, client, patient full name, name, customer, customer name, full name, "
        "contact name, attendee",
        "date": "appointment date, date, visit date, start date, appt date, booking date, pc event date, service date, "
        "date of service, scheduled date, day, dos",
        "start": "start time, start, starts at, start at, start date time, appointment start, appointment start time, "
        "appointment time, time, pc start time, from, begins, begin, scheduled time, appointment date time, start datetime, "
        "date time, appointment date and time, appt time, scheduled start, begin time, date and time",
        "end": "end time, end, ends at, end at, end date time, appointment end, appointment end time, pc end time, to, finish, "
        "end datetime, scheduled end, finish time, until",
        "minutes": "duration, duration minutes, duration mins, length, length minutes, minutes, appointment duration, "
        "appointment length, duration min, mins, time units, treatment duration",
        "practitioner": "practitioner, provider, staff, staff member, staff name, staff member name, practitioner name, "
        "provider name, clinician, therapist, acupuncturist, calendar, employee, resource, doctor, with, seen by, "
        "treating practitioner, rendering provider, clinician name, staff member full name",
        "service": "service, treatment, treatment name, appointment type, type, service name, session type, visit type, "
        "appointment type name, service type, category, reason for visit, pc title, appointment, appt type",
        "room": "room, room name, location room, treatment room, resource room",
        "state": "status, state, appointment status, attendance, visit status, appt status, arrival status, outcome, "
        "booking status, attendance status, pc apptstatus, appointment state",
        "cancelled": "cancelled, canceled, is cancelled, is canceled, cancelled at, canceled at, cancellation date, "
        "cancellation time, cancelled on",
        "missed": "did not arrive, no show, noshow, dna, did not attend, missed, no show at",
        "arrived": "arrived, patient arrived, checked in, arrived at, checked in at, attended, showed",
        "booked_at": "created at, booked at, date scheduled, created, date booked, booked on, created date, date created, "
        "booking created, scheduled on, date time created",
    },
}

# Of these the next column is asked when the first is empty: people have several. Everything else has one answer.
SEVERAL = frozenset({"phone", "email"})
OURS = frozenset(
    {"line", "whynottaken"}
)  # headings of our own list of refused rows, which may come back corrected


class UnableToMap(ValueError):
    """The headings, or the mapping file, do not say enough. The message says everything at once."""


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """What an optional mapping file says, already read.

    headings       kind → plain heading → field, or '' for a column that is not to be used
    states         plain word → one of the five states
    practitioners  plain name in the file → name in the clinic
    source         what to call the other system, kept with each row's number
    """

    headings: Mapping[Kind, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    states: Mapping[str, str] = dataclasses.field(default_factory=dict)
    practitioners: Mapping[str, str] = dataclasses.field(default_factory=dict)
    source: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of one file mean.

    headings  as they stand in the file
    places    field → columns that hold it, the one to ask first first
    """

    kind: Kind
    headings: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]

    def cell(self, row: Sequence[str], field: str) -> str:
        """Return what a row says about a field: the first cell that is not empty, without spaces around it."""
        for place in self.places.get(field, ()):
            if place < len(row) and (text := cells.clean(row[place])):
                return text
        return ""

    @property
    def understood(self) -> tuple[tuple[str, str], ...]:
        """(heading, what it means), in the order of the file."""
        fields = {place: field for field, places in self.places.items() for place in places}
        return tuple((self.headings[place], WORDS[fields[place]]) for place in sorted(fields))

    @property
    def unused(self) -> tuple[str, ...]:
        used = {place for places in self.places.values() for place in places}
        return tuple(
            heading for place, heading in enumerate(self.headings) if heading.strip() and place not in used
        )


def plain(heading: str) -> str:
    """Return a heading as it is compared: small letters and figures only."""
    return re.sub(r"[\W_]+", "", heading.casefold())


_TABLE: Mapping[Kind, Mapping[str, tuple[str, int]]] = {
    kind: {
        plain(spelling): (field, rank)
        for field, spellings in fields.items()
        for rank, spelling in enumerate(spellings.split(","))
    }
    for kind, fields in SPELLINGS.items()
}


def recognise(headings: Sequence[str], kind: Kind, mapping: Told) -> Columns:
    """Return what each column means for one kind of file. Does not ask whether that is enough."""
    told = mapping.headings.get(kind, {})
    found: dict[str, list[tuple[int, int]]] = {}
    for place, heading in enumerate(headings):
        name = plain(heading)
        if name in told:
            if told[name]:
                found.setdefault(told[name], []).append((-1, place))
        elif name in _TABLE[kind] and name not in OURS:
            field, rank = _TABLE[kind][name]
            found.setdefault(field, []).append((rank, place))
    places = {
        field: tuple(place for _rank, place in sorted(ranked))[: None if field in SEVERAL else 1]
        for field, ranked in found.items()
    }
    if "given_name" in places and "family_name" in places:
        places.pop("full_name", None)  # two names say it better than one
    return Columns(kind, tuple(headings), places)


def tell_kind(headings: Sequence[str], mapping: Told) -> Kind | None:
    """Return what a file holds, by its headings; None when they do not say."""
    visits = recognise(headings, Kind.APPOINTMENTS, mapping)
    people = recognise(headings, Kind.PATIENTS, mapping)
    telling = {
        "end",
        "minutes",
        "practitioner",
        "service",
        "state",
        "cancelled",
        "missed",
        "arrived",
        "patient_id",
    }
    if {"start", "date"} & visits.places.keys() and telling & visits.places.keys():
        # A patient list with a 'Created' or a 'Status' column has no start; a birth date alone does not make a list.
        if "start" in visits.places or "patient_id" in visits.places or "birth_date" not in people.places:
            return Kind.APPOINTMENTS
        return None
    if {"given_name", "family_name", "full_name"} & people.places.keys():
        return Kind.PATIENTS
    return None


def lacking(columns: Columns) -> list[str]:
    """Return a sentence for each thing that no column says and without which no row can come in."""
    has = columns.places.keys()
    faults = []
    if columns.kind is Kind.PATIENTS:
        if not {"given_name", "family_name", "full_name"} & has:
            faults.append("no column holds a name (such as First Name and Last Name, or Name)")
        return faults
    if not {"start", "date"} & has:
        faults.append("no column says when a visit starts (such as Start Time, or Date and Time)")
    if "patient_id" not in has and not {"given_name", "family_name", "full_name"} & has:
        faults.append(
            "no column says whose visit it is (such as Patient ID, or a name with a birth date or e-mail)"
        )
    return faults


STATES = ("BOOKED", "ARRIVED", "COMPLETED", "CANCELLED", "MISSED")


def read_mapping(told: Mapping[str, object]) -> Told:
    """Read a mapping file that was parsed from TOML.

    raises  UnableToMap with every fault
    """
    faults: list[str] = []
    headings: dict[Kind, dict[str, str]] = {}
    for kind in Kind:
        table = _texts(told, kind.lower(), faults)
        fields = SPELLINGS[kind].keys()
        faults.extend(
            f"[{kind.lower()}] “{heading}” = “{field}”: the fields are {', '.join(sorted(fields))}, or “” for none"
            for heading, field in table.items()
            if field and field not in fields
        )
        headings[kind] = {plain(heading): field for heading, field in table.items()}
    states = {plain(word): state.upper() for word, state in _texts(told, "states", faults).items()}
    faults.extend(
        f"[states] “{word}” = “{state}”: the states are {', '.join(STATES)}"
        for word, state in states.items()
        if state not in STATES
    )
    known = {"source", "states", "practitioners", *(kind.lower() for kind in Kind)}
    faults.extend(f"“{name}”: the file may hold {', '.join(sorted(known))}" for name in told.keys() - known)
    source = told.get("source", "")
    if not isinstance(source, str) or not re.fullmatch(r"[a-z0-9-]{0,20}", source):
        faults.append(
            "“source” is a short name of small letters, figures and hyphens, such as “our-old-system”"
        )
    if faults:
        raise UnableToMap("The mapping file says what we do not understand: " + "; ".join(faults) + ".")
    practitioners = {plain(name): ours for name, ours in _texts(told, "practitioners", faults).items()}
    return Told(headings, states, practitioners, str(source))


def _texts(told: Mapping[str, object], name: str, faults: list[str]) -> dict[str, str]:
    table = told.get(name, {})
    if not isinstance(table, Mapping) or not all(isinstance(value, str) for value in table.values()):
        faults.append(f'[{name}] holds lines such as "Their words" = "ours"')
        return {}
    return {str(key): str(value) for key, value in table.items()}


def best_header(rows: Iterable[Sequence[str]], mapping: Told) -> tuple[int, int]:
    """Return which of the first rows holds the headings, and how many of them we know.

    Exports begin with a title, or with nothing, more often than one would think.
    """
    best = (0, 0)
    for place, row in enumerate(rows):
        known = max(len(recognise(row, kind, mapping).places) for kind in Kind)
        if known > best[1]:
            best = (place, known)
    return best
