"""Signing and taking back: the words stay as they were read, and nothing taken back comes back by itself."""

import datetime as dt

import pytest

from needlepoint.house import models as house
from needlepoint.people import models, rules
from needlepoint.people.actions import consents as deeds
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return cast.world()


def words(kind="NEEDLING", version="1", language="en", sentence="One needle."):
    return deeds.Words(kind, version, language, "Needles", (("What it is", (sentence,)),))


def sign(w, *decided, **changes):
    said = {
        "signed_name": " Ada  Moreno ",
        "by": cast.viewer(w.ada),
        "now": w.now,
        **changes,
    }
    return deeds.sign_consents(
        patient=w.ada, decided=decided or (deeds.Decided(words(), is_given=True),), **said
    )


def facts():
    return sorted(house.AuditEntry.objects.values_list("what", flat=True))


def later(w, **by):
    return w.now + dt.timedelta(**by)


def test_a_signature_keeps_the_words_that_were_read_the_name_and_the_way(world):
    [kept] = sign(world, how="KIOSK", signed_as="parent")

    assert (kept.signed_name, kept.signed_as, kept.how, kept.is_given, kept.by) == (
        "Ada Moreno",
        "parent",
        "KIOSK",
        True,
        "",
    )
    assert (kept.wording_version, kept.language) == ("1", "en")
    assert kept.text.parts == [["What it is", ["One needle."]]]
    assert facts() == ["consent_given"]


def test_the_same_words_are_kept_once_and_other_words_beside_them(world):
    sign(world)
    sign(world, deeds.Decided(words(), is_given=False), now=later(world, hours=1))
    sign(
        world,
        deeds.Decided(words(sentence="Una aguja.", language="es"), is_given=True),
        now=later(world, hours=2),
    )

    assert models.ConsentText.objects.count() == 2
    assert models.Consent.objects.count() == 3


def test_signing_the_same_again_changes_nothing(world):
    first = sign(world)
    assert sign(world, now=later(world, minutes=1)) == first
    assert facts() == ["consent_given"]


def test_a_later_no_ends_the_yes_and_both_stay_readable(world):
    [yes] = sign(world)
    [no] = sign(world, deeds.Decided(words(), is_given=False), now=later(world, hours=1))

    yes.refresh_from_db()
    assert yes.withdrawn_at == no.decided_at
    assert facts() == ["consent_declined", "consent_given"]


def test_wanting_to_talk_first_is_neither_yes_nor_no(world):
    [kept] = sign(world, deeds.Decided(words(), is_given=False, is_to_talk=True))

    assert (kept.is_given, kept.is_to_talk) == (False, True)
    assert facts() == ["consent_to_talk"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"signed_name": " "}, "full name"),
        ({"signed_name": "A"}, "full name"),
    ],
)
def test_nothing_is_signed_without_a_name(world, changes, sentence):
    with pytest.raises(deeds.UnableToSign, match=sentence):
        sign(world, **changes)
    assert not models.Consent.objects.exists()


def test_nothing_is_signed_without_an_answer(world):
    with pytest.raises(deeds.UnableToSign, match="at least one"):
        deeds.sign_consents(
            patient=world.ada, decided=[], signed_name="Ada", by=cast.viewer(world.ada), now=world.now
        )


def test_a_day_to_come_is_refused(world):
    with pytest.raises(deeds.UnableToSign, match="not come yet"):
        sign(world, decided_at=later(world, days=1))


def test_taking_back_is_one_deed_and_a_second_tap_does_nothing(world):
    sign(world)
    back = {"patient": world.ada, "kind": "NEEDLING", "by": cast.viewer(world.ada)}
    taken = deeds.take_back_consent(**back, now=later(world, hours=1))

    assert taken.withdrawn_at == later(world, hours=1)
    assert deeds.take_back_consent(**back, now=later(world, hours=2)) is None
    assert models.Consent.objects.get().withdrawn_at == later(world, hours=1)
    assert facts() == ["consent_given", "consent_taken_back"]


def test_a_sheet_typed_in_late_does_not_bring_back_what_was_taken_back(world):
    sign(world)
    deeds.take_back_consent(
        patient=world.ada, kind="NEEDLING", by=cast.viewer(world.ada), now=later(world, hours=1)
    )
    paper = {"how": "PAPER", "by": cast.viewer(world.ruth), "now": later(world, days=1)}

    with pytest.raises(deeds.UnableToSign, match="decided about this later"):
        sign(world, decided_at=later(world, minutes=30), **paper)
    [kept] = sign(world, decided_at=later(world, hours=2), **paper)
    assert (kept.how, kept.by) == ("PAPER", world.ruth.name)


def test_what_was_said_aloud_keeps_who_wrote_it_down(world):
    kept = deeds.decide_consent(
        patient=world.ada,
        kind="HEAT",
        wording_version="spoken",
        is_given=True,
        how="SPOKEN",
        by=cast.viewer(world.mei),
        now=world.now,
    )
    assert (kept.how, kept.by) == ("SPOKEN", "Dr Mei Tanaka")


def test_the_clinics_own_clockwork_is_named_too(world):
    kept = deeds.decide_consent(
        patient=world.ada, kind="HEAT", wording_version="1", is_given=True, by=rules.System(), now=world.now
    )
    assert kept.by == "system"
