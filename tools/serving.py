"""Starts a real server in a folder of its own, for what has to be tried from outside."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 60.0


class Server:
    """`manage.py serve` on a free port, with its own data folder."""

    def __init__(self, data: pathlib.Path, **settings: str) -> None:
        self.data = data
        self.port = free_port()
        self.log = data.parent / f"{data.name}.log"
        self.variables = environment(DATA=str(data), PORT=str(self.port), **settings)
        self.process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start, wait until /up answers 200; return the seconds that took."""
        began = time.monotonic()
        with self.log.open("a") as out:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self.variables,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        while not is_up(self.address):
            if self.process.poll() is not None or time.monotonic() - began > PATIENCE_SECONDS:
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()}")
            time.sleep(0.01)
        return time.monotonic() - began

    def kill(self) -> None:
        """End the first process without warning, as a crash would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def inside(self, module: str, *words: object) -> dict:
        """Run a module of ours against the same data folder; return what it tells in JSON on its last line."""
        done = subprocess.run(
            [sys.executable, "-m", module, *map(str, words)],
            cwd=ROOT,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    def kill_all(self) -> None:
        """End every process of the server at once, as a power cut would, and wait until none is left."""
        everyone = {self.process.pid, *descendants(self.process.pid)}
        for pid in everyone:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        while any(is_running(pid) for pid in everyone - {self.process.pid}):
            time.sleep(0.002)

    def database(self) -> sqlite3.Connection:
        """Open the SQLite file of its data folder."""
        return sqlite3.connect(self.data / "needlepoint.sqlite3")

    def is_sound(self) -> bool:
        """Say whether the database is whole: every page of it, and every row that another points to."""
        with contextlib.closing(self.database()) as database:
            sound = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return sound and not database.execute("PRAGMA foreign_key_check").fetchall()

    def stop(self) -> int:
        """Ask it to stop, as an operator would; return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def manage(self, *words: str, **settings: str) -> subprocess.CompletedProcess:
        """Run a command of manage.py against the same data folder."""
        more = {f"NEEDLEPOINT_{name}": value for name, value in settings.items()}
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={**self.variables, **more},
            capture_output=True,
            text=True,
            check=False,
        )


@contextlib.contextmanager
def running(data: pathlib.Path, **settings: str) -> Iterator[Server]:
    server = Server(data, **settings)
    server.start()
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


def environment(**settings: str) -> dict[str, str]:
    """Return this process's variables with these settings of Needlepoint and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEEDLEPOINT_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, **{f"NEEDLEPOINT_{name}": value for name, value in settings.items()}}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/up", timeout=2) as answer:  # noqa: S310  our own address
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def is_running(pid: int) -> bool:
    """Whether a process still runs; one that is dead and waits to be counted by its parent does not."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def descendants(pid: int) -> set[int]:
    """Return the processes below one, read from /proc; nothing where the system has none."""
    parents = {}
    for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(status.parent.name)] = int(fields[1])
    below, fresh = set(), {pid}
    while fresh:
        fresh = {child for child, parent in parents.items() if parent in fresh}
        below |= fresh
    return below
