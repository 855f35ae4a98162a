"""What a clinic may call its own: where acute ends and chronic begins, and the usual numbers of a plan. Pure."""

import dataclasses
from collections.abc import Mapping

from needlepoint.knowledge import dose
from needlepoint.people import rules as people_rules
from needlepoint.plans import rules

OWN = "own"  # chosen in place of a published scheme
REASON_MAX = 200
FIELDS = (
    "visits_min", "visits_usual", "visits_max", "days_between_min", "days_between_max", "review_after",
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Lines:
    """Where the lines are drawn: a key of dose.SCHEMES, or OWN with weeks."""

    scheme: str
    acute_weeks: int | None = None
    chronic_weeks: int | None = None

    @property
    def key(self) -> str:
        """The key as a clinic keeps it. Raises ValueError where `lines_faults` finds something."""
        return (
            dose.own_key(self.acute_weeks or 0, self.chronic_weeks or 0)
            if self.scheme == OWN
            else self.scheme
        )


def lines_of(key: str) -> Lines:
    """Give the lines a clinic keeps."""
    scheme = dose.scheme_of(key)
    named = scheme.key if scheme.key in dose.SCHEMES else OWN
    return Lines(named, scheme.acute_below_weeks, scheme.chronic_above_weeks)


def lines_faults(lines: Lines) -> list[people_rules.Fault]:
    """Say what is wrong with lines that a clinic draws itself."""
    if lines.scheme != OWN:
        return []
    try:
        dose.own_key(lines.acute_weeks or 0, lines.chronic_weeks or 0)
    except ValueError:
        words = "Write weeks in order, such as 4 and 12: at least 1, at most %(most)s."
        return [people_rules.Fault("acute_weeks", words, {"most": dose.WEEKS_MAX})]
    return []


def of(preset: dose.Preset) -> dict[str, int]:
    """Give the numbers of a preset by the names under which a clinic keeps its own."""
    fewest, most = preset.days_between
    return {
        "visits_min": preset.visits_min,
        "visits_usual": preset.visits_usual,
        "visits_max": preset.visits_max,
        "days_between_min": fewest,
        "days_between_max": most,
        "review_after": preset.review_after,
    }


def preset_faults(values: Mapping[str, int | None], reason: str) -> list[people_rules.Fault]:
    """Say everything that is wrong with a clinic's own numbers.

    values   the numbers by FIELDS; None where nothing could be read, which is said elsewhere
    """
    found = []
    limits = {
        **dict.fromkeys(("visits_min", "visits_usual", "visits_max", "review_after"), rules.VISITS_MAX),
        **dict.fromkeys(("days_between_min", "days_between_max"), rules.DAYS_BETWEEN_MAX),
    }
    for name, most in limits.items():
        number = values.get(name)
        if number is not None and not 1 <= number <= most:
            found.append(people_rules.Fault(name, "Write a number from 1 to %(most)s.", {"most": most}))
    if not found and None not in [values.get(name) for name in FIELDS]:
        found += _out_of_order({name: values[name] or 0 for name in FIELDS})
    if not reason.strip():
        words = "Say why this clinic differs: it stands beside the numbers."
        found.append(people_rules.Fault("reason", words, {}))
    return found


def _out_of_order(numbers: Mapping[str, int]) -> list[people_rules.Fault]:
    found = []
    if not numbers["visits_min"] <= numbers["visits_usual"] <= numbers["visits_max"]:
        words = "Put the visits in order: fewest, usual, most."
        found.append(people_rules.Fault("visits_usual", words, {}))
    if numbers["days_between_min"] > numbers["days_between_max"]:
        words = "The fewest days come before the most."
        found.append(people_rules.Fault("days_between_min", words, {}))
    if numbers["review_after"] > numbers["visits_usual"]:
        words = "The review must fall within the usual number of visits."
        found.append(people_rules.Fault("review_after", words, {}))
    elif numbers["review_after"] > rules.VISITS_UNTIL_REVIEW_MAX:
        words = "Nobody goes on for more than %(most)s visits without a look."
        found.append(people_rules.Fault("review_after", words, {"most": rules.VISITS_UNTIL_REVIEW_MAX}))
    return found
