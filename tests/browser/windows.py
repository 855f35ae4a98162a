"""Windows of a real browser, and how staff sign in there."""

import pytest

from tests import cast

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


def a_page(browser, w, *, viewport=PHONE, scripts=True, scheme="light"):
    """Open a fresh browser window that fails the test when the page itself fails."""
    context = browser.new_context(
        base_url=w.url, viewport=viewport, java_script_enabled=scripts, color_scheme=scheme
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error on {page.url}: {error}"))
    return page


def sign_in(page, who, password=cast.PASSWORD):
    """Sign in as a member of staff, with the password of the cast."""
    page.goto("/account/login/")
    if page.locator("input[name=login]").count() == 0:
        return  # still signed in
    page.locator("input[name=login]").fill(who.email)
    page.locator("input[name=password]").fill(password)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
