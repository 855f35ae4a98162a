"""What every test gets without asking: a told time, and people when it wants them."""

import pytest


def pytest_collection_modifyitems(config, items):
    """Leave the slow ones to `make prove`, which asks for them by their mark."""
    if "slow" in config.getoption("markexpr"):
        return
    slow = [item for item in items if "slow" in item.keywords]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if "slow" not in item.keywords]


@pytest.fixture(autouse=True)
def _time_is_told(monkeypatch):
    """Tests run at one known moment, whatever the day: Monday 23 November 2026, 9:30 in New York."""
    from needlepoint.house import clock
    from tests import cast

    monkeypatch.setattr(clock, "now", lambda: cast.NOW)


@pytest.fixture
def world(db):
    """The cast, in their clinics, with hours, rooms and services."""
    from tests import cast

    return cast.world()
