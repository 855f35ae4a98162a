"""The long lists of pages, tried on PostgreSQL as `make test` tries them on SQLite: every address as everybody."""

import subprocess
import sys

from tools import check, postgres, results

ROOT = check.ROOT


def run() -> list[dict]:
    with postgres.server() as url:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--color=no", "-rs", "-m", "long_list", "--only-database"],
            cwd=ROOT,
            env=check.environment(NEEDLEPOINT_DATABASE_URL=url),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-40:]))
    told = check.counts(done.stdout)
    return [
        results.row("second_engine_passed", told["passed"], "tests", ok=told["passed"] > 0),
        results.row("second_engine_failed", told["failed"], "tests", 0, ok=done.returncode == 0),
    ]
