"""Turn what was tapped and typed about an unwanted effect into values; say what to put right."""

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from needlepoint.charting.rules import effects
from needlepoint.charting.wording import effects as wording
from needlepoint.house import forms
from needlepoint.house.design import widgets

WORDS_MAX = 4000
REPORTED_MAX = 120
NOT_LISTED = {"invalid_choice": _("Choose one of the answers.")}
YES_NO = (("yes", _("Yes")), ("no", _("No")))


def _words(label, hint="", *, rows=2, required=False):
    return fields.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=WORDS_MAX,
        widget=fields.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": _("Write what you heard or did."),
            "max_length": _("Please keep it under 4,000 characters."),
        },
    )


def _one_of(label, choices, hint="", *, error="", is_short=True):
    return fields.ChoiceField(
        label=label,
        help_text=hint,
        required=False,
        choices=list(choices.items()),
        widget=widgets.Chips if is_short else fields.RadioSelect,
        error_messages={"required": error, **NOT_LISTED},
    )


def _category(label):
    return fields.ChoiceField(
        label=label,
        choices=[("", _("Choose")), *wording.EFFECTS.items()],
        error_messages={"required": _("Choose what happened."), **NOT_LISTED},
    )


def _grade(*, required):
    return fields.TypedChoiceField(
        label=_("How bad?"),
        coerce=int,
        empty_value=None,
        required=required,
        choices=list(wording.GRADES.items()),
        widget=fields.RadioSelect,
        error_messages={"required": _("Choose how bad it was."), **NOT_LISTED},
    )


def _yes_or_no(label, hint=""):
    """Yes, no, or nobody said; nothing is chosen beforehand."""
    return fields.TypedChoiceField(
        label=label,
        help_text=hint,
        required=False,
        coerce=lambda value: value == "yes",
        empty_value=None,
        choices=YES_NO,
        widget=widgets.Chips,
        error_messages=NOT_LISTED,
    )


class Reaction(forms.Form):
    """Something unwanted at a visit, by a practitioner. Nothing is chosen beforehand."""

    category = _category(_("What happened?"))
    grade = _grade(required=True)
    words = _words(_("In a few words"))
    what_was_done = _words(_("What was done about it"))


class Told(forms.Form):
    """What a patient says on the phone or at the desk. Whoever writes it down grades nothing."""

    signs = fields.MultipleChoiceField(
        label=_("First ask: any of these now?"),
        required=False,
        choices=list(wording.SIGNS.items()),
        widget=widgets.ManyChips,
        error_messages=NOT_LISTED,
    )
    category = _one_of(
        _("What bothers them?"),
        {str(one): wording.EFFECTS[one] for one in effects.TOLD},
        error=_("Choose what bothers them. “Something else” will do."),
    )
    words = _words(_("In their words"))
    began = _one_of(_("When did it begin?"), wording.BEGAN)
    visit = fields.ChoiceField(
        label=_("After which visit?"), required=False, widget=widgets.Chips, error_messages=NOT_LISTED
    )
    all_optional = True

    def __init__(self, *args, visits, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["visit"].choices = [*visits, ("", _("Nobody knows"))]
        if visits:
            self.fields["visit"].initial = visits[0][0]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned.get("signs") or cleaned.get("category")):
            self.add_error("category", self.fields["category"].error_messages["required"])
        return cleaned

    def values(self):
        """Return the arguments of actions.reporting.take_down_effect."""
        said = dict(self.cleaned_data)
        return {"visit_code": said.pop("visit"), **said}


class Assess(forms.Form):
    """The whole form. Nothing but a mild and ordinary effect's being expected is chosen beforehand."""

    category = _category(_("What was it?"))
    grade = _grade(required=False)
    outcome = _one_of(_("How is it now?"), wording.OUTCOMES)
    criteria = fields.MultipleChoiceField(
        label=_("What did it lead to?"),
        help_text=_("One of these makes it serious, whatever the grade."),
        required=False,
        choices=list(wording.SERIOUSNESS.items()),
        widget=fields.CheckboxSelectMultiple,
        error_messages=NOT_LISTED,
    )
    causality = _one_of(_("Did the treatment do it?"), wording.CAUSALITY, is_short=False)
    is_expected = _yes_or_no(
        _("Was it to be expected?"), _("The consent names it, and it was no worse than that.")
    )
    is_preventable = _yes_or_no(_("Could it have been avoided?"))
    began = _one_of(_("When did it begin?"), wording.BEGAN)
    lasted = _one_of(_("How long did it last?"), wording.LASTED)
    words = _words(_("In a few words"))
    what_was_done = _words(_("What was done about it"))
    patient_told = _yes_or_no(_("Was the patient told what happened?"))
    reported_to = fields.CharField(
        label=_("Reported to"),
        help_text=_("Their doctor, the insurer, a health authority; who, and on which day."),
        required=False,
        max_length=REPORTED_MAX,
    )
    all_optional = True

    @staticmethod
    def initial_of(reaction):
        """Give what is known of an effect as the form shows it."""
        known = {name: getattr(reaction, name) for name in ("category", "grade", "outcome", "causality")}
        said = {True: "yes", False: "no", None: ""}
        return {
            **known,
            **{
                name: said[getattr(reaction, name)]
                for name in ("is_expected", "is_preventable", "patient_told")
            },
            "criteria": reaction.seriousness,
            "began": effects.band(reaction.began_after_minutes, effects.BEGAN),
            "lasted": effects.band(reaction.lasted_minutes, effects.LASTED),
            "words": reaction.words,
            "what_was_done": reaction.what_was_done,
            "reported_to": reaction.reported_to,
        }

    def __init__(self, *args, may_change_words=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_change_words:
            del self.fields["words"]  # a patient's own words stay as they are


class FollowUp(forms.Form):
    """What was heard or done since."""

    words = _words(_("What you heard or did"), required=True)
    outcome = _one_of(_("How is it now?"), {str(one): wording.OUTCOMES[one] for one in effects.Outcome})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="heard_%s", **kwargs)  # two forms share the page


class Reopen(forms.Form):
    """Why a closed one is opened again."""

    words = _words(_("What is new?"), required=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="again_%s", **kwargs)
