"""Messages are promised in the action's transaction and sent later, once, by the due-work loop."""

import datetime as dt
import logging

from django.core import mail
from django.db import models as db
from django.db import transaction

from needlepoint.house import models

LEASE = dt.timedelta(minutes=5)
TRIES = 8

log = logging.getLogger(__name__)


def queue(
    *,
    key: str,
    clinic_id: int,
    patient_id: int | None,
    to: str,
    subject: str,
    body: str,
    send_at: dt.datetime,
) -> None:
    """Promise one message. The same key again changes nothing, so a retried action promises once."""
    models.OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "clinic_id": clinic_id,
            "patient_id": patient_id,
            "to": to,
            "subject": subject,
            "body": body,
            "send_at": send_at,
        },
    )


def withdraw(*, key_prefix: str, now: dt.datetime) -> int:
    """Take back promises not yet sent, such as the reminder of a cancelled visit. Returns how many."""
    return models.OutboxMessage.objects.filter(
        key__startswith=key_prefix, sent_at=None, withdrawn_at=None
    ).update(withdrawn_at=now)


def send_due(now: dt.datetime, limit: int = 50) -> int:
    """Send what is due. Each row is claimed by compare-and-set, so two loops never send one message twice.

    returns  how many went out. A failed one is tried again later, at growing intervals.
    """
    free = db.Q(claimed_until=None) | db.Q(claimed_until__lt=now)
    waiting = models.OutboxMessage.objects.filter(
        free, send_at__lte=now, sent_at=None, withdrawn_at=None, attempts__lt=TRIES
    )
    sent = 0
    for message in waiting.order_by("send_at")[:limit]:
        with transaction.atomic():
            claimed = models.OutboxMessage.objects.filter(
                free, pk=message.pk, sent_at=None, withdrawn_at=None
            ).update(claimed_until=now + LEASE, attempts=db.F("attempts") + 1)
        if claimed != 1:
            continue
        try:
            mail.send_mail(message.subject, message.body, None, [message.to])
        except OSError as error:  # the network or the mail server; anything else is a fault of ours
            wait = dt.timedelta(minutes=2**message.attempts)
            models.OutboxMessage.objects.filter(pk=message.pk).update(claimed_until=now + wait)
            log.warning("message %s not sent (%s); next try in %s", message.pk, type(error).__name__, wait)
        else:
            models.OutboxMessage.objects.filter(pk=message.pk).update(sent_at=now)
            sent += 1
    return sent
