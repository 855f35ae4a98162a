"""How sure anybody is that visits now and then help: it stands wherever they are proposed."""

import dataclasses
import datetime as dt

from django.utils.translation import gettext

from needlepoint.knowledge.evidence import claims

CLAIM = "maintenance"


@dataclasses.dataclass(frozen=True, slots=True)
class Label:
    """What is known of visits that keep up a gain, and how sure that is."""

    title: str
    sentences: tuple[str, ...]
    certainty: str
    checked: str


def label(today: dt.date) -> Label | None:
    """Return it in the reader's language; None once the claim is past its day, when nothing may be said."""
    claim = claims.current_claim(CLAIM, today)
    if claim is None:
        return None
    return Label(
        gettext(claim.title),
        tuple(gettext(sentence) for sentence in claim.wording),
        gettext(claim.certainty.label),
        gettext(claim.status.label),
    )
