"""How long it takes to find every free start, and to show the page from which somebody books.

The search goes from the database to a list of starts, two thirds of the time booked, with visits that hold a room all
along and a practitioner for half of it. The limits are CPU milliseconds on one core of an ordinary server.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

from tools import results, serving

# practitioners, days, CPU ms for the search, CPU ms for the page (which looks no further than it must)
SIZES = ((10, 30, 8, 20), (100, 60, 100, 20))


def run() -> list[dict]:
    rows = []
    for practitioners, days, search_limit, page_limit in SIZES:
        told = _measure(practitioners, days)
        size = f"{practitioners}x{days}"
        label = "starts_search_ms" if practitioners == 10 else f"starts_search_{size}_ms"
        page = "starts_page_ms" if practitioners == 10 else f"starts_page_{size}_ms"
        rows += [
            results.row(f"starts_found_{size}", told["starts"], "starts"),
            results.row(label, told["search_cpu"][0], "ms", search_limit),
            results.row(f"starts_search_{size}_wall_ms", told["search"][0], "ms"),
            results.row(page, told["page_cpu"][0], "ms", page_limit),
            results.row(page.replace("_ms", "_p95_ms"), told["page_cpu"][1], "ms", 50),
            results.row(page.replace("_ms", "_wall_ms"), told["page"][0], "ms"),
            results.row(page.replace("_ms", "_queries"), told["page_queries"], ""),
            results.row(page.replace("_ms", "_kb"), told["page_kb"], "kB"),
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
