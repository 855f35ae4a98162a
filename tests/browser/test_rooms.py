"""The board of rooms in a real browser: two screens, reload, sleep, half an hour without a network, keys, sound, a wall."""

import datetime as dt
import re
import time

import pytest

from needlepoint.charting import models, queries, rules
from needlepoint.charting.actions import needling
from tests import cast, make
from tests.apps.charting import room
from tests.browser import windows

pytestmark = pytest.mark.slow  # the rules of the board are tried without a browser; this is make prove
WALL = {"width": 1920, "height": 1080}


@pytest.fixture
def resting(clinic):
    """Ada rests in Room 1 with 4 needles for 20 minutes; they went in 10 minutes ago. Bo waits in Room 2."""
    visit = room.a_visit_ready(clinic, starts_at="9:00")
    note = room.opened(clinic, visit)
    needling.needles_in(note=note, by=cast.viewer(clinic.mei), now=clinic.now - dt.timedelta(minutes=10))
    make.a_visit(clinic, patient=clinic.bo, room=clinic.rooms[1], starts_at="9:20", state="ARRIVED")
    return visit


@pytest.fixture
def screen(clinic, chromium):
    """Open the board in a window of its own, signed in."""
    opened = []

    def at(who=None, *, path="/rooms/", viewport=windows.DESKTOP, **more):
        page = windows.a_page(chromium, clinic, viewport=viewport, **more)
        cookies = cast.client_of(who or clinic.mei).cookies
        page.context.add_cookies(
            [{"name": name, "value": one.value, "url": clinic.url} for name, one in cookies.items()]
        )
        opened.append(page)
        page.goto(path)
        return page

    yield at
    for page in opened:
        page.context.close()


def card(page, name):
    return page.locator(f'#rooms .room[data-room="{name}"]')


def state(page, name, expected, timeout=5000):
    page.locator(f'#rooms .room[data-room="{name}"][data-state="{expected}"]').wait_for(timeout=timeout)


def until(page, true, seconds=8):
    """Wait for something that is true of the page. It is asked from outside: the page may not evaluate text."""
    end = time.monotonic() + seconds
    while not page.evaluate(true):
        assert time.monotonic() < end, f"never true: {true}"
        time.sleep(0.05)


def pass_by(page, clinic, **by):
    """Let the time of the clinic and of the browser go on together."""
    by = dt.timedelta(**by)
    clinic.told.moment += by
    page.clock.fast_forward(int(by.total_seconds() * 1000))


def test_a_press_on_one_screen_is_on_the_other_within_two_seconds_and_after_a_reload(resting, screen, clinic):
    one, other = screen(), screen(clinic.ruth)
    state(other, "Room 1", "resting")

    one.keyboard.press("1")
    one.keyboard.press("+")
    other.locator('.room[data-room="Room 1"][data-minutes="25"]').wait_for(timeout=2000)
    one.keyboard.press("o")
    state(other, "Room 1", "out", timeout=2000)

    one.reload()
    state(one, "Room 1", "out")
    assert queries.ledger_of(queries.note_of(resting)).stage is rules.Stage.COUNTED


@pytest.mark.parametrize("reloads", [False, True], ids=["left open", "opened anew meanwhile"])
def test_half_an_hour_without_a_network_loses_nothing(resting, screen, clinic, reloads):
    page = screen()
    page.clock.install()
    page.goto("/rooms/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    until(page, "caches.match('/rooms/shell/', { cacheName: 'rooms' }).then(Boolean)")
    until(page, "caches.match('/rooms/kept', { cacheName: 'rooms' }).then(Boolean)")

    page.context.set_offline(True)
    # What a worker has served, the browser sometimes lets through although it was told to be without a network.
    page.context.route("**/rooms/taps/", lambda route: route.abort())
    page.context.route("**/rooms/now.json*", lambda route: route.abort())
    page.clock.fast_forward("00:30")
    page.get_by_text("Offline: the times go on").wait_for()
    card(page, "Room 1").get_by_role("button", name="+5 min").click()
    page.get_by_text("Offline: 1 to send").wait_for()
    page.locator('.room[data-room="Room 1"][data-minutes="25"]').wait_for()
    page.clock.fast_forward("12:00")  # 22:30 of 25 minutes
    state(page, "Room 1", "soon")
    page.clock.fast_forward("04:00")
    state(page, "Room 1", "over")
    if reloads:
        page.reload()
        state(page, "Room 1", "over")
        page.get_by_text("Offline: 1 to send").wait_for()
        assert "Ada" not in page.content() and "Moreno" not in page.content()
        assert "4 needles" in card(page, "Room 1").inner_text()
    card(page, "Room 1").get_by_role("button", name="I looked: count 4 out").click()
    page.get_by_text("Offline: 2 to send").wait_for()
    state(page, "Room 1", "out")
    page.clock.fast_forward("13:30")
    assert not models.Tap.objects.exists()

    clinic.told.turn(minutes=30)
    page.context.unroute_all()
    page.context.set_offline(False)
    page.clock.run_for(3000)
    state(page, "Room 1", "out")
    page.locator("#rooms-status").wait_for(state="hidden")
    until(page, "!document.querySelector('.pressed:not([hidden])')")

    note = queries.note_of(resting)
    assert models.Tap.objects.count() == 2
    assert queries.ledger_of(note).stage is rules.Stage.COUNTED
    assert note.retention_minutes == 25
    out_after = (note.needles_out_at - clinic.now).total_seconds() / 60
    assert 16 <= out_after <= 18, "written down when it was pressed, not when it was sent"
    page.reload()
    page.clock.run_for(3000)
    assert models.Tap.objects.count() == 2
    assert "Ada Moreno" in page.content()


def test_what_one_presses_is_not_sent_as_somebody_else(resting, screen, clinic):
    page = screen()
    state(page, "Room 1", "resting")
    page.context.set_offline(True)
    card(page, "Room 1").get_by_role("button", name="+5 min").click()
    page.get_by_text("Offline: 1 to send").wait_for()
    cookies = cast.client_of(clinic.omar).cookies
    page.context.add_cookies(
        [{"name": name, "value": one.value, "url": clinic.url} for name, one in cookies.items()]
    )
    page.context.set_offline(False)

    page.get_by_text("Waiting on this tablet for Dr Mei Tanaka to sign in: 1 pressed").wait_for()
    assert not models.Tap.objects.exists()


def test_signed_out_the_names_go_the_times_go_on_and_nothing_is_kept(resting, screen, clinic):
    page = screen()
    state(page, "Room 1", "resting")
    until(page, "caches.match('/rooms/kept', { cacheName: 'rooms' }).then(Boolean)")
    page.context.clear_cookies()

    page.get_by_text("You have been signed out.").wait_for()
    assert "Ada" not in page.locator("#rooms").inner_text()
    assert re.search(r"\d+:\d\d", card(page, "Room 1").locator(".clock").inner_text())
    page.goto("/rooms/")
    assert "/account/login/" in page.url
    assert page.evaluate("caches.has('rooms')") is False


def test_signing_out_throws_away_what_the_tablet_kept(resting, screen):
    page = screen()
    until(page, "caches.match('/rooms/kept', { cacheName: 'rooms' }).then(Boolean)")

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")

    assert page.evaluate("caches.has('rooms')") is False


def test_a_room_that_is_due_is_said_once_and_every_other_page_says_when_nobody_came(resting, screen, clinic):
    page = screen(viewport=windows.PHONE)
    page.clock.install()
    page.goto("/rooms/")
    state(page, "Room 1", "resting")
    page.locator("h1").click()  # the first tap lets it sound
    pass_by(page, clinic, minutes=7, seconds=30)
    state(page, "Room 1", "soon")
    assert page.locator("#rooms-said").inner_text() == ""

    pass_by(page, clinic, minutes=2, seconds=40)
    state(page, "Room 1", "over")
    assert page.locator("#rooms-said").inner_text() == "Room 1: needles out now."
    assert page.title() == "(1) Room 1: needles out now"
    pass_by(page, clinic, minutes=5, seconds=10)
    page.get_by_text("Nobody has pressed Out for 5 minutes.").wait_for()

    desk = screen(clinic.ruth, path="/patients/")
    desk.get_by_text("Room 1: the needles should be out, and nobody has pressed Out.").wait_for()
    assert "Ada" not in desk.locator("#rooms-strip").inner_text()


def test_the_whole_board_works_by_keyboard_and_an_emergency_asks_once_more(resting, screen):
    page = screen()
    page.keyboard.press("1")
    page.keyboard.press("e")
    assert queries.ledger_of(queries.note_of(resting)).stage is rules.Stage.IN
    page.keyboard.press("Enter")
    state(page, "Room 1", "uncounted")
    until(page, "!document.querySelector('.pressed:not([hidden])')")
    assert queries.note_of(resting).came_out_early

    page.keyboard.press("?")
    assert page.locator("#rooms-help").evaluate("one => one.open")
    page.keyboard.press("s")
    page.get_by_role("button", name="Sound is off").wait_for()
    page.reload()
    page.get_by_role("button", name="Sound is off").wait_for()


def test_without_a_script_the_board_is_a_page_with_forms(resting, screen):
    page = screen(scripts=False)
    card(page, "Room 1").get_by_role("button", name="I looked: count 4 out").click()
    assert card(page, "Room 1").get_attribute("data-state") == "out"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_wall_the_digits_are_read_from_three_metres(resting, screen, scheme):
    page = screen(path="/rooms/?wall=1", viewport=WALL, scheme=scheme)

    told = page.evaluate(
        """() => {
          const clock = document.querySelector('.room[data-room="Room 1"] .clock'), style = getComputedStyle(clock);
          const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          paint.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
          const ink = paint.measureText('8').actualBoundingBoxAscent;
          const light = (colour) => {
            paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].map((n) => n / 255).map((n) => n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const [a, b] = [light(style.color), light(getComputedStyle(clock.closest('.room')).backgroundColor)];
          return { share: ink / innerHeight, contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05),
                   fits: clock.scrollWidth <= clock.clientWidth, sideways: document.documentElement.scrollWidth > innerWidth };
        }"""
    )
    print(f"digits {told['share']:.1%} of the screen, contrast {told['contrast']:.1f}")
    assert told["share"] >= 0.04
    assert told["contrast"] >= 7
    assert told["fits"] and not told["sideways"]
