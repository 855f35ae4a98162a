"""What waits for somebody who opens their day: notes to sign, notes of students, press needles that should be off."""

import dataclasses

from django.urls import reverse
from django.utils.translation import gettext, ngettext


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line above the day: what it is about, the words, and where to do it."""

    label: str
    words: str
    url: str
    tone: str


def lines(*, unsigned: int, to_cosign: int, overdue: int) -> tuple[Line, ...]:
    """Word what waits; nothing for what does not."""
    shown = (
        (
            unsigned,
            gettext("Notes"),
            ngettext("%(n)s note of yours is not signed", "%(n)s notes of yours are not signed", unsigned),
            "charting:open_notes",
            "soon",
        ),
        (
            to_cosign,
            gettext("Students"),
            ngettext("%(n)s note to sign a second time", "%(n)s notes to sign a second time", to_cosign),
            "charting:open_notes",
            "soon",
        ),
        (
            overdue,
            gettext("Left in"),
            ngettext(
                "%(n)s press needle or seed should be off by now",
                "%(n)s press needles or seeds should be off by now",
                overdue,
            ),
            "charting:left_in_list",
            "danger",
        ),
    )
    return tuple(
        Line(label, words % {"n": count}, reverse(name), tone)
        for count, label, words, name, tone in shown
        if count
    )
