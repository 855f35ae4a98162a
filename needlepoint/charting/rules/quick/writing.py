"""A quick entry, written: one fixed way, which is read back the same."""

from collections.abc import Iterable
from itertools import groupby

from needlepoint.charting.rules import parts
from needlepoint.charting.rules.quick import lexicon, shapes
from needlepoint.plans.rules import entry

Side = entry.Side
_SIDE_LETTERS = {Side.LEFT: "L", Side.RIGHT: "R", Side.BOTH: "B", Side.MIDDLE: "M"}
_RESPONSE_WORDS = {
    shapes.Response.DEQI: "deqi",
    shapes.Response.TWITCH: "twitch",
    shapes.Response.WARM: "warm",
    shapes.Response.NONE: "no response",
}
_METHOD_WORDS = {
    shapes.Method.EVEN: "even",
    shapes.Method.TONIFY: "tonify",
    shapes.Method.REDUCE: "reduce",
    shapes.Method.NONE: "still",
}
_KIND_WORDS = {
    parts.Kind.ELECTRO: "EA", parts.Kind.CUPPING: "cupping", parts.Kind.GUA_SHA: "gua sha",
    parts.Kind.HEAT_LAMP: "heat lamp", parts.Kind.MOXA: "moxa",
}  # fmt: skip
_POSITION_WORDS = {"PRONE": "prone", "SUPINE": "supine", "SIDE": "side-lying", "SEATED": "seated"}


def written(quick: shapes.Quick) -> str:
    """Write what was read, in one fixed way: `read(written(q)) == q` for every q without unread words."""
    said = [*_rows_written(quick.rows), *(_part_written(one) for one in quick.parts), *_whole_written(quick)]
    return "; ".join(said)


def _rows_written(rows: Iterable[shapes.Row]) -> list[str]:
    return [
        " ".join([*(_point_written(row) for row in group), *settings])
        for settings, group in ((list(key), list(found)) for key, found in groupby(rows, _settings_written))
    ]


def _point_written(row: shapes.Row) -> str:
    name = "ashi" if row.code == entry.TENDER else row.code
    return f"{name} {_place_written(row.place)}" if row.place else name


def _place_written(place: str) -> str:
    return (
        place.replace("_", " ").lower()
        if place.replace("_", " ").lower() in {**lexicon.PLACES, **lexicon.MUSCLES}
        else place
    )


def _settings_written(row: shapes.Row) -> tuple[str, ...]:
    said = [_SIDE_LETTERS[row.side]]
    if row.needles != entry.needles_at(row.side):
        said.append(f"x{row.needles}")
    if row.depth_mm is not None:
        said.append(f"{row.depth_mm}mm")
    said += [row.angle.lower()] if row.angle else []
    said += [_METHOD_WORDS[row.method]] if row.method else []
    said += [_RESPONSE_WORDS[row.response]] if row.response else []
    said += [_size_written(row.needle_size)] if row.needle_size else []
    return tuple(said)


def _size_written(size: str) -> str:
    return size.replace(" × ", "x").replace(" ", "")


def _part_written(part: parts.Part) -> str:
    said = [_KIND_WORDS[part.kind]]
    said += [f"{'/'.join(str(one) for one in part.hz)}Hz"] if part.hz else []
    said += [_span_written(one) for one in part.spans]
    said += [part.waveform.lower()] if part.waveform else []
    said += [f"{part.pulse_us}us"] if part.pulse_us is not None else []
    said += [f"{part.milliamps:f}mA"] if part.milliamps is not None else []
    said += [part.strength.lower()] if part.strength else []
    said += [part.method.lower().replace("_", " ")] if part.method else []
    said += [f"{part.minutes}min"] if part.minutes is not None else []
    return " ".join(said)


def _span_written(span: parts.Span) -> str:
    names = [
        _place_written(code) if code in parts.AREAS else _name(code)
        for code in (span.start, span.end)
        if code
    ]
    return f"{'-'.join(names)} {_SIDE_LETTERS[span.side]}"


def _name(code: str) -> str:
    return "ashi" if code == entry.TENDER else code


def _whole_written(quick: shapes.Quick) -> list[str]:
    said = [f"needle {_size_written(quick.needle_size)}"] if quick.needle_size else []
    said += [f"brand {quick.needle_brand}"] if quick.needle_brand else []
    said += [f"lot {quick.needle_lot}"] if quick.needle_lot else []
    said += [f"exp {quick.needle_expires_on.isoformat()}"] if quick.needle_expires_on else []
    said += [f"rest {quick.retention_minutes}min"] if quick.retention_minutes is not None else []
    said += [f"hands-on {quick.hands_on_minutes}min"] if quick.hands_on_minutes is not None else []
    said += [_POSITION_WORDS[quick.position]] if quick.position else []
    said += [f"seek {_RESPONSE_WORDS[quick.response_sought]}"] if quick.response_sought else []
    return said
