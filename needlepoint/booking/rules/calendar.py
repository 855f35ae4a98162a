"""One visit as an iCalendar file. Pure.

source  RFC 5545: lines of at most 75 octets joined by CRLF (3.1), text with backslash, comma, semicolon and line break
        escaped (3.3.11), moments in UTC (3.3.5), which need no time-zone definition.
"""

import dataclasses
import datetime as dt

LINE_OCTETS = 75


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


def file(event: Event) -> str:
    """Return the file's text."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Needlepoint//Visits//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"DTSTAMP:{moment(event.stamped_at)}",
        f"DTSTART:{moment(event.starts_at)}",
        f"DTEND:{moment(event.ends_at)}",
        f"SEQUENCE:{event.version}",
        f"SUMMARY:{escaped(event.summary)}",
        *([f"LOCATION:{escaped(event.place)}"] if event.place else []),
        *([f"DESCRIPTION:{escaped(event.notes)}"] if event.notes else []),
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def moment(when: dt.datetime) -> str:
    """Write a moment in UTC, such as 20261124T141000Z."""
    return when.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """Write text so that its commas and line breaks stay text."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> str:
    """Break a line after at most 75 octets, never inside a character; a continued line begins with a space."""
    parts, room, part = [], LINE_OCTETS, ""
    for letter in line:
        size = len(letter.encode("utf-8"))
        if size > room:
            parts.append(part)
            part, room = "", LINE_OCTETS - 1  # the space counts
        part += letter
        room -= size
    return "\r\n ".join([*parts, part])
