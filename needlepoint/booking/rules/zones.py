"""The zone of the person who reads a page, beside the clinic's. Pure but for the zone tables of the machine."""

import datetime as dt
import functools
import zoneinfo

LONGEST_NAME = 40

# What the list without a script offers: one city for each time of day on Earth that many people live by.
CITIES = (
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Denver",
    "America/Phoenix",
    "America/Chicago",
    "America/Mexico_City",
    "America/New_York",
    "America/Halifax",
    "America/Puerto_Rico",
    "America/Bogota",
    "America/Sao_Paulo",
    "Europe/London",
    "Africa/Lagos",
    "Europe/Berlin",
    "Africa/Johannesburg",
    "Europe/Athens",
    "Asia/Jerusalem",
    "Europe/Istanbul",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Asia/Shanghai",
    "Asia/Manila",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
)


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")


def own(name: str) -> str:
    """Return the zone that a browser or an address names, or "" for anything that is none.

    name  whatever was sent: only the name of a known zone comes back, so nothing of it can do harm on a page
    """
    return name if len(name) <= LONGEST_NAME and name in _known() else ""


def differs(moment: dt.datetime, zone: str, other: str) -> bool:
    """Say whether the clocks of two zones show different times at a moment. Names do not matter: Oslo is Berlin."""
    here, there = zoneinfo.ZoneInfo(zone), zoneinfo.ZoneInfo(other)
    return moment.astimezone(here).utcoffset() != moment.astimezone(there).utcoffset()


def city(zone: str) -> str:
    """Return what people call a zone: its city."""
    return zone.rpartition("/")[2].replace("_", " ")
