"""Clients that book: raw and cheap, since they share the cores with the server they press; and what it costs the server."""

import contextlib
import os
import pathlib
import socket
import threading
import time
import zoneinfo
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from tools import serving

CLINIC = "prove._booking_clinic"  # what is done inside, as a process
TOKEN = "k" * 32  # the cookie and the form agree; that is all the check asks
BOOKED = b"/book/booked/"
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def form_key(number: int) -> str:
    return f"form-{number:026d}"


def moment(clinic: dict, days_ahead: int, minute: int) -> str:
    """Return a start as a form sends it: so many days from today, at this minute of the clinic's wall clock."""
    day = date.fromisoformat(clinic["today"]) + timedelta(days=days_ahead)
    zone = zoneinfo.ZoneInfo(clinic["zone"])
    local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
    return f"{local.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def request(session: str, *, start: str, practitioner: str, key: str) -> bytes:
    """Return the bytes that a browser would send to book."""
    form = urlencode(
        {
            "csrfmiddlewaretoken": TOKEN,
            "form_key": key,
            "start": f"{start} {practitioner}",
            "no_new_signs": "on",
        }
    )
    lines = (
        "POST /book/details/ HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(form)}",
        f"Cookie: np={session}; npf={TOKEN}",
        "",
        form,
    )
    return "\r\n".join(lines).encode()


class Client:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.wire: socket.socket | None = None

    def send(self, asked: bytes) -> tuple[int, bytes, bytes]:
        """Send a request; return status, headers and body. Connects anew when the server closed in between."""
        for is_again in (False, True):
            try:
                if self.wire is None:
                    self.wire = socket.create_connection(("127.0.0.1", self.port), timeout=60)
                    self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.wire.sendall(asked)
                return self._answer()
            except OSError:
                self.close()
                if is_again:
                    raise
        raise AssertionError

    def _answer(self) -> tuple[int, bytes, bytes]:
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            more = self.wire.recv(65536)
            if not more:
                raise ConnectionResetError("no answer")
            got += more
        head, body = got[:end], got[end + 4 :]
        lowered = head.lower()
        length = int(_header(lowered, b"content-length") or 0)
        while len(body) < length:
            more = self.wire.recv(65536)
            if not more:
                raise ConnectionResetError("half an answer")
            body += more
        if _header(lowered, b"connection") == b"close":
            self.close()
        return int(head[9:12]), head, body

    def close(self) -> None:
        if self.wire is not None:
            self.wire.close()
            self.wire = None


def _header(head: bytes, name: bytes) -> bytes:
    _before, found, after = head.partition(b"\r\n" + name + b": ")
    return after.partition(b"\r\n")[0] if found else b""


def is_booked(status: int, head: bytes) -> bool:
    return status == 302 and BOOKED in _header(head.replace(b"Location", b"location"), b"location")


def at_once(port: int, batches: list[list[bytes]]) -> tuple[float, list[tuple[float, int, bytes, bytes]]]:
    """Send each batch from a client of its own, all clients at once.

    returns  seconds from the first request to the last answer, and (milliseconds, status, head, body) of each;
             a connection that broke twice has status 0
    """
    answers: list[tuple[float, int, bytes, bytes]] = []
    gate = threading.Barrier(len(batches) + 1)

    def call(batch: list[bytes]) -> None:
        client = Client(port)
        gate.wait()
        for asked in batch:
            began = time.perf_counter()
            try:
                status, head, body = client.send(asked)
            except OSError as error:
                status, head, body = 0, b"", repr(error).encode()
            answers.append(((time.perf_counter() - began) * 1000, status, head, body))
        client.close()

    threads = [threading.Thread(target=call, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, answers


def cpu_seconds(pids: set[int]) -> float:
    """Return the processor time that these processes, those below them and their finished children have spent."""
    spent = 0
    for pid in pids.union(*(serving.descendants(pid) for pid in pids)):
        with contextlib.suppress(OSError):
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            spent += sum(map(int, fields[11:15]))
    return spent / TICKS_A_SECOND


def postmaster(url: str) -> set[int]:
    """Return the first process of the PostgreSQL at this address, or nothing when it is not on this machine."""
    import psycopg

    with psycopg.connect(url) as database:
        [folder] = database.execute("SHOW data_directory").fetchone()
    try:
        return {int((pathlib.Path(folder) / "postmaster.pid").read_text().splitlines()[0])}
    except OSError:
        return set()
