"""One run of pytest as the long proofs make it: its last words are printed only when something failed."""

import dataclasses
import subprocess
import sys

from tools import check


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """What pytest said at the end."""

    passed: int
    failed: int
    skipped: int
    is_ok: bool


def run(*options: str, **variables: str) -> Told:
    """Run pytest with these options and environment variables."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--color=no", "-rs", *options],
        cwd=check.ROOT,
        env=check.environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-40:]))
    return Told(**check.counts(done.stdout), is_ok=done.returncode == 0)
