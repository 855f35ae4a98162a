"""The questions that open a clinic: one form each, filled in with what is known."""

import datetime as dt
import functools
import importlib.resources
import zoneinfo

from django import forms
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from needlepoint.booking.rules import places as place_rules
from needlepoint.desk.forms import look, settings
from needlepoint.desk.queries import first_steps as queries
from needlepoint.desk.rules import first_steps as rules
from needlepoint.frontdoor import terms
from needlepoint.house.design import widgets
from needlepoint.knowledge import emergency
from needlepoint.people import rules as people_rules

NINE, FIVE = 9 * 60, 17 * 60
MONDAY_TO_FRIDAY = tuple(range(5))
WINTER_AND_SUMMER = (dt.datetime(2026, 1, 15), dt.datetime(2026, 7, 15))  # noqa: DTZ001 on the wall, in each zone


class Answer(settings.Settings):
    """One question. `known` is what is known of the clinic; `initial_of` says what stands in the form at first."""

    def __init__(self, data=None, *, known: queries.Known, owner):
        self.known = known
        super().__init__(data, initial=self.initial_of(known, owner))

    @staticmethod
    def initial_of(known, owner) -> dict:
        raise NotImplementedError


class Name(Answer):
    name = settings.line(
        label=_("Name of the clinic"), max_length=120, help_text=_("As patients say it. It can change later.")
    )

    @staticmethod
    def initial_of(known, owner):
        return {"name": known.clinic.name}

    def judged(self, values):
        return people_rules.clinic_faults(values)


class Contact(Answer):
    address = settings.line(
        label=_("Address"), max_length=200, help_text=_("As somebody would type it into a map.")
    )
    phone = settings.line(
        label=_("Phone"),
        max_length=40,
        help_text=_("People whom we tell to call you need it."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={
            "invalid": _("This is not a whole e-mail address. It needs an @, such as name@example.com.")
        },
    )

    @staticmethod
    def initial_of(known, owner):
        return settings.initial_of(known.clinic, ["address", "phone", "email"])

    def judged(self, values):
        return people_rules.clinic_faults(values)


class Country(Answer):
    country = forms.ChoiceField(
        label=_("Country"), help_text=_("It decides how phone numbers, days and times are written.")
    )
    emergency_number = settings.line(
        label=_("Emergency number"),
        required=False,
        max_length=20,
        help_text=_(
            "People with a warning sign are told to ring it. Empty: the country’s own, where we know it."
        ),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off", "inputmode": "tel"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = countries()

    @staticmethod
    def initial_of(known, owner):
        clinic = known.clinic
        own = emergency.number(clinic.country)
        number = "" if clinic.emergency_number == own else clinic.emergency_number
        return {"country": clinic.country, "emergency_number": number}

    def judged(self, values):
        country, number = values.get("country", ""), values.get("emergency_number", "")
        if country and not number and not emergency.number(country):
            words = "We do not know the emergency number there. Please write it."
            return [people_rules.Fault("emergency_number", words)]
        return people_rules.clinic_faults({"emergency_number": number or None})

    def changes(self):
        country = self.cleaned_data["country"]
        kept, zones = self.known.clinic.time_zone, zones_of(country)
        stays = country == self.known.clinic.country or kept in dict(zones) or not zones
        return {
            "country": country,
            "emergency_number": self.cleaned_data["emergency_number"] or emergency.number(country),
            "time_zone": kept if stays else zones[0][0],
        }


class Zone(Answer):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of the list.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered, kept = zones_of(self.known.clinic.country), self.known.clinic.time_zone
        if kept not in dict(offered):
            offered = (*offered, (kept, kept.replace("_", " ")))
        self.fields["time_zone"].choices = offered

    @staticmethod
    def initial_of(known, owner):
        return {"time_zone": known.clinic.time_zone}

    def judged(self, values):
        return place_rules.place_faults(values)


class Hours(Answer):
    days = forms.TypedMultipleChoiceField(
        label=_("Days"),
        coerce=int,
        choices=list(dates.WEEKDAYS.items()),
        widget=widgets.ManyChips,
        error_messages={"required": _("Choose at least one day.")},
    )
    opens = settings.MinuteOfDay(label=_("From"), error_messages={"required": _("Write a time.")})
    closes = settings.MinuteOfDay(
        label=_("Until"), is_end=True, error_messages={"required": _("Write a time.")}
    )
    break_from = settings.MinuteOfDay(label=_("Break from"), required=False)
    break_until = settings.MinuteOfDay(label=_("Break until"), required=False)

    @staticmethod
    def initial_of(known, owner):
        week = rules.week(known.opening)
        if week is None:
            return {"days": MONDAY_TO_FRIDAY, "opens": NINE, "closes": FIVE}
        names = ("days", "opens", "closes", "break_from", "break_until")
        return {name: getattr(week, name) for name in names}

    @property
    def days_differ(self) -> bool:
        """Whether the kept week cannot be said in one sentence: it stays unless somebody sends this form."""
        return bool(self.known.opening) and rules.week(self.known.opening) is None

    def clean(self):
        values = super().clean()
        start, end = values.get("break_from"), values.get("break_until")
        if (start is None) != (end is None) and not {"break_from", "break_until"} & set(self.errors):
            self.add_error("break_until", _("Fill in both times, or neither."))
        elif start is not None and not self.errors and not values["opens"] < start < end < values["closes"]:
            self.add_error("break_from", _("The break lies between opening and closing."))
        if not self.errors and not values["opens"] < values["closes"]:
            self.add_error("closes", _("You cannot close before you open. Check the two times."))
        return values

    def changes(self):
        return {"rows": rules.Week(**self.cleaned_data).rows}


class Rooms(Answer):
    rooms = settings.whole(
        label=_("Treatment rooms"),
        help_text=_("Count the places in which one person can lie down and rest, undisturbed."),
    )

    @staticmethod
    def initial_of(known, owner):
        return {"rooms": known.rooms or 1}

    def judged(self, values):
        return place_rules.number_faults(values.get("rooms"), None, None)


class Visit(Answer):
    minutes_at_start = settings.whole(
        label=_("Minutes at the start"), help_text=_("With the patient: talk, look, put the needles in.")
    )
    minutes_at_end = settings.whole(
        label=_("Minutes at the end"),
        help_text=_("With the patient: take the needles out, agree what comes next."),
    )

    @staticmethod
    def initial_of(known, owner):
        minutes = place_rules.minutes_of(known.follow_up.segments) if known.follow_up else None
        if minutes is None:
            return {}
        return {"minutes_at_start": minutes.at_start, "minutes_at_end": minutes.at_end}

    def judged(self, values):
        return place_rules.number_faults(None, values.get("minutes_at_start"), values.get("minutes_at_end"))


class Prices(Answer):
    currency = settings.line(
        label=_("Currency"),
        max_length=3,
        help_text=_("Three letters, such as USD, EUR or GBP."),
        widget=forms.TextInput(attrs={"class": "tiny", "autocomplete": "off"}),
    )
    first_cents = settings.Money(
        label=_("First visit"), error_messages={"required": _("Write an amount, such as 75 or 75.50.")}
    )
    follow_up_cents = settings.Money(
        label=_("Follow-up visit"), error_messages={"required": _("Write an amount, such as 75 or 75.50.")}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, service in (
            ("first_cents", self.known.first),
            ("follow_up_cents", self.known.follow_up),
        ):
            if service is None:
                del self.fields[name]

    @staticmethod
    def initial_of(known, owner):
        shown = {"currency": known.clinic.currency}
        if known.first:
            shown["first_cents"] = known.first.price_cents
        if known.follow_up:
            shown["follow_up_cents"] = known.follow_up.price_cents
        return shown

    def clean_currency(self):
        typed = self.cleaned_data["currency"].strip().upper()
        if not (len(typed) == 3 and typed.isascii() and typed.isalpha()):  # noqa: PLR2004 letters of ISO 4217
            raise forms.ValidationError(_("Write three letters, such as USD."))
        return typed

    def judged(self, values):
        return [
            people_rules.Fault(name, fault.words, fault.values)
            for name in ("first_cents", "follow_up_cents")
            for fault in terms.faults({"price_cents": values.get(name)})
        ]


class People(Answer):
    name = settings.line(label=_("Name"), max_length=120, help_text=_("As patients should read it."))
    credential = settings.line(
        label=_("Letters after the name"), required=False, max_length=40, help_text=_("Such as L.Ac.")
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("They sign in with it. Nobody else sees it."),
        error_messages={
            "required": _("Please fill this in."),
            "invalid": _("This is not a whole e-mail address. It needs an @, such as name@example.com."),
        },
    )

    @staticmethod
    def initial_of(known, owner):
        if known.treating:
            return {}
        is_guessed = people_rules.is_guessed(owner.name, owner.email)
        return {"name": "" if is_guessed else owner.name, "email": owner.email}

    def judged(self, values):
        email = people_rules.plain_email(values.get("email") or "")
        known = {one.user.email for one in self.known.treating if one.user}
        there = [people_rules.Fault("email", "Somebody with this address treats here already.")]
        return people_rules.practitioner_faults(values) + (there if email in known else [])


class Colour(look.Colour):
    """As on the page of the look, with what is known."""

    def __init__(self, data=None, *, known, owner):
        super().__init__(data, initial={"colour": known.clinic.colour})


class Welcome(look.Welcome):
    """As on the page of the look, with what is known."""

    def __init__(self, data=None, *, known, owner):
        super().__init__(data, initial={"welcome": known.clinic.welcome})


FORMS = {
    "name": Name,
    "contact": Contact,
    "country": Country,
    "zone": Zone,
    "hours": Hours,
    "rooms": Rooms,
    "visit": Visit,
    "prices": Prices,
    "people": People,
    "colour": Colour,
    "welcome": Welcome,
}


@functools.cache
def countries() -> tuple[tuple[str, str], ...]:
    """Return (two letters, name) of every country, by name."""
    rows = (line.split("\t") for line in _table("iso3166.tab"))
    return tuple(sorted(((row[0], row[1]) for row in rows), key=lambda one: one[1]))


@functools.cache
def zones_of(country: str) -> tuple[tuple[str, str], ...]:
    """Return the time zones of a country with what people call them; where most people live stands first.

    Of zones whose clocks agree in winter and in summer one stands for all.
    """
    found: dict[tuple, tuple[str, str]] = {}
    for line in _table("zone.tab"):
        code, _where, zone, *said = line.split("\t")
        if code == country:
            city, place = zone.rpartition("/")[2].replace("_", " "), "".join(said).partition(" (")[0]
            clocks = tuple(zoneinfo.ZoneInfo(zone).utcoffset(day) for day in WINTER_AND_SUMMER)
            found.setdefault(clocks, (zone, f"{city} ({place})" if place else city))
    return tuple(found.values())


def _table(name: str) -> list[str]:
    text = (importlib.resources.files("tzdata") / "zoneinfo" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
