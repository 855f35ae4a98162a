"""What came of asking somebody back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms as house_forms
from needlepoint.plans.rules.recalling import Attempt as Outcome

# In the order of how often they are pressed; the last two take the person off the list.
OUTCOMES = (
    (Outcome.NO_ANSWER, _("No answer")),
    (Outcome.LEFT_MESSAGE, _("Left a message")),
    (Outcome.WILL_CALL_BACK, _("Will call back")),
    (Outcome.NOT_NOW, _("Not now, ask again in 4 weeks")),
    (Outcome.WHEN_WORSE, _("Will come when it hurts")),
    (Outcome.DO_NOT_CONTACT, _("Does not want to be asked again")),
)


class Attempt(house_forms.Form):
    """What came of it, and how many tries the page showed when it was pressed."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[(str(outcome), words) for outcome, words in OUTCOMES],
        error_messages={"required": _("Choose what came of it.")},
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
