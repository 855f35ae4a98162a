"""A stranger with Python and make: clone, `make run`, and a living clinic answers. Only what is committed counts."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from tools import results, serving

FIRST_RUN_S = 90
SECOND_RUN_S = 3


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="needlepoint-fresh-") as folder:
        clone = pathlib.Path(folder) / "needlepoint"
        subprocess.run(
            ["git", "clone", "--quiet", "--no-hardlinks", str(serving.ROOT), str(clone)], check=True
        )
        first, first_code = _run_once(clone)
        second, _ = _run_once(clone)
    return [
        results.row("first_run_s", round(first, 1), "s", FIRST_RUN_S),
        results.row("second_run_s", round(second, 2), "s", SECOND_RUN_S),
        results.row("run_stops_cleanly", first_code, "", ok=first_code == 0),
    ]


def _copy(clone: pathlib.Path) -> None:
    """Clone what is committed; an unpacked archive without a history is copied instead."""
    if (serving.ROOT / ".git").exists():
        command = ["git", "-c", "safe.directory=*", "clone", "--quiet", "--no-hardlinks", serving.ROOT, clone]
        subprocess.run(command, check=True)
        return
    made_here = shutil.ignore_patterns(
        ".venv", "data", "staticfiles", "__pycache__", ".*_cache", "results.json"
    )
    shutil.copytree(serving.ROOT, clone, ignore=made_here)


def _run_once(clone: pathlib.Path) -> tuple[float, int]:
    """Time `make run` until /up answers 200, then stop it as Ctrl-C would; return seconds and the exit code."""
    port = serving.free_port()
    log = clone.parent / "run.log"
    began = time.monotonic()
    with log.open("a") as out:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=clone,
            env=_stranger(PORT=str(port)),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    while not serving.is_up(f"http://127.0.0.1:{port}"):
        if process.poll() is not None or time.monotonic() - began > 4 * FIRST_RUN_S:
            raise RuntimeError(f"make run did not come up:\n{log.read_text()}")
        time.sleep(0.02)
    seconds = time.monotonic() - began
    os.killpg(process.pid, signal.SIGTERM)
    return seconds, _exit_of_server(process, log)


def _exit_of_server(process: subprocess.Popen, log: pathlib.Path) -> int:
    """`make` reports its own end by signal; the server's own last word says whether it stopped in order."""
    process.wait(timeout=60)
    end = time.monotonic() + 30
    while "Stopped." not in log.read_text():
        if time.monotonic() > end:
            return 1
        time.sleep(0.05)
    return 0


def _stranger(**settings: str) -> dict[str, str]:
    """Variables without our virtual environment, so that the clone makes its own."""
    variables = serving.environment(**settings)
    for name in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
        variables.pop(name, None)
    return variables
