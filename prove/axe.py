"""The journey on a phone's and on a desk's screen: axe finds nothing on any of its pages, and nothing is too wide."""

import tempfile

from prove import _suite
from tools import postgres, results

BESIDE_OTHERS, USUAL_SECONDS = True, 100  # nothing here is a matter of seconds
WALKS = "tests/browser/test_journey.py"


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="needlepoint-", dir=postgres.memory()) as folder:
        told = _suite.run(
            *(WALKS, "-m", "browser or slow", "-k", "phone or keyboard"),
            AXE_AT_EVERY_SIZE="1",
            PYTEST_SQLITE_FILE=f"{folder}/test.sqlite3",
        )
    return [
        results.row("axe_journey_findings", int(not told.is_ok), "", 0, ok=told.is_ok and not told.skipped)
    ]
