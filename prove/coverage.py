"""Every branch of knowledge, rules and actions is walked by a test: a gap there is where a patient gets hurt.

The walk is on PostgreSQL, so that what `make test` tries on SQLite only is tried on the second engine by the way.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

from tools import check, postgres, results

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLOOR = ROOT / "prove" / "coverage-floor.txt"
WALKED = "needlepoint/knowledge/*,needlepoint/*/rules.py,needlepoint/*/rules/*,needlepoint/*/actions.py,needlepoint/*/actions/*"

LONG = True  # ten minutes; `make prove` tries the same tests on PostgreSQL without counting lines
BESIDE_OTHERS, USUAL_SECONDS = True, 600  # nothing here is a matter of seconds


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="needlepoint-") as folder, postgres.server() as url:
        variables = check.environment(
            COVERAGE_FILE=f"{folder}/data",
            NEEDLEPOINT_DATABASE_URL=url,
            HYPOTHESIS_PROFILE="thorough",
        )
        tests = _python(
            [
                "coverage",
                "run",
                "--branch",
                f"--include={WALKED}",
                "-m",
                "pytest",
                "-q",
                "--color=no",
                "-m",
                "not browser",
                "--ignore=tests/house",  # every door as everybody: prove.second_engine opens them
            ],
            variables,
        )
        if tests.returncode:
            print("\n".join(tests.stdout.splitlines()[-15:]))
        _python(["coverage", "json", "--quiet", "-o", f"{folder}/found.json"], variables)
        found = json.loads(pathlib.Path(folder, "found.json").read_text())
    for line in missing(found):
        print("  " + line)
    percent = round(found["totals"]["percent_covered"], 2)
    floor = float(FLOOR.read_text())
    return [
        results.row("coverage_rules_percent", percent, "%", floor, ok=percent >= floor),
        results.row("coverage_tests_pass", tests.returncode == 0, "", ok=tests.returncode == 0),
    ]


def missing(found: dict) -> list[str]:
    """Say which lines and branches of which file nobody walked."""
    said = []
    for file, facts in sorted(found["files"].items()):
        branches = [
            f"{start}→{end if end > 0 else 'exit'}" for start, end in facts.get("missing_branches", [])
        ]
        gaps = [str(line) for line in facts["missing_lines"]] + branches
        if gaps:
            said.append(f"{file}: {', '.join(gaps)}")
    return said


def _python(words: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )
