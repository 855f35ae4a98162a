"""Kill the whole server in the middle of bookings, again and again: what was confirmed is there, and there once."""

import http.client
import os
import pathlib
import random
import tempfile
import threading
import time
import zoneinfo
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from tools import results, serving

ROUNDS = 20
CALLERS = 8  # half of them patients, half new people
NEWCOMERS_A_ROUND = 40
CLINIC = "prove._booking_clinic"  # what is done inside, as a process
TOKEN = "k" * 32  # the cookie and the form agree; that is all the check asks
BOOKED = "/book/booked/"


def run() -> list[dict]:
    rounds = 500 if os.environ.get("LONG") else ROUNDS
    seed = int(os.environ.get("SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    with tempfile.TemporaryDirectory(prefix="needlepoint-kill-") as folder:
        return _Trial(pathlib.Path(folder) / "data", rounds, seed).run()


class _Trial:
    """One clinic, killed many times. `seed` decides who asks for what and when the end comes."""

    def __init__(self, data: pathlib.Path, rounds: int, seed: int) -> None:
        self.server = serving.Server(data, LOG_LEVEL="ERROR")
        self.rounds, self.seed, self.chance = rounds, seed, random.Random(seed)
        self.confirmed: dict[str, str] = {}  # visit code → form key
        self.unanswered: list[tuple[str, dict]] = []  # session, form
        self.refused_on_retry: list[str] = []
        self.faults: list[str] = []
        self.unsound = 0

    def run(self) -> list[dict]:
        self.server.start()
        self.server.stop()
        self.clinic = self.server.inside(
            CLINIC, "fill", CALLERS // 2 * max(self.rounds, 1), NEWCOMERS_A_ROUND * self.rounds
        )
        for _ in range(self.rounds):
            self.server.start()
            self._retry()
            self._book_until_killed()
            self.unsound += not self.server.is_sound()
        self.server.start()
        self._retry()
        self.server.stop()
        return self._rows(self.server.inside(CLINIC, "count"))

    def _rows(self, told: dict) -> list[dict]:
        lost = set(self.confirmed) - set(told["codes"])
        doubled = told["doubled"] + len(told["keys"]) - len(set(told["keys"]))
        for fault in self.faults[:3]:
            print(f"  seed {self.seed}: {fault}")
        if lost or doubled or self.refused_on_retry:
            print(f"  SEED={self.seed} repeats this; lost {sorted(lost)[:5]}")
        return [
            results.row("kill_rounds", self.rounds, "rounds"),
            results.row(
                "kill_bookings_acknowledged",
                len(self.confirmed),
                "visits",
                ok=len(self.confirmed) >= self.rounds,
            ),
            results.row("kill_bookings_lost", len(lost), "visits", 0),
            results.row("kill_bookings_doubled", doubled, "", 0),
            results.row("kill_bookings_half_written", len(told["half"]), "visits", 0),
            results.row("kill_refused_on_retry", len(self.refused_on_retry), "people", 0),
            results.row("kill_unsound_databases", self.unsound, "", 0),
            results.row("kill_faults", len(self.faults), "answers", 0),
        ]

    # --- One round ------------------------------------------------------------------------------------------------

    def _book_until_killed(self) -> None:
        self.is_over = threading.Event()
        callers = [
            threading.Thread(target=self._call, args=(n, self.chance.random())) for n in range(CALLERS)
        ]
        for caller in callers:
            caller.start()
        time.sleep(self.chance.uniform(0.15, 0.9))
        self.server.kill_all()
        self.is_over.set()
        for caller in callers:
            caller.join()

    def _call(self, number: int, chance: float) -> None:
        """Book one visit after the other until the server is gone."""
        chance = random.Random(chance)
        while not self.is_over.is_set():
            is_patient = number % 2 == 0
            try:
                # Nobody books without end, so there are many; no two callers are ever the same person.
                many = len(self.clinic["patients"]) // (CALLERS // 2)
                who = chance.randrange(many) * (CALLERS // 2) + number // 2
                session = self.clinic["patients"][who] if is_patient else self.clinic["visitors"].pop()
            except IndexError:
                return
            form = self._form(chance, is_patient=is_patient)
            if not self._send(session, form):
                self.unanswered.append((session, form))
                return

    def _form(self, chance: random.Random, *, is_patient: bool) -> dict:
        zone = zoneinfo.ZoneInfo(self.clinic["zone"])
        day = date.fromisoformat(self.clinic["today"]) + timedelta(days=chance.randrange(2, 85))
        hour, minute = chance.choice([8, 9, 10, 13, 14, 15, 16]), chance.choice([0, 15, 30, 45])
        start = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)
        form = {
            "csrfmiddlewaretoken": TOKEN,
            "form_key": f"{chance.getrandbits(120):030x}",
            "start": f"{start:%Y-%m-%dT%H:%MZ} {chance.choice(self.clinic['practitioners'])}",
        }
        if is_patient:
            return form | {"no_new_signs": "on"}
        return form | {
            "name": f"New {chance.choice('ABCDEFGH')}son",
            "birth_date_d": str(chance.randrange(1, 28)),
            "birth_date_m": str(chance.randrange(1, 12)),
            "birth_date_y": str(chance.randrange(1940, 2000)),
            "phone": f"212 {chance.randrange(200, 999)} {chance.randrange(10_000):04d}",
            "email": f"new{chance.getrandbits(60):x}@mail.example",
        }

    def _send(self, session: str, form: dict) -> bool:
        """Send one booking; note a confirmation. Returns whether an answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"np={session}; npf={TOKEN}",
        }
        try:
            connection.request("POST", "/book/details/", urlencode(form), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        where = answer.getheader("Location", "")
        if answer.status == 302 and where.startswith(BOOKED):
            self.confirmed[where.removeprefix(BOOKED).strip("/")] = form["form_key"]
        elif answer.status != 409:
            self.faults.append(f"{answer.status} {where}")
        return True

    def _retry(self) -> None:
        """Whoever got no answer presses the button again. If the visit was booked after all, they must be told so."""
        waiting, self.unanswered = self.unanswered, []
        with self.server.database() as database:
            kept = {key for (key,) in database.execute("SELECT form_key FROM booking_visit")}
        for session, form in waiting:
            self._send(session, form)
            if form["form_key"] in kept and form["form_key"] not in self.confirmed.values():
                # A newcomer's first try spent the session that had been through the check.
                self.refused_on_retry.append(form["form_key"])

    # --- Looking ------------------------------------------------------------------------------------------------------
