"""Tests that take too long for every change: the calendar in a browser, and whatever else is marked slow."""

import tempfile

from prove import _suite
from tools import postgres, results

BESIDE_OTHERS, USUAL_SECONDS = True, 120  # nothing here is a matter of seconds
WALKED_ELSEWHERE = "tests/browser/test_journey.py"  # prove/axe.py


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="needlepoint-", dir=postgres.memory()) as folder:
        told = _suite.run(
            "-m", "slow", f"--ignore={WALKED_ELSEWHERE}", PYTEST_SQLITE_FILE=f"{folder}/test.sqlite3"
        )
    return [
        results.row("slow_tests_passed", told.passed, "tests", ok=told.passed > 0),
        results.row("slow_tests_failed", told.failed, "tests", 0, ok=told.is_ok),
    ]
