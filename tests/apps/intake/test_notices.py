"""What a patient told that somebody must look at: who reads what, and who has looked."""

import pytest
from django.test import Client
from django.urls import reverse

from needlepoint.booking.actions import changes
from needlepoint.house import audit
from needlepoint.house import models as house
from needlepoint.house.sms import twilio
from needlepoint.intake import models, tasks
from needlepoint.intake import noticing as wording
from needlepoint.intake.actions import notices as actions
from needlepoint.intake.queries import notices as queries
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from tests import cast, make

pytestmark = pytest.mark.django_db
Kind = models.Notice.Kind


def a_notice(w, *, patient=None, kind=Kind.CRISIS, told_in="intake:abc", **changes):
    patient = patient or w.ada
    fields = {"clinic": patient.clinic, "raised_at": w.now, **changes}
    return models.Notice.objects.create(patient=patient, kind=kind, told_in=told_in, **fields)


def raise_one(w, kind=Kind.DISTRESS, told_in="intake:abc"):
    return actions.raise_notice(patient=w.ada, kind=kind, told_in=told_in, by=cast.viewer(w.ada), now=w.now)


def seen(client, notice, **data):
    return client.post(reverse("intake:notice_seen", args=[notice.code]), data)


def test_told_twice_in_one_place_it_is_one_notice_and_says_nothing_of_the_words(world):
    assert raise_one(world)
    assert not raise_one(world)
    assert raise_one(world, Kind.CRISIS)

    entries = house.AuditEntry.objects.filter(what="notice_raised")
    assert [entry.details for entry in entries.order_by("pk")] == [{"kind": "DISTRESS"}, {"kind": "CRISIS"}]


def test_whoever_treats_reads_what_it_is_and_the_desk_only_who_should_look(world):
    make.a_visit(world, starts_at="15:00")
    a_notice(world)
    a_notice(world, kind=Kind.DISTRESS)

    found = queries.unseen(cast.viewer(world.mei))
    for_mei = wording.notices(found, cast.viewer(world.mei))
    for_ruth = wording.notices(queries.unseen(cast.viewer(world.ruth)), cast.viewer(world.ruth))

    assert [one.tone for one in for_mei] == ["danger", "soon"]
    assert "hurting themselves" in for_mei[0].title
    assert "strain" in for_mei[1].title
    assert [one.seen_url == "" for one in for_ruth] == [True, True]
    assert "Dr Mei Tanaka" in for_ruth[0].title
    told = " ".join(one.title + one.words for one in for_ruth)
    assert not any(word in told for word in ("hurt", "living", "strain", "self", "crisis", "questionnaire"))


def test_eve_sees_none_of_ours_and_a_patient_none_at_all(world):
    a_notice(world)

    assert queries.unseen(cast.viewer(world.eve)) == []
    assert queries.unseen(cast.viewer(world.ada)) == []


def test_looking_is_written_down_once_with_who_and_when(world):
    notice = a_notice(world)

    assert actions.look_at(notice=notice, by=cast.viewer(world.mei), now=world.now)
    assert not actions.look_at(notice=notice, by=cast.viewer(world.omar), now=world.now)

    notice.refresh_from_db()
    assert (notice.seen_by, notice.seen_at) == (f"user:{world.mei_user.pk}", world.now)
    assert house.AuditEntry.objects.filter(what="notice_seen", patient_id=world.ada.pk).count() == 1
    found = queries.of_patient(cast.viewer(world.mei), world.ada, world.now)
    words = wording.notices(found, cast.viewer(world.mei), queries.names_of(found))
    assert words[0].seen_words == "Seen by Dr Mei Tanaka on 23 November."
    assert wording.notices(found, cast.viewer(world.ruth)) == ()


def test_the_button_notes_it_and_goes_back(world):
    notice = a_notice(world)

    answer = seen(cast.client_of(world.mei), notice, next="/day/")

    assert (answer.status_code, answer["Location"]) == (302, "/day/")
    assert queries.unseen(cast.viewer(world.mei)) == []


@pytest.mark.parametrize("odd", ["//evil.example/", "https://evil.example/", "people:account", ""])
def test_it_leads_nowhere_else(world, odd):
    assert seen(cast.client_of(world.mei), a_notice(world), next=odd)["Location"] == "/"


@pytest.mark.parametrize("who, status", [("ruth", 403), ("ivo", 403), ("ada", 403), ("eve", 404)])
def test_only_a_practitioner_of_this_clinic_can_say_that_they_have_seen_it(world, who, status):
    notice = a_notice(world)

    assert seen(cast.client_of(getattr(world, who)), notice).status_code == status
    notice.refresh_from_db()
    assert notice.seen_at is None


def test_a_code_nobody_has_and_a_look_are_no_press(world):
    client, notice = cast.client_of(world.mei), a_notice(world)

    assert client.post(reverse("intake:notice_seen", args=["nothing"])).status_code == 404
    assert client.get(reverse("intake:notice_seen", args=[notice.code])).status_code == 405


def test_words_written_elsewhere_become_a_notice_once(world):
    with audit.transaction.atomic():
        audit.record(
            queries.WROTE_OF_SELF_HARM,
            by=people_rules.System(world.clinic.pk),
            now=world.now,
            patient=world.ada.pk,
            thing="text:1",
        )

    assert tasks.notice_words(world.now) == 1
    assert tasks.notice_words(world.now) == 0
    notice = models.Notice.objects.get()
    assert (notice.patient, notice.kind, notice.told_in) == (world.ada, Kind.CRISIS, "text:1")


def test_thirty_notices_cost_as_many_questions_as_one(world, django_assert_num_queries):
    for n in range(30):
        a_notice(world, told_in=f"intake:{n}")

    mei = cast.viewer(world.mei)
    with django_assert_num_queries(1):
        assert len(wording.notices(queries.unseen(mei), mei)) == 30


# --- Written outside of forms ---------------------------------------------------------------------------------------------

DARK = "I want to kill myself"


def test_a_reason_for_cancelling_that_speaks_of_self_harm_reaches_the_practitioner(world):
    visit = make.a_visit(world, starts_at="Tue 10:00")

    changes.cancel_visit(visit=visit, by=cast.viewer(world.ruth), now=world.now, reason=DARK)

    assert tasks.notice_words(world.now) == 1
    assert models.Notice.objects.get().told_in == f"visit:{visit.code}"
    assert DARK not in str(list(house.AuditEntry.objects.values_list("details", flat=True)))


def test_an_ordinary_reason_raises_nothing(world):
    visit = make.a_visit(world, starts_at="Tue 10:00")

    changes.cancel_visit(visit=visit, by=cast.viewer(world.ruth), now=world.now, reason="Has a cold")

    assert tasks.notice_words(world.now) == 0


def texted(world, settings, body, phone="+12125550101"):
    settings.SMS_PROVIDER, settings.SMS_TWILIO_TOKEN, settings.ORIGIN = "twilio", "t0ken", "https://w.example"
    form = {"From": phone, "Body": body}
    signed = twilio.signature(url="https://w.example/sms/twilio/", form=form, token="t0ken")
    return Client().post("/sms/twilio/", form, headers={"X-Twilio-Signature": signed})


def test_a_text_that_speaks_of_self_harm_is_answered_at_once_and_reaches_the_practitioner(world, settings):
    people.Patient.objects.exclude(pk=world.ada.pk).update(phone="")

    answer = texted(world, settings, f"No. {DARK}.")

    words = answer.content.decode()
    assert "You are not alone" in words or "you are not alone" in words
    assert "988" in words
    assert tasks.notice_words(world.now) == 1
    notice = models.Notice.objects.get()
    assert (notice.patient, notice.told_in.partition(":")[0]) == (world.ada, "text")


def test_a_text_from_a_number_we_do_not_know_is_answered_too(world, settings):
    answer = texted(world, settings, DARK, phone="+15550000000")

    assert "You are not alone" in answer.content.decode()
    assert tasks.notice_words(world.now) == 0


# --- Where it is seen -----------------------------------------------------------------------------------------------------


def test_the_day_the_patients_page_and_the_note_show_it_until_it_is_seen(world):
    visit = make.a_visit(world, state="ARRIVED")
    notice = a_notice(world, kind=Kind.DISTRESS)
    pages = ["/day/", f"/patients/{world.ada.code}/", f"/visits/{visit.code}/note/"]
    mei, ruth = cast.client_of(world.mei), cast.client_of(world.ruth)

    for page in pages:
        assert "Under great strain" in mei.get(page).content.decode(), page
    for page in pages[:2]:
        told = ruth.get(page).content.decode()
        assert "Dr Mei Tanaka should look at their page" in told, page
        assert "strain" not in told, page
    mei.post(reverse("intake:notice_seen", args=[notice.code]))

    assert "Under great strain" not in mei.get("/day/").content.decode()
    assert "Seen by Dr Mei Tanaka" in mei.get(pages[1]).content.decode()
    assert "should look" not in ruth.get(pages[1]).content.decode()
