"""How scores are put into words and laid out for the drawing; shared by the pages here and those that compose them.

`trends` tells a whole story; `line` is the short form of it, for a page that has only the trend at hand.
"""

import dataclasses

from needlepoint.outcomes import rules
from needlepoint.outcomes.rules import trend_story
from needlepoint.outcomes.wording import trends
from needlepoint.outcomes.wording.trends import (
    activities_sentence,
    pain_sentence,
    pain_share_sentence,
)

__all__ = ["Line", "activities_sentence", "line", "pain_sentence", "pain_share_sentence"]


@dataclasses.dataclass(frozen=True)
class Line:
    """A trend in short. `sentence` is the whole of it in words; `told` is what is drawn."""

    is_empty: bool
    sentence: str
    details: tuple
    told: trends.Told


def line(trend: rules.Trend, zone: str, *, is_own: bool = True) -> Line:
    """Word and lay out a trend; days are the clinic's."""
    return short(trends.told(trend_story.story(trend, ()), zone, is_own=is_own))


def short(told: trends.Told) -> Line:
    """The short form of a whole story."""
    return Line(is_empty=told.pain.line is None, sentence=told.sentence, details=told.more, told=told)
