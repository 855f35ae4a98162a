"""Booking for a child, or for somebody one helps."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.booking import models
from needlepoint.house import clock
from needlepoint.people import models as people
from needlepoint.people import queries as people_queries
from needlepoint.people import sessions
from needlepoint.screening import queries as screening_queries
from tests import cast, make
from tests.apps.booking import test_views as pages

pytestmark = pytest.mark.django_db
LEO = {
    "who": "CHILD",
    "name": "Leo Holm",
    "birth_date_d": "5",
    "birth_date_m": "6",
    "birth_date_y": "2014",
    "contact_name": "Greta Maria Holm",
    "check_is_theirs": "on",
    "phone": "(212) 555-0177",
    "email": "greta@mail.example",
}


def first_page(client, **query):
    return client.get(pages.links(client.get(pages.STARTS, query), "start=")[0])


@pytest.fixture
def family(world):
    """Ada's son Leo has a record under her account."""
    return people.Patient.objects.create(
        clinic=world.clinic,
        user=world.ada.user,
        given_name="Leo",
        family_name="Moreno",
        birth_date=dt.date(2012, 1, 9),
        email=world.ada.email,
        contact_name="Ada Moreno",
        contact_relation="parent",
        made_at=world.now,
    )


# --- A visitor -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "relation"), [("CHILD", "parent"), ("HELPED", "carer")])
def test_a_visitor_books_for_somebody_else(world, who, relation):
    client = pages.visitor()

    answer = client.post(pages.DETAILS, {**pages.hidden(first_page(client)), **LEO, "who": who})

    leo = models.Visit.objects.get().patient
    assert (leo.name, leo.birth_date, leo.contact_name, leo.contact_relation) == (
        "Leo Holm",
        dt.date(2014, 6, 5),
        "Greta Maria Holm",
        relation,
    )
    assert (leo.phone, leo.email, leo.user.name) == ("+12125550177", "greta@mail.example", "Greta Maria Holm")
    shown = pages.text(client.get(answer.url))
    assert "<h1>Leo is booked</h1>" in shown
    assert "Next: tell us about Leo" in shown
    assert "your back" not in shown
    assert "Leo Holm" in shown


def test_who_books_for_another_says_so_and_has_answered_the_check_for_them(world):
    client = pages.visitor()
    page = first_page(client)
    assert "must be about the person who comes" in pages.text(page)

    answer = client.post(
        pages.DETAILS, {**pages.hidden(page), **LEO, "contact_name": " ", "check_is_theirs": ""}
    )

    shown = pages.text(answer)
    assert answer.status_code == 422
    assert "Enter your own name, so that we know who booked." in shown
    assert "go through the check for them first" in shown
    assert 'value="Leo Holm"' in shown
    assert not models.Visit.objects.exists()


def test_who_comes_themselves_needs_neither(world):
    client = pages.visitor()

    client.post(
        pages.DETAILS, {**pages.hidden(first_page(client)), **pages.GRETA, "contact_name": "Somebody"}
    )

    greta = models.Visit.objects.get().patient
    assert (greta.contact_name, greta.contact_relation) == ("", "")


def test_a_choice_that_is_none_is_asked_again(world):
    client = pages.visitor()

    answer = client.post(pages.DETAILS, {**pages.hidden(first_page(client)), **LEO, "who": "DOG"})

    assert answer.status_code == 422
    assert "Choose one of the three." in pages.text(answer)


# --- A patient who is signed in --------------------------------------------------------------------------------------------


def test_a_patient_books_for_somebody_new_after_a_check_about_them(world):
    ada = pages.checked(cast.client_of(world.ada))
    [offered] = pages.links(ada.get(pages.STARTS), "for=new")
    assert ada.get(offered).url == reverse("screening:begin")  # her own check is not about her son
    assert screening_queries.SESSION_KEY not in ada.session
    page = first_page(pages.checked(ada))  # the way back from the check does not say for whom

    answer = ada.post(
        pages.DETAILS,
        {
            **pages.hidden(page),
            **{key: LEO[key] for key in LEO if key not in {"phone", "email", "contact_name"}},
        },
    )

    leo = models.Visit.objects.get().patient
    assert (leo.name, leo.contact_name, leo.contact_relation) == ("Leo Holm", "Ada Moreno", "parent")
    assert (leo.phone, leo.email, leo.user) == (world.ada.phone, world.ada.email, world.ada.user)
    shown = pages.text(ada.get(answer.url))
    assert "<h1>Leo is booked</h1>" in shown
    assert "Cancel this visit" in shown
    assert people_queries.LINK_SESSION_KEY not in ada.session  # she is still herself


def test_who_leaves_the_check_for_another_books_for_themselves_again(world):
    pages.seen(world)
    ada = cast.client_of(world.ada)
    asked = ada.get(pages.STARTS, {"for": "new"}, follow=True)
    assert "These questions are about the person who comes." in pages.text(asked)

    assert "Follow-up visit, 50 minutes, $75" in pages.text(ada.get(pages.STARTS))


def test_one_of_the_family_is_picked_and_their_own_record_counts(world, family):
    pages.seen(world)
    pages.seen(world, family)
    ada = cast.client_of(world.ada)
    listed = ada.get(pages.STARTS)
    [leos] = pages.links(listed, f"for={family.code}")

    chosen = ada.get(leos)
    assert "A time for Leo" in pages.text(chosen)
    page = ada.get(pages.links(chosen, "start=")[0])
    assert "For Leo Moreno" in pages.text(page)
    answer = ada.post(pages.DETAILS, {**pages.hidden(page), "no_new_signs": "on"})

    visit = models.Visit.objects.get(state="BOOKED")
    assert visit.patient == family
    assert "<h1>Leo is booked</h1>" in pages.text(ada.get(answer.url))
    assert "A time for" not in pages.text(ada.get(pages.STARTS))  # the next one is for herself again


def test_a_parent_moves_and_cancels_the_visit_of_their_child(world, family):
    visit = make.a_visit(world, patient=family, starts_at="Wed 9:00")
    ada = cast.client_of(world.ada)

    assert "Leo Moreno" in pages.text(ada.get(reverse("booking:new_time", args=[visit.code])))
    ada.post(reverse("booking:cancellation", args=[visit.code]))

    visit.refresh_from_db()
    assert visit.state == "CANCELLED"


def test_somebody_elses_child_is_nobodys_to_book_for(world, family):
    pages.seen(world, world.bo)
    bo = cast.client_of(world.bo)
    visit = make.a_visit(world, patient=family, starts_at="Wed 9:00")

    assert "A time for" not in pages.text(bo.get(pages.STARTS, {"for": family.code}))
    page = bo.get(pages.DETAILS, {**pages.start_of(world, "Tue 9:00", world.mei), "for": family.code})
    bo.post(pages.DETAILS, {**pages.hidden(page), "for": family.code, "no_new_signs": "on"})

    assert models.Visit.objects.get(starts_at=cast.at("Tue 9:00")).patient == world.bo
    assert bo.get(reverse("booking:booked", args=[visit.code])).status_code == 404
    assert bo.get(reverse("booking:cancellation", args=[visit.code])).status_code == 404


def linked(patient):
    """A browser that came by a single-use link: it holds this patient's page and nothing else."""
    client = cast.client_of(None)
    session = client.session
    session[people_queries.LINK_SESSION_KEY] = patient.pk
    session[sessions.SINCE] = session[sessions.SEEN] = int(clock.ticking())
    session.save()
    return client


def test_a_single_use_link_opens_one_page_and_not_the_family(world, family):
    pages.seen(world)
    client = linked(world.ada)
    visit = make.a_visit(world, patient=family, starts_at="Wed 9:00")

    assert family.code not in pages.text(client.get(pages.STARTS))
    assert client.get(reverse("booking:booked", args=[visit.code])).status_code == 404


def test_who_came_by_a_link_may_look_at_what_they_booked_for_another_and_change_nothing(world):
    client = linked(world.ada)
    client.get(pages.STARTS, {"for": "new"})
    page = first_page(pages.checked(client))
    sent = {key: LEO[key] for key in LEO if key not in {"phone", "email", "contact_name"}}

    answer = client.post(pages.DETAILS, {**pages.hidden(page), **sent})

    assert "Leo Holm" in pages.text(client.get(answer.url))
    code = models.Visit.objects.get().code
    assert client.get(reverse("booking:cancellation", args=[code])).status_code == 404


def test_parent_and_child_may_come_at_the_same_time(world, family):
    pages.seen(world)
    pages.seen(world, family)
    ada = cast.client_of(world.ada)
    page = ada.get(pages.DETAILS, pages.start_of(world, "Tue 9:00", world.mei))
    ada.post(pages.DETAILS, {**pages.hidden(page), "no_new_signs": "on"})

    page = ada.get(pages.DETAILS, {**pages.start_of(world, "Tue 9:00", world.omar), "for": family.code})
    ada.post(pages.DETAILS, {**pages.hidden(page), "no_new_signs": "on"})

    at_nine = models.Visit.objects.filter(starts_at=cast.at("Tue 9:00"))
    assert {visit.patient for visit in at_nine} == {world.ada, family}
