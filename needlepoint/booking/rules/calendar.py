"""Visits as iCalendar: a file, an invitation, a feed. Pure; the `icalendar` package writes it.

source  RFC 5545 (iCalendar), RFC 5546 (invitations: REQUEST, CANCEL), RFC 7986 (REFRESH-INTERVAL, NAME).
Moments are written in UTC, which needs no time-zone definition and is right on every day of changing clocks.
"""

import dataclasses
import datetime as dt
import unicodedata
from collections.abc import Iterable

import icalendar

PRODUCT = "-//Needlepoint//Visits//EN"
REFRESH = dt.timedelta(hours=1)
REFRESH_WORDS = "PT1H"  # the same, as the older name of the property wants it
LETTER_CONTROLS = {"\n"}


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """What a calendar keeps of a visit. Moments are aware; `version` grows whenever the visit is moved."""

    uid: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    stamped_at: dt.datetime
    summary: str
    place: str = ""
    notes: str = ""
    version: int = 0
    is_cancelled: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Party:
    """Somebody whom an invitation names."""

    name: str
    email: str


def file(event: Event) -> str:
    """Return one visit to be added to a calendar."""
    return _text(_calendar("PUBLISH"), [_component(event)])


def invitation(event: Event, *, organizer: Party, attendee: Party) -> str:
    """Return what goes along with a mail, so that the visit stands in the calendar, moves in it and leaves it."""
    component = _component(event)
    component["ORGANIZER"] = _address(organizer)
    guest = _address(attendee)
    for name, value in (("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "ACCEPTED"), ("RSVP", "FALSE")):
        guest.params[name] = value
    component.add("attendee", guest, encode=False)
    return _text(_calendar("CANCEL" if event.is_cancelled else "REQUEST"), [component])


def together(events: Iterable[Event]) -> str:
    """Return several visits to be added to a calendar at once; an invitation may hold one only."""
    return _text(_calendar("PUBLISH"), [_component(event) for event in events])


def feed(events: Iterable[Event], *, name: str, zone: str) -> str:
    """Return all visits under an address that a calendar reads again and again.

    zone  in which the reader's calendar shows them, where it asks
    """
    calendar = _calendar("PUBLISH")
    calendar.add("name", one_line(name))
    calendar.add("x-wr-calname", icalendar.vText(one_line(name)))  # by itself the package would not escape it
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH_WORDS)
    return _text(calendar, [_component(event) for event in events])


def plain(text: str) -> str:
    """Return text without the control characters that no calendar may hold; line breaks stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        letter
        for letter in text
        if letter in LETTER_CONTROLS or unicodedata.category(letter) not in {"Cc", "Cs"}
    )


def one_line(text: str) -> str:
    """Return a name or a title: no control characters, no line breaks."""
    return " ".join(plain(text).split())


def _calendar(method: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", method)
    return calendar


def _component(event: Event) -> icalendar.Event:
    component = icalendar.Event()
    component.add("uid", plain(event.uid))
    component.add("dtstamp", event.stamped_at.astimezone(dt.UTC))
    component.add("dtstart", event.starts_at.astimezone(dt.UTC))
    component.add("dtend", event.ends_at.astimezone(dt.UTC))
    component.add("sequence", event.version)
    component.add("summary", one_line(event.summary))
    if event.place:
        component.add("location", plain(event.place))
    if event.notes:
        component.add("description", plain(event.notes))
    component.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    component.add("class", "PRIVATE")
    return component


def _address(party: Party) -> icalendar.vCalAddress:
    address = icalendar.vCalAddress(f"mailto:{plain(party.email)}")
    # A quoted parameter may hold neither a quotation mark nor a line break (RFC 5545, 3.1).
    name = one_line(party.name).replace('"', "'")
    if name:
        address.params["CN"] = name
    return address


def _text(calendar: icalendar.Calendar, components: Iterable[icalendar.Event]) -> str:
    for component in components:
        calendar.add_component(component)
    octets: bytes = calendar.to_ical(sorted=False)
    return octets.decode("utf-8")
