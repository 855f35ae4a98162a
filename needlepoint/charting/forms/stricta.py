"""Which visits a report is about."""

import datetime as dt

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms

DAYS_USUAL = 90
DAYS_MAX = 3660
_DATE = {"invalid": _("Choose a day.")}


class Wanted(forms.Form):
    """From, until (both days included) and whose visits. What is left out is the last 90 days, of everybody."""

    all_optional = True

    since = fields.DateField(
        label=_("From"),
        required=False,
        widget=fields.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
        error_messages=_DATE,
    )
    until = fields.DateField(
        label=_("Until"),
        required=False,
        widget=fields.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
        error_messages=_DATE,
    )
    who = fields.ChoiceField(
        label=_("Practitioner"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the list.")},
    )

    def __init__(self, data, *, practitioners, today: dt.date):
        usual = {"since": (today - dt.timedelta(days=DAYS_USUAL)).isoformat(), "until": today.isoformat()}
        super().__init__({**usual, **{name: value for name, value in data.items() if value}})
        self.today = today
        self.practitioners = {one.code: one for one in practitioners}
        everybody = [("", _("Everybody"))]
        self.fields["who"].choices = [*everybody, *((one.code, one.name) for one in practitioners)]

    def clean(self):
        said = super().clean()
        since, until = self.span()
        if since > until:
            self.add_error("until", _("The last day lies before the first."))
        elif (until - since).days > DAYS_MAX:
            self.add_error("since", _("Please ask for at most ten years."))
        return said

    def span(self) -> tuple[dt.date, dt.date]:
        """Give the first and the last day; the last 90 days where what was said is no day. Nothing was done after today."""
        said = getattr(self, "cleaned_data", {})
        since = said.get("since") or self.today - dt.timedelta(days=DAYS_USUAL)
        return since, min(said.get("until") or self.today, self.today)

    @property
    def practitioner(self):
        return self.practitioners.get(getattr(self, "cleaned_data", {}).get("who") or "")
