"""The pain map as part of a form: what is posted, what is kept, and the pictures."""

import datetime as dt
import gzip
import html
import pathlib
import re

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.template import loader
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.intake.forms import body, filling
from needlepoint.intake.wording import bodymap
from needlepoint.knowledge.body import measures, regions
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition

ITEM = definition.Item("where", definition.Kind.BODY, "Mark every place that hurts", "Tap or tick.")
CODES = [one.code for one in regions.all_regions()]
FEELS = [one.code for one in regions.feels()]
POSTED = (
    "where=CALF_LEFT&where=LOWER_LUMBAR_LEFT&where-LOWER_LUMBAR_LEFT-pain=7&where-LOWER_LUMBAR_LEFT-feel=NUMB"
    "&where-LOWER_LUMBAR_LEFT-feel=ACHING&where-HEAD-pain=9"
)


def screen(posted=None, *, kept=None):
    data = None if posted is None else QueryDict(posted)
    return filling.Screen(
        data, items=[ITEM], kept={"where": (kept, 1)} if kept else {}, today=dt.date(2026, 11, 22)
    )


def answered(posted):
    form = screen(posted)
    assert form.is_valid(), form.errors
    return form.given(passes_over=True)["where"]


def picked(form):
    return loader.render_to_string("intake/items/_body.html", {"part": form.parts[0]})


def ticked(page):
    return re.findall(r'class="bm-tick"[^>]*value="(\w+)"[^>]* checked', page)


# --- What is posted and kept ----------------------------------------------------------------------------------------------


def test_whoever_hurts_everywhere_in_every_way_is_not_turned_away():
    boxes = sum(1 + 1 + len(FEELS) for _code in CODES)
    around = 20  # the revision, the safety of the form, the button, what else stands on the page

    assert boxes + around < django_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_ticks_become_coded_values_in_the_order_of_the_list():
    values = answered(POSTED).values

    assert [(one.place, one.part, one.code, one.number) for one in values] == [
        (0, "region", "LOWER_LUMBAR_LEFT", None),
        (0, "pain", "", 7),
        (0, "feel", "ACHING", None),
        (0, "feel", "NUMB", None),
        (1, "region", "CALF_LEFT", None),
    ]


def test_nothing_ticked_is_passed_over_whatever_else_was_sent():
    assert answered("where-HEAD-pain=9&where-HEAD-feel=NUMB").state is said.State.SKIPPED


@pytest.mark.parametrize(
    ("posted", "word"),
    [
        ("where=HEAD&where=ELBOW", "ticked places"),
        ("where=HEAD&where-HEAD-pain=11", "0 to 10"),
        ("where=HEAD&where-HEAD-pain=-1", "0 to 10"),
        ("where=HEAD&where-HEAD-pain=٣", "0 to 10"),
        pytest.param("where=HEAD&where-HEAD-pain=000" + "9" * 5000, "0 to 10", id="a very long number"),
        ("where=HEAD&where-HEAD-feel=FUNNY", "words"),
    ],
)
def test_what_is_not_on_the_list_is_refused_and_the_ticks_stay(posted, word):
    form = screen(posted)

    assert not form.is_valid()
    assert word in form.errors["where"][0]
    assert "where" not in form.given(passes_over=True)
    assert ticked(picked(form)) == ["HEAD"]


@settings(deadline=None, max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from(CODES),
        st.tuples(st.none() | st.integers(0, 10), st.sets(st.sampled_from(FEELS))),
        min_size=1,
        max_size=12,
    )
)
def test_an_answer_shown_and_sent_again_is_the_same_answer(places):
    data = QueryDict(mutable=True)
    for code, (pain, feels) in places.items():
        data.appendlist("where", code)
        data[f"where-{code}-pain"] = "" if pain is None else str(pain)
        data.setlist(f"where-{code}-feel", sorted(feels))
    first = answered(data.urlencode())

    assert body.posted_of(first).keys() == places.keys()
    assert {code: (pain, set(feels)) for code, (pain, feels) in body.posted_of(first).items()} == {
        code: ("" if pain is None else str(pain), feels) for code, (pain, feels) in places.items()
    }
    again = QueryDict(mutable=True)
    for code, (pain, feels) in body.posted_of(first).items():
        again.appendlist("where", code)
        again[f"where-{code}-pain"] = pain
        again.setlist(f"where-{code}-feel", feels)
    assert answered(again.urlencode()) == first


# --- The picture to tick --------------------------------------------------------------------------------------------------


def test_the_page_is_a_list_of_boxes_with_the_kept_ones_ticked():
    page = picked(screen(kept=answered(POSTED)))

    assert len(re.findall(r'class="bm-tick"', page)) == len(CODES)
    assert ticked(page) == ["LOWER_LUMBAR_LEFT", "CALF_LEFT"]
    assert re.search(r'name="where-LOWER_LUMBAR_LEFT-pain".*?<option value="7" selected>', page, re.DOTALL)
    assert 'name="where-LOWER_LUMBAR_LEFT-feel" value="NUMB" checked' in page


def test_every_view_says_whose_left_it_is():
    words = html.unescape(re.sub(r"<[^>]+>", " ", picked(screen())))

    assert words.count("Your left ") >= 4
    assert words.count("Your right ") >= 4
    assert re.search(r"Your back\s+Your left\s+Your right", words)
    assert re.search(r"Your front\s+Your right\s+Your left", words)


def test_every_box_has_a_name_of_its_own_that_holds_the_words_beside_it():
    boxes = re.findall(
        r'class="bm-tick"[^>]*aria-label="([^"]+)"[^>]*><label for="[^"]+">([^<]+)<', picked(screen())
    )

    assert len({name for name, _label in boxes}) == len(CODES)
    assert all(label.lower() in name.lower() for name, label in boxes)


def test_groups_open_where_something_is_ticked_and_at_the_low_back():
    map_ = bodymap.picker("where", {"CALF_LEFT": ("", ())})

    assert [group.is_open for group in map_.groups] == [True, True, False, False, False]


def test_numbness_between_the_legs_says_not_to_wait():
    places = [
        place for group in bodymap.picker("w", {}).groups for level in group.levels for place in level.places
    ]

    assert [place.code for place in places if place.warning] == ["SADDLE"]


def test_the_sheet_colours_every_region_by_its_box():
    sheet = pathlib.Path(finders.find("intake/body-map.css")).read_text(encoding="utf-8")

    coloured = re.findall(r"\.bm:has\(\[value=(\w+)\]:checked\) \[data-r=(\w+)\]", sheet)
    assert coloured == [(code, code) for code in CODES]
    assert not re.search(r"#[0-9a-f]{3}|oklch\(|rgb", sheet), "only the tokens name a colour"


def test_the_item_stays_small_and_without_inline_style_or_script():
    page = picked(screen(POSTED))

    assert len(gzip.compress(page.encode())) < 20_000
    assert not re.search(r"\sstyle=|\son\w+=|<script|<style", page)


def test_the_form_brings_the_sheet_and_the_script():
    media = str(screen().media)

    assert "intake/body-map" in media
    assert "defer" in media


# --- The picture to look at -----------------------------------------------------------------------------------------------


def shown(picture):
    return loader.render_to_string("intake/items/_body_shown.html", {"picture": picture})


def test_strength_is_depth_of_colour_and_words_beside_it():
    picture = bodymap.picture(answered(POSTED))

    depths = {area.code: area.depth for one in picture.drawings for area in one.areas if area.depth}
    assert depths == {"LOWER_LUMBAR_LEFT": 8, "CALF_LEFT": bodymap.UNTOLD + 1}
    assert [(row.pain, row.feel) for row in picture.rows] == [("7 of 10", "Aching, Numb"), ("Not said", "")]
    assert "It reaches below the knee." in picture.facts
    assert "Lower half of the low back, on the left" in shown(picture)


def test_a_side_is_shown_only_where_it_tells_more():
    keys = lambda posted: [one.key for one in bodymap.picture(answered(posted)).drawings]  # noqa: E731

    assert keys("where=CALF_LEFT") == ["back", "front"]
    assert keys("where=THIGH_SIDE_RIGHT") == ["back", "front", "right-side"]
    assert keys("where=SOLE_LEFT") == ["back", "front", "soles"]


@pytest.mark.parametrize("nothing", [None, said.SKIPPED])
def test_nothing_marked_is_said(nothing):
    assert "No place is marked" in shown(bodymap.picture(nothing))


def test_a_region_that_we_no_longer_know_is_left_out():
    old = said.Given(said.State.ANSWERED, (said.Value(0, "region", "GONE"), said.Value(1, "region", "HEAD")))

    assert [row.place for row in bodymap.picture(old).rows] == ["Head"]


def test_staff_read_that_the_left_is_the_patients():
    page = shown(bodymap.picture(answered(POSTED), for_staff=True))

    words = html.unescape(re.sub(r"<[^>]+>", " ", page))
    assert re.search(r"Patient’s back\s+Left\s+Right", words)
    assert re.search(r"Patient’s front\s+Right\s+Left", words)
    assert "Your" not in page


def test_what_changed_is_told_without_a_verdict():
    seen = measures.change(["LOWER_LUMBAR_LEFT", "CALF_LEFT"], ["LOWER_LUMBAR_LEFT", "UPPER_LUMBAR_LEFT"])
    words = " ".join(bodymap.change_words(seen))

    assert "No longer marked, 1 place: Left calf." in words
    assert "Newly marked, 1 place: Upper half of the low back, on the left." in words
    assert "The leg is no longer marked." in words
    assert not re.search(r"better|worse|good|improve", words)


def test_the_map_can_be_drawn_in_every_language():
    for language in ("en", "es", "zh-hans"):
        with translation.override(language):
            assert picked(screen(POSTED))
