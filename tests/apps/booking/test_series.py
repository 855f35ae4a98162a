"""A whole course booked at once: all or none, or what is free; once, however often it is sent."""

import datetime as dt
import itertools

import icalendar
import pytest

from needlepoint.booking import actions, models
from needlepoint.booking.actions import series as series_actions
from needlepoint.booking.queries import series as series_queries
from needlepoint.booking.rules import series
from needlepoint.house import models as house
from tests import cast
from tests.apps.booking import agreement

Wish = series_queries.Wish
KEY = "a form that books a course, 24 letters"


def terms(w, **changes):
    fields = {
        "course_code": "course",
        "visits_planned": 8,
        "done": 2,
        "days_between": 7,
        "review_after": 6,
        "practitioner_id": w.mei.pk,
        "began_at": w.now - dt.timedelta(days=20),
        **changes,
    }
    return series_queries.Terms(**fields)


def proposed(w, *, count=None, **changes):
    asked = terms(w, **changes)
    where = series_queries.standing(w.ada, asked, w.now)
    return series_queries.proposal(
        w.clinic,
        patient=w.ada,
        service=w.follow_up,
        terms=asked,
        where=where,
        taste=series.Taste(practitioner_id=asked.practitioner_id),
        now=w.now,
        count=count,
    )


def wishes_of(planned):
    return [Wish(one.start.starts_at, one.start.practitioner_id, one.is_review) for one in planned]


def book(w, wishes, *, patient=None, **changes):
    fields = {
        "clinic": w.clinic,
        "patient": patient or w.ada,
        "wishes": wishes,
        "service": w.follow_up,
        "course_code": "course",
        "by": cast.viewer(patient or w.ada),
        "now": w.now,
        "form_key": KEY,
        **changes,
    }
    return series_actions.book_series(**fields)


def take(w, wish, patient=None):
    return actions.book_visit(
        clinic=w.clinic,
        patient=patient or w.bo,
        service=w.follow_up,
        starts_at=wish.starts_at,
        practitioner_id=wish.practitioner_id,
        by=cast.viewer(w.ruth),
        now=w.now,
        form_key=None,
    )


def test_every_visit_that_remains_gets_a_start_with_the_same_person_a_week_apart(world):
    planned = proposed(world)
    assert [one.number for one in planned] == [3, 4, 5, 6, 7, 8]
    assert [one.number for one in planned if one.is_review] == [6]
    assert {one.start.practitioner_id for one in planned} == {world.mei.pk}
    assert len({one.start.minute for one in planned}) == 1
    dates = [one.start.date for one in planned]
    assert {(later - date).days for date, later in itertools.pairwise(dates)} == {7}


def test_a_holiday_is_named_and_the_visit_moved(world):
    shut = cast.at("0:00", cast.TODAY + dt.timedelta(days=8))
    models.Closure.objects.create(
        clinic=world.clinic,
        kind="HOLIDAY",
        reason="Founders' Day",
        starts_at=shut,
        ends_at=shut + dt.timedelta(days=1),
    )
    take(world, Wish(cast.at("10:00"), world.mei.pk, is_review=False), world.ada)
    planned = proposed(world, done=1, days_between=8, count=1)
    assert planned[0].clashes == (
        series.Clash(series.Why.HOLIDAY, cast.TODAY + dt.timedelta(days=8), "Founders' Day"),
    )
    assert planned[0].start.date != cast.TODAY + dt.timedelta(days=8)


def test_leave_of_the_practitioner_is_told_from_a_weekday_nobody_works(world):
    away, off = cast.TODAY + dt.timedelta(days=8), cast.TODAY + dt.timedelta(days=9)
    models.Closure.objects.create(
        clinic=world.clinic,
        kind="LEAVE",
        practitioner=world.mei,
        starts_at=cast.at("0:00", away),
        ends_at=cast.at("0:00", off),
    )
    models.SpecialDay.objects.create(practitioner=world.mei, date=off)
    take(world, Wish(cast.at("10:00"), world.mei.pk, is_review=False), world.ada)
    assert proposed(world, done=1, days_between=8, count=1)[0].clashes[0].why is series.Why.AWAY
    assert proposed(world, done=1, days_between=9, count=1)[0].clashes[0].why is series.Why.NOT_WORKING


def test_a_gap_that_ends_on_a_sunday_begins_the_course_on_a_day_that_is_worked(world):
    take(world, Wish(cast.at("10:00"), world.mei.pk, is_review=False), world.ada)
    planned = proposed(world, done=1, days_between=6, count=3)
    assert planned[0].start.date.weekday() in {0, 5}
    assert not any(one.clashes for one in planned)


def test_a_proposal_costs_the_same_for_one_visit_and_for_many(world, django_assert_max_num_queries):
    proposed(world, count=1)
    with django_assert_max_num_queries(8) as few:
        proposed(world, count=1)
    with django_assert_max_num_queries(8) as many:
        proposed(world, visits_planned=14)
    assert len(few) == len(many)


def test_all_visits_are_booked_together_with_one_mail(world):
    planned = proposed(world)
    booked = book(world, wishes_of(planned))
    assert len(booked.visits) == 6
    assert not booked.refused
    assert {visit.series_id for visit in booked.visits} == {booked.series.pk}
    assert [visit.is_review for visit in booked.visits] == [False, False, False, True, False, False]
    leaving = house.OutboxMessage.objects.filter(withdrawn_at=None, send_at__lte=world.now)
    assert [message.subject for message in leaving] == ["Your 6 visits are booked"]
    assert "review" in leaving[0].body
    assert leaving[0].body.count(" with Dr Mei Tanaka") == 6
    assert {event["UID"] for event in icalendar.Calendar.from_ical(leaving[0].calendar).events} == {
        f"visit-{visit.code}@needlepoint" for visit in booked.visits
    }
    agreement.check()


def test_the_same_form_again_books_nothing_more(world):
    wishes = wishes_of(proposed(world))
    first, second = book(world, wishes), book(world, wishes)
    assert [visit.pk for visit in second.visits] == [visit.pk for visit in first.visits]
    assert models.Visit.objects.count() == 6
    with pytest.raises(actions.UnableToBook):
        book(world, wishes, patient=world.dan)


def test_one_taken_start_leaves_all_unbooked_and_offers_others(world):
    wishes = wishes_of(proposed(world))
    take(world, wishes[2])
    booked = book(world, wishes)
    assert booked.series is None
    assert not models.Series.objects.exists()
    assert not models.Visit.objects.filter(patient=world.ada).exists()
    [refused] = booked.refused
    assert refused.wish == wishes[2]
    assert "taken" in refused.sentence
    assert 1 <= len(refused.others) <= 3
    agreement.check()
    # Nothing was spent: the same form books once the other start is chosen.
    other = Wish(refused.others[0].starts_at, refused.others[0].practitioner_id, is_review=False)
    assert len(book(world, [*wishes[:2], other, *wishes[3:]]).visits) == 6


def test_what_is_free_is_booked_when_the_patient_says_so(world):
    wishes = wishes_of(proposed(world))
    take(world, wishes[2])
    booked = book(world, wishes, takes_what_is_free=True)
    assert len(booked.visits) == 5
    assert [one.wish for one in booked.refused] == [wishes[2]]
    agreement.check()


def test_nothing_free_at_all_books_nothing(world):
    wishes = wishes_of(proposed(world, count=1))
    take(world, wishes[0])
    booked = book(world, wishes, takes_what_is_free=True)
    assert booked.series is None
    assert len(booked.refused) == 1


def test_a_course_that_is_booked_has_nothing_left_to_book(world):
    book(world, wishes_of(proposed(world)))
    where = series_queries.standing(world.ada, terms(world), world.now)
    assert (len(where.booked), where.remaining) == (6, 0)
    assert proposed(world) == ()


def test_no_visits_are_no_course(world):
    with pytest.raises(actions.UnableToBook):
        book(world, [])
