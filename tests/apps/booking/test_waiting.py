"""The waiting list: who joins, who is asked first, and what becomes of an offer on good days and bad."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.booking import actions, models
from needlepoint.booking.actions import waiting as deeds
from needlepoint.booking.queries import waiting as questions
from needlepoint.booking.rules import starts
from needlepoint.house import models as house
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from tests import cast
from tests.apps.booking import agreement

HOUR = dt.timedelta(hours=1)
TOMORROW = cast.TODAY + dt.timedelta(days=1)
TUESDAY_MORNING = (1, 0, 720)
State, OfferState = models.WaitingEntry.State, models.StartOffer.State


def wait(w, patient=None, **changes):
    fields = {
        "clinic": w.clinic,
        "patient": patient or w.ada,
        "service": w.follow_up,
        "windows": [TUESDAY_MORNING],
        "from_date": cast.TODAY,
        "until_date": cast.TODAY + dt.timedelta(days=5),
        "practitioner": w.mei,
        "instead_of": None,
        "is_flare": False,
        "by": cast.viewer(patient or w.ada),
        "now": w.now,
        **changes,
    }
    return deeds.join(**fields)


def book(w, patient, words, practitioner=None, day=cast.TODAY):
    return actions.book_visit(
        clinic=w.clinic,
        patient=patient,
        service=w.follow_up,
        starts_at=cast.at(words, day),
        practitioner_id=(practitioner or w.mei).pk,
        by=cast.viewer(w.ruth),
        now=w.now,
        form_key=None,
    )


def shut(w, starts_at, ends_at, practitioner=None):
    models.Closure.objects.create(
        clinic=w.clinic, practitioner=practitioner, starts_at=starts_at, ends_at=ends_at
    )


@pytest.fixture
def full(world):
    """Dr Mei's Tuesday morning has one start only, 10:00, and Bo has it."""
    shut(world, cast.at("6:00", TOMORROW), cast.at("10:00", TOMORROW), world.mei)
    shut(world, cast.at("10:55", TOMORROW), cast.at("12:00", TOMORROW), world.mei)
    world.taken = book(world, world.bo, "10:00", day=TOMORROW)
    return world


def offers_of(entry):
    return list(models.StartOffer.objects.filter(entry=entry).order_by("pk"))


def cancel(w, visit, now=None):
    actions.cancel_visit(visit=visit, by=cast.viewer(w.ruth), now=now or w.now)


# --- Joining -------------------------------------------------------------------------------------------------------------------


def test_joining_twice_keeps_one_place_and_changes_what_is_waited_for(world):
    first = wait(world)
    second = wait(world, windows=[], now=world.now + HOUR)
    assert (second.pk, second.made_at, second.windows) == (first.pk, first.made_at, [])


@pytest.mark.parametrize(
    ("begin", "end"), [(0, -1), (3, 1), (0, 200)], ids=["over", "backwards", "further than the diary"]
)
def test_days_that_make_no_sense_are_refused(world, begin, end):
    with pytest.raises(deeds.UnableToWait):
        wait(
            world,
            from_date=cast.TODAY + dt.timedelta(days=begin),
            until_date=cast.TODAY + dt.timedelta(days=end),
        )
    assert not models.WaitingEntry.objects.exists()


def test_nobody_waits_with_what_belongs_to_others(world):
    others = book(world, world.bo, "10:00", day=TOMORROW)
    for wrong in (
        {"instead_of": others},
        {"practitioner": world.eve_practitioner},
        {"patient": world.eves_patient},
    ):
        with pytest.raises(deeds.UnableToWait):
            wait(world, by=cast.viewer(world.ruth), **wrong)


def test_leaving_ends_the_offer_and_gives_its_start_back(full):
    entry = wait(full)
    cancel(full, full.taken)
    deeds.offer_due(full.now)
    assert deeds.leave(entry=entry, by=cast.viewer(full.ada), now=full.now)
    assert not deeds.leave(entry=entry, by=cast.viewer(full.ada), now=full.now)
    assert [offer.state for offer in offers_of(entry)] == [OfferState.DECLINED]
    assert not models.Hold.objects.exists()
    agreement.check()


# --- Who would fit -------------------------------------------------------------------------------------------------------------


def test_a_start_is_found_only_when_it_is_free_and_wanted(full):
    entry = wait(full)
    assert questions.fitting_starts(full.clinic, [entry], now=full.now) == {entry.pk: []}
    cancel(full, full.taken)
    found = questions.fitting_starts(full.clinic, [entry], now=full.now)
    assert found == {entry.pk: [starts.Start(cast.at("10:00", TOMORROW), full.mei.pk)]}


def test_times_at_which_the_patient_is_here_anyway_are_left_out(full):
    entry = wait(full)
    cancel(full, full.taken)
    book(full, full.ada, "10:15", full.omar, TOMORROW)
    assert questions.fitting_starts(full.clinic, [entry], now=full.now)[entry.pk] == []


def test_looking_costs_the_same_for_one_and_for_many(world, django_assert_max_num_queries):
    entries = [wait(world)]
    questions.fitting_starts(world.clinic, entries, now=world.now)
    with django_assert_max_num_queries(8) as few:
        questions.fitting_starts(world.clinic, entries, now=world.now)
    entries += [wait(world, patient, windows=[]) for patient in (world.bo, world.cleo, world.dan)]
    with django_assert_max_num_queries(8) as many:
        questions.fitting_starts(world.clinic, entries, now=world.now)
    assert len(few) == len(many)


def test_a_whole_line_of_ticks_finds_what_asking_each_start_finds(world):
    book(world, world.bo, "10:00", day=TOMORROW)
    held = book(world, world.ada, "16:00", day=TOMORROW + dt.timedelta(days=2))

    def found_for(**changes):
        fields = {"pk": 1, "clinic": world.clinic, "patient": world.dan, "service": world.follow_up}
        entry = models.WaitingEntry(**{"from_date": cast.TODAY, "until_date": TOMORROW, **fields, **changes})
        found = questions.fitting_starts(world.clinic, [entry], now=world.now, limit=10_000)
        return entry, found[1]

    _entry, every = found_for(until_date=cast.TODAY + dt.timedelta(days=9))
    assert len(every) > 100
    windows = st.lists(
        st.sampled_from([(0, 0, 720), (1, 0, 720), (1, 720, 1020), (2, 600, 615), (4, 1020, 1440)]),
        unique=True,
    )

    @settings(max_examples=12)
    @given(windows, st.integers(0, 3), st.integers(0, 4), st.booleans())
    def compare(windows, begin, length, has_visit):
        entry, found = found_for(
            windows=[list(window) for window in windows],
            from_date=cast.TODAY + dt.timedelta(days=begin),
            until_date=cast.TODAY + dt.timedelta(days=begin + length),
            instead_of=held if has_visit else None,
        )
        zone = world.clinic.time_zone
        assert found == [start for start in every if questions.who_fits([entry], start, zone)]

    compare()


# --- Being offered a start -------------------------------------------------------------------------------------------------------


def test_the_first_in_line_is_offered_what_becomes_free_and_it_is_kept_for_them(full):
    dan = wait(full, full.dan)
    ada = wait(full, now=full.now + HOUR)
    assert deeds.offer_due(full.now) == 0
    cancel(full, full.taken)
    assert deeds.offer_due(full.now) == 1
    [offer] = offers_of(dan)
    assert (offer.state, offer.starts_at) == (OfferState.OPEN, cast.at("10:00", TOMORROW))
    assert offer.expires_at == full.now + HOUR
    assert not offers_of(ada)
    with pytest.raises(actions.TimeIsTaken):
        book(full, full.cleo, "10:00", day=TOMORROW)
    message = house.OutboxMessage.objects.get(key=f"offer:{offer.code}")
    assert message.to == full.dan.email
    assert f"/offers/{offer.code}/" in message.body
    assert "10:30 am" in message.body  # until when
    assert deeds.offer_due(full.now) == 0
    agreement.check()


def test_whose_pain_is_worse_comes_before_who_waits_longer(full):
    wait(full, full.dan)
    ada = wait(full, is_flare=True, now=full.now + HOUR)
    cancel(full, full.taken)
    deeds.offer_due(full.now)
    assert len(offers_of(ada)) == 1


def test_an_unanswered_offer_goes_to_the_next_and_is_not_made_to_the_same_person_again(full):
    dan, ada = wait(full, full.dan), wait(full, now=full.now + HOUR)
    cancel(full, full.taken)
    deeds.offer_due(full.now)
    deeds.offer_due(full.now + HOUR)
    assert [offer.state for offer in offers_of(dan)] == [OfferState.EXPIRED]
    assert [offer.state for offer in offers_of(ada)] == [OfferState.OPEN]
    deeds.offer_due(full.now + 2 * HOUR)
    assert len(offers_of(dan)) == len(offers_of(ada)) == 1
    assert not models.Hold.objects.exists()
    agreement.check()


def test_everybody_who_can_be_asked_is_asked_in_one_round(world):
    for patient in (world.ada, world.bo, world.cleo, world.dan):
        wait(world, patient, windows=[], practitioner=None)
    assert deeds.offer_due(world.now) == 4
    assert models.StartOffer.objects.filter(state=OfferState.OPEN).count() == 4
    agreement.check()


def test_nobody_is_offered_more_than_two_starts_a_day(world):
    entry = wait(world, windows=[])
    for hours in range(6):
        deeds.offer_due(world.now + hours * HOUR)
    assert len(offers_of(entry)) == 2


def test_offers_are_not_made_at_night(full):
    entry = wait(full)
    cancel(full, full.taken)
    deeds.offer_due(cast.at("21:30"))
    assert not offers_of(entry)
    deeds.offer_due(cast.at("7:30", TOMORROW))  # and in the morning it is too near to be answered
    assert not offers_of(entry)


def test_an_offer_ends_two_hours_before_its_start(full):
    entry = wait(full)
    cancel(full, full.taken)
    people.Clinic.objects.update(offer_minutes=24 * 60)
    deeds.offer_due(full.now)
    assert offers_of(entry)[0].expires_at == cast.at("8:00", TOMORROW)


@pytest.mark.parametrize(
    "changes",
    [{"may_contact": False}, {"email": "", "phone": ""}],
    ids=["asked not to be", "nowhere to write"],
)
def test_who_cannot_be_reached_is_left_for_the_desk(full, changes):
    entry = wait(full)
    people.Patient.objects.filter(pk=full.ada.pk).update(**changes)
    cancel(full, full.taken)
    assert deeds.offer_due(full.now) == 0
    assert not offers_of(entry)


def test_who_has_no_mail_gets_a_text(full):
    entry = wait(full)
    people.Patient.objects.filter(pk=full.ada.pk).update(email="")
    cancel(full, full.taken)
    deeds.offer_due(full.now)
    message = house.OutboxMessage.objects.get(key=f"offer:{offers_of(entry)[0].code}")
    assert (message.channel, message.to) == ("SMS", full.ada.phone)


def test_a_second_loop_makes_no_second_offer(full):
    entry = wait(full)
    cancel(full, full.taken)
    stale = questions.due_entries(full.now)
    deeds.offer_due(full.now)
    assert deeds._offer_in(full.clinic, stale, full.now) == 0
    assert len(offers_of(entry)) == 1
    agreement.check()


def test_dates_that_have_passed_end_the_waiting(full):
    entry = wait(full)
    assert deeds.offer_due(full.now + dt.timedelta(days=6)) == 1
    entry.refresh_from_db()
    assert entry.state == State.ENDED


def test_the_desk_hears_why_it_cannot_offer(full):
    entry = wait(full)
    cancel(full, full.taken)
    start = starts.Start(cast.at("10:00", TOMORROW), full.mei.pk)
    by = cast.viewer(full.ruth)
    with pytest.raises(deeds.UnableToOffer, match="not free"):
        deeds.offer(entry, starts.Start(cast.at("9:00", TOMORROW), full.mei.pk), by=by, now=full.now)
    with pytest.raises(deeds.UnableToOffer, match="too near"):
        deeds.offer(entry, start, by=by, now=cast.at("8:30", TOMORROW))
    deeds.offer(entry, start, by=by, now=full.now)
    with pytest.raises(deeds.UnableToOffer, match="has an offer"):
        deeds.offer(entry, start, by=by, now=full.now)
    assert models.StartOffer.objects.count() == models.Hold.objects.count() == 1


# --- Answering -------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def offered(full):
    """Ada is offered Tuesday at 10:00."""
    full.entry = wait(full)
    cancel(full, full.taken)
    deeds.offer_due(full.now)
    full.offer = questions.offer_for(cast.viewer(full.ada), offers_of(full.entry)[0].code)
    return full


def test_taking_books_and_taking_twice_books_once(offered):
    by = cast.viewer(offered.ada)
    visit = deeds.take(offer=offered.offer, by=by, now=offered.now)
    again = deeds.take(offer=questions.offer_for(by, offered.offer.code), by=by, now=offered.now)
    assert visit == again
    assert visit.starts_at == cast.at("10:00", TOMORROW)
    assert models.Visit.objects.filter(patient=offered.ada).count() == 1
    offered.entry.refresh_from_db()
    assert offered.entry.state == State.BOOKED
    assert not models.Hold.objects.exists()
    agreement.check()


def test_an_answer_after_the_deadline_changes_nothing_and_is_told_kindly(offered):
    with pytest.raises(deeds.UnableToTake, match="keep your place"):
        deeds.take(offer=offered.offer, by=cast.viewer(offered.ada), now=offered.now + HOUR)
    deeds.offer_due(offered.now + HOUR)
    offer = questions.offer_for(cast.viewer(offered.ada), offered.offer.code)
    with pytest.raises(deeds.UnableToTake):
        deeds.take(offer=offer, by=cast.viewer(offered.ada), now=offered.now + HOUR)
    assert not models.Visit.objects.filter(patient=offered.ada).exists()
    agreement.check()


def test_declining_gives_the_start_back_and_keeps_the_place(offered):
    assert deeds.decline(offer=offered.offer, by=cast.viewer(offered.ada), now=offered.now)
    assert not deeds.decline(offer=offered.offer, by=cast.viewer(offered.ada), now=offered.now)
    with pytest.raises(deeds.UnableToTake):
        deeds.take(offer=offered.offer, by=cast.viewer(offered.ada), now=offered.now)
    offered.entry.refresh_from_db()
    assert offered.entry.state == State.WAITING
    assert book(offered, offered.cleo, "10:00", day=TOMORROW).pk


def test_an_earlier_start_moves_the_visit_they_have_and_costs_nothing(full):
    people.Clinic.objects.update(late_cancel_cents=4000, free_to_cancel_hours=96)
    late = book(full, full.ada, "9:00", day=TOMORROW + dt.timedelta(days=1))
    models.Visit.objects.update(booked_at=full.now - dt.timedelta(days=9))
    entry = wait(full, instead_of=late)
    cancel(full, full.taken)
    deeds.offer_due(full.now)
    offer = questions.offer_for(cast.viewer(full.ada), offers_of(entry)[0].code)
    visit = deeds.take(offer=offer, by=cast.viewer(full.ada), now=full.now)
    assert visit.pk == late.pk
    assert (visit.starts_at, visit.fee_cents) == (cast.at("10:00", TOMORROW), 0)
    assert models.Visit.objects.standing().filter(patient=full.ada).count() == 1
    agreement.check()


def test_the_visit_they_have_stays_when_the_offer_cannot_be_taken(full):
    late = book(full, full.ada, "9:00", day=TOMORROW + dt.timedelta(days=1))
    entry = wait(full, instead_of=late)
    cancel(full, full.taken)
    deeds.offer_due(full.now)
    offer = offers_of(entry)[0]
    actions.release_hold(hold=offer.hold, by=cast.viewer(full.ruth), now=full.now)
    book(full, full.cleo, "10:00", day=TOMORROW)
    offer = questions.offer_for(cast.viewer(full.ada), offer.code)
    with pytest.raises(deeds.UnableToTake, match="still yours"):
        deeds.take(offer=offer, by=cast.viewer(full.ada), now=full.now)
    late.refresh_from_db()
    entry.refresh_from_db()
    assert (late.state, entry.state) == ("BOOKED", State.WAITING)
    agreement.check()


def test_a_visit_that_has_begun_ends_the_waiting_for_an_earlier_one(full):
    late = book(full, full.ada, "9:00", day=TOMORROW + dt.timedelta(days=1))
    entry = wait(full, instead_of=late)
    deeds.offer_due(late.starts_at)
    entry.refresh_from_db()
    assert entry.state == State.ENDED


def test_the_link_opens_this_offer_and_no_other(offered):
    [link] = people.PageLink.objects.filter(purpose=people_rules.Purpose.OFFER)
    assert questions.offer_behind(link, offered.offer.code) == offered.offer
    assert questions.offer_behind(link, "another") is None


# --- What is refused ---------------------------------------------------------------------------------------------------------


def test_a_visit_that_is_over_is_not_given_for_an_earlier_one(world):
    past = book(world, world.ada, "Tue 10:00")
    models.Visit.objects.filter(pk=past.pk).update(state="CANCELLED")
    past.refresh_from_db()

    with pytest.raises(deeds.UnableToWait, match="can no longer be changed"):
        wait(world, instead_of=past)


def test_nobody_is_offered_what_they_no_longer_wait_for_or_asked_us_not_to_write_about(world):
    entry = wait(world)
    start = starts.Start(cast.at("Tue 10:00"), world.mei.pk)
    by = {"by": cast.viewer(world.ruth), "now": world.now}
    people.Patient.objects.filter(pk=world.ada.pk).update(may_contact=False)
    entry.patient.refresh_from_db()
    with pytest.raises(deeds.UnableToOffer, match="asked us not to write"):
        deeds.offer(entry, start, **by)

    deeds.leave(entry=entry, **by)
    with pytest.raises(deeds.UnableToOffer, match="no longer waiting"):
        deeds.offer(entry, start, **by)
    assert not models.Hold.objects.exists()


def test_an_offer_to_somebody_whom_nothing_reaches_is_made_and_written_to_nobody(world):
    people.Patient.objects.filter(pk=world.ada.pk).update(email="", phone="")
    world.ada.refresh_from_db()

    deeds.offer(
        wait(world),
        starts.Start(cast.at("Tue 10:00"), world.mei.pk),
        by=cast.viewer(world.ruth),
        now=world.now,
    )

    assert models.StartOffer.objects.get().state == OfferState.OPEN
    assert not house.OutboxMessage.objects.filter(patient_id=world.ada.pk).exists()
