"""What staff type: a search, a decision at a review, what came of a recall."""

from django import forms
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms as house_forms
from needlepoint.plans import models as plans

ATTEMPTS = [
    ("NO_ANSWER", _("No answer")),
    ("LEFT_MESSAGE", _("Left a message")),
    ("WILL_CALL_BACK", _("Will call back")),
    ("NOT_NOW", _("Not now, ask again later")),
    ("DO_NOT_CONTACT", _("Does not want to be asked")),
]


class Search(house_forms.Form):
    """Find a patient."""

    q = forms.CharField(
        label=_("Name, phone or e-mail"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )


class Decision(house_forms.Form):
    """The choice at a review. Nothing is chosen beforehand: flat scores never roll on by default."""

    decision = forms.ChoiceField(
        label=_("What do we do?"),
        choices=plans.Review.Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one: nothing goes on by itself.")},
    )
    next_review = forms.IntegerField(
        label=_("Look again after visit number"),
        help_text=_("Needed to go on or to change."),
        required=False,
        min_value=1,
        max_value=99,
        widget=forms.NumberInput(attrs={"class": "tiny", "inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("For the record: what in the scores, the findings or the talk led to this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason, in a few words.")},
    )
    words = forms.CharField(
        label=_("In words for the patient"),
        help_text=_("They read this on their page."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Attempt(house_forms.Form):
    """What came of asking somebody back."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=ATTEMPTS,
        error_messages={"required": _("Choose what came of it.")},
    )
