"""Whom a viewer may see, and who may open which door."""

import pytest
from django.http import Http404

from needlepoint.house import doors
from needlepoint.people import access, queries, rules
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["ruth", "mei", "ivo"])
def test_staff_see_the_patients_of_their_clinic(world, who):
    seen = access.patients_seen_by(cast.viewer(getattr(world, who)))

    assert {patient.given_name for patient in seen} == {"Ada", "Bo", "Cleo", "Dan"}


def test_a_patient_sees_herself(world):
    assert [patient.pk for patient in access.patients_seen_by(cast.viewer(world.ada))] == [world.ada.pk]


def test_a_visitor_sees_nobody(world):
    assert not access.patients_seen_by(rules.Viewer(world.clinic.pk)).exists()


def test_eve_sees_only_the_patients_of_her_own_clinic(world):
    assert [patient.given_name for patient in access.patients_seen_by(cast.viewer(world.eve))] == ["Hal"]


@pytest.mark.parametrize("who", ["eve", "bo"])
def test_an_unseen_patient_is_as_unknown_as_one_who_is_not_there(world, who):
    viewer = cast.viewer(getattr(world, who))

    with pytest.raises(Http404):
        queries.patient_seen_by(viewer, world.ada.code)
    with pytest.raises(Http404):
        queries.patient_seen_by(viewer, "no-such-code")


def test_a_seen_patient_comes_with_the_clinic_in_one_query(world, django_assert_num_queries):
    ruth = cast.viewer(world.ruth)

    with django_assert_num_queries(1):
        patient = queries.patient_seen_by(ruth, world.ada.code)
        assert patient.clinic.name == "Willow Street Acupuncture"


def test_a_door_lets_in_whom_it_names_and_no_door_lets_in_nobody(world):
    ruth, visitor = cast.viewer(world.ruth), rules.Viewer(world.clinic.pk)

    assert access.may_open(visitor, doors.EVERYONE)
    assert access.may_open(ruth, frozenset({rules.Role.DESK}))
    assert not access.may_open(ruth, frozenset({rules.Role.OWNER}))
    assert not access.may_open(visitor, frozenset(rules.Role))
    assert not access.may_open(ruth, None)


def test_a_door_for_nobody_in_particular_is_a_mistake():
    with pytest.raises(AssertionError, match="at least one role"):
        doors.only()


def test_the_public_clinic_is_the_one_at_this_address_or_the_first(world):
    world.other_clinic.host = "harbour.example"
    world.other_clinic.save()

    assert queries.public_clinic("harbour.example:8443") == world.other_clinic
    assert queries.public_clinic("willow.example") == world.clinic
