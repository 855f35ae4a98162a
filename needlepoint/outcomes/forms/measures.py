"""A sheet of paper, typed in: its answers, or only the number somebody worked out. Knowledge's scoring says what is wrong."""

from django import forms as fields
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.house import codes, forms
from needlepoint.intake import rules as intake_rules
from needlepoint.intake.rules import packs
from needlepoint.outcomes.wording import measures as wording

KEY_CHARACTERS = 16
SCALE = "number-"  # in front of a scale's key
LONGEST = 12  # of a number as typed


class _Sheet(forms.Form):
    """What every sheet has: the day it was filled in, and a key by which the same sheet sent twice is one."""

    answered_on = fields.DateField(
        label=_("Day on the paper"),
        widget=fields.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )
    key = fields.CharField(widget=fields.HiddenInput, max_length=KEY_CHARACTERS, required=False)

    all_optional = True

    def __init__(self, *args, instrument, today, **kwargs):
        initial = {"answered_on": today, "key": codes.new_code()}
        super().__init__(*args, initial=initial, **kwargs)
        self.instrument, self.today = instrument, today

    def clean_answered_on(self):
        day = self.cleaned_data["answered_on"]
        if day > self.today:
            raise ValidationError(_("This day has not come yet."))
        if (self.today - day).days > intake_rules.LONGEST_DAYS:
            raise ValidationError(_("That is longer than a life ago. Please check the year."))
        return day

    def clean_key(self):
        key = self.cleaned_data["key"]
        return key if key.isalnum() else codes.new_code()

    def refuse(self, refused):
        """Put each fault beside what it is about."""
        for about, sentence in refused.faults:
            self.add_error(self.name_of(about), sentence)


def _number_box(label, help_text=""):
    return fields.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        widget=fields.TextInput(attrs={"class": "tiny", "inputmode": "decimal", "autocomplete": "off"}),
    )


class Answers(_Sheet):
    """The answers, item by item; with the official words where the clinic loaded them."""

    def __init__(self, *args, words, **kwargs):
        super().__init__(*args, **kwargs)
        for item in self.instrument.items:
            label = words.get(item.key) or packs.name_of(item)
            if self.instrument.is_ticked:
                self.fields[item.key] = fields.BooleanField(label=label, required=False)
            else:
                ends = {"lowest": item.lowest, "highest": item.highest}
                hint = gettext("%(lowest)s to %(highest)s.") % ends
                self.fields[item.key] = _number_box(label, " ".join(filter(None, (hint, gettext(item.note)))))
        self.fields["is_open_on_paper"] = fields.BooleanField(
            label=_("The paper leaves these open. Keep the answers without a number."), required=False
        )
        self.is_open = False  # whether to ask that

    @property
    def items(self):
        return [self[item.key] for item in self.instrument.items]

    def name_of(self, about):
        return about if about in self.fields else None

    def refuse(self, refused):
        super().refuse(refused)
        self.is_open = refused.is_open

    def typed(self):
        """(item key, answer as typed), without what was left open."""
        if self.instrument.is_ticked:
            return [(one.key, str(int(self.cleaned_data[one.key]))) for one in self.instrument.items]
        given = [(one.key, self.cleaned_data[one.key].strip()) for one in self.instrument.items]
        return [(key, value) for key, value in given if value]


class Totals(_Sheet):
    """Only the numbers."""

    def __init__(self, *args, words=None, **kwargs):
        super().__init__(*args, **kwargs)
        for scale in self.instrument.scales:
            self.fields[SCALE + scale.key] = _number_box(gettext(scale.name), wording.range_words(scale))

    @property
    def items(self):
        return [self[SCALE + scale.key] for scale in self.instrument.scales]

    def name_of(self, about):
        return None if about is None else SCALE + about

    def typed(self):
        """Scale → number as typed, without what was left open."""
        given = {one.key: self.cleaned_data[SCALE + one.key].strip() for one in self.instrument.scales}
        return {key: value for key, value in given.items() if value}
