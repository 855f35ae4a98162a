"""What an owner types about the clinic. Every fault is said at once, and what was typed stays."""

import dataclasses
import datetime as dt
import functools
import importlib.resources

from django import forms
from django.utils import dates
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.booking.rules import places as place_rules
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor import rules as patterns
from needlepoint.frontdoor import terms
from needlepoint.house import forms as house_forms
from needlepoint.house.design import widgets
from needlepoint.knowledge.safety import cautions
from needlepoint.people import rules as people_rules

HOUR = 60
AFTER_MONDAY = range(1, 5)
STRETCHES = 2  # of opening on one day: before and after lunch
PART_WORDS = {
    patterns.Kind.TOGETHER: _("With the practitioner"),
    patterns.Kind.REST: _("Rest, needles in"),
    patterns.Kind.ATTENDED: _("Rest, the practitioner stays"),
    patterns.Kind.TURNOVER: _("Making the room ready"),
}


# --- Fields -----------------------------------------------------------------------------------------------------------


class Money(forms.DecimalField):
    """An amount as people write it; cents inside."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "tiny", "inputmode": "decimal"}))
        kwargs.setdefault("error_messages", {}).setdefault(
            "invalid", _("Write an amount, such as 75 or 75.50.")
        )
        super().__init__(min_value=0, max_digits=8, decimal_places=2, **kwargs)

    def prepare_value(self, value):
        if isinstance(value, int):
            return f"{value // 100}" if value % 100 == 0 else f"{value // 100}.{value % 100:02d}"
        return value

    def clean(self, value):
        amount = super().clean(value)
        return None if amount is None else int(amount * 100)


class MinuteOfDay(forms.TimeField):
    """A time on the wall; minutes since midnight inside. As an end, midnight is the end of the day."""

    def __init__(self, *, is_end=False, **kwargs):
        self.is_end = is_end
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time", "class": "tiny"}))
        kwargs.setdefault("error_messages", {}).setdefault(
            "invalid", _("Write a time, such as 9:00 or 17:30.")
        )
        super().__init__(**kwargs)

    def prepare_value(self, value):
        if isinstance(value, int):
            hour, minute = divmod(value % people_rules.DAY_MINUTES, HOUR)
            return f"{hour:02d}:{minute:02d}"
        return value

    def clean(self, value):
        at = super().clean(value)
        if not isinstance(at, dt.time):
            return None
        minute = at.hour * HOUR + at.minute
        return people_rules.DAY_MINUTES if self.is_end and not minute else minute


class Hours(forms.CharField):
    """Whole hours with commas between; a list inside."""

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value):
        typed = super().clean(value).replace(";", ",").split(",")
        try:
            return [int(one) for one in typed if one.strip()]
        except ValueError as error:
            raise forms.ValidationError(_("Write whole hours with commas between, such as 48, 3.")) from error


def whole(**kwargs) -> forms.IntegerField:
    """Ask for a whole number in a small box."""
    kwargs.setdefault("widget", forms.NumberInput(attrs={"class": "tiny", "inputmode": "numeric"}))
    kwargs.setdefault("error_messages", {}).setdefault("invalid", _("Write a whole number."))
    return forms.IntegerField(**kwargs)


def line(**kwargs) -> forms.CharField:
    """Ask for one line of text. What browsers remember of other forms is not offered."""
    kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
    kwargs.setdefault("error_messages", {}).setdefault("required", _("Please fill this in."))
    return forms.CharField(**kwargs)


def text(**kwargs) -> forms.CharField:
    return forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class Settings(house_forms.Form):
    """Faults that the clinic's rules find go to the fields they are about, beside those of single fields."""

    def judged(self, values):
        """Return the rules' faults of what could be read."""
        return []

    def clean(self):
        super().clean()
        for fault in self.judged(self.cleaned_data):
            self.refuse([(fault.field, gettext(fault.words) % dict(fault.values))])
        return self.cleaned_data

    def refuse(self, faults):
        """Show faults, each a pair of a field and a sentence, beside its field or above them all."""
        for name, words in faults:
            if name not in self.fields:
                self.add_error(None, words)
            elif words not in self.errors.get(name, []):
                self.add_error(name, words)

    @property
    def closes(self):
        """Whether what was typed closes the thing."""
        return self.is_bound and not self.data.get("is_open")

    def changes(self):
        """Return what was typed as a deed takes it."""
        return dict(self.cleaned_data)


# --- The three numbers ------------------------------------------------------------------------------------------------------


class ThreeNumbers(Settings):
    """How many rooms, and how long somebody is with the patient before and after the rest."""

    rooms = whole(label=_("Treatment rooms"), help_text=_("Where one person can lie down and rest."))
    minutes_at_start = whole(
        label=_("Minutes at the start"), help_text=_("With the patient: talk, look, put the needles in.")
    )
    minutes_at_end = whole(
        label=_("Minutes at the end"),
        help_text=_("With the patient: take the needles out, agree what comes next."),
    )

    def __init__(self, *args, is_ordinary=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_ordinary:
            del self.fields["minutes_at_start"], self.fields["minutes_at_end"]

    def judged(self, values):
        return place_rules.number_faults(
            values.get("rooms"), values.get("minutes_at_start"), values.get("minutes_at_end")
        )

    def changes(self):
        typed = self.cleaned_data
        minutes = None
        if "minutes_at_start" in typed:
            minutes = place_rules.Minutes(typed["minutes_at_start"], typed["minutes_at_end"])
        return {"rooms": typed["rooms"], "minutes": minutes}


# --- Services ---------------------------------------------------------------------------------------------------------------

PART_BOXES = ("kind", "minutes", "slip")
MORE = (
    "needs_room",
    "room_kind",
    "needs_practitioner_throughout",
    "attended_for",
    "grid_minutes",
    "remind_hours",
    "position",
)
WHO = ("is_public", "for_new", "for_active", "for_lapsed", "needs_check")
WHEN = ("lead_minutes", "horizon_days", "is_same_day")


class Service(Settings):
    """A kind of visit: its words, its price, its parts, who may book it and when."""

    all_optional = True

    name = line(label=_("Name"), help_text=_("Patients read it when they book."), max_length=80)
    about = text(label=_("In a few words"), help_text=_("What happens, and for whom it is."), max_length=2000)
    price_cents = Money(label=_("Price"))
    is_offered = forms.BooleanField(label=_("We offer this visit"), required=False)
    is_public = forms.BooleanField(
        label=_("People book it online"),
        required=False,
        help_text=_("Without it, only the clinic books this visit."),
    )
    for_new = forms.BooleanField(label=_("People we have never treated"), required=False)
    for_active = forms.BooleanField(label=_("People treated in the last six months"), required=False)
    for_lapsed = forms.BooleanField(label=_("People treated longer ago"), required=False)
    needs_check = forms.BooleanField(
        label=_("The suitability check comes first"),
        required=False,
        help_text=_(
            "It finds the people who should see a doctor instead. Leave it on unless nobody is needled."
        ),
    )
    lead_minutes = whole(
        label=_("Minutes of notice"), help_text=_("Online, a visit begins no sooner than this after booking.")
    )
    horizon_days = whole(
        label=_("Days ahead"), help_text=_("Online, people book up to this many days ahead.")
    )
    is_same_day = forms.BooleanField(label=_("May be booked online for today"), required=False)
    needs_room = forms.BooleanField(
        label=_("It needs a room"), required=False, help_text=_("Not so for a call, or a visit at home.")
    )
    room_kind = line(
        label=_("Kind of room"),
        required=False,
        max_length=24,
        help_text=_(
            "A word that you gave to rooms, such as quiet. Empty: any room will do, a shared one too."
        ),
    )
    needs_practitioner_throughout = forms.BooleanField(
        label=_("The practitioner stays in the room the whole time"),
        required=False,
        help_text=_(
            "For people who fainted before, or for electrical stimulation. Nobody else is seen meanwhile."
        ),
    )
    attended_for = forms.MultipleChoiceField(
        label=_("The practitioner stays with people who have this health note"),
        required=False,
        choices=[(one.key, _(one.chip)) for one in cautions.all_cautions()],
        widget=widgets.ManyChips,
    )
    grid_minutes = whole(
        label=_("Starts every so many minutes"), help_text=_("15 offers 9:00, 9:15, 9:30 and so on.")
    )
    remind_hours = Hours(
        label=_("Reminders, hours before"),
        required=False,
        help_text=_("Such as 48, 3. Empty: one reminder, a day before."),
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    position = whole(label=_("Place in the list"), help_text=_("1 stands first."))

    def __init__(self, *args, is_new=False, room_kinds=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.room_kinds = room_kinds
        if is_new:
            self.fields["kind"] = forms.ChoiceField(
                label=_("What kind of visit?"),
                choices=[
                    (frontdoor.Service.Kind.FIRST, _("A first visit: listen and examine before treating")),
                    (frontdoor.Service.Kind.FOLLOW_UP, _("A follow-up visit")),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one.")},
            )
        words = [("", "—"), *((str(kind), said) for kind, said in PART_WORDS.items())]
        for n in range(1, terms.PARTS_MAX + 1):
            what = {"n": n}
            self.fields[f"p{n}_kind"] = forms.ChoiceField(
                label=_("Part %(n)s: what happens") % what, choices=words, required=False
            )
            self.fields[f"p{n}_minutes"] = whole(label=_("Part %(n)s: minutes") % what, required=False)
            self.fields[f"p{n}_slip"] = whole(
                label=_("Part %(n)s: may last longer by") % what, required=False
            )

    @property
    def parts(self):
        """The rows of the pattern: those in use and one more, then the rest."""
        rows = [[self[f"p{n}_{what}"] for what in PART_BOXES] for n in self._places()]
        used = [
            n for n, row in enumerate(rows, start=1) if any(field.value() not in {None, ""} for field in row)
        ]
        shown = min(max(used, default=0) + 1, len(rows))
        return {"shown": rows[:shown], "more": rows[shown:]}

    def _places(self):
        return range(1, terms.PARTS_MAX + 1)

    def group(self, names):
        return [self[name] for name in names]

    @property
    def offered(self):
        return self.group(["is_offered"])

    @property
    def who(self):
        return self.group(WHO)

    @property
    def when(self):
        return self.group(WHEN)

    @property
    def more(self):
        return self.group(MORE)

    @property
    def opens_more(self):
        return any(name in self.errors for name in MORE)

    @property
    def part_errors(self):
        """(which part, what is wrong), for every box of every part."""
        rows = self.parts["shown"] + self.parts["more"]
        return [(field.label, error) for row in rows for field in row for error in field.errors]

    def judged(self, values):
        used = [n for n in self._places() if any(values.get(f"p{n}_{what}") for what in PART_BOXES)]
        return [
            self._at_its_box(fault, used)
            for fault in terms.faults({**values, "segments": self._segments(values)})
        ]

    @staticmethod
    def _at_its_box(fault, used):
        """A fault of one part stands at the box it is about; the rows between parts may be empty."""
        if "box" not in fault.values:
            return fault
        return dataclasses.replace(fault, field=f"p{used[fault.values['n'] - 1]}_{fault.values['box']}")

    def _segments(self, values):
        rows = [[values.get(f"p{n}_{what}") or None for what in PART_BOXES] for n in self._places()]
        return [[part for part in row if part is not None] if row[0] else row for row in rows if any(row)]

    def changes(self):
        parts = {f"p{n}_{what}" for n in self._places() for what in PART_BOXES}
        typed = {name: value for name, value in self.cleaned_data.items() if name not in parts}
        return {**typed, "segments": self._segments(self.cleaned_data)}

    @classmethod
    def initial_of(cls, service):
        """Return a service as the form shows it."""
        shown = {name: getattr(service, name) for name in cls.base_fields}
        for n, segment in enumerate(service.segments, start=1):
            kind, minutes, slip = [*segment, ""][:3]
            shown |= {f"p{n}_kind": kind, f"p{n}_minutes": minutes, f"p{n}_slip": slip}
        return shown


# --- Rooms and places ---------------------------------------------------------------------------------------------------------


class Room(Settings):
    """A place to lie down, or a shared room with several."""

    name = line(label=_("Name"), max_length=40)
    capacity = whole(
        label=_("How many people at once"), help_text=_("1 for a room of one's own; more for a shared room.")
    )
    kind = line(
        label=_("Kind"),
        required=False,
        max_length=24,
        help_text=_(
            "One word, such as quiet or ground floor, if some visits need such a room. Or leave it empty."
        ),
    )
    position = whole(
        label=_("Place in the list"),
        help_text=_("1 stands first. Of rooms that suit a visit alike, the first is taken."),
    )

    def __init__(self, *args, places=(), is_new=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {"": None, **{place.code: place for place in places}}
        if places:
            self.fields["location"] = forms.ChoiceField(
                label=_("Where"),
                choices=[("", _("The first place")), *((place.code, place.name) for place in places)],
                required=False,
            )
        if not is_new:
            self.fields["is_open"] = forms.BooleanField(
                label=_("Visits can be booked in it"),
                required=False,
                help_text=_("Take the tick away to close it."),
            )

    def judged(self, values):
        return place_rules.room_faults(values)

    def changes(self):
        typed = dict(self.cleaned_data)
        if "location" in typed:
            typed["location"] = self.places[typed["location"]]
        return typed

    @staticmethod
    def initial_of(room):
        shown = {name: getattr(room, name) for name in ("name", "capacity", "kind", "position", "is_open")}
        return {**shown, "location": room.location.code if room.location else ""}


class Place(Settings):
    """A further place: its name, how to find it, its zone."""

    name = line(label=_("Name"), max_length=80)
    address = line(label=_("Address"), required=False, max_length=200)
    directions = text(label=_("How to find it"), max_length=2000)
    phone = line(label=_("Phone"), required=False, max_length=40)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("It cannot change once visits are booked here.")
    )
    position = whole(label=_("Place in the list"))

    def __init__(self, *args, is_new=False, has_visits=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = _zone_choices(self)
        if has_visits:
            del self.fields["time_zone"]
        if not is_new:
            self.fields["is_open"] = forms.BooleanField(
                label=_("Visits can be booked here"),
                required=False,
                help_text=_("Take the tick away to close it. Its rooms close with it."),
            )

    def judged(self, values):
        return place_rules.place_faults(values)


class Zone(Settings):
    """The zone of the first place, until the first visit."""

    time_zone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = _zone_choices(self)


def _zone_choices(form) -> list[tuple[str, str]]:
    """Offer the zones of today, and the one that is kept whatever it is called."""
    kept = form.initial.get("time_zone", "")
    return [(zone, zone.replace("_", " ")) for zone in sorted({*zones(), *([kept] if kept else [])})]


@functools.cache
def zones() -> tuple[str, ...]:
    """Return the zones of the world by the names of today; old names stay out of the list."""
    table = (importlib.resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return tuple(sorted(row[2] for row in rows))


class Travel(Settings):
    """How long somebody needs from one place to another."""

    travel_minutes = whole(
        label=_("Minutes between two places"),
        help_text=_("Kept free when somebody works in two places on one day."),
    )

    def judged(self, values):
        return people_rules.policy_faults(values)


class OpeningHours(Settings):
    """A week of a place: up to two stretches a day, or more where more were there."""

    all_optional = True

    def __init__(self, *args, week=(), **kwargs):
        by_day = {day: [row for row in week if row[0] == day] for day in range(place_rules.WEEK_DAYS)}
        self.stretches = max(STRETCHES, *(len(rows) for rows in by_day.values()))
        shown = {}
        for day, rows in by_day.items():
            for n, (_day, start, end) in enumerate(rows):
                shown |= {f"d{day}_{n}_from": start, f"d{day}_{n}_until": end}
        super().__init__(*args, initial=shown, **kwargs)
        for day in by_day:
            for n in range(self.stretches):
                what = {"day": dates.WEEKDAYS[day]}
                self.fields[f"d{day}_{n}_from"] = MinuteOfDay(label=_("%(day)s from") % what, required=False)
                self.fields[f"d{day}_{n}_until"] = MinuteOfDay(
                    label=_("%(day)s until") % what, required=False, is_end=True
                )

    @property
    def days(self):
        """Each weekday with the pairs of boxes of its stretches."""
        return [
            (name, [(self[f"d{day}_{n}_from"], self[f"d{day}_{n}_until"]) for n in range(self.stretches)])
            for day, name in dates.WEEKDAYS.items()
        ]

    def _pairs(self, values):
        for day in range(place_rules.WEEK_DAYS):
            for n in range(self.stretches):
                names = (f"d{day}_{n}_from", f"d{day}_{n}_until")
                yield day, names, [values.get(name) for name in names]

    def clean(self):
        for _day, names, pair in self._pairs(self.cleaned_data):
            for name, minute, other in zip(names, pair, reversed(pair), strict=True):
                if minute is None and other is not None and name not in self.errors:
                    self.add_error(name, _("Fill in both times, or neither."))
        return super().clean()

    def judged(self, values):
        return place_rules.opening_faults(self.rows)

    def refuse(self, faults):
        super().refuse(
            [(f"d{name[-1]}_0_from" if name.startswith("day_") else name, said) for name, said in faults]
        )

    @property
    def rows(self):
        return [
            (day, pair[0], pair[1])
            for day, _names, pair in self._pairs(self.cleaned_data)
            if None not in pair
        ]


def like_monday(posted):
    """Return a posted week with Monday's hours on every day until Friday."""
    week = posted.copy()
    for name, value in posted.items():
        if name.startswith("d0_"):
            for day in AFTER_MONDAY:
                week[f"d{day}{name[2:]}"] = value
    return week


# --- Policies, facts, practitioners ---------------------------------------------------------------------------------------------


class Policies(Settings):
    """What moving, cancelling and not coming means, and when no text message is sent."""

    free_to_cancel_hours = whole(
        label=_("Hours before a visit"), help_text=_("Until then people move or cancel it for nothing.")
    )
    grace_minutes = whole(
        label=_("Minutes after booking"),
        help_text=_("Just booked, people may change their mind for nothing."),
    )
    late_cancel_cents = Money(label=_("Fee for moving or cancelling later"), help_text=_("0 for no fee."))
    missed_cents = Money(label=_("Fee for not coming"), help_text=_("0 for no fee."))
    hold_minutes = whole(
        label=_("Minutes that a start is kept"), help_text=_("While somebody fills in the booking form.")
    )
    offer_minutes = whole(
        label=_("Minutes to answer an offer"), help_text=_("When the waiting list offers somebody a start.")
    )
    check_good_days = whole(
        label=_("Days that a check holds"),
        help_text=_("Then the safety questions are asked again before the next booking."),
    )
    quiet_from_minute = MinuteOfDay(label=_("No text messages from"))
    quiet_until_minute = MinuteOfDay(label=_("Until"))

    def judged(self, values):
        return people_rules.policy_faults(values)


class Facts(Settings):
    """What patients read about the clinic."""

    name = line(label=_("Name of the clinic"), max_length=120)
    address = line(label=_("Address"), required=False, max_length=200)
    directions = text(label=_("How to find us"), max_length=2000)
    phone = line(label=_("Phone"), required=False, max_length=40)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={
            "invalid": _("This is not a whole e-mail address. It needs an @, such as name@example.com.")
        },
    )
    hours_words = line(
        label=_("Hours, in words"),
        required=False,
        max_length=200,
        help_text=_("Such as: Monday to Friday, 9:00 to 17:00. Patients read it; it changes no start."),
    )
    emergency_number = line(
        label=_("Emergency number"),
        max_length=20,
        help_text=_("People with a warning sign are told to ring it."),
        error_messages={"required": _("Write the number that people ring in an emergency, such as 911.")},
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    crisis_line = line(
        label=_("Crisis line"),
        required=False,
        max_length=80,
        help_text=_("For somebody who may harm themselves."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )

    def judged(self, values):
        return people_rules.clinic_faults(values)


def initial_of(row, names) -> dict:
    """Return the fields of a row as a form shows them."""
    return {name: getattr(row, name) for name in names}
