"""Checks that somebody agreed to keep. Until then answers live in the visitor's own session. Tables only."""

from django.db import models

from needlepoint.house import codes


class Check(models.Model):
    """One finished check: answers, the versions they were asked and judged by, and the route."""

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="checks")
    patient = models.ForeignKey("people.Patient", models.CASCADE, null=True, related_name="checks")
    answers = models.JSONField()
    rule_version = models.CharField(max_length=20)
    wording_version = models.CharField(max_length=20)
    route = models.CharField(max_length=30)
    cautions = models.JSONField(default=list)
    finished_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["patient", "-finished_at"], name="latest_check")]
