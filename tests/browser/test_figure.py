"""The figure of points in a real browser: a finger near a point takes it, the keyboard walks, two close ones are asked about."""

import pathlib

import pytest
from django.contrib.staticfiles import finders
from django.template import loader
from playwright.sync_api import expect

from needlepoint.knowledge.points import figure
from needlepoint.plans.pages import atlas as pages

pytestmark = pytest.mark.slow

BASE = "http://clinic.test"
ON = "document.querySelectorAll('.pf-point.is-chosen').length"


def source(name):
    return pathlib.Path(finders.find(name)).read_text(encoding="utf-8")


def answered(route):
    """The clinic's answers: a form with a picker, and each part of the figure."""
    path = route.request.url.removeprefix(BASE)
    if path.startswith("/points/figure/"):
        part = pages.part(figure.area(path.split("/")[3]))
        route.fulfill(
            content_type="text/html", body=loader.render_to_string("plans/_figure_part.html", {"part": part})
        )
        return
    styles = source("design/needlepoint.css") + source("plans/figure.css")
    picker = loader.render_to_string("plans/_figure.html", {})
    ticks = "".join(
        f'<label><input type="checkbox" name="points" value="{code}">{code}</label>'
        for code in ("BL23", "GB30~2")
    )
    body = (
        f'<!doctype html><html lang="en"><title>Chart</title><style>{styles}</style><main class="page"><h1>Chart</h1>'
        f'<form class="form">{ticks}<input name="add">{picker}</form></main><script>{source("plans/figure.js")}</script>'
    )
    route.fulfill(content_type="text/html", body=body)


@pytest.fixture
def chart(chromium):
    windows = []

    def opened(*, width=390):
        window = chromium.new_context(viewport={"width": width, "height": 844}, has_touch=True)
        windows.append(window)
        page = window.new_page()
        page.route("**/*", answered)
        page.goto(f"{BASE}/chart/")
        page.evaluate(
            "document.addEventListener('point-chosen', event => (window.told ??= []).push(event.detail))"
        )
        page.click(".pf-picker summary")
        expect(page.locator("svg.pf")).to_be_visible()
        return page

    yield opened
    for window in windows:
        window.close()


def middle_of(page, code, side="RIGHT"):
    dot = page.locator(f'a.pf-point[data-code="{code}"][data-side="{side}"] .pf-dot').first
    page.evaluate("document.querySelector('svg.pf').scrollIntoView({block: 'end', behavior: 'instant'})")
    box = dot.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("width", [390, 1280])
def test_a_finger_near_a_point_ticks_it_and_the_next_one_lets_it_go(chart, width):
    page = chart(width=width)
    x, y = middle_of(page, "BL23")

    page.touchscreen.tap(x + 4, y + 3)
    expect(page.locator('input[value="BL23"]')).to_be_checked()
    expect(page.locator(".pf-choice")).to_have_text("BL23 Shènshū is chosen.")
    assert page.evaluate(ON) == 2  # both sides of the drawing

    page.touchscreen.tap(x, y)
    expect(page.locator('input[value="BL23"]')).not_to_be_checked()
    assert page.evaluate("window.told.map(one => one.code + one.side)") == ["BL23RIGHT", "BL23RIGHT"]


def test_a_point_without_a_tick_is_written_where_points_are_typed_and_ticks_are_mirrored(chart):
    page = chart()

    page.touchscreen.tap(*middle_of(page, "BL52"))
    assert page.input_value("[name=add]") == "BL52"

    page.check('input[value="GB30~2"]')
    expect(page.locator('a.pf-point[data-code="GB30"].is-chosen')).to_have_count(2)


# what is typed | after a tap on BL52
TYPED = """
                                     | BL52
BL26                                 | BL26; BL52
BL25 b 25mm deqi;                    | BL25 b 25mm deqi; BL52
BL25 b 25mm; BL52                    | BL25 b 25mm
BL25 BL52, BL26                      | BL25 BL26
BL52 R 40mm; BL26                    | BL52 R 40mm; BL26
"""


@pytest.mark.parametrize("line", TYPED.strip("\n").splitlines())
def test_a_tap_leaves_alone_what_somebody_wrote_about_a_point(chart, line):
    before, after = (part.strip() for part in line.split("|"))
    page = chart()
    page.fill("[name=add]", before)

    page.touchscreen.tap(*middle_of(page, "BL52"))

    assert page.input_value("[name=add]") == after


def test_two_points_under_one_finger_are_asked_about(chart):
    page = chart()
    (ax, ay), (bx, by) = middle_of(page, "EX-B6"), middle_of(page, "EX-B7")

    page.touchscreen.tap((ax + bx) / 2, (ay + by) / 2 + 4)
    expect(page.locator(".pf-choice button")).to_have_count(2)
    page.get_by_role("button", name="EX-B7 Yāoyǎn").last.click()

    assert page.input_value("[name=add]") == "EX-B7"


def test_the_keyboard_walks_from_point_to_point_chooses_and_looks_closer(chart):
    page = chart(width=1280)
    page.locator('a.pf-point[tabindex="0"]').focus()

    page.keyboard.press("ArrowDown")
    code = page.evaluate("document.activeElement.dataset.code")
    page.keyboard.press("Enter")
    assert page.evaluate("window.told.at(-1).code") == code

    before = page.locator("svg.pf").get_attribute("viewBox")
    page.keyboard.press("+")
    assert page.locator("svg.pf").get_attribute("viewBox") != before
    page.keyboard.press("0")
    assert page.locator("svg.pf").get_attribute("viewBox") == before
    assert page.locator('a.pf-point[tabindex="0"]').count() == 1


def test_another_area_is_fetched_and_shows_what_is_chosen(chart):
    page = chart()
    page.touchscreen.tap(*middle_of(page, "BL54"))

    page.get_by_role("link", name="Buttock, thigh").click()

    expect(page.locator('a.pf-point[data-code="BL37"]').first).to_be_visible()
    expect(page.locator('a.pf-point[data-code="BL54"].is-chosen')).to_have_count(2)


def test_who_listens_may_choose_otherwise(chart):
    page = chart()
    page.evaluate(
        "document.addEventListener('point-chosen', event => { event.preventDefault();"
        " event.target.dataset.codes = event.detail.code; })"
    )

    page.touchscreen.tap(*middle_of(page, "BL23"))

    expect(page.locator('input[value="BL23"]')).not_to_be_checked()
    expect(page.locator('a.pf-point[data-code="BL23"].is-chosen')).to_have_count(2)
