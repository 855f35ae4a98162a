"""Rows that belong to no step: the audit record and the outbox. Plain integers, so they outlive what they name."""

from django.db import models

from needlepoint.house import codes


class AuditSeal(models.Model):
    """Some entries of one clinic, tied to those before them. Written by the due-work loop; never changed."""

    clinic_id = models.BigIntegerField()  # 0: the entries that belong to no clinic
    number = models.PositiveIntegerField()  # 1, 2, 3 … in its clinic
    previous = models.CharField(max_length=64)  # the digest of the seal before it; of the first one, zeros
    entries = models.PositiveIntegerField()  # how many it holds
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64)  # of all the above and of every entry it holds

    class Meta:
        ordering = ["clinic_id", "number"]
        constraints = [
            # Two loops that seal at once cannot both follow the same seal: the record never forks.
            models.UniqueConstraint(fields=["clinic_id", "previous"], name="a_seal_is_followed_once"),
            models.UniqueConstraint(fields=["clinic_id", "number"], name="a_seal_has_its_number"),
        ]


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
    mark = models.CharField(
        max_length=64, blank=True
    )  # over all the above, by a key that is not in the database
    seal = models.ForeignKey(AuditSeal, models.PROTECT, null=True, related_name="held")

    class Meta:
        indexes = [
            models.Index(
                fields=["clinic_id"], name="audit_not_sealed", condition=models.Q(seal__isnull=True)
            ),
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
