"""When facts that grow old together were last held against their sources, by whom, and when they must be again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from needlepoint.knowledge.evidence import claims


@dataclass(frozen=True, slots=True)
class Review:
    """The last reading of a file of facts: numbers published, a payer's terms, definitions."""

    reviewed_on: dt.date
    review_by: dt.date
    status: claims.Status
    reviewer: str

    def is_due(self, on: dt.date) -> bool:
        """Say whether somebody has to read them again."""
        return on >= self.review_by


def read(data: Mapping[str, Any]) -> Review:
    """Read the table [review] of a TOML file.

    raises   TypeError for a missing or unknown part, ValueError for an unknown status
    """
    return Review(**{**data, "status": claims.Status(data["status"])})
