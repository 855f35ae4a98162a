"""Rows of the day list, drawn once and kept while nothing about them changes.

A row says all that its drawing needs, so the same row is the same piece of page for everybody. Most of a day's
rows stand unchanged from one look to the next.
"""

import functools

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from needlepoint.desk.pages import day as pages

KEPT = 2048


def visit(row: pages.Row) -> SafeString:
    """Return one row of the day list."""
    return _drawn("desk/_visit.html", row, get_language())


def room(row: pages.Row) -> SafeString:
    """Return one room with needles in."""
    return _drawn("desk/_room.html", row, get_language())


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
