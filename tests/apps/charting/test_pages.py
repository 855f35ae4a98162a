"""The pages of the needles: what staff and patients read and press."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from needlepoint.charting import models, queries, rules
from needlepoint.charting.actions import handing, needling
from needlepoint.portal.pages import left_in as card_pages
from tests import cast, make
from tests.apps.charting import room
from tests.knowledge import reading

Stage = rules.Stage


@pytest.fixture
def visit(world):
    return room.a_visit_ready(world)


@pytest.fixture
def mei(world):
    return cast.client_of(world.mei)


def url(name, visit):
    return reverse(f"charting:{name}", args=[visit.code])


def text(response):
    plain = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", plain)).split())


def a_mismatch(world, visit, came_out=3):
    return room.counted(world, visit, came_out)


# --- Mismatch ----------------------------------------------------------------------------------------------------------


def test_the_page_of_a_mismatch_says_step_by_step_what_to_do_and_settles_it(world, mei, visit):
    note = a_mismatch(world, visit)

    said = text(mei.get(url("incident", visit)))
    for words in ("Stop.", "X-ray", "Never dig", "physician", "BL23", "left", "not confirmed"):
        assert words in said
    sent = {"how": "FOUND_ELSEWHERE", "reason": "On the floor, by the couch.", "patient_told": "yes"}
    assert mei.post(url("incident", visit), sent).status_code == 302

    assert room.stage(note) is Stage.COUNTED
    mei.post(url("signature", visit))
    said = text(mei.get(url("note", visit)))
    assert "On the floor, by the couch." in said
    assert "Signed by Dr Mei Tanaka, L.Ac." in said


def test_a_mismatch_settled_without_words_is_asked_again_with_what_was_typed(world, mei, visit):
    note = a_mismatch(world, visit)

    response = mei.post(url("incident", visit), {"how": "FOUND_IN_PATIENT", "reason": ""})

    assert response.status_code == 422
    assert "Say in a few words what happened." in text(response)
    assert re.search(r'value="FOUND_IN_PATIENT"[^>]*checked', response.content.decode())
    assert room.stage(note) is Stage.MISMATCH


def test_a_needle_given_up_with_a_patient_who_does_not_know_is_refused(world, mei, visit):
    note = a_mismatch(world, visit)

    response = mei.post(url("incident", visit), {"how": "NOT_FOUND", "reason": "No", "patient_told": "no"})

    assert response.status_code == 422
    assert "Tell the patient first" in text(response)
    assert room.stage(note) is Stage.MISMATCH
    mei.post(url("incident", visit), {"how": "NOT_FOUND", "reason": "X-ray asked for", "patient_told": "yes"})
    assert "may have. Write it under unwanted effects" in text(mei.get(url("note", visit)))
    assert "3 of 4 out" in text(mei.get(url("note", visit)))


def test_a_miscount_is_settled_with_one_tap_after_a_count_that_agrees(world, mei, visit):
    note = a_mismatch(world, visit)
    needling.needles_out(note=note, needles=4, by=cast.viewer(world.mei), now=room.later(world, 22))

    page = mei.get(url("note", visit)).content.decode()
    hidden = re.search(r'<form[^>]*id="miscounted".*?</form>', page, re.DOTALL).group(0)
    sent = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', hidden)}
    sent.pop("csrfmiddlewaretoken", None)
    assert mei.post(url("incident", visit), sent).status_code == 302

    assert room.stage(note) is Stage.COUNTED


# --- Counting ----------------------------------------------------------------------------------------------------------


def test_hidden_places_are_asked_about_before_the_count_and_remembered(world, mei, visit):
    note = room.needled(world, visit)  # GB30 is under clothes
    page = mei.get(url("note", visit))
    assert "Look here before you count" in text(page)
    assert "I looked: 4 of 4 out" in text(page)

    mei.post(url("needles_out", visit), {"all_out": "4", "looked": "1"})

    note.refresh_from_db()
    assert note.hidden_places_looked_at
    assert "Look here before you count" not in text(mei.get(url("note", visit)))


def test_hidden_places_are_not_asked_about_when_no_such_point_was_used(world, mei):
    visit = make.a_visit(world, starts_at="9:20")
    room.consent(world, "NEEDLING")
    make.a_course(world)  # BL23 and GV3
    room.needled(world, visit)

    assert "Look here before you count" not in text(mei.get(url("note", visit)))


def test_the_number_that_went_in_is_put_right_with_a_reason_and_both_are_read(world, mei, visit):
    note = room.needled(world, visit)
    sent = {"in_BL23.LEFT": "0", "in_BL23.RIGHT": "1", "in_GV3.MIDDLE": "1", "in_GB30.RIGHT": "1"}

    assert mei.post(url("correction", visit), {**sent, "reason": ""}).status_code == 422
    assert queries.ledger_of(note).went_in == 4
    assert mei.post(url("correction", visit), {**sent, "reason": "Never put in"}).status_code == 302

    said = text(mei.get(url("correction", visit)))
    assert "4 needles in at 9:30" in said
    assert "Put right: 3 needles in" in said
    assert "Why: Never put in" in text(mei.get(url("note", visit)))


def test_a_number_is_not_put_right_after_the_count(world, mei, visit):
    room.counted(world, visit)

    assert mei.post(url("correction", visit), {"reason": "x"}).status_code == 422


# --- Hand-over ---------------------------------------------------------------------------------------------------------


def test_the_colleague_sees_the_number_on_the_page_and_on_their_day(world, mei, visit):
    note = room.needled(world, visit)
    assert "4 needles" in text(mei.get(url("hand_over", visit)))

    sent = {"to": world.omar.code, "words": "She feels cold easily"}
    assert mei.post(url("hand_over", visit), sent).status_code == 302

    omar = cast.client_of(world.omar)
    assert "handed them over to you at 9:30: 4 needles still in" in text(omar.get(url("note", visit)))
    day = text(omar.get(reverse("desk:day")))
    assert "Ada Moreno" in day
    assert "handed over to Dr Omar Haddad" in day
    assert note.hand_overs.get().words == "She feels cold easily"


def test_a_hand_over_to_nobody_is_asked_again(world, mei, visit):
    note = room.needled(world, visit)

    assert mei.post(url("hand_over", visit), {"to": world.eve_practitioner.code}).status_code == 422
    assert not note.hand_overs.exists()


def test_the_day_costs_the_same_with_one_hand_over_and_with_many(world):
    def handed(hour):
        visit = make.a_visit(world, starts_at=f"{hour}:20")
        note = make.a_note(world, visit=visit, needles_in_at=world.now)
        models.NeedleCount.objects.create(note=note, kind="IN", needles=4, at=world.now, by="Mei")
        handing.hand_over(note=note, to=world.omar, by=cast.viewer(world.mei), now=world.now)

    handed(8)
    omar, day = cast.client_of(world.omar), reverse("desk:day")
    omar.get(day)
    once = _queries(omar, day)
    for hour in range(9, 15):
        handed(hour)
    assert _queries(omar, day) == once


def _queries(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


# --- Left in on purpose ------------------------------------------------------------------------------------------------

LEAVE = {
    "kind": "EAR_NEEDLE",
    "where": "ear Shen men",
    "side": "LEFT",
    "pieces": "2",
    "is_patient_told": "on",
}


def leave(world, client, visit, **changes):
    until = (world.today + dt.timedelta(days=3)).isoformat()
    return client.post(url("leave_in", visit), {**LEAVE, "remove_by": until, **changes})


def test_what_stays_in_is_on_the_note_on_the_card_and_on_the_patients_first_page(world, mei, visit):
    room.consent(world, "PRESS_TACKS")
    assert leave(world, mei, visit).status_code == 302

    assert "2 × ear needle, Ear: Shen men, left" in text(mei.get(url("note", visit)))
    ada = cast.client_of(world.ada)
    assert "2 tiny needles are still in" in text(ada.get(reverse("portal:home")))
    card = text(ada.get(reverse("portal:left_in")))
    for words in (
        "2 tiny needles under tape",
        "Ear (Shen men), on the left",
        "Thursday 26 November",
        "Call us if",
    ):
        assert words in card
    printed = text(cast.client_of(world.ruth).get(reverse("portal:left_in_card", args=[world.ada.code])))
    assert "Ada Moreno" in printed
    assert "Tick here when it is off" in printed


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"is_patient_told": ""}, "give them the card first"),
        ({"where": "ear"}, "where in the ear"),
        ({"where": "nowhere"}, "one point"),
        ({"pieces": "0"}, "from 1 to 20"),
        ({"remove_by": "2027-01-01"}, "one from the list"),
    ],
)
def test_what_is_left_open_is_asked_again_and_nothing_is_kept(world, mei, visit, changes, why):
    room.consent(world, "PRESS_TACKS")

    response = leave(world, mei, visit, **changes)

    assert response.status_code == 422
    assert why in text(response)
    assert not models.LeftIn.objects.exists()


def test_without_consent_the_page_says_so_and_keeps_nothing(world, mei, visit):
    assert "No consent" in text(mei.get(url("leave_in", visit)))

    assert leave(world, mei, visit).status_code == 422
    assert not models.LeftIn.objects.exists()
    assert mei.post(url("leave_in", visit), {"agrees": "PRESS_TACKS"}).status_code == 302
    assert leave(world, mei, visit).status_code == 302


def test_the_patient_says_on_the_phone_that_they_are_off(world):
    left = make.left_in(world)
    ada, off = cast.client_of(world.ada), reverse("portal:left_in_off", args=[left.code])

    assert "Please write a number" in text(ada.post(off, {"pieces": "many"}, follow=True))
    assert "count again" in text(ada.post(off, {"pieces": "9"}, follow=True))
    assert "We wrote it down" in text(ada.post(off, {"pieces": "1"}, follow=True))
    assert "All of these are off" in text(ada.post(off, follow=True))
    assert ada.post(off).status_code == 302

    left.refresh_from_db()
    assert (left.removed_pieces, left.removed_by) == (2, "patient")
    assert "Nothing stays in your skin now" in text(ada.get(reverse("portal:left_in")))


def test_staff_see_who_is_overdue_on_the_day_and_the_list_and_take_it_off_there(world, visit):
    left = make.left_in(world, note=room.opened(world, visit), remove_by=world.today - dt.timedelta(days=2))
    later = make.left_in(world, note=left.note, side="RIGHT")
    ruth = cast.client_of(world.ruth)

    assert "1 press needle or seed should be off by now" in text(ruth.get(reverse("desk:day")))
    listed = text(ruth.get(reverse("charting:left_in_list")))
    assert "2 days overdue: 2 of 2 still in" in listed
    assert world.ada.phone in listed
    ruth.post(reverse("charting:left_in_off", args=[left.code]))
    ruth.post(reverse("charting:left_in_off", args=[left.code]))

    assert models.LeftIn.objects.get(pk=left.pk).removed_by == "Ruth Abara"
    assert models.LeftIn.objects.get(pk=later.pk).removed_at is None


def test_every_sentence_a_patient_reads_is_at_grade_six_or_below():
    words = [
        *map(str, (*card_pages.HOW_NEEDLE, *card_pages.HOW_SEED, *card_pages.TAKE_CARE, *card_pages.CALL_IF)),
        "These should be off by now. Take them off today, or call us.",
        "If it is hard to breathe or to swallow, call 911.",
    ]

    assert reading.grade("\n".join(words)) <= 6
    assert [one for one in words if reading.grade(one) > 6] == []


# --- Waiting for a signature -------------------------------------------------------------------------------------------


def test_notes_not_signed_stand_on_the_practitioners_day_and_with_the_owner(world, mei):
    visit = make.a_visit(world, starts_at=world.now - dt.timedelta(days=1), state="ARRIVED")
    make.a_note(world, visit=visit)
    ivo, ruth = cast.client_of(world.ivo), cast.client_of(world.ruth)

    assert "1 note of yours is not signed" in text(mei.get(reverse("desk:day")))
    assert "note of yours" not in text(ruth.get(reverse("desk:day")))
    owner = text(ivo.get(reverse("desk:owner")))
    assert "Notes that are not signed" in owner
    assert "Dr Mei Tanaka 1 Sunday 22 November" in owner
    for client, reads in ((mei, True), (ivo, False)):
        page = client.get(reverse("charting:open_notes"))
        assert "Ada Moreno" in text(page)
        assert (url("note", visit) in page.content.decode()) is reads


def test_needles_that_do_not_agree_stand_first_among_what_is_open(world, visit):
    a_mismatch(world, visit)

    said = text(cast.client_of(world.omar).get(reverse("charting:open_notes")))

    assert "Needles that do not agree" in said
    assert "1 needle is not accounted for" in said
    assert "Needles that do not agree, not settled 1" in text(
        cast.client_of(world.ivo).get(reverse("desk:owner"))
    )


def test_a_students_note_is_signed_by_the_supervisor_with_one_tap(world, mei, visit):
    world.mei.supervisor = world.omar
    world.mei.save()
    room.signed(world, visit)
    omar = cast.client_of(world.omar)

    assert "1 note to sign a second time" in text(omar.get(reverse("desk:day")))
    assert mei.post(url("cosignature", visit)).status_code == 422
    assert omar.post(url("cosignature", visit)).status_code == 302
    omar.post(url("cosignature", visit))

    assert "Signed a second time by Dr Omar Haddad, L.Ac." in text(omar.get(url("note", visit)))


def test_the_owner_says_who_is_a_student_of_whom(world):
    ivo = cast.client_of(world.ivo)
    page = reverse("desk:practitioner", args=[world.mei.code])

    assert "Dr Omar Haddad" in text(ivo.get(page))
    assert ivo.post(page, {"name": "Dr Mei Tanaka", "supervisor": world.omar.code}).status_code == 302

    world.mei.refresh_from_db()
    assert world.mei.supervisor == world.omar
    assert "Student of Dr Omar Haddad" in text(ivo.get(reverse("desk:practitioners")))
    assert ivo.post(page, {"name": "Mei", "supervisor": world.eve_practitioner.code}).status_code == 422
    ivo.post(page, {"name": "Dr Mei Tanaka", "supervisor": ""})
    world.mei.refresh_from_db()
    assert world.mei.supervisor is None


def test_an_amended_part_shows_the_old_words_and_the_new(world, mei, visit):
    note = room.counted(world, visit)
    models.Note.objects.filter(pk=note.pk).update(told="Left leg")
    mei.post(url("signature", visit))

    mei.post(url("amendment", visit), {"part": "told", "words": "Right leg"})

    page = mei.get(url("note", visit)).content.decode()
    assert "<del>Left leg</del>" in page
    assert "<ins>Right leg</ins>" in page


def test_pages_of_a_note_that_was_never_begun_lead_nowhere_wrong(mei, visit):
    for name in ("incident", "hand_over", "correction"):
        assert mei.get(url(name, visit)).status_code in {200, 302}
        assert mei.post(url(name, visit), {"reason": "x"}).status_code == 422
    assert mei.post(url("cosignature", visit)).status_code == 422


def test_a_student_is_not_offered_to_sign_the_own_note_twice(world, mei, visit):
    world.mei.supervisor = world.omar
    world.mei.save()
    room.signed(world, visit)

    assert "A supervisor still has to sign it too" in text(mei.get(url("note", visit)))
    assert "Sign it too" not in text(mei.get(url("note", visit)))
    assert "Sign it too" in text(cast.client_of(world.omar).get(url("note", visit)))
