"""How many visits a server books in a second over HTTP, and how long one person waits, on both databases.

Eight people book at the same time with eight practitioners, each another time, over connections that stay open; then
one person books alone. The server is `manage.py serve` as it ships, sending the mails it promised meanwhile; every
commit is flushed to the disk. The clients share its cores. Processor time is told beside the wall clock because the
latter depends on what else the machine does.
"""

import pathlib
import statistics
import tempfile

from tools import postgres, posting, results, serving

CLIENTS, EACH, ALONE = 8, 25, 60  # bookings of each client in a round, and of the one that is alone
ROUNDS = 5  # after one that warms up
FIRST_MINUTE, A_DAY, APART = 8 * 60, 10, 60  # a start every hour from eight; a visit holds 55 minutes
LEAST_PER_S, MOST_MS = 150, 15


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="needlepoint-post-") as folder:
        here = pathlib.Path(folder)
        rows = _measure("sqlite", here / "data", set())
        with postgres.server(is_careful=True) as url:
            rows += _measure("postgresql", here / "data-pg", posting.postmaster(url), DATABASE_URL=url)
    return rows


def _measure(engine: str, data: pathlib.Path, others: set[int], **settings: str) -> list[dict]:
    server = serving.Server(data, LOG_LEVEL="ERROR", **settings)
    server.start()  # prepares the tables
    server.stop()
    wanted = (CLIENTS * EACH + ALONE) * (ROUNDS + 1)
    clinic = server.inside(posting.CLINIC, "crowd", wanted // 5, CLIENTS)
    if clinic["vendor"] != engine:
        raise AssertionError(f"this ran on {clinic['vendor']}, not {engine}")
    wishes = _wishes(clinic)
    server.start()
    try:
        pids = {server.process.pid, *others}
        together = [_round(server.port, wishes, pids, CLIENTS, EACH) for _ in range(ROUNDS + 1)][1:]
        alone = [_round(server.port, wishes, pids, 1, ALONE) for _ in range(ROUNDS + 1)][1:]
    finally:
        server.stop()
    refused = sum(told["refused"] for told in together + alone)
    kept = server.inside(posting.CLINIC, "tally")
    return _rows(engine, together, alone, refused, wanted - kept["booked"], kept["doubled"])


def _wishes(clinic: dict) -> list[list[bytes]]:
    """Return for each practitioner the requests that book one start after the other."""
    patients, all_wishes = clinic["patients"], []
    for number, practitioner in enumerate(clinic["practitioners"]):
        wishes = []
        for place in range(80 * A_DAY):
            day, hour = divmod(place, A_DAY)
            # At one time each practitioner has another patient, so that nobody is booked twice at once.
            session = patients[(place + number * len(patients) // CLIENTS) % len(patients)]
            start = posting.moment(clinic, 2 + day, FIRST_MINUTE + hour * APART)
            key = posting.form_key(number * 10_000 + place)
            wishes.append(posting.request(session, start=start, practitioner=practitioner, key=key))
        all_wishes.append(wishes)
    return all_wishes


def _round(port: int, wishes: list[list[bytes]], pids: set[int], clients: int, each: int) -> dict:
    """Let so many clients book so many visits each, each with a practitioner of their own."""
    batches = [[wishes[client].pop(0) for _ in range(each)] for client in range(clients)]
    before = posting.cpu_seconds(pids)
    seconds, answers = posting.at_once(port, batches)
    spent = posting.cpu_seconds(pids) - before
    refused = [answer for answer in answers if not posting.is_booked(answer[1], answer[2])]
    for _ms, status, head, body in refused[:2]:
        print(f"  {status} {head[:300]!r} {body[:300]!r}")
    return {
        "per_s": len(answers) / seconds,
        "ms": statistics.median(ms for ms, *_rest in answers),
        "p95": statistics.quantiles((ms for ms, *_rest in answers), n=20)[18],
        "cpu": spent * 1000 / len(answers),
        "refused": len(refused),
    }


def _rows(engine, together, alone, refused, lost, doubled) -> list[dict]:  # noqa: PLR0917
    def middle(rounds, what):
        return statistics.median(told[what] for told in rounds)

    per_s = round(middle(together, "per_s"), 1)
    row = results.row
    return [
        row(f"booking_post_per_s_{engine}", per_s, "1/s", LEAST_PER_S, ok=per_s >= LEAST_PER_S),
        row(f"booking_post_p95_8_ms_{engine}", round(middle(together, "p95"), 1), "ms"),
        row(f"booking_post_cpu_8_ms_{engine}", round(middle(together, "cpu"), 2), "ms"),
        row(f"booking_post_median_ms_{engine}", round(middle(alone, "ms"), 2), "ms", MOST_MS),
        row(f"booking_post_p95_ms_{engine}", round(middle(alone, "p95"), 2), "ms"),
        row(f"booking_post_cpu_ms_{engine}", round(middle(alone, "cpu"), 2), "ms"),
        row(f"booking_post_refused_{engine}", refused, "", 0),
        row(f"booking_post_lost_{engine}", lost, "visits", 0),
        row(f"booking_post_doubled_{engine}", doubled, "ticks", 0),
    ]
