"""Nothing is charted without a consent in force, unless somebody wrote down why; and never over a no."""

import pytest

from needlepoint.charting import models, queries, rules
from needlepoint.charting.actions import holding, needling, noting
from needlepoint.people import models as people
from needlepoint.people.actions import consents as consent_deeds
from tests import cast
from tests.apps.charting import room

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return cast.world()


@pytest.fixture
def visit(world):
    ready = room.a_visit_ready(world)
    people.Consent.objects.all().delete()
    return ready


@pytest.fixture
def mei(world):
    return cast.viewer(world.mei)


@pytest.fixture
def note(world, visit, mei):
    return noting.open_note(visit=visit, by=mei, now=world.now)


def go(world, note, by, **changes):
    said = {"kind": "NEEDLING", "why": "EMERGENCY", "words": " Fainted, needed it now. ", **changes}
    return noting.go_without_consent(note=note, by=by, now=world.now, **said)


def test_a_reason_lets_the_needles_in_and_stays_on_the_note_with_its_author(world, note, mei):
    with pytest.raises(holding.UnableToNeedle, match="No consent to needles"):
        needling.needles_in(note=note, by=mei, now=world.now)
    made = go(world, note, mei)
    needling.needles_in(note=note, by=mei, now=world.now)

    assert (made.kind, made.why, made.words, made.by) == (
        "NEEDLING",
        "EMERGENCY",
        "Fainted, needed it now.",
        mei.name,
    )
    assert room.recorded("went_without_consent") == 1
    assert not people.Consent.objects.exists()


def test_a_reason_for_one_technique_says_nothing_of_another(world, note, mei):
    go(world, note, mei)

    assert queries.consents_for(note) == {"NEEDLING"}
    with pytest.raises(holding.UnableToChart, match="no consent on record"):
        noting.set_chart(note=note, chart=rules.Chart(techniques=("HEAT",)), by=mei, now=world.now)


def test_scraping_needs_its_own_consent(world, note, mei):
    room.consent(world, "CUPPING")
    with pytest.raises(holding.UnableToChart, match="no consent on record"):
        noting.set_chart(note=note, chart=rules.Chart(techniques=("GUA_SHA",)), by=mei, now=world.now)
    room.consent(world, "GUA_SHA")

    noting.set_chart(note=note, chart=rules.Chart(techniques=("GUA_SHA",)), by=mei, now=world.now)


def test_what_was_taken_back_is_refused_and_no_reason_stands_in_for_it(world, note, mei):
    room.consent(world, "HEAT")
    chart = rules.Chart(techniques=("HEAT",))
    noting.set_chart(note=note, chart=chart, by=mei, now=world.now)
    consent_deeds.take_back_consent(patient=world.ada, kind="HEAT", by=cast.viewer(world.ada), now=world.now)

    with pytest.raises(holding.UnableToChart, match="they agreed, and took it back"):
        noting.set_chart(note=note, chart=chart, by=mei, now=world.now)
    with pytest.raises(holding.UnableToChart, match="Only a new yes"):
        go(world, note, mei, kind="HEAT")
    noting.hear_consent(note=note, kinds=["HEAT"], by=mei, now=world.now)
    noting.set_chart(note=note, chart=chart, by=mei, now=world.now)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"is_given": False}, "Cupping: they said no"),
        ({"is_given": False, "is_to_talk": True}, "Cupping: they want to talk about it first"),
    ],
)
def test_a_refusal_says_what_the_patient_said(world, note, mei, said, words):
    room.consent(world, "CUPPING", **said)

    with pytest.raises(holding.UnableToChart, match=words):
        noting.set_chart(note=note, chart=rules.Chart(techniques=("CUPPING",)), by=mei, now=world.now)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"words": "  "}, "in a few words"),
        ({"kind": "MAGIC"}, "Nobody is asked"),
    ],
)
def test_a_reason_without_words_or_for_nothing_we_know_is_refused(world, note, mei, said, words):
    with pytest.raises(holding.UnableToChart, match=words):
        go(world, note, mei, **said)
    assert not models.WithoutConsent.objects.exists()


def test_an_unknown_reason_is_a_mistake_of_ours(world, note, mei):
    with pytest.raises(ValueError, match="WHIM"):
        go(world, note, mei, why="WHIM")


def test_what_was_agreed_to_needs_no_reason(world, note, mei):
    room.consent(world, "NEEDLING")
    with pytest.raises(holding.UnableToChart, match="No reason is needed"):
        go(world, note, mei)


def test_wanting_to_talk_first_is_no_refusal(world, note, mei):
    people.Consent.objects.create(
        patient=world.ada,
        kind="NEEDLING",
        wording_version="1",
        is_given=False,
        is_to_talk=True,
        decided_at=world.now,
    )
    assert go(world, note, mei, why="BY_PROXY").why == "BY_PROXY"


def test_a_signed_note_takes_no_more_reasons(world, note, mei):
    models.Note.objects.filter(pk=note.pk).update(state="SIGNED", signed_at=world.now)
    with pytest.raises(holding.UnableToChart, match="signed"):
        go(world, note, mei)


def test_only_a_practitioner_of_the_clinic_writes_a_reason(world, note):
    for who in (world.ruth, world.ivo, world.eve):
        with pytest.raises(holding.UnableToChart, match="Only a practitioner"):
            go(world, note, cast.viewer(who))


def test_a_second_reason_replaces_the_first(world, note, mei):
    go(world, note, mei)
    go(world, note, mei, why="OTHER", words="Signed at the desk.")

    assert [one.why for one in note.without_consent.all()] == ["OTHER"]


# --- The page ---------------------------------------------------------------------------------------------------------------


def url(visit):
    return f"/visits/{visit.code}/note/without-consent/"


POSTED = {"without_kind": "NEEDLING", "without_why": "ON_PAPER", "without_words": "Sheet in the tray."}


def test_the_page_takes_the_reason_and_the_note_shows_it(world, visit):
    client = cast.client_of(world.mei)
    answer = client.post(url(visit), POSTED, follow=True)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "Needles: no consent, reason given" in page
    assert "Sheet in the tray." in page


def test_a_reason_left_out_is_pointed_out_and_nothing_is_kept(world, visit):
    answer = cast.client_of(world.mei).post(url(visit), {**POSTED, "without_words": ""})

    assert answer.status_code == 422
    assert "Say in a few words why." in answer.content.decode()
    assert not models.WithoutConsent.objects.exists()


def test_a_no_is_not_offered_to_be_passed_over(world, visit):
    for kind in ("NEEDLING", "ELECTRO", "HEAT", "CUPPING", "GUA_SHA"):
        people.Consent.objects.create(
            patient=world.ada, kind=kind, wording_version="1", is_given=False, decided_at=world.now
        )
    page = cast.client_of(world.mei).get(f"/visits/{visit.code}/note/").content.decode()

    assert "Go on without a consent on record" not in page
