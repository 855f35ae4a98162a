"""Turn what was ticked and typed in a note into a chart or a count; say what to put right."""

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from needlepoint.charting import rules, wording
from needlepoint.charting.wording import counting as counting_words
from needlepoint.house import forms
from needlepoint.plans import wording as plan_wording

LONG = 4000
TOO_LONG = {"max_length": _("This is longer than we can keep. Please shorten it.")}
NOT_LISTED = {"invalid_choice": _("Choose one from the list.")}


def _words(label, help_text="", *, rows=2, required=False, **messages):
    return fields.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONG,
        widget=fields.Textarea(attrs={"rows": rows}),
        error_messages={**TOO_LONG, **messages},
    )


def _count_field(label, *, high, low=0, required=False):
    message = _("Write a number from %(low)s to %(high)s.") % {"low": low, "high": high}
    return fields.IntegerField(
        label=label,
        required=required,
        min_value=low,
        max_value=high,
        widget=fields.TextInput(attrs={"inputmode": "numeric", "class": "tiny", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), message),
    )


class WithoutConsent(forms.Form):
    """Why something is done although no consent to it is on record."""

    without_kind = fields.ChoiceField(
        label=_("What is done"), error_messages={"required": _("Choose what is done."), **NOT_LISTED}
    )
    without_why = fields.ChoiceField(
        label=_("Why"),
        choices=[("", _("Choose why")), *wording.WHY_WITHOUT.items()],
        error_messages={"required": _("Choose why."), **NOT_LISTED},
    )
    without_words = fields.CharField(
        label=_("In a few words"),
        max_length=500,
        error_messages={"required": _("Say in a few words why.")},
    )

    def __init__(self, *args, kinds=(), **kwargs):
        """Build the form. kinds: (kind, words) to choose from; all that are asked about when none are given."""
        super().__init__(*args, **kwargs)
        choices = kinds or plan_wording.CONSENTS.items()
        self.fields["without_kind"].choices = [("", _("Choose what is done")), *choices]
        for field in self.fields.values():
            field.widget.attrs["form"] = (
                "chart"  # sent together with the chart, so that nothing typed gets lost
            )

    def values(self):
        return {name: self.cleaned_data[f"without_{name}"] for name in ("kind", "why", "words")}


class CountOut(forms.Form):
    """How many came out: all of them in one tap, a number, or point by point."""

    all_optional = True

    all_out = _count_field(_("All out"), high=rules.NEEDLES_MAX)
    counted = _count_field(_("Needles counted out"), high=rules.NEEDLES_MAX)

    def __init__(self, *args, codes=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.codes = codes
        for code in codes:
            self.fields[f"out_{code}"] = _count_field(code, high=rules.NEEDLES_MAX)

    def clean(self):
        cleaned = super().clean()
        points = [cleaned.get(f"out_{code}") for code in self.codes]
        said = [cleaned.get("all_out"), cleaned.get("counted"), *points]
        if not self.errors and all(value is None for value in said):
            self.add_error("counted", _("Write the number you counted. If there were none, write 0."))
        if not self.errors and cleaned.get("all_out") is not None:
            other = cleaned["counted"] if cleaned.get("counted") is not None else None
            if other not in (None, cleaned["all_out"]):
                self.add_error(
                    "counted",
                    _("You wrote %(counted)s and pressed %(all)s. Which is it?")
                    % {"counted": other, "all": cleaned["all_out"]},
                )
        if not self.errors and cleaned.get("all_out") is None and any(value is not None for value in points):
            together = sum(value or 0 for value in points)
            if cleaned.get("counted") not in (None, together):
                self.add_error(
                    "counted", _("The points together make %(sum)s. Count once more.") % {"sum": together}
                )
        return cleaned

    def values(self):
        """Return the arguments of actions.needles_out."""
        said = self.cleaned_data
        if said["all_out"] is not None:
            return {"needles": said["all_out"]}
        by_point = {code: said[f"out_{code}"] for code in self.codes if said[f"out_{code}"] is not None}
        needles = said["counted"] if said["counted"] is not None else sum(by_point.values())
        return {"needles": needles, "by_point": by_point}


class Amendment(forms.Form):
    """Words added after the signature."""

    part = fields.ChoiceField(
        label=_("What is it about?"),
        required=False,
        choices=list(counting_words.PARTS.items()),
        help_text=_("A part of the note is put in the place of what was signed; both stay to be read."),
        error_messages=NOT_LISTED,
    )
    words = _words(
        _("What to add"),
        _("What was signed stays as it was. This is added below it, with your name and the time."),
        rows=3,
        required=True,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="amendment_%s", **kwargs)
        self.fields["words"].error_messages["required"] = _("Write what to add.")
