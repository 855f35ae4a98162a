"""Typed settings from the environment.

Each setting is declared once, with a name, a default, a sentence and whether it is secret. The declarations are
the table behind `manage.py settings` and docs/settings.md. Faults are collected and reported together.
"""

import dataclasses
import datetime as dt
import difflib
import os
import pathlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

PREFIX = "NEEDLEPOINT_"


class UnableToStart(Exception):
    """The environment contradicts itself; the message lists every fault at once, for an operator."""


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """One declared setting. `source` is 'environment', 'file' or 'default'."""

    name: str
    value: Any
    default: str
    sentence: str
    accepted: str
    is_secret: bool
    source: str


class Environment:
    """Reads NEEDLEPOINT_… variables and remembers what was declared and what was wrong."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.declared: dict[str, Setting] = {}
        self.faults: list[str] = []

    def _raw(self, name: str) -> tuple[str | None, str]:
        file = self.variables.get(f"{name}_FILE")
        if file:
            try:
                return pathlib.Path(file).read_text(encoding="utf-8").strip(), "file"
            except OSError as error:
                self.faults.append(f"{name}_FILE={file}: cannot be read ({error.strerror}).")
                return None, "default"
        value = self.variables.get(name)
        return (value, "environment") if value not in (None, "") else (None, "default")

    def _declare(
        self,
        name: str,
        default: Any,
        sentence: str,
        accepted: str,
        parse: Callable[[str], Any],
        *,
        is_secret: bool = False,
    ) -> Any:
        name = PREFIX + name
        raw, source = self._raw(name)
        value = default
        if raw is not None:
            try:
                value = parse(raw)
            except ValueError:
                shown = "(hidden)" if is_secret else repr(raw)
                cure = f"Leave it out to get {default}." if default != "" else "Leave it out when unsure."
                self.faults.append(f"{name}={shown} is not {accepted}. {cure}")
        self.declared[name] = Setting(name, value, str(default), sentence, accepted, is_secret, source)
        return value

    def text(self, name: str, default: str, sentence: str) -> str:
        return self._declare(name, default, sentence, "text", str)

    def secret(self, name: str, sentence: str) -> str:
        return self._declare(name, "", sentence, "text", str, is_secret=True)

    def number(self, name: str, default: int, sentence: str, *, least: int = 0, most: int = 1_000_000) -> int:
        def parse(raw: str) -> int:
            if not least <= int(raw) <= most:
                raise ValueError
            return int(raw)

        return self._declare(name, default, sentence, f"a whole number from {least} to {most}", parse)

    def moment(self, name: str, sentence: str) -> str:
        """Read a moment as ISO 8601, kept as text; empty when not given."""

        def parse(raw: str) -> str:
            dt.datetime.fromisoformat(raw)
            return raw

        return self._declare(name, "", sentence, "a moment such as 2026-11-23T09:30-05:00", parse)

    def flag(self, name: str, default: bool, sentence: str) -> bool:  # noqa: FBT001
        words = {
            "yes": True,
            "true": True,
            "1": True,
            "on": True,
            "no": False,
            "false": False,
            "0": False,
            "off": False,
        }

        def parse(raw: str) -> bool:
            if raw.lower() not in words:
                raise ValueError
            return words[raw.lower()]

        return self._declare(name, default, sentence, "yes or no", parse)

    def choice(self, name: str, default: str, choices: Iterable[str], sentence: str) -> str:
        choices = tuple(choices)

        def parse(raw: str) -> str:
            if raw not in choices:
                raise ValueError
            return raw

        return self._declare(name, default, sentence, "one of " + ", ".join(choices), parse)

    def check_unknown(self) -> None:
        """A misspelt setting must not be silent: name it and the nearest known one."""
        known = set(self.declared) | {f"{name}_FILE" for name in self.declared}
        for name in sorted(self.variables):
            if name.startswith(PREFIX) and name not in known:
                near = difflib.get_close_matches(
                    name.removeprefix(PREFIX), [n.removeprefix(PREFIX) for n in known], n=1
                )
                hint = (
                    f"Did you mean {PREFIX}{near[0]}?"
                    if near
                    else "`manage.py settings` lists those that exist."
                )
                self.faults.append(f"{name} is not a setting of Needlepoint. {hint}")

    def raise_faults(self) -> None:
        if self.faults:
            raise UnableToStart("Needlepoint cannot start:\n- " + "\n- ".join(self.faults))


def folder_words(folder: pathlib.Path, error: OSError) -> str:
    """Say which folder cannot be used and how to cure it."""
    return (
        f"Needlepoint cannot write to {folder} ({error.strerror}). "
        "Give the folder to the user who starts it, or set NEEDLEPOINT_DATA to one of their own."
    )


def from_process() -> Environment:
    return Environment(os.environ)
