"""The reader's own zone beside the clinic's."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.booking.rules import zones

NOON = dt.datetime(2026, 11, 23, 17, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x" * 5000,
        "../../etc/passwd",
        "/etc/localtime",
        "America",
        "posix\0",
        "<script>",
        "EST5EDT",
        "Mars/Base",
    ],
)
def test_what_is_no_zone_is_ignored(name):
    assert zones.own(name) == ""


@given(st.text(max_size=60))
def test_only_names_of_zones_come_back(name):
    assert zones.own(name) in {"", name}
    if zones.own(name):
        zoneinfo.ZoneInfo(name)


def test_every_city_of_the_list_is_a_zone():
    assert all(zones.own(city) == city for city in zones.CITIES)
    assert zones.city("America/New_York") == "New York"


def test_zones_differ_by_what_their_clocks_show_and_only_while_they_do():
    assert zones.differs(NOON, "America/New_York", "Europe/Berlin")
    assert not zones.differs(NOON, "Europe/Oslo", "Europe/Berlin")
    # Phoenix keeps its clocks: in winter it shows Denver's time, in summer it does not.
    assert not zones.differs(NOON, "America/Denver", "America/Phoenix")
    assert zones.differs(NOON.replace(month=7), "America/Denver", "America/Phoenix")
