"""What the pattern page shows: every component in every state, with invented people. No database."""

import datetime as dt
import types

from django import forms
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms as house_forms
from needlepoint.house.design import components, drawing, widgets

# Whole pages made of the same parts, to be judged as a reader meets them: /house/?show=front
EXAMPLES = ("front", "book", "question", "day", "board", "note", "patient", "progress", "outcome", "signin")


class EveryField(house_forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label=_("Your name"), help_text=_("As it stands on your card, so that we find you.")
    )
    birth_date = widgets.DateBoxesField(label=_("Date of birth"), help_text=_("For example, 3 27 1958."))
    phone = forms.CharField(
        label=_("Mobile number"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "class": "short"}),
    )
    who = forms.ChoiceField(
        label=_("Who would you like to see?"),
        choices=(("", _("Whoever is free first")), ("m", "Mei Tanaka"), ("o", "Omar Haddad")),
        required=False,
    )
    thinner = forms.ChoiceField(
        label=_("Do you take a blood thinner?"),
        help_text=_(
            "Such as warfarin, apixaban or rivaroxaban. You can still be treated; we press a little longer afterwards."
        ),
        choices=(("y", _("Yes")), ("n", _("No")), ("u", _("I am not sure"))),
        widget=forms.RadioSelect,
    )
    troubles = forms.MultipleChoiceField(
        label=_("What makes it worse?"),
        choices=(("s", _("Sitting")), ("l", _("Lifting")), ("w", _("Walking")), ("n", _("Lying at night"))),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    pain = forms.TypedChoiceField(
        label=_("How bad was your back pain, on average, in the last week?"),
        choices=widgets.ZERO_TO_TEN,
        coerce=int,
        widget=widgets.Scale(low=_("no pain"), high=_("the worst pain you can imagine")),
    )
    part_of_day = forms.ChoiceField(
        label=_("Which part of the day suits you?"),
        choices=(("m", _("Morning")), ("a", _("Afternoon")), ("e", _("Evening"))),
        widget=widgets.Chips,
        required=False,
    )
    story = forms.CharField(label=_("How did it begin?"), widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(
        label=_("I have read what a visit is like, and the risks, and I would like to be treated.")
    )


class OneQuestion(house_forms.Form):
    """One question a page, as the suitability check asks."""

    answer = forms.ChoiceField(
        label=_("Have you lost feeling between your legs, or control of your bladder or bowel?"),
        help_text=_("For example, you do not feel the paper when you wipe, or you leak and cannot stop it."),
        choices=(("y", _("Yes")), ("n", _("No")), ("u", _("I am not sure"))),
        widget=forms.RadioSelect,
    )


def template_for(show: str) -> str:
    """The template of an example page, or of the pattern page itself."""
    return f"design/examples/{show}.html" if show in EXAMPLES else "design/patterns.html"


def page() -> dict:
    """Everything the pattern page and its examples show."""
    wrong = EveryField(
        {
            "name": "",
            "birth_date_d": "31",
            "birth_date_m": "2",
            "birth_date_y": "1958",
            "pain": "6",
            "story": "Lifting my grandson.",
        }
    )
    wrong.is_valid()
    return {
        "examples": EXAMPLES,
        "form": EveryField(
            initial={"birth_date": dt.date(1958, 3, 27), "thinner": "n", "pain": 6, "part_of_day": "m"},
            prefix="ok",
        ),
        "form_wrong": wrong,
        "question": OneQuestion(),
        "tones": components.TONES,
        "channels": _channels(),
        "segments_first": (("TOGETHER", 35), ("REST", 25), ("TOGETHER", 15), ("TURNOVER", 10)),
        "segments_next": (("TOGETHER", 15), ("REST", 25), ("TOGETHER", 10), ("TURNOVER", 5)),
        "hundred": ((29, "clearly better with usual care"), (10, "more with acupuncture as well")),
        "lines": _lines(),
        "axis": _axis(),
        "band": drawing.TrendBand(_AHEAD, 1, 4, 2.6, "visit 12"),
        "marks": _marks(),
        "facts": (
            ("Name", "Ada Moreno"),
            ("Pain now", "6 of 10", "#"),
            ("Medicines", "ibuprofen, when needed\nno blood thinner", "#"),
        ),
        "columns": (
            "Visit",
            components.Column("Pain", numeric=True),
            components.Column("Shoes", numeric=True),
            "Said",
        ),
        "rows": (
            ("1", 7, 3, "stiff in the morning"),
            ("2", 6, 4, "slept through"),
            ("3", 5, 5, "walked to the shop"),
        ),
        "days": (("Today", "#", True, 9), ("Tomorrow", "#", False, 6), ("Wednesday", "#", False, 0)),
        "ada": {"reviews": (6,)},
        "course_words": {1: "first", 4: "today", 6: "review"},
        "bo": {"reviews": (3,), "cautions": ("Blood thinner", ("Fainted once", "soon"))},
        "visits": _visits(),
        "rooms": _rooms(),
        "points": _points(),
        "soonest": (
            ("Tomorrow, 9:10", "Monday 23 November · Mei Tanaka"),
            ("Tuesday, 14:30", "24 November · Mei Tanaka"),
            ("Friday, 8:00", "27 November · Omar Haddad"),
        ),
        "more_days": (
            ("Monday 23 November", ("9:10", "10:05", "11:00", "15:20")),
            ("Tuesday 24 November", ("8:00", "14:30", "16:15")),
        ),
    }


def _channels():
    """(words, course) of each state a channel can be in."""
    return tuple((words, {"now": None, "missed": (), **course}) for words, course in _courses())


def _courses():
    return (
        ("New, nothing done yet", {"done": 0, "planned": 6, "now": 1, "reviews": (3,)}),
        ("Under way", {"done": 3, "planned": 8, "now": 4, "reviews": (6,)}),
        ("Review today", {"done": 5, "planned": 8, "now": 6, "reviews": (6,)}),
        ("One missed, review behind", {"done": 7, "planned": 12, "reviews": (6, 12), "missed": (4,)}),
        ("Finished, with three maintenance visits", {"done": 9, "planned": 6, "reviews": (3, 6)}),
    )


_DAYS = [dt.datetime(2026, 9, 1, 10, tzinfo=dt.UTC) + dt.timedelta(days=7 * n) for n in range(8)]
_AHEAD = dt.datetime(2026, 11, 17, 10, tzinfo=dt.UTC)


def _axis():
    words = {at: f"{at:%-d %b}" for at in _DAYS}
    return drawing.TrendAxis.of({**words, _AHEAD: "visit 12"})


def _lines():
    def line(name, *values, higher_is_better=True):
        return drawing.TrendLine(
            name, tuple(zip(_DAYS, values, strict=True)), higher_is_better=higher_is_better
        )

    return (
        line("Pain", 7, 7, 6, 5, None, 4, 4, 3, higher_is_better=False),
        line("Putting on shoes", 3, 3, 4, 5, None, 6, 6, 7),
        line("Bus to work", 4, 4, 4, 5, None, 5, 6, 7),
    )


def _marks():
    kinds = {2: "CHANGE", 4: "FLARE", 6: "REVIEW"}
    return tuple(
        drawing.TrendMark(at - dt.timedelta(days=1), kinds.get(n, "VISIT")) for n, at in enumerate(_DAYS)
    )


def _visits():
    def row(**changes):
        return types.SimpleNamespace(
            **(
                {
                    "cautions": (),
                    "missed": (),
                    "reviews": (6,),
                    "detail": "",
                    "clock": "",
                    "deed": "",
                    "deed_kind": "plain",
                }
                | changes
            )
        )

    return (
        row(
            state="done",
            word="Signed",
            tone="quiet",
            at="8:00",
            name="Nadia Brandt",
            done=5,
            planned=6,
            now=None,
            room="Room 1",
            who="Mei Tanaka",
            deed="Read note",
        ),
        row(
            state="missed",
            word="Did not come",
            tone="quiet",
            at="8:30",
            name="Dan Okafor",
            done=2,
            planned=6,
            now=None,
            missed=(2,),
            reviews=(3,),
            room="Room 3",
            who="Omar Haddad",
            deed="Call him",
            detail="second time",
        ),
        row(
            state="over",
            word="Needles out now",
            tone="danger",
            at="9:10",
            name="Bo Lindqvist",
            done=2,
            planned=6,
            now=3,
            reviews=(3,),
            room="Room 2",
            who="Mei Tanaka",
            clock="+1:06",
            cautions=("Blood thinner: press after",),
            deed="Out: count 14",
            deed_kind="main",
        ),
        row(
            state="soon",
            word="Soon",
            tone="soon",
            at="9:20",
            name="Ada Moreno",
            done=3,
            planned=8,
            now=4,
            room="Room 1",
            who="Mei Tanaka",
            clock="2:31",
            detail="lying on her front",
            deed="Out: count 12",
        ),
        row(
            state="resting",
            word="Resting",
            tone="good",
            at="9:40",
            name="Yusuf Amari",
            done=0,
            planned=6,
            now=1,
            reviews=(3,),
            room="Room 3",
            who="Omar Haddad",
            clock="18:04",
            detail="first visit, look in at 10",
            deed="Out: count 8",
        ),
        row(
            state="here",
            word="Here",
            tone="good",
            at="10:05",
            name="Cleo Park",
            done=5,
            planned=8,
            now=6,
            room="Room 2",
            who="Mei Tanaka",
            cautions=(("Form not finished", "soon"),),
            deed="Begin",
        ),
        row(
            state="coming",
            word="Coming",
            tone="quiet",
            at="11:00",
            name="Maria-Concepción Villanueva-Oyelaran",
            done=11,
            planned=12,
            now=12,
            reviews=(6, 12),
            room="Room 1",
            who="Mei Tanaka",
            deed="Has arrived",
        ),
    )


def _rooms():
    return tuple(
        row for state in ("over", "soon", "resting", "here") for row in _visits() if row.state == state
    )


def _points():
    def point(code, side, **changes):
        return types.SimpleNamespace(
            **({"code": code, "side": side, "mark": "copied", "ticked": True} | changes)
        )

    return (
        point("BL23", "both"), point("BL25", "both"), point("BL40", "left"), point("GB30", "left", mark="caution"),
        point("BL60", "both", mark="new"), point("KI3", "both", ticked=False, mark=""), point("GV4", "", ticked=False, mark=""),
    )  # fmt: skip
