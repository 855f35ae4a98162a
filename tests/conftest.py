"""What every test gets without asking: a told time, and people when it wants them."""

import gc
import os

import hypothesis
import pytest
from django.conf import settings

# No test is failed by a machine that was busy: how long things take is for `make bench`. `make prove` looks longer.
hypothesis.settings.register_profile("house", deadline=None, max_examples=25)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=100)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

# A test run makes many short-lived things and ends: looking for cycles seldom saves a sixth of its time.
gc.set_threshold(100_000, 50, 50)

DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


# Modules that open page after page. What pages ask and do is tried on both engines in the modules beside them.
PAGES = {
    "test_views.py", "test_pages.py", "test_story.py", "test_calendar.py", "test_settings.py", "test_choosing.py",
    "test_course_visits.py", "test_waiting_pages.py", "test_staff_visit.py", "test_back_button.py", "test_doors.py",
    "test_told.py", "test_kiosk.py", "test_checks.py", "test_no_way_in.py", "test_foreign_ids.py", "test_headers.py",
    "test_diary.py", "test_lateness.py", "test_sign_in.py", "test_consents.py", "test_measures.py", "test_again.py",
    "test_items.py", "test_body.py", "test_maps.py", "test_notices.py", "test_rooms.py", "test_atlas_pages.py",
    "test_note_page.py", "test_standing.py", "test_letters.py", "test_bothering.py", "test_safety.py",
    "test_effects.py", "test_stricta.py", "test_home.py", "test_report.py", "test_unfinished.py", "test_questionnaires.py",
    "test_printing.py", "test_results.py", "test_check_in_pages.py", "test_check_in.py", "test_flare.py", "test_claims.py",
    "test_embed.py", "test_articles.py", "test_first_steps.py", "test_look.py", "test_practitioners.py", "test_website.py",
    "test_about_pages.py", "test_finding_us.py", "test_pictures.py", "test_problems.py", "test_public_pages.py",
    "test_questions.py", "test_backups.py", "test_public_weight.py", "test_stock_words.py", "test_trend_story.py",
    "test_bad_starts.py", "test_feeds.py", "test_for_another.py", "test_assessing.py", "test_intake_finish.py",
    "test_languages.py", "test_ceilings.py", "test_forecasting.py", "test_needles.py", "test_tapping.py",
    "test_recalls.py", "test_trend.py", "test_evidence.py", "test_trials.py", "test_review.py", "test_flare_reports.py",
    "test_finding.py",
}  # fmt: skip

PURE = {"rules", "knowledge"}  # tools.check runs these folders without a database only


def pytest_addoption(parser):
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out tests that use no database: the engine cannot matter to them",
    )
    parser.addoption(
        "--without-database",
        action="store_true",
        help="only tests that use no database, once for both engines",
    )


def pytest_collection_finish():
    """What was loaded stays to the end: nobody need look through it again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config, items):
    """Leave the slow ones to `make prove`, which asks for them by their mark, and the pure ones to one engine."""
    marks = config.getoption("markexpr")
    wants_slow, only_database = "slow" in marks, config.getoption("--only-database")
    no_database = config.getoption("--without-database")
    # What every engine answers alike page by page is tried on the second one by `make prove`.
    is_second = only_database and settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    for item in items:
        if item.path.name in PAGES:
            item.add_marker(pytest.mark.long_list)
        if item.path.parent.name in PURE and _uses_database(item):
            raise pytest.UsageError(f"{item.nodeid} asks for a database, where no run with one looks")
        if "browser" in item.keywords and "slow" not in item.keywords:
            raise pytest.UsageError(f"{item.nodeid} drives a browser: mark it slow, make test opens none")
    left_out = [
        item
        for item in items
        if ("slow" in item.keywords and not wants_slow)
        or (only_database and not _uses_database(item))
        or (no_database and _uses_database(item))
        or (is_second and "long_list" in item.keywords and "long_list" not in marks)
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def _uses_database(item):
    return "django_db" in item.keywords or bool(DATABASE & set(item.fixturenames))


@pytest.fixture(autouse=True, scope="session")
def _only_the_page_is_copied(django_test_environment):
    """A page's context is kept for the test to look at; that of each button in it is not: a tenth of all the time."""
    from django.template import Template

    keeping_all = Template._render

    def keeping_the_page(self, context):
        return keeping_all(self, context) if context.template is self else self.nodelist.render(context)

    Template._render = keeping_the_page
    yield
    Template._render = keeping_all


@pytest.fixture(autouse=True)
def _time_is_told(monkeypatch):
    """Tests run at one known moment, whatever the day: Monday 23 November 2026, 9:30 in New York."""
    from needlepoint.house import clock
    from tests import cast

    monkeypatch.setattr(clock, "now", lambda: cast.NOW)


@pytest.fixture(scope="session")
def _everybody_in_place(django_db_setup, django_db_blocker):
    """The cast is written once for all tests; each works on copies, in a transaction of its own."""
    from tests import cast

    with django_db_blocker.unblock():
        cast.place()


@pytest.fixture
def world(_everybody_in_place, db):
    """The cast, in their clinics, with hours, rooms and services."""
    from tests import cast

    return cast.world()


@pytest.fixture(autouse=True)
def _nobody_in_place_unasked(request):
    """A test that asks for a database and not for the cast finds it empty, whatever ran before it."""
    from tests import cast

    asks = "django_db" in request.node.keywords or {"db", "transactional_db"} & set(request.fixturenames)
    if cast.is_placed() and asks and "world" not in request.fixturenames:
        request.getfixturevalue("_django_db_helper")
        cast.clear()
