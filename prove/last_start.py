"""A thousand people want the last start of a day, a hundred at a time, over HTTP: one has it, each other gets a kind answer.

Kind is: the page that says it was taken and shows other starts near it, each one press away, and no fault of ours.
"""

import pathlib
import re
import tempfile
import time

from tools import postgres, posting, results, serving

PEOPLE, AT_ONCE = 1000, 100
AHEAD_DAYS, MINUTE = 5, 15 * 60
ANOTHER_START = re.compile(rb'<button class="start" name="start" value="\d{4}-')
CONFLICT, FAULT = 409, 500


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="needlepoint-last-") as folder:
        here = pathlib.Path(folder)
        rows = _try("sqlite", here / "data")
        with postgres.server(is_careful=True) as url:
            rows += _try("postgresql", here / "data-pg", DATABASE_URL=url)
    return rows


def _try(engine: str, data: pathlib.Path, **settings: str) -> list[dict]:
    server = serving.Server(data, LOG_LEVEL="ERROR", **settings)
    server.start()  # prepares the tables
    server.stop()
    clinic = server.inside(posting.CLINIC, "crowd", PEOPLE, 1)
    if clinic["vendor"] != engine:
        raise AssertionError(f"this ran on {clinic['vendor']}, not {engine}")
    [practitioner], start = clinic["practitioners"], posting.moment(clinic, AHEAD_DAYS, MINUTE)
    wishes = [
        posting.request(session, start=start, practitioner=practitioner, key=posting.form_key(number))
        for number, session in enumerate(clinic["patients"])
    ]
    server.start()
    began = time.monotonic()
    try:
        _seconds, answers = posting.at_once(server.port, [wishes[n::AT_ONCE] for n in range(AT_ONCE)])
    finally:
        seconds = time.monotonic() - began
        server.stop()
    return _rows(engine, answers, server.inside(posting.CLINIC, "tally"), seconds)


def _rows(engine: str, answers: list, kept: dict, seconds: float) -> list[dict]:
    told = [posting.is_booked(status, head) for _ms, status, head, _body in answers]
    unkind = [
        (status, body)
        for (_ms, status, _head, body), is_winner in zip(answers, told, strict=True)
        if not is_winner and not (status == CONFLICT and ANOTHER_START.search(body))
    ]
    for status, body in unkind[:2]:
        print(f"  {engine}: {status} {body[:300]!r}")
    slowest = max(ms for ms, *_rest in answers)
    winners = sum(told)
    return [
        results.row(f"last_start_winners_{engine}", winners, "", 1, ok=winners == kept["booked"] == 1),
        results.row(f"last_start_answered_{engine}", len(answers), "", PEOPLE, ok=len(answers) == PEOPLE),
        results.row(f"last_start_unkind_{engine}", len(unkind), "", 0),
        results.row(f"last_start_5xx_{engine}", sum(s >= FAULT or s == 0 for s, _b in unkind), "", 0),
        results.row(f"last_start_doubled_{engine}", kept["doubled"], "ticks", 0),
        results.row(f"last_start_seconds_{engine}", round(seconds, 1), "s"),
        results.row(f"last_start_slowest_ms_{engine}", round(slowest), "ms"),
    ]
