"""Rows that belong to no step: the audit record and the outbox. Plain integers, so they outlive what they name."""

from django.db import models


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
    """A message that a committed action owes somebody. The due-work loop sends it once."""

    key = models.CharField(max_length=120, unique=True)  # sending twice under one key is impossible
    clinic_id = models.BigIntegerField()
    patient_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=8, default="EMAIL")  # or SMS
    to = models.CharField(max_length=254)  # an address, or a number in E.164
    subject = models.CharField(max_length=200)
    body = models.TextField()
    calendar = models.TextField(blank=True)  # an invitation that goes along
    send_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["send_at"],
                name="outbox_waiting",
                condition=models.Q(sent_at__isnull=True, withdrawn_at__isnull=True),
            )
        ]
