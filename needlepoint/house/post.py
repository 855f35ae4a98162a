"""Mail: over SMTP when a server is named, into the data folder otherwise.

SMTP has one moment that matters: the content with its final dot. Before it the server owes us nothing and we may try
again; after it only the server's answer tells. So the connection says when that moment comes.
"""

import contextlib
import datetime as dt
import smtplib
from collections.abc import Callable

from django.conf import settings
from django.core import mail
from django.core.mail.backends import smtp

from needlepoint.house import sending

FOR_EVER = 500  # answers from here on will be the same tomorrow


class _Telling:
    """An SMTP conversation that says when it is about to hand the content over."""

    about_to: Callable[[], None]
    is_handed_over = False
    _is_in_data = False

    def data(self, msg):
        self._is_in_data = True
        try:
            return super().data(msg)
        finally:
            self._is_in_data = False

    def send(self, s):
        # Commands are text, the content is bytes; see smtplib.SMTP.data.
        if self._is_in_data and isinstance(s, bytes):
            self.about_to()
            self.is_handed_over = True
        super().send(s)


class _Plain(_Telling, smtplib.SMTP):
    pass


class _Tls(_Telling, smtplib.SMTP_SSL):
    pass


class _Backend(smtp.EmailBackend):
    @property
    def connection_class(self):
        return _Tls if self.use_ssl else _Plain


class Post:
    """Carries mail. One conversation serves a whole round."""

    def __init__(self) -> None:
        backend = mail.get_connection()
        self._backend = _Backend() if isinstance(backend, smtp.EmailBackend) else backend

    def send(self, letter: sending.Letter, about_to: Callable[[], None]) -> str:
        message = written(letter)
        message.connection = self._backend
        if isinstance(self._backend, _Backend):
            self._over_smtp(message, about_to)
        else:
            about_to()
            message.send()
        return letter.mark

    def find(self, letter: sending.Letter, since: dt.datetime) -> str | None:
        raise sending.UnableToTell("a mail server does not say what it took")

    def close(self) -> None:
        # The messages are gone by now; a rude goodbye changes nothing.
        with contextlib.suppress(OSError):
            self._backend.close()
        if isinstance(self._backend, _Backend):
            self._backend.connection = None

    def _hang_up(self) -> None:
        """End a conversation that has gone wrong, without waiting for a goodbye."""
        talk, self._backend.connection = self._backend.connection, None
        if talk is not None:
            with contextlib.suppress(OSError):
                talk.close()

    def _over_smtp(self, message: mail.EmailMessage, about_to: Callable[[], None]) -> None:
        try:
            self._backend.open()
        except OSError as error:
            self._hang_up()
            raise sending.Unreachable(f"the mail server cannot be reached ({_words(error)})") from error
        talk = self._backend.connection
        talk.about_to, talk.is_handed_over = about_to, False
        try:
            message.send()
        except sending.ClaimLost:
            self._hang_up()
            raise
        except smtplib.SMTPRecipientsRefused as error:
            [(code, _answer)] = error.recipients.values()
            raise _refused(code) from error
        except smtplib.SMTPNotSupportedError as error:
            raise sending.Refused("the mail server does not take such an address") from error
        except smtplib.SMTPSenderRefused as error:
            # About us, not about whom we write to: an operator puts it right.
            raise sending.UnableToSend(f"the mail server refuses our address ({error.smtp_code})") from error
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code) from error
        except OSError as error:
            was_handed_over = talk.is_handed_over
            self._hang_up()
            if was_handed_over:
                raise sending.UnableToTell(f"no answer after the content ({_words(error)})") from error
            raise sending.UnableToSend(f"the mail server broke off ({_words(error)})") from error


def written(letter: sending.Letter) -> mail.EmailMultiAlternatives:
    """Return the mail with its stable Message-ID, and the invitation that goes along."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    message = mail.EmailMultiAlternatives(
        letter.subject,
        letter.body,
        to=[letter.to],
        headers={"Message-ID": f"<{letter.mark}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    if letter.calendar:
        known = ("CANCEL", "PUBLISH")
        method = next((each for each in known if f"\nMETHOD:{each}" in letter.calendar), "REQUEST")
        message.attach_alternative(letter.calendar, f"text/calendar; method={method}")
    return message


def _refused(code: int) -> sending.UnableToSend:
    if code >= FOR_EVER:
        return sending.Refused(f"the mail server will not take it ({code})")
    return sending.UnableToSend(f"the mail server does not take it now ({code})")


def _words(error: OSError) -> str:
    return type(error).__name__
