"""Each page of somebody's numbers is right, and says what is missing: the people at the edges."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from needlepoint.house import clock
from needlepoint.outcomes import models
from needlepoint.outcomes import queries as outcomes_queries
from needlepoint.outcomes.queries import trends as queries
from needlepoint.plans import models as plans
from tests import cast, make

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _told_time(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: cast.NOW)


def ago(days):
    return cast.NOW - dt.timedelta(days=days)


def day_of(days):
    """The local day so many days ago, as the page writes it."""
    return f"{clock.local(ago(days), 'America/New_York'):%-d %b}"


def asked(world, at, *, kind="AFTER_VISIT", pain=None, is_answered=True, visit=None, **numbers):
    """One check-in of Ada's; numbers by instrument beside pain."""
    check_in = models.CheckIn.objects.create(
        clinic=world.clinic, patient=world.ada, visit=visit, kind=kind, due_at=at, made_at=at,
        answered_at=at if is_answered else None,
    )  # fmt: skip
    given = {"PAIN": pain, **numbers}
    models.Score.objects.bulk_create(
        models.Score(patient=world.ada, check_in=check_in, instrument=key, value=value, asked_at=at, by="x")
        for key, value in given.items()
        if value is not None
    )
    return check_in


def alone(world, at, instrument, value):
    """A number that came without a check-in, such as from paper."""
    models.Score.objects.create(
        patient=world.ada, instrument=instrument, value=value, asked_at=at, by="x",
        given="TOTAL", told_in=f"paper:{instrument}{at.timestamp():.0f}",
    )  # fmt: skip


def trend_of(world, who):
    answer = cast.client_of(who).get(reverse("outcomes:trend", args=[world.ada.code]))
    assert answer.status_code == 200
    return answer.content.decode()


def pages(world):
    """The trend as the practitioner and as Ada read it."""
    return trend_of(world, world.mei), trend_of(world, world.ada)


def every_page(world):
    """The same, after opening the desk's page of Ada and her own first page, where the line stands too."""
    assert cast.client_of(world.mei).get(reverse("desk:patient", args=[world.ada.code])).status_code == 200
    assert cast.client_of(world.ada).get(reverse("portal:home")).status_code == 200
    return pages(world)


def table_of(page):
    """The rows of the table twin, each a list of cells."""
    rows = re.findall(r"<tr.*?</tr>", page[page.index("<table") :], re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", one, re.DOTALL) for one in rows]
    return [[re.sub(r"<[^>]*>", "", cell).replace(NBSP, " ").strip() for cell in row] for row in cells if row]


def test_no_scores_says_so_kindly_and_draws_nothing(world):
    for page in every_page(world):
        assert "No numbers yet" in page
        assert 'class="trend' not in page
        assert "better" not in page.lower()


def test_asked_and_never_answered_is_no_number_and_no_change(world):
    for days in (40, 30, 20):
        asked(world, ago(days), is_answered=False)

    for page in every_page(world):
        assert "No numbers yet" in page
        assert "Answers about pain: 0 of 3 times." in page
        assert "No change" not in page
        assert "better" not in page.lower()


def test_one_score_is_shown_and_compared_with_nothing(world):
    asked(world, ago(30), kind="BASELINE", pain=7, SLEEP=5)

    for page in every_page(world):
        assert "Pain was 7 of 10 at the start. The next answer shows where it goes." in page
        assert "5 of 10 on 24 Oct. There is nothing to compare it with yet." in page
        assert "30 % better or more" not in page
        assert "No change" not in page
        assert "5 or less: a change that matters" in page


def test_all_equal_scores_are_no_change_and_no_better(world):
    for days in (30, 20, 10):
        asked(world, ago(days), pain=5)

    for page in every_page(world):
        assert f"Pain was 5 of 10 at the start and 5 on {day_of(10)}. No change." in page
        assert "No points of difference. 30 % better or more: not yet." in page


def test_worse_is_never_called_not_yet_better(world):
    for days, pain in ((30, 4), (20, 7)):
        asked(world, ago(days), pain=pain)

    page = trend_of(world, world.ada)
    assert "Worse than at the start." in page
    assert "3 points higher, by 75 % of the start. 30 % better or more: no." in page


def test_scores_typed_out_of_order_are_read_in_order_of_time(world):
    alone(world, ago(10), "PAIN", 4)
    alone(world, ago(30), "PAIN", 8)
    alone(world, ago(20), "PAIN", 6)

    for page in every_page(world):
        assert f"Pain was 8 of 10 at the start and 4 on {day_of(10)}." in page
        assert [row[1] for row in table_of(page)[1:]] == ["8", "6", "4"]


def test_two_on_one_day_both_stand_and_the_later_one_is_now(world):
    asked(world, ago(20), pain=7)
    asked(world, ago(10), pain=6)
    asked(world, ago(10) + dt.timedelta(hours=2), kind="AT_VISIT", pain=3)

    for page in every_page(world):
        assert "3 on 13 Nov" in page
        days = [row[0] for row in table_of(page)[1:]]
        assert days == ["3 Nov 2026", "13 Nov 2026", "13 Nov 2026 (2)"]


def test_a_changed_instrument_is_named_and_never_joined(world):
    alone(world, ago(60), "RMDQ24", 14)
    alone(world, ago(40), "RMDQ24", 9)
    alone(world, ago(20), "ODI", 30)

    for page in every_page(world):
        assert "3 Nov" in page
        assert "The two cannot be compared, so each has its own start." in page
        assert "14 of 24 on 24 Sep, 9 on 14 Oct." in page
        assert "30 of 100 on 3 Nov." in page
        assert "There is no number for pain yet." in page


def test_a_missing_start_and_a_missing_end_are_said(world):
    asked(world, ago(40), kind="BASELINE", SLEEP=6)
    asked(world, ago(30), pain=8)
    asked(world, ago(20), pain=5)
    asked(world, ago(16), is_answered=False)

    for page in every_page(world):
        assert (
            "There is no number from the very start. We compare with the first one, of 24 October 2026."
            in page
        )
        assert "The last time there was no answer. We go by the number of 3 November 2026." in page
        assert "Answers about pain: 2 of 4 times." in page
        rows = table_of(page)[1:]
        assert [row[1] for row in rows] == ["not answered", "8", "5", "not answered"]
        assert [row[2] for row in rows] == ["6", "", "", ""]  # not asked is neither answered nor left open


def test_a_low_start_says_that_there_was_little_room(world):
    asked(world, ago(30), pain=1)
    asked(world, ago(20), pain=1)

    page = trend_of(world, world.ada)
    assert "there was little room to see a change" in page


def test_what_was_typed_by_mistake_is_no_number(world):
    asked(world, ago(30), pain=8)
    alone(world, ago(20), "SLEEP", 3)
    alone(world, ago(10), "PAIN", 1)
    models.Score.objects.exclude(told_in="").update(taken_back_at=cast.NOW)

    page = trend_of(world, world.ada)

    assert "Sleep" not in page
    assert "Pain was 8 of 10 at the start. The next answer shows where it goes." in page
    assert outcomes_queries.latest_scores([world.ada.pk])[world.ada.pk].pain is None


def test_visits_flares_changes_and_reviews_are_drawn_listed_and_in_the_table(world):
    course = make.a_course(world, started_at=ago(50))
    asked(world, ago(45), kind="BASELINE", pain=8)
    for days, techniques in ((40, ["HEAT"]), (30, ["HEAT", "CUPPING"])):
        visit = make.a_visit(world, starts_at=ago(days), state="COMPLETED")
        make.a_note(world, visit=visit, state="SIGNED", signed_at=ago(days), techniques=techniques)
    make.a_visit(world, starts_at=ago(25), state="MISSED")
    make.a_visit(world, starts_at=ago(24), state="CANCELLED")
    plans.Review.objects.create(
        course=course, after_visit=2, decision="CONTINUE", reason="better", decided_at=ago(20),
        practitioner=world.mei,
    )  # fmt: skip
    models.Flare.objects.create(
        clinic=world.clinic, patient=world.ada, pain=9, state="CLOSED", reported_at=ago(22), by="Ada"
    )
    asked(world, ago(19), pain=5)

    for page in pages(world):
        for sign in ("visit", "missed", "review", "flare", "new"):
            assert f'class="mark {sign}"' in page
        happened = [row[-1] for row in table_of(page)[1:]]
        assert happened == [
            "",
            "Visit 1",
            "Visit 2 · New: Cupping.",
            "Missed visit",
            "Worse again: pain 9 of 10",
            "We looked back together: We go on as planned",
            "",
        ]
        assert "2 visits" in page


def test_a_visit_after_the_last_answer_is_drawn_too(world):
    make.a_course(world, patient=world.ada)
    asked(world, ago(30), pain=8)
    asked(world, ago(20), pain=5)
    make.a_visit(world, patient=world.ada, starts_at=ago(6), state="COMPLETED")

    page = trend_of(world, world.ada)

    drawn = re.search(r'<svg[^>]*class="trend wide".*?</svg>', page, re.DOTALL).group()
    assert drawn.count("mark visit") == 1
    assert f">{day_of(6)}</text>" in drawn


def test_the_table_names_every_column_and_has_a_row_for_each_day(world):
    walking = models.Activity.objects.create(
        patient=world.ada, words="Walking <far>", position=0, made_at=ago(40)
    )
    first, second = asked(world, ago(30), pain=8), asked(world, ago(20), pain=6, SLEEP=4)
    for check_in, value in ((first, 2), (second, 5)):
        models.Score.objects.create(
            patient=world.ada, check_in=check_in, instrument="ACTIVITY", activity=walking, value=value,
            asked_at=check_in.due_at, by="x",
        )  # fmt: skip

    page = trend_of(world, world.ada)
    assert table_of(page) == [
        ["Day", "Pain", "Walking &lt;far&gt;", "Sleep", "What happened"],
        ["24 Oct 2026", "8", "2", "", ""],
        ["3 Nov 2026", "6", "5", "4", ""],
    ]


def test_the_picture_says_every_number_to_who_cannot_see_it(world):
    for days, pain in ((30, 8), (25, 6), (20, 4)):
        asked(world, ago(days), pain=pain, is_answered=pain != 6)
    models.Score.objects.filter(value=6).delete()

    page = trend_of(world, world.ada)

    titles = re.findall(r'<svg class="trend (?:narrow|wide)"[^>]*role="img"><title>([^<]*)</title>', page)
    assert titles == ["Pain, 24 Oct to 3 Nov: 8, no answer, 4."] * 2


def test_what_somebody_said_overall_is_theirs_to_a_practitioner_and_yours_to_the_patient(world):
    asked(world, ago(30), pain=8)
    asked(world, ago(20), kind="REVIEW", pain=4, GLOBAL_CHANGE=6)

    theirs, own = pages(world)

    assert "Overall, they said: much better." in theirs
    assert "Overall, you said: much better." in own


def test_an_overall_answer_that_newer_answers_left_open_says_its_day(world):
    asked(world, ago(30), pain=8)
    asked(world, ago(20), kind="REVIEW", pain=4, GLOBAL_CHANGE=6)
    asked(world, ago(10), pain=5)

    theirs, own = pages(world)

    assert "On 3 Nov they said, overall: much better." in theirs
    assert "On 3 Nov you said, overall: much better." in own


def test_who_is_worse_again_since_the_last_number_reads_that_it_is_from_before(world):
    asked(world, ago(30), pain=8)
    asked(world, ago(20), pain=4)
    told = models.Flare(clinic=world.clinic, patient=world.ada, pain=9, reported_at=ago(25), by="Ada")
    told.save()
    assert not any("The numbers here are from before" in page for page in pages(world))

    models.Flare.objects.update(reported_at=ago(5))
    home = cast.client_of(world.ada).get(reverse("portal:home")).content.decode()
    for page in (*pages(world), home):
        assert (
            "Told since then, on 18 Nov: worse again, pain 9 of 10. The numbers here are from before" in page
        )

    models.Flare.objects.update(state="CLOSED", closed_why="BETTER")
    assert not any("The numbers here are from before" in page for page in pages(world))
    models.Flare.objects.update(state="CLOSED", closed_why="SILENT")
    assert all("The numbers here are from before" in page for page in pages(world))

    asked(world, ago(2), pain=7)
    assert not any("The numbers here are from before" in page for page in pages(world))


def test_the_other_numbers_are_offered_only_to_who_finds_some_there(world):
    asked(world, ago(30), pain=8, SORENESS=2)

    assert ["See the other numbers" in page for page in pages(world)] == [True, False]


@pytest.mark.parametrize("language", ["es", "zh-hans"])
def test_a_patient_reads_it_in_their_language(world, language):
    asked(world, ago(30), pain=8)
    asked(world, ago(20), pain=4)
    url = reverse("outcomes:trend", args=[world.ada.code])
    page = cast.client_of(world.ada).get(f"{url}?language={language}").content.decode()

    assert 'class="trend narrow"' in page
    assert "at the start and 4 on" not in page


@pytest.mark.parametrize("rows", [1, 30])
def test_a_story_costs_nine_queries_at_any_length(world, rows, django_assert_num_queries):
    for n in range(rows):
        visit = make.a_visit(world, starts_at=ago(7 * n + 8), state="COMPLETED")
        make.a_note(world, visit=visit, state="SIGNED", signed_at=cast.NOW, techniques=["HEAT"] * (n % 2))
        asked(world, ago(7 * n + 7), pain=5, visit=visit, SLEEP=4)
        models.Flare.objects.create(
            clinic=world.clinic, patient=world.ada, state="CLOSED", reported_at=ago(7 * n + 5), by="Ada"
        )

    with django_assert_num_queries(9):
        story = queries.story_of(world.ada, cast.NOW)
    with django_assert_num_queries(6):
        queries.story_of(world.ada, cast.NOW, ())

    assert len(story.trend.occasions) == rows
