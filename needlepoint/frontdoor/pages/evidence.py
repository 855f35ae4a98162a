"""Whether it works: for and against side by side, and a hundred people drawn."""

import dataclasses
import datetime as dt

from django.utils.translation import gettext

from needlepoint.knowledge.evidence import claims


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """A hundred people, in two groups and the rest."""

    groups: tuple[tuple[int, str], ...]
    label: str
    sentences: tuple[str, ...]


def older_people(on: dt.date) -> Figure | None:
    """Return the figure of a hundred older people with long-lasting pain, with and without acupuncture."""
    claim = claims.current_claim("older_people", on)
    if claim is None or len(claim.figures) < 2:  # noqa: PLR2004 the comparison needs both groups
        return None
    usual, with_needles = claim.figures[0], claim.figures[1]
    return Figure(
        groups=(
            (usual.number, gettext(usual.label)),
            (with_needles.number - usual.number, gettext("more with acupuncture as well")),
        ),
        label=gettext(claim.wording[0]),
        sentences=tuple(gettext(sentence) for sentence in claim.wording),
    )
