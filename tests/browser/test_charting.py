"""A follow-up charted in a real browser: taps and seconds counted, by keyboard alone, without a network, by two hands."""

import pytest
from django.urls import reverse

from needlepoint.charting import models, queries, rules
from needlepoint.charting.actions import noting
from tests import cast
from tests.apps.charting import room

TABLET = {"width": 820, "height": 1180}
# Keystroke model: think 1.35 s and reach 0.9 s for each tap, 0.3 s for each scroll, 3 s to read the page once.
TAP_S, SCROLL_S, READ_S = 0.9 + 1.35, 0.3, 3.0
KEY_S = 0.28  # a letter typed by somebody of average skill; words spoken or typed are counted apart


@pytest.fixture
def visit(clinic):
    visit = room.a_visit_ready(clinic)
    room.a_past_note(clinic)
    return visit


@pytest.fixture
def signed_in(clinic, chromium):
    """Open a page as somebody of the clinic, Dr Mei unless said."""
    windows = []

    def opened(who="mei", **how):
        window = chromium.new_context(viewport=TABLET, **how)
        windows.append(window)
        cookies = cast.client_of(getattr(clinic, who)).cookies
        window.add_cookies(
            [{"name": name, "value": one.value, "url": clinic.url} for name, one in cookies.items()]
        )
        page = window.new_page()
        page.set_default_timeout(8000)
        return page

    yield opened
    for window in windows:
        window.close()


class Hand:
    """One hand on a tablet: counts its taps, its letters and how often the page had to be moved."""

    def __init__(self, page):
        self.page, self.taps, self.letters, self.scrolls = page, 0, 0, 0

    def tap(self, box):
        at = box.bounding_box()
        if at["y"] < 0 or at["y"] + at["height"] > TABLET["height"]:
            self.scrolls += 1
        box.click()
        self.taps += 1

    def types(self, box, text):
        self.tap(box)
        box.type(text)
        self.letters += len(text)

    def enter(self):
        """The key beside the letters that sends the line."""
        self.page.keyboard.press("Enter")
        self.taps += 1

    @property
    def model_s(self):
        return self.taps * TAP_S + self.scrolls * SCROLL_S + READ_S


def alt(keys, letter):
    """Hold Alt and press a letter. The driver's own press leaves out what an access key is found by."""
    for kind, text in (("keyDown", letter), ("keyUp", "")):
        keys.send(
            "Input.dispatchKeyEvent",
            {
                "type": kind,
                "modifiers": 1,
                "key": letter,
                "code": f"Key{letter.upper()}",
                "text": text,
                "unmodifiedText": letter,
                "windowsVirtualKeyCode": ord(letter.upper()),
            },
        )


def kept(page):
    page.locator("[data-kept][data-state=kept]").wait_for()


def note_url(clinic, visit):
    return clinic.url + reverse("charting:note", args=[visit.code])


def point(page, code):
    return page.locator(f".needlings .chip:has(input[value={code}])")


@pytest.mark.slow
def test_a_follow_up_with_changes_takes_twelve_taps_and_thirty_seconds_at_most(clinic, visit, signed_in):
    page = signed_in(has_touch=True)
    page.goto(clinic.url + reverse("desk:day"))
    hand = Hand(page)

    hand.tap(page.locator(f"a[href='{reverse('charting:note', args=[visit.code])}']").first)
    page.locator("#chart").wait_for()
    hand.types(page.locator("[name=add]"), "ki3; gb30 r 50mm deqi")
    page.locator("#read b", has_text="GB30").wait_for()
    with page.expect_navigation():
        hand.enter()
    hand.tap(point(page, "BL40"))
    hand.tap(page.locator(".sides:has([name=side_KI3]) .chip", has_text="Left"))
    hand.tap(page.locator(".chip:has([name=retention_minutes][value='20'])"))
    hand.types(page.locator("[name=told]"), "Better")
    kept(page)
    with page.expect_navigation():
        hand.tap(page.get_by_role("button", name="Needles are in"))
    clinic.told.turn(minutes=20)
    with page.expect_navigation():
        hand.tap(page.get_by_role("button", name="4 of 4 out"))
    with page.expect_navigation():
        hand.tap(page.get_by_role("button", name="Sign the note"))

    note = queries.note_of(visit)
    chart = {row.code: (str(row.side), row.depth_mm, row.is_copied) for row in queries.chart_of(note).rows}
    assert note.state == "SIGNED"
    assert chart == {
        "BL25": ("BOTH", None, True),
        "KI3": ("LEFT", None, False),
        "GB30": ("RIGHT", 50, False),
    }
    assert (note.told, note.retention_minutes, note.typed) == ("Better", 20, "ki3; gb30 r 50mm deqi")
    words_s = hand.letters * KEY_S
    print(
        f"\nchart_followup taps={hand.taps} model_s={hand.model_s:.1f} with_words_s={hand.model_s + words_s:.1f}"
    )
    assert hand.taps <= 12
    assert hand.model_s <= 30
    assert hand.model_s + words_s <= 60


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("platform", "how", "keys"),
    [
        ("Linux x86_64", {}, "Alt S"),
        ("Linux x86_64", {"user_agent": FIREFOX}, "Alt Shift S"),
        ("MacIntel", {}, "Ctrl Option S"),
        ("MacIntel", {"user_agent": FIREFOX}, "Ctrl Option S"),
        ("MacIntel", {"java_script_enabled": False}, "Alt S"),
    ],
)
def test_a_key_is_named_as_the_browser_takes_it(clinic, visit, signed_in, *, platform, how, keys):
    page = signed_in(**how)
    page.add_init_script(f"Object.defineProperty(navigator, 'platform', {{get: () => '{platform}'}})")
    page.goto(note_url(clinic, visit))

    assert keys in page.locator("kbd[data-key=S]").all_inner_texts()


@pytest.mark.slow
def test_a_whole_follow_up_is_charted_by_keyboard_with_keys_that_are_shown(clinic, visit, signed_in):
    page = signed_in()
    page.goto(note_url(clinic, visit))
    shown = " ".join(page.locator("kbd").all_inner_texts())
    assert all(key in shown for key in ("Alt Q", "Alt W", "Alt S", "Alt I"))
    keys = page.context.new_cdp_session(page)

    def press(key):
        alt(keys, key)

    press("q")
    page.keyboard.type("ki3 b")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "add"
    press("w")
    page.keyboard.type("Slept well")
    kept(page)
    with page.expect_navigation():
        press("i")
    clinic.told.turn(minutes=25)
    with page.expect_navigation():
        press("o")
    with page.expect_navigation():
        press("g")

    note = queries.note_of(visit)
    assert (note.state, note.told) == ("SIGNED", "Slept well")
    assert {one.point_code for one in note.needlings.all()} == {"BL25", "BL40", "KI3"}


@pytest.mark.slow
def test_without_a_network_the_words_stay_and_are_sent_when_it_is_back(clinic, visit, signed_in):
    page = signed_in()
    page.goto(note_url(clinic, visit))

    page.context.set_offline(True)
    page.locator("[name=told]").type("Worse after gardening")
    point(page, "BL40").click()
    page.locator("[data-kept][data-state=waiting]").wait_for()
    assert "No network" in page.locator("[data-kept]").inner_text()
    assert not models.Note.objects.filter(visit=visit).exists()
    page.context.set_offline(False)
    kept(page)

    note = queries.note_of(visit)
    assert note.told == "Worse after gardening"
    assert [row.code for row in queries.chart_of(note).rows] == ["BL25"]
    assert not page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('note:'))")


@pytest.mark.slow
def test_words_that_were_not_sent_outlive_a_reload(clinic, visit, signed_in):
    page = signed_in()
    page.goto(note_url(clinic, visit))
    page.route("**/note/keep/", lambda route: route.abort())
    page.locator("[name=told]").type("Only in this tab")
    page.locator("[data-kept][data-state=waiting]").wait_for()

    page.unroute("**/note/keep/")
    page.reload()
    kept(page)

    assert page.locator("[name=told]").input_value() == "Only in this tab"
    assert queries.note_of(visit).told == "Only in this tab"


@pytest.mark.slow
def test_two_tablets_on_one_note_lose_nothing_and_say_what_the_other_did(clinic, visit, signed_in):
    mei, omar = signed_in(), signed_in("omar")
    for page in (mei, omar):
        page.goto(note_url(clinic, visit))

    omar.locator("[name=told]").type("Omar heard this")
    omar.locator(".sides:has([name=side_BL25]) .chip", has_text="Right").click()
    kept(omar)
    mei.locator("[name=told]").type("Mei heard that")
    point(mei, "BL40").click()
    mei.locator(".sides:has([name=side_BL25]) .chip", has_text="Left").click()
    kept(mei)

    said = mei.locator("#kept-said")
    said.get_by_text("BL25 was changed on another tablet too").wait_for()
    assert "right, 1 needle" in said.inner_text()
    note = queries.note_of(visit)
    assert note.told == "Omar heard this\n\nMei heard that"
    assert [(row.code, row.side) for row in queries.chart_of(note).rows] == [("BL25", rules.Side.LEFT)]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 820, 1280])
def test_the_note_fits_and_everything_to_press_is_large_enough(clinic, visit, signed_in, width, scheme):
    page = signed_in(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    note = noting.open_note(visit=visit, by=cast.viewer(clinic.mei), now=clinic.now)
    assert note.needlings.exists()
    page.goto(note_url(clinic, visit))

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        "[...document.querySelectorAll('#chart .button, #chart .chip, #chart input[type=text], #chart select')]"
        ".filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44)"
        ".map(one => one.outerHTML.slice(0, 90))"
    )
    assert small == []
