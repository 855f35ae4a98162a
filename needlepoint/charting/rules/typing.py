"""A typed line put into a chart: what it adds, what it changes, and what it says of the whole visit. Pure."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from needlepoint.charting import rules
from needlepoint.charting.rules import parts, quick

Unread = quick.Unread  # below, `quick` is also the name of a field


@dataclasses.dataclass(frozen=True, slots=True)
class Typed:
    """A line as it was typed and as it was read.

    sided   for each row of `quick`, whether the line itself says the side: otherwise a point keeps the one it has
    """

    text: str
    quick: quick.Quick
    sided: tuple[bool, ...] = ()

    @property
    def unread(self) -> tuple[Unread, ...]:
        return self.quick.unread


def read(text: str, *, painful: str, sizes: Sequence[str]) -> Typed:
    """Read a line. Never raises.

    painful   the painful side, for points without one        sizes   of needles, known by their short names
    """
    text = text.strip()
    said = quick.read(text, painful=painful, known_sizes=sizes)
    # What follows the painful side was not said by the line: it is read once for each.
    left, right = (quick.read(text, painful=side, known_sizes=sizes).rows for side in ("LEFT", "RIGHT"))
    sided = (
        tuple(one.side is other.side for one, other in zip(left, right, strict=True))
        if len(left) == len(right) == len(said.rows)
        else (True,) * len(said.rows)
    )
    return Typed(text, said, sided)


def added(chart: rules.Chart, typed: Typed) -> rules.Chart:
    """Give the chart with what was typed. A point that is there takes the new settings and keeps what was not said."""
    said = typed.quick
    rows = _with_rows(chart.rows, said.rows, typed.sided)
    done = _with_parts(chart.parts, said.parts)
    techniques = dict.fromkeys([*chart.techniques, *(one.part.technique for one in done)])
    return dataclasses.replace(
        chart,
        rows=rules.merged(rows),
        techniques=tuple(techniques),
        parts=done,
        needle_size=said.needle_size or chart.needle_size,
        position=said.position or chart.position,
        retention_minutes=said.retention_minutes or chart.retention_minutes,
    )


def with_more(rows: Sequence[rules.Row], typed: Typed) -> tuple[rules.Row, ...]:
    """Give the rows with needles that went in later: a point that is there takes more of them."""
    return rules.merged((*rows, *(row_of(one) for one in typed.quick.rows)))


def row_of(row: quick.Row) -> rules.Row:
    """Give a row of a line as a row of a chart."""
    return rules.Row(
        row.code,
        row.side,
        row.needles,
        place=row.place,
        depth_mm=row.depth_mm,
        angle=row.angle or "",
        method=row.method or "",
        response=row.response or "",
        needle_size=row.needle_size,
    )


def _with_rows(
    rows: Sequence[rules.Row], typed: Sequence[quick.Row], sided: Sequence[bool]
) -> list[rules.Row]:
    known: dict[tuple[str, str], rules.Row] = {}
    for row in rows:
        known.setdefault(row.spot, row)
    settled = {row.key for row, says_side in zip(typed, sided, strict=True) if says_side}
    kept = [row for row in rows if row.spot not in settled]
    for one, says_side in zip(typed, sided, strict=True):
        new, old = row_of(one), known.get(one.key)
        if old is None or not says_side:
            kept = _put(kept, new) if old is not None and one.key not in settled else [*kept, new]
        else:
            kept.append(_changed(old, new, side=new.side, needles=new.needles))
    return kept


def _put(rows: Sequence[rules.Row], new: rules.Row) -> list[rules.Row]:
    """Change the settings of a point whose side the line leaves open."""
    return [
        _changed(row, new, side=row.side, needles=row.needles) if row.spot == new.spot else row
        for row in rows
    ]


def _changed(old: rules.Row, new: rules.Row, *, side: rules.Side, needles: int) -> rules.Row:
    return dataclasses.replace(
        old,
        side=side,
        needles=needles,
        depth_mm=new.depth_mm if new.depth_mm is not None else old.depth_mm,
        angle=new.angle or old.angle,
        method=new.method or old.method,
        response=new.response or old.response,
        needle_size=new.needle_size or old.needle_size,
    )


def _with_parts(done: Sequence[rules.Done], typed: Sequence[parts.Part]) -> tuple[rules.Done, ...]:
    """A part at the same place, or one of which nobody had said where, is set anew; others are added."""
    kept = list(done)
    for part in typed:
        same = next(
            (
                at
                for at, one in enumerate(kept)
                if one.part.kind is part.kind and one.part.spans in ((), part.spans)
            ),
            None,
        )
        if same is None:
            kept.append(rules.Done(part))
        else:
            kept[same] = rules.Done(_set_anew(kept[same].part, part))
    return tuple(kept)


def _set_anew(old: parts.Part, new: parts.Part) -> parts.Part:
    said = {
        field.name: getattr(new, field.name)
        for field in dataclasses.fields(parts.Part)
        if getattr(new, field.name) not in (None, ())
    }
    return dataclasses.replace(old, **said)


FACTS = ("needle_brand", "needle_lot", "needle_expires_on", "hands_on_minutes", "response_sought")


def facts(typed: Typed) -> Mapping[str, str | int | dt.date]:
    """Give what a line says of the whole visit beyond the chart; what it does not say is left out."""
    said = {name: getattr(typed.quick, name) for name in FACTS}
    return {name: value for name, value in said.items() if value not in (None, "")}


def has_settings(said: quick.Quick) -> bool:
    """Say whether a line speaks of anything but points."""
    return dataclasses.replace(said, rows=(), parts=(), unread=()) != quick.Quick()
