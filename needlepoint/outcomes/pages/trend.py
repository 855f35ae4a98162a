"""The page of one person's numbers over time."""

import dataclasses

from needlepoint.outcomes.rules import forecasting, trend_story
from needlepoint.outcomes.wording import trends


@dataclasses.dataclass(frozen=True, slots=True)
class TrendPage:
    """Whose numbers they are, and all that is told of them."""

    patient_name: str
    is_own: bool
    told: trends.Told


def trend_page(
    patient, story: trend_story.Story, *, is_own: bool, foretold: forecasting.Foretold | None
) -> TrendPage:
    """Word the page. `foretold` is None where no plan was ever agreed."""
    told = trends.in_full(story, patient.clinic.time_zone, foretold, is_own=is_own)
    return TrendPage(patient.name, is_own, told)
