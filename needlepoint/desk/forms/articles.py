"""What an owner writes for visitors."""

import re

from django import forms
from django.utils import dateparse
from django.utils.translation import gettext_lazy as _

from needlepoint.desk.forms import settings
from needlepoint.frontdoor import writing
from needlepoint.house import codes, languages

CODE = re.compile(f"[{codes.ALPHABET}]{{{codes.LENGTH}}}\\Z")


class Article(settings.Settings):
    """An article as typed. What keeps it from visitors is told beside it and does not keep it from being stored."""

    all_optional = True  # a draft; publishing asks for the rest

    title = settings.line(label=_("Title"), max_length=writing.LENGTHS["title"])
    summary = settings.text(
        label=_("What it is about, in one or two sentences"),
        max_length=writing.LENGTHS["summary"],
        help_text=_("Stands below the title, in the list and in search results."),
    )
    words = forms.CharField(
        label=_("Words"),
        help_text=_(
            "As in a plain letter. How to make headings, lists and links stands beside it, or below."
        ),
        required=False,
        max_length=writing.LENGTHS["words"],
        widget=forms.Textarea(attrs={"rows": 18, "class": "wide", "spellcheck": "true"}),
    )
    picture = forms.TypedChoiceField(
        label=_("Picture above it"),
        required=False,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    written_by = settings.line(
        label=_("Who wrote it"), required=False, max_length=writing.LENGTHS["written_by"]
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages.offered)
    slug = settings.line(
        label=_("Address"),
        required=False,
        max_length=writing.LENGTHS["slug"],
        help_text=_(
            "The last part of its address, such as your-first-visit. Empty: we make it from the title. "
            "The same article in two languages has the same address in both."
        ),
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, article=None, pictures=(), **kwargs):
        """Build the form. article: the one that is changed; pictures: those it may show above it."""
        super().__init__(*args, **kwargs)
        self.article = article
        by_code = {one.code: one for one in pictures}
        field = self.fields["picture"]
        field.choices = [("", _("None")), *((code, one.alt) for code, one in by_code.items())]
        field.coerce, field.empty_value = by_code.get, None
        if article is None:
            del self.fields["seen"]
        else:
            del self.fields["key"], self.fields["language"]
            if article.published_at is not None:
                del self.fields["slug"]  # people have its address

    @staticmethod
    def initial_of(article):
        """Return what the form shows of an article."""
        shown = {name: getattr(article, name) for name in ("title", "summary", "words", "written_by", "slug")}
        picture = article.picture.code if article.picture else ""
        return {**shown, "picture": picture, "seen": article.changed_at.isoformat()}

    def clean_slug(self):
        return self.cleaned_data["slug"].strip().strip("/").lower()

    def judged(self, values):
        return writing.length_faults(values)

    def changes(self):
        """Return what was typed as a deed takes it."""
        values = dict(self.cleaned_data)
        values["words"] = values["words"].replace("\r\n", "\n")
        if self.article is None:
            key = values.pop("key")
            return {**values, "key": key if CODE.match(key) else codes.new_code()}
        return {**values, "seen": _moment(values.pop("seen"))}

    def typed(self):
        """Return what was typed, read or not, to be looked at before it is kept."""
        names = ("title", "summary", "words", "written_by")
        return {name: self.data.get(name, "").replace("\r\n", "\n") for name in names}


def _moment(text):
    try:
        return dateparse.parse_datetime(text)
    except ValueError:
        return None
