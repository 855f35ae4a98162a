"""What became of the rows of one file, counted."""

import collections
import dataclasses
import enum
from collections.abc import Sequence

from needlepoint.exchange.rules import findings

SHOWN = 20  # refused rows that are told one by one; the rest is in the file of refused rows


class Fate(enum.StrEnum):
    TAKEN = "TAKEN"
    JOINED = "JOINED"  # somebody who is in the clinic already, now known under the source's number too
    KNOWN = "KNOWN"  # came in before and says the same
    CHANGED = "CHANGED"  # came in before and says something else now; what the clinic holds stays as it is
    REFUSED = "REFUSED"


@dataclasses.dataclass(slots=True)
class Tally:
    """Counts, and the first few rows as examples.

    reasons  how many rows each reason stands against; a row with two counts in both
    """

    fates: collections.Counter[Fate] = dataclasses.field(default_factory=collections.Counter)
    reasons: collections.Counter[findings.Why] = dataclasses.field(default_factory=collections.Counter)
    notes: collections.Counter[findings.Note] = dataclasses.field(default_factory=collections.Counter)
    refused: list[tuple[int, tuple[str, ...]]] = dataclasses.field(default_factory=list)
    changed: list[int] = dataclasses.field(default_factory=list)
    maybe_here: list[int] = dataclasses.field(default_factory=list)
    reminders: int = 0

    def count(
        self, line: int, fate: Fate, reasons: Sequence[findings.Reason], notes: Sequence[findings.Note]
    ) -> None:
        self.fates[fate] += 1
        self.reasons.update({reason.why for reason in reasons})
        if fate is Fate.TAKEN:
            self.notes.update(set(notes))
            if findings.Note.MAYBE_HERE in notes and len(self.maybe_here) < SHOWN:
                self.maybe_here.append(line)
        if fate is Fate.REFUSED and len(self.refused) < SHOWN:
            self.refused.append((line, tuple(reason.words for reason in reasons)))
        if fate is Fate.CHANGED and len(self.changed) < SHOWN:
            self.changed.append(line)
