"""Where the demo clinic stands, so that it is always open when somebody looks. Pure.

The story needs a clinic in the middle of its day: somebody rests with needles in, somebody waits, some have left and
some are still to come. At night there is no such moment, so the clinic moves to a city where it is between nine and
five. Only the time zone moves; the street, the names and the prices stay. New York keeps it whenever it can, because
that is where the sentences in the story file place it. Together the five cities cover every hour of the year.
"""

import datetime as dt
import zoneinfo

CITIES = ("America/New_York", "America/Los_Angeles", "Europe/Berlin", "Pacific/Honolulu", "Asia/Tokyo")
EARLIEST_HOUR, LATEST_HOUR = 9, 17  # half-open: 17:00 is too late


def zone_for(now: dt.datetime) -> str:
    """Return the first city whose wall clock stands inside 9:00–17:00. Always the same for the same moment.

    now   aware
    """
    return next(city for city in CITIES if is_daytime(now, city))


def is_daytime(now: dt.datetime, zone: str) -> bool:
    return EARLIEST_HOUR <= now.astimezone(zoneinfo.ZoneInfo(zone)).hour < LATEST_HOUR
