"""Fifty people want one start at the same moment: one has it, nobody else loses anything, on both databases."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from tools import postgres, results, serving

ROUNDS = 20


def run() -> list[dict]:
    rows = []
    with tempfile.TemporaryDirectory(prefix="needlepoint-race-") as folder:
        rows += _rows("sqlite", _race(pathlib.Path(folder) / "data"))
        with postgres.server() as url:
            rows += _rows("postgresql", _race(pathlib.Path(folder) / "data-pg", DATABASE_URL=url))
    rounds = [row for row in rows if row["name"].startswith("race_accepted_of_50_")]
    worst = max((row["value"] for row in rounds), key=lambda accepted: abs(accepted - 1))
    rows.append(results.row("booking_race", worst, "of 50", 1, ok=all(row["ok"] for row in rounds)))
    return rows


def _race(data: pathlib.Path, **settings: str) -> dict:
    data.mkdir(mode=0o700)
    rounds = 60 if os.environ.get("LONG") else ROUNDS
    done = subprocess.run(
        [sys.executable, "-m", "prove._booking_clinic", "race", str(rounds)],
        cwd=serving.ROOT,
        env=serving.environment(MODE="test", DATA=str(data), **settings),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def _rows(engine: str, told: dict) -> list[dict]:
    if told["vendor"] != engine:
        raise AssertionError(f"this ran on {told['vendor']}, not {engine}")
    exactly_one = set(told["accepted"]) == {1}
    worst = max(told["accepted"], key=lambda n: abs(n - 1))
    for fault in told["faults"][:3]:
        print(f"  {engine}: {fault}")
    return [
        results.row(f"race_rounds_{engine}", len(told["accepted"]), "rounds"),
        results.row(f"race_accepted_of_50_{engine}", worst, "", 1, ok=exactly_one),
        results.row(f"race_two_places_of_50_{engine}", told["both"], "", 2, ok=told["both"] == 2),
        results.row(f"race_refused_falsely_{engine}", 50 - told["apart"], "", 0),
        results.row(f"race_doubled_{engine}", told["doubled"], "ticks", 0),
        results.row(f"race_faults_{engine}", len(told["faults"]), "", 0),
    ]
