"""ICD-10-CM codes for back pain, a short table checked against one release.

Labels are our own short words. A clinician chooses the code; this table only spells it right.
"""

import csv
import functools
from dataclasses import dataclass
from importlib import resources

RELEASE = "April 2026"
SOURCE = "ICD-10-CM tabular list, April 2026 release (public domain, US CDC/NCHS and CMS)"


@dataclass(frozen=True, slots=True)
class Code:
    """One code. `billable` is false for a parent that needs a further character."""

    code: str
    label: str
    group: str
    billable: bool
    release: str = RELEASE


@functools.cache
def _table() -> dict[str, Code]:
    text = resources.files(__package__).joinpath("icd10cm.csv").read_text("utf-8")
    return {
        row["code"]: Code(row["code"], row["label"], row["group"], row["billable"] == "y")
        for row in csv.DictReader(text.splitlines())
    }


def codes() -> tuple[Code, ...]:
    return tuple(_table().values())


def code(wanted: str) -> Code:
    """Give one code; raises KeyError."""
    return _table()[wanted]
