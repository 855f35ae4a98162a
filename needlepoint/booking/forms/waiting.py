"""When somebody could come, if a start became free."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from needlepoint.booking.rules import waiting
from needlepoint.house import forms as house_forms

USUAL_DAYS = 14  # how long people wait when they do not say
WINDOWS = [
    (f"{weekday}-{part}", f"{weekday}-{part}") for weekday in range(7) for part, _b, _e in waiting.PARTS
]


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self, today: dt.date) -> None:
        last = today + dt.timedelta(days=waiting.LONGEST_DAYS)
        super().__init__(
            format="%Y-%m-%d", attrs={"class": "short", "min": today.isoformat(), "max": last.isoformat()}
        )


class Waiting(house_forms.Form):
    """The whole question on one page. Nothing ticked means any time.

    practitioners  those who treat, as queries.Treating
    held           visits that could be given for an earlier start: (code, words)
    """

    windows = forms.MultipleChoiceField(
        label=_("Which days and times would do?"),
        choices=WINDOWS,
        required=False,
        error_messages={"invalid_choice": _("Choose from the days and times shown.")},
    )
    from_date = forms.DateField(
        label=_("From"),
        error_messages={"required": _("Choose the first day."), "invalid": _("Choose a day.")},
    )
    until_date = forms.DateField(
        label=_("Until"),
        error_messages={"required": _("Choose the last day."), "invalid": _("Choose a day.")},
    )
    practitioner = forms.ChoiceField(label=_("With whom?"), required=False)
    instead_of = forms.ChoiceField(
        label=_("Instead of a visit you have?"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("It stays yours until you take an earlier time."),
    )
    is_flare = forms.BooleanField(label=_("The pain is much worse just now, so ask me first"), required=False)

    def __init__(
        self, *args, today: dt.date, practitioners, held, entry=None, asks_about_signs=False, **kwargs
    ):
        kwargs["initial"] = _initial(entry, today) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for name in ("from_date", "until_date"):
            self.fields[name].widget = _Day(today)
        self.fields["practitioner"].choices = [("", _("Anyone"))] + [
            (one.code, one.name) for one in practitioners
        ]
        self.fields["instead_of"].choices = [("", _("No, I have none or want one more")), *held]
        if not held:
            del self.fields["instead_of"]
        if asks_about_signs:
            self.fields["no_new_signs"] = forms.BooleanField(
                label=_("None of these warning signs is new for me"),
                error_messages={
                    "required": _(
                        "Look at the warning signs and tick the box. If one of them is new, go through the check first."
                    )
                },
            )

    @property
    def ticked(self) -> set[str]:
        """Which windows are ticked, as the form stands."""
        return set(self["windows"].value() or ())

    def chosen_windows(self) -> tuple[waiting.Window, ...]:
        pairs = (value.split("-") for value in self.cleaned_data["windows"])
        return waiting.windows_of((int(weekday), part) for weekday, part in pairs)


def _initial(entry, today: dt.date) -> dict:
    if entry is None:
        return {"from_date": today, "until_date": today + dt.timedelta(days=USUAL_DAYS)}
    return {
        "windows": [f"{weekday}-{part}" for weekday, part in waiting.parts_of(entry.windows)],
        "from_date": max(entry.from_date, today),
        "until_date": entry.until_date,
        "practitioner": entry.practitioner.code if entry.practitioner else "",
        "instead_of": entry.instead_of.code if entry.instead_of else "",
        "is_flare": entry.is_flare,
    }
