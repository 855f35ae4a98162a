"""What an owner types about where the clinic is and what lies around it. What was typed stays, whatever is wrong."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.desk.forms import settings
from needlepoint.frontdoor import models, whereabouts

KINDS = [("", _("Nothing")), *models.Landmark.Kind.choices]


class Whereabouts(settings.Settings):
    """Coordinates, ways in, languages, and rows of a kind, a name and where it is."""

    coordinates = settings.line(
        label=_("Coordinates of your door"),
        required=False,
        help_text=_(
            "Two numbers, such as 40.71427, -74.00597. On most map sites: press long, or click right, on your door, "
            "and copy them."
        ),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off", "inputmode": "text"}),
    )
    access_words = settings.text(
        label=_("Getting in"),
        max_length=2000,
        help_text=_("Steps, lift, parking, where a wheelchair gets in, and whom to ring for help."),
    )
    languages = settings.line(
        label=_("Languages spoken at the desk"),
        required=False,
        max_length=120,
        help_text=_("With commas between: English, Spanish."),
    )
    areas_served = settings.line(
        label=_("Where people come from"),
        required=False,
        max_length=300,
        help_text=_("Parts of town or towns near you, as people call them, with commas between."),
    )

    def __init__(self, *args, kept=(), **kwargs):
        """Build the form. kept: the landmarks as rows, shown until something is typed."""
        super().__init__(*args, **kwargs)
        kept = list(kept)
        for number in range(1, whereabouts.LANDMARKS_MAX + 1):
            was = kept[number - 1] if number <= len(kept) else None
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("What it is"), required=False, choices=KINDS, initial=was.kind if was else ""
            )
            self.fields[f"name_{number}"] = settings.line(
                label=_("Name"), required=False, max_length=60, initial=was.name if was else ""
            )
            self.fields[f"mark_{number}"] = settings.line(
                label=_("Where"), required=False, initial=whereabouts.written(was.points) if was else ""
            )

    @property
    def facts(self):
        return [self[name] for name in ("coordinates", "access_words", "languages", "areas_served")]

    @property
    def rows(self):
        """Bound fields of each row: what it is, its name, where."""
        return [
            tuple(self[f"{name}_{number}"] for name in ("kind", "name", "mark"))
            for number in range(1, whereabouts.LANDMARKS_MAX + 1)
        ]

    def clean_coordinates(self):
        typed = self.cleaned_data["coordinates"].strip()
        if not typed:
            return None
        found = whereabouts.read(typed)
        if len(found) != 1:
            raise forms.ValidationError(gettext("Write two numbers, such as 40.71427, -74.00597."))
        return found[0]

    def marks(self, values):
        """Return (row, mark) of each row in which something was typed."""
        found = []
        for number in range(1, whereabouts.LANDMARKS_MAX + 1):
            kind, name, where = (values.get(f"{each}_{number}") or "" for each in ("kind", "name", "mark"))
            if kind or name or where:
                mark = whereabouts.Mark(kind or "PLACE", name, whereabouts.read(where))
                found.append((number, mark))
        return found

    def clean(self):
        super().clean()
        values = self.cleaned_data
        found = self.marks(values)
        told = {name: values.get(name, "") for name in whereabouts.LENGTHS}
        here = values.get("coordinates")
        if "coordinates" in self.errors:  # what is wrong with it is said already
            here = whereabouts.read(" ".join(whereabouts.written(mark.points) for _row, mark in found))[:1]
            here = here[0] if here else whereabouts.Coordinates(0.0, 0.0)
        for fault in whereabouts.faults(told, here, [mark for _row, mark in found]):
            field = fault.field
            if field.startswith("mark_"):
                field = f"mark_{found[int(field.removeprefix('mark_')) - 1][0]}"
            self.refuse([(field, gettext(fault.words) % dict(fault.values))])
        return values

    def changes(self):
        """Return what was typed as the deed takes it."""
        typed = self.cleaned_data
        return {
            "here": typed["coordinates"],
            "marks": [mark for _row, mark in self.marks(typed)],
            **{name: typed[name] for name in whereabouts.LENGTHS},
        }
