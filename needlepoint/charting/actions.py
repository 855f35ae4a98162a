"""Deeds of charting: open, write, needles in, needles out, sign, add. Each is one transaction with its audit entry.

Every deed locks the note first and asks `rules.MOVES` whether it is legal, so two at once come one after the other
and the second is judged by what the first left.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import models as booking
from needlepoint.charting import access, models, queries, rules
from needlepoint.house import audit, clock
from needlepoint.people import actions as people_actions
from needlepoint.people import rules as people_rules
from needlepoint.plans import queries as plan_queries
from needlepoint.plans.rules import entry, limits

SPOKEN = "SPOKEN"  # wording version of a consent given by word of mouth, today


class UnableToChart(Exception):
    """The note cannot be written as asked. `reasons` holds every sentence, not only the first."""

    def __init__(self, *reasons: str):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class UnableToCount(UnableToChart):
    """The needles cannot be counted in or out as asked."""


class AlreadyDone(UnableToCount):
    """The same deed with the same number was done a moment ago: a double tap. Nothing was changed."""


class UnableToSign(UnableToChart):
    """The note cannot be signed; `reasons` holds every reason at once."""


class UnableToAmend(UnableToChart):
    """Nothing can be added."""


class UnableToReport(UnableToChart):
    """The unwanted effect cannot be kept as given."""
