"""Appointments of another system come in: past ones as they ended, coming ones holding their time."""

import datetime as dt

import pytest
from django.core.management.base import CommandError

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import models as booking
from needlepoint.booking.rules import ticks
from needlepoint.exchange import actions
from needlepoint.exchange import models as exchange
from needlepoint.exchange.rules import dates
from needlepoint.house import models as house
from needlepoint.people import models as people
from tests import cast
from tests.exchange.bringing import DATA, a_file

HEADINGS = "ID,Patient,DOB,Date,Time,End,Provider,Type,Status,Room"
ADA = "Ada Moreno,1961-04-02"
BO = "Bo Lindqvist,1955-08-19"
MEI = "Dr Mei Tanaka,Follow-up visit"


def visits(w):
    return booking.Visit.objects.filter(clinic=w.clinic).order_by("starts_at", "pk")


def a_list(folder, *rows, headings=HEADINGS, name="visits.csv"):
    return a_file(folder, name, "\n".join([headings, *rows]) + "\n")


def held(w):
    return sorted(
        (row.resource.partition(":")[0], ticks.mask([row.w0, row.w1, row.w2, row.w3, row.w4]).bit_count())
        for row in booking.Occupancy.objects.filter(clinic=w.clinic)
    )


def test_patients_and_their_visits_come_in_together_whatever_the_order_of_the_files(world, bring_in):
    said = bring_in(DATA / "open-record-visits.csv", DATA / "jane-like-patients.csv", yes=True)

    assert [
        (visit.patient.given_name, visit.state, visit.practitioner, visit.service, str(visit.starts_at))
        for visit in visits(world)
    ] == [
        ("Greta", "COMPLETED", world.mei, world.follow_up, "2026-11-16 15:00:00+00:00"),
        ("Hugo", "MISSED", world.mei, world.follow_up, "2026-11-17 15:00:00+00:00"),
        ("Hugo", "CANCELLED", world.mei, world.follow_up, "2026-11-18 15:00:00+00:00"),
    ]
    assert said.index("jane-like-patients.csv") < said.index("open-record-visits.csv")
    assert not booking.Claim.objects.exists()
    assert not booking.Fact.objects.exists()


def test_a_rehearsal_finds_the_patients_of_the_same_run(world, bring_in):
    said = bring_in(DATA / "open-record-visits.csv", DATA / "jane-like-patients.csv")

    assert said.count("3  would be taken") == 2
    assert not visits(world).exists()


def test_coming_visits_hold_their_time_as_a_booking_does(world, bring_in, tmp_path):
    bring_in(a_list(tmp_path, f"1,{ADA},2026-11-24,10:00,10:50,{MEI},Confirmed,Room 2"), yes=True)

    visit = visits(world).get()
    assert (visit.state, visit.room, visit.source_key) == ("BOOKED", world.rooms[1], ":1")
    # Follow-up: 15 together, 25 rest, 10 together, 5 turnover; five minutes a tick.
    assert held(world) == [("patient", 10), ("practitioner", 5), ("room", 11)]
    assert visit.claims.count() == 26
    with pytest.raises(booking_actions.TimeIsTaken):
        booking_actions.book_visit(
            clinic=world.clinic,
            patient=world.bo,
            service=world.follow_up,
            starts_at=cast.at("Tue 10:00"),
            practitioner_id=world.mei.pk,
            by=cast.viewer(world.ruth),
            now=world.now,
            form_key="a",
        )


def test_cancelling_a_visit_that_came_in_gives_its_time_back(world, bring_in, tmp_path):
    bring_in(a_list(tmp_path, f"1,{ADA},2026-11-24,10:00,10:50,{MEI},,Room 2"), yes=True)

    booking_actions.cancel_visit(visit=visits(world).get(), by=cast.viewer(world.ruth), now=world.now)

    assert {count for _resource, count in held(world)} == {0}
    assert not booking.Claim.objects.exists()


def test_a_visit_between_two_bookings_shares_the_day_with_them(world, bring_in, tmp_path):
    booking_actions.book_visit(
        clinic=world.clinic,
        patient=world.bo,
        service=world.follow_up,
        starts_at=cast.at("Tue 10:00"),
        practitioner_id=world.mei.pk,
        by=cast.viewer(world.ruth),
        now=world.now,
        form_key="a",
    )
    clash = f"1,{ADA},2026-11-24,10:10,11:00,{MEI},,"
    beside = f"2,{ADA},2026-11-24,10:15,11:05,{MEI},,"

    said = bring_in(a_list(tmp_path, clash, beside), yes=True)

    assert (
        "Dr Mei Tanaka is taken on Tue 24 Nov 2026 at 10:10: a visit already in the calendar has that time."
        in said
    )
    assert [visit.source_key for visit in visits(world)] == [None, ":2"]
    assert {visit.room_id for visit in visits(world)} == {room.pk for room in world.rooms[:2]}
    assert dict(held(world))["practitioner"] == 10


def test_two_rows_at_one_time_name_each_other(world, bring_in, tmp_path):
    first = f"1,{ADA},2026-11-24,10:00,10:50,{MEI},,Room 1"
    second = f"2,{ADA},2026-11-24,10:20,11:10,{MEI.replace('Mei Tanaka', 'Omar Haddad')},,Room 1"

    said = " ".join(bring_in(a_list(tmp_path, first, second), yes=True).split())

    assert (
        "line 3: The patient is taken on Tue 24 Nov 2026 at 10:20: line 2 of visits.csv has that time. "
        "Room 1 is taken on Tue 24 Nov 2026 at 10:20: line 2 of visits.csv has that time."
    ) in said
    assert visits(world).count() == 1


def test_visits_without_a_room_get_a_free_one_until_there_is_none(world, bring_in, tmp_path):
    booking.Room.objects.exclude(pk=world.rooms[0].pk).update(is_open=False)
    rows = [
        f"1,{ADA},2026-11-24,10:00,10:50,{MEI},,",
        f"2,{BO},2026-11-24,10:00,10:50,Dr Omar Haddad,Follow-up visit,,",
    ]

    said = bring_in(a_list(tmp_path, *rows), yes=True)

    assert visits(world).get().room == world.rooms[0]
    assert "No room is free on Tue 24 Nov 2026 at 10:00." in said


def test_a_length_the_clinic_does_not_offer_holds_the_practitioner_throughout(world, bring_in, tmp_path):
    said = bring_in(a_list(tmp_path, f"1,{ADA},2026-11-24,10:03,11:00,{MEI},,"), yes=True)

    assert held(world) == [("patient", 12), ("practitioner", 12), ("room", 12)]
    assert "1  coming visits of a kind or length the clinic does not offer" in said


@pytest.mark.parametrize("state", ["Cancelled", "Late cancellation", "No Show"])
def test_coming_visits_that_were_called_off_hold_nothing(world, bring_in, tmp_path, state):
    bring_in(a_list(tmp_path, f"1,{ADA},2026-11-24,10:00,10:50,{MEI},{state},"), yes=True)

    assert visits(world).get().state in {"CANCELLED", "MISSED"}
    assert held(world) == []


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        ("Arrived", "COMPLETED"),
        ("checked out", "COMPLETED"),
        ("no-show", "MISSED"),
        ("CANCELED", "CANCELLED"),
        ("x", "CANCELLED"),
        ("Booked", "COMPLETED"),
        ("", "COMPLETED"),
    ],
)
def test_past_visits_come_in_as_they_ended(world, bring_in, tmp_path, state, kept):
    bring_in(a_list(tmp_path, f"1,{ADA},2026-11-16,10:00,10:50,{MEI},{state},"), yes=True)

    assert visits(world).get().state == kept


def test_past_visits_with_no_word_on_the_patient_are_noted(world, bring_in, tmp_path):
    rows = [
        f"{n},{ADA},2026-11-{n},10:00,10:50,{MEI},{state},"
        for n, state in ((16, ""), (17, "Booked"), (18, "Arrived"))
    ]

    assert "2  past visits with no word on whether the patient came, taken as done" in bring_in(
        a_list(tmp_path, *rows)
    )


def test_past_visits_are_not_asked_about_afterwards(world, bring_in, tmp_path):
    from needlepoint.outcomes import tasks

    bring_in(a_list(tmp_path, f"1,{ADA},2026-11-22,10:00,10:50,{MEI},Arrived,"), yes=True)

    assert tasks.ask_due(world.now) == 0


def test_flags_that_say_yes_or_no_are_read_as_states(world, bring_in, tmp_path):
    headings = "Patient,DOB,Starts At,Ends At,Practitioner,Cancelled At,Did Not Arrive"
    rows = [
        f"{ADA},2026-11-16T10:00:00-05:00,2026-11-16T10:50:00-05:00,Mei Tanaka,2026-11-15T08:00:00-05:00,false",
        f"{ADA},2026-11-17T10:00:00-05:00,2026-11-17T10:50:00-05:00,Mei Tanaka,,true",
        f"{ADA},2026-11-18T10:00:00-05:00,2026-11-18T10:50:00-05:00,Mei Tanaka,,false",
    ]

    bring_in(a_list(tmp_path, *rows, headings=headings), yes=True)

    assert [visit.state for visit in visits(world)] == ["CANCELLED", "MISSED", "COMPLETED"]


def test_a_mapping_file_says_what_words_mean(world, bring_in, tmp_path):
    mapping = a_file(
        tmp_path, "m.toml", "[states]\nRescheduled = 'CANCELLED'\n[practitioners]\nMT = 'Dr Mei Tanaka'\n"
    )
    row = f"1,{ADA},2026-11-16,10:00,10:50,M.T.,Follow-up visit,rescheduled,"

    bring_in(a_list(tmp_path, row), mapping=mapping, yes=True)

    visit = visits(world).get()
    assert (visit.state, visit.practitioner) == ("CANCELLED", world.mei)


def test_every_reason_against_an_appointment_is_said_at_once(world, bring_in, tmp_path):
    row = "1,Nobody Known,1950-01-01,2026-03-08,02:30,later,Dr Who,Follow-up visit,Rescheduled,"

    said = " ".join(bring_in(a_list(tmp_path, row)).split())

    assert (
        "line 2: “later” is not a date we can read. 02:30 on 2026-03-08 did not exist in America/New_York: the clocks "
        "went forward. The state “Rescheduled” is not one we know; [states] in a mapping file says what it means. "
        "No patient matches this name with this birth date or e-mail. Bring the patients in first, or in the same run. "
        "“Dr Who” is not a practitioner's name here; [practitioners] in a mapping file says who it is, and "
        "--make-practitioners enters new ones."
    ) in said


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (f"1,{ADA},soon,10:00,10:50,{MEI},,", "“soon” is not a date we can read"),
        (f"1,{ADA},2026-11-24,,,{MEI},,", "does not say at which time the visit starts"),
        (f"1,{ADA},,10:00,,{MEI},,", "does not say at which day the visit starts"),
        (f"1,{ADA},2026-11-24,10:00,09:00,{MEI},,", "would last -60 minutes"),
        (f"1,{ADA},2026-11-24,10:00,22:00,{MEI},,", "would last 720 minutes"),
        (f"1,{ADA},2066-11-24,10:00,10:50,{MEI},,", "2066-11-24 is not between 1970 and 2031"),
        (f"1,{ADA},2026-11-24,10:00,10:50,{MEI},Arrived,", "the patient came, but its time is still to come"),
        (f"1,{ADA},2026-11-24,10:00,10:50,,Follow-up visit,,", "A coming visit needs a practitioner"),
        (
            f"1,Ada Moreno,,2026-11-24,10:00,10:50,{MEI},,",
            "a name alone, without birth date or e-mail, is not enough",
        ),
        (f"1,,,2026-11-24,10:00,10:50,{MEI},,", "There is no name in this row."),
    ],
)
def test_a_row_that_cannot_be_right_says_why(world, bring_in, tmp_path, row, words):
    said = " ".join(bring_in(a_list(tmp_path, row), yes=True).split())

    assert words in said
    assert not visits(world).exists()


def test_a_time_without_am_or_pm_is_refused_where_others_have_it(world, bring_in, tmp_path):
    rows = [f"1,{ADA},2026-11-24,2:00 PM,,{MEI},,", f"2,{ADA},2026-11-25,2:00,,{MEI},,"]

    said = bring_in(a_list(tmp_path, *rows), yes=True)

    assert "02:00 says neither am nor pm, while other rows of the file do." in said
    assert visits(world).get().starts_at == cast.at("Tue 14:00")


def test_the_hour_that_clocks_repeat_is_the_first_and_noted(world, bring_in, tmp_path):
    said = bring_in(a_list(tmp_path, f"1,{ADA},2026-11-01,1:30,2:20,{MEI},Arrived,"), yes=True)

    visit = visits(world).get()
    assert visit.starts_at == dt.datetime(2026, 11, 1, 5, 30, tzinfo=dt.UTC)
    assert "1  times in the hour that the clocks repeat, read as the first one" in said


def test_a_schedulers_export_is_understood_without_numbers_of_patients(world, bring_in):
    bring_in(DATA / "scheduler-visits.csv", yes=True)

    ada, bo = visits(world)
    assert (ada.patient, ada.service, ada.booked_at.date()) == (
        world.ada,
        world.follow_up,
        dt.date(2026, 11, 1),
    )
    assert (bo.patient, bo.practitioner, bo.service) == (world.bo, world.omar, world.first)


def test_two_patients_of_one_description_are_not_guessed_between(world, bring_in, tmp_path):
    people.Patient.objects.create(
        clinic=world.clinic,
        given_name="Ada",
        family_name="Moreno",
        birth_date=dt.date(1961, 4, 2),
        made_at=world.now,
    )

    said = bring_in(a_list(tmp_path, f"1,{ADA},2026-11-16,10:00,10:50,{MEI},,"), yes=True)

    assert "More than one patient has this name" in said
    assert not visits(world).exists()


def test_patients_and_practitioners_of_another_clinic_are_not_found(world, bring_in, tmp_path):
    row = "1,Hal Quist,1970-05-05,2026-11-16,10:00,10:50,Eve Stone,Follow-up visit,,"

    said = bring_in(a_list(tmp_path, row), yes=True)

    assert "No patient matches this name" in said
    assert "“Eve Stone” is not a practitioner's name here" in said


def test_new_practitioners_are_entered_when_asked_and_cannot_be_booked_yet(world, bring_in, tmp_path):
    rows = [
        f"{n},{ADA},2026-11-{n},10:00,10:50,{name},,,"
        for n, name in ((16, "Dr. Lee Kim"), (17, '"Kim, Lee"'))
    ]
    file = a_list(tmp_path, *rows)

    rehearsed = bring_in(file, make_practitioners=True)
    assert not people.Practitioner.objects.filter(name="Dr. Lee Kim").exists()
    bring_in(file, make_practitioners=True, yes=True)

    lee = people.Practitioner.objects.get(name="Dr. Lee Kim")
    assert (
        "New practitioners that would be entered, not bookable until you say when they work: Dr. Lee Kim."
        in rehearsed
    )
    assert (lee.clinic, lee.is_bookable, lee.visits.count()) == (world.clinic, False, 2)


def test_a_clinic_with_one_practitioner_needs_no_name(world, bring_in, tmp_path):
    world.omar.delete()

    bring_in(a_list(tmp_path, f"1,{ADA},2026-11-24,10:00,10:50,,Follow-up visit,,"), yes=True)

    assert visits(world).get().practitioner == world.mei


@pytest.mark.parametrize("number", ["1", ""])
def test_a_second_run_takes_nothing_and_doubles_no_tick(world, bring_in, tmp_path, number):
    file = a_list(
        tmp_path, f"{number},{ADA},2026-11-24,10:00,10:50,{MEI},,", f",{BO},2026-11-16,10:00,10:50,{MEI},,"
    )
    bring_in(file, yes=True)
    before = (held(world), booking.Claim.objects.count())

    said = bring_in(file, yes=True)

    assert "2  came in before and say the same" in said
    assert "nothing was written" in said
    assert visits(world).count() == 2
    assert (held(world), booking.Claim.objects.count()) == before
    assert exchange.Batch.objects.count() == 1


def test_a_visit_that_was_moved_in_the_source_is_told_and_stays(world, bring_in, tmp_path):
    bring_in(a_list(tmp_path, f"1,{ADA},2026-11-24,10:00,10:50,{MEI},,"), yes=True)

    said = bring_in(a_list(tmp_path, f"1,{ADA},2026-11-25,10:00,10:50,{MEI},,"), yes=True)

    assert "1  came in before and say something else now" in said
    assert visits(world).get().starts_at == cast.at("Tue 10:00")


def test_rows_refused_for_want_of_a_patient_come_in_once_the_patient_has(world, bring_in, tmp_path):
    file = a_list(tmp_path, "1,Kim Lee,1980-01-31,2026-11-16,10:00,10:50,Mei Tanaka,,,")
    assert "1  refused" in bring_in(file, yes=True)
    bring_in(a_file(tmp_path, "p.csv", "Name,DOB\nKim Lee,1980-01-31\n"), yes=True)

    said = bring_in(file, yes=True)

    assert "1  taken" in said
    assert visits(world).get().patient.name == "Kim Lee"
    assert exchange.SourceRow.objects.filter(batch__kind="APPOINTMENTS", became="").count() == 1


def test_no_mail_is_promised_unless_asked(world, bring_in, tmp_path):
    bring_in(a_list(tmp_path, f"1,{ADA},2026-11-25,10:00,10:50,{MEI},,"), yes=True)

    assert not house.OutboxMessage.objects.exists()


def test_reminders_are_promised_when_asked_to_those_who_may_be_written_to(world, bring_in, tmp_path):
    people.Patient.objects.filter(pk=world.bo.pk).update(may_contact=False)
    rows = [
        f"1,{ADA},2026-11-25,10:00,10:50,{MEI},,",
        f"2,{BO},2026-11-25,11:00,11:50,{MEI},,",
        f"3,{ADA},2026-11-16,10:00,10:50,{MEI},,",
        f"4,{ADA},2026-11-26,10:00,10:50,{MEI},Cancelled,",
    ]

    said = bring_in(a_list(tmp_path, *rows), remind=True, yes=True)

    [message] = house.OutboxMessage.objects.all()
    assert (message.patient_id, message.kind) == (world.ada.pk, "REMINDER")
    assert message.send_at == cast.at("Tue 10:00")
    assert "1  reminders promised" in said


def test_a_booking_in_the_same_moment_undoes_the_whole_run(world, bring_in, tmp_path, monkeypatch):
    """Somebody's booking lands between our look at the day and our claim on it."""
    booking.Occupancy.objects.create(
        clinic=world.clinic, resource=f"practitioner:{world.mei.pk}", local_date=dt.date(2026, 11, 24)
    )
    hold = actions._hold

    def after_somebody_else(clinic, calendar):
        booking.Occupancy.objects.filter(resource=f"practitioner:{world.mei.pk}").update(w2=1)
        hold(clinic, calendar)

    monkeypatch.setattr(actions, "_hold", after_somebody_else)

    with pytest.raises(CommandError, match="at the same moment, so nothing was taken"):
        bring_in(a_list(tmp_path, f"1,{ADA},2026-11-24,10:00,10:50,{MEI},,"), yes=True)

    assert not visits(world).exists()
    assert not booking.Claim.objects.exists()


def test_dates_may_be_told(world, bring_in, tmp_path):
    file = a_list(tmp_path, f"1,{ADA},03/11/2026,10:00,10:50,{MEI},Arrived,")

    with pytest.raises(CommandError, match="--dates"):
        bring_in(file)
    bring_in(file, dates=dates.Order.DAY_FIRST, yes=True)

    assert visits(world).get().starts_at == cast.at("10:00", dt.date(2026, 11, 3))
