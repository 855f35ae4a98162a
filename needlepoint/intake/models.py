"""A patient's intake and its answers. Tables only."""

from django.db import models


class Intake(models.Model):
    """Everything asked before a first visit; saved at each step, finished once."""

    class State(models.TextChoices):
        OPEN = "OPEN", "Being filled in"
        FINISHED = "FINISHED", "Finished"

    visit = models.OneToOneField("booking.Visit", models.CASCADE, related_name="intake")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="intakes")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    wording_version = models.CharField(max_length=20)
    answers = models.JSONField(default=dict)  # step key → its answers
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="FINISHED", finished_at__isnull=False)
                | models.Q(state="OPEN", finished_at__isnull=True),
                name="a_finished_intake_says_when",
            )
        ]
