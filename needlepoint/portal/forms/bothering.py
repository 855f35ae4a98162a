"""Turn what a patient taps and types about something that bothers them into values."""

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from needlepoint.charting.rules import effects
from needlepoint.house import forms
from needlepoint.house.design import widgets
from needlepoint.portal.wording import bothering as wording

WORDS_MAX = 2000
NOT_LISTED = {"invalid_choice": _("Choose one of the answers.")}


class Bothering(forms.Form):
    """What bothers somebody after a visit. They never have to say how bad it is."""

    all_optional = True

    signs = fields.MultipleChoiceField(
        label=_("Do you have any of these now?"),
        required=False,
        choices=list(wording.SIGNS.items()),
        widget=fields.CheckboxSelectMultiple,
        error_messages=NOT_LISTED,
    )
    category = fields.ChoiceField(
        label=_("If not: what bothers you?"),
        required=False,
        choices=[(str(one), wording.TOLD[one]) for one in effects.TOLD],
        widget=widgets.Chips,
        error_messages=NOT_LISTED,
    )
    words = fields.CharField(
        label=_("Tell us more, if you like"),
        required=False,
        max_length=WORDS_MAX,
        widget=fields.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Please make this a little shorter.")},
    )
    began = fields.ChoiceField(
        label=_("When did it start?"),
        required=False,
        choices=list(wording.BEGAN.items()),
        widget=widgets.Chips,
        error_messages=NOT_LISTED,
    )
    visit = fields.ChoiceField(
        label=_("After which visit?"), required=False, widget=widgets.Chips, error_messages=NOT_LISTED
    )

    def __init__(self, *args, visits, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["visit"].choices = [*visits, ("", _("I do not know"))]
        if visits:
            self.fields["visit"].initial = visits[0][0]

    def clean(self):
        cleaned = super().clean()
        if self.data.get("urgent") and not self.errors and not cleaned.get("signs"):
            self.add_error("signs", _("Tick what you have now. If you need help now, do not tick: call."))
        if not self.errors and not any(cleaned.get(name) for name in ("signs", "category", "words")):
            self.add_error("category", _("Choose what bothers you, or tell us in your words."))
        return cleaned

    def values(self):
        """Return the arguments of charting.actions.reporting.take_down_effect."""
        said = dict(self.cleaned_data)
        return {"visit_code": said.pop("visit"), **said}
