"""Pages on paper: tagged, the same every time, and never stopped or tricked by an odd name."""

import concurrent.futures
import datetime as dt
import json
import pathlib
import re
import zlib

import pytest
import typst
from hypothesis import given, settings, strategies

from needlepoint.house import paper

AT = dt.datetime(2026, 11, 23, 14, 30, tzinfo=dt.UTC)
EXAMPLE = "house/paper/example.typ"
ROOT = pathlib.Path(paper.__file__).resolve().parents[3]


def data(*lines, **more):
    letterhead = {
        "name": "Willow Street",
        "address": "12 Willow Street",
        "phone": "(555) 010-0199",
        "country": "US",
    }
    return {"title": "A page", "letterhead": letterhead, "heading": "Lines", "lines": list(lines), **more}


def made(*lines, **more):
    language = more.pop("language", "en")
    return paper.pdf(EXAMPLE, data(*lines, **more), made_at=AT, language=language)


def unpacked(file: bytes) -> bytes:
    """The file with its packed streams opened, enough to look for the marks of its structure."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", file, re.DOTALL)
    opened = []
    for stream in packed:
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return file + b"\n".join(opened)


def test_a_page_is_tagged_names_its_title_and_language_and_says_it_is_accessible():
    inside = unpacked(made("One", "Two"))
    for mark in (b"/MarkInfo", b"/Marked true", b"/StructTreeRoot", b"/Lang", b"pdfuaid:part", b"A page"):
        assert mark in inside, mark
    for tag in (b"/S/H1", b"/S/H2", b"/S/L/", b"/S/LI/"):
        assert tag.replace(b" ", b"") in inside.replace(b" ", b""), tag


@pytest.mark.parametrize(
    ("language", "tag"), [("en", b"(en-US)"), ("es", b"(es-US)"), ("zh-hans", b"(zh-CN)")]
)
def test_a_page_says_which_language_it_is_in(language, tag):
    assert tag in unpacked(made("一", language=language))


def test_its_words_can_be_taken_out_as_text():
    assert b"/ToUnicode" in unpacked(made("One"))


def test_the_same_words_at_the_same_moment_give_the_same_bytes():
    assert made("One", "髎") == made("One", "髎")
    assert made("One") != paper.pdf(EXAMPLE, data("One"), made_at=AT + dt.timedelta(days=1))


ODD = '# [x] $1$ "q" \\ *b* _i_ <l> @r // /* #panic() `c` ~ = - + #read("/house/paper/letter.typ")'


def test_what_is_given_is_shown_and_never_run():
    said = json.dumps(paper._given(data(heading=ODD), "en"))
    found = typst.query(
        str(ROOT / "needlepoint" / EXAMPLE),
        "heading.where(level: 2)",
        root=str(ROOT / "needlepoint"),
        field="body",
        one=True,
        sys_inputs={"data": said},
        ignore_system_fonts=True,
    )
    assert json.loads(found) == {"func": "text", "text": ODD}


@pytest.mark.parametrize(
    "name",
    [
        ODD,
        "🙂 Ada 👩‍👩‍👧",
        "한국",
        "Łukasz Çelik Nguyễn Thị",
        "\x00\x07",
        "\ud800",
        "عمر",
        "",
        "陳婧 龘",
        "a\u0301\u0302",
    ],
)
def test_no_name_stops_a_page(name):
    assert made(name, title=name or "-").startswith(b"%PDF")


@settings(max_examples=60, deadline=None)
@given(strategies.text(strategies.characters(), max_size=30))
def test_nothing_that_can_be_typed_stops_a_page(words):
    assert made(words).startswith(b"%PDF")


def test_what_cannot_be_shown_is_a_box_and_the_page_says_which_sign_it_was():
    lost = {}
    assert paper._showable({"name": ["Ada 🙂", "Łukasz 陳"]}, lost) == {"name": ["Ada □", "Łukasz 陳"]}
    assert paper._words("en", lost)["lost"] == "□ stands for a sign that this page cannot show: U+1F642."
    assert paper._words("en", {})["lost"] == ""


def test_every_point_and_every_sentence_of_ours_can_be_shown():
    texts = [
        path.read_text("utf-8")
        for ending in ("toml", "csv", "po")
        for path in (ROOT / "needlepoint").rglob(f"*.{ending}")
    ]
    lacking = {
        letter for text in texts for letter in text if letter.isprintable() and not paper.can_show(letter)
    }
    assert not lacking, "run tools/fonts.py"


def test_what_we_say_can_be_shown_is_what_the_fonts_hold():
    ttlib = pytest.importorskip("fontTools.ttLib")
    folder = ROOT / "needlepoint/house/paper/fonts"
    held = set().union(*(ttlib.TTFont(path).getBestCmap() for path in folder.glob("*.[ot]tf")))
    firsts, lasts = paper._spans()
    said = {code for first, last in zip(firsts, lasts, strict=True) for code in range(first, last + 1)}
    assert said <= held


def test_many_at_once_each_get_their_own():
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        files = list(pool.map(lambda number: made(f"Number {number % 3}"), range(24)))
    assert len(set(files)) == 3


def test_a_clinic_outside_north_america_prints_on_a4():
    assert b"595.2" in made("One", letterhead={"name": "Harbour", "country": "GB"})
    assert b"612 792" in made("One")


def test_a_page_without_a_title_is_a_fault():
    with pytest.raises(KeyError):
        paper.pdf(EXAMPLE, {"letterhead": {}}, made_at=AT)
