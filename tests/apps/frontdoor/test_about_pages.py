"""What acupuncture is, a visit by the minute, what a course costs here, safety in numbers, cups and heat."""

import dataclasses
import datetime as dt
import re

import pytest
from django.urls import reverse

from needlepoint.frontdoor import rules
from needlepoint.frontdoor.pages import acupuncture, methods, offers, prices, safety, visit
from needlepoint.knowledge.evidence import adverse, claims
from tests import cast

NAMES = ("acupuncture", "visit", "prices", "safety", "methods")
LONG_AFTER = max(one.review_by for one in claims.all_claims()) + dt.timedelta(days=400)
FIRST = offers.Offer(
    "First visit", "", "$95", 9500, True, 75, (("TOGETHER", 35), ("REST", 25), ("TOGETHER", 15)), ""
)
LATER = offers.Offer(
    "Follow-up", "", "$75", 7500, False, 50, (("TOGETHER", 15), ("REST", 25), ("TOGETHER", 10)), ""
)


def text_of(name):
    page = cast.client_of(None).get(reverse(f"frontdoor:{name}"))
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("acupuncture", ("Traditional framework, not a diagnosis", "Nobody knows for sure", "Not seen")),
        ("visit", ("Minute 35 to 60", "Minute 0 to 15", "count it against what went in")),
        ("prices", ("6 to 12 visits cost $470 to $920 here.", "you have paid $470", "Does Medicare pay?")),
        ("safety", ("Ten thousand people", "Call 911 at once", "Blood thinners, or aspirin each day")),
        ("methods", ("Cups (cupping)", "Scraping (gua sha)", "pretend cups", "We do not cut the skin")),
    ],
)
def test_a_page_says_what_it_is_for_and_only_to_reading(world, name, words):
    page = text_of(name)

    assert [word for word in words if word not in page] == []
    assert re.search(r'<meta name="description" content="[^"]{40,}', page)
    assert cast.client_of(None).post(reverse(f"frontdoor:{name}")).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_when_all_claims_have_expired_a_page_still_reads(world, monkeypatch, name):
    monkeypatch.setattr("needlepoint.house.clock.today", lambda zone: LONG_AFTER)

    page = text_of(name)

    assert "data-claim" not in page
    assert "visits cost" not in page
    assert "</h1>" in page


@pytest.mark.parametrize(("visits", "cents"), [(1, 9500), (2, 17000), (6, 47000), (12, 92000)])
def test_a_course_is_one_first_visit_and_the_rest_follow_ups(visits, cents):
    assert rules.course_total(9500, 7500, visits) == cents
    assert rules.course_total(9500, 7500, visits) == sum([9500, *[7500] * (visits - 1)])


def test_a_course_of_no_visits_is_none():
    with pytest.raises(ValueError, match="a course of 0 visits"):
        rules.course_total(9500, 7500, 0)


def test_a_course_costs_what_its_visits_cost():
    new, lasting = prices.courses([FIRST, LATER], "USD", cast.TODAY)

    assert new.costs == "3 to 6 visits cost $245 to $470 here."
    assert [paid for _words, paid in lasting.sums] == ["$95", "$470", "$920"]
    assert "5 to 10 hours" in lasting.time  # 75 + 5 x 50 and 75 + 11 x 50 minutes
    assert (new.is_short, lasting.is_short) == (True, False)


def test_a_clinic_without_a_first_visit_counts_follow_ups_and_one_without_follow_ups_counts_nothing():
    assert prices.courses([LATER], "USD", cast.TODAY)[0].costs == "3 to 6 visits cost $225 to $450 here."
    assert prices.courses([FIRST], "USD", cast.TODAY) == ()
    assert prices.courses([FIRST, LATER], "USD", LONG_AFTER) == ()


@pytest.mark.django_db
def test_only_a_clinic_in_the_united_states_speaks_of_medicare(world):
    world.clinic.country = "GB"
    world.clinic.save()

    assert "Medicare" not in text_of("prices")


def test_a_visit_is_told_from_its_first_minute_to_its_last_whatever_its_pattern():
    segments = (("TOGETHER", 10), ("ATTENDED", 20), ("TOGETHER", 5), ("REST", 15), ("TOGETHER", 10))
    told = visit.timeline(dataclasses.replace(LATER, segments=segments, minutes=60)).steps

    assert [step.when for step in told] == [
        "Minute 0 to 10", "Minute 10 to 30", "Minute 30 to 35", "Minute 35 to 50", "Minute 50 to 60",
    ]  # fmt: skip
    assert [step.title for step in told] == [
        "We ask how it went, and the needles go in",
        "You rest, and we stay with you",
        "We look at the needles",
        "You rest with the needles in",
        "Needles out",
    ]
    assert [step.is_rest for step in told] == [False, True, False, True, False]


def test_a_visit_of_talk_alone_has_one_step():
    (step,) = visit.timeline(dataclasses.replace(FIRST, segments=(("TOGETHER", 30),))).steps

    assert step.when == "Minute 0 to 30"


def test_safety_shows_no_number_that_nobody_read_and_never_mixes_people_with_treatments():
    page = safety.page(cast.TODAY, emergency_number="911", phone="555")
    shown = [row for rates in page.rates for row in rates.rows]

    assert len(shown) == sum(
        rate.is_confirmed for group, unit in safety.LISTED for rate in adverse.beside(group, unit)
    )
    assert not any("Melchart" in row.study or "Witt" in row.study for row in shown)
    for rates in page.rates:
        assert {"treatments" in row.of for row in rates.rows if row.of} == {"treatments" in rates.column}


def test_safety_draws_what_its_claim_says():
    page = safety.page(cast.TODAY, emergency_number="911", phone="555")

    assert [one.groups[0][0] for one in page.hundreds] == [9]
    assert page.rates[2].rows[0].rate == "1.0"  # serious, of 10,000 people, as drawn


def test_whom_nobody_can_call_is_left_out():
    page = safety.page(cast.TODAY, emergency_number="911", phone="")

    assert [worry.is_urgent for worry in page.worries] == [True]


def test_counts_leave_on_their_day_too():
    on = adverse.published().review.review_by

    assert safety.page(on, emergency_number="911", phone="").rates == ()


def test_an_idea_of_how_needles_work_leaves_with_its_claim():
    shown = acupuncture.page(cast.TODAY).ideas

    assert [idea.name for idea in shown][:2] == ["Hope, rest and care", "Nerves get quieter"]
    assert all(idea.claims for idea in shown)
    assert acupuncture.page(LONG_AFTER).ideas == ()


def test_each_method_says_what_is_known_what_is_common_and_when_not():
    for one in methods.methods(cast.TODAY):
        assert one.claims
        assert [part.heading for part in one.parts] == [
            "What is common", "What is rare", "When we do not do it, or ask first",
        ]  # fmt: skip
