"""No public page, in any language, says something about care without its source, its comparator and its last day."""

import dataclasses
import datetime as dt

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from needlepoint.frontdoor import pages
from needlepoint.knowledge.evidence import claims
from tests import cast
from tests.house import access_table, claims_on_pages, schema_org
from tests.knowledge import reading

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PUBLIC = sorted(name for name in access_table.ACCESS if name.startswith("frontdoor:"))
ONE = claims.claim("maintenance")


def addresses(world):
    rows = {name: access_table.ACCESS[name] for name in PUBLIC}
    return [reverse(name, kwargs=row.names(world) if row.names else {}) for name, row in rows.items()]


def looked_at(address, language):
    """Return the faults of a page and of what it says about itself in its head, and the public pages that it links to; nothing for what is no page."""
    page = cast.client_of(None).get(address, headers={"accept-language": language})
    if page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
        return [], set()
    source = page.content.decode()
    with translation.override(language):
        found = claims_on_pages.faults(source, cast.TODAY)
        found += schema_org.faults_of(schema_org.Head(source), address.partition("?")[0], language)
    links = {
        one.marks.get("href", "").partition("#")[0] for one in claims_on_pages.Reader(source).top.all_of("a")
    }
    return found, {link for link in links if is_public(link)}


def is_public(link):
    try:
        return resolve(link.partition("?")[0]).namespace == "frontdoor"
    except Resolver404:
        return False


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_says_nothing_about_care_outside_a_whole_claim(world, language):
    found = {address: looked_at(address, language)[0] for address in addresses(world)}

    assert {address: faults for address, faults in found.items() if faults} == {}


# Pages of figures for whoever wants them are fine print as a whole: grade 9.
FINE_PRINT = ("/does-it-work/trials/", "/does-it-work/pooled/")


@pytest.mark.django_db
def test_every_public_page_reads_at_grade_six_or_below(world):
    hard = {}
    for address in addresses(world):
        page = cast.client_of(None).get(address)
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            grade = reading.grade(claims_on_pages.told(page.content.decode()) or "Yes.")
            if grade > (9 if address.startswith(FINE_PRINT) else 6):
                hard[address] = round(grade, 1)

    assert hard == {}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_that_a_link_leads_to_says_nothing_outside_a_claim_either(world, language):
    found, to_see = {}, set(addresses(world))
    while to_see:
        address = to_see.pop()
        found[address], links = looked_at(address, language)
        to_see |= links - found.keys()

    assert {address: faults for address, faults in found.items() if faults} == {}


@pytest.mark.django_db
def test_the_pages_do_show_claims(world):
    for name in ("home", "evidence", "checked"):
        assert "data-claim=" in cast.client_of(None).get(reverse(f"frontdoor:{name}")).content.decode()


def drawn(one, template="frontdoor/_claim.html"):
    return render_to_string(template, {"claim": pages.shown(one)})


def judged(one, source=None, on=cast.TODAY):
    return claims_on_pages.faults(source or drawn(one), on, {one.key: one})


def test_a_whole_claim_passes_and_so_do_plain_facts():
    assert judged(ONE) == []
    assert (
        judged(ONE, "<p>6 to 12 visits cost $450 to $900 here. Ring twice. We are open 5 days of 7.</p>")
        == []
    )


@pytest.mark.parametrize(
    ("planted", "words"),
    [
        ({"sources_against": ()}, "SOURCE"),
        ({"comparators": ()}, "COMPARATOR"),
        ({"reviewed_on": cast.TODAY + dt.timedelta(days=1)}, "not current"),
        ({"review_by": cast.TODAY}, "not current"),
        ({"status": claims.Status.WITHDRAWN}, "not current"),
    ],
)
def test_a_planted_claim_that_lacks_something_is_found(planted, words):
    assert words in " ".join(judged(dataclasses.replace(ONE, **planted)))


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        ("BackInAction", "its sources"),
        ("The same care with fewer visits", "what it was compared with"),
        ("22 May 2027", "its last day"),
        ("Low certainty", "how sure it is"),
        ("In the largest trial", "its words"),
        ("Adults aged 65", "who it is about"),
    ],
)
def test_a_page_that_leaves_out_a_part_of_a_claim_is_found(cut, words):
    assert f"maintenance: does not say {words}" in judged(ONE, drawn(ONE).replace(cut, ""))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<main><p>Acupuncture <b>cures</b> back pain.</p></main>", "outside a claim: cures"),
        ("<p>La acupuntura alivia el dolor.</p>", "outside a claim: La acupuntura alivia"),
        ("<p>针灸能治愈腰痛。</p>", "outside a claim: 治愈"),
        ("<p>New pain: 3 to 6 visits.</p>", "outside a claim: 3 to 6 visits"),
        ("<p>Some trials found a gain.</p>", "outside a claim: trials found"),
        ("<p>Seen in 9 of 100 people.</p>", "outside a claim: of 100 people"),
        (f"<p>{ONE.wording[0]}</p>", f"maintenance undressed: {ONE.wording[0]}"),
        ("<q data-said='maintenance'>It cures.</q>", "said without its claim: It cures."),
        (
            "<section data-evidence>It helps 9 of 10 people.</section>",
            "data-evidence without a source: It helps 9 of 10 people.",
        ),
        ("<b data-claim-title='maintenance'>It works.</b>", "names no claim: It works."),
        ("<section data-claim='hearsay'></section>", "hearsay: no such claim"),
    ],
)
def test_a_planted_sentence_outside_a_claim_is_found(source, words):
    assert words in judged(ONE, source)


@pytest.mark.django_db
def test_on_the_day_all_claims_expire_no_public_page_shows_one_and_each_still_reads(world, monkeypatch):
    latest = max(one.review_by for one in claims.all_claims())
    monkeypatch.setattr("needlepoint.house.clock.today", lambda zone: latest)

    for name in ("home", "visit", "evidence", "checked", "prices"):
        page = cast.client_of(None).get(reverse(f"frontdoor:{name}"))
        assert page.status_code == 200
        assert "data-claim" not in page.content.decode()
        assert claims_on_pages.faults(page.content.decode(), latest) == []
