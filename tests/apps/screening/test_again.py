"""Asked again, kept with the record, and read as it was asked."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from needlepoint.house import clock
from needlepoint.knowledge import emergency
from needlepoint.knowledge.safety import check, rulebook
from needlepoint.screening import models, queries, rules
from tests import cast, checks
from tests.apps.screening import test_views as public

pytestmark = pytest.mark.django_db
Route, Reason = check.Route, models.Check.Reason
DAY = dt.timedelta(days=1)


def begin(client, patient, reason="FLARE"):
    return client.post(reverse("screening:again", args=[patient.code]), {"reason": reason})


def words(client, url):
    return client.get(url).content.decode()


def test_a_patient_answers_again_and_it_is_kept_with_its_reason_and_the_browser_forgets_it(world):
    ada = cast.client_of(world.ada)
    assert "We keep your answers" in words(ada, reverse("screening:again", args=[world.ada.code]))
    begin(ada, world.ada)
    assert "Ada Moreno" in words(ada, reverse("screening:question", args=[check.pages()[0].key]))

    url = public.give(ada, checks.all_no())

    kept = models.Check.objects.get()
    assert url == reverse("screening:kept", args=[kept.code])
    assert (kept.patient, kept.reason, kept.route) == (world.ada, Reason.FLARE, "SUITABLE")
    assert kept.answers.count() == len(checks.all_no())
    assert queries.SESSION_KEY not in ada.session
    assert reverse("portal:flare_next") in words(ada, url)


@pytest.mark.parametrize("route", [route for route in Route if not route.may_book])
def test_answers_that_stop_are_kept_even_when_few_and_say_what_to_do_and_show_no_way_to_book(world, route):
    ada = cast.client_of(world.ada)
    begin(ada, world.ada, "REVIEW")

    shown = words(ada, public.give(ada, checks.answers_leading_to(route)))

    kept = models.Check.objects.get()
    assert (kept.route, kept.reason) == (route.value, Reason.REVIEW)
    assert "/book/" not in shown
    assert "stays in your calendar" in shown
    assert ada.get(reverse("screening:latest", args=[world.ada.code])).url == reverse(
        "screening:kept", args=[kept.code]
    )


def test_what_the_deciding_rules_add_to_do_is_still_there_on_the_kept_page(world):
    rule = next(one for one in rulebook.current().rules if one.also and not one.route.may_book)
    kept = checks.kept(world.ada, rule.route, at=world.now, findings=[rule.key, "gone"])

    shown = words(cast.client_of(world.ada), reverse("screening:kept", args=[kept.code]))

    numbers = emergency.Numbers(world.clinic.emergency_number, world.clinic.crisis_line)
    for step in emergency.filled(rule.also, numbers):
        assert str(escape(step)) in shown


def test_staff_ask_for_a_patient_and_the_answers_go_to_that_patient_alone(world):
    ruth = cast.client_of(world.ruth)
    begin(ruth, world.bo, "GAP")
    url = public.give(ruth, checks.all_no())
    assert "Read the answers" not in words(ruth, url)  # it is that page

    begin(ruth, world.ada, "GAP")
    ruth.post(reverse("screening:afresh"))  # a stranger on the telephone: nobody's record
    public.give(ruth, checks.all_no())

    assert [kept.patient for kept in models.Check.objects.all()] == [world.bo]
    assert queries.asked_again_in(ruth.session) is None


def test_an_answer_from_a_window_about_somebody_else_goes_to_nobodys_record(world):
    ruth, first, second = cast.client_of(world.ruth), *check.pages()[:2]

    def run(page):
        return re.search(
            r'name="run" value="(\w*)"', words(ruth, reverse("screening:question", args=[page.key]))
        )[1]

    begin(ruth, world.ada)
    about_ada = run(first)
    public.answer(ruth, first.key, public.healthy(first), run=about_ada)
    assert run(second) == about_ada
    begin(ruth, world.bo)  # in another window

    again = public.answer(ruth, second.key, public.healthy(second), run=about_ada)
    assert again.url == reverse("screening:question", args=[second.key])
    assert not queries.answers_in(ruth.session)
    assert "Bo " in words(ruth, again.url)  # and so they read whose record it is

    public.answer(ruth, first.key, public.healthy(first), run="")  # opened before anything began
    assert not queries.answers_in(ruth.session)

    public.answer(ruth, first.key, public.healthy(first), run=run(first))
    assert queries.answers_in(ruth.session)


def test_whoever_goes_back_to_the_first_page_answers_it_once_more(world):
    client, first = cast.client_of(None), check.pages()[0]

    for _press in range(2):
        assert public.answer(client, first.key, public.healthy(first), run="").url != reverse(
            "screening:question", args=[first.key]
        )


def test_answers_without_end_fill_no_database_and_whoever_sends_them_reads_the_newest(world):
    for ago in range(rules.KEPT_MOST_A_DAY):
        checks.kept(world.ada, Route.DOCTOR_FIRST, at=clock.now() - ago * dt.timedelta(minutes=1))

    ada = cast.client_of(world.ada)
    assert begin(ada, world.ada).url == reverse("screening:latest", args=[world.ada.code])
    assert queries.asked_again_in(ada.session) is None
    assert "/check/q/" in begin(cast.client_of(world.ruth), world.ada).url
    assert "/check/q/" in begin(cast.client_of(world.bo), world.bo).url


def test_a_reason_that_is_none_is_taken_for_a_gap(world):
    ada = cast.client_of(world.ada)
    begin(ada, world.ada, "<b>")
    public.give(ada, checks.all_no())

    assert models.Check.objects.get().reason == Reason.GAP


def test_an_old_check_shows_the_words_it_was_asked_in_and_where_it_led_then(world):
    old = checks.kept(world.ada, Route.SUITABLE_WITH_CARE, at=world.now - 9 * DAY, reasons=["An old reason."])
    models.CheckAnswer.objects.create(
        check_made=old, place=1, key="gone", value="NOT_SURE", asked="A question of old?\nA box of old"
    )
    checks.kept(world.ada, Route.SAME_DAY, at=world.now)

    shown = words(cast.client_of(world.mei), reverse("screening:kept", args=[old.code]))

    assert 'data-outcome="book"' in shown
    for sentence in (
        "A question of old?",
        "A box of old",
        "Not sure",
        "An old reason.",
        "Rules 1, wording en-1",
    ):
        assert sentence in shown
    assert "/book/" not in shown


def test_the_desk_reads_where_it_led_and_never_what_was_answered(world):
    kept = checks.kept(world.ada, Route.SUITABLE_WITH_CARE, at=world.now, reasons=["A reason."])
    for place, (value, box) in enumerate((("NO", "An empty box"), ("YES", "A ticked box"))):
        models.CheckAnswer.objects.create(
            check_made=kept, place=place, key=f"k{place}", value=value, asked=f"A question?\n{box}"
        )
    url = reverse("screening:kept", args=[kept.code])

    mei, ruth = words(cast.client_of(world.mei), url), words(cast.client_of(world.ruth), url)

    assert "A ticked box: Yes" in mei and "An empty box" in mei
    assert not any(said in ruth for said in ("A ticked box", "A question?", "A reason."))
    assert "What to do now" in ruth


def test_what_staff_decided_is_what_the_patient_reads_and_only_staff_read_why(world):
    kept = checks.kept(world.ada, Route.DOCTOR_FIRST, at=world.now - DAY)
    checks.decided(kept, Route.SUITABLE_WITH_CARE, at=world.now)
    url = reverse("screening:kept", args=[kept.code])

    assert "Placeholder" in words(cast.client_of(world.ruth), url)
    own = words(cast.client_of(world.ada), url)
    assert "Placeholder" not in own
    assert reverse("booking:starts") in own


@pytest.mark.parametrize("name", ["again", "latest"])
def test_nobody_reaches_the_check_of_somebody_else(world, name):
    checks.kept(world.ada, Route.SUITABLE, at=world.now)
    url = reverse(f"screening:{name}", args=[world.ada.code])

    for who in (world.bo, world.eve, world.eves_patient):
        assert cast.client_of(who).get(url).status_code == 404
    assert cast.client_of(world.ada).get(reverse(f"screening:{name}", args=["x\x00y"])).status_code == 404


def test_a_kept_check_is_not_found_by_others_nor_under_a_bad_code(world):
    kept = checks.kept(world.ada, Route.SUITABLE, at=world.now)
    url = reverse("screening:kept", args=[kept.code])

    for who in (world.bo, world.eve, world.eves_patient):
        assert cast.client_of(who).get(url).status_code == 404
    for code in ("nothing", "x\x00y"):
        assert cast.client_of(world.ada).get(reverse("screening:kept", args=[code])).status_code == 404
    assert cast.client_of(world.ada).post(url).status_code == 405
    assert cast.client_of(world.dan).get(reverse("screening:latest", args=[world.dan.code])).url == reverse(
        "screening:again", args=[world.dan.code]
    )


def test_a_kept_check_costs_the_same_with_few_answers_and_with_many(world, django_assert_num_queries):
    client, costs = cast.client_of(world.mei), []
    for count in (1, 30):
        kept = checks.kept(world.ada, Route.SUITABLE, at=world.now + count * DAY)
        models.CheckAnswer.objects.bulk_create(
            models.CheckAnswer(check_made=kept, place=n, key=f"k{n}", value="NO", asked=f"Question {n}?")
            for n in range(count)
        )
        with django_assert_num_queries(9, exact=False) as counted:
            client.get(reverse("screening:kept", args=[kept.code]))
        costs.append(len(counted))
    assert costs[0] == costs[1]
