"""Turn what was ticked and typed in a note into a chart, a count, a reaction; say what to put right."""

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from needlepoint.charting import rules, wording
from needlepoint.house import forms
from needlepoint.house.design import widgets
from needlepoint.plans import rules as plan_rules
from needlepoint.plans import wording as plan_wording
from needlepoint.plans.rules import entry

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


def _points_field(label, help_text):
    return fields.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=entry.TYPED_MAX,
        error_messages=TOO_LONG,
        widget=fields.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "wide",
            }
        ),
    )


def read_points(text):
    """Return (code, side or None) for each point typed. Raises ValidationError with every word that is no point."""
    typed = entry.read(text)
    faults = plan_wording.point_faults(typed)
    if faults:
        raise fields.ValidationError(list(faults))
    return typed.wanted


WORDS = ("told", "done", "response")


class Words(forms.Form):
    """What the visit was about, in words."""

    all_optional = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in WORDS:  # each box carries what it showed, so that what nobody touched is known
            self.fields[name].show_hidden_initial = True

    told = _words(_("What they said today"))
    done = _words(_("Done beside the needles"))
    response = _words(_("How they took it"))


class PointRow:
    """One point of the chart: whether it is ticked, its side, its needles."""

    def __init__(self, form, code, *, is_on, before):
        self.code, self.is_on, self.before = code, is_on, before
        self.is_copied = bool(before and before.is_copied)
        self.name = plan_wording.point_name(code)
        self.is_midline = entry.is_midline(code)
        self.side, self.needles = form[f"side_{code}"], form[f"needles_{code}"]


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


class Chart(Words):
    """Points, sides and needles as they are meant, with everything around them."""

    points = fields.MultipleChoiceField(required=False, error_messages=NOT_LISTED)
    add = _points_field(
        _("Add points"),
        _(
            "Codes or names, several at once: BL23 both GB30 R ashi. Without a side: the painful one, or both if neither is worse."
        ),
    )
    needle_size = fields.ChoiceField(
        label=_("Needle"), required=False, widget=widgets.Chips, error_messages=NOT_LISTED
    )
    position = fields.ChoiceField(
        label=_("Lying"),
        required=False,
        choices=list(wording.POSITIONS.items()),
        widget=widgets.Chips,
        error_messages=NOT_LISTED,
    )
    retention_minutes = fields.TypedChoiceField(
        label=_("Minutes with the needles in"),
        required=False,
        coerce=int,
        empty_value=rules.RETENTION_USUAL,
        choices=[(n, str(n)) for n in rules.RETENTION_CHOICES],
        widget=widgets.Chips,
        error_messages=NOT_LISTED,
    )
    techniques = fields.MultipleChoiceField(
        label=_("Beside the needles"), required=False, widget=widgets.ManyChips
    )
    reason = _words(_("If something is chosen in spite of a caution: why?"), rows=1)

    def __init__(self, *args, chart, standings, refused=(), painful="", **kwargs):
        """Build the form.

        chart      what is charted, or what the note would begin with
        standings  limits.Standing of every technique for this patient
        refused    a sentence for each technique that cannot be chosen
        painful    the painful side, for points added without one
        """
        super().__init__(*args, **kwargs)
        self.chart, self.painful = chart, painful
        sizes = dict.fromkeys([*rules.SIZES, *([chart.needle_size] if chart.needle_size else [])])
        self.fields["needle_size"].choices = [(size, size) for size in sizes]
        self.fields["techniques"].choices = [
            (str(one.technique), plan_wording.TECHNIQUES[one.technique])
            for one in standings
            if not one.is_refused
        ]
        self.fields["techniques"].error_messages = {
            "invalid_choice": " ".join(refused) or NOT_LISTED["invalid_choice"]
        }
        posted = (
            [code for code in self.data.getlist("points") if entry.is_point(code)] if self.is_bound else []
        )
        before = {row.code: row for row in chart.rows}
        codes = list(dict.fromkeys([*before, *posted]))[: entry.POINTS_MAX]
        ticked = set(posted) if self.is_bound else set(before)
        self.fields["points"].choices = [(code, code) for code in codes]
        for code in codes:
            self._add_point(code, before.get(code))
        self.rows = [PointRow(self, code, is_on=code in ticked, before=before.get(code)) for code in codes]

    def _add_point(self, code, row):
        side = row.side if row else entry.usual_side(code, self.painful)
        sides = (
            [rules.Side.MIDDLE]
            if entry.is_midline(code)
            else [rules.Side.BOTH, rules.Side.LEFT, rules.Side.RIGHT]
        )
        if code == entry.TENDER:
            sides.append(rules.Side.MIDDLE)
        self.fields[f"side_{code}"] = fields.ChoiceField(
            label=_("Side of %(point)s") % {"point": code},
            required=False,
            choices=[(str(one), wording.SIDES[one]) for one in sides],
            initial=str(side),
            error_messages=NOT_LISTED,
        )
        field = _count_field(_("Needles at %(point)s") % {"point": code}, low=1, high=entry.NEEDLES_MAX)
        field.initial = row.needles if row else entry.needles_at(side)
        self.fields[f"needles_{code}"] = field

    @staticmethod
    def initial_of(chart, note=None):
        """Return form values for a chart, and the words of its note."""
        return {
            "needle_size": chart.needle_size,
            "position": chart.position,
            "retention_minutes": chart.retention_minutes,
            "techniques": list(chart.techniques),
            "told": note.told if note else "",
            "done": note.done if note else "",
            "response": note.response if note else "",
            "reason": next(iter(note.reasons.values()), "") if note else "",
        }

    def clean_add(self):
        return read_points(picked(self.cleaned_data["add"], self.data.get("pick", "")))

    def meant(self):
        """Return the chart as it was ticked and typed."""
        said = self.cleaned_data
        before = {row.code: row for row in self.chart.rows}
        rows = {}
        for code in said["points"]:
            side = entry.side_of(
                code, plan_rules.Side(said[f"side_{code}"] or entry.usual_side(code, self.painful))
            )
            needles = rules.needles_meant(before.get(code), side, said[f"needles_{code}"])
            rows[code] = rules.Row(code, side, needles)
        for code, typed in said["add"]:
            if code not in rows or typed:
                side = typed or entry.usual_side(code, self.painful)
                rows[code] = rules.Row(code, side, entry.needles_at(side))
        return rules.Chart(
            tuple(rows.values()),
            tuple(said["techniques"]),
            said["position"],
            said["needle_size"],
            said["retention_minutes"],
        )

    def count(self):
        """Return the needles as ticked so far, or None while a number is wrong."""
        return self.meant().needles if self.is_valid() else None


def picked(typed, code):
    """Return the typed line with its last, unfinished word replaced by the suggestion that was chosen."""
    if not code:
        return typed
    return " ".join([*typed.split()[:-1], code])


class WordsAndMore(Words):
    """The words of a note while needles are in, and needles that went in later."""

    more = _points_field(_("Another needle went in"), _("Which point, and which side: GB30 R"))

    def clean_more(self):
        return read_points(self.cleaned_data["more"])


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


class Reaction(forms.Form):
    """Something unwanted. Nothing is chosen beforehand."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="reaction_%s", **kwargs)  # three forms share the page

    category = fields.ChoiceField(
        label=_("What happened?"),
        choices=[("", _("Choose")), *wording.EFFECTS.items()],
        error_messages={"required": _("Choose what happened."), **NOT_LISTED},
    )
    grade = fields.TypedChoiceField(
        label=_("How bad?"),
        coerce=int,
        choices=list(wording.GRADES.items()),
        widget=fields.RadioSelect,
        error_messages={"required": _("Choose how bad it was."), **NOT_LISTED},
    )
    is_serious = fields.BooleanField(
        label=_("Serious: hospital, lasting harm, or danger to life"),
        required=False,
    )
    words = _words(_("In a few words"))
    what_was_done = _words(_("What was done about it"))


class Amendment(forms.Form):
    """Words added after the signature."""

    words = _words(
        _("What to add"),
        _("What was signed stays as it was. This is added below it, with your name and the time."),
        rows=3,
        required=True,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="amendment_%s", **kwargs)
        self.fields["words"].error_messages["required"] = _("Write what to add.")
