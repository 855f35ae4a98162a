"""The long lists of pages, tried on PostgreSQL as `make test` tries them on SQLite: every address as everybody."""

from prove import _suite
from tools import postgres, results

BESIDE_OTHERS, USUAL_SECONDS = True, 250  # nothing here is a matter of seconds


def run() -> list[dict]:
    with postgres.server() as url:
        told = _suite.run("-m", "long_list", "--only-database", NEEDLEPOINT_DATABASE_URL=url)
    return [
        results.row("second_engine_passed", told.passed, "tests", ok=told.passed > 0),
        results.row("second_engine_failed", told.failed, "tests", 0, ok=told.is_ok),
    ]
