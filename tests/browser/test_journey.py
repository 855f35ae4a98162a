"""One patient's whole way, as a person walks it: once on a phone, once with scripts off.

The clock of the story is turned by hand; everything else is pages, presses and letters.
"""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail

from needlepoint.booking import models as booking
from needlepoint.booking import tasks as booking_tasks
from needlepoint.charting import models as charting
from needlepoint.house import outbox
from needlepoint.outcomes import tasks as outcomes_tasks
from needlepoint.people import models as people
from needlepoint.plans import models as plans
from tests.browser import windows

pytestmark = pytest.mark.browser

# What axe asks of WCAG 2.0 to 2.2, A and AA, and its best practices.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# `make test` looks at the size the story is walked at; `make prove` at a desk's screen too.
SIZES = (windows.DESKTOP, windows.PHONE) if os.environ.get("AXE_AT_EVERY_SIZE") else (windows.PHONE,)


class Walk:
    """A person at a browser. Each page they meet is held against axe and the width of their screen."""

    def __init__(self, browser, w, **more):
        self.w = w
        w.pages_seen = getattr(w, "pages_seen", set())  # each page of the story is held against axe once
        self.page = windows.a_page(browser, w, **more)
        self.scripts = more.get("scripts", True)

    def goes_to(self, path):
        self._reads_the_clock()
        self.page.goto(path)
        return self.looks()

    def _reads_the_clock(self):
        """The person's own clock shows the story's time too."""
        if self.scripts:
            self.page.clock.set_fixed_time(self.w.told.moment)

    def presses(self, name, *, exact=False, nth=0):
        found = self.page.get_by_role("button", name=name, exact=exact).or_(
            self.page.get_by_role("link", name=name, exact=exact)
        )
        self._reads_the_clock()
        found.nth(nth).click()
        return self.looks()

    def looks(self):
        """Wait for the page, and check it once for each address."""
        self.page.wait_for_load_state("load")
        place = re.sub(r"/[a-z0-9]{12}(?=/)", "/…", self.page.url.split("?")[0])
        if self.scripts and place not in self.w.pages_seen:
            self.w.pages_seen.add(place)
            for size in SIZES:
                self.page.set_viewport_size(size)
                found = Axe().run(self.page, options={"runOnly": RULES, "resultTypes": ["violations"]})
                assert found.violations_count == 0, f"{place}, {size}\n{found.generate_report()}"
                wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wide <= 0, f"{place} is {wide} px wider than {size}"
        return self

    def reads(self, *words):
        text = self.page.locator("body").inner_text()
        for word in words:
            assert word in text, f"{word!r} is not on {self.page.url}:\n{text}"
        return self

    def does_not_find(self, path):
        assert self.page.locator(f"a[href*='{path}'], form[action*='{path}']").count() == 0, path
        return self

    def ticks(self, name, value=""):
        """Press the words beside a box, as people do."""
        box = f"input[name='{name}']" + (f"[value='{value}']" if value else "")
        around = self.page.locator(f"label:has({box})")
        if around.count() == 0:
            around = self.page.locator(f"label[for='{self.page.locator(box).get_attribute('id')}']")
        around.first.click()
        assert self.page.locator(box).is_checked(), f"{name}={value} is not ticked on {self.page.url}"
        return self

    def writes(self, **fields):
        for name, value in fields.items():
            self.page.locator(f"[name='{name}']:visible").fill(value)
        return self


def letters_to(w, address):
    """Let the clinic's clockwork run, and return the bodies of what it sent there, oldest first."""
    outcomes_tasks.ask_due(w.told.moment)
    booking_tasks.word_due(w.told.moment)
    outbox.send_due(w.told.moment, limit=500)
    return [message.body for message in mail.outbox if message.to == [address]]


def link_in(body):
    return re.search(r"https?://[^/\s]+(/link/\S+)", body).group(1)


def goes_through_the_check(walk):
    walk.goes_to("/").presses("Is it right for me?").presses("Start")
    while "/check/q/" in walk.page.url:
        is_choice = walk.page.locator("main button[name=answer][value=NO]").count()
        walk.presses("No" if is_choice else "None of these", exact=True)
    return walk


def tells_of_a_sign(walk):
    """Say yes to the first question, or tick its first sign, and no to whatever follows."""
    if walk.page.locator("main button[name=answer][value=YES]").count():
        walk.presses("Yes", exact=True)
    else:
        walk.page.locator("main label:has(input[type=checkbox])").first.click()
        walk.presses("Next", exact=True)
    while "/check/q/" in walk.page.url:
        is_choice = walk.page.locator("main button[name=answer][value=NO]").count()
        walk.presses("No" if is_choice else "None of these", exact=True)
    return walk


def gives_details(walk, *, name, email, day="2"):
    walk.writes(
        name=name, birth_date_d=day, birth_date_m="4", birth_date_y="1961", phone="212 555 0123", email=email
    )
    return walk.presses("Book this time")


def goes_on(walk):
    """Press Next and wait: what is just being kept arrives before the next page is asked for."""
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="Next", exact=True).click()
    return walk.looks()


def fills_the_intake(walk):
    walk.presses("Yes, keep my answers and begin")
    goes_on(walk.ticks("where", "LOWER_LUMBAR_LEFT"))
    goes_on(walk.writes(**{"since-ago": "2"}).ticks("since-unit", "WEEKS").ticks("began", "STRAIN"))
    for _screen in ("course", "eases"):
        goes_on(walk)
    goes_on(walk.ticks("pain_average", "7"))
    goes_on(walk)  # life
    for n, (words, score) in enumerate(
        (("Put on my socks", 3), ("Walk to the market", 2), ("Sleep through", 4))
    ):
        walk.writes(**{f"activities-{n}-words": words}).ticks(f"activities-{n}-score", str(score))
    goes_on(walk)
    for _screen in ("mind", "work", "care", "health", "operations"):
        goes_on(walk)
    goes_on(walk.ticks("takes_medicines", "YES"))
    goes_on(walk.writes(**{"medicines-0-name": "Paracetamol at night"}))
    goes_on(walk)  # habits
    goes_on(walk.writes(goal="To lift my grandson"))
    goes_on(walk)  # anything else
    for kind in ("NEEDLING", "HEAT"):
        walk.ticks(kind, "YES")
    walk.writes(signed_name="Gloria Reyes").presses("Sign", exact=True)
    walk.reads("Put on my socks")
    return walk.presses("Send my answers")


def assesses(walk, patient):
    walk.goes_to("/day/").reads(patient).presses(f"Assess {patient}")
    for box in walk.page.locator("input[name^='flag_'][value='NO']").all():
        walk.ticks(box.get_attribute("name"), "NO")
    walk.ticks("signs_none")
    walk.writes(ago="2").ticks("ago_unit", "WEEKS").ticks("site", "LOW_BACK").ticks("side", "BOTH")
    walk.page.locator("select[name=kind]").select_option("NON_SPECIFIC")
    walk.writes(leg_raise_left="70", leg_raise_right="75").presses("Save, then plan")
    return walk


def plans_a_course(walk):
    walk.writes(
        better_means="Socks on without help, and a night's sleep",
        visits_planned="4",
        days_between="7",
        review_after="3",
        add="BL23 BL25 GV3 KI3",
    )
    return walk.presses("Save the plan")


def treats(walk, code, *, mismatch=False):
    """Chart a visit from the last one: needles in, rest, needles out, sign."""
    walk.goes_to(f"/visits/{code}/note/").presses("Needles are in")
    note = charting.Note.objects.get(visit__code=code)
    went_in = note.counts.filter(kind="IN").first().needles
    assert went_in > 0
    walk.w.told.turn(minutes=25)
    walk.goes_to(f"/visits/{code}/note/").reads("Needles out now")
    if mismatch:
        walk.page.locator("summary", has_text="Another number came out").click()
        walk.writes(counted=str(went_in - 1)).presses("Record this count")
        walk.reads("The visit stays open until this is settled")
        assert walk.page.get_by_role("button", name="Sign the note").count() == 0
        walk.writes(counted=str(went_in)).presses("Record this count")
        walk.reads("The note stays open until somebody signs a reason")
        walk.page.locator("button[form=miscounted]").click()
        walk.looks()
    else:
        walk.page.locator("button[name=all_out]").first.click()
        walk.looks()
    walk.presses("Sign the note").reads("Signed")
    note.refresh_from_db()
    assert note.state == "SIGNED"
    return walk


def answers_a_check_in(walk, w, email, pain, activities):
    w.told.turn(days=1)
    asked = [body for body in letters_to(w, email) if "/check-in/link/" in body]
    walk.goes_to(re.search(r"/check-in/link/[^/\s]+/", asked[-1]).group()).ticks("pain", str(pain))
    folded = walk.page.locator("form.check-in summary")
    if folded.count():
        folded.click()
    for name, value in zip(
        dict.fromkeys(box.get_attribute("name") for box in walk.page.locator("input[name^=activity_]").all()),
        activities,
        strict=True,
    ):
        walk.ticks(name, str(value))
    return walk.presses("Send").reads("Thank you")


@pytest.mark.parametrize(
    ("viewport", "scripts"),
    [
        # `make prove` walks these, the first with axe on every page at both sizes.
        pytest.param(windows.PHONE, True, id="on a phone", marks=pytest.mark.slow),
        pytest.param(windows.DESKTOP, False, id="with scripts off", marks=pytest.mark.slow),
    ],
)
def test_a_patient_walks_from_the_front_page_to_the_recall_list(chromium, clinic, viewport, scripts):
    w = clinic
    how = {"viewport": viewport, "scripts": scripts}
    email = "gloria@mail.example"

    # 1. The front page: what, what it is like, what it costs, who, and the honest answer.
    gloria = Walk(chromium, w, **how).goes_to("/")
    gloria.reads("$95", "Dr Mei Tanaka", "NICE", "A usual course")

    # 2. The check tells her she may book; somebody with a red flag is told what to do and finds no way to book.
    stranger = tells_of_a_sign(Walk(chromium, w, **how).goes_to("/check/").presses("Start"))
    stranger.reads("911").does_not_find("/book/")
    assert "/book/" not in stranger.goes_to("/book/").page.url
    goes_through_the_check(gloria).presses("Choose a time")

    # 3. A start that is really free; whoever is second is told so kindly, and nothing they wrote is lost.
    gloria.presses("Dr Mei Tanaka")
    start = gloria.page.locator("a.start").first.get_attribute("href")
    gloria.goes_to(start)
    second = goes_through_the_check(Walk(chromium, w, **how)).goes_to(start)
    if scripts:  # her page has asked to keep the start while she writes
        second.reads("no longer free", "Free and near")
    gives_details(gloria, name="Gloria Reyes", email=email).reads("Dr Mei Tanaka", "Add to my calendar")
    if not scripts:
        gives_details(second, name="Hal Quick", email="hal@quick.example", day="9").reads("taken")
    visit = booking.Visit.objects.get(patient__given_name="Gloria")
    assert booking.Visit.objects.count() == 1

    # 4. The intake, on the phone.
    fills_the_intake(gloria.presses("Tell us about your back now"))
    patient = people.Patient.objects.get(email=email)
    assert patient.activities.count() == 3
    assert "your visit is booked" in letters_to(w, email)[0].lower()

    # 5. Dr Mei sees her on the day list, assesses, plans, charts, counts, signs.
    mei = Walk(chromium, w, **how)
    windows.sign_in(mei.page, w.mei_user)
    w.told.moment = visit.starts_at
    plans_a_course(assesses(mei, "Gloria Reyes"))
    course = plans.Course.objects.get(patient=patient)
    assert (course.phase, course.visits_planned, course.review_after) == ("ACUTE", 4, 3)
    treats(mei, visit.code, mismatch=True)

    # 6. She answers a check-in; her line is drawn against the change that matters.
    answers_a_check_in(gloria, w, email, pain=5, activities=(5, 4, 5))
    assert gloria.page.locator("svg.trend[role=img]").count() >= 1
    gloria.reads("Put on my socks").presses("See all the numbers").reads("See the numbers", "Put on my socks")

    # Two more visits, booked by herself from her own page.
    for pain, activities in [(4, (7, 6, 7)), (3, (8, 8, 8))]:
        w.told.turn(days=4)
        again = Walk(chromium, w, **how)
        again.goes_to("/account/login/").writes(email=email).presses("Send me a code")
        # On the third day after a first visit a question comes too.
        coded = [body for body in letters_to(w, email) if "/check-in/link/" not in body]
        code = re.search(r"\b([A-Z0-9]{3}-?[A-Z0-9]{3,4}|\d{6})\b", coded[-1]).group(1)
        again.writes(code=code)
        again.page.locator("main form button[type=submit]").first.click()
        again.looks().goes_to("/book/").presses("Dr Mei Tanaka")
        again.page.locator("a.start").first.click()
        again.looks()
        if again.page.locator("input[name=no_new_signs]").count():
            again.ticks("no_new_signs")
        again.presses("Book this time")
        visit = booking.Visit.objects.filter(patient=patient, state="BOOKED").get()
        w.told.moment = visit.starts_at
        windows.sign_in(mei.page, w.mei_user)
        treats(mei, visit.code)
        gloria = again
        answers_a_check_in(gloria, w, email, pain, activities)

    # 7. The review: nothing is chosen for her; then a maintenance date.
    windows.sign_in(mei.page, w.mei_user)
    mei.goes_to(f"/plans/{course.code}/review/").reads("Socks on without help")
    assert mei.page.locator("input[name=decision]:checked").count() == 0
    mei.presses("Decide").reads("Choose one: nothing goes on by itself.")
    mei.ticks("decision", "STOP").writes(reason="Sleeps through, socks on, pain 3").presses("Decide")
    recall = plans.Recall.objects.get(patient=patient)
    w.told.turn(days=(recall.due_on - w.told.moment.date()).days + 1)
    windows.sign_in(mei.page, w.mei_user)
    mei.goes_to("/recalls/").reads("Gloria Reyes", "Maintenance")


@pytest.mark.slow
def test_the_keyboard_alone_completes_a_booking(chromium, clinic):
    page = goes_through_the_check(Walk(chromium, clinic, viewport=windows.DESKTOP)).page
    page.goto("/book/")

    def tabs_to(test):
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.evaluate(f"(() => {{ const e = document.activeElement; return {test} }})()"):
                shown = page.evaluate(
                    "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow"
                )
                assert shown != "nonenone", "the focus cannot be seen"
                return
        pytest.fail(f"the keyboard never reaches {test}")

    tabs_to("e.classList.contains('start')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/book/details/**")
    for field, text in (
        ("name", "Kay Board"),
        ("birth_date", "04"),
        ("birth_date", "02"),
        ("birth_date", "1961"),
        ("phone", "2125550177"),
        ("email", "kay@mail.example"),
    ):
        tabs_to(f"(e.name || '').startsWith('{field}')")
        page.keyboard.type(text)
    tabs_to("e.type === 'submit' && e.innerText.includes('Book')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/book/booked/**")

    assert booking.Visit.objects.filter(patient__given_name="Kay").count() == 1
