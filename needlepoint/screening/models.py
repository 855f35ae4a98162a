"""Checks that somebody agreed to keep, what staff decided over one, and how many were turned where. Tables only.

Until somebody agrees, answers live in the visitor's own session.
"""

from django.db import models

from needlepoint.house import codes


class Check(models.Model):
    """One finished check: the versions it was asked and judged by, and the route. Never judged again by newer rules."""

    class Reason(models.TextChoices):
        BOOKING = "BOOKING", "Before booking"
        GAP = "GAP", "After a while away"
        FLARE = "FLARE", "Because the pain got worse"
        REVIEW = "REVIEW", "At a review"

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="checks")
    patient = models.ForeignKey("people.Patient", models.CASCADE, null=True, related_name="checks")
    reason = models.CharField(max_length=10, choices=Reason.choices, default=Reason.BOOKING)
    rule_version = models.CharField(max_length=20)
    wording_version = models.CharField(max_length=20)
    language = models.CharField(max_length=8, default="en")
    route = models.CharField(max_length=30)
    cautions = models.JSONField(default=list)
    findings = models.JSONField(default=list)  # keys of the rules that spoke, most urgent first
    reasons = models.JSONField(default=list)  # the English sentences the person was told
    finished_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["patient", "-finished_at"], name="latest_check")]


class CheckAnswer(models.Model):
    """One answer as it was given, with the words it was asked in."""

    check_made = models.ForeignKey(Check, models.CASCADE, related_name="answers")
    place = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    value = models.CharField(max_length=10)  # knowledge.safety Answer
    asked = (
        models.TextField()
    )  # the English words of this wording version: the question; below it, its signs or the box

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["check_made", "key"], name="a_question_has_one_answer")
        ]


class RouteOverride(models.Model):
    """A member of staff decided differently from the rules, and said why. The check itself stays as it was."""

    check_made = models.ForeignKey(Check, models.CASCADE, related_name="overrides")
    route = models.CharField(max_length=30)  # the route that holds instead
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["check_made", "-at"], name="latest_override")]


class CheckWanted(models.Model):
    """Something happened after which a check made before it no longer holds, such as pain that got worse."""

    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="checks_wanted")
    reason = models.CharField(max_length=10, choices=Check.Reason.choices)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["patient", "-at"], name="latest_check_wanted")]


class RouteCount(models.Model):
    """How many finished checks were turned where on a day, and by which rule. Nobody's answers, no person.

    rule  the rule that decided; empty: all checks that ended on this route
    """

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="route_counts")
    on = models.DateField()
    rule_version = models.CharField(max_length=20)
    route = models.CharField(max_length=30)
    rule = models.CharField(max_length=60, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "on", "rule_version", "route", "rule"], name="a_day_is_counted_once"
            )
        ]
