"""Documents that list things agree with the things; commands and links in them exist."""

import pathlib
import re
import subprocess

import pytest
from django.conf import settings
from django.core.management import get_commands

from tests import cast
from tools import docs

ROOT = pathlib.Path(settings.ROOT)
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_generated_documents_are_current():
    assert docs.stale() == [], "run `make docs`"


def test_every_setting_is_documented_and_every_documented_setting_exists():
    named = set(re.findall(r"NEEDLEPOINT_[A-Z_]+", "\n".join(read(page) for page in PAGES)))
    declared = {setting.name for setting in settings.ENV.declared.values()}

    assert {name.removesuffix("_FILE") for name in named} == declared
    assert all(setting.sentence.endswith((".", "!")) for setting in settings.ENV.declared.values())


# Commands that only those who build Needlepoint use.
INTERNAL = {"tell"}


def test_every_command_is_told_to_those_who_run_a_clinic():
    ours = {name for name, app in get_commands().items() if app.startswith("needlepoint.")}
    told = set(re.findall(r"manage\.py ([a-z-]+)", "\n".join(read(page) for page in PAGES)))

    assert ours - INTERNAL - told == set()
    assert told <= set(get_commands())


def test_the_readme_s_two_commands_are_the_ones_that_ci_runs():
    commands = re.findall(r"^make (\w+)", read("README.md"), flags=re.MULTILINE)
    makefile = read("Makefile")
    ci = read(".ci/run")

    assert commands == ["run", "test"]
    assert re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE)[:2] == ["run", "test"]
    assert re.findall(r"^make (\w+)", ci, flags=re.MULTILINE) == ["test", "prove"]
    assert '"make", "run"' in read("prove/fresh_clone.py")


def test_the_readme_fits_one_screen():
    assert len(read("README.md").splitlines()) <= 70


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\(([^)\s#]+)", page.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]

    assert broken == []


def test_the_anchors_of_the_house_are_its_own():
    anchors = re.findall(r'<a id="([^"]+)">', read("docs/house.md"))

    assert len(anchors) > 20
    assert len(anchors) == len(set(anchors))


DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_a_date_and_the_options_that_lost(page):
    words = page.read_text(encoding="utf-8")

    assert re.fullmatch(r"20\d\d-\d\d-\d\d-[a-z0-9-]+", page.stem)
    assert f"**Decided** {page.stem[:10]}" in words
    assert "**What lost**" in words
    assert len(words.splitlines()) <= 60


def test_the_changelog_speaks_under_its_four_headings():
    headings = re.findall(r"^### (.+)$", read("CHANGELOG.md"), flags=re.MULTILINE)

    assert set(headings) <= {"New", "Better", "Fixed", "For operators"}


def test_the_licence_is_the_one_that_is_declared():
    assert "Apache License" in read("LICENSE")
    assert "Apache-2.0" in read("pyproject.toml")
    assert "Apache-2.0" in read("README.md")


@pytest.mark.django_db
def test_every_page_that_the_guide_sends_the_owner_to_is_found_from_their_first_page(world):
    """The table in run-a-clinic.md names pages as the page Clinic does."""
    named = re.findall(r"^\| ([A-Z].+?) \|", read("docs/run-a-clinic.md"), flags=re.MULTILINE)
    shown = cast.client_of(world.ivo).get("/clinic/").content.decode()

    for name in ", ".join(named).split(", "):
        assert name == "Page" or f"<b>{name}</b>" in shown, name


def test_what_git_ignores_is_not_committed():
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-ci", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")

    assert listed.stdout == ""
