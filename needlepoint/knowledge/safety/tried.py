"""Answers and where they must lead, one row for each thing a clinician would want to check.

Data    `tried.toml`, written by hand apart from the rules; a test tries every row and `docs/check-rules.md` shows them.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from needlepoint.knowledge.safety import rulebook


@dataclass(frozen=True, slots=True)
class Row:
    """One set of answers.

    rule_key   the rule that must speak, '' when none may
    said       the answers that are not "no", by answer key
    route      where they must lead
    """

    rule_key: str
    said: Mapping[str, rulebook.Answer]
    route: rulebook.Route

    @property
    def answers(self) -> dict[str, rulebook.Answer]:
        """Every answer of the check: "no" where the row says nothing."""
        return {
            key: self.said.get(key, rulebook.Answer.NO)
            for page in rulebook.current().pages
            for key in page.answer_keys
        }


@functools.cache
def rows() -> tuple[Row, ...]:
    """Give every row in the order of the file; raises ValueError for a route that is not known."""
    text = resources.files(__package__).joinpath("tried.toml").read_text("utf-8")
    return tuple(
        Row(rule_key, _said(answers), rulebook.Route(route))
        for rule_key, answers, route in tomllib.loads(text)["tried"]
    )


def _said(answers: str) -> dict[str, rulebook.Answer]:
    words = [word.strip() for word in answers.split(",") if word.strip()]
    return {
        word.rstrip("?"): rulebook.Answer.NOT_SURE if word.endswith("?") else rulebook.Answer.YES
        for word in words
    }
