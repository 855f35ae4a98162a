"""Public pages are worked out once and then given to every visitor, until something on them changes.

Kept is only what no secret is in and what is the same for everybody: an answer to somebody without a session, without a
cookie of its own, with no form's secret and no nonce, for which nothing was asked but tables that say when they change
(`people.DiaryRow`, `people.PublicRow` and the clinic's own row). So a page that one day asks another table is simply not
kept. What is kept holds for the clinic's row as it was read before, stamps and all, and for one of its days: prices,
hours, who treats, articles and colours change at once, and claims leave at midnight. Nothing that holds a secret is
compressed; compressed together with what an address says, it could be guessed from the length.
"""

import collections
import contextlib
import dataclasses
import gzip
import hashlib
import re
import threading

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.utils import cache

from needlepoint.house import clock, doors, languages
from needlepoint.people import models as people
from needlepoint.people import queries as people_queries

APP = "frontdoor"
GOOD_SECONDS = 60  # after which a page is worked out anew in any case: it may say what is open just now
LARGEST = 150_000  # bytes of one answer: a page or a small picture, no photo
SMALLEST = 600  # bytes; below, compressing gains nothing
ASK_AGAIN = "public, no-cache"  # may be kept, and is asked after each time: no price is ever an old one
COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/xml",
    "application/rss+xml",
    "image/svg",
)
TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"(\w+)"', re.IGNORECASE)
# Each answer has its own, and the outer layers give them.
LEFT_OUT = frozenset({"set-cookie", "content-length", "content-encoding", "etag"})


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What a page came to.

    held   the clinic's row and its day: the answer is good for no other
    plain  the body, and `packed` the same compressed, b"" where that gains nothing
    """

    held: tuple
    until: float
    headers: tuple[tuple[str, str], ...]
    plain: bytes
    packed: bytes
    etag: str


class Shelf:
    """The answers of one process. The one that was asked for longest ago goes first."""

    def __init__(self) -> None:
        self._answers: collections.OrderedDict[tuple, Answer] = collections.OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple, held: tuple) -> Answer | None:
        with self._lock:
            answer = self._answers.get(key)
            if answer is None or answer.held != held or answer.until <= clock.ticking():
                return None
            self._answers.move_to_end(key)
            return answer

    def put(self, key: tuple, answer: Answer) -> None:
        with self._lock:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            while len(self._answers) > settings.PUBLIC_PAGES_KEPT:
                self._answers.popitem(last=False)

    def __len__(self) -> int:
        return len(self._answers)

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()


shelf = Shelf()


class PublicPages:
    """Give visitors what is kept; keep what may be."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.get_response(request)
        clinic = people_queries.public_clinic(request.get_host())
        if clinic is None:
            return self.get_response(request)
        request.public_clinic = clinic  # who finds out who asks need not ask for it again
        asked = languages.asked_for(request)
        # Beside the whole path where the site begins: a caller who could move that would name one page and get another.
        begins = request.META.get("SCRIPT_NAME", "")
        key = (request.scheme, clinic.pk, request.get_full_path(), begins, languages.of_visitor(request))
        held = (clock.today(clinic.time_zone), *_row(clinic))
        answer = shelf.get(key, held)
        if answer is None:
            with watched_tables() as tables:
                response = self.get_response(request)
            if not _is_for_everybody(request, response):
                return response
            answer = _answer(response, held)
            if request.method == "GET" and _may_be_kept(request, answer, tables):
                shelf.put(key, answer)
        response = _given(request, answer)
        return languages.keep(response, asked) if asked else response


@contextlib.contextmanager
def watched_tables():
    """Give the set that the names of all tables come into that this thread asks meanwhile."""
    tables: set[str] = set()

    def watch(execute, sql, params, many, context):
        tables.update(TABLE.findall(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables


def tables_that_stamp() -> frozenset[str]:
    """Return the tables of which every change changes the clinic's row."""
    stamped = (people.Clinic, people.DiaryRow, people.PublicRow)
    return frozenset(one._meta.db_table for one in apps.get_models() if issubclass(one, stamped))  # noqa: SLF001


def _row(clinic: people.Clinic) -> tuple:
    """Everything that the clinic's row holds. A column added later is in it by itself."""
    return tuple(value for name, value in vars(clinic).items() if name != "_state")


def _is_for_everybody(request, response) -> bool:
    """Whether an answer is the same for every visitor and holds no secret."""
    match = request.resolver_match
    return (
        response.status_code == 200  # noqa: PLR2004
        and match is not None
        and match.app_name == APP
        and doors.door_of(match.func) == doors.EVERYONE
        and not response.streaming
        and set(response.cookies) <= {languages.COOKIE}
        and not request.session.modified
        and getattr(request, "_csp_nonce", None) is None
        and not any(name.startswith("_csp") for name in vars(response))  # a policy of its own
        and "no-store" not in response.get("Cache-Control", "")
    )


def _may_be_kept(request, answer: Answer, tables: set[str]) -> bool:
    # Any other question in an address would fill the shelf with pages that nobody asks for again.
    asked = request.META.get("QUERY_STRING", "")
    ours = {"", *(f"{languages.FIELD}={code}" for code, _name in languages.offered())}
    return asked in ours and len(answer.plain) <= LARGEST and tables <= tables_that_stamp()


def _answer(response, held: tuple) -> Answer:
    body, kind = response.content, response.get("Content-Type", "")
    packed = b""
    if len(body) >= SMALLEST and kind.startswith(COMPRESSIBLE):
        packed = gzip.compress(body, 9, mtime=0)
    headers = {name: value for name, value in response.items() if name.lower() not in LEFT_OUT}
    headers.setdefault("Cache-Control", ASK_AGAIN)
    return Answer(
        held,
        clock.ticking() + GOOD_SECONDS,
        tuple(headers.items()),
        body,
        packed if len(packed) < len(body) else b"",
        f'W/"{hashlib.sha256(body).hexdigest()[:24]}"',
    )


def _given(request, answer: Answer) -> HttpResponse:
    """Return the answer in the form that this browser reads, or that it has not changed."""
    is_packed = bool(answer.packed) and _reads_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    response = HttpResponse(answer.packed if is_packed else answer.plain, headers=dict(answer.headers))
    response["ETag"] = answer.etag
    if answer.packed:
        cache.patch_vary_headers(response, ["Accept-Encoding"])
    if is_packed:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    return cache.get_conditional_response(request, answer.etag, None, response)


def _reads_gzip(accepts: str) -> bool:
    """Say whether a browser reads gzip. `gzip;q=0` says that it does not."""
    for one in accepts.lower().split(","):
        name, _, quality = one.partition(";")
        if name.strip() in {"gzip", "*"}:
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
