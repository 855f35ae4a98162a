"""How soon a press on one screen of the board of rooms is seen on another, and what asking each second costs the server.

Two windows of a real browser are open on the server that ships. In one, five more minutes are pressed, room after room;
in the other the page itself notes when it shows them. Without a browser that part is left out and says so. The short
answer is then asked for inside a process, through the whole application, with the demo clinic fifty times as large.
"""

import json
import pathlib
import shutil
import statistics
import sys
import tempfile
import time

from bench import _aside
from tools import results, serving

PRESSES = 20
LIMIT_MS = 2000
WHOLE_MS, WHOLE_P95_MS = 50, 100
CLOCK = "2026-11-23T10:20-05:00"  # a Monday on which people rest in the demo
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
WATCH = """() => {
  const moment = () => performance.timeOrigin + performance.now();
  window.seen = {};
  const note = () => { for (const card of document.querySelectorAll("#rooms [data-minutes]")) {
    window.seen[`${card.dataset.room} ${card.dataset.minutes}`] ??= moment();
  } };
  note();
  new MutationObserver(note).observe(document.getElementById("rooms"), { childList: true, subtree: true });
}"""
PRESS = """(room) => {
  const card = document.querySelector(`#rooms .room[data-room="${room}"]`);
  card.querySelector('[data-deed="LONGER"]').click();
  return [performance.timeOrigin + performance.now(), Number(card.dataset.minutes)];
}"""


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="needlepoint-board-") as folder:
        screens = _screens(pathlib.Path(folder))
    return [*screens, *_aside.rows_of("bench.board", NEEDLEPOINT_CLOCK=CLOCK)]


def _screens(folder: pathlib.Path) -> list[dict]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        return [results.row("board_second_screen_ms", "no browser here", "", LIMIT_MS, ok=False)]
    from playwright.sync_api import sync_playwright

    server = serving.Server(folder / "screens", MODE="demo", CLOCK=CLOCK, LOG_LEVEL="ERROR")
    server.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGS))
            times = _pressed(browser, server.address)
            browser.close()
    finally:
        server.stop()
    return [
        results.row("board_second_screen_ms", round(max(times)), "ms", LIMIT_MS),
        results.row("board_second_screen_median_ms", round(statistics.median(times)), "ms", LIMIT_MS),
        results.row("board_presses", len(times), "", PRESSES, ok=len(times) == PRESSES),
    ]


def _pressed(browser, address: str) -> list[float]:
    one, other = (_a_board(browser, address, who) for who in ("mei", "ruth"))
    other.evaluate(WATCH)
    rooms = other.eval_on_selector_all("#rooms [data-minutes]", "all => all.map((one) => one.dataset.room)")
    times = []
    for n in range(PRESSES):
        room = rooms[n % len(rooms)]
        one.wait_for_selector(f'#rooms .room[data-room="{room}"]:has([data-deed="LONGER"])')
        at, minutes = one.evaluate(PRESS, room)
        shown = f"Object.entries(seen).find(([key, at]) => key.startsWith({json.dumps(room)}) && at > {at})"
        _until(other, f"Boolean({shown})")
        times.append(other.evaluate(f"{shown}[1]") - at)
        one.wait_for_selector(f'#rooms .room[data-room="{room}"]:not([data-minutes="{minutes}"])')
        _until(one, "!document.querySelector('.pressed:not([hidden])')")
        time.sleep(0.137 * (n % 7))  # not in step with the other screen
    return times


def _until(page, true: str) -> None:
    """Ask from outside, again and again: the page may not evaluate text. The times are taken inside it."""
    end = time.monotonic() + 10
    while not page.evaluate(true):
        if time.monotonic() > end:
            raise RuntimeError(f"never true: {true}")
        time.sleep(0.02)


def _a_board(browser, address: str, who: str):
    page = browser.new_context(base_url=address).new_page()
    page.set_default_timeout(10_000)
    page.goto("/")
    with page.expect_navigation():
        page.evaluate(f"document.querySelector(`form[action*='/demo/enter/{who}/']`).submit()")
    page.goto("/rooms/")
    page.wait_for_selector("#rooms [data-minutes]")
    return page


def inside() -> list[dict]:
    """Tell the large clinic and ask. Runs in a process that was given a data folder of its own."""
    from bench import pages
    from needlepoint.config import ready, wsgi
    from needlepoint.desk import story
    from needlepoint.desk.queries import rooms as queries
    from needlepoint.house import clock
    from needlepoint.people import models as people
    from needlepoint.people import rules

    ready.keep_data_private()
    ready.bring_database_up_to_date(lambda _: None)
    ready.gather_static_files(lambda _: None)
    story.tell(now=clock.now(), times=pages.TIMES)
    clinic = people.Membership.objects.get(user__email="mei@willow.example").clinic
    today = clock.local(clock.now(), clinic.time_zone).date()
    stamp = queries.stamp_of(rules.Viewer(clinic.pk), day=today)
    mei, ask = pages.signed_in("mei@willow.example"), pages.Asker(wsgi.application)
    rows = []
    for name, address in {
        "nothing_new": f"/rooms/now.json?since={stamp}",
        "all": "/rooms/now.json",
        "due": "/rooms/now.json?only=due",
        "page": "/rooms/",
    }.items():
        times = ask.times([address], mei)
        # What is asked each second has the limits of every page; the whole board is asked for when something changed.
        median, p95 = (
            (pages.MEDIAN_MS, pages.P95_MS) if name in {"nothing_new", "due"} else (WHOLE_MS, WHOLE_P95_MS)
        )
        rows += [
            results.row(f"board_{name}_ms", round(statistics.median(times), 2), "ms", median),
            results.row(f"board_{name}_p95_ms", round(statistics.quantiles(times, n=20)[18], 2), "ms", p95),
        ]
    return rows


if __name__ == "__main__":
    import django

    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
    django.setup()
    print(json.dumps(inside()))
