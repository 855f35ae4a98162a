"""Every measure of one person: asked and scored like any form, typed in from paper, listed against its own start."""

import datetime as dt
import decimal
import html
from fractions import Fraction

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from needlepoint.house import models as house
from needlepoint.intake import actions as intake_actions
from needlepoint.intake import models as intake
from needlepoint.intake import queries as intake_queries
from needlepoint.intake.actions import packs as pack_actions
from needlepoint.knowledge.instruments import catalogue, distress, scoring
from needlepoint.knowledge.questions import answers as said
from needlepoint.outcomes import actions, models, queries, tasks
from needlepoint.portal import actions as portal_actions
from tests import cast, make, wording_packs

pytestmark = pytest.mark.django_db
PEG, RMDQ, PHQ4 = (catalogue.instrument(key) for key in ("PEG", "RMDQ24", "PHQ4"))
DAY = dt.timedelta(days=1)


def load(w, key, **changes):
    return pack_actions.load_pack(
        clinic=w.clinic,
        draft=wording_packs.draft(key, **changes),
        version="1",
        source="",
        is_acknowledged=True,
        by=cast.viewer(w.ivo),
        now=w.now,
    )


def ask(w, key):
    return actions.ask_measure(
        patient=w.ada, instrument=catalogue.instrument(key), by=cast.viewer(w.mei), now=w.now
    )


def answer(w, asked, given, *, seen=None, deed=intake_actions.keep_answers, now=None):
    return deed(
        intake=asked,
        given=given,
        seen=seen or {},
        by=cast.viewer(w.ada),
        now=now or w.now,
        source="PHONE",
        language="en",
    )


def number(value):
    return make.said_of(number=decimal.Decimal(value))


def finished(w, key, given):
    load(w, key)
    asked = intake_actions.agree(intake=ask(w, key), by=cast.viewer(w.ada), now=w.now)
    answer(w, asked, given)
    portal_actions.send_intake(intake=asked, by=cast.viewer(w.ada), now=w.now)
    asked.refresh_from_db()
    return asked


def ticked(*codes):
    return make.said_of(*(said.Value(place=n, code=code) for n, code in enumerate(codes)))


# --- A loaded questionnaire ---------------------------------------------------------------------------------------------


def test_a_loaded_questionnaire_is_asked_by_the_same_form_and_scored_when_it_is_sent(world):
    pack_form = finished(world, "PEG", {"PEG_1": number(5), "PEG_2": number(6), "PEG_3": number(6)})

    score = models.Score.objects.get()
    assert (score.instrument, score.scale, score.value) == ("PEG", "", decimal.Decimal("5.6667"))
    assert (score.told_in, score.given) == (f"intake:{pack_form.code}", "ASKED")
    pack = intake.Pack.objects.get()
    assert set(intake.Answer.objects.values_list("wording_version", flat=True)) == {pack.code}
    (standing,) = queries.standings_of(world.ada)
    assert standing.latest is None
    assert standing.start.value == Fraction(17, 3)


def test_a_list_to_tick_and_a_table_reach_their_numbers(world):
    finished(world, "RMDQ24", {"RMDQ24": ticked("RMDQ24_1", "RMDQ24_7")})
    finished(world, "PROMIS_PI4A", {f"PROMIS_PI4A_{n}": make.said_of(code="2") for n in range(1, 5)})

    found = set(models.Score.objects.values_list("instrument", "scale", "value"))
    assert found == {("RMDQ24", "", 2), ("PROMIS_PI4A", "", 8), ("PROMIS_PI4A", "T", decimal.Decimal("20.4"))}


def test_a_form_with_too_few_answers_keeps_the_reason_and_no_number(world, client):
    skipped = {f"PHQ4_{n}": said.SKIPPED for n in (2, 3, 4)}
    finished(world, "PHQ4", {"PHQ4_1": make.said_of(code="1"), **skipped})

    assert not models.Score.objects.exists()
    reasons = dict(models.Unscored.objects.values_list("scale", "reasons"))
    assert reasons[""] == ["Total: 1 of 4 items are answered, and it needs every item."]
    assert set(reasons) == {"", "ANXIETY", "DEPRESSION"}
    text = cast.client_of(world.mei).get(reverse("outcomes:measures", args=[world.ada.code])).content.decode()
    assert "1 of 4 items are answered" in text
    assert "No number yet" in text


def test_great_strain_is_told_to_the_practitioner_once(world):
    answers = {f"PHQ4_{n}": make.said_of(code="3") for n in range(1, 5)}
    asked = finished(world, "PHQ4", answers)
    actions.score_intake(intake=asked, by=cast.viewer(world.ada), now=world.now)

    notice = intake.Notice.objects.get()
    assert (notice.kind, notice.told_in) == ("DISTRESS", f"intake:{asked.code}")


def test_numbers_follow_answers_that_are_put_right_and_the_record_keeps_both(world):
    asked = finished(world, "PEG", {f"PEG_{n}": number(6) for n in (1, 2, 3)})
    assert tasks.score_due(world.now) == 0
    later = world.now + dt.timedelta(minutes=5)
    correct = intake_actions.correct_answers
    answer(world, asked, {"PEG_1": number(3)}, seen={"PEG_1": 1}, deed=correct, now=later)

    assert tasks.score_due(later + dt.timedelta(minutes=1)) == 1
    assert tasks.score_due(later + dt.timedelta(minutes=2)) == 0
    assert models.Score.objects.get().value == 5
    entry = house.AuditEntry.objects.filter(what="scores_recorded").latest("pk")
    assert entry.details == {"given": "ASKED", "scores": {"PEG": ["6.0000", "5.0000"]}}

    answer(world, asked, {"PEG_2": said.SKIPPED}, seen={"PEG_2": 1}, deed=correct, now=later + 2 * DAY / 24)
    assert tasks.score_due(later + 3 * DAY / 24) == 1
    assert not models.Score.objects.exists()
    assert "2 of 3 items" in models.Unscored.objects.get().reasons[0]


def test_a_first_visit_gives_every_number_it_asks_and_its_start_follows_a_correction(world):
    visit = make.a_visit(world, service=world.first)
    given = {"pain_average": number(7), "mood": number(8)}
    asked = make.an_intake(visit, given, now=world.now)
    portal_actions.send_intake(intake=asked, by=cast.viewer(world.ada), now=world.now)

    found = dict(models.Score.objects.filter(activity=None).values_list("instrument", "value"))
    assert found == {"PAIN": 7, "MOOD": 8}
    assert intake.Notice.objects.get().kind == "DISTRESS"

    later = world.now + dt.timedelta(hours=1)
    correct = intake_actions.correct_answers
    answer(world, asked, {"pain_average": number(5)}, seen={"pain_average": 1}, deed=correct, now=later)
    tasks.score_due(later + dt.timedelta(minutes=1))
    assert queries.trend_of(world.ada).pain.start == 5
    assert house.AuditEntry.objects.get(what="start_corrected").details == {"was": 7, "is": 5}


def test_a_form_that_is_open_is_asked_again_and_not_twice(world):
    load(world, "PEG")

    assert ask(world, "PEG") == ask(world, "PEG")
    assert intake.Intake.objects.count() == 1


def test_words_that_were_laid_aside_still_show_what_was_answered_in_them(world):
    asked = finished(world, "PEG", {f"PEG_{n}": number(6) for n in (1, 2, 3)})
    load(world, "PEG", changes={("PEG_1", "words"): "Another item"})

    assert intake_queries.definition_of(asked).items[0].question == "Item 1"
    assert intake_queries.definition_of(ask(world, "PEG")).items[0].question == "Another item"


# --- Asking and typing in -----------------------------------------------------------------------------------------------


def url(name, w, *more):
    return reverse(f"outcomes:{name}", args=[w.ada.code, *more])


def test_staff_choose_what_to_ask_and_what_to_type_in(world):
    load(world, "PEG")
    ruth = cast.client_of(world.ruth)

    page = ruth.get(url("new_measure", world))
    first = page.context["choices"][0]
    assert (first.name, first.languages) == (PEG.name, "English")
    assert [one.ask_url for one in page.context["choices"][1:]] == [""] * (len(catalogue.by_pack()) - 1)

    asked = ruth.post(first.ask_url)
    assert asked.url == reverse("intake:resume", args=[intake.Intake.objects.get().code])
    refused = ruth.post(url("ask", world, "ODI"), follow=True)
    assert "have not been loaded" in refused.content.decode()


def sheet(client, where, **changes):
    """Post a sheet as the page gave it, with these boxes filled in."""
    page = client.get(where)
    form = page.context["form"]
    data = {"answered_on": form["answered_on"].value().isoformat(), "key": form["key"].value(), **changes}
    return client.post(where, data)


def test_answers_from_paper_are_kept_as_rows_with_their_number(world):
    mei = cast.client_of(world.mei)

    answered = sheet(
        mei, url("paper", world, "PEG"), PEG_1="4", PEG_2="5", PEG_3="6", answered_on="2026-11-01"
    )

    assert answered.url == url("measures", world)
    score = models.Score.objects.get()
    assert (score.value, score.given) == (5, "ITEMS")
    assert score.asked_at.isoformat() == "2026-11-01T17:00:00+00:00"
    kept = intake.Intake.objects.get()
    assert (kept.form, kept.state, kept.visit) == ("pack:PEG", "FINISHED", None)
    assert intake_queries.answers_of(kept)["PEG_2"].number == 5
    assert {row.source for row in kept.answers.all()} == {"STAFF"}
    assert tasks.score_due(world.now + DAY / 24) == 0
    assert "Answers typed from paper" in mei.get(url("measures", world)).content.decode()


def test_boxes_that_are_not_ticked_count_as_no(world):
    sheet(cast.client_of(world.mei), url("paper", world, "RMDQ24"), RMDQ24_3="on", RMDQ24_9="on")

    assert models.Score.objects.get().value == 2


def test_the_desk_types_and_does_not_read(world):
    ruth = cast.client_of(world.ruth)

    answered = sheet(ruth, url("paper", world, "PHQ4"), PHQ4_1="3", PHQ4_2="3", PHQ4_3="3", PHQ4_4="3")

    assert answered.url == reverse("desk:patient", args=[world.ada.code])
    text = ruth.get(answered.url).content.decode()
    assert "Kept with their record." in text
    assert "Severe" not in text
    assert ruth.get(url("measures", world)).status_code in {302, 403, 404}
    assert intake.Notice.objects.get().kind == "DISTRESS"


def test_every_slip_is_told_beside_its_box_and_nothing_is_kept(world):
    mei = cast.client_of(world.mei)

    answered = sheet(mei, url("paper", world, "PHQ4"), PHQ4_1="4", PHQ4_2="many", PHQ4_3="1", PHQ4_4="1")

    assert answered.status_code == 422
    errors = answered.context["form"].errors
    assert set(errors) == {"PHQ4_1", "PHQ4_2"}
    assert "out of range" in errors["PHQ4_1"][0]
    assert 'value="many"' in answered.content.decode()
    assert not models.Score.objects.exists()
    assert not intake.Intake.objects.exists()


def test_what_the_paper_leaves_open_is_kept_only_when_somebody_says_so(world):
    mei, where = cast.client_of(world.mei), url("paper", world, "PHQ4")

    first = sheet(mei, where, PHQ4_1="1")
    assert first.status_code == 422
    assert first.context["form"].is_open
    assert not models.Unscored.objects.exists()

    assert sheet(mei, where, PHQ4_1="1", is_open_on_paper="on").status_code == 302
    assert models.Unscored.objects.count() == 3
    assert sheet(mei, where, is_open_on_paper="on").status_code == 422  # an empty sheet is no answer


def test_only_the_number_is_taken_and_marked(world):
    mei, where = cast.client_of(world.mei), url("paper", world, "ODI") + "?only=number"

    for typed, about in (
        ({"number-": "101"}, "number-"),
        ({"number-": "x"}, "number-"),
        ({}, "__all__"),
        ({"number-": "34", "answered_on": "2099-01-01"}, "answered_on"),
        ({"number-": "34", "answered_on": "0001-01-01"}, "answered_on"),
    ):
        refused = sheet(mei, where, **typed)
        assert refused.status_code == 422
        assert list(refused.context["form"].errors) == [about]
    assert not models.Score.objects.exists()

    sheet(mei, where, **{"number-": "35.5"})
    score = models.Score.objects.get()
    assert (score.value, score.given) == (decimal.Decimal("35.5"), "TOTAL")
    assert not intake.Intake.objects.exists()
    assert "Only the number, worked out on paper" in mei.get(url("measures", world)).content.decode()


def test_a_sheet_sent_twice_is_kept_once(world):
    mei = cast.client_of(world.mei)
    for where, boxes in (
        (url("paper", world, "PEG"), {"PEG_1": "1", "PEG_2": "1", "PEG_3": "1"}),
        (url("paper", world, "ODI") + "?only=number", {"number-": "20"}),
    ):
        data = {"answered_on": "2026-11-20", "key": f"same{len(boxes)}", **boxes}
        assert [mei.post(where, data).status_code for _time in (1, 2)] == [302, 302]

    assert models.Score.objects.count() == 2
    assert intake.Intake.objects.count() == 1


def test_a_key_that_is_no_key_is_replaced(world):
    data = {"answered_on": "2026-11-20", "key": "a b;", "PEG_1": "1", "PEG_2": "1", "PEG_3": "1"}

    assert cast.client_of(world.mei).post(url("paper", world, "PEG"), data).status_code == 302
    assert models.Score.objects.get().told_in.removeprefix("paper:").isalnum()


def test_a_sheet_typed_by_mistake_is_taken_back_and_stays_in_the_record(world):
    mei = cast.client_of(world.mei)
    sheet(mei, url("paper", world, "PEG"), PEG_1="1", PEG_2="1", PEG_3="1")
    ((line),) = mei.get(url("measures", world)).context["page"].lines
    back = line.rows[0].take_back_url

    assert cast.client_of(world.ruth).post(back).status_code != 302 or models.Score.objects.filter(
        taken_back_at=None
    )
    assert cast.client_of(world.eve).post(back).status_code == 404
    assert mei.get(back).status_code == 405
    assert mei.post(back).status_code == 302
    assert mei.post(back).status_code == 404

    assert models.Score.objects.get().taken_back_at is not None
    assert queries.standings_of(world.ada) == ()
    assert house.AuditEntry.objects.get(what="scores_taken_back").details == {"rows": 1}
    assert not actions.take_back(
        patient=world.ada,
        told_in=models.Score.objects.get().told_in,
        by=cast.viewer(world.mei),
        now=world.now,
    )


def test_eve_finds_nobody_and_an_unknown_measure_is_no_page(world):
    eve, mei = cast.client_of(world.eve), cast.client_of(world.mei)

    for path in (url("measures", world), url("new_measure", world), url("paper", world, "PEG")):
        assert eve.get(path).status_code == 404
    assert eve.post(url("ask", world, "PEG")).status_code == 404
    assert eve.post(url("paper", world, "PEG"), {"PEG_1": "1"}).status_code == 404
    for key in ("PAIN", "NOBODY"):
        assert mei.get(url("paper", world, key)).status_code == 404
        assert mei.post(url("ask", world, key)).status_code == 404
    assert mei.post(url("take_back", world, "nothing")).status_code == 404


# --- The list -----------------------------------------------------------------------------------------------------------


def a_score(w, value, at, **changes):
    fields = {"patient": w.ada, "instrument": "RMDQ24", "value": value, "asked_at": at, "by": "x", **changes}
    return models.Score.objects.create(**fields)


def test_a_number_is_shown_against_its_own_start_with_its_range_and_what_matters(world):
    a_score(world, 14, world.now - 40 * DAY)
    a_score(world, 8, world.now)
    mei = cast.client_of(world.mei)

    (line,) = mei.get(url("measures", world)).context["page"].lines

    assert line.now == "14 at the start, 8 on 23 November 2026"
    assert line.change == "6 points better, by 43 % of the start."
    assert line.verdict == "Better by an amount that matters to most people."
    assert (
        line.about == "0 to 24. Lower is better. A change matters once it is 5 points, or 30 % of the start."
    )
    assert "Ostelo" in line.source
    assert [row.value for row in line.rows] == ["8", "14"]
    text = html.unescape(mei.get(reverse("desk:patient", args=[world.ada.code])).content.decode())
    assert line.now in text
    assert line.about in text


@pytest.mark.parametrize(
    ("key", "numbers", "words"),
    [
        ("QUEBEC", (40, 41), "1 point worse. Worse than at the start."),
        ("QUEBEC", (40, 20), "20 points better. Better by an amount that matters to most people."),
        ("PROMIS_PF4A", (9, 11),
         "2 points better. Better than at the start. How much matters is not known for this one."),
        ("ODI", (40, 40), "No points of difference. No change."),
    ],
)  # fmt: skip
def test_every_kind_of_change_has_its_words(world, key, numbers, words):
    for ago, number_then in enumerate(reversed(numbers)):
        a_score(world, number_then, world.now - ago * DAY, instrument=key)

    (line,) = cast.client_of(world.mei).get(url("measures", world)).context["page"].lines

    assert f"{line.change} {line.verdict}" == words


def test_whoever_treats_reads_at_once_that_somebody_is_under_great_strain(world):
    mei, boxes = cast.client_of(world.mei), {f"PHQ4_{n}": "3" for n in range(1, 5)}

    page = mei.get(sheet(mei, url("paper", world, "PHQ4"), **boxes).url)

    assert "Kept. PHQ-4: Total: 12." in page.content.decode()
    assert distress.FOR_STAFF in page.content.decode()


def test_a_form_whose_words_were_never_here_shows_numbers_of_items(world):
    load(world, "PEG")
    asked = ask(world, "PEG")
    pack_actions.retire_pack(pack=intake.Pack.objects.get(), by=cast.viewer(world.ivo), now=world.now)

    assert intake_queries.definition_of(asked).version == "paper"
    asked.form = "pack:NOBODY"
    with pytest.raises(Http404):
        intake_queries.definition_of(asked)


def test_the_same_reason_is_not_written_twice(world):
    asked = finished(world, "PEG", {"PEG_1": said.SKIPPED, "PEG_2": number(1), "PEG_3": number(1)})
    actions.score_intake(intake=asked, by=cast.viewer(world.ada), now=world.now)

    assert house.AuditEntry.objects.filter(what="scores_recorded").count() == 1


def test_what_was_answered_before_this_stretch_of_care_is_no_start(world):
    visit = make.a_visit(world)
    a_score(world, 20, world.now - 400 * DAY)
    models.CheckIn.objects.create(
        clinic=world.clinic, patient=world.ada, visit=visit, kind="BASELINE", due_at=world.now, made_at=world.now,
        answered_at=world.now - 10 * DAY,
    )  # fmt: skip
    a_score(world, 9, world.now - 9 * DAY)
    a_score(world, 9, world.now)

    (standing,) = queries.standings_of(world.ada)

    assert [one.value for one in standing.numbers] == [9, 9]
    assert standing.change.raw == 0


def test_a_patient_reads_how_they_do_and_no_labels_of_what_foretells(world):
    a_score(world, 9, world.now, instrument="PHQ4")
    a_score(world, 9, world.now)
    ada, mei = cast.client_of(world.ada), cast.client_of(world.mei)

    own, theirs = (who.get(url("measures", world)).context["page"].lines for who in (ada, mei))

    assert [line.name for line in own] == [RMDQ.name]
    assert [line.group for line in theirs] == ["", "Severe"]
    assert ada.get(url("paper", world, "PEG")).status_code != 200


def test_the_line_of_pain_leads_to_the_other_numbers_where_there_are_any(world):
    ada = cast.client_of(world.ada)
    assert url("measures", world) not in ada.get(url("trend", world)).content.decode()

    a_score(world, 9, world.now)

    assert url("measures", world) in ada.get(url("trend", world)).content.decode()


def test_the_line_of_pain_knows_nothing_of_other_measures(world):
    a_score(world, 9, world.now)
    a_score(world, 4, world.now, instrument="PAIN")

    trend = queries.trend_of(world.ada)

    assert [one.answers.pain for one in trend.occasions] == [4]
    assert repr(trend.pain.values) == "(4,)"


def test_the_list_costs_the_same_with_one_number_and_with_thirty(world, django_assert_num_queries):
    a_score(world, 9, world.now)
    mei = cast.client_of(world.mei)
    mei.get(url("measures", world))
    with CaptureQueriesContext(connection) as one:
        mei.get(url("measures", world))
    for place in range(30):
        a_score(world, 9, world.now - place * DAY, instrument="ODI")
    with django_assert_num_queries(len(one)):
        mei.get(url("measures", world))


def test_what_a_number_is_worth_is_scored_once_whoever_asks(world):
    (outcome,) = scoring.score(PEG, [("PEG_1", 1), ("PEG_2", 1), ("PEG_3", 2)])
    told = {"patient": world.ada, "asked_at": world.now, "by": cast.viewer(world.mei), "now": world.now}

    for _time in (1, 2):
        assert actions.record_scores(outcomes=[outcome], told_in="intake:x", **told) == 1

    assert scoring.exact(models.Score.objects.get().value) == Fraction(4, 3)
    assert house.AuditEntry.objects.filter(what="scores_recorded").count() == 1


# --- Where it is found --------------------------------------------------------------------------------------------------


def test_a_questionnaire_belongs_to_the_next_visit_and_waits_on_the_patients_page(world):
    load(world, "PEG")
    visit = make.a_visit(world, starts_at="15:00")

    asked = ask(world, "PEG")

    assert asked.visit == visit
    home = cast.client_of(world.ada).get(reverse("portal:home")).content.decode()
    assert PEG.name in home
    assert reverse("intake:resume", args=[asked.code]) in home
    assert PEG.name not in cast.client_of(world.bo).get(reverse("portal:home")).content.decode()


def test_what_was_answered_for_a_visit_is_asked_once_more_on_its_own(world):
    make.a_visit(world, starts_at="15:00")
    finished(world, "PEG", {f"PEG_{n}": number(6) for n in (1, 2, 3)})

    again = ask(world, "PEG")

    assert again.visit is None
    assert again.state == "OPEN"
