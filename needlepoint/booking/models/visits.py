"""Visits, the courses they were booked in together, and what happened to them."""

from django.db import models

from needlepoint.house import codes


class Series(models.Model):
    """Visits that were booked together, such as the whole of a course."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="series")
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="series")
    course_code = models.CharField(max_length=16, blank=True)  # the plan it was offered by
    made_at = models.DateTimeField()
    form_key = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "form_key"], name="a_form_books_a_series_once")
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
    location = models.ForeignKey(
        "booking.Location", models.PROTECT, related_name="visits", null=True, blank=True
    )
    room = models.ForeignKey("booking.Room", models.PROTECT, related_name="visits", null=True)
    room_place = models.PositiveSmallIntegerField(default=0)  # which place of a shared room
    service = models.ForeignKey("frontdoor.Service", models.PROTECT, related_name="visits", null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # when the patient leaves; the room may be held longer
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    segments = models.JSONField(null=True)  # the pattern as booked; null: the service's own
    is_review = models.BooleanField(default=False)
    series = models.ForeignKey(
        "booking.Series", models.SET_NULL, related_name="visits", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True)  # when the patient said that they will come
    late_minutes = models.PositiveSmallIntegerField(
        default=0
    )  # how much later than booked it is expected to begin
    fee_cents = models.PositiveIntegerField(default=0)  # owed for a late cancellation or for not coming
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
            # With the state, so that what became of a year's visits is counted from the index alone.
            models.Index(fields=["clinic", "starts_at", "state"], name="visits_of_a_day"),
            models.Index(fields=["patient", "-starts_at"], name="visits_of_a_patient"),
            models.Index(fields=["patient", "state", "starts_at"], name="visits_done_by_a_patient"),
            models.Index(fields=["practitioner", "starts_at"], name="visits_of_a_practitioner"),
            models.Index(fields=["state", "starts_at"], name="visits_by_state"),
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
        CONFIRMED = "CONFIRMED", "Confirmed"
        LATE = "LATE", "Late"
        UNDONE = "UNDONE", "Taken back"

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    was_at = models.DateTimeField(null=True)  # for a move: the start it had
    reason = models.CharField(max_length=120, blank=True)


class Override(models.Model):
    """Staff booked over something on purpose, and said why. What was clashed with is kept as it was then."""

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="override")
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    clashes = models.JSONField(default=list)  # such as ["ROOM_TAKEN", "OUTSIDE_HOURS"]
