"""What a phone loads before a public page can be read: the page, its sheets, its letters, its scripts; all as they travel."""

import gzip
import pathlib
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from needlepoint.frontdoor import middleware
from tests.house import access_table

FIRST_VIEW_BYTES = 60_000
LINKED = re.compile(r"<(?:link|script)\b[^>]*>")
ADDRESS = re.compile(r'\b(?:href|src)="(/[^"?]*)')
LOADED = re.compile(r'rel="(?:stylesheet|preload|icon)"|<script\b[^>]*\bsrc=')
TRAVELS_AS_IT_IS = {".woff2", ".png", ".webp", ".jpg"}


def every_address(world):
    rows = {name: row for name, row in access_table.ACCESS.items() if name.startswith("frontdoor:")}
    return [reverse(name, kwargs=row.names(world) if row.names else {}) for name, row in rows.items()]


def first_view(path, language):
    """Return the bytes of each thing that is loaded; nothing for what is no page."""
    packed = {"accept-encoding": "gzip", "accept-language": language}
    answer = Client(headers=packed).get(path)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return {}
    assert answer["Content-Encoding"] == "gzip", path
    source = gzip.decompress(answer.content).decode()
    found = {path: len(answer.content)}
    for tag in LINKED.findall(source):
        if LOADED.search(tag):
            address = ADDRESS.search(tag)[1]
            found[address] = travelling(address)
    return found


def travelling(address):
    if address.startswith("/static/"):
        file = pathlib.Path(finders.find(address.removeprefix("/static/")))
        content = file.read_bytes()
        return len(content) if file.suffix in TRAVELS_AS_IT_IS else len(gzip.compress(content, 9))
    return len(gzip.compress(Client().get(address).content, 9))


@pytest.fixture
def kept(settings):
    settings.PUBLIC_PAGES_KEPT = 500
    middleware.shelf.clear()
    yield
    middleware.shelf.clear()


@pytest.mark.django_db
def test_the_first_page_is_light(world, kept):
    assert sum(first_view("/", "en").values()) <= FIRST_VIEW_BYTES


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_every_public_page_is_light(world, kept, language):
    weights = {path: first_view(path, language) for path in every_address(world)}
    heavy = {path: found for path, found in weights.items() if sum(found.values()) > FIRST_VIEW_BYTES}

    assert not heavy, "\n".join(f"{path} {sum(found.values())} {found}" for path, found in heavy.items())
    assert len([found for found in weights.values() if found]) > 5
