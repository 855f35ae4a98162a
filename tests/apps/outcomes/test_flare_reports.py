"""A flare: told, asked about, booked, lost, ended; nothing of it twice."""

import datetime as dt

import pytest
from django.http import Http404

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import models as booking
from needlepoint.house import models as house
from needlepoint.intake import models as intake
from needlepoint.outcomes import models, tasks
from needlepoint.outcomes.actions import flares
from needlepoint.outcomes.queries import flares as queries
from needlepoint.screening import models as screening
from needlepoint.screening import queries as screening_queries
from tests import cast, checks, make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


def told(world, **changes):
    said = {
        "pain": 8,
        "words": "Lifted a box",
        "since": None,
        "patient": world.ada,
        "now": world.now,
        **changes,
    }
    return flares.report_flare(by=cast.viewer(said["patient"]), **said)


def answered(world, route=checks.Route.SUITABLE, *, minutes=1, by=None):
    kept = checks.kept(world.ada, route, at=world.now + minutes * MINUTE)
    flares.follow_check(kept, by=by or cast.viewer(world.ada), now=kept.finished_at)
    return kept


def state_of(flare):
    return models.Flare.objects.get(pk=flare.pk).state


def audited():
    entries = house.AuditEntry.objects.filter(what__startswith="flare_")
    return list(entries.order_by("pk").values_list("what", flat=True))


def test_telling_it_asks_the_safety_questions_anew(world):
    make.a_course(world)
    checks.kept(world.ada, checks.Route.SUITABLE, at=world.now - DAY)

    flare = told(world)

    stands = screening_queries.standing_of(world.ada, now=world.now)
    assert (flare.state, flare.pain, flare.course.patient) == ("ASKING", 8, world.ada)
    assert stands.again == "FLARE"
    assert not screening.CheckWanted.objects.exclude(patient=world.ada).exists()
    entry = house.AuditEntry.objects.get(what="flare_reported")
    assert (entry.patient_id, entry.details) == (world.ada.pk, {"pain": 8})


def test_told_twice_it_is_one_flare_with_the_newest_words(world):
    first, again = told(world), told(world, pain=9, words="Worse now")

    assert first.pk == again.pk
    assert models.Flare.objects.values_list("pain", "words").get() == (9, "Worse now")
    assert screening.CheckWanted.objects.count() == 1


def test_what_is_told_after_the_answers_is_asked_about_again_and_once(world):
    flare = told(world)
    answered(world)
    later = world.now + 5 * MINUTE

    for _tap in range(2):
        again = told(world, words="Now my leg is numb", now=later)

    assert again.pk == flare.pk
    one = queries.told_by(world.ada, later)
    assert (one.is_answered, one.may_come) == (False, False)
    assert screening.CheckWanted.objects.count() == 2
    answered(world, minutes=6)
    assert queries.told_by(world.ada, world.now + 7 * MINUTE).may_come


@pytest.mark.parametrize("when", ["before", "after"])
def test_telling_it_takes_no_stop_away(world, when):
    if when == "after":
        told(world)
    checks.kept(world.ada, checks.Route.DOCTOR_FIRST, at=world.now + MINUTE)

    told(world, words="Again", now=world.now + 5 * MINUTE)

    one = queries.told_by(world.ada, world.now + 6 * MINUTE)
    assert one.is_stopped
    assert not one.may_come


def test_words_of_self_harm_reach_a_practitioner(world):
    told(world, words="I want to kill myself")

    notice = intake.Notice.objects.get()
    assert (notice.kind, notice.patient_id) == ("CRISIS", world.ada.pk)


@pytest.mark.parametrize(
    ("route", "may_come"), [(checks.Route.SUITABLE, True), (checks.Route.DOCTOR_FIRST, False)]
)
def test_answers_open_it_and_only_those_that_allow_a_visit_let_them_come(world, route, may_come):
    flare = told(world)
    answered(world, route)

    one = queries.told_by(world.ada, world.now + MINUTE)

    assert state_of(flare) == "OPEN"
    assert (one.is_answered, one.may_come, one.is_stopped) == (True, may_come, not may_come)


def test_answers_from_before_it_was_told_do_not_count(world):
    checks.kept(world.ada, checks.Route.SUITABLE, at=world.now - MINUTE)
    flare = told(world)

    assert not queries.told_by(world.ada, world.now).may_come
    assert (tasks.flares_due(world.now), state_of(flare)) == (0, "ASKING")


def test_the_clockwork_finds_answers_that_nobody_told_it_of(world):
    flare = told(world)
    checks.kept(world.ada, checks.Route.SUITABLE, at=world.now + MINUTE)

    assert tasks.flares_due(world.now + 2 * MINUTE) == 1
    assert state_of(flare) == "OPEN"


def test_their_own_answers_keep_the_soonest_start_for_them_for_a_while(
    world, django_capture_on_commit_callbacks
):
    flare = told(world)
    with django_capture_on_commit_callbacks(execute=True):
        answered(world)

    later = world.now + 2 * MINUTE
    hold = queries.kept_for(flare, later)
    assert (hold.patient, hold.expires_at) == (world.ada, world.now + 31 * MINUTE)
    near = queries.near_starts(cast.viewer(world.ada), later, kept=hold, count=3)
    assert near.starts[0][0] == hold.starts_at
    assert near.service.kind == "FIRST"  # Ada was never treated here
    flares.close_flare(flare=flare, why="BETTER", by=cast.viewer(world.ada), now=later)
    assert not booking.Hold.objects.exists()


def test_nothing_is_kept_when_a_doctor_comes_first_or_staff_type_the_answers(
    world, django_capture_on_commit_callbacks
):
    told(world)
    with django_capture_on_commit_callbacks(execute=True):
        answered(world, by=cast.viewer(world.mei))
        answered(world, checks.Route.DOCTOR_FIRST, minutes=2)

    assert not booking.Hold.objects.exists()


def book(world, hour="Tue 10:00"):
    service = world.clinic.services.get(kind="FOLLOW_UP")
    return booking_actions.book_visit(
        clinic=world.clinic,
        patient=world.ada,
        service=service,
        starts_at=cast.at(hour),
        practitioner_id=None,
        by=cast.viewer(world.ruth),
        now=world.now,
        form_key=None,
    )


def test_a_booking_settles_it_and_its_cancellation_opens_it_again(world):
    flare = told(world)
    visit = book(world)
    assert state_of(flare) == "BOOKED"

    booking_actions.cancel_visit(visit=visit, by=cast.viewer(world.ruth), now=world.now)

    assert state_of(flare) == "OPEN"
    assert models.Flare.objects.get().visit is None
    assert audited() == ["flare_reported", "flare_booked", "flare_reopened"]


def test_a_cancellation_does_not_open_a_second_one_beside_what_was_told_since(world):
    first = told(world)
    visit = book(world)
    second = told(world, now=world.now + MINUTE)

    booking_actions.cancel_visit(visit=visit, by=cast.viewer(world.ruth), now=world.now + 2 * MINUTE)

    assert (state_of(first), state_of(second)) == ("BOOKED", "ASKING")


def test_taking_another_start_gives_the_kept_one_back_so_that_nobody_gathers_them(
    world, django_capture_on_commit_callbacks
):
    for hour in ("Fri 15:00", "Sat 15:00"):
        told(world)
        with django_capture_on_commit_callbacks(execute=True):
            answered(world)
        assert booking.Hold.objects.count() == 1

        with django_capture_on_commit_callbacks(execute=True):
            book(world, hour)

        assert not booking.Hold.objects.exists()


def test_what_is_told_while_somebody_ends_the_one_before_is_not_lost_with_it(world, monkeypatch):
    first = told(world)
    flares.close_flare(flare=first, why="NOT_REACHED", by=cast.viewer(world.ruth), now=world.now)
    monkeypatch.setattr(flares.queries, "flare_of", lambda _pk: first)  # read a moment before it ended

    second = told(world, words="Now my leg is numb")

    assert second.pk != first.pk
    assert dict(models.Flare.objects.values_list("state", "words")) == {
        "CLOSED": "Lifted a box",
        "ASKING": "Now my leg is numb",
    }


def test_it_ends_once_with_a_reason(world):
    flare = told(world)
    flares.close_flare(flare=flare, why="SENT_TO_DOCTOR", by=cast.viewer(world.ruth), now=world.now)

    assert models.Flare.objects.values_list("state", "closed_why").get() == ("CLOSED", "SENT_TO_DOCTOR")
    with pytest.raises(flares.UnableToClose):
        flares.close_flare(flare=flare, why="BETTER", by=cast.viewer(world.ruth), now=world.now)
    with pytest.raises(ValueError, match="TIRED"):
        flares.close_flare(flare=flare, why="TIRED", by=cast.viewer(world.ruth), now=world.now)


def test_after_three_silent_weeks_it_ends_by_itself(world):
    flare = told(world)

    assert tasks.flares_due(world.now + 21 * DAY) == 0
    assert tasks.flares_due(world.now + 21 * DAY + MINUTE) == 1
    assert (state_of(flare), models.Flare.objects.get().closed_why) == ("CLOSED", "SILENT")


def test_the_desk_sees_whom_the_answers_stop_first_then_bad_pain_then_who_waits_longest(world):
    w = world
    mild = told(w, patient=w.dan, pain=3, now=w.now - 3 * DAY)
    bad = told(w, patient=w.bo, pain=9, now=w.now - 2 * DAY)
    stopped = told(w, now=w.now - DAY)
    checks.kept(w.ada, checks.Route.DOCTOR_FIRST, at=w.now)

    def seen(who):
        return [one.flare for one in queries.waiting_in(cast.viewer(who), w.now, good_days=90)]

    assert seen(w.ruth) == seen(w.mei) == [stopped, bad, mild]
    assert seen(w.ivo) == seen(w.eve) == []
    with pytest.raises(Http404):
        queries.flare_seen_by(cast.viewer(w.eve), bad.code)
    with pytest.raises(Http404):
        queries.flare_seen_by(cast.viewer(w.ada), bad.code)
    assert queries.flare_seen_by(cast.viewer(w.bo), bad.code) == bad


def test_however_many_wait_the_worst_is_never_left_out(world, monkeypatch):
    monkeypatch.setattr(queries, "SHOWN_MAX", 2)
    monkeypatch.setattr(queries, "_waiting_in", queries._ask_waiting_in)
    for patient in (world.bo, world.cleo, world.dan):
        told(world, patient=patient, pain=2, now=world.now - DAY)
    told(world, pain=10)

    shown = queries.waiting_in(cast.viewer(world.ruth), world.now, good_days=90)

    assert shown[0].flare.patient == world.ada
    assert len(shown) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_two_queries_at_any_length(world, django_assert_num_queries, count):
    w = world
    for patient in [w.ada, w.bo, w.cleo][:count]:
        told(w, patient=patient)
    ruth = cast.viewer(w.ruth)

    with django_assert_num_queries(2):
        found = queries.waiting_in(ruth, w.now, good_days=90)
        assert [one.flare.patient.name for one in found]
