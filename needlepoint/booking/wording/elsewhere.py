"""What a link to booking says on another site of the clinic, in the language that is read there."""

from django.utils.translation import gettext as _


def book() -> str:
    return _("Book a visit")


def times() -> str:
    return _("Free times")
