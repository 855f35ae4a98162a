"""The pain map in a real browser: the picture follows the list without a script, and a tap on the picture ticks with one."""

import datetime as dt
import pathlib

import pytest
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.template import loader

from needlepoint.intake.forms import filling
from needlepoint.knowledge.questions import definition

pytestmark = pytest.mark.slow

ITEM = definition.Item("where", definition.Kind.BODY, "Mark every place that hurts")
FILL = "area => getComputedStyle(area).fill"


def source(name):
    return pathlib.Path(finders.find(name)).read_text(encoding="utf-8")


@pytest.fixture
def page_of(chromium):
    windows = []

    def opened(posted="", *, script, width=390):
        window = chromium.new_context(
            viewport={"width": width, "height": 844}, java_script_enabled=script, has_touch=True
        )
        windows.append(window)
        form = filling.Screen(QueryDict(posted), items=[ITEM], kept={}, today=dt.date(2026, 11, 22))
        item = loader.render_to_string("intake/items/_body.html", {"part": form.parts[0]})
        styles = source("design/needlepoint.css") + source("intake/body-map.css")
        page = window.new_page()
        page.set_content(
            f'<!doctype html><html lang="en"><title>Map</title><style>{styles}</style><body><main class="page phone">'
            f'<h1>Where?</h1><form class="form">{item}</form></main>'
            f"<script>{source('intake/body-map.js')}</script>"
        )
        return page

    yield opened
    for window in windows:
        window.close()


def colours(page, code):
    return {area.evaluate(FILL) for area in page.locator(f"[data-r={code}]").all()}


def test_without_a_script_the_picture_follows_the_list(page_of):
    page = page_of(script=False)
    before = colours(page, "SACRUM_LEFT")
    assert not page.locator("[name=where-SACRUM_LEFT-pain]").is_visible()

    page.locator("label[for=where-SACRUM_LEFT]").click()

    assert page.locator("[name=where-SACRUM_LEFT-pain]").is_visible()
    assert colours(page, "SACRUM_LEFT").isdisjoint(before)
    assert colours(page, "SACRUM_RIGHT") == before


def test_a_tap_on_the_picture_ticks_and_says_so_and_a_second_unticks(page_of):
    page = page_of(script=True)
    box = page.locator("#where-THIGH_SIDE_RIGHT")
    assert not box.is_checked()

    page.locator(".bm-right-side [data-r=THIGH_SIDE_RIGHT]").tap()

    assert box.is_checked()
    assert page.locator(".bm-said").inner_text() == "Ticked: Outer side of the right thigh"
    assert page.locator("[name=where-THIGH_SIDE_RIGHT-pain]").is_visible()  # its part of the list is open now
    page.locator(".bm-right-side [data-r=THIGH_SIDE_RIGHT]").tap()
    assert not box.is_checked()


def test_the_colour_deepens_with_the_strength(page_of):
    page = page_of("where=HEAD&where-HEAD-pain=2", script=True)
    shades = [colours(page, "HEAD")]
    for strength in ("6", "10"):
        page.locator("[name=where-HEAD-pain]").select_option(strength)
        shades.append(colours(page, "HEAD"))

    assert all(len(one) == 1 for one in shades)
    assert len(set.union(*shades)) == len(shades)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_cut_off_and_the_low_back_can_be_hit_with_a_thumb(page_of, width):
    page = page_of(script=True, width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for code in (
        "UPPER_LUMBAR_LEFT",
        "LOWER_LUMBAR_MIDDLE",
        "LOWER_LUMBAR_RIGHT",
        "SACRUM_LEFT",
        "BUTTOCK_LEFT",
    ):
        area = page.locator(f".bm-near [data-r={code}]").bounding_box()
        assert min(area["width"], area["height"]) >= 44, code


def test_the_list_is_walked_with_the_keyboard(page_of):
    page = page_of(script=True)
    page.locator("#where-LOWER_LUMBAR_LEFT").focus()

    page.keyboard.press("Space")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.name") == "where-LOWER_LUMBAR_LEFT-pain"
