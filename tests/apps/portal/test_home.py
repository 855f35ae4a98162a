"""What a patient does at home, the card of a visit, and both on paper."""

import datetime as dt

import pytest
from django.utils import translation

from needlepoint.charting import models as charting
from needlepoint.house import clock
from needlepoint.house import models as house
from needlepoint.people import models as people
from needlepoint.plans import models
from needlepoint.plans.actions import home as deeds
from needlepoint.plans.rules import home as rules
from tests import cast, checks, make

TODAY, DAY = cast.TODAY, dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: cast.NOW)


@pytest.fixture
def course(world):
    course = make.a_course(world, started_at=cast.NOW - 20 * DAY)
    make.home_tasks(course, "WALK", "KNEE_ROLLS")
    return course


def said(**words):
    return {"task": "WALK", "on": TODAY.isoformat(), "did": "DONE", **words}


def text(answer):
    return answer.content.decode()


# --- Ticking ------------------------------------------------------------------------------------------------------------


def test_one_tap_ticks_a_task_for_today_and_a_second_changes_nothing(world, course):
    client = cast.client_of(world.ada)

    for _again in range(2):
        assert client.post("/me/home/", said()).status_code == 302

    assert list(models.HomeTick.objects.values_list("task__key", "on", "hurt")) == [("WALK", TODAY, False)]
    page = text(client.get("/me/home/"))
    assert "Done" in page
    assert "It hurt" in page


def test_it_hurt_is_kept_answered_kindly_and_seen_by_those_who_treat(world, course):
    client = cast.client_of(world.ada)

    page = text(client.post("/me/home/", said(did="HURT"), follow=True))

    assert "Thank you for telling us" in page
    assert world.clinic.phone in page
    mei = cast.client_of(world.mei)
    assert "It hurt: Monday 23 November." in text(mei.get(f"/plans/{course.code}/"))
    assert "Walk: Monday 23 November" in text(mei.get(f"/patients/{world.ada.code}/"))
    assert "It hurt: Monday 23 November." in text(mei.get(f"/plans/{course.code}/review/"))
    assert "It hurt at home" not in text(cast.client_of(world.ruth).get(f"/patients/{world.ada.code}/"))


def test_a_day_of_the_last_week_can_be_put_right(world, course):
    client, on = cast.client_of(world.ada), TODAY - 3 * DAY
    client.post("/me/home/", said(on=on.isoformat(), did="HURT"))

    answer = client.post("/me/home/", said(on=on.isoformat(), did="NOTHING"))

    assert answer.url == f"/me/home/?day={on.isoformat()}#WALK"
    assert not models.HomeTick.objects.exists()
    assert "Friday" in text(client.get(answer.url))


@pytest.mark.parametrize(
    "words",
    [{"task": "FLYING"}, {"task": ""}, {"did": "NONSENSE"}, {"on": "2026-02-31", "task": "x"}],
)
def test_nonsense_ticks_nothing_and_says_so_kindly(world, course, words):
    assert cast.client_of(world.ada).post("/me/home/", said(**words), follow=True).status_code == 200
    assert not models.HomeTick.objects.exists()


@pytest.mark.parametrize("day", ["2026-11-01", "2027-01-01", "soon"])
def test_another_day_than_the_last_seven_is_today(world, course, day):
    assert "Today" in text(cast.client_of(world.ada).get(f"/me/home/?day={day}"))
    cast.client_of(world.ada).post("/me/home/", said(on=day))
    assert models.HomeTick.objects.get().on == TODAY


def test_nobody_ticks_for_somebody_else(world, course):
    for who in (world.bo, world.mei):
        with pytest.raises(deeds.UnableToTick):
            deeds.tick(
                course=course, key="WALK", on=TODAY, did=rules.Did.DONE, by=cast.viewer(who), now=cast.NOW
            )
    cast.client_of(world.bo).post("/me/home/", said())
    assert not models.HomeTick.objects.exists()


def test_a_day_too_long_ago_and_a_task_taken_away_are_refused(world, course):
    by = cast.viewer(world.ada)
    with pytest.raises(deeds.UnableToTick, match="six days"):
        deeds.tick(course=course, key="WALK", on=TODAY - 7 * DAY, did=rules.Did.DONE, by=by, now=cast.NOW)
    course.home_tasks.update(stopped_at=cast.NOW)
    with pytest.raises(deeds.UnableToTick, match="no longer"):
        deeds.tick(course=course, key="WALK", on=TODAY, did=rules.Did.DONE, by=by, now=cast.NOW)


def test_a_tick_is_on_the_audit_record_without_a_name(world, course):
    cast.client_of(world.ada).post("/me/home/", said())

    entry = house.AuditEntry.objects.get(what="home_task_ticked")
    assert entry.details == {"task": "WALK", "on": "2026-11-23", "did": "DONE"}


def test_the_first_page_offers_todays_tasks_and_comes_back_to_itself(world, course):
    client = cast.client_of(world.ada)

    assert "At home today" in text(client.get("/me/"))
    assert client.post("/me/home/", said(from_home="1")).url == "/me/#today"


@pytest.mark.parametrize(("more", "url"), [({"from_home": "1"}, "/me/"), ({}, "/me/home/")])
def test_who_says_that_it_hurt_lands_where_the_answer_stands(world, course, more, url):
    assert cast.client_of(world.ada).post("/me/home/", said(did="HURT", **more)).url == url


def test_whoever_must_see_a_doctor_first_is_not_offered_exercises(world, course):
    assert "At home today" in cast.client_of(world.ada).get("/me/").content.decode()

    checks.kept(world.ada, checks.Route.SAME_DAY, at=cast.NOW, reason="FLARE")

    assert "At home today" not in cast.client_of(world.ada).get("/me/").content.decode()


def test_without_a_plan_there_is_nothing_to_do_and_nothing_to_tick(world):
    client = cast.client_of(world.ada)

    assert "nothing to do at home just now" in text(client.get("/me/home/"))
    assert client.post("/me/home/", said()).status_code == 200


def test_who_is_not_a_patient_has_no_tasks(world, course):
    assert cast.client_of(world.mei).get("/me/home/").status_code in {302, 403, 404}
    assert cast.client_of(world.ada).put("/me/home/").status_code == 405


@pytest.mark.parametrize("count", [1, 16])
def test_the_tasks_cost_the_same_however_many(world, django_assert_max_num_queries, count):
    course = make.a_course(world, started_at=cast.NOW - 20 * DAY)
    keys = ["WALK", "KEEP_GOING", "KNEE_ROLLS", "KNEES_TO_CHEST", "PELVIC_TILT", "CAT", "BRIDGE", "STAND_UP",
            "CHANGE_POSITION", "LIFT", "WARMTH", "COLD", "BREATHE", "LET_GO", "SLEEP", "EAT_AND_DRINK"]  # fmt: skip
    make.home_tasks(course, *keys[:count])
    client = cast.client_of(world.ada)

    with django_assert_max_num_queries(9):
        client.get("/me/home/")


def test_what_a_patient_reads_about_their_tasks_stays_easy(world, course):
    page = text(cast.client_of(world.ada).get("/me/home/"))
    main = page[page.index("<main") : page.index("</main>")]

    for blame in ("failed", "missed", "should have"):
        assert blame not in main


# --- The card of a visit ------------------------------------------------------------------------------------------------


@pytest.fixture
def signed(world, course):
    visit = make.a_visit(world, starts_at=cast.NOW - DAY, state="COMPLETED")
    note = make.a_note(
        world, visit=visit, course=course, number=3, state="SIGNED", signed_at=cast.NOW, techniques=["CUPPING"],
        needles_in_at=cast.NOW - DAY, needles_out_at=cast.NOW - DAY + dt.timedelta(minutes=21),
        told="Told in confidence",
    )  # fmt: skip
    for code, side, needles in (("BL23", "BOTH", 2), ("GB34", "LEFT", 1), ("ASHI", "MIDDLE", 1)):
        charting.Needling.objects.create(note=note, point_code=code, side=side, needles_in=needles)
    for kind in ("IN", "OUT"):
        charting.NeedleCount.objects.create(note=note, kind=kind, needles=4, at=cast.NOW, by="user:1")
    return note


def test_the_card_says_what_was_done_what_is_normal_and_whom_to_call(world, signed):
    make.a_visit(world, starts_at=cast.NOW + 6 * DAY, is_review=True)

    page = text(cast.client_of(world.ada).get(f"/me/visits/{signed.visit.code}/"))

    for words in (
        "Visit 3 of 8",
        "4 thin needles. All of them came out again and were counted.",
        "low back, leg",
        "a sore spot found by hand",
        "About 21 minutes",
        "Cupping",
        "Round red or purple marks",
        "Call 911 at once.",
        f"Call us today on {world.clinic.phone}.",
        'href="tel:911"',  # one tap, beside the signs
        "Sunday 29 November",
        "look back together",
        "10 to 30 minutes a day",
    ):
        assert words in page
    assert "Told in confidence" not in page
    assert "BL23" not in page


def test_there_is_no_card_before_the_note_is_signed_and_none_for_others(world, signed):
    address = f"/me/visits/{signed.visit.code}/"
    assert cast.client_of(world.bo).get(address).status_code == 404
    assert cast.client_of(world.eve).get(address).status_code == 404
    assert cast.client_of(world.ruth).get(address).status_code != 200
    assert cast.client_of(world.ada).get("/me/visits/zzzzzzzz/").status_code == 404
    assert cast.client_of(world.mei).get(address).status_code == 200
    assert cast.client_of(world.ada).post(address).status_code == 405
    charting.Note.objects.update(state="OPEN", signed_at=None)
    assert cast.client_of(world.ada).get(address).status_code == 404
    assert "After your visit" not in text(cast.client_of(world.ada).get("/me/"))


def test_the_first_page_leads_to_the_latest_card(world, signed):
    assert f"/me/visits/{signed.visit.code}/" in text(cast.client_of(world.ada).get("/me/"))


def test_a_clinic_without_numbers_gives_none_that_nobody_knows(world, signed):
    people.Clinic.objects.filter(pk=world.clinic.pk).update(phone="", emergency_number="", country="XX")

    page = text(cast.client_of(world.ada).get(f"/me/visits/{signed.visit.code}/"))

    assert "{" not in page[page.index("<main") : page.index("</main>")]
    assert "Call for an ambulance at once." in page


def test_a_visit_without_needles_and_something_left_in_are_said(world, signed):
    charting.LeftIn.objects.create(
        note=signed, kind="PRESS_NEEDLE", point_code="BL23", side="LEFT", pieces=1, remove_by=TODAY + 2 * DAY,
        placed_at=cast.NOW, placed_by="user:1",
    )  # fmt: skip
    charting.Note.objects.update(needles_in_at=None, needles_out_at=None, techniques=[])

    page = text(cast.client_of(world.ada).get(f"/me/visits/{signed.visit.code}/"))

    assert "None this time" in page
    assert "Take it off by Wednesday 25 November." in page
    assert "/me/left-in/" in page
    assert "Your next visit is not booked yet." in page


# --- On paper -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ada", "mei"])
def test_the_card_and_the_plan_come_as_a_pdf(world, course, signed, who):
    client = cast.client_of(getattr(world, who))

    for address in (f"/me/visits/{signed.visit.code}/paper/", f"/me/plan/{course.code}/paper/"):
        answer = client.get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert "Ada" not in answer["Content-Disposition"]


def test_staff_get_the_plan_in_the_patients_language(world, course, monkeypatch):
    people.Patient.objects.filter(pk=world.ada.pk).update(language="es")
    found = []
    monkeypatch.setattr(
        "needlepoint.house.paper.pdf",
        lambda template, data, *, made_at, language: found.append((language, data["title"])) or b"%PDF",
    )
    client = cast.client_of(world.mei)

    client.get(f"/me/plan/{course.code}/paper/")
    client.get(f"/me/plan/{course.code}/paper/?language=zh-hans")
    client.get(f"/me/plan/{course.code}/paper/?language=xx")

    with translation.override("es"):
        assert [language for language, _title in found] == ["es", "zh-hans", "es"]
        assert found[0][1] == translation.gettext("Your plan")


def test_the_plan_offers_its_papers_in_each_language(world, course):
    page = text(cast.client_of(world.ada).get(f"/me/plan/{course.code}/"))

    for language in ("en", "es", "zh-hans"):
        assert f"/me/plan/{course.code}/paper/?language={language}" in page


def test_a_letter_is_named_in_words_meant_for_the_patient(world, course):
    make.a_letter(world)

    page = text(cast.client_of(world.ada).get(f"/me/plan/{course.code}/"))

    assert "How it is going for you: to" in page


@pytest.mark.parametrize("page", ["/me/", "/me/home/"])
def test_every_tick_carries_the_proof_that_it_came_from_our_page(world, course, page):
    main = text(cast.client_of(world.ada).get(page)).split("<main")[1].split("</main>")[0]
    ticks = main.split('action="/me/home/"')[1:]

    assert ticks
    assert all("csrfmiddlewaretoken" in tick.split("</form>")[0] for tick in ticks)


def test_how_much_and_on_which_days_is_one_sentence_in_every_language(world, course):
    client = cast.client_of(world.ada)
    for address in ("/me/", "/me/home/", f"/me/plan/{course.code}/"):
        page = client.get(f"{address}?language=zh-hans").content.decode()
        assert "，每天" in page
