"""What a later step knows to say beside a person's name, for earlier steps that show names and may not import it.

Which function answers is in settings.BESIDE_A_NAME: it takes ids and returns the words for those of whom there is
something to say, in the reader's language. It is asked once for a whole page.
"""

import functools
from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.utils.module_loading import import_string


@functools.cache
def _asked() -> Callable[[Iterable[int]], Mapping[int, str]]:
    return import_string(settings.BESIDE_A_NAME)


def words(ids: Iterable[int]) -> Mapping[int, str]:
    """Return what is said beside each name, by id. Costs at most 2 queries at any length, none for nobody."""
    ids = set(ids)
    return _asked()(ids) if ids else {}


def one(number: int | None) -> str:
    """Return what is said beside one name, or nothing. Costs at most 2 queries."""
    return words([number]).get(number, "") if number else ""
