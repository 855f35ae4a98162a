"""The quick entry: what a line means, that it is written back the same, and that nothing is too odd to be read."""

import dataclasses
import datetime as dt
import decimal
import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from needlepoint.charting import rules as charting
from needlepoint.charting.rules import parts, quick
from needlepoint.charting.rules.quick import reading
from needlepoint.knowledge.points import atlas
from needlepoint.plans.rules import entry

Side, Row, Part, Span = entry.Side, quick.Row, parts.Part, parts.Span
LEFT, RIGHT, BOTH, MIDDLE = Side.LEFT, Side.RIGHT, Side.BOTH, Side.MIDDLE


def read(text: str, **said: str) -> quick.Quick:
    return quick.read(text, **said)


def points(text: str, **said: str) -> list[tuple[str, Side]]:
    return [(row.code, row.side) for row in read(text, **said).rows]


def test_the_line_of_the_manual_is_read_whole():
    found = read(
        "BL23 BL25 b 25mm deqi; GB30 R 50mm; ashi L4 L x3; EA 2Hz BL23-BL25 20min; cupping BL18-BL25"
    )
    deqi = quick.Response.DEQI
    assert found == quick.Quick(
        rows=(
            Row("BL23", "", BOTH, 2, depth_mm=25, response=deqi),
            Row("BL25", "", BOTH, 2, depth_mm=25, response=deqi),
            Row("GB30", "", RIGHT, 1, depth_mm=50),
            Row("ASHI", "L4", LEFT, 3),
        ),
        parts=(
            Part(parts.Kind.ELECTRO, (Span("BL23", "BL25", BOTH),), hz=(2,), minutes=20),
            Part(parts.Kind.CUPPING, (Span("BL18", "BL25", BOTH),)),
        ),
    )
    assert found.needles == 8


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("bl 23", [("BL23", BOTH)]),
        ("UB-23 L", [("BL23", LEFT)]),
        ("kidney 3 right", [("KI3", RIGHT)]),
        ("Gall Bladder 30 r", [("GB30", RIGHT)]),
        ("shen shu", [("BL23", BOTH)]),
        ("Shènshū b", [("BL23", BOTH)]),
        ("肾俞", [("BL23", BOTH)]),
        ("huan tiao left", [("GB30", LEFT)]),
        ("du 4", [("GV4", MIDDLE)]),
        ("GV4 L", [("GV4", MIDDLE)]),
        ("ex b2", [("EX-B2", BOTH)]),
        ("BL23R bl25l", [("BL23", RIGHT), ("BL25", LEFT)]),
        ("GB30-R", [("GB30", RIGHT)]),
        ("BL40 (L)", [("BL40", LEFT)]),
        ("BL23-BL25", [("BL23", BOTH), ("BL24", BOTH), ("BL25", BOTH)]),
        ("BL23-25 R", [("BL23", RIGHT), ("BL24", RIGHT), ("BL25", RIGHT)]),
        ("bladder 23 to bladder 25 r", [("BL23", RIGHT), ("BL24", RIGHT), ("BL25", RIGHT)]),
        ("BL23,25,40 b", [("BL23", BOTH), ("BL25", BOTH), ("BL40", BOTH)]),
        ("BL23/BL25 L", [("BL23", LEFT), ("BL25", LEFT)]),
        ("left GB30 right ST36", [("GB30", LEFT), ("ST36", RIGHT)]),
        ("BL23, GB30 R, ST36 L", [("BL23", BOTH), ("GB30", RIGHT), ("ST36", LEFT)]),
        ("BL23 L; BL23 R", [("BL23", LEFT), ("BL23", RIGHT)]),
    ],
)
def test_points_are_read_as_they_are_typed_or_spoken(text, wanted):
    assert points(text) == wanted
    assert read(text).is_clear


def test_a_side_that_nobody_said_is_the_usual_one():
    assert points("GB30", painful="LEFT") == [("GB30", LEFT)]
    assert points("GB30 affected; BL40 opp", painful="LEFT") == [("GB30", LEFT), ("BL40", RIGHT)]
    assert read("GB30 affected").unread[0].why == quick.Why.SIDE


def test_settings_belong_to_the_points_since_the_last_setting_or_comma():
    found = read("BL23, BL25 L 25mm slanted even, GB30 0.30x75 x2 twitch BL40 15° no deqi BL60 45° BL62 90°")
    assert found.rows == (
        Row("BL23", "", BOTH, 2),
        Row("BL25", "", LEFT, 1, 25, quick.Angle.SLANTED, quick.Method.EVEN),
        Row("GB30", "", BOTH, 2, response=quick.Response.TWITCH, needle_size="0.30 × 75 mm"),
        Row("BL40", "", BOTH, 2, angle=quick.Angle.FLAT, response=quick.Response.NONE),
        Row("BL60", "", BOTH, 2, angle=quick.Angle.SLANTED),
        Row("BL62", "", BOTH, 2, angle=quick.Angle.STRAIGHT),
    )


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("ashi L4", ["L4"]),
        ("ashi L4/5 L", ["L4-L5"]),
        ("ashi L4 L5 b", ["L4", "L5"]),
        ("ashi L4 L, L5 R x2", ["L4", "L5"]),
        ("ashi calf x3", ["CALF"]),
        ("ashi QL R", ["QL"]),
        ("HTJJ L2-L4 b 30mm", ["L2", "L3", "L4"]),
        ("jiaji T12-L1", ["T12", "L1"]),
        ("tender low back", ["LOW_BACK"]),
    ],
)
def test_a_sore_spot_and_a_paired_point_have_a_place(text, places):
    found = read(text)
    assert [row.place for row in found.rows] == places
    assert found.is_clear


def test_a_point_named_again_takes_what_is_said_of_it_now():
    assert read("BL23 b 25mm; BL23 deqi x4").rows == (
        Row("BL23", "", BOTH, 4, depth_mm=25, response=quick.Response.DEQI),
    )
    assert read("BL23 b; BL23 L").unread == (quick.Unread("BL23", 8, 12, quick.Why.TWICE),)


def test_a_side_before_words_that_are_none_of_ours_belongs_to_no_point():
    assert points("L wibble BL23 R") == [("BL23", RIGHT)]
    assert [one.why for one in read("L wibble BL23 R").unread] == [quick.Why.WHICH_POINT, quick.Why.NOT_KNOWN]


def test_what_belongs_to_the_whole_note_is_read():
    found = quick.read(
        "needle 40; brand Seirin; lot A12-3; exp 2027-05-31; 25min; hands-on 12 min; prone; seek deqi",
        known_sizes=charting.SIZES,
    )
    assert found == quick.Quick(
        needle_size="0.25 × 40 mm",
        needle_brand="Seirin",
        needle_lot="A12-3",
        needle_expires_on=dt.date(2027, 5, 31),
        retention_minutes=25,
        hands_on_minutes=12,
        position="PRONE",
        response_sought=quick.Response.DEQI,
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "EA dd2/100 BL23/BL25 R 0.5ms 1.5mA strong 20min",
            Part(
                parts.Kind.ELECTRO,
                (Span("BL23", "BL25", RIGHT),),
                (2, 100),
                pulse_us=500,
                milliamps=decimal.Decimal("1.5"),
                strength=parts.Strength.STRONG,
                minutes=20,
            ),
        ),
        (
            "electro 2-100 hz dense-disperse BL23L-BL23R 30'",
            Part(
                parts.Kind.ELECTRO,
                (Span("BL23", "", BOTH),),
                (2, 100),
                waveform=parts.Waveform.ALTERNATING,
                minutes=30,
            ),
        ),
        (
            "EA BL23+BL25 b, GB30-BL40 R 2Hz biphasic to tolerance",
            Part(
                parts.Kind.ELECTRO,
                (Span("BL23", "BL25", BOTH), Span("GB30", "BL40", RIGHT)),
                (2,),
                parts.Waveform.BIPHASIC,
                strength=parts.Strength.TOLERANCE,
            ),
        ),
        (
            "cups upper back sliding 8min",
            Part(parts.Kind.CUPPING, (Span("UPPER_BACK", "", BOTH),), method=parts.Method.SLIDING, minutes=8),
        ),
        ("gua sha BL11-17 b light", Part(parts.Kind.GUA_SHA, (Span("BL11", "BL17", BOTH),), method=parts.Method.LIGHT)),
        ("TDP low back 15 min", Part(parts.Kind.HEAT_LAMP, (Span("LOW_BACK", "", BOTH),), minutes=15)),
        ("moxa CV4 stick 10min", Part(parts.Kind.MOXA, (Span("CV4", "", MIDDLE),), method=parts.Method.STICK, minutes=10)),
        ("warm needle BL23 b", Part(parts.Kind.MOXA, (Span("BL23", "", BOTH),), method=parts.Method.ON_NEEDLE)),
    ],
)  # fmt: skip
def test_what_is_done_beside_the_needles_is_read(text, wanted):
    found = read(text)
    assert found.parts == (wanted,)
    assert found.is_clear


def test_current_runs_where_its_needles_are_unless_said():
    assert read("BL23 BL25 R; EA 2Hz BL23-BL25").parts[0].spans == (Span("BL23", "BL25", RIGHT),)


def test_a_part_needs_no_semicolon_before_it():
    found = read("BL23 BL25 b 25mm EA 2Hz BL23-BL25 20min cupping BL18")
    assert [part.kind for part in found.parts] == [parts.Kind.ELECTRO, parts.Kind.CUPPING]
    assert found.rows[0].depth_mm == 25
    assert found.is_clear


@pytest.mark.parametrize(
    ("text", "left", "why"),
    [
        ("slept badly; BL23", "slept badly", quick.Why.NO_POINT),
        ("BL99", "BL99", quick.Why.NO_SUCH_POINT),
        ("zhongdu", "zhongdu", quick.Why.TWO_POINTS),
        ("BL23 b 25", "25", quick.Why.UNIT),
        ("BL23 0.5 cun", "0.5 cun", quick.Why.CUN),
        ("BL23 400mm", "400mm", quick.Why.DEPTH),
        ("BL23 x99", "x99", quick.Why.COUNT),
        ("BL23 9.9x40", "9.9x40", quick.Why.SIZE),
        ("BL23 L4", "L4", quick.Why.LEVEL),
        ("BL23 L R", "R", quick.Why.TWO_SIDES),
        ("BL33-BL37", "BL33-BL37", quick.Why.RANGE),
        ("BL23-GB30", "BL23-GB30", quick.Why.RANGE),
        ("BL23 wibble wobble", "wibble wobble", quick.Why.NOT_KNOWN),
        ("BL23 999min", "999min", quick.Why.MINUTES),
        ("exp soon; BL23", "exp soon", quick.Why.DATE),
        ("EA 9999Hz BL23-BL25", "9999Hz", quick.Why.CURRENT),
        ("EA BL23 2Hz", "BL23", quick.Why.LEAD),
        ("EA BL23L-BL25R", "BL23L-BL25R", quick.Why.CROSSED),
        ("cupping wet BL17", "wet", quick.Why.WET),
        ("cup of tea", "cup of tea", quick.Why.PLACE),
        ("needle 33", "needle 33", quick.Why.SIZE),
        ("needle blunt; BL23", "needle blunt", quick.Why.NO_POINT),
        ("BL23; rest well", "rest well", quick.Why.NO_POINT),
        ("ashi L9", "L9", quick.Why.NO_SUCH_POINT),
        ("EA BL99-BL25 2Hz", "BL99-BL25", quick.Why.NOT_KNOWN),
        ("EA BL23-BL23 2Hz", "BL23-BL23", quick.Why.LEAD),
    ],
)
def test_what_is_not_understood_stays_as_text_with_its_place_and_a_reason(text, left, why):
    found = read(text)
    at = text.index(left)
    assert found.unread == (quick.Unread(left, at, at + len(left), why),)


def test_no_more_points_are_read_than_a_visit_takes():
    channel = [one.code for one in atlas.all_points() if one.code.startswith("BL")]
    found = read(" ".join(channel[: entry.POINTS_MAX + 1]))
    assert len(found.rows) == entry.POINTS_MAX
    assert found.unread[0].why == quick.Why.TOO_MANY


def test_a_line_too_long_is_read_to_its_limit():
    text = "BL23;" + " " * quick.TYPED_MAX + "BL25"
    assert points(text) == [("BL23", BOTH)]
    assert read(text).unread[0].why == quick.Why.TOO_LONG


def test_every_reason_is_a_sentence():
    reasons = [value for name, value in vars(quick.Why).items() if not name.startswith("_")]
    assert all(why[0].isupper() and why.endswith(".") for why in reasons)
    assert len(set(reasons)) == len(reasons)


def test_a_part_says_what_its_record_lacks():
    assert read("EA BL23-BL25").parts[0].missing == ("minutes", "hz", "waveform", "strength")
    assert read("EA 2/100Hz BL23-BL25 20min 1mA").parts[0].missing == ()
    assert read("gua sha BL11-BL17").parts[0].missing == ()
    assert read("lamp").parts[0].missing == ("spans", "minutes")


def test_spans_are_kept_as_rows_and_read_back():
    spans = (Span("BL23", "BL25", BOTH), Span("LOW_BACK", "", BOTH))
    assert parts.spans_of(parts.span_rows(spans)) == spans
    assert spans[1].codes == ()
    with pytest.raises(ValueError, match="SIDEWAYS"):
        parts.spans_of([["BL23", "", "SIDEWAYS"]])


def test_every_kind_answers_to_a_technique_of_the_plan():
    assert parts.techniques_of([Part(kind) for kind in parts.Kind]) == (
        "ELECTRO",
        "CUPPING",
        "GUA_SHA",
        "HEAT",
    )
    assert set(parts.METHODS_OF) == set(parts.Kind) == set(parts.TECHNIQUE_OF)


# --- Round trip ------------------------------------------------------------------------------------------------------

CODES = [one.code for one in atlas.all_points()]
PLACES = ["L4", "T12", "L4-L5", "CALF", "LOW_BACK", "QL", "SI_JOINT"]
SIZES = ["", "0.25 × 40 mm", "0.16 × 15 mm", "0.30 × 75 mm"]
minutes = st.none() | st.integers(1, parts.MINUTES_MAX)


def maybe(values):
    return st.none() | st.sampled_from(list(values))


@st.composite
def rows(draw):
    code = draw(st.sampled_from([*CODES, "ASHI", "EX-B2"]))
    place = draw(st.sampled_from(["", *PLACES])) if code == "ASHI" else ""
    place = draw(st.sampled_from(["", "L2", "T12"])) if code == "EX-B2" else place
    side = entry.side_of(code, draw(st.sampled_from(Side)))
    needles = draw(st.just(entry.needles_at(side)) | st.integers(1, entry.NEEDLES_MAX))
    return Row(
        code,
        place,
        side,
        needles,
        draw(st.none() | st.integers(1, quick.DEPTH_MAX)),
        draw(maybe(quick.Angle)),
        draw(maybe(quick.Method)),
        draw(maybe(quick.Response)),
        draw(st.sampled_from(SIZES)),
    )


def one_a_side(found):
    """Keep rows as a note can hold them: a point and place once, or left and right of it next to each other."""
    kept: dict[tuple[str, str], list[Row]] = {}
    for row in found:
        sides = {one.side for one in kept.get(row.key, [])}
        if not sides or (BOTH not in {*sides, row.side} and row.side not in sides):
            kept.setdefault(row.key, []).append(row)
    return tuple(row for key in kept for row in kept[key])


@st.composite
def spans(draw, kind):
    if kind is not parts.Kind.ELECTRO and draw(st.booleans()):
        return Span(draw(st.sampled_from(parts.AREAS)), "", draw(st.sampled_from(Side)))
    start, end = draw(st.sampled_from([*CODES, "ASHI"])), draw(st.sampled_from([*CODES, "ASHI"]))
    side = draw(st.sampled_from([LEFT, RIGHT, BOTH]))
    if draw(st.booleans()) or (kind is not parts.Kind.ELECTRO and entry.run_of(start, end) is None):
        if kind is parts.Kind.ELECTRO:
            start, side = ("BL23" if entry.is_midline(start) else start), BOTH
        return Span(start, "", entry.side_of(start, side))
    if kind is not parts.Kind.ELECTRO or start == end:
        start, end = "BL18", "BL25"
    is_midline = entry.is_midline(start) and entry.is_midline(end)
    return Span(start, end, MIDDLE if is_midline else side)


@st.composite
def done(draw):
    kind = draw(st.sampled_from(parts.Kind))
    is_current = kind is parts.Kind.ELECTRO
    hz = st.lists(st.integers(1, parts.HZ_MAX), max_size=2, unique=True).map(tuple)
    return Part(
        kind,
        tuple(dict.fromkeys(draw(st.lists(spans(kind), max_size=3)))),
        draw(hz) if is_current else (),
        draw(maybe(parts.Waveform)) if is_current else None,
        draw(st.none() | st.integers(1, parts.PULSE_US_MAX)) if is_current else None,
        draw(st.none() | st.decimals("0.01", "50", places=2).map(decimal.Decimal.normalize))
        if is_current
        else None,
        draw(maybe(parts.Strength)) if is_current else None,
        draw(maybe(parts.METHODS_OF[kind])) if parts.METHODS_OF[kind] else None,
        draw(minutes),
    )


quicks = st.builds(
    quick.Quick,
    rows=st.lists(rows(), max_size=12).map(one_a_side),
    parts=st.lists(done(), max_size=3).map(tuple),
    needle_size=st.sampled_from(SIZES),
    needle_brand=st.sampled_from(["", "Seirin", "DBC-2"]),
    needle_lot=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._\-]{0,20}", fullmatch=True) | st.just(""),
    needle_expires_on=st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2099, 1, 1)),
    retention_minutes=minutes,
    hands_on_minutes=minutes,
    position=st.sampled_from(["", *charting.POSITIONS]),
    response_sought=maybe(quick.Response),
)


@settings(max_examples=25, deadline=None)
@given(quicks)
@example(quick.Quick(parts=(Part(parts.Kind.ELECTRO, pulse_us=10_000),)))
@example(quick.Quick(rows=(Row("BL1", "", BOTH, 2), Row("ASHI", "LOW_BACK", BOTH, 2))))
def test_what_is_written_is_read_back_the_same(meant):
    assert quick.read(quick.written(meant)) == meant


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(quicks)
def test_what_is_written_is_read_back_the_same_over_many_notes(meant):
    assert quick.read(quick.written(meant)) == meant


WORDS = [
    "BL23", "bl 23", "ashi", "L4", "L", "R", "b", "25mm", "deqi", "x3", ";", ",", "EA", "2/100Hz", "BL23-BL25", "GV4",
    "cupping", "low back", "20min", "left", "HTJJ", "-", "/", "needle", "0.25x40", "lot", "exp", "shen shu", "warm", "to",
    "moxa", "GB30R", "opp", "ms", "1mA", "\n", "zhongdu", "lamp", "rest", "cun",
]  # fmt: skip
texts = st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


def holds(text: str, painful: str) -> None:
    found = quick.read(text, painful=painful, known_sizes=charting.SIZES)
    for one in found.unread:
        assert text[one.start : one.end] == one.text != ""
    assert all(one.end <= after.start for one, after in itertools.pairwise(found.unread))
    assert quick.read(quick.written(found)) == dataclasses.replace(found, unread=())
    assert len({(row.code, row.place, row.side) for row in found.rows}) == len(found.rows)


@settings(max_examples=25, deadline=None)
@given(texts, st.sampled_from(["", *Side, "?"]))
@example("ashi L4 L x3 L5", "")
@example("EA EA EA", "LEFT")
@example("BL23 L; ashi; BL23", "RIGHT")
@example("²5mm BL23", "")
@example("BL٢٣ x٣", "")
def test_any_text_is_read_and_what_was_understood_is_written_back(text, painful):
    holds(text, painful)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(texts, st.sampled_from(["", *Side, "?"]))
def test_any_text_of_many_is_read(text, painful):
    holds(text, painful)


def test_cups_along_the_spine_stand_on_both_sides_unless_a_side_is_said():
    [run] = quick.read("cupping BL18-BL25", painful="LEFT").parts
    [one_side] = quick.read("cupping BL18-BL25 l", painful="LEFT").parts

    assert [span.side for part in (run, one_side) for span in part.spans] == [BOTH, "LEFT"]


@pytest.mark.parametrize("line", ["l " * 300, "warm " * 300, "left deqi 25mm " * 100 + "BL23"])
def test_a_line_of_nothing_but_settings_is_walked_once_and_not_once_from_each_word(line, monkeypatch):
    tried = []
    read_one = reading._Reader.setting
    monkeypatch.setattr(
        reading._Reader, "setting", lambda *args, **said: tried.append(1) or read_one(*args, **said)
    )
    read(line)
    assert len(tried) <= 3 * len(line.split())


def test_a_lead_that_is_left_to_words_says_that_nothing_checks_it():
    [one] = read("EA BL18L-BL23R").unread

    assert "Nothing checks it then" in one.why
    assert "heart" in one.why
