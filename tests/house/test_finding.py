"""What public pages tell search engines, feeds and other sites: whole, in our words, and nothing that is not so.

That every public page does, in every language, is looked at in test_claims.py, which opens them all anyway.
"""

import copy
import dataclasses
import functools
import io
import re
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse
from django.utils import translation
from PIL import Image

from needlepoint.frontdoor.pages import describing, linked_data, listed
from needlepoint.frontdoor.queries import articles as queries
from needlepoint.frontdoor.views import finding
from needlepoint.knowledge.evidence import claims
from needlepoint.people import models as people
from tests import cast, make
from tests.house import access_table, schema_org

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ADDRESS = schema_org.ADDRESS


def paths(world):
    """Return the path of every public address by its name."""
    rows = {name: row for name, row in access_table.ACCESS.items() if name.startswith("frontdoor:")}
    return {name: reverse(name, kwargs=row.names(world) if row.names else {}) for name, row in rows.items()}


def read(path, language="en", who=None):
    """Return what the head of a page says, or None for what is no page."""
    answer = cast.client_of(who).get(path, headers={"accept-language": language})
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    return schema_org.Head(answer.content.decode()) if is_page else None


def whole(head):
    """Return the page's and the clinic's part of what a page says about itself."""
    [graph] = head.graphs()
    assert schema_org.faults(graph) == []
    page, clinic = graph["@graph"]
    return page, clinic


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_on_the_map_is_there_and_says_what_it_is(world, language):
    visitor, wrong = cast.client_of(None), {}
    for path in {address.partition("?")[0].removeprefix(ADDRESS) for address, _others in mapped(visitor)}:
        head = read(path, language)
        wrong[path] = schema_org.faults_of(head, path, language) if head else ["no page"]
        picture = head and visitor.get(head.metas["og:image"][0].removeprefix(ADDRESS))
        if picture is None or picture.status_code != 200:
            wrong[path].append("no picture to share")

    assert {path: found for path, found in wrong.items() if found} == {}


def mapped(visitor):
    """Return the map of the site: (address, its other addresses by language)."""
    top = ET.fromstring(visitor.get("/sitemap.xml").content)  # noqa: S314  our own
    return [
        (
            one.find(f"{SITE}loc").text,
            {link.get("hreflang"): link.get("href") for link in one if link.get("hreflang")},
        )
        for one in top
    ]


@pytest.mark.django_db
def test_the_map_names_every_public_page_in_each_of_its_languages_and_nothing_else(world):
    make.an_article(world, slug="una-cosa", language="es", state="PUBLISHED", published_at=world.now)
    found = dict(mapped(cast.client_of(None)))

    pages = {
        f"{ADDRESS}{reverse(name)}" for name in paths(world) if name.split(":")[1] in describing.KNOWN
        and not access_table.ACCESS[name].names
    }  # fmt: skip
    assert pages <= set(found)
    assert f"{ADDRESS}/does-it-work/pooled/chronic/" in found
    assert found[f"{ADDRESS}/prices/?language=es"] == {
        "en": f"{ADDRESS}/prices/",
        "es": f"{ADDRESS}/prices/?language=es",
        "zh-Hans": f"{ADDRESS}/prices/?language=zh-hans",
    }
    assert found[f"{ADDRESS}/articles/una-cosa/?language=es"].keys() == {"es"}
    assert not [address for address in found if "/clinic/" in address or "/me/" in address]


@pytest.mark.django_db
def test_a_page_in_another_language_is_a_page_of_its_own(world):
    head = read("/prices/", "es")

    assert schema_org.faults_of(head, "/prices/", "es") == []
    assert head.metas["og:locale"] == ["es_US"]
    assert whole(head)[0]["inLanguage"] == "es"


@pytest.mark.django_db
def test_an_article_has_the_languages_it_is_written_in(world):
    make.an_article(world, slug="walks", state="PUBLISHED", published_at=world.now, written_by="Mei Tanaka")
    head = read("/articles/walks/", "es")
    page, _clinic = whole(head)

    assert head.link("canonical") == [f"{ADDRESS}/articles/walks/"]
    assert head.link("alternate", hreflang="es") == []
    assert head.metas["og:type"] == ["article"]
    assert page["mainEntity"]["author"] == {"@type": "Person", "name": "Mei Tanaka"}
    assert page["breadcrumb"]["itemListElement"][0]["item"] == f"{ADDRESS}/articles/"


@pytest.mark.django_db
def test_the_clinic_is_told_with_its_prices_and_who_treats_by_which_licence(world):
    world.mei.licence_number, world.mei.licence_body = "AC 5521", "State board"
    world.mei.licence_expires_on = world.today
    world.mei.save()
    world.omar.licence_number, world.omar.licence_expires_on = "AC 1", world.today.replace(day=1)
    world.omar.save()
    world.clinic.logo = {"code": "ours", "width": 40, "height": 40}
    world.clinic.save()
    for day, ends in ((0, 18), (1, 24), (2, 18)):
        world.clinic.opening_hours.create(weekday=day, starts_minute=8 * 60, ends_minute=ends * 60)
    _page, clinic = whole(read("/"))

    assert clinic["priceRange"] == "$75 – $95"
    assert [one["price"] for one in clinic["makesOffer"]] == ["95.00", "75.00"]
    assert clinic["logo"] == f"{ADDRESS}/pictures/ours/"
    assert [
        (one["dayOfWeek"], one["opens"], one["closes"]) for one in clinic["openingHoursSpecification"]
    ] == [
        (["Monday", "Wednesday"], "08:00", "18:00"),
        (["Tuesday"], "08:00", "23:59"),
    ]
    [mei] = clinic["employee"]
    assert mei["url"] == f"{ADDRESS}/team/#{world.mei.code}"
    assert mei["hasCredential"]["identifier"] == "AC 5521"
    assert mei["hasCredential"]["expires"] == world.today.isoformat()


@pytest.mark.django_db
def test_nobody_is_said_to_have_reviewed_what_no_clinician_has(world):
    page, _clinic = whole(read("/does-it-work/"))

    assert page["dateModified"] == "2026-11-22"
    assert page["citation"]
    assert "reviewedBy" not in page and "lastReviewed" not in page


def test_whoever_read_every_claim_of_a_page_is_named(monkeypatch):
    read_by = {"does_it_work": "Ana Ruiz, physiotherapist", "side_effects": "Ana Ruiz, physiotherapist"}
    found = {
        key: dataclasses.replace(claims.claim(key), status=claims.Status.REVIEWED, reviewer=who)
        for key, who in read_by.items()
    }
    found["maintenance"] = claims.claim("maintenance")
    monkeypatch.setattr(claims, "claim", found.get)

    assert told_of(*read_by)["reviewedBy"] == [{"@type": "Person", "name": "Ana Ruiz, physiotherapist"}]
    assert told_of(*read_by)["lastReviewed"] == "2026-11-22"
    assert "reviewedBy" not in told_of(*found)


def told_of(*keys):
    """Return what a page with such claims says of itself."""
    address = f"{ADDRESS}/a/"
    page = linked_data.Described("a", describing.UNKNOWN, "A", "B", address, "en", ("en",), claims=keys)
    graph = linked_data.graph(page, linked_data.Facts(people.Clinic(name="Willow")))
    assert schema_org.faults(graph) == []
    return graph["@graph"][0]


@pytest.mark.django_db
def test_questions_are_told_with_the_answers_that_stand_on_the_page(world):
    page, _clinic = whole(read("/questions/"))

    assert page["@type"] == ["MedicalWebPage", "FAQPage"]
    assert len(page["mainEntity"]) >= 16
    shown = " ".join(
        re.sub(r"<[^>]+>", " ", cast.client_of(None).get("/questions/").content.decode()).split()
    )
    assert page["mainEntity"][0]["name"] in shown


@pytest.mark.django_db
def test_no_word_of_the_clinic_gets_out_of_where_it_stands(world):
    world.clinic.name = "</script><b>'\"&amp; Willow"
    world.clinic.save()
    head = read("/")

    assert whole(head)[1]["name"] == world.clinic.name
    assert head.metas["og:site_name"] == [world.clinic.name]


def beginnings():
    """Give each address of ours by its name, up to the first word that changes."""
    for app in get_resolver().url_patterns:
        for one in getattr(app, "url_patterns", ()):
            if f"{app.namespace}:{getattr(one, 'name', '')}" in access_table.ACCESS:
                yield f"{app.namespace}:{one.name}", f"/{str(one.pattern).partition('<')[0]}"


@pytest.mark.django_db
def test_search_engines_keep_out_of_what_belongs_to_somebody(world):
    told = cast.client_of(None).get("/robots.txt").content.decode()
    shut = re.findall(r"^Disallow: (\S+)$", told, re.MULTILINE)
    open_to_some = [
        path for name, path in beginnings() if access_table.ACCESS[name].door != access_table.EVERYONE
    ]

    assert len(open_to_some) > 100
    assert [path for path in open_to_some if not path.startswith(tuple(shut))] == []
    assert [path for path in paths(world).values() if path.startswith(tuple(shut))] == []
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in told


@pytest.mark.django_db
def test_nobody_is_led_to_a_clinic_that_is_not_open_yet(world):
    world.clinic.opened_on = None
    world.clinic.save()
    told = cast.client_of(None).get("/robots.txt").content.decode()

    assert told.split("\n") == ["User-agent: *", "Disallow: /", ""]
    assert cast.client_of(None).get("/sitemap.xml").status_code == 302
    assert read("/prices/", who=world.ivo).metas["robots"] == ["noindex"]


@pytest.mark.django_db
def test_nobody_is_led_to_a_machine_without_a_clinic():
    assert "Disallow: /\n" in cast.client_of(None).get("/robots.txt").content.decode()


@pytest.mark.django_db
def test_a_shared_link_has_a_picture_of_the_size_that_sites_ask_for(world):
    visitor = cast.client_of(None)
    answers = [visitor.get(f"/share/find-us.{language}.png") for language in ("en", "zh-hans", "en")]

    assert [answer["Content-Type"] for answer in answers] == ["image/png"] * 3
    assert answers[0].content == answers[2].content != answers[1].content
    with Image.open(io.BytesIO(answers[1].content)) as picture:
        assert picture.size == (1200, 630)
    assert len(answers[1].content) < 60_000


@pytest.mark.django_db
def test_an_article_is_drawn_in_the_languages_it_is_written_in(world):
    published = functools.partial(make.an_article, world, state="PUBLISHED", published_at=world.now)
    published(slug="walks", title="Walking")
    published(slug="walks", title="Caminar", language="es")
    with translation.override("es"):
        in_spanish = [one.title for one in listed.all_of(queries.published(world.clinic.pk))]
    answers = {code: cast.client_of(None).get(f"/share/articles.walks.{code}.png") for code in LANGUAGES}

    assert "Caminar" in in_spanish
    assert "Walking" not in in_spanish
    assert {code: answer.status_code for code, answer in answers.items()} == {
        "en": 200,
        "es": 200,
        "zh-hans": 404,
    }
    assert answers["en"].content != answers["es"].content


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["clinic.en", "home.fr", "home.EN", "home", ".en", "articles.none.en"])
def test_there_is_no_picture_of_what_is_no_public_page(world, name):
    assert cast.client_of(None).get(f"/share/{name}.png").status_code == 404


@pytest.mark.django_db
def test_the_feed_holds_what_is_published_in_the_readers_language_where_it_is_there(world):
    published = functools.partial(make.an_article, world, state="PUBLISHED", published_at=world.now)
    published(slug="walks", title="Walking & backs")
    published(slug="walks", title="Caminar", language="es")
    make.an_article(world, slug="draft", title="Not yet")
    answer = cast.client_of(None).get("/articles/feed/?language=es")
    top = ET.fromstring(answer.content)  # noqa: S314  our own

    assert [one.text for one in top.iterfind("channel/item/title")] == ["Caminar"]
    assert top.findtext("channel/item/link") == f"{ADDRESS}/articles/walks/?language=es"
    assert top.findtext("channel/language") == "es"
    assert top.findtext("channel/item/guid") == f"{ADDRESS}/articles/walks/"


@pytest.mark.django_db
def test_the_feed_can_be_read_whatever_was_pasted_into_an_article(world):
    pasted = {"title": "Walks\x0band backs", "summary": "One\x01 two", "written_by": "Ruth\ufffe"}
    make.an_article(world, state="PUBLISHED", published_at=world.now, **pasted)
    top = ET.fromstring(cast.client_of(None).get("/articles/feed/").content)  # noqa: S314  our own

    assert top.findtext("channel/item/title") == "Walks and backs"


@pytest.mark.django_db
def test_the_list_for_machines_names_the_pages_in_english_and_asks_to_keep_how_sure_we_are(world):
    told = cast.client_of(None).get("/llms.txt?language=es").content.decode()

    assert told.startswith("# Willow Street Acupuncture\n")
    assert f"- [Does it work?]({ADDRESS}/does-it-work/): " in told
    assert "keep how sure it is" in told


# --- That a fault would be found -----------------------------------------------------------------------------------------

SOUND = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": "WebPage",
            "@id": "https://a.example/#page",
            "url": "https://a.example/",
            "name": "A",
            "description": "B",
            "inLanguage": "en",
            "isPartOf": {"@type": "WebSite", "url": "https://a.example/"},
            "publisher": {"@id": "https://a.example/#clinic"},
            "lastReviewed": "2026-11-22",
        },
        {
            "@type": "MedicalClinic",
            "@id": "https://a.example/#clinic",
            "name": "C",
            "url": "https://a.example/",
        },
    ],
}


def test_a_sound_graph_has_no_fault():
    assert schema_org.faults(SOUND) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"@type": "MedicalPage"}, "no type"),
        ({"name": " "}, "WebPage.name"),
        ({"url": "/a/"}, "WebPage.url"),
        ({"lastReviewed": "22 November"}, "WebPage.lastReviewed"),
        ({"cures": "everything"}, "says cures"),
        ({"publisher": {"@id": "https://a.example/#nobody"}}, "not there"),
        ({"publisher": {"@type": "WebSite", "url": "https://a.example/"}}, "WebPage.publisher"),
        ({"reviewedBy": "a doctor"}, "WebPage.reviewedBy"),
    ],
)
def test_a_fault_in_a_graph_is_found(change, fault):
    broken = copy.deepcopy(SOUND)
    broken["@graph"][0] |= change

    assert fault in "; ".join(schema_org.faults(broken))


def test_what_is_not_for_search_engines_ends_in_a_slash_or_begins_several():
    assert all(path.startswith("/") and path != "/" for path in finding.NOT_FOR_ALL)
