"""One phrase and what it says: a side, a depth, a needle, points, the places and settings of a part. Pure look-ups."""

import datetime as dt
import decimal
import re

from needlepoint.charting.rules import parts
from needlepoint.charting.rules.quick import drafts, lexicon, shapes
from needlepoint.plans.rules import entry

Side = entry.Side
DEPTH_MAX = 150  # mm; more is a slip of the finger, and never a limit of what is safe


def side_towards(painful: str, *, is_same: bool) -> Side | None:
    if painful not in {Side.LEFT, Side.RIGHT}:
        return None
    other = Side.RIGHT if painful == Side.LEFT else Side.LEFT
    return Side(painful) if is_same else other


def place_of(phrase: str) -> str | None:
    """Give a place as it is kept: L4, L4-L5 or CALF; None for what is none."""
    said = phrase.lower()
    if said in lexicon.MUSCLES:
        return lexicon.MUSCLES[said]
    if said in lexicon.PLACES:
        return lexicon.PLACES[said]
    found = lexicon.LEVEL.fullmatch(phrase)
    if found is None:
        return None
    ends = [(found[1].upper(), int(found[2]))]
    if found[4]:
        ends.append(((found[3] or found[1]).upper(), int(found[4])))
    if any(not 1 <= number <= lexicon.LEVELS[letter] for letter, number in ends):
        return None
    return "-".join(f"{letter}{number}" for letter, number in dict.fromkeys(ends))


def is_spot(code: str, place: str) -> bool:
    """Say whether a point is charted at a place: only a sore spot and a paired point have one, of those we know."""
    if not place:
        return True
    is_known = place in {*lexicon.PLACES.values(), *lexicon.MUSCLES.values()} or place_of(place) == place
    return is_known and code in {entry.TENDER, drafts.PAIRED}


def depth_of(number: str, unit: str) -> tuple[str, object]:
    exact = decimal.Decimal(number.replace(",", ".")) * (10 if unit == "cm" else 1)
    if exact != exact.to_integral_value() or not 1 <= exact <= DEPTH_MAX:
        return "fault", shapes.Why.DEPTH
    return "depth_mm", int(exact)


_FLAT_BELOW, _STRAIGHT_FROM = 25, 65  # degrees; 15, 45 and 90 are what schools teach


def angle_of(degrees: int) -> shapes.Angle:
    if degrees < _FLAT_BELOW:
        return shapes.Angle.FLAT
    return shapes.Angle.STRAIGHT if degrees >= _STRAIGHT_FROM else shapes.Angle.SLANTED


def size_of(thick: str, long: str) -> str | None:
    """Give a needle as the clinic writes it: "0.25 × 40 mm"; None outside what is made."""
    exact = decimal.Decimal(thick.replace(",", "."))
    length = int(long)
    if not decimal.Decimal("0.10") <= exact <= decimal.Decimal("0.80") or not 5 <= length <= DEPTH_MAX:  # noqa: PLR2004
        return None
    return f"{exact:.2f} × {length} mm"


def minutes_of(name: str, digits: str) -> tuple[str, object]:
    minutes = int(digits)
    return (name, minutes) if 1 <= minutes <= parts.MINUTES_MAX else ("fault", shapes.Why.MINUTES)


def date_of(text: str) -> tuple[str, object]:
    try:
        return "needle_expires_on", dt.date.fromisoformat(text)
    except ValueError:
        return "fault", shapes.Why.DATE


def code_of(text: str) -> str | None:
    codes = entry.codes_of(entry.unspoken(text))
    return codes[0] if len(codes) == 1 else None


def codes_in(phrase: str) -> list[tuple[str, Side | None]] | str | None:  # noqa: PLR0911 one line a spelling
    """Give the points a phrase names with their sides, a reason when it names none though it looks so, else None."""
    if lexicon.ONE.fullmatch(phrase):
        code = code_of(phrase)
        return None if code is None else [(code, None)]
    if found := lexicon.SIDED.fullmatch(phrase):
        code = code_of(found[1])
        return None if code is None else [(code, entry.SIDE_WORDS[found[2].lower()])]
    if found := lexicon.RANGE.fullmatch(phrase):
        ends = ends_of(found)
        if ends is None:
            return None
        side = found[4] or found[2]
        run = entry.run_of(*ends)
        return (
            shapes.Why.RANGE
            if run is None
            else [(code, entry.SIDE_WORDS[side.lower()] if side else None) for code in run]
        )
    if found := lexicon.LIST.fullmatch(phrase):
        codes = [code_of(found[1] + number) for number in found[2].split(",")]
        return [(code, None) for code in codes if code] if all(codes) else None
    if not any(letter.isalpha() for letter in phrase) or any(mark in phrase for mark in "-/+&"):
        return None
    named = () if any(letter.isdigit() for letter in phrase) else entry.codes_of(phrase)
    if len(named) > 1:
        return shapes.Why.TWO_POINTS
    return [(named[0], None)] if named else None


def ends_of(found: re.Match[str]) -> tuple[str, str] | None:
    first = code_of(found[1])
    if first is None:
        return None
    last = found[3]
    second = code_of(re.sub(r"\d+$", "", first) + last if last.isdigit() else last)
    return None if second is None else (first, second)


def spans_in(  # noqa: PLR0911 one line a spelling
    kind: parts.Kind, phrase: str
) -> list[tuple[str, str, Side | None]] | str | None:
    """Give the places a phrase names for a part, a reason, or None."""
    if kind is not parts.Kind.ELECTRO and phrase.lower() in lexicon.PLACES:
        return [(lexicon.PLACES[phrase.lower()], "", None)]
    paired = re.sub(r"\s*[/+&]\s*", "-", phrase) if kind is parts.Kind.ELECTRO else phrase
    if found := lexicon.RANGE.fullmatch(paired):
        ends = ends_of(found)
        if ends is None:
            return None
        sides = [entry.SIDE_WORDS[side.lower()] for side in (found[2], found[4]) if side]
        if len(set(sides)) > 1:
            is_across = (
                ends[0] == ends[1] and set(sides) == {Side.LEFT, Side.RIGHT} and kind is parts.Kind.ELECTRO
            )
            return [(ends[0], "", Side.BOTH)] if is_across else shapes.Why.CROSSED
        if ends[0] == ends[1]:
            return [(ends[0], "", sides[0] if sides else None)]
        return [(*ends, sides[0] if sides else None)]
    named = codes_in(phrase)
    if named is None or isinstance(named, str):
        return named
    return [(code, "", side) for code, side in named]


def part_setting(kind: parts.Kind, phrase: str) -> tuple[str, object] | None:
    said = phrase.lower()
    if found := lexicon.MINUTES.fullmatch(said):
        return minutes_of("minutes", found[1])
    if kind is parts.Kind.ELECTRO:
        return current_setting(said)
    if said == "wet":
        return ("fault", shapes.Why.WET) if kind is parts.Kind.CUPPING else None
    way = lexicon.WAYS.get(said)
    return ("method", way) if way in parts.METHODS_OF[kind] else None


def current_setting(said: str) -> tuple[str, object] | None:
    if found := lexicon.HZ.fullmatch(said):
        numbers = tuple(int(number) for number in found.groups() if number)
        numbers = numbers[:1] if len(set(numbers)) == 1 else numbers
        return (
            ("hz", numbers)
            if all(1 <= one <= parts.HZ_MAX for one in numbers)
            else ("fault", shapes.Why.CURRENT)
        )
    if found := lexicon.PULSE.fullmatch(said):
        exact = decimal.Decimal(found[1].replace(",", ".")) * (1000 if found[2] == "ms" else 1)
        fits = exact == exact.to_integral_value() and 1 <= exact <= parts.PULSE_US_MAX
        return ("pulse_us", int(exact)) if fits else ("fault", shapes.Why.CURRENT)
    if found := lexicon.MILLIAMPS.fullmatch(said):
        exact = decimal.Decimal(found[1].replace(",", "."))
        fits = exact == exact.quantize(decimal.Decimal("0.01")) and 0 < exact <= parts.MILLIAMPS_MAX
        return ("milliamps", exact.normalize()) if fits else ("fault", shapes.Why.CURRENT)
    for table, name in ((lexicon.WAVEFORMS, "waveform"), (lexicon.STRENGTHS, "strength")):
        if said in table:
            return name, table[said]
    return None
