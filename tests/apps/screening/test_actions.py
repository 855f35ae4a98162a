"""What is kept, asked again, decided differently and counted."""

import datetime as dt

import pytest
from django.utils import translation

from needlepoint.house import models as house
from needlepoint.knowledge.safety import cautions, check
from needlepoint.people import rules as people_rules
from needlepoint.screening import actions, models, queries, rules
from tests import cast, checks

pytestmark = pytest.mark.django_db
Route, Reason = check.Route, models.Check.Reason
DAY = dt.timedelta(days=1)


def a_caution():
    asked = checks.all_no()
    return next(one.key for one in cautions.all_cautions() if one.key in asked and check.evaluate({**asked, one.key: checks.YES}).may_book)  # fmt: skip


def keep(world, answers, **more):
    return actions.keep_check(
        session=more.pop("session", None) or checks.session_with(answers),
        patient=world.ada,
        by=people_rules.System(world.clinic.pk),
        now=more.pop("now", world.now),
        **more,
    )


def test_a_finished_check_is_kept_with_its_versions_words_and_language_and_its_cautions_travel(world):
    key = a_caution()
    with translation.override("es"):
        kept = keep(world, {**checks.all_no(), key: checks.YES})

    outcome = check.evaluate({**checks.all_no(), key: checks.YES})
    world.ada.refresh_from_db()
    assert (kept.rule_version, kept.wording_version) == (outcome.rule_version, outcome.wording_version)
    assert (kept.route, kept.language, kept.reason) == (outcome.route.value, "es", Reason.BOOKING)
    assert kept.findings == [found.rule_key for found in outcome.findings]
    assert kept.reasons == list(outcome.reasons)
    assert world.ada.cautions == [key]
    rows = queries.answers_of(kept)
    assert {row.key: row.value for row in rows} == {
        **dict.fromkeys(checks.all_no(), "NO"),
        key: "YES",
    }
    assert [row.place for row in rows] == list(range(1, len(rows) + 1))
    for page in check.pages():  # the English words, whatever the language
        for row in rows:
            if row.key in page.answer_keys:
                assert row.asked.startswith(page.question)
    assert house.AuditEntry.objects.filter(what="check_kept", patient_id=world.ada.pk).count() == 1


def test_a_check_that_was_kept_for_somebody_is_not_kept_for_them_again(
    world, django_capture_on_commit_callbacks
):
    session = checks.session_with(checks.all_no())
    with django_capture_on_commit_callbacks(execute=True):
        assert keep(world, None, session=session)

    assert keep(world, None, session=session) is None
    assert models.Check.objects.count() == 1


def test_an_unfinished_check_is_not_kept(world):
    assert keep(world, dict(list(checks.all_no().items())[:1])) is None
    assert models.Check.objects.count() == 0


def test_before_booking_a_check_that_stopped_early_is_not_kept_asked_again_it_is(world):
    first = check.pages()[0]
    begun = dict.fromkeys(first.answer_keys, checks.YES)
    world.ada.cautions = [a_caution()]
    world.ada.save()

    assert keep(world, begun) is None
    kept = keep(world, begun, reason=Reason.FLARE)

    assert kept.route == check.evaluate(begun).route.value
    assert {row.key for row in queries.answers_of(kept)} == set(begun)
    world.ada.refresh_from_db()
    assert world.ada.cautions == [a_caution()]  # what was never asked takes no caution away


def test_answers_to_questions_no_longer_asked_become_unknown_not_no():
    key = next(iter(checks.all_no()))
    assert rules.read({"asked_long_ago": "NO", key: "PERHAPS"}) == {}


def test_what_was_kept_is_not_judged_again_by_newer_rules(world):
    kept = checks.kept(
        world.ada, Route.SUITABLE, at=world.now, findings=["a_rule_of_old"], cautions=["of_old"]
    )
    models.CheckAnswer.objects.create(
        check_made=kept, place=1, key="asked_long_ago", value="YES", asked="An old question?"
    )

    assert queries.standing_of(world.ada, now=world.now).route is Route.SUITABLE
    assert [row.asked for row in queries.answers_of(kept)] == ["An old question?"]


# --- What stands --------------------------------------------------------------------------------------------------------


def test_the_newest_check_counts_with_what_staff_decided_over_it_and_what_happened_since(world):
    ada, now = world.ada, world.now
    assert not queries.standing_of(ada, now=now).is_known

    checks.kept(ada, Route.SAME_DAY, at=now - 9 * DAY)
    newest = checks.kept(ada, Route.DOCTOR_FIRST, at=now - 3 * DAY)
    assert queries.standing_of(ada, now=now).is_stopped

    checks.decided(newest, Route.SUITABLE_WITH_CARE, at=now - 2 * DAY)
    stands = queries.standing_of(ada, now=now)
    assert stands.holds
    assert (stands.route, stands.said) == (Route.SUITABLE_WITH_CARE, Route.DOCTOR_FIRST)

    actions.want_check(patient=ada, reason=Reason.FLARE, by=people_rules.System(), now=now - DAY)
    assert queries.standing_of(ada, now=now).again is rules.Again.FLARE
    checks.kept(ada, Route.SUITABLE, at=now)
    assert queries.standing_of(ada, now=now).holds


def test_a_clinic_says_how_long_a_check_holds(world):
    world.clinic.check_good_days = 10
    world.clinic.save()
    world.ada.refresh_from_db()
    checks.kept(world.ada, Route.SUITABLE, at=world.now - 11 * DAY)

    assert queries.standing_of(world.ada, now=world.now).again is rules.Again.GAP


def test_what_stands_for_many_costs_one_query(world, django_assert_num_queries):
    ids = [one.pk for one in (world.ada, world.bo, world.cleo, world.dan)]
    checks.kept(world.ada, Route.SUITABLE, at=world.now)
    checks.kept(world.bo, Route.DOCTOR_FIRST, at=world.now)

    with django_assert_num_queries(1):
        stands = queries.standings_of(ids, good_days=90, now=world.now)

    assert [stands[pk].route for pk in ids] == [Route.SUITABLE, Route.DOCTOR_FIRST, None, None]
    assert queries.standings_of([], good_days=90, now=world.now) == {}


# --- Decided differently ------------------------------------------------------------------------------------------------


def decide(world, kept, route, who, *, reason="The doctor wrote that it is safe.", now=None):
    return actions.decide_differently(
        kept=kept, route=route, reason=reason, by=cast.viewer(who), now=now or world.now
    )


def test_a_practitioner_decides_differently_and_the_check_stays_as_it_was(world):
    kept = checks.kept(world.ada, Route.SAME_DAY, at=world.now - DAY)

    made = decide(world, kept, Route.SUITABLE_WITH_CARE, world.mei)

    kept.refresh_from_db()
    assert kept.route == "SAME_DAY"
    assert (made.route, made.by) == ("SUITABLE_WITH_CARE", "Dr Mei Tanaka")
    assert queries.standing_of(world.ada, now=world.now).holds
    entry = house.AuditEntry.objects.get(what="route_decided")
    assert entry.details == {"from": "SAME_DAY", "to": "SUITABLE_WITH_CARE"}


def test_a_practitioner_stops_somebody_and_newer_answers_do_not_undo_it(world):
    kept = checks.kept(world.ada, Route.SUITABLE, at=world.now - 2 * DAY)
    decide(world, kept, Route.DOCTOR_FIRST, world.mei, now=world.now - DAY)

    newer = checks.kept(world.ada, Route.SUITABLE, at=world.now)
    assert queries.standing_of(world.ada, now=world.now).is_stopped

    decide(world, newer, Route.SUITABLE, world.mei)
    assert queries.standing_of(world.ada, now=world.now).holds


@pytest.mark.parametrize("route", [Route.DOCTOR_FIRST, Route.DOCTOR_WITHIN_TWO_WEEKS])
def test_the_desk_writes_down_a_doctors_word_where_one_was_asked_for(world, route):
    kept = checks.kept(world.ada, route, at=world.now)

    decide(world, kept, Route.SUITABLE_WITH_CARE, world.ruth)

    assert queries.standing_of(world.ada, now=world.now).holds


@pytest.mark.parametrize("route", [Route.EMERGENCY_NOW, Route.SAME_DAY, Route.SUITABLE])
def test_the_desk_decides_nothing_else(world, route):
    kept = checks.kept(world.ada, route, at=world.now)

    for wanted in set(Route) - {route}:
        with pytest.raises(actions.UnableToDecide):
            decide(world, kept, wanted, world.ruth)
    assert not models.RouteOverride.objects.exists()


@pytest.mark.parametrize("who", ["ivo", "ada"])
def test_neither_the_owner_nor_the_patient_decides(world, who):
    kept = checks.kept(world.ada, Route.DOCTOR_FIRST, at=world.now)

    with pytest.raises(actions.UnableToDecide):
        decide(world, kept, Route.SUITABLE_WITH_CARE, getattr(world, who))


def test_a_decision_needs_a_reason_the_newest_answers_and_another_route(world):
    old = checks.kept(world.ada, Route.DOCTOR_FIRST, at=world.now - DAY)
    newest = checks.kept(world.ada, Route.SAME_DAY, at=world.now)

    for kept, route, reason in (
        (old, Route.SUITABLE, "A good reason"),
        (newest, Route.SUITABLE, "  no "),
        (newest, Route.SAME_DAY, "A good reason"),
    ):
        with pytest.raises(actions.UnableToDecide):
            decide(world, kept, route, world.mei, reason=reason)
    assert not models.RouteOverride.objects.exists()


# --- Counted -------------------------------------------------------------------------------------------------------------


def test_checks_are_counted_by_local_day_route_and_rule_and_add_up(world, django_assert_num_queries):
    outcome = check.evaluate(checks.answers_leading_to(Route.SAME_DAY))
    actions.count_route(outcome, clinic=world.clinic, now=world.now)
    with django_assert_num_queries(4):  # two of them begin and end the transaction
        actions.count_route(outcome, clinic=world.clinic, now=world.now)
    actions.count_route(check.evaluate(checks.all_no()), clinic=world.clinic, now=world.now)
    actions.count_route(outcome, clinic=world.other_clinic, now=world.now)

    turned = queries.turned(world.clinic.pk, since=world.today, since_at=world.now)

    assert turned.routes == {"SAME_DAY": 2, "SUITABLE": 1}
    assert [(key, route, n) for key, route, n in turned.rules] == [
        (key, "SAME_DAY", 2) for key in sorted(rules.deciding(outcome))
    ]
    assert queries.turned(world.clinic.pk, since=world.today + DAY, since_at=world.now).routes == {}


def test_who_then_booked_and_what_staff_changed_is_counted_too(world):
    kept = checks.kept(world.ada, Route.DOCTOR_FIRST, at=world.now)
    checks.kept(world.bo, Route.SUITABLE, at=world.now, reason=Reason.FLARE)
    checks.decided(kept, Route.SUITABLE_WITH_CARE, at=world.now)

    turned = queries.turned(world.clinic.pk, since=world.today, since_at=world.now)

    assert turned.kept == {"DOCTOR_FIRST": 1}
    assert turned.overridden == [("DOCTOR_FIRST", "SUITABLE_WITH_CARE", 1)]
