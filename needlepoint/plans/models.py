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
    second_codes = models.JSONField(default=list)  # further ICD-10-CM codes
    codes_version = models.CharField(max_length=20, blank=True)  # which release of the list was open
    phase_scheme = models.CharField(max_length=12, default="default")  # knowledge.dose.SCHEMES, as it stood
    previous_care = models.JSONField(default=list)  # [{"kind": "PHYSIO", "helped": "SOME", "words": ""}]
    tradition = models.JSONField(default=dict)  # tongue, pulse, patterns: keys of knowledge.tradition
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
    # [{"code": "BL23", "side": "BOTH"}]; a side may also be AFFECTED, OPPOSITE or ALTERNATE: resolved at each visit
    points = models.JSONField(default=list)
    preset = models.CharField(max_length=40, blank=True)  # the trial or protocol that the points came from
    style = models.CharField(max_length=20, blank=True)  # rules.Style: the tradition worked in
    rationale = models.TextField(blank=True)  # why these points
    individualised = models.CharField(max_length=8, blank=True)  # FIXED, PARTLY, FULLY
    setting = models.CharField(max_length=200, blank=True)  # where, and what the patient is told
    techniques = models.JSONField(default=list)
    reasons = models.JSONField(default=dict)  # what was chosen against a caution or a preset → why
    home = models.JSONField(default=list)  # keys of the home programme
    payer = models.CharField(
        max_length=20, blank=True
    )  # rules.ceilings: who pays and counts; blank: nobody counts
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


class Goal(models.Model):
    """Something the patient wants to do again, and what would count as better: agreed before the first needle."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="goals")
    words = models.CharField(max_length=120)
    baseline = models.PositiveSmallIntegerField(null=True)  # 0 cannot, 10 as before; null: not asked
    target = models.PositiveSmallIntegerField(null=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]


class HomeTask(models.Model):
    """One thing of the home programme, as set for this patient."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="home_tasks")
    key = models.CharField(max_length=30)  # knowledge.home
    dose = models.CharField(max_length=120, blank=True)  # in the patient's words; blank: the usual one
    times_a_week = models.PositiveSmallIntegerField(default=7)
    position = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "key"],
                condition=models.Q(stopped_at__isnull=True),
                name="a_task_is_set_once",
            )
        ]


class HomeTick(models.Model):
    """The patient did it on a day."""

    task = models.ForeignKey(HomeTask, models.CASCADE, related_name="ticks")
    on = models.DateField()
    hurt = models.BooleanField(default=False)  # it made things worse
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "on"], name="a_task_is_ticked_once_a_day")]


class Carer(models.Model):
    """Somebody else who looks after this patient: a doctor, a physiotherapist …"""

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="carers")
    kind = models.CharField(max_length=16)  # rules.letters.Kind
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    may_write = models.BooleanField(default=False)  # the patient said that we may write to them
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Letter(models.Model):
    """A letter to another carer, as it was signed. Kept as it was; a new one is written to change it."""

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="letters")
    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="letters")
    carer = models.ForeignKey(
        Carer, models.PROTECT, null=True, related_name="letters"
    )  # null: to the patient
    review = models.ForeignKey("plans.Review", models.SET_NULL, null=True, related_name="letters")
    kind = models.CharField(max_length=12)  # rules.letters.About: START, PROGRESS, REFERRAL, DISCHARGE
    facts = models.JSONField(default=list)  # [[label, value]] as they stood
    words = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=120)
    sent_at = models.DateTimeField(null=True)
    sent_how = models.CharField(max_length=20, blank=True)


class DosePreset(models.Model):
    """A clinic's own numbers in place of a preset of knowledge.dose."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="dose_presets")
    key = models.CharField(max_length=20)  # knowledge.dose.Preset.key
    visits_min = models.PositiveSmallIntegerField()
    visits_max = models.PositiveSmallIntegerField()
    visits_usual = models.PositiveSmallIntegerField()
    days_between_min = models.PositiveSmallIntegerField()
    days_between_max = models.PositiveSmallIntegerField()
    review_after = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200)  # why the clinic differs
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "key"], name="a_preset_is_changed_once_a_clinic")
        ]


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
    is_improving = models.BooleanField(null=True)  # said and signed for a payer; null: nobody asked
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
    reason = models.CharField(max_length=20)  # MAINTENANCE, REVIEW_OVERDUE, NO_NEXT_VISIT, LAPSED
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    attempts = models.JSONField(default=list)
    visit = models.ForeignKey("booking.Visit", models.SET_NULL, null=True, related_name="+")  # that closed it
    closed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["clinic", "state", "due_on"], name="recalls_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(state="OPEN"), name="one_open_recall_a_patient"
            )
        ]
