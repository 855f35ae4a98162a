"""Who would like a start that is not free, and what was offered to them."""

from django.db import models

from needlepoint.house import codes


class WaitingEntry(models.Model):
    """Somebody would come if a start became free: from a date to a date, on weekdays between times of the day."""

    class State(models.TextChoices):
        WAITING = "WAITING", "Waiting"
        BOOKED = "BOOKED", "Booked"
        LEFT = "LEFT", "No longer waiting"
        ENDED = "ENDED", "The dates have passed"

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="waiting")
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="waiting")
    service = models.ForeignKey("frontdoor.Service", models.CASCADE, related_name="waiting")
    practitioner = models.ForeignKey(
        "people.Practitioner", models.CASCADE, null=True, blank=True, related_name="waiting"
    )  # null: anyone
    instead_of = models.ForeignKey(
        "booking.Visit", models.SET_NULL, null=True, blank=True, related_name="waiting"
    )  # a later visit that an earlier start would replace
    windows = models.JSONField(default=list)  # [[weekday, from minute, until minute], …]; empty: any time
    from_date = models.DateField()
    until_date = models.DateField()
    is_flare = models.BooleanField(default=False)  # the pain is worse just now: they come first
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_date__gte=models.F("from_date")), name="waiting_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["patient"],
                condition=models.Q(state="WAITING"),
                name="one_place_in_the_line_a_patient",
            ),
        ]
        indexes = [models.Index(fields=["clinic", "state", "made_at"], name="waiting_in_order")]


class StartOffer(models.Model):
    """A start offered to somebody who waits, kept for them until it expires."""

    class State(models.TextChoices):
        OPEN = "OPEN", "Waiting for an answer"
        TAKEN = "TAKEN", "Taken"
        DECLINED = "DECLINED", "Declined"
        EXPIRED = "EXPIRED", "Not answered in time"

    entry = models.ForeignKey(WaitingEntry, models.CASCADE, related_name="offers")
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    hold = models.ForeignKey("booking.Hold", models.SET_NULL, null=True, related_name="+")
    starts_at = models.DateTimeField()
    practitioner = models.ForeignKey("people.Practitioner", models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(state="OPEN"), name="one_open_offer_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="offers_by_end")]
