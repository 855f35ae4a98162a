"""What is typed about forms that are not finished."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.desk.forms import settings
from needlepoint.house import forms as house_forms
from needlepoint.intake.rules import chasing


class Code(house_forms.Form):
    """What stands at the foot of a form on paper."""

    code = settings.line(
        label=_("Code on a paper form"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off", "autocapitalize": "off"}),
    )

    def clean_code(self):
        """Capitals and spaces are how people read a code aloud."""
        return "".join(letter for letter in self.cleaned_data["code"].lower() if letter.isalnum())


class Chasing(settings.Settings):
    """How long before a visit an unfinished form is asked for."""

    hours = settings.line(
        label=_("Hours before the visit"),
        max_length=60,
        help_text=_("Such as 72, 24 for three days and one day before. 0 asks nobody."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off", "inputmode": "text"}),
    )

    def clean_hours(self):
        try:
            return chasing.read_hours(self.cleaned_data["hours"])
        except chasing.UnableToReadHours as refused:
            raise forms.ValidationError(gettext(str(refused)) % refused.values) from refused
