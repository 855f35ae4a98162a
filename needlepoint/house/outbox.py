"""Messages are promised in the action's transaction and sent later, once, by the due-work loop.

A message is claimed by compare-and-set under an attempt of its own. Just before a carrier gets it that is written down
(`handing_at`), so a crash at any moment leaves one of three stories: it had not left (it is tried again), it was
recorded as sent (it is not), or it was on its way, and then it is asked after and never simply sent once more.
"""

import dataclasses
import datetime as dt
import logging
from collections.abc import Callable, Iterable, Sequence

from django.db import models as db

from needlepoint.house import clock, codes, logs, models, post, prepared, sending, sms

LEASE = dt.timedelta(minutes=5)  # longer than any one hand-over can take
TRIES = 8
PAUSE = dt.timedelta(seconds=30)  # a carrier that cannot be reached is left alone for so long
ROUND_SECONDS = 60  # a slow carrier ends the round; the rest is the next round's
Channel = models.OutboxMessage.Channel
CARRIERS: dict[str, Callable[[], sending.Carrier]] = {Channel.EMAIL: post.Post, Channel.SMS: sms.carrier}

# As if nobody had tried yet.
FRESH = {
    "claimed_until": None,
    "attempt": "",
    "attempts": 0,
    "handing_at": None,
    "uncertain_at": None,
    "failed_at": None,
    "failure": "",
}

_promises = prepared.Entry(models.OutboxMessage, ignores_known=True)

# For each process: until when a channel's carrier is left alone.
pauses: dict[str, dt.datetime] = {}

log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class Promise:
    """A message that its step words when it is due.

    kind  such as 'REMINDER'; the step that promised it knows what it means
    """

    key: str
    kind: str
    send_at: dt.datetime


def promise(promises: Iterable[Promise], *, clinic_id: int, patient_id: int | None, about: str) -> None:
    """Promise messages about one thing, to be worded when they are due. A key that is known already changes nothing.

    about  the code of what they are about
    costs  1 query
    """
    _promises.store_all(
        [
            models.OutboxMessage(
                key=each.key,
                kind=each.kind,
                send_at=each.send_at,
                clinic_id=clinic_id,
                patient_id=patient_id,
                about=about,
            )
            for each in promises
        ]
    )


def queue(
    *,
    key: str,
    clinic_id: int,
    patient_id: int | None,
    to: str,
    subject: str,
    body: str,
    send_at: dt.datetime,
    channel: str = Channel.EMAIL,
    calendar: str = "",
    about: str = "",
) -> None:
    """Promise one message in these words. The same key again changes nothing, so a retried action promises once.

    about  the code of what it is about, by which it can be withdrawn
    """
    models.OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "clinic_id": clinic_id,
            "patient_id": patient_id,
            "channel": channel,
            "to": to,
            "subject": subject,
            "body": body,
            "calendar": calendar,
            "send_at": send_at,
            "about": about,
        },
    )


def withdraw(*, about: str, kinds: Sequence[str], now: dt.datetime) -> int:
    """Take back promises that have not begun to leave, such as the reminders of a cancelled visit. Returns how many."""
    waiting = models.OutboxMessage.objects.filter(
        about=about, kind__in=kinds, sent_at=None, withdrawn_at=None
    )
    return waiting.filter(handing_at=None).update(withdrawn_at=now)


def unworded(now: dt.datetime, kinds: Sequence[str], limit: int) -> list[models.OutboxMessage]:
    """Return promises of these kinds that are due and still want words, oldest first. Costs 1 query."""
    return list(_open().filter(send_at__lte=now, body="", kind__in=kinds).order_by("send_at", "pk")[:limit])


def word(
    message: models.OutboxMessage, *, channel: str, to: str, subject: str, body: str, calendar: str = ""
) -> bool:
    """Give a promise its words. Returns whether it still wanted them: of two loops, one writes."""
    wanting = _open().filter(pk=message.pk, body="")
    worded = {"channel": channel, "to": to, "subject": subject[:200], "body": body, "calendar": calendar}
    return wanting.update(**worded) == 1


def refused(kinds: Sequence[str], channel: str, limit: int) -> list[models.OutboxMessage]:
    """Return messages that a carrier will never take, such as texts to a landline, until left to people. Costs 1 query."""
    stuck = _undecided().filter(failed_at__isnull=False, channel=channel, kind__in=kinds).exclude(attempt="")
    return list(stuck.order_by("pk")[:limit])


def send_otherwise(
    message: models.OutboxMessage, *, channel: str, to: str, subject: str, body: str, calendar: str
) -> bool:
    """Let a refused message go another way. Returns whether it was still waiting."""
    return (
        _undecided()
        .filter(pk=message.pk, failed_at__isnull=False)
        .update(
            channel=channel,
            to=to,
            subject=subject[:200],
            body=body,
            calendar=calendar,
            **FRESH,
        )
        == 1
    )


def leave_to_people(message: models.OutboxMessage) -> None:
    """Ask no more about a refused message: there is no other way."""
    _undecided().filter(pk=message.pk).update(attempt="")


def put_off(message: models.OutboxMessage, until: dt.datetime) -> None:
    """Let a promise wait, such as until the morning."""
    _open().filter(pk=message.pk, body="").update(send_at=until)


def drop(message: models.OutboxMessage, now: dt.datetime) -> None:
    """Take back a promise that means nothing any more."""
    _open().filter(pk=message.pk, body="").update(withdrawn_at=now)


def send_again(message: models.OutboxMessage, *, now: dt.datetime) -> bool:
    """Let a message whose fate nobody knows, or that failed, leave once more; one with a kind is worded anew.

    returns  whether it was still waiting for this decision
    """
    unworded = {"body": "", "calendar": ""} if message.kind else {}
    sent_again = _undecided().filter(pk=message.pk)
    return sent_again.update(send_at=now, **FRESH, **unworded) == 1


def let_be(message: models.OutboxMessage, *, now: dt.datetime) -> bool:
    """Leave a message alone for good. Returns whether it was still waiting for this decision."""
    return _undecided().filter(pk=message.pk).update(withdrawn_at=now) == 1


def undecided(clinic_id: int) -> db.QuerySet:
    """Return a clinic's messages that are not known to have left and will not leave by themselves."""
    return _undecided().filter(clinic_id=clinic_id)


def _open() -> db.QuerySet:
    return models.OutboxMessage.objects.filter(
        sent_at=None, withdrawn_at=None, handing_at=None, uncertain_at=None, failed_at=None
    )


def _undecided() -> db.QuerySet:
    stuck = db.Q(uncertain_at__isnull=False) | db.Q(failed_at__isnull=False)
    return models.OutboxMessage.objects.filter(stuck, sent_at=None, withdrawn_at=None)


# --- Sending ---------------------------------------------------------------------------------------------------------


def send_due(now: dt.datetime, limit: int = 50) -> int:
    """Send what is due and worded, in the order in which it fell due.

    returns  how many went out. When a carrier cannot be reached its messages wait, in their order and uncounted; a
             message that is turned away for now is tried again at growing intervals, TRIES times at most.
    """
    turn = _Round(now)
    try:
        sent = turn.settle(limit)
        waiting = _free(now).filter(send_at__lte=now).exclude(channel__in=turn.paused())
        for message in waiting.order_by("send_at", "pk")[:limit]:
            if turn.is_over():
                break
            sent += turn.send(message)
    finally:
        turn.close()
    return sent


def _free(now: dt.datetime) -> db.QuerySet:
    free = db.Q(claimed_until=None) | db.Q(claimed_until__lte=now)
    return _open().filter(free, attempts__lt=TRIES).exclude(body="")


class _Round:
    """One go of the due-work loop, with the carriers that it opened. Time runs on from `now` while it lasts."""

    def __init__(self, now: dt.datetime) -> None:
        self._began, self._since = now, clock.ticking()
        self._carriers: dict[str, sending.Carrier] = {}

    @property
    def now(self) -> dt.datetime:
        return self._began + dt.timedelta(seconds=max(0.0, clock.ticking() - self._since))

    def is_over(self) -> bool:
        return self.now - self._began >= dt.timedelta(seconds=ROUND_SECONDS)

    def close(self) -> None:
        for carrier in self._carriers.values():
            carrier.close()

    def send(self, message: models.OutboxMessage) -> int:
        """Claim a message and send it. Returns how many went out, 0 or 1."""
        if message.channel in self.paused():
            return 0
        attempt = codes.new_code()
        # Compare-and-set: of two loops at once, one changes the row.
        claim = {"claimed_until": self.now + LEASE, "attempt": attempt, "attempts": db.F("attempts") + 1}
        if _free(self.now).filter(pk=message.pk).update(**claim) != 1:
            return 0
        mine = models.OutboxMessage.objects.filter(pk=message.pk, attempt=attempt)

        def about_to() -> None:
            if mine.filter(handing_at=None).update(handing_at=self.now) != 1:
                raise sending.ClaimLost

        try:
            sent_as = self._carrier(message.channel).send(_letter(message), about_to)
        except sending.UnableToSend as unable:
            self._note_unsent(message, mine, unable)
        except sending.UnableToTell as unable:
            log.warning("message %s may have left or not: %s", message.pk, unable)
            if message.channel == Channel.EMAIL:
                mine.update(uncertain_at=self.now, failure=str(unable)[:120])
        else:
            return _note_sent(mine, message, sent_as, self.now)
        return 0

    def _note_unsent(
        self, message: models.OutboxMessage, mine: db.QuerySet, unable: sending.UnableToSend
    ) -> None:
        """Nothing left: write down what happens next."""
        if isinstance(unable, sending.ClaimLost):
            return
        if isinstance(unable, sending.Unreachable):
            pauses[message.channel] = self.now + PAUSE
            mine.update(claimed_until=None, handing_at=None, attempts=message.attempts)
            log.warning("%s; its messages wait", unable)
            return
        is_last = isinstance(unable, sending.Refused) or message.attempts + 1 >= TRIES
        if is_last:
            mine.update(handing_at=None, failed_at=self.now, failure=str(unable)[:120])
            log.warning("message %s does not leave: %s", message.pk, unable)
        else:
            wait = dt.timedelta(minutes=2**message.attempts)
            mine.update(handing_at=None, claimed_until=self.now + wait)
            log.warning("message %s not sent (%s); next try in %s", message.pk, unable, wait)

    def paused(self) -> list[str]:
        """Return the channels whose carrier is left alone just now. A clock that is put back pauses nothing longer."""
        return [channel for channel, until in pauses.items() if dt.timedelta() < until - self.now <= PAUSE]

    def settle(self, limit: int) -> int:
        """Find out about messages that were on their way when something stopped. Returns how many had left."""
        lost = models.OutboxMessage.objects.filter(
            sent_at=None, withdrawn_at=None, uncertain_at=None, failed_at=None, handing_at__isnull=False
        )
        found = 0
        for message in lost.filter(claimed_until__lte=self.now).order_by("send_at", "pk")[:limit]:
            mine = lost.filter(pk=message.pk, attempt=message.attempt)
            try:
                sent_as = self._carrier(message.channel).find(_letter(message), message.handing_at)
            except sending.Unreachable as unable:
                mine.update(claimed_until=self.now + LEASE)
                log.warning("%s; asked again later", unable)
            except sending.UnableToTell as unable:
                mine.update(uncertain_at=self.now, failure=str(unable)[:120])
                log.warning("message %s may have left or not: %s", message.pk, unable)
            else:
                if sent_as is None:
                    mine.update(handing_at=None, claimed_until=None, attempt="")
                else:
                    found += _note_sent(mine, message, sent_as, self.now)
        return found

    def _carrier(self, channel: str) -> sending.Carrier:
        if channel not in self._carriers:
            self._carriers[channel] = CARRIERS[channel]()
        return self._carriers[channel]


def _letter(message: models.OutboxMessage) -> sending.Letter:
    return sending.Letter(
        to=message.to,
        subject=message.subject,
        body=message.body,
        calendar=message.calendar,
        mark=sending.mark_of(message.key),
    )


def _note_sent(mine: db.QuerySet, message: models.OutboxMessage, sent_as: str, now: dt.datetime) -> int:
    """Record it; what opens something is not kept in what has left."""
    kept = {"body": logs.blanked(message.body), "calendar": logs.blanked(message.calendar)}
    return mine.update(sent_at=now, sent_as=sent_as, uncertain_at=None, failure="", **kept)
