"""How long the server works on the pages that staff and patients wait for, with the demo clinic fifty times as large.

Each page is asked for inside this process, through the whole application as the server calls it (middleware, session,
templates), without a network. The clinic is told into a database of its own.
"""

import io
import json
import os
import pathlib
import statistics
import sys
import time
from collections.abc import Iterable

from bench import _aside
from tools import results

TIMES = int(os.environ.get("TIMES", "50"))
WARM, ASKED = 10, 200
MEDIAN_MS, P95_MS = 20, 50


def run() -> list[dict]:
    return _aside.rows_of("bench.pages", TIMES=str(TIMES))


def inside() -> list[dict]:
    """Tell the clinic, sign people in, ask. Runs in a process that was given a data folder of its own."""
    from needlepoint.booking import models as booking
    from needlepoint.config import ready, wsgi
    from needlepoint.desk import story
    from needlepoint.house import clock
    from needlepoint.people import models as people

    ready.keep_data_private()
    ready.bring_database_up_to_date(lambda _: None)
    ready.gather_static_files(lambda _: None)
    began = time.monotonic()
    story.tell(now=clock.now(), times=TIMES)
    told = time.monotonic() - began
    ruth, ada = signed_in("ruth@willow.example"), signed_in("ada@mail.example")
    clinic_id = people.Membership.objects.get(user__email="ruth@willow.example").clinic_id
    codes = _busiest_patients(clinic_id)
    ask = Asker(wsgi.application)
    return [
        results.row("bench_patients", people.Patient.objects.count(), "rows"),
        results.row("bench_visits", booking.Visit.objects.count(), "rows"),
        results.row("bench_tell_s", round(told, 1), "s"),
        *_rows("page_daylist", ask.times(["/day/"], ruth)),
        *_rows("page_patient", ask.times([f"/patients/{code}/" for code in codes], ruth)),
        *_rows("page_starts", ask.times(["/book/"], ada)),
        *_rows("page_starts_desk", ask.times([f"/book/?for={code}" for code in codes], ruth)),
        *_rows("page_front", ask.times(["/"], "")),
    ]


def _rows(name: str, milliseconds: list[float]) -> list[dict]:
    return [
        results.row(f"{name}_ms", round(statistics.median(milliseconds), 2), "ms", MEDIAN_MS),
        results.row(f"{name}_p95_ms", round(statistics.quantiles(milliseconds, n=20)[18], 2), "ms", P95_MS),
    ]


def signed_in(email: str) -> str:
    """Return the cookie of a session that this person has just begun."""
    from django.conf import settings
    from django.test import Client

    from needlepoint.people import models as people

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(people.User.objects.get(email=email), settings.AUTHENTICATION_BACKENDS[0])
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _busiest_patients(clinic_id: int) -> list[str]:
    """Return the codes of the twenty patients with the most visits: the longest pages there are."""
    from django.db.models import Count

    from needlepoint.people import models as people

    patients = people.Patient.objects.filter(clinic_id=clinic_id).annotate(visits_count=Count("visits"))
    return list(patients.order_by("-visits_count").values_list("code", flat=True)[:20])


class Asker:
    """Calls the application as a server would, and times it until the last byte."""

    def __init__(self, application) -> None:
        self.application = application

    def times(
        self, paths: Iterable[str], cookie: str, *, warm: int = WARM, asked: int = ASKED
    ) -> list[float]:
        """Return milliseconds for each request after the first ones, over the paths in turn."""
        paths = list(paths)
        order = [paths[number % len(paths)] for number in range(warm + asked)]
        return [self._ask(path, cookie) for path in order][warm:]

    def _ask(self, path: str, cookie: str) -> float:
        where, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": where,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_COOKIE": cookie,
            "HTTP_ACCEPT_LANGUAGE": "en",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        answered = []
        began = time.perf_counter()
        answer = self.application(environ, lambda status, headers: answered.append((status, dict(headers))))
        body = b"".join(answer)
        answer.close()
        elapsed = (time.perf_counter() - began) * 1000
        status, headers = answered[0]
        if not status.startswith(("200", "204")):
            raise RuntimeError(f"{path} answered {status} {headers.get('Location', '')} {body[:200]!r}")
        return elapsed


if __name__ == "__main__":
    import django

    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
    django.setup()
    print(json.dumps(inside()))
