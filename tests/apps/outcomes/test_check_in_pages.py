"""The pages around a check-in: the link of a mail, stopping, the same questions on paper, and what was kept."""

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from needlepoint.house import clock, codes
from needlepoint.house import models as house
from needlepoint.intake import models as intake
from needlepoint.outcomes import actions, models, rules
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from tests import cast, make

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _told_time(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: cast.NOW)


@pytest.fixture
def asked(world):
    return a_check_in(world)


def a_check_in(world, kind="AFTER_VISIT", **changes):
    visit = make.a_visit(world, starts_at=cast.NOW - DAY, state="COMPLETED")
    fields = {"clinic": world.clinic, "patient": world.ada, "visit": visit, "kind": kind}
    return models.CheckIn.objects.create(**{**fields, "due_at": cast.NOW, "made_at": cast.NOW, **changes})


def link_to(world, asked, **changes):
    said = {"patient": world.ada, "purpose": "CHECK_IN", "now": cast.NOW, "target": asked.code, **changes}
    return reverse("outcomes:by_link", args=[people_actions.make_link(**said)])


# --- the link of a mail ------------------------------------------------------------------------------------------------------


def test_the_questions_stand_behind_the_link_at_once_and_looking_spends_nothing(world, asked):
    url, scanner = link_to(world, asked), Client()

    pages = [scanner.get(url) for _ in range(3)] + [scanner.head(url)]

    assert {page.status_code for page in pages} == {200}
    assert "How bad was your back pain" in pages[0].content.decode()
    assert pages[0]["Referrer-Policy"] == "strict-origin"
    assert people.PageLink.objects.get().used_at is None
    assert world.ada.name not in pages[0].content.decode()


def test_the_first_page_leads_to_where_the_questions_stop_and_begin_again(world):
    ada = cast.client_of(world.ada)
    url = reverse("outcomes:asking", args=[world.ada.code])
    assert f'<a href="{url}">Questions between visits</a>' in ada.get("/me/").content.decode()

    ada.post(url)
    assert url in ada.get("/me/").content.decode()
    assert "Begin to ask again" in ada.get(url).content.decode()


def test_an_answer_spends_the_link_and_shows_what_was_kept(world, asked):
    client = Client()

    page = client.post(link_to(world, asked), {"pain": "3", "soreness": "1"}, follow=True)

    text = page.content.decode()
    assert "Thank you. Your practitioner sees it." in text
    assert "This is what we kept" in text
    assert "3 of 10" in text
    assert people.PageLink.objects.get().used_at == cast.NOW
    assert dict(models.Score.objects.values_list("instrument", "value")) == {"PAIN": 3, "SORENESS": 1}
    assert house.AuditEntry.objects.filter(what="check_in_answered").count() == 1
    # What the answer opened is this patient's own page, and nothing more.
    assert client.get("/me/").status_code == 200


def test_a_link_takes_one_answer(world, asked):
    url = link_to(world, asked)
    Client().post(url, {"pain": "3"})

    for page in (Client().get(url), Client().post(url, {"pain": "9"})):
        assert page.status_code == 404
        assert "You answered this already" in page.content.decode()
    assert models.Score.objects.get().value == 3


def test_a_double_tap_is_one_answer_and_one_thank_you(world, asked):
    url, client = link_to(world, asked), Client()
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    client.post(url, {"pain": "3"})
    again = Client()
    again.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32

    page = again.post(url, {"pain": "3"}, follow=True)

    assert models.Score.objects.count() == 1
    assert page.status_code == 200
    assert "Thank you" in page.content.decode()


@pytest.mark.parametrize("given", [{}, {"pain": "11"}, {"pain": "x", "soreness": "2"}])
def test_a_bad_answer_keeps_the_link_and_the_good_ones(world, asked, given):
    page = Client().post(link_to(world, asked), given)

    assert page.status_code == 422
    assert people.PageLink.objects.get().used_at is None
    assert not models.Score.objects.exists()
    if "soreness" in given:
        assert 'name="soreness" value="2"' in page.content.decode()


@pytest.mark.parametrize("purpose", ["PORTAL", "INTAKE"])
def test_a_link_for_something_else_does_not_open_questions(world, asked, purpose):
    assert Client().get(link_to(world, asked, purpose=purpose)).status_code == 404


def test_a_link_too_old_or_of_somebody_else_opens_nothing(world, asked):
    old = link_to(world, asked, now=cast.NOW - 20 * DAY)
    foreign = link_to(world, asked, patient=world.bo)
    unknown = reverse("outcomes:by_link", args=[codes.new_token()])

    for url in (old, foreign, unknown):
        assert Client().get(url).status_code == 404
        assert Client().post(url, {"pain": "3"}).status_code == 404
    assert not models.Score.objects.exists()
    assert Client().delete(old).status_code == 405


def test_questions_that_closed_take_no_answer_by_link(world):
    asked = a_check_in(world, due_at=cast.NOW - 14 * DAY)
    url = link_to(world, asked)

    assert "has closed" in Client().get(url).content.decode()
    assert Client().post(url, {"pain": "3"}).status_code == 422
    assert people.PageLink.objects.get().used_at is None


def test_whoever_is_signed_in_is_told_that_the_answer_signs_them_out(world, asked):
    client = cast.client_of(world.ruth)
    url = link_to(world, asked)

    assert "Somebody is signed in" in client.get(url).content.decode()
    assert "You are writing down" not in client.get(url).content.decode()
    client.post(url, {"pain": "3"})

    assert models.Score.objects.get().by == f"patient:{world.ada.pk}"


def test_the_patient_who_is_signed_in_goes_straight_to_their_own_page(world, asked):
    page = cast.client_of(world.ada).get(link_to(world, asked))

    assert page.url == reverse("outcomes:check_in", args=[asked.code])


# --- stopping ----------------------------------------------------------------------------------------------------------------


def test_the_mail_stops_the_questions_without_signing_in_and_looking_stops_nothing(world, asked):
    url = link_to(world, asked) + "stop/"
    client = Client()

    assert "Stop the questions" in client.get(url).content.decode()
    assert not models.Pause.objects.exists()
    page = client.post(url, follow=True)

    assert "We do not send you questions" in page.content.decode()
    assert models.Pause.objects.get().reason == "ASKED"
    assert people.PageLink.objects.get().used_at is None
    client.post(url, {"again": "1"})
    assert models.Pause.objects.get().ended_at == cast.NOW
    assert Client().get(reverse("outcomes:stop_by_link", args=[codes.new_token()])).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 302), ("bo", 404), ("eve", 404), ("ivo", 403), ("ada", 200), ("mei", 200), ("ruth", 200)],
)
def test_the_patient_and_whoever_they_told_may_stop_the_questions(world, who, status):
    client, url = (
        cast.client_of(getattr(world, who) if who else None),
        reverse("outcomes:asking", args=[world.ada.code]),
    )

    assert client.get(url).status_code == status
    client.post(url)

    assert models.Pause.objects.exists() is (status == 200)
    if status == 200:
        client.post(url, {"again": "1"})
        assert models.Pause.objects.get().ended_at is not None
        assert client.put(url).status_code == 405


# --- on paper ----------------------------------------------------------------------------------------------------------------


def urls_of(world):
    code = [world.ada.code]
    return (
        reverse("outcomes:check_ins", args=code),
        reverse("outcomes:check_in_paper", args=[*code, "long"]),
        reverse("outcomes:type_in", args=[*code, "long"]),
    )


@pytest.mark.parametrize(
    ("who", "status"), [(None, 302), ("ada", 403), ("eve", 404), ("ivo", 403), ("mei", 200), ("ruth", 200)]
)
def test_paper_is_for_those_who_work_here(world, who, status):
    client = cast.client_of(getattr(world, who) if who else None)

    assert {client.get(url).status_code for url in urls_of(world)} == {status}


def test_a_length_nobody_knows_is_not_found_and_a_sheet_takes_no_post(world):
    client = cast.client_of(world.ruth)

    assert client.get(reverse("outcomes:type_in", args=[world.ada.code, "endless"])).status_code == 404
    assert client.post(urls_of(world)[1]).status_code == 405


def test_the_sheet_asks_word_for_word_what_the_phone_asks(world):
    models.Activity.objects.create(patient=world.ada, words="Row with the club", position=1, made_at=cast.NOW)
    asked = a_check_in(world, "REVIEW")
    client = cast.client_of(world.ruth)
    sheet = client.get(urls_of(world)[1]).content.decode()
    phone = client.get(reverse("outcomes:check_in", args=[asked.code])).content.decode()

    for words in (
        "How bad was your back pain",
        "Row with the club",
        "spoil your sleep",
        "How low or sad",
        "take medicine for pain",
        "compared with before you came",
    ):
        assert words in sheet
        assert words in phone


def test_a_sheet_is_typed_in_on_its_own_day_once(world):
    client, url = cast.client_of(world.ruth), urls_of(world)[2]
    day = (cast.NOW - 3 * DAY).date()
    given = {
        "key": "abcdefghjkmn",
        "answered_on": day.isoformat(),
        "pain": "6",
        "sleep": "0",
        "medicine_use": "7",
    }

    page = client.post(url, given, follow=True)
    client.post(url, given)

    assert "3 answers are kept." in page.content.decode()
    assert "6 of 10" not in page.content.decode()
    rows = models.Score.objects.all()
    assert {(one.instrument, int(one.value), one.given) for one in rows} == {
        ("PAIN", 6, "ITEMS"),
        ("SLEEP", 0, "ITEMS"),
        ("MEDICINE_USE", 7, "ITEMS"),
    }
    assert {one.asked_at.date() for one in rows} == {day}
    assert models.CheckIn.objects.get().answered_at.date() == day


def test_who_typed_a_sheet_puts_a_slip_right_that_day_whatever_day_stands_on_the_paper(world):
    client, url = cast.client_of(world.ruth), urls_of(world)[2]
    given = {"key": "abcdefghjkmn", "answered_on": (cast.NOW - 3 * DAY).date().isoformat(), "pain": "6"}
    kept = client.post(url, given, follow=True).content.decode()
    change = reverse("outcomes:change", args=[models.CheckIn.objects.get().code])
    assert change in kept

    assert 'name="pain" value="6"' in client.get(change).content.decode()
    page = client.post(change, {"pain": "5"}, follow=True).content.decode()

    assert "Changed. This is what we keep now." in page
    row = models.Score.objects.get()
    assert (row.value, row.asked_at.date()) == (5, (cast.NOW - 3 * DAY).date())
    models.Score.objects.update(by=cast.viewer(world.mei).who)
    assert client.get(change).status_code == 403  # what others wrote down is not read at the desk


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"pain": "12"},
        {"pain": "3", "answered_on": "2031-01-01"},
        {"pain": "3", "answered_on": "1961-01-01"},
        {"pain": "3", "answered_on": "soon"},
        {"medicine_use": "8"},
    ],
)
def test_a_slip_in_typing_is_pointed_out_and_nothing_is_kept(world, given):
    page = cast.client_of(world.ruth).post(urls_of(world)[2], given)

    assert page.status_code == 422
    assert not models.CheckIn.objects.exists()
    assert not models.Score.objects.exists()


def test_a_key_of_somebody_elses_check_in_harms_nobody(world, asked):
    client = cast.client_of(world.ruth)
    url = reverse("outcomes:type_in", args=[world.bo.code, "short"])

    page = client.post(url, {"key": asked.code, "pain": "3"})

    assert page.status_code == 302
    assert models.Score.objects.get().patient == world.bo
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_paper_that_is_older_than_the_question_is_refused(world, asked):
    url = reverse("outcomes:check_in", args=[asked.code])
    day = (cast.NOW - 40 * DAY).date().isoformat()

    page = cast.client_of(world.ruth).post(url, {"pain": "3", "answered_on": day})

    assert page.status_code == 422
    assert "long before these questions" in page.content.decode()


def test_the_list_says_what_was_asked_and_what_came(world, asked):
    a_check_in(world, "REVIEW", answered_at=cast.NOW)
    a_check_in(world, "DAY_3", due_at=cast.NOW - 20 * DAY, is_quiet=True)
    models.Pause.objects.create(patient=world.ada, reason="SILENT", began_at=cast.NOW)

    page = cast.client_of(world.ruth).get(urls_of(world)[0]).content.decode()

    for words in ("Waiting", "Answered", "Not answered", "No message was sent.", "Three in a row"):
        assert words in page
    assert reverse("outcomes:check_in", args=[asked.code]) in page


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_at_one_row_and_at_thirty(world, rows, django_assert_num_queries):
    for _ in range(rows):
        a_check_in(world)
    client, url = cast.client_of(world.ruth), urls_of(world)[0]
    client.get(url)

    with django_assert_num_queries(7):
        client.get(url)


# --- what was kept -----------------------------------------------------------------------------------------------------------


def test_every_answer_of_the_long_one_is_kept_as_its_own_and_the_rest_is_named_as_left_open(world):
    asked = a_check_in(world, "REVIEW")
    client = cast.client_of(world.ada)
    given = {"pain": "4", "interference": "3", "mood": "2", "overall": "6"}

    page = client.post(reverse("outcomes:check_in", args=[asked.code]), given, follow=True).content.decode()

    kept = dict(models.Score.objects.values_list("instrument", "value"))
    assert kept == {"PAIN": 4, "INTERFERENCE": 3, "MOOD": 2, "GLOBAL_CHANGE": 6}
    assert "Much better" in page
    assert "Left open" in page
    assert "<li>Sleep</li>" in page
    assert "<li>Pain medicine</li>" in page
    assert not intake.Notice.objects.exists()


def test_great_strain_is_answered_kindly_and_put_before_a_practitioner(world):
    asked = a_check_in(world, "REVIEW")

    page = cast.client_of(world.ada).post(
        reverse("outcomes:check_in", args=[asked.code]), {"mood": "8"}, follow=True
    )

    assert "It sounds like a hard time" in page.content.decode()
    assert intake.Notice.objects.get().kind == "DISTRESS"


def test_on_the_third_day_soreness_and_relief_are_asked_and_no_gap_comes_into_the_line(world):
    asked = a_check_in(world, "DAY_3")
    client = cast.client_of(world.ada)
    url = reverse("outcomes:check_in", args=[asked.code])

    assert "How bad was your back pain" not in client.get(url).content.decode()
    page = client.post(url, {"relief": "3"}, follow=True).content.decode()

    assert "About two days" in page
    assert models.Score.objects.get().instrument == "RELIEF"


# --- a slip of the finger ----------------------------------------------------------------------------------------------------


def answered(world, at=cast.NOW, **changes):
    asked = a_check_in(world, answered_at=at, **changes)
    models.CheckIn.objects.filter(pk=asked.pk).update(made_at=at)
    models.Score.objects.create(
        patient=world.ada, check_in=asked, instrument="PAIN", value=9, asked_at=at, by="patient:1"
    )
    models.Score.objects.create(
        patient=world.ada, check_in=asked, instrument="SORENESS", value=2, asked_at=at, by="patient:1"
    )
    return asked, reverse("outcomes:change", args=[asked.code])


def test_a_slip_is_put_right_on_the_day_and_the_record_says_what_was(world):
    asked, url = answered(world)
    client = cast.client_of(world.ada)

    assert 'name="pain" value="9"' in client.get(url).content.decode()
    assert url in client.get(reverse("outcomes:check_in", args=[asked.code])).content.decode()
    page = client.post(url, {"pain": "4"}, follow=True).content.decode()

    assert "Changed. This is what we keep now." in page
    assert "4 of 10" in page
    assert dict(models.Score.objects.values_list("instrument", "value")) == {"PAIN": 4}
    entry = house.AuditEntry.objects.get(what="check_in_corrected")
    assert entry.details == {"was": {"PAIN": 9, "SORENESS": 2}, "is": {"PAIN": 4}}


def test_what_was_left_open_can_be_added(world):
    _asked, url = answered(world)
    own = models.Activity.objects.create(patient=world.ada, words="Row", position=1, made_at=cast.NOW)

    cast.client_of(world.ada).post(url, {"pain": "9", "soreness": "2", f"activity_{own.pk}": "5"})

    assert models.Score.objects.count() == 3
    assert models.Score.objects.get(activity=own).asked_at == cast.NOW


def test_what_somebody_else_changed_no_longer_stands_as_the_patients_word(world):
    _asked, url = answered(world)

    cast.client_of(world.mei).post(url, {"pain": "1", "soreness": "2"})

    said = dict(models.Score.objects.values_list("instrument", "by"))
    assert said == {"PAIN": cast.viewer(world.mei).who, "SORENESS": "patient:1"}


@pytest.mark.parametrize("given", [{}, {"pain": "11"}])
def test_a_change_to_nothing_changes_nothing(world, given):
    _asked, url = answered(world)

    assert cast.client_of(world.ada).post(url, given).status_code == 422
    assert set(models.Score.objects.values_list("value", flat=True)) == {9, 2}


def test_after_a_day_an_answer_stays(world):
    asked, url = answered(world, at=cast.NOW - DAY)
    client = cast.client_of(world.ada)

    assert client.get(url).status_code == client.post(url, {"pain": "1"}).status_code == 302
    assert url not in client.get(reverse("outcomes:check_in", args=[asked.code])).content.decode()
    with pytest.raises(actions.UnableToAnswer, match="settled"):
        actions.correct(
            check_in=asked, answers=rules.Answers(pain=1), by=cast.viewer(world.ada), now=cast.NOW
        )
    assert models.Score.objects.get(instrument="PAIN").value == 9


@pytest.mark.parametrize(
    ("who", "status"), [(None, 302), ("bo", 404), ("eve", 404), ("ruth", 403), ("mei", 200)]
)
def test_only_the_patient_and_who_treats_them_may_change_an_answer(world, who, status):
    _asked, url = answered(world)
    client = cast.client_of(getattr(world, who) if who else None)

    assert client.get(url).status_code == status
    assert client.delete(url).status_code in {status, 405}
    if status != 200:
        client.post(url, {"pain": "1"})
        assert models.Score.objects.get(instrument="PAIN").value == 9
