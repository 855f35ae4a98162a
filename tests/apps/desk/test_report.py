"""The report's page and file: for the owner alone, denominators shown, small numbers marked, nobody named."""

import pytest
from django.urls import reverse

from needlepoint.booking import models as booking
from needlepoint.people import models as people
from tests import cast, make

pytestmark = pytest.mark.django_db


def page(who, name="report", **query):
    answer = cast.client_of(who).get(reverse(f"desk:{name}"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def some_visits(world):
    for hour in range(8, 13):
        make.a_visit(world, starts_at=f"{hour}:00", state="COMPLETED")
    make.a_visit(world, starts_at="14:00", state="MISSED", patient=world.dan, practitioner=world.omar)


def test_every_share_says_what_it_is_of_and_small_ones_are_not_told_in_percent(world):
    some_visits(world)
    shown = page(world.ivo)
    for words in (
        "5 October 2026 to 29 November 2026",
        "of 108 h", "17%", "1 of 6", "fewer than 5: too few to say", "none due", "0 of 5",
        "Working hours of everybody who treats", "No patient can be told",
    ):  # fmt: skip
        assert words in shown, words
    assert "Moreno" not in shown


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"by": "month"}, "1 December 2025 to 30 November 2026"),
        ({"only": "2026-11-10"}, "9 November 2026 to 15 November 2026"),
        ({"by": "month", "only": "2026-02-28"}, "1 February 2026 to 28 February 2026"),
        ({"until": "2026-03-01", "by": "week"}, "5 January 2026 to 1 March 2026"),
        ({"until": "9999-12-31"}, "to 5 January 2200"),
        ({"by": "fortnight", "until": "soon", "only": "2026-02-31"}, "5 October 2026 to 29 November 2026"),
    ],
)
def test_an_address_chooses_the_time_and_nonsense_is_left_out(world, query, said):
    assert said in page(world.ivo, **query)
    assert page(world.ivo, "report_csv", **query).startswith("table,line,")


def test_later_is_offered_only_where_there_is_a_later(world):
    assert ">Later<" not in page(world.ivo)
    earlier = page(world.ivo, until="2026-06-01")
    assert ">Later<" in earlier
    assert ">Earlier<" in earlier


def test_places_are_told_apart_once_there_are_two(world):
    assert "By place" not in page(world.ivo)
    booking.Location.objects.create(clinic=world.clinic, name="North", time_zone="UTC")
    assert "By place" in page(world.ivo)


def test_the_file_holds_every_figure_and_no_name_of_a_person(world):
    some_visits(world)
    booking.Room.objects.filter(pk=world.rooms[2].pk).update(name="=1+1")
    rows = [line.split(",") for line in page(world.ivo, "report_csv").splitlines()]
    table = {(row[0], row[1]): dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    mei = table["practitioner", world.mei.code]
    assert (mei["done"], mei["minutes_with_patients_done"]) == ("5", "125")
    assert table["period", "2026-11-23"]["missed"] == "1"
    assert table["lead_time", "1_to_2_days"]["done"] == "5"
    assert ("room", "'=1+1") in table
    for person in people.Practitioner.objects.all():
        assert person.name not in str(rows)


def test_only_the_owner_opens_it_and_eve_sees_her_own(world):
    some_visits(world)
    for who in (world.ruth, world.mei, world.ada):
        for name in ("report", "report_csv"):
            assert cast.client_of(who).get(reverse(f"desk:{name}")).status_code == 403
    assert cast.client_of(world.ivo).post(reverse("desk:report")).status_code == 405
    assert "Tanaka" not in (eves := page(world.eve))
    assert "No visit in this time" in eves
