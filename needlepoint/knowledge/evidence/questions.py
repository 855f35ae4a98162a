"""What people ask before they come, and what is answered: plain facts on what is done, and claims for the rest."""

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Question:
    """One question. At least one of `answer` (sentences in order) and `claims` (their keys) is there.

    key     as it stands in the page's address
    topic   the words above all questions of its kind
    more    names of public pages
    """

    key: str
    topic: str
    asked: str
    answer: tuple[str, ...]
    claims: tuple[str, ...]
    more: tuple[str, ...]


def read(text: str) -> tuple[Question, ...]:
    """Read questions from TOML text, topic by topic, in file order within each.

    raises   ValueError for a key that stands twice, a question without an answer or an unknown topic
    """
    data = tomllib.loads(text)
    topics = list(data["topics"])
    found: dict[str, Question] = {}
    for row in sorted(data["questions"], key=lambda row: topics.index(row["topic"])):
        one = Question(
            key=row["key"],
            topic=data["topics"][row["topic"]],
            asked=row["asked"],
            answer=tuple(row.get("answer", ())),
            claims=tuple(row.get("claims", ())),
            more=tuple(row.get("more", ())),
        )
        if one.key in found:
            raise ValueError(f"question {one.key}: stands twice")
        if not one.answer and not one.claims:
            raise ValueError(f"question {one.key}: has no answer")
        found[one.key] = one
    return tuple(found.values())


@functools.cache
def all_questions() -> tuple[Question, ...]:
    """Give every question, in the order in which they are shown."""
    return read(resources.files(__package__).joinpath("questions.toml").read_text("utf-8"))
