"""What a later step knows to say before a visit is booked, for pages that book and may not import it.

Which function answers is in settings.BEFORE_A_BOOKING. It is asked with whom and when, and returns what somebody should
hear before they press the button, or None. It forbids nothing: whoever heard it may still book.
"""

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable, Collection, Mapping

from django.conf import settings
from django.utils.module_loading import import_string

HEARD = "heard"  # the field by which a form says what stood on its page


@dataclasses.dataclass(frozen=True, slots=True)
class Caveat:
    """What somebody should hear first, worded for who reads it.

    key      short; another key is another thing to hear
    to_do    what they can do instead, one way in each sentence
    """

    key: str
    title: str
    sentences: tuple[str, ...]
    to_do: tuple[str, ...]


@functools.cache
def _asked() -> Callable[..., Caveat | None]:
    return import_string(settings.BEFORE_A_BOOKING)


def caveat(
    patient_id: int | None,
    starts: Collection[dt.datetime],
    now: dt.datetime,
    *,
    is_staff: bool,
    leaves: Collection[int] = (),
) -> Caveat | None:
    """Return what to say before visits with these starts are booked, or None. Costs 2 queries, up to 3 more for a few.

    patient_id   None for somebody who is new: nothing is known of them
    leaves       ids of visits that will no longer be where they are, because they are the ones that move
    """
    if patient_id is None or not starts:
        return None
    return _asked()(patient_id, starts, now, is_staff=is_staff, leaves=leaves)


def unheard(found: Caveat | None, data: Mapping[str, str]) -> Caveat | None:
    """Return what was found unless the form that came in had it on its page."""
    return found if found is not None and data.get(HEARD) != found.key else None
