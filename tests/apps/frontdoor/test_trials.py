"""The trials on the public pages: every one is listed, its numbers are those worked out, and both stay easy to read."""

import csv
import io
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import strip_tags

from needlepoint.frontdoor.pages import pooled as pages
from needlepoint.frontdoor.pages import trials as trial_pages
from needlepoint.knowledge.evidence import pooled, studies
from needlepoint.knowledge.stats import pooling
from tests import cast
from tests.knowledge import reading

pytestmark = pytest.mark.django_db


def body(name, query="", **names):
    page = cast.client_of(None).get(reverse(f"frontdoor:{name}", kwargs=names) + query)
    assert page.status_code == 200
    return page.content.decode()


def test_every_trial_stands_on_the_list_with_how_far_it_was_read(world):
    page = body("trials")
    for one in studies.trials().values():
        assert f'id="{one.key}"' in page
        assert one.source in page
    assert page.count("We know it from memory only and have not read it.") == sum(
        not one.seen for one in studies.trials().values()
    )
    assert "Unconfirmed, not counted" in page
    assert "−5.1 (−13.9 to 3.7), VAS 0-100" in page  # the digits of the paper
    assert "worked out from the groups" in page


def test_the_list_is_narrowed_by_links(world):
    page = body("trials", "?about=sciatica")
    assert "Tu 2024" in page
    assert "Witt 2006" not in page
    assert "Witt 2006" in body("trials", "?about=nobody&against=x")  # what is no filter narrows nothing


@pytest.mark.parametrize("stratum", [one.name.lower() for one in pooled.strata()])
def test_the_numbers_of_a_page_are_those_worked_out_from_the_rows(world, stratum):
    page = strip_tags(body("pooled", stratum=stratum))
    for one in pooled.comparisons():
        if trial_pages.slug(one.stratum) != stratum:
            continue
        for row in one.rows:
            shown = studies.in_unit(row, one.unit)
            assert trial_pages.ranged_in(shown, one.unit) in page
        again = pooled.worked_out(one)
        if again.total:
            assert trial_pages.ranged_in(again.total, one.unit) in page
            assert trial_pages.figure(again.total.predicted[1]) in page


def test_the_first_total_is_what_the_engine_says_of_numbers_typed_by_hand(world):
    # Witt 9.4 (8.3-10.5) of 100; DeBar 1.0 (0.1-1.9) and 1.5 (0.6-2.5) of 24, each against half of one group.
    z = 1.959963984540054
    values = [9.4, 100 / 24, 150 / 24]
    variances = [(2.2 / 2 / z) ** 2, 1.5 * (1.8 / 2 / z * 100 / 24) ** 2, 1.5 * (1.9 / 2 / z * 100 / 24) ** 2]
    by_hand = pooling.pool(values, variances)

    words = trial_pages.ranged(by_hand.value, by_hand.low, by_hand.high, 1)

    assert words in strip_tags(body("pooled", stratum="chronic"))


def test_the_weeks_told_are_those_of_the_numbers_that_count(world):
    assert "Weeks 13 to 26" in strip_tags(body("pooled", stratum="chronic"))
    assert "Weeks 8 to 26" in strip_tags(body("pooled", "?with=unconfirmed", stratum="chronic"))


def test_a_total_that_one_number_carries_says_so_and_shows_every_range(world):
    page = strip_tags(body("pooled", stratum="chronic"))
    assert "This hangs on few numbers" in page
    assert "5.2 (−8.1 to 18.4)" in page  # without Witt 2006: a difference no longer clear


def test_a_number_of_a_review_keeps_its_unit_when_it_is_unconfirmed(world):
    page = body("pooled", stratum="chronic")
    assert "<small>Standard deviations</small><br><small>Unconfirmed" in page


def test_unconfirmed_numbers_count_only_when_asked_for(world):
    page, wide = (strip_tags(body("pooled", query, stratum="chronic")) for query in ("", "?with=unconfirmed"))

    assert "2 trials come to about" in page
    assert "3 trials come to about" in wide
    assert "Unconfirmed numbers are counted here" in wide


def test_the_command_prints_what_the_page_says(world):
    out = io.StringIO()
    call_command("pool", "chronic", stdout=out)

    total = pooled.results()[0].total
    assert f"{total.value:.6f} ({total.low:.6f} to {total.high:.6f})" in out.getvalue()
    assert (
        pages.page(studies.Stratum.CHRONIC, cast.TODAY, with_unconfirmed=False).command
        == "python manage.py pool chronic"
    )
    assert "sciatica" not in out.getvalue()


def test_the_file_has_every_number_as_printed(world):
    response = cast.client_of(None).get(reverse("frontdoor:trials_rows"))
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(response.content.decode()))}

    assert response["Content-Type"].startswith("text/csv")
    assert rows.keys() == studies.contrasts().keys()
    assert (rows["T02C"]["value"], rows["T02C"]["scale_higher_is_better"]) == ("9.4", "True")
    assert (rows["T07A"]["value"], rows["T07A"]["better_by"]) == ("-16.0", "16.0")


def test_whoever_has_the_file_alone_comes_to_the_same_total(world):
    response = cast.client_of(None).get(reverse("frontdoor:trials_rows"))
    rows = csv.DictReader(io.StringIO(response.content.decode()))
    mine = [
        row
        for row in rows
        if row["confirmed"] == "True" and "chronic_function_usual_care" in row["set_beside_in"].split()
    ]
    values, variances = [], []
    for row in mine:
        sharing = sum(
            bool(row["shared_group"]) and row["shared_group"] == one["shared_group"] for one in mine
        )
        stretch = abs(float(row["better_by"]) / float(row["value"]))
        split = (1 + sharing) / 2 if sharing else 1  # both groups are of one size
        values.append(float(row["better_by"]))
        variances.append(float(row["variance"]) * stretch**2 * split)

    assert pooling.pool(values, variances).value == pytest.approx(pooled.results()[0].total.value)


def test_the_groups_are_a_file_too(world):
    response = cast.client_of(None).get(reverse("frontdoor:trials_arms"))
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(response.content.decode()))}

    assert rows.keys() == studies.arms().keys()
    assert (rows["T02a"]["spread"], rows["T02a"]["spread_kind"], rows["T02a"]["people_seen"]) == (
        "0.4",
        "SE",
        "False",
    )


def test_what_is_no_kind_of_people_is_not_found_and_nothing_is_posted(world):
    visitor = cast.client_of(None)
    for stratum in ("pregnancy", "CHRONIC", "x"):
        assert visitor.get(f"/does-it-work/pooled/{stratum}/").status_code == 404
    for name in ("trials", "trials_rows", "trials_arms"):
        assert visitor.post(reverse(f"frontdoor:{name}")).status_code == 405
    assert visitor.post("/does-it-work/pooled/chronic/").status_code == 405


def test_no_more_than_the_clinic_is_asked_of_the_database(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(3) as asked:
        body("pooled", stratum="chronic")
    assert not any("patient" in one["sql"] for one in asked.captured_queries)


def test_both_pages_read_at_grade_nine_or_below_with_everything_opened(world):
    for page in (body("trials"), body("pooled", stratum="chronic")):
        main = re.search(r"<main.*</main>", page, re.DOTALL).group()
        told = [strip_tags(one) for one in re.findall(r"<p[^>]*>(.*?)</p>", main, re.DOTALL)]
        assert reading.grade("\n".join(one for one in told if one.strip().endswith((".", "?")))) <= 9


def test_from_its_review_day_on_no_number_is_shown_and_the_pages_still_read(world, monkeypatch):
    assert "next review by 22 May 2027" in body("trials")
    monkeypatch.setattr("needlepoint.house.clock.today", lambda zone: studies.looked().review_by)

    for page in (body("trials"), body("pooled", stratum="chronic")):
        assert "These answers are being checked" in page
        assert "data-evidence" not in page
        assert "Witt 2006" not in page
