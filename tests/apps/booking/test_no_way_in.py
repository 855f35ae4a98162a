"""From a check that does not allow a visit no path leads to a start: not by a link, not by typing, not by sending a form."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from needlepoint.booking import models
from needlepoint.booking.actions import changes, holds, refusals, series, stops, visits, waiting
from needlepoint.booking.models import WaitingEntry
from needlepoint.booking.queries import series as series_queries
from needlepoint.booking.rules import starts
from needlepoint.knowledge.safety import check
from needlepoint.people import rules as people_rules
from needlepoint.screening import models as screening
from tests import cast, checks, make
from tests.apps.booking import test_views as pages

pytestmark = pytest.mark.django_db
Route = check.Route
STOPS = [route for route in Route if not route.may_book]
DAY = dt.timedelta(days=1)


def sent(world, **more):
    start = pages.start_of(world, "Tue 9:00")
    return {**pages.GRETA, **start, "form_key": "k" * 20, "no_new_signs": "on", "agree": "on", **more}


def nothing_was_given(world, *, visits_before=0):
    assert models.Visit.objects.count() == visits_before
    assert not models.Hold.objects.exists()
    assert not WaitingEntry.objects.exists()


def has_a_start(response):
    """Whether a page leads to a start or sends one; its own address in another language does neither."""
    return bool(re.search(rb'href="[^"?]+[?][^"]*start=|name="start"', response.content))


@pytest.mark.parametrize("route", STOPS)
def test_a_stranger_whose_answers_stop_them_reaches_no_start_by_any_address(world, route):
    stopped = checks.put_in(cast.client_of(None), checks.answers_leading_to(route), finished_at=world.now)
    result = reverse("screening:result")

    for path in (pages.STARTS, pages.DETAILS):
        answer = stopped.get(path, sent(world))
        assert answer.url == result
    assert stopped.post(pages.DETAILS, sent(world)).url == result
    assert stopped.post(reverse("booking:hold"), sent(world)).status_code == 204
    for method in (stopped.get, stopped.post):
        assert not has_a_start(method(reverse("booking:wait"), sent(world)))
    nothing_was_given(world)


@pytest.mark.parametrize("route", STOPS)
def test_a_patient_whose_record_stops_them_reaches_no_start_by_any_address(world, route):
    visit = make.a_visit(world, starts_at=world.now + 3 * DAY)
    checks.kept(world.ada, route, at=world.now - DAY)
    ada = cast.client_of(world.ada)
    latest = reverse("screening:latest", args=[world.ada.code])

    assert ada.get(pages.STARTS).url == latest
    assert ada.get(pages.DETAILS, sent(world)).url == latest
    assert ada.post(pages.DETAILS, sent(world)).url == latest
    assert ada.post(reverse("booking:hold"), sent(world)).status_code == 204
    assert ada.get(reverse("booking:wait")).url == latest
    assert ada.post(reverse("booking:wait"), sent(world)).url == latest
    for method in (ada.get, ada.post):
        answer = method(reverse("booking:new_time", args=[visit.code]), pages.start_of(world, "Tue 9:00"))
        assert answer.status_code == 409
        assert not has_a_start(answer)
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == ("BOOKED", world.now + 3 * DAY)  # what is booked stays
    nothing_was_given(world, visits_before=1)


@pytest.mark.parametrize("route", STOPS)
def test_staff_are_led_to_the_patients_page_and_book_once_somebody_decided_differently(world, route):
    kept = checks.kept(world.ada, route, at=world.now - DAY)
    ruth, for_ada = cast.client_of(world.ruth), {"for": world.ada.code}

    for path in (pages.STARTS, pages.DETAILS, reverse("booking:wait")):
        answer = ruth.get(path, {**sent(world), **for_ada})
        assert answer.url == reverse("desk:patient", args=[world.ada.code])
    assert ruth.post(pages.DETAILS, {**sent(world), **for_ada}).status_code == 302
    nothing_was_given(world)

    checks.decided(kept, Route.SUITABLE_WITH_CARE, at=world.now)
    assert ruth.get(pages.STARTS, for_ada).status_code == 200
    assert cast.client_of(world.ada).get(pages.STARTS).status_code == 200


def deeds(world, by):
    """Every deed that gives somebody a start."""
    of = {"clinic": world.clinic, "patient": world.ada, "by": by, "now": world.now}
    at = cast.at("Tue 9:00")
    return {
        "book": lambda: visits.book_visit(
            **of, service=world.first, starts_at=at, practitioner_id=None, form_key="k" * 20
        ),
        "series": lambda: series.book_series(
            **of,
            service=world.first,
            wishes=[series_queries.Wish(at, world.mei.pk, is_review=False)],
            course_code="none",
            form_key="k" * 20,
        ),
        "hold": lambda: holds.hold_start(
            **of,
            service=world.first,
            starts_at=at,
            practitioner_id=None,
            form_key="k" * 20,
            expires_at=world.now + dt.timedelta(minutes=10),
        ),
        "wait": lambda: waiting.join(
            **of,
            service=world.first,
            windows=[],
            from_date=world.today,
            until_date=world.today + 9 * DAY,
            practitioner=None,
            instead_of=None,
            is_flare=False,
        ),
    }


@pytest.mark.parametrize("who", ["ada", "ruth", "mei"])
@pytest.mark.parametrize("deed", ["book", "series", "hold", "wait"])
def test_the_deeds_themselves_refuse_whoever_is_stopped(world, who, deed):
    kept = checks.kept(world.ada, Route.DOCTOR_FIRST, at=world.now - DAY)
    do = deeds(world, cast.viewer(getattr(world, who)))[deed]

    with pytest.raises((refusals.UnableToBook, waiting.UnableToWait), match="doctor"):
        do()
    nothing_was_given(world)

    checks.decided(kept, Route.SUITABLE, at=world.now)
    do()


def test_a_patient_moves_nothing_while_stopped_and_the_clinic_still_may(world):
    visit = make.a_visit(world, starts_at=world.now + 3 * DAY)
    checks.kept(world.ada, Route.SAME_DAY, at=world.now)
    to = {"visit": visit, "starts_at": cast.at("Tue 9:00"), "now": world.now}

    with pytest.raises(refusals.UnableToMove):
        changes.move_visit(**to, by=cast.viewer(world.ada))
    assert changes.move_visit(**to, by=cast.viewer(world.ruth)).starts_at == cast.at("Tue 9:00")


def test_an_offer_made_before_is_neither_shown_nor_taken_and_none_is_made_after(world):
    entry = deeds(world, cast.viewer(world.ada))["wait"]()
    start = starts.Start(cast.at("Tue 9:00"), world.mei.pk)
    made = waiting.offer(entry, start, by=people_rules.System(world.clinic.pk), now=world.now)
    checks.kept(world.ada, Route.DOCTOR_FIRST, at=world.now)
    ada, url = cast.client_of(world.ada), reverse("booking:offer", args=[made.code])

    for answer in (ada.get(url), ada.post(url, {"answer": "yes"})):
        assert answer.status_code == 409
        assert not has_a_start(answer)
    with pytest.raises(waiting.UnableToTake):
        waiting.take(offer=made, by=cast.viewer(world.ruth), now=world.now)
    assert not models.Visit.objects.exists()
    ada.post(url, {"answer": "no"})  # letting it go stays possible
    with pytest.raises(waiting.UnableToOffer):
        waiting.offer(entry, start, by=cast.viewer(world.ruth), now=world.now)


def test_newer_answers_in_this_browser_lift_the_records_stop_but_never_one_by_staff(world):
    kept = checks.kept(world.ada, Route.SAME_DAY, at=world.now - DAY)
    ada = checks.put_in(cast.client_of(world.ada), checks.all_no(), finished_at=world.now)
    assert ada.get(pages.STARTS).status_code == 200

    older = checks.put_in(cast.client_of(world.ada), checks.all_no(), finished_at=world.now - 2 * DAY)
    assert older.get(pages.STARTS).status_code == 302

    checks.decided(kept, Route.DOCTOR_FIRST, at=world.now - DAY)
    assert ada.get(pages.STARTS).status_code == 302


def test_answers_from_before_the_pain_got_worse_open_no_start_in_any_browser(world):
    checks.kept(world.ada, Route.SUITABLE, at=world.now - 3 * DAY)
    ada = checks.put_in(cast.client_of(world.ada), checks.all_no(), finished_at=world.now - 2 * DAY)
    assert ada.get(pages.STARTS).status_code == 200

    screening.CheckWanted.objects.create(patient=world.ada, reason="FLARE", at=world.now - DAY)
    assert ada.get(pages.STARTS).status_code == 302

    since = checks.put_in(cast.client_of(world.ada), checks.all_no(), finished_at=world.now)
    assert since.get(pages.STARTS).status_code == 200


def test_somebody_whose_check_holds_still_books_in_two_presses(world):
    pages.seen(world)
    checks.kept(world.ada, Route.SUITABLE, at=world.now - 30 * DAY)
    ada = cast.client_of(world.ada)

    details = ada.get(pages.links(ada.get(pages.STARTS), "start=")[-1])
    answer = ada.post(pages.DETAILS, {**pages.hidden(details), "no_new_signs": "on"})

    assert re.match(r"/book/booked/", answer.url)


@pytest.mark.parametrize("route", STOPS)
def test_what_a_browser_just_said_stops_a_visit_from_moving_and_an_offer_from_being_taken(world, route):
    visit = make.a_visit(world, starts_at=world.now + 3 * DAY)
    entry = deeds(world, cast.viewer(world.ada))["wait"]()
    start = starts.Start(cast.at("Tue 9:00"), world.mei.pk)
    made = waiting.offer(entry, start, by=people_rules.System(world.clinic.pk), now=world.now)
    ada, found = cast.client_of(world.ada), checks.answers_leading_to(route)
    urls = [reverse("booking:offer", args=[made.code]), reverse("booking:new_time", args=[visit.code])]
    assert [ada.get(url).status_code for url in urls] == [200, 200]

    checks.put_in(ada, found, finished_at=world.now)
    for url in urls:
        for answer in (ada.get(url), ada.post(url, {**pages.start_of(world, "Tue 9:00"), "answer": "yes"})):
            assert answer.status_code == 409
            assert reverse("screening:result") in answer.content.decode()
            assert not has_a_start(answer)
    visit.refresh_from_db()
    assert visit.starts_at == world.now + 3 * DAY
    assert models.Visit.objects.count() == 1

    checks.kept(world.ada, Route.SUITABLE, at=world.now + DAY)  # newer answers, on another phone
    assert ada.get(urls[1]).status_code == 200


@pytest.mark.parametrize("is_staffs", [True, False])
def test_typing_the_name_of_somebody_who_is_stopped_gets_a_stranger_no_start_and_no_news(world, is_staffs):
    kept = checks.kept(world.bo, Route.SUITABLE if is_staffs else Route.SAME_DAY, at=world.now - DAY)
    if is_staffs:
        checks.decided(kept, Route.DOCTOR_FIRST, at=world.now - DAY)
    newcomer = visits.Newcomer(
        world.bo.given_name, world.bo.family_name, world.bo.birth_date, world.bo.phone, world.bo.email
    )

    with pytest.raises(refusals.UnableToBook, match="We book this visit together with you"):
        visits.book_for_newcomer(
            clinic=world.clinic,
            newcomer=newcomer,
            service=world.first,
            starts_at=cast.at("Tue 9:00"),
            practitioner_id=None,
            by=people_rules.Viewer(world.clinic.pk),
            now=world.now,
            form_key="k" * 20,
            session=checks.session_with(checks.all_no(), finished_at=world.now),
        )
    assert not models.Visit.objects.exists()
    assert stops.refuse_stopped(world.ada, by=cast.viewer(world.ada), now=world.now) is None
