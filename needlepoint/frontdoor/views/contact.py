"""Where the clinic is."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.people import access


@access.open_to_everyone
@require_safe
def contact(request):
    return render(request, "frontdoor/contact.html")
