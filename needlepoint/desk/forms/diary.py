"""What staff type about when people work: a week, a date, leave, holidays. What was typed stays, whatever is wrong."""

import datetime as dt

from django import forms
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from needlepoint.booking.rules import diary as rules
from needlepoint.desk.forms import settings
from needlepoint.house import forms as house_forms

STRETCHES = 2  # shown for a day: before and after lunch
MOST_STRETCHES = 8
TUESDAY_TO_FRIDAY = (1, 2, 3, 4)
FURTHEST = dt.timedelta(days=3 * 366)
USUAL, OFF, OWN = "USUAL", "OFF", "OWN"


def _date(**more):
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("This is not a date. Write it like 2026-12-24."),
        },
        **more,
    )


def _time(**more):
    return settings.MinuteOfDay(
        required=False, widget=forms.TimeInput(attrs={"type": "time", "class": "tiny", "step": "300"}), **more
    )


class _Hours(house_forms.Form):
    """Boxes for stretches of work, some for each of several keys; `rows` has what was filled in."""

    all_optional = True

    def _add_boxes(self, key: str, count: int, words, places) -> None:
        for n in range(count):
            self.fields[f"{key}_{n}_from"] = _time(label=_("%(day)s from") % {"day": words})
            self.fields[f"{key}_{n}_until"] = _time(label=_("%(day)s until") % {"day": words}, is_end=True)
            if len(places) > 1:
                self.fields[f"{key}_{n}_place"] = forms.TypedChoiceField(
                    label=_("%(day)s at") % {"day": words},
                    required=False,
                    coerce=int,
                    empty_value=None,
                    choices=[(pk or "", name) for pk, name in places],
                    widget=forms.Select(attrs={"class": "short"}),
                )

    def boxes_of(self, key: str, count: int):
        """The bound boxes of each stretch of one key: from, until, and the place where there are several."""
        return [
            [
                self[name]
                for name in (f"{key}_{n}_from", f"{key}_{n}_until", f"{key}_{n}_place")
                if name in self.fields
            ]
            for n in range(count)
        ]

    def _read(self, key: str, count: int):
        """Yield (name of the first box, from, until, place) of what is filled in; say what is half filled in."""
        for n in range(count):
            names = (f"{key}_{n}_from", f"{key}_{n}_until")
            start, end = (self.cleaned_data.get(name) for name in names)
            for name, minute, other in zip(names, (start, end), (end, start), strict=True):
                if minute is None and other is not None and name not in self.errors:
                    self.add_error(name, _("Fill in both times, or neither."))
            if start is not None and end is not None:
                yield names[0], start, end, self.cleaned_data.get(f"{key}_{n}_place")

    def refuse(self, faults) -> None:
        """Put each sentence beside the stretch that it is about. faults: (row from 0, sentence)."""
        beside = {
            (self.names[number], sentence): None for number, sentence in faults
        }  # a copied day says it once
        for name, sentence in beside:
            self.add_error(name, sentence)


class Week(_Hours):
    """The hours of a week, from a date on."""

    from_date = _date(
        label=_("From this day on"),
        help_text=_("Until the day before, the hours stay as they were."),
    )

    like_monday = forms.BooleanField(label=_("Tuesday to Friday like Monday"), required=False)

    def __init__(self, *args, week, places, today: dt.date, **kwargs):
        self.today = today
        by_day = {day: [row for row in week if row.weekday == day] for day in range(7)}
        shown = {"from_date": today, **kwargs.pop("initial", {})}
        for day, rows in by_day.items():
            for n, row in enumerate(rows):
                shown |= {
                    f"d{day}_{n}_from": row.starts_minute,
                    f"d{day}_{n}_until": row.ends_minute,
                    f"d{day}_{n}_place": row.place or "",
                }
        super().__init__(*args, initial=shown, **kwargs)
        self.counts = {}
        for day, rows in by_day.items():
            # As many as there are, and one more behind a fold: a week has to fit a phone.
            self.counts[day] = min(max(1 if week else STRETCHES, len(rows)) + 1, MOST_STRETCHES)
            self._add_boxes(f"d{day}", self.counts[day], dates.WEEKDAYS[day], places)
        self.rows, self.names = [], []

    @property
    def days(self):
        """(name of the weekday, boxes of the usual stretches, boxes of one more, tick that copies the day or None)."""
        for day, name in dates.WEEKDAYS.items():
            boxes = self.boxes_of(f"d{day}", self.counts[day])
            yield name, boxes[:-1], boxes[-1], None if day else self["like_monday"]

    def clean_from_date(self):
        date = self.cleaned_data["from_date"]
        if date < self.today:
            raise forms.ValidationError(_("This day is over. What was worked stays as it was."))
        if date > self.today + FURTHEST:
            raise forms.ValidationError(_("This is more than three years ahead. Check the year."))
        return date

    def clean(self):
        for day in range(7):
            copies = TUESDAY_TO_FRIDAY if day == 0 and self.cleaned_data.get("like_monday") else ()
            is_copied = day in TUESDAY_TO_FRIDAY and self.cleaned_data.get("like_monday")
            for name, start, end, place in () if is_copied else self._read(f"d{day}", self.counts[day]):
                for weekday in (day, *copies):
                    self.names.append(name)
                    self.rows.append(rules.Row(weekday, start, end, place))
        return super().clean()


class Day(_Hours):
    """What is worked on one date."""

    how = forms.ChoiceField(
        label=_("On this day"),
        choices=[
            (USUAL, _("the usual hours of this weekday")),
            (OWN, _("other hours, written below")),
            (OFF, _("no work at all")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )

    def __init__(self, *args, stretches, places, **kwargs):
        self.count = min(max(STRETCHES, len(stretches)) + 1, MOST_STRETCHES)
        shown = kwargs.pop("initial", {})
        for n, one in enumerate(stretches):
            shown |= {
                f"s_{n}_from": one.starts_minute,
                f"s_{n}_until": one.ends_minute,
                f"s_{n}_place": one.place or "",
            }
        super().__init__(*args, initial=shown, **kwargs)
        self._add_boxes("s", self.count, _("Work"), places)
        self.shown = [(one.starts_minute, one.ends_minute) for one in stretches]
        self.stretches, self.names = [], []

    @property
    def boxes(self):
        return self.boxes_of("s", self.count)

    def clean(self):
        for name, start, end, place in self._read("s", self.count):
            self.names.append(name)
            self.stretches.append(rules.Stretch(start, end, place))
        # Whoever writes other hours and leaves the choice above as it was means the hours.
        is_untouched = self.cleaned_data.get("how") == self.initial.get("how")
        if is_untouched and self.stretches and [one[:2] for one in self.stretches] != self.shown:
            self.data = {**self.data.dict(), "how": OWN}  # shown again, the choice is what will be stored
            self.cleaned_data["how"] = OWN
        if self.cleaned_data.get("how") == OWN and not self.stretches and not self.errors:
            self.add_error("s_0_from", _("Write the hours, or choose that there is no work."))
        return super().clean()


class Shut(house_forms.Form):
    """Leave, blocked time, a room out of use."""

    what = forms.ChoiceField(
        label=_("Who or what is away"),
        widget=forms.Select(attrs={"class": "wide"}),
        error_messages={
            "required": _("Choose who or what is away."),
            "invalid_choice": _("Choose one from the list."),
        },
    )
    first_date = _date(label=_("First day"))
    first_minute = _time(label=_("From"), help_text=_("Leave it empty for the whole day."))
    last_date = _date(
        label=_("Last day"),
        required=False,
        help_text=_("This day is still away. Leave it empty for one day."),
    )
    last_minute = _time(label=_("Until"), is_end=True, help_text=_("Leave it empty for the whole day."))
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=80,
        help_text=_("For colleagues, in a few words. Patients never see it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices

    def clean(self):
        values = super().clean()
        first, last = values.get("first_date"), values.get("last_date")
        if last is None and "last_date" not in self.errors:
            values["last_date"] = first
        if first and last and last < first:
            self.add_error("last_date", _("The last day is before the first. Check the two."))
        return values


class Holidays(house_forms.Form):
    """On which public holidays the clinic is closed."""

    all_optional = True

    dates = forms.MultipleChoiceField(
        label=_("Closed on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of these days is not in the list any more. Look again.")},
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dates"].choices = choices


class Late(house_forms.Form):
    """How many minutes later a visit begins."""

    minutes = forms.IntegerField(
        label=_("Minutes later than booked"),
        min_value=0,
        max_value=180,
        widget=forms.NumberInput(attrs={"class": "tiny", "inputmode": "numeric", "step": "5"}),
        error_messages={
            "required": _("Write how many minutes."),
            "invalid": _("Write a whole number of minutes, such as 15."),
            "min_value": _("Write how many minutes later: none, or more."),
            "max_value": _("That is more than three hours. Move the visit instead."),
        },
    )
