"""Kill the server while forms are filled in, again and again: every answer that was said to be kept is there, once."""

import http.client
import json
import os
import pathlib
import random
import tempfile
import threading
import time
from urllib.parse import urlencode

from tools import results, serving

ROUNDS = 10
CALLERS = 6
CLINIC = "prove._intake_clinic"  # what is done inside, as a process
TOKEN = "k" * 32  # the cookie and the form agree; that is all the check asks
# Screens with room for own words, and the items there.
TEXTS = (("operations", "operations"), ("operations", "health_words"), ("hope", "goal"), ("tell", "tell"))


def run() -> list[dict]:
    rounds = 100 if os.environ.get("LONG") else ROUNDS
    seed = int(os.environ.get("SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    with tempfile.TemporaryDirectory(prefix="needlepoint-forms-") as folder:
        return _Trial(pathlib.Path(folder) / "data", rounds, seed).run()


class _Trial:
    """Some people answer the same few questions over and over; each of their words is said once only."""

    def __init__(self, data: pathlib.Path, rounds: int, seed: int) -> None:
        self.server = serving.Server(data, LOG_LEVEL="ERROR")
        self.rounds, self.seed, self.chance = rounds, seed, random.Random(seed)
        self.acknowledged: list[tuple[str, str, int, str]] = []  # visit, item, revision, words
        self.stands: dict[tuple[str, str], str] = {}  # what the database holds as the answer now
        self.not_shown: list[str] = []
        self.faults: list[str] = []
        self.unsound = 0

    def run(self) -> list[dict]:
        self.server.start()
        self.server.stop()
        people = self.server.inside(CLINIC, "fill", CALLERS)["people"]
        self.seen = {(visit, item): 0 for _session, visit in people for _screen, item in TEXTS}
        for number in range(self.rounds):
            self.server.start()
            self._come_back(people)
            self._answer_until_killed(people, number)
            self.unsound += not self.server.is_sound()
            # The page is opened again, and shows what stands.
            for visit, items in self.server.inside(CLINIC, "told")["kept"].items():
                for item, history in items.items():
                    self.seen[visit, item], self.stands[visit, item] = history[-1][:2]
        return self._rows(self.server.inside(CLINIC, "told"))

    def _come_back(self, people: list[list[str]]) -> None:
        """Everybody opens a page again: what stands there is what was kept."""
        for session, visit in people:
            words = self.stands.get((visit, "tell"))
            if words is None:
                continue
            connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
            connection.request("GET", f"/intake/{visit}/tell/", headers={"Cookie": f"np={session}"})
            page = connection.getresponse().read().decode()
            connection.close()
            if words not in page:
                self.not_shown.append(visit)

    def _answer_until_killed(self, people: list[list[str]], number: int) -> None:
        self.is_over = threading.Event()
        callers = [
            threading.Thread(target=self._answer, args=(*person, number, self.chance.random()))
            for person in people
        ]
        for caller in callers:
            caller.start()
        time.sleep(self.chance.uniform(0.2, 0.8))
        self.server.kill_all()
        self.is_over.set()
        for caller in callers:
            caller.join()

    def _answer(self, session: str, visit: str, number: int, chance: float) -> None:
        chance = random.Random(chance)
        count = 0
        while not self.is_over.is_set():
            screen, item = chance.choice(TEXTS)
            count += 1
            words = f"{item} {number}.{count}"
            form = {
                "csrfmiddlewaretoken": TOKEN,
                "autosave": "1",
                "item": item,
                item: words,
                f"{item}-seen": str(self.seen[visit, item]),
            }
            answer = self._send(session, f"/intake/{visit}/{screen}/", form)
            if answer is None:
                return
            status, told = answer
            if status == 200 and item in told.get("revisions", {}):
                self.seen[visit, item] = told["revisions"][item]
                self.acknowledged.append((visit, item, told["revisions"][item], words))
            else:
                self.faults.append(f"{status} {told}")

    def _send(self, session: str, path: str, form: dict) -> tuple[int, dict] | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"np={session}; npf={TOKEN}",
        }
        try:
            connection.request("POST", path, urlencode(form), headers)
            answer = connection.getresponse()
            words = answer.read()
            return answer.status, json.loads(words) if answer.status in {200, 409} else {}
        except (OSError, http.client.HTTPException, ValueError):
            return None  # cut off in the middle: nothing was acknowledged
        finally:
            connection.close()

    def _rows(self, told: dict) -> list[dict]:
        kept = {
            (visit, item, revision, words)
            for visit, items in told["kept"].items()
            for item, history in items.items()
            for revision, words, _is_current in history
        }
        lost = set(self.acknowledged) - kept
        said = [words for *_where, words in ((*key[:3], key[0] + key[3]) for key in kept)]
        doubled = len(said) - len(set(said))
        currents = [
            sum(is_current for *_said, is_current in history)
            for items in told["kept"].values()
            for history in items.values()
        ]
        for fault in self.faults[:3]:
            print(f"  seed {self.seed}: {fault}")
        if lost or doubled:
            print(f"  SEED={self.seed} repeats this; lost {sorted(lost)[:5]}")
        return [
            results.row("kill_intake_rounds", self.rounds, "rounds"),
            results.row(
                "kill_intake_acknowledged",
                len(self.acknowledged),
                "answers",
                ok=len(self.acknowledged) >= self.rounds * CALLERS,
            ),
            results.row("kill_intake_lost", len(lost), "answers", 0),
            results.row("kill_intake_doubled", doubled, "answers", 0),
            results.row("kill_intake_half_written", told["half"], "answers", 0),
            results.row("kill_intake_without_current", sum(one != 1 for one in currents), "items", 0),
            results.row("kill_intake_not_shown", len(self.not_shown), "pages", 0),
            results.row("kill_intake_unsound", self.unsound, "databases", 0),
            results.row("kill_intake_faults", len(self.faults), "answers", 0),
        ]
