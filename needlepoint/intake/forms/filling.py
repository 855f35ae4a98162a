"""One form for every screen: its boxes are made from the items that are asked there."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.datastructures import MultiValueDict

from needlepoint.house import forms
from needlepoint.intake.forms import body, parts
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition

PARTS: dict[definition.Kind, type[parts.Part]] = {
    definition.Kind.ONE: parts.One,
    definition.Kind.MANY: parts.Many,
    definition.Kind.SCALE: parts.ScalePart,
    definition.Kind.NUMBER: parts.Number,
    definition.Kind.WHEN: parts.When,
    definition.Kind.TEXT: parts.Text,
    definition.Kind.BODY: body.Body,
    definition.Kind.MEDICINES: parts.Medicines,
    definition.Kind.ACTIVITIES: parts.Activities,
}
REVISION_MAX = 10**6


class Screen(forms.Form):
    """The boxes of one screen. Everything may be left open, and the page says so once.

    items  those that are asked
    kept   item → (answer that stands, its revision)
    """

    all_optional = True
    use_required_attribute = False

    def __init__(
        self,
        data: MultiValueDict | None = None,
        *,
        items: Sequence[definition.Item],
        kept: Mapping[str, tuple[said.Given, int]],
        today: dt.date,
    ):
        self.parts = [
            PARTS[item.kind](
                item,
                kept=kept[item.key][0] if item.key in kept else None,
                revision=kept[item.key][1] if item.key in kept else 0,
                today=today,
                data=data,
            )
            for item in items
        ]
        initial = {name: value for part in self.parts for name, value in part.initial().items()}
        super().__init__(data, initial=initial)
        self.settled: dict[str, int] = {}
        for part in self.parts:
            part.form = self
            self.fields.update(part.all_fields())

    def clean(self):
        cleaned = super().clean()
        for part in self.parts:
            part.clean(self)
        return cleaned

    def seen_of(self, part: parts.Part) -> int:
        """Return the revision that this window shows: as it was sent back, else the one that stands."""
        if not self.is_bound:
            return part.revision
        if part.key in self.settled:
            return self.settled[part.key]
        sent = str(self.data.get(part.seen_name, ""))
        return (
            min(int(sent), REVISION_MAX)
            if sent.isascii() and sent.isdigit() and len(sent) < len("1000000")
            else 0
        )

    def settle(self, revisions: Mapping[str, int]) -> None:
        """Note what was kept of this window although something else on it is still to be put right."""
        self.settled = dict(revisions)

    def say_nothing(self) -> None:
        """Find no fault with what is not finished: somebody asked for more room or another language, and did not go on."""
        self.errors.clear()

    def seen(self) -> dict[str, int]:
        """Return item → the revision that this window shows."""
        return {part.key: self.seen_of(part) for part in self.parts}

    def given(self, *, only: str = "", passes_over: bool) -> dict[str, said.Given]:
        """Return item → what was said, of every item without an error.

        only         the one item to look at
        passes_over  the person went on: what was left empty was passed over. Otherwise an empty item says nothing,
                     unless an answer stood there, which was taken away.
        """
        found = {}
        for part in self.parts:
            if (only and part.key != only) or part.is_wrong:
                continue
            answer = part.given(self.cleaned_data)
            if answer is not None:
                found[part.key] = answer
            elif passes_over or (part.kept is not None and part.kept.state is not said.State.SKIPPED):
                found[part.key] = said.SKIPPED
        return found
