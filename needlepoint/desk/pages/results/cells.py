"""How a number of the results is written in a table: a share of fewer than five is not said in percent."""

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking.rules import report as rules
from needlepoint.house.design import components
from needlepoint.knowledge.stats import survival

WEEK = 7
SURE = {"sure": round(100 * survival.CONFIDENCE)}  # of a hundred such ranges, how many hold the true number


def words_column(label: str) -> components.Column:
    return components.Column(label)


def number_column(label: str) -> components.Column:
    return components.Column(label, numeric=True)


def counted(count: int) -> str:
    return formats.number_format(count, force_grouping=True)


def part_of(part: int, whole: int) -> str:
    return _("%(part)s of %(whole)s") % {"part": counted(part), "whole": counted(whole)} if whole else ""


def nothing() -> str:
    return "–"


def percent(part: int, whole: int) -> str:
    """A share in percent; of fewer than five, that they are too few."""
    share = rules.Share(part, whole)
    if not whole:
        return nothing()
    if share.is_small:
        return _("too few to say")
    return _("%(n)s%%") % {"n": share.percent}


def share_words(share: float) -> str:
    return _("%(n)s%%") % {"n": round(100 * share)}


def in_days(days: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
