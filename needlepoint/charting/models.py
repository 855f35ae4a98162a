"""Notes, needles, reactions, amendments. Tables only."""

from django.db import models


class Note(models.Model):
    """What was done at one visit."""

    class State(models.TextChoices):
        OPEN = "OPEN", "Open"
        SIGNED = "SIGNED", "Signed"

    visit = models.OneToOneField("booking.Visit", models.CASCADE, related_name="note")
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="notes")
    practitioner = models.ForeignKey("people.Practitioner", models.PROTECT, related_name="notes")
    course = models.ForeignKey("plans.Course", models.PROTECT, null=True, related_name="notes")
    number = models.PositiveSmallIntegerField(null=True)  # place in the course: visit 4 of 8
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    told = models.TextField(blank=True)  # what the patient said today
    done = models.TextField(blank=True)  # anything done beyond the needles
    response = models.TextField(blank=True)
    techniques = models.JSONField(default=list)
    reasons = models.JSONField(default=dict)  # point or technique chosen against a caution → why
    position = models.CharField(max_length=12, blank=True)  # PRONE, SUPINE, SIDE, SEATED
    needle_size = models.CharField(max_length=20, blank=True)
    retention_minutes = models.PositiveSmallIntegerField(default=20)
    needles_in_at = models.DateTimeField(null=True)
    needles_out_at = models.DateTimeField(null=True)
    came_out_early = models.BooleanField(
        default=False
    )  # out first, counted after: a faint, a seizure, a fire alarm
    is_without_needles = models.BooleanField(default=False)  # a visit for talking, said so when it was signed
    opened_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="SIGNED", signed_at__isnull=False)
                | models.Q(state="OPEN", signed_at__isnull=True),
                name="a_signed_note_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(needles_out_at__isnull=True) | models.Q(needles_in_at__isnull=False),
                name="needles_come_out_after_they_go_in",
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-opened_at"], name="notes_of_a_patient"),
            models.Index(fields=["clinic", "state"], name="notes_by_state"),
        ]


class Needling(models.Model):
    """One point in one note: how many needles went in there and how many came out."""

    class Side(models.TextChoices):
        LEFT = "LEFT", "Left"
        RIGHT = "RIGHT", "Right"
        BOTH = "BOTH", "Both sides"
        MIDDLE = "MIDDLE", "Middle"

    note = models.ForeignKey(Note, models.CASCADE, related_name="needlings")
    point_code = models.CharField(max_length=10)  # knowledge.points
    side = models.CharField(max_length=6, choices=Side.choices)
    needles_in = models.PositiveSmallIntegerField()
    is_carried = models.BooleanField(default=False)  # copied from last time and not touched since

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "point_code", "side"], name="a_point_and_side_once_a_note"
            )
        ]


class WithoutConsent(models.Model):
    """Why something was done at a visit although no consent to it was on record."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="without_consent")
    kind = models.CharField(max_length=40)  # of consent
    why = models.CharField(max_length=12)  # rules.Why
    words = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["note", "kind"], name="a_missing_consent_is_explained_once_a_note"
            )
        ]


class NeedleCount(models.Model):
    """A count, by a named person. The latest OUT must equal the IN before a note can be signed."""

    class Kind(models.TextChoices):
        IN = "IN", "In"
        OUT = "OUT", "Out"

    note = models.ForeignKey(Note, models.CASCADE, related_name="counts")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    needles = models.PositiveSmallIntegerField()
    by_point = models.JSONField(default=dict)  # code → needles, when somebody counted point by point
    reason = models.TextField(blank=True)  # why a count in was put right
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        ordering = ["pk"]


class Reaction(models.Model):
    """Something unwanted that happened, as knowledge would class it."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="reactions")
    category = models.CharField(max_length=30)
    grade = models.PositiveSmallIntegerField()  # CTCAE v5, 1 to 5
    is_serious = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    what_was_done = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)


class Amendment(models.Model):
    """Words added after the signature. What was signed stays as it was."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="amendments")
    words = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
