"""The first minute on somebody's machine: a sentence with the cure, never a traceback."""

import importlib.util
import pathlib
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

FRESH = pathlib.Path(settings.ROOT) / "tools" / "fresh.py"
spec = importlib.util.spec_from_file_location("fresh", FRESH)
fresh = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fresh)

TOO_OLD = "This is Python {}; Needlepoint needs 3.11 or newer. Try `make PYTHON=python3.12 run`."


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10)])
def test_an_old_python_is_named_with_the_cure(version):
    assert fresh.complaint(version, has_venv=True) == TOO_OLD.format("{}.{}".format(*version))


def test_a_python_without_venv_is_told_what_to_install():
    words = fresh.complaint((3, 12), has_venv=False)

    assert "apt install python3-venv" in words


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_a_python_that_will_do_is_not_complained_about(version):
    assert fresh.complaint(version, has_venv=True) is None


def old_pythons():
    found = [shutil.which(f"python3.{minor}") for minor in (6, 8, 9, 10)]
    found += [str(path) for path in pathlib.Path.home().glob(".pyenv/versions/3.[0-9].*/bin/python3")]
    found += [str(path) for path in pathlib.Path.home().glob(".pyenv/versions/3.10.*/bin/python3")]
    return [path for path in dict.fromkeys(found) if path]


def test_a_real_old_python_reads_the_file_and_says_so():
    for python in old_pythons():
        version = subprocess.run(
            [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        if version.returncode:
            continue  # a shim without a Python behind it
        done = subprocess.run([python, FRESH], capture_output=True, text=True, check=False)

        assert (done.returncode, done.stderr.strip(), done.stdout) == (
            1,
            TOO_OLD.format(version.stdout.strip()),
            "",
        )
        return
    pytest.skip("this machine has no Python older than 3.11")


def test_the_complaint_is_made_before_anything_is_built(tmp_path):
    copy = tmp_path / "tools"
    copy.mkdir()
    shutil.copy(FRESH, copy)
    script = (
        "import sys; sys.argv = ['fresh.py']; sys.version_info = (3, 10); exec(open('tools/fresh.py').read())"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert not (tmp_path / ".venv").exists()
