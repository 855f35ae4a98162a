"""A day and a time on the clinic's wall, made a moment."""

# ruff: noqa: PLR2004 -- the figures are a clock's
import dataclasses
import datetime as dt
import functools
import re
import zoneinfo

from needlepoint.exchange.rules import clocks, dates, findings


@dataclasses.dataclass(frozen=True, slots=True)
class When:
    """What one cell says about a day and a time, each None when it does not say.

    zone     as written: '', 'Z', '-05:00', 'EST'
    to       the later end of '9:00 - 10:00'
    is_bare  a time from 1:00 to 12:59 without am or pm
    """

    day: dt.date | None = None
    time: dt.time | None = None
    to: dt.time | None = None
    zone: str = ""
    is_bare: bool = False


@functools.lru_cache(maxsize=65_536)
def when(cell: str, written: dates.Order) -> When:
    """Read a cell that may hold a day, a time, both, or a stretch of time.

    raises  findings.UnableToRead
    """
    text = cell.strip()
    if not text:
        return When()
    if match := re.match(r"^([01]\d|2[0-3])([0-5]\d)$", text):  # 0930
        return When(time=dt.time(int(match[1]), int(match[2])), is_bare=1 <= int(match[1]) <= 12)
    words, match, offset = clocks.split(text)
    on = dates.day(words, written)[0] if words else None
    if match is None:
        return When(day=on)
    # '9 - 10:30 am': the half of the day belongs to both ends, unless noon lies between.
    to = clocks.read(cell, match, "to_") if match["to_hour"] else None
    half = match["half"] or match["to_half"]
    at = clocks.read(cell, match, "", half)
    if to is not None and to <= at and not match["half"]:
        at = clocks.read(cell, match, "", half and "am")
    return When(on, at, to, offset or match["zone"] or "", is_bare=half is None and 1 <= at.hour <= 12)


def moment(on: dt.date, at: dt.time, zone: str, written_zone: str = "") -> tuple[dt.datetime, bool]:
    """Return a wall-clock time as a moment.

    zone          the clinic's, such as 'America/New_York'
    written_zone  what stood beside the time: nothing, 'Z', an offset, or a short name such as 'EST'
    returns       (aware UTC, whether the clocks show that time twice and we took the first)
    raises        findings.UnableToRead for a time that the clocks skipped, or a zone name that is not the clinic's
    """
    place = zoneinfo.ZoneInfo(zone)
    local = dt.datetime.combine(on, at)
    offset = _offset(written_zone)
    if offset is not None:
        return local.replace(tzinfo=offset).astimezone(dt.UTC), False
    first, second = (local.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    if first.astimezone(dt.UTC).astimezone(place).replace(tzinfo=None) != local:
        raise findings.UnableToRead(
            findings.Why.NO_SUCH_TIME,
            f"{local:%H:%M} on {on.isoformat()} did not exist in {zone}: the clocks went forward.",
        )
    if written_zone:
        named = [way for way in (first, second) if way.tzname() == written_zone.upper()]
        if not named:
            raise findings.UnableToRead(
                findings.Why.BAD_TIME,
                f"{findings.shown(written_zone)} is not what clocks in {zone} showed at {local:%H:%M} on {on.isoformat()}.",
            )
        return named[0].astimezone(dt.UTC), False
    return first.astimezone(dt.UTC), first.utcoffset() != second.utcoffset()


def _offset(written: str) -> dt.tzinfo | None:
    text = written.upper()
    if text in {"Z", "UTC", "GMT"}:
        return dt.UTC
    match = re.match(r"^(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})$", text)
    if match is None:
        return None
    ahead = dt.timedelta(hours=int(match[2]), minutes=int(match[3]))
    if ahead >= dt.timedelta(hours=24):
        raise findings.UnableToRead(findings.Why.BAD_TIME, f"{findings.shown(written)} is not a time zone.")
    return dt.timezone(ahead if match[1] == "+" else -ahead)
