"""Many windows at the same moment: one answer stands, the others are asked, and nothing is written twice."""

import pytest

from needlepoint.intake import actions, models, queries
from tests import cast, make
from tests.apps.booking.test_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WINDOWS = 4


@pytest.fixture
def row(transactional_db):
    w = cast.world()
    visit = make.a_visit(w, service=w.first, starts_at="Tue 10:00")
    viewer = cast.viewer(w.ada)
    at_once(*[lambda: actions.agree(intake=queries.not_begun(visit), by=viewer, now=w.now)] * WINDOWS)
    row = models.Intake.objects.get()
    row.viewer = viewer
    return row


def answers(row, text):
    return lambda: actions.keep_answers(
        intake=row,
        given={"tell": make.said_of(text=text)},
        seen={},
        by=row.viewer,
        now=cast.NOW,
        source="PHONE",
        language="en",
    )


def test_of_windows_that_answer_at_once_one_is_kept_and_the_others_see_it(row):
    results = at_once(*(answers(row, f"window {n}") for n in range(WINDOWS)))

    kept = [result for result in results if result.kept]
    stands = queries.answers_of(row)["tell"].text
    assert len(kept) == 1
    assert [result.conflicts["tell"].theirs.text for result in results if result.conflicts] == [stands] * (
        WINDOWS - 1
    )
    assert models.Answer.objects.count() == 1


def test_the_same_answer_sent_by_all_at_once_is_kept_once(row):
    results = at_once(*[answers(row, "the same")] * WINDOWS)

    assert all(result.revisions == {"tell": 1} for result in results)
    assert models.Answer.objects.count() == 1
