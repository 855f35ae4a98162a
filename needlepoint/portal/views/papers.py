"""What every sheet of paper from these pages needs: its language, and how it is sent."""

from django.http import HttpResponse
from django.utils import translation

from needlepoint.house import languages


def language_of(request, patient) -> str:
    """Return the language for a sheet about a patient: the one asked for, what they read now, what they told us."""
    if asked := languages.known(request.GET.get(languages.FIELD)):
        return asked
    return translation.get_language() if request.viewer.is_patient else patient.language or languages.ENGLISH


def answer(made: bytes, name: str) -> HttpResponse:
    """Send a PDF to be read at once. The file's name says nothing about anybody."""
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
