"""What is likely: said from the third score on, kept, held against what came, and switched off when it was not right."""

import datetime as dt

import numpy as np
import pytest
from django.db import connection
from django.template import loader
from django.test.utils import CaptureQueriesContext

from needlepoint.booking import models as booking
from needlepoint.house import models as house
from needlepoint.knowledge.stats import growth
from needlepoint.outcomes import models, tasks
from needlepoint.outcomes.actions import forecasting as actions
from needlepoint.outcomes.actions import results
from needlepoint.outcomes.queries import forecasting as queries
from needlepoint.outcomes.rules import forecasting as rules
from needlepoint.outcomes.wording import forecasting as wording
from needlepoint.people import models as people
from needlepoint.plans import models as plans
from tests import cast, make
from tests.knowledge import reading

DAY = dt.timedelta(days=1)
WEEK = 7 * DAY
WhyNot = rules.WhyNot


def told(patient, *pains, until=cast.NOW, apart=WEEK):
    """One pain score a week, the last of them at `until`; None leaves a week out."""
    return models.Score.objects.bulk_create(
        models.Score(
            patient=patient,
            instrument="PAIN",
            value=pain,
            asked_at=until - (len(pains) - 1 - n) * apart,
            by="test",
        )
        for n, pain in enumerate(pains)
        if pain is not None
    )


def a_course(world, *pains, patient=None, done=None, until=cast.NOW, **changes):
    """A course with a pain score at each visit so far, worked out."""
    patient = patient or world.ada
    began = until - max(len(pains) - 1, 0) * WEEK
    course = make.a_course(world, patient=patient, started_at=began, **changes)
    told(patient, *pains, until=until)
    for n in range(len(pains) if done is None else done):
        make.a_visit(world, patient=patient, starts_at=began + n * WEEK, state="COMPLETED")
    results.work_out(course_ids=[course.pk], now=cast.NOW)
    return course


def of(course):
    return queries.outlook_of(course, cast.NOW)


def off(world, *, is_shown=False):
    return models.ForecastCheck.objects.create(
        clinic=world.clinic,
        month=rules.month_of(cast.TODAY),
        forecasts=250,
        known=240,
        coverage=0.7,
        calibration_error=0.09,
        brier=0.24,
        auc=0.7,
        bins=[[0.2, 0.4, 120], [0.7, 0.5, 120]],
        is_shown=is_shown,
        looked_at=cast.NOW,
    )


# --- What is said -------------------------------------------------------------------------------------------------------


def test_after_three_scores_it_says_how_many_of_ten_got_better_and_between_which_numbers(world):
    foretold = of(a_course(world, 7, 6, 5))

    expected = growth.foretell(
        growth.sums_of([0, 1, 2], [7, 6, 5]).reshape(6, 1), growth.PRIOR.theta, [2 + 5], [7]
    )
    outlook = foretold.outlook
    assert foretold.why_not is None
    assert (outlook.for_visit, outlook.for_day) == (8, cast.TODAY + 35 * DAY)
    assert outlook.chance == pytest.approx(expected.chance[0])
    assert (outlook.low, outlook.high) == (expected.low[0], expected.high[0])
    said = wording.said(foretold, is_own=True)
    assert said.share_words == (
        f"About {outlook.tenths} in 10 people like you who kept coming were at least 30 % better by visit 8."
    )
    assert f"from {outlook.low} to {outlook.high}" in said.band_words
    assert "28 December" in said.band_words
    assert (said.band.low, said.band.high, said.band.day) == (outlook.low, outlook.high, outlook.for_day)
    assert said.why_not == ""
    assert said.basis == "We worked this out from studies of back pain, and not yet from people treated here."
    assert "because" not in f"{said.share_words} {said.band_words} {said.caveat} {said.basis}"
    assert "like them" in wording.said(foretold, is_own=False).share_words
    assert [wording.said(foretold, is_own=own).about_url for own in (True, False)] == ["", PAGE]


@pytest.mark.parametrize(
    ("pains", "changes", "reason", "words"),
    [
        ((), {}, WhyNot.FEW, "after 3 more answers"),
        ((7,), {}, WhyNot.FEW, "after 2 more answers"),
        ((7, 6), {}, WhyNot.FEW, "after 1 more answer "),
        ((7, None, 6), {}, WhyNot.FEW, "after 1 more answer "),
        ((1, 1, 1), {}, WhyNot.NO_ROOM, "so low at the start"),
        ((7, 6, 5), {"state": "FINISHED", "ended_at": cast.NOW}, WhyNot.OVER, ""),
        ((7, 6, 5), {"visits_planned": 3, "review_after": 3}, WhyNot.DONE, "visits are done"),
    ],
)
def test_where_nothing_can_be_foretold_one_sentence_says_why(world, pains, changes, reason, words):
    foretold = of(a_course(world, *pains, **changes))

    assert (foretold.outlook, foretold.why_not) == (None, reason)
    for is_own in (True, False):
        said = wording.said(foretold, is_own=is_own)
        assert words in said.why_not
        assert (said.share_words, said.band, said.is_empty) == ("", None, words == "")


def test_a_course_that_was_not_worked_out_yet_has_too_few_scores(world):
    course = make.a_course(world)

    assert of(course) == rules.Foretold(None, WhyNot.FEW, 0)


def test_all_equal_scores_are_foretold_like_any_others(world):
    outlook = of(a_course(world, 5, 5, 5)).outlook

    assert 0 < outlook.chance < 0.5


def test_a_booked_visit_sets_the_day(world):
    course = a_course(world, 7, 6, 5, visits_planned=4, review_after=4)
    assert of(course).outlook.for_day == cast.TODAY + WEEK

    make.a_visit(world, starts_at=cast.NOW + 20 * DAY)
    make.a_visit(world, starts_at=cast.NOW + 10 * DAY, state="CANCELLED")

    assert of(course).outlook.for_day == cast.TODAY + 20 * DAY


def test_switched_off_it_says_so_in_one_sentence_instead(world):
    off(world)

    for pains, patient in (((7, 6, 5), world.ada), ((7,), world.bo)):
        foretold = of(a_course(world, *pains, patient=patient))
        assert (foretold.outlook, foretold.why_not) == (None, WhyNot.OFF)
        assert wording.said(foretold, is_own=True).why_not == wording.off_words()


def test_the_clinics_own_numbers_are_used_once_there_are_some(world):
    course = a_course(world, 7, 6, 5)
    before = of(course).outlook
    theta = {"b0": 6.0, "b1": 3.0, "g00": 2.5, "g01": -1.0, "g11": 0.5, "s2": 1.4}
    models.GrowthFit.objects.create(
        clinic=world.other_clinic, theta=theta, episodes=150, prior="x", fitted_at=cast.NOW
    )
    assert of(course).outlook == before
    models.GrowthFit.objects.create(
        clinic=world.clinic, theta=theta, episodes=150, prior="x", fitted_at=cast.NOW
    )

    assert of(course).outlook.chance < before.chance
    assert "and from 150 people treated here" in wording.said(of(course), is_own=True).basis


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_the_words_fit_the_smallest_and_the_largest_chance(share):
    outlook = rules.Outlook(8, cast.TODAY, 7, 1.0, 1, 1, share, 4)
    said = wording.said(rules.Foretold(outlook, None, 4), is_own=False)

    first = {0.01: "Fewer than 1 in 10", 0.5: "About 5 in 10", 0.99: "More than 9 in 10"}[share]
    assert said.share_words.startswith(first)
    assert "pain of 1 then" in said.band_words
    assert bool(said.dots) is (share == 0.5)  # ten dots of ten would say more than "more than 9"
    assert said.advice == ""
    own = wording.said(rules.Foretold(outlook, None, 4), is_own=True)
    assert own.advice == ("Ask us what else could help." if share == 0.01 else "")


def people_with_courses(world, count, *, is_scored=True):
    """So many more people, each with a course and three scores of their own."""
    them = people.Patient.objects.bulk_create(
        people.Patient(
            clinic=world.clinic,
            given_name=f"P{n}",
            family_name="Q",
            birth_date=dt.date(1980, 1, 1),
            made_at=cast.NOW,
        )
        for n in range(count)
    )
    episode = make.an_episode(world)
    began = cast.NOW - 2 * WEEK
    courses = plans.Course.objects.bulk_create(
        plans.Course(
            clinic=world.clinic,
            patient=one,
            episode=episode,
            practitioner=world.mei,
            phase="CHRONIC",
            visits_planned=8,
            days_between=7,
            review_after=6,
            better_means="Walk",
            started_at=began,
        )
        for one in them
    )
    if not is_scored:
        return courses
    models.Score.objects.bulk_create(
        models.Score(
            patient=one, instrument="PAIN", value=(8 + n * week) % 9 + 1, asked_at=began + week * WEEK, by="t"
        )
        for n, one in enumerate(them)
        for week in range(3)
    )
    results.work_out(course_ids=[one.pk for one in courses], now=cast.NOW)
    return courses


def test_a_list_is_foretold_as_each_alone_at_the_same_number_of_queries(world):
    courses = people_with_courses(world, queries.LONG + 1)
    for many, course in enumerate(courses[:9]):  # up to three more booked than planned
        for week in range(many):
            make.a_visit(world, patient=course.patient, starts_at=cast.NOW + (week + 2) * 5 * DAY)
    counts = []
    for some in (courses[:1], courses[:30]):
        with CaptureQueriesContext(connection) as asked:
            queries.outlooks_of([one.pk for one in some], cast.NOW)
        counts.append(len(asked))
    together = queries.outlooks_of([one.pk for one in courses], cast.NOW)

    assert counts == [4, 4]
    assert together == queries.outlooks_of_clinic(world.clinic.pk, cast.NOW)
    assert all(together[one.pk] == of(one) for one in courses[:9])
    assert queries.outlooks_of_clinic(world.other_clinic.pk, cast.NOW) == {}


# --- What is kept, and what came ----------------------------------------------------------------------------------------


def test_a_forecast_is_kept_once_for_each_score_from_the_third_on(world):
    course = a_course(world, 7, 6)
    assert tasks.forecasts_due(cast.NOW) == 0

    told(world.ada, 5, until=cast.NOW + DAY)
    results.work_out(course_ids=[course.pk], now=cast.NOW + DAY)
    assert [tasks.forecasts_due(cast.NOW + DAY) for _ in range(2)] == [1, 0]

    kept = models.Forecast.objects.get()
    outlook = queries.outlook_of(course, cast.NOW + DAY).outlook
    assert (kept.course, kept.scores_known, kept.start, kept.for_visit) == (course, 3, 7, 8)
    assert (kept.low, kept.high, kept.chance, kept.for_day) == (
        outlook.low,
        outlook.high,
        outlook.chance,
        outlook.for_day,
    )
    assert (kept.is_settled, kept.came, kept.fit) == (False, None, None)


def test_forecasts_are_kept_while_they_are_switched_off(world):
    off(world)
    a_course(world, 7, 6, 5)

    assert tasks.forecasts_due(cast.NOW) == 1


def kept(world, course, **changes):
    fields = {
        "clinic": world.clinic,
        "course": course,
        "scores_known": 3,
        "start": 7,
        "for_visit": 8,
        "for_day": cast.TODAY + 35 * DAY,
        "mean": 4.0,
        "low": 2,
        "high": 6,
        "chance": 0.6,
        "made_at": cast.NOW,
        **changes,
    }
    return models.Forecast.objects.create(**fields)


@pytest.mark.parametrize(
    ("offsets", "came"),
    [
        ([], None),
        ([-20, 20], None),
        ([-5, 3, 9], 3),
        ([-14], -14),
        ([-3, 3], -3),
    ],
)
def test_it_is_held_against_the_score_nearest_to_its_day_and_unknown_stays_unknown(world, offsets, came):
    forecast = kept(world, make.a_course(world))
    day = cast.NOW + 35 * DAY
    for offset in offsets:
        told(world.ada, abs(offset) % 10, until=day + offset * DAY)
    other = models.Score.objects.create(
        patient=world.ada, instrument="SLEEP", value=9, asked_at=day, by="test"
    )

    assert actions.settle(day + 14 * DAY) == 0
    assert [actions.settle(day + 15 * DAY) for _ in range(2)] == [1, 0]

    forecast.refresh_from_db()
    assert forecast.is_settled
    assert forecast.came == (None if came is None else abs(came) % 10)
    assert forecast.came_at == (None if came is None else day + came * DAY)
    assert other.pk


def test_a_score_that_was_known_or_taken_back_is_no_answer(world):
    forecast = kept(world, make.a_course(world), for_day=cast.TODAY + 5 * DAY)
    told(world.ada, 7, until=cast.NOW - DAY)
    [slip] = told(world.ada, 2, until=cast.NOW + 5 * DAY)
    slip.taken_back_at = cast.NOW + 6 * DAY
    slip.save()

    actions.settle(cast.NOW + 30 * DAY)

    forecast.refresh_from_db()
    assert (forecast.is_settled, forecast.came) == (True, None)


def test_the_past_is_foretold_with_nothing_that_came_later(world):
    course = a_course(world, 7, 6, 5, 2, 1, visits_planned=6, review_after=6)

    assert actions.keep_past(clinic=world.clinic, now=cast.NOW) == 3

    first = models.Forecast.objects.get(scores_known=3)
    alone = growth.foretell(
        growth.sums_of([0, 1, 2], [7, 6, 5]).reshape(6, 1), growth.PRIOR.theta, [5 + 0 / 7], [7]
    )
    assert first.course == course
    # Two visits are over before the third score comes on the day of the third, so four intervals are to come.
    assert first.for_day == cast.TODAY - 2 * WEEK + 4 * WEEK
    assert first.made_at == cast.NOW - 2 * WEEK
    assert first.chance != pytest.approx(models.Forecast.objects.get(scores_known=5).chance)
    assert first.chance == pytest.approx(alone.chance[0], abs=0.05)


# --- The monthly look ---------------------------------------------------------------------------------------------------


def settled(world, count, *, chance, share, inside):
    """So many settled forecasts, each of another person: how many came true, and how many lay in their band."""
    courses = people_with_courses(world, count, is_scored=False)
    models.Forecast.objects.bulk_create(
        models.Forecast(
            clinic=world.clinic,
            course=course,
            scores_known=3,
            start=10,
            for_visit=8,
            for_day=cast.TODAY - 30 * DAY,
            mean=4.0,
            low=0 if n < inside * count else 1,
            high=10 if n < inside * count else 0,
            chance=chance,
            made_at=cast.NOW - 60 * DAY,
            came=5 if (n * 7) % count < share * count else 9,
            came_at=cast.NOW - 30 * DAY,
            is_settled=True,
        )
        for n, course in enumerate(courses)
    )
    return courses


@pytest.mark.parametrize(
    ("count", "share", "inside", "is_shown"),
    [
        (200, 0.6, 0.85, True),
        (200, 0.6, 0.70, False),  # too many outside their band
        (200, 0.4, 0.85, False),  # 6 in 10 were promised, 4 came
        (150, 0.4, 0.50, True),  # too few to tell
    ],
)
def test_it_switches_itself_off_when_past_forecasts_were_not_right_often_enough(
    world, count, share, inside, is_shown
):
    settled(world, count, chance=0.6, share=share, inside=inside)

    assert [actions.look_at(clinic=world.clinic, now=cast.NOW) for _ in range(2)] == [True, False]

    check = models.ForecastCheck.objects.get(clinic=world.clinic)
    assert (check.known, check.forecasts, check.is_shown) == (count, count, is_shown)
    assert check.coverage == pytest.approx(inside)
    assert queries.numbers_of(world.clinic.pk).is_shown is is_shown
    entry = house.AuditEntry.objects.get(what="forecast_looked_at", clinic_id=world.clinic.pk)
    assert entry.details == {"known": count, "was_shown": True, "is_shown": is_shown}


def test_it_comes_back_when_a_later_look_finds_it_right(world):
    off(world)
    later = cast.NOW + 31 * DAY
    settled(world, 200, chance=0.6, share=0.6, inside=0.85)
    actions.look_at(clinic=world.clinic, now=later)

    assert queries.numbers_of(world.clinic.pk).is_shown
    looks = queries.looks_of(cast.viewer(world.mei))
    assert [one.is_shown for one in looks] == [True, False]
    assert queries.off_since(looks) is None
    assert queries.off_since(looks[1:]) == rules.month_of(cast.TODAY)


@pytest.mark.slow
@pytest.mark.parametrize(("change", "is_shown"), [(-2.2, True), (1.5, False)])
def test_people_who_go_on_as_foretold_keep_it_on_and_people_who_do_not_switch_it_off(world, change, is_shown):
    """From scores to switch, the whole way: 300 people of one truth, told as whole numbers, every week for nine."""
    chance, truth = np.random.default_rng(6), growth.PRIOR.theta
    courses = people_with_courses(world, 300, is_scored=False)
    began = cast.NOW - 150 * DAY
    plans.Course.objects.filter(pk__in=[one.pk for one in courses]).update(
        started_at=began, visits_planned=9, state="FINISHED", ended_at=began + 9 * WEEK
    )
    spread = [[truth.g00, truth.g01], [truth.g01, truth.g11]]
    lines = chance.multivariate_normal([truth.b0, change], spread, size=300)
    came = growth.curve(np.arange(9))
    scores = lines[:, :1] + lines[:, 1:] * came + chance.normal(0, truth.s2**0.5, (300, 9))
    models.Score.objects.bulk_create(
        models.Score(
            patient_id=course.patient_id,
            instrument="PAIN",
            value=int(value),
            asked_at=began + week * WEEK + DAY / 24,
            by="t",
        )
        for course, row in zip(courses, np.clip(np.rint(scores), 0, 10), strict=True)
        for week, value in enumerate(row)
    )
    visits = (
        booking.Visit(
            clinic=world.clinic,
            patient_id=course.patient_id,
            practitioner=world.mei,
            room=world.rooms[0],
            service=world.follow_up,
            starts_at=began + week * WEEK,
            ends_at=began + week * WEEK + DAY / 24,
            booked_at=began,
            state="COMPLETED",
        )
        for course in courses
        for week in range(9)
    )
    booking.Visit.objects.bulk_create(visits)
    results.work_out(course_ids=[one.pk for one in courses], now=cast.NOW)

    assert tasks.forecasts_looked_at(cast.NOW) == 1

    check = models.ForecastCheck.objects.get()
    assert check.known >= 200
    assert check.is_shown is is_shown, (check.coverage, check.calibration_error)
    assert models.GrowthFit.objects.get().theta["b1"] == pytest.approx(change, abs=0.8)


def test_one_person_counts_once_however_many_forecasts_were_kept(world):
    course = make.a_course(world)
    for known in range(3, 7):
        kept(
            world, course, scores_known=known, is_settled=True, for_day=cast.TODAY - DAY,
            came=None if known == 3 else 5,
        )  # fmt: skip
    kept(world, course, scores_known=9, is_settled=True, for_day=cast.TODAY - 400 * DAY, came=5)

    [one] = queries.settled_of(world.clinic.pk, since=cast.TODAY - 365 * DAY)

    assert one.came == 5


def test_enough_courses_give_a_clinic_numbers_of_its_own_drawn_toward_the_start(world, monkeypatch):
    assert rules.EPISODES_FROM == 100
    monkeypatch.setattr(rules, "EPISODES_FROM", 10)  # fewer to tell
    people_with_courses(world, 9)
    assert actions.fit_anew(clinic=world.clinic, now=cast.NOW) is None

    a_course(world, 7, 6)
    fit = actions.fit_anew(clinic=world.clinic, now=cast.NOW)

    alone = growth.fit(np.array(queries.sums_of(world.clinic.pk)).T)
    assert (fit.episodes, fit.prior) == (10, growth.PRIOR.version)
    assert fit.theta["b1"] == pytest.approx(alone.theta.b1)
    assert queries.numbers_of(world.clinic.pk).fit_id == fit.pk


def test_scores_that_fit_no_numbers_leave_the_start_in_place(world, monkeypatch):
    def refuses(_sums):
        raise growth.UnableToFit("no")

    monkeypatch.setattr(rules, "EPISODES_FROM", 1)
    monkeypatch.setattr(growth, "fit", refuses)
    a_course(world, 7, 6)

    assert actions.fit_anew(clinic=world.clinic, now=cast.NOW) is None
    assert not models.GrowthFit.objects.exists()


def test_the_first_look_of_a_clinic_goes_by_what_its_earlier_scores_would_have_foretold(world, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 1)  # part by part
    course = a_course(world, 8, 7, 6, 4, 3, 3, visits_planned=6, review_after=6, until=cast.NOW - 30 * DAY)
    unworked = make.a_course(world, patient=world.bo)
    assert tasks.forecasts_looked_at(cast.NOW) == 0  # Bo's course was not worked out yet

    results.work_out(course_ids=[unworked.pk], now=cast.NOW)
    assert tasks.forecasts_looked_at(cast.NOW) == 1

    check = models.ForecastCheck.objects.get()
    assert (check.forecasts, check.known, check.is_shown) == (1, 1, True)
    assert set(models.Forecast.objects.values_list("course", "is_settled")) == {(course.pk, True)}

    models.Forecast.objects.all().delete()
    assert tasks.forecasts_looked_at(cast.NOW + 31 * DAY) == 1
    assert not models.Forecast.objects.exists()  # the past is told once
    monkeypatch.setattr(actions, "look_at", lambda **_more: False)
    assert tasks.forecasts_looked_at(cast.NOW + 62 * DAY) == 0  # somebody else just did


# --- The page about it --------------------------------------------------------------------------------------------------

PAGE = "/clinic/forecast/"


def page_of(who):
    return cast.client_of(who).get(PAGE)


@pytest.mark.parametrize(("start", "most"), [(10, 7), (7, 4), (5, 3), (2, 1)])
def test_a_forecast_says_which_number_better_is_because_the_trend_takes_less_for_a_change(world, start, most):
    course = a_course(world, start, start, start)

    assert of(course).outlook.better_from == most
    assert f"From a start of {start}, at least 30 % better is pain of {most} or less." in (
        wording.said(of(course), is_own=True).means_words
    )


@pytest.mark.parametrize("who", ["ivo", "mei"])
def test_before_there_is_anything_the_page_says_so_and_what_it_goes_by(world, who):
    page = page_of(getattr(world, who))

    assert page.status_code == 200
    text = page.content.decode()
    assert "There is nothing to check yet" in text
    assert "Your own courses come in with 100 more" in text
    assert "6 of 10" in text
    assert "What was promised, and what came" not in text


def test_switched_off_the_page_says_since_when_and_why(world):
    off(world)

    text = page_of(world.ivo).content.decode()

    assert "The forecast is switched off since November 2026" in text
    assert "Pain lay in the range for 70 % of people; 75 % is the least." in text.replace("\u00a0", " ")
    assert "What was promised and what came lie 9 in 100 apart; 7 is the most." in text
    assert "What came is known of 240 of 250 people" in text
    assert text.count('class="dot"') == 2  # one a bin, beside its row in the table


def test_shown_it_says_that_it_keeps_its_word_or_that_it_is_too_early(world):
    check = off(world, is_shown=True)
    assert "it keeps its word" in page_of(world.mei).content.decode()

    check.known = 34
    check.auc = check.brier = check.calibration_error = None
    check.save()
    text = page_of(world.mei).content.decode()

    assert "too early to say how good it is here" in text
    assert "known of 34 people. From 200 on" in text


def test_of_few_people_the_page_gives_a_wide_range_and_no_number_that_luck_made(world):
    check = off(world, is_shown=True)
    check.known, check.forecasts, check.coverage, check.calibration_error = 8, 15, 1.0, 0.0
    check.auc, check.brier, check.bins = 1.0, 0.04, [[0.49, 0.625, 8]]
    check.save()

    text = page_of(world.mei).content.decode().replace("\u00a0", " ")

    assert "the true share may lie from 63 % to 100 %, 95 times of 100" in text
    assert "is not told before 40 people are known" in text
    assert "Brier" not in text
    assert "Pairs of people told apart" not in text
    assert text.count("8 of 8") == 2  # the figure, and its month
    assert "too few to say" in text


def test_the_page_names_what_it_goes_by_once_there_are_enough_courses(world, monkeypatch):
    a_course(world, 7, 6)
    assert "Your own courses come in with 99 more" in page_of(world.mei).content.decode()
    monkeypatch.setattr(rules, "EPISODES_FROM", 1)
    assert "they come in with the next monthly look" in page_of(world.mei).content.decode()

    actions.fit_anew(clinic=world.clinic, now=cast.NOW)
    models.GrowthFit.objects.filter(clinic=world.clinic).update(episodes=132)
    text = page_of(world.mei).content.decode()

    assert "from 132 courses of this clinic" in text
    assert "as if those were 50 courses more" in " ".join(text.split())


def test_it_is_no_page_of_the_desk_nor_of_patients_and_shows_nothing_of_another_clinic(world):
    off(world)

    assert [page_of(who).status_code for who in (world.ruth, world.ada)] == [403, 403]
    assert page_of(None).status_code == 302
    assert "There is nothing to check yet" in page_of(world.eve).content.decode()
    assert cast.client_of(world.ivo).post(PAGE).status_code == 405


def test_the_page_costs_the_same_however_many_forecasts_there_are(world, django_assert_max_num_queries):
    client = cast.client_of(world.mei)
    off(world)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    settled(world, 30, chance=0.6, share=0.6, inside=0.85)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)

    assert len(few) == len(many)


def test_the_words_for_a_patient_are_easy_to_read():
    outlook = rules.Outlook(8, cast.TODAY, 7, 3.6, 2, 5, 0.6, 4)
    said = wording.said(rules.Foretold(outlook, None, 4), is_own=True)
    reasons = [
        wording.said(rules.Foretold(None, reason, 1), is_own=True).why_not
        for reason in (WhyNot.OFF, WhyNot.FEW, WhyNot.NO_ROOM, WhyNot.DONE)
    ]

    for text in (f"{said.share_words} {said.band_words} {said.caveat}", *reasons):
        assert reading.grade(text) <= 6, text


def test_the_include_prints_what_is_said_or_why_not_and_nothing_where_there_is_nothing():
    outlook = rules.Outlook(8, cast.TODAY, 7, 3.6, 2, 5, 0.6, 4)

    def drawn(foretold):
        said = None if foretold is None else wording.said(foretold, is_own=True)
        return loader.render_to_string("outcomes/_outlook.html", {"outlook": said})

    assert "About 6 in 10" in drawn(rules.Foretold(outlook, None, 4))
    assert PAGE not in drawn(rules.Foretold(outlook, None, 4))  # that page is staff's
    assert "We do not look ahead" in drawn(rules.Foretold(None, WhyNot.OFF, 4))
    for nothing in (None, rules.Foretold(None, WhyNot.OVER, 4)):
        assert drawn(nothing).strip() == ""
