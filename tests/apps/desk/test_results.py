"""Is the care helping: each figure as a slow twin counts it, who may open it, and what it says when little is known."""

import csv
import datetime as dt
import html
import io
import random
import re
from decimal import Decimal

import pytest

from needlepoint.booking import models as booking
from needlepoint.desk.pages.results import answers
from needlepoint.desk.pages.results import page as pages
from needlepoint.desk.pages.results import rows as rows_page
from needlepoint.desk.queries import results as queries
from needlepoint.house import clock
from needlepoint.knowledge.figures import definitions
from needlepoint.knowledge.stats import survival
from needlepoint.outcomes import models, tasks
from needlepoint.outcomes.queries import counting
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans
from needlepoint.plans.queries import deciding
from needlepoint.plans.rules import reviewing
from needlepoint.plans.wording import reviewing as wording
from tests import cast, make

URL = "/clinic/results/"
Role = people_rules.Role
DAY = dt.timedelta(days=1)
YEAR = 365 * DAY
KEYS = [one.key for one in definitions.in_force().figures]


@pytest.fixture(autouse=True)
def _told_time(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: cast.NOW)


# --- A clinic with a past ------------------------------------------------------------------------------------------------------


def a_past(world, chance, *, courses=16):
    """Courses of four people one after another, with scores, check-ins, visits and decisions; some of them bare."""
    patients = (world.ada, world.bo, world.cleo, world.dan)
    made = []
    for n in range(courses):
        patient = patients[n % len(patients)]
        began = world.now - (500 - 100 * (n // len(patients)) + chance.randint(0, 9)) * DAY
        ended = began + chance.randint(30, 60) * DAY
        is_over = n < courses - len(patients)
        course = make.a_course(
            world,
            patient=patient,
            practitioner=chance.choice([world.mei, world.omar]),
            phase=chance.choice(["ACUTE", "CHRONIC", ""]),
            state=chance.choice(["FINISHED", "STOPPED", "REFERRED"]) if is_over else "ACTIVE",
            started_at=began,
            ended_at=ended if is_over else None,
            review_after=2,
        )
        made.append(course)
        if chance.random() < 0.9:
            a_start(course, chance)
        for step in range(chance.randint(0, 5)):
            a_week(world, course, began + (1 + 7 * step) * DAY, chance)
        if is_over:
            a_decision(course, chance)
    return made


def a_start(course, chance):
    check_in = models.CheckIn.objects.create(
        clinic=course.clinic,
        patient=course.patient,
        kind="BASELINE",
        due_at=course.started_at - DAY,
        made_at=course.started_at - DAY,
        answered_at=course.started_at - DAY,
    )
    if chance.random() < 0.9:
        a_score(check_in, chance.choice([0, 3, 5, 8, 10]), course.started_at - DAY)


def a_score(check_in, value, at):
    return models.Score.objects.create(
        patient_id=check_in.patient_id,
        check_in=check_in,
        instrument="PAIN",
        value=value,
        asked_at=at,
        by="Ada",
    )


def a_week(world, course, at, chance):
    state = chance.choice(["COMPLETED", "COMPLETED", "MISSED", "CANCELLED"])
    visit = make.a_visit(
        world, patient=course.patient, practitioner=course.practitioner, starts_at=at, state=state
    )
    if state != "COMPLETED":
        return
    if chance.random() < 0.3:
        note = make.a_note(world, visit=visit)
        make.an_effect(world, patient=course.patient, note=note, is_serious=chance.random() < 0.3, at=at)
    is_answered = chance.random() < 0.7
    check_in = models.CheckIn.objects.create(
        clinic=course.clinic,
        patient=course.patient,
        visit=visit,
        kind="AFTER_VISIT",
        due_at=at + DAY,
        made_at=at,
        answered_at=at + 2 * DAY if is_answered else None,
    )
    if is_answered and chance.random() < 0.9:
        a_score(check_in, chance.randint(0, 10), at + 2 * DAY)


def a_decision(course, chance):
    taps = chance.choice([[], ["COST"], ["COST", "EFFECTS"]])
    noted = chance.choice([{}, {"due_after": 2}])
    plans.Review.objects.create(
        course=course,
        after_visit=chance.choice([1, 2, 3]),
        decision=chance.choice(list(plans.Review.Decision.values)),
        reason="Said",
        scores={"because": taps, **noted},
        decided_at=course.ended_at,
        practitioner=course.practitioner,
    )


@pytest.fixture
def past(world):
    made = a_past(world, random.Random("a past"))
    tasks.results_due(world.now)
    return made


def found(world, *, since, viewer=None):
    return queries.results(viewer or cast.viewer(world.ivo), world.clinic, since=since, now=world.now)


# --- Each definition, counted slowly -------------------------------------------------------------------------------------------


def slow_scores(course, now):
    """The pain scores that belong to a course, read one by one: (days since the first, value)."""
    mine = list(plans.Course.objects.filter(patient=course.patient).order_by("started_at"))
    later = [one for one in mine if one.started_at > course.started_at][:1]
    starts = sorted(
        one.answered_at for one in models.CheckIn.objects.filter(patient=course.patient, kind="BASELINE")
    )
    since = max(
        (at for at in starts if at <= (course.ended_at or now) and (not later or at <= later[0].started_at)),
        default=None,
    )
    until = (
        []
        if course.ended_at is None
        else [course.ended_at + 28 * DAY, *[at for at in starts if at > course.ended_at]]
    )
    until += [one.started_at for one in later]
    return [
        (one.asked_at, int(one.value))
        for one in models.Score.objects.filter(patient=course.patient, instrument="PAIN").order_by("asked_at")
        if (since is None or one.asked_at >= since) and all(one.asked_at < end for end in until)
    ]


def slow_better(courses, now):
    """(known, better, change of those with two scores) of some courses."""
    known = better = 0
    changes = []
    for course in courses:
        rows = [value for _at, value in slow_scores(course, now)]
        if len(rows) < 2:
            continue
        changes.append(rows[0] - rows[-1])
        if rows[0] > 0:
            known += 1
            better += (rows[0] - rows[-1]) * 10 >= 3 * rows[0]
    return known, better, changes


@pytest.mark.parametrize("since", [None, cast.NOW - YEAR], ids=["ever", "a year"])
def test_who_got_better_is_what_a_slow_twin_counts(world, past, since):
    ended = [one for one in past if one.ended_at and (since is None or one.ended_at >= since)]
    counted = found(world, since=since)

    for courses, group in (
        (ended, counted.whole),
        ([one for one in ended if one.phase == "ACUTE"], counted.of_phase("ACUTE")),
        ([one for one in ended if one.practitioner == world.omar], counted.of_practitioner(world.omar.pk)),
    ):
        known, better, changes = slow_better(courses, world.now)
        assert (group.courses, group.known, group.better) == (len(courses), known, better)
        assert group.changed == len(changes)
        if not changes:
            assert group.mean_change is None
            continue
        assert float(group.mean_change) == pytest.approx(sum(changes) / len(changes))
    assert counted.whole.known < counted.whole.courses  # or nothing was tried


def test_answers_are_what_a_slow_twin_counts(world, past):
    asked = answered = 0
    for course in past:
        if course.ended_at is None:
            continue
        for one in models.CheckIn.objects.filter(patient=course.patient, kind="AFTER_VISIT"):
            if course.started_at <= one.due_at < course.ended_at + 28 * DAY:
                asked += 1
                answered += one.answered_at is not None

    whole = found(world, since=None).whole

    assert (whole.asked, whole.answered) == (asked, answered)
    assert 0 < answered < asked


def test_time_to_the_first_benefit_is_what_a_slow_twin_counts(world, past):
    people, unknown = [], 0
    for course in past:
        rows = slow_scores(course, world.now)
        if not rows or not rows[0][1]:
            unknown += 1
            continue
        came = [
            (at - rows[0][0]).days for at, value in rows[1:] if (rows[0][1] - value) * 10 >= 3 * rows[0][1]
        ]
        people.append((came[0], True) if came else ((rows[-1][0] - rows[0][0]).days, False))

    benefit = found(world, since=None).benefit

    assert benefit.unknown == unknown > 0
    again = sorted((day, came) for day, came, many in benefit.rows for _one in range(many))
    assert again == sorted(people)
    still, slow = 1.0, []
    for day in sorted({day for day, came in people if came}):
        watched = [one for one in people if one[0] >= day]
        still *= 1 - sum(one == (day, True) for one in people) / len(watched)
        slow.append(still)
    assert answers.curve_of(benefit).still == pytest.approx(slow)
    half = [day for day, left in zip(answers.curve_of(benefit).days, slow, strict=True) if left <= 0.5]
    assert survival.median(answers.curve_of(benefit)) == (half[0] if half else None)


def test_ends_and_reasons_are_what_a_slow_twin_counts(world, past):
    counted = found(world, since=None)

    for state in ("FINISHED", "STOPPED", "REFERRED"):
        assert counted.whole.states[state] == sum(one.state == state for one in past)
    ending = [one for one in plans.Review.objects.all() if one.decision in {"STOP", "REFER"}]
    cost = sum("COST" in one.scores["because"] for one in ending)
    assert counted.decided.because["COST"] == cost > 0
    assert counted.decided.in_words == sum(not one.scores["because"] for one in ending)


def test_decisions_in_time_are_what_a_slow_twin_counts(world, past):
    taken = list(plans.Review.objects.all())
    noted = [one for one in taken if "due_after" in one.scores]

    counted = found(world, since=None)

    assert counted.decided.in_time == sum(one.after_visit <= 2 for one in noted)
    assert counted.decided.late == sum(one.after_visit > 2 for one in noted)
    assert counted.decided.unnoted == len(taken) - len(noted)
    overdue = 0
    for course in past:
        done = booking.Visit.objects.filter(
            patient=course.patient, state="COMPLETED", starts_at__gte=course.started_at
        )
        overdue += course.state == "ACTIVE" and done.count() >= course.review_after
    assert counted.overdue == overdue


def test_effects_and_missed_visits_are_what_a_slow_twin_counts(world, past):
    since = world.now - YEAR
    visits = [one for one in booking.Visit.objects.all() if since <= one.starts_at < world.now]

    counted = found(world, since=since)

    assert counted.took_place == sum(one.state == "COMPLETED" for one in visits)
    assert counted.visits.get("MISSED", 0) == sum(one.state == "MISSED" for one in visits) > 0
    with_any = {
        one.pk
        for one in visits
        if one.state == "COMPLETED" and hasattr(one, "note") and one.note.reactions.exists()
    }
    assert counted.effects["ANY"].visits == len(with_any) > 0


def test_time_used_is_that_of_the_report(world):
    make.a_visit(world)
    week = world.follow_up

    booked, at_work = found(world, since=None).time

    assert booked == sum(minutes for kind, minutes in week.segments if kind == "TOGETHER")
    assert at_work > 0


def test_what_it_costs_does_not_grow(world, django_assert_max_num_queries):
    a_past(world, random.Random(1), courses=8)
    tasks.results_due(world.now)
    with django_assert_max_num_queries(20):
        found(world, since=None)


# --- The page ------------------------------------------------------------------------------------------------------------------


def sections_of(page):
    return {one.key: one for one in page.sections}


def page_of(who, **query):
    response = cast.client_of(who).get(URL, query)
    assert response.status_code == 200
    return response.context["page"], response.content.decode()


def test_every_definition_stands_on_the_page_and_opens(world, past):
    page, words = page_of(world.ivo)

    assert [one.key for one in page.sections] == KEYS
    for one in page.sections:
        assert f'href="{one.url}"' in words
        assert html.escape(one.question) in words


def test_each_figure_opens_to_its_definition_and_the_owner_reads_nobodys_chart(world, past):
    for key in KEYS:
        words = cast.client_of(world.ivo).get(f"{URL}{key}/").content.decode()

        assert "Who is left out" in words, key
        assert definitions.figure(key).author in words, key
        has_names = world.ada.name in words or world.dan.name in words
        assert has_names is (key == "missed"), key  # the diary is the owner's too


def test_who_treats_sees_the_rows_behind(world, past):
    for key, head in (
        ("better", "Last score"),
        ("first_benefit", "First benefit"),
        ("reviews_on_time", "Agreed after visit"),
        ("effects", "Serious"),
        ("missed", "Patient"),
    ):
        words = cast.client_of(world.mei).get(f"{URL}{key}/?span=all").content.decode()
        assert world.dan.name in words or world.ada.name in words, key
        assert head in words, key


def test_the_rows_behind_the_share_add_up_to_it(world, past):
    page = cast.client_of(world.mei).get(f"{URL}better/?span=all").context["page"]
    (table,) = [
        one for one in page.tables if "At least 30 % better" in [column.label for column in one.columns]
    ]
    place = [column.label for column in table.columns].index("At least 30 % better")
    told = [row[place] for row in table.rows]
    whole = found(world, since=None).whole

    assert (told.count("yes"), told.count("no")) == (whole.better, whole.known - whole.better)
    assert told.count("not known") == whole.courses - whole.known > 0


def test_nobody_knows_is_never_better_and_stands_beside_the_share(world):
    for n, values in enumerate([(8, 2), (8, 2), (8, 2), (8, 8), (8, 8), (8,), ()]):
        course = make.a_course(
            world,
            patient=world.ada,
            state="FINISHED",
            started_at=world.now - (300 - 30 * n) * DAY,
            ended_at=world.now - (280 - 30 * n) * DAY,
        )
        start = models.CheckIn.objects.create(
            clinic=world.clinic, patient=world.ada, kind="BASELINE", due_at=course.started_at,
            made_at=course.started_at, answered_at=course.started_at,
        )  # fmt: skip
        for days, value in enumerate(values):
            models.Score.objects.create(
                patient=world.ada, check_in=start if not days else None, instrument="PAIN", value=value,
                asked_at=course.started_at + days * 7 * DAY, by="Ada",
            )  # fmt: skip
    tasks.results_due(world.now)

    better = sections_of(page_of(world.ivo)[0])["better"]

    assert better.value == "60%"
    assert "3 of 5 courses" in better.of
    assert "Of 7 courses that ended, nobody can tell how 2 went." in better.lines
    assert "If none of them had got better, the share would be 43%; if all had, 71%." in better.lines


def test_of_fewer_than_five_nothing_is_said_in_percent_and_nobody_is_drawn(world):
    make.a_course(world, state="FINISHED", started_at=world.now - 30 * DAY, ended_at=world.now - DAY)
    tasks.results_due(world.now)

    sections = sections_of(page_of(world.ivo)[0])

    assert sections["better"].value == "–"
    assert not sections["better_by_practitioner"].drawing
    assert "too few to say" in str(sections["better_by_practitioner"].tables)


def test_a_clinic_without_a_past_is_told_so(world):
    booking.Visit.objects.all().delete()

    page, words = page_of(world.ivo)

    assert page.is_empty
    assert "Nothing in this time" in words


MEI, OMAR = 1, 2


def counted_by_hand(**changes):
    """Results as the database might have counted them: Mei's courses and Omar's."""
    group = counting.Group
    groups = {
        (MEI, "CHRONIC"): group(courses=60, known=50, better=30, changed=50, change=Decimal(100)),
        (OMAR, "ACUTE"): group(courses=40, known=30, better=3, changed=30, change=Decimal(-9)),
    }
    fields = {
        "groups": groups,
        "benefit": counting.Benefit(((7, True, 3), (14, True, 2), (21, False, 2)), unknown=4),
        "decided": deciding.Decided(8, 1, 2, {"STOP": 11}, {"COST": 3, "GONE": 1}, 1),
        "practitioners": {MEI: ("Dr Mei", "mei"), OMAR: ("Dr Omar", "omar")},
        "overdue": 1,
        "visits": {"COMPLETED": 300, "MISSED": 100},
        "effects": {},
        "time": (600, 1200),
        "waiting": 0,
        "under_way": counting.UnderWay(47, 6),
    }
    return queries.Results(**{**fields, **changes})


def sections_by_hand(role=Role.OWNER, practitioner=None, **changes):
    viewer = people_rules.Viewer(clinic_id=1, roles=frozenset({role}), practitioner_id=practitioner)
    made = pages.all_sections(counted_by_hand(**changes), viewer, span=365)
    return {one.key: one for one in made}


def test_practitioners_stand_by_name_beside_what_luck_explains_and_are_not_ranked():
    by = sections_by_hand()["better_by_practitioner"]

    assert [(row[0], row[1], row[-1]) for row in by.tables[0].rows] == [
        ("1  Dr Mei", "60%", "further off than luck leaves 95 of 100"),
        ("2  Dr Omar", "10%", "further off than luck leaves 998 of 1,000: look together at why"),
    ]
    assert by.drawing.count("<circle") == 2
    assert "<title>" in by.drawing


def test_inside_the_lines_nobody_is_numbered():
    alike = {
        (who, "CHRONIC"): counting.Group(courses=40, known=40, better=better)
        for who, better in ((MEI, 20), (OMAR, 22))
    }

    assert 'class="who"' not in sections_by_hand(groups=alike)["better_by_practitioner"].drawing
    assert 'class="who"' in sections_by_hand()["better_by_practitioner"].drawing


def test_within_the_lines_nobody_is_told_that_there_is_no_difference():
    alike = {
        (who, "CHRONIC"): counting.Group(courses=9, known=9, better=better)
        for who, better in ((MEI, 5), (OMAR, 6))
    }

    by = sections_by_hand(groups=alike)["better_by_practitioner"]

    assert [row[-1] for row in by.tables[0].rows] == ["luck could explain it"] * 2
    assert "a difference may still be real" in by.drawing_words


def test_a_mean_of_fewer_than_five_courses_is_nobodys_to_read():
    few = {
        (MEI, "CHRONIC"): counting.Group(courses=30, known=20, better=9, changed=20, change=Decimal(40)),
        (OMAR, "ACUTE"): counting.Group(courses=1, known=1, better=0, changed=1, change=Decimal(-1)),
    }
    sections = sections_by_hand(groups=few)

    assert [row[4] for row in sections["better_by_phase"].tables[0].rows] == ["too few to say", "−2"]
    rows = list(rows_page.csv_rows(counted_by_hand(groups=few)))
    assert [row[1] for row in rows if row[2] == "mean_change_points"] == ["all", "CHRONIC", "mei"]


def test_courses_that_nobody_closed_stand_beside_the_share_of_those_that_ended():
    lines = sections_by_hand()["better"].lines

    assert "47 courses are still open and not counted here." in lines
    assert any(line.startswith("Of these, 6 have had no pain score for 6 weeks.") for line in lines)


def test_courses_under_way_are_what_a_slow_twin_counts(world, past):
    open_now = [one for one in past if one.ended_at is None]
    silent = 0
    for course in open_now:
        heard = [at for at, _value in slow_scores(course, world.now)] + [course.started_at]
        silent += max(heard) < world.now - counting.SILENT

    counted = found(world, since=None).under_way

    assert (counted.courses, counted.silent) == (len(open_now), silent)
    assert silent


def test_how_many_answered_stands_beside_the_mean(world):
    groups = {(MEI, "CHRONIC"): counting.Group(courses=9, known=9, changed=9, asked=40, answered=30)}

    assert (
        "People answered 75% of the check-ins of these courses."
        in sections_by_hand(groups=groups)["better"].lines
    )


def test_each_number_at_the_head_says_of_how_many_it_is():
    page = pages.page(
        counted_by_hand(),
        people_rules.Viewer(clinic_id=1, roles=frozenset({Role.OWNER}), practitioner_id=None),
        span=365,
        today=cast.TODAY,
    )

    assert {name: few for name, _value, _where, few in page.summary}["Got better"] == "33 of 80"
    assert all(few for _name, value, _where, few in page.summary if value != "–")


def test_who_only_treats_here_sees_themselves_beside_everybody_else():
    by = sections_by_hand(Role.PRACTITIONER, OMAR)["better_by_practitioner"]

    assert [row[0] for row in by.tables[0].rows] == ["1  You", "2  Everybody else"]
    assert not by.drawing


def test_change_is_said_in_points_with_its_direction():
    sections = sections_by_hand()

    assert "On average, pain went down by 1.1 of 10 points (80 courses)." in sections["better"].lines
    assert [row[4] for row in sections["better_by_phase"].tables[0].rows] == ["+0.3", "−2"]


def test_the_first_benefit_is_a_median_with_who_is_left_out():
    first = sections_by_hand()["first_benefit"]

    assert first.value == "14 days"
    assert "7 courses" in first.of
    assert first.lines == (
        "The true number of days may be 7 or more, 95 times of 100.",
        "4 courses are left out: they have no first score, or a start of 0.",
    )
    assert "<svg" in first.drawing


def test_the_first_benefit_is_not_told_where_too_few_are_still_watched():
    watched = counting.Benefit(((15, True, 3), (30, False, 3), (70, True, 1), (80, True, 3)), unknown=0)

    first = sections_by_hand(benefit=watched)["first_benefit"]

    assert [row[1:] for row in first.tables[0].rows] == [("0%", "10"), ("30%", "7")]
    last_tick = re.findall(r"<text[^>]*>(\d+)</text>", str(first.drawing))[-1]
    assert int(last_tick) * 7 <= 35


def test_who_gave_no_later_score_is_named_beside_the_curve():
    watched = counting.Benefit(((0, False, 4), (7, True, 5), (14, False, 5)), unknown=0)

    lines = sections_by_hand(benefit=watched)["first_benefit"].lines

    assert lines[-1] == "4 of them have no score after their first day, and say nothing yet."


def test_the_page_says_that_no_number_shows_that_the_care_did_it(world):
    assert "No number here shows that the care did it." in page_of(world.ivo)[1]


def test_a_median_that_was_not_reached_is_said_so():
    rare = counting.Benefit(((7, True, 1), (70, False, 9)), unknown=0)

    first = sections_by_hand(benefit=rare)["first_benefit"]

    assert first.value == "Half have not had it yet"
    assert first.lines == ()


def test_reviews_that_wait_count_as_not_in_time():
    reviews = sections_by_hand()["reviews_on_time"]

    assert reviews.value == "80%"
    assert reviews.of == "8 of 10 reviews in time"
    assert reviews.lines[0] == "1 decided late, 1 overdue today."


def test_a_reason_nobody_knows_any_more_still_counts():
    reasons = sections_by_hand()["ended_why"].tables[1].rows

    assert reasons == (
        (str(wording.BECAUSE[reviewing.Because.COST]), "3"),
        ("Another reason", "1"),
        ("Written in words only", "1"),
    )


def test_effects_stand_beside_published_rates_even_when_there_were_none():
    (_any, rate), (_serious, serious) = sections_by_hand()["effects"].rates

    assert rate.ours == "None in 300 visits"
    assert "up to" in rate.interval
    assert serious.published


@pytest.mark.parametrize("said", ["90", "365", "all", "", "nonsense", "-1"])
def test_how_far_back_is_chosen_and_anything_else_is_a_year(world, said):
    page, _words = page_of(world.ivo, span=said)

    chosen = [url for _name, url, is_current in page.spans if is_current]
    assert chosen == [f"?span={said if said in {'90', '365', 'all'} else '365'}"]


def test_courses_not_counted_yet_are_named(world):
    make.a_course(world)

    assert "1 course is not counted yet" in page_of(world.ivo)[0].waiting


def test_the_file_holds_the_numbers_and_no_name(world, past):
    response = cast.client_of(world.ivo).get("/clinic/results.csv?span=all")

    rows = list(csv.reader(io.StringIO(response.content.decode())))
    whole = found(world, since=None).whole
    assert ["better", "all", "known", str(whole.known)] in rows
    assert {row[0] for row in rows[1:]} >= set(KEYS) - {"answered"}
    assert world.mei.name not in response.content.decode()
    assert world.ada.family_name not in response.content.decode()


# --- The five questions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "better/"])
def test_the_desk_and_patients_do_not_see_it(world, path):
    for who in (world.ruth, world.ada):
        assert cast.client_of(who).get(f"{URL}{path}").status_code in {302, 403, 404}


def test_the_file_is_the_owners(world):
    assert cast.client_of(world.mei).get("/clinic/results.csv").status_code in {403, 404}


def test_another_clinic_is_not_counted(world, past):
    eve = cast.viewer(world.eve)

    counted = queries.results(eve, world.other_clinic, since=None, now=world.now)

    assert counted.whole.courses == 0
    assert not counted.visits


def test_an_unknown_figure_is_not_there(world):
    assert cast.client_of(world.ivo).get(f"{URL}nonsense/").status_code == 404


def test_it_is_only_read(world):
    assert cast.client_of(world.ivo).post(URL).status_code == 405
    assert cast.client_of(world.ivo).post(f"{URL}better/").status_code == 405
