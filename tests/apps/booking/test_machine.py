"""Any order of deeds: the words, the claims and the standing visits go on saying the same thing."""

import datetime as dt

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from needlepoint.booking import actions, models
from needlepoint.booking.actions import arrivals, refusals
from needlepoint.booking.rules import states
from tests import cast
from tests.apps.booking import agreement

hours = st.tuples(st.sampled_from(["Tue", "Wed"]), st.integers(8, 17), st.sampled_from([0, 15, 30, 45])).map(
    lambda when: f"{when[0]} {when[1]}:{when[2]:02d}"
)


class Diary(RuleBasedStateMachine):
    """Three patients, two practitioners, two rooms; the model beside it knows only which states were reached."""

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.w = cast.world()
        self.by = cast.viewer(self.w.ruth)
        models.Room.objects.filter(pk=self.w.rooms[2].pk).update(is_open=False)
        self.states = {}

    @rule(
        patient=st.sampled_from(["ada", "bo", "dan"]),
        when=hours,
        service=st.sampled_from(["first", "follow_up"]),
        practitioner=st.sampled_from(["mei", "omar", None]),
    )
    def book(self, patient, when, service, practitioner):
        try:
            visit = actions.book_visit(
                clinic=self.w.clinic,
                patient=getattr(self.w, patient),
                service=getattr(self.w, service),
                starts_at=cast.at(when),
                practitioner_id=getattr(self.w, practitioner).pk if practitioner else None,
                by=self.by,
                now=self.w.now,
                form_key=None,
            )
        except actions.TimeIsTaken:
            return
        self.states[visit.pk] = "BOOKED"

    def some(self, data):
        pk = data.draw(st.sampled_from(sorted(self.states)))
        return models.Visit.objects.select_related("clinic", "service", "patient", "practitioner").get(pk=pk)

    @precondition(lambda self: self.states)
    @rule(data=st.data(), when=hours, practitioner=st.sampled_from(["mei", "omar"]))
    def move(self, data, when, practitioner):
        visit = self.some(data)
        try:
            actions.move_visit(
                visit=visit,
                starts_at=cast.at(when),
                practitioner_id=getattr(self.w, practitioner).pk,
                by=self.by,
                now=self.w.now,
            )
        except actions.UnableToMove as unable:
            assert unable.is_taken or self.states[visit.pk] != "BOOKED"

    @precondition(lambda self: self.states)
    @rule(
        data=st.data(),
        deed=st.sampled_from(
            [
                ("cancel_visit", actions.UnableToCancel, "CANCELLED"),
                ("receive_visit", actions.UnableToReceive, "ARRIVED"),
                ("miss_visit", actions.UnableToMiss, "MISSED"),
                ("complete_visit", actions.UnableToComplete, "COMPLETED"),
            ]
        ),
    )
    def end(self, data, deed):
        name, refusal, target = deed
        visit = self.some(data)
        before = states.State(self.states[visit.pk])
        may = (
            states.may_become(before, target)
            or before == target
            or (before == "BOOKED" and target == "COMPLETED")
        )
        try:
            getattr(actions, name)(visit=visit, by=self.by, now=visit.starts_at + dt.timedelta(hours=1))
        except refusal:
            assert not may
        else:
            assert may
            self.states[visit.pk] = target

    @precondition(lambda self: {"ARRIVED", "MISSED"} & set(self.states.values()))
    @rule(data=st.data(), name=st.sampled_from(["undo_arrival", "undo_absence"]))
    def take_back(self, data, name):
        visit = self.some(data)
        undone = {"undo_arrival": "ARRIVED", "undo_absence": "MISSED"}[name]
        before = self.states[visit.pk]
        try:
            getattr(arrivals, name)(visit=visit, by=self.by, now=visit.starts_at + dt.timedelta(hours=1))
        except refusals.UnableToUndo:
            # Or its time is somebody else's by now.
            assert before not in {undone, "BOOKED"} or before == "MISSED"
        else:
            assert before in {undone, "BOOKED"}
            self.states[visit.pk] = "BOOKED"

    @invariant()
    def all_say_the_same(self):
        agreement.check()
        assert dict(models.Visit.objects.values_list("pk", "state")) == self.states

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)


def test_whatever_is_done_in_whatever_order_the_ticks_agree(db):
    run_state_machine_as_test(
        Diary,
        settings=settings(
            max_examples=8, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
