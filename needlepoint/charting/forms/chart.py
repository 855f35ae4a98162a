"""Turn the chart as it was ticked and typed into values: points, what is done beside them, settings, words."""

import dataclasses
import json
import types

from django import forms as fields
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from needlepoint.charting import rules, wording
from needlepoint.charting.forms import NOT_LISTED, TOO_LONG, beside
from needlepoint.charting.rules import quick, typing
from needlepoint.house import forms
from needlepoint.house.design import widgets
from needlepoint.plans import rules as plan_rules
from needlepoint.plans import wording as plan_wording
from needlepoint.plans.rules import entry

LONG = 4000
BASE_MAX = 40_000


def _words(label, help_text="", *, rows=2, **attrs):
    return fields.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONG,
        widget=fields.Textarea(attrs={"rows": rows, **attrs}),
        error_messages=TOO_LONG,
    )


def _number(label, *, low, high, **attrs):
    message = _("Write a number from %(low)s to %(high)s.") % {"low": low, "high": high}
    return fields.IntegerField(
        label=label,
        required=False,
        min_value=low,
        max_value=high,
        widget=fields.TextInput(
            attrs={"inputmode": "numeric", "class": "tiny", "autocomplete": "off", **attrs}
        ),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), message),
    )


def _line(label, help_text, **attrs):
    return fields.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=quick.TYPED_MAX,
        error_messages=TOO_LONG,
        widget=fields.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "off",
                "autocorrect": "off",
                "spellcheck": "false",
                "class": "wide",
                **attrs,
            }
        ),
    )


def _short(label, most):
    return fields.CharField(
        label=label,
        required=False,
        max_length=most,
        error_messages=TOO_LONG,
        widget=fields.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "short"}),
    )


WORDS = ("told", "done", "response")
FACTS = ("needle_brand", "needle_lot", "needle_expires_on", "hands_on_minutes", "response_sought")


class Words(forms.Form):
    """What the visit was about, in words, and what else belongs to the whole of it."""

    all_optional = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in (*WORDS, *FACTS):  # each box carries what it showed, so that what nobody touched is known
            self.fields[name].show_hidden_initial = True

    told = _words(_("What they said today"), accesskey="w")
    done = _words(_("Done beside the needles"))
    response = _words(_("How they took it"))
    needle_brand = _short(_("Brand"), 60)
    needle_lot = _short(_("Lot"), 40)
    needle_expires_on = fields.DateField(
        label=_("Use before"),
        required=False,
        error_messages={"invalid": _("This is no date. Write it as year-month-day, such as 2027-05-31.")},
        widget=fields.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
    )
    hands_on_minutes = _number(_("Minutes hands on"), low=0, high=240)
    response_sought = fields.ChoiceField(
        label=_("Response sought"),
        required=False,
        choices=[("", _("Not said")), *wording.RESPONSES.items()],
        error_messages=NOT_LISTED,
    )

    @staticmethod
    def initial_of(note=None, *, supply=None, sought=""):
        """Return the words of a note; before it is begun, the box that the clinic used last."""
        if note is None:
            box = supply or rules.Supply()
            return {
                "needle_brand": box.brand,
                "needle_lot": box.lot,
                "needle_expires_on": box.expires_on,
                "response_sought": sought,
            }
        return {name: getattr(note, name) for name in (*WORDS, *FACTS)}

    def words_before(self):
        """Return what the boxes showed when somebody began to write in them, of those that said so."""
        shown = {name: self.data.get(self.add_initial_prefix(name)) for name in WORDS}
        return {name: text for name, text in shown.items() if text is not None}

    def changed(self, names):
        """Return what was changed on this page: another tablet may have written into the other boxes meanwhile."""
        return {
            name: self.cleaned_data[name]
            for name in names
            if name in self.changed_data and name in self.cleaned_data
        }


def _is_spot(code, place):
    return entry.is_point(code) and quick.is_spot(code, place)


class PointRow:
    """One point of the chart: whether it is ticked, its side, its needles, how it is needled."""

    def __init__(self, form, key, *, is_on, before):
        self.key, self.is_on, self.before = key, is_on, before
        self.code, self.place = rules.spot_of(key)
        self.is_copied = bool(before and before.is_copied)
        self.name = plan_wording.point_name(self.code)
        self.is_midline = entry.is_midline(self.code)
        self.side, self.needles = form[f"side_{key}"], form[f"needles_{key}"]
        self.how = [form[f"{name}_{key}"] for name in HOW]


HOW = ("depth", "angle", "method", "came", "size")


class Chart(Words):
    """Points, sides and needles as they are meant, with everything around them."""

    base = fields.CharField(required=False, max_length=BASE_MAX, widget=fields.HiddenInput)
    points = fields.MultipleChoiceField(required=False, error_messages=NOT_LISTED)
    add = _line(
        _("Type what you do"),
        _("BL23 BL25 b 25mm deqi; GB30 R; ashi L4 L x3; EA 2Hz BL23-BL25 20min; cupping BL18-BL25"),
        accesskey="q",
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
        widget=widgets.Chips,
        error_messages=NOT_LISTED,
    )
    techniques = fields.MultipleChoiceField(required=False)
    reason = _words(_("Why, in spite of this?"), rows=1)

    def __init__(self, *args, chart, standings, refused=types.MappingProxyType({}), painful="", **kwargs):
        """Build the form.

        chart      what is charted, or what the note would begin with
        standings  limits.Standing of every technique for this patient
        refused    technique key → why it cannot be chosen
        painful    the painful side, for points typed without one
        """
        super().__init__(*args, **kwargs)
        self.chart, self.painful, self.refused = chart, painful, refused
        self.base = unpacked(self.data.get("base", "")) if self.is_bound else None
        sizes = list(dict.fromkeys([*rules.SIZES, *([chart.needle_size] if chart.needle_size else [])]))
        self.fields["needle_size"].choices = [(size, size) for size in sizes]
        minutes = sorted({*rules.RETENTION_CHOICES, chart.retention_minutes})
        self.fields["retention_minutes"].choices = [(n, str(n)) for n in minutes]
        self.allowed = {str(one.technique) for one in standings if not one.is_refused}
        self.beside = beside.add_to(self, chart.parts, self.allowed)
        self.fields["techniques"].choices = [
            (key, key) for key in (*(slot.key for slot in self.beside), *sorted(self.allowed))
        ]
        self.fields["techniques"].error_messages = {
            "invalid_choice": " ".join(refused.values()) or NOT_LISTED["invalid_choice"]
        }
        posted = (
            [key for key in self.data.getlist("points") if _is_spot(*rules.spot_of(key))]
            if self.is_bound
            else []
        )
        before = rules.keyed(chart.rows)
        keys = list(dict.fromkeys([*before, *posted]))[: entry.POINTS_MAX]
        ticked = set(posted) if self.is_bound else set(before)
        self.fields["points"].choices = [(key, key) for key in keys]
        for key in keys:
            self._add_point(key, before.get(key), sizes)
        self.rows = [PointRow(self, key, is_on=key in ticked, before=before.get(key)) for key in keys]

    def _add_point(self, key, row, sizes):
        code, _place = rules.spot_of(key)
        side = row.side if row else entry.usual_side(code, self.painful)
        sides = (
            [rules.Side.MIDDLE]
            if entry.is_midline(code)
            else [rules.Side.LEFT, rules.Side.BOTH, rules.Side.RIGHT]
        )
        if code == entry.TENDER:
            sides.append(rules.Side.MIDDLE)
        self.fields[f"side_{key}"] = fields.ChoiceField(
            label=_("Side of %(point)s") % {"point": key},
            required=False,
            choices=[(str(one), wording.SIDES[one]) for one in sides],
            initial=str(side),
            widget=widgets.Chips,
            error_messages=NOT_LISTED,
        )
        needles = _number(_("Needles at %(point)s") % {"point": key}, low=1, high=entry.NEEDLES_MAX)
        needles.initial = row.needles if row else entry.needles_at(side)
        self.fields[f"needles_{key}"] = needles
        depth = _number(_("Depth in mm"), low=1, high=quick.DEPTH_MAX)
        depth.initial = row.depth_mm if row else None
        self.fields[f"depth_{key}"] = depth
        more = (
            ("angle", _("Angle"), wording.ANGLES.items(), row and row.angle),
            ("method", _("By hand"), wording.METHODS.items(), row and row.method),
            ("came", _("What came"), wording.RESPONSES.items(), row and row.response),
            ("size", _("Another needle"), [(size, size) for size in sizes], row and row.needle_size),
        )
        for name, label, choices, initial in more:
            known = {key for key, _words in choices}
            extra = [(initial, initial)] if initial and initial not in known else []
            self.fields[f"{name}_{key}"] = fields.ChoiceField(
                label=label,
                required=False,
                choices=[("", "–"), *choices, *extra],
                initial=initial or "",
                error_messages=NOT_LISTED,
            )

    @staticmethod
    def initial_of(chart, note=None, *, supply=None, sought=""):
        """Return form values for a chart, and the words of its note."""
        return {
            **Words.initial_of(note, supply=supply, sought=sought),
            "base": packed(chart),
            "needle_size": chart.needle_size,
            "position": chart.position,
            "retention_minutes": chart.retention_minutes,
        }

    def clean_add(self):
        line = picked(self.cleaned_data["add"], self.data.get("pick", ""))
        said = typing.read(line, painful=self.painful, sizes=rules.SIZES)
        if said.unread and not self.data.get("keep_words"):
            raise ValidationError([unread_words(one) for one in said.unread])
        return said

    def clean(self):
        cleaned = super().clean()
        said = cleaned.get("add")
        if said is None:
            return cleaned
        refused = dict.fromkeys(str(one.technique) for one in said.quick.parts)
        faults = [
            self.refused.get(key, NOT_LISTED["invalid_choice"]) for key in refused if key not in self.allowed
        ]
        if faults:
            self.add_error("add", faults)
        minutes = said.quick.retention_minutes
        if minutes is not None and minutes > rules.RETENTION_MAX:
            self.add_error(
                "add",
                ngettext(
                    "Needles stay in for at most %(most)s minute.",
                    "Needles stay in for at most %(most)s minutes.",
                    rules.RETENTION_MAX,
                )
                % {"most": rules.RETENTION_MAX},
            )
        return cleaned

    def ticked(self):
        """Return the chart as it was ticked, without the line that was typed."""
        said = self.cleaned_data
        before = rules.keyed(self.chart.rows)
        rows = []
        for key in said["points"]:
            code, place = rules.spot_of(key)
            side = entry.side_of(
                code, plan_rules.Side(said[f"side_{key}"] or entry.usual_side(code, self.painful))
            )
            known = before.get(key)
            row = rules.Row(code, side, rules.needles_meant(known, side, said[f"needles_{key}"]), place=place)
            rows.append(self._with_how(row, key, known))
        done = beside.meant(self, said["techniques"])
        techniques = dict.fromkeys(beside.techniques_of(said["techniques"]))
        return rules.in_step(
            rules.Chart(
                tuple(rows),
                tuple(techniques),
                said["position"],
                said["needle_size"],
                said["retention_minutes"],
                done,
            )
        )

    def _with_how(self, row, key, known):
        """Settings that the page did not show (it was sent without them) stay as they were."""
        if f"depth_{key}" not in self.data and known is not None:
            return dataclasses.replace(
                row,
                depth_mm=known.depth_mm,
                angle=known.angle,
                method=known.method,
                response=known.response,
                needle_size=known.needle_size,
            )
        said = self.cleaned_data
        return dataclasses.replace(
            row,
            depth_mm=said[f"depth_{key}"],
            angle=said[f"angle_{key}"],
            method=said[f"method_{key}"],
            response=said[f"came_{key}"],
            needle_size=said[f"size_{key}"],
        )

    def meant(self):
        """Return the chart as it was ticked and typed."""
        return typing.added(self.ticked(), self.cleaned_data["add"])

    def facts(self):
        """Return what was changed about the whole visit, ticked or typed."""
        return {**self.changed(FACTS), **typing.facts(self.cleaned_data["add"])}

    def line(self):
        """Return the line that was typed, as it was typed."""
        return self.cleaned_data["add"].text

    def count(self):
        """Return the needles as ticked so far, or None while a number is wrong."""
        return self.meant().needles if self.is_valid() else None


class WordsAndMore(Words):
    """The words of a note while needles are in, and needles that went in later."""

    more = _line(_("Another needle went in"), _("Which point, and which side: GB30 R"))

    def __init__(self, *args, painful="", **kwargs):
        super().__init__(*args, **kwargs)
        self.painful = painful

    def clean_more(self):
        said = typing.read(self.cleaned_data["more"], painful=self.painful, sizes=rules.SIZES)
        faults = [unread_words(one) for one in said.unread]
        if not faults and (said.quick.parts or typing.has_settings(said.quick)):
            faults = [
                gettext("Only points can be added now: write the rest under “Done beside the needles”.")
            ]
        if faults:
            raise ValidationError(faults)
        return said


def unread_words(one):
    """“nonsense”: No point was found in these words."""
    return gettext("“%(words)s”: %(why)s") % {"words": one.text, "why": gettext(one.why)}


def picked(typed, code):
    """Return the typed line with its last, unfinished word replaced by the suggestion that was chosen."""
    if not code:
        return typed
    return " ".join([*typed.split()[:-1], code])


# --- What the page was shown, so that two tablets can be put together -----------------------------------------------------


def packed(chart):
    """Write a chart in a hidden field."""
    rows = [
        [
            row.code,
            str(row.side),
            row.needles,
            row.place,
            row.depth_mm,
            row.angle,
            row.method,
            row.response,
            row.needle_size,
        ]
        for row in chart.rows
    ]
    return json.dumps(
        [
            rows,
            list(chart.techniques),
            chart.position,
            chart.needle_size,
            chart.retention_minutes,
            [beside.packed(one) for one in chart.parts],
        ],
        separators=(",", ":"),
    )


def unpacked(text):
    """Read it again; None for anything that this page did not write."""
    try:
        rows, techniques, position, size, minutes, done = json.loads(text[:BASE_MAX])
        return rules.Chart(
            tuple(
                rules.Row(code, rules.Side(side), int(needles), False, str(place), depth, *map(str, how))
                for code, side, needles, place, depth, *how in rows
            ),
            tuple(map(str, techniques)),
            str(position),
            str(size),
            int(minutes),
            tuple(beside.unpacked(one) for one in done),
        )
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        return None
