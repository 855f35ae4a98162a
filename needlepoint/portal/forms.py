"""Turn what was tapped into decisions."""

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms
from needlepoint.house.design import widgets
from needlepoint.intake import rules as intake_rules


class Consents(forms.Form):
    """Yes or no to each technique; one left open stays as it is."""

    all_optional = True

    def __init__(self, *args, consents, **kwargs):
        super().__init__(*args, **kwargs)
        self.held = {kind: one.is_given and one.withdrawn_at is None for kind, one in consents.items()}
        for technique in intake_rules.TECHNIQUES:
            held = self.held.get(technique.kind)
            self.fields[technique.kind] = fields.ChoiceField(
                label=_(technique.name),
                help_text=_(technique.about),
                required=False,
                initial=None if held is None else intake_rules.Choice.YES if held else intake_rules.Choice.NO,
                choices=[(intake_rules.Choice.YES, _("Yes")), (intake_rules.Choice.NO, _("No"))],
                widget=widgets.Chips,
                error_messages={"invalid_choice": _("Choose yes or no, or leave it as it is.")},
            )

    @property
    def techniques(self):
        return [self[technique.kind] for technique in intake_rules.TECHNIQUES]

    def changes(self):
        """Return (kind, is given) for every technique decided otherwise than before."""
        said = {kind: value == intake_rules.Choice.YES for kind, value in self.cleaned_data.items() if value}
        return tuple(
            (kind, is_given) for kind, is_given in said.items() if self.held.get(kind) is not is_given
        )
