"""The fields that the forms of an assessment and a plan are made of."""

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from needlepoint.house.design import widgets

LONG = 2000
TOO_LONG = {"max_length": _("This is longer than we can keep. Please shorten it.")}
NOT_LISTED = {"invalid_choice": _("Choose one from the list.")}
NUMBER = _("Write this as a number.")


def words(label, help_text="", rows=2, required=False, **messages):  # noqa: FBT002 Django's own word
    return fields.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONG,
        widget=fields.Textarea(attrs={"rows": rows}),
        error_messages={**TOO_LONG, **messages},
    )


def one_of(label, choices, *, required=False, widget=widgets.Chips, blank="", **messages):
    given = [(str(key), words) for key, words in choices.items()]
    return fields.ChoiceField(
        label=label,
        required=required,
        choices=[("", blank), *given] if widget is fields.Select else given,
        widget=widget,
        error_messages={**NOT_LISTED, **messages},
    )


def number(label, *, low, high, required=False, help_text="", message=NUMBER):
    return fields.IntegerField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=low,
        max_value=high,
        widget=fields.TextInput(attrs={"inputmode": "numeric", "class": "tiny"}),
        error_messages={"required": message, "invalid": message, "min_value": message, "max_value": message},
    )


def many(label, choices, help_text=""):
    """Several of a few short choices, by taps; none is chosen beforehand."""
    return fields.MultipleChoiceField(
        label=label,
        help_text=help_text,
        required=False,
        choices=[(str(key), words) for key, words in choices.items()],
        widget=widgets.ManyChips,
        error_messages=NOT_LISTED,
    )
