"""Settings for the tests, before Django reads them."""

import os

os.environ["NEEDLEPOINT_MODE"] = "test"

import pytest  # noqa: E402


@pytest.fixture(autouse=True)
def _time_is_told(settings):
    """Tests run at one known moment: a Monday, 9:30 in New York."""
    settings.CLOCK = ""


@pytest.fixture
def world(db):
    """The cast, in their clinics, with hours, rooms and services."""
    from tests import cast

    return cast.world()
