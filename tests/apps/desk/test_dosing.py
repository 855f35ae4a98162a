"""The owner's page of plan numbers."""

import pytest

from needlepoint.house import models as house
from needlepoint.knowledge import dose
from needlepoint.people import models as people
from needlepoint.plans import models
from needlepoint.plans.queries import presets
from tests import cast
from tests.apps.plans import room

pytestmark = pytest.mark.django_db
PAGE, CHRONIC = "/clinic/plans/", "/clinic/plans/chronic/"
NUMBERS = {
    "visits_min": "4",
    "visits_usual": "6",
    "visits_max": "10",
    "days_between_min": "2",
    "days_between_max": "10",
    "review_after": "5",
    "reason": "Most of our patients come by bus.",
}


def text(response):
    return response.content.decode()


def test_the_owner_sees_every_kind_of_plan_with_its_numbers(world):
    page = text(cast.client_of(world.ivo).get(PAGE))

    for one in dose.all_presets():
        assert one.name in page
    assert "6 to 12 visits, 3 to 7 days apart, review after visit 6." in page
    assert "American College of Physicians 2017" in page
    assert "CMS NCD 30.3.3." in page


def test_only_the_owner_sets_numbers(world):
    for who in (world.mei, world.ruth, world.ada):
        client = cast.client_of(who)
        for path in (PAGE, CHRONIC):
            assert client.get(path).status_code == 403
            assert client.post(path, NUMBERS).status_code == 403

    assert not models.DosePreset.objects.exists()


def test_an_unknown_kind_of_plan_is_not_found(world):
    assert cast.client_of(world.ivo).get("/clinic/plans/forever/").status_code == 404


def test_a_clinics_own_numbers_stand_in_its_plans_and_in_no_other_clinics(world):
    w = world

    response = cast.client_of(w.ivo).post(CHRONIC, NUMBERS)

    assert (response.status_code, response.url) == (302, PAGE)
    own = presets.preset_for(w.clinic, dose.Phase.CHRONIC)
    assert (own.visits_min, own.visits_usual, own.visits_max, own.review_after) == (4, 6, 10, 5)
    assert presets.preset_for(w.eve.memberships.first().clinic, dose.Phase.CHRONIC) == dose.CHRONIC
    page = text(cast.client_of(w.mei).get(f"/episodes/{room.assessed(w).code}/plan/"))
    assert 'name="visits_planned" value="6"' in page
    assert "Usual: 4 to 10 visits, 2 to 10 days apart, review after visit 5." in page
    assert "Most of our patients come by bus." in page
    assert "We look at your scores after visit 6" not in page
    assert house.AuditEntry.objects.filter(what="plan_numbers_set").count() == 1


def test_the_books_numbers_come_back(world):
    w = world
    client = cast.client_of(w.ivo)
    client.post(CHRONIC, NUMBERS)

    assert client.post(CHRONIC, {"reset": "yes"}).status_code == 302
    assert client.post(CHRONIC, {"reset": "yes"}).status_code == 302

    assert presets.preset(w.clinic, "chronic") == dose.CHRONIC
    assert house.AuditEntry.objects.filter(what="plan_numbers_reset").count() == 1


SLIPS = (
    ({"reason": ""}, "Say why this clinic differs"),
    ({"visits_usual": "20"}, "Put the visits in order"),
    ({"days_between_min": "11"}, "The fewest days come before the most."),
    ({"review_after": "7"}, "The review must fall within the usual number of visits."),
    ({"visits_max": "900"}, "Write a number from 1 to 60."),
    ({"visits_min": "few"}, "Write a whole number."),
)


def test_a_slip_in_the_numbers_keeps_the_words_and_stores_nothing(world):
    client = cast.client_of(world.ivo)

    for changes, sentence in SLIPS:
        response = client.post(CHRONIC, {**NUMBERS, "days_between_max": "9", **changes})
        assert response.status_code == 422
        assert sentence in text(response)
        assert 'value="9"' in text(response)

    assert not models.DosePreset.objects.exists()


@pytest.mark.parametrize(
    ("posted", "key"),
    [
        ({"scheme": "acp_2017"}, "acp_2017"),
        ({"scheme": "own", "acute_weeks": "5", "chronic_weeks": "26", "setting": "Our clinic"}, "own:5:26"),
    ],
)
def test_the_lines_are_drawn_where_the_owner_says_and_old_episodes_keep_their_phase(world, posted, key):
    w = world
    kept = room.assessed(w, onset_on=w.today - cast.dt.timedelta(days=35))

    assert cast.client_of(w.ivo).post(PAGE, posted).status_code == 302

    clinic = people.Clinic.objects.get(pk=w.clinic.pk)
    kept.refresh_from_db()
    assert (clinic.phase_scheme, clinic.setting) == (key, posted.get("setting", ""))
    assert (kept.phase, kept.phase_scheme) == ("ACUTE", "default")
    w.ada.refresh_from_db()
    now = room.assessed(
        w, patient=people.Patient.objects.get(pk=w.ada.pk), onset_on=w.today - cast.dt.timedelta(days=35)
    )
    assert (now.phase, now.phase_scheme) == ("SUBACUTE", key)
    panel = text(cast.client_of(w.mei).get(f"/patients/{w.ada.code}/phase/?ago=5&ago_unit=WEEKS"))
    assert "Subacute: 5 weeks" in panel


def test_lines_out_of_order_are_said_and_not_kept(world):
    client = cast.client_of(world.ivo)

    for posted in (
        {"scheme": "own", "acute_weeks": "9", "chronic_weeks": "3"},
        {"scheme": "own"},
        {"scheme": "mine"},
    ):
        assert client.post(PAGE, posted).status_code == 422

    assert people.Clinic.objects.get(pk=world.clinic.pk).phase_scheme == "default"
