"""What the clinic offers. Tables only."""

from django.db import models

from needlepoint.house import codes
from needlepoint.people import models as people


class Service(people.DiaryRow):
    """A kind of visit: its words, its price, its pattern."""

    class Kind(models.TextChoices):
        FIRST = "FIRST", "First visit"
        FOLLOW_UP = "FOLLOW_UP", "Follow-up visit"

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="services")
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=80)
    about = models.TextField(blank=True)
    price_cents = models.PositiveIntegerField()
    # [["TOGETHER", 35], ["REST", 25, 10], …], read by rules.pattern; the third number is how many minutes longer the
    # rest may last so that a start fits.
    segments = models.JSONField()
    room_kind = models.CharField(max_length=24, blank=True)  # blank: any room
    needs_room = models.BooleanField(default=True)  # false: a call, or a visit to the patient's home
    needs_practitioner_throughout = models.BooleanField(default=False)
    attended_for = models.JSONField(
        default=list
    )  # cautions for which the practitioner stays, such as ["fainting"]
    grid_minutes = models.PositiveSmallIntegerField(default=15)  # starts are offered on multiples of it
    lead_minutes = models.PositiveSmallIntegerField(default=60)  # nobody books from home sooner than this
    horizon_days = models.PositiveSmallIntegerField(default=90)
    is_same_day = models.BooleanField(default=True)  # whether people may book for today by themselves
    for_new = models.BooleanField(default=True)  # never treated here
    for_active = models.BooleanField(default=True)  # treated lately
    for_lapsed = models.BooleanField(default=True)  # treated long ago
    needs_check = models.BooleanField(default=True)  # the suitability check, or its short form, comes first
    remind_hours = models.JSONField(default=list)  # before the visit, such as [48, 3]; empty: a day before
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)
    is_public = models.BooleanField(default=True)  # false: only staff book it

    class Meta:
        ordering = ["position", "pk"]


class Picture(people.PublicRow):
    """A picture of the clinic's own: made anew from what was sent, so that nothing but the picture is in it."""

    class Kind(models.TextChoices):
        LOGO = "LOGO", "Logo"
        PHOTO = "PHOTO", "Photo of the clinic"
        PERSON = "PERSON", "Photo of somebody who treats"
        ARTICLE = "ARTICLE", "Picture in an article"

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="pictures")
    practitioner = models.ForeignKey(
        "people.Practitioner", models.CASCADE, null=True, related_name="pictures"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    alt = models.CharField(max_length=200)  # what it shows, for whoever does not see it
    mime = models.CharField(max_length=20)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    position = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "pk"]


class Article(people.PublicRow):
    """Something the clinic writes. It says nothing about what treatment does that a claim does not say."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        PUBLISHED = "PUBLISHED", "Published"

    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="articles")
    slug = models.SlugField(max_length=80)
    language = models.CharField(max_length=8, default="en")
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    words = models.TextField()  # Markdown, no HTML
    picture = models.ForeignKey(Picture, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    written_by = models.CharField(max_length=120)
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "slug", "language"], name="an_article_has_its_own_address"
            )
        ]


class Landmark(people.PublicRow):
    """Something near the clinic that people know, and where it is: drawn on the clinic's own map."""

    class Kind(models.TextChoices):
        TRANSIT = "TRANSIT", "Train, tram or bus"
        PARKING = "PARKING", "Parking"
        PLACE = "PLACE", "Something you see"
        STREET = "STREET", "Street"

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="landmarks")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=60)
    points = models.JSONField()  # [[latitude, longitude] …], one; for a street two or more, along it
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
