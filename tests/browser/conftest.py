"""A real browser against the real pages, at a told time. Skipped with a printed reason where there is no browser."""

import dataclasses
import datetime as dt
import os
import shutil

import pytest
from django.core.cache import cache

from needlepoint.house import clock
from tests import cast

# The journey's pages are few and its threads many: Django's guard against async code does not know that the browser
# driver's event loop never touches the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


def _where_chromium_is():
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def chromium():
    path = _where_chromium_is()
    if path is None:
        pytest.skip("no Chromium on this machine; on Debian: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@dataclasses.dataclass
class ToldTime:
    """The clinic's clock in a story: stands still until somebody turns it."""

    moment: dt.datetime = cast.NOW

    def turn(self, **by):
        self.moment += dt.timedelta(**by)


@pytest.fixture
def told(monkeypatch, _time_is_told):
    time = ToldTime()
    monkeypatch.setattr(clock, "now", lambda: time.moment)
    return time


@pytest.fixture
def clinic(transactional_db, live_server, told, settings):
    """The cast's clinic, served."""
    settings.ALLOWED_HOSTS = ["*"]
    cache.clear()  # the limits of the story before this one
    w = cast.world()
    w.url = live_server.url
    w.told = told
    return w
