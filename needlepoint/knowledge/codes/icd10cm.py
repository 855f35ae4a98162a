"""ICD-10-CM codes for back pain, a short table checked against one release.

Labels are our own short words. A clinician chooses the code; this table spells it right and says which codes the list
does not want side by side. It never decides: every trap is a remark, told together with all others.
"""

import csv
import datetime as dt
import enum
import functools
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

RELEASE = "April 2026"
RELEASED_ON = dt.date(2026, 4, 1)
GOOD_UNTIL = dt.date(2026, 9, 30)  # a new year of codes begins on 1 October; until then this one stands
SOURCE = "ICD-10-CM tabular list, April 2026 release (public domain, US CDC/NCHS and CMS)"

REFER = "refer"  # the group of what belongs to a doctor first
SECOND_ONLY = "chronic pain"  # the group of what is written beside another code
BESIDE_ONLY = "risk status"  # the group that says a risk, not why somebody comes


@dataclass(frozen=True, slots=True)
class Code:
    """One code. `billable` is false for a parent that needs a further character."""

    code: str
    label: str
    group: str
    billable: bool
    release: str = RELEASE


class Trap(enum.Enum):
    """What may be wrong with the codes of one episode."""

    NOT_TOGETHER = "NOT_TOGETHER"  # Excludes1
    NOT_WHOLE = "NOT_WHOLE"  # a parent
    NOT_LISTED = "NOT_LISTED"  # well formed, but not in our short table
    NOT_FIRST = "NOT_FIRST"
    TO_A_DOCTOR = "TO_A_DOCTOR"


@dataclass(frozen=True, slots=True)
class Remark:
    """One trap: which codes, what to do about it, and what could stand in place of a parent."""

    trap: Trap
    codes: tuple[str, ...]
    advice: str = ""
    instead: tuple[str, ...] = ()


@functools.cache
def _table() -> dict[str, Code]:
    return {
        row["code"]: Code(row["code"], row["label"], row["group"], row["billable"] == "y")
        for row in _rows("icd10cm.csv")
    }


@functools.cache
def _excluded() -> tuple[tuple[str, str, str], ...]:
    return tuple((row["these"], row["not_with"], row["advice"]) for row in _rows("excludes.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def codes() -> tuple[Code, ...]:
    return tuple(_table().values())


def code(wanted: str) -> Code:
    """Give one code; raises KeyError."""
    return _table()[wanted]


def is_listed(wanted: str) -> bool:
    return wanted in _table()


def is_current(on: dt.date) -> bool:
    """Say whether the release still stands on a day; afterwards somebody should compare it with the new one."""
    return on <= GOOD_UNTIL


CATEGORY = 3  # characters before the dot


def _shape(word: str) -> str:
    plain = word.replace(".", "").upper()
    return plain if len(plain) <= CATEGORY else f"{plain[:CATEGORY]}.{plain[CATEGORY:]}"


_CODE = re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?")


def read(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read codes as typed: 'm5450, G89.29'. Never raises.

    returns   the codes, each once and with its dot, in the order typed; and the words that cannot be codes
    """
    words = [word for word in re.split(r"[\s,;/+]+", text.strip()) if word]
    found = dict.fromkeys(_shape(word) for word in words if _CODE.fullmatch(_shape(word)))
    return tuple(found), tuple(word for word in words if not _CODE.fullmatch(_shape(word)))


def remarks(chosen: Iterable[str]) -> tuple[Remark, ...]:
    """Say everything that may be wrong with the codes of one episode, all at once; the first code comes first."""
    listed = tuple(dict.fromkeys(one for one in chosen if one))
    found = []
    for one in listed:
        known = _table().get(one)
        if known is None:
            found.append(Remark(Trap.NOT_LISTED, (one,)))
        elif not known.billable:
            found.append(Remark(Trap.NOT_WHOLE, (one,), instead=_children(one)))
        elif known.group == REFER:
            found.append(Remark(Trap.TO_A_DOCTOR, (one,)))
    first = _table().get(listed[0]) if listed else None
    if first is not None and first.group in {SECOND_ONLY, BESIDE_ONLY}:
        found.append(Remark(Trap.NOT_FIRST, (first.code,)))
    for one, other in itertools.combinations(listed, 2):
        advice = _not_together(one, other)
        if advice:
            found.append(Remark(Trap.NOT_TOGETHER, (one, other), advice))
    return tuple(found)


def _children(parent: str) -> tuple[str, ...]:
    return tuple(one.code for one in codes() if one.billable and one.code.startswith(parent))


def _not_together(one: str, other: str) -> str:
    for these, not_with, advice in _excluded():
        if (one.startswith(these) and other.startswith(not_with)) or (
            other.startswith(these) and one.startswith(not_with)
        ):
            return advice
    return ""
