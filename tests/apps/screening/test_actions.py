"""What is kept, once the person agreed."""

import pytest

from needlepoint.house import models as house
from needlepoint.knowledge.safety import check
from needlepoint.people import rules as people_rules
from needlepoint.screening import actions, models, queries, rules

pytestmark = pytest.mark.django_db


def a_session(**changes):
    answers = {key: check.Answer.NO for page in check.pages() for key in page.answer_keys}
    answers |= {key: check.Answer(value) for key, value in changes.items()}
    return {queries.SESSION_KEY: {"answers": rules.written(answers)}}


def test_a_finished_check_is_kept_with_its_versions_and_its_cautions_travel(world):
    kept = actions.keep_check(
        session=a_session(blood_thinners="YES"),
        patient=world.ada,
        by=people_rules.System(world.clinic.pk),
        now=world.now,
    )

    outcome = check.evaluate(rules.read(kept.answers))
    world.ada.refresh_from_db()
    assert (kept.rule_version, kept.wording_version) == (outcome.rule_version, outcome.wording_version)
    assert kept.route == "SUITABLE_WITH_CARE"
    assert world.ada.cautions == ["blood_thinners"]
    assert house.AuditEntry.objects.filter(what="check_kept", patient_id=world.ada.pk).count() == 1


def test_an_unfinished_check_is_not_kept(world):
    session = {queries.SESSION_KEY: {"answers": {"injury": "NO"}}}

    assert (
        actions.keep_check(session=session, patient=world.ada, by=people_rules.System(), now=world.now)
        is None
    )
    assert models.Check.objects.count() == 0


def test_answers_to_questions_no_longer_asked_become_unknown_not_no():
    assert rules.read({"asked_long_ago": "NO", "injury": "PERHAPS"}) == {}
