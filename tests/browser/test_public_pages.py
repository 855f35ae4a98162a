"""Every page on the map of the site, in a real browser: axe finds nothing, nothing is too wide, nobody else is asked."""

from xml.etree import ElementTree as ET

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import cast, make
from tests.browser import windows

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def paths():
    """Return the path of every public page."""
    top = ET.fromstring(cast.client_of(None).get("/sitemap.xml").content)  # noqa: S314  our own
    found = (one.findtext(LOC).partition("?")[0] for one in top)
    return sorted({f"/{address.split('/', 3)[3]}" for address in found})


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(windows.PHONE, "light"), (windows.DESKTOP, "dark")],
    ids=["phone", "desk at night"],
)
def test_every_public_page_can_be_read_by_anybody_and_asks_nobody_else(chromium, clinic, size, scheme):
    make.an_article(clinic, state="PUBLISHED", published_at=clinic.now)
    context = chromium.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    said, asked, wrong = [], set(), {}
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.add(request.url))
    for path in paths():
        said.clear()
        page.goto(f"{clinic.url}{path}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        wrong[path] = [
            *(f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found.response["violations"]),
            *([f"{wide} px too wide"] if wide > 0 else []),
            *said,
        ]
    elsewhere = {url for url in asked if not url.startswith((clinic.url, "data:"))}
    cookies = context.cookies()
    context.close()

    assert {path: faults for path, faults in wrong.items() if faults} == {}
    assert elsewhere == set()
    assert cookies == []


@pytest.mark.parametrize("language", ["es", "zh-hans"])
def test_letters_of_twice_the_size_leave_every_public_page_as_wide_as_the_phone(chromium, clinic, language):
    make.an_article(clinic, state="PUBLISHED", published_at=clinic.now)
    context = chromium.new_context(viewport=windows.PHONE)
    page = context.new_page()
    wide = {}
    for path in paths():
        page.goto(f"{clinic.url}{path}?language={language}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wide[path] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()

    assert {path: pixels for path, pixels in wide.items() if pixels > 0} == {}
