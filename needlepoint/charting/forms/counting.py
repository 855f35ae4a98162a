"""Turn what was typed about needles into numbers: put right, settled, handed over, left in."""

import datetime as dt

from django import forms as fields
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from needlepoint.charting import rules
from needlepoint.charting.rules import left_in
from needlepoint.charting.wording import counting
from needlepoint.house import forms
from needlepoint.house.design import widgets
from needlepoint.plans import wording as plan_wording
from needlepoint.plans.rules import entry

NOT_LISTED = {"invalid_choice": _("Choose one from the list.")}
WORDS_MAX = 1000


def _number(label, *, low, high, **more):
    message = _("Write a number from %(low)s to %(high)s.") % {"low": low, "high": high}
    return fields.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        widget=fields.TextInput(attrs={"inputmode": "numeric", "class": "tiny", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), message),
        **more,
    )


def _reason(label, help_text="", *, required=True):
    return fields.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=WORDS_MAX,
        widget=fields.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a few words what happened.")},
    )


class Correction(forms.Form):
    """How many needles went in, put right place by place."""

    def __init__(self, *args, spots=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.spots = spots
        for spot in spots:
            name = f"in_{spot.key}"
            self.fields[name] = _number(counting.spot(spot), low=0, high=rules.NEEDLES_MAX)
            self.fields[name].initial = spot.needles
        self.order_fields([*(f"in_{spot.key}" for spot in spots), "reason"])

    reason = _reason(_("Why was the number wrong?"), _("The old number stays in the history, beside this."))

    def rows(self):
        return [self[f"in_{spot.key}"] for spot in self.spots]

    def numbers(self):
        return {spot.key: self.cleaned_data[f"in_{spot.key}"] for spot in self.spots}


class Settling(forms.Form):
    """How a mismatch was settled, and why."""

    how = fields.ChoiceField(
        label=_("How was it settled?"),
        widget=fields.RadioSelect,
        error_messages={"required": _("Choose how it was settled."), **NOT_LISTED},
    )
    reason = _reason(_("What happened?"), _("Where it was found, who looked, what the physician said."))
    patient_told = fields.TypedChoiceField(
        label=_("Does the patient know?"),
        choices=[("yes", _("Yes, they were told")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=widgets.Chips,
        error_messages={"required": _("Say whether the patient knows."), **NOT_LISTED},
    )

    def __init__(self, *args, ways=(), **kwargs):
        super().__init__(*args, auto_id="settle_%s", **kwargs)
        self.fields["how"].choices = [(str(one), counting.SETTLED[one]) for one in ways]


class HandOver(forms.Form):
    """Who looks after them from now on."""

    to = fields.ChoiceField(
        label=_("Who takes over?"),
        widget=fields.RadioSelect,
        error_messages={"required": _("Choose a colleague."), **NOT_LISTED},
    )
    words = fields.CharField(
        label=_("Anything they should know"), required=False, max_length=200, widget=fields.TextInput
    )

    def __init__(self, *args, colleagues=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(one.code, one.name) for one in colleagues]


class LeaveIn(forms.Form):
    """What stays in on purpose."""

    kind = fields.ChoiceField(
        label=_("What stays in?"),
        choices=[(str(kind), words) for kind, words in counting.KINDS.items()],
        widget=widgets.Chips,
        error_messages={"required": _("Choose what stays in."), **NOT_LISTED},
    )
    where = fields.CharField(
        label=_("Where?"),
        help_text=_("A point, or for the ear its place: BL23, ashi, ear Shen men."),
        max_length=60,
        error_messages={"required": _("Say where it stays.")},
    )
    side = fields.ChoiceField(
        label=_("Which side?"),
        choices=[(str(side), plan_wording.SIDES[side]) for side in rules.Side if side in plan_wording.SIDES],
        widget=widgets.Chips,
        error_messages={"required": _("Choose the side."), **NOT_LISTED},
    )
    pieces = _number(_("How many?"), low=1, high=left_in.PIECES_MAX)
    remove_by = fields.TypedChoiceField(
        label=_("They come off on"),
        coerce=dt.date.fromisoformat,
        widget=widgets.Chips,
        error_messages={"required": _("Choose the day."), **NOT_LISTED},
    )
    reason = _reason(_("If a caution asks for a reason: why?"), required=False)
    is_patient_told = fields.BooleanField(
        label=_("They know how many stay in, where, and when they come off. They have the card."),
        error_messages={"required": _("Tell them, and give them the card first.")},
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        days = [today + dt.timedelta(days=ahead) for ahead in range(1, left_in.STAY_DAYS_MOST + 1)]
        self.fields["remove_by"].choices = [
            (day.isoformat(), formats.date_format(day, "D j M")) for day in days
        ]
        self.fields["remove_by"].initial = left_in.days_to_choose(today)[0].isoformat()
        self.fields["remove_by"].help_text = _(
            "Three to five days is usual. You decide; nothing stays longer than a week."
        )

    def clean_where(self):
        typed = self.cleaned_data["where"].strip()
        first, _space, rest = typed.partition(" ")
        if first.lower() == "ear":
            if not rest.strip():
                raise fields.ValidationError(_("Say where in the ear."))
            return left_in.EAR, rest.strip()[:40]
        read = entry.read(typed)
        if len(read.wanted) != 1 or plan_wording.point_faults(read):
            raise fields.ValidationError(_("Write one point, such as BL23, or “ear” and its place."))
        return read.wanted[0][0], ""

    def values(self):
        said = dict(self.cleaned_data)
        said["point_code"], said["place"] = said.pop("where")
        return said
