"""Activities, check-ins, scores. Tables only."""

from django.db import models

from needlepoint.house import codes


class Activity(models.Model):
    """Something the patient wants to do again, in their own words."""

    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="activities")
    words = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]


class CheckIn(models.Model):
    """A minute of questions on the phone, asked for a reason and answered once."""

    class Kind(models.TextChoices):
        BASELINE = "BASELINE", "Before the first visit"
        AFTER_VISIT = "AFTER_VISIT", "After a visit"
        REVIEW = "REVIEW", "Before the review"
        AT_VISIT = "AT_VISIT", "At the visit"

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="check_ins")
    visit = models.ForeignKey("booking.Visit", models.CASCADE, null=True, related_name="check_ins")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["patient", "-due_at"], name="check_ins_of_a_patient")]
        constraints = [
            models.UniqueConstraint(fields=["visit", "kind"], name="one_check_in_a_visit_and_kind")
        ]


class Score(models.Model):
    """One number for one instrument, as answered; a skipped one has no row. Never averaged with another instrument."""

    class Given(models.TextChoices):
        """How much is known of the answers behind the number."""

        ASKED = "ASKED", "Asked here"
        ITEMS = "ITEMS", "Answers typed from paper"
        TOTAL = "TOTAL", "Only the number, worked out on paper"

    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="scores")
    check_in = models.ForeignKey(CheckIn, models.CASCADE, null=True, related_name="scores")
    instrument = models.CharField(max_length=20)  # keys of knowledge.instruments: PAIN, ACTIVITY, RMDQ24
    scale = models.CharField(max_length=12, blank=True)  # which of its numbers; blank: the main one
    activity = models.ForeignKey(Activity, models.CASCADE, null=True, related_name="scores")
    # A mean or a percent has decimals; four of them are enough to know the fraction again (knowledge's scoring.exact).
    value = models.DecimalField(max_digits=9, decimal_places=4)
    given = models.CharField(max_length=6, choices=Given.choices, default=Given.ASKED)
    told_in = models.CharField(max_length=40, blank=True)  # such as intake:CODE or paper:KEY
    asked_at = models.DateTimeField()
    by = models.CharField(max_length=60)
    taken_back_at = models.DateTimeField(null=True)  # typed from paper by mistake

    class Meta:
        indexes = [models.Index(fields=["patient", "instrument", "asked_at"], name="scores_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["check_in", "instrument", "scale"],
                condition=models.Q(activity__isnull=True),
                name="a_question_is_answered_once",
            ),
            models.UniqueConstraint(
                fields=["check_in", "activity"],
                condition=models.Q(activity__isnull=False),
                name="an_activity_is_scored_once",
            ),
            models.UniqueConstraint(
                fields=["told_in", "instrument", "scale"],
                condition=~models.Q(told_in=""),
                name="a_form_is_scored_once",
            ),
        ]


class Unscored(models.Model):
    """A form that was answered and gave no number, and why. Never a silent blank: it stands in the list of scores."""

    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="unscored")
    instrument = models.CharField(max_length=20)
    scale = models.CharField(max_length=12, blank=True)
    reasons = models.JSONField(default=list)  # whole sentences, as knowledge.instruments.scoring gave them
    told_in = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    by = models.CharField(max_length=60)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "instrument", "asked_at"], name="unscored_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["told_in", "instrument", "scale"],
                condition=~models.Q(told_in=""),
                name="a_form_fails_once",
            )
        ]
