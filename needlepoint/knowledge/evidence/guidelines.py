"""What bodies that write guidelines advise about acupuncture for backs, the one beside the other."""

import datetime as dt
import enum
import functools
import tomllib
from dataclasses import dataclass
from importlib import resources


class Stance(enum.Enum):
    """What a body advises; PAYS is a payer's rule, and no advice."""

    FOR = "FOR"
    AGAINST = "AGAINST"
    OPEN = "OPEN"
    PAYS = "PAYS"


@dataclass(frozen=True, slots=True)
class Guideline:
    """The advice of one body for one kind of people. `seen` as in sources; `link` may be empty."""

    key: str
    body: str
    year: int
    who: str
    stance: Stance
    how_sure: str
    link: str
    seen: bool


@dataclass(frozen=True, slots=True)
class Guidelines:
    """All of them in file order, and the days of their review as for claims."""

    all: tuple[Guideline, ...]
    reviewed_on: dt.date
    review_by: dt.date

    def on(self, day: dt.date) -> tuple[Guideline, ...]:
        """Give what may be shown on a day: both sides, or nothing."""
        is_current = self.reviewed_on <= day < self.review_by
        both = {Stance.FOR, Stance.AGAINST} <= {one.stance for one in self.all}
        return self.all if is_current and both else ()


def read(text: str) -> Guidelines:
    """Read guidelines from TOML text. Raises ValueError for an unknown stance, TypeError for a field that is missing."""
    data = tomllib.loads(text)
    rows = tuple(Guideline(**{**row, "stance": Stance(row["stance"])}) for row in data["guidelines"])
    return Guidelines(rows, data["reviewed_on"], data["review_by"])


@functools.cache
def published() -> Guidelines:
    """Give the guidelines in force."""
    return read(resources.files(__package__).joinpath("guidelines.toml").read_text("utf-8"))
