"""A backup made in the middle of work is put back into an empty place: all that was acknowledged before is there.

On each engine: the demo clinic, told four times over; a writer that goes on writing; a backup; a restore; every table
compared; the audit record verified; the server started there, Ada's page opened by who treats her.
"""

import contextlib
import http.cookiejar
import os
import pathlib
import re
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator

from tools import postgres, results, serving

TIMES = 4
TOKEN = "k" * 32
LIMIT_S = 60
COUNT = "SELECT count(*) FROM house_outboxmessage WHERE key LIKE 'prove-%'"
WRITE = (
    'INSERT INTO house_outboxmessage (key, code, clinic_id, channel, kind, about, "to", subject, body, calendar,'
    " send_at, sent_as, attempt, attempts, failure, withdrawn_at)"
    " VALUES ('prove-{n}', 'c{n}', 0, 'EMAIL', '', '', '', '', '', '', '2026-01-01T00:00Z', '', '', 0, '', '2026-01-01T00:00Z')"
)


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="needlepoint-restore-") as name:
        folder = pathlib.Path(name)
        rows = _drill(folder / "sqlite", "sqlite", {}, {})
        with postgres.server() as url:
            tools = {"PATH": f"{postgres.tools()}{os.pathsep}{os.environ['PATH']}"}
            with _second_database(url) as other:
                rows += _drill(
                    folder / "postgresql", "postgresql", {"DATABASE_URL": url}, {"DATABASE_URL": other}, tools
                )
    return rows


def _drill(
    folder: pathlib.Path,
    engine: str,
    first: dict[str, str],
    second: dict[str, str],
    more: dict[str, str] | None = None,
) -> list[dict]:
    clinic = serving.Server(folder / "clinic", MODE="demo", LOG_LEVEL="ERROR", **first)
    place = serving.Server(folder / "place", MODE="demo", LOG_LEVEL="ERROR", **second)
    for server in (clinic, place):
        server.variables |= more or {}
    _do(clinic, "migrate", "--verbosity=0")
    _do(clinic, "createcachetable")
    _do(clinic, "tell", "--times", str(TIMES))
    with _writing(_connect(clinic, first)) as written:
        while written() < 20:  # it works
            time.sleep(0.01)
        acknowledged = written()
        _do(clinic, "backup")
    [backup] = (folder / "clinic" / "backups").glob("*.backup")
    (folder / "key").write_text(_do(clinic, "backup", "--show-key").splitlines()[0])
    began = time.monotonic()
    said = _do(place, "restore", str(backup), "--key-file", str(folder / "key"))
    seconds = time.monotonic() - began
    rows, differences = (
        int(re.search(found, said)[1].replace(",", ""))
        for found in (r"([\d,]+) rows in", r"(\d+) differences")
    )
    with contextlib.closing(_connect(place, second)()) as database:
        there = database.execute(COUNT).fetchone()[0]
    is_whole = "is whole" in _do(place, "audit", "verify")
    opens = _opens_ada(place)
    return [
        results.row(f"restore_seconds_{engine}", round(seconds, 1), "s", LIMIT_S),
        results.row(f"restore_rows_{engine}", rows, "rows"),
        results.row(f"restore_differences_{engine}", differences, "", 0),
        results.row(f"restore_lost_{engine}", max(0, acknowledged - there), f"of {acknowledged}", 0),
        results.row(f"restore_audit_whole_{engine}", is_whole, "", ok=is_whole),
        results.row(f"restore_opens_ada_{engine}", opens, "", ok=opens),
    ]


def _do(server: serving.Server, *words: str) -> str:
    done = server.manage(*words)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def _connect(server: serving.Server, more: dict[str, str]) -> Callable[[], object]:
    if url := more.get("DATABASE_URL"):
        import psycopg

        return lambda: psycopg.connect(url, autocommit=True)
    return server.database


@contextlib.contextmanager
def _writing(connect: Callable[[], object]) -> Iterator[Callable[[], int]]:
    """Write one row after the other, each committed before it counts; yield what says how many were."""
    stopping, count = threading.Event(), [0]

    def work() -> None:
        with contextlib.closing(connect()) as database:
            while not stopping.is_set():
                database.execute(WRITE.format(n=count[0]))
                database.commit()
                count[0] += 1

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield lambda: count[0]
    finally:
        stopping.set()
        thread.join()


@contextlib.contextmanager
def _second_database(url: str) -> Iterator[str]:
    """Make an empty database beside the first."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as database:
        database.execute("CREATE DATABASE restored")
        parts = urllib.parse.urlsplit(url)
        yield urllib.parse.urlunsplit(parts._replace(path="/restored"))
        database.execute("DROP DATABASE restored WITH (FORCE)")


def _opens_ada(server: serving.Server) -> bool:
    """Start the server there, come in as who treats, and read Ada's page."""
    server.start()
    try:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        # The cookie and the form agree; that is all the check asks.
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": TOKEN}).encode()
        enter = urllib.request.Request(  # noqa: S310  our own address
            f"{server.address}/demo/enter/mei/", form, {"Cookie": f"npf={TOKEN}"}
        )
        browser.open(enter).close()
        with browser.open(f"{server.address}/patients/?q=Ada") as page:
            link = re.search(r'href="(/patients/[a-z0-9]+/)"', page.read().decode())[1]
        with browser.open(f"{server.address}{link}") as page:
            return page.status == 200 and "Ada" in page.read().decode()
    finally:
        server.stop()
