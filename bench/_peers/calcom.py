"""Cal.com's own search for starts, from its npm package, run by node on the same diaries as ours.

The package and the libraries that its search calls are fetched into a cache folder the first time, which takes node,
npm and a network; where one of them is missing the comparison is left out.
"""

import datetime as dt
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import zoneinfo
from collections.abc import Sequence

from bench import _peers, _workload

PACKAGE, VERSION = "@calcom/platform-libraries", "0.0.360"
LIBRARIES = (
    "dayjs@1.11.13",
    "uuid@9.0.1",
    "zod@3.25.76",
    "lodash@4.17.21",
    "rrule@2.8.1",
    "@evyweb/ioctopus@1.2.0",
)
RUNS = 5
PATIENCE_SECONDS = 300
SCRIPT = pathlib.Path(__file__).with_suffix(".cjs")


def measure(
    bookings: Sequence[_workload.Booking],
    practitioners: int,
    days: int,
    minutes: int,
    *,
    keeps_formatters: bool = True,
) -> float | None:
    """Return the processor time of one search for each practitioner, in milliseconds; None when it is not here."""
    told = run(bookings, practitioners, days, minutes, keeps_formatters=keeps_formatters)
    return told.cpu_ms if told else None


def run(
    bookings: Sequence[_workload.Booking],
    practitioners: int,
    days: int,
    minutes: int,
    *,
    first_day: dt.date = _workload.FIRST_DAY,
    zone: str = _workload.ZONE,
    keeps_formatters: bool = True,
) -> _peers.Told | None:
    """Search once for each practitioner.

    keeps_formatters  as its own copy of dayjs does, which is not on the registry; with False as the one that npm gives
    """
    folder = installed()
    if folder is None:
        print("  Cal.com is not installed here")
        return None
    place = zoneinfo.ZoneInfo(zone)

    def moment(day: int, minute: int) -> str:
        date = first_day + dt.timedelta(days=day)
        local = dt.datetime.combine(date, dt.time(), place) + dt.timedelta(minutes=minute)
        return local.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")

    asked = {
        "zone": zone,
        "from": moment(0, 0),
        "until": moment(days, 0),
        "practitioners": practitioners,
        "minutes": minutes,
        "step": _workload.STEP,
        "hours": _workload.HOURS,
        "bookings": [
            (one.practitioner, moment(one.day, one.start), moment(one.day, one.end)) for one in bookings
        ],
        "keepsFormatters": keeps_formatters,
        "runs": RUNS,
    }
    done = subprocess.run(
        ["node", str(SCRIPT), str(folder)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    if done.returncode:
        print(f"  Cal.com did not run: {done.stderr[-300:]}")
        return None
    told = json.loads(done.stdout.splitlines()[-1])
    found = {
        (who, *_workload.read(start, first_day=first_day, zone=zone))
        for who, starts in enumerate(told["found"])
        for start in starts
    }
    found = _workload.without_clock_changes(found, first_day=first_day, zone=zone)
    return _peers.Told(found, statistics.median(told["cpu"]), statistics.median(told["wall"]))


def installed() -> pathlib.Path | None:
    """Return the folder with the package, fetching it when it is not there; None when it cannot be had."""
    if not (shutil.which("node") and shutil.which("npm")):
        return None
    caches = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    folder = caches / "needlepoint" / f"calcom-{VERSION}"
    done = folder / "done"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        try:
            folder.mkdir(parents=True)
            _fetch(folder)
        except (OSError, subprocess.SubprocessError):
            return None
        done.touch()
    return folder


def _fetch(folder: pathlib.Path) -> None:
    # Unpacked rather than installed: what it names as its dependencies is not on the registry.
    (folder / "package.json").write_text("{}\n")
    npm = ["npm", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    for words in (["pack", f"{PACKAGE}@{VERSION}"], ["install", *LIBRARIES]):
        subprocess.run([*npm, *words], cwd=folder, capture_output=True, timeout=PATIENCE_SECONDS, check=True)
    [packed] = folder.glob("*.tgz")
    shutil.unpack_archive(packed, folder)
    packed.unlink()
