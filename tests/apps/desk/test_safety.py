"""How safe the care is, in numbers: counts as a slow twin counts them, exact ranges, never mixed denominators."""

import datetime as dt
import random

import pytest

from needlepoint.booking import models as booking
from needlepoint.charting import models
from needlepoint.charting.queries import effects as queries
from needlepoint.charting.rules import effects
from needlepoint.desk.pages import safety
from tests import cast, make

URL = "/clinic/safety/"
DAY = dt.timedelta(days=1)


def visits_of(world, patient, days, *, state="COMPLETED", clinic=None):
    """A visit with a note each so many days ago."""
    return [
        make.a_note(
            world,
            visit=make.a_visit(
                world,
                patient=patient,
                starts_at=world.now - ago * DAY,
                state=state,
                clinic=clinic or world.clinic,
            ),
        )
        for ago in days
    ]


def an_effect(world, note, category, **changes):
    return make.an_effect(world, patient=note.patient, note=note, category=category, **changes)


def page_of(who):
    response = cast.client_of(who).get(URL)
    return response.context["page"], response.content.decode()


def group(page, name):
    return next(one for one in page.groups if one.name == name)


# --- The counts, beside their slow twin ----------------------------------------------------------------------------------


def slowly(world, group, since):
    """The twin: walk through every visit of the clinic, and every effect of each, one query at a time."""
    took_place = [
        visit
        for visit in booking.Visit.objects.filter(clinic=world.clinic)
        if visit.state in {"ARRIVED", "COMPLETED"}
        and visit.starts_at < world.now
        and (since is None or visit.starts_at >= since)
    ]

    def belongs(one):
        kinds = {"BRUISE", "BLEEDING"} if group == "BRUISE_OR_BLEEDING" else {group}
        return group == "ANY" or (group == "SERIOUS" and one.is_serious) or one.category in kinds

    people = {visit.patient_id for visit in took_place}
    with_one, who, events = 0, set(), 0
    for visit in took_place:
        found = [one for one in models.Reaction.objects.filter(note__visit=visit) if belongs(one)]
        with_one, events = with_one + bool(found), events + len(found)
        who |= {one.patient_id for one in found}
    for one in models.Reaction.objects.filter(clinic=world.clinic, note=None):
        if belongs(one) and one.patient_id in people and (since is None or one.at >= since):
            who.add(one.patient_id)
            events += 1
    return len(took_place), len(people), with_one, len(who), events


def test_the_counts_are_those_of_the_slow_twin(world):
    rng = random.Random(2)
    patients = [world.ada, world.bo, world.cleo, world.dan]
    notes = [
        note
        for patient in patients
        for note in visits_of(
            world, patient, [rng.randrange(-2, 60)], state=rng.choice(["COMPLETED", "ARRIVED", "MISSED"])
        )
        + visits_of(world, patient, rng.sample(range(1, 60), 2))
    ]
    kinds = ["BRUISE", "BLEEDING", "NERVE", "FAINT"]
    for note in rng.choices(notes, k=10):
        an_effect(world, note, rng.choice(kinds), is_serious=rng.random() < 0.3)
    for patient in rng.choices(patients, k=4):
        make.an_effect(
            world, patient=patient, category=rng.choice(kinds), at=world.now - rng.randrange(60) * DAY
        )

    for days in (None, 28):
        since = days and world.now - days * DAY
        tally = queries.tally(cast.viewer(world.ivo), since=since, now=world.now)
        for name in ("ANY", "SERIOUS", "BRUISE_OR_BLEEDING", *kinds, "LUNG"):
            count = tally.count(name)
            found = tally.visits, tally.patients, count.visits, count.patients, count.events
            assert found == slowly(world, name, since), name


def test_counting_costs_two_queries_however_much_there_is(world, django_assert_num_queries):
    notes = visits_of(world, world.ada, range(1, 4))
    for note in notes:
        an_effect(world, note, "BRUISE")

    mei, ruth = cast.viewer(world.mei), cast.viewer(world.ruth)
    with django_assert_num_queries(2):
        queries.tally(mei, since=None, now=world.now)
    with django_assert_num_queries(0):
        assert queries.tally(ruth, since=None, now=world.now).visits == 0


# --- The page ----------------------------------------------------------------------------------------------------------


def test_each_figure_says_of_how_many_what_and_how_far_the_truth_may_be(world):
    notes = visits_of(world, world.ada, range(1, 11)) + visits_of(world, world.bo, range(1, 11))
    an_effect(world, notes[0], "BRUISE")
    an_effect(world, notes[0], "BLEEDING")

    page, text = page_of(world.ivo)

    both = group(page, "Bruise or bleeding")
    assert (both.by_visit.ours, both.by_patient.ours) == ("1 of 20 visits", "1 of 2 people")
    # 1 of 20: 0.13 to 24.9 in 100, as in every table of exact limits.
    assert both.by_visit.interval == "5 in 100. The true rate could be from 0.13 to 25."
    assert "Counted: 20 visits that took place, of 2 people." in text


def test_none_is_shown_with_how_often_it_could_still_happen(world):
    assert safety.interval(0, 120) == "The true rate could be up to 3 in 100."

    visits_of(world, world.ada, range(1, 4))
    page, _text = page_of(world.ivo)

    assert group(page, "Serious").by_visit.ours == "None in 3 visits"
    assert "up to 71 in 100" in group(page, "Serious").by_visit.interval
    assert "Nerve" in page.others
    assert "None in 3 visits. The true rate could be up to 71 in 100." in page.others_words


@pytest.mark.parametrize(
    ("seen", "of", "words"),
    [
        (1, 1, "100 in 100. The true rate could be from 2.5 to 100."),
        (2, 100_000, "0.2 in 10,000. The true rate could be from 0.02 to 0.72."),
        (0, 1_000_000, "The true rate could be up to 3.7 in 1,000,000."),
        (1, 600, "0.17 in 100. The true rate could be from less than 0.01 to 0.93."),
    ],
)
def test_rare_and_common_rates_are_said_of_as_many_as_it_takes(seen, of, words):
    assert safety.interval(seen, of) == words


def test_without_a_visit_there_is_no_rate(world):
    page, text = page_of(world.ivo)

    assert (page.is_empty, page.groups, page.others_words) == (True, (), ())
    assert "no rate to show" in text


def test_published_rates_stand_beside_those_of_the_same_denominator_and_say_how_sure(world):
    visits_of(world, world.ada, [1])
    page, text = page_of(world.ivo)
    found = group(page, "Anything unwanted")

    assert all("Treatments" in one.counted or "treatments" in one.counted for one in found.by_visit.published)
    assert all("People" in one.counted or "person" in one.counted for one in found.by_patient.published)
    assert "7.6 in 100 (1.4 to 18)" in found.by_visit.studies
    assert "8.6 in 100, unconfirmed" in found.by_patient.studies
    assert "Unconfirmed" in text
    assert "not yet by a clinician" in page.review_words
    # Some were never held against their source, so nothing says that all of them were.
    assert "Checked with its sources" not in page.review_words
    assert "nobody has checked with its source" in page.review_words
    assert "potentially serious" in next(
        one.title for one in group(page, "Serious").by_patient.published if "Melchart" in one.title
    )


def test_the_page_says_when_its_ranges_are_too_narrow_and_never_of_how_many_by_two_names(world):
    visits_of(world, world.ada, [1])
    page, text = page_of(world.ivo)

    assert "if visits do not depend on each other" in text
    assert {one.by_visit.title for one in page.groups} == {"Counted by visit"}
    assert {one.by_patient.title for one in page.groups} == {"Counted by person"}


def test_numbers_past_their_day_say_that_they_are_due_to_be_checked(world):
    viewer = cast.viewer(world.ivo)
    later = world.now + 800 * DAY

    page = safety.page(
        queries.Tally(0, 0, {}), queries.Open(), viewer, span=None, now=later, zone=world.clinic.time_zone
    )

    assert "due to be checked again" in page.review_words


def test_what_nobody_could_tie_to_a_visit_is_counted_by_person_and_said(world):
    visits_of(world, world.ada, [1, 2])
    make.an_effect(world, category="BRUISE")

    page, _text = page_of(world.ivo)

    found = group(page, "Bruise or bleeding")
    assert (found.by_visit.ours, found.by_patient.ours) == ("None in 2 visits", "1 of 1 person")
    assert "counted by person only" in found.untied
    [(name, by_visit, by_patient)] = page.kinds
    assert name == "Bruise"
    assert by_visit.startswith("None in 2 visits.")
    assert "counted by person only" in by_visit
    assert by_patient.startswith("1 of 1 person.")


def test_the_owner_sees_numbers_and_no_name_the_practitioner_is_led_to_each(world):
    [note] = visits_of(world, world.ada, [1])
    an_effect(world, note, "NERVE", words="Tingles", is_serious=True, grade=3)

    page, text = page_of(world.ivo)
    assert page.open_url == group(page, "Serious").url == ""
    assert page.kinds[0][0] == "Nerve"
    assert "Moreno" not in text
    assert "Tingles" not in text
    assert page.has_serious
    page, text = page_of(world.mei)
    assert "/effects/?group=NERVE&amp;days=365" in page.kinds[0][0]
    assert group(page, "Serious").url == "/effects/?group=SERIOUS&days=365"
    rows = cast.client_of(world.mei).get(group(page, "Serious").url).content.decode()
    assert "Tingles" in rows


@pytest.mark.parametrize(
    ("said", "span"), [("28", 28), ("all", None), ("365", 365), ("", 365), ("7", 365), ("x", 365)]
)
def test_how_far_back_is_one_of_three_choices(said, span):
    assert safety.span_of(said) == span


def test_a_shorter_look_counts_only_its_visits(world):
    visits_of(world, world.ada, [3, 100])

    response = cast.client_of(world.ivo).get(URL + "?span=28")

    assert "Counted: 1 visit that took place" in response.content.decode()
    assert response.context["page"].spans[0][2]


def test_the_desk_and_patients_do_not_open_it_and_another_clinic_counts_its_own(world):
    visits_of(world, world.ada, [1])

    assert cast.client_of(world.ruth).get(URL).status_code in {302, 403, 404}
    assert cast.client_of(world.ada).get(URL).status_code in {302, 403, 404}
    assert cast.client_of(world.ivo).post(URL).status_code == 405
    assert page_of(world.eve)[0].is_empty


def test_a_review_names_what_was_unwanted_also_when_no_visit_is_known(world):
    course = make.a_course(world, started_at=world.now - 30 * DAY)
    make.an_effect(world, category="BURN", words="A blister")

    text = cast.client_of(world.mei).get(f"/plans/{course.code}/review/").content.decode()

    assert "Burn or blister, not graded yet: A blister" in text


def test_every_group_that_is_counted_has_a_name():
    assert set(queries.groups_known()) == {*safety._always()}
    assert set(effects.TOGETHER) <= set(queries.groups_known())
