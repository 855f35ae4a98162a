"""The clinic's tablet, from the desk's hand to the patient's and back."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.house import models as house
from needlepoint.intake import models
from needlepoint.knowledge.questions import reading
from needlepoint.people import queries as people_queries
from needlepoint.screening import models as screening
from tests import cast, make
from tests.apps.intake import telling
from tests.apps.people import test_kiosk as everywhere

pytestmark = pytest.mark.django_db
FORM = reading.form("first_visit")


def checked(patient, *, now):
    """A check that holds today, as booking leaves one."""
    return screening.Check.objects.create(
        clinic=patient.clinic,
        patient=patient,
        rule_version="1",
        wording_version="1",
        route="SUITABLE",
        finished_at=now,
    )


@pytest.fixture
def visit(world):
    checked(world.ada, now=world.now)
    return make.a_visit(world, service=world.first, starts_at="15:00")


def handed_over(w, visit, who="ruth"):
    """Staff press the button; the browser is the patient's now."""
    client = cast.client_of(getattr(w, who))
    answer = client.post(reverse("intake:kiosk_begin", args=[visit.code]))
    assert (answer.status_code, answer["Location"]) == (302, "/tablet/forms/")
    return client


def test_the_page_before_says_what_opens_and_that_staff_are_signed_out(world, visit):
    page = cast.client_of(world.ruth).get(reverse("intake:kiosk_begin", args=[visit.code])).content.decode()

    assert "Hand this tablet to Ada Moreno" in page
    assert FORM.title in page
    assert "signed out" in page
    assert not models.Intake.objects.exists()


def test_pressed_it_opens_the_form_and_nobody_is_signed_in(world, visit):
    client = handed_over(world, visit)

    assert "_auth_user_id" not in client.session
    answer = client.get("/tablet/forms/", follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0].startswith("/intake/")
    assert answer["Cache-Control"] == "no-store"
    page = answer.content.decode()
    assert "people/kiosk.css" in page
    assert 'action="/tablet/back/"' in page
    assert "http-equiv" in page  # without JavaScript it leaves by itself
    for outside in ('href="/me/', 'href="/account/', 'href="/"'):
        assert outside not in page
    assert house.AuditEntry.objects.get(what="tablet_handed_over").who == f"user:{world.ruth.pk}"


def fill_in(client, visit):
    """Go through the whole form with Next, answering the first scale."""
    code = visit.code
    client.post(f"/intake/{code}/agreement/", {})
    for _screen in range(len(FORM.screens) + 5):
        at = client.get(f"/intake/{code}/")["Location"]
        if at.endswith("/answers/"):
            return at
        client.post(at, {})
    raise AssertionError("the form does not end")


def test_what_is_answered_there_says_so_and_sending_it_closes_the_tablet(world, visit):
    client = handed_over(world, visit)
    assert fill_in(client, visit).startswith("/intake/")

    sent = client.post(reverse("portal:intake_finish", args=[visit.code]), follow=True)

    assert models.Intake.objects.get().state == "FINISHED"
    assert set(models.Answer.objects.values_list("source", flat=True)) == {"KIOSK"}
    assert sent.redirect_chain[-1][0] == "/tablet/"
    assert "Please give the tablet back" in sent.content.decode()
    assert sent["Clear-Site-Data"] == '"cache", "storage"'
    assert people_queries.KIOSK_SESSION_KEY not in client.session
    assert client.get(f"/intake/{visit.code}/answers/")["Location"] == "/tablet/"


def test_with_two_forms_the_list_shows_both_and_only_after_the_second_it_closes(world, visit):
    client = handed_over(world, visit)
    second = telling.actions.open_intake(visit=visit, form="pack:RMDQ24", now=world.now)

    listed = client.get("/tablet/forms/")
    assert listed.status_code == 200
    assert f'href="/intake/{second.code}/"' in listed.content.decode()
    models.Intake.objects.filter(form="first_visit").update(state="FINISHED", finished_at=world.now)
    assert client.get("/tablet/forms/")["Location"] == f"/intake/{second.code}/"
    assert client.get(f"/intake/{second.code}/")["Location"].startswith(
        "/intake/"
    )  # opened meanwhile, open now
    models.Intake.objects.update(state="FINISHED", finished_at=world.now)
    assert client.get("/tablet/forms/")["Location"] == "/tablet/"
    assert people_queries.KIOSK_SESSION_KEY not in client.session


def test_nothing_but_this_visits_forms_opens_not_even_their_own(world, visit):
    mine = make.a_visit(world, service=world.first, starts_at="17:00")
    other = telling.begun(world, mine)
    done = telling.sent(world, make.a_visit(world, service=world.first, starts_at="18:00"))
    client = handed_over(world, visit)

    for path in (
        "/me/",
        "/me/told/",
        "/me/told.json",
        f"/intake/{mine.code}/",
        f"/intake/{other.code}/answers/",
        f"/intake/{done.code}/answers/",
        reverse("intake:told_correct", args=[done.code, "began"]),
        reverse("booking:booked", args=[visit.code]),
        reverse("intake:kiosk_begin", args=[visit.code]),
        f"/patients/{world.ada.code}/",
    ):
        assert client.get(path)["Location"] == "/tablet/", path
        assert client.post(path)["Location"] == "/tablet/", path


@pytest.mark.slow  # every address there is
def test_every_address_there_is_leads_back_to_the_form_or_belongs_to_it(world, visit):
    client = handed_over(world, visit)
    intake = models.Intake.objects.get()
    own = {}
    allowed = (f"/intake/{visit.code}/", f"/me/intake/{visit.code}/", "/tablet/forms/", "/check/")
    for name, places in everywhere.every():
        names = {key: visit.code if key == "code" else value for key, value in places.items()}
        path = reverse(name, kwargs=names)
        if client.get(path).get("Location") != "/tablet/":
            own[name] = path

    assert set(own) >= {"intake:resume", "intake:agreement", "intake:kiosk"}
    assert all(path.startswith(allowed) for path in own.values())
    for name in ("intake:paper", "intake:paper_pdf"):  # for staff only, also when the address would be open
        if name in own:
            assert client.get(own[name]).status_code in {403, 404}
    assert intake.patient == world.ada


def test_where_nothing_is_open_there_is_nothing_to_hand_over(world):
    visit = make.a_visit(world)
    checked(world.ada, now=world.now)

    page = cast.client_of(world.mei).get(reverse("intake:kiosk_begin", args=[visit.code])).content.decode()

    assert "Every form for this visit is finished." in page
    client = cast.client_of(world.mei)
    client.post(reverse("intake:kiosk_begin", args=[visit.code]))
    assert client.get("/tablet/forms/")["Location"] == "/tablet/"
    assert people_queries.KIOSK_SESSION_KEY not in client.session


@pytest.mark.parametrize("who, status", [("ada", 403), ("ivo", 403), ("eve", 404)])
def test_nobody_else_hands_it_over(world, visit, who, status):
    path = reverse("intake:kiosk_begin", args=[visit.code])
    client = cast.client_of(getattr(world, who))

    assert client.get(path).status_code == status
    assert client.post(path).status_code == status
    assert "_auth_user_id" in client.session


def test_off_the_tablet_its_page_does_not_exist(world):
    assert cast.client_of(world.ada).get("/tablet/forms/").status_code == 404
    assert cast.client_of(world.ruth).get("/tablet/forms/").status_code == 403
    assert cast.client_of(world.ruth).post(reverse("intake:kiosk_begin", args=["nothing"])).status_code == 404


def test_safety_questions_that_must_be_asked_again_come_first(world, visit):
    screening.Check.objects.update(finished_at=world.now - dt.timedelta(days=200))
    client = handed_over(world, visit)

    page = client.get("/tablet/forms/").content.decode()

    assert page.index("Safety questions") < page.index(FORM.title)
    again = reverse("screening:again", args=[world.ada.code])
    assert f'href="{again}"' in page
    begun = client.post(again, {"reason": "GAP"})
    assert client.get(begun["Location"]).status_code == 200
    assert client.get(reverse("booking:starts"))["Location"] == "/tablet/"
    assert client.get(reverse("screening:again", args=[world.bo.code])).status_code == 404
