"""How a moment of a visit is written on the pages of a note."""

import datetime as dt

from django.utils import formats

from needlepoint.house import clock


def clock_words(moment: dt.datetime, zone: str) -> str:
    return formats.date_format(clock.local(moment, zone), "G:i")


def day_words(moment: dt.datetime, zone: str) -> str:
    return formats.date_format(clock.local(moment, zone), "j F")
