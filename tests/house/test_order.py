"""The order of the journey is stated once, in .importlinter, and everything else agrees with it."""

import configparser
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from tools import docs

ROOT = pathlib.Path(settings.ROOT)
CODE = ROOT / "needlepoint"
WITHOUT_TABLES_OR_PAGES = {"knowledge"}


def test_the_folders_are_the_packages_of_the_order():
    folders = {file.parent.name for file in CODE.glob("*/__init__.py")}

    assert folders == set(docs.packages())


def test_the_installed_apps_stand_in_the_order_last_step_first():
    ours = [app.split(".")[1] for app in settings.INSTALLED_APPS if app.startswith("needlepoint.")]
    place = {name: number for number, layer in enumerate(docs.journey()) for name in layer}
    # config comes last: it holds no templates or static files that a step's own should win over
    steps = [name for name in ours if name != "config"]

    assert set(ours) == set(docs.packages()) - WITHOUT_TABLES_OR_PAGES
    assert [place[name] for name in steps] == sorted((place[name] for name in steps), reverse=True)


def test_the_readme_maps_the_packages_in_the_order():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    mapped = re.findall(r"^\s*\d?\s*([a-z]+)/ ", readme, flags=re.MULTILINE)
    place = {name: number for number, layer in enumerate(docs.journey()) for name in layer}

    assert sorted(mapped) == sorted(docs.packages())
    assert [place[name] for name in mapped] == sorted(place[name] for name in mapped)


@pytest.mark.parametrize("name", docs.packages())
def test_every_package_says_what_it_is_for(name):
    assert docs.promise(name).endswith(".")


def lint(folder: pathlib.Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [pathlib.Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


# What each planted import breaks, and the words by which the report shows it.
BREACHES = {
    "an earlier step reaching a later one": (
        "booking/planted.py",
        "from needlepoint.charting import models",
        "A later step of the journey",
    ),
    "a query reaching up to its own actions": (
        "booking/queries/planted.py",
        "def lazily():\n    from needlepoint.booking import actions\n    return actions",
        "Inside a step",
    ),
    "rules reaching Django": (
        "booking/rules/planted.py",
        "from django.utils import html",
        "Rules and knowledge never",
    ),
    "a view borrowing another app's pages": (
        "desk/planted.py",
        "from needlepoint.frontdoor import pages",
        "stay inside their own app",
    ),
    "two packages in a circle": (
        "house/planted.py",
        "from needlepoint.people import rules",
        "No package is in an import",
    ),
    "an app that the order does not know": ("gossip/__init__.py", "", "needlepoint.gossip"),
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A copy of the code with every breach in it, and what the contracts say about it."""
    copy = tmp_path_factory.mktemp("planted")
    shutil.copytree(
        CODE, copy / "needlepoint", ignore=shutil.ignore_patterns("__pycache__", "static", "templates")
    )
    shutil.copytree(ROOT / "tools", copy / "tools")
    shutil.copy(ROOT / ".importlinter", copy)
    known = lint(copy)  # an undeclared app ends the first contract at once, so that one is tried by itself
    for name, (file, code, _) in BREACHES.items():
        if "order does not know" not in name:
            where = copy / "needlepoint" / file
            where.write_text((where.read_text() if where.exists() else "") + f"\n{code}\n")
    breached = lint(copy)
    (copy / "needlepoint" / "gossip").mkdir()
    (copy / "needlepoint" / "gossip" / "__init__.py").write_text("")
    return known, breached, lint(copy)


def test_the_contracts_are_kept(planted):
    assert planted[0].returncode == 0, planted[0].stdout


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_reported(planted, name):
    _, breached, undeclared = planted
    file, _, words = BREACHES[name]
    report = " ".join((undeclared if "order does not know" in name else breached).stdout.split())

    assert breached.returncode == 1
    assert undeclared.returncode == 1
    assert (
        re.search(re.escape(words) + r".{0,90}BROKEN", report)
        or words in report.partition("Broken contracts")[2]
    )
    if name != "two packages in a circle" and file.endswith(".py") and "__init__" not in file:
        assert "needlepoint." + file.removesuffix(".py").replace("/", ".") in report


def test_exceptions_to_the_contracts_carry_a_dated_reason():
    config = (ROOT / ".importlinter").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(config):
        if " -> " in line and not line.lstrip().startswith("#"):
            assert re.search(r"# .*20\d\d-\d\d-\d\d", config[number - 1]), line


def test_the_five_contracts_stand():
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    types = [config[section]["type"] for section in config.sections() if section != "importlinter"]

    assert types == ["layers", "layers", "forbidden", "own_app_only", "acyclic_siblings"]
