"""Every public page on a slow phone: how soon it can be read, whether it moves, what it weighs, and what axe finds.

The phone is a browser of a phone's size whose processor is four times slower and whose network is a poor 4G: 1.6 Mbit/s,
150 ms to the server and back. Each page is opened as by somebody who has never been here. By itself it uses the pages of
the demo; `BASE=https://clinic.example python -m prove first_view` asks a clinic that runs. Lighthouse reads the same pages
where npm has it: `npx lighthouse <address> --preset=perf`; docs/decisions keeps what it said.
"""

import contextlib
import os
import pathlib
import re
import shutil
import tempfile
import urllib.request

from tools import results, serving

LONG = True  # a minute and a half; weights and axe of the same pages are tried by `make prove` too
READABLE_MS, MOVED, WEIGHT_BYTES = 2_500, 0.05, 60_000
PHONE = {"width": 390, "height": 844}
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
TIMES_SLOWER = 4
# Before anything of the page runs: remember the largest thing painted, and everything that moved by itself.
WATCH = """
window.seen = {readable: 0, moved: 0};
new PerformanceObserver((list) => { for (const one of list.getEntries()) seen.readable = one.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) seen.moved += one.value; })
  .observe({type: "layout-shift", buffered: true});
"""
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def run() -> list[dict]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        return [results.row("first_view_browser", "none on this machine", "", ok=False)]
    with _clinic() as address:
        seen = dict(_read(chromium, address))
    return [
        results.row("first_view_pages", len(seen), ""),
        _most(
            "first_view_readable_ms", "ms", READABLE_MS, {path: round(one[0]) for path, one in seen.items()}
        ),
        _most("first_view_moved", "", MOVED, {path: round(one[1], 3) for path, one in seen.items()}),
        _most("first_view_bytes", "bytes", WEIGHT_BYTES, {path: one[2] for path, one in seen.items()}),
        _most("first_view_axe", "findings", 0, {path: len(one[3]) for path, one in seen.items()}),
        _most("first_view_cookies", "", 0, {path: one[4] for path, one in seen.items()}),
        _most("first_view_strangers", "requests", 0, {path: one[5] for path, one in seen.items()}),
    ]


def _most(name: str, unit: str, limit: float, found: dict[str, float]) -> dict:
    """Return the worst of the pages, and say which it is when it is too much."""
    worst = max(found, key=found.get)
    for path, value in found.items():
        if value > limit:
            print(f"  {name} {path}: {value}")
    return results.row(name, found[worst], unit, limit)


@contextlib.contextmanager
def _clinic():
    if base := os.environ.get("BASE"):
        yield base.rstrip("/")
        return
    with (
        tempfile.TemporaryDirectory(prefix="needlepoint-view-") as folder,
        serving.running(pathlib.Path(folder) / "data", MODE="demo", LOG_LEVEL="ERROR") as server,
    ):
        yield server.address


def _read(chromium: str, address: str):
    """Give each page's path with (ms until readable, how much moved, bytes, axe's findings, cookies, foreign requests)."""
    from playwright.sync_api import sync_playwright

    with urllib.request.urlopen(f"{address}/sitemap.xml", timeout=30) as answer:  # noqa: S310  our own address
        found = re.findall(r"<loc>https?://[^/<]+(/[^<?]*)", answer.read().decode())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        for path in dict.fromkeys(found):
            context = browser.new_context(
                viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2
            )
            yield path, _opened(context, address, path)
            context.close()
        browser.close()


def _opened(context, address: str, path: str) -> tuple:
    from axe_playwright_python.sync_playwright import Axe

    page = context.new_page()
    wire = context.new_cdp_session(page)
    asked, weights = {}, {}
    wire.on("Network.requestWillBeSent", lambda one: asked.update({one["requestId"]: one["request"]["url"]}))
    wire.on(
        "Network.loadingFinished", lambda one: weights.update({one["requestId"]: one["encodedDataLength"]})
    )
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
    page.add_init_script(WATCH)
    page.goto(f"{address}{path}", wait_until="load")
    page.wait_for_timeout(300)
    seen = page.evaluate("window.seen")
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    findings = Axe().run(page, options=AXE).response["violations"]
    for one in findings:
        print(f"  axe {path}: {one['id']}: {one['nodes'][0]['html'][:120]}")
    foreign = [url for url in asked.values() if not url.startswith((address, "data:"))]
    # Photos stand further down and are loaded when somebody comes near them.
    weight = sum(size for one, size in weights.items() if "/pictures/" not in asked.get(one, ""))
    return seen["readable"], seen["moved"], round(weight), findings, len(context.cookies()), len(foreign)
