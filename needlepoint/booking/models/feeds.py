"""Private calendar addresses."""

from django.db import models


class Feed(models.Model):
    """A secret address under which a calendar reads somebody's visits. Only the hash of its token is kept."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="feeds")
    patient = models.ForeignKey("people.Patient", models.CASCADE, null=True, related_name="feeds")
    practitioner = models.ForeignKey("people.Practitioner", models.CASCADE, null=True, related_name="feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)  # to the day, so that a busy client costs no write each time
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(patient__isnull=False, practitioner__isnull=True)
                | models.Q(patient__isnull=True, practitioner__isnull=False),
                name="a_feed_has_one_owner",
            )
        ]


class VisitLink(models.Model):
    """A secret address in a message: whoever has it may answer for one visit. Only the hash of its token is kept.

    It acts when somebody presses a button, however often it is looked at, and ends with its visit.
    """

    visit = models.ForeignKey("booking.Visit", models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
