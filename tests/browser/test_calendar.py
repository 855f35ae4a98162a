"""The desk's calendar in a real browser: by mouse, by keys, by touch and with scripts off."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import models as booking
from tests import cast
from tests.browser import test_journey, windows

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TUESDAY = "/calendar/?on=2026-11-24"


def book(w, patient, at):
    return booking_actions.book_visit(
        clinic=w.clinic, patient=patient, service=w.follow_up, starts_at=cast.at(at),
        practitioner_id=w.mei.pk, by=cast.viewer(w.ruth), now=w.now, form_key=None,
    )  # fmt: skip


@pytest.fixture
def ruth(chromium, clinic):
    pages = []

    def at(path, **more):
        page = windows.a_page(chromium, clinic, **{"viewport": windows.DESKTOP, **more})
        pages.append(page)
        windows.sign_in(page, clinic.ruth)
        page.goto(path)
        return page

    yield at
    for page in pages:  # one that stays open goes on asking what is new
        page.context.close()


def _presses(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def _waits_for(page, words):
    page.locator(".c-said", has_text=re.compile(words)).wait_for()


def test_a_visit_is_moved_by_keys_and_what_is_in_the_way_is_read_before(clinic, ruth):
    visit = book(clinic, clinic.ada, "Tue 9:00")
    book(clinic, clinic.bo, "Tue 10:00")
    page = ruth(TUESDAY)
    page.locator(f"#v-{visit.code}").focus()
    _presses(page, "m")
    _waits_for(page, "9:00 am, Dr Mei Tanaka: where it is now")
    _presses(page, "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown")
    _waits_for(page, "10:00 am, Dr Mei Tanaka: Dr Mei Tanaka is with Bo Lindqvist until 10:50 am")
    _presses(page, "ArrowRight")
    _waits_for(page, "10:00 am, Dr Omar Haddad: free")
    _presses(page, "Shift+ArrowDown")
    _waits_for(page, "10:05 am, Dr Omar Haddad: free")
    _presses(page, "ArrowUp", "Enter")
    page.get_by_role("heading", name="Move Ada Moreno to 10:00 am?").wait_for()
    page.get_by_role("button", name="Move", exact=True).click()
    page.get_by_text("Ada Moreno has a new time").wait_for()
    visit.refresh_from_db()
    assert (visit.starts_at, visit.practitioner) == (cast.at("Tue 10:00"), clinic.omar)

    _presses(page, "Tab")
    page.locator(f"#v-{visit.code}").focus()
    _presses(page, "m")
    _waits_for(page, "where it is now")
    _presses(page, "Escape")
    page.wait_for_url(re.compile(r"/calendar/\?on=2026-11-24$"))


def test_a_visit_is_dragged_and_empty_time_is_swept_over_to_block_it(clinic, ruth):
    visit = book(clinic, clinic.ada, "Tue 9:00")
    page = ruth(TUESDAY)
    box, omar = (
        page.locator(f"#v-{visit.code}").bounding_box(),
        page.locator(".c-column").nth(1).bounding_box(),
    )
    hour = page.locator(".c-hours li").nth(0).bounding_box()["height"]
    page.mouse.move(box["x"] + 30, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(omar["x"] + 60, box["y"] + 10 + 2 * hour, steps=6)
    _waits_for(page, "11:00 am, Dr Omar Haddad: free")
    page.mouse.up()
    page.get_by_role("heading", name="Move Ada Moreno to 11:00 am?").wait_for()

    page.goto(TUESDAY)
    page.mouse.move(omar["x"] + 60, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(omar["x"] + 60, box["y"] + hour - 4, steps=6)
    page.mouse.up()
    page.get_by_role("heading", name="Block time").wait_for()
    assert page.locator("#id_time").input_value() == "09:00"
    assert page.locator("#id_minutes").input_value() == "60"
    page.locator("#id_reason").fill("Team meeting")
    page.get_by_role("button", name="Block it").click()
    page.get_by_text("Team meeting").first.wait_for()
    assert booking.Closure.objects.get().practitioner == clinic.omar


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_a_visit_is_chosen_then_a_time_that_fits(clinic, ruth, scripts):
    visit = book(clinic, clinic.ada, "Tue 9:00")
    page = ruth(TUESDAY, viewport=windows.PHONE, scripts=scripts)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390 if scripts else True
    page.get_by_role("link", name="Move Ada Moreno").click()
    page.get_by_role("link", name="11:00 am Dr Omar Haddad").click()
    page.get_by_role("button", name="Move", exact=True).click()
    page.get_by_text("Ada Moreno has a new time").wait_for()
    visit.refresh_from_db()
    assert visit.starts_at == cast.at("Tue 11:00")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [windows.DESKTOP, windows.PHONE])
def test_axe_finds_nothing(clinic, ruth, size, scheme):
    visit = book(clinic, clinic.ada, "Tue 9:00")
    book(clinic, clinic.bo, "Tue 9:15")
    page = ruth(TUESDAY, viewport=size, scheme=scheme)
    for path in (TUESDAY, f"{TUESDAY}&by=room", f"{TUESDAY}&span=week", f"{TUESDAY}&moving={visit.code}"):
        page.goto(path)
        page.wait_for_timeout(200)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": test_journey.RULES}})
        assert found.response["violations"] == [], (path, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path


def test_another_screen_follows_without_a_reload(clinic, ruth):
    page = ruth(TUESDAY)
    book(clinic, clinic.ada, "Tue 9:00")
    page.evaluate(
        "htmx.ajax('GET', document.getElementById('calendar').getAttribute('hx-get'), {target: '#calendar', swap: 'outerHTML'})"
    )
    page.get_by_text("Ada Moreno").first.wait_for()


def test_who_was_signed_out_meanwhile_is_asked_to_sign_in(clinic, ruth):
    page = ruth(TUESDAY)
    page.context.clear_cookies()
    page.evaluate(
        "htmx.ajax('GET', document.getElementById('calendar').getAttribute('hx-get'), {target: '#calendar', swap: 'outerHTML'})"
    )
    page.wait_for_url(re.compile("/account/login/"))
