"""What staff type: a search, a new patient, what came of a recall."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from needlepoint.exchange.rules import phones
from needlepoint.house import forms as house_forms
from needlepoint.house.design import widgets
from needlepoint.people import rules as people_rules

OLDEST_YEARS = 120


class Search(house_forms.Form):
    """Find a patient."""

    all_optional = True

    q = forms.CharField(
        label=_("Name, phone or e-mail"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )


class NewPatient(house_forms.Form):
    """Somebody on the phone or at the desk whom the clinic does not know yet."""

    given_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the first name.")},
    )
    family_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the last name.")},
    )
    birth_date = widgets.DateBoxesField(
        label=_("Date of birth"), error_messages={"required": _("Ask for the date of birth.")}
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "type": "tel"}),
        error_messages={"required": _("Enter a number we can reach them at.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Confirmations, the form before the first visit and their own page go here."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "invalid": _("This is not a whole e-mail address. It needs an @, such as name@example.com.")
        },
    )

    def __init__(self, *args, country: str, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.country, self.today = country, today

    def clean_given_name(self):
        return _in_letters(self.cleaned_data["given_name"])

    def clean_family_name(self):
        return _in_letters(self.cleaned_data["family_name"])

    def clean_birth_date(self):
        born = self.cleaned_data["birth_date"]
        if born > self.today:
            raise ValidationError(_("This date is in the future. Check the year."))
        if people_rules.age_on(born, self.today) > OLDEST_YEARS:
            raise ValidationError(_("This is more than 120 years ago. Check the year."))
        return born

    def clean_phone(self):
        number = phones.read(self.cleaned_data["phone"], self.country).number
        if not number:
            raise ValidationError(
                _("We cannot read this number. Write it with its area code, such as 212 555 0123.")
            )
        return number


def _in_letters(typed):
    name = " ".join(typed.split())
    if not any(letter.isalpha() for letter in name):
        raise ValidationError(_("Write the name in letters."))
    return name
