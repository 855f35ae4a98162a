"""How fast another system's files come in, and how much memory that takes: 20,000 patients, 200,000 appointments.

The files are made up here. The past has visits of every state; the coming weeks fill the calendar, so that ticks,
rooms and clashes are worked out for real. One row in a hundred has something wrong with it.
"""

import csv
import datetime as dt
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from tools import results

ROOT = pathlib.Path(__file__).resolve().parent.parent
PATIENTS, APPOINTMENTS = 20_000, 200_000
PRACTITIONERS, WEEKS_AHEAD = 20, 12
# 'Within minutes' for a machine with two cores, and memory that a small one can spare.
SECONDS_MAX, MEGABYTES_MAX = 240, 400

GIVEN = [
    "Ada",
    "Bo",
    "Cleo",
    "Dan",
    "Ines",
    "Jürgen",
    "Kofi",
    "Lucía",
    "Mina",
    "Noor",
    "Olga",
    "Pete",
    "Quinn",
    "Rosa",
    "Sven",
    "Tala",
    "Uma",
    "Vera",
    "Wen",
    "Yara",
    "Zoë",
]
FAMILY = [
    "Moreno",
    "Lindqvist",
    "Park",
    "Okafor",
    "García",
    "Müller",
    "Mensah",
    "Ng",
    "O’Brien",
    "Petrov",
    "Quist",
    "Rossi",
    "Sato",
    "Tanaka",
    "Weiß",
    "Young",
]
STATES = ["Arrived"] * 17 + ["No Show", "Cancelled", "Completed"]
MADE_CLINIC = """
from needlepoint.booking import models as booking
from needlepoint.frontdoor import models as frontdoor
from needlepoint.people import models as people
clinic = people.Clinic.objects.get()
segments = [["TOGETHER", 20], ["REST", 25], ["TOGETHER", 10], ["TURNOVER", 5]]
frontdoor.Service.objects.create(clinic=clinic, kind="FOLLOW_UP", name="Follow-up visit", price_cents=7500, segments=segments)
for number in range(20):
    booking.Room.objects.create(clinic=clinic, name=f"Room {number}", position=number)
"""


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="needlepoint-bring-in-") as name:
        folder = pathlib.Path(name)
        patients, appointments = folder / "patients.csv", folder / "appointments.csv"
        write_patients(patients)
        write_appointments(appointments, dt.datetime.fromtimestamp(time.time(), tz=dt.UTC))
        manage(folder, "migrate", "-v0")
        manage(folder, "open-clinic", "--name", "Bench", "--owner-email", "owner@bench.example")
        manage(folder, "shell", "-v0", "-c", MADE_CLINIC)
        people_s, people_mb = manage(folder, "bring-in", str(patients), "--yes")
        visits_s, visits_mb = manage(folder, "bring-in", str(appointments), "--yes", "--make-practitioners")
        again_s, _mb = manage(folder, "bring-in", str(patients), str(appointments), "--yes")
    return [
        results.row("bring_in_patients_per_s", round(PATIENTS / people_s), "1/s"),
        results.row("bring_in_appointments_per_s", round(APPOINTMENTS / visits_s), "1/s"),
        results.row("bring_in_total_s", round(people_s + visits_s, 1), "s", SECONDS_MAX),
        results.row("bring_in_again_s", round(again_s, 1), "s", SECONDS_MAX),
        results.row("bring_in_peak_mb", round(max(people_mb, visits_mb)), "MB", MEGABYTES_MAX),
    ]


def manage(folder: pathlib.Path, *words: str) -> tuple[float, float]:
    """Run a command on a clinic of its own. Returns (seconds, megabytes at the most)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEEDLEPOINT_")}
    began = time.monotonic()
    with (folder / "said.txt").open("w+") as said:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *words],
            cwd=ROOT,
            env={**kept, "NEEDLEPOINT_DATA": str(folder / "data")},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        words_said = said.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} failed:\n{words_said}")
    if "VERBOSE" in os.environ:
        print(words_said)
    return time.monotonic() - began, used.ru_maxrss / 1024


def write_patients(path: pathlib.Path) -> None:
    chance = random.Random(1)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            [
                "Patient ID",
                "First Name",
                "Last Name",
                "Date of Birth",
                "Email",
                "Mobile Phone",
                "Home Phone",
                "Address",
                "Notes",
            ]
        )
        for number in range(PATIENTS):
            born = dt.date(1930, 1, 1) + dt.timedelta(days=chance.randrange(80 * 365))
            given, family = chance.choice(GIVEN), chance.choice(FAMILY)
            out.writerow(
                [
                    f"P{number:06}",
                    given,
                    f"{family}-{number}" if number % 100 else "",
                    f"{born:%m/%d/%Y}" if number % 200 else "31/31/1980",
                    f"patient{number}@mail.example",
                    f"({chance.randrange(200, 900)}) {chance.randrange(200, 900)}-{chance.randrange(10_000):04}",
                    "",
                    f"{number} Willow Street\nApt 3",
                    'Said "hello", left early',
                ]
            )


def write_appointments(path: pathlib.Path, now: dt.datetime) -> None:
    chance = random.Random(2)
    day = now.date() + dt.timedelta(weeks=WEEKS_AHEAD)
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            [
                "Appointment ID",
                "Patient ID",
                "Start Time",
                "End Time",
                "Staff Member",
                "Treatment",
                "Status",
                "Room",
                "Price",
            ]
        )
        while written < APPOINTMENTS:
            day -= dt.timedelta(days=1)
            if day.weekday() == 6:
                continue
            is_coming = day >= now.date()
            for hour in range(9, 17):
                free = random.Random(day.toordinal() * 100 + hour).sample(range(PATIENTS), PRACTITIONERS)
                for practitioner, patient in enumerate(free):
                    if written == APPOINTMENTS:
                        return
                    written += 1
                    start = dt.datetime.combine(day, dt.time(hour))
                    out.writerow(
                        [
                            f"A{written:07}",
                            f"P{patient if written % 100 else 999_999:06}",
                            f"{start:%m/%d/%Y %I:%M %p}",
                            f"{start + dt.timedelta(minutes=55):%m/%d/%Y %I:%M %p}",
                            f"Dr. Practitioner {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[practitioner]}",
                            "Follow-up visit",
                            "Booked" if is_coming else chance.choice(STATES),
                            "",
                            "75.00",
                        ]
                    )
