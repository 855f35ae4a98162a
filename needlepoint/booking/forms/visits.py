"""What people type and choose when they book."""

import datetime as dt
import re
import secrets

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms as house_forms
from needlepoint.house.design import widgets

OLDEST_YEARS = 120
KEY_SHORTEST, KEY_LENGTH = 16, 64
OURS = re.compile(r"[\w-]+", re.ASCII)  # keys of the house's own have a colon: no form speaks for an offer
NAME_MAX = 80  # of each half


class _Booking(house_forms.Form):
    """Every form that books carries a key of its own, so that pressing twice books once.

    form_key  of the form that this browser has a start kept for; the page goes on with it
    part      the template with the form's questions
    """

    form_key = forms.CharField(widget=forms.HiddenInput, max_length=KEY_LENGTH, min_length=KEY_SHORTEST)
    part = "booking/_confirming.html"

    def __init__(self, *args, form_key: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = form_key or secrets.token_urlsafe(24)

    def clean_form_key(self):
        key = self.cleaned_data["form_key"]
        if not OURS.fullmatch(key):
            raise ValidationError(_("We cannot read this page any more. Open the calendar again to book."))
        return key


def read_key(data) -> str:
    """Return the key of a form that is still being filled in, or "" when it has none that we gave."""
    key = data.get("form_key", "")
    return key if KEY_SHORTEST <= len(key) <= KEY_LENGTH and OURS.fullmatch(key) else ""


class Comer(models.TextChoices):
    """Who the visit is for."""

    ME = "ME", _("Me")
    CHILD = "CHILD", _("My child or grandchild")
    HELPED = "HELPED", _("Someone I help")


# How whoever books stands to whoever comes, as the patient's record keeps it.
RELATIONS = {Comer.CHILD: "parent", Comer.HELPED: "carer"}


class _Newcomer(_Booking):
    """Somebody we do not know yet comes: their name and their birth date."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter the name.")},
    )
    birth_date = widgets.DateBoxesField(
        label=_("Date of birth"), error_messages={"required": _("Enter the date of birth.")}
    )

    def __init__(self, *args, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_name(self):
        return _whole_name(self.cleaned_data["name"])

    def clean_birth_date(self):
        born = self.cleaned_data["birth_date"]
        if born > self.today:
            raise ValidationError(_("This date is in the future. Check the year."))
        if self.today.year - born.year > OLDEST_YEARS:
            raise ValidationError(_("This is more than 120 years ago. Check the year."))
        return born

    def _who_comes(self) -> dict:
        """Return who comes, as an action takes it. The last word of a name is the family's."""
        given, _space, family = self.cleaned_data["name"].rpartition(" ")
        if not given:
            given, family = family, ""
        return {"given_name": given, "family_name": family, "birth_date": self.cleaned_data["birth_date"]}


def _whole_name(typed: str) -> str:
    name = " ".join(typed.split())
    if not any(letter.isalpha() for letter in name):
        raise ValidationError(_("Enter the name in letters."))
    given = name.rpartition(" ")[0] or name
    if max(len(given), len(name) - len(given)) > NAME_MAX:
        raise ValidationError(_("This name is longer than we can keep. Please shorten it."))
    return name


_THEIR_CHECK_IS_MISSING = _("Tick this if that is so. If not, go through the check for them first.")


def _their_check() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("The check was about the person who comes"),
        required=False,
        error_messages={"required": _THEIR_CHECK_IS_MISSING},
    )


class Details(_Newcomer):
    """The little that we need about somebody we do not know yet, and about whoever books for them."""

    who = forms.ChoiceField(
        label=_("Who is the visit for?"),
        choices=Comer.choices,
        initial=Comer.ME,
        required=False,
        widget=widgets.Chips(),
        error_messages={"invalid_choice": _("Choose one of the three.")},
    )
    contact_name = forms.CharField(
        label=_("Your own name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    check_is_theirs = _their_check()
    phone = forms.CharField(
        label=_("Your mobile number"),
        max_length=40,
        help_text=_("We call only if something changes."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
        error_messages={"required": _("Enter a number we can reach you at.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail, if you have one"),
        required=False,
        help_text=_(
            "Your confirmation and the link to your own page go here. Without it, call us to change anything."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("This is not a whole e-mail address. It needs an @, such as name@example.com.")
        },
    )
    all_optional = True  # what may be left out says so itself
    part = "booking/_newcomer.html"

    def __init__(self, *args, country: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.country = country

    def clean_contact_name(self):
        typed = self.cleaned_data["contact_name"].strip()
        return _whole_name(typed) if typed and self._is_for_another() else ""

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

    def clean(self):
        cleaned = super().clean()
        if self._is_for_another():
            if not cleaned.get("contact_name") and "contact_name" not in self.errors:
                self.add_error("contact_name", _("Enter your own name, so that we know who booked."))
            if not cleaned.get("check_is_theirs"):
                self.add_error("check_is_theirs", _THEIR_CHECK_IS_MISSING)
        return cleaned

    def _is_for_another(self) -> bool:
        return self.data.get("who") in RELATIONS

    def newcomer(self) -> dict:
        """Return what was typed, as an action takes it."""
        return {
            **self._who_comes(),
            "phone": self.cleaned_data["phone"],
            "email": self.cleaned_data["email"],
            "contact_name": self.cleaned_data["contact_name"],
            "contact_relation": RELATIONS.get(self.cleaned_data["who"], ""),
        }


class ForAnother(_Newcomer):
    """A patient who is signed in books for somebody we do not know yet. How we reach them we know."""

    who = forms.ChoiceField(
        label=_("Who is the visit for?"),
        choices=[choice for choice in Comer.choices if choice[0] != Comer.ME],
        initial=Comer.CHILD,
        widget=widgets.Chips(),
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
    check_is_theirs = _their_check()
    all_optional = True
    part = "booking/_for_another.html"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["check_is_theirs"].required = True

    def newcomer(self, helper) -> dict:
        """Return what was typed, as an action takes it, with how we reach the patient who books.

        helper  their record: its name, phone and e-mail
        """
        return {
            **self._who_comes(),
            "phone": helper.phone,
            "email": helper.email,
            "contact_name": helper.name,
            "contact_relation": RELATIONS[self.cleaned_data["who"]],
        }


class Confirmation(_Booking):
    """Somebody known books: they only confirm."""

    def __init__(self, *args, asks_about_signs: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if asks_about_signs:
            self.fields["no_new_signs"] = forms.BooleanField(
                label=_("Warning signs"),  # the button says that none of them is new
                error_messages={
                    "required": _(
                        "Read them first. If none of them is new, press the button that says so. "
                        "If one is new, go through the check first."
                    )
                },
            )


class Review(Confirmation):
    """The clinic books for its patient, and may say that the review happens then."""

    part = "booking/_review.html"
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
