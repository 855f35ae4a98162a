"""Turn what was tapped and typed in the plan into values, and say what to put right."""

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms
from needlepoint.house.design import widgets
from needlepoint.plans import rules, wording
from needlepoint.plans.forms import ceilings, parts
from needlepoint.plans.rules import entry, protocol
from needlepoint.plans.rules import goals as goal_rules
from needlepoint.plans.wording import examining as examining_words
from needlepoint.plans.wording import goals as goal_wording
from needlepoint.plans.wording import home as home_wording
from needlepoint.plans.wording import starting

PLACES = tuple(range(1, goal_rules.GOALS_MAX + 1))
TEN = _("Use a number from 0 to 10.")


class GoalRow:
    """One activity of the form: in words, as a number now, and as the number that would count as better."""

    def __init__(self, form, place):
        self.words, self.now, self.target = (
            form[f"goal_{place}"],
            form[f"goal_now_{place}"],
            form[f"goal_target_{place}"],
        )
        self.errors = [*self.words.errors, *self.now.errors, *self.target.errors]


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
            "In their words: something they can see for themselves. May stay empty when the numbers above say it."
        ),
        rows=1,
    )
    dose = fields.CharField(required=False, max_length=20, widget=fields.HiddenInput)
    preset = fields.CharField(required=False, max_length=40, widget=fields.HiddenInput)
    style = parts.one_of(
        _("Tradition worked in"), examining_words.STYLES, widget=fields.Select, blank=_("Not said")
    )
    individualised = parts.one_of(
        _("How freely chosen?"), examining_words.INDIVIDUALISED, widget=fields.Select, blank=_("Not said")
    )
    rationale = parts.words(_("Why these points"), rows=1)
    setting = fields.CharField(
        label=_("Where, and what the patient is told"),
        required=False,
        max_length=200,
        error_messages=parts.TOO_LONG,
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
        widget=widgets.ManyChips,
        choices=home_wording.names(),
        error_messages=parts.NOT_LISTED,
    )
    words = parts.words(_("In words for the patient"), _("They read this on their page."), rows=3)

    def __init__(self, *args, rows=(), standings=(), painful="", agreed=None, payers=(), **kwargs):
        """Build the form.

        rows        (code, side) already in the plan or just taken from a trial
        standings   limits.Standing of every technique for this patient
        painful     the painful side, for points added without one
        payers      knowledge.payers to choose from; none leaves the question out
        agreed      what would count as better, once a visit is done: it is shown and cannot be changed any more
        """
        super().__init__(*args, **kwargs)
        self.painful, self.agreed = painful, agreed
        if payers:
            self.fields["payer"] = ceilings.payer_field(payers)
        if agreed is not None:
            del self.fields["better_means"]
        for place in PLACES if agreed is None else ():
            self.fields[f"goal_{place}"] = fields.CharField(
                label=_("Wants to do again"),
                required=False,
                max_length=goal_rules.WORDS_MAX,
                error_messages=parts.TOO_LONG,
            )
            for name, label in (("now", _("Now")), ("target", _("Better from"))):
                self.fields[f"goal_{name}_{place}"] = parts.number(
                    label, low=goal_rules.LOWEST, high=goal_rules.BEST, message=TEN
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
            self.fields[f"side_{code}"] = side_field(
                code, sides.get(code) or protocol.usual_side(code, painful)
            )
        self.rows = [PointRow(self, code, is_on=code in ticked) for code in codes]

    @property
    def goals(self):
        return [GoalRow(self, place) for place in PLACES] if self.agreed is None else []

    @property
    def has_record(self):
        names = ("style", "individualised", "rationale", "setting")
        return self.is_bound and any(self[name].errors for name in names)

    @property
    def has_reason(self):
        return bool(self["numbers_reason"].value()) or bool(self.errors)

    @property
    def has_caution_reason(self):
        return bool(self["caution_reason"].value()) or bool(self.errors)

    def rows_with_start(self, key):
        """Return (code, side) of every ticked point, then those of a trial or pattern; an unknown one adds none."""
        kept = {row.code: self[f"side_{row.code}"].value() for row in self.rows if row.is_on}
        added = dict(starting.points_of(key))
        return list({**added, **{code: side for code, side in kept.items() if side}}.items())

    def has_typed_points(self):
        """Say whether points were typed that can be read: what cannot be read is said as a fault of the form."""
        return not self.errors.get("add") and bool(self.cleaned_data.get("add"))

    def rows_with_typed(self):
        """Return (code, side) of every ticked point, then of those just typed."""
        kept = dict(self.rows_with_start(""))
        for code, side in self.cleaned_data["add"]:
            meant = side or kept.get(code) or protocol.usual_side(code, self.painful)
            kept[code] = protocol.planned_side(code, meant)
        return list(kept.items())

    def typed(self):
        """Return everything typed so far, unchecked, to show it again."""
        lists = {"techniques", "home"}
        return {
            name: self[name].value()
            for name in self.fields
            if name in lists or not name.startswith(("side_", "points"))
        }

    def clean(self):
        cleaned = super().clean()
        if self.agreed is not None:
            return cleaned
        for place in PLACES:
            goal = self._goal(place)
            fault = None if goal.is_empty else goal_rules.fault(goal)
            if fault is not None and not any(self.errors.get(name) for name in _goal_names(place)):
                name = "goal_" if fault is goal_rules.Fault.NO_WORDS else "goal_target_"
                self.add_error(f"{name}{place}", goal_wording.fault_words(fault))
        if not cleaned.get("better_means") and not goal_rules.agreed(self.goals_said()):
            self.add_error("better_means", _("Agree what would count as better before the first needle."))
        return cleaned

    def _goal(self, place):
        said = self.cleaned_data
        words, now, target = _goal_names(place)
        return goal_rules.Goal(said.get(words) or "", said.get(now), said.get(target))

    def goals_said(self):
        """Return the goals as typed that say something."""
        return goal_rules.clean(self._goal(place) for place in PLACES)

    def clean_add(self):
        return read_points(self.cleaned_data["add"])

    def rows_chosen(self):
        """Return (code, side) of every ticked point, then of those just typed."""
        said = self.cleaned_data
        chosen = {
            code: said[f"side_{code}"] or protocol.usual_side(code, self.painful) for code in said["points"]
        }
        for code, side in said["add"]:
            chosen[code] = side or chosen.get(code) or protocol.usual_side(code, self.painful)
        return [(code, protocol.planned_side(code, side)) for code, side in chosen.items()]

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
            "better_means": said["better_means"] if self.agreed is None else self.agreed,
            "goals": self.goals_said() if self.agreed is None else None,
            "payer": said.get("payer"),
            "dose_key": said["dose"],
            "preset": said["preset"] if starting.is_start(said["preset"]) else "",
            "meant": protocol.Meant(
                **{key: said[key] for key in ("style", "individualised", "rationale", "setting")}
            ),
            **{key: said[key] for key in ("techniques", "home", "words")},
        }


def _goal_names(place):
    return f"goal_{place}", f"goal_now_{place}", f"goal_target_{place}"


def side_field(code, side):
    """Give the field for the side of one point of a plan: a midline point has only one."""
    if entry.is_midline(code):
        sides = [protocol.PlanSide.MIDDLE]
    else:
        sides = [one for one in protocol.PlanSide if one is not protocol.PlanSide.MIDDLE]
    if code == entry.TENDER:
        sides.append(protocol.PlanSide.MIDDLE)
    return fields.ChoiceField(
        label=_("Side of %(point)s") % {"point": code},
        required=False,
        choices=[(str(one), examining_words.PLAN_SIDES[one]) for one in sides],
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
