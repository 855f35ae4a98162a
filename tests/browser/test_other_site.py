"""The clinic's other website, in a real browser: the free times stand in it, lead here, and leave nothing behind."""

import http.server
import threading

import pytest

from needlepoint.desk.pages import website
from tests.browser import windows

pytestmark = pytest.mark.slow


class OtherSite(http.server.BaseHTTPRequestHandler):
    """A website that is not ours: one page."""

    body = ""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>Other</title>{self.body}".encode())

    def log_message(self, *_words):
        pass


@pytest.fixture
def other_site():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), OtherSite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def snippets(clinic):
    return {one.key: one.words for one in website.page(clinic.url, "en", is_open=True).snippets}


@pytest.fixture
def visit(chromium, clinic, other_site, monkeypatch):
    """Open the other site with a body of its own."""

    def opened(body, **how):
        monkeypatch.setattr(OtherSite, "body", body)
        page = windows.a_page(chromium, clinic, **how)
        page.goto(other_site)
        return page

    return opened


def test_free_times_stand_in_another_site_fit_and_lead_to_the_check(visit, clinic, snippets):
    page = visit(snippets["times"])
    frame = page.frame_locator("iframe[title='Free times']")
    frame.locator("a.start").first.wait_for()
    page.wait_for_function("document.querySelector('iframe').style.height !== '26rem'")

    # Nothing is scrolled within: the frame is as high as what stands in it.
    inner = page.frames[1].evaluate("document.documentElement.scrollHeight")
    assert page.locator("iframe").bounding_box()["height"] >= inner - 1
    assert page.context.cookies() == []

    frame.locator("a.start").first.click()
    page.wait_for_url(f"{clinic.url}/check/**")


def test_the_button_is_a_link_that_looks_like_one(visit, clinic, snippets):
    page = visit(f"<p style='color:navy'>{snippets['button']}</p>")
    link = page.get_by_role("link", name="Book a visit")
    page.wait_for_function("document.querySelector('a').style.borderRadius")

    assert link.bounding_box()["height"] >= 40
    assert page.context.cookies() == []


@pytest.mark.parametrize("key", ["times", "button", "link"])
def test_without_scripts_a_link_stays(visit, clinic, snippets, key):
    page = visit(snippets[key], scripts=False)

    assert page.locator("iframe").count() == 0
    assert page.get_by_role("link").get_attribute("href").startswith(clinic.url)


def test_links_to_elsewhere_are_left_alone(visit, clinic, snippets):
    stranger = '<a data-needlepoint="times" href="https://other.example/x">Not ours</a>'
    page = visit(f"{stranger}{snippets['button']}")
    page.wait_for_function("document.querySelectorAll('a')[1].style.borderRadius")

    assert page.locator("iframe").count() == 0
    assert page.get_by_text("Not ours").count() == 1
