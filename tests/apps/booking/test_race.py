"""Many at once: one wins, nobody is refused who need not be, and nothing is held twice. make prove asks for more."""

import threading

import pytest
from django.db import close_old_connections, connections

from needlepoint.booking import actions, models
from needlepoint.people import models as people
from tests import cast
from tests.apps.booking import agreement

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 8


@pytest.fixture
def crowd(transactional_db):
    """The cast, and eight more patients."""
    w = cast.world()
    w.crowd = [
        people.Patient.objects.create(
            clinic=w.clinic, given_name=f"Guest {n}", family_name="Crowd", made_at=w.now
        )
        for n in range(CROWD)
    ]
    return w


def at_once(*deeds):
    """Do each in a thread of its own, all beginning together; return what each returned or raised."""
    outcomes, gate = [None] * len(deeds), threading.Barrier(len(deeds))

    def run(place, deed):
        try:
            gate.wait()
            outcomes[place] = deed()
        except Exception as error:  # noqa: BLE001  the test looks at it
            outcomes[place] = error
        finally:
            close_old_connections()
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def booking(w, patient, when, practitioner=None, **more):
    fields = {
        "clinic": w.clinic,
        "patient": patient,
        "service": w.follow_up,
        "starts_at": cast.at(when),
        "practitioner_id": practitioner.pk if practitioner else None,
        "by": cast.viewer(patient),
        "now": w.now,
        "form_key": None,
        **more,
    }
    return lambda: actions.book_visit(**fields)


def won(outcomes):
    unexpected = [o for o in outcomes if not isinstance(o, models.Visit | actions.TimeIsTaken)]
    assert unexpected == []
    return [outcome for outcome in outcomes if isinstance(outcome, models.Visit)]


def test_of_eight_who_want_one_start_exactly_one_has_it(crowd):
    outcomes = at_once(*(booking(crowd, patient, "Tue 9:00", crowd.mei) for patient in crowd.crowd))

    assert len(won(outcomes)) == 1
    agreement.check()


def test_everybody_for_whom_there_is_a_practitioner_and_a_room_gets_in(crowd):
    """Two practitioners and three rooms: two of eight, though all of them first think of the same room."""
    outcomes = at_once(*(booking(crowd, patient, "Tue 9:00") for patient in crowd.crowd))

    assert {visit.practitioner_id for visit in won(outcomes)} == {crowd.mei.pk, crowd.omar.pk}
    agreement.check()


def test_starts_that_do_not_meet_are_never_refused(crowd):
    whens = [f"{day} {hour}:00" for day in ("Tue", "Wed") for hour in (8, 9, 10, 13)]

    outcomes = at_once(
        *(booking(crowd, patient, when, crowd.mei) for patient, when in zip(crowd.crowd, whens, strict=True))
    )

    assert len(won(outcomes)) == CROWD
    agreement.check()


def test_one_form_sent_many_times_at_once_is_one_visit(crowd):
    outcomes = at_once(
        *(booking(crowd, crowd.ada, "Tue 9:00", form_key="one form") for _ in range(CROWD)),
    )

    assert len({visit.pk for visit in won(outcomes)}) == 1
    assert len(won(outcomes)) == CROWD
    agreement.check()


def test_one_newcomers_form_sent_many_times_at_once_is_one_patient(crowd):
    import datetime as dt

    greta = actions.Newcomer("Greta", "Holm", dt.date(1972, 3, 9), "+12125550177", "greta@mail.example")

    def book():
        return actions.book_for_newcomer(
            clinic=crowd.clinic,
            newcomer=greta,
            service=crowd.first,
            starts_at=cast.at("Tue 9:00"),
            practitioner_id=None,
            by=cast.people_rules.Viewer(crowd.clinic.pk),
            now=crowd.now,
            form_key="a form key of greta",
            session={},
        )[0]

    outcomes = at_once(*[book] * CROWD)

    assert len({visit.pk for visit in won(outcomes)}) == 1
    assert people.Patient.objects.filter(family_name="Holm").count() == 1


def test_moves_cancellations_and_bookings_in_each_others_way_leave_no_tick_behind(crowd):
    mine = booking(crowd, crowd.ada, "Tue 9:00", crowd.mei)()
    his = booking(crowd, crowd.bo, "Tue 10:00", crowd.mei)()
    ruth = cast.viewer(crowd.ruth)

    outcomes = at_once(
        lambda: actions.move_visit(visit=mine, starts_at=cast.at("Tue 10:00"), by=ruth, now=crowd.now),
        lambda: actions.move_visit(visit=his, starts_at=cast.at("Tue 9:00"), by=ruth, now=crowd.now),
        lambda: actions.cancel_visit(
            visit=models.Visit.objects.select_related("clinic").get(pk=his.pk), by=ruth, now=crowd.now
        ),
        booking(crowd, crowd.crowd[0], "Tue 9:00", crowd.mei),
        booking(crowd, crowd.crowd[1], "Tue 10:00", crowd.mei),
    )

    assert [o for o in outcomes if not isinstance(o, models.Visit | actions.UnableToBook)] == []
    agreement.check()
