"""Tables as text: what the commands print and what the generated documents hold. Pure."""

import re
from collections.abc import Iterable, Sequence

from needlepoint.config import env

PASSWORD = re.compile(r"(://[^:/@]*):[^@/]*@")


def shown_value(setting: env.Setting) -> str:
    """Return the value as a person may see it: a secret only says whether it is set, an address hides its password."""
    if setting.is_secret:
        return "(set)" if setting.value else "(not set)"
    return PASSWORD.sub(r"\1:…@", str(setting.value)) or "(empty)"


def as_text(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Line the columns up with spaces; the last column runs on."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head) - 1)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[-1]])
        for line in lines
    )


def as_markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table. A bar inside a cell is escaped."""
    lines = [tuple(head), ("---",) * len(head), *(tuple(row) for row in rows)]
    return (
        "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
        + "\n"
    )
