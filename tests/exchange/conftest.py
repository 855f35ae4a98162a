"""A data folder of its own for each test, and the cast's clinic as the one meant."""

import functools

import pytest

from tests.exchange import bringing


@pytest.fixture
def data(settings, tmp_path):
    """The clinic's data folder, where lists of refused rows are written."""
    settings.DATA = tmp_path / "data"
    return settings.DATA


@pytest.fixture
def bring_in(world, data):
    """The command, for the cast's clinic."""
    return functools.partial(bringing.bring_in, clinic=world.clinic.code)
