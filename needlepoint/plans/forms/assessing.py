"""Turn what was tapped and typed at the assessment into values, and say what to put right."""

from django import forms as fields
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms
from needlepoint.house.design import widgets
from needlepoint.intake import rules as intake_rules
from needlepoint.knowledge import dose
from needlepoint.knowledge.codes import icd10cm
from needlepoint.knowledge.safety import check
from needlepoint.knowledge.tradition import catalogue
from needlepoint.plans import rules, wording
from needlepoint.plans.forms import parts
from needlepoint.plans.rules import examining
from needlepoint.plans.wording import examining as examining_words

PATTERNS = "PATTERNS"
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

    def __init__(self, *args, today, scheme=dose.DEFAULT, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.scheme = today, scheme

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
        phases = {dose.phase(begun, self.today, self.scheme) for begun in (day, about)}
        return len(phases) > 1

    def onset(self):
        """Return the day it began; an exact day is better than the guess beside it."""
        day, ago, unit = (self.cleaned_data[name] for name in ("onset_on", "ago", "ago_unit"))
        if day or ago is None or not unit:
            return day
        return intake_rules.counted_back(ago, intake_rules.Unit(unit), self.today)


def onset_typed(data, today, scheme=dose.DEFAULT):
    """Return the day that was typed so far, or None while it is no day yet."""
    form = Onset(data, today=today, scheme=scheme)
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
    second_codes = fields.CharField(
        label=_("Further codes"),
        required=False,
        max_length=120,
        error_messages=parts.TOO_LONG,
        widget=fields.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    leg_raise_left = parts.number(
        _("Left"),
        low=0,
        high=rules.LEG_RAISE_MAX,
        message=_("Write the left leg raise in degrees, from 0 to 120."),
    )
    leg_raise_right = parts.number(
        _("Right"),
        low=0,
        high=rules.LEG_RAISE_MAX,
        message=_("Write the right leg raise in degrees, from 0 to 120."),
    )
    move_rest = fields.BooleanField(label=_("Free, except as marked"), required=False)
    reflex_rest = fields.BooleanField(label=_("Normal, except as marked"), required=False)
    power_taps = parts.many(
        _("Strength in the legs"), {examining.REST: _("Full, except as marked"), **examining_words.POWER}
    )
    power = parts.words(_("More on strength"), rows=1)
    feeling_taps = parts.many(
        _("Feeling in the legs"), {examining.REST: _("Normal, except as marked"), **examining_words.FEELING}
    )
    sensation = parts.words(_("More on feeling"), rows=1)
    hands = parts.many(_("What the hands found"), examining_words.HANDS)
    palpation = parts.words(_("Which levels, which muscles"), rows=1)
    words = parts.words(_("Anything else"))
    care_words = parts.words(_("What else about it"), rows=1)
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
        for kind, name in examining_words.CARE.items():
            self.fields[f"care_{kind}"] = parts.one_of(
                name, examining_words.CARE_HELPED, widget=fields.Select, blank=_("Not said")
            )
        for part in catalogue.current().parts:
            self.fields[f"tradition_{part.key}"] = parts.many(gettext(part.name), _all_shown(part.choices))
        self.fields[f"tradition_{PATTERNS}"] = parts.many(
            _("Pattern"), _all_shown((one.key, one.name) for one in catalogue.current().patterns)
        )
        for page in rules.red_flag_questions():
            asked = _("Ask this today and mark the answer: %(question)s") % {"question": page.question}
            named = f"{wording.RED_FLAGS[page.key]}. {page.question}"
            field = _red_flag(page, named)
            field.error_messages["required"] = asked
            self.fields[f"flag_{page.key}"] = field
        self.fields["signs"].choices = [(item.key, item.label) for item in rules.red_flag_signs().items]

    def clean_second_codes(self):
        found, unread = icd10cm.read(self.cleaned_data["second_codes"])
        if unread:
            raise fields.ValidationError(
                _("This is no ICD-10-CM code: %(words)s. A code looks like M54.50.")
                % {"words": ", ".join(unread)}
            )
        return list(found)

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

    @property
    def flags(self):
        """The questions as they are asked: the signs read out, one tap for none of them, the signs to mark behind it."""
        return [
            TapRow(
                self[f"flag_{page.key}"],
                name=wording.RED_FLAGS[page.key],
                question=page.question,
                listed=[] if page.is_choice else [item.label for item in page.items],
                behind=[] if page.is_choice else [item.key for item in page.items],
            )
            for page in rules.red_flag_questions()
        ]

    @property
    def weaker(self):
        items = rules.red_flag_signs().items
        return TapRow(
            self["signs"],
            name=self["signs"].label,
            listed=[item.label for item in items],
            behind=[item.key for item in items],
        )

    @property
    def power_row(self):
        return TapRow(self["power_taps"], name=self["power_taps"].label, behind=examining.POWER)

    @property
    def feeling_row(self):
        return TapRow(self["feeling_taps"], name=self["feeling_taps"].label, behind=examining.FEELING)

    @property
    def care_fields(self):
        return [self[f"care_{kind}"] for kind in examining.CARE]

    @property
    def tradition_fields(self):
        return [self[name] for name in self.fields if name.startswith("tradition_")]

    @property
    def has_care(self):
        return self._holds([*(f"care_{kind}" for kind in examining.CARE), "care_words"])

    @property
    def has_tradition(self):
        return self._holds(name for name in self.fields if name.startswith("tradition_"))

    @property
    def has_doctors_word(self):
        return self._holds(["doctors_word"])

    @property
    def has_movement(self):
        return self._holds(f"move_{key}" for key in rules.MOVEMENTS)

    @property
    def has_reflexes(self):
        return self._holds(f"reflex_{key}" for key in rules.REFLEXES)

    @property
    def has_hands(self):
        return self._holds(["hands", "palpation"])

    @property
    def has_more_words(self):
        return self._holds(["power", "sensation", "words"])

    @property
    def has_day(self):
        return self._holds(["onset_on"])

    def _holds(self, names):
        return any(self[name].errors or any(_said(self[name].value())) for name in names)

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
        moved = {key: said[f"move_{key}"] for key in rules.MOVEMENTS if said[f"move_{key}"]}
        reflexes = {key: said[f"reflex_{key}"] for key in rules.REFLEXES if said[f"reflex_{key}"]}
        found = {
            "movement": examining.filled(
                moved, rules.MOVEMENTS, rest=said["move_rest"], as_it_should_be="FREE"
            ),
            "leg_raise": {side: degrees for side, degrees in raised.items() if degrees is not None},
            "reflexes": examining.filled(
                reflexes, rules.REFLEXES, rest=said["reflex_rest"], as_it_should_be="NORMAL"
            ),
            "power_weak": [key for key in said["power_taps"] if key != examining.REST],
            "power_rest": examining.REST in said["power_taps"],
            "feeling_less": [key for key in said["feeling_taps"] if key != examining.REST],
            "feeling_rest": examining.REST in said["feeling_taps"],
            **{key: said[key] for key in ("hands", "power", "sensation", "palpation", "words")},
            "onset_is_about": said["onset_on"] is None,
        }
        return {key: value for key, value in found.items() if value}

    def previous_care(self):
        """Return what was tried and what came of it; the further words stand with "something else"."""
        said = self.cleaned_data
        tried = {kind: said[f"care_{kind}"] for kind in examining.CARE if said[f"care_{kind}"]}
        if said["care_words"]:
            tried.setdefault("OTHER", "TRIED")
        return [
            {"kind": kind, "helped": helped, "words": said["care_words"] if kind == "OTHER" else ""}
            for kind, helped in tried.items()
        ]

    def values(self):
        """Return the arguments of actions.assess."""
        said = self.cleaned_data
        kept = {
            key: said[key]
            for key in ("site", "side", "kind", "diagnosis_code", "second_codes", "doctors_word")
        }
        found = {
            name.removeprefix("tradition_"): said[name]
            for name in self.fields
            if name.startswith("tradition_") and said[name]
        }
        return {
            **kept,
            "onset_on": self.onset(),
            "red_flags": self.red_flags(),
            "findings": self.findings(),
            "previous_care": self.previous_care(),
            "tradition": found,
        }


class TapRow:
    """One question answered by taps: what stands in view, and what opens behind it."""

    def __init__(self, field, *, name, behind, question="", listed=()):
        self.field, self.name, self.question = field, name, question
        self.listed = " · ".join(str(words) for words in listed)
        options = list(field)
        self.first = [one for one in options if one.data["value"] not in behind]
        self.more = [one for one in options if one.data["value"] in behind]
        self.is_open = any(one.data["selected"] for one in self.more)


def _said(value):
    return value if isinstance(value, list | tuple) else [value]


def _all_shown(pairs):
    return {key: gettext(words) for key, words in pairs}


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


def codes_typed(data):
    """Return the codes chosen and typed so far, the main one first."""
    found, _unread = icd10cm.read(data.get("second_codes", "")[:120])
    return [one for one in (data.get("diagnosis_code", ""), *found) if one]


def _code_choices():
    groups = {}
    for code in icd10cm.codes():
        if code.billable:
            groups.setdefault(code.group, []).append((code.code, f"{code.code} · {code.label}"))
    return [("", _("No code yet")), *groups.items()]
