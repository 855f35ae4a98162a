"""Does it work: both sides, drawn and told; what people say, each with its check; all of it easy to read."""

import dataclasses

import pytest
from django.urls import reverse

from needlepoint.frontdoor import pages
from needlepoint.frontdoor.pages import evidence
from needlepoint.frontdoor.wording import guarding
from needlepoint.knowledge.evidence import claims, guidelines
from tests import cast
from tests.house import claims_on_pages
from tests.knowledge import reading

pytestmark = pytest.mark.django_db


def page_of(name):
    response = cast.client_of(None).get(reverse(f"frontdoor:{name}"))
    assert response.status_code == 200
    return response.content.decode()


def test_what_speaks_for_it_stands_beside_what_speaks_against_it(world):
    page = page_of("evidence")
    for name in ("World Health Organization", "American College of Physicians", "NICE", "GERAC", "Cochrane"):
        assert name in page
    assert page.index("Speaks for it") < page.index("Speaks against it")
    assert "Should not be offered" in page
    assert "Unconfirmed: we know it from memory only." in page


def test_a_hundred_people_are_drawn_for_each_group_and_told_in_words(world):
    page = page_of("evidence")

    for words in ("Standard care: 27", "Pretend needling: 44", "Acupuncture: 48"):
        assert f"{words} of 100 people were clearly better" in page


def test_every_line_that_people_say_stands_with_its_verdict_and_its_claim(world):
    page = page_of("checked")
    read = claims_on_pages.Reader(page).top

    said = [one for one in claims.all_claims() if one.verdict]
    assert {one.marks["data-said"] for one in read.all_with("data-said")} == {one.key for one in said}
    assert {one.marks["data-claim"] for one in read.all_with("data-claim")} == {one.key for one in said}
    assert (
        page.index("It is not so") < page.index("Too weak to say") < page.index("It holds if said with care")
    )


@pytest.mark.parametrize("name", ["evidence", "checked"])
def test_the_pages_are_only_read(world, name):
    assert cast.client_of(None).post(reverse(f"frontdoor:{name}")).status_code == 405


@pytest.mark.parametrize("name", ["evidence", "checked"])
def test_no_table_but_the_clinics_own_is_asked(world, name, django_assert_max_num_queries):
    with django_assert_max_num_queries(3) as asked:
        page_of(name)

    assert not any("patient" in one["sql"].lower() for one in asked.captured_queries)


def test_the_fine_print_reads_at_grade_nine_or_below():
    for one in claims.all_claims():
        fine = "\n".join(
            text for text in (one.effect, one.why, *(source.says for source in one.sources)) if text
        )
        assert reading.grade(fine) <= 9, one.key
    for one in guidelines.published().all:
        assert reading.grade(f"{one.who}.\n{one.how_sure}") <= 9, one.key


def test_a_claim_that_lacks_something_is_no_claim_on_any_page(world, monkeypatch):
    broken = {one.key: dataclasses.replace(one, comparators=()) for one in claims.all_claims()}
    monkeypatch.setattr(claims, "_current", lambda: broken)
    monkeypatch.setattr(guidelines, "published", lambda: guidelines.Guidelines((), cast.TODAY, cast.TODAY))

    assert pages.claim_on("does_it_work", cast.TODAY) is None
    assert evidence.page(cast.TODAY).is_empty
    assert evidence.checked(cast.TODAY) == ()
    assert "These answers are being checked" in page_of("evidence")


def test_an_unconfirmed_claim_says_so(world, monkeypatch):
    known = claims.claim("said_endorphins")
    unread = tuple(dataclasses.replace(source, seen=False) for source in known.sources_neutral)
    told = dataclasses.replace(known, sources_for=(), sources_against=(), sources_neutral=unread)
    everything = {one.key: one for one in claims.all_claims()}
    monkeypatch.setattr(claims, "_current", lambda: {**everything, told.key: told})

    assert pages.claim_on("said_endorphins", cast.TODAY).unconfirmed
    assert "Checked with" not in pages.claim_on("said_endorphins", cast.TODAY).reviewer
    assert ("Sources last read", "Not yet") in pages.claim_on("said_endorphins", cast.TODAY).facts
    assert not pages.claim_on("does_it_work", cast.TODAY).unconfirmed
    assert "Unconfirmed: we have not read the source itself yet." in page_of("checked")


def test_who_writes_a_promise_is_told_the_word_and_what_to_write_instead():
    faults = guarding.faults("We cure. We CURE. No side effects.")

    assert len(faults) == 2
    assert faults[0].startswith("Please leave out “cure”. Nobody can promise that.")
    assert guarding.cleaned("We are open on Mondays.") == "We are open on Mondays."
    with pytest.raises(guarding.ValidationError) as refused:
        guarding.cleaned("It cures.")
    assert "“cures”" in refused.value.messages[0]
