"""The intake, page by page, as the patient and the desk meet it."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.booking import models as booking
from needlepoint.house import clock
from needlepoint.house import models as house
from needlepoint.intake import models, rules
from tests import cast, make

FULL = {
    "about": {
        "regions": ["LOW_BACK_LEFT", "BUTTOCK_LEFT"],
        "ago": "6",
        "ago_unit": "MONTHS",
        "how": "Lifting a box",
    },
    "history": {
        "conditions": "Thin bones",
        "operations": "",
        "medicines": "Ibuprofen",
        "other_care": "Physiotherapy",
    },
    "pain": {"pain": "7"},
    "activities": {
        "words_1": "Walking to the market",
        "value_1": "3",
        "words_2": "Putting on socks",
        "value_2": "5",
    },
    "goals": {"worth_it": "Lifting my grandchild", "hopes": ""},
    "consent": {"NEEDLING": "YES", "CUPPING": "NO", "HEAT": "TALK", "KEEP_ANSWERS": "YES"},
}
BAD = {
    "about": ({"ago": "six", "how": "kept words"}, "Write how long ago as a number, such as 6."),
    "history": ({"conditions": "x" * 2001, "medicines": "kept words"}, "longer than we can keep"),
    "pain": ({"pain": "11"}, "Choose a number from 0 to 10."),
    "activities": ({"value_1": "4", "words_2": "kept words"}, "Write which activity it is for."),
    "goals": ({"worth_it": "kept words", "hopes": "y" * 2001}, "longer than we can keep"),
    "consent": ({"NEEDLING": "YES"}, "Say whether we may keep your answers."),
}


@pytest.fixture
def visit(world):
    return make.a_visit(world)


@pytest.fixture(autouse=True)
def _told_time(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: cast.NOW)


def step_url(visit, key):
    return reverse("intake:step", args=[visit.code, key])


def fill(client, visit, *keys):
    for key in keys:
        assert client.post(step_url(visit, key), FULL[key]).status_code == 302


# --- each step ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", rules.STEP_KEYS)
def test_each_step_is_shown_says_where_it_stands_and_stores_nothing_by_looking(world, visit, key):
    page = cast.client_of(world.ada).get(step_url(visit, key))

    assert page.status_code == 200
    assert f"Step {rules.place_of(key)} of 6" in page.content.decode()
    assert page.content.decode().count("<h1") == 1
    assert not models.Intake.objects.exists()


@pytest.mark.parametrize("key", rules.STEP_KEYS)
def test_each_step_keeps_its_answers_and_goes_on(world, visit, key):
    client = cast.client_of(world.ada)

    response = client.post(step_url(visit, key), FULL[key])

    assert response.status_code == 302
    kept = models.Intake.objects.get().answers[key]
    assert kept, f"{key} kept nothing"
    again = client.get(step_url(visit, key)).content.decode()
    for value in FULL[key].values():
        for one in [value] if isinstance(value, str) else value:
            assert one in again


@pytest.mark.parametrize("key", rules.STEP_KEYS)
def test_each_step_refuses_bad_input_with_a_summary_and_stores_nothing(world, visit, key):
    data, sentence = BAD[key]

    page = cast.client_of(world.ada).post(step_url(visit, key), data)

    text = page.content.decode()
    assert page.status_code == 422
    assert 'id="error-summary"' in text
    assert sentence in text
    assert "kept words" in text or "kept words" not in data.values()
    assert not models.Intake.objects.exists()


@pytest.mark.parametrize("key", [key for key in rules.STEP_KEYS if key != "consent"])
def test_every_clinical_question_may_be_left_open(world, visit, key):
    response = cast.client_of(world.ada).post(step_url(visit, key), {})

    assert response.status_code == 302
    assert models.Intake.objects.get().answers == {key: {}}


def test_techniques_left_open_in_the_consent_are_left_for_the_visit(world, visit):
    cast.client_of(world.ada).post(step_url(visit, "consent"), {"KEEP_ANSWERS": "YES"})

    kept = models.Intake.objects.get().answers
    assert rules.decisions(kept) == (("KEEP_ANSWERS", True),)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"ago": "6"}, "Choose days, weeks, months or years."),
        ({"ago_unit": "WEEKS"}, "Write how many, such as 6."),
        ({"ago": "-1", "ago_unit": "WEEKS"}, "Write how long ago as a number, such as 6."),
        ({"ago": "900", "ago_unit": "YEARS"}, "longer than a life"),
        ({"ago": "9" * 400, "ago_unit": "YEARS"}, "longer than a life"),
        ({"regions": ["MOON"]}, "not on our list"),
        ({"onset_on_d": "24", "onset_on_m": "11", "onset_on_y": "2026"}, "has not come yet"),
        ({"onset_on_d": "1", "onset_on_m": "1", "onset_on_y": "1850"}, "Please check the year"),
        ({"onset_on_d": "31", "onset_on_m": "2", "onset_on_y": "2026"}, "not a date"),
    ],
)
def test_a_slip_about_when_it_began_is_pointed_out(world, visit, data, sentence):
    page = cast.client_of(world.ada).post(step_url(visit, "about"), data)

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not models.Intake.objects.exists()


def test_the_day_it_began_may_be_today_on_the_clinics_wall(world, visit, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: cast.at("23:30"))  # already the 24th in UTC

    today = {"onset_on_d": "23", "onset_on_m": "11", "onset_on_y": "2026"}
    tomorrow = {**today, "onset_on_d": "24"}

    assert cast.client_of(world.ada).post(step_url(visit, "about"), tomorrow).status_code == 422
    assert cast.client_of(world.ada).post(step_url(visit, "about"), today).status_code == 302
    assert rules.onset_on(models.Intake.objects.get().answers["about"]) == dt.date(2026, 11, 23)


def test_an_activity_named_twice_is_pointed_out(world, visit):
    page = cast.client_of(world.ada).post(
        step_url(visit, "activities"), {"words_1": "Walking", "words_2": "walking"}
    )

    assert page.status_code == 422
    assert "You wrote this one already." in page.content.decode()


def test_words_with_markup_stay_words(world, visit):
    client = cast.client_of(world.ada)
    client.post(step_url(visit, "goals"), {"worth_it": "<script>alert(1)</script>"})

    page = client.get(reverse("intake:answers", args=[visit.code])).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


# --- going on, going back ------------------------------------------------------------------------------------------------


def test_coming_back_opens_the_first_page_never_saved(world, visit):
    client = cast.client_of(world.ada)
    fill(client, visit, "about", "history", "activities")

    response = cast.client_of(world.ada).get(reverse("intake:resume", args=[visit.code]))

    assert response.url == step_url(visit, "pain")


def test_the_last_step_leads_back_to_a_page_that_was_jumped_over(world, visit):
    client = cast.client_of(world.ada)
    fill(client, visit, "about", "history", "pain", "activities")

    assert client.post(step_url(visit, "consent"), FULL["consent"]).url == step_url(visit, "goals")


def test_changing_one_answer_leads_straight_back_to_all_answers(world, visit):
    client = cast.client_of(world.ada)
    fill(client, visit, *rules.STEP_KEYS)

    response = client.post(step_url(visit, "pain"), {"pain": "6"})

    assert response.url == reverse("intake:answers", args=[visit.code])
    page = client.get(response.url).content.decode()
    assert "6 of 10" in page
    assert "7 of 10" not in page


def test_all_answers_are_shown_in_words_with_links_to_change_them(world, visit):
    client = cast.client_of(world.ada)
    fill(client, visit, *rules.STEP_KEYS)

    page = client.get(reverse("intake:answers", args=[visit.code])).content.decode()

    for words in (
        "Lower back, left",
        "about 6 months before 23 November 2026",
        "Ibuprofen",
        "7 of 10",
        "3 of 10",
        "Left open",
    ):
        assert words in page
    for key in rules.STEP_KEYS:
        assert step_url(visit, key) in page
    assert reverse("portal:intake_finish", args=[visit.code]) in page


def test_all_answers_offer_no_sending_while_a_page_is_open(world, visit):
    client = cast.client_of(world.ada)
    fill(client, visit, "about")

    page = client.get(reverse("intake:answers", args=[visit.code])).content.decode()

    assert reverse("portal:intake_finish", args=[visit.code]) not in page
    assert reverse("intake:resume", args=[visit.code]) in page


def test_htmx_gets_the_answers_without_the_frame(world, visit):
    fill(cast.client_of(world.ada), visit, "pain")

    page = cast.client_of(world.mei).get(
        reverse("intake:answers", args=[visit.code]), headers={"HX-Request": "true"}
    )

    assert "<html" not in page.content.decode()
    assert "7 of 10" in page.content.decode()


# --- who --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["resume", "answers"])
@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 302), ("bo", 404), ("eve", 404), ("ivo", 403), ("ada", 200), ("mei", 200), ("ruth", 200)],
)
def test_an_intake_opens_for_the_patient_the_desk_and_practitioners_only(world, visit, name, who, status):
    client = cast.client_of(getattr(world, who) if who else None)

    response = client.get(reverse(f"intake:{name}", args=[visit.code]), follow=status == 200)

    assert response.status_code == status
    if who is None:
        assert response.url.startswith("/account/")


@pytest.mark.parametrize(("who", "status"), [("bo", 404), ("eve", 404), ("ivo", 403)])
def test_nobody_else_writes_into_an_intake(world, visit, who, status):
    client = cast.client_of(getattr(world, who))

    assert client.post(step_url(visit, "pain"), {"pain": "1"}).status_code == status
    assert not models.Intake.objects.exists()


def test_unknown_visits_and_steps_are_not_found(world, visit):
    client = cast.client_of(world.ada)

    assert client.get(reverse("intake:step", args=["nothing", "pain"])).status_code == 404
    assert client.get(step_url(visit, "shoes")).status_code == 404
    assert client.post(step_url(visit, "shoes"), {}).status_code == 404
    assert client.get(reverse("intake:answers", args=["nothing"])).status_code == 404
    assert client.get(reverse("intake:resume", args=["nothing"])).status_code == 404


def test_wrong_methods_are_refused(world, visit):
    client = cast.client_of(world.ada)

    assert client.put(step_url(visit, "pain")).status_code == 405
    assert client.post(reverse("intake:answers", args=[visit.code])).status_code == 405
    assert client.post(reverse("intake:resume", args=[visit.code])).status_code == 405


def test_the_desk_fills_it_in_for_the_patient_and_the_record_says_so(world, visit):
    client = cast.client_of(world.ruth)

    page = client.get(step_url(visit, "pain")).content.decode()
    client.post(step_url(visit, "pain"), FULL["pain"])

    assert "You are filling this in for Ada Moreno." in page
    entry = house.AuditEntry.objects.get(what="intake_step_kept")
    assert entry.details == {"step": "pain", "on_behalf": True}
    assert entry.who == f"user:{world.ruth.pk}"
    assert entry.patient_id == world.ada.pk


def test_the_desk_no_longer_reads_the_answers_once_they_are_sent(world, visit):
    models.Intake.objects.create(
        visit=visit,
        patient=world.ada,
        state="FINISHED",
        wording_version="x",
        answers={key: {} for key in rules.STEP_KEYS} | {"history": {"medicines": "Ibuprofen"}},
        started_at=world.now,
        finished_at=world.now,
    )
    url = reverse("intake:answers", args=[visit.code])

    assert "Ibuprofen" not in cast.client_of(world.ruth).get(url).content.decode()
    assert "Ibuprofen" in cast.client_of(world.mei).get(url).content.decode()
    assert "Ibuprofen" in cast.client_of(world.ada).get(url).content.decode()


def test_a_sent_intake_is_no_longer_written(world, visit):
    models.Intake.objects.create(
        visit=visit,
        patient=world.ada,
        state="FINISHED",
        wording_version="x",
        started_at=world.now,
        finished_at=world.now,
    )
    client = cast.client_of(world.ada)

    page = client.post(step_url(visit, "pain"), {"pain": "1"})

    assert page.status_code == 422
    assert "already sent" in page.content.decode()
    assert models.Intake.objects.get().answers == {}
    assert client.get(step_url(visit, "pain")).url == reverse("intake:answers", args=[visit.code])


def test_two_tabs_that_save_two_pages_keep_both(world, visit):
    from needlepoint.intake import actions, queries

    viewer = cast.viewer(world.ada)
    first, second = (queries.intake_for(viewer, visit.code) for _ in range(2))

    actions.keep_step(intake=first, step="pain", answers={"pain": 4}, by=viewer, now=world.now)
    actions.keep_step(intake=second, step="goals", answers={"hopes": "less"}, by=viewer, now=world.now)

    assert models.Intake.objects.get().answers == {"pain": {"pain": 4}, "goals": {"hopes": "less"}}


@pytest.mark.parametrize("visits", [1, 30])
def test_pages_cost_the_same_however_many_visits_there_are(
    world, visit, visits, django_assert_max_num_queries
):
    for n in range(visits):
        make.a_visit(world, starts_at=cast.at("10:00") + dt.timedelta(days=n + 1))
    client = cast.client_of(world.ada)
    fill(client, visit, "about")

    with django_assert_max_num_queries(8):
        client.get(step_url(visit, "history"))
    with django_assert_max_num_queries(8):
        client.get(reverse("intake:answers", args=[visit.code]))
    assert booking.Visit.objects.count() == visits + 1
