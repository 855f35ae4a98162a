"""Writes docs/translations.md: the clinical wording side by side in every language, and who has confirmed it.

Who confirmed what stands in needlepoint/locale/confirmed.toml. Each entry carries the mark of what was read; when a
sentence or its translation changes, the mark no longer fits and the part awaits confirmation again.
"""

import hashlib
import pathlib
import sys
import tomllib
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import messages  # noqa: E402

# What somebody's safety or agreement hangs on. Everything else is translated too, but is no clinical wording.
PARTS = {
    "The check: questions, routes, reasons": "needlepoint/knowledge/safety/rules.toml",
    "What we take care of": "needlepoint/knowledge/safety/cautions.toml",
    "Consents": "needlepoint/knowledge/consents/consents.toml",
    "Measures": "needlepoint/knowledge/instruments/instruments.toml",
    "Questions before the first visit": "needlepoint/knowledge/questions/first_visit.toml",
    "Evidence": "needlepoint/knowledge/evidence/claims.toml",
    "What people say, checked": "needlepoint/knowledge/evidence/claims_checked.toml",
    "Sources": "needlepoint/knowledge/evidence/sources.toml",
    "What health bodies advise": "needlepoint/knowledge/evidence/guidelines.toml",
    "When somebody writes of hurting themselves": "needlepoint/intake/templates/intake/support.html",
    "Safety net": "needlepoint/outcomes/templates/outcomes/_safety_net.html",
}
NAMES = {"es": "Español", "zh_Hans": "中文"}
CONFIRMED = messages.LOCALE / "confirmed.toml"


def page(written: str) -> str:
    """Return docs/translations.md. `written` says who writes it and when."""
    found = messages.collected()
    catalogs = {language: messages.read(language) for language in messages.LANGUAGES}
    confirmed = tomllib.loads(CONFIRMED.read_text(encoding="utf-8")).get("confirmed", [])
    parts = [
        _part(title, name, list(_rows(name, found, catalogs)), confirmed) for title, name in PARTS.items()
    ]
    return (
        "# Clinical wording in three languages\n\n" + written + "\n"
        "The Spanish and the Chinese are the project's own translations. **No clinician and no native speaker has "
        "confirmed a part unless its line says so by name.** Until then a clinic that serves people in these languages "
        "should have them read by somebody who can do both.\n\n"
        "To confirm a part: read it here from top to bottom, change what is wrong in "
        "`needlepoint/locale/<language>/LC_MESSAGES/django.po`, run `python tools/messages.py compile` and `make docs`, "
        "and add an entry to `needlepoint/locale/confirmed.toml` with your name, your profession, the day and the mark "
        "shown here. When a sentence or its translation changes, the mark changes and the part is open again.\n\n"
        "Spanish speaks to people with *usted*, Chinese with 您. The clinic's own texts (names of visits, how to find "
        "it, about those who treat) stay as the clinic wrote them.\n\n" + "\n".join(parts)
    )


def _rows(name: str, found: dict, catalogs: dict) -> Iterator[tuple[str, ...]]:
    told = dict.fromkeys(message for message, _is_staff in messages.in_file(ROOT / name, name))
    for message in told:  # in the order of the file, so that it reads as a page does
        if name in found[message].patients_files:
            text = (message.text, message.plural) if message.plural else message.text
            said = [catalogs[language].get(text, message.context or None) for language in messages.LANGUAGES]
            yield (message.text, *(_words(one.string if one else "") for one in said))


def _words(translated: object) -> str:
    return " / ".join(translated) if isinstance(translated, list | tuple) else str(translated)


def _part(title: str, name: str, rows: list[tuple[str, ...]], confirmed: list[dict]) -> str:
    lines = [f"## {title}\n", f"From `{name}`, {len(rows)} sentences.\n"]
    for place, language in enumerate(messages.LANGUAGES, start=1):
        mark = _mark((row[0], row[place]) for row in rows)
        by = [
            f"{one['by']}, {one['profession']}, {one['on']}"
            for one in confirmed
            if (one["part"], one["language"], one["mark"]) == (name, language, mark)
        ]
        lines.append(f"- {NAMES[language]} (mark `{mark}`) confirmed by: {'; '.join(by) or '**nobody yet**'}")
    lines += ["", "| English | Español | 中文 |", "| --- | --- | --- |"]
    lines += [
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"


def _mark(pairs: Iterator[tuple[str, str]]) -> str:
    """Return eight letters that change with any sentence or translation."""
    return hashlib.sha256("\0".join("\1".join(pair) for pair in pairs).encode()).hexdigest()[:8]
