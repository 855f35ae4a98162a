"""A kind of visit before which the clinic asks for no check: who comes past the check to it, and who never does."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.booking import models
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import models as house
from needlepoint.knowledge.safety import check
from needlepoint.screening import models as screening
from needlepoint.screening import queries as screening_queries
from tests import cast, checks
from tests.apps.booking import test_views as pages

pytestmark = pytest.mark.django_db
STARTS, DETAILS = pages.STARTS, pages.DETAILS
CHECK, RESULT = "screening:begin", "screening:result"


@pytest.fixture
def call(world):
    """A call for somebody new: no room, and no needle."""
    return a_call(world, "FIRST", "A call before you come")


def a_call(w, kind, name, **more):
    fields = {"needs_check": False, "needs_room": False, "price_cents": 0, "position": 9, **more}
    return frontdoor.Service.objects.create(
        clinic=w.clinic, kind=kind, name=name, segments=[["TOGETHER", 15]], **fields
    )


def goes_to(client, code=""):
    """Where the list of starts leads a browser: "" when it is shown."""
    answer = client.get(STARTS, {"service": code} if code else {})
    return answer.url if answer.status_code == 302 else ""


def begun(**given):
    """A browser in which the check was begun and not finished."""
    client = cast.client_of(None)
    session = client.session
    session[screening_queries.SESSION_KEY] = {"answers": given}
    session.save()
    return client


def test_a_visitor_books_it_without_the_check(world, call):
    client = cast.client_of(None)
    page = client.get(STARTS, {"service": call.code})
    details = client.get(pages.links(page, "start=")[0])
    assert "answers from the check" not in pages.text(details)
    assert "what you wrote here with your record" in pages.text(details)

    answer = client.post(DETAILS, {**pages.GRETA, **pages.hidden(details)})

    visit = models.Visit.objects.get()
    assert answer.url == reverse("booking:booked", args=[visit.code])
    assert (visit.service, visit.room) == (call, None)
    assert house.AuditEntry.objects.get(what="visit_booked").details["check"] == "NOT_NEEDED"
    assert not screening.Check.objects.exists()


def test_every_other_way_still_asks_for_the_check(world, call):
    client = cast.client_of(None)

    # Neither no code, nor a kind, nor one of nobody, nor that of a visit with needles.
    for code in ("", "FIRST", "nothing", world.first.code, world.follow_up.code):
        assert goes_to(client, code) == reverse(CHECK)
    start = pages.start_of(world, "Tue 9:00")
    for service in ("", "FIRST", world.first.code):
        sent = {**pages.GRETA, **start, "service": service, "form_key": "k" * 20}
        assert client.post(DETAILS, sent).url == reverse(CHECK)
        assert client.post(reverse("booking:hold"), sent).status_code == 204
    assert not models.Visit.objects.exists()
    assert not models.Hold.objects.exists()


def test_standing_first_in_the_list_excuses_nobody_who_did_not_ask_for_it(world, call):
    frontdoor.Service.objects.filter(pk=call.pk).update(position=0)
    frontdoor.Service.objects.exclude(pk=call.pk).update(position=5)

    assert goes_to(cast.client_of(None)) == reverse(CHECK)


@pytest.mark.parametrize("changed", [{"for_new": False}, {"is_public": False}, {"is_offered": False}])
def test_what_is_not_for_them_lets_nobody_past_the_check_to_another(world, call, changed):
    frontdoor.Service.objects.filter(pk=call.pk).update(**changed)

    assert goes_to(cast.client_of(None), call.code) == reverse(CHECK)


def test_whoever_was_told_to_stop_books_nothing(world, call):
    stopped = pages.checked(cast.client_of(None), **pages.URGENT)

    assert goes_to(stopped, call.code) == reverse(RESULT)
    sent = {**pages.GRETA, **pages.start_of(world, "Tue 9:00"), "service": call.code, "form_key": "k" * 20}
    assert stopped.post(DETAILS, sent).url == reverse(RESULT)
    assert not models.Visit.objects.exists()


def test_a_warning_sign_in_a_check_only_begun_counts(world, call):
    told = begun(foot_drop="YES")
    assert screening_queries.outcome_in(told.session).complete is False

    assert goes_to(told, call.code) in {reverse(CHECK), reverse(RESULT)}
    assert goes_to(begun(foot_drop="NO"), call.code) == ""


def test_a_patient_is_asked_nothing_before_it_either(world):
    call = a_call(world, "FOLLOW_UP", "A call")
    pages.seen(world, days_ago=120)
    ada = cast.client_of(world.ada)

    assert goes_to(ada) == reverse(CHECK)
    assert goes_to(ada, call.code) == ""


def test_a_patient_whose_newest_check_said_stop_books_nothing_and_reads_why(world):
    call = a_call(world, "FOLLOW_UP", "A call")
    pages.seen(world, days_ago=120)
    checks.kept(world.ada, check.Route.DOCTOR_FIRST, at=world.now)

    assert goes_to(cast.client_of(world.ada), call.code) == reverse("screening:latest", args=[world.ada.code])


def test_a_check_that_said_stop_long_ago_excuses_nobody_from_a_new_one(world):
    call = a_call(world, "FOLLOW_UP", "A call")
    checks.kept(world.ada, check.Route.DOCTOR_FIRST, at=world.now - dt.timedelta(days=200))

    assert goes_to(cast.client_of(world.ada), call.code) == reverse(CHECK)


def test_a_patient_seen_lately_confirms_no_signs_before_it(world):
    call = a_call(world, "FOLLOW_UP", "A call")
    pages.seen(world)
    ada = cast.client_of(world.ada)

    page = ada.get(pages.links(ada.get(STARTS, {"service": call.code}), "start=")[0])

    assert 'name="no_new_signs"' not in pages.text(page)
    assert 'name="no_new_signs"' in pages.text(ada.get(pages.links(ada.get(STARTS), "start=")[0]))


def test_the_prices_lead_a_visitor_to_it_and_to_no_other(world, call):
    a_call(world, "FOLLOW_UP", "A call for people we know")

    page = cast.client_of(None).get(reverse("frontdoor:prices"))

    assert pages.links(page, "service=") == [f"{STARTS}?service={call.code}"]


def test_having_had_it_opens_no_visit_with_needles(world, call):
    visit = pages.seen(world, days_ago=3)
    models.Visit.objects.filter(pk=visit.pk).update(service=call)
    ada = cast.client_of(world.ada)

    assert goes_to(ada) == reverse(CHECK)
    assert goes_to(ada, world.follow_up.code) == reverse(CHECK)
    assert "First visit, 75 minutes" in pages.text(pages.checked(ada).get(STARTS))


def test_a_visit_brought_in_without_its_kind_still_counts_as_treatment(world):
    visit = pages.seen(world, days_ago=3)
    models.Visit.objects.filter(pk=visit.pk).update(service=None)

    assert goes_to(cast.client_of(world.ada)) == ""
