"""How many public pages a second the server that ships gives visitors, beside what it gives of a file that never changes.

Eight connections ask for every page of the sitemap in turn, in three languages, as browsers do that read gzip; who asks
is one process that does nothing else, and it shares the machine's cores with the server. A second process then works
every page out anew and names the tables that were asked for it: none of them may hold a patient.
"""

import json
import os
import pathlib
import re
import selectors
import socket
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence

from tools import results, serving

CALLERS, SECONDS = 8, 6.0
WARM_ROUNDS = 8  # so that each of the server's processes has every page
LEAST_RPS = 500
KB_MOST = 60
LANGUAGES = ("en", "es", "zh-CN")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
# Whatever belongs to a patient or says that there is one.
ABOUT_PATIENTS = re.compile(
    r"patient|visit|claim|intake|check|note|score|course|episode|consent|flare|session|user"
)


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="needlepoint-public-") as folder:
        with serving.running(pathlib.Path(folder) / "data", MODE="demo", LOG_LEVEL="ERROR") as server:
            paths = _pages(server.address)
            asked = [_request(server.port, path, language) for path in paths for language in LANGUAGES]
            file = re.search(rb'href="(/static/design/needlepoint[^"]*)"', _read(server.address + "/"))
            _measure(server.port, asked, None, WARM_ROUNDS * len(asked))
            before = _cpu_seconds(server)
            pages = _measure(server.port, asked, SECONDS)
            cpu_ms = (_cpu_seconds(server) - before) * 1000 / len(pages.times)
            files = _measure(server.port, [_request(server.port, file[1].decode(), "en")], SECONDS)
        told = server.inside("bench.public_pages", *paths)
    tables = told["tables"]
    about_patients = [one for one in tables if ABOUT_PATIENTS.search(one)]
    rps, limit = round(len(pages.times) / SECONDS), round(len(files.times) / SECONDS)
    return [
        results.row("public_pages_rps", rps, "1/s", LEAST_RPS, ok=rps >= LEAST_RPS),
        results.row("public_pages_static_rps", limit, "1/s"),
        results.row("public_pages_of_static", round(rps / limit, 2), "×"),
        # Of all its processes together, the rounds of due work in them as well: what a busy machine leaves comparable.
        results.row("public_pages_cpu_ms", round(cpu_ms, 2), "ms", 2 * 1000 / LEAST_RPS),
        results.row("public_pages_median_ms", round(statistics.median(pages.times), 2), "ms"),
        results.row("public_pages_p99_ms", round(statistics.quantiles(pages.times, n=100)[98], 2), "ms"),
        results.row("public_pages_failed", pages.failed, "", 0),
        results.row("public_pages_asked", len(paths), "pages"),
        results.row("public_pages_largest_kb", round(pages.largest / 1024, 1), "kB", KB_MOST),
        results.row("public_pages_anew_ms", told["anew_ms"], "ms"),
        results.row("public_pages_anew_most_ms", told["anew_most_ms"], "ms"),
        results.row("public_pages_unkept", len(told["unkept"]), " ".join(told["unkept"]), 0),
        results.row("public_pages_tables", len(tables), " ".join(tables)),
        results.row("public_pages_patient_tables", len(about_patients), " ".join(about_patients), 0),
    ]


def _cpu_seconds(server: serving.Server) -> float:
    """Return how long the server's processes have worked, by the system's count."""
    ticks = 0
    for pid in {server.process.pid, *serving.descendants(server.process.pid)}:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


# --- Asking from outside ----------------------------------------------------------------------------------------------


class Measured:
    """What the answers came to: milliseconds each, how many were not 200, the most bytes of one body."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.failed = self.largest = 0


class _Caller:
    """One connection that asks for the next page as soon as it has the last."""

    def __init__(self, port: int, requests: Sequence[bytes], first: int) -> None:
        self.requests, self.next = requests, first
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.ask()

    def ask(self) -> None:
        self.got, self.began = b"", time.perf_counter()
        self.socket.sendall(self.requests[self.next % len(self.requests)])
        self.next += CALLERS

    def read(self, measured: Measured) -> None:
        part = self.socket.recv(262_144)
        if not part:
            raise RuntimeError(f"the server hung up after {self.got[:200]!r}")
        self.got += part
        head = self.got.find(b"\r\n\r\n")
        length = LENGTH.search(self.got, 0, head) if head >= 0 else None
        if length is None or len(self.got) < head + 4 + int(length[1]):
            return
        measured.times.append((time.perf_counter() - self.began) * 1000)
        measured.failed += not self.got.startswith(b"HTTP/1.1 200 ")
        measured.largest = max(measured.largest, int(length[1]))
        self.ask()


def _measure(port: int, requests: Sequence[bytes], seconds: float | None, many: int = 0) -> Measured:
    """Ask for so many seconds; without seconds for so many answers."""
    measured = Measured()
    with selectors.DefaultSelector() as waiting:
        callers = [_Caller(port, requests, first) for first in range(CALLERS)]
        for caller in callers:
            waiting.register(caller.socket, selectors.EVENT_READ, caller)
        end = time.monotonic() + (seconds or 0)
        while time.monotonic() < end or len(measured.times) < many:
            for key, _events in waiting.select(1):
                key.data.read(measured)
        for caller in callers:
            caller.socket.close()
    return measured


def _request(port: int, path: str, language: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip, br\r\n"
        f"Accept-Language: {language}\r\nUser-Agent: bench\r\n\r\n"
    ).encode()


def _read(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310  our own address
        return answer.read()


def _pages(address: str) -> list[str]:
    """Return the path of every page of the sitemap, once for all languages."""
    found = re.findall(r"<loc>https?://[^/<]+(/[^<?]*)", _read(f"{address}/sitemap.xml").decode())
    return list(dict.fromkeys(found))


# --- Working out anew, inside -------------------------------------------------------------------------------------------


def inside(paths: Sequence[str]) -> dict:
    """Ask for each page as its first visitor. Returns the tables asked, the pages not kept and how long they take."""
    from django.db import connection
    from django.test import Client

    from needlepoint.frontdoor import middleware

    connection.ensure_connection()
    visitor = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
    tables, unkept, times = set(), [], []
    for _warm in range(2):
        for path in paths:
            middleware.shelf.clear()
            began = time.perf_counter()
            with middleware.watched_tables() as asked:
                visitor.get(path)
            times.append((time.perf_counter() - began) * 1000)
            tables |= asked
            if not len(middleware.shelf):
                unkept.append(path)
    times = times[len(paths) :]
    return {
        "tables": sorted(tables),
        "unkept": sorted(set(unkept)),
        "anew_ms": round(statistics.median(times), 1),
        "anew_most_ms": round(max(times), 1),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needlepoint.config.settings")
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
    import django

    django.setup()
    print(json.dumps(inside(sys.argv[1:])))
