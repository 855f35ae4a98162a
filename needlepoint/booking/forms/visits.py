"""What people type and choose when they book."""

import datetime as dt
import secrets

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms as house_forms
from needlepoint.house.design import widgets

OLDEST_YEARS = 120
KEY_LENGTH = 64
NAME_MAX = 80  # of each half


class _Booking(house_forms.Form):
    """Every form that books carries a key of its own, so that pressing twice books once."""

    form_key = forms.CharField(widget=forms.HiddenInput, max_length=KEY_LENGTH, min_length=16)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = secrets.token_urlsafe(24)


class Details(_Booking):
    """Four things about somebody we do not know yet."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    birth_date = widgets.DateBoxesField(
        label=_("Your date of birth"), error_messages={"required": _("Enter your date of birth.")}
    )
    phone = forms.CharField(
        label=_("Your mobile number"),
        max_length=40,
        help_text=_("We call only if something changes."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
        error_messages={"required": _("Enter a number we can reach you at.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        required=False,
        help_text=_(
            "Your confirmation and the link to your own page go here. Without it, call us to change anything."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("This is not a whole e-mail address. It needs an @, such as name@example.com.")
        },
    )

    def __init__(self, *args, country: str, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.country, self.today = country, today

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if not any(letter.isalpha() for letter in name):
            raise ValidationError(_("Enter your name in letters."))
        given = name.rpartition(" ")[0] or name
        if max(len(given), len(name) - len(given)) > NAME_MAX:
            raise ValidationError(_("This name is longer than we can keep. Please shorten it."))
        return name

    def clean_birth_date(self):
        born = self.cleaned_data["birth_date"]
        if born > self.today:
            raise ValidationError(_("This date is in the future. Check the year."))
        if self.today.year - born.year > OLDEST_YEARS:
            raise ValidationError(_("This is more than 120 years ago. Check the year."))
        return born

    def clean_phone(self):
        try:
            number = phonenumbers.parse(self.cleaned_data["phone"], self.country)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(
                _("We cannot read this number. Write it with its area code, such as 212 555 0123.")
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def newcomer(self) -> dict:
        """Return what was typed, as an action takes it. The last word of a name is the family's."""
        given, _space, family = self.cleaned_data["name"].rpartition(" ")
        if not given:
            given, family = family, ""
        typed = {key: self.cleaned_data[key] for key in ("birth_date", "phone", "email")}
        return {"given_name": given, "family_name": family, **typed}


class Confirmation(_Booking):
    """Somebody known books: they only confirm."""

    def __init__(self, *args, asks_about_signs: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if asks_about_signs:
            self.fields["no_new_signs"] = forms.BooleanField(
                label=_("None of these warning signs is new for me"),
                error_messages={
                    "required": _(
                        "Look at the warning signs and tick the box. If one of them is new, go through the check first."
                    )
                },
            )


class Review(Confirmation):
    """The clinic books for its patient, and may say that the review happens then."""

    is_review = forms.BooleanField(
        label=_("This is the review visit"),
        required=False,
        help_text=_("You look back together and decide how to go on."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, asks_about_signs=False, **kwargs)


class Cancellation(house_forms.Form):
    """A visit is cancelled. Staff may add why, in a few words."""

    reason = forms.CharField(label=_("Why, in a few words"), max_length=120, required=False)
