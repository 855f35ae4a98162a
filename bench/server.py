"""How fast a server answers, and how long the slowest wait, with eight people asking at once.

By itself it measures the server that ships. `SERVERS="gunicorn granian waitress" python -m bench server` compares
those that the running Python has installed; docs/decisions keeps the numbers that decided.
"""

import contextlib
import http.client
import importlib.util
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from tools import results, serving

CALLERS = 8
SECONDS = 4.0
WSGI = "needlepoint.config.wsgi:application"
PATHS = ("/up", "/")


def run() -> list[dict]:
    rows = []
    for name in os.environ.get("SERVERS", "shipped").split():
        if name not in {"shipped", "gunicorn"} and importlib.util.find_spec(name) is None:
            print(f"  {name} is not installed here")
            continue
        with tempfile.TemporaryDirectory(prefix="needlepoint-server-") as folder:
            rows += _measure(name, pathlib.Path(folder))
    return rows


def _measure(name: str, folder: pathlib.Path) -> list[dict]:
    server = serving.Server(folder / "data", MODE="demo", LOG_LEVEL="ERROR")
    server.start()  # every server finds the same prepared folder
    if name != "shipped":
        server.stop()
    rows = []
    with _serving(name, server):
        memory = _megabytes(server.process.pid)
        for path in PATHS:
            times, failed = _ask(server.port, path)
            label = f"server_{name}_{path.strip('/') or 'front'}"
            per_second = round(len(times) / SECONDS)
            rows += [
                results.row(f"{label}_per_s", per_second, "1/s"),
                results.row(f"{label}_median_ms", round(statistics.median(times), 2), "ms"),
                results.row(f"{label}_p99_ms", round(statistics.quantiles(times, n=100)[98], 2), "ms"),
                results.row(f"{label}_failed", failed, "", 0),
            ]
        rows.append(results.row(f"server_{name}_mb", memory, "MB"))
    return rows


@contextlib.contextmanager
def _serving(name: str, server: serving.Server):
    """Have `name` answer on the server's port, with two processes of four threads where it knows processes."""
    if name == "shipped":
        yield
        server.stop()
        return
    port = str(server.port)
    commands = {
        "gunicorn": ["gunicorn", "-k", "gthread", "-w", "2", "--threads", "4", "--preload", "-b", f"127.0.0.1:{port}", WSGI],
        "granian": [
            "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--no-ws",
            "--log-level", "error", "--host", "127.0.0.1", "--port", port, WSGI,
        ],
        "waitress": ["waitress", "--threads", "8", f"--listen=127.0.0.1:{port}", WSGI],
    }  # fmt: skip
    server.process = subprocess.Popen(
        [sys.executable, "-m", *commands[name]],
        cwd=serving.ROOT,
        env={**server.variables, "PYTHONPATH": str(serving.ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not serving.is_up(server.address):
        time.sleep(0.02)
    yield
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(timeout=40)


def _ask(port: int, path: str) -> tuple[list[float], int]:
    """Ask for one page from eight connections at once; return milliseconds per answer and how many were not 200."""
    times: list[float] = []
    failed: list[object] = []
    end = time.monotonic() + SECONDS

    def call() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while time.monotonic() < end:
            began = time.perf_counter()
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    failed.append(answer.status)
            except (OSError, http.client.HTTPException) as error:
                failed.append(error)
                connection.close()
            times.append((time.perf_counter() - began) * 1000)

    callers = [threading.Thread(target=call) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    return times, len(failed)


def _megabytes(pid: int) -> float:
    """Return the memory that the process and those below it hold for themselves, shared pages split fairly."""
    total = 0
    for process in {pid, *serving.descendants(pid)}:
        with contextlib.suppress(OSError):
            for line in pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return round(total / 1024, 1)
