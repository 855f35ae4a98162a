"""Lists of starts in HTML, written in one go: node by node they cost a large clinic's page a third of its time."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# when, detail, own, address
LINK = '<li><a class="start" href="{3}"><b>{0}</b> <span>{1}</span>{2}</a></li>'
OWN = "<span>{}</span>"


@register.simple_tag
def start_list(choices: Iterable[tuple[str, str, str, str, str]], *, kind: str = "") -> SafeString:
    """Return the list of starts to press.

    choices  pages.starts.Choice: when, detail, on the reader's own clock, address, value
    kind     such as 'soonest' or 'few'
    """
    items = "".join(
        LINK.format(escape(when), escape(detail), OWN.format(escape(own)) if own else "", escape(url))
        for when, detail, own, url, _value in choices
    )
    return mark_safe(f'<ol class="start-list {escape(kind)}">{items}</ol>')  # noqa: S308  every part is escaped above
