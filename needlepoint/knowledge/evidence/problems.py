"""The problems that people come with: what each is, which claims speak of it, and when it is something else.

Plain facts of the body stand here; whatever is said of care, of how it goes or of what helps is a claim, named by key.
"""

import enum
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any


class Group(enum.Enum):
    """How the problems are sorted for a reader: by what they know of their pain."""

    HOW_LONG = "How long it has hurt"
    WHAT_IS_SEEN = "What a doctor may call it"
    WHAT_CAME_BEFORE = "What may have brought it on"

    @property
    def label(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem as people name it.

    line         one sentence for a list                  about     what it is, whole sentences
    picture      key of a drawing of `knowledge.body.spine`
    course       claims on how it goes by itself          needles   claims on what acupuncture may and may not add
    helps        claims on what else helps                tasks     what to do at home (`knowledge.home.tasks`)
    emergency, today, soon   answers of the check that mean an emergency, a doctor today, a doctor in two weeks
    near         slugs of problems that people mix it up with
    """

    slug: str
    name: str
    group: Group
    line: str
    about: tuple[str, ...]
    picture: str
    course: tuple[str, ...]
    needles: tuple[str, ...]
    helps: tuple[str, ...]
    tasks: tuple[str, ...]
    emergency: tuple[str, ...]
    today: tuple[str, ...]
    soon: tuple[str, ...]
    near: tuple[str, ...]

    @property
    def claims(self) -> tuple[str, ...]:
        """Give the keys of all its claims, in the order of the page."""
        return (*self.course, *self.needles, *self.helps)


@dataclass(frozen=True, slots=True)
class HomeChapter:
    """One part of what people can do themselves: claims that say what it does, and tasks that say how."""

    slug: str
    title: str
    line: str
    claims: tuple[str, ...]
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """Everything in the file, in its order."""

    problems: Mapping[str, Problem]
    chapters: tuple[HomeChapter, ...]
    signs: Mapping[str, str]
    task_sources: Mapping[str, str]


def read(text: str) -> Book:
    """Read problems from TOML text, by slug in file order.

    raises   KeyError for a field that is missing or a group that is not there; ValueError for a slug that stands twice,
             or a neighbour that is no problem
    """
    data = tomllib.loads(text)
    problems = {row["slug"]: _problem(row) for row in data["problems"]}
    if len(problems) != len(data["problems"]):
        raise ValueError("a slug stands twice")
    if strange := {near for one in problems.values() for near in one.near} - problems.keys():
        raise ValueError(f"no such problem: {', '.join(sorted(strange))}")
    return Book(
        problems,
        tuple(_chapter(row) for row in data.get("chapters", [])),
        data.get("signs", {}),
        data.get("task_sources", {}),
    )


def _problem(row: Mapping[str, Any]) -> Problem:
    return Problem(
        slug=row["slug"],
        name=row["name"],
        group=Group[row["group"]],
        line=row["line"],
        about=tuple(row["about"]),
        picture=row["picture"],
        course=tuple(row["course"]),
        needles=tuple(row["needles"]),
        helps=tuple(row["helps"]),
        tasks=tuple(row["tasks"]),
        emergency=tuple(row["emergency"]),
        today=tuple(row["today"]),
        soon=tuple(row.get("soon", ())),
        near=tuple(row["near"]),
    )


def _chapter(row: Mapping[str, Any]) -> HomeChapter:
    return HomeChapter(row["slug"], row["title"], row["line"], tuple(row["claims"]), tuple(row["tasks"]))


@functools.cache
def _book() -> Book:
    return read(resources.files(__package__).joinpath("problems.toml").read_text("utf-8"))


def all_problems() -> tuple[Problem, ...]:
    """Give every problem, in file order."""
    return tuple(_book().problems.values())


def find(slug: str) -> Problem | None:
    """Give the problem of a slug, or None."""
    return _book().problems.get(slug)


def chapters() -> tuple[HomeChapter, ...]:
    """Give the parts of what people can do themselves, in file order."""
    return _book().chapters


def signs() -> Mapping[str, str]:
    """Give the answers of the check that are worded anew for a list, by key."""
    return _book().signs


def task_sources() -> Mapping[str, str]:
    """Give keys of sources by task, for tasks that name none by its doi."""
    return _book().task_sources
