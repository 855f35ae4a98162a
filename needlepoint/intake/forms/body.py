"""Places on a body as one box of a form: which are ticked, how strong each is and how it feels.

Posted names: `<item>` for each ticked region, `<item>-<REGION>-pain`, `<item>-<REGION>-feel`. Without a tick the others say nothing.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar

from django import forms as fields
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from needlepoint.intake import rules
from needlepoint.intake.forms import parts
from needlepoint.intake.wording import bodymap
from needlepoint.knowledge.body import regions
from needlepoint.knowledge.questions import answers as said

Posted = dict[str, tuple[str, tuple[str, ...]]]  # region code → (pain as posted, feels as posted), as ticked
Value = said.Value

PAINS = tuple(str(number) for number in range(bodymap.STRONGEST + 1))


class Input(fields.Widget):
    """Collects the boxes of one item; its template draws them (`intake/items/_body.html`)."""

    use_fieldset = True

    class Media:
        css: ClassVar = {"all": ["intake/body-map.css"]}
        js: ClassVar = [fields.Script("intake/body-map.js", defer=True)]

    def value_from_datadict(self, data, files, name) -> Posted:
        many = data if hasattr(data, "getlist") else MultiValueDict(data)
        return {
            code: (many.get(f"{name}-{code}-pain", ""), tuple(many.getlist(f"{name}-{code}-feel")))
            for code in many.getlist(name)
        }

    def value_omitted_from_data(self, data, files, name) -> bool:
        return False  # no tick is what a browser sends for none


class Field(fields.Field):
    """Gives what was ticked in the order of the list, each place once."""

    widget = Input

    def clean(self, value: Posted | None) -> tuple[rules.Region, ...]:
        posted = value or {}
        feels = {one.code for one in regions.feels()}
        if any(not regions.is_region(code) for code in posted):
            raise ValidationError(_("One of the ticked places is not on our list. Please tick again."))
        if any(pain not in ("", *PAINS) for pain, _feels in posted.values()):
            raise ValidationError(_("Choose how strong the pain is from 0 to 10, or leave it open."))
        if any(set(chosen) - feels for _pain, chosen in posted.values()):
            raise ValidationError(
                _("One of the words for how it feels is not on our list. Please tick again.")
            )
        return tuple(
            _region(one.code, *posted[one.code]) for one in regions.all_regions() if one.code in posted
        )


def _region(code: str, pain: str, chosen: tuple[str, ...]) -> rules.Region:
    feels = tuple(one.code for one in regions.feels() if one.code in chosen)
    return rules.Region(code, int(pain) if pain else None, feels)


class Body(parts.Part):
    """A BODY item on a screen."""

    template = "intake/items/_body.html"

    def fields(self):
        return {self.key: Field(label=self.question, help_text=self.help, required=False)}

    def _initial(self, kept: said.Given) -> dict[str, object]:
        return {self.key: posted_of(kept)}

    def values(self, cleaned: Mapping) -> Iterator[Value]:
        yield from values_of(cleaned.get(self.key) or ())

    @property
    def map(self) -> bodymap.Picker:
        """The picture and its list, as they stand now."""
        return bodymap.picker(self.key, self.main.value() or {})


def posted_of(given: said.Given) -> Posted:
    """Give what the boxes would post for an answer."""
    return {
        one.code: ("" if one.pain is None else str(one.pain), one.feel) for one in rules.regions_of(given)
    }


def values_of(places: tuple[rules.Region, ...]) -> Iterator[Value]:
    """Give the coded values of ticked places, numbered from 0."""
    for place, one in enumerate(places):
        yield Value(place, "region", code=one.code)
        if one.pain is not None:
            yield Value(place, "pain", number=Decimal(one.pain))
        for code in one.feel:
            yield Value(place, "feel", code=code)
