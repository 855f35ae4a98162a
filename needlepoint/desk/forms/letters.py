"""Somebody else who looks after a patient, and a letter to them."""

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
        error_messages=NOT_LISTED,
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
        self.rows = tuple(rows)
        field = self.fields["facts"]
        field.choices = [(str(n), f"{label}: {value}") for n, (label, value) in enumerate(self.rows)]
        field.initial = [key for key, _words in field.choices]

    def facts_chosen(self):
        """Return the rows that are ticked."""
        chosen = set(self.cleaned_data["facts"])
        return [row for n, row in enumerate(self.rows) if str(n) in chosen]


class Sent(house_forms.Form):
    """How a letter went out."""

    how = forms.ChoiceField(
        label=_("How did it go out?"),
        choices=[(str(key), words) for key, words in wording.HOW.items()],
        widget=widgets.Chips,
        error_messages=NOT_LISTED,
    )
