"""Which ticks are taken, and who holds them."""

from django.db import models

from needlepoint.house import codes


class Occupancy(models.Model):
    """Which ticks of a local day a resource is taken, as five words of 60 bits. The claim is a compare-and-set here."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    # 'practitioner:3', 'room:2', 'patient:77'; 'room:2/1' is the second place of a shared room, 'practitioner:3+1'
    # what was booked over on purpose.
    resource = models.CharField(max_length=24)
    local_date = models.DateField()
    w0 = models.BigIntegerField(default=0)
    w1 = models.BigIntegerField(default=0)
    w2 = models.BigIntegerField(default=0)
    w3 = models.BigIntegerField(default=0)
    w4 = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "local_date", "resource"], name="one_occupancy_a_resource_and_day"
            )
        ]


class Hold(models.Model):
    """A start kept for somebody until a moment: while a form is open, or while an offer stands. Enforced like a visit."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="holds")
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    form_key = models.CharField(max_length=64, null=True)  # of the form that it is kept for
    patient = models.ForeignKey("people.Patient", models.CASCADE, null=True, related_name="holds")
    practitioner = models.ForeignKey("people.Practitioner", models.CASCADE, related_name="holds")
    location = models.ForeignKey("booking.Location", models.CASCADE, null=True, related_name="holds")
    room = models.ForeignKey("booking.Room", models.CASCADE, null=True, related_name="holds")
    room_place = models.PositiveSmallIntegerField(default=0)
    service = models.ForeignKey("frontdoor.Service", models.CASCADE, related_name="holds")
    starts_at = models.DateTimeField()
    segments = models.JSONField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="hold_expires_after_it_is_made"
            ),
            models.UniqueConstraint(fields=["clinic", "form_key"], name="a_form_holds_one_start"),
        ]
        indexes = [models.Index(fields=["clinic", "expires_at"], name="holds_by_end")]


class Claim(models.Model):
    """Who holds a tick, a visit or a hold: the second guard, from which occupancy can be rebuilt."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    resource = models.CharField(max_length=24)
    local_date = models.DateField()
    tick = models.PositiveSmallIntegerField()
    visit = models.ForeignKey("booking.Visit", models.CASCADE, related_name="claims", null=True)
    hold = models.ForeignKey(Hold, models.CASCADE, related_name="claims", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "local_date", "resource", "tick"], name="a_tick_is_held_once"
            )
        ]
