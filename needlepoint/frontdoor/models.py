"""What the clinic offers. Tables only."""

from django.db import models

from needlepoint.house import codes


class Service(models.Model):
    """A kind of visit: its words, its price, its pattern."""

    class Kind(models.TextChoices):
        FIRST = "FIRST", "First visit"
        FOLLOW_UP = "FOLLOW_UP", "Follow-up visit"

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="services")
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=80)
    about = models.TextField(blank=True)
    price_cents = models.PositiveIntegerField()
    segments = models.JSONField()  # [["TOGETHER", 35], ["REST", 25], …], read by rules.pattern
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "pk"]
