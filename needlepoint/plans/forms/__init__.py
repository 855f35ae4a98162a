"""Turn what was typed at the assessment and in the plan into values, and say what to put right."""

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms
from needlepoint.house.design import widgets
from needlepoint.intake import rules as intake_rules
from needlepoint.knowledge import dose
from needlepoint.knowledge.codes import icd10cm
from needlepoint.knowledge.points import presets
from needlepoint.knowledge.safety import check
from needlepoint.plans import rules, wording
from needlepoint.plans.rules import entry
from needlepoint.plans.wording import home as home_wording

LONG = 2000
TOO_LONG = {"max_length": _("This is longer than we can keep. Please shorten it.")}
NOT_LISTED = {"invalid_choice": _("Choose one from the list.")}
NUMBER = _("Write this as a number.")


def _words(label, help_text="", rows=2, required=False, **messages):  # noqa: FBT002 Django's own word
    return fields.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONG,
        widget=fields.Textarea(attrs={"rows": rows}),
        error_messages={**TOO_LONG, **messages},
    )


def _one_of(label, choices, *, required=False, widget=widgets.Chips, blank="", **messages):
    given = [(str(key), words) for key, words in choices.items()]
    return fields.ChoiceField(
        label=label,
        required=required,
        choices=[("", blank), *given] if widget is fields.Select else given,
        widget=widget,
        error_messages={**NOT_LISTED, **messages},
    )


def _number(label, *, low, high, required=False, help_text="", message=NUMBER):
    return fields.IntegerField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=low,
        max_value=high,
        widget=fields.TextInput(attrs={"inputmode": "numeric", "class": "tiny"}),
        error_messages={"required": message, "invalid": message, "min_value": message, "max_value": message},
    )


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

    ago = _number(
        _("How long ago did it begin? About is good enough"),
        low=0,
        high=1000,
        message=_("Write how long ago as a number, such as 6."),
    )
    ago_unit = _one_of(
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

    site = _one_of(_("Where is it worst?"), wording.SITES, required=True)
    side = _one_of(_("Which side?"), wording.SIDES)
    kind = _one_of(_("What kind of back pain?"), wording.KINDS, required=True, widget=fields.Select)
    diagnosis_code = fields.ChoiceField(
        label=_("ICD-10-CM code"),
        required=False,
        error_messages=NOT_LISTED,
    )
    leg_raise_left = _number(
        _("Straight-leg raise, left"),
        low=0,
        high=rules.LEG_RAISE_MAX,
        message=_("Write the left leg raise in degrees, from 0 to 120."),
    )
    leg_raise_right = _number(
        _("Straight-leg raise, right"),
        low=0,
        high=rules.LEG_RAISE_MAX,
        message=_("Write the right leg raise in degrees, from 0 to 120."),
    )
    power = _words(_("Power in the legs"), rows=1)
    sensation = _words(_("Feeling in the legs"), rows=1)
    palpation = _words(_("What the hands found"))
    words = _words(_("Anything else"))
    signs = fields.MultipleChoiceField(
        label=_("Weaker signs"),
        required=False,
        widget=widgets.ManyChips,
        error_messages=NOT_LISTED,
    )
    signs_none = fields.BooleanField(label=_("Asked today, none of these"), required=False)
    doctors_word = _words(
        _("If a doctor has already looked at one of these: who, when, and what they said"),
        rows=2,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].error_messages["required"] = _("Choose where it is worst.")
        self.fields["kind"].error_messages["required"] = _("Choose what kind of back pain this is.")
        self.fields["diagnosis_code"].choices = _code_choices()
        for key in rules.MOVEMENTS:
            self.fields[f"move_{key}"] = _one_of(
                wording.MOVEMENTS[key], wording.MOVEMENT_ANSWERS, widget=fields.Select, blank=_("Not tested")
            )
        for key in rules.REFLEXES:
            self.fields[f"reflex_{key}"] = _one_of(
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
        return _one_of(named, ANSWERS, required=True)
    return fields.MultipleChoiceField(
        label=named,
        choices=[*((item.key, item.label) for item in page.items), *NONE_OR_UNSURE.items()],
        widget=widgets.ManyChips,
        error_messages={**NOT_LISTED},
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


class PointRow:
    """One point of a form: whether it is ticked, and the field for its side."""

    def __init__(self, form, code, *, is_on):
        self.code, self.is_on = code, is_on
        self.name = wording.point_name(code)
        self.is_midline = entry.is_midline(code)
        self.side = form[f"side_{code}"]


class Plan(forms.Form):
    """The plan as agreed with the patient."""

    all_optional = True

    better_means = _words(
        _("What would count as better?"),
        _(
            "Agreed with the patient before the first needle, in their words: something they can see for themselves."
        ),
        required=True,
    )
    visits_planned = _number(
        _("Visits"),
        low=1,
        high=rules.VISITS_MAX,
        required=True,
        message=_("Write the number of visits, such as 8."),
    )
    days_between = _number(
        _("Days from one to the next"),
        low=1,
        high=rules.DAYS_BETWEEN_MAX,
        required=True,
        message=_("Write the days from one visit to the next, such as 7."),
    )
    review_after = _number(
        _("Review after visit"),
        low=1,
        high=rules.VISITS_MAX,
        required=True,
        message=_("Write the visit after which to look and decide, such as 6."),
    )
    numbers_reason = _words(_("If these are outside what is usual: why?"), rows=1)
    points = fields.MultipleChoiceField(required=False, error_messages=NOT_LISTED)
    add = fields.CharField(
        label=_("Add points"),
        help_text=_(
            "Codes or names, several at once: BL23 both GB30 R ashi. Without a side: the painful one, or both if neither is worse."
        ),
        required=False,
        max_length=entry.TYPED_MAX,
        error_messages=TOO_LONG,
        widget=fields.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    techniques = fields.MultipleChoiceField(
        label=_("Beside the needles"), required=False, widget=widgets.ManyChips
    )
    caution_reason = _words(_("If something is chosen in spite of a caution: why?"), rows=1)
    home = fields.MultipleChoiceField(
        label=_("What can they do between visits?"),
        required=False,
        widget=fields.CheckboxSelectMultiple,
        choices=home_wording.names(),
        error_messages=NOT_LISTED,
    )
    words = _words(_("In words for the patient"), _("They read this on their page."), rows=3)

    def __init__(self, *args, rows=(), standings=(), painful="", **kwargs):
        """Build the form.

        rows        (code, side) already in the plan or just taken from a trial
        standings   limits.Standing of every technique for this patient
        painful     the painful side, for points added without one
        """
        super().__init__(*args, **kwargs)
        self.painful = painful
        self.fields["better_means"].error_messages["required"] = _(
            "Agree what would count as better before the first needle."
        )
        self.fields["techniques"].choices = [
            (str(one.technique), wording.TECHNIQUES[one.technique]) for one in standings if not one.is_refused
        ]
        self.fields["techniques"].error_messages = {
            "invalid_choice": _(
                "A technique was chosen that this patient has a caution against or has not agreed to."
            )
        }
        posted = (
            [code for code in self.data.getlist("points") if entry.is_point(code)] if self.is_bound else []
        )
        codes = list(dict.fromkeys([*(code for code, _side in rows), *posted]))[: entry.POINTS_MAX]
        ticked = set(posted) if self.is_bound else set(codes)
        self.fields["points"].choices = [(code, code) for code in codes]
        sides = dict(rows)
        for code in codes:
            self.fields[f"side_{code}"] = side_field(code, sides.get(code) or entry.usual_side(code, painful))
        self.rows = [PointRow(self, code, is_on=code in ticked) for code in codes]

    def rows_with_trial(self, key):
        """Return (code, side) of every ticked point, then those of a trial; an unknown trial adds none."""
        kept = {row.code: self[f"side_{row.code}"].value() for row in self.rows if row.is_on}
        trial = next((one for one in presets.all_presets() if one.key == key), None)
        added = dict(entry.from_preset(trial)) if trial else {}
        return list({**added, **{code: side for code, side in kept.items() if side}}.items())

    def typed(self):
        """Return everything typed so far, unchecked, to show it again."""
        lists = {"techniques", "home"}
        return {
            name: self[name].value()
            for name in self.fields
            if name in lists or not name.startswith(("side_", "points"))
        }

    def clean_add(self):
        return read_points(self.cleaned_data["add"])

    def rows_chosen(self):
        """Return (code, side) of every ticked point, then of those just typed."""
        said = self.cleaned_data
        chosen = {
            code: said[f"side_{code}"] or entry.usual_side(code, self.painful) for code in said["points"]
        }
        for code, side in said["add"]:
            chosen[code] = side or chosen.get(code) or entry.usual_side(code, self.painful)
        return [(code, entry.side_of(code, rules.Side(side))) for code, side in chosen.items()]

    def values(self, needed):
        """Return the arguments of actions.agree_course.

        needed   keys that stand against a caution: the one reason typed answers for all of them
        """
        said = self.cleaned_data
        reasons = dict.fromkeys(needed, said["caution_reason"])
        if said["numbers_reason"]:
            reasons["NUMBERS"] = said["numbers_reason"]
        return {
            "terms": rules.Terms(said["visits_planned"], said["days_between"], said["review_after"]),
            "points": self.rows_chosen(),
            "reasons": reasons,
            **{key: said[key] for key in ("better_means", "techniques", "home", "words")},
        }


def side_field(code, side):
    """Give the field for the side of one point: a midline point has only one."""
    sides = (
        [rules.Side.MIDDLE]
        if entry.is_midline(code)
        else [rules.Side.BOTH, rules.Side.LEFT, rules.Side.RIGHT]
    )
    if code == entry.TENDER:
        sides.append(rules.Side.MIDDLE)
    return fields.ChoiceField(
        label=_("Side of %(point)s") % {"point": code},
        required=False,
        choices=[(str(one), wording.SIDES[one]) for one in sides],
        initial=str(side),
        error_messages=NOT_LISTED,
    )


def read_points(text):
    """Return (code, side or None) for each point typed. Raises ValidationError with every word that is no point."""
    typed = entry.read(text)
    faults = wording.point_faults(typed)
    if faults:
        raise fields.ValidationError(list(faults))
    return typed.wanted
