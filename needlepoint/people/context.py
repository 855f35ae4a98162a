"""What every page may say about who is asking and where they are."""

from django.conf import settings

from needlepoint.house import clock


def who_and_where(request):
    return {
        "viewer": getattr(request, "viewer", None),
        "clinic": getattr(request, "clinic", None),
        "demo": settings.IS_DEMO,
        **_kiosk(getattr(request, "viewer", None)),
        "clinic_clock": clock.now().isoformat(timespec="milliseconds"),
    }


def _kiosk(viewer):
    """How long a tablet in a patient's hands may lie still. A little longer than the session, which has ended by then."""
    if viewer is None or not viewer.is_on_kiosk:
        return {}
    return {"kiosk_idle_seconds": settings.KIOSK_IDLE_MINUTES * 60 + 5}
