"""Turn what was tapped and typed in the plan into values, and say what to put right."""

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms
from needlepoint.house.design import widgets
from needlepoint.knowledge.points import presets
from needlepoint.plans import rules, wording
from needlepoint.plans.forms import parts
from needlepoint.plans.rules import entry
from needlepoint.plans.wording import home as home_wording


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

    better_means = parts.words(
        _("What would count as better?"),
        _(
            "Agreed with the patient before the first needle, in their words: something they can see for themselves."
        ),
        required=True,
    )
    visits_planned = parts.number(
        _("Visits"),
        low=1,
        high=rules.VISITS_MAX,
        required=True,
        message=_("Write the number of visits, such as 8."),
    )
    days_between = parts.number(
        _("Days from one to the next"),
        low=1,
        high=rules.DAYS_BETWEEN_MAX,
        required=True,
        message=_("Write the days from one visit to the next, such as 7."),
    )
    review_after = parts.number(
        _("Review after visit"),
        low=1,
        high=rules.VISITS_MAX,
        required=True,
        message=_("Write the visit after which to look and decide, such as 6."),
    )
    numbers_reason = parts.words(_("If these are outside what is usual: why?"), rows=1)
    points = fields.MultipleChoiceField(required=False, error_messages=parts.NOT_LISTED)
    add = fields.CharField(
        label=_("Add points"),
        help_text=_(
            "Codes or names, several at once: BL23 both GB30 R ashi. Without a side: the painful one, or both if neither is worse."
        ),
        required=False,
        max_length=entry.TYPED_MAX,
        error_messages=parts.TOO_LONG,
        widget=fields.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    techniques = fields.MultipleChoiceField(
        label=_("Beside the needles"), required=False, widget=widgets.ManyChips
    )
    caution_reason = parts.words(_("If something is chosen in spite of a caution: why?"), rows=1)
    home = fields.MultipleChoiceField(
        label=_("What can they do between visits?"),
        required=False,
        widget=fields.CheckboxSelectMultiple,
        choices=home_wording.names(),
        error_messages=parts.NOT_LISTED,
    )
    words = parts.words(_("In words for the patient"), _("They read this on their page."), rows=3)

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
        error_messages=parts.NOT_LISTED,
    )


def read_points(text):
    """Return (code, side or None) for each point typed. Raises ValidationError with every word that is no point."""
    typed = entry.read(text)
    faults = wording.point_faults(typed)
    if faults:
        raise fields.ValidationError(list(faults))
    return typed.wanted
