"""Text messages by Twilio's public REST API, over the standard library's HTTP client.

source  Twilio, "Messages resource" (POST and GET /2010-04-01/Accounts/{AccountSid}/Messages.json, HTTP Basic
        authentication with the account and its token), "Security" (X-Twilio-Signature), error dictionary.
"""

import base64
import datetime as dt
import email.utils
import hashlib
import hmac
import http.client
import json
import ssl
import urllib.parse
from collections.abc import Callable, Mapping

from django.conf import settings

from needlepoint.house import sending

SECONDS = 15  # to connect, and again to answer
VERSION = "2010-04-01"
# Their clock and ours may differ a little.
CLOCKS_DIFFER = dt.timedelta(minutes=2)
LOOKED_AT = 50  # the latest messages to one number, newest first
MOST_OCTETS = 2_000_000
HTTP_OK, HTTP_CREATED = 200, 201
HTTP_UNAUTHORIZED, HTTP_FORBIDDEN, HTTP_TOO_MANY, HTTP_BUSY = 401, 403, 429, 503
CLIENT_ERRORS = range(400, 500)
STOPPED = 21610  # whoever has this number wrote STOP


class Twilio:
    """Carries texts. `sender` is a number in E.164, or the SID of a messaging service (MG…)."""

    def __init__(self, *, account: str, token: str, sender: str, url: str) -> None:
        self.account, self.token, self.sender = account, token, sender
        self.url = urllib.parse.urlsplit(url)

    def send(self, letter: sending.Letter, about_to: Callable[[], None]) -> str:
        whose = "MessagingServiceSid" if self.sender.startswith("MG") else "From"
        form = {"To": letter.to, whose: self.sender, "Body": letter.body}
        status, answer = self._ask("POST", "", form=form, about_to=about_to)
        if status in {HTTP_OK, HTTP_CREATED}:
            return str(answer.get("sid", ""))[:64]
        code = answer.get("code")
        if status in {HTTP_UNAUTHORIZED, HTTP_FORBIDDEN}:
            raise sending.Unreachable(f"Twilio does not accept the account and token ({status}, code {code})")
        if status in {HTTP_TOO_MANY, HTTP_BUSY}:
            raise sending.Unreachable(f"Twilio asks us to wait ({status})")
        if status in CLIENT_ERRORS:
            raise sending.Refused(sending.STOPPED if code == STOPPED else f"Twilio refuses it (code {code})")
        raise sending.UnableToTell(f"Twilio answered {status}")

    def find(self, letter: sending.Letter, since: dt.datetime) -> str | None:
        """Ask for the latest messages to this number. The text carries a link of its own, so an equal one is this one."""
        query = urllib.parse.urlencode({"To": letter.to, "PageSize": LOOKED_AT})
        status, answer = self._ask("GET", f"?{query}")
        if status != HTTP_OK:
            raise sending.Unreachable(f"Twilio answered {status} when asked what it took")
        for message in answer.get("messages") or []:
            if message.get("body") == letter.body and _moment(message) >= since - CLOCKS_DIFFER:
                return str(message.get("sid", ""))[:64]
        return None

    def close(self) -> None:
        pass

    def _ask(
        self,
        method: str,
        query: str,
        *,
        form: Mapping[str, str] | None = None,
        about_to: Callable[[], None] | None = None,
    ) -> tuple[int, dict]:
        """Return (status, answer). Raises Unreachable before the request has left, UnableToTell after it."""
        connection = self._connection()
        headers = {
            "Authorization": "Basic " + base64.b64encode(f"{self.account}:{self.token}".encode()).decode(),
            "Accept": "application/json",
        }
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        path = (
            f"{self.url.path.rstrip('/')}/{VERSION}/Accounts/{urllib.parse.quote(self.account)}/Messages.json"
        )
        try:
            try:
                connection.connect()
            except OSError as error:
                raise sending.Unreachable(f"Twilio cannot be reached ({type(error).__name__})") from error
            if about_to is not None:
                about_to()
            try:
                connection.request(method, path + query, body=body, headers=headers)
                response = connection.getresponse()
                return response.status, _read(response.read(MOST_OCTETS))
            except (OSError, http.client.HTTPException) as error:
                words = f"Twilio did not answer ({type(error).__name__})"
                raise (sending.UnableToTell if about_to else sending.Unreachable)(words) from error
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self.url.hostname or "", self.url.port
        if self.url.scheme == "https":
            return http.client.HTTPSConnection(
                host, port, timeout=SECONDS, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(host, port, timeout=SECONDS)


def from_settings() -> Twilio:
    """Return the provider as the operator set it up; settings refuse to start without these."""
    return Twilio(
        account=settings.SMS_TWILIO_ACCOUNT,
        token=settings.SMS_TWILIO_TOKEN,
        sender=settings.SMS_FROM,
        url=settings.SMS_TWILIO_URL,
    )


def signature(*, url: str, form: Mapping[str, str], token: str) -> str:
    """Return what Twilio writes into X-Twilio-Signature: HMAC-SHA1 over the address and the sorted form, in base 64."""
    signed = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def is_from_twilio(*, url: str, form: Mapping[str, str], given: str, token: str) -> bool:
    """Say whether a request carries Twilio's signature."""
    expected = signature(url=url, form=form, token=token)
    return bool(token) and hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def _read(octets: bytes) -> dict:
    try:
        answer = json.loads(octets)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _moment(message: Mapping[str, object]) -> dt.datetime:
    """Read when a message was made, such as 'Mon, 23 Nov 2026 14:30:00 +0000'; unreadable is long ago."""
    try:
        moment = email.utils.parsedate_to_datetime(str(message.get("date_created")))
    except ValueError:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
