"""What staff type at the calendar: a time by hand, a reason, a patient's name, a stretch to block."""

import datetime as dt
import zoneinfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms as house_forms

LENGTHS = [
    (15, _("15 minutes")),
    (30, _("30 minutes")),
    (45, _("45 minutes")),
    (60, _("1 hour")),
    (90, _("1½ hours")),
    (120, _("2 hours")),
    (180, _("3 hours")),
    (240, _("4 hours")),
    (480, _("8 hours")),
]
KEY_LENGTH = 64


class Reason(house_forms.Form):
    """Why staff do it although something is in the way."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("It is kept with the visit, so that colleagues understand."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write why, in a few words.")},
    )


class Whom(house_forms.Form):
    """Who comes."""

    all_optional = True

    q = forms.CharField(
        label=_("Name, phone or e-mail"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search", "autofocus": True}),
    )


class _At(house_forms.Form):
    """A moment by the clock on the wall of a place."""

    date = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day, such as 2026-11-24.")},
    )
    time = forms.TimeField(
        label=_("Time"),
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time", "class": "short", "step": 300}, format="%H:%M"),
        error_messages={"required": _("Write a time."), "invalid": _("Write a time such as 14:30.")},
    )

    def __init__(self, *args, zone: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean_time(self):
        time = self.cleaned_data["time"].replace(second=0)
        if time.minute % 5:
            raise ValidationError(_("Visits begin on five minutes, such as 14:30 or 14:35."))
        return time

    def clean(self):
        cleaned = super().clean()
        if "date" in cleaned and "time" in cleaned:
            local = dt.datetime.combine(cleaned["date"], cleaned["time"], zoneinfo.ZoneInfo(self.zone))
            try:
                cleaned["starts_at"] = local.astimezone(dt.UTC)
            except OverflowError:
                self.add_error("date", _("Choose a day of these years."))
                return cleaned
            if cleaned["starts_at"].astimezone(local.tzinfo).time() != cleaned["time"]:
                self.add_error("time", _("The clocks skip this time on that day. Choose another."))
        return cleaned


class Time(_At):
    """When, with whom and where a visit is to be, typed instead of dragged."""

    practitioner = forms.ChoiceField(label=_("With"))
    room = forms.ChoiceField(label=_("Room"), required=False)

    def __init__(self, *args, practitioners, rooms, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].choices = [(one.code, one.name) for one in practitioners]
        self.fields["room"].choices = [("", _("Whichever is free")), *((one.code, one.name) for one in rooms)]


class Block(_At):
    """A stretch that nobody books into."""

    whom = forms.ChoiceField(label=_("For whom or what"))
    minutes = forms.TypedChoiceField(label=_("How long"), choices=LENGTHS, coerce=int, initial=30)
    reason = forms.CharField(
        label=_("What for?"),
        help_text=_("A few words for colleagues. Patients never see them."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write what it is for, in a few words.")},
    )

    def __init__(self, *args, practitioners, rooms, for_everyone: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = [
            *((f"practitioner {one.code}", one.name) for one in practitioners),
            *((f"room {one.code}", one.name) for one in rooms),
            *([("everyone", _("Everyone"))] if for_everyone else []),
        ]
