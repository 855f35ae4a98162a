"""Rows that belong to no step: the audit record and the outbox. Plain integers, so they outlive what they name."""

from django.db import models

from needlepoint.house import codes


class AuditEntry(models.Model):
    """Who did what to whom, when, and from which request. Written by actions, in their transaction; never changed."""

    at = models.DateTimeField()
    clinic_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=60)
    who = models.CharField(max_length=60)  # 'user:12', 'patient:7', 'system', 'visitor'
    roles = models.CharField(max_length=60, blank=True)
    patient_id = models.BigIntegerField(null=True)
    thing = models.CharField(max_length=80, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["clinic_id", "patient_id", "at"], name="audit_by_patient"),
            models.Index(fields=["clinic_id", "at"], name="audit_by_time"),
        ]


class OutboxMessage(models.Model):
    """A message that a committed action owes somebody. The due-work loop sends it once.

    With a `kind` and no `body` it is a promise that its step words when it is due, so that it is never stale.
    Waiting → claimed (`attempt`) → on its way (`handing_at`) → `sent_at`. What was on its way when everything stopped
    may have left or not: a text is asked after, a mail waits for a person (`uncertain_at`) instead of going twice.
    """

    class Channel(models.TextChoices):
        EMAIL = "EMAIL", "E-mail"
        SMS = "SMS", "Text message"

    key = models.CharField(max_length=120, unique=True)  # sending twice under one key is impossible
    code = models.CharField(max_length=16, default=codes.new_code)
    clinic_id = models.BigIntegerField()
    patient_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    kind = models.CharField(max_length=20, blank=True)  # such as REMINDER: its step words it when it is due
    about = models.CharField(max_length=16, blank=True)  # the code of what it is about
    to = models.CharField(max_length=254, blank=True)  # an address, or a number in E.164
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    calendar = models.TextField(blank=True)  # an invitation that goes along
    send_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_as = models.CharField(max_length=64, blank=True)  # what the carrier calls it
    claimed_until = models.DateTimeField(null=True)
    attempt = models.CharField(max_length=16, blank=True)  # who holds the claim
    attempts = models.PositiveSmallIntegerField(default=0)
    handing_at = models.DateTimeField(null=True)  # written just before the carrier gets it
    uncertain_at = models.DateTimeField(null=True)  # nobody can say whether it left
    failed_at = models.DateTimeField(null=True)  # it will not leave by itself any more
    failure = models.CharField(max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["send_at"],
                name="outbox_waiting",
                condition=models.Q(sent_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.Index(
                fields=["about"],
                name="outbox_by_thing",
                condition=models.Q(sent_at__isnull=True, withdrawn_at__isnull=True),
            ),
        ]
