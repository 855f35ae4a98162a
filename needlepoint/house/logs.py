"""Keeps tokens out of the log, whoever writes the line."""

import logging
import re

# A token in a path or a Referer. Sixteen characters, so that the words of an ordinary address stay readable.
LINK = re.compile(r"(/(?:link|m|feeds|offers/[^/\s]+)/)[A-Za-z0-9_%-]{16,}")


def blanked(text: str) -> str:
    """Return the text with everything taken out that opens something."""
    return LINK.sub(r"\1…", text)


class NoSecrets(logging.Filter):
    """Blank what opens things before any handler sees the line."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if LINK.search(message):
            record.msg, record.args = blanked(message), ()
        return True


class WithoutSecrets(logging.Formatter):
    """Blank the finished line too, with the traceback, which a filter never sees."""

    def format(self, record: logging.LogRecord) -> str:
        return blanked(super().format(record))
