"""The report counts what the rows say: each visit once, in its period, with its minutes, and nobody else's."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from needlepoint.booking import models
from needlepoint.booking.queries import report as queries
from needlepoint.booking.rules import report as rules
from tests import cast, make

pytestmark = pytest.mark.django_db
Outcome = rules.Outcome


def of(world, by=rules.By.WEEK, until=None):
    wanted = rules.periods(by, until or world.today)
    return queries.report(cast.viewer(world.ivo), world.clinic, wanted, now=world.now)


def cancelled(world, *, hours_before, **changes):
    """A visit next Tuesday, booked days ago and cancelled so many hours before."""
    visit = make.a_visit(world, state="CANCELLED", **changes)
    at = visit.starts_at - dt.timedelta(hours=hours_before)
    models.Fact.objects.create(visit=visit, kind="CANCELLED", at=at, by="user:1")
    return visit


def counts(tally):
    return {outcome.value: count for outcome, count in tally.counts.items() if count}


def test_each_visit_counts_once_by_what_became_of_it(world):
    make.a_visit(world, starts_at="8:00", state="COMPLETED")
    make.a_visit(world, starts_at="9:00", state="ARRIVED", patient=world.bo)
    make.a_visit(world, starts_at="8:00", state="MISSED", patient=world.dan)
    make.a_visit(world, starts_at="8:15")  # over, and nobody wrote it down
    make.a_visit(world, starts_at="Tue 14:00")
    cancelled(world, starts_at="Tue 9:00", hours_before=3)
    cancelled(world, starts_at="Tue 9:00", hours_before=25)
    just = world.now - dt.timedelta(minutes=5)
    cancelled(world, starts_at="10:00", hours_before=0.5, booked_at=just)  # within the grace after booking

    found = of(world).whole.tally

    assert counts(found) == {"DONE": 2, "MISSED": 1, "NOT_NOTED": 1, "TO_COME": 1, "LATE": 1, "IN_TIME": 2}
    assert (found.hands_booked, found.hands_done) == (5 * 25, 2 * 25)
    assert found.room_held == 4 * 55
    assert (found.missed.part, found.missed.whole) == (1, 3)
    assert (found.lost_late.part, found.lost_late.whole) == (2, 4)


def test_minutes_are_of_the_pattern_that_was_booked(world):
    make.a_visit(world, state="COMPLETED", segments=[["TOGETHER", 40], ["TURNOVER", 10]])
    found = of(world).whole.tally
    assert (found.hands_done, found.room_held) == (40, 50)
    make.a_visit(world, state="COMPLETED", service=None)
    assert of(world).whole.tally.hands_done == 40
    make.a_visit(world, state="COMPLETED", room=None)  # a call needs no room
    assert (of(world).whole.tally.hands_done, of(world).whole.tally.room_held) == (65, 50)


def test_hours_at_work_leave_out_leave_and_closed_days_and_keep_to_opening_hours(world):
    week = 6 * 9 * 60  # Monday to Saturday, four hours and five
    report = of(world)
    assert [line.at_work for line in report.practitioners] == [8 * week, 8 * week]
    assert report.whole.at_work == 16 * week
    assert report.rooms[0].room_open == 8 * week
    assert report.whole.room_open == 3 * 8 * week

    day = dt.timedelta(days=1)
    models.Closure.objects.create(
        clinic=world.clinic, practitioner=world.mei, starts_at=cast.at("0:00"), ends_at=cast.at("0:00") + day
    )
    models.SpecialDay.objects.create(
        practitioner=world.omar, date=world.today, starts_minute=600, ends_minute=660
    )
    models.OpeningHours.objects.bulk_create(
        models.OpeningHours(clinic=world.clinic, weekday=weekday, starts_minute=480, ends_minute=900)
        for weekday in range(6)
    )
    report = of(world)
    short = 6 * 6 * 60
    assert [line.at_work for line in report.practitioners] == [8 * short - 360, 8 * short - 300]
    assert report.periods[-1].at_work == 2 * short - 660


def test_visits_are_told_by_practitioner_room_place_lead_and_whether_they_were_new(world):
    north = models.Location.objects.create(clinic=world.clinic, name="North", time_zone="America/Chicago")
    room = models.Room.objects.create(clinic=world.clinic, location=north, name="North 1", capacity=2)
    models.Hours.objects.create(
        practitioner=world.mei, location=north, weekday=6, starts_minute=600, ends_minute=720
    )
    make.a_visit(world, starts_at="Thu 10:00", location=north, room=room, state="MISSED",
                 booked_at=cast.at("Thu 9:00"))  # fmt: skip
    make.a_visit(world, starts_at="8:00", state="COMPLETED", practitioner=world.omar,
                 booked_at=cast.at("8:00") - dt.timedelta(days=30))  # fmt: skip
    make.a_visit(world, starts_at="9:00", state="COMPLETED", practitioner=world.omar)

    report = of(world)
    lines = {line.key.name: counts(line.tally) for line in report.practitioners + report.rooms}
    assert lines["Dr Mei Tanaka"] == lines["North 1"] == {"MISSED": 1}
    assert lines["Dr Omar Haddad"] == lines["Room 1"] == {"DONE": 2}
    first, second = report.places
    assert (first.key, counts(second.tally)) == (None, {"MISSED": 1})
    assert (second.at_work, second.room_open) == (8 * 120, 8 * 120 * 2)
    assert [counts(tally) for tally in report.leads] == [
        {"MISSED": 1}, {"DONE": 1}, {}, {}, {"DONE": 1},
    ]  # fmt: skip
    assert counts(report.new) == {"DONE": 1}
    assert counts(report.returning) == {"DONE": 1, "MISSED": 1}


def test_a_visit_moved_twice_counts_as_one_that_moved(world):
    visit = make.a_visit(world, state="COMPLETED")
    for _again in range(2):
        models.Fact.objects.create(visit=visit, kind="MOVED", at=world.now, by="user:1", was_at=world.now)
    assert of(world).whole.tally.moved == 1


def test_a_visit_near_midnight_lies_in_the_week_of_the_clinics_own_wall_clock(world):
    sunday = world.today - dt.timedelta(days=1)
    make.a_visit(world, starts_at=cast.at("23:30", sunday), state="COMPLETED")
    periods = of(world).periods
    assert [line.tally.of(Outcome.DONE) for line in periods[-2:]] == [1, 0]
    assert of(world, rules.By.MONTH).periods[-1].tally.of(Outcome.DONE) == 1


def test_another_clinics_owner_sees_only_their_own(world):
    make.a_visit(world, state="COMPLETED")
    wanted = rules.periods(rules.By.WEEK, world.today)
    report = queries.report(cast.viewer(world.eve), world.other_clinic, wanted, now=world.now)
    assert report.whole.tally.total == 0
    assert [line.key.name for line in report.practitioners + report.rooms] == ["Eve Stone", "Harbour room"]


def test_the_report_costs_the_same_at_one_visit_and_at_thirty(world):
    asked, ivo, wanted = [], cast.viewer(world.ivo), rules.periods(rules.By.MONTH, world.today)
    for size in (1, 29):
        for n in range(size):
            make.a_visit(world, starts_at=cast.at("8:00") - dt.timedelta(days=n), state="COMPLETED")
        with CaptureQueriesContext(connection) as queries_asked:
            queries.report(ivo, world.clinic, wanted, now=world.now)
        asked.append(len(queries_asked))
    assert asked == [12, 12]
