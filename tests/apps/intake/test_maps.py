"""The pain map asked once more: put before a patient, sent, and shown beside the first one to whom it may be shown."""

import datetime as dt
import html
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from needlepoint.house import models as house
from needlepoint.intake import models, rules
from needlepoint.intake.queries import chasing, kiosk, maps
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import reading
from needlepoint.outcomes import models as outcomes
from needlepoint.outcomes import queries as outcomes_queries
from needlepoint.portal import actions as portal_actions
from tests import cast, make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
HEADING = "Where it hurts, then and now"
Value = said.Value


def on_body(**pains):
    """Regions with their strength, as an answer."""
    return make.said_of(
        *(
            value
            for place, (code, pain) in enumerate(pains.items())
            for value in (Value(place, "region", code), Value(place, "pain", number=Decimal(pain)))
        )
    )


FIRST = on_body(LOWER_LUMBAR_LEFT=7, BUTTOCK_LEFT=5, CALF_LEFT=6)
LATER = on_body(LOWER_LUMBAR_LEFT=3, FLANK_LEFT=2)
WHOLE = {
    key: make.said_of(number=Decimal(n))
    for n, key in enumerate(("pain_now", "pain_average", "pain_worst"), 2)
}


def told(w, where, *, days_ago, form=rules.WHERE_NOW, patient=None):
    visit = make.a_visit(
        w, patient=patient or w.ada, starts_at=w.now - (days_ago - 1) * DAY, state="COMPLETED"
    )
    at = w.now - days_ago * DAY
    return make.an_intake(visit, {**WHOLE, "where": where}, now=at, is_whole=False, is_sent=True, form=form)


@pytest.fixture
def two(world):
    told(world, FIRST, days_ago=40, form=rules.FIRST_VISIT)
    told(world, LATER, days_ago=2)


def page(who, where):
    return html.unescape(cast.client_of(who).get(where).content.decode())


def test_only_the_patient_and_who_treats_get_both_maps(world, two):
    pair = maps.pair_of(cast.viewer(world.mei), world.ada)
    assert [rules.regions_of(one.given)[0].pain for one in (pair.first, pair.latest)] == [7, 3]
    assert maps.pair_of(cast.viewer(world.ada), world.ada) == pair
    for who in (world.ruth, world.ivo, world.bo, world.eve):
        assert maps.pair_of(cast.viewer(who), world.ada) is None


def test_a_form_that_is_not_sent_is_not_compared(world, two):
    models.Intake.objects.filter(form=rules.WHERE_NOW).update(state="OPEN", finished_at=None)
    assert maps.pair_of(cast.viewer(world.mei), world.ada) is None


def test_thirty_maps_cost_as_many_questions_as_two(world, two):
    mei = cast.viewer(world.mei)
    with CaptureQueriesContext(connection) as few:
        maps.pair_of(mei, world.ada)
    for n in range(28):
        told(world, LATER, days_ago=3 + n)
    with CaptureQueriesContext(connection) as many:
        maps.pair_of(mei, world.ada)
    assert len(few) == len(many) == 2


def test_who_treats_sees_both_maps_with_their_days_and_what_changed(world, two):
    course = make.a_course(world, started_at=world.now - 39 * DAY)
    for where in (
        reverse("desk:patient", args=[world.ada.code]),
        reverse("desk:review", args=[course.code]),
        reverse("intake:told_of_patient", args=[world.ada.code]),
    ):
        shown = page(world.mei, where)
        assert shown.count(HEADING) == 1, where
        for words in (
            "First: 14 October 2026",
            "Latest: 21 November 2026",
            "No longer marked, 2 places: Left buttock; Left calf",
            "Newly marked, 1 place: ",
            "Marked both times, 1 place: ",
            "The leg is no longer marked.",
            "of the drawn body was marked then",
            "7 of 10",
            "Not marked",
            "Patient’s back",
            "On the left. It reaches below the knee.",
        ):
            assert words in shown, (where, words)


def test_the_patient_sees_it_among_what_they_told_us(world, two):
    shown = page(world.ada, reverse("intake:told"))
    assert HEADING in shown
    assert "Your back" in shown
    assert "Patient’s" not in shown


def test_the_desk_does_not_see_it_and_eve_finds_nobody(world, two):
    file = reverse("desk:patient", args=[world.ada.code])
    assert HEADING not in page(world.ruth, file)
    assert HEADING not in page(world.ivo, file)
    for where in (file, reverse("intake:told_of_patient", args=[world.ada.code])):
        assert cast.client_of(world.eve).get(where).status_code == 404


def test_one_map_is_shown_as_before(world):
    told(world, FIRST, days_ago=40, form=rules.FIRST_VISIT)
    assert HEADING not in page(world.mei, reverse("desk:patient", args=[world.ada.code]))
    assert HEADING not in page(world.ada, reverse("intake:told"))


def test_nowhere_any_more_is_a_map_too(world):
    told(world, FIRST, days_ago=40, form=rules.FIRST_VISIT)
    row = told(world, said.SKIPPED, days_ago=2)
    models.AnswerValue.objects.filter(answer__intake=row, answer__item="pain_now").update(number=0)
    shown = page(world.ada, reverse("intake:told"))
    assert "No longer marked, 3 places" in shown
    assert "about 0 % now" in shown


# --- Asking -------------------------------------------------------------------------------------------------------------


def asked_by(w, who):
    return cast.client_of(who).post(reverse("outcomes:ask", args=[w.ada.code, rules.WHERE_NOW]))


@pytest.mark.parametrize("who", ["mei", "ruth"])
def test_staff_put_it_before_a_patient_and_it_belongs_to_the_next_visit(world, who):
    visit = make.a_visit(world, starts_at="Thu 10:00")
    choose = page(world.ruth, reverse("outcomes:new_measure", args=[world.ada.code]))
    assert reverse("outcomes:ask", args=[world.ada.code, rules.WHERE_NOW]) in choose

    answer = asked_by(world, getattr(world, who))
    asked = models.Intake.objects.get()
    assert answer.url == reverse("intake:resume", args=[asked.code])
    assert (asked.form, asked.visit) == (rules.WHERE_NOW, visit)
    assert asked_by(world, world.mei).url == answer.url  # twice is once
    assert house.AuditEntry.objects.get(what="intake_opened").details == {"form": rules.WHERE_NOW}

    assert kiosk.forms_of(visit) == [asked]
    assert [row.form_asked.title for row in chasing.open_forms(cast.viewer(world.ruth), now=world.now)] == [
        "Where does it hurt now?"
    ]
    assert visit in chasing.visits_to_chase(world.now, 10)
    assert "Where does it hurt now?" in page(world.ada, reverse("portal:home"))


def test_without_a_visit_it_stands_on_its_own(world):
    asked_by(world, world.mei)
    assert models.Intake.objects.get().visit is None
    assert asked_by(world, world.eve).status_code == 404
    assert asked_by(world, world.ada).status_code in {403, 404}


def test_a_review_offers_it_while_the_course_runs(world):
    course = make.a_course(world)
    where, ask = (
        reverse("desk:review", args=[course.code]),
        f'action="{reverse("outcomes:ask", args=[world.ada.code, rules.WHERE_NOW])}"',
    )
    assert ask in page(world.mei, where)
    type(course).objects.update(state="FINISHED")
    assert ask not in page(world.mei, where)


def test_its_numbers_are_later_points_and_leave_the_start_alone(world):
    visit = make.a_visit(world, service=world.first, starts_at=world.now - 40 * DAY, state="COMPLETED")
    first = make.an_intake(visit, {"pain_average": make.said_of(number=Decimal(8))}, now=world.now - 41 * DAY)
    portal_actions.send_intake(intake=first, by=cast.viewer(world.ada), now=world.now - 41 * DAY)
    later = make.an_intake(
        make.a_visit(world, starts_at="Thu 10:00"),
        {**WHOLE, "where": LATER},
        is_whole=False,
        form=rules.WHERE_NOW,
    )

    portal_actions.send_intake(intake=later, by=cast.viewer(world.ada), now=world.now)

    line = outcomes_queries.trend_of(world.ada).pain
    assert (line.start, line.latest, line.values) == (8, 3, (8, 3))
    assert outcomes.CheckIn.objects.filter(kind="BASELINE").count() == 1
    found = outcomes.Score.objects.filter(told_in=f"intake:{later.code}").values_list("instrument", "value")
    assert dict(found) == {"PAIN": 3, "PAIN_WORST": 4, "PAIN_NOW": 2}
    later.refresh_from_db()
    assert later.scored_at == world.now


def test_a_patient_fills_it_in_page_by_page_and_sends_it(world):
    make.a_visit(world, starts_at="Thu 10:00")
    asked_by(world, world.mei)
    code, ada = models.Intake.objects.get().code, cast.client_of(world.ada)
    if models.Intake.objects.get().agreed_at is None:
        ada.post(reverse("intake:agreement", args=[code]))
    for screen in reading.form(rules.WHERE_NOW).screens:
        sent = {"where": "LOWER_LUMBAR_LEFT", "pain_average": "4", "pain_worst": "6", "pain_now": "2"}
        posted = {item.key: sent[item.key] for item in screen.items}
        assert ada.post(reverse("intake:step", args=[code, screen.key]), posted).status_code == 302
    assert ada.post(reverse("portal:intake_finish", args=[code])).status_code == 302
    assert models.Intake.objects.get().state == "FINISHED"
    assert outcomes.Score.objects.get(instrument="PAIN").value == 4
