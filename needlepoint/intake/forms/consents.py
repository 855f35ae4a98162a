"""Turn what was tapped and typed under the consents into a signature."""

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms
from needlepoint.house.design import widgets
from needlepoint.intake.rules import consents as rules
from needlepoint.intake.wording import consents as wording
from needlepoint.knowledge.consents import texts

NAME_LONGEST = 120


class Signing(forms.Form):
    """Yes, no or talk first to each technique, and a name under it.

    standing   kind → rules.Standing, to show what was said before
    signers    rules.Signer who may sign
    read       the mark of the texts as they are shown now; one that was sent with another was signed under other words
    """

    all_optional = True

    def __init__(self, *args, standing, signers, read="", **kwargs):
        super().__init__(*args, **kwargs)
        self.read = read
        for text in texts.all_texts():
            self.fields[text.kind] = fields.ChoiceField(
                label=_("%(technique)s: do you agree?") % {"technique": wording.name_of(text.kind)},
                required=False,
                initial=rules.answer_of(standing.get(text.kind, rules.Standing.NOT_ASKED)),
                choices=wording.ANSWERS.items(),
                widget=widgets.Chips,
                error_messages={"invalid_choice": _("Choose yes, no, or to talk about it first.")},
            )
        self.fields["signed_as"] = fields.ChoiceField(
            label=_("Who signs?"),
            choices=[(str(one), wording.SIGNERS[one]) for one in signers],
            initial=str(signers[0]),
            required=rules.Signer.SELF not in signers,
            widget=fields.RadioSelect,
            error_messages={"required": _("Say who signs."), "invalid_choice": _("Say who signs.")},
        )
        self.fields["signed_name"] = fields.CharField(
            label=_("Full name of whoever signs"),
            help_text=_("Typing your name here is your signature."),
            max_length=NAME_LONGEST,
            error_messages={"required": _("Type your full name to sign.")},
            widget=fields.TextInput(attrs={"autocomplete": "name"}),
        )

    @property
    def answers(self):
        """Kind → answer, for every technique that was answered."""
        return {
            text.kind: self.cleaned_data[text.kind]
            for text in texts.all_texts()
            if self.cleaned_data.get(text.kind)
        }

    def clean(self):
        cleaned = super().clean()
        if self.data.get("read", self.read) != self.read:
            # Another window chose another language meanwhile, or the clinic took in new texts.
            raise fields.ValidationError(_("The text has changed since then. Please read it again."))
        if not self.errors and not self.answers:
            raise fields.ValidationError(_("Answer at least one of these."))
        return cleaned


class Paper(Signing):
    """The same from a sheet of paper, typed in by the clinic."""

    def __init__(self, *args, languages, **kwargs):
        super().__init__(*args, **kwargs)
        for text in texts.all_texts():
            self.fields[text.kind].label = wording.name_of(text.kind)
            self.fields[text.kind].initial = None
        who = self.fields["signed_as"]
        who.choices = [(key, wording.SIGNERS_TOLD[key]) for key, _words in who.choices]
        self.fields["signed_name"].label = _("The name as it was signed")
        self.fields["signed_name"].help_text = ""
        self.fields["signed_name"].widget.attrs["autocomplete"] = "off"
        self.fields["signed_name"].error_messages["required"] = _("Type the name as it was signed.")
        self.fields["language"] = fields.ChoiceField(label=_("The sheet is in"), choices=languages)
        self.fields["signed_on"] = widgets.DateBoxesField(label=_("The day beside the signature"))
