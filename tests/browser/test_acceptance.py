"""How long the check and the forms take, in presses, screens and seconds; in three languages, at every size, with scripts off.

Seconds are those of the keystroke model (0.9 s a press, 1.35 s a decision, 0.28 s a key), and of reading every line once
at 238 words a minute (Brysbaert 2019): arithmetic, not a stopwatch, so the figures are the same on every machine.
"""

import dataclasses
import datetime as dt
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from needlepoint.booking import models as booking
from needlepoint.house import clock
from needlepoint.house.session_store import SessionStore
from needlepoint.intake import models, queries
from needlepoint.people import queries as people_queries
from needlepoint.people import sessions
from tests.browser import windows
from tests.browser.test_journey import RULES

pytestmark = pytest.mark.slow

PRESS, DECISION, KEY, WORDS_A_SECOND = 0.9, 1.35, 0.28, 238 / 60
SMALL = {"width": 320, "height": 640}
# A tick or a round button is small; what is pressed is the label around it.
PRESSED = "main button, main a.button, main label:has(input), main summary, main select, main input:not([type=hidden]):not([type=radio]):not([type=checkbox]), header a, header button"


@dataclasses.dataclass
class Told:
    """What a walk cost."""

    pages: int = 0
    presses: int = 0
    keys: int = 0
    words: int = 0
    lines: set = dataclasses.field(default_factory=set)  # read before: what stands on every page is read once

    @property
    def hands(self):
        return round(self.presses * (PRESS + DECISION) + self.keys * KEY)

    @property
    def reading(self):
        return round(self.words / WORDS_A_SECOND)

    def __str__(self):
        return (
            f"{self.pages} pages, {self.presses} presses, {self.keys} keys: about {self.hands} s for the hands, "
            f"{self.reading} s to read {self.words} words"
        )


def read(page, told):
    told.pages += 1
    fresh = set(page.locator("main").inner_text().splitlines()) - told.lines
    told.lines |= fresh
    told.words += sum(len(line.split()) for line in fresh if not re.match(r"\d+$|Step \d", line))


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
            return seen && !one.ariaHidden && (box.height < 43.5 || box.width < 43.5) && !one.closest('p');
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
    print(f"check: {told}")
    assert "/check/result/" in page.url
    assert told.pages - 1 <= 10
    assert told.presses <= 12
    assert told.hands <= 60


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
def test_another_language_is_one_press_and_keeps_the_page_and_what_was_ticked(
    chromium, clinic, language, tag
):
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


# --- The forms before a first visit -----------------------------------------------------------------------------------

WORDS = "It began after a move"  # what a tired person types into a box of their own words


def as_patient(context, w, patient):
    """Open the clinic as somebody whose link was opened on this device."""
    tick = int(clock.ticking())
    kept = SessionStore()
    kept.update({people_queries.LINK_SESSION_KEY: patient.pk, sessions.SINCE: tick, sessions.SEEN: tick})
    kept.save()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": kept.session_key, "url": w.url}])


def label_of(item, box):
    """What is pressed to tick a box."""
    around = item.locator(f"label[for='{box.get_attribute('id')}']").first
    while not around.is_visible():
        item.locator("details:not([open]) > summary:visible").first.click()
    return around


def goes_on(page):
    with page.expect_navigation():
        page.get_by_role("button", name="Next").click()


def answer_screen(page, told):
    """Answer every item of a screen as somebody who works, tried this and that, and takes medicine."""
    for item in page.locator("[data-item]").all():
        if item.locator("input[name$='-region'], input[type=checkbox][value=LOWER_LUMBAR_LEFT]").count():
            for code in PLACES:
                label_of(item, item.locator(f"input[value={code}]").first).click()
                told.presses += 1
            continue
        groups = {box.get_attribute("name") for box in item.locator("input[type=radio]").all()}
        for group in sorted(one for one in groups if not re.search(r"-[1-9]-", one)):
            wanted = item.locator(f"label:has(input[name='{group}'][value='{LIKELY.get(group, '')}'])")
            found = wanted if wanted.count() else item.locator(f"label:has(input[name='{group}'])")
            if found.nth(found.count() // 2).is_visible():
                found.nth(found.count() // 2).click()
                told.presses += 1
        if not item.locator("input[type=radio]").count() and item.locator("input[type=checkbox]").count():
            item.locator("label:has(input[type=checkbox])").first.click()
            told.presses += 1
        boxes = item.locator("textarea:visible, input[type=text]:visible, input[type=number]:visible")
        for box in [] if item.get_attribute("data-item") == LEFT_EMPTY else boxes.all()[:1]:
            words = "3" if box.get_attribute("name").endswith("-ago") else WORDS
            box.fill(words)
            told.presses, told.keys = told.presses + 1, told.keys + len(words)


# Whoever has pain in the low back alone is not asked about a leg.
PLACES = ("LOWER_LUMBAR_LEFT",)
LEFT_EMPTY = "operations"  # no surgery to tell of
LIKELY = {"work": "PAID", "takes_medicines": "YES", "since-unit": "WEEKS"}


def fill_in(page, told, *, at_most=40, at_each=lambda page: None):
    """Go from screen to screen until the form has no more; return the screens that were shown."""
    shown = []
    while (
        re.search(r"/intake/[^/]+/(?!answers|consents|support)[a-z_]+/$", page.url) and len(shown) < at_most
    ):
        shown.append(page.url.rstrip("/").rpartition("/")[2])
        read(page, told)
        at_each(page)
        answer_screen(page, told)
        goes_on(page)
        told.presses += 1
    return shown


def first_visit(w):
    """Ada's first visit is booked, and nothing was asked yet."""
    return booking.Visit.objects.create(
        clinic=w.clinic,
        patient=w.ada,
        practitioner=w.mei,
        room=w.rooms[0],
        service=w.first,
        starts_at=w.now + dt.timedelta(days=3),
        ends_at=w.now + dt.timedelta(days=3, hours=1),
        booked_at=w.now,
    )


def test_the_forms_take_at_most_25_screens_and_six_minutes_and_go_on_elsewhere(chromium, clinic):
    visit = first_visit(clinic)
    page, told = windows.a_page(chromium, clinic), Told()
    as_patient(page.context, clinic, clinic.ada)
    page.goto(f"/intake/{visit.code}/")
    page.get_by_role("button", name="Yes, keep my answers and begin").click()
    told.presses += 1
    first = fill_in(page, told, at_most=6)
    stopped = page.url
    page.context.close()

    # Another device, days later.
    other = windows.a_page(chromium, clinic, viewport=windows.DESKTOP)
    as_patient(other.context, clinic, clinic.ada)
    other.goto(f"/intake/{visit.code}/")
    assert other.url == stopped
    rest = fill_in(other, told)
    shown = [*first, *rest]
    print(f"forms: {told}")
    assert len(shown) == len(set(shown)) <= 25
    assert told.hands + told.reading <= 6 * 60
    assert "/consents/" in other.url or "/answers/" in other.url
    kept = queries.answers_of(models.Intake.objects.get(visit=visit))
    assert kept["tell"].text == WORDS


def test_the_forms_fit_every_screen_and_letters_of_twice_the_size(chromium, clinic):
    visit = first_visit(clinic)
    page = windows.a_page(chromium, clinic, viewport=SMALL, scheme="dark")
    page.emulate_media(reduced_motion="reduce", color_scheme="dark")
    as_patient(page.context, clinic, clinic.ada)

    def look(page):
        is_narrow_enough(page)
        is_easy_to_press(page)
        axe_finds_nothing(page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        is_narrow_enough(page)
        page.evaluate("document.documentElement.style.fontSize = ''")

    page.goto(f"/intake/{visit.code}/")
    look(page)
    page.get_by_role("button", name="Yes, keep my answers and begin").click()
    fill_in(page, Told(), at_each=look)
    look(page)


def test_the_forms_can_be_filled_in_without_scripts(chromium, clinic):
    visit = first_visit(clinic)
    page = windows.a_page(chromium, clinic, scripts=False)
    as_patient(page.context, clinic, clinic.ada)
    page.goto(f"/intake/{visit.code}/")
    page.get_by_role("button", name="Yes, keep my answers and begin").click()
    shown = fill_in(page, Told())
    assert len(shown) > 15
    assert queries.answers_of(models.Intake.objects.get(visit=visit))["tell"].text == WORDS


def test_two_windows_never_lose_an_answer_without_a_word(chromium, clinic):
    visit = first_visit(clinic)
    one = windows.a_page(chromium, clinic)
    as_patient(one.context, clinic, clinic.ada)
    one.goto(f"/intake/{visit.code}/")
    one.get_by_role("button", name="Yes, keep my answers and begin").click()
    one.goto(f"/intake/{visit.code}/tell/")
    two = one.context.new_page()
    two.goto(f"/intake/{visit.code}/tell/")
    one.locator("textarea").fill("The first window says this")
    goes_on(one)
    two.locator("textarea").fill("The second window says that")
    goes_on(two)
    text = two.locator("main").inner_text()
    assert "The first window says this" in text
    assert "The second window says that" in text


def test_another_language_keeps_what_is_typed_into_the_forms_and_not_sent(chromium, clinic):
    visit = first_visit(clinic)
    page = windows.a_page(chromium, clinic, scripts=False)
    as_patient(page.context, clinic, clinic.ada)
    page.goto(f"/intake/{visit.code}/")
    page.get_by_role("button", name="Yes, keep my answers and begin").click()
    page.goto(f"/intake/{visit.code}/tell/")
    page.locator("textarea").fill(WORDS)
    for language in ("es", "zh-hans", "en"):
        page.locator(f"header [value='{language}']").click()
        assert page.url.endswith("/tell/")
        assert page.locator("html").get_attribute("lang").lower() == language
        assert page.locator("textarea").input_value() == WORDS
