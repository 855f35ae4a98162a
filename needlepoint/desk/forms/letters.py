"""Somebody else who looks after a patient, and a letter to them."""

import hashlib

from django import forms
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms as house_forms
from needlepoint.house.design import widgets
from needlepoint.plans.rules import letters as rules
from needlepoint.plans.wording import letters as wording

TOO_LONG = {"max_length": _("This is longer than we can keep. Please shorten it.")}
NOT_LISTED = {"invalid_choice": _("Choose one from the list."), "required": _("Choose one.")}


def _line(label, longest, *, needed=None):
    """Give a field of one line; `needed` is what is said when it stays empty, without it, it may."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=needed is not None,
        error_messages={**TOO_LONG, **({"required": needed} if needed else {})},
    )


class Carer(house_forms.Form):
    """Who, where, and whether the patient lets us write to them."""

    kind = forms.ChoiceField(
        label=_("Who are they?"),
        choices=[(str(key), words) for key, words in wording.KINDS.items()],
        error_messages=NOT_LISTED,
    )
    name = _line(_("Name"), 120, needed=_("Write their name."))
    organisation = _line(_("Practice or hospital"), 120)
    address = _line(_("Address"), 200)
    phone = _line(_("Phone"), 40)
    may_write = forms.BooleanField(label=_("The patient said that we may write to them"), required=False)


class Letter(house_forms.Form):
    """Which facts to give, and what to say beside them."""

    facts = forms.MultipleChoiceField(
        label=_("From the record"),
        help_text=_("Untick what they need not know."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("The record changed while this page was open. Look at the facts again.")
        },
    )
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=rules.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages=TOO_LONG,
    )

    def __init__(self, *args, rows=(), **kwargs):
        """Build the form. `rows` are (label, value) from the record; all are ticked to begin with."""
        super().__init__(*args, **kwargs)
        self.rows = {_key(*row): row for row in rows}
        field = self.fields["facts"]
        field.choices = [(key, f"{label}: {value}") for key, (label, value) in self.rows.items()]
        field.initial = list(self.rows)

    def facts_chosen(self):
        """Return the rows that are ticked."""
        chosen = set(self.cleaned_data["facts"])
        return [row for key, row in self.rows.items() if key in chosen]


def _key(label, value):
    """Name a fact by what it says. By its place, a record that changes meanwhile would put another in the letter."""
    return hashlib.sha256(f"{label}\0{value}".encode()).hexdigest()[:16]


class Sent(house_forms.Form):
    """How a letter went out."""

    how = forms.ChoiceField(
        label=_("How did it go out?"),
        choices=[(str(key), words) for key, words in wording.HOW.items()],
        widget=widgets.Chips,
        error_messages=NOT_LISTED,
    )
