"""What the frame of every page needs of the clinic's own look."""

from django import template
from django.urls import reverse

from needlepoint.frontdoor import looks

register = template.Library()


@register.simple_tag
def look_href(*, clinic) -> str:
    """Return the address of the clinic's style sheet."""
    return reverse("frontdoor:look", args=[looks.stamp(clinic.colour)])


@register.simple_tag
def look_icon_href(*, clinic) -> str:
    """Return the address of the sign in the clinic's colour."""
    return reverse("frontdoor:look_icon", args=[looks.stamp(clinic.colour)])
