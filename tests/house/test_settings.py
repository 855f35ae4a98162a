"""A setting that is wrong, misspelt or missing is said at the start, all of them at once."""

import json
import os
import pathlib
import subprocess
import sys

import pytest
from django.conf import settings

from needlepoint.config import env, tables

ROOT = pathlib.Path(settings.ROOT)
SHOW = "import json; from needlepoint.config import settings as s; print(json.dumps({name: str(getattr(s, name)) for name in %r}))"


def start(tmp_path, *names, **given):
    """Read the settings in a process of its own, with these variables and a data folder."""
    variables = {"PATH": os.environ["PATH"], "NEEDLEPOINT_DATA": str(tmp_path / "data")}
    variables |= {f"NEEDLEPOINT_{name}": value for name, value in given.items()}
    return subprocess.run(
        [sys.executable, "-c", SHOW % (names,)],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_any_variable_it_is_a_clinic_on_this_machine(tmp_path):
    done = start(
        tmp_path, "MODE", "ADDRESS", "DEBUG", "IS_DEMO", "EMAIL_FILE_PATH", "SECOND_FACTOR_FOR_STAFF"
    )

    assert json.loads(done.stdout) == {
        "MODE": "clinic",
        "ADDRESS": "127.0.0.1",
        "DEBUG": "False",
        "IS_DEMO": "False",
        "EMAIL_FILE_PATH": str(tmp_path / "data" / "outbox"),
        "SECOND_FACTOR_FOR_STAFF": "True",
    }


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first, second = start(tmp_path, "SECRET_KEY"), start(tmp_path, "SECRET_KEY")
    file = tmp_path / "data" / "secret-key"

    assert first.stdout == second.stdout
    assert len(json.loads(first.stdout)["SECRET_KEY"]) >= 50
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_a_data_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "data").write_text("a file stands where the folder should be")

    words = start(tmp_path, "MODE").stderr.strip().splitlines()[-1]

    assert f"Needlepoint cannot write to {tmp_path / 'data'}" in words
    assert "NEEDLEPOINT_DATA" in words


def read(**variables):
    """Declare three settings against these variables and return the faults."""
    found = env.Environment({f"NEEDLEPOINT_{name}": value for name, value in variables.items()})
    found.number("WORKERS", 2, "Processes.", least=1, most=64)
    found.choice("MODE", "clinic", ("clinic", "demo"), "What it is.")
    found.flag("LOUD", False, "Whether it talks.")
    found.secret("KEY", "What opens things.")
    found.moment("CLOCK", "When it is.")
    found.check_unknown()
    return found


def test_a_misspelt_name_is_an_error_that_names_the_nearest():
    assert read(WRKERS="3").faults == [
        "NEEDLEPOINT_WRKERS is not a setting of Needlepoint. Did you mean NEEDLEPOINT_WORKERS?"
    ]


def test_a_name_like_no_other_is_an_error_that_says_where_to_look():
    assert read(ZEBRA_STRIPES="3").faults == [
        "NEEDLEPOINT_ZEBRA_STRIPES is not a setting of Needlepoint. `manage.py settings` lists those that exist."
    ]


def test_every_fault_is_said_at_once():
    faulty = read(WORKERS="many", MODE="prod", LOUD="perhaps", CLOCK="soon", NONSENSE="1")

    assert len(faulty.faults) == 5
    with pytest.raises(env.UnableToStart) as told:
        faulty.raise_faults()
    assert str(told.value).count("\n- ") == 5


@pytest.mark.parametrize("value", ["0", "65", "-1", "2.5", "two"])
def test_a_number_outside_its_bounds_is_refused_with_them(value):
    assert read(WORKERS=value).faults == [
        f"NEEDLEPOINT_WORKERS={value!r} is not a whole number from 1 to 64. Leave it out to get 2."
    ]


def test_what_is_given_is_read_and_remembers_where_it_came_from(tmp_path):
    (tmp_path / "key").write_text("open sesame\n")

    found = read(WORKERS="8", LOUD="Yes", KEY_FILE=str(tmp_path / "key"))

    assert found.faults == []
    assert [(s.name, s.value, s.source) for s in found.declared.values()] == [
        ("NEEDLEPOINT_WORKERS", 8, "environment"),
        ("NEEDLEPOINT_MODE", "clinic", "default"),
        ("NEEDLEPOINT_LOUD", True, "environment"),
        ("NEEDLEPOINT_KEY", "open sesame", "file"),
        ("NEEDLEPOINT_CLOCK", "", "default"),
    ]


def test_a_secret_file_that_is_not_there_is_a_fault():
    assert read(KEY_FILE="/nowhere/key").faults == [
        "NEEDLEPOINT_KEY_FILE=/nowhere/key: cannot be read (No such file or directory)."
    ]


def test_a_secret_is_never_shown():
    found = read(KEY="open sesame")

    assert tables.shown_value(found.declared["NEEDLEPOINT_KEY"]) == "(set)"


def test_the_password_in_an_address_is_never_shown():
    setting = env.Setting(
        "N", "postgresql://ada:s3cret@host/db", "", "", "text", is_secret=False, source="environment"
    )

    assert tables.shown_value(setting) == "postgresql://ada:…@host/db"


def test_off_this_machine_everything_that_is_missing_is_said_in_one_message(tmp_path):
    done = start(tmp_path, "MODE", ADDRESS="0.0.0.0")  # noqa: S104

    message = done.stderr[done.stderr.index("Needlepoint cannot start:") :]
    assert [line.split()[1] for line in message.splitlines() if line.startswith("- ")] == [
        "NEEDLEPOINT_SECRET_KEY",
        "NEEDLEPOINT_ORIGIN",
        "NEEDLEPOINT_EMAIL_URL",
    ]


def test_the_demo_never_leaves_this_machine(tmp_path):
    done = start(tmp_path, "MODE", ADDRESS="0.0.0.0", MODE="demo")  # noqa: S104

    assert "The demo lets anyone in as anyone, so it only runs on this machine" in done.stderr


def test_a_clinic_runs_on_the_real_time(tmp_path):
    done = start(tmp_path, "MODE", CLOCK="2026-11-23T09:30-05:00")

    assert "NEEDLEPOINT_CLOCK is for demo and test only" in done.stderr


def test_another_kind_of_database_is_refused_at_once(tmp_path):
    done = start(tmp_path, "MODE", DATABASE_URL="mysql://root@host/db")

    assert "NEEDLEPOINT_DATABASE_URL must begin with postgresql://" in done.stderr


def test_the_command_line_shows_the_sentence_without_a_traceback(tmp_path):
    variables = {"PATH": os.environ["PATH"], "NEEDLEPOINT_DATA": str(tmp_path), "NEEDLEPOINT_WRKERS": "3"}
    done = subprocess.run(
        [sys.executable, "manage.py", "settings"],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("Needlepoint cannot start:\n- NEEDLEPOINT_WRKERS")
    assert "Traceback" not in done.stderr
