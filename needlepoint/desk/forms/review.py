"""The choice at a review. Nothing is chosen beforehand: flat or missing scores never roll on by default."""

from django import forms
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms as house_forms
from needlepoint.house.design import widgets
from needlepoint.plans import rules as plans_rules
from needlepoint.plans import wording as plans_wording
from needlepoint.plans.rules import reviewing as rules
from needlepoint.plans.wording import reviewing as wording

WORDS_MAX = 2000
ANSWERS = (("YES", _("Yes")), ("NO", _("No")))
TOO_LONG = {"max_length": _("This is longer than we can keep. Please shorten it.")}
NOT_OFFERED = {
    "invalid_choice": _("The scores changed while this page was open. Look at them and choose again.")
}


class Decision(house_forms.Form):
    """Two taps and Decide, where the scores show that it helps; one more where they do not."""

    all_optional = True

    decision = forms.ChoiceField(
        label=_("What do we do?"),
        choices=[(str(key), words) for key, words in plans_wording.DECISIONS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one: nothing goes on by itself."),
            "invalid_choice": _("Choose one: nothing goes on by itself."),
        },
    )
    because = forms.MultipleChoiceField(
        label=_("Why?"),
        help_text=_("One tap is enough."),
        required=False,
        widget=widgets.ManyChips,
        error_messages=NOT_OFFERED,
    )
    despite = forms.MultipleChoiceField(
        label=_("Only to go on as planned: why, although the scores do not show that it helps?"),
        required=False,
        widget=widgets.ManyChips,
        error_messages=NOT_OFFERED,
    )
    is_improving = forms.ChoiceField(
        label=_("Is the patient improving? You sign this for whoever pays."),
        choices=ANSWERS,
        required=False,
        widget=widgets.Chips,
    )
    next_review = forms.IntegerField(
        label=_("Look again after visit number"),
        help_text=_("Counts if you go on or change."),
        required=False,
        min_value=1,
        max_value=99,
        widget=forms.NumberInput(attrs={"class": "tiny", "inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=_("More for the record"),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=TOO_LONG,
    )
    words = forms.CharField(
        label=_("In words for the patient"),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=TOO_LONG,
    )

    def __init__(self, *args, evidence: rules.Evidence, must_sign: bool, words_hint: str, **kwargs):
        """Build the form: only what the scores do not contradict can be tapped.

        must_sign    whoever pays wants to know whether the person improves
        words_hint   what the patient reads if nothing is written, and in which language
        """
        super().__init__(*args, **kwargs)
        self.fields["because"].choices = [(str(one), wording.BECAUSE[one]) for one in evidence.because]
        self.fields["despite"].choices = [(str(one), wording.DESPITE[one]) for one in evidence.despite]
        self.fields["words"].help_text = words_hint
        if not evidence.despite:
            del self.fields["despite"]
        if not must_sign:
            del self.fields["is_improving"]

    def clean_is_improving(self) -> bool | None:
        return {"YES": True, "NO": False}.get(self.cleaned_data["is_improving"])

    @property
    def ends_care(self) -> bool:
        """Whether what was chosen ends the care."""
        return self.cleaned_data.get("decision") in {plans_rules.Decision.STOP, plans_rules.Decision.REFER}
