"""Questions made ready give what the queryset gives, with one query; rows are stored as Django would store them."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from needlepoint.booking import models as booking
from needlepoint.house import models as house
from needlepoint.house import prepared
from needlepoint.people import models as people

pytestmark = pytest.mark.django_db

WHEN = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)

patient_of = prepared.Question(
    lambda *, pk, clinic_id: people.Patient.objects.filter(pk=pk, clinic_id=clinic_id).select_related(
        "clinic"
    ),
    pk=int,
    clinic_id=int,
)
hours_of = prepared.Question(
    lambda *, clinic_id, weekday: booking.Hours.objects.filter(
        practitioner__clinic_id=clinic_id, weekday=weekday
    ).values_list("practitioner_id", "starts_minute", "ends_minute"),
    clinic_id=int,
    weekday=int,
)
living = prepared.Question(
    lambda *, key, now: Session.objects.filter(session_key=key, expire_date__gt=now), key=str, now=dt.datetime
)


def test_a_question_gives_the_row_that_its_values_name(world, django_assert_num_queries):
    clinic = world.clinic
    for patient in (world.ada, world.bo):
        with django_assert_num_queries(1):
            found = patient_of.first(pk=patient.pk, clinic_id=clinic.pk)
            assert found.clinic.name == clinic.name
        assert found == patient
        assert found.cautions == patient.cautions
        assert found.made_at == patient.made_at


def test_nothing_is_found_with_values_that_name_nothing(world):
    assert patient_of.first(pk=world.ada.pk, clinic_id=world.other_clinic.pk) is None


def test_plain_rows_are_those_of_the_queryset(world):
    for weekday in (0, 6):
        plain = booking.Hours.objects.filter(practitioner__clinic=world.clinic, weekday=weekday)
        rows = plain.values_list("practitioner_id", "starts_minute", "ends_minute")
        assert hours_of(clinic_id=world.clinic.pk, weekday=weekday) == list(rows)


def test_a_moment_is_compared_as_a_moment(world):
    Session.objects.create(session_key="k", session_data="", expire_date=world.now)
    second = dt.timedelta(seconds=1)
    assert living.first(key="k", now=world.now - second).session_key == "k"
    assert living.first(key="k", now=world.now) is None
    assert living.first(key="another", now=world.now - second) is None


def test_a_row_can_be_changed_and_saved_like_any_other(world):
    found = patient_of.first(pk=world.ada.pk, clinic_id=world.clinic.pk)
    found.family_name = "Moreno-Diaz"
    found.save(update_fields=["family_name"])
    assert people.Patient.objects.get(pk=world.ada.pk).family_name == "Moreno-Diaz"


def test_values_must_be_those_that_the_question_takes(world):
    with pytest.raises(TypeError, match="pk, clinic_id"):
        patient_of(pk=1)


def test_a_question_that_ignores_a_value_is_refused(world):
    deaf = prepared.Question(lambda *, pk: people.Patient.objects.exclude(pk=None), pk=int)
    with pytest.raises(AssertionError, match="does not use pk"):
        deaf(pk=1)


# --- Rows ------------------------------------------------------------------------------------------------------------

entries = prepared.Entry(house.AuditEntry)
promises = prepared.Entry(house.OutboxMessage, ignores_known=True)


def test_a_stored_row_is_the_one_that_django_would_store(world, django_assert_num_queries):
    row = house.AuditEntry(at=world.now, what="visit_booked", who="system", details={"check": "RECENT"})
    with django_assert_num_queries(1):
        entries.store(row)
    kept = house.AuditEntry.objects.get(pk=row.pk)
    assert (kept.at, kept.what, kept.clinic_id, kept.details) == (
        world.now,
        "visit_booked",
        None,
        {"check": "RECENT"},
    )
    row.who = "patient:7"
    row.save()
    assert house.AuditEntry.objects.get(pk=row.pk).who == "patient:7"


def test_many_rows_cost_one_query_and_known_ones_are_left_out(world, django_assert_num_queries):
    def waiting(*keys):
        return [house.OutboxMessage(key=key, clinic_id=1, send_at=world.now) for key in keys]

    with django_assert_num_queries(2):
        promises.store_all(waiting("one", "two"))
        promises.store_all(waiting("two", "three"))
        promises.store_all([])
    assert sorted(house.OutboxMessage.objects.values_list("key", flat=True)) == ["one", "three", "two"]


def test_a_row_that_a_constraint_knows_is_refused(world):
    known = prepared.Entry(house.OutboxMessage)
    known.store(house.OutboxMessage(key="one", clinic_id=1, send_at=world.now))
    with pytest.raises(IntegrityError), transaction.atomic():
        known.store(house.OutboxMessage(key="one", clinic_id=1, send_at=world.now))


@pytest.mark.parametrize("count", [0, 1, 2, 8, 9, 40, 41, 95])
def test_a_question_about_many_gives_what_the_queryset_gives_at_any_length(count):
    ids = [house.AuditEntry.objects.create(at=WHEN, what="tried", who="test").pk for _ in range(count + 2)]
    ask = prepared.QuestionOfMany(
        lambda ids, what: house.AuditEntry.objects.filter(pk__in=ids, what=what).values_list("pk"), what=str
    )
    assert sorted(pk for (pk,) in ask(ids[:count], what="tried")) == sorted(ids[:count])
    assert ask(ids[:count], what="another") == []


def test_a_question_about_many_costs_one_query_for_every_forty_of_them(django_assert_num_queries):
    ask = prepared.QuestionOfMany(lambda ids: house.AuditEntry.objects.filter(pk__in=ids))
    for count, queries in ((0, 0), (1, 1), (40, 1), (41, 2), (80, 2)):
        with django_assert_num_queries(queries):
            ask(range(1, count + 1))
