"""What an owner sends and says about a picture."""

from django import forms
from django.utils.translation import gettext_lazy as _

from needlepoint.desk.forms import settings
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor.actions import pictures as deeds
from needlepoint.house import forms as house_forms

Kind = frontdoor.Picture.Kind
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif"  # an iPhone then sends JPEG and not its own kind
SENT_HERE = (
    (Kind.PHOTO, _("The clinic: the door, the rooms, the garden")),
    (Kind.PERSON, _("Somebody who treats")),
    (Kind.ARTICLE, _("An article")),
    (Kind.LOGO, _("Your logo")),
)


def _alt():
    return settings.line(
        label=_("What it shows"),
        max_length=deeds.ALT_MOST,
        help_text=_("For people who cannot see it: The waiting room, with two chairs and a lamp."),
    )


class New(house_forms.Form):
    """A picture that is sent."""

    picture = forms.FileField(
        label=_("Picture"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "A photo from your phone is fine. We make it smaller and take out where and when it was taken."
        ),
        error_messages={
            "required": _("Choose a picture."),
            "empty": _("This file is empty. Choose another."),
            "invalid": _("Choose a picture."),
        },
    )
    alt = _alt()
    kind = forms.ChoiceField(
        label=_("What it is of"), choices=SENT_HERE, widget=forms.RadioSelect, initial=Kind.PHOTO
    )
    practitioner = forms.TypedChoiceField(
        label=_("Who it shows"),
        required=False,
        help_text=_("For a photo of somebody who treats. A new one takes the place of the last."),
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )

    def __init__(self, *args, practitioners=(), **kwargs):
        """Build the form. practitioners: whoever may be shown."""
        super().__init__(*args, **kwargs)
        by_code = {one.code: one for one in practitioners}
        field = self.fields["practitioner"]
        field.choices = [("", _("Nobody")), *((code, one.name) for code, one in by_code.items())]
        field.coerce, field.empty_value = by_code.get, None

    def clean(self):
        values = super().clean()
        if values.get("kind") == Kind.PERSON:
            if not values.get("practitioner") and "practitioner" not in self.errors:
                self.add_error("practitioner", _("Choose who it shows."))
        else:
            values["practitioner"] = None
        return values

    def changes(self):
        """Return what was sent as a deed takes it. Reads the file, which is no larger than a photo may be."""
        values = dict(self.cleaned_data)
        content = values.pop("picture").read()
        return {**values, "content": content}


class Described(house_forms.Form):
    """What a picture shows, said anew."""

    alt = _alt()
