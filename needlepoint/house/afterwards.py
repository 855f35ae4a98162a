"""What later steps do when something happened in an earlier one, which may not import them.

Which functions are told is in settings.AFTERWARDS: a kind of happening → dotted paths. Each is called inside the deed's
own transaction, so that a booking and what follows from it are one truth; what may wait asks for `on_commit` itself.
"""

import functools
from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

VISIT, CHECK = "visit", "check"


@functools.cache
def _told(kind: str) -> tuple[Callable[..., None], ...]:
    return tuple(import_string(path) for path in settings.AFTERWARDS.get(kind, ()))


def happened(kind: str, thing: object, **how: object) -> None:
    """Tell everybody who waits for this kind of happening.

    kind   VISIT: how is {what, by, now}, what being such as 'visit_booked'; CHECK: how is {by, now}
    thing  the visit or the check, as it is now
    """
    for follow in _told(kind):
        follow(thing, **how)
