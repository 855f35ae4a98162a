"""Tests that take too long for every change: the calendar in a browser, and whatever else is marked slow."""

import pathlib
import subprocess
import sys
import tempfile

from tools import check, postgres, results

ROOT = pathlib.Path(__file__).resolve().parent.parent
WALKED_ELSEWHERE = "tests/browser/test_journey.py"  # prove/axe.py


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="needlepoint-", dir=postgres.memory()) as folder:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "--color=no",
                "-rs",
                "-m",
                "slow",
                f"--ignore={WALKED_ELSEWHERE}",
            ],
            cwd=ROOT,
            env=check.environment(PYTEST_SQLITE_FILE=f"{folder}/test.sqlite3"),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-40:]))
    told = check.counts(done.stdout)
    return [
        results.row("slow_tests_passed", told["passed"], "tests", ok=told["passed"] > 0),
        results.row("slow_tests_failed", told["failed"], "tests", 0, ok=done.returncode == 0),
    ]
