"""Which two pain maps of a person are laid side by side. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from needlepoint.intake.rules import filling
from needlepoint.knowledge.questions import answers as said


@dataclass(frozen=True, slots=True)
class Map:
    """One pain map: the form it came in, when that was sent (aware), and where it hurt (a BODY answer, empty for nowhere)."""

    form: str
    at: dt.datetime
    given: said.Given


@dataclass(frozen=True, slots=True)
class Pair:
    """The first map of this stretch of care and the latest one."""

    first: Map
    latest: Map


def as_map(form: str, at: dt.datetime, where: said.Given | None, pain_now: said.Given | None) -> Map | None:
    """Read the map out of a form that was sent; None where it was passed over.

    Whoever marks nothing and says that the pain is 0 right now has told that it hurts nowhere: that is a map too.
    """
    if where is not None and where.state is said.State.ANSWERED:
        return Map(form, at, where)
    if where is not None and pain_now is not None and pain_now.number == 0:
        return Map(form, at, said.Given(said.State.ANSWERED))
    return None


def pair(maps: Iterable[Map]) -> Pair | None:
    """Return the first and the latest map of this stretch of care, or None while there is nothing to compare.

    A form before a first visit begins a stretch, as it begins the line of the scores: whoever comes back years later is
    compared with the day they came back.
    """
    since: list[Map] = []
    for one in sorted(maps, key=lambda one: one.at):
        if one.form == filling.FIRST_VISIT:
            since = []
        since.append(one)
    return Pair(since[0], since[-1]) if len(since) > 1 else None
