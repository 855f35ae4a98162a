"""How long a follow-up takes to chart: what the server needs for each change that is kept, with the demo clinic fifty
times as large, and how many taps a hand needs in a real browser.

A change is what the note page sends while somebody charts: the whole form with one thing changed. Each goes through the
whole application inside this process, as `bench.pages` does it.
"""

import io
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
from urllib.parse import urlencode

from bench import _aside
from tools import results, serving

TIMES = int(os.environ.get("TIMES", "50"))
WARM, KEPT = 10, 200
SAVE_P95_MS, TAPS, MODEL_S = 150, 12, 30
SCENARIO = "tests/browser/test_charting.py::test_a_follow_up_with_changes_takes_twelve_taps_and_thirty_seconds_at_most"


def run() -> list[dict]:
    return [*_aside.rows_of("bench.charting", TIMES=str(TIMES)), *by_hand()]


def by_hand() -> list[dict]:
    """Let a browser walk a follow-up with changes, and read its taps and its seconds."""
    walked = subprocess.run(
        [sys.executable, "-m", "pytest", SCENARIO, "-q", "-s"],
        cwd=serving.ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    found = re.search(r"chart_followup taps=(\d+) model_s=([\d.]+) with_words_s=([\d.]+)", walked.stdout)
    if found is None:
        return []  # no browser on this machine, or the walk failed: the test says which
    return [
        results.row("chart_followup_taps", int(found[1]), "taps", TAPS),
        results.row("chart_followup_model_s", float(found[2]), "s", MODEL_S),
        results.row("chart_followup_with_words_s", float(found[3]), "s", 60),
    ]


def inside() -> list[dict]:
    """Tell the clinic, open follow-ups, keep changes. Runs in a process that was given a data folder of its own."""
    from bench import pages
    from needlepoint.config import ready, wsgi
    from needlepoint.desk import story
    from needlepoint.house import clock

    ready.keep_data_private()
    ready.bring_database_up_to_date(lambda _: None)
    ready.gather_static_files(lambda _: None)
    story.tell(now=clock.now(), times=TIMES)
    cookie = pages.signed_in("mei@willow.example")
    keeper = Keeper(wsgi.application, cookie)
    visits = _follow_ups()
    opened = [keeper.opens(code) for code in visits]
    took = [keeper.keeps(code, form, number) for number, (code, form) in enumerate(_in_turn(visits, opened))]
    shown = keeper.shown_ms
    return [
        results.row("chart_save_ms", round(statistics.median(took[WARM:]), 2), "ms"),
        results.row(
            "chart_save_p95_ms", round(statistics.quantiles(took[WARM:], n=20)[18], 2), "ms", SAVE_P95_MS
        ),
        results.row("chart_open_ms", round(statistics.median(shown), 2), "ms"),
    ]


def _in_turn(visits: list[str], opened: list[dict]):
    return [(visits[at % len(visits)], opened[at % len(visits)]) for at in range(WARM + KEPT)]


def _follow_ups() -> list[str]:
    """Return the codes of twenty visits to come or of today, of patients who were needled before."""
    from django.db.models import Exists, OuterRef

    from needlepoint.booking import models as booking
    from needlepoint.charting import models
    from needlepoint.people import models as people

    clinic_id = people.Membership.objects.get(user__email="mei@willow.example").clinic_id
    earlier = models.Note.objects.filter(patient=OuterRef("patient"), state="SIGNED")
    visits = booking.Visit.objects.filter(clinic_id=clinic_id, state__in=("BOOKED", "ARRIVED"), note=None)
    return list(visits.filter(Exists(earlier)).order_by("starts_at").values_list("code", flat=True)[:20])


class Keeper:
    """Opens notes and keeps changes of them as the page's script does."""

    def __init__(self, application, cookie: str) -> None:
        self.application, self.cookie, self.shown_ms = application, cookie, []

    def opens(self, code: str) -> dict[str, list[str]]:
        """Return what the note's form would send as it stands."""
        import time

        began = time.perf_counter()
        page = self._ask("GET", f"/visits/{code}/note/").decode()
        self.shown_ms.append((time.perf_counter() - began) * 1000)
        form = re.search(r'<form[^>]*id="chart".*?</form>', page, re.DOTALL)[0]
        return fields_of(form)

    def keeps(self, code: str, form: dict[str, list[str]], number: int) -> float:
        """Change one thing, send the form, and return the milliseconds until it was kept."""
        import time

        form["told"] = [f"Better, {number}"]
        sides = [name for name in form if name.startswith("side_") and form[name] != ["MIDDLE"]]
        if sides:
            form[sides[number % len(sides)]] = ["LEFT" if number % 2 else "RIGHT"]
        body = urlencode(form, doseq=True).encode()
        began = time.perf_counter()
        answer = self._ask("POST", f"/visits/{code}/note/keep/", body, form["csrfmiddlewaretoken"][0])
        took = (time.perf_counter() - began) * 1000
        told = json.loads(answer)
        form["base"], form["initial-told"] = [told["base"]], form["told"]
        return took

    def _ask(self, method: str, path: str, body: bytes = b"", token: str = "") -> bytes:
        from django.conf import settings

        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_COOKIE": self.cookie,
            "HTTP_X_CSRFTOKEN": token,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
        }
        answered = []
        answer = self.application(environ, lambda status, headers: answered.append((status, headers)))
        whole = b"".join(answer)
        answer.close()
        status, headers = answered[0]
        for name, value in headers:
            if name.lower() == "set-cookie" and f"{settings.CSRF_COOKIE_NAME}=" in value:
                self.cookie = f"{self.cookie.split('; ')[0]}; {value.split(';')[0].strip()}"
        if not status.startswith("200"):
            raise RuntimeError(f"{path} answered {status} {whole[:300]!r}")
        return whole


def fields_of(form: str) -> dict[str, list[str]]:
    """Return name → values of a form's boxes as a browser would send them."""
    from html import unescape

    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        at = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_off = at.get("type") in {"checkbox", "radio"} and not re.search(r"\schecked\b", tag)
        if "name" in at and not is_off:
            found.setdefault(at["name"], []).append(unescape(at.get("value", "")))
    for name, body in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found.setdefault(name, []).append(unescape(chosen[1]) if chosen else "")
    for name, body in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found.setdefault(name, []).append(unescape(body).lstrip("\r\n"))
    return found


if __name__ == "__main__":
    import django

    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
    django.setup()
    print(json.dumps(inside()))
