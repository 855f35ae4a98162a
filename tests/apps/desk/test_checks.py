"""What staff see of a check, how they decide differently, and the owner's counts."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.knowledge.safety import check
from needlepoint.screening import actions, models, queries
from tests import cast, checks, make

pytestmark = pytest.mark.django_db
Route = check.Route
DAY = dt.timedelta(days=1)


def url(patient):
    return reverse("desk:check_decision", args=[patient.code])


def words(client, address):
    return client.get(address).content.decode()


def page_of(who, patient):
    return words(cast.client_of(who), reverse("desk:patient", args=[patient.code]))


def said(kept, route=Route.SUITABLE_WITH_CARE, reason="Dr Lowe wrote that it is safe."):
    return {"check_code": kept.code, "route": route.value, "reason": reason}


def test_the_patients_page_says_what_the_check_found_and_that_visits_stay_booked(world):
    make.a_visit(world, starts_at=world.now + 2 * DAY)
    outcome = check.evaluate(checks.answers_leading_to(Route.SAME_DAY))
    found = [one.rule_key for one in outcome.findings]
    checks.kept(world.ada, Route.SAME_DAY, at=world.now, findings=found)

    shown = page_of(world.mei, world.ada)

    assert "a doctor comes before any needle" in shown
    assert "1 visit stays booked" in shown
    assert url(world.ada) in shown
    assert f"{reverse('booking:starts')}?for=" not in shown
    assert url(world.ada) not in page_of(world.ruth, world.ada)  # an emergency is not for the desk to decide
    owner = page_of(world.ivo, world.ada)
    assert "See a doctor today" in owner
    assert "/check/kept/" not in owner


def test_whoever_answers_anew_after_a_stop_is_asked_what_has_changed(world):
    stopped = checks.kept(world.ada, Route.EMERGENCY_NOW, at=world.now - DAY)
    checks.kept(world.ada, Route.SUITABLE, at=world.now)
    sentence = "Ask what has changed before any needle."

    assert sentence in page_of(world.mei, world.ada)
    assert sentence in page_of(world.ruth, world.ada)

    models.Check.objects.filter(pk=stopped.pk).update(finished_at=world.now - 91 * DAY)
    assert sentence not in page_of(world.mei, world.ada)


def test_a_stop_that_staff_lifted_is_not_held_against_the_next_answers(world):
    kept = checks.kept(world.ada, Route.SAME_DAY, at=world.now - DAY)
    cast.client_of(world.mei).post(url(world.ada), said(kept))
    checks.kept(world.ada, Route.SUITABLE, at=world.now)

    assert "Ask what has changed" not in page_of(world.mei, world.ada)


def test_a_patient_nobody_asked_yet_can_be_asked(world):
    shown = page_of(world.ruth, world.ada)

    assert "Nobody has gone through the questions" in shown
    assert reverse("screening:again", args=[world.ada.code]) in shown


def test_the_day_list_shows_at_once_who_is_stopped_and_who_is_to_be_asked_again(world):
    make.a_visit(world, patient=world.ada, starts_at=world.now + dt.timedelta(hours=1))
    make.a_visit(world, patient=world.bo, starts_at=world.now + dt.timedelta(hours=3))
    day = reverse("desk:day") + "?with=everyone"
    ruth = cast.client_of(world.ruth)
    checks.kept(world.ada, Route.SUITABLE, at=world.now)
    checks.kept(world.bo, Route.SUITABLE, at=world.now)
    assert "ask the check again" not in words(ruth, day)

    checks.kept(world.ada, Route.DOCTOR_FIRST, at=world.now)
    models.CheckWanted.objects.create(patient=world.bo, reason="FLARE", at=world.now + DAY)

    shown = words(ruth, day)
    assert "A doctor’s word first" in shown
    assert "ask the check again" in shown


def test_a_practitioner_decides_differently_and_booking_is_open_again(world):
    kept = checks.kept(world.ada, Route.SAME_DAY, at=world.now - DAY)
    mei = cast.client_of(world.mei)
    assert "See a doctor today" in words(mei, url(world.ada))

    answer = mei.post(url(world.ada), said(kept))

    assert answer.url == reverse("desk:patient", args=[world.ada.code])
    shown = page_of(world.ruth, world.ada)
    assert "Dr Lowe wrote that it is safe." in shown
    assert f"{reverse('booking:starts')}?for={world.ada.code}" in shown


def test_the_desk_writes_down_a_doctors_word(world):
    kept = checks.kept(world.ada, Route.DOCTOR_WITHIN_TWO_WEEKS, at=world.now)
    ruth = cast.client_of(world.ruth)
    assert "What the doctor said" in words(ruth, url(world.ada))

    ruth.post(url(world.ada), said(kept))

    assert queries.standing_of(world.ada, now=world.now).holds


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"reason": ""}, 422),
        ({"reason": "no"}, 422),
        ({"reason": "x" * 301}, 422),
        ({"route": "NOWHERE"}, 422),
        ({"route": "SAME_DAY"}, 422),
        ({"check_code": "another"}, 409),
    ],
)
def test_what_cannot_be_decided_keeps_the_words_and_stores_nothing(world, changed, status):
    kept = checks.kept(world.ada, Route.SAME_DAY, at=world.now)

    answer = cast.client_of(world.mei).post(url(world.ada), {**said(kept), **changed})

    assert answer.status_code == status
    assert (changed.get("reason") or "Dr Lowe wrote")[:20] in answer.content.decode() or "reason" in changed
    assert not models.RouteOverride.objects.exists()


def test_the_desk_cannot_send_what_only_a_practitioner_decides(world):
    kept = checks.kept(world.ada, Route.EMERGENCY_NOW, at=world.now)

    assert cast.client_of(world.ruth).post(url(world.ada), said(kept)).status_code == 422
    assert not models.RouteOverride.objects.exists()


def test_there_is_nothing_to_decide_without_a_check_or_for_another_clinic(world):
    assert cast.client_of(world.mei).get(url(world.ada)).status_code == 404
    checks.kept(world.ada, Route.SAME_DAY, at=world.now)
    assert cast.client_of(world.eve).get(url(world.ada)).status_code == 404
    assert cast.client_of(world.mei).get(reverse("desk:check_decision", args=["nothing"])).status_code == 404
    assert cast.client_of(world.ivo).get(url(world.ada)).status_code == 403


# --- The owner's counts --------------------------------------------------------------------------------------------------


def count(world, route, times):
    outcome = check.evaluate(checks.answers_leading_to(route))
    for _one in range(times):
        actions.count_route(outcome, clinic=world.clinic, now=world.now)


def test_of_few_checks_the_owner_reads_counts_and_no_shares(world):
    count(world, Route.SUITABLE, 3)
    count(world, Route.SAME_DAY, 1)

    shown = words(cast.client_of(world.ivo), reverse("desk:turned"))

    assert "4 checks were finished" in shown
    assert "1 of 4 were not let through" in shown
    assert "These are few" in shown
    assert "%" not in shown.partition("<main")[2].partition("How to read this")[0]


def test_of_many_the_owner_reads_shares_with_their_range_and_the_deciding_rules(world):
    count(world, Route.SUITABLE, 28)
    count(world, Route.DOCTOR_FIRST, 12)
    kept = checks.kept(world.ada, Route.DOCTOR_FIRST, at=world.now)
    checks.decided(kept, Route.SUITABLE_WITH_CARE, at=world.now)

    shown = words(cast.client_of(world.ivo), reverse("desk:turned") + "?days=30")

    assert "30% (18 to 46)" in shown
    assert "12 of 40 were not let through" in shown
    assert "“A doctor’s word first”" in shown


def test_nobody_has_finished_a_check_yet(world):
    for asked in ("", "?days=365", "?days=x"):
        shown = words(cast.client_of(world.ivo), reverse("desk:turned") + asked)
        assert "No check was finished in this time" in shown


def test_counts_of_another_clinic_are_not_seen_and_only_owners_look(world):
    count(world, Route.SUITABLE, 2)

    assert "No check was finished" in words(cast.client_of(world.eve), reverse("desk:turned"))
    assert cast.client_of(world.ruth).get(reverse("desk:turned")).status_code == 403
    assert cast.client_of(world.ivo).post(reverse("desk:turned")).status_code == 405


def test_the_counts_cost_the_same_for_one_rule_and_for_many(world, django_assert_num_queries):
    client, costs = cast.client_of(world.ivo), []
    for rules in (1, 30):
        models.RouteCount.objects.bulk_create(
            models.RouteCount(
                clinic=world.clinic, on=world.today, rule_version="1", route="SAME_DAY", rule=f"r{rules}-{n}", count=1
            )
            for n in range(rules)
        )  # fmt: skip
        with django_assert_num_queries(12, exact=False) as counted:
            client.get(reverse("desk:turned"))
        costs.append(len(counted))
    assert costs[0] == costs[1]


# --- The patient's own page -----------------------------------------------------------------------------------------------


def test_the_patients_own_page_asks_before_the_next_visit_and_only_when_due(world):
    ada, ask = cast.client_of(world.ada), "Before your next visit"
    assert ask not in words(ada, reverse("portal:home"))
    make.a_visit(world, starts_at=world.now + 2 * DAY)
    assert ask in words(ada, reverse("portal:home"))  # nobody asked yet

    checks.kept(world.ada, Route.SUITABLE, at=world.now - 20 * DAY)
    assert ask not in words(ada, reverse("portal:home"))
    make.a_visit(world, starts_at=world.now + 4 * DAY, is_review=True)
    assert f"{reverse('screening:again', args=[world.ada.code])}?reason=REVIEW" in words(
        ada, reverse("portal:home")
    )


def test_the_patients_own_page_of_somebody_stopped_says_what_to_do_and_offers_no_start(world):
    make.a_visit(world, starts_at=world.now + 2 * DAY)
    checks.kept(world.ada, Route.DOCTOR_WITHIN_TWO_WEEKS, at=world.now)

    shown = words(cast.client_of(world.ada), reverse("portal:home"))

    main = shown.partition("<main")[2]
    assert reverse("screening:latest", args=[world.ada.code]) in main
    assert f'href="{reverse("booking:starts")}"' not in main
    assert "Your next visit" in main
