"""The clinic's tablet in a real browser: handed over, written on, given back, and nothing of it is left."""

import pytest
from django.urls import reverse

from needlepoint.intake import models
from needlepoint.screening import models as screening
from tests import cast, make

pytestmark = pytest.mark.slow
WORDS = "Something only I know"


@pytest.fixture
def visit(clinic):
    screening.Check.objects.create(
        clinic=clinic.clinic,
        patient=clinic.ada,
        rule_version="1",
        wording_version="1",
        route="SUITABLE",
        finished_at=clinic.now,
    )
    return make.a_visit(clinic, service=clinic.first, starts_at="15:00")


@pytest.fixture
def tablet(clinic, chromium):
    """Ruth is signed in on a tablet, with or without JavaScript."""
    windows = []

    def opened(*, script=True):
        window = chromium.new_context(
            viewport={"width": 768, "height": 1024}, java_script_enabled=script, has_touch=True
        )
        windows.append(window)
        cookies = cast.client_of(clinic.ruth).cookies
        window.add_cookies(
            [{"name": name, "value": one.value, "url": clinic.url} for name, one in cookies.items()]
        )
        return window.new_page()

    yield opened
    for window in windows:
        window.close()


def hand_over(page, clinic, visit):
    page.goto(clinic.url + reverse("desk:patient", args=[clinic.ada.code]))
    page.get_by_role("link", name="Form on this tablet").first.click()
    page.get_by_role("button", name="Sign me out and begin").click()
    page.get_by_role("button", name="Yes, keep my answers and begin").click()
    page.goto(f"{clinic.url}/intake/{visit.code}/tell/")


def write(page):
    page.locator("textarea").first.fill(WORDS)
    with page.expect_navigation():
        page.get_by_role("button", name="Next").click()


def nothing_is_left(page, clinic):
    assert "Please give the tablet back to the desk." in page.locator("main").inner_text()
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    for _press in range(8):
        if page.go_back() is None:
            break
        assert WORDS not in page.content()
        assert "Moreno" not in page.content()
    page.goto(clinic.url + "/me/told/")
    assert page.url == clinic.url + "/tablet/"


@pytest.mark.parametrize("script", [True, False])
def test_given_back_nothing_of_the_last_person_is_left(clinic, visit, tablet, script):
    page = tablet(script=script)
    hand_over(page, clinic, visit)
    write(page)
    page.goto(clinic.url + "/day/")
    assert page.url == clinic.url + "/tablet/"
    page.get_by_role("link", name="Go on with my form").click()

    page.get_by_role("button", name="I am done").click()

    if script:
        nothing_is_left(page, clinic)
    else:
        assert "Please give the tablet back" in page.locator("main").inner_text()
    assert models.AnswerValue.objects.filter(text=WORDS, answer__source="KIOSK").exists()


def test_untouched_it_gives_itself_back(clinic, visit, tablet, settings):
    page = tablet()
    page.clock.install()
    hand_over(page, clinic, visit)

    page.clock.fast_forward("09:00")
    assert "/intake/" in page.url
    page.clock.fast_forward("02:00")

    page.wait_for_url(clinic.url + "/tablet/")
    nothing_is_left(page, clinic)


@pytest.mark.parametrize("width", [768, 1024])
def test_it_fits_a_tablet_held_either_way(clinic, visit, tablet, width):
    page = tablet()
    page.set_viewport_size({"width": width, "height": 1792 - width})
    hand_over(page, clinic, visit)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 20
    small = page.evaluate(
        "[...document.querySelectorAll('main .button, header .button')]"
        ".filter(one => one.offsetParent && getComputedStyle(one).display !== 'inline' && one.getBoundingClientRect().height < 44)"
        ".map(one => one.textContent.trim())"
    )
    assert small == []
