"""What holds for any input is tried with four times as many inputs as in `make test`."""

from prove import _suite
from tools import results

BESIDE_OTHERS, USUAL_SECONDS = True, 80  # nothing here is a matter of seconds


def run() -> list[dict]:
    told = _suite.run("tests/rules", "tests/knowledge", "-m", "not slow", HYPOTHESIS_PROFILE="thorough")
    return [
        results.row("properties_passed", told.passed, "tests", ok=told.passed > 0),
        results.row("properties_failed", told.failed, "tests", 0, ok=told.is_ok),
    ]
