"""Unwanted effects, from the chart, the phone and the desk, until they are closed."""

import datetime as dt

import pytest
from django.template.loader import get_template
from django.urls import reverse

from needlepoint.charting import models
from needlepoint.charting.actions import holding, reporting
from needlepoint.charting.queries import effects as queries
from needlepoint.charting.rules import effects
from needlepoint.house import models as house
from needlepoint.intake import models as intake
from tests import cast, make
from tests.apps.charting import room

FULL = {
    "category": "BURN",
    "grade": 2,
    "outcome": "RECOVERED",
    "causality": "PROBABLE",
    "patient_told": True,
}


@pytest.fixture
def mei(world):
    return cast.viewer(world.mei)


@pytest.fixture
def effect(world):
    return make.an_effect(world)


def told(world, patient=None, *, by=None, now=None, **changes):
    said = {"category": "", "signs": [], "words": "", "began": "", "visit_code": "", **changes}
    patient = patient or world.ada
    by = by or cast.viewer(patient)
    return reporting.take_down_effect(patient=patient, by=by, now=now or world.now, **said)


def notices(world):
    return list(intake.Notice.objects.order_by("pk").values_list("kind", "told_in"))


# --- From the chart ----------------------------------------------------------------------------------------------------


def test_two_taps_write_down_a_mild_bruise_and_nobody_has_to_follow_it_up(world, mei):
    visit = room.a_visit_ready(world)

    response = cast.client_of(world.mei).post(
        reverse("charting:reaction", args=[visit.code]), {"category": "BRUISE", "grade": "1"}
    )

    [one] = models.Reaction.objects.all()
    assert response.url.endswith("/note/#unwanted")
    assert (one.clinic_id, one.patient_id, one.note.visit_id) == (world.clinic.pk, world.ada.pk, visit.pk)
    assert (one.closed_at, one.is_expected, one.is_serious) == (world.now, True, False)
    assert queries.open_effects(mei) == []
    assert queries.closed_effects(mei, since=world.now - dt.timedelta(days=1)) == []


def test_the_buttons_of_one_tap_carry_what_shows_that_they_are_ours(world):
    visit = room.a_visit_ready(world)

    page = cast.client_of(world.mei).get(reverse("charting:note", args=[visit.code])).content.decode()

    form = page[page.index(f'action="{reverse("charting:reaction", args=[visit.code])}"') :]
    assert "csrfmiddlewaretoken" in form[: form.index("</form>")]


def test_a_double_tap_is_one_bruise_and_one_call(world, mei):
    note, soon = make.a_note(world), world.now + dt.timedelta(seconds=3)

    once = reporting.report_reaction(note=note, category="NERVE", grade=1, by=mei, now=world.now)
    assert reporting.report_reaction(note=note, category="NERVE", grade=1, by=mei, now=soon) == once
    assert reporting.report_reaction(note=note, category="BRUISE", grade=1, by=mei, now=soon) != once
    for now in (world.now, soon):
        reporting.follow_up_effect(reaction=once, words="Called", outcome="ONGOING", by=mei, now=now)
    assert once.follow_ups.count() == 1


def test_the_buttons_of_one_tap_are_those_of_the_rules():
    template = get_template("charting/_effects_quick.html").template.source

    assert [template.count(f'value="{one}"') for one in effects.QUICK] == [1] * len(effects.QUICK)
    assert template.count("{% button") == len(effects.QUICK)


@pytest.mark.parametrize(("category", "grade"), [("BRUISE", 2), ("LUNG", 1)])
def test_what_is_worse_than_mild_opens_the_whole_form(world, category, grade):
    visit = room.a_visit_ready(world)

    response = cast.client_of(world.mei).post(
        reverse("charting:reaction", args=[visit.code]), {"category": category, "grade": grade}
    )

    [one] = models.Reaction.objects.all()
    assert response.url == reverse("charting:effect", args=[one.code])
    assert one.closed_at is None


def test_the_page_for_something_worse_opens_and_keeps_words_that_miss_an_answer(world):
    visit, client = room.a_visit_ready(world), cast.client_of(world.mei)
    url = reverse("charting:reaction", args=[visit.code])

    assert client.get(url).status_code == 200
    response = client.post(url, {"grade": "3", "words": "A red spot"})
    assert response.status_code == 422
    assert "A red spot" in response.content.decode()
    assert not models.Reaction.objects.exists()


# --- Told by the patient, or taken down at the desk ----------------------------------------------------------------------


def test_what_a_patient_tells_is_kept_ungraded_and_practitioners_hear_of_it(world):
    note = make.a_note(world)

    one = told(world, category="BURN", words=" A blister ", began="HOUR", visit_code=note.visit.code)

    assert (one.source, one.grade, one.category, one.words) == ("PATIENT", None, "BURN", "A blister")
    assert (one.note_id, one.began_after_minutes, one.closed_at) == (note.pk, 60, None)
    assert notices(world) == [("AFTER", f"reaction:{one.code}")]
    [entry] = house.AuditEntry.objects.filter(what="effect_told")
    assert entry.details == {"urgent": False, "source": "PATIENT"}
    assert entry.patient_id == world.ada.pk


@pytest.mark.parametrize("sign", ["BREATH", "CHEST"])
def test_breathlessness_and_chest_pain_are_urgent_for_everybody(world, mei, sign):
    one = told(world, signs=[sign], category="BRUISE")

    assert (one.category, one.signs) == ("LUNG", [sign])
    assert notices(world) == [("AFTER_NOW", f"reaction:{one.code}")]
    page = cast.client_of(world.ruth).get("/day/").content.decode()
    assert "to call them now" in page
    page = cast.client_of(world.mei).get(reverse("charting:effect", args=[one.code])).content.decode()
    assert "they call 911" in page


def test_words_of_self_harm_reach_the_practitioner_as_such(world):
    told(world, category="DISTRESS", words="I want to kill myself")

    assert [kind for kind, _where in notices(world)] == ["AFTER", "CRISIS"]


def test_a_second_tap_keeps_nothing_new_and_the_same_an_hour_later_does(world):
    one = told(world, category="HEADACHE")

    assert told(world, category="HEADACHE", now=world.now + dt.timedelta(seconds=5)) == one
    assert told(world, category="HEADACHE", now=world.now + dt.timedelta(hours=1)) != one


def test_a_note_of_somebody_else_is_never_taken_for_theirs(world):
    note = make.a_note(world, visit=make.a_visit(world, patient=world.bo))

    assert told(world, category="HEADACHE", visit_code=note.visit.code).note is None


@pytest.mark.parametrize("who", ["bo", "ivo", "eve"])
def test_only_the_patient_or_who_is_at_the_phone_or_treats_takes_something_down(world, who):
    with pytest.raises(holding.UnableToChart):
        told(world, by=cast.viewer(getattr(world, who)), category="HEADACHE")

    assert not models.Reaction.objects.exists()


def test_the_desk_writes_down_what_is_said_on_the_phone_and_reads_nothing_back(world):
    make.an_effect(world, words="Something for practitioners")
    visit = make.a_note(world).visit
    visit.state = "COMPLETED"
    visit.starts_at = world.now - dt.timedelta(hours=2)
    visit.save()
    ruth, url = cast.client_of(world.ruth), reverse("charting:effects_of", args=[world.ada.code])

    page = ruth.get(url)
    assert "Something for practitioners" not in page.content.decode()
    assert visit.code in page.content.decode()
    response = ruth.post(
        url, {"category": "BRUISE", "visit": visit.code, "words": "Blue at the hip"}, follow=True
    )

    one = models.Reaction.objects.latest("pk")
    assert (one.source, one.note.visit_id, one.grade) == ("DESK", visit.pk, None)
    assert "Blue at the hip" not in response.content.decode()
    assert "somebody will call" in response.content.decode()


def test_a_call_that_cannot_wait_says_so_to_whoever_holds_the_phone(world):
    url = reverse("charting:effects_of", args=[world.ada.code])

    response = cast.client_of(world.ruth).post(url, {"signs": ["CHEST"], "visit": ""}, follow=True)

    assert "hang up and call 911 now" in response.content.decode()


@pytest.mark.parametrize(
    "posted", [{}, {"category": "SHARK"}, {"signs": ["SHARK"]}, {"category": "BRUISE", "visit": "none-such"}]
)
def test_a_call_without_an_answer_keeps_the_words_and_stores_nothing(world, posted):
    url = reverse("charting:effects_of", args=[world.ada.code])

    response = cast.client_of(world.ruth).post(url, {"words": "She said so", **posted})

    assert response.status_code == 422
    assert "She said so" in response.content.decode()
    assert not models.Reaction.objects.exists()


def test_a_practitioner_sees_what_is_known_beside_the_form(world, effect):
    page = cast.client_of(world.mei).get(reverse("charting:effects_of", args=[world.ada.code]))

    assert effect.words in page.content.decode()


# --- Followed up, and closed --------------------------------------------------------------------------------------------


def test_it_is_assessed_then_closed_with_all_that_a_moderate_one_asks_for(world, mei, effect):
    reporting.assess_effect(reaction=effect, by=mei, now=world.now, closes=True, **FULL, lasted="DAY")

    effect.refresh_from_db()
    assert (effect.category, effect.grade, effect.is_serious) == ("BURN", 2, False)
    assert (effect.closed_at, effect.closed_by) == (world.now, "Dr Mei Tanaka")
    assert effect.lasted_minutes == effects.LASTED["DAY"]
    [entry] = house.AuditEntry.objects.filter(what="effect_assessed")
    assert entry.details["before"] == ["HEADACHE", None, False]
    assert entry.details["after"] == ["BURN", 2, False]


def test_closing_too_early_says_everything_at_once_and_changes_nothing(world, mei, effect):
    with pytest.raises(holding.UnableToChart) as refused:
        reporting.assess_effect(
            reaction=effect, by=mei, now=world.now, closes=True, category="BURN", grade=2, outcome="ONGOING"
        )

    assert len(refused.value.reasons) == 3
    effect.refresh_from_db()
    assert (effect.category, effect.grade, effect.closed_at) == ("HEADACHE", None, None)
    assert not house.AuditEntry.objects.filter(what="effect_assessed").exists()


def test_one_criterion_makes_it_serious_and_urgent_on_the_list(world, mei, effect):
    reporting.assess_effect(
        reaction=effect, by=mei, now=world.now, category="INFECTION", grade=2, criteria=["HOSPITAL"]
    )
    make.an_effect(world, category="BRUISE", at=world.now - dt.timedelta(days=3))

    first, second = queries.open_effects(mei)
    assert (first.pk, first.is_serious, first.seriousness) == (effect.pk, True, ["HOSPITAL"])
    page = cast.client_of(world.mei).get("/effects/").content.decode()
    assert page.index("Infection, grade 2, serious") < page.index("Bruise, not graded yet")
    assert queries.count_open(mei) == queries.Open(2, 1, 1, second.at)
    assert "serious: 1" in cast.client_of(world.mei).get("/day/").content.decode()


def test_whoever_looks_at_it_is_done_with_the_notice_but_not_with_words_of_self_harm(world, mei):
    one = told(world, category="DISTRESS", words="I want to kill myself")

    reporting.follow_up_effect(reaction=one, words="Called them", outcome="", by=mei, now=world.now)

    seen = dict(intake.Notice.objects.values_list("kind", "seen_at"))
    assert seen == {"AFTER": world.now, "CRISIS": None}


def test_the_list_begins_with_what_cannot_wait(world, mei):
    ago = {number: world.now - dt.timedelta(days=number) for number in range(5)}
    graded = make.an_effect(world, grade=3, at=ago[4])
    ungraded = make.an_effect(world, at=ago[3])
    signs = make.an_effect(world, signs=["CHEST"], category="LUNG", at=ago[1])
    serious = make.an_effect(world, grade=2, is_serious=True, at=ago[0])

    assert [one.pk for one in queries.open_effects(mei)] == [serious.pk, signs.pk, ungraded.pk, graded.pk]


def test_a_patients_own_words_are_never_changed_and_the_exact_onset_stays(world, mei):
    one = make.an_effect(world, began_after_minutes=6)

    reporting.assess_effect(
        reaction=one, by=mei, now=world.now, category="FAINT", grade=1, words="Mine", began="HOUR"
    )

    one.refresh_from_db()
    assert (one.words, one.began_after_minutes) == ("It began on the way home", 6)


def test_what_staff_wrote_may_be_put_right(world, mei):
    one = make.an_effect(world, source="CHART", words="Left hip")

    reporting.assess_effect(
        reaction=one, by=mei, now=world.now, category="BRUISE", grade=1, words=" Right hip "
    )

    one.refresh_from_db()
    assert one.words == "Right hip"


def test_what_was_heard_is_added_and_says_how_it_stands_now(world, mei, effect):
    reporting.follow_up_effect(
        reaction=effect, words="Called: better", outcome="RECOVERING", by=mei, now=world.now
    )

    effect.refresh_from_db()
    assert (effect.outcome, [one.words for one in effect.follow_ups.all()]) == (
        "RECOVERING",
        ["Called: better"],
    )
    assert room.recorded("effect_followed_up") == 1


def test_a_death_that_is_heard_of_makes_it_serious_at_once(world, mei, effect):
    reporting.follow_up_effect(
        reaction=effect, words="Their son called", outcome="DIED", by=mei, now=world.now
    )

    effect.refresh_from_db()
    assert (effect.is_serious, effect.seriousness) == (True, ["DEATH"])


def test_a_closed_one_is_changed_only_after_it_was_opened_again_with_a_reason(world, mei):
    one = make.an_effect(world, grade=1, outcome="RECOVERED", closed_at=world.now, closed_by="Dr Mei Tanaka")
    shut = {"by": mei, "now": world.now}

    with pytest.raises(holding.UnableToChart):
        reporting.assess_effect(reaction=one, **shut, **FULL)
    with pytest.raises(holding.UnableToChart):
        reporting.follow_up_effect(reaction=one, words="More", outcome="", **shut)
    with pytest.raises(holding.UnableToChart):
        reporting.reopen_effect(reaction=one, words=" ", **shut)
    reporting.reopen_effect(reaction=one, words="It came back", **shut)
    with pytest.raises(holding.UnableToChart):
        reporting.reopen_effect(reaction=one, words="It came back", **shut)

    one.refresh_from_db()
    assert (one.closed_at, one.closed_by, one.follow_ups.get().words) == (None, "", "It came back")
    with pytest.raises(holding.UnableToChart):
        reporting.follow_up_effect(reaction=one, words="", outcome="", **shut)


@pytest.mark.parametrize("who", ["ruth", "ivo", "eve", "ada"])
def test_nobody_but_a_practitioner_of_the_clinic_assesses_follows_up_or_reads(world, effect, who):
    by = cast.viewer(getattr(world, who))
    deeds = (
        lambda: reporting.assess_effect(reaction=effect, by=by, now=world.now, **FULL),
        lambda: reporting.follow_up_effect(reaction=effect, words="Hm", outcome="", by=by, now=world.now),
        lambda: reporting.reopen_effect(reaction=effect, words="Hm", by=by, now=world.now),
    )

    for deed in deeds:
        with pytest.raises(holding.UnableToChart):
            deed()
    assert queries.open_effects(by) == queries.effects_of(by, world.ada) == []


@pytest.mark.parametrize(
    "odd",
    [
        {"category": "SHARK"},
        {"grade": 6},
        {"criteria": ["SHARK"]},
        {"causality": "SHARK"},
        {"outcome": "SHARK"},
    ],
)
def test_what_no_list_holds_is_refused(world, mei, effect, odd):
    with pytest.raises(ValueError, match=r"SHARK|grade"):
        reporting.assess_effect(reaction=effect, by=mei, now=world.now, **{**FULL, **odd})


# --- The pages ----------------------------------------------------------------------------------------------------------


def test_the_page_of_one_effect_keeps_closes_and_opens_it_again(world):
    note = make.a_note(world)
    note.needlings.create(point_code="GB21", side="LEFT", needles_in=1)
    note.needlings.create(point_code="KI3", side="BOTH", needles_in=2)
    note.needlings.create(point_code="ASHI", side="LEFT", place="L4", needles_in=1)
    one = make.an_effect(world, note=note)
    client, url = cast.client_of(world.mei), reverse("charting:effect", args=[one.code])
    posted = {"category": "BRUISE", "grade": "1", "outcome": "RECOVERED"}

    page = client.get(url).content.decode()
    assert one.words in page
    assert "GB21 L, KI3" in page
    assert "over the lung" in page
    assert client.post(url, posted).url == url
    assert client.post(url, {**posted, "outcome": "ONGOING", "close": "1"}).status_code == 422
    assert client.post(url, {**posted, "close": "1"}).url == url
    assert "All gone" in client.get(url).content.decode()
    again = reverse("charting:effect_reopening", args=[one.code])
    assert client.post(again, {"words": ""}).status_code == 422
    assert client.post(again, {"words": "It came back"}).url == url
    heard = reverse("charting:effect_follow_up", args=[one.code])
    assert client.post(heard, {"words": "Called"}).url == url
    response = client.post(heard, {"words": "", "outcome": "RECOVERING"})
    assert response.status_code == 422
    assert "Write what you heard or did" in response.content.decode()


def test_an_answer_that_is_not_on_the_form_is_said_and_nothing_is_stored(world, effect):
    url = reverse("charting:effect", args=[effect.code])

    response = cast.client_of(world.mei).post(
        url, {"category": "BRUISE", "grade": "9", "what_was_done": "Ice"}
    )

    assert response.status_code == 422
    assert "Ice" in response.content.decode()
    effect.refresh_from_db()
    assert (effect.category, effect.grade) == ("HEADACHE", None)


def test_the_list_costs_the_same_at_one_and_at_thirty_rows(
    world, effect, django_assert_num_queries, django_assert_max_num_queries
):
    client = cast.client_of(world.mei)
    with django_assert_max_num_queries(12) as one:
        client.get("/effects/")
    note = make.a_note(world)
    models.Reaction.objects.bulk_create(
        models.Reaction(
            clinic=world.clinic, patient=world.ada, note=note, category="NERVE", grade=2, at=world.now, by="x"
        )
        for _ in range(29)
    )

    with django_assert_num_queries(len(one.captured_queries)):
        client.get("/effects/")


def test_a_figure_opens_to_the_rows_it_counts(world):
    visit = make.a_visit(world, starts_at=world.now - dt.timedelta(days=3), state="COMPLETED")
    note = make.a_note(world, visit=visit)
    make.an_effect(world, note=note, category="BRUISE", words="Blue", grade=1, closed_at=world.now)
    make.an_effect(world, note=note, category="NERVE", words="Tingles")
    client = cast.client_of(world.mei)

    page = client.get("/effects/?group=BRUISE_OR_BLEEDING&days=28").content.decode()
    assert "Blue" in page
    assert "Tingles" not in page
    assert "Tingles" in client.get("/effects/?group=ANY&days=").content.decode()
    assert "Blue" not in client.get("/effects/?group=ANY&days=2").content.decode()
    assert "Blue" not in client.get("/effects/?group=SERIOUS").content.decode()
    assert client.get("/effects/?group=SHARK").status_code == 404


def test_another_clinic_sees_none_of_it(world, effect):
    eve = cast.client_of(world.eve)

    assert effect.words not in eve.get("/effects/").content.decode()
    assert eve.get(reverse("charting:effect", args=[effect.code])).status_code == 404
    assert eve.get(reverse("charting:effects_of", args=[world.ada.code])).status_code == 404
    assert queries.count_open(cast.viewer(world.eve)) == queries.Open()
