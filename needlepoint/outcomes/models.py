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
        DAY_3 = "DAY_3", "Three days after a visit"
        END = "END", "At the end of the plan"
        MONTH_3 = "MONTH_3", "Three months on"
        MONTH_6 = "MONTH_6", "Six months on"
        MONTH_12 = "MONTH_12", "A year on"

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="check_ins")
    visit = models.ForeignKey("booking.Visit", models.CASCADE, null=True, related_name="check_ins")
    # Asked about a course as a whole (its end, months on), not about one visit.
    course = models.ForeignKey("plans.Course", models.CASCADE, null=True, related_name="check_ins")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    is_quiet = models.BooleanField(
        default=False
    )  # no message was sent: somebody who was silent is left in peace
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["patient", "-due_at"], name="check_ins_of_a_patient"),
            models.Index(
                fields=["due_at"], condition=models.Q(answered_at__isnull=True), name="check_ins_not_answered"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["visit", "kind"], name="one_check_in_a_visit_and_kind"),
            models.UniqueConstraint(
                fields=["course", "kind"],
                condition=models.Q(visit__isnull=True, course__isnull=False),
                name="one_check_in_a_course_and_kind",
            ),
        ]


class Pause(models.Model):
    """Somebody who is not asked how they are for a while: they said so, or they were silent."""

    class Reason(models.TextChoices):
        ASKED = "ASKED", "They asked us to stop"
        SILENT = "SILENT", "They did not answer"

    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="check_in_pauses")
    reason = models.CharField(max_length=8, choices=Reason.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(ended_at__isnull=True), name="one_pause_at_a_time"
            )
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


class CourseResult(models.Model):
    """What the pain scores of one course say. Worked out from them, and anew whenever one changes; never typed in.

    Lists and figures over many people read this instead of every score. Numbers of one instrument only (PAIN); a
    missing score is null, never a zero and never "no change".
    """

    course = models.OneToOneField("plans.Course", models.CASCADE, related_name="result")
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="course_results")
    practitioner = models.ForeignKey("people.Practitioner", models.PROTECT, related_name="+")
    phase = models.CharField(max_length=10)  # of the course, blank: visits now and then
    state = models.CharField(max_length=10)  # of the course: ACTIVE, FINISHED, STOPPED, REFERRED
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    visits_done = models.PositiveSmallIntegerField(default=0)
    asked = models.PositiveSmallIntegerField(
        default=0
    )  # occasions that are over: answered, or closed unanswered
    answered = models.PositiveSmallIntegerField(default=0)  # of these
    scores = models.PositiveSmallIntegerField(default=0)  # pain scores since the start
    start = models.DecimalField(max_digits=6, decimal_places=4, null=True)  # the first pain score, 0-10
    start_at = models.DateTimeField(null=True)
    latest = models.DecimalField(
        max_digits=6, decimal_places=4, null=True
    )  # the last; null while there is only one
    latest_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=20)  # knowledge.instruments.scores.Verdict
    responder = models.BooleanField(null=True)  # at least 30 % better; null where nobody can say
    benefit_days = models.PositiveSmallIntegerField(null=True)  # start to the first score 30 % better
    # The six running sums of knowledge.stats.growth: n, f, f*f, y, y*f, y*y over the pain scores.
    sum_n = models.FloatField(default=0)
    sum_f = models.FloatField(default=0)
    sum_ff = models.FloatField(default=0)
    sum_y = models.FloatField(default=0)
    sum_yf = models.FloatField(default=0)
    sum_yy = models.FloatField(default=0)
    worked_out_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["clinic", "state", "began_at"], name="course_results_of_a_clinic")]


class GrowthFit(models.Model):
    """The numbers of the forecast, as one clinic's courses gave them, drawn toward the published start."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    theta = models.JSONField()  # knowledge.stats.growth.Theta by name
    episodes = models.PositiveIntegerField()  # courses behind it
    prior = models.CharField(max_length=40)  # version of the start it was drawn toward
    fitted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["clinic", "-fitted_at"], name="latest_growth_fit")]


class Forecast(models.Model):
    """What was foretold at one moment, kept to be held against what came."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    course = models.ForeignKey("plans.Course", models.CASCADE, related_name="forecasts")
    fit = models.ForeignKey(
        GrowthFit, models.SET_NULL, null=True, related_name="+"
    )  # null: the published start
    scores_known = models.PositiveSmallIntegerField()
    start = models.DecimalField(max_digits=6, decimal_places=4)  # the first pain score, 0-10
    for_visit = models.PositiveSmallIntegerField()  # which visit of the course was foretold
    for_day = models.DateField()  # when that visit was expected
    mean = models.FloatField()
    low = models.PositiveSmallIntegerField()  # at least 8 in 10 lie between, the fewest whole numbers
    high = models.PositiveSmallIntegerField()
    chance = models.FloatField()  # of at least 30 % better by then, 0-1
    made_at = models.DateTimeField()
    came = models.DecimalField(
        max_digits=6, decimal_places=4, null=True
    )  # the pain score nearest to that day
    came_at = models.DateTimeField(null=True)
    is_settled = models.BooleanField(default=False)  # it came, or the day passed and nobody knows

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "is_settled", "for_day"], name="forecasts_to_settle"),
            models.Index(fields=["course", "-made_at"], name="latest_forecast"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "for_visit", "scores_known"], name="a_forecast_is_kept_once"
            )
        ]


class ForecastCheck(models.Model):
    """One month's look at whether the clinic's past forecasts came true, and whether they are shown since."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    month = models.DateField()  # its first day
    forecasts = models.PositiveIntegerField()  # settled ones looked at
    known = models.PositiveIntegerField()  # of these, what came is known
    coverage = models.FloatField(null=True)  # share inside their band; null with none
    calibration_error = models.FloatField(null=True)
    brier = models.FloatField(null=True)
    auc = models.FloatField(null=True)
    bins = models.JSONField(default=list)  # [[mean chance, share that came true, number]]
    is_shown = models.BooleanField(default=True)  # off: the pages say why instead
    looked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "month"], name="one_look_a_month")]


class Flare(models.Model):
    """The patient told us that it is worse again: the safety questions are asked anew and a start is kept near."""

    class State(models.TextChoices):
        ASKING = "ASKING", "Safety questions not answered yet"
        OPEN = "OPEN", "To book"
        BOOKED = "BOOKED", "Booked"
        CLOSED = "CLOSED", "Closed"

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="flares")
    course = models.ForeignKey("plans.Course", models.SET_NULL, null=True, related_name="+")
    pain = models.PositiveSmallIntegerField(null=True)  # 0-10; null: not given
    words = models.CharField(max_length=300, blank=True)
    since = models.DateField(null=True)
    safety_check = models.ForeignKey("screening.Check", models.SET_NULL, null=True, related_name="+")
    visit = models.ForeignKey("booking.Visit", models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKING)
    reported_at = models.DateTimeField()
    by = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["clinic", "state", "reported_at"], name="flares_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=models.Q(state__in=["ASKING", "OPEN"]),
                name="one_open_flare_a_patient",
            )
        ]
