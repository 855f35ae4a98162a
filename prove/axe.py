"""The journey on a phone's and on a desk's screen: axe finds nothing on any of its pages, and nothing is too wide."""

import pathlib
import subprocess
import sys
import tempfile

from tools import check, postgres, results

ROOT = pathlib.Path(__file__).resolve().parent.parent
WALKS = "tests/browser/test_journey.py"


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="needlepoint-", dir=postgres.memory()) as folder:
        walked = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "--color=no",
                "-rs",
                WALKS,
                "-m",
                "browser or slow",
                "-k",
                "phone or keyboard",
            ],
            cwd=ROOT,
            env=check.environment(AXE_AT_EVERY_SIZE="1", PYTEST_SQLITE_FILE=f"{folder}/test.sqlite3"),
            capture_output=True,
            text=True,
            check=False,
        )
    if walked.returncode:
        print("\n".join(walked.stdout.splitlines()[-40:]))
    skipped = check.counts(walked.stdout)["skipped"]
    return [
        results.row(
            "axe_journey_findings",
            int(walked.returncode != 0),
            "",
            0,
            ok=walked.returncode == 0 and not skipped,
        )
    ]
