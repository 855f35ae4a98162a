"""What a patient told us: forms, their answers with history, the packs a clinic loaded, and what staff must notice.

Tables only. What a form asks is data in knowledge.questions; an answer is rows of coded values, never a blob.
"""

from django.db import models

from needlepoint.house import codes


class Intake(models.Model):
    """One form put before one patient: the intake before a first visit, or a questionnaire a clinic loaded."""

    class State(models.TextChoices):
        OPEN = "OPEN", "Being filled in"
        FINISHED = "FINISHED", "Finished"

    class Source(models.TextChoices):
        PHONE = "PHONE", "By the patient"
        KIOSK = "KIOSK", "On the clinic's tablet"
        STAFF = "STAFF", "Typed in by the clinic"

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="intakes")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="intakes")
    visit = models.ForeignKey("booking.Visit", models.CASCADE, null=True, related_name="intakes")
    form = models.CharField(max_length=40, default="first_visit")  # key of the form that is asked
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)  # nothing is kept before somebody agreed that it is
    finished_at = models.DateTimeField(null=True)
    scored_at = models.DateTimeField(null=True)  # when its numbers were last worked out
    chased_count = models.PositiveSmallIntegerField(default=0)  # how often we asked for the rest
    chased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="FINISHED", finished_at__isnull=False)
                | models.Q(state="OPEN", finished_at__isnull=True),
                name="a_finished_intake_says_when",
            ),
            models.UniqueConstraint(fields=["visit", "form"], name="a_form_is_asked_once_a_visit"),
        ]
        indexes = [
            models.Index(fields=["patient", "-started_at"], name="intakes_of_a_patient"),
            models.Index(fields=["clinic", "state", "started_at"], name="open_intakes"),
            models.Index(fields=["finished_at"], condition=models.Q(scored_at=None), name="forms_to_score"),
        ]


class Answer(models.Model):
    """What was said to one item, once. A later answer to the same item is a row of its own: history is never rewritten."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="answers")
    item = models.CharField(max_length=60)
    revision = models.PositiveIntegerField()  # 1, 2, 3 … for one item
    is_current = models.BooleanField(default=True)
    state = models.CharField(max_length=10)  # knowledge.questions.answers.State
    wording_version = models.CharField(max_length=20)
    language = models.CharField(max_length=8)  # in which the question was read
    source = models.CharField(max_length=10, choices=Intake.Source.choices)
    answered_at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["intake", "item", "revision"], name="a_revision_is_made_once"),
            models.UniqueConstraint(
                fields=["intake", "item"],
                condition=models.Q(is_current=True),
                name="one_answer_is_the_current_one",
            ),
        ]
        indexes = [
            models.Index(fields=["answered_at"], condition=models.Q(revision__gt=1), name="answers_put_right")
        ]


class AnswerValue(models.Model):
    """One coded piece of an answer; see knowledge.questions.answers.Value."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="values")
    place = models.PositiveSmallIntegerField(default=0)
    part = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=60, blank=True)
    number = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    on = models.DateField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "place", "part", "code"], name="a_value_is_said_once")
        ]


class Notice(models.Model):
    """Something a patient told us that a person must look at: high distress, words of self-harm, or a red flag."""

    class Kind(models.TextChoices):
        DISTRESS = "DISTRESS", "Under great strain"
        CRISIS = "CRISIS", "Wrote of self-harm"
        RED_FLAG = "RED_FLAG", "Told of a sign that cannot wait"
        SIGN = "SIGN", "Told of a sign to ask about before treating"
        AFTER_NOW = "AFTER_NOW", "Told of a sign after a visit that cannot wait"
        AFTER = "AFTER", "Told of something unwanted after a visit"

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="notices")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    told_in = models.CharField(max_length=80)  # such as intake:CODE; never the words themselves
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["clinic", "seen_at", "-raised_at"], name="notices_to_look_at")]
        constraints = [
            models.UniqueConstraint(fields=["patient", "kind", "told_in"], name="a_notice_is_raised_once")
        ]


class Pack(models.Model):
    """The wording of a questionnaire that the owner loaded from its official source, in one language."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="packs")
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    instrument = models.CharField(max_length=20)  # key of knowledge.instruments
    language = models.CharField(max_length=8)
    version = models.CharField(max_length=40)
    intro = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    licence = models.TextField(blank=True)  # what the owner acknowledged, as shown
    acknowledged_by = models.CharField(max_length=60)
    acknowledged_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    # Scale → {sum or profile: number as text}, where the numbers belong to somebody: T-scores, a country's value set.
    tables = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "instrument", "language"],
                condition=models.Q(retired_at__isnull=True),
                name="one_wording_is_in_use",
            )
        ]


class PackItem(models.Model):
    """One item of a pack in its official words. `choices`: [[code, words], …] in the order read."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    words = models.TextField()
    choices = models.JSONField(default=list)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["pack", "key"], name="an_item_is_worded_once")]
