"""The desk's list of open forms, and what the owner sets about asking for them."""

import datetime as dt

import pytest

from needlepoint.house import models as house
from needlepoint.intake.queries import chasing as queries
from needlepoint.people import models as people
from tests import cast, make
from tests.apps.charting import room
from tests.apps.intake import telling

pytestmark = pytest.mark.django_db
FORMS, OWNERS = "/forms/", "/clinic/forms/"


@pytest.fixture
def visit(world):
    return make.a_visit(world, service=world.first, starts_at="Thu 10:00")


def text(client, path=FORMS):
    return client.get(path).content.decode()


def test_the_list_says_who_how_far_and_whether_asked_and_offers_every_way(world, visit):
    intake = telling.begun(world, visit)
    telling.say(world, intake, {"began": telling.given(telling.reading.form("first_visit").item("began"))})

    page = text(cast.client_of(world.ruth))

    assert "Ada Moreno" in page
    assert "no reminder sent yet" in page
    for way in (f"/intake/{intake.code}/", f"/visits/{visit.code}/tablet/", f"/intake/{intake.code}/paper/"):
        assert f'href="{way}"' in page
    assert f'action="/forms/{intake.code}/link/"' in page
    assert "Ada" not in text(cast.client_of(world.eve))


def test_a_form_nobody_began_is_on_it_too_and_a_finished_one_is_not(world, visit):
    assert "Not begun" in text(cast.client_of(world.mei))

    telling.sent(world, visit)

    assert "Every form is in" in text(cast.client_of(world.mei))


def test_who_comes_without_a_word_on_needles_is_on_it_until_they_answer(world, visit):
    ruth = cast.client_of(world.ruth)
    assert "Not signed yet" not in text(ruth)  # their form is open, and ends with what they agree to

    telling.sent(world, visit)
    make.a_visit(world, starts_at="Fri 10:00")
    page = text(ruth)
    assert page.count("Type in what was signed") == 1  # once for each patient
    assert f'href="/patients/{world.ada.code}/consents/"' in page
    assert "Not signed yet" not in text(cast.client_of(world.eve))

    room.consent(world, "NEEDLING", is_given=False)
    assert "Not signed yet" not in text(ruth)


def test_the_day_says_how_many_wait(world, visit):
    assert "1 visit waits for a form" in text(cast.client_of(world.ruth), "/day/")
    assert "waits for a form" not in text(cast.client_of(world.eve), "/day/")


def test_a_link_is_sent_again_also_before_anybody_began(world, visit):
    client = cast.client_of(world.ruth)

    answer = client.post(f"/forms/{visit.code}/link/", follow=True)

    assert "A fresh link is on its way to Ada Moreno." in answer.content.decode()
    assert house.OutboxMessage.objects.filter(key__contains=":link:").count() == 1
    assert "asked once, on 23 Nov" in answer.content.decode()


def test_where_nobody_can_be_written_to_it_says_so(world, visit):
    people.Patient.objects.filter(pk=world.ada.pk).update(email="", phone="")
    client = cast.client_of(world.ruth)

    assert "Send the link again" not in text(client)
    answer = client.post(f"/forms/{visit.code}/link/", follow=True)
    assert "no e-mail address or mobile number" in answer.content.decode()


def test_thirty_rows_cost_as_many_questions_as_one(world, visit, django_assert_max_num_queries):
    telling.begun(world, visit)
    client = cast.client_of(world.ruth)
    client.get(FORMS)
    for n in range(29):
        more = make.a_visit(world, service=world.first, starts_at=world.now + dt.timedelta(hours=30 + n))
        telling.begun(world, more)

    with django_assert_max_num_queries(10):
        assert text(client).count("On this tablet") == 30


def test_the_owner_sets_the_hours_and_reads_what_they_mean(world):
    client = cast.client_of(world.ivo)
    assert "3 days before the visit" in text(client, OWNERS)

    answer = client.post(OWNERS, {"hours": "48, 5"}, follow=True)

    page = answer.content.decode()
    assert "2 days before the visit" in page
    assert "5 hours before the visit" in page
    assert people.Clinic.objects.get(pk=world.clinic.pk).chase_hours == [48, 5]
    assert house.AuditEntry.objects.get(what="form_hours_set").details == {"hours": [48, 5]}


def test_the_owner_may_ask_nobody(world, visit):
    page = cast.client_of(world.ivo).post(OWNERS, {"hours": "0"}, follow=True).content.decode()

    assert "Nobody is asked." in page
    assert queries.count_open(cast.viewer(world.ruth), now=world.now) == 1


@pytest.mark.parametrize("hours", ["", "soon", "1", "999", "96 72 48 24 12"])
def test_hours_nobody_can_mean_are_said_and_not_kept(world, hours):
    answer = cast.client_of(world.ivo).post(OWNERS, {"hours": hours})

    assert answer.status_code == 422
    assert f'value="{hours}"' in answer.content.decode() or not hours
    assert people.Clinic.objects.get(pk=world.clinic.pk).chase_hours == []
