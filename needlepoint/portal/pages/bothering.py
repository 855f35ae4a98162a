"""What a patient reads who tells us that something bothers them after a visit."""

import dataclasses

from django.urls import reverse
from django.utils import formats, text

from needlepoint.charting.rules import effects
from needlepoint.house import clock
from needlepoint.knowledge.safety import crisis
from needlepoint.portal.wording import bothering as wording


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """What to do now that it is written down."""

    signs: tuple[str, ...]  # those that cannot wait; then nothing else is shown first
    needs_company: bool  # the words may mean that they think of hurting themselves
    what: str
    advice: str
    calls_first: bool


def kept(reaction) -> Kept:
    effect = effects.Effect(reaction.category)
    return Kept(
        signs=tuple(str(words) for sign, words in wording.SIGNS.items() if sign in reaction.signs),
        needs_company=crisis.speaks_of_self_harm(reaction.words),
        what=str(wording.TOLD[effect]) if effect in wording.TOLD else "",
        advice=str(wording.ADVICE[effect]) if effect in wording.ADVICE else "",
        calls_first=effect in wording.CALL_FIRST,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """What the first page says of what was told lately."""

    words: str
    cannot_wait: bool
    url: str


def line(reaction) -> Line | None:
    """Word what was told last; None when nothing was."""
    if reaction is None:
        return None
    said = kept(reaction)
    return Line(
        words=" · ".join(said.signs) or said.what,
        cannot_wait=bool(said.signs),
        url=reverse("portal:bothering_kept", args=[reaction.code]),
    )


def visit_choices(visits) -> list[tuple[str, str]]:
    """(code, day) of the visits after which it may have begun, latest first."""
    return [(visit.code, _day(visit)) for visit in visits]


def _day(visit):
    """Short, so that a phone shows the days side by side; who treated them is known by the day."""
    words = formats.date_format(clock.local(visit.starts_at, visit.clinic.time_zone), "D j M")
    return text.capfirst(words)
