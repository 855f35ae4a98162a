"""Turn what a patient taps and types about a flare into values. Nothing must be answered."""

import datetime as dt

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms
from needlepoint.house.design import widgets
from needlepoint.knowledge.instruments import catalogue
from needlepoint.outcomes.rules import flares
from needlepoint.portal.wording import flare as wording

WORDS_MAX = 300
NOT_LISTED = {"invalid_choice": _("Choose one of the answers.")}


class Flare(forms.Form):
    """How bad it is, since when, and what they would like to say: three things, all of which may be left out."""

    all_optional = True

    pain = fields.TypedChoiceField(
        label=_("How bad is the pain now?"),
        required=False,
        choices=widgets.ZERO_TO_TEN,
        coerce=int,
        empty_value=None,
        widget=widgets.Scale(low=_(catalogue.PAIN.lowest_label), high=_(catalogue.PAIN.highest_label)),
        error_messages=NOT_LISTED,
    )
    since = fields.ChoiceField(
        label=_("How long has it been worse?"),
        required=False,
        choices=list(wording.SINCE.items()),
        widget=widgets.Chips,
        error_messages=NOT_LISTED,
    )
    words = fields.CharField(
        label=_("What happened, if you know"),
        required=False,
        max_length=WORDS_MAX,
        widget=fields.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Please make this a little shorter.")},
    )

    def values(self, today: dt.date) -> dict[str, object]:
        """Return the arguments of outcomes.actions.flares.report_flare.

        today  the local day on which it was told
        """
        said = self.cleaned_data
        since = flares.Since(said["since"]) if said["since"] else None
        return {"pain": said["pain"], "words": said["words"], "since": flares.since(since, today)}


class Ending(forms.Form):
    """Why no visit is needed for it."""

    why = fields.ChoiceField(choices=[(str(one), wording.END_WORDS[one]) for one in wording.ENDS])
