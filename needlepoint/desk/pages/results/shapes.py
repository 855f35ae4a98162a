"""What a figure of the results is made of."""

import dataclasses

from django.utils.safestring import SafeString

from needlepoint.desk.pages import safety
from needlepoint.house.design import components


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A table; one that is folded opens when somebody wants its numbers."""

    caption: str
    columns: tuple[components.Column, ...]
    rows: tuple[tuple[object, ...], ...]
    is_folded: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One figure.

    value     the figure itself, or why there is none
    of        of how many what
    few       the same as short as it stands at the head of the page, such as 14 of 23; may be empty
    lines     what else must be known to read it
    drawing   may be empty; then `drawing_words` is
    rates     unwanted effects beside published ones, as on the page about safety
    url       the definition, and the rows behind it for those who may see them
    more      (label, url) of the page that says more; may be empty
    """

    key: str
    question: str
    value: str
    of: str
    lines: tuple[str, ...]
    url: str
    tables: tuple[Table, ...] = ()
    drawing: SafeString | str = ""
    drawing_words: str = ""
    rates: tuple[tuple[str, safety.Rate], ...] = ()
    more: tuple[str, str] | None = None
    few: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    spans: tuple[tuple[str, str, bool], ...]
    summary: tuple[tuple[str, str, str, str], ...]  # name, value, where on the page, of how many
    sections: tuple[Section, ...]
    is_empty: bool
    waiting: str
    csv_url: str
    review_words: str
