"""The public check: no account, one question a page, and no way past an urgent answer."""

import itertools

import pytest
from django.urls import reverse

from needlepoint.knowledge.safety import check
from needlepoint.screening import models, queries
from tests import cast

pytestmark = pytest.mark.django_db


def answer(client, key, *values):
    return client.post(reverse("screening:question", args=[key]), {"answer": list(values)})


def answer_everything_well(client):
    for page in check.pages():
        response = answer(client, page.key, "NO" if page.is_choice else "none")
    return response


def test_a_person_without_worries_is_led_through_every_page_to_a_time(world):
    client = cast.client_of(None)

    response = answer_everything_well(client)

    assert response.url == reverse("screening:result")
    result = client.get(response.url).content.decode()
    assert reverse("booking:starts") in result
    assert 'data-outcome="book"' in result


def test_each_page_leads_to_the_next(world):
    client = cast.client_of(None)
    pages = check.pages()

    for page, following in itertools.pairwise(pages):
        response = answer(client, page.key, "NO" if page.is_choice else "none")
        assert response.url == reverse("screening:question", args=[following.key])


@pytest.mark.parametrize("key", ["bladder_or_numbness", "chest_or_belly", "hands_or_balance"])
def test_an_emergency_answer_stops_at_once_and_shows_no_way_to_book(world, key):
    client = cast.client_of(None)

    response = answer(client, key, "YES")

    assert response.url == reverse("screening:result")
    result = client.get(response.url).content.decode()
    assert 'data-outcome="emergency"' in result
    assert f'href="tel:{world.clinic.emergency_number}"' in result
    assert reverse("booking:starts") not in result


def test_every_result_carries_the_safety_net(world):
    client = cast.client_of(None)
    answer_everything_well(client)

    result = client.get(reverse("screening:result")).content.decode()

    for sentence in check.evaluate(queries.answers_in(client.session)).safety_net:
        assert sentence.split("’")[0].split("'")[0] in result


def test_a_page_sent_empty_keeps_its_place_and_says_what_to_choose(world):
    client = cast.client_of(None)

    response = client.post(reverse("screening:question", args=["injury"]), {})

    assert response.status_code == 422
    assert "Choose yes, no" in response.content.decode()
    assert queries.SESSION_KEY not in client.session


def test_none_of_these_with_something_else_is_asked_about(world):
    client = cast.client_of(None)

    response = answer(client, "health", "none", "pregnant")

    assert response.status_code == 422
    assert 'value="pregnant"' in response.content.decode()
    assert queries.SESSION_KEY not in client.session


@pytest.mark.parametrize("value", ["MAYBE", "", "\x00", "YES\x00", "😀" * 500])
def test_an_answer_that_is_none_is_refused_and_nothing_is_kept(world, value):
    client = cast.client_of(None)

    response = client.post(reverse("screening:question", args=["injury"]), {"answer": value})

    assert response.status_code == 422
    assert queries.SESSION_KEY not in client.session


def test_the_result_sends_back_whoever_has_not_finished(world):
    client = cast.client_of(None)
    answer(client, "bladder_or_numbness", "NO")

    response = client.get(reverse("screening:result"))

    assert response.url == reverse("screening:question", args=["chest_or_belly"])


def test_the_result_without_answers_goes_to_the_beginning(world):
    assert cast.client_of(None).get(reverse("screening:result")).url == reverse("screening:begin")


def test_an_answer_can_be_changed_and_the_form_remembers_it(world):
    client = cast.client_of(None)
    answer(client, "injury", "NOT_SURE")

    shown = client.get(reverse("screening:question", args=["injury"])).content.decode()

    assert 'value="NOT_SURE"' in shown.split("checked")[0].rsplit("<input", 1)[1]


def test_starting_again_forgets_the_answers(world):
    client = cast.client_of(None)
    answer(client, "bladder_or_numbness", "YES")

    client.post(reverse("screening:afresh"))

    assert queries.answers_in(client.session) == {}


def test_an_unknown_question_is_not_found(world):
    assert cast.client_of(None).get(reverse("screening:question", args=["nothing"])).status_code == 404


@pytest.mark.parametrize(("name", "method"), [("begin", "post"), ("result", "post"), ("afresh", "get")])
def test_a_wrong_method_is_refused(world, name, method):
    assert getattr(cast.client_of(None), method)(reverse(f"screening:{name}")).status_code == 405


def test_nothing_is_stored_about_a_visitor_who_only_asks(world):
    answer_everything_well(cast.client_of(None))

    assert models.Check.objects.count() == 0
