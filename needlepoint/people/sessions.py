"""How a signed-in session begins, goes on and ends. Reads and writes the session; knows no table."""

from allauth.account import authentication
from allauth.account.internal.flows import login as sign_in
from django.conf import settings
from django.contrib import auth

from needlepoint.house import clock
from needlepoint.people import queries, rules

SINCE, SEEN = "np_since", "np_seen"
# The moment of the last deed is written down at most this often, so that reading pages seldom writes.
NOTED_EVERY_SECONDS = 300


def begin(request) -> None:
    """Start the session's clock, and forget whoever came here by a link before."""
    request.session[SINCE] = request.session[SEEN] = int(clock.ticking())
    request.session.pop(queries.LINK_SESSION_KEY, None)


def begin_for_patient(request, patient_id: int) -> None:
    """Open a session that is one patient and nothing else, with a new key. Whoever was signed in here is out."""
    auth.logout(request)
    begin(request)
    request.session[queries.LINK_SESSION_KEY] = patient_id


def is_over(request, viewer: rules.Viewer) -> bool:
    """Say whether the session of a known viewer has ended; note that they are still here when it has not."""
    now = clock.ticking()
    since, seen = request.session.get(SINCE), request.session.get(SEEN)
    if since is None or seen is None:
        return True
    idle = settings.STAFF_IDLE_MINUTES if viewer.is_staff else settings.PATIENT_IDLE_MINUTES
    if rules.is_too_quiet(
        since=since, seen=seen, now=now, idle_minutes=idle, longest_hours=settings.SESSION_COOKIE_AGE // 3600
    ):
        return True
    # A page that refreshes itself is nobody doing anything.
    is_refresh = request.method == "GET" and bool(request.headers.get("HX-Request"))
    if now - seen >= NOTED_EVERY_SECONDS and not is_refresh:
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
