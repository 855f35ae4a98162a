"""What came of asking somebody back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms as house_forms
from needlepoint.plans.wording import recalling as wording


class Attempt(house_forms.Form):
    """What came of it, and how many tries the page showed when it was pressed."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[(str(outcome), words) for outcome, words in wording.OUTCOMES.items()],
        error_messages={"required": _("Choose what came of it.")},
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
