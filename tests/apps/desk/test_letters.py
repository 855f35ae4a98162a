"""Other carers and letters to them."""

import re

import pytest

from needlepoint.house import models as house
from needlepoint.plans import models
from needlepoint.plans.actions import letters as deeds
from needlepoint.plans.rules import letters as rules
from tests import cast, make


def text(answer):
    return answer.content.decode()


def carers_url(patient):
    return f"/patients/{patient.code}/carers/"


def keys_of(page):
    """The facts that may be ticked: what is said → what its box sends."""
    found = re.findall(r'name="facts" value="(\w+)".*?<span>(.*?)</span>', page, re.DOTALL)
    return {words: key for key, words in found}


def a_doctor(**words):
    return {"kind": "DOCTOR", "name": "Dr June Pell", "organisation": "Elm Road", "may_write": "on", **words}


def test_the_desk_writes_down_who_else_looks_after_somebody(world):
    client = cast.client_of(world.ruth)

    page = text(client.post(carers_url(world.ada), a_doctor(), follow=True))

    assert "Dr June Pell" in page
    assert "We may write to them" in page
    assert "letters/" not in page[page.index("<main") :]
    entry = house.AuditEntry.objects.get(what="carer_added")
    assert entry.details == {"kind": "DOCTOR", "may_write": True}


@pytest.mark.parametrize("words", [{"name": ""}, {"name": "  "}, {"kind": "WITCH"}, {"address": "x" * 201}])
def test_a_slip_keeps_the_words_and_stores_nobody(world, words):
    answer = cast.client_of(world.ruth).post(carers_url(world.ada), a_doctor(**words))

    assert answer.status_code == 422
    assert "Elm Road" in text(answer)
    assert not models.Carer.objects.exists()


def test_permission_is_given_taken_back_and_ends_with_the_carer(world):
    carer = make.a_carer(world, may_write=False)
    client = cast.client_of(world.ruth)

    client.post(f"/carers/{carer.code}/", {"may_write": "1"})
    carer.refresh_from_db()
    assert carer.may_write

    client.post(f"/carers/{carer.code}/", {"end": "1"})
    carer.refresh_from_db()
    assert carer.ended_at is not None
    assert not carer.may_write

    page = text(client.post(f"/carers/{carer.code}/", {"may_write": "1"}, follow=True))
    assert "no longer looks after" in page


@pytest.mark.parametrize("about", ["start", "progress", "referral", "discharge"])
def test_a_letter_is_filled_from_the_record_and_kept_as_signed(world, about):
    w = world
    carer = make.a_carer(w)
    course = make.a_course(w)
    make.home_tasks(course, "WALK")
    url = f"/carers/{carer.code}/letters/{about}/"
    client = cast.client_of(w.mei)
    page = text(client.get(url))
    assert "8 acupuncture visits, 7 days apart" in page
    assert "2 April 1961" in page

    ticked = list(keys_of(page).values())[:4:3]
    letter_url = client.post(url, {"facts": ticked, "words": "Please look at this."}).url

    letter = models.Letter.objects.get()
    assert (letter.course, letter.kind, letter.written_by) == (course, about.upper(), "Dr Mei Tanaka, L.Ac.")
    assert len(letter.facts) == 2
    course.visits_planned = 12
    course.save()
    shown = text(client.get(letter_url))
    assert "Please look at this." in shown
    assert "12 acupuncture" not in shown
    assert client.get(f"{letter_url}paper/").content.startswith(b"%PDF")


def test_a_letter_about_somebody_without_a_plan_still_says_who_they_are(world):
    carer = make.a_carer(world)

    assert "2 April 1961" in text(cast.client_of(world.mei).get(f"/carers/{carer.code}/letters/referral/"))


def test_nothing_is_written_without_the_patients_permission(world):
    carer = make.a_carer(world, may_write=False)

    answer = cast.client_of(world.mei).post(f"/carers/{carer.code}/letters/start/", {"words": "Hello"})

    assert answer.status_code == 422
    assert "has not said that we may write" in text(answer)
    assert "Hello" in text(answer)
    assert not models.Letter.objects.exists()


def test_a_referral_needs_words(world):
    carer = make.a_carer(world)

    url, client = f"/carers/{carer.code}/letters/referral/", cast.client_of(world.mei)

    answer = client.post(url, {"facts": list(keys_of(text(client.get(url))).values())})

    assert answer.status_code == 422
    assert "Write what you ask them to do" in text(answer)


def test_a_letter_signed_twice_by_a_second_tap_is_one_letter(world):
    carer = make.a_carer(world)
    url, client = f"/carers/{carer.code}/letters/referral/", cast.client_of(world.mei)
    sent = {"facts": list(keys_of(text(client.get(url))).values())[:1], "words": "Please look at this."}

    first, again = client.post(url, sent), client.post(url, sent)
    other = client.post(url, {**sent, "words": "Please look at this today."})

    assert first.url == again.url != other.url
    assert models.Letter.objects.count() == house.AuditEntry.objects.filter(what="letter_signed").count() == 2


def test_a_record_that_changes_under_the_pen_puts_no_other_fact_in_the_letter(world):
    carer, course = make.a_carer(world), make.a_course(world, techniques=["CUPPING"])
    url, client = f"/carers/{carer.code}/letters/progress/", cast.client_of(world.mei)
    keys = keys_of(text(client.get(url)))
    [wish] = [key for words, key in keys.items() if "Walk to the market" in words]
    course.techniques = []  # the row above it goes: by its place, this box would now be the next one's
    course.save()

    client.post(url, {"facts": [wish], "words": "Hello"})

    assert models.Letter.objects.get().facts == [["Better would mean", "Walk to the market and back"]]
    course.better_means = "Sleep through"
    course.save()
    answer = client.post(url, {"facts": [wish], "words": "Hello again"})
    assert answer.status_code == 422
    assert "The record changed while this page was open" in text(answer)
    assert "Hello again" in text(answer)
    assert models.Letter.objects.count() == 1


def test_a_letter_goes_out_once_and_not_after_permission_was_taken_back(world):
    letter = make.a_letter(world)
    url, client = f"/letters/{letter.code}/", cast.client_of(world.mei)
    models.Carer.objects.update(may_write=False)
    assert client.post(url, {"how": "POST"}).status_code == 422

    models.Carer.objects.update(may_write=True)
    assert client.post(url, {"how": "OWL"}).status_code == 422
    assert "Sent on" in text(client.post(url, {"how": "POST"}, follow=True))
    assert client.post(url, {"how": "POST"}).status_code == 422
    assert house.AuditEntry.objects.filter(what="letter_sent").count() == 1


def test_the_patient_reads_letters_about_them_and_nobody_elses(world):
    letter = make.a_letter(world)
    course = make.a_course(world)
    url = f"/letters/{letter.code}/paper/"

    assert url in text(cast.client_of(world.ada).get(f"/me/plan/{course.code}/"))
    assert cast.client_of(world.ada).get(url).status_code == 200
    for who in (world.bo, world.eve):
        assert cast.client_of(who).get(url).status_code == 404


def test_a_signed_letter_reads_the_same_in_whatever_language_its_reader_has_chosen(world):
    url = f"/letters/{make.a_letter(world).code}/paper/"
    client = cast.client_of(world.ada)

    assert client.get(f"{url}?language=zh-hans").content == client.get(f"{url}?language=en").content


def test_the_desk_and_other_clinics_read_no_letter(world):
    letter, carer = make.a_letter(world), models.Carer.objects.get()
    for url in (f"/letters/{letter.code}/", f"/carers/{carer.code}/letters/start/"):
        assert cast.client_of(world.ruth).get(url).status_code in {302, 403, 404}
        assert cast.client_of(world.eve).get(url).status_code == 404
        assert cast.client_of(world.mei).put(url).status_code == 405
    assert cast.client_of(world.eve).get(carers_url(world.ada)).status_code == 404
    assert cast.client_of(world.mei).get(f"/carers/{carer.code}/letters/love/").status_code == 404
    assert cast.client_of(world.eve).post(f"/carers/{carer.code}/", {"end": "1"}).status_code == 404


def test_who_may_not_is_refused_by_the_deeds_too(world):
    carer, letter = make.a_carer(world), None
    ruth, ada, eve = (cast.viewer(who) for who in (world.ruth, world.ada, world.eve))
    for by in (ada, eve):
        with pytest.raises(deeds.UnableToKeepCarer):
            deeds.add_carer(patient=world.ada, kind=rules.Kind.DOCTOR, name="X", by=by, now=world.now)
        with pytest.raises(deeds.UnableToKeepCarer):
            deeds.permit(carer=carer, may_write=False, by=by, now=world.now)
    with pytest.raises(deeds.UnableToKeepCarer):
        deeds.add_carer(patient=world.ada, kind=rules.Kind.DOCTOR, name=" ", by=ruth, now=world.now)
    with pytest.raises(deeds.UnableToWrite):
        deeds.write_letter(
            carer=carer, about=rules.About.START, facts=[("a", "b")], words="", by=ruth, now=world.now
        )
    letter = make.a_letter(world, carer=carer)
    with pytest.raises(deeds.UnableToWrite):
        deeds.mark_sent(letter=letter, how=rules.How.POST, by=ruth, now=world.now)


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_costs_the_same_however_long(world, django_assert_max_num_queries, count):
    for _n in range(count):
        make.a_letter(world)
    client = cast.client_of(world.mei)

    with django_assert_max_num_queries(9):
        client.get(carers_url(world.ada))
