"""What an owner types about how the clinic looks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from needlepoint.desk.forms import settings
from needlepoint.frontdoor import looks
from needlepoint.house.design import colours


class Colour(settings.Settings):
    """A colour of the clinic's own."""

    colour = settings.line(
        label=_("Your own colour"),
        max_length=9,
        help_text=_("As # and six signs, the way a printer or a sign maker has it: #1d5c7a."),
        widget=forms.TextInput(
            attrs={"class": "short", "autocomplete": "off", "spellcheck": "false", "placeholder": "#1d5c7a"}
        ),
        error_messages={"required": _("Write a colour, or choose one of those above.")},
    )

    def judged(self, values):
        return looks.colour_faults(values["colour"]) if values.get("colour") else []

    def clean(self):
        values = super().clean()
        return values if self.errors else {"colour": colours.normal(values["colour"])}

    @property
    def nearest(self) -> str:
        """The good colour nearest to one that will not do, or nothing."""
        return looks.nearest_good(self.data.get("colour", "")) if self.is_bound and self.errors else ""


class Welcome(settings.Settings):
    """The clinic's own words on its first page."""

    welcome = forms.CharField(
        label=_("Words of welcome"),
        required=False,
        max_length=looks.WELCOME_MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Two or three sentences, as you would say them at the door. They stand on your first page."
        ),
    )

    def judged(self, values):
        return looks.faults(values)


class Logo(settings.Settings):
    """A drawing for the top of every page."""

    logo = forms.FileField(
        label=_("A file with your logo"),
        help_text=_("PNG, JPEG or WebP. It is shown beside the name, as high as a finger is wide."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
        error_messages={
            "required": _("Choose a file first."),
            "invalid": _("Choose a file first."),
            "empty": _("This file is empty."),
        },
    )
