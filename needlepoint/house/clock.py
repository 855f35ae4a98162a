"""The one place that asks what time it is. Views, tasks and commands ask; everything below is told."""

import datetime as dt
import functools
import time
import zoneinfo

from django.conf import settings


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
