"""What every page may say about who is asking and where they are."""

from django.conf import settings

from needlepoint.house import clock


def who_and_where(request):
    return {
        "viewer": getattr(request, "viewer", None),
        "clinic": getattr(request, "clinic", None),
        "demo": settings.IS_DEMO,
        "clinic_clock": clock.now().isoformat(timespec="milliseconds"),
    }
