"""What somebody told the check travels to the visit they are offered, and the page says why in a sentence."""

import pytest

from needlepoint.frontdoor import models as frontdoor
from needlepoint.knowledge.safety import cautions
from tests import cast, checks
from tests.apps.booking import test_views as pages

pytestmark = pytest.mark.django_db
LONGER = "plan a longer first visit"


def caution_that(needs):
    """A caution that can be ticked, alone asks for this and for nothing that stops."""
    for one in cautions.all_cautions():
        given = {**checks.all_no(), one.key: checks.YES} if one.key in checks.all_no() else None
        if given and needs(cautions.needs_of([one.key])) and checks.check.evaluate(given).may_book:
            return one.key
    raise LookupError


def visitor(key):
    return checks.put_in(cast.client_of(None), {**checks.all_no(), key: checks.YES})


@pytest.fixture
def longer(world):
    return frontdoor.Service.objects.create(
        clinic=world.clinic,
        kind="FIRST",
        name="Longer first visit",
        segments=[["TOGETHER", 90]],
        price_cents=12000,
        position=9,
    )


def test_who_needs_more_time_is_offered_the_longer_first_visit_and_told_why(world, longer):
    page = visitor(caution_that(lambda needs: needs.longer_first_visit)).get(pages.STARTS)

    assert LONGER in pages.text(page)
    assert "Longer first visit, 90 minutes" in pages.text(page)
    chosen = visitor(caution_that(lambda needs: needs.longer_first_visit)).get(
        pages.STARTS, {"service": world.first.code}
    )
    assert LONGER not in pages.text(chosen)


def test_without_a_longer_one_or_without_the_need_nothing_changes(world):
    key = caution_that(lambda needs: needs.longer_first_visit)

    assert LONGER not in pages.text(visitor(key).get(pages.STARTS))


def test_the_longer_one_is_not_pressed_on_others(world, longer):
    page = pages.text(pages.visitor().get(pages.STARTS))

    assert LONGER not in page
    assert "Because of what you told us" not in page


def test_who_must_not_be_left_alone_and_who_gets_no_current_read_so(world):
    attended = caution_that(lambda needs: needs.practitioner_throughout)
    currentless = caution_that(lambda needs: needs.no_electro)

    assert "somebody stays with you" in pages.text(visitor(attended).get(pages.STARTS))
    assert "no electric current" in pages.text(visitor(currentless).get(pages.STARTS))
