"""Clinics and the people in them. Tables only: deeds are in actions, questions in queries."""

from django.contrib.auth import base_user
from django.db import models
from django.db.models import functions

from needlepoint.house import codes
from needlepoint.people import rules

ROLE_CHOICES = [(role.value, role.value.title()) for role in rules.Role if role is not rules.Role.PATIENT]


class Clinic(models.Model):
    """One practice. Everything else belongs to one."""

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    name = models.CharField(max_length=120)
    host = models.CharField(
        max_length=120, blank=True
    )  # which web address shows this clinic; blank: the first one does
    time_zone = models.CharField(max_length=60, default="America/New_York")
    country = models.CharField(max_length=2, default="US")  # reads phone numbers and dates
    currency = models.CharField(max_length=3, default="USD")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    directions = models.TextField(blank=True)
    hours_words = models.CharField(max_length=200, blank=True)
    emergency_number = models.CharField(max_length=20, default="911")
    crisis_line = models.CharField(max_length=80, default="988")
    free_to_cancel_hours = models.PositiveSmallIntegerField(default=24)
    grace_minutes = models.PositiveSmallIntegerField(
        default=15
    )  # a booking may be undone freely this soon after
    late_cancel_cents = models.PositiveIntegerField(default=0)
    missed_cents = models.PositiveIntegerField(default=0)
    travel_minutes = models.PositiveSmallIntegerField(default=30)  # kept free between two places on one day
    hold_minutes = models.PositiveSmallIntegerField(default=10)  # a start is kept while its form is filled in
    offer_minutes = models.PositiveSmallIntegerField(default=60)  # to answer an offer from the waiting list
    quiet_from_minute = models.PositiveSmallIntegerField(default=21 * 60)  # no text message from here
    quiet_until_minute = models.PositiveSmallIntegerField(default=8 * 60)  # until here
    holiday_region = models.CharField(max_length=12, blank=True)  # a part of the country, such as NY
    check_good_days = models.PositiveSmallIntegerField(
        default=90
    )  # then the safety questions are asked again
    chase_hours = models.JSONField(
        default=list
    )  # before the visit, when an unfinished form is asked for: [72, 24]

    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    areas_served = models.CharField(max_length=300, blank=True)  # parts of town, as people call them
    access_words = models.TextField(blank=True)  # steps, lift, parking, where a wheelchair gets in
    languages = models.CharField(max_length=120, blank=True)  # spoken at the desk
    welcome = models.TextField(blank=True)  # the clinic's own words on its first page
    colour = models.CharField(
        max_length=7, blank=True
    )  # #rrggbb, readable on paper and at night; blank: ours
    logo = models.JSONField(
        default=dict, blank=True
    )  # code, width and height of its picture, so that the top of a page need not ask for it
    looks_stamp = models.CharField(max_length=16, default=codes.new_code)  # changes when public pages change
    opened_on = models.DateField(
        null=True, blank=True
    )  # the set-up was gone through; null: not open to the public
    setup_step = models.CharField(
        max_length=16, blank=True
    )  # where the set-up goes on; blank: at its beginning

    phase_scheme = models.CharField(max_length=12, default="default")  # knowledge.dose.SCHEMES
    setting = models.CharField(max_length=200, blank=True)  # of the treatment, as a report would say it

    # Changes whenever hours, rooms, closures or who treats change: what a process has read of them is good until then.
    diary_stamp = models.CharField(max_length=16, default=codes.new_code)

    class Meta:
        ordering = ["pk"]


class DiaryRows(models.QuerySet):
    """Rows on which free time depends: every way to change them stamps the diary anew, in the same transaction."""

    def update(self, **values):
        changed = super().update(**values)
        stamp_diaries()
        return changed

    def bulk_create(self, *args, **kwargs):
        made = super().bulk_create(*args, **kwargs)
        stamp_diaries()
        return made

    def delete(self):
        deleted = super().delete()
        stamp_diaries()
        return deleted

    update.alters_data = delete.alters_data = True


class DiaryRow(models.Model):
    """A table on which free time depends."""

    objects = DiaryRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        stamp_diaries()

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        stamp_diaries()
        return deleted


def stamp_diaries() -> None:
    """Say that what was read of any diary is out of date. Such changes are rare, so no clinic is singled out."""
    Clinic.objects.update(diary_stamp=codes.new_code())


class PublicRows(models.QuerySet):
    """Rows that public pages show: every way to change them stamps the pages anew, in the same transaction."""

    def update(self, **values):
        changed = super().update(**values)
        stamp_looks()
        return changed

    def bulk_create(self, *args, **kwargs):
        made = super().bulk_create(*args, **kwargs)
        stamp_looks()
        return made

    def delete(self):
        deleted = super().delete()
        stamp_looks()
        return deleted

    update.alters_data = delete.alters_data = True


class PublicRow(models.Model):
    """A table that public pages show and on which no free time depends."""

    objects = PublicRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        stamp_looks()

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        stamp_looks()
        return deleted


def stamp_looks() -> None:
    """Say that what was kept of any public page is out of date. Such changes are rare, so no clinic is singled out."""
    Clinic.objects.update(looks_stamp=codes.new_code())


class UserManager(base_user.BaseUserManager):
    """Makes users by e-mail address; there is no other name to sign in with."""

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)


class User(base_user.AbstractBaseUser):
    """A person who can sign in. What they may do is in Membership and Patient, never here."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        constraints = [
            # Unique in one spelling is unique in every spelling.
            models.CheckConstraint(
                condition=models.Q(email=functions.Lower("email")), name="an_address_is_kept_in_lower_case"
            )
        ]

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0]


class Membership(models.Model):
    """A role that a user holds in a clinic; one row each."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=ROLE_CHOICES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "clinic", "role"], name="a_role_is_held_once")]


class Practitioner(DiaryRow):
    """Someone who treats. May exist before, or without, an account."""

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="practitioners")
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="practitioners")
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    name = models.CharField(max_length=120)
    credential = models.CharField(max_length=40, blank=True)
    about = models.TextField(blank=True)
    languages = models.CharField(max_length=120, blank=True)
    is_bookable = models.BooleanField(default=True)
    qualification = models.CharField(max_length=120, blank=True)  # of training, as a report would say it
    practising_since = models.PositiveSmallIntegerField(null=True, blank=True)  # a year
    licence_number = models.CharField(max_length=40, blank=True)
    licence_body = models.CharField(max_length=120, blank=True)  # who gave it, such as a state's board
    # The last day on which it holds; null: not told. After it nobody books with them and the team page leaves them out.
    licence_expires_on = models.DateField(null=True, blank=True)
    supervisor = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="students"
    )  # a student's notes are signed twice

    class Meta:
        ordering = ["name"]


class Patient(models.Model):
    """Someone who is or was cared for here."""

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="patients")
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="patients")
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)  # E.164 where it could be read
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="en")
    cautions = models.JSONField(default=list)  # keys of knowledge.safety, carried from the latest check
    cautions_checked_on = models.DateField(null=True, blank=True)
    may_contact = models.BooleanField(default=True)
    contact_name = models.CharField(max_length=120, blank=True)  # whom we write to, when it is somebody else
    contact_relation = models.CharField(max_length=40, blank=True)  # 'parent', 'carer'
    sms_stopped_at = models.DateTimeField(null=True, blank=True)
    reminders_stopped_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    source_key = models.CharField(
        max_length=80, null=True, blank=True
    )  # who they were in the system they came from

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "source_key"], name="a_source_patient_comes_in_once"),
        ]
        indexes = [
            models.Index(fields=["clinic", "family_name", "given_name"], name="patient_by_name"),
            models.Index(fields=["clinic", "email"], name="patient_by_email"),
            models.Index(fields=["clinic", "phone"], name="patient_by_phone"),
            models.Index(fields=["user"], name="patient_by_user"),
        ]

    @property
    def name(self):
        return f"{self.given_name} {self.family_name}".strip()


class ConsentText(models.Model):
    """The words of a consent as somebody read them, in their language: they stay as they were signed, whatever the
    texts and their translations become. One row for all who read the same words.
    """

    fingerprint = models.CharField(max_length=64, unique=True)  # of everything below
    kind = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    name = models.CharField(max_length=80)
    parts = models.JSONField()  # [[heading, [sentence …]] …]
    first_read_at = models.DateTimeField()


class Consent(models.Model):
    """Something a patient agreed to, in which words, when; and when they took it back."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="consents")
    # NEEDLING, ELECTRO, CUPPING, GUA_SHA, HEAT, PRESS_TACKS, PHOTOGRAPHS, KEEP_ANSWERS, RESEARCH …
    kind = models.CharField(max_length=40)
    wording_version = models.CharField(max_length=20)
    is_given = models.BooleanField()
    is_to_talk = models.BooleanField(default=False)  # neither yes nor no: "I want to talk about it first"
    text = models.ForeignKey(ConsentText, models.PROTECT, null=True, related_name="consents")
    decided_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    language = models.CharField(max_length=8, default="en")  # in which it was read
    how = models.CharField(max_length=10, default="ONLINE")  # ONLINE, KIOSK, PAPER, SPOKEN
    signed_name = models.CharField(max_length=120, blank=True)  # as the signer typed it
    signed_as = models.CharField(max_length=40, blank=True)  # blank: the patient; else such as 'parent'
    by = models.CharField(max_length=60, blank=True)  # who wrote it down, when it was not the signer

    class Meta:
        indexes = [models.Index(fields=["patient", "kind", "-decided_at"], name="latest_consent")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(is_given=True, is_to_talk=True), name="to_talk_first_is_not_a_yes"
            )
        ]


class PageLink(models.Model):
    """A single-use link that opens its owner's own page and nothing else. Only the hash of its token is kept."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=20)  # PORTAL, CHECK_IN, INTAKE
    target = models.CharField(max_length=40, blank=True)  # code of what it opens
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_from = models.CharField(
        max_length=64, blank=True
    )  # hash of the browser's form secret: forgives a double tap

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="link_expires_after_it_is_made"
            )
        ]
