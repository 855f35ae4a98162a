"""The pages of points: found, drawn, told; open to staff of every clinic, for they are about nobody."""

import html
import pathlib
import re

from django.contrib.staticfiles import finders
from django.template import loader
from django.urls import reverse
from fontTools import ttLib

from needlepoint.knowledge.points import atlas, figure
from tests import cast

STAFF = ("mei", "ruth", "ivo", "eve")
PATHS = ("/points/", "/points/BL23/", "/points/figure/calf/")
# code | what its page says
NOT_SURE = """
GB30  | WHO marks the place of this point as controversial.
EX-B7 | Unconfirmed: an extra point.
EX-B7 | Unconfirmed: no source names it. It is listed because of where it lies.
BL40  | Unconfirmed: our own inference from the anatomy.
GV1   | This point is not drawn on the figure.
BL62  | Our sources name no special hazard here. That does not mean there is none.
LU11  | None of our sources names this point for back pain.
SI3   | On the figure it is placed by eye
"""


def text_of(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def get(w, who, path, **more):
    return cast.client_of(getattr(w, who) if who else None).get(path, **more)


def test_staff_of_every_clinic_read_the_points_and_they_name_nobody(world):
    for who in STAFF:
        client = cast.client_of(getattr(world, who))
        for path in PATHS:
            answer = client.get(path)
            assert answer.status_code == 200, (who, path)
            assert "Moreno" not in text_of(answer)


def test_patients_are_refused_visitors_sign_in_and_nothing_is_posted(world):
    for path in PATHS:
        assert get(world, "ada", path).status_code == 403
        assert get(world, None, path).status_code == 302
        assert cast.client_of(world.mei).post(path).status_code == 405


def test_a_point_or_an_area_that_does_not_exist_is_not_found(world):
    client = cast.client_of(world.mei)
    for path in ("/points/BL68/", "/points/nothing/", "/points/figure/elbow/", "/points/?area=elbow"):
        assert client.get(path).status_code == 404


def test_a_code_in_small_letters_leads_to_the_point(world):
    answer = get(world, "mei", "/points/bl23/")

    assert (answer.status_code, answer["Location"]) == (302, "/points/BL23/")


def test_the_list_beside_the_figure_has_the_same_points(world):
    page = get(world, "mei", "/points/?area=lower-back").content.decode()

    drawn = set(re.findall(r'data-code="([^"]+)"', page))
    twin = page[page.index("atlas-twin") :]
    assert drawn == set(re.findall(r'href="/points/([A-Z0-9-]+)/"', twin))
    assert drawn == {mark.code for mark in figure.marks_in(figure.area("lower-back"))}
    # One way for the keyboard without a script: the list. The figure's points are reached with one.
    assert not re.search(r'class="pf-point[^>]*tabindex="0"', page)


def test_a_search_works_without_a_script_and_keeps_the_words(world):
    answer = get(world, "mei", "/points/?q=buttock&area=calf")

    assert "BL54" in text_of(answer)
    assert 'value="buttock"' in answer.content.decode()
    assert "area=front&amp;q=buttock" in answer.content.decode()


def test_a_search_as_somebody_types_answers_the_list_alone(world):
    answer = get(world, "mei", "/points/?q=shen+shu", headers={"HX-Request": "true"})

    assert "<html" not in answer.content.decode()
    assert text_of(answer).startswith("1 point BL23") or "BL23 Shènshū 肾俞" in text_of(answer)
    assert get(world, "mei", "/points/?q=", headers={"HX-Request": "true"}).content.strip() == b""


def test_nothing_found_says_what_to_type_and_repeats_the_words_safely(world):
    page = get(world, "mei", "/points/?q=%3Cscript%3Ezz")

    assert "No point is found for “<script>zz”" in text_of(page)
    assert "<script>zz" not in page.content.decode()
    assert "Try a code such as BL23" in text_of(page)


def test_a_page_says_where_what_to_mind_and_whose_word_it_is(world):
    words = text_of(get(world, "mei", "/points/GB21/"))

    assert "midway between the spinous process of C7 and the lateral end of the acromion" in words
    assert "Avoid perpendicular needling" in words
    assert "That is no limit: in this person the danger may lie nearer." in words
    assert "Named by 3 of the 5 texts we compared." in words
    assert "No trial that we read did." in words
    assert "Chen 2018" in words


def test_what_is_not_sure_is_said(world):
    client = cast.client_of(world.mei)
    for line in NOT_SURE.strip().splitlines():
        code, sentence = (part.strip() for part in line.split("|"))
        assert sentence in text_of(client.get(f"/points/{code}/")), line


def test_every_page_of_a_point_stands(world):
    client = cast.client_of(world.mei)
    for point in atlas.all_points()[::38]:
        page = text_of(client.get(reverse("plans:point", args=[point.code])))
        assert point.pinyin in page
        assert "None " not in page.replace("None of", "")


def test_the_pages_ask_the_database_only_who_asks(world, django_assert_max_num_queries):
    client = cast.client_of(world.mei)
    client.get("/points/BL23/")
    for path in ("/points/BL23/", "/points/", "/points/?q=back", "/points/figure/back/"):
        with django_assert_max_num_queries(6):
            client.get(path)


def test_the_figure_alone_is_kept_by_the_browser_and_no_other_page_is(world):
    assert get(world, "mei", "/points/figure/calf/")["Cache-Control"] == "private, max-age=3600"
    assert get(world, "mei", "/points/BL23/")["Cache-Control"] == "no-store"


def test_the_picker_needs_nothing_and_is_a_link_without_a_script():
    plain = loader.render_to_string("plans/_figure.html", {})
    told = loader.render_to_string("plans/_figure.html", {"figure_area": "calf", "figure_line": "quick"})

    assert 'data-figure="/points/figure/lower-back/"' in plain
    assert 'data-name="points"' in plain
    assert 'data-line="add"' in plain
    assert 'href="/points/"' in plain
    assert 'data-figure="/points/figure/calf/"' in told
    assert 'data-line="quick"' in told


def characters_of(name):
    return set(ttLib.TTFont(finders.find(f"plans/{name}")).getBestCmap())


def test_the_fonts_have_every_character_of_every_name_and_their_licence_beside_them():
    chinese = {
        letter
        for point in atlas.all_points()
        for letter in point.hanzi + point.traditional + point.other_names
    }
    toned = {letter for point in atlas.all_points() for letter in point.pinyin}
    pages = set(ttLib.TTFont(finders.find(f"design/fonts/{LATIN}")).getBestCmap())

    assert {ord(letter) for letter in chinese if letter >= "\u2e80"} <= characters_of(
        "point-characters.woff2"
    )
    missing = {letter for letter in toned if ord(letter) not in pages | characters_of("point-letters.woff2")}
    assert missing <= {"ǚ"}
    licence = pathlib.Path(finders.find("plans/LICENSE.md")).read_text("utf-8")
    assert "SIL Open Font License" in licence
    assert "point-characters.woff2" in licence
    assert "point-letters.woff2" in licence


LATIN = "atkinson-hyperlegible-next-latin-wght-normal.woff2"


def test_the_characters_are_loaded_on_the_pages_of_points_only(world):
    assert "plans/figure" in get(world, "mei", "/points/").content.decode()
    assert "plans/figure" not in get(world, "mei", "/day/").content.decode()
    assert "Point Characters" in pathlib.Path(finders.find("plans/figure.css")).read_text("utf-8")
    assert "Point Characters" not in pathlib.Path(finders.find("design/needlepoint.css")).read_text("utf-8")
