"""Pain that went up asks for the check anew; everything else leaves it as it is."""

import datetime as dt

import pytest

from needlepoint.house import models as house
from needlepoint.knowledge.safety import check
from needlepoint.outcomes import actions
from needlepoint.screening import queries, rules
from tests import cast, checks, make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def tell(world, visit, pain, *, now):
    return actions.record_pain(patient=world.ada, visit=visit, value=pain, by=cast.viewer(world.mei), now=now)


@pytest.mark.parametrize(("pain", "again"), [(7, rules.Again.FLARE), (6, None), (2, None)])
def test_two_points_more_ask_again_and_fewer_do_not(world, pain, again):
    first = make.a_visit(world, starts_at=world.now - 9 * DAY)
    second = make.a_visit(world, starts_at=world.now)
    checks.kept(world.ada, check.Route.SUITABLE, at=world.now - 10 * DAY)
    tell(world, first, 5, now=world.now - 9 * DAY)

    tell(world, second, pain, now=world.now)

    assert queries.standing_of(world.ada, now=world.now).again is again
    assert house.AuditEntry.objects.filter(what="check_wanted").count() == (again is not None)


def test_without_a_check_nothing_is_written_down(world):
    visit = make.a_visit(world, starts_at=world.now)

    tell(world, visit, 9, now=world.now)

    assert not house.AuditEntry.objects.filter(what="check_wanted").exists()
