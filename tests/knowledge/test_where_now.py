"""The pain map asked once more is the same question in the same words, so that two maps differ by nothing but the day."""

import dataclasses
import hashlib

from needlepoint.intake import rules
from needlepoint.knowledge.questions import reading

FORM, FIRST = reading.form(rules.WHERE_NOW), reading.form(rules.FIRST_VISIT)


def bare(screens):
    """Screens without what only we read."""
    return {
        screen.key: (
            screen.title,
            screen.lead,
            tuple(dataclasses.replace(item, source="") for item in screen.items),
        )
        for screen in screens
    }


def test_it_is_sound_and_short():
    assert reading.faults_of(FORM) == []
    assert [screen.key for screen in FORM.screens] == ["where", "pain"]
    assert [item.instrument for item in FORM.items] == ["", "PAIN", "PAIN_WORST", "PAIN_NOW"]


def test_every_screen_of_it_is_word_for_word_one_of_the_form_before_a_first_visit():
    assert bare(FORM.screens).items() <= bare(FIRST.screens).items()


def test_a_changed_sentence_is_a_new_version():
    """Put the new version and its fingerprint here."""
    fingerprint = hashlib.sha256(repr((FORM.title, FORM.screens)).encode()).hexdigest()[:12]
    assert {FORM.version: fingerprint} == {"2026-11-22.1": "0025ed261d8a"}
