"""How many presses and seconds a check-in takes on a phone, by the keystroke model; and that it needs no script."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from needlepoint.outcomes import models
from needlepoint.people import actions as people_actions
from tests import cast, make
from tests.browser import test_acceptance as acceptance
from tests.browser import windows
from tests.browser.test_journey import RULES

pytestmark = pytest.mark.slow

DAY = dt.timedelta(days=1)
MOST_PRESSES, MOST_SECONDS = 3, 15  # of the short one
MOST_SECONDS_LONG = 60
LEAST_TARGET = 44  # px, both ways


def asked(w, kind):
    """A check-in of one of the first visits, with three activities of their own, and the address in its mail."""
    visit = make.a_visit(w, starts_at=cast.NOW - DAY, state="COMPLETED")
    made = models.CheckIn.objects.create(
        clinic=w.clinic, patient=w.ada, visit=visit, kind=kind, due_at=cast.NOW, made_at=cast.NOW
    )
    for place, words in enumerate(
        ("Walk to the market", "Sit through a film", "Pick up my grandson"), start=1
    ):
        models.Activity.objects.create(patient=w.ada, words=words, position=place, made_at=cast.NOW)
    token = people_actions.make_link(patient=w.ada, purpose="CHECK_IN", now=cast.NOW, target=made.code)
    return made, reverse("outcomes:by_link", args=[token])


def answered(page, told, names):
    """Press one number for each question, then Send."""
    # What stands below Send is for another day; only the questions are read.
    told.pages += 1
    for text in page.locator("main h1, form.check-in h2, form.check-in fieldset:visible").all_inner_texts():
        told.lines |= set(text.splitlines())
    told.words = sum(not word.isdigit() for line in told.lines for word in line.split())
    for name in names:
        page.locator(f"label:has(input[name='{name}'])").nth(2).click()
        told.presses += 1
    page.get_by_role("button", name="Send", exact=True).click()
    told.presses += 1
    page.get_by_text("Thank you").first.wait_for()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(
    ("kind", "names"), [("AFTER_VISIT", ("pain", "soreness")), ("DAY_3", ("soreness", "relief"))]
)
def test_the_short_one_is_three_presses_on_one_screen(chromium, clinic, kind, names, scripts):
    made, url = asked(clinic, kind)
    page, told = windows.a_page(chromium, clinic, scripts=scripts), acceptance.Told()
    page.goto(url)
    send = page.get_by_role("button", name="Send", exact=True).bounding_box()

    assert send["y"] + send["height"] <= windows.PHONE["height"], "Send stands below the first screen"
    answered(page, told, names)

    print(f"\ncheck_in_{kind.lower()}: {told}")
    assert told.presses <= MOST_PRESSES
    assert told.hands <= MOST_SECONDS
    assert made.scores.count() == len(names)


def test_the_long_one_takes_less_than_a_minute(chromium, clinic):
    made, url = asked(clinic, "REVIEW")
    page, told = windows.a_page(chromium, clinic), acceptance.Told()
    page.goto(url)
    own = [f"activity_{one.pk}" for one in models.Activity.objects.order_by("position")]
    answered(page, told, ("pain", *own, "interference", "sleep", "mood", "medicine_use", "overall"))

    print(f"\ncheck_in_review: {told}, {told.hands + told.reading} s together")
    assert told.hands + told.reading <= MOST_SECONDS_LONG
    assert made.scores.count() == len(own) + 6


@pytest.mark.parametrize("kind", ["AFTER_VISIT", "DAY_3", "REVIEW"])
def test_every_target_is_large_and_axe_finds_nothing(chromium, clinic, kind):
    _made, url = asked(clinic, kind)
    page = windows.a_page(chromium, clinic)
    for address in (url, f"{url}stop/"):
        page.goto(address)
        found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        assert found.violations_count == 0, found.generate_report()
        for box in page.locator("main form label:visible, main form button:visible").all():
            size = box.bounding_box()
            assert min(size["width"], size["height"]) >= LEAST_TARGET, box.inner_text()


def test_a_number_pressed_again_is_taken_back(chromium, clinic):
    made, url = asked(clinic, "AFTER_VISIT")
    page = windows.a_page(chromium, clinic)
    page.goto(url)
    for name, times in (("pain", 1), ("soreness", 2)):
        for _ in range(times):
            page.locator(f"label:has(input[name='{name}'])").nth(4).click()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Thank you").first.wait_for()

    assert list(made.scores.values_list("instrument", flat=True)) == ["PAIN"]
