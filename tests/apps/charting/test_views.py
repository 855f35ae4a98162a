"""The note page and its deeds, as a practitioner taps them: plain forms, no script."""

import html
import re

import pytest
from django.urls import reverse

from needlepoint.booking import models as booking
from needlepoint.charting import models, queries, rules
from needlepoint.charting.actions import needling, noting, reporting
from needlepoint.house import clock
from needlepoint.people import models as people
from tests import cast, make
from tests.apps.charting import room

DEEDS = (
    "needles_in",
    "retention",
    "needles_out",
    "needles_out_early",
    "signature",
    "amendment",
    "consent",
    "count",
)


@pytest.fixture
def visit(world):
    return room.a_visit_ready(world)


@pytest.fixture
def mei(world):
    return cast.client_of(world.mei)


def url(name, visit):
    return reverse(f"charting:{name}", args=[visit.code])


def text(response):
    """What a reader sees, without tags."""
    plain = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", plain)).split())


class Page:
    """The note page in a browser without a script: what is on it, and one tap on a button."""

    def __init__(self, client, visit):
        self.client, self.taps = client, 0
        self.url = url("note", visit)

    def open(self):
        self.taps += 1
        return self._show(self.client.get(self.url))

    def _show(self, response):
        self.response, self.html = response, response.content.decode()
        self.form = re.search(r'<form[^>]*id="chart".*?</form>', self.html, re.DOTALL)
        self.form = self.form.group(0) if self.form else ""
        return self

    def fields(self):
        """What the chart's form would post as it stands."""
        found = []
        for tag in re.findall(r"<input[^>]*>", self.form):
            at = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            if "name" not in at or "csrf" in at["name"]:
                continue
            if at.get("type") in {"checkbox", "radio"} and not re.search(r"\schecked\b", tag):
                continue
            found.append((at["name"], html.unescape(at.get("value", ""))))
        for name, body in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', self.form, re.DOTALL):
            chosen = re.search(r'<option value="([^"]*)" selected', body)
            found.append((name, chosen.group(1) if chosen else ""))
        for name, body in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', self.form, re.DOTALL):
            found.append((name, html.unescape(body).lstrip("\r\n")))
        return found

    def button(self, words):
        """The tag of the button that says `words`."""
        buttons = re.findall(r"(<button[^>]*>)(.*?)</button>", self.html, re.DOTALL)
        for tag, label in buttons:
            is_of_form = tag in self.form or 'form="chart"' in tag
            if (
                is_of_form
                and words in " ".join(re.sub(r"<[^>]+>", " ", label).split())
                and "hidden" not in tag
            ):
                return dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        raise AssertionError(f"no button says {words!r}")

    def tap(self, words, **typed):
        """Press a button, with some fields changed first; a field set to None is unticked."""
        self.taps += 1
        button = self.button(words)
        action = button.get("formaction") or re.search(r'action="([^"]*)"', self.form).group(1)
        data = {}
        for name, value in self.fields():
            data.setdefault(name, []).append(value)
        for name, value in typed.items():
            data[name] = value if isinstance(value, list) else [value]
        if button.get("name"):
            data[button["name"]] = [button.get("value", "")]
        response = self.client.post(action, data)
        if response.status_code == 302:
            response = self.client.get(response["Location"])
        return self._show(response)


@pytest.fixture
def page(mei, visit):
    return Page(mei, visit)


def walk(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)


# --- Five questions of every view ------------------------------------------------------------------------------------


def test_the_note_opens_for_a_practitioner_and_reading_writes_nothing(mei, visit):
    response = mei.get(url("note", visit))

    assert response.status_code == 200
    assert "Ada Moreno" in text(response)
    assert not models.Note.objects.exists()
    visit.refresh_from_db()
    assert visit.state == booking.Visit.State.BOOKED


@pytest.mark.parametrize("name", ["note", "point_search", *DEEDS])
@pytest.mark.parametrize(("who", "status"), [("ruth", 403), ("ivo", 403), ("ada", 403), ("eve", 404)])
def test_nobody_but_the_clinics_practitioners_gets_in(world, visit, name, who, status):
    client = cast.client_of(getattr(world, who))

    method = client.get if name in {"note", "point_search"} else client.post
    assert method(url(name, visit)).status_code == status
    if name == "note":
        assert client.post(url(name, visit), {"told": "x"}).status_code == status
    assert not models.Note.objects.exists()


@pytest.mark.parametrize("name", ["note", "point_search", *DEEDS])
def test_a_visitor_is_asked_to_sign_in(client, visit, name):
    method = client.get if name in {"note", "point_search"} else client.post

    assert method(url(name, visit)).status_code in {302, 401, 403}


@pytest.mark.parametrize("name", ["note", "point_search", *DEEDS])
def test_an_unknown_visit_is_not_found(mei, name):
    address = reverse(f"charting:{name}", args=["nosuchcode"])

    assert (mei.get if name in {"note", "point_search"} else mei.post)(address).status_code == 404


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_answers_only_to_post(mei, visit, name):
    assert mei.get(url(name, visit)).status_code == 405


def test_a_search_answers_only_to_reading(mei, visit):
    assert mei.post(url("point_search", visit)).status_code == 405


# --- Taps ----------------------------------------------------------------------------------------------------------------


def test_a_visit_like_the_last_one_takes_four_taps(page, visit, world, monkeypatch):
    room.a_past_note(world)
    page.open()
    page.tap("Needles are in")
    walk(monkeypatch, room.later(world, 25))
    page.tap("3 of 3 out")
    page.tap("Sign")

    assert page.taps == 4
    assert room.stage(queries.note_of(visit)) is rules.Stage.SIGNED
    visit.refresh_from_db()
    assert visit.state == booking.Visit.State.COMPLETED


def test_a_whole_follow_up_with_changes_takes_twelve_taps_at_most(page, visit, world, monkeypatch):
    room.a_past_note(world)
    page.open()
    page.taps += 1  # one tap into the box to type
    page.tap("Add", add="BL23, GB30 R, ki3")
    page.taps += 3  # untick one point, another length of stay, a few words
    page.tap("Needles are in", points=["BL25", "BL23", "GB30", "KI3"], retention_minutes="20", told="Better")
    walk(monkeypatch, room.later(world, 12))
    page.tap("+5 minutes")
    page.taps += 1
    walk(monkeypatch, room.later(world, 26))
    page.tap("7 of 7 out", response="Warm")
    page.tap("Sign")

    assert page.taps <= 12
    note = queries.note_of(visit)
    assert room.stage(note) is rules.Stage.SIGNED
    assert (note.told, note.response, note.retention_minutes) == ("Better", "Warm", 25)
    assert {one.point_code for one in note.needlings.all()} == {"BL25", "BL23", "GB30", "KI3"}


# --- The chart on the page -----------------------------------------------------------------------------------------------


def test_last_times_points_stand_ticked_and_marked_with_their_day(page, world):
    room.a_past_note(world)

    page.open()

    assert ("points", "BL25") in page.fields()
    assert "copied from 16 November" in text(page.response)
    assert page.html.count("chip copied") == 2


def test_the_first_note_of_a_course_begins_with_the_points_of_the_plan(page):
    page.open()

    assert [value for name, value in page.fields() if name == "points"] == ["BL23", "GV3", "GB30"]
    assert "from the plan" in text(page.response)


def test_the_mark_goes_when_a_point_is_touched(page, visit):
    page.open()

    page.tap("Save for now", side_GB30="LEFT")

    marks = dict(queries.note_of(visit).needlings.values_list("point_code", "is_carried"))
    assert marks == {"BL23": True, "GV3": True, "GB30": False}
    assert "chip new" in page.html


def test_saving_receives_a_patient_whom_nobody_received(page, visit):
    page.open().tap("Save for now", told="Stiff")

    visit.refresh_from_db()
    assert visit.state == booking.Visit.State.ARRIVED
    assert queries.note_of(visit).told == "Stiff"


def test_words_that_are_no_points_are_all_named_and_what_was_typed_stays(page, visit):
    page.open()

    page.tap("Add", add="BL23 nonsense GB30 R rubbish", told="Stiff since Monday")

    assert page.response.status_code == 422
    said = text(page.response)
    assert "nonsense" in said
    assert "rubbish" in said
    assert 'value="BL23 nonsense GB30 R rubbish"' in page.html
    assert "Stiff since Monday" in said
    assert not models.Needling.objects.filter(note__visit=visit, point_code="GB30", side="LEFT").exists()
    assert not queries.note_of(visit)


def test_added_points_take_the_side_that_was_typed_and_a_midline_point_stays_in_the_middle(page, visit):
    page.open()

    page.tap("Add", add="BL40 L, GV4 R, ashi")

    points = {one.point_code: (one.side, one.needles_in) for one in queries.note_of(visit).needlings.all()}
    assert points["BL40"] == ("LEFT", 1)
    assert points["GV4"] == ("MIDDLE", 1)
    assert points["ASHI"] == ("BOTH", 2)


def test_needles_follow_the_side_without_a_script(page, visit):
    page.open()

    page.tap("Save for now", side_BL23="LEFT")

    assert queries.note_of(visit).needlings.get(point_code="BL23").needles_in == 1


@pytest.mark.parametrize("number", ["0", "21", "two"])
def test_a_number_of_needles_nobody_means_is_refused_with_the_words_kept(page, visit, number):
    page.open()

    page.tap("Save for now", needles_BL23=number, told="Stiff")

    assert page.response.status_code == 422
    assert "Stiff" in page.html
    assert queries.note_of(visit) is None


def test_a_technique_without_consent_is_not_offered_and_refused_with_the_reason(page, visit):
    page.open()
    assert "Cupping: no consent on record" in text(page.response)

    page.tap("Save for now", techniques=["CUPPING"])

    assert page.response.status_code == 422
    assert "Cupping: no consent on record" in text(page.response)
    assert queries.note_of(visit) is None


def test_cautions_stand_first_with_what_they_mean(page, world):
    people.Patient.objects.filter(pk=world.ada.pk).update(cautions=["blood_thinners"])

    page.open()

    said = text(page.response)
    assert said.index("Use fewer, finer and shallower needles") < said.index("Shènshū")


def test_a_point_against_a_caution_asks_for_a_reason_before_the_needles(page, world, visit):
    people.Patient.objects.filter(pk=world.ada.pk).update(cautions=["pregnant"])
    page.open().tap("Add", add="SP6", reason="")
    assert page.response.status_code == 422
    assert "SP6" in text(page.response)

    page.tap("Add", add="SP6", reason="Past 37 weeks, agreed together")
    assert "Past 37 weeks" in text(page.response)
    page.tap("Needles are in")

    assert room.stage(queries.note_of(visit)) is rules.Stage.IN


def test_a_colleague_signs_in_their_own_name(world, visit):
    room.counted(world, visit)
    omar = Page(cast.client_of(world.omar), visit).open()

    omar.tap("Sign for Dr Mei Tanaka")

    assert "Signed by Dr Omar Haddad" in text(omar.response)
    assert "written by Dr Mei Tanaka" in text(omar.response)


def test_what_lies_under_a_point_is_said(page):
    page.open()

    assert "kidney" in text(page.response).lower()


# --- Needles in ------------------------------------------------------------------------------------------------------------


def test_needles_go_in_with_a_clock_in_words_and_one_for_the_script(page, visit, world):
    page.open().tap("Needles are in")

    said = text(page.response)
    assert "4 needles in" in said
    assert "Out at 9:50" in said
    assert f'data-ends-at="{room.later(world, 20).isoformat()}"' in page.html
    assert "data-word-over" in page.html


def test_needles_do_not_go_in_without_consent_until_it_was_heard(page, visit):
    people.Consent.objects.all().delete()
    page.open().tap("Needles are in", told="Stiff")
    assert page.response.status_code == 422
    assert "consent" in text(page.response)
    assert not models.NeedleCount.objects.exists()
    assert "Stiff" in page.html

    page.tap("Agrees today: needles")
    page.tap("Needles are in")

    assert room.stage(queries.note_of(visit)) is rules.Stage.IN
    assert people.Consent.objects.get().wording_version == rules.SPOKEN_CONSENT


def test_a_consent_nobody_asks_for_is_refused(mei, visit):
    response = mei.post(url("consent", visit), {"agrees": "EVERYTHING"})

    assert response.status_code == 422
    assert not people.Consent.objects.filter(kind="EVERYTHING").exists()


def test_needles_do_not_go_in_without_a_point(page, visit):
    page.open()

    page.tap("Needles are in", points=[])

    assert page.response.status_code == 422
    assert "at least one point" in text(page.response)
    assert not models.NeedleCount.objects.exists()


def test_a_double_tap_counts_once(mei, visit, world):
    note = room.needled(world, visit)

    response = mei.post(url("needles_in", visit))

    assert response.status_code == 302
    assert note.counts.count() == 1


def test_another_needle_can_be_added_while_they_are_in(page, visit, world):
    room.needled(world, visit)
    page.open()

    page.tap("Add", more="BL40 L")

    assert queries.ledger_of(queries.note_of(visit)).went_in == 5
    assert "5 of 5 out" in text(page.response)


def test_five_more_minutes_move_the_end(page, visit, world):
    room.needled(world, visit)

    page.open().tap("+5 minutes")

    assert "Out at 9:55" in text(page.response)


def test_a_clock_that_has_run_out_says_so_without_a_script(page, visit, world, monkeypatch):
    room.needled(world, visit)
    walk(monkeypatch, room.later(world, 26))

    page.open()

    said = text(page.response)
    assert "Needles out now" in said
    assert "over by 6 minutes" in said


# --- Needles out -----------------------------------------------------------------------------------------------------------


def test_a_mismatch_says_how_many_are_missing_and_what_to_do_and_stays_open(page, visit, world):
    room.needled(world, visit)
    page.open()

    page.tap("Record this count", counted="2")

    said = text(page.response)
    assert "2 needles are not accounted for" in said
    for word in ("Stop", "Keep them", "Look", "Feel", "tray", "floor", "physician", "X-ray", "Never dig"):
        assert word in said
    response = page.client.post(url("signature", visit))
    assert response.status_code == 422
    assert "not accounted for" in text(response)
    assert room.stage(queries.note_of(visit)) is rules.Stage.MISMATCH


def test_a_later_count_settles_a_mismatch_and_names_the_point_until_then(page, visit, world, monkeypatch):
    room.counted(world, visit, 3)
    walk(monkeypatch, room.later(world, 30))
    page.open()

    found = {"out_BL23.LEFT": "1", "out_BL23.RIGHT": "0", "out_GV3.MIDDLE": "1", "out_GB30.RIGHT": "1"}
    page.tap("Record this count", **found)
    assert "1 needle not found here" in text(page.response)
    page.tap("Record this count", **{**found, "out_BL23.RIGHT": "1"})

    assert room.stage(queries.note_of(visit)) is rules.Stage.TO_SETTLE
    said = {"how": "COUNTED_AGAIN", "reason": "I counted wrong the first time.", "patient_told": "yes"}
    page.client.post(url("incident", visit), said)
    assert page.open().button("Sign")


def test_one_more_out_than_in_offers_to_add_the_forgotten_needle(page, visit, world):
    room.counted(world, visit, 5)
    page.open()
    assert "1 needle more than went in" in text(page.response)

    page.tap("Add", more="BL40 L")

    assert room.stage(queries.note_of(visit)) is rules.Stage.TO_SETTLE


def first_button(page):
    """What the Enter key presses: the first button of the form in the order of the page."""
    for tag in re.findall(r"<button[^>]*>", page.html):
        if (tag in page.form or 'form="chart"' in tag) and 'type="submit"' in tag:
            return tag
    raise AssertionError("the form has no button")


def test_the_enter_key_never_agrees_counts_everything_out_or_signs(page, visit, world, monkeypatch):
    assert "name=" not in first_button(page.open())
    assert "formaction" not in first_button(page)
    room.needled(world, visit)
    assert "name=" not in first_button(page.open())
    needling.needles_out(note=queries.note_of(visit), needles=3, by=cast.viewer(world.mei), now=world.now)
    assert "name=" not in first_button(page.open())
    needling.needles_out(note=queries.note_of(visit), needles=4, by=cast.viewer(world.mei), now=world.now)
    assert "formaction" not in first_button(page.open())


def test_a_number_written_and_another_pressed_is_asked_about(page, visit, world):
    room.needled(world, visit)
    page.open()

    page.tap("4 of 4 out", counted="3")

    assert page.response.status_code == 422
    assert "You wrote 3 and pressed 4" in text(page.response)
    assert room.stage(queries.note_of(visit)) is rules.Stage.IN


@pytest.mark.parametrize("typed", ["", "many", "-1", "9999"])
def test_a_count_that_is_no_number_is_asked_again_with_the_words_kept(page, visit, world, typed):
    room.needled(world, visit)
    page.open()

    page.tap("Record this count", counted=typed, response="Warm and heavy")

    assert page.response.status_code == 422
    assert "Warm and heavy" in page.html
    assert room.stage(queries.note_of(visit)) is rules.Stage.IN


def test_a_count_is_kept_even_when_the_words_cannot_be(page, visit, world):
    room.needled(world, visit)
    page.open()

    page.tap("4 of 4 out", told="x" * 5000)

    assert page.response.status_code == 422
    assert room.stage(queries.note_of(visit)) is rules.Stage.COUNTED


def test_a_count_without_a_note_begins_none(mei, visit):
    for name, data in (
        ("needles_out", {"counted": "4"}),
        ("needles_out", {}),
        ("needles_out_early", {}),
        ("retention", {}),
        ("amendment", {"words": "x"}),
    ):
        assert mei.post(url(name, visit), data).status_code == 422
    assert not models.Note.objects.exists()


def test_a_stale_page_of_a_colleague_does_not_wipe_what_was_written_meanwhile(world, visit):
    room.needled(world, visit)
    omar = Page(cast.client_of(world.omar), visit).open()
    Page(cast.client_of(world.mei), visit).open().tap("Save the words", told="Slept through")

    omar.tap("4 of 4 out", response="Warm")

    note = queries.note_of(visit)
    assert (note.told, note.response) == ("Slept through", "Warm")
    assert note.counts.last().by == "Dr Omar Haddad"
    assert note.practitioner == world.mei


def test_out_first_and_count_after_is_one_tap_and_asks_what_happened(page, visit, world):
    room.needled(world, visit)

    page.open().tap("Out early")

    assert page.taps == 2
    assert "not counted yet" in text(page.response)
    assert page.response.context["page"].wants_reaction
    assert "Then write down what happened." in text(page.response)
    page.tap("Record this count", counted="4")
    page.tap("Sign")
    assert page.response.status_code == 422
    assert "came out early" in text(page.response)
    page.client.post(
        url("reaction", visit), {"category": "FAINT", "grade": "2", "what_was_done": "Legs up, water"}
    )
    assert not page.open().response.context["page"].wants_reaction
    page.tap("Sign")
    assert room.stage(queries.note_of(visit)) is rules.Stage.SIGNED


# --- Unwanted effects --------------------------------------------------------------------------------------------------------


def test_something_unwanted_is_written_down_and_shown(mei, visit):
    response = mei.post(
        url("reaction", visit),
        {"category": "BRUISE", "grade": "1", "words": "Left buttock", "what_was_done": "Pressed"},
        follow=True,
    )

    assert response.status_code == 200
    assert "Bruise, grade 1" in text(response)
    assert "Left buttock" in text(response)


def test_a_reaction_left_empty_names_every_question_and_keeps_the_words(mei, visit):
    response = mei.post(url("reaction", visit), {"words": "Felt odd"})

    assert response.status_code == 422
    said = text(response)
    assert "Choose what happened" in said
    assert "Choose how bad it was" in said
    assert "Felt odd" in said
    assert not models.Reaction.objects.exists()


def test_an_emergency_is_said_aloud_with_the_number_to_call(mei, visit):
    response = mei.post(url("reaction", visit), {"category": "LUNG", "grade": "3"}, follow=True)

    assert "call 911" in text(response)


# --- Signature and after --------------------------------------------------------------------------------------------------


def test_a_visit_for_talking_is_signed_in_two_taps_with_a_few_words(page, visit):
    page.open().tap("No needles today", told="We talked about sleep")

    assert page.taps == 2
    note = queries.note_of(visit)
    assert room.stage(note) is rules.Stage.SIGNED
    assert not note.needlings.exists()


def test_signing_too_early_gives_every_reason_and_keeps_the_note_open(mei, visit, world):
    room.needled(world, visit)

    response = mei.post(url("signature", visit), {"no_needles": "1"})

    assert response.status_code == 422
    said = text(response)
    assert "still in" in said
    assert "not been counted out" in said
    assert "Needles were used" in said


def test_a_signed_note_is_read_and_added_to_and_never_changed(mei, visit, world):
    room.signed(world, visit)
    response = mei.get(url("note", visit))
    assert "Signed by Dr Mei Tanaka" in text(response)
    assert 'id="chart"' not in response.content.decode()

    refused = mei.post(url("note", visit), {"told": "Something else", "points": ["BL40"]})
    assert "Something else" in text(refused)  # offered as an amendment, so that it is not lost
    added = mei.post(url("amendment", visit), {"words": "It was the left side"}, follow=True)

    assert refused.status_code == 422
    note = queries.note_of(visit)
    assert note.told == ""
    assert note.needlings.count() == 3
    assert "It was the left side" in text(added)


def test_an_empty_amendment_is_asked_for_again(mei, visit, world):
    room.signed(world, visit)

    response = mei.post(url("amendment", visit), {"words": "  "})

    assert response.status_code == 422
    assert "Write what to add" in text(response)
    assert not models.Amendment.objects.exists()


def test_two_taps_on_sign_are_one(mei, visit, world):
    room.counted(world, visit)

    first, second = mei.post(url("signature", visit)), mei.post(url("signature", visit))

    assert (first.status_code, second.status_code) == (302, 302)
    assert room.recorded("note_signed") == 1


def test_a_cancelled_visit_shows_no_way_to_begin(mei, world):
    visit = make.a_visit(world, state="CANCELLED")

    assert "cancelled or missed" in text(mei.get(url("note", visit)))
    assert mei.post(url("note", visit), {"told": "x"}).status_code == 422
    assert not models.Note.objects.exists()


# --- What stands beside, and what it costs -----------------------------------------------------------------------------------


def test_pain_and_trend_come_in_by_address_with_a_plain_link_beneath(page, visit, world):
    page.open()

    for name, code in (("outcomes:today", visit.code), ("outcomes:trend", world.ada.code)):
        address = reverse(name, args=[code])
        assert f'hx-get="{address}"' in page.html
        assert f'href="{address}"' in page.html


def test_pain_of_last_time_is_nowhere_in_the_form(page, world):
    room.a_past_note(world)

    page.open()

    assert not [name for name, _value in page.fields() if "pain" in name]


def test_points_are_suggested_as_somebody_types(mei, visit):
    response = mei.get(url("point_search", visit), {"add": "BL23 shensh"})

    assert "BL23" in text(response)


def test_the_number_of_needles_follows_the_ticks_and_keeps_nothing(mei, visit):
    response = mei.post(url("count", visit), {"told": "", "points": ["BL23", "GB30"], "side_GB30": "RIGHT"})

    assert text(response) == "3 needles"
    assert not models.Note.objects.exists()


def test_the_page_costs_the_same_with_few_and_with_many_points(
    mei, visit, world, django_assert_max_num_queries
):
    note = room.opened(world, visit)
    by = cast.viewer(world.mei)
    with django_assert_max_num_queries(24) as few:
        mei.get(url("note", visit))
    many = [rules.Row(f"BL{number}", rules.Side.BOTH, 2) for number in range(11, 41)]
    noting.set_points(note=note, rows=many, by=by, now=world.now)
    for number in range(10):
        reporting.report_reaction(note=note, category="BRUISE", grade=1, by=by, now=room.later(world, number))

    with django_assert_max_num_queries(len(few.captured_queries)):
        mei.get(url("note", visit))


def test_a_note_of_long_ago_is_not_the_latest_one(page, world):
    room.a_past_note(world, days=21, points=(("BL60", "BOTH"),))
    room.a_past_note(world, days=7)

    page.open()

    assert [value for name, value in page.fields() if name == "points"] == ["BL25", "BL40"]
