"""The one place that asks what time it is. Views, tasks and commands ask; everything below is told."""

import datetime as dt
import functools
import time
import zoneinfo

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

# Where people say half past two in the afternoon, and write it as 2:30 pm. Everybody else counts to 24.
TWELVE_HOUR_COUNTRIES = frozenset({"AU", "CA", "IN", "NZ", "PH", "US"})
NOON = 12 * 60


@functools.cache
def _pretence() -> dt.timedelta:
    """How far the demo's or a test's clock stands from the real one; it runs on from there."""
    if not settings.CLOCK:
        return dt.timedelta()
    pretended = dt.datetime.fromisoformat(settings.CLOCK)
    if pretended.tzinfo is None:
        pretended = pretended.replace(tzinfo=dt.UTC)
    return pretended - _real()


def _real() -> dt.datetime:
    return dt.datetime.fromtimestamp(time.time(), tz=dt.UTC)


def now() -> dt.datetime:
    """Return this moment, aware, in UTC."""
    return _real() + _pretence()


def ticking() -> float:
    """Return seconds since 1970 as this machine counts them, for sessions: they end in real time, even in the demo."""
    return time.time()


def local(moment: dt.datetime, zone: str) -> dt.datetime:
    """Return the same moment as a clock on the wall in `zone` shows it."""
    return moment.astimezone(zoneinfo.ZoneInfo(zone))


def today(zone: str) -> dt.date:
    """Return the day it is in `zone`."""
    return local(now(), zone).date()


def minute_words(minute: int, country: str) -> str:
    """Write a minute of the day, 0–1440, as people in a country read it: 14:30, 2:30 pm, 12:00 noon."""
    if country not in TWELVE_HOUR_COUNTRIES:
        return f"{minute // 60}:{minute % 60:02d}"
    return _twelve_hours(minute, get_language())


@functools.lru_cache(8192)  # a page of starts writes hundreds, and there are 1,441 in a language
def _twelve_hours(minute: int, _language: str) -> str:
    hour, past = divmod(minute, 60)
    # Whole patterns: in Chinese the half of the day stands in front.
    if minute == NOON:
        words = _("%(time)s noon")
    elif minute in {0, 2 * NOON}:
        words = _("%(time)s midnight")
    else:
        words = _("%(time)s pm") if minute >= NOON else _("%(time)s am")
    return words % {"time": f"{hour % 12 or 12}:{past:02d}"}


def time_words(local: dt.datetime, country: str) -> str:
    """Write the time as the wall clock shows it; when it shows it twice that day, say which of the two."""
    words = minute_words(local.hour * 60 + local.minute, country)
    is_twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    return f"{words} {local.tzname()}" if is_twice else words
