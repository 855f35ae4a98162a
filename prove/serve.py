"""A server that is killed is back at once, one that is told to stop finishes what it began, and there is only one."""

import http.client
import os
import pathlib
import signal
import statistics
import tempfile
import threading
import time

from tools import results, serving

BACK_MS = 3000
LONG_REQUEST_SECONDS = 1.0


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="needlepoint-serve-") as folder:
        return [*_restarts(pathlib.Path(folder) / "data"), *_stops(pathlib.Path(folder) / "stop")]


def _restarts(data: pathlib.Path) -> list[dict]:
    """Kill the first process, the due work and a worker in turn; another server is refused meanwhile."""
    server = serving.Server(data)
    first = server.start()
    times = []
    for _ in range(20 if os.environ.get("LONG") else 5):
        server.kill()
        times.append(server.start() * 1000)
    second = server.manage("serve")
    is_refused = (
        second.returncode == 1 and "already serves" in second.stderr and "Traceback" not in second.stderr
    )
    survives = _survives_children(server)
    stop_code = server.stop()
    return [
        results.row("first_start_s", round(first, 2), "s"),
        results.row("restart_ms", round(statistics.median(times)), "ms", BACK_MS),
        results.row("restart_worst_ms", round(max(times)), "ms", BACK_MS),
        results.row("second_server_refused", is_refused, "", ok=is_refused),
        results.row("children_come_back", survives, "", ok=survives),
        results.row("stop_exit_code", stop_code, "", ok=stop_code == 0),
    ]


def _survives_children(server: serving.Server) -> bool:
    """Kill every process below the first, one after the other; the clinic answers again within three seconds."""
    for child in sorted(serving.descendants(server.process.pid)):
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            continue  # it went together with the one before
        end = time.monotonic() + BACK_MS / 1000
        time.sleep(0.05)
        while not serving.is_up(server.address):
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
    return server.process.poll() is None


def _stops(data: pathlib.Path) -> list[dict]:
    """Send half a form, tell the server to stop, send the rest: the answer must still come."""
    server = serving.Server(data)
    server.start()
    answers = []
    half_sent = threading.Event()
    caller = threading.Thread(target=_slow_request, args=(server.port, half_sent, answers))
    caller.start()
    half_sent.wait(10)
    time.sleep(0.3)  # the worker has begun to read
    code = server.stop()
    caller.join()
    finished = (
        answers == [403] and code == 0
    )  # a form without its token is refused, by the clinic and in full
    return [results.row("stop_finishes_requests", finished, "", ok=finished)]


def _slow_request(port: int, half_sent: threading.Event, answers: list) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    body = b"login=" + b"a" * 60
    try:
        connection.putrequest("POST", "/account/login/")
        connection.putheader("Content-Type", "application/x-www-form-urlencoded")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body[:20])
        half_sent.set()
        time.sleep(LONG_REQUEST_SECONDS)
        connection.send(body[20:])
        answers.append(connection.getresponse().status)
    except OSError as error:
        answers.append(type(error).__name__)
