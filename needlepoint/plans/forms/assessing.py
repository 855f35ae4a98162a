"""Turn what was tapped and typed at the assessment into values, and say what to put right."""

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms
from needlepoint.house.design import widgets
from needlepoint.intake import rules as intake_rules
from needlepoint.knowledge import dose
from needlepoint.knowledge.codes import icd10cm
from needlepoint.knowledge.safety import check
from needlepoint.plans import rules, wording
from needlepoint.plans.forms import parts

ANSWERS = {
    check.Answer.NO.value: _("No"),
    check.Answer.YES.value: _("Yes"),
    check.Answer.NOT_SURE.value: _("Not sure"),
}
NONE_OR_UNSURE = {
    check.Answer.NO.value: _("None of these"),
    check.Answer.NOT_SURE.value: _("Not sure"),
}


class Onset(forms.Form):
    """Since when: about how long ago, or the day."""

    all_optional = True  # what must be filled in says so when it is missing

    ago = parts.number(
        _("How long ago did it begin? About is good enough"),
        low=0,
        high=1000,
        message=_("Write how long ago as a number, such as 6."),
    )
    ago_unit = parts.one_of(
        _("Days, weeks, months or years"),
        {
            intake_rules.Unit.DAYS: _("Days"),
            intake_rules.Unit.WEEKS: _("Weeks"),
            intake_rules.Unit.MONTHS: _("Months"),
            intake_rules.Unit.YEARS: _("Years"),
        },
    )
    onset_on = widgets.DateBoxesField(label=_("Or the day it began, if known"), required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self):
        cleaned = super().clean()
        ago, unit, day = cleaned.get("ago"), cleaned.get("ago_unit"), cleaned.get("onset_on")
        if ago is not None and not unit and "ago_unit" not in self.errors:
            self.add_error("ago_unit", _("Choose days, weeks, months or years."))
        elif ago is not None and unit and intake_rules.is_too_long_ago(ago, intake_rules.Unit(unit)):
            self.add_error("ago", _("That is longer than a life. Please check the number."))
        if day and day > self.today:
            self.add_error("onset_on", _("This day has not come yet. Please check it."))
        if day and ago is not None and unit and not self.errors and self._disagree(day, ago, unit):
            self.add_error("ago", _("“How long ago” and the day do not agree. Empty the one that is wrong."))
        if day is None and ago is None and not {"ago", "onset_on"} & set(self.errors):
            self.add_error("ago", _("Say about how long ago the pain began: the plan depends on it."))
        return cleaned

    def _disagree(self, day, ago, unit):
        """Say whether the guess and the day lead to different presets: then neither may win unseen."""
        about = intake_rules.counted_back(ago, intake_rules.Unit(unit), self.today)
        return dose.phase(day, self.today) is not dose.phase(about, self.today)

    def onset(self):
        """Return the day it began; an exact day is better than the guess beside it."""
        day, ago, unit = (self.cleaned_data[name] for name in ("onset_on", "ago", "ago_unit"))
        if day or ago is None or not unit:
            return day
        return intake_rules.counted_back(ago, intake_rules.Unit(unit), self.today)


def onset_typed(data, today):
    """Return the day that was typed so far, or None while it is no day yet."""
    form = Onset(data, today=today)
    return form.onset() if form.is_valid() else None


class Assessment(Onset):
    """What the practitioner finds. A part left open means not tested, never normal."""

    site = parts.one_of(_("Where is it worst?"), wording.SITES, required=True)
    side = parts.one_of(_("Which side?"), wording.SIDES)
    kind = parts.one_of(_("What kind of back pain?"), wording.KINDS, required=True, widget=fields.Select)
    diagnosis_code = fields.ChoiceField(
        label=_("ICD-10-CM code"),
        required=False,
        error_messages=parts.NOT_LISTED,
    )
    leg_raise_left = parts.number(
        _("Straight-leg raise, left"),
        low=0,
        high=rules.LEG_RAISE_MAX,
        message=_("Write the left leg raise in degrees, from 0 to 120."),
    )
    leg_raise_right = parts.number(
        _("Straight-leg raise, right"),
        low=0,
        high=rules.LEG_RAISE_MAX,
        message=_("Write the right leg raise in degrees, from 0 to 120."),
    )
    power = parts.words(_("Power in the legs"), rows=1)
    sensation = parts.words(_("Feeling in the legs"), rows=1)
    palpation = parts.words(_("What the hands found"))
    words = parts.words(_("Anything else"))
    signs = fields.MultipleChoiceField(
        label=_("Weaker signs"),
        required=False,
        widget=widgets.ManyChips,
        error_messages=parts.NOT_LISTED,
    )
    signs_none = fields.BooleanField(label=_("Asked today, none of these"), required=False)
    doctors_word = parts.words(
        _("If a doctor has already looked at one of these: who, when, and what they said"),
        rows=2,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].error_messages["required"] = _("Choose where it is worst.")
        self.fields["kind"].error_messages["required"] = _("Choose what kind of back pain this is.")
        self.fields["diagnosis_code"].choices = _code_choices()
        for key in rules.MOVEMENTS:
            self.fields[f"move_{key}"] = parts.one_of(
                wording.MOVEMENTS[key], wording.MOVEMENT_ANSWERS, widget=fields.Select, blank=_("Not tested")
            )
        for key in rules.REFLEXES:
            self.fields[f"reflex_{key}"] = parts.one_of(
                wording.REFLEXES[key], wording.REFLEX_ANSWERS, widget=fields.Select, blank=_("Not tested")
            )
        for page in rules.red_flag_questions():
            asked = _("Ask this today and mark the answer: %(question)s") % {"question": page.question}
            named = f"{wording.RED_FLAGS[page.key]}. {page.question}"
            field = _red_flag(page, named)
            field.error_messages["required"] = asked
            self.fields[f"flag_{page.key}"] = field
        self.fields["signs"].choices = [(item.key, item.label) for item in rules.red_flag_signs().items]

    def clean(self):
        cleaned = super().clean()
        for page in rules.red_flag_questions():
            said = cleaned.get(f"flag_{page.key}") or []
            if page.is_ticks and check.Answer.NO.value in said and len(said) > 1:
                self.add_error(
                    f"flag_{page.key}", _("You ticked a sign and “none of these”. Keep one of them.")
                )
        if not cleaned.get("signs") and not cleaned.get("signs_none") and "signs" not in self.errors:
            self.add_error("signs", _("Tick the weaker signs you found, or “Asked today, none of these”."))
        if cleaned.get("signs") and cleaned.get("signs_none"):
            self.add_error("signs", _("You ticked a sign and “none of these”. Keep one of them."))
        return cleaned

    @property
    def movement_fields(self):
        return [self[f"move_{key}"] for key in rules.MOVEMENTS]

    @property
    def reflex_fields(self):
        return [self[f"reflex_{key}"] for key in rules.REFLEXES]

    @property
    def flag_fields(self):
        return [self[f"flag_{page.key}"] for page in rules.red_flag_questions()]

    def red_flags(self):
        """Return every answer by key; a sign left empty beside a tick or "none" was asked and is no."""
        said = self.cleaned_data
        questions = {}
        for page in rules.red_flag_questions():
            questions |= _answers(page, said[f"flag_{page.key}"])
        return questions | check.answers_from_ticks(rules.red_flag_signs(), said["signs"])

    def findings(self):
        """Return what was tested, as JSON values; what was not tested has no key."""
        said = self.cleaned_data
        raised = {"LEFT": said["leg_raise_left"], "RIGHT": said["leg_raise_right"]}
        found = {
            "movement": {key: said[f"move_{key}"] for key in rules.MOVEMENTS if said[f"move_{key}"]},
            "leg_raise": {side: degrees for side, degrees in raised.items() if degrees is not None},
            "reflexes": {key: said[f"reflex_{key}"] for key in rules.REFLEXES if said[f"reflex_{key}"]},
            **{key: said[key] for key in ("power", "sensation", "palpation", "words")},
            "onset_is_about": said["onset_on"] is None,
        }
        return {key: value for key, value in found.items() if value}

    def values(self):
        """Return the arguments of actions.assess."""
        said = self.cleaned_data
        kept = {key: said[key] for key in ("site", "side", "kind", "diagnosis_code", "doctors_word")}
        return {**kept, "onset_on": self.onset(), "red_flags": self.red_flags(), "findings": self.findings()}


def _red_flag(page, named):
    if page.is_choice:
        return parts.one_of(named, ANSWERS, required=True)
    return fields.MultipleChoiceField(
        label=named,
        choices=[*((item.key, item.label) for item in page.items), *NONE_OR_UNSURE.items()],
        widget=widgets.ManyChips,
        error_messages={**parts.NOT_LISTED},
    )


def _answers(page, said):
    """Return the answers to one question; a sign left empty was asked and is no, unless somebody was not sure."""
    if page.is_choice:
        return check.answers_from_choice(page, check.Answer(said))
    return check.answers_from_ticks(
        page, set(said) - set(NONE_OR_UNSURE), not_sure=check.Answer.NOT_SURE.value in said
    )


def _code_choices():
    groups = {}
    for code in icd10cm.codes():
        if code.billable:
            groups.setdefault(code.group, []).append((code.code, f"{code.code} · {code.label}"))
    return [("", _("No code yet")), *groups.items()]
