"""What the clinic writes, as its readers meet it: in their language, with nothing in it that nobody vouched for."""

import datetime as dt

import hypothesis
import pytest
from django.urls import reverse
from hypothesis import strategies as st

from needlepoint.desk.story import reading, telling
from needlepoint.frontdoor import models, writing
from needlepoint.frontdoor.actions import articles as deeds
from needlepoint.frontdoor.wording import markup
from needlepoint.people import actions as people_actions
from needlepoint.people import rules as people_rules
from tests import cast, make
from tests.house import claims_on_pages
from tests.knowledge import reading as grading

BY = people_rules.System()


def published(w, **changes):
    return make.an_article(w, **{"state": "PUBLISHED", "published_at": w.now, **changes})


def page(path, language="en"):
    return cast.client_of(None).get(path, headers={"accept-language": language})


# --- Reading -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_visitors_read_what_is_published_and_no_draft(world):
    published(world)
    make.an_article(world, slug="not-yet", title="Not yet")

    listed = page(reverse("frontdoor:articles")).content.decode()
    assert "Before you come" in listed
    assert "Not yet" not in listed
    assert "<strong>loose</strong>" in page("/articles/before-you-come/").content.decode()
    assert page("/articles/not-yet/").status_code == 404
    assert page("/articles/nothing/").status_code == 404
    assert cast.client_of(None).post("/articles/before-you-come/").status_code == 405
    assert cast.client_of(world.eve).get("/articles/before-you-come/").status_code == 404


@pytest.mark.django_db
def test_everybody_reads_an_article_in_their_own_language_where_there_is_one(world):
    published(world)
    published(world, language="es", title="Antes de venir")

    assert "Antes de venir" in page("/articles/before-you-come/", "es").content.decode()
    chinese = page("/articles/before-you-come/", "zh-hans").content.decode()
    assert 'lang="en"' in chinese
    assert "Before you come" in chinese
    listed = page("/articles/", "es").content.decode()
    assert listed.count('class="teaser"') == 1
    assert "Antes de venir" in listed


@pytest.mark.django_db
def test_one_article_and_thirty_cost_the_same_questions(world, django_assert_max_num_queries):
    picture = make.a_picture(world)
    for n in range(30):
        published(world, slug=f"a{n}", picture=picture, words=f"![x](/pictures/{picture.code}/)")
    for path in ("/articles/", "/articles/a3/"):
        with django_assert_max_num_queries(4) as asked:
            page(path)
        assert not any('"content"' in one["sql"] for one in asked.captured_queries)


@pytest.mark.django_db
def test_an_article_shows_pictures_of_its_own_clinic_alone(world):
    ours = make.a_picture(world)
    theirs = make.a_picture(world, clinic=world.other_clinic)
    published(world, words=f"![Door](/pictures/{ours.code}/)\n\n![Theirs](/pictures/{theirs.code}/)")

    shown = page("/articles/before-you-come/").content.decode()
    assert f'src="/pictures/{ours.code}/" alt="Door" width="1200" height="800"' in shown
    assert theirs.code not in shown


# --- Markdown ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html,<script>)",
        "[x](//evil.example)",
        "[x](/\\evil.example)",
        "[x](http://plain.example)",
        "[x](https://user@evil.example)",
        "<javascript:alert(1)>",
        "![x](https://evil.example/pixel.png)",
        "![x](/pictures/../account/logout/)",
        '[x](https://a.example/"onmouseover="alert(1))',
        "[r]\n\n[r]: javascript:alert(1)",
        '```x" onload="alert(1)\n<b>\n```',
        "| a |\n|--:|\n| <i>x</i> |",
    ],
)
def test_no_html_and_no_address_of_anybodys_gets_onto_a_page(words):
    found = elements(claims_on_pages.Reader(str(markup.html(words, {}))).top)

    assert {one.tag for one in found} <= {
        "p",
        "a",
        "span",
        "pre",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert {mark for one in found for mark in one.marks} <= {"href", "rel", "class", "tabindex"}
    for address in (one.marks["href"] for one in found if "href" in one.marks):
        assert address.startswith("https://a.example/")


PIECES = st.sampled_from(
    ["[", "]", "(", ")", "!", "<", ">", "`", "```", "*", "_", "&#x3c;", "&lt;", "\\", '"', "'", "\n", "\n\n", "> ", "- ", "|",
     "--", "#", "=", " ", "a", "script", "onload=", "style=", "javascript:", "data:", "https://a.example", "/prices/",
     "/pictures/bcd234/", "//b.example", "\u2028", "\0", "[r]: ", "{%", "{{"]
)  # fmt: skip


@pytest.mark.slow
@hypothesis.settings(max_examples=1500)
@hypothesis.given(st.lists(PIECES, max_size=40).map("".join))
def test_whatever_is_written_only_our_own_elements_come_out(words):
    found = elements(claims_on_pages.Reader(str(markup.html(words, {"bcd234": markup.Size(3, 2)}))).top)

    assert {one.tag for one in found} <= OUR_ELEMENTS
    for one in found:
        assert set(one.marks) <= OUR_MARKS
        assert markup.is_link(one.marks.get("href", "/"))
        assert markup.is_picture(one.marks.get("src", "/pictures/a/"))


OUR_ELEMENTS = {
    *("p", "a", "span", "img", "em", "strong", "code", "pre", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote"),
    *("div", "table", "thead", "tbody", "tr", "th", "td"),
}  # fmt: skip
OUR_MARKS = {
    "href",
    "rel",
    "class",
    "tabindex",
    "src",
    "alt",
    "width",
    "height",
    "loading",
    "decoding",
    "start",
}


@pytest.mark.parametrize("words", ["A [chair] & *lamp*", "<b>", "![x](y)", r"\\ back", "a_b_c `d`"])
def test_a_description_with_marks_in_it_is_said_as_it_is(words):
    assert markup.said(f"![{markup.plain(words)}](/pictures/bcd234/)") == words


def elements(top):
    inside = [one for one in top.children if not isinstance(one, str)]
    return [*inside, *(deep for one in inside for deep in elements(one))]


def test_links_leave_without_our_name_and_own_pages_are_plain():
    shown = markup.html("[out](https://a.example/x) [in](/prices/) [ring](tel:+12125550100)", {})

    assert '<a href="https://a.example/x" rel="nofollow noopener noreferrer">' in shown
    assert '<a href="/prices/">' in shown
    assert '<a href="tel:+12125550100">' in shown


def test_headings_begin_below_the_title_and_leave_none_out():
    shown = markup.html("# One\n\n#### Two\n\n###### Three", {})

    assert [tag for tag in ("<h2>One", "<h3>Two", "<h4>Three") if tag not in shown] == []


def test_a_word_that_marks_and_signs_hide_is_found():
    values = {"title": "Us", "summary": "We.", "written_by": "Ivo", "words": "We c**ur**e. A mir&#97;cle."}

    words = [fault.values["word"] for fault in deeds.faults(values) if "word" in fault.values]
    assert words == ["cure", "miracle"]


@pytest.mark.parametrize("block", ["    We cure backs", "```\nWe cure backs\n```"])
def test_a_word_in_a_block_that_stands_as_it_was_typed_is_found(block):
    values = {"title": "Us", "summary": "We.", "written_by": "Ivo", "words": f"We.\n\n{block}"}

    assert [fault.values["word"] for fault in deeds.faults(values)] == ["cure"]


def test_every_fault_is_named_at_once_however_many_there_are():
    bad = "We cure. It is guaranteed. No side effects. A miracle. Detox. Painless. Root causes. [x](http://a.example)"
    values = {"title": "We heal", "summary": "", "written_by": "", "words": bad}

    fields = [fault.field for fault in deeds.faults(values)]
    assert {"title", "summary", "written_by"} <= set(fields)
    assert fields.count("words") >= 8


@pytest.mark.parametrize(
    ("text", "minutes"), [("", 1), ("word " * 90, 1), ("word " * 610, 3), ("针" * 900, 3)]
)
def test_the_minutes_to_read_are_whole_and_at_least_one(text, minutes):
    assert writing.minutes_to_read(text) == minutes


def test_articles_about_the_same_things_stand_beside_each_other():
    bus = "The bus stops at the door. Take the bus or the train."
    others = ["Wear warm socks.", "How to find the door from the train and the bus.", "第一次来诊所"]

    assert writing.related(bus, others) == [1]
    assert writing.related("第一次治疗", others) == [2]
    assert writing.related("", others) == []


@pytest.mark.slow  # reads the whole story
def test_what_the_demos_clinic_writes_may_be_written():
    for one in reading.read(telling.STORY_FILE).articles:
        values = {"title": one.title, "summary": one.summary, "words": one.words, "written_by": one.by}
        assert deeds.faults(values) == []
        if one.language == "en":
            told = "\n".join(line for line in markup.said(one.words).split("\n") if line.endswith((".", "?")))
            assert grading.grade(told) <= 6


# --- Deeds -------------------------------------------------------------------------------------------------------------


def written(w, **changes):
    told = {"key": "bcdfghjkmnpq", "language": "en", "title": "Our House!", "by": BY, "now": w.now}
    return deeds.write_article(clinic=w.clinic, **{**told, **changes})


@pytest.mark.django_db
def test_an_article_sent_twice_is_one_and_the_next_of_its_name_has_another_address(world):
    first, again = written(world), written(world)
    second = written(world, key="bcdfghjkmnpr")

    assert first == again
    assert (first.slug, second.slug) == ("our-house", "our-house-2")
    assert written(world, key="bcdfghjkmnps", title="诊所").slug
    assert written(world, key="bcdfghjkmnpv", title="Feed").slug == "feed-2"
    for slug, said in (("our-house", "Another article"), ("feed", "own pages")):
        with pytest.raises(people_actions.UnableToSet, match=said):
            written(world, key="bcdfghjkmnpt", slug=slug)


@pytest.mark.django_db
def test_a_key_of_another_clinics_article_opens_nothing(world):
    theirs = make.an_article(world, clinic=world.other_clinic)

    mine = written(world, key=theirs.code)
    assert mine.clinic_id == world.clinic.pk
    assert mine.code != theirs.code


@pytest.mark.django_db
def test_nobody_writes_over_what_another_wrote_meanwhile(world):
    article = make.an_article(world)
    later = world.now + dt.timedelta(minutes=1)
    deeds.change_article(article=article, seen=world.now, title="Mine", by=BY, now=later)

    with pytest.raises(deeds.UnableToWrite, match="Somebody changed"):
        deeds.change_article(article=article, seen=world.now, title="Yours", by=BY, now=later)
    assert models.Article.objects.get().title == "Mine"


@pytest.mark.django_db
def test_only_what_may_be_said_is_published_and_stays_published(world):
    article = make.an_article(world, words="We cure.")
    with pytest.raises(people_actions.UnableToSet, match="cure"):
        deeds.publish_article(article=article, by=BY, now=world.now)

    deeds.change_article(article=article, seen=world.now, words="We listen.", by=BY, now=world.now)
    assert deeds.publish_article(article=article, by=BY, now=world.now).state == "PUBLISHED"
    assert deeds.publish_article(article=article, by=BY, now=world.now).published_at == world.now
    with pytest.raises(people_actions.UnableToSet, match="miracle"):
        deeds.change_article(article=article, seen=world.now, words="A miracle.", by=BY, now=world.now)
    kept = deeds.change_article(article=article, seen=world.now, slug="other", by=BY, now=world.now)
    assert (kept.words, kept.slug) == ("We listen.", "before-you-come")
    with pytest.raises(deeds.UnableToWrite, match="Take it back"):
        deeds.delete_article(article=article, by=BY, now=world.now)
    assert deeds.take_article_back(article=article, by=BY, now=world.now).state == "DRAFT"
    deeds.take_article_back(article=article, by=BY, now=world.now)
    deeds.delete_article(article=article, by=BY, now=world.now)
    assert not models.Article.objects.exists()


@pytest.mark.django_db
def test_a_draft_cannot_take_the_address_of_another_article(world):
    make.an_article(world)
    other = make.an_article(world, slug="other")

    with pytest.raises(people_actions.UnableToSet, match="Another article"):
        deeds.change_article(article=other, seen=world.now, slug="before-you-come", by=BY, now=world.now)
    with pytest.raises(people_actions.UnableToSet, match="small letters"):
        deeds.change_article(article=other, seen=world.now, slug="A b", by=BY, now=world.now)
