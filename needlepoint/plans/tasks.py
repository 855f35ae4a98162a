"""Work the due-work loop does for plans."""

import datetime as dt

from django.core.cache import cache

from needlepoint.plans.actions import recalling

# The list is right at once for what is booked here. This is for days that pass, and for visits that came from elsewhere.
EVERY_SECONDS = 30 * 60
DONE = "plans.recalls_due"


def recalls_due(now: dt.datetime) -> int:
    """Put those on the recall list whose day the plan names, twice an hour. Returns how many recalls changed."""
    if cache.get(DONE):
        return 0
    changed = recalling.settle(now) + recalling.open_due(now)
    if changed < recalling.LIMIT:  # else more may wait, and the next round goes on
        cache.set(DONE, now.isoformat(), EVERY_SECONDS)
    return changed
