"""Whole web addresses, for mail. Pages use paths."""

from django.conf import settings


def absolute(path: str) -> str:
    """Return the address under which people reach `path` ('/…')."""
    origin = (
        settings.ORIGIN
        or getattr(settings, "SERVED_AT", "")
        or f"http://{settings.ADDRESS}:{settings.PORT or 8000}"
    )
    return f"{origin.rstrip('/')}{path}"
