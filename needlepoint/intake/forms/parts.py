"""One class for each kind of item: which boxes it shows, what they begin with, and what was said in them.

Posted names: the item's key, and for its parts `<item>-<part>` or `<item>-<place>-<part>`. Every part may be left empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal

from django import forms as fields
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from needlepoint.house.design import widgets
from needlepoint.intake import rules
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition, reading

Kind, State, Value = definition.Kind, said.State, said.Value

BLANK_ROWS = 3  # empty lines under the medicines that were written down
CHIPS_LONGEST = 16  # characters of a choice that still stands well in a row of others
CHIPS_MOST = 5
TEN = 10  # from nought: the scale that the style sheet knows how to lay out
TOO_LONG = _("This is longer than we can keep. Please shorten it, and tell us the rest at the visit.")


def words(sentence: str) -> str:
    """Return a sentence of a form in the reader's language; an empty one stays empty."""
    return _now(sentence) if sentence else ""


class Scale(widgets.Scale):
    """Whole numbers to press, with words at both ends, which need not be nought and ten."""

    template_name = "intake/items/scale_widget.html"

    def __init__(self, *, lowest, highest, **kwargs):
        super().__init__(**kwargs)
        self.lowest, self.highest = lowest, highest

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        options = [option for _group, group, _index in context["widget"]["optgroups"] for option in group]
        spread = self.highest - self.lowest
        context["widget"].update(
            lowest=self.lowest,
            highest=self.highest,
            is_short=spread != TEN,
            numbers=options[: spread + 1],
            others=options[spread + 1 :],
        )
        return context


def text(longest, *, label="", help_text="", rows=0, attrs=None):
    """Return a box for words that may be left empty; with `rows`, one of several lines."""
    widget = fields.Textarea({"rows": rows}) if rows else fields.TextInput(attrs)
    return fields.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=longest,
        widget=widget,
        error_messages={"max_length": TOO_LONG},
    )


class Part:
    """One item on a screen.

    item      what is asked
    kept      the answer that stands, or None
    revision  its revision, 0 for none
    data      what was sent, of the whole screen
    """

    template = ""
    has_unsure_box = True  # elsewhere “I do not know” is one of the choices

    def __init__(
        self,
        item: definition.Item,
        *,
        kept: said.Given | None = None,
        revision: int = 0,
        today: dt.date,
        data: Mapping | None = None,
    ):
        self.item, self.kept, self.revision, self.today = item, kept, revision, today
        self.data = data or {}
        self.form = None  # set once the form is made

    # --- For the form -----------------------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        return self.item.key

    def name(self, *parts) -> str:
        """The posted name of a part."""
        return "-".join([self.key, *map(str, parts)])

    def fields(self) -> dict[str, fields.Field]:
        """Return the boxes by their posted names."""
        raise NotImplementedError

    def all_fields(self) -> dict[str, fields.Field]:
        found = self.fields()
        if self.item.may_be_unsure and self.has_unsure_box:
            found[self.name("unsure")] = fields.BooleanField(label=_("I do not know"), required=False)
        return found

    def initial(self) -> dict[str, object]:
        """Return what the boxes begin with."""
        return (self._initial(self.kept) if self.kept else {}) | (
            {self.name("unsure"): True} if self.kept and self.kept.state is State.UNSURE else {}
        )

    def _initial(self, kept: said.Given) -> dict[str, object]:
        raise NotImplementedError

    def clean(self, form) -> None:
        """Say what does not fit together."""

    def given(self, cleaned: Mapping) -> said.Given | None:
        """Return what was said, or None when every box is empty. Words win over a tick at “I do not know”."""
        values = tuple(self.values(cleaned))
        if values:
            return said.Given(State.ANSWERED, values)
        return said.UNSURE if cleaned.get(self.name("unsure")) else None

    def values(self, cleaned: Mapping) -> Iterator[Value]:
        raise NotImplementedError

    # --- For the template -------------------------------------------------------------------------------------------

    @property
    def question(self) -> str:
        return words(self.item.question)

    @property
    def help(self) -> str:
        return words(self.item.help)

    @property
    def main(self):
        """The box that carries the item's own name."""
        return self.form[self.key]

    @property
    def unsure(self):
        """The tick at “I do not know”, or None."""
        name = self.name("unsure")
        return self.form[name] if name in self.form.fields else None

    @property
    def seen_name(self) -> str:
        return self.name("seen")

    @property
    def seen(self) -> int:
        """The revision that this window shows."""
        return self.form.seen_of(self)

    @property
    def errors(self) -> list[str]:
        """What is to be put right here."""
        return [error for name in self.all_fields() for error in self.form[name].errors]

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors)

    @property
    def hint_id(self) -> str:
        return f"hint-{self.key}"

    @property
    def may_clear(self) -> bool:
        """Whether an answer stands that no box can take back: a round button stays pressed."""
        return False


class _Choosing(Part):
    has_unsure_box = False

    def _choices(self):
        found = [(choice.code, words(choice.label)) for choice in self.item.choices]
        return [*found, (reading.UNSURE, _("I do not know"))] if self.item.may_be_unsure else found

    @property
    def _is_short(self):
        return len(self.item.choices) <= CHIPS_MOST and all(
            len(choice.label) <= CHIPS_LONGEST for choice in self.item.choices
        )

    @property
    def may_clear(self):
        return self.kept is not None and self.kept.state is not State.SKIPPED


class One(_Choosing):
    template = "intake/items/_one.html"

    def fields(self):
        return {
            self.key: fields.ChoiceField(
                label=self.question,
                help_text=self.help,
                required=False,
                choices=self._choices(),
                widget=widgets.Chips if self._is_short else fields.RadioSelect,
                error_messages={"invalid_choice": _("Choose one of these answers, or leave it open.")},
            )
        }

    def _initial(self, kept):
        return {self.key: reading.UNSURE if kept.state is State.UNSURE else next(iter(kept.codes), "")}

    def given(self, cleaned):
        code = cleaned.get(self.key)
        if code == reading.UNSURE:
            return said.UNSURE
        return said.Given(State.ANSWERED, (Value(code=code),)) if code else None


class Many(_Choosing):
    template = "intake/items/_many.html"
    may_clear = False

    def fields(self):
        return {
            self.key: fields.MultipleChoiceField(
                label=self.question,
                help_text=self.help,
                required=False,
                choices=self._choices(),
                widget=widgets.ManyChips if self._is_short else fields.CheckboxSelectMultiple,
                error_messages={
                    "invalid_choice": _("One of the ticks is not on our list. Please tick again.")
                },
            )
        }

    def _initial(self, kept):
        return {self.key: [reading.UNSURE] if kept.state is State.UNSURE else list(kept.codes)}

    def clean(self, form):
        ticked = set(form.cleaned_data.get(self.key) or ())
        for alone in sorted({definition.NONE, reading.UNSURE} & ticked):
            if len(ticked) > 1:
                label = next(str(label) for code, label in self._choices() if code == alone)
                form.add_error(
                    self.key,
                    _now("You ticked “%(label)s” and something else too. Please untick what is wrong.")
                    % {"label": label},
                )

    def given(self, cleaned):
        ticked = cleaned.get(self.key) or []
        if reading.UNSURE in ticked:
            return said.UNSURE
        # In the order of the list, each once, whatever was sent.
        codes = [choice.code for choice in self.item.choices if choice.code in ticked]
        return (
            said.Given(State.ANSWERED, tuple(Value(place, code=code) for place, code in enumerate(codes)))
            if codes
            else None
        )


class ScalePart(_Choosing):
    template = "intake/items/_scale.html"

    def _choices(self):
        numbers = [(str(n), str(n)) for n in range(self.item.lowest, self.item.highest + 1)]
        return [*numbers, (reading.UNSURE, _("I do not know"))] if self.item.may_be_unsure else numbers

    def fields(self):
        item = self.item
        return {
            self.key: fields.ChoiceField(
                label=self.question,
                help_text=self.help,
                required=False,
                choices=self._choices(),
                widget=Scale(
                    lowest=item.lowest,
                    highest=item.highest,
                    low=words(item.lowest_label),
                    high=words(item.highest_label),
                ),
                error_messages={
                    "invalid_choice": _now("Choose a number from %(lowest)s to %(highest)s.")
                    % {"lowest": item.lowest, "highest": item.highest}
                },
            )
        }

    def _initial(self, kept):
        number = kept.number
        return {
            self.key: reading.UNSURE
            if kept.state is State.UNSURE
            else ""
            if number is None
            else str(int(number))
        }

    def given(self, cleaned):
        number = cleaned.get(self.key)
        if number == reading.UNSURE:
            return said.UNSURE
        return said.Given(State.ANSWERED, (Value(number=Decimal(number)),)) if number else None


class Number(Part):
    template = "intake/items/_number.html"

    def fields(self):
        item = self.item
        bounds = _now("Write a number from %(lowest)s to %(highest)s.") % {
            "lowest": item.lowest,
            "highest": item.highest,
        }
        return {
            self.key: fields.DecimalField(
                label=self.question,
                help_text=self.help,
                required=False,
                min_value=item.lowest,
                max_value=item.highest,
                decimal_places=3,
                widget=fields.TextInput({"inputmode": "decimal", "class": "tiny"}),
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value", "max_decimal_places", "max_digits"), bounds
                ),
            )
        }

    @property
    def unit(self) -> str:
        return words(self.item.unit_label)

    def _initial(self, kept):
        return {self.key: None if kept.number is None else _plain(kept.number)}

    def values(self, cleaned):
        number = cleaned.get(self.key)
        if number is not None:
            yield Value(number=number, code=self.item.unit)


def _plain(number: Decimal) -> Decimal:
    """70 for 70.000, 70.5 for 70.500; never in powers of ten."""
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


UNITS = {
    rules.Unit.DAYS: pgettext_lazy("how long ago", "Days"),
    rules.Unit.WEEKS: _("Weeks"),
    rules.Unit.MONTHS: _("Months"),
    rules.Unit.YEARS: _("Years"),
}


class When(Part):
    template = "intake/items/_when.html"

    def fields(self):
        number = _("Write how long ago as a number, such as 6.")
        return {
            self.name("ago"): fields.IntegerField(
                label=_("About how long ago?"),
                required=False,
                min_value=0,
                max_value=int(rules.LONGEST_DAYS),
                widget=fields.TextInput(attrs={"inputmode": "numeric", "class": "tiny"}),
                error_messages={
                    "invalid": number,
                    "min_value": number,
                    "max_value": _("That is longer than a life. Please check the number."),
                },
            ),
            self.name("unit"): fields.ChoiceField(
                label=_("Days, weeks, months or years"),
                required=False,
                choices=list(UNITS.items()),
                widget=widgets.Chips,
                error_messages={"invalid_choice": _("Choose days, weeks, months or years.")},
            ),
            self.name("on"): widgets.DateBoxesField(label=_("Or the day, if you know it"), required=False),
        }

    @property
    def ago(self):
        return self.form[self.name("ago")]

    @property
    def unit(self):
        return self.form[self.name("unit")]

    @property
    def on(self):
        return self.form[self.name("on")]

    def _initial(self, kept):
        began = rules.onset_of(kept)
        if began is None:
            return {}
        if began.ago is None:
            return {self.name("on"): began.on}
        return {self.name("ago"): began.ago, self.name("unit"): began.unit}

    def clean(self, form):
        ago, unit, on = self.name("ago"), self.name("unit"), self.name("on")
        count, each, day = (form.cleaned_data.get(name) for name in (ago, unit, on))
        if count is not None and not each and unit not in form.errors:
            form.add_error(unit, _("Choose days, weeks, months or years."))
        elif each and count is None and ago not in form.errors:
            form.add_error(ago, _("Write how many, such as 6."))
        elif count is not None and each and rules.is_too_long_ago(count, rules.Unit(each)):
            form.add_error(ago, _("That is longer than a life. Please check the number."))
        if day and day > self.today:
            form.add_error(on, _("This day has not come yet. Please check it."))
        elif day and (self.today - day).days > rules.LONGEST_DAYS:
            form.add_error(on, _("That is longer than a life ago. Please check the year."))

    def values(self, cleaned):
        count, unit, day = (cleaned.get(self.name(part)) for part in ("ago", "unit", "on"))
        if day:  # the exact day is better than the guess beside it
            yield Value(part="on", on=day)
        elif count is not None and unit:
            before = rules.onset_of(self.kept) if self.kept else None
            is_as_before = before is not None and (before.ago, before.unit) == (count, unit)
            # A guess that is only shown again still counts from the day on which it was made.
            yield Value(
                part="ago",
                number=Decimal(count),
                code=unit,
                on=before.counted_on if is_as_before else self.today,
            )


class Text(Part):
    template = "intake/items/_text.html"

    def fields(self):
        return {self.key: text(self.item.longest, label=self.question, help_text=self.help, rows=3)}

    def _initial(self, kept):
        return {self.key: kept.text}

    def values(self, cleaned):
        # Browsers send line ends as two characters; what is kept has one.
        sentence = (cleaned.get(self.key) or "").replace("\r\n", "\n").strip()
        if sentence:
            yield Value(text=sentence)


class _Rows(Part):
    """Several lines, each of a few boxes. Empty lines between full ones are closed up."""

    parts: tuple[str, ...] = ()

    @property
    def places(self) -> range:
        """The lines that are shown: those filled in, some empty ones, and at least those that were sent."""
        places = [value.place for value in self.kept.values] if self.kept else []
        # Another window may have shortened the list since: what was sent is looked at all the same.
        places += [
            place
            for place in range(self.item.longest)
            if any(self.data.get(self.name(place, part)) for part in self.parts)
        ]
        return range(min(self.item.longest, max(places, default=-1) + 1 + BLANK_ROWS))

    @property
    def rows(self) -> list[dict]:
        """The boxes of each line by name, with the number it is called by."""
        return [
            {"number": place + 1, **{part: self.form[self.name(place, part)] for part in self.parts}}
            for place in self.places
        ]

    @property
    def has_more(self) -> bool:
        """Whether further lines can be had."""
        return len(self.places) < self.item.longest

    def fields(self):
        return {
            self.name(place, part): field
            for place in self.places
            for part, field in self.row_fields(place).items()
        }

    def row_fields(self, place: int) -> dict[str, fields.Field]:
        raise NotImplementedError


class Medicines(_Rows):
    template = "intake/items/_medicines.html"
    parts = ("name", "unknown", "dose", "often", "for")

    def row_fields(self, place):
        return {
            "name": text(rules.NAME_LONGEST, label=pgettext_lazy("a medicine", "Name")),
            "unknown": fields.BooleanField(label=_("I don’t know the name"), required=False),
            "dose": text(rules.NAME_LONGEST, label=_("How much"), attrs={"class": "short"}),
            "often": fields.ChoiceField(
                label=_("How often"),
                required=False,
                choices=[("", _("Choose")), *((code, words(label)) for code, label in rules.OFTEN.items())],
                error_messages={"invalid_choice": _("Choose how often, or leave it open.")},
            ),
            "for": text(rules.NAME_LONGEST, label=_("What for")),
        }

    def _initial(self, kept):
        found = {}
        for place, one in enumerate(rules.medicines_of(kept)):
            found |= {
                self.name(place, "name"): one.name,
                self.name(place, "unknown"): not one.name,
                self.name(place, "dose"): one.dose,
                self.name(place, "often"): one.often,
                self.name(place, "for"): one.used_for,
            }
        return found

    def clean(self, form):
        for place in self.places:
            name, unknown, *rest = (form.cleaned_data.get(self.name(place, part)) for part in self.parts)
            if any(rest) and not name and not unknown and self.name(place, "name") not in form.errors:
                form.add_error(self.name(place, "name"), _("Write the name, or tick that you don’t know it."))

    def values(self, cleaned):
        filled = [
            row
            for row in (
                {part: cleaned.get(self.name(place, part)) for part in self.parts} for place in self.places
            )
            if row["name"] or row["unknown"]
        ]
        for place, row in enumerate(filled):
            yield (
                Value(place, "name", text=row["name"])
                if row["name"]
                else Value(place, "name", code=rules.NAME_UNKNOWN)
            )
            if row["dose"]:
                yield Value(place, "dose", text=row["dose"])
            if row["often"]:
                yield Value(place, "often", code=row["often"])
            if row["for"]:
                yield Value(place, "for", text=row["for"])


class Activities(_Rows):
    template = "intake/items/_activities.html"
    parts = ("words", "score")

    @property
    def places(self):
        return range(self.item.longest)

    def row_fields(self, place):
        item = self.item
        return {
            "words": text(rules.NAME_LONGEST, label=_now("Activity %(number)s") % {"number": place + 1}),
            "score": fields.ChoiceField(
                label=_("How well can you do it today?"),
                required=False,
                choices=[(str(n), str(n)) for n in range(item.lowest, item.highest + 1)],
                widget=Scale(
                    lowest=item.lowest,
                    highest=item.highest,
                    low=words(item.lowest_label),
                    high=words(item.highest_label),
                ),
                error_messages={"invalid_choice": _("Choose a number from 0 to 10.")},
            ),
        }

    def _initial(self, kept):
        found = {}
        for place, (own, score) in enumerate(rules.activities_of(kept)):
            found[self.name(place, "words")] = own
            found[self.name(place, "score")] = "" if score is None else str(score)
        return found

    def clean(self, form):
        seen = set()
        for place in self.places:
            own, score = (form.cleaned_data.get(self.name(place, part)) for part in self.parts)
            field = self.name(place, "words")
            if score and not own and field not in form.errors:
                form.add_error(field, _("You chose a number here. Write which activity it is for."))
            if own and own.casefold() in seen:
                form.add_error(field, _("You wrote this one already. Choose another, or leave this empty."))
            seen.add((own or "").casefold())

    def values(self, cleaned):
        rows = [[cleaned.get(self.name(place, part)) for part in self.parts] for place in self.places]
        for place, (own, score) in enumerate(row for row in rows if row[0]):
            yield Value(place, "words", text=own)
            if score:
                yield Value(place, "score", number=Decimal(score))


def error(form, sentence) -> None:
    """Put a refusal of an action on top of the form."""
    form.add_error(None, ValidationError(str(sentence) or _now("We could not keep this. Please try again.")))
