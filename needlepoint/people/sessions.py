"""How a signed-in session begins, goes on and ends. Reads and writes the session; knows no table."""

from collections.abc import Iterable

from allauth.account import authentication
from allauth.account.internal.flows import login as sign_in
from django.conf import settings
from django.contrib import auth
from django.middleware import csrf

from needlepoint.house import clock, languages
from needlepoint.people import queries, rules

SINCE, SEEN = "np_since", "np_seen"
WAS_KIOSK = "np_was_kiosk"  # until staff sign in again
# The moment of the last deed is written down at most this often, so that reading pages seldom writes.
NOTED_EVERY_SECONDS = 300
# A tablet that lies on the counter with somebody's form on it is a matter of minutes.
KIOSK_NOTED_EVERY_SECONDS, KIOSK_LONGEST_HOURS = 20, 1


def begin(request) -> None:
    """Start the session's clock, and forget whoever came here by a link before."""
    request.session[SINCE] = request.session[SEEN] = int(clock.ticking())
    for key in (queries.LINK_SESSION_KEY, WAS_KIOSK):
        request.session.pop(key, None)


def begin_for_patient(request, patient_id: int) -> None:
    """Open a session that is one patient and nothing else, with a new key. Whoever was signed in here is out."""
    auth.logout(request)
    begin(request)
    request.session[queries.LINK_SESSION_KEY] = patient_id


def begin_kiosk(request, *, patient_id: int, visit_code: str, home: str, ways: Iterable[str]) -> None:
    """Open a session for somebody with the clinic's tablet in their hands, with a new key. The staff session is over.

    home  the page they begin at and come back to
    ways  beginnings of the addresses that are open to them, each with a slash at both ends; nothing else is
    """
    auth.logout(request)
    csrf.rotate_token(request)
    begin(request)
    request.session[queries.KIOSK_SESSION_KEY] = {
        "patient": patient_id,
        "visit": visit_code,
        "home": home,
        "ways": [home, *ways],
    }


def open_also(request, ways: Iterable[str]) -> None:
    """Open further addresses to whoever has the tablet, such as a form that was put before them meanwhile."""
    kiosk = request.session[queries.KIOSK_SESSION_KEY]
    request.session[queries.KIOSK_SESSION_KEY] = {**kiosk, "ways": sorted({*kiosk["ways"], *ways})}


def kiosk_home(request) -> str:
    """Return the page a tablet comes back to, or "" where this is no tablet in a patient's hands."""
    return request.session.get(queries.KIOSK_SESSION_KEY, {}).get("home", "")


def is_open_on_kiosk(request) -> bool:
    """Say whether the address asked for is one of those that were opened for the patient with the tablet."""
    ways = request.session.get(queries.KIOSK_SESSION_KEY, {}).get("ways", ())
    return rules.is_within(request.path_info, ways)


def end_kiosk(request) -> None:
    """Forget everything about whoever had the tablet: the session with its key, and the secret of its forms.

    What stays is that this browser was such a tablet, so that its Back button leads to the page of thanks.
    """
    auth.logout(request)
    csrf.rotate_token(request)
    request.session[WAS_KIOSK] = True


def leave_nothing(response):
    """Tell the browser to throw away what it has of this clinic's pages, and the language that somebody read them in."""
    response["Clear-Site-Data"] = '"cache", "storage"'
    response["Cache-Control"] = "no-store"
    return languages.forget(response)


def is_over(request, viewer: rules.Viewer) -> bool:
    """Say whether the session of a known viewer has ended; note that they are still here when it has not."""
    now = clock.ticking()
    since, seen = request.session.get(SINCE), request.session.get(SEEN)
    if since is None or seen is None:
        return True
    idle = settings.STAFF_IDLE_MINUTES if viewer.is_staff else settings.PATIENT_IDLE_MINUTES
    longest, noted_every = settings.SESSION_COOKIE_AGE // 3600, NOTED_EVERY_SECONDS
    if viewer.is_on_kiosk:
        idle, longest, noted_every = (
            settings.KIOSK_IDLE_MINUTES,
            KIOSK_LONGEST_HOURS,
            KIOSK_NOTED_EVERY_SECONDS,
        )
    if rules.is_too_quiet(since=since, seen=seen, now=now, idle_minutes=idle, longest_hours=longest):
        return True
    # A page that refreshes itself is nobody doing anything.
    is_refresh = request.method == "GET" and bool(request.headers.get("HX-Request"))
    if now - seen >= noted_every and not is_refresh:
        request.session[SEEN] = int(now)
    return False


def has_second_factor(request) -> bool:
    """Say whether the signed-in user proved a second factor, or set one up, in this session."""
    records = authentication.get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def note_second_factor(sender, request, user, authenticator, **_kwargs) -> None:
    """Count setting up an authenticator as proof: its code was just given, so the recovery codes may be shown."""
    if authenticator.type != authenticator.Type.RECOVERY_CODES:
        sign_in.record_authentication(
            request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
        )


def note_signed_in(sender, request, user, **_kwargs) -> None:
    begin(request)
