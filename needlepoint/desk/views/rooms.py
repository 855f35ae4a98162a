"""The board of rooms: the page, the short answer that every screen asks for each second, and what was pressed."""

import functools
import json
import pathlib
import uuid

from django.http import HttpResponse, JsonResponse
from django.middleware import csrf
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from needlepoint.charting.actions import tapping
from needlepoint.charting.rules import taps
from needlepoint.desk import drawn
from needlepoint.desk.pages import rooms as pages
from needlepoint.desk.queries import rooms as queries
from needlepoint.house import clock
from needlepoint.people import access

Role = access.Role
WORKER = pathlib.Path(__file__).parent.parent / "static" / "desk" / "rooms-worker.js"
REFUSED = "np_rooms_refused"  # why the last press without a script changed nothing, until the page was shown


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def rooms(request):
    """Show the board of a place, as a page or large enough for a wall."""
    stamp, page = _stamp(request), _page(request, refused=request.session.pop(REFUSED, ""))
    return render(request, "desk/rooms.html", {**_drawn(page), "stamp": stamp, "key": uuid.uuid4()})


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def shell(request):
    """The board's page without any room: what a tablet keeps, to open without a network."""
    return render(request, "desk/rooms_shell.html", {"is_wall": bool(request.GET.get("wall"))})


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def now(request):
    """Say what is new since `since`: nothing (204), the board, or with `only=due` just when needles come out."""
    stamp = _stamp(request)
    if stamp == request.GET.get("since"):
        return HttpResponse(status=204)
    moment = clock.now()
    answer = {"stamp": stamp, "clock": moment.isoformat(timespec="milliseconds")}
    if request.GET.get("only") == "due":
        due = queries.due_of(request.viewer)
        answer["due"] = [[room, at.isoformat(timespec="seconds")] for room, at in due]
        return JsonResponse(answer)
    page = _page(request)
    answer |= {
        "who": request.viewer.who,
        "name": request.viewer.name,
        "token": csrf.get_token(request),
        "summary": page.summary,
        "time": page.clock,
        "board": render_to_string("desk/_rooms_board.html", _drawn(page)),
    }
    return JsonResponse(answer)


@access.only(Role.PRACTITIONER)
@require_POST
def presses(request):
    """Keep what was pressed: a list from the script, or one press from a form."""
    if request.content_type != "application/json":
        return _from_form(request)
    told = _json(request.body)
    if not isinstance(told, list) or len(told) > taps.BATCH_MAX:
        return JsonResponse({"words": "A list of presses was expected."}, status=400)
    own = [one for one in told if not _is_anothers(one, request.viewer)]
    read = [(one, taps.read(one)) for one in own]
    presses = [press for _told, press in read if press is not None]
    unread = [taps.key_of(told) for told, press in read if press is None]
    answers = (
        *tapping.keep_taps(presses=presses, by=request.viewer, now=clock.now()),
        *(tapping.unreadable(key) for key in unread if key is not None),
    )
    return JsonResponse(
        {"taps": [{"key": str(one.key), "outcome": one.outcome, "words": one.words} for one in answers]}
    )


def _is_anothers(told, viewer):
    """Whether somebody else pressed it on this tablet: it waits there for them and is never written down as ours."""
    return isinstance(told, dict) and bool(told.get("who")) and told["who"] != viewer.who


@access.only(Role.PRACTITIONER)
@require_POST
def answer(request, key):
    """Somebody looked at what was pressed differently."""
    tapping.answer_tap(tap=queries.tap_for(request.viewer, key), by=request.viewer, now=clock.now())
    return redirect("desk:board")


@access.open_to_everyone
@require_safe
def worker(request):
    """The script that keeps the board's shell; it holds nothing about anybody, and works for /rooms/ alone."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@functools.lru_cache(maxsize=1)
def _worker():
    return WORKER.read_text(encoding="utf-8")


def _page(request, *, refused=""):
    moment = clock.now()
    board = queries.board_of(
        request.viewer, clinic=request.clinic, place=request.GET.get("place", ""), now=moment
    )
    return pages.page(
        board,
        request.viewer,
        country=request.clinic.country,
        clinic_name=request.clinic.name,
        now=moment,
        is_wall=bool(request.GET.get("wall")),
        refused=refused,
    )


def _drawn(page):
    return {"page": page, "cards": [drawn.board_card(card) for card in page.cards]}


def _stamp(request):
    today = clock.local(clock.now(), request.clinic.time_zone).date()
    return queries.stamp_of(request.viewer, day=today)


def _json(told):
    try:
        return json.loads(told)
    except (ValueError, RecursionError):
        return None


def _from_form(request):
    told = _json(request.POST.get("press", ""))
    press = taps.read({**told, "key": request.POST.get("key")}) if isinstance(told, dict) else None
    if press is None:
        return redirect("desk:board")
    kept = tapping.keep_tap(press=press, by=request.viewer, now=clock.now())
    if kept.words:
        request.session[REFUSED] = kept.words
    return redirect("desk:board")
