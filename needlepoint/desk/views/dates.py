"""What an address asks for, read the same way by every page of the desk."""

import datetime as dt

from django.http import Http404

FURTHEST_DAYS = (
    3660  # either way; nobody looks up a day ten years off, and a date that far breaks sums of days
)


def day_or_404(words: str, today: dt.date) -> dt.date:
    """Return the day that `words` name as YYYY-MM-DD, today when they name none. Raises Http404."""
    if not words:
        return today
    try:
        asked = dt.date.fromisoformat(words)
    except ValueError:
        raise Http404 from None
    if abs((asked - today).days) > FURTHEST_DAYS:
        raise Http404
    return asked
