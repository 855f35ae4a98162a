"""One question, one answer; and a decision of staff."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms as house_forms
from needlepoint.screening import rules


def question_form(page, data=None, chosen=()):
    """Return the form of one page of the check; `chosen` is what was answered before."""
    kind = ChoiceQuestion if page.is_choice else TicksQuestion
    return kind(data, page=page, initial={"answer": chosen[0] if page.is_choice and chosen else list(chosen)})


def _help(page):
    """The signs a question asks about, as a list that a screen reader hears with the question."""
    signs = format_html_join("", "<li>{}</li>", ((gettext(sign),) for sign in page.bullets))
    listed = format_html('<ul class="list">{}</ul>', signs) if page.bullets else ""
    return format_html("{}{}", listed, format_html("<p>{}</p>", gettext(page.help)) if page.help else "")


class ChoiceQuestion(house_forms.Form):
    """Yes, no, or not sure; each is a button that sends the page."""

    answer = forms.ChoiceField(
        choices=[("YES", _("Yes")), ("NO", _("No")), ("NOT_SURE", _("I am not sure"))],
        error_messages={
            "required": _("Choose yes, no, or “I am not sure”."),
            "invalid_choice": _("Choose yes, no, or “I am not sure”."),
        },
    )

    def __init__(self, *args, page, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = gettext(page.question)
        self.fields["answer"].help_text = _help(page)


class TicksQuestion(house_forms.Form):
    """Any of these, or not sure about the rest. "None of these" is a button beside."""

    answer = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what fits and press “Next”, or press “None of these”.")},
    )

    def __init__(self, *args, page, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = [item.key for item in page.items]
        field = self.fields["answer"]
        field.label = gettext(page.question)
        field.help_text = _help(page)
        field.choices = [(item.key, gettext(item.label)) for item in page.items] + [
            (rules.NOT_SURE, _("I am not sure about some of these")),
            (rules.NONE_OF_THESE, ""),  # accepted, and drawn as a button
        ]
        field.widget.choices = field.choices[:-1]

    def clean_answer(self):
        answer = self.cleaned_data["answer"]
        if rules.NONE_OF_THESE in answer and len(answer) > 1:
            raise ValidationError(
                _(
                    "You ticked something and pressed “None of these”. Your ticks are still here. If they are right, press “Next”. If not, take them away."
                )
            )
        return answer
