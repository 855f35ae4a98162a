"""Turn taps into answers."""

from django import forms as fields
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from needlepoint.house import clock, codes, forms
from needlepoint.house.design import widgets
from needlepoint.knowledge.instruments import catalogue
from needlepoint.outcomes import rules
from needlepoint.outcomes.rules import asking

KEY_CHARACTERS = 16
FEW = 5  # so many answers in words stand as pills, more as a list
LONGEST_DAYS = 366  # how long ago a sheet of paper may have been filled in


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


NAMES = {catalogue.PAIN.key: "pain", catalogue.GLOBAL_CHANGE.key: "overall"}
OWN = "activity_"  # in front of an activity's number
# On a small screen a hint stands only where a question is not clear without it. The sheet of paper has them all.
HINTED = {"SORENESS"}


def name_of(key):
    """Return how a question is called in a form."""
    return NAMES.get(key, key.lower())


def _question(instrument):
    """Nought to ten as places to press; a few words or days as a list or pills."""
    hint = _(instrument.help) if instrument.key in HINTED else ""
    asked = {"label": _(instrument.question), "help_text": hint}
    if instrument.labels:
        choices = [
            (level, _(words)) for level, words in enumerate(instrument.labels, start=instrument.lowest)
        ]
        is_short = len(choices) <= FEW
        wrong = _("Choose one of the answers, or leave it open.")
        widget = widgets.Chips if is_short else fields.RadioSelect
    elif (instrument.lowest, instrument.highest) == (0, 10):
        return _zero_to_ten(instrument=instrument, **asked)
    else:
        choices = [(level, str(level)) for level in range(instrument.lowest, instrument.highest + 1)]
        wrong, widget = _("Choose one of the numbers, or leave it open."), widgets.Chips
    return fields.TypedChoiceField(
        **asked,
        required=False,
        choices=choices,
        coerce=int,
        empty_value=None,
        widget=widget,
        error_messages={"invalid_choice": wrong},
    )


class CheckIn(forms.Form):
    """A minute of questions; each may be left open, but not all of them.

    battery   rules.asking.Battery: which
    paper_on  today, for whoever types from paper; None asks no day
    """

    all_optional = True

    def __init__(self, *args, battery, activities, paper_on=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.battery, self.today = battery, paper_on
        if paper_on:
            self.fields["answered_on"] = fields.DateField(
                label=_("Day on the paper"),
                initial=paper_on,
                required=False,
                widget=fields.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
            )
        first, *rest = [catalogue.instrument(key) for key in battery.keys]
        self.activity_names = {}
        self._ask(first)
        if battery.activities and battery.is_long:
            self._ask_activities(activities)
        for instrument in rest:
            self._ask(instrument)
        if battery.activities and not battery.is_long:
            self._ask_activities(activities)

    def _ask(self, instrument):
        self.fields[name_of(instrument.key)] = question = _question(instrument)
        question.long_hint = instrument.help

    def _ask_activities(self, activities):
        self.activity_names = {f"{OWN}{one.pk}": one.pk for one in activities}
        for one in activities:
            self.fields[f"{OWN}{one.pk}"] = question = _zero_to_ten(one.words, catalogue.ACTIVITY)
            question.long_hint = catalogue.ACTIVITY.question

    def clean_answered_on(self):
        day = self.cleaned_data["answered_on"]
        if day and day > self.today:
            raise ValidationError(_("This day has not come yet."))
        if day and (self.today - day).days > LONGEST_DAYS:
            raise ValidationError(_("That is more than a year ago. Please check the year."))
        return day or self.today

    @property
    def day(self):
        """The box for the day on the paper, or nothing."""
        return self["answered_on"] if self.today else None

    @property
    def first(self):
        """The question that stands first."""
        return self[name_of(self.battery.keys[0])]

    @property
    def activities(self):
        return [self[name] for name in self.activity_names]

    @property
    def rest(self):
        return [self[name_of(key)] for key in self.battery.keys[1:]]

    @property
    def has_activity_trouble(self):
        """Whether something folded away needs a look, or was answered."""
        return any(field.errors or field.value() not in (None, "") for field in self.activities)

    def answers(self):
        given = {key: self.cleaned_data.get(name_of(key)) for key in self.battery.keys}
        own = {pk: self.cleaned_data.get(name) for name, pk in self.activity_names.items()}
        return asking.gathered(
            {key: value for key, value in given.items() if value is not None},
            {pk: value for pk, value in own.items() if value is not None},
        )


def for_check_in(request, asked, number, activities):
    """The form of one check-in, with what was posted; staff also say which day the paper is of.

    number      which visit it is about, as rules.asking counts them
    activities  the patient's own
    """
    return CheckIn(
        request.POST if request.method == "POST" else None,
        battery=asking.battery(rules.Kind(asked.kind), visit_number=number),
        activities=activities,
        paper_on=clock.today(asked.patient.clinic.time_zone) if request.viewer.is_staff else None,
    )


def for_change(request, asked, number, activities, kept):
    """The form of one check-in that was answered, with what was kept, or with what was posted."""
    own = {f"{OWN}{one.activity_id}": int(one.value) for one in kept if one.activity_id}
    alone = {name_of(one.instrument): int(one.value) for one in kept if not one.activity_id}
    return CheckIn(
        request.POST if request.method == "POST" else None,
        battery=asking.battery(rules.Kind(asked.kind), visit_number=number),
        activities=activities,
        initial={**own, **alone},
    )


class TypedCheckIn(CheckIn):
    """The same from a sheet of paper that nobody was asked by message; its key makes the same sheet sent twice one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"] = fields.CharField(
            widget=fields.HiddenInput, max_length=KEY_CHARACTERS, required=False, initial=codes.new_code
        )

    def clean_key(self):
        key = self.cleaned_data["key"]
        return key if key.isalnum() else codes.new_code()


class PainToday(forms.Form):
    """One number, at the start of a visit."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pain"] = _zero_to_ten(_(catalogue.PAIN.question), catalogue.PAIN, required=True)


def told_at(form, local_now):
    """When a sheet of paper was filled in, aware; None where nobody types from paper.

    local_now  aware, on the clinic's wall clock
    """
    day = form.cleaned_data.get("answered_on")
    return rules.filled_in_at(day, local_now) if day else None


def unable(form, sentence):
    """Put a refusal of the action on top of the form."""
    form.add_error(None, ValidationError(str(sentence)))
