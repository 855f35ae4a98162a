"""Episodes, courses, reviews, recalls. Tables only."""

from django.db import models

from needlepoint.house import codes


class Episode(models.Model):
    """One stretch of back pain as the practitioner found it."""

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="episodes")
    practitioner = models.ForeignKey("people.Practitioner", models.PROTECT, related_name="+")
    onset_on = models.DateField(null=True)
    phase = models.CharField(
        max_length=10
    )  # ACUTE, SUBACUTE, CHRONIC: computed from onset on the day assessed
    site = models.CharField(max_length=20)
    side = models.CharField(max_length=8, blank=True)  # LEFT, RIGHT, BOTH, MIDDLE
    kind = models.CharField(max_length=30)  # of back pain: choices in plans.rules
    diagnosis_code = models.CharField(max_length=12, blank=True)  # ICD-10-CM, from knowledge.codes
    findings = models.JSONField(
        default=dict
    )  # movement, straight-leg raise, reflexes, power, sensation, palpation
    red_flags_asked = models.BooleanField(default=False)
    assessed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["patient", "-assessed_at"], name="latest_episode")]


class Course(models.Model):
    """The plan: how many visits, how often, what would count as better, when to look and decide."""

    class State(models.TextChoices):
        ACTIVE = "ACTIVE", "Under way"
        FINISHED = "FINISHED", "Finished"
        STOPPED = "STOPPED", "Stopped"
        REFERRED = "REFERRED", "Referred"

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="courses")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="courses")
    practitioner = models.ForeignKey("people.Practitioner", models.PROTECT, related_name="+")
    phase = models.CharField(max_length=10)
    visits_planned = models.PositiveSmallIntegerField()
    days_between = models.PositiveSmallIntegerField()
    review_after = models.PositiveSmallIntegerField()  # the visit at whose end the review falls due
    better_means = models.TextField()  # agreed before the first needle
    points = models.JSONField(default=list)  # [{"code": "BL23", "side": "BOTH"}]
    techniques = models.JSONField(default=list)
    reasons = models.JSONField(default=dict)  # what was chosen against a caution or a preset → why
    home = models.JSONField(default=list)  # keys of the home programme
    words = models.TextField(blank=True)  # what the patient reads
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    started_at = models.DateTimeField()
    treatment_set_at = models.DateTimeField(
        null=True
    )  # when points or techniques were last agreed; null: when it began
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(visits_planned__gte=1, review_after__gte=1)
                & models.Q(review_after__lte=models.F("visits_planned")),
                name="a_review_falls_within_the_course",
            ),
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(state="ACTIVE"), name="one_course_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["clinic", "state"], name="courses_under_way")]


class Review(models.Model):
    """The decision at a review: never by default, always with a reason."""

    class Decision(models.TextChoices):
        CONTINUE = "CONTINUE", "Go on as planned"
        CHANGE = "CHANGE", "Change the treatment"
        SPACE_OUT = "SPACE_OUT", "Space the visits out"
        STOP = "STOP", "Stop"
        REFER = "REFER", "Refer"

    course = models.ForeignKey(Course, models.CASCADE, related_name="reviews")
    after_visit = models.PositiveSmallIntegerField()
    decision = models.CharField(max_length=10, choices=Decision.choices)
    reason = models.TextField()
    words = models.TextField(blank=True)  # for the patient
    scores = models.JSONField(default=dict)  # what was in view when it was decided
    decided_at = models.DateTimeField()
    practitioner = models.ForeignKey("people.Practitioner", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "after_visit"], name="one_review_at_a_visit")
        ]


class Recall(models.Model):
    """Somebody to ask back: when, why, and what came of it."""

    class State(models.TextChoices):
        OPEN = "OPEN", "To ask"
        BOOKED = "BOOKED", "Booked"
        CLOSED = "CLOSED", "Closed"

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="recalls")
    course = models.ForeignKey(Course, models.CASCADE, related_name="recalls")
    due_on = models.DateField()
    reason = models.CharField(max_length=20)  # MAINTENANCE, REVIEW_OVERDUE, NO_NEXT_VISIT
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    attempts = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["clinic", "state", "due_on"], name="recalls_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(state="OPEN"), name="one_open_recall_a_patient"
            )
        ]
