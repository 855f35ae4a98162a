"""What the clinic offers. Tables only."""

from django.db import models

from needlepoint.house import codes
from needlepoint.people import models as people


class Service(people.DiaryRow):
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
    # [["TOGETHER", 35], ["REST", 25, 10], …], read by rules.pattern; the third number is how many minutes longer the
    # rest may last so that a start fits.
    segments = models.JSONField()
    room_kind = models.CharField(max_length=24, blank=True)  # blank: any room
    needs_room = models.BooleanField(default=True)  # false: a call, or a visit to the patient's home
    needs_practitioner_throughout = models.BooleanField(default=False)
    attended_for = models.JSONField(
        default=list
    )  # cautions for which the practitioner stays, such as ["fainting"]
    grid_minutes = models.PositiveSmallIntegerField(default=15)  # starts are offered on multiples of it
    lead_minutes = models.PositiveSmallIntegerField(default=60)  # nobody books from home sooner than this
    horizon_days = models.PositiveSmallIntegerField(default=90)
    is_same_day = models.BooleanField(default=True)  # whether people may book for today by themselves
    for_new = models.BooleanField(default=True)  # never treated here
    for_active = models.BooleanField(default=True)  # treated lately
    for_lapsed = models.BooleanField(default=True)  # treated long ago
    needs_check = models.BooleanField(default=True)  # the suitability check, or its short form, comes first
    remind_hours = models.JSONField(default=list)  # before the visit, such as [48, 3]; empty: a day before
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)
    is_public = models.BooleanField(default=True)  # false: only staff book it

    class Meta:
        ordering = ["position", "pk"]
