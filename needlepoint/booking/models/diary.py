"""Where and when the clinic works: places, rooms, weekly hours, days that differ, stretches that are shut."""

from django.db import models

from needlepoint.house import codes
from needlepoint.people import models as people

LAST_MINUTE = 1440


def _hours_are_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(
            ends_minute__gt=models.F("starts_minute"), ends_minute__lte=LAST_MINUTE, weekday__lte=6
        ),
        name=name,
    )


class Location(people.DiaryRow):
    """A further place of a clinic. The first has no row: its address and zone are the clinic's own.

    Wherever a `location` is null, it is that first place.
    """

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="locations")
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=200, blank=True)
    directions = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=1)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "pk"]


class Room(people.DiaryRow):
    """A place to lie down, or a shared room with several of them (`capacity`)."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="rooms")
    location = models.ForeignKey(Location, models.PROTECT, null=True, blank=True, related_name="rooms")
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    name = models.CharField(max_length=40)
    kind = models.CharField(
        max_length=24, blank=True
    )  # what a service asks for by this word; blank: any room
    capacity = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(capacity__gte=1), name="a_room_holds_somebody")
        ]


class OpeningHours(people.DiaryRow):
    """When a place is open, by weekday. A place without any is open whenever somebody works there."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="opening_hours")
    location = models.ForeignKey(
        Location, models.CASCADE, null=True, blank=True, related_name="opening_hours"
    )
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    starts_minute = models.PositiveSmallIntegerField()
    ends_minute = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["weekday", "starts_minute"]
        constraints = [_hours_are_in_order("opening_ends_after_it_starts")]


class Hours(people.DiaryRow):
    """When a practitioner works where, by weekday, in minutes of that place's wall clock.

    Two rows leave a lunch between. `from_date` and `until_date` (the last day, inclusive) bound a change that is
    known beforehand; null: always.
    """

    practitioner = models.ForeignKey("people.Practitioner", models.CASCADE, related_name="hours")
    location = models.ForeignKey(Location, models.CASCADE, null=True, blank=True, related_name="hours")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    starts_minute = models.PositiveSmallIntegerField()
    ends_minute = models.PositiveSmallIntegerField()
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["weekday", "starts_minute"]
        constraints = [_hours_are_in_order("hours_end_after_they_start")]


class SpecialDay(people.DiaryRow):
    """What a practitioner works on one date instead of the weekly hours; without minutes: not at all."""

    practitioner = models.ForeignKey("people.Practitioner", models.CASCADE, related_name="special_days")
    location = models.ForeignKey(Location, models.CASCADE, null=True, blank=True, related_name="special_days")
    date = models.DateField()
    starts_minute = models.PositiveSmallIntegerField(null=True, blank=True)
    ends_minute = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["date", "starts_minute"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_minute=None, ends_minute=None)
                | models.Q(ends_minute__gt=models.F("starts_minute"), ends_minute__lte=LAST_MINUTE),
                name="special_day_ends_after_it_starts",
            )
        ]
        indexes = [models.Index(fields=["practitioner", "date"], name="special_days_by_date")]


class Closure(people.DiaryRow):
    """A stretch in which a practitioner, a room, a place or everyone is not there; the narrowest that is named."""

    class Kind(models.TextChoices):
        LEAVE = "LEAVE", "Leave"
        HOLIDAY = "HOLIDAY", "Public holiday"
        BLOCK = "BLOCK", "Blocked time"
        ROOM = "ROOM", "Room out of use"

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="closures")
    code = models.CharField(max_length=16, unique=True, default=codes.new_code)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.BLOCK)
    practitioner = models.ForeignKey(
        "people.Practitioner", models.CASCADE, null=True, blank=True, related_name="closures"
    )
    room = models.ForeignKey(Room, models.CASCADE, null=True, blank=True, related_name="closures")
    location = models.ForeignKey(Location, models.CASCADE, null=True, blank=True, related_name="closures")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=80, blank=True)
    source_key = models.CharField(max_length=80, null=True, blank=True)  # 'holiday:US:2026-12-25'

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="closure_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["clinic", "source_key"], name="a_holiday_shuts_once"),
        ]
        indexes = [models.Index(fields=["clinic", "ends_at"], name="closures_to_come")]


class Hit(models.Model):
    """A standing visit that a closure reached into when it was stored: somebody to whom the clinic owes another time.

    Settled once the visit no longer stands in the closure, or once the clinic says that it takes place all the same.
    """

    closure = models.ForeignKey(Closure, models.CASCADE, related_name="hits")
    visit = models.ForeignKey("booking.Visit", models.CASCADE, related_name="hits")
    was_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # when the patient was asked to choose another time
    kept_at = models.DateTimeField(null=True)  # when the clinic said that it takes place all the same

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["closure", "visit"], name="a_closure_hits_a_visit_once")
        ]
