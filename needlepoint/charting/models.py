"""Notes, needles, unwanted events, amendments. Tables only."""

from django.db import models

from needlepoint.house import codes


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
    needle_brand = models.CharField(max_length=60, blank=True)
    needle_lot = models.CharField(max_length=40, blank=True)
    needle_expires_on = models.DateField(null=True)
    typed = models.TextField(blank=True)  # quick entry as it was typed, every line of it, read or not
    hands_on_minutes = models.PositiveSmallIntegerField(
        null=True
    )  # with the patient; resting is not part of it
    response_sought = models.CharField(max_length=12, blank=True)  # rules.quick.Response
    treated_by = models.JSONField(
        default=dict
    )  # name, credential, qualification … as they stood when it was signed
    needs_cosign = models.BooleanField(default=False)  # written by a student
    cosigned_at = models.DateTimeField(null=True)
    cosigned_by = models.CharField(max_length=120, blank=True)
    hidden_places_looked_at = models.BooleanField(
        default=False
    )  # hair, ears, under clothing: asked before the count
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
    place = models.CharField(max_length=20, blank=True)  # of a sore spot or a paired point: L4, L4-L5, CALF
    needles_in = models.PositiveSmallIntegerField()
    depth_mm = models.PositiveSmallIntegerField(null=True)  # as needled; never a limit
    angle = models.CharField(max_length=8, blank=True)  # rules.quick.Angle
    method = models.CharField(max_length=12, blank=True)  # rules.quick.Method, by hand
    response = models.CharField(max_length=12, blank=True)  # rules.quick.Response, what came
    needle_size = models.CharField(max_length=20, blank=True)  # blank: the note's
    is_carried = models.BooleanField(default=False)  # copied from last time and not touched since

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "point_code", "side", "place"], name="a_point_and_side_once_a_note"
            )
        ]


class TechniquePart(models.Model):
    """One thing done beside, or with, the needles: what, where, how long, how set."""

    class Kind(models.TextChoices):
        ELECTRO = "ELECTRO", "Current through needles"
        CUPPING = "CUPPING", "Cupping"
        GUA_SHA = "GUA_SHA", "Gua sha"
        HEAT_LAMP = "HEAT_LAMP", "Heat lamp"
        MOXA = "MOXA", "Moxa"

    note = models.ForeignKey(Note, models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    points = models.JSONField(
        default=list
    )  # [["BL18", "BL25", "BOTH"]]: from, to (or ""), side; for current: pairs
    hz = models.JSONField(default=list)  # [2] or [2, 100] when they alternate
    waveform = models.CharField(max_length=12, blank=True)  # rules.parts.Waveform
    pulse_us = models.PositiveIntegerField(null=True)
    milliamps = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    strength = models.CharField(max_length=12, blank=True)  # rules.parts.Strength, as the patient felt it
    method = models.CharField(max_length=12, blank=True)  # rules.parts.Method: fixed, sliding, direct …
    minutes = models.PositiveSmallIntegerField(null=True)
    words = models.CharField(max_length=200, blank=True)
    is_carried = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]


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


class HandOver(models.Model):
    """Needles in a patient pass from one colleague to another, with the number that is still in."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="hand_overs")
    to = models.ForeignKey("people.Practitioner", models.PROTECT, related_name="+")
    needles = models.PositiveSmallIntegerField()  # in, not yet counted out, when it was handed over
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        ordering = ["pk"]


class LeftIn(models.Model):
    """Something left in on purpose: a press needle or a seed, with the day it has to come off."""

    class Kind(models.TextChoices):
        PRESS_NEEDLE = "PRESS_NEEDLE", "Press needle"
        EAR_NEEDLE = "EAR_NEEDLE", "Ear press needle"
        SEED = "SEED", "Seed or pellet, no needle"

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    note = models.ForeignKey(Note, models.CASCADE, related_name="left_in")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    point_code = models.CharField(max_length=10)
    place = models.CharField(
        max_length=40, blank=True
    )  # for the ear, which no channel covers: SHENMEN, LUMBAR …
    side = models.CharField(max_length=6, choices=Needling.Side.choices)
    pieces = models.PositiveSmallIntegerField()
    remove_by = models.DateField()
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=60)
    removed_pieces = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)  # all of them off
    removed_by = models.CharField(max_length=60, blank=True)  # 'patient', or a member of staff

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["removed_at", "remove_by"], name="left_in_to_come_off")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pieces__gte=1, removed_pieces__lte=models.F("pieces")),
                name="no_more_comes_off_than_was_left_in",
            )
        ]


class Incident(models.Model):
    """The counts of a note differ. It stays open until a named practitioner settles it with a reason."""

    class Settled(models.TextChoices):
        COUNTED_AGAIN = "COUNTED_AGAIN", "Counted again: they agree"
        FOUND_IN_PATIENT = "FOUND_IN_PATIENT", "Found in the patient and taken out"
        FOUND_ELSEWHERE = "FOUND_ELSEWHERE", "Found in the room, the couch or the clothes"
        WRONG_ON_RECORD = "WRONG_ON_RECORD", "The number that went in was written down wrong"
        NOT_FOUND = "NOT_FOUND", "Not found: the patient was told, and knows what to watch for"

    note = models.ForeignKey(Note, models.CASCADE, related_name="incidents")
    missing = models.SmallIntegerField()  # above 0: fewer came out than went in
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    settled = models.CharField(max_length=20, choices=Settled.choices, blank=True)
    reason = models.TextField(blank=True)
    patient_told = models.BooleanField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["note"], condition=models.Q(settled_at__isnull=True), name="one_open_incident_a_note"
            )
        ]


class Tap(models.Model):
    """A button pressed on a tablet, maybe without a network: kept once, whatever number of times it is sent."""

    key = models.UUIDField(unique=True)  # given by the tablet
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    visit = models.ForeignKey("booking.Visit", models.CASCADE, related_name="+")
    deed = models.CharField(max_length=20)  # rules.taps.Deed
    pressed_at = models.DateTimeField()  # by the tablet's clock, put right by the server's
    received_at = models.DateTimeField()
    needles = models.PositiveSmallIntegerField(null=True)  # counted in or out, for those deeds
    minutes = models.PositiveSmallIntegerField(null=True)  # how long they were to stay in, for LONGER
    outcome = models.CharField(max_length=12)  # rules.taps.Outcome: DONE, ALREADY, REFUSED, ASK
    words = models.TextField(blank=True)  # why it was refused, or what somebody is asked
    by = models.CharField(max_length=60)
    answered_at = models.DateTimeField(null=True)  # when somebody looked at what differs (ASK)
    answered_by = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["clinic", "outcome", "answered_at"], name="taps_to_look_at")]


class Reaction(models.Model):
    """Something unwanted that happened, as knowledge would class it; followed up until it is closed."""

    class Source(models.TextChoices):
        CHART = "CHART", "Written in the note"
        PATIENT = "PATIENT", "Told by the patient"
        DESK = "DESK", "Taken down at the desk"

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="+")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="reactions")
    note = models.ForeignKey(
        Note, models.CASCADE, null=True, related_name="reactions"
    )  # the visit it followed; null when nobody knows which, or that visit has no note
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.CHART)
    category = models.CharField(max_length=30)  # rules.effects.Effect
    signs = models.JSONField(default=list)  # rules.effects.Sign: told by the patient, could not wait
    grade = models.PositiveSmallIntegerField(
        null=True
    )  # CTCAE v5, 1 to 5; null until a practitioner graded it
    is_serious = models.BooleanField(default=False)
    seriousness = models.JSONField(default=list)  # rules.effects.Seriousness: ICH E2A criteria that are met
    causality = models.CharField(max_length=14, blank=True)  # rules.effects.Causality (WHO-UMC)
    is_expected = models.BooleanField(null=True)
    is_preventable = models.BooleanField(null=True)
    began_after_minutes = models.PositiveIntegerField(null=True)
    lasted_minutes = models.PositiveIntegerField(null=True)
    words = models.TextField(blank=True)
    what_was_done = models.TextField(blank=True)
    outcome = models.CharField(max_length=12, blank=True)  # rules.effects.Outcome
    patient_told = models.BooleanField(null=True)
    reported_to = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["patient", "-at"], name="reactions_of_a_patient"),
            models.Index(fields=["clinic", "closed_at"], name="reactions_to_follow"),
        ]


class FollowUp(models.Model):
    """What was heard or done about a reaction afterwards."""

    reaction = models.ForeignKey(Reaction, models.CASCADE, related_name="follow_ups")
    words = models.TextField()
    outcome = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        ordering = ["pk"]


class Amendment(models.Model):
    """Words added after the signature, or put in the place of others. What was signed stays as it was."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="amendments")
    words = models.TextField()
    part = models.CharField(max_length=10, blank=True)  # told, done, response; blank: an addition
    was = models.TextField(blank=True)  # how that part read before
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
