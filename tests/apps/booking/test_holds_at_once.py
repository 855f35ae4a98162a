"""Holds and moves when somebody is faster, when a form asks twice at once, and when what was kept is over."""

import datetime as dt

import pytest
from django.db import IntegrityError

from needlepoint.booking import actions, models
from needlepoint.booking.actions import claims, holds
from tests import cast
from tests.apps.booking import agreement
from tests.apps.booking.test_engine import book, hold

pytestmark = pytest.mark.django_db
TEN = "Tue 10:00"


def wish(w, **more):
    return {
        "clinic": w.clinic,
        "service": w.follow_up,
        "starts_at": cast.at(TEN),
        "practitioner_id": w.mei.pk,
        "patient": w.bo,
        "form_key": None,
        "by": cast.viewer(w.bo),
        "now": w.now,
        "expires_at": w.now + dt.timedelta(minutes=10),
        **more,
    }


def test_nothing_is_kept_that_no_form_of_ours_offers(world):
    theirs = world.other_clinic.services.first()
    for odd in ({"service": theirs}, {"starts_at": cast.at(TEN) + dt.timedelta(minutes=2)}):
        with pytest.raises(actions.UnableToBook, match="choose one from the list"):
            actions.hold_start(**wish(world, **odd))
    with pytest.raises(actions.TimeIsTaken, match="too soon"):
        actions.hold_start(**wish(world, starts_at=world.now - dt.timedelta(minutes=30)))
    assert not models.Hold.objects.exists()


def test_a_hold_is_released_once(world):
    kept = hold(world)
    again = models.Hold.objects.get()

    assert actions.release_hold(hold=kept, by=cast.viewer(world.ada), now=world.now)
    assert not actions.release_hold(hold=again, by=cast.viewer(world.ada), now=world.now)
    agreement.check()


def test_what_was_kept_too_long_is_kept_for_the_next_who_asks(world):
    hold(world, minutes=5)
    later = world.now + dt.timedelta(minutes=6)

    kept = actions.hold_start(**wish(world, now=later, expires_at=later + dt.timedelta(minutes=10)))

    assert models.Hold.objects.get() == kept
    agreement.check()


def test_whoever_is_overtaken_looks_again(world, monkeypatch):
    change, calls = claims.change, []

    def overtaken(*args):
        calls.append(args)
        if len(calls) == 1:
            raise claims.Lost("room:1")
        change(*args)

    monkeypatch.setattr(claims, "change", overtaken)

    assert actions.hold_start(**wish(world)).pk
    assert len(calls) == 2
    agreement.check()


def test_a_form_that_asks_twice_at_once_keeps_one_start(world, monkeypatch):
    real = holds._first_to_fit

    def other_half_was_first(one, *args, **kwargs):
        real(one, *args, **kwargs)
        raise IntegrityError("a_form_holds_one_start")

    monkeypatch.setattr(holds, "_first_to_fit", other_half_was_first)
    key = "the key of one form"

    assert actions.hold_start(**wish(world, form_key=key)).form_key == key
    with pytest.raises(IntegrityError):
        actions.hold_start(**wish(world, starts_at=cast.at("Tue 14:00")))


def move(w, visit, when=TEN, **more):
    return actions.move_visit(
        visit=visit,
        starts_at=cast.at(when),
        by=cast.viewer(more.pop("by", w.ruth)),
        now=more.pop("now", w.now),
        **more,
    )


def test_a_visit_moves_to_what_was_kept_for_somebody_until_a_moment_ago(world):
    visit = book(world, "Tue 15:00", patient=world.bo)
    hold(world, minutes=5)

    moved = move(world, visit, now=world.now + dt.timedelta(minutes=6))

    assert moved.starts_at == cast.at(TEN)
    assert not models.Hold.objects.exists()
    agreement.check()


def test_a_hold_that_ended_meanwhile_stops_no_move_while_the_start_is_free(world):
    visit = book(world, "Tue 15:00")
    kept = hold(world)
    actions.release_hold(hold=models.Hold.objects.get(), by=cast.viewer(world.ada), now=world.now)

    assert move(world, visit, hold=kept, by=world.ada).starts_at == cast.at(TEN)
    agreement.check()


def test_a_move_over_others_that_is_overtaken_leaves_the_visit_where_it_is(world, monkeypatch):
    book(world)
    visit = book(world, "Tue 15:00", patient=world.bo)

    def full(*_args):
        raise claims.Lost("practitioner:1")

    monkeypatch.setattr(claims, "beside", full)

    with pytest.raises(actions.NewTimeIsTaken, match="Your old time is still yours"):
        move(world, visit, override_reason="Only time he can come.")
    assert models.Visit.objects.get(pk=visit.pk).starts_at == cast.at("Tue 15:00")
    agreement.check()
