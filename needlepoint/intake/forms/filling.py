"""Turn what was typed on each page of the intake into answers, and say what to put right.

Every form offers `answers()`, the JSON values to keep, and is opened again with `initial=initial_of(kept answers)`.
"""

import datetime as dt

from django import forms as fields
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms
from needlepoint.house.design import widgets
from needlepoint.intake import rules
from needlepoint.knowledge.instruments import catalogue

LONG = 2000  # characters of free text; more than a page
SHORT = 120  # what an activity's column holds


def _words(label, help_text="", rows=3):
    return fields.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONG,
        widget=fields.Textarea(attrs={"rows": rows}),
        error_messages={
            "max_length": _(
                "This is longer than we can keep. Please shorten it, and tell us the rest at the visit."
            )
        },
    )


def zero_to_ten(label, instrument, help_text=""):
    """Return a nought-to-ten question that may be left open; the ends carry the instrument's own words."""
    return fields.TypedChoiceField(
        label=label,
        help_text=help_text,
        required=False,
        choices=widgets.ZERO_TO_TEN,
        coerce=int,
        empty_value=None,
        widget=widgets.Scale(low=_(instrument.lowest_label), high=_(instrument.highest_label)),
        error_messages={"invalid_choice": _("Choose a number from 0 to 10.")},
    )


class StepForm(forms.Form):
    """One page. Everything may be left open, and the page says so once."""

    all_optional = True

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    @staticmethod
    def initial_of(answers):
        """Return form values for answers kept before."""
        return dict(answers)

    def answers(self):
        """Return the JSON values to keep: a question left open has no key."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}


class About(StepForm):
    """Where, since when, how it began."""

    regions = fields.MultipleChoiceField(
        label=_("Tick every part that hurts"),
        required=False,
        choices=[(code, code) for code in rules.REGIONS],
        widget=fields.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("One of the ticked parts is not on our list. Please tick again.")
        },
    )
    ago = fields.IntegerField(
        label=_("How long ago did it begin? About is good enough"),
        required=False,
        min_value=0,
        max_value=int(rules.LONGEST_DAYS),
        widget=fields.TextInput(attrs={"inputmode": "numeric", "class": "tiny"}),
        error_messages={
            "invalid": _("Write how long ago as a number, such as 6."),
            "min_value": _("Write how long ago as a number, such as 6."),
            "max_value": _("That is longer than a life. Please check the number."),
        },
    )
    ago_unit = fields.ChoiceField(
        label=_("Days, weeks, months or years"),
        required=False,
        choices=[
            (rules.Unit.DAYS, _("Days")),
            (rules.Unit.WEEKS, _("Weeks")),
            (rules.Unit.MONTHS, _("Months")),
            (rules.Unit.YEARS, _("Years")),
        ],
        widget=widgets.Chips,
        error_messages={"invalid_choice": _("Choose days, weeks, months or years.")},
    )
    onset_on = widgets.DateBoxesField(label=_("Or, if you know it, the day it began"), required=False)
    how = _words(_("How did it begin?"), _("A lift, a fall, or slowly by itself. Your own words are best."))

    @staticmethod
    def initial_of(answers):
        day = answers.get("onset_on")
        return {**answers, "onset_on": dt.date.fromisoformat(day) if day else None}

    def clean(self):
        cleaned = super().clean()
        ago, unit, day = cleaned.get("ago"), cleaned.get("ago_unit"), cleaned.get("onset_on")
        if ago is not None and not unit and "ago_unit" not in self.errors:
            self.add_error("ago_unit", _("Choose days, weeks, months or years."))
        elif unit and ago is None and "ago" not in self.errors:
            self.add_error("ago", _("Write how many, such as 6."))
        elif ago is not None and unit and rules.is_too_long_ago(ago, rules.Unit(unit)):
            self.add_error("ago", _("That is longer than a life. Please check the number."))
        if day and day > self.today:
            self.add_error("onset_on", _("This day has not come yet. Please check it."))
        elif day and (self.today - day).days > rules.LONGEST_DAYS:
            self.add_error("onset_on", _("That is longer than a life ago. Please check the year."))
        return cleaned

    def answers(self):
        kept = super().answers()
        if "onset_on" in kept:  # the exact day is better than the guess beside it
            kept["onset_on"] = kept["onset_on"].isoformat()
        if "ago" in kept:
            kept["answered_on"] = self.today.isoformat()
        return kept


class History(StepForm):
    """Health so far, in free text."""

    conditions = _words(
        _("Illnesses or conditions you have or had"),
        _("Such as diabetes, thin bones, heart trouble, cancer."),
    )
    operations = _words(_("Operations, and about when"), _("Most of all on your back, hips or knees."))
    medicines = _words(
        _("Medicines you take now"),
        _("Also what you buy without a prescription. Copying from the boxes is fine."),
    )
    other_care = _words(
        _("What have you tried for your back so far?"),
        _("Such as exercise, physiotherapy, massage, pills. Did it help?"),
    )


class Pain(StepForm):
    """One number."""

    pain = zero_to_ten(_(catalogue.PAIN.question), catalogue.PAIN, _(catalogue.PAIN.help))


class Activities(StepForm):
    """Up to three things of their own, each with how well they can be done."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = (_("First activity"), _("Second activity"), _("Third activity"))
        for n, name in enumerate(names, start=1):
            self.fields[f"words_{n}"] = fields.CharField(
                label=name,
                required=False,
                max_length=SHORT,
                error_messages={"max_length": _("A few words are enough here, at most 120 letters.")},
            )
            self.fields[f"value_{n}"] = zero_to_ten(_("How well can you do it now?"), catalogue.ACTIVITY)
        self.fields["words_1"].help_text = _(
            "Such as: putting on socks, walking to the shop, sleeping through."
        )

    @property
    def rows(self):
        """(words field, number field) for each activity."""
        return [(self[f"words_{n}"], self[f"value_{n}"]) for n in range(1, rules.ACTIVITIES_ASKED + 1)]

    @staticmethod
    def initial_of(answers):
        rows = enumerate(answers.get("rows", ()), start=1)
        return {
            key: value
            for n, row in rows
            for key, value in ((f"words_{n}", row["words"]), (f"value_{n}", row.get("value")))
        }

    def clean(self):
        cleaned = super().clean()
        seen = set()
        for n in range(1, rules.ACTIVITIES_ASKED + 1):
            words, value = cleaned.get(f"words_{n}"), cleaned.get(f"value_{n}")
            if value is not None and not words and f"words_{n}" not in self.errors:
                self.add_error(f"words_{n}", _("You chose a number here. Write which activity it is for."))
            if words and words.casefold() in seen:
                self.add_error(
                    f"words_{n}", _("You wrote this one already. Choose another, or leave this empty.")
                )
            seen.add((words or "").casefold())
        return cleaned

    def answers(self):
        pairs = [
            (self.cleaned_data.get(f"words_{n}"), self.cleaned_data.get(f"value_{n}")) for n in (1, 2, 3)
        ]
        rows = [
            {"words": words, **({} if value is None else {"value": value})} for words, value in pairs if words
        ]
        return {"rows": rows} if rows else {}


class Goals(StepForm):
    """What would make it worth it."""

    worth_it = _words(
        _("What would make these visits worth it for you?"),
        _("Such as: sitting through a film, lifting my grandchild."),
    )
    hopes = _words(
        _("What do you expect or hope acupuncture will do?"), _("It is fine to have doubts. Write those too.")
    )


class Consent(StepForm):
    """Yes, no or talk first, for each technique; and whether the answers are kept."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for technique in rules.TECHNIQUES:
            self.fields[technique.kind] = fields.ChoiceField(
                label=_(technique.name),
                help_text=_(technique.about),
                required=False,
                choices=[
                    (rules.Choice.YES, _("Yes")),
                    (rules.Choice.NO, _("No")),
                    (rules.Choice.TALK, _("I want to talk first")),
                ],
                widget=widgets.Chips,
                error_messages={"invalid_choice": _("Choose one of the three answers, or leave it open.")},
            )
        self.fields[rules.KEEP_ANSWERS] = fields.ChoiceField(
            label=_("May we keep these answers in your record?"),
            help_text=_("If you say no, we throw them away once you press send, and ask you at the visit."),
            choices=[(rules.Choice.YES, _("Yes, keep them")), (rules.Choice.NO, _("No, throw them away"))],
            widget=fields.RadioSelect,
            error_messages={
                "required": _("Say whether we may keep your answers."),
                "invalid_choice": _("Say whether we may keep your answers."),
            },
        )

    @property
    def techniques(self):
        return [self[technique.kind] for technique in rules.TECHNIQUES]

    @property
    def keep(self):
        return self[rules.KEEP_ANSWERS]


FORMS = {
    "about": About,
    "history": History,
    "pain": Pain,
    "activities": Activities,
    "goals": Goals,
    "consent": Consent,
}
assert tuple(FORMS) == rules.STEP_KEYS, "every step has its form, in the same order"


def form_for(step, kept, *, today, data=None):
    """Return the form of a step: filled with what was posted, else with what was kept before."""
    made = FORMS[step.key]
    return made(data, today=today, initial=made.initial_of(kept.get(step.key, {})))


def unable(form, sentence):
    """Put a refusal of the action on top of the form."""
    form.add_error(None, ValidationError(str(sentence) or _now("We could not keep this. Please try again.")))
