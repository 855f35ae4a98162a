"""After the last day of a licence nobody is booked with whoever held it: neither by a patient nor by the clinic."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.booking import actions, models, queries
from needlepoint.booking.queries import bookers, clashes
from needlepoint.booking.queries import diary as diary_queries
from needlepoint.booking.queries import series as series_queries
from needlepoint.booking.queries import waiting as waiting_queries
from needlepoint.booking.rules import series
from needlepoint.people import models as people
from tests import cast, make

pytestmark = pytest.mark.django_db

WEDNESDAY = dt.date(2026, 11, 25)  # the last day of Mei's licence; the tests begin on the Monday before
DAY = dt.timedelta(days=1)


@pytest.fixture
def lapsing(world):
    world.mei.licence_expires_on = WEDNESDAY
    world.mei.save()
    return world


def days_with(w, who):
    found = queries.starts_from(
        w.clinic, service=w.follow_up, now=w.now, practitioner_id=who.pk, days_wanted=20, is_staff=True
    )
    return {day.day.date for day in found.days}


def book(w, at, **more):
    return actions.book_visit(
        clinic=w.clinic, patient=w.bo, service=w.follow_up, starts_at=at, practitioner_id=w.mei.pk,
        by=cast.viewer(w.ruth), now=w.now, form_key=None, **more,
    )  # fmt: skip


def test_starts_end_with_the_licence_and_go_on_with_colleagues(lapsing):
    w = lapsing
    assert max(days_with(w, w.mei)) == WEDNESDAY
    assert max(days_with(w, w.omar)) > WEDNESDAY
    anyone = queries.starts_from(w.clinic, service=w.follow_up, now=w.now, days_wanted=20, is_staff=True)
    late = [one for one in anyone.starts if one.starts_at >= cast.at("0:00", WEDNESDAY + DAY)]
    assert late
    assert {one.practitioner_id for one in late} == {w.omar.pk}


def test_a_date_with_hours_of_its_own_after_the_licence_gives_no_starts(lapsing):
    w = lapsing
    models.SpecialDay.objects.create(
        practitioner=w.mei, date=WEDNESDAY + DAY, starts_minute=600, ends_minute=900
    )
    assert WEDNESDAY + DAY not in days_with(w, w.mei)


def test_a_licence_that_is_renewed_gives_the_starts_back_at_once(lapsing):
    w = lapsing
    assert max(days_with(w, w.mei)) == WEDNESDAY
    w.mei.licence_expires_on = WEDNESDAY + 365 * DAY
    w.mei.save()
    assert max(days_with(w, w.mei)) > WEDNESDAY


def test_no_start_is_kept_or_booked_or_moved_to_after_the_licence_even_with_a_reason(lapsing):
    w, after = lapsing, cast.at("10:00", WEDNESDAY + DAY)
    assert book(w, cast.at("10:00", WEDNESDAY))
    with pytest.raises(actions.UnableToBook):
        actions.hold_start(
            clinic=w.clinic, service=w.follow_up, starts_at=after, practitioner_id=w.mei.pk, patient=w.ada,
            by=cast.viewer(w.ada), now=w.now, form_key=None, expires_at=w.now + dt.timedelta(minutes=10),
        )  # fmt: skip
    with pytest.raises(actions.UnableToBook):
        book(w, after)
    with pytest.raises(actions.UnableToBook, match="The licence of Dr Mei Tanaka ends on 25 November 2026"):
        book(w, after, override_reason="She asked for it")
    visit = make.a_visit(w)
    for more in ({}, {"override_reason": "Nobody else"}):
        with pytest.raises(actions.UnableToMove):
            actions.move_visit(visit=visit, starts_at=after, by=cast.viewer(w.ruth), now=w.now, **more)


def test_the_desk_is_told_why_and_cannot_book_over_it(lapsing):
    w = lapsing
    found = queries.clashes_of(
        w.clinic, service=w.follow_up, starts_at=cast.at("10:00", WEDNESDAY + DAY), practitioner_id=w.mei.pk,
        now=w.now,
    )  # fmt: skip
    assert [(one.kind, one.may_be_booked_over) for one in found] == [(clashes.Kind.LICENCE_OVER, False)]
    assert "After that day nobody can be booked" in found[0].words


def test_a_series_goes_to_a_colleague_once_the_licence_is_over(lapsing):
    w = lapsing
    terms = series_queries.Terms("c", 4, 0, 7, 4, w.mei.pk, w.now)
    planned = series_queries.proposal(
        w.clinic, patient=w.ada, service=w.follow_up, terms=terms,
        where=series_queries.standing(w.ada, terms, w.now), taste=series.Taste(practitioner_id=w.mei.pk),
        now=w.now, is_staff=True,
    )  # fmt: skip
    late = [
        one.start.practitioner_id
        for one in planned
        if one.start and one.start.starts_at > cast.at("18:00", WEDNESDAY)
    ]
    assert late
    assert set(late) == {w.omar.pk}


def test_once_it_is_over_they_are_in_no_list_to_choose_from(lapsing):
    w = lapsing
    booker = bookers.booker_of(cast.viewer(w.ruth), {}, w.ada.code, w.now)

    def names(now):
        offer = bookers.offer_to(booker, w.clinic, "", now=now)
        with_code = waiting_queries.practitioner_with(w.clinic, w.mei.code, now=now)
        return [one.name for one in offer.practitioners], with_code is not None

    assert names(cast.at("23:00", WEDNESDAY)) == (["Dr Mei Tanaka", "Dr Omar Haddad"], True)
    assert names(cast.at("0:10", WEDNESDAY + DAY)) == (["Dr Omar Haddad"], False)


def test_visits_that_were_booked_before_are_listed_for_the_desk(world):
    w = world
    last, after = book(w, cast.at("10:00", WEDNESDAY)), book(w, cast.at("10:00", WEDNESDAY + DAY))
    people.Practitioner.objects.filter(pk=w.mei.pk).update(licence_expires_on=WEDNESDAY)
    make.a_waiting_entry(w, practitioner=w.mei)
    people.Practitioner.objects.filter(pk=w.mei.pk).update(licence_expires_on=cast.TODAY - DAY)
    assert "The licence of Dr Mei Tanaka is over" in cast.client_of(w.ruth).get("/waiting/").content.decode()
    people.Practitioner.objects.filter(pk=w.mei.pk).update(licence_expires_on=WEDNESDAY)
    found = diary_queries.visits_outside(cast.viewer(w.ruth), w.now)
    assert [(one.visit.pk, one.why) for one in found] == [(after.pk, "LICENCE")]
    assert last.pk != after.pk
    page = cast.client_of(w.ruth).get(reverse("desk:diary_visits")).content.decode()
    assert "the licence is over by then" in page
    assert diary_queries.visits_outside(cast.viewer(w.eve), w.now) == []


def test_a_patient_whose_practitioner_may_no_longer_treat_still_finds_a_time(world):
    w = world
    make.a_visit(w, starts_at=w.now - 7 * DAY, state="COMPLETED")
    course, visit = make.a_course(w), make.a_visit(w, starts_at=cast.at("Wed 10:00"))
    people.Practitioner.objects.filter(pk=w.mei.pk).update(licence_expires_on=cast.TODAY - DAY)
    client = cast.client_of(w.ada)
    page = client.get(f"/me/plan/{course.code}/visits/").content.decode()
    assert w.omar.code in page
    assert w.mei.code not in page
    url = reverse("booking:new_time", args=[visit.code])
    moving = client.get(url).content.decode()
    assert "Dr Mei Tanaka cannot treat you at that time." in moving
    assert "Dr Omar Haddad" in moving
    same = cast.at("Wed 10:00").strftime("%Y-%m-%dT%H:%M:%SZ")
    assert client.post(url, {"start": same}).status_code == 302
    visit.refresh_from_db()
    assert (visit.starts_at, visit.practitioner) == (cast.at("Wed 10:00"), w.omar)
    answer = client.get(
        f"{reverse('booking:starts')}?service={w.follow_up.code}&practitioner={w.mei.code}", follow=True
    )
    assert answer.status_code == 200
    assert "with Dr Mei Tanaka" not in answer.content.decode()
