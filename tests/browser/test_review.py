"""How many presses a decision at a review takes, by the keystroke model; and that its pages can be read by anybody."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe

from needlepoint.outcomes import models as outcomes
from needlepoint.plans import models
from tests import cast, make
from tests.browser import test_acceptance as acceptance
from tests.browser import windows
from tests.browser.test_journey import RULES

pytestmark = pytest.mark.slow

DAY = dt.timedelta(days=1)
MOST_PRESSES = 4  # of the ordinary decision


def at_review(w, *values):
    course = make.a_course(w, started_at=cast.NOW - 60 * DAY)
    for week in range(6):
        make.a_visit(w, starts_at=cast.NOW - 60 * DAY + week * 7 * DAY, state="COMPLETED")
    for place, value in enumerate(reversed(values)):
        outcomes.Score.objects.create(
            patient=w.ada,
            instrument="PAIN",
            value=value,
            asked_at=cast.NOW - (1 + 7 * place) * DAY,
            by="test",
        )
    return course


def decides(page, told, *taps):
    for name, value in taps:
        page.locator(f"label:has(input[name='{name}'][value='{value}'])").click()
        told.presses += 1
    page.get_by_role("button", name="Decide", exact=True).click()
    told.presses += 1
    page.get_by_text("Decided.").first.wait_for()


@pytest.mark.parametrize(
    ("values", "taps"),
    [
        ((7, 5, 3), (("decision", "CONTINUE"), ("because", "PAIN_BETTER"))),
        ((7, 7, 7), (("decision", "CONTINUE"), ("because", "NO_CHANGE"), ("despite", "SETBACK"))),
        ((7, 7, 7), (("decision", "STOP"), ("because", "NO_CHANGE"))),
    ],
)
@pytest.mark.parametrize("scripts", [True, False])
def test_a_decision_is_four_presses_at_most(chromium, clinic, values, taps, scripts):
    course = at_review(clinic, *values)
    page, told = windows.a_page(chromium, clinic, scripts=scripts), acceptance.Told()
    windows.sign_in(page, clinic.mei_user)
    page.goto(f"/plans/{course.code}/review/")
    decides(page, told, *taps)

    print(f"\nreview_{taps[0][1].lower()}: {told}")
    assert told.presses <= MOST_PRESSES
    assert models.Review.objects.get().decision == taps[0][1]


@pytest.mark.parametrize("viewport", [windows.PHONE, windows.DESKTOP])
def test_axe_finds_nothing_and_nothing_goes_sideways(chromium, clinic, viewport):
    course = at_review(clinic, 7, 7)
    page = windows.a_page(chromium, clinic, viewport=viewport)
    windows.sign_in(page, clinic.mei_user)
    page.goto(f"/plans/{course.code}/review/")
    looks(page, viewport)
    page.get_by_role("button", name="Decide", exact=True).click()  # with what is missing said
    looks(page, viewport)
    decides(page, acceptance.Told(), ("decision", "STOP"), ("because", "NO_CHANGE"))
    looks(page, viewport)


def looks(page, viewport):
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    assert not found.response["violations"], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
