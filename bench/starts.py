"""How long it takes to find every free start, from the database to the strings that an answer holds; and to show them.

The same made-up diaries are searched by Cal.com's own code and by a loop over days as Easy!Appointments does it; they
are spared their database, network and calendars, and ours is not; the loop is also run with a question of its own for
each person's day, as the original asks. All answers are compared. Limits are milliseconds
of processor time on one core of an ordinary server; a ratio says how many of our searches fit into one of theirs.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

from bench import _workload
from bench._peers import calcom, loop
from tools import results, serving

SMALL, LARGE = (10, 30), (100, 60)
SEARCH_MS = {SMALL: 3, LARGE: 30}
STAGGERED_MS = 2
PAGE_MS = 20


def run() -> list[dict]:
    small, large = _measure(*SMALL), _measure(*LARGE)
    ours = small["plain_cpu"][0]
    return [
        results.row("starts_10x30", ours, "ms", SEARCH_MS[SMALL]),
        results.row("starts_10x30_found", small["plain"], "starts"),
        results.row("starts_10x30_wall", small["plain_wall"][0], "ms"),
        *_peers(ours),
        results.row("starts_100x60", large["plain_cpu"][0], "ms", SEARCH_MS[LARGE]),
        results.row("starts_100x60_found", large["plain"], "starts"),
        results.row("starts_staggered_10x30", small["staggered_cpu"][0], "ms", STAGGERED_MS),
        results.row("starts_staggered_10x30_found", small["staggered"], "starts"),
        results.row("starts_staggered_100x60", large["staggered_cpu"][0], "ms"),
        results.row("starts_page_ms", small["page_cpu"][0], "ms", PAGE_MS),
        results.row("starts_page_wall_ms", small["page"][0], "ms"),
        results.row("starts_page_queries", small["page_queries"], ""),
        results.row("starts_page_kb", small["page_kb"], "kB"),
        results.row("starts_page_100x60_ms", large["page_cpu"][0], "ms", PAGE_MS),
    ]


def _peers(ours: float) -> list[dict]:
    """Return how long the peers take for the same answer. Cal.com's own dayjs keeps zone formatters; npm's does not."""
    rows = []
    booked = _workload.bookings(*SMALL)
    for name, peer, limit, options in (
        ("loop", loop, 40, {"asks": True}),
        ("loop_at_hand", loop, None, {}),
        ("calcom", calcom, 150, {"keeps_formatters": False}),
        ("calcom_kept_formatters", calcom, None, {"keeps_formatters": True}),
    ):
        told = peer.run(booked, *SMALL, _workload.VISIT, **options)
        if told is None:
            continue
        wanted = _workload.without_clock_changes(_workload.free(booked, *SMALL, _workload.VISIT))
        if told.found != wanted:
            print(f"  {name}: {len(told.found ^ wanted)} starts differ from ours")
        rows += [
            results.row(f"starts_10x30_{name}_ms", round(told.cpu_ms, 1), "ms"),
            results.row(
                f"starts_10x30_times_{name}",
                round(told.cpu_ms / ours),
                "×",
                limit,
                ok=None if limit is None else told.cpu_ms / ours >= limit,
            ),
        ]
    return rows


def _measure(practitioners: int, days: int) -> dict:
    with tempfile.TemporaryDirectory(prefix="needlepoint-starts-") as folder:
        data = pathlib.Path(folder) / "data"
        data.mkdir(mode=0o700)
        done = subprocess.run(
            [sys.executable, "-m", "bench._starts", str(practitioners), str(days)],
            cwd=serving.ROOT,
            env=serving.environment(MODE="test", DATA=str(data), CLOCK="2026-11-23T09:30-05:00"),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])
