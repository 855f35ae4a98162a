"""Who pays: said on the plan, counted on the pages, and said before the visit that would go over it is booked."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from needlepoint.booking import models as booking
from needlepoint.booking.actions import waiting
from needlepoint.booking.queries import beforehand
from needlepoint.house import models as house
from needlepoint.plans import models, queries
from needlepoint.plans.actions import ceilings as actions
from needlepoint.plans.queries import ceilings
from needlepoint.plans.rules import ceilings as rules
from needlepoint.plans.wording import counting
from tests import cast, make
from tests.apps.booking import test_views as pages
from tests.apps.plans import room

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


def text(response):
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def a_paid_course(w, *, done=0, days_apart=5, payer="MEDICARE", **changes):
    """Ada's plan with a payer; its last visit was `days_apart` ago."""
    first = w.now - dt.timedelta(days=days_apart * done)
    course = make.a_course(
        w,
        episode=make.an_episode(w, diagnosis_code="M54.50"),
        started_at=first - dt.timedelta(hours=1),
        payer=payer,
        visits_planned=20,
        review_after=12,
        **changes,
    )
    booking.Visit.objects.bulk_create(
        booking.Visit(
            clinic=w.clinic,
            patient=w.ada,
            practitioner=w.mei,
            service=w.follow_up,
            starts_at=first + dt.timedelta(days=days_apart * n),
            ends_at=first + dt.timedelta(days=days_apart * n, minutes=50),
            booked_at=first,
            state="COMPLETED",
        )
        for n in range(done)
    )
    return course


def sign(w, course, *, is_improving, on=None):
    return models.Review.objects.create(
        course=course,
        after_visit=course.reviews.count() + 1,
        decision="CONTINUE",
        reason="As agreed",
        is_improving=is_improving,
        decided_at=on or w.now - dt.timedelta(days=1),
        practitioner=w.mei,
    )


def caveat(w, *, days=1, is_staff=True, **more):
    return beforehand.caveat(w.ada.pk, [w.now + dt.timedelta(days=days)], w.now, is_staff=is_staff, **more)


# --- Counting -------------------------------------------------------------------------------------------------------------


def test_visits_of_every_course_with_the_same_payer_count_and_no_others(world):
    course = a_paid_course(world, done=3)
    make.a_visit(world, starts_at=course.started_at - WEEK, state="COMPLETED")  # before the plan
    make.a_visit(world, starts_at=world.now + WEEK)
    make.a_visit(world, starts_at=world.now + 2 * WEEK, state="CANCELLED")
    make.a_visit(world, starts_at=world.now - WEEK, state="MISSED")
    earlier = make.a_course(
        world,
        payer="MEDICARE",
        state="FINISHED",
        started_at=course.started_at - 8 * WEEK,
        ended_at=course.started_at - 7 * WEEK,
    )
    make.a_visit(world, starts_at=earlier.started_at, state="COMPLETED")

    count = ceilings.count_of(queries.course_seen_by(cast.viewer(world.mei), course.code), world.now)

    assert len(count.days) == 5
    assert (count.standing.done, count.standing.booked) == (4, 1)
    assert count.doubts == ()


def test_the_count_costs_the_same_at_one_visit_and_at_thirty(world, django_assert_num_queries):
    course = queries.course_seen_by(cast.viewer(world.mei), a_paid_course(world, done=30).code)
    with django_assert_num_queries(3):
        ceilings.count_of(course, world.now)
    with django_assert_num_queries(5):
        caveat(world)
    models.Course.objects.update(payer="")
    with django_assert_num_queries(2):
        assert caveat(world) is None
    course.payer = ""
    with django_assert_num_queries(0):
        assert ceilings.count_of(course, world.now) is None


def test_a_payer_that_nobody_knows_any_more_counts_nothing(world):
    course = a_paid_course(world, done=12, payer="GONE")

    assert ceilings.count_of(queries.course_seen_by(cast.viewer(world.mei), course.code), world.now) is None
    assert caveat(world) is None


# --- Before a booking -------------------------------------------------------------------------------------------------------


def test_nothing_is_said_before_the_twelfth_and_the_thirteenth_is(world):
    a_paid_course(world, done=11)
    assert caveat(world) is None
    make.a_visit(world, starts_at=world.now + dt.timedelta(hours=2))

    said = caveat(world)
    assert said.title == "Medicare would not pay for one visit more"
    assert "visit 13 of the year" in " ".join(said.sentences)
    assert any("sign there whether the visits help" in words for words in said.to_do)


def test_whoever_pays_goes_on_counting_when_the_plan_is_over(world):
    course = a_paid_course(world, done=12)
    models.Course.objects.filter(pk=course.pk).update(state="FINISHED", ended_at=world.now)

    assert caveat(world) is not None

    make.a_course(world, payer="", state="FINISHED", started_at=world.now, ended_at=world.now)

    assert caveat(world) is None


def test_the_day_from_which_it_counts_again_is_said_and_is_right(world):
    # Of an earlier year so many that the ninety days are full although the new year is young.
    course = a_paid_course(world, done=13, days_apart=5)
    models.Course.objects.filter(pk=course.pk).update(started_at=world.now - 60 * WEEK)
    make.a_visit(world, starts_at=world.now - 54 * WEEK, state="COMPLETED")

    said = caveat(world, is_staff=False)

    words = next(words for words in said.to_do if words.startswith("Choose"))
    first = world.now + dt.timedelta(days=next(n for n in range(1, 99) if caveat(world, days=n) is None))
    assert words == f"Choose {first.strftime('%-d %B %Y')}. Medicare can pay for a visit then."


def test_who_moves_a_visit_is_not_told_of_that_visit_twice(world):
    a_paid_course(world, done=11)
    visit = make.a_visit(world, starts_at=world.now + dt.timedelta(hours=2))

    assert caveat(world, leaves=[visit.pk]) is None


def test_a_signed_improvement_ends_the_warning_and_its_absence_stops_all(world):
    course = a_paid_course(world, done=12)
    signed = sign(world, course, is_improving=True)
    assert caveat(world) is None

    models.Review.objects.filter(pk=signed.pk).update(is_improving=False)
    said = caveat(world, is_staff=False)
    assert said.title == "Medicare may not pay for one visit more"
    assert "does not" not in said.title
    assert not any("Choose" in words for words in said.to_do)


def test_a_visitor_and_a_patient_without_a_payer_hear_nothing(world):
    assert beforehand.caveat(None, [world.now], world.now, is_staff=False) is None
    assert caveat(world) is None


def booked_by(world):
    return booking.Visit.objects.filter(patient=world.ada, state="BOOKED")


def test_the_patient_hears_it_before_the_button_and_may_still_book(world):
    a_paid_course(world, done=12)
    ada = cast.client_of(world.ada)
    at = f"{cast.at('10:00', world.today + dt.timedelta(days=1)).astimezone(dt.UTC):%Y-%m-%dT%H:%M}Z"
    page = ada.get(
        pages.DETAILS,
        {"service": world.follow_up.code, "start": at, "practitioner": world.mei.code},
    )
    assert "Medicare may not pay for one visit more" in text(page)
    sent = {**pages.hidden(page), "no_new_signs": "on"}

    unheard = ada.post(pages.DETAILS, {key: value for key, value in sent.items() if key != "heard"})
    assert unheard.status_code == 409
    assert "Medicare may not pay" in text(unheard)
    assert not booked_by(world).exists()

    assert ada.post(pages.DETAILS, sent).status_code == 302
    assert booked_by(world).count() == 1
    assert ada.post(pages.DETAILS, sent).status_code == 302  # the button twice is one visit
    assert booked_by(world).count() == 1


def test_the_desk_hears_it_at_a_walk_in(world):
    a_paid_course(world, done=12)
    desk, address = cast.client_of(world.ruth), reverse("desk:calendar_walk_in")
    at = cast.at("14:00").isoformat()
    sent = {"for": world.ada.code, "start": at, "practitioner": world.mei.code, "form_key": "k" * 24}
    sent["service"] = world.follow_up.code
    page = desk.post(address, sent)
    assert page.status_code == 409
    assert "Medicare would not pay for one visit more" in text(page)
    assert not booked_by(world).exists()

    sent["heard"] = pages.hidden(page)["heard"]
    assert desk.post(address, sent).status_code == 302
    assert desk.post(address, sent).status_code == 302
    assert booked_by(world).count() == 1


def test_a_whole_course_names_the_days_that_go_over(world):
    course = a_paid_course(world, done=9)
    client, address = cast.client_of(world.ruth), f"/plans/{course.code}/visits/"
    page = client.get(address)
    assert "Medicare would not pay for" in text(page)
    chosen = dict(
        re.findall(r'<input type="radio" name="(visit-\d+)" value="([^"]*)" checked>', page.content.decode())
    )
    sent = {**pages.hidden(page), "no_new_signs": "on", **chosen}
    few = dict(list(chosen.items())[:3])
    within = {**{key: value for key, value in sent.items() if key not in chosen and key != "heard"}, **few}

    assert client.post(address, {key: sent[key] for key in sent if key != "heard"}).status_code == 422
    assert not booked_by(world).exists()
    assert client.post(address, within).status_code == 302
    assert booked_by(world).count() == 3


def test_a_visit_that_moves_out_of_its_place_is_said_before_it_moves(world):
    a_paid_course(world, done=12)
    visit = make.a_visit(world, starts_at=cast.at("10:00") + 52 * WEEK)
    page = cast.client_of(world.ada).post(
        reverse("booking:new_time", args=[visit.code]), {"start": cast.at("15:00").isoformat()}
    )
    assert page.status_code == 409
    assert "Medicare may not pay for one visit more" in text(page)
    visit.refresh_from_db()
    assert visit.starts_at == cast.at("10:00") + 52 * WEEK


def test_an_offer_from_the_waiting_list_says_it_before_it_is_taken(world):
    a_paid_course(world, done=12)
    make.a_waiting_entry(world, practitioner=world.mei)
    waiting.offer_due(world.now)
    offer = booking.StartOffer.objects.get()
    ada, where = cast.client_of(world.ada), reverse("booking:offer", args=[offer.code])
    assert "Medicare may not pay for one visit more" in text(ada.get(where))

    assert ada.post(where, {"answer": "yes"}).status_code == 409
    assert not booked_by(world).exists()
    heard = pages.hidden(ada.get(where))["heard"]
    ada.post(where, {"answer": "yes", "heard": heard})
    assert booked_by(world).count() == 1


def test_the_desk_hears_it_when_a_visit_is_drawn_to_another_day(world):
    a_paid_course(world, done=12)
    visit = make.a_visit(world, starts_at=cast.at("10:00") + 52 * WEEK)
    sent = {"visit": visit.code, "start": cast.at("15:00").isoformat(), "practitioner": world.mei.code}

    page = cast.client_of(world.ruth).post(reverse("desk:calendar_move"), sent)

    assert page.status_code == 409
    assert "Medicare would not pay for one visit more" in text(page)
    visit.refresh_from_db()
    assert visit.starts_at == cast.at("10:00") + 52 * WEEK


# --- Saying who pays --------------------------------------------------------------------------------------------------------


def address(course):
    return reverse("plans:payer", args=[course.code])


@pytest.mark.parametrize(
    ("who", "status"), [("mei", 200), ("ruth", 200), ("ivo", 403), ("ada", 403), ("eve", 404)]
)
def test_a_practitioner_and_the_desk_open_the_page_of_who_pays(world, who, status):
    assert cast.client_of(getattr(world, who)).get(address(a_paid_course(world))).status_code == status


def test_bad_codes_and_wrong_methods_are_refused(world):
    client = cast.client_of(world.mei)
    assert client.get("/plans/nothing/payer/").status_code == 404
    assert client.put(address(a_paid_course(world))).status_code == 405


def test_the_desk_says_who_pays_and_it_is_recorded(world):
    course, desk = a_paid_course(world, payer=""), cast.client_of(world.ruth)
    assert "Nobody counts the visits of this plan" in text(desk.get(address(course)))

    assert desk.post(address(course), {"payer": "MEDICARE"}).status_code == 302
    assert desk.post(address(course), {"payer": "MEDICARE"}).status_code == 302

    course.refresh_from_db()
    assert course.payer == "MEDICARE"
    assert house.AuditEntry.objects.get(what="payer_set").details == {"payer": "MEDICARE"}


def test_a_payer_of_nowhere_is_refused_and_stores_nothing(world):
    course = a_paid_course(world)
    assert cast.client_of(world.ruth).post(address(course), {"payer": "LOTTERY"}).status_code == 422
    course.refresh_from_db()
    assert course.payer == "MEDICARE"


@pytest.mark.parametrize(
    ("who", "payer", "change"),
    [
        ("ivo", "MEDICARE", {}),
        ("mei", "LOTTERY", {}),
        ("mei", "MEDICARE", {"state": "STOPPED"}),
        ("mei", "MEDICARE", {"country": "GB"}),
    ],
)
def test_who_pays_is_not_said_where_it_cannot_be(world, who, payer, change):
    course = a_paid_course(world, payer="")
    if country := change.pop("country", ""):
        course.clinic.country = country
        course.clinic.save()
    models.Course.objects.update(**change) if change else None

    with pytest.raises(actions.UnableToSetPayer):
        actions.set_payer(course=course, payer=payer, by=cast.viewer(getattr(world, who)), now=world.now)


def test_the_page_lists_every_visit_with_its_count_and_what_is_in_doubt(world):
    course = a_paid_course(world, done=13)
    models.Episode.objects.update(diagnosis_code="M54.32", kind="AFTER_SURGERY")

    page = text(cast.client_of(world.mei).get(address(course)))

    assert "Medicare: 13 of 12 used in 90 days" in page
    assert "Used up" in page
    assert "None of the diagnosis codes is on the list of Medicare: M54.50, M54.51, M54.59." in page
    assert "coming after surgery" in page
    assert page.count("only once improvement is signed") == 2  # in the lines, and beside the thirteenth
    assert "National Coverage Determination 30.3.3" in page


def test_the_count_stands_on_the_patients_page_and_on_the_plan(world):
    course = a_paid_course(world, done=9)
    window = (course.started_at.date() + dt.timedelta(days=90)).strftime("%-d %B %Y")
    for who in (world.ruth, world.mei):
        page = text(cast.client_of(who).get(reverse("desk:patient", args=[world.ada.code])))
        assert "Medicare: 9 of 12 used in 90 days" in page
        assert f"The oldest of them no longer counts from {window}." in page
    assert "9 of 20 in its year" in text(cast.client_of(world.ruth).get(f"/plans/{course.code}/"))


def test_the_review_shows_the_count_and_its_signature_opens_more(world):
    course = a_paid_course(world, done=12)
    page = text(cast.client_of(world.mei).get(reverse("desk:review", args=[course.code])))
    assert "Medicare: 12 of 12 used in 90 days" in page
    assert "improving" in page


def test_a_signature_is_said_with_what_the_claim_carries(world):
    course = a_paid_course(world, done=13)
    sign(world, course, is_improving=True)

    page = text(cast.client_of(world.mei).get(address(course)))

    assert "Improvement was signed on" in page
    assert "From visit 13 on the claim carries KX." in page
    assert "Used up" not in page


def test_the_plan_asks_who_pays_only_where_somebody_counts(world):
    episode = make.an_episode(world)
    client = cast.client_of(world.mei)
    assert 'name="payer"' in client.get(f"/episodes/{episode.code}/plan/").content.decode()
    world.clinic.country = "GB"
    world.clinic.save()
    assert 'name="payer"' not in client.get(f"/episodes/{episode.code}/plan/").content.decode()


def test_who_pays_is_agreed_with_the_plan_and_kept_for_the_next(world):
    episode = make.an_episode(world)
    client = cast.client_of(world.mei)
    answer = client.post(f"/episodes/{episode.code}/plan/", {**room.plan_posted(), "payer": "MEDICARE"})
    assert answer.status_code == 302
    course = models.Course.objects.get()
    assert course.payer == "MEDICARE"
    assert ceilings.last_payer(world.ada) == "MEDICARE"


def test_every_doubt_and_every_why_has_its_words(world):
    course = queries.course_seen_by(cast.viewer(world.mei), a_paid_course(world, done=1).code)
    count = ceilings.count_of(course, world.now)
    for doubt in rules.Doubt:
        assert "%(" not in counting.doubt_words(doubt, count)
    for why in rules.Why:
        assert "%(" not in counting.why_words(why, count.payer, count.terms)
