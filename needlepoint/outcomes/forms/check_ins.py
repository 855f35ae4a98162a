"""Turn taps into answers."""

from django import forms as fields
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms
from needlepoint.house.design import widgets
from needlepoint.knowledge.instruments import catalogue
from needlepoint.outcomes import rules


def _zero_to_ten(label, instrument, *, help_text="", required=False):
    return fields.TypedChoiceField(
        label=label,
        help_text=help_text,
        required=required,
        choices=widgets.ZERO_TO_TEN,
        coerce=int,
        empty_value=None,
        widget=widgets.Scale(low=_(instrument.lowest_label), high=_(instrument.highest_label)),
        error_messages={
            "invalid_choice": _("Choose a number from 0 to 10."),
            "required": _("Choose a number from 0 to 10."),
        },
    )


class CheckIn(forms.Form):
    """A minute of questions; each may be left open, but not all of them."""

    all_optional = True

    def __init__(self, *args, activities, asks_overall, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pain"] = _zero_to_ten(
            _(catalogue.PAIN.question), catalogue.PAIN, help_text=_(catalogue.PAIN.help)
        )
        self.activity_names = {f"activity_{one.pk}": one.pk for one in activities}
        for one in activities:
            self.fields[f"activity_{one.pk}"] = _zero_to_ten(one.words, catalogue.ACTIVITY)
        self.asks_overall = asks_overall
        if asks_overall:
            asked = catalogue.GLOBAL_CHANGE
            self.fields["overall"] = fields.TypedChoiceField(
                label=_(asked.question),
                required=False,
                choices=[(level, _(words)) for level, words in enumerate(asked.labels, start=asked.lowest)],
                coerce=int,
                empty_value=None,
                widget=fields.RadioSelect,
                error_messages={"invalid_choice": _("Choose one of the answers, or leave it open.")},
            )

    @property
    def activities(self):
        return [self[name] for name in self.activity_names]

    def answers(self):
        given = {pk: self.cleaned_data.get(name) for name, pk in self.activity_names.items()}
        return rules.Answers(
            pain=self.cleaned_data.get("pain"),
            activities={pk: value for pk, value in given.items() if value is not None},
            global_change=self.cleaned_data.get("overall"),
        )


class PainToday(forms.Form):
    """One number, at the start of a visit."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pain"] = _zero_to_ten(_(catalogue.PAIN.question), catalogue.PAIN, required=True)


def unable(form, sentence):
    """Put a refusal of the action on top of the form."""
    form.add_error(None, ValidationError(str(sentence)))
