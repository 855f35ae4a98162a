"""Does the house stand? Everything `make test` checks, one line a step, and pytest on both databases.

Everything that can run beside something else does: the tests on SQLite begin at once, those on PostgreSQL as soon as
lint, contracts, types and migrations have been read. Tests that use no database run once. Modules that open page
after page are tried on PostgreSQL by `make prove`, and so is whatever needs a browser.
"""

import configparser
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import postgres  # noqa: E402

BIN = pathlib.Path(sys.executable).parent
CODE = ["manage.py", "needlepoint", "tests", "tools", "prove", "bench"]
PURE = ["tests/rules", "tests/knowledge"]  # no test in these may ask for a database
WITH_DATABASE = [f"--ignore={folder}" for folder in PURE]
SUMMARY = re.compile(r"(\d+) (passed|failed|errors?|skipped)")


@dataclasses.dataclass
class Step:
    """One line of the report."""

    name: str
    is_ok: bool
    seconds: float
    output: str = ""


@dataclasses.dataclass
class Suite:
    """One run of pytest in a process of its own, its words kept in a file."""

    name: str
    process: subprocess.Popen
    words: pathlib.Path
    began: float

    def finish(self) -> Step:
        code = self.process.wait()
        return Step(
            f"pytest on {self.name}", code == 0, time.monotonic() - self.began, self.words.read_text()
        )


def environment(**more: str) -> dict[str, str]:
    """Return this process's variables without any clinic's settings: the tests must not depend on them.

    What one run of pytest compiled is kept, so that those beside it need not compile it again.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("NEEDLEPOINT_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def run(name: str, *command: object, **more: str) -> Step:
    began = time.monotonic()
    done = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env=environment(**more),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return Step(name, done.returncode == 0, time.monotonic() - began, done.stdout)


def begin_suite(name: str, folder: pathlib.Path, *options: str, **more: str) -> Suite:
    words = folder / f"pytest-{name}.txt"
    # The longest suite goes first; what waits for nobody makes way.
    first = [] if name.startswith("SQLite") else ["nice", "-n", "10"]
    command = [*first, sys.executable, "-m", "pytest", "-q", "-rfEs", "--color=no", *options]
    with words.open("w") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(**more), stdout=out, stderr=subprocess.STDOUT
        )
    return Suite(name, process, words, time.monotonic())


def still_steps(folder: pathlib.Path) -> list[Callable[[], Step]]:
    """Return the checks that read the code without running the clinic."""
    code = [path for path in CODE if (ROOT / path).exists()]
    rules = sorted(ROOT.glob("needlepoint/*/rules*"))
    pure = ["needlepoint/knowledge", *(str(path.relative_to(ROOT)) for path in rules)]
    return [
        lambda: run("ruff check", BIN / "ruff", "check", "--quiet", *code),
        lambda: run("ruff format", BIN / "ruff", "format", "--check", "--quiet", *code),
        lambda: run("contracts", BIN / "lint-imports"),
        lambda: run("mypy --strict", sys.executable, "-m", "mypy", *pure),
        lambda: run(
            "migrations",
            sys.executable,
            "manage.py",
            "makemigrations",
            "--check",
            "--dry-run",
            NEEDLEPOINT_MODE="test",
            NEEDLEPOINT_DATA=str(folder),
        ),
    ]


def contract_exceptions() -> list[str]:
    """Return every exception that .importlinter grants, so that it is seen daily."""
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    return [
        line.strip()
        for section in config.sections()
        for line in config.get(section, "ignore_imports", fallback="").splitlines()
        if line.strip()
    ]


def counts(words: str) -> dict[str, int]:
    """Read pytest's last line. {'passed': 3, 'failed': 1}; an error counts as a failure."""
    found = {"passed": 0, "failed": 0, "skipped": 0}
    for number, what in SUMMARY.findall(last_line(words)):
        found["failed" if what.startswith("error") else what] += int(number)
    return found


def last_line(words: str) -> str:
    lines = [line for line in words.splitlines() if SUMMARY.search(line) and " in " in line]
    return lines[-1].strip("= ") if lines else "pytest did not finish"


def report(step: Step) -> None:
    print(f"{'ok  ' if step.is_ok else 'FAIL'} {step.name:<22} {step.seconds:6.1f} s", flush=True)
    if not step.is_ok:
        print(step.output, flush=True)


def main() -> int:
    began = time.monotonic()
    folder = postgres.scratch()
    try:
        steps, suites = run_everything(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return close(steps, suites, time.monotonic() - began)


def run_everything(folder: pathlib.Path) -> tuple[list[Step], list[Step]]:
    running = [
        begin_suite(
            "SQLite",
            folder,
            "-m",
            "not browser",
            "--only-database",
            "--ignore=tests/house",
            *WITH_DATABASE,
            PYTEST_SQLITE_FILE=f"{folder}/test.sqlite3",
        )
    ]
    steps = []
    for step in still_steps(folder):
        steps.append(step())
        report(steps[-1])
    suites = []
    with postgres.server() as url:
        options = ["-m", "not browser", "--only-database", *WITH_DATABASE]
        house = f"{folder}/house.sqlite3"  # every door, tried as everybody: a quarter of all
        options.append("--nomigrations")  # tried once beside, and on PostgreSQL by make prove
        running.append(
            begin_suite("SQLite, the house", folder, "tests/house", *options, PYTEST_SQLITE_FILE=house)
        )
        running.append(begin_suite("PostgreSQL", folder, *options, NEEDLEPOINT_DATABASE_URL=url))
        running.append(begin_suite("no database", folder, "-m", "not browser", "--without-database"))
        for suite in running:
            suites.append(suite.finish())
            report(suites[-1])
    return steps, suites


def close(steps: list[Step], suites: list[Step], seconds: float) -> int:
    exceptions = contract_exceptions()
    print(f"Exceptions to the contracts: {', '.join(exceptions) or 'none'}.")
    for suite in suites:
        for line in suite.output.splitlines():
            if line.startswith("SKIPPED"):
                print(f"{suite.name}: {line}")
    broken = [step.name for step in (*steps, *suites) if not step.is_ok]
    print(
        f"{'The house does not stand: ' + ', '.join(broken) if broken else 'The house stands'}. {seconds:.0f} s."
    )
    total = {"passed": 0, "failed": 0, "skipped": 0}
    for suite in suites:
        print(f"{suite.name}: {last_line(suite.output)}")
        for what, number in counts(suite.output).items():
            total[what] += number
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**total))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
