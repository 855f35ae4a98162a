"""Why staff end a flare without a visit of its own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms as house_forms
from needlepoint.outcomes.rules import flares as rules
from needlepoint.outcomes.wording import flares as wording


class Ending(house_forms.Form):
    """The reason, one of those that staff may give."""

    why = forms.ChoiceField(
        label=_("Why is no visit needed?"),
        choices=[(str(one), wording.STAFF_ENDS[one]) for one in rules.BY_STAFF],
        error_messages={"required": _("Choose why. Nothing was changed.")},
    )
