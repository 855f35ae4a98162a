"""Read who pays."""

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms
from needlepoint.plans.forms import parts


def payer_field(choices):
    """Give the field that asks who pays; `choices` are the payers of the clinic's country."""
    return fields.ChoiceField(
        label=_("Who pays and counts the visits?"),
        required=False,
        choices=[
            ("", _("Nobody counts: they pay themselves, or another insurer")),
            *((one.key, one.label) for one in choices),
        ],
        error_messages=parts.NOT_LISTED,
    )


class Payer(forms.Form):
    all_optional = True

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["payer"] = payer_field(choices)
        self.fields["payer"].widget = fields.RadioSelect(choices=self.fields["payer"].choices)
