"""Reading, signing and taking back on a phone; paper typed in by the clinic; each as a file to keep."""

import dataclasses
import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from needlepoint.intake.actions import consents as actions
from needlepoint.intake.wording import consents as wording
from needlepoint.knowledge.consents import texts
from needlepoint.people import models as people
from needlepoint.people.actions import consents as deeds
from tests import cast, make

pytestmark = pytest.mark.django_db

OWN, SIGN = "/me/consents/", "/me/consents/sign/"
SIGNED = {"NEEDLING": "YES", "CUPPING": "NO", "HEAT": "TALK", "signed_as": "", "signed_name": "Ada Moreno"}


@pytest.fixture
def world():
    return cast.world()


@pytest.fixture
def ada(world):
    return cast.client_of(world.ada)


def stand():
    return {
        one.kind: str(wording.standing_of(one)) for one in people.Consent.objects.order_by("decided_at", "pk")
    }


def page_of(answer):
    return answer.content.decode()


def sign(w, **answers):
    return actions.sign(
        patient=w.ada,
        answers=answers or {"NEEDLING": "YES"},
        signed_name="Ada Moreno",
        signed_as="",
        language="en",
        by=cast.viewer(w.ada),
        now=w.now,
    )


# --- Signing ----------------------------------------------------------------------------------------------------------------


def test_every_technique_is_there_to_read_before_it_is_answered(ada):
    page = page_of(ada.get(SIGN))

    for text in texts.all_texts():
        assert text.name in page
    for words in ("1 in 10 people", "1 in 10,000 people", "You may stop at any time"):
        assert words in page


def test_yes_no_and_talk_first_are_kept_under_the_name_with_the_version_that_was_read(ada):
    answer = ada.post(SIGN, SIGNED)

    assert answer.url == OWN
    assert stand() == {"NEEDLING": "YES", "CUPPING": "NO", "HEAT": "TALK"}
    for one in people.Consent.objects.all():
        assert (one.signed_name, one.how, one.language) == ("Ada Moreno", "ONLINE", "en")
        assert one.wording_version == one.text.version == texts.text_of(one.kind).version


def test_what_is_left_open_stays_as_it_is(world, ada):
    sign(world, HEAT="YES")
    ada.post(SIGN, SIGNED | {"HEAT": ""})

    assert stand()["HEAT"] == "YES"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"signed_name": ""}, "Type your full name to sign."),
        ({"NEEDLING": "PERHAPS"}, "Choose yes, no, or to talk about it first."),
        ({"NEEDLING": "", "CUPPING": "", "HEAT": ""}, "Answer at least one of these."),
        ({"signed_as": "neighbour"}, "Say who signs."),
        ({"signed_name": "A"}, "Please type your full name."),
    ],
)
def test_what_is_missing_is_pointed_out_the_words_stay_and_nothing_is_kept(ada, changes, sentence):
    answer = ada.post(SIGN, {**SIGNED, **changes})

    assert answer.status_code == 422
    assert sentence in page_of(answer)
    if "signed_name" not in changes:
        assert 'value="Ada Moreno"' in page_of(answer)
    assert not people.Consent.objects.exists()


def test_the_page_changes_its_language_with_what_was_tapped_and_keeps_nothing(ada):
    answer = ada.post(SIGN, {**SIGNED, "language": "es"})

    assert answer.status_code == 200
    assert answer["Content-Language"] == "es" or '<html lang="es">' in page_of(answer)
    assert 'value="Ada Moreno"' in page_of(answer)
    assert page_of(answer).count("checked") >= 3
    assert not people.Consent.objects.exists()


def test_what_was_read_in_spanish_is_kept_in_spanish(ada):
    ada.get(f"{SIGN}?language=es")
    ada.post(SIGN, SIGNED)

    assert set(people.Consent.objects.values_list("language", flat=True)) == {"es"}
    assert set(people.ConsentText.objects.values_list("language", flat=True)) == {"es"}


def test_signing_without_end_fills_no_database_and_taking_back_stays_possible(world, ada, monkeypatch):
    monkeypatch.setattr(actions, "SIGNED_MOST_A_DAY", 2)
    sign(world, NEEDLING="NO")
    sign(world, NEEDLING="YES")

    answer = ada.post(SIGN, SIGNED)
    assert answer.status_code == 422
    assert people.Consent.objects.count() == 2
    ada.post(f"{OWN}NEEDLING/withdrawal/")
    assert stand() == {"NEEDLING": "TAKEN_BACK"}


def test_nobody_signs_words_that_stood_on_another_page_than_the_one_they_read(ada):
    def mark(page):
        return re.search(r'name="read" value="(\w+)"', page)[1]

    english = mark(page_of(ada.get(SIGN)))
    spanish = mark(page_of(ada.get(f"{SIGN}?language=es")))  # in another window, meanwhile

    answer = ada.post(SIGN, {**SIGNED, "read": english})
    assert answer.status_code == 422
    assert 'value="Ada Moreno"' in page_of(answer)
    assert mark(page_of(answer)) == spanish
    assert not people.Consent.objects.exists()

    assert ada.post(SIGN, {**SIGNED, "read": spanish}).status_code == 302
    assert set(people.Consent.objects.values_list("language", flat=True)) == {"es"}


def test_after_the_forms_of_a_visit_one_signs_and_goes_on_to_the_answers(world, ada):
    visit = make.a_visit(world)
    answer = ada.post(f"/intake/{visit.code}/consents/", SIGNED)

    assert answer.url == f"/intake/{visit.code}/answers/"
    assert stand()["NEEDLING"] == "YES"


def test_whoever_wants_to_talk_first_goes_on_without_signing(world, ada):
    visit = make.a_visit(world)
    page = page_of(ada.get(f"/intake/{visit.code}/consents/"))

    assert f'href="/intake/{visit.code}/answers/"' in page
    assert "Not now" not in page_of(ada.get(SIGN))


def test_on_the_clinics_tablet_it_is_said_so(world):
    on_tablet = dataclasses.replace(cast.viewer(world.ada), kiosk="anything")
    [kept] = actions.sign(
        patient=world.ada,
        answers={"NEEDLING": "YES"},
        signed_name="Ada Moreno",
        signed_as="",
        language="en",
        by=on_tablet,
        now=world.now,
    )
    assert (kept.how, kept.by) == ("KIOSK", "")


def test_staff_are_sent_to_the_page_for_paper_since_nobody_signs_for_another(world):
    visit = make.a_visit(world)
    answer = cast.client_of(world.ruth).post(f"/intake/{visit.code}/consents/", SIGNED)

    assert answer.url == f"/patients/{world.ada.code}/consents/"
    with pytest.raises(actions.UnableToSign, match="Only the patient"):
        actions.sign(
            patient=world.ada,
            answers={"NEEDLING": "YES"},
            signed_name="Ruth",
            signed_as="",
            language="en",
            by=cast.viewer(world.ruth),
            now=world.now,
        )
    assert not people.Consent.objects.exists()


# --- Children ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def child(world):
    world.ada.birth_date = dt.date(2014, 5, 1)
    world.ada.save()
    return world.ada


def test_a_parent_signs_for_a_child(child, ada):
    assert "A parent or a legal guardian reads and signs here." in page_of(ada.get(SIGN))
    ada.post(SIGN, {**SIGNED, "signed_as": "parent", "signed_name": "Grace Moreno"})

    one = people.Consent.objects.get(kind="NEEDLING")
    assert (one.signed_as, wording.signer_words(one)) == ("parent", "Grace Moreno, a parent")


def test_a_child_does_not_sign_alone(child, ada, world):
    assert ada.post(SIGN, SIGNED).status_code == 422
    with pytest.raises(actions.UnableToSign, match="A parent or a legal guardian signs"):
        sign(world)
    assert not people.Consent.objects.exists()


# --- How it stands, and taking back ------------------------------------------------------------------------------------------


def test_one_press_takes_a_yes_back_and_the_page_says_so(world, ada):
    sign(world)
    assert "Take it back" in page_of(ada.get(OWN))
    page = page_of(ada.post(f"{OWN}NEEDLING/withdrawal/", follow=True))

    assert stand() == {"NEEDLING": "TAKEN_BACK"}
    assert "Needles: taken back. It will not be used." in page
    assert "Take it back" not in page
    assert ada.post(f"{OWN}NEEDLING/withdrawal/").status_code == 302  # a second tap


def test_taking_back_what_we_do_not_know_is_not_found(ada):
    assert ada.post(f"{OWN}MAGIC/withdrawal/").status_code == 404
    assert ada.get(f"{OWN}NEEDLING/withdrawal/").status_code == 405


def test_the_history_shows_every_decision_with_its_version(world, ada):
    sign(world)
    ada.post(f"{OWN}NEEDLING/withdrawal/")
    page = page_of(ada.get(OWN))

    assert f"version {texts.text_of('NEEDLING').version}" in page
    assert "Needles: Yes" in page
    assert "ended 23 November 2026" in page


def test_a_changed_text_is_said_beside_the_yes_that_still_holds(world, ada):
    [signed] = sign(world)
    people.Consent.objects.filter(pk=signed.pk).update(wording_version="2020-01")

    assert "The text has changed since then. Please read it again." in page_of(ada.get(OWN))
    assert stand() == {"NEEDLING": "YES"}


def test_a_long_history_costs_as_many_questions_as_a_short_one(world, ada):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            ada.get(OWN)
        return len(asked)

    sign(world)
    ada.get(OWN)
    one = cost()
    for number in range(30):
        people.Consent.objects.create(
            patient=world.ada,
            kind="HEAT",
            wording_version="1",
            is_given=True,
            decided_at=world.now + dt.timedelta(minutes=number),
            text=people.ConsentText.objects.first(),
        )
    assert cost() == one


@pytest.mark.parametrize(("who", "status"), [("ruth", 403), ("mei", 403), ("eve", 403)])
def test_only_a_patient_has_own_consents(world, who, status):
    client = cast.client_of(getattr(world, who))
    for path in (OWN, SIGN, f"{OWN}blank.pdf"):
        assert client.get(path).status_code == status
    assert client.post(f"{OWN}NEEDLING/withdrawal/").status_code == status


# --- The clinic ---------------------------------------------------------------------------------------------------------------

TYPED = {
    "NEEDLING": "YES",
    "signed_as": "",
    "signed_name": "Ada Moreno",
    "language": "en",
    "signed_on_d": "20",
    "signed_on_m": "11",
    "signed_on_y": "2026",
}


def of_ada(w):
    return f"/patients/{w.ada.code}/consents/"


def test_the_desk_types_in_a_sheet_and_the_record_says_who_did(world):
    answer = cast.client_of(world.ruth).post(of_ada(world), TYPED)
    kept = people.Consent.objects.get()

    assert answer.url == of_ada(world)
    assert (kept.how, kept.by, kept.signed_name) == ("PAPER", "Ruth Abara", "Ada Moreno")
    assert kept.decided_at == cast.at("0:00", dt.date(2026, 11, 20))
    assert kept.text is not None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"signed_on_y": "2027"}, "That day has not come yet."),
        ({"signed_on_y": "0001", "signed_on_m": "1", "signed_on_d": "1"}, "Please check the year."),
        ({"signed_on_d": ""}, "Enter a day, a month and a year."),
        ({"signed_name": ""}, "Type the name as it was signed."),
        ({"NEEDLING": ""}, "Answer at least one of these."),
        ({"language": "xx"}, "xx"),
    ],
)
def test_a_sheet_that_cannot_be_is_pointed_out_and_nothing_is_kept(world, changes, sentence):
    answer = cast.client_of(world.ruth).post(of_ada(world), {**TYPED, **changes})

    assert answer.status_code == 422
    assert sentence in page_of(answer)
    assert not people.Consent.objects.exists()


def test_a_sheet_older_than_a_withdrawal_is_refused(world, ada):
    sign(world)
    ada.post(f"{OWN}NEEDLING/withdrawal/")
    answer = cast.client_of(world.ruth).post(of_ada(world), TYPED)

    assert answer.status_code == 422
    assert "decided about this later than that day" in page_of(answer)
    assert stand() == {"NEEDLING": "TAKEN_BACK"}


def test_staff_write_down_that_a_yes_was_taken_back(world):
    sign(world)
    cast.client_of(world.mei).post(f"{of_ada(world)}NEEDLING/withdrawal/")

    assert stand() == {"NEEDLING": "TAKEN_BACK"}


def test_nobody_but_staff_types_in_paper(world):
    with pytest.raises(actions.UnableToSign, match="Only the clinic"):
        actions.type_in(
            patient=world.ada,
            answers={"NEEDLING": "YES"},
            signed_name="Ada",
            signed_as="",
            language="en",
            on=world.today,
            by=cast.viewer(world.ada),
            now=world.now,
        )


def test_eve_finds_nothing_and_changes_nothing(world):
    [signed] = sign(world)
    eve = cast.client_of(world.eve)

    for path in (of_ada(world), f"{of_ada(world)}blank.pdf", f"/consents/{signed.code}.pdf"):
        assert eve.get(path).status_code == 404
    assert eve.post(of_ada(world), TYPED).status_code == 404
    assert eve.post(f"{of_ada(world)}NEEDLING/withdrawal/").status_code == 404
    assert stand() == {"NEEDLING": "YES"}


def test_another_patient_cannot_read_a_consent(world):
    [signed] = sign(world)

    assert cast.client_of(world.bo).get(f"/consents/{signed.code}.pdf").status_code == 404


def test_the_patients_page_of_the_clinic_says_how_each_stands(world):
    sign(world, NEEDLING="YES", HEAT="TALK")
    page = page_of(cast.client_of(world.ruth).get(f"/patients/{world.ada.code}/"))

    assert "Yes, 23 November 2026" in page
    assert "Talk about it first, 23 November 2026" in page
    assert of_ada(world) in page


# --- As a file ----------------------------------------------------------------------------------------------------------------


def test_a_signed_consent_is_a_tagged_file_that_is_the_same_every_time(world, ada):
    [signed] = sign(world)
    first, second = (ada.get(f"/consents/{signed.code}.pdf") for _ in range(2))

    assert first["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF") and b"/StructTreeRoot" in first.content
    assert first.content == second.content


def test_the_file_shows_the_words_as_they_were_read_whatever_they_are_now(world, ada):
    from needlepoint.intake.pages import consents as pages

    [signed] = deeds.sign_consents(
        patient=world.ada,
        decided=[
            deeds.Decided(
                deeds.Words("NEEDLING", "2020-01", "en", "Pins", (("Then", ("Old words.",)),)), is_given=True
            )
        ],
        signed_name="Ada Moreno",
        by=cast.viewer(world.ada),
        now=world.now,
    )
    shown = pages.signed_paper(signed)

    assert shown["title"] == "Consent: Pins"
    assert shown["parts"] == [["Then", ["Old words."]]]
    assert ("Version of the text", "2020-01") in shown["rows"]
    assert ("Signed by", "Ada Moreno") in shown["rows"]
    assert ada.get(f"/consents/{signed.code}.pdf").status_code == 200


def test_a_consent_said_aloud_has_a_file_that_says_so(world, ada):
    said = people.Consent.objects.create(
        patient=world.ada,
        kind="HEAT",
        wording_version="spoken-2026-11",
        is_given=True,
        how="SPOKEN",
        by="Dr Mei Tanaka",
        decided_at=world.now,
    )
    assert ada.get(f"/consents/{said.code}.pdf").status_code == 200


@pytest.mark.parametrize("name", ["🌵 Ada", '#panic("x")', "\u202eevil", "陳 小明"])
def test_an_odd_name_stops_no_file(world, ada, name):
    sign(world)
    people.Consent.objects.update(signed_name=name)
    people.Patient.objects.filter(pk=world.ada.pk).update(given_name=name)
    code = people.Consent.objects.get().code

    assert ada.get(f"/consents/{code}.pdf").content.startswith(b"%PDF")
    assert ada.get(f"{OWN}blank.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_the_sheet_to_sign_comes_in_the_patients_language(world, language):
    answer = cast.client_of(world.ruth).get(f"{of_ada(world)}blank.pdf?in={language}")

    assert answer.content.startswith(b"%PDF")


def test_the_sheet_leaves_out_what_was_agreed_to(world, ada):
    from needlepoint.intake.pages import consents as pages

    shown = pages.blank_paper(world.ada, ["HEAT", "PHOTOGRAPHS"], "en")

    assert [one["name"] for one in shown["texts"]] == ["Heat", "Photos"]
    assert shown["told"][0] == "What everybody should know"
    assert pages.blank_paper(world.ada, ["PHOTOGRAPHS"], "en")["told"] is None
    sign(world, **{text.kind: "YES" for text in texts.all_texts()})
    assert ada.get(f"{OWN}blank.pdf").status_code == 200
