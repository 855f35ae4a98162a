"""Two views as nobody should write them: one without a door, one that forgets whose clinic it is in."""

from django.http import HttpResponse
from django.urls import include, path

from needlepoint.house import doors
from needlepoint.people import models


def doorless(request):
    return HttpResponse("open to whoever finds it")


@doors.open_to_everyone
def leaky(request, code):
    return HttpResponse(models.Patient.objects.get(code=code).name)


urlpatterns = [
    path("doorless/", doorless, name="doorless"),
    path("leaky/<str:code>/", leaky, name="leaky"),
    path("", include("needlepoint.config.urls")),
]
