"""Writes the documents that list things, from the things themselves: settings, map and check-rules.

`make docs` writes them; `python tools/docs.py check` says whether they are current, as a test does.
"""

import configparser
import enum
import importlib
import inspect
import os
import pathlib
import re
import sys
from collections.abc import Iterator
from types import ModuleType

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

HUNDRED = 100
WRITTEN = "*Written by `make docs` from the code; a test fails when it is out of date.*\n"


def journey() -> list[list[str]]:
    """Return the layers of .importlinter, the earliest step first; each a list of packages side by side."""
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    lines = config["importlinter:contract:journey"]["layers"].split("\n")
    layers = [[name.strip() for name in line.split("|")] for line in lines if line.strip()]
    return layers[::-1]


def packages() -> list[str]:
    return [name for layer in journey() for name in layer]


def settings_page() -> str:
    """Return docs/settings.md: each declared setting once."""
    from needlepoint.config import settings, tables

    rows = [
        (
            f"`{setting.name}`",
            setting.sentence,
            setting.accepted + (", secret" if setting.is_secret else ""),
            _default(setting.default, settings.ROOT),
        )
        for setting in settings.ENV.declared.values()
    ]
    table = tables.as_markdown(("Name", "What it is for", "Accepted", "Left out"), rows)
    return (
        "# Settings\n\n"
        + WRITTEN
        + "\nEvery setting is a variable of the environment. None is needed: without any, "
        "Needlepoint is a clinic on one machine. A name with `_FILE` behind it takes the value from a file instead, "
        "which keeps secrets out of process lists. A misspelt name stops the start and names the nearest one.\n"
        "`manage.py settings` shows the values in effect and where each came from.\n\n" + table
    )


def _default(default: str, root: pathlib.Path) -> str:
    if not default:
        return "empty"
    return f"`{default.replace(f'{root}/', '')}`"


def map_page() -> str:
    """Return docs/map.md: the packages in order, who imports whom, how big each is, and the state diagrams."""
    import grimp

    from needlepoint.config import tables

    graph = grimp.build_graph("needlepoint", cache_dir=None)
    names = packages()
    rows = []
    for name in names:
        imported = [
            other
            for other in names
            if other != name
            and graph.direct_import_exists(
                importer=f"needlepoint.{name}", imported=f"needlepoint.{other}", as_packages=True
            )
        ]
        rows.append((f"`{name}`", promise(name), ", ".join(imported) or "nobody", _size(name)))
    table = tables.as_markdown(("Package", "For", "Knows", "Lines"), rows)
    return (
        "# The map\n\n"
        + WRITTEN
        + "\nEarlier steps first. A package may know those above it in this table, never "
        "those below; `.importlinter` states the order and `make test` checks it. Lines are Python, counted in "
        "hundreds, tests apart.\n\n" + table + "\n## What may become of what\n\n" + "\n".join(diagrams())
    )


def promise(name: str) -> str:
    """Return the first sentence of a package's docstring, without its name."""
    docstring = importlib.import_module(f"needlepoint.{name}").__doc__ or ""
    sentence = " ".join(docstring.split("\n\n")[0].split())
    words = re.sub(r"^[^:]{1,16}: ", "", sentence)
    return words[:1].upper() + words[1:]


def _size(name: str) -> str:
    lines = sum(
        len(file.read_text(encoding="utf-8").splitlines())
        for file in (ROOT / "needlepoint" / name).rglob("*.py")
        if "migrations" not in file.parts
    )
    return f"{round(lines / HUNDRED) * HUNDRED:,}" if lines >= HUNDRED else "under 100"


def diagrams() -> Iterator[str]:
    """Yield each table of legal moves as a Mermaid state diagram."""
    found: dict[str, str] = {}
    for module in rules_modules():
        if hasattr(module, "diagram"):
            drawn = module.diagram()
        elif isinstance(getattr(module, "MOVES", None), dict):
            drawn = drawn_moves(module.MOVES)
        else:
            continue
        # A package may hand on what one of its modules holds: it is drawn once, under the module's name.
        found[drawn.strip()] = module.__name__.removeprefix("needlepoint.")
    for drawn, title in found.items():
        yield f"### `{title}`\n\n```mermaid\n{drawn}\n```\n"


def drawn_moves(moves: dict) -> str:
    """Draw a table whose keys are states, or (state, deed), and whose values are the states that may follow."""
    lines = ["stateDiagram-v2"]
    for key, targets in moves.items():
        state, deed = key if isinstance(key, tuple) else (key, None)
        after = [targets] if isinstance(targets, str | enum.Enum) else sorted(targets, key=_word)
        because = f": {_word(deed)}" if deed else ""
        lines += [f"    {_word(state)} --> {_word(target)}{because}" for target in after]
    return "\n".join(lines)


def _word(member: object) -> str:
    return member.name if isinstance(member, enum.Enum) else str(member)


def rules_modules() -> Iterator[ModuleType]:
    for name in packages():
        folder = ROOT / "needlepoint" / name
        for file in sorted([*folder.glob("rules.py"), *folder.glob("rules/*.py")]):
            dotted = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            module = importlib.import_module(dotted)
            if inspect.getsourcefile(module) == str(file):
                yield module


def check_rules_page() -> str:
    """Return docs/check-rules.md: each safety rule once, what was tried, and the cautions."""
    from tools import check_rules

    return check_rules.page(WRITTEN)


def translations_page() -> str:
    """Return docs/translations.md: the clinical wording in each language, and who confirmed it."""
    from tools import translations

    return translations.page(WRITTEN)


PAGES = {
    "settings.md": settings_page,
    "map.md": map_page,
    "check-rules.md": check_rules_page,
    "translations.md": translations_page,
}


def stale() -> list[str]:
    """Return the names of the documents that no longer say what the code says."""
    old = []
    for name, page in PAGES.items():
        file = ROOT / "docs" / name
        if not file.exists() or without_sizes(file.read_text(encoding="utf-8")) != without_sizes(page()):
            old.append(f"docs/{name}")
    return old


def without_sizes(words: str) -> str:
    """A package that grew past a hundred lines does not make the map wrong; the next `make docs` tells it."""
    return re.sub(r"\| (under 100|[\d,]+) \|$", "| … |", words, flags=re.MULTILINE)


def load() -> None:
    """Load the clinic as the tests do: the documents tell the defaults, whatever is set here."""
    import django

    for name in [name for name in os.environ if name.startswith("NEEDLEPOINT_")]:
        del os.environ[name]
    os.environ.update(NEEDLEPOINT_MODE="test", DJANGO_SETTINGS_MODULE="needlepoint.config.settings")
    django.setup()


def main(arguments: list[str]) -> int:
    load()
    if arguments == ["check"]:
        old = stale()
        print(
            f"Out of date: {', '.join(old)}. `make docs` writes them."
            if old
            else "The documents are current."
        )
        return 1 if old else 0
    (ROOT / "docs").mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (ROOT / "docs" / name).write_text(page(), encoding="utf-8")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
