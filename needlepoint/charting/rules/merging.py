"""Two tablets, one chart: what each hand changed is kept, and where both changed the same thing it is said. Pure.

A page knows the chart it was shown (`base`) and the chart it holds now (`mine`); meanwhile the record may have moved on
(`theirs`). Sent twice, the same change is made once: `merge(base, mine, merge(base, mine, theirs).chart)` changes nothing.
"""

import dataclasses
from collections.abc import Iterable, Sequence

from needlepoint.charting import rules
from needlepoint.charting.rules import parts


@dataclasses.dataclass(frozen=True, slots=True)
class Clash:
    """Both changed the same thing. `kept` is what stands now, `other` what it was on the other tablet.

    what   a point ('BL23', 'ASHI@L4'), a kind of parts, or SETTINGS' name of a setting
    """

    what: str
    kept: object
    other: object


@dataclasses.dataclass(frozen=True, slots=True)
class Merged:
    """The chart of both hands. `brought` names the rows that came from the other one and are not on this page."""

    chart: rules.Chart
    clashes: tuple[Clash, ...] = ()
    brought: tuple[str, ...] = ()


SETTINGS = ("position", "needle_size", "retention_minutes")


def merge(base: rules.Chart, mine: rules.Chart, theirs: rules.Chart) -> Merged:
    """Give the chart that holds both hands' changes.

    A point that one hand took away and the other changed stays: a needle too many on the record is seen at the count, one
    too few is not. Where both changed the same thing, this page's hand is the later one and is kept.
    """
    rows, row_clashes, brought = _rows(base.rows, mine.rows, theirs.rows)
    settings, clashes = {}, list(row_clashes)
    for name in SETTINGS:
        before, here, there = (getattr(one, name) for one in (base, mine, theirs))
        settings[name] = there if here == before else here
        if before not in (here, there) and here != there:
            clashes.append(Clash(name, here, there))
    done, part_clashes = _parts(base, mine, theirs)
    clashes += part_clashes
    chart = rules.Chart(
        rows=rows,
        techniques=_ticked(base.techniques, mine.techniques, theirs.techniques),
        parts=done,
        **settings,
    )
    return Merged(chart, tuple(clashes), brought)


def _ticked(base: Iterable[str], mine: Iterable[str], theirs: Iterable[str]) -> tuple[str, ...]:
    """Give what is ticked: theirs, with what this hand ticked and without what it unticked."""
    before, here = set(base), dict.fromkeys(mine)
    unticked = before - set(here)
    kept = [key for key in theirs if key not in unticked]
    return tuple(dict.fromkeys([*kept, *(key for key in here if key not in before)]))


def _parts(
    base: rules.Chart, mine: rules.Chart, theirs: rules.Chart
) -> tuple[tuple[rules.Done, ...], list[Clash]]:
    """Everything of one kind goes together: two sets of current are set against each other, never mixed."""
    done: list[rules.Done] = []
    clashes: list[Clash] = []
    for kind in parts.Kind:
        before, here, there = (_of(kind, one) for one in (base, mine, theirs))
        if here in (before, there):
            done += there
        elif there == before or not there:
            done += here
        else:
            done += here or there
            clashes.append(Clash(str(kind), here or there, there))
    return tuple(done), clashes


def _of(kind: parts.Kind, chart: rules.Chart) -> list[rules.Done]:
    """The parts of a kind; whether they were copied says nothing about what is done."""
    return [dataclasses.replace(one, is_copied=False) for one in chart.parts if one.part.kind is kind]


def _rows(
    base: tuple[rules.Row, ...], mine: tuple[rules.Row, ...], theirs: tuple[rules.Row, ...]
) -> tuple[tuple[rules.Row, ...], list[Clash], tuple[str, ...]]:
    """Left and right of a point go together: half of one hand and half of the other would be neither's."""
    before, here, there = _by_spot(base), _by_spot(mine), _by_spot(theirs)
    rows: list[rules.Row] = []
    clashes: list[Clash] = []
    brought: list[str] = []
    for spot in dict.fromkeys([*here, *there]):
        name = "@".join(part for part in spot if part)
        was, one, other = (found.get(spot, ()) for found in (before, here, there))
        if _same(one, was):
            rows += other
            brought += [name] if other and not one else []
        elif _same(other, was) or _same(other, one):
            rows += one
        else:
            rows += one or other
            clashes.append(Clash(name, list(one or other), list(other) if one else []))
    return tuple(rows), clashes, tuple(brought)


def _by_spot(rows: Iterable[rules.Row]) -> dict[tuple[str, str], tuple[rules.Row, ...]]:
    found: dict[tuple[str, str], tuple[rules.Row, ...]] = {}
    for row in rows:
        found[row.spot] = (*found.get(row.spot, ()), row)
    return found


def _same(one: Sequence[rules.Row], other: Sequence[rules.Row]) -> bool:
    """Say whether rows say the same; a mark that they were copied says nothing about the needles."""
    return [dataclasses.replace(row, is_copied=False) for row in one] == [
        dataclasses.replace(row, is_copied=False) for row in other
    ]


def words_of_both(base: str, mine: str, theirs: str) -> str:
    """Give the words of both hands: whoever changed nothing takes the other's, and where both wrote, both stand.

    Sent again, nothing is doubled.
    """
    base, mine, theirs = base.strip(), mine.strip(), theirs.strip()
    if mine in (base, theirs):
        return theirs
    if theirs == base or mine.startswith(theirs):
        return mine
    return theirs if mine in theirs.split("\n\n") else f"{theirs}\n\n{mine}"
