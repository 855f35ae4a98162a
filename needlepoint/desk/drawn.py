"""Rows of the day list, drawn once and kept while nothing about them changes.

A row says all that its drawing needs, so the same row is the same piece of page for everybody. Most of a day's
rows stand unchanged from one look to the next.
"""

import dataclasses
import functools

from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from needlepoint.desk.pages import day as pages

KEPT = 2048
CLOCK = "the clock of a card"  # stands where the words of the clock go


def visit(row: pages.Row) -> SafeString:
    """Return one row of the day list."""
    return _drawn("desk/_visit.html", row, get_language())


def room(row: pages.Row) -> SafeString:
    """Return one room with needles in."""
    return _drawn("desk/_room.html", row, get_language())


def board_card(card) -> SafeString:
    """Return one card of the board of rooms; only what its clock shows is written anew."""
    drawn = _drawn("desk/_rooms_card.html", dataclasses.replace(card, clock=CLOCK), get_language())
    return mark_safe(drawn.replace(CLOCK, escape(card.clock)))  # noqa: S308  drawn by a template, and escaped


def calendar(items) -> SafeString:
    """Return what stands in a column of the calendar, each drawn by the template that it names."""
    language = get_language()
    return mark_safe("".join(_drawn(item.template, item, language) for item in items))  # noqa: S308  each is drawn


def calendar_cell(cell) -> SafeString:
    """Return one day of the week of everybody."""
    return _drawn("desk/_calendar_cell.html", cell, get_language())


@functools.lru_cache(maxsize=KEPT)
def _drawn(template: str, row, _language: str) -> SafeString:
    return get_template(template).render({"row": row})
