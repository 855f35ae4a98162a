"""The assessment, the plan and the plan as read: five questions for each door, bad input, and what is said."""

import datetime as dt
import html
from decimal import Decimal

import pytest

from needlepoint.knowledge.questions import answers as said
from needlepoint.plans import models, rules
from tests import cast, make
from tests.apps.plans import room

Value = said.Value


def text(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def doors(world):
    """The address of each page, with one course to show."""
    course = make.a_course(world)
    return {
        "assessment": f"/patients/{world.ada.code}/assessment/",
        "phase": f"/patients/{world.ada.code}/phase/",
        "plan": f"/episodes/{course.episode.code}/plan/",
        "show": f"/plans/{course.code}/",
    }


CLINICAL = ("assessment", "phase", "plan")


@pytest.mark.parametrize("page", [*CLINICAL, "show"])
def test_a_practitioner_gets_the_page(world, doors, page):
    assert cast.client_of(world.mei).get(doors[page]).status_code == 200


@pytest.mark.parametrize("who", ["ruth", "ivo", "ada"])
@pytest.mark.parametrize("page", CLINICAL)
def test_findings_and_plans_in_the_making_are_for_practitioners_only(world, doors, page, who):
    assert cast.client_of(getattr(world, who)).get(doors[page]).status_code == 403


@pytest.mark.parametrize(("who", "status"), [("ruth", 200), ("ivo", 200), ("ada", 403)])
def test_the_plan_as_read_is_for_staff_and_the_portal_shows_it_to_patients(world, doors, who, status):
    assert cast.client_of(getattr(world, who)).get(doors["show"]).status_code == status


@pytest.mark.parametrize("page", [*CLINICAL, "show"])
def test_somebody_of_another_clinic_sees_nothing(world, doors, page):
    assert cast.client_of(world.eve).get(doors[page]).status_code == 404


@pytest.mark.parametrize("page", [*CLINICAL, "show"])
def test_a_visitor_is_asked_to_sign_in(world, doors, page):
    response = cast.client_of(None).get(doors[page])

    assert response.status_code == 302
    assert response.url.startswith("/account/login/")


@pytest.mark.parametrize(
    "path",
    ["/patients/nobody/assessment/", "/patients/nobody/phase/", "/episodes/nothing/plan/", "/plans/nothing/"],
)
def test_an_unknown_code_is_not_found(world, path):
    assert cast.client_of(world.mei).get(path).status_code == 404


@pytest.mark.parametrize(
    ("page", "methods"),
    [
        ("assessment", ["put", "delete"]),
        ("phase", ["post"]),
        ("plan", ["put", "delete"]),
        ("show", ["post", "delete"]),
    ],
)
def test_other_methods_are_refused(world, doors, page, methods):
    client = cast.client_of(world.mei)

    assert [getattr(client, method)(doors[page]).status_code for method in methods] == [405] * len(methods)


@pytest.mark.parametrize("page", ["assessment", "plan"])
@pytest.mark.parametrize(("who", "status"), [("ruth", 403), ("ada", 403), ("eve", 404)])
def test_nobody_else_can_post_either(world, doors, page, who, status):
    posted = {**room.assessment_posted(), **room.plan_posted()}

    response = cast.client_of(getattr(world, who)).post(doors[page], posted)

    assert response.status_code == status
    assert (models.Episode.objects.count(), models.Course.objects.get().words) == (1, "")


# --- The assessment ----------------------------------------------------------------------------------------------------------


def test_an_assessment_is_kept_and_leads_to_the_plan(world):
    w = world
    url = f"/patients/{w.ada.code}/assessment/"
    posted = room.assessment_posted(
        diagnosis_code="M54.32", leg_raise_left="45", move_FLEXION="LIMITED", reflex_ANKLE_LEFT="WEAK", palpation="Tight on the left"
    )  # fmt: skip

    response = cast.client_of(w.mei).post(url, posted)

    episode = models.Episode.objects.get()
    assert (response.status_code, response.url) == (302, f"/episodes/{episode.code}/plan/")
    found = dict(episode.findings)
    found.pop("red_flags")
    assert found == {
        "movement": {"FLEXION": "LIMITED"},
        "leg_raise": {"LEFT": 45},
        "reflexes": {"ANKLE_LEFT": "WEAK"},
        "palpation": "Tight on the left",
        "onset_is_about": True,
    }
    assert (episode.phase, episode.kind, episode.diagnosis_code) == ("CHRONIC", "SCIATICA", "M54.32")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"flag_injury": []}, "Ask this today and mark the answer: Did an injury start it"),
        ({"flag_injury": ["NO", "over_65"]}, "You ticked a sign and “none of these”"),
        ({"signs_none": ""}, "Tick the weaker signs you found"),
        ({"signs": ["leg_pain"]}, "You ticked a sign and “none of these”"),
        ({"ago": ""}, "Say about how long ago the pain began"),
        ({"ago_unit": ""}, "Choose days, weeks, months or years."),
        ({"ago": "six"}, "Write how long ago as a number, such as 6."),
        ({"ago": "900", "ago_unit": "YEARS"}, "That is longer than a life."),
        ({"onset_on_d": "24", "onset_on_m": "11", "onset_on_y": "2026"}, "This day has not come yet."),
        ({"onset_on_d": "9", "onset_on_m": "11", "onset_on_y": "2026"}, "and the day do not agree."),
        ({"site": ""}, "Choose where it is worst."),
        ({"kind": "BROKEN"}, "Choose one from the list."),
        ({"diagnosis_code": "M54.5"}, "Choose one from the list."),
        ({"leg_raise_left": "400"}, "Write the left leg raise in degrees, from 0 to 120."),
        ({"words": "x" * 2001}, "This is longer than we can keep."),
    ],
)
def test_a_slip_in_the_assessment_keeps_the_words_and_stores_nothing(world, changes, sentence):
    w = world
    posted = room.assessment_posted(palpation="Tight on the left", **changes)

    response = cast.client_of(w.mei).post(f"/patients/{w.ada.code}/assessment/", posted)

    assert response.status_code == 422
    assert sentence in text(response)
    assert 'id="error-summary"' in text(response)
    assert "Tight on the left" in text(response)
    assert not models.Episode.objects.exists()


@pytest.mark.parametrize(("days", "ago", "unit"), [(86, 86, "DAYS"), (700, 100, "WEEKS")])
def test_a_guessed_beginning_stays_a_guess_when_the_pain_is_assessed_again(world, days, ago, unit):
    w = world
    room.assessed(w, onset_on=w.today - dt.timedelta(days=days), findings={"onset_is_about": True})

    form = cast.client_of(w.mei).get(f"/patients/{w.ada.code}/assessment/").context["form"]

    assert (form["ago"].value(), form["ago_unit"].value(), form["onset_on"].value()) == (ago, unit, None)


def test_an_exact_beginning_stays_a_day_and_a_lost_one_is_asked_anew(world):
    w = world
    client, path = cast.client_of(w.mei), f"/patients/{w.ada.code}/assessment/"

    room.assessed(w)
    assert client.get(path).context["form"]["onset_on"].value() == w.today - dt.timedelta(days=200)

    room.assessed(w, onset_on=None, findings={"onset_is_about": True})
    assert client.get(path).context["form"]["ago"].value() is None


def test_every_red_flag_question_has_a_name_of_its_own(world):
    page = cast.client_of(world.mei).get(f"/patients/{world.ada.code}/assessment/")

    labels = [field.label for field in page.context["form"].flag_fields]
    assert len({label.split(". ")[0] for label in labels}) == len(rules.red_flag_questions())


def test_no_red_flag_is_answered_beforehand(world):
    w = world
    make.an_episode(w, findings={"red_flags": {"answers": {"big_injury": "NO"}, "route": "SUITABLE"}})

    page = text(cast.client_of(w.mei).get(f"/patients/{w.ada.code}/assessment/"))

    radios = [part.split(">")[0] for part in page.split("<input")[1:] if 'name="flag_' in part]
    assert len(radios) == sum(len(page.answer_keys) + 2 for page in rules.red_flag_questions())
    assert not any("checked" in radio for radio in radios)


def test_the_practitioner_sees_what_the_patient_answered_and_the_cautions(world):
    w = world
    visit = make.a_visit(w, patient=w.bo)
    ago = Value(part="ago", number=Decimal(6), code="MONTHS", on=w.today)
    answers = {
        "where": make.said_of(Value(part="region", code="LOWER_LUMBAR_LEFT")),
        "since": make.said_of(ago),
        "began": make.said_of(code="STRAIN"),
        "pain_average": make.said_of(number=Decimal(7)),
        "activities": make.said_of(
            Value(0, "words", text="putting on socks"), Value(0, "score", number=Decimal(2))
        ),
        "takes_medicines": make.said_of(code="YES"),
        "medicines": make.said_of(Value(0, "name", text="apixaban")),
    }
    make.an_intake(visit, answers, is_sent=True)

    page = text(cast.client_of(w.mei).get(f"/patients/{w.bo.code}/assessment/"))

    for words in (
        "Lower half of the low back, on the left",
        "about 6 months before 23 November 2026",
        "A lift, bend or twist",
        "7 of 10",
        "putting on socks",
        "apixaban",
        "press after each one",
    ):
        assert words in page


def test_answers_that_were_not_sent_yet_are_not_read(world):
    w = world
    make.an_intake(make.a_visit(w), {"tell": make.said_of(text="secret")})

    page = text(cast.client_of(w.mei).get(f"/patients/{w.ada.code}/assessment/"))

    assert "secret" not in page
    assert "have not been sent yet" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"ago": "2", "ago_unit": "WEEKS"}, "Acute: 2 weeks"),
        ({"ago": "8", "ago_unit": "WEEKS"}, "Subacute: 8 weeks"),
        ({"ago": "1", "ago_unit": "YEARS"}, "Chronic: 52 weeks"),
        ({"onset_on_d": "1", "onset_on_m": "11", "onset_on_y": "2026"}, "Acute: 3 weeks"),
        ({"ago": "soon"}, ""),
        ({}, ""),
    ],
)
def test_the_phase_panel_says_what_was_typed_so_far(world, typed, words):
    response = cast.client_of(world.mei).get(f"/patients/{world.ada.code}/phase/", typed)

    assert (words in text(response)) if words else not text(response).strip()


# --- The plan ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def episode(world):
    return room.assessed(world)


def test_a_plan_starts_from_the_preset_with_its_honest_sentence_and_source(world, episode):
    page = text(cast.client_of(world.mei).get(f"/episodes/{episode.code}/plan/"))

    assert "Most trials used 8 to 15 visits over 6 to 12 weeks." in page
    assert "Brinkhaus 2006" in page
    assert "Usual: 6 to 12 visits, 3 to 7 days apart, review after visit 6." in page
    assert 'name="visits_planned" value="8"' in page


def test_a_plan_is_agreed_and_shown(world, episode):
    response = cast.client_of(world.mei).post(
        f"/episodes/{episode.code}/plan/", room.plan_posted(add="gb30 r ashi")
    )

    course = models.Course.objects.get()
    assert (response.status_code, response.url) == (302, f"/plans/{course.code}/")
    assert course.points == [
        {"code": "BL23", "side": "BOTH"},
        {"code": "GV4", "side": "MIDDLE"},
        {"code": "GB30", "side": "RIGHT"},
        {"code": "ASHI", "side": "AFFECTED"},
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"better_means": ""}, "Agree what would count as better before the first needle."),
        ({"visits_planned": "many"}, "Write the number of visits, such as 8."),
        ({"visits_planned": "20"}, "These numbers lie outside what is usual."),
        ({"review_after": "9"}, "The review must fall within the plan"),
        ({"days_between": "0"}, "Write the days from one visit to the next, such as 7."),
        ({"add": "BL99 qq GB30"}, "No point is called BL99, qq."),
        ({"add": "Zhongdu"}, "Zhongdu is the name of two points. Type the code: GB32, LR6."),
        ({"techniques": ["CUPPING"]}, "has a caution against or has not agreed to"),
        ({"home": ["FLYING"]}, "Choose one from the list."),
        ({"side_BL23": "UP"}, "Choose one from the list."),
    ],
)
def test_a_slip_in_the_plan_keeps_the_words_and_stores_nothing(world, episode, changes, sentence):
    posted = (
        room.plan_posted(words="Slowly does it", **changes)
        if "words" not in changes
        else room.plan_posted(**changes)
    )

    response = cast.client_of(world.mei).post(f"/episodes/{episode.code}/plan/", posted)

    assert response.status_code == 422
    assert sentence in text(response)
    assert "Slowly does it" in text(response)
    assert not models.Course.objects.exists()


def test_the_points_of_a_trial_are_put_in_and_nothing_is_stored(world, episode):
    posted = room.plan_posted(take="1", use="kerr_2003", words="Kept", side_BL23="LEFT")

    response = cast.client_of(world.mei).post(f"/episodes/{episode.code}/plan/", posted)

    page = text(response)
    assert response.status_code == 200
    assert all(f'value="{code}" checked' in page for code in ("BL23", "BL25", "GB30", "BL40", "KI3", "GV4"))
    assert '<option value="LEFT" selected>' in page
    assert "Kept" in page
    assert "Please check this" not in page
    assert not models.Course.objects.exists()


def test_one_reason_answers_for_everything_chosen_in_spite_of_a_caution(world):
    w = world
    w.ada.cautions = ["pregnant", "weak_immune"]
    w.ada.save()
    url = f"/episodes/{room.assessed(w).code}/plan/"
    posted = room.plan_posted(points=["BL32"], side_BL32="BOTH")

    refused = cast.client_of(w.mei).post(url, posted)
    agreed = cast.client_of(w.mei).post(url, {**posted, "caution_reason": "With her midwife and doctor"})

    assert refused.status_code == 422
    assert "Say why, in spite of the caution: BL32, NEEDLING." in text(refused)
    assert agreed.status_code == 302
    assert models.Course.objects.get().reasons == dict.fromkeys(
        ("BL32", "NEEDLING"), "With her midwife and doctor"
    )


def test_a_point_that_meets_a_caution_of_this_patient_is_marked(world):
    w = world
    episode = room.assessed(w, patient=w.bo)
    make.a_course(
        w, episode=episode, points=[{"code": "BL40", "side": "LEFT"}, {"code": "BL23", "side": "BOTH"}]
    )

    page = text(cast.client_of(w.mei).get(f"/episodes/{episode.code}/plan/"))

    assert "BL40 · Blood thinners: popliteal artery and vein." in page
    assert page.count('class="chip caution"') == 1


def test_a_yes_to_a_red_flag_shows_the_action_and_takes_no_plan(world):
    w = world
    client = cast.client_of(w.mei)

    response = client.post(
        f"/patients/{w.ada.code}/assessment/", room.assessment_posted(flag_bladder_or_numbness="numb_saddle")
    )
    page = text(client.get(response.url))
    posted = client.post(response.url, room.plan_posted())

    assert "Get emergency help now" in page
    assert "Do not drive yourself." in page
    assert 'name="better_means"' not in page
    assert posted.status_code == 422
    assert not models.Course.objects.exists()


# --- The plan as it is read --------------------------------------------------------------------------------------------------


def test_the_desk_reads_the_plan_without_points_findings_or_reviews(world):
    w = world
    course = room.agreed(w, room.assessed(w, kind="SCIATICA"), home=["WALK"], words="Slowly.")
    models.Review.objects.create(
        course=course,
        after_visit=1,
        decision="CHANGE",
        reason="Told in confidence",
        decided_at=w.now,
        practitioner=w.mei,
    )
    url = f"/plans/{course.code}/"

    mei, ruth = (text(cast.client_of(who).get(url)) for who in (w.mei, w.ruth))

    for clinical in ("GB30 L", "Sciatica", "Told in confidence", "Change the plan"):
        assert clinical in mei
        assert clinical not in ruth
    for shared in (
        "Walk to the market and back",
        "8 visits, 7 days apart",
        "after visit 6",
        "10 to 30 minutes a day",
        "Slowly.",
    ):
        assert shared in ruth


def test_the_plan_leads_to_todays_visit_and_to_no_other(world):
    w = world
    course = make.a_course(w)
    make.a_visit(w, starts_at=w.now + dt.timedelta(days=3))
    client = cast.client_of(w.mei)
    assert "Chart today" not in text(client.get(f"/plans/{course.code}/"))

    visit = make.a_visit(w, starts_at="11:00")

    assert f"/visits/{visit.code}/note/" in text(client.get(f"/plans/{course.code}/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_plan_costs_the_same_however_much_was_decided(world, django_assert_num_queries, count):
    w = world
    course = make.a_course(w, points=[{"code": f"BL{n}", "side": "BOTH"} for n in range(20, 20 + count)])
    for visit in range(1, count + 1):
        models.Review.objects.create(
            course=course,
            after_visit=visit,
            decision="CHANGE",
            reason="r",
            decided_at=w.now,
            practitioner=w.mei,
        )
    client = cast.client_of(w.mei)

    with django_assert_num_queries(10):
        page = text(client.get(f"/plans/{course.code}/"))

    assert page.count("Change the treatment") == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_plan_in_the_making_costs_the_same_with_many_points(world, django_assert_num_queries, count):
    w = world
    course = make.a_course(w, points=[{"code": f"BL{n}", "side": "BOTH"} for n in range(20, 20 + count)])
    client = cast.client_of(w.mei)

    with django_assert_num_queries(12):
        client.get(f"/episodes/{course.episode.code}/plan/")
