"""Who treats here: added and changed by the owner alone, with licences that are watched."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.booking import models as booking
from needlepoint.house import models as house
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from tests import cast, make

pytestmark = pytest.mark.django_db

SAM = {"name": "Sam Okoro", "credential": "L.Ac.", "licence_number": "006123", "licence_body": "State Board"}


@pytest.fixture
def ivo(world):
    return cast.client_of(world.ivo)


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def add(client, status=302, **typed):
    return text(client.post(reverse("desk:new_practitioner"), {**SAM, **typed}), status)


def change(client, who, status=302, **typed):
    url = reverse("desk:practitioner", args=[who.code])
    return text(client.post(url, {"name": who.name, "is_bookable": "on", **typed}), status)


def deeds():
    found = house.AuditEntry.objects.exclude(what="signed_in").order_by("pk")
    return list(found.values_list("what", flat=True))


def test_the_owner_adds_somebody_who_can_be_booked_and_signs_in(world, ivo):
    assert "Somebody new who treats" in text(ivo.get(reverse("desk:new_practitioner")))
    add(
        ivo,
        email="Sam@Willow.example",
        is_bookable="on",
        has_usual_hours="on",
        licence_expires_on="2027-06-30",
    )
    sam = people.Practitioner.objects.get(name="Sam Okoro")
    assert (sam.clinic, sam.licence_expires_on) == (world.clinic, dt.date(2027, 6, 30))
    assert (sam.user.email, sam.is_bookable, sam.hours.count()) == ("sam@willow.example", True, 10)
    assert sam.user.memberships.get().role == "PRACTITIONER"
    assert deeds() == ["practitioner_added", "practitioner_changed", "account_given", "hours_given"]
    page = text(cast.client_of(None).get(reverse("frontdoor:team")))
    assert "006123" in page
    assert "State Board" in page
    assert "30 June 2027" in page


def test_somebody_whose_licence_is_over_is_not_said_to_treat_here(world, ivo):
    add(ivo, name="Mara Past", has_usual_hours="on", is_bookable="on", licence_expires_on="2020-01-01")
    page = text(ivo.get(reverse("desk:practitioners")))
    assert "Nobody can be booked with them: the licence is over." in page
    assert "treats here now" not in page


def test_an_owner_of_whom_only_an_address_is_known_is_called_as_they_say(world, ivo):
    people.User.objects.filter(pk=world.ivo.pk).update(name=world.ivo.email.partition("@")[0])
    add(ivo, name="Ivo Rowan", email=world.ivo.email, has_usual_hours="on")
    assert people.User.objects.get(pk=world.ivo.pk).name == "Ivo Rowan"


def test_a_name_that_somebody_said_stays(world, ivo):
    add(ivo, name="Ruth A.", email=world.ruth.email, has_usual_hours="on")
    assert people.User.objects.get(pk=world.ruth.pk).name == world.ruth.name


def test_somebody_without_an_address_or_hours_is_added_and_their_hours_come_next(world, ivo):
    answer = ivo.post(reverse("desk:new_practitioner"), {**SAM, "is_bookable": "on"})
    sam = people.Practitioner.objects.get(name="Sam Okoro")
    assert answer.url == reverse("desk:diary_hours", args=[sam.code])
    assert (sam.user, sam.hours.count()) == (None, 0)
    assert "Somebody with this address" in change(ivo, sam, 422, email=world.mei_user.email)
    change(ivo, sam, email=world.ivo.email)  # the owner treats too
    sam.refresh_from_db()
    assert sam.user == world.ivo
    assert f"Signs in as {world.ivo.email}" in text(ivo.get(reverse("desk:practitioner", args=[sam.code])))
    change(ivo, sam, email="other@willow.example")  # who has an account keeps it
    people_actions.give_account(
        practitioner=sam, email="other@willow.example", by=cast.viewer(world.ivo), now=cast.NOW
    )
    sam.refresh_from_db()
    assert sam.user == world.ivo


def test_what_is_wrong_is_said_and_nobody_is_added(world, ivo):
    before = people.Practitioner.objects.count()
    page = add(ivo, 422, email=world.mei_user.email.upper())
    assert "Somebody with this address treats here already." in page
    assert 'value="Sam Okoro"' in page
    assert "leave out" in add(ivo, 422, about="I will cure your back for good.")
    assert "Write a date" in add(ivo, 422, licence_expires_on="soon")
    add(ivo, 422, name="")
    assert people.Practitioner.objects.count() == before
    assert deeds() == []


def test_only_the_owner_of_the_clinic_may(world):
    for who in (world.ruth, world.mei, world.ada):
        assert cast.client_of(who).get(reverse("desk:new_practitioner")).status_code in {302, 403, 404}
    add(cast.client_of(world.eve))
    assert people.Practitioner.objects.get(name="Sam Okoro").clinic == world.other_clinic
    assert (
        cast.client_of(world.eve).get(reverse("desk:practitioner", args=[world.mei.code])).status_code == 404
    )


def test_a_licence_that_ends_before_booked_visits_leads_to_them(world, ivo):
    make.a_visit(world)
    visit = booking.Visit.objects.get()
    booking.Visit.objects.update(starts_at=cast.at("Wed 10:00"), ends_at=cast.at("Wed 11:00"))
    url = reverse("desk:practitioner", args=[visit.practitioner.code])
    answer = ivo.post(
        url, {"name": visit.practitioner.name, "is_bookable": "on", "licence_expires_on": "2026-11-24"}
    )
    assert answer.url == reverse("desk:diary_visits")
    page = text(ivo.get(answer.url))
    assert "1 visit is booked after the last day of the licence" in page
    assert "the licence is over by then" in page
    assert "1 visit is booked with them after that day." in text(ivo.get(reverse("desk:owner")))


def test_the_owner_is_told_sixty_days_before_and_of_what_nobody_wrote_down(world, ivo):
    change(ivo, world.mei, licence_expires_on=str(cast.TODAY + dt.timedelta(days=61)))
    change(ivo, world.omar, licence_expires_on=str(cast.TODAY + dt.timedelta(days=365)))
    assert 'id="licences"' not in text(ivo.get(reverse("desk:owner")))
    change(ivo, world.mei, licence_expires_on=str(cast.TODAY + dt.timedelta(days=60)))
    page = text(ivo.get(reverse("desk:owner")))
    assert "60 days are left." in page
    assert "Licence until 22 January 2027" in page
    change(ivo, world.mei, licence_expires_on="")
    assert "No last day of the licence is written down" in text(ivo.get(reverse("desk:owner")))


def test_whoever_lost_the_licence_is_on_no_public_page_and_the_staff_see_why(world, ivo):
    change(ivo, world.mei, licence_expires_on=str(cast.TODAY - dt.timedelta(days=1)))
    visitor = cast.client_of(None)
    for page in ("frontdoor:team", "frontdoor:home"):
        assert "Dr Mei Tanaka" not in text(visitor.get(reverse(page)))
    assert "Dr Omar Haddad" in text(visitor.get(reverse("frontdoor:team")))
    over = "Licence over since 22 November 2026"
    assert over in text(ivo.get(reverse("desk:practitioners")))
    assert over in text(ivo.get(reverse("desk:practitioner", args=[world.mei.code])))
    assert "Nobody can be booked with them" in text(ivo.get(reverse("desk:owner")))
    page = text(cast.client_of(world.ruth).get(reverse("desk:calendar")))
    assert "The licence of Dr Mei Tanaka ends on 22 November 2026." in page
