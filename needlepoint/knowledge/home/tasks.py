"""The tasks of a home programme: what, how, how much, when to stop, how sure we are, and for whom not."""

import enum
import functools
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from needlepoint.knowledge import dose as doses
from needlepoint.knowledge.evidence import claims


class Kind(enum.StrEnum):
    """What a task is about; the order in which they are offered."""

    MOVE = "MOVE"
    WALK = "WALK"
    POSTURE = "POSTURE"
    HEAT = "HEAT"
    STRESS = "STRESS"
    SLEEP = "SLEEP"
    FOOD = "FOOD"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Kind.MOVE: "Exercise",
    Kind.WALK: "Walking",
    Kind.POSTURE: "Posture",
    Kind.HEAT: "Heat and cold",
    Kind.STRESS: "Stress",
    Kind.SLEEP: "Sleep",
    Kind.FOOD: "Food and water",
}


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do at home, in the patient's words.

    what        a sentence: what it is for          how      the steps, in order
    dose        how much is usual                   days     on how many days of a week
    stop        when to do less or stop
    picture     key of a drawing in `figures`, or ""
    phases      the phases in which it is offered first; it may be chosen in any
    never       health note → why it is not given   mind     health note → one sentence more
    certainty   how sure we are that it helps       source   where that comes from, in English
    """

    key: str
    kind: Kind
    name: str
    what: str
    how: tuple[str, ...]
    dose: str
    days: int
    stop: str
    picture: str
    phases: frozenset[doses.Phase]
    never: Mapping[str, str]
    mind: Mapping[str, str]
    source: str
    certainty: claims.Certainty


@dataclass(frozen=True, slots=True)
class Suits:
    """How a task meets one patient: why it is not for them, and what they should mind."""

    never: tuple[str, ...]
    mind: tuple[str, ...]

    @property
    def is_refused(self) -> bool:
        return bool(self.never)


def read(text: str) -> dict[str, Task]:
    """Read tasks from TOML text, by key in file order.

    raises   KeyError for something missing, ValueError for an unknown kind, phase or certainty, or for a key twice
    """
    rows = tomllib.loads(text)["tasks"]
    tasks = {row["key"]: _task(row) for row in rows}
    if len(tasks) != len(rows):
        raise ValueError("a key stands twice")
    return tasks


def _task(row: Mapping[str, Any]) -> Task:
    return Task(
        key=row["key"],
        kind=Kind(row["kind"]),
        name=row["name"],
        what=row["what"],
        how=tuple(row["how"]),
        dose=row["dose"],
        days=row["days"],
        stop=row["stop"],
        picture=row.get("picture", ""),
        phases=frozenset(doses.Phase(phase) for phase in row["phases"]),
        never=row.get("never", {}),
        mind=row.get("mind", {}),
        source=row["source"],
        certainty=claims.Certainty(row["certainty"]),
    )


@functools.cache
def _tasks() -> dict[str, Task]:
    return read(resources.files(__package__).joinpath("home.toml").read_text("utf-8"))


def all_tasks() -> tuple[Task, ...]:
    """Return every task, those of one kind together."""
    order = list(Kind)
    return tuple(sorted(_tasks().values(), key=lambda task: order.index(task.kind)))


def keys() -> tuple[str, ...]:
    """Return the key of every task, in the order of `all_tasks`."""
    return tuple(task.key for task in all_tasks())


def task(key: str) -> Task:
    """Return one task. Raises KeyError for a key there is not."""
    return _tasks()[key]


def is_task(key: str) -> bool:
    """Say whether there is a task of this key."""
    return key in _tasks()


def suits(task: Task, caution_keys: Collection[str]) -> Suits:
    """Say how a task meets somebody with these health notes."""
    return Suits(
        tuple(why for key, why in task.never.items() if key in caution_keys),
        tuple(words for key, words in task.mind.items() if key in caution_keys),
    )


def offered(phase: doses.Phase | None, caution_keys: Collection[str]) -> tuple[Task, ...]:
    """Return the tasks offered first in a phase to somebody with these health notes; None: any phase."""
    return tuple(
        one
        for one in all_tasks()
        if (phase is None or phase in one.phases) and not suits(one, caution_keys).is_refused
    )
