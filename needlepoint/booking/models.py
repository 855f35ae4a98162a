"""Hours, rooms, visits and the ticks they hold. Tables only: no verbs here.

A tick is five minutes, counted as time really elapsed since local midnight, so a day has 276, 288 or 300.
"""

from django.db import models

from needlepoint.house import codes


class Room(models.Model):
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="rooms")
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "pk"]


class Hours(models.Model):
    """When a practitioner works, by weekday, in minutes of the clinic's wall clock; two rows leave a lunch between."""

    practitioner = models.ForeignKey("people.Practitioner", models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    starts_minute = models.PositiveSmallIntegerField()
    ends_minute = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["weekday", "starts_minute"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    ends_minute__gt=models.F("starts_minute"), ends_minute__lte=1440, weekday__lte=6
                ),
                name="hours_end_after_they_start",
            )
        ]


class Closure(models.Model):
    """A stretch in which a practitioner, or everyone, does not work."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="closures")
    practitioner = models.ForeignKey(
        "people.Practitioner", models.CASCADE, null=True, blank=True, related_name="closures"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="closure_ends_after_it_starts"
            )
        ]


class VisitQuerySet(models.QuerySet):
    """Filters only."""

    def standing(self):
        """Visits that hold their time: neither cancelled nor missed."""
        return self.exclude(state__in=[Visit.State.CANCELLED, Visit.State.MISSED])


class Visit(models.Model):
    """A patient, a practitioner, a room and a stretch of time."""

    class State(models.TextChoices):
        BOOKED = "BOOKED", "Booked"
        ARRIVED = "ARRIVED", "Here"
        COMPLETED = "COMPLETED", "Done"
        CANCELLED = "CANCELLED", "Cancelled"
        MISSED = "MISSED", "Missed"

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="visits")
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="visits")
    practitioner = models.ForeignKey("people.Practitioner", models.PROTECT, related_name="visits", null=True)
    room = models.ForeignKey(Room, models.PROTECT, related_name="visits", null=True)
    service = models.ForeignKey("frontdoor.Service", models.PROTECT, related_name="visits", null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # when the patient leaves; the room may be held longer
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    is_review = models.BooleanField(default=False)
    booked_at = models.DateTimeField()
    form_key = models.CharField(
        max_length=64, null=True
    )  # born with the form: a double click is the same booking
    source_key = models.CharField(max_length=80, null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="visit_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["clinic", "form_key"], name="a_form_books_once"),
            models.UniqueConstraint(fields=["clinic", "source_key"], name="a_source_visit_comes_in_once"),
        ]
        indexes = [
            models.Index(fields=["clinic", "starts_at"], name="visits_of_a_day"),
            models.Index(fields=["patient", "-starts_at"], name="visits_of_a_patient"),
            models.Index(fields=["patient", "state", "starts_at"], name="visits_done_by_a_patient"),
            models.Index(fields=["practitioner", "starts_at"], name="visits_of_a_practitioner"),
            models.Index(fields=["state", "starts_at"], name="visits_by_state"),
        ]


class Occupancy(models.Model):
    """Which ticks of a local day a resource is taken, as five words of 60 bits. The claim is a compare-and-set here."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    resource = models.CharField(max_length=24)  # 'practitioner:3', 'room:2', 'patient:77'
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


class Claim(models.Model):
    """Who holds a tick: the second guard, from which occupancy can be rebuilt."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    resource = models.CharField(max_length=24)
    local_date = models.DateField()
    tick = models.PositiveSmallIntegerField()
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="claims")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "local_date", "resource", "tick"], name="a_tick_is_held_once"
            )
        ]


class Fact(models.Model):
    """What happened to a visit, when, and who said so. The visit's state is set in the same action."""

    class Kind(models.TextChoices):
        BOOKED = "BOOKED", "Booked"
        MOVED = "MOVED", "Moved"
        ARRIVED = "ARRIVED", "Arrived"
        CANCELLED = "CANCELLED", "Cancelled"
        MISSED = "MISSED", "Missed"
        COMPLETED = "COMPLETED", "Completed"

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    was_at = models.DateTimeField(null=True)  # for a move: the start it had
    reason = models.CharField(max_length=120, blank=True)
