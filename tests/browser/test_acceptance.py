"""How long the check and the forms take, in presses, screens and seconds; in three languages, at every size, with scripts off.

Seconds are those of the keystroke model (0.9 s a press, 1.35 s a decision, 0.28 s a key) and reading at 3.5 words a
second: arithmetic, not a stopwatch, so the figures are the same on every machine.
"""

import dataclasses
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import windows
from tests.browser.test_journey import RULES

pytestmark = pytest.mark.slow

PRESS, DECISION, KEY, WORDS_A_SECOND = 0.9, 1.35, 0.28, 3.5
SMALL = {"width": 320, "height": 640}
# A tick or a round button is small; what is pressed is the label around it.
PRESSED = "main button, main a.button, main label:has(input), main summary, main select, main input:not([type=hidden]):not([type=radio]):not([type=checkbox]), header a, header button"
# Read once, a page costs its words; what stands on every page costs nothing the second time.
READ = "main"


@dataclasses.dataclass
class Told:
    """What a walk cost."""

    pages: int = 0
    presses: int = 0
    keys: int = 0
    words: int = 0

    @property
    def seconds(self):
        spent = self.presses * (PRESS + DECISION) + self.keys * KEY + self.words / WORDS_A_SECOND
        return round(spent)


def read(page, told):
    told.pages += 1
    told.words += len(page.locator("main").inner_text().split())


def check_page_by_page(page, told, at_each=lambda page: None):
    """Answer the whole check as somebody who has none of the signs."""
    while "/check/q/" in page.url:
        read(page, told)
        at_each(page)
        none = page.locator("main button[name=answer][value=none], main button[name=answer][value=NO]")
        if none.count():
            none.first.click()
            told.presses += 1
        else:
            page.locator("main label:has(input[value=NO])").click()
            page.locator("main form button.main, main form button[type=submit]").last.click()
            told.presses += 2
        page.wait_for_load_state("load")


def is_narrow_enough(page):
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        sticking_out = page.evaluate(
            """() => [...document.querySelectorAll('body *')]
                .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
                .map(one => one.outerHTML.slice(0, 100))"""
        )
        pytest.fail(f"{page.url} is {wide} px wider than the screen: {sticking_out[-3:]}")


def is_easy_to_press(page):
    """Everything to press is 44 px high, and as wide."""
    small = page.evaluate(
        """selector => [...document.querySelectorAll(selector)].filter(one => {
            const box = one.getBoundingClientRect();
            const seen = box.width && box.height && getComputedStyle(one).visibility !== 'hidden';
            return seen && (box.height < 43.5 || box.width < 43.5) && !one.closest('p');
        }).map(one => one.outerHTML.slice(0, 120))""",
        PRESSED,
    )
    assert not small, f"{page.url}: too small to press: {small}"


def axe_finds_nothing(page):
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def test_the_check_takes_ten_pages_twelve_presses_and_a_minute(chromium, clinic):
    page, told = windows.a_page(chromium, clinic), Told()
    page.goto("/check/")
    read(page, told)
    page.get_by_role("link", name="Start").click()
    told.presses += 1
    check_page_by_page(page, told)
    print(f"check: {told.pages - 1} pages, {told.presses} presses, about {told.seconds} s with every word read")
    assert "/check/result/" in page.url
    assert told.pages - 1 <= 10
    assert told.presses <= 12


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_check_fits_a_small_screen_and_large_letters(chromium, clinic, scheme):
    page = windows.a_page(chromium, clinic, viewport=SMALL, scheme=scheme)
    page.emulate_media(reduced_motion="reduce", color_scheme=scheme)

    def look(page):
        is_narrow_enough(page)
        is_easy_to_press(page)
        axe_finds_nothing(page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        is_narrow_enough(page)

    page.goto("/check/")
    look(page)
    page.goto("/check/")
    page.locator("main a.button, main button").first.click()
    check_page_by_page(page, Told(), look)
    look(page)


@pytest.mark.parametrize(("language", "tag"), [("es", "es"), ("zh-hans", "zh-hans")])
def test_another_language_is_one_press_and_keeps_the_page_and_what_was_ticked(chromium, clinic, language, tag):
    page = windows.a_page(chromium, clinic, scripts=False)
    page.goto("/check/")
    page.get_by_role("link", name="Start").click()
    page.locator("main label:has(input[type=checkbox])").first.click()
    before = page.url.split("?")[0]
    page.locator(f"header [value='{language}'], header a[href*='language={language}']").first.click()
    page.wait_for_load_state("load")
    assert page.url.split("?")[0] == before
    assert re.match(tag, page.locator("html").get_attribute("lang"), re.IGNORECASE)
    assert page.locator("main input[type=checkbox]").first.is_checked()
