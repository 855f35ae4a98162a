"""The official words of a questionnaire as an owner hands them in: as a file, or pasted."""

import functools

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.house import forms as house_forms
from needlepoint.intake.rules import packs


def _area(rows):
    return forms.Textarea(attrs={"rows": rows, "class": "wide", "spellcheck": "false"})


class Load(house_forms.Form):
    """What is handed in. A file goes before pasted text; what was read stands in the box, so that nothing is lost."""

    all_optional = True

    words_file = forms.FileField(
        label=_("File with the words"),
        help_text=_("Our template filled in (CSV, UTF-8), or a FHIR Questionnaire (JSON)."),
        required=False,
        allow_empty_file=True,
    )
    words = forms.CharField(
        label=_("Contents of the file"),
        help_text=_("Or paste them here."),
        required=False,
        widget=_area(6),
        max_length=packs.FILE_BYTES_MAX,
    )
    language = forms.ChoiceField(label=_("Language of the words"), choices=settings.LANGUAGES)
    version = forms.CharField(
        label=_("Edition"),
        help_text=_("As printed on it, such as 2.1a."),
        required=False,
        max_length=packs.VERSION_MAX,
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    source = forms.CharField(
        label=_("Where you got it"),
        help_text=_("The site or the letter, so that you find it again."),
        required=False,
        max_length=300,
    )
    table_file = forms.FileField(
        label=_("File with the table"),
        help_text=_(
            "The numbers of whoever owns it, in our table template. Without it there is no such score."
        ),
        required=False,
        allow_empty_file=True,
    )
    table = forms.CharField(
        label=_("Contents of the table"),
        help_text=_("Or paste them here."),
        required=False,
        widget=_area(4),
        max_length=packs.FILE_BYTES_MAX,
    )
    is_acknowledged = forms.BooleanField(
        label=_("I have read this, and my clinic may use these words."), required=False
    )

    def __init__(self, *args, instrument, is_keeping=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.instrument, self.is_keeping = instrument, is_keeping
        if not packs.table_scales(instrument):
            del self.fields["table_file"], self.fields["table"]

    @functools.cached_property
    def asked(self):
        """The fields that the first page shows; the tick stands beside the preview."""
        return [self[name] for name in self.fields if name != "is_acknowledged"]

    @functools.cached_property
    def carried(self):
        """What the preview carries on to be kept, unseen."""
        names = ("words", "language", "version", "source", "table")
        return [(name, self.cleaned_data.get(name, "")) for name in names]

    def clean(self):
        values = super().clean()
        for name in ("words", "table"):
            text = self._text_of(values.pop(f"{name}_file", None), name) or values.get(name, "")
            values[name] = text
            if text and self.data.get(name) != text:
                self.data = self.data.copy()
                self.data[name] = text
        if self.errors:
            return values
        self.draft = packs.read(
            self.instrument, values["words"], language=values["language"], table=values["table"]
        )
        for fault in self.draft.faults:
            self.add_error("words" if fault not in self._table_faults(values) else "table", fault)
        if self.is_keeping and not values["is_acknowledged"]:
            self.add_error("is_acknowledged", gettext("Please confirm that your clinic may use these words."))
        return values

    def _table_faults(self, values):
        return packs.read_table(self.instrument, values["table"])[1] if "table" in self.fields else ()

    def _text_of(self, file, name):
        """Return a file's text; a file that is too long or not UTF-8 is refused with its reason."""
        if file is None:
            return ""
        if file.size > packs.FILE_BYTES_MAX:
            self.add_error(name, ValidationError(_("This file is too long for a questionnaire.")))
            return ""
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error(
                name, ValidationError(_("Please save the file as “CSV UTF-8” and choose it again."))
            )
            return ""
