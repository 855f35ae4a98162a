"""The public check: no account, one question a page, and no way past an urgent answer."""

import itertools

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.html import escape

from needlepoint.knowledge import emergency
from needlepoint.knowledge.safety import check, rulebook
from needlepoint.screening import actions, models, queries
from tests import cast, checks

pytestmark = pytest.mark.django_db
Route = check.Route


def answer(client, key, *values, **more):
    return client.post(reverse("screening:question", args=[key]), {"answer": list(values), **more})


def healthy(page):
    """What a healthy person presses on a page: one button."""
    return "NO" if page.is_choice else "none"


def give(client, answers):
    """Answer page after page until the check is over, as its redirects lead; returns the last answer."""
    url = reverse("screening:question", args=[check.pages()[0].key])
    while "/check/q/" in url:
        page = check.page(url.rstrip("/").rpartition("/")[2])
        if page.is_choice:
            values = [answers[page.key].value]
        else:
            ticked = [item.key for item in page.items if answers[item.key] is check.Answer.YES]
            values = ticked or ["none"]
        url = answer(client, page.key, *values).url
    return url


def a_ticks_page():
    return next(page for page in check.pages() if page.is_ticks)


def shown(client, url):
    return client.get(url).content.decode()


def test_a_healthy_stranger_gets_to_a_time_in_twelve_presses_and_each_page_is_one(world):
    client = cast.client_of(None)
    begin = shown(client, reverse("screening:begin"))
    presses, url = 1, reverse("screening:question", args=[check.pages()[0].key])
    assert url in begin

    while "/check/q/" in url:
        page = check.page(url.rstrip("/").rpartition("/")[2])
        assert f'<button type="submit" class="button plain large wide" name="answer" value="{healthy(page)}"' in shown(client, url)  # fmt: skip
        url = answer(client, page.key, healthy(page)).url
        presses += 1

    assert url == reverse("screening:result")
    result = shown(client, url)
    assert reverse("booking:starts") in result
    assert 'data-outcome="book"' in result
    assert presses + 1 <= 12  # and "Choose a time"
    assert len(check.pages()) <= 10


def test_each_page_leads_to_the_next(world):
    client = cast.client_of(None)

    for page, following in itertools.pairwise(check.pages()):
        assert answer(client, page.key, healthy(page)).url == reverse(
            "screening:question", args=[following.key]
        )


@pytest.mark.parametrize("route", list(Route))
def test_every_ending_says_why_and_what_to_do_and_carries_the_numbers_and_the_safety_net(world, route):
    client = cast.client_of(None)
    url = give(client, checks.answers_leading_to(route))

    result = shown(client, url)

    outcome = queries.outcome_in(client.session)
    assert outcome.route is route
    sentences = (outcome.heading, outcome.summary, *outcome.reasons, *outcome.what_to_do, *outcome.safety_net)
    numbers = emergency.Numbers(world.clinic.emergency_number, world.clinic.crisis_line)
    for sentence in emergency.filled(sentences, numbers):
        assert str(escape(sentence)) in result
    assert f'href="tel:{world.clinic.emergency_number}"' in result
    assert f'href="tel:{world.clinic.crisis_line}"' in result
    assert ("/book/" in result) is route.may_book


def test_who_thinks_of_self_harm_is_first_told_who_listens(world):
    client = cast.client_of(None)

    result = shown(client, give(client, {**checks.all_no(), "dark_thoughts": check.Answer.YES}))

    main = result.partition("<main")[2]
    line, emergency_number = world.clinic.crisis_line, world.clinic.emergency_number
    assert "Help is there, day and night" in main
    assert main.index(f'href="tel:{line}"') < main.index(f'href="tel:{emergency_number}"')
    assert "drive" not in main
    assert "/book/" not in result


def test_self_harm_beside_another_emergency_takes_nothing_away(world):
    client = cast.client_of(None)
    checks.put_in(client, {**checks.all_no(), "dark_thoughts": check.Answer.YES, "chest": check.Answer.YES})

    result = shown(client, reverse("screening:result"))

    assert rulebook.current().route_texts[Route.EMERGENCY_NOW].heading in result
    assert "Do not drive yourself" in result
    assert f'href="tel:{world.clinic.crisis_line}"' in result


def test_who_should_call_us_can_do_so_with_one_press(world):
    client = cast.client_of(None)

    result = shown(client, give(client, checks.answers_leading_to(Route.DOCTOR_FIRST)))

    assert f'class="button wide" href="tel:{world.clinic.phone.replace(" ", "")}"' in result


@pytest.mark.parametrize("who", [None, "ada", "ruth"])
@pytest.mark.parametrize("route", [route for route in Route if not route.may_book])
def test_an_ending_without_booking_shows_no_way_to_book_anywhere_on_the_page(world, route, who):
    client = cast.client_of(getattr(world, who) if who else None)
    checks.put_in(client, checks.answers_leading_to(route))

    result = shown(client, reverse("screening:result"))

    assert "/book/" not in result
    assert reverse("screening:begin") + '"' not in result.partition("<main")[0]


def test_an_urgent_answer_on_the_first_page_stops_at_once(world):
    first = check.pages()[0]
    client = cast.client_of(None)
    urgent = "YES" if first.is_choice else first.items[0].key

    response = answer(client, first.key, urgent)

    assert response.url == reverse("screening:result")
    assert 'data-outcome="emergency"' in shown(client, response.url)


def test_a_page_sent_empty_keeps_its_place_and_says_what_to_choose(world):
    for page in (check.pages()[0], a_ticks_page()):
        client = cast.client_of(None)

        response = answer(client, page.key)

        assert response.status_code == 422
        assert "is-wrong" in response.content.decode() or 'class="error"' in response.content.decode()
        assert queries.SESSION_KEY not in client.session


def test_none_of_these_with_something_ticked_is_refused_kindly_and_the_ticks_stay(world):
    page = a_ticks_page()
    client = cast.client_of(None)

    response = answer(client, page.key, page.items[0].key, "none")

    words = response.content.decode()
    assert response.status_code == 422
    assert "Your ticks are still here" in words
    assert f'value="{page.items[0].key}"' in words.split("checked")[0].rsplit("<input", 1)[1]
    assert queries.SESSION_KEY not in client.session


@pytest.mark.parametrize("value", ["MAYBE", "", "\x00", "YES\x00", "😀" * 500])
def test_an_answer_that_is_none_is_refused_and_nothing_is_kept(world, value):
    for page in check.pages():
        client = cast.client_of(None)

        assert answer(client, page.key, value).status_code == 422
        assert queries.SESSION_KEY not in client.session


def test_the_result_sends_back_whoever_has_not_finished(world):
    client = cast.client_of(None)
    first, second = check.pages()[:2]
    answer(client, first.key, healthy(first))

    assert client.get(reverse("screening:result")).url == reverse("screening:question", args=[second.key])


def test_the_result_without_answers_goes_to_the_beginning(world):
    assert cast.client_of(None).get(reverse("screening:result")).url == reverse("screening:begin")


def test_whoever_comes_back_goes_on_where_they_were(world):
    client = cast.client_of(None)
    first = check.pages()[0]
    answer(client, first.key, healthy(first))

    assert reverse("screening:result") in shown(client, reverse("screening:begin"))
    assert "your answer so far" in shown(client, reverse("screening:question", args=[first.key]))


def test_a_tick_can_be_changed_and_the_form_remembers_it(world):
    client, page = cast.client_of(None), a_ticks_page()
    answer(client, page.key, "not_sure")

    words = shown(client, reverse("screening:question", args=[page.key]))

    assert 'value="not_sure"' in words.split("checked")[0].rsplit("<input", 1)[1]


@pytest.mark.parametrize("language", ["es", "zh-hans"])
def test_another_language_keeps_the_unsent_ticks_and_every_answer_and_comes_back_to_the_page(world, language):
    client, page = cast.client_of(None), a_ticks_page()
    before = {key: value for key, value in checks.all_no().items() if key not in page.answer_keys}
    checks.put_in(client, before)

    response = answer(client, page.key, page.items[-1].key, language=language)

    assert response.url == reverse("screening:question", args=[page.key])
    words = shown(client, response.url)
    assert f'<html lang="{language}"' in words
    assert f'value="{page.items[-1].key}"' in words.split("checked")[0].rsplit("<input", 1)[1]
    assert 'form="question"' in words
    assert queries.answers_in(client.session) == before  # an unsent tick is no answer
    answer(client, page.key, page.items[-1].key)
    assert queries.ticks_in(client.session, page) == []


def test_another_language_demands_nothing_and_takes_nothing_strange(world):
    client = cast.client_of(None)
    for page in check.pages():
        response = answer(client, page.key, "nobody\x00", language="es")
        assert response.url == reverse("screening:question", args=[page.key])
        assert shown(client, response.url)
    assert queries.answers_in(client.session) == {}


def test_starting_again_forgets_the_answers(world):
    client = cast.client_of(None)
    answer(client, check.pages()[0].key, healthy(check.pages()[0]))

    client.post(reverse("screening:afresh"))

    assert queries.answers_in(client.session) == {}


def test_an_unknown_question_is_not_found(world):
    assert cast.client_of(None).get(reverse("screening:question", args=["nothing"])).status_code == 404


@pytest.mark.parametrize(("name", "method"), [("begin", "post"), ("result", "post"), ("afresh", "get")])
def test_a_wrong_method_is_refused(world, name, method):
    assert getattr(cast.client_of(None), method)(reverse(f"screening:{name}")).status_code == 405


def test_nothing_is_stored_about_a_visitor_who_only_asks(world):
    give(cast.client_of(None), checks.all_no())

    assert models.Check.objects.count() == 0
    assert models.CheckAnswer.objects.count() == 0


# --- Counted ----------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _nobody_came_from_here_before():
    cache.clear()


def counted():
    return {(row.route, row.rule): row.count for row in models.RouteCount.objects.all()}


def test_a_machine_that_throws_its_cookies_away_soon_counts_for_nothing(world, monkeypatch):
    monkeypatch.setattr(actions, "COUNTED_MOST", 2)
    answers = checks.answers_leading_to(Route.EMERGENCY_NOW)
    for address in ("192.0.2.7",) * 4 + ("192.0.2.8",):
        stranger = cast.client_of(None)
        stranger.defaults["REMOTE_ADDR"] = address
        assert give(stranger, answers) == reverse("screening:result")

    assert counted()["EMERGENCY_NOW", ""] == 3
    patient = cast.client_of(world.ada)
    patient.defaults["REMOTE_ADDR"] = "192.0.2.7"
    for _time in range(4):
        patient.post(reverse("screening:again", args=[world.ada.code]), {"reason": "GAP"})
        give(patient, answers)
    assert counted()["EMERGENCY_NOW", ""] == 5


def test_where_nobody_can_tell_where_a_visitor_comes_from_they_get_their_answer(world):
    stranger = cast.client_of(None)
    stranger.defaults["REMOTE_ADDR"] = ""

    assert give(stranger, checks.answers_leading_to(Route.SAME_DAY)) == reverse("screening:result")
    assert counted()["SAME_DAY", ""] == 1


def test_a_finished_check_is_counted_once_for_its_session_by_route_and_by_the_rules_that_decided(world):
    client, answers = cast.client_of(None), checks.answers_leading_to(Route.SAME_DAY)
    give(client, answers)
    outcome = queries.outcome_in(client.session)
    expected = {("SAME_DAY", "")} | {
        ("SAME_DAY", found.rule_key) for found in outcome.findings if found.route is Route.SAME_DAY
    }
    assert counted() == dict.fromkeys(expected, 1)

    give(client, answers)
    client.post(reverse("screening:afresh"))
    give(client, checks.all_no())
    assert counted() == dict.fromkeys(expected, 1)

    give(cast.client_of(None), answers)
    assert counted() == dict.fromkeys(expected, 2)


def test_a_check_that_is_not_finished_is_not_counted(world):
    first = check.pages()[0]
    answer(cast.client_of(None), first.key, healthy(first))

    assert counted() == {}
