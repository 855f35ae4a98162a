"""Quick entry: a line as a practitioner types it, read into points, parts and settings; and written back. Pure.

    BL23 BL25 b 25mm deqi; GB30 R 50mm; ashi L4 L x3; EA 2Hz BL23-BL25 20min; cupping BL18-BL25; lot A123

Statements end at a semicolon or a line. In one, settings belong to the points named since the last setting or comma:
"BL23 BL25 b 25mm, GB30 R" puts 25 mm on both sides of two points and leaves GB30 to its own R. What cannot be read
stays as text, with its place and a plain reason; nothing raises.
"""

import dataclasses
import datetime as dt
import decimal
import enum
import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from needlepoint.charting.rules import parts
from needlepoint.plans.rules import entry

Side = entry.Side
Part = parts.Part  # below, `parts` is also the name of a field
TYPED_MAX = 2000  # characters that are read; the rest is kept as text
DEPTH_MAX = 150  # mm; more is a slip of the finger, and never a limit of what is safe
WORDS_MAX = 5  # of one thing: "bladder 23 - bladder 25"
PAIRED = "EX-B2"  # the points beside the spine, one pair at each level


class Response(enum.StrEnum):
    """What came when the needle was moved, or was sought."""

    DEQI = "DEQI"
    TWITCH = "TWITCH"
    WARM = "WARM"
    NONE = "NONE"


class Angle(enum.StrEnum):
    STRAIGHT = "STRAIGHT"
    SLANTED = "SLANTED"
    FLAT = "FLAT"


class Method(enum.StrEnum):
    """How a needle was moved by hand; NONE says that it was left still."""

    EVEN = "EVEN"
    TONIFY = "TONIFY"
    REDUCE = "REDUCE"
    NONE = "NONE"


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One point as typed. What nobody said is None or "".

    place         of a sore spot or a paired point: "L4", "L4-L5", "CALF"; "" else
    needles       how many went in there, both sides together
    depth_mm      as needled; never a limit         needle_size   "" for the note's own
    """

    code: str
    place: str
    side: Side
    needles: int
    depth_mm: int | None = None
    angle: Angle | None = None
    method: Method | None = None
    response: Response | None = None
    needle_size: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.code, self.place


@dataclasses.dataclass(frozen=True, slots=True)
class Unread:
    """Words that were not understood: they stay as text.

    start, end   characters of the text that was read, half open        why   one plain sentence, English
    """

    text: str
    start: int
    end: int
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class Quick:
    """What was read. The settings after `unread` belong to the whole note; None or "" when nobody said."""

    rows: tuple[Row, ...] = ()
    parts: tuple[Part, ...] = ()
    unread: tuple[Unread, ...] = ()
    needle_size: str = ""
    needle_brand: str = ""
    needle_lot: str = ""
    needle_expires_on: dt.date | None = None
    retention_minutes: int | None = None
    hands_on_minutes: int | None = None
    position: str = ""
    response_sought: Response | None = None

    @property
    def needles(self) -> int:
        return sum(row.needles for row in self.rows)

    @property
    def is_clear(self) -> bool:
        return not self.unread


class Why:
    """Every reason for leaving words as text."""

    NO_POINT = "No point was found in these words."
    NOT_KNOWN = "This was not understood."
    NO_SUCH_POINT = "There is no such point."
    TWO_POINTS = "Two points share this name: type the code."
    WHICH_POINT = "Say which point this is about."
    TWO_SIDES = "Two sides are given for this point."
    TWICE = "This point is there already on this side."
    RANGE = "Type these points one by one: they do not lie in one line."
    CUN = "A cun differs from person to person: type millimetres."
    UNIT = "A number needs its unit, such as 25mm or 20min."
    DEPTH = "Type a depth in millimetres, from 1 to 150."
    COUNT = "Type a number of needles from 1 to 20."
    SIZE = "Type a needle as thickness and length in millimetres, such as 0.25x40."
    LEVEL = "Only a sore spot or a paired point beside the spine has a level."
    MINUTES = "Type minutes from 1 to 120."
    CURRENT = "This setting of a current is outside what a device gives."
    LEAD = "Name both needles of a lead: BL23-BL25, or BL23 b for left to right."
    CROSSED = "The two needles of a lead are read on one side only: describe this lead in words."
    WET = "Cupping that draws blood is not recorded here, since many places do not allow it."
    PLACE = "Say where: points, or a part of the body."
    DATE = "Type the date as year-month-day, such as 2027-05-31."
    SIDE = "Say left or right: the plan names no painful side."
    TOO_MANY = "That is more points than one visit takes."
    TOO_LONG = "This line is too long to be read to its end."


# --- Words -------------------------------------------------------------------------------------------------------------

_SIDES = entry.SIDE_WORDS | {
    "bil": Side.BOTH, "bilat": Side.BOTH, "bilaterally": Side.BOTH, "both sides": Side.BOTH, "midline": Side.MIDDLE,
    "left side": Side.LEFT, "right side": Side.RIGHT, "lt": Side.LEFT, "rt": Side.RIGHT,
}  # fmt: skip
_TOWARDS = {
    "aff": True,
    "affected": True,
    "affected side": True,
    "opp": False,
    "opposite": False,
    "opposite side": False,
}
_ANGLES = {
    "straight": Angle.STRAIGHT, "perp": Angle.STRAIGHT, "perpendicular": Angle.STRAIGHT,
    "slanted": Angle.SLANTED, "oblique": Angle.SLANTED, "obl": Angle.SLANTED,
    "flat": Angle.FLAT, "transverse": Angle.FLAT, "transv": Angle.FLAT, "horizontal": Angle.FLAT,
}  # fmt: skip
_METHODS = {
    "even": Method.EVEN, "even method": Method.EVEN, "ping bu ping xie": Method.EVEN,
    "tonify": Method.TONIFY, "tonified": Method.TONIFY, "reinforce": Method.TONIFY, "bu": Method.TONIFY, "bǔ": Method.TONIFY,
    "补": Method.TONIFY, "reduce": Method.REDUCE, "reduced": Method.REDUCE, "sedate": Method.REDUCE, "disperse": Method.REDUCE,
    "xie": Method.REDUCE, "xiè": Method.REDUCE, "泻": Method.REDUCE, "still": Method.NONE, "no stim": Method.NONE,
}  # fmt: skip
_RESPONSES = {
    "deqi": Response.DEQI, "de qi": Response.DEQI, "de-qi": Response.DEQI, "dq": Response.DEQI, "déqì": Response.DEQI,
    "dé qì": Response.DEQI, "得气": Response.DEQI, "twitch": Response.TWITCH, "ltr": Response.TWITCH, "warm": Response.WARM,
    "warmth": Response.WARM, "no deqi": Response.NONE, "no de qi": Response.NONE, "no response": Response.NONE,
    "nil": Response.NONE,
}  # fmt: skip
_PLACES = {
    **{area.lower().replace("_", " "): area for area in parts.AREAS},
    "low back": "LOW_BACK", "lower back": "LOW_BACK", "lumbar": "LOW_BACK", "mid back": "MIDDLE_BACK",
    "thoracic": "UPPER_BACK", "shoulders": "SHOULDER", "abdomen": "BELLY", "buttocks": "BUTTOCK", "hips": "HIP",
    "thighs": "THIGH", "hamstring": "THIGH", "knees": "KNEE", "calves": "CALF", "feet": "FOOT", "arms": "ARM", "hands": "HAND",
}  # fmt: skip
# Muscles a sore spot is named after, beside the parts of the body.
_MUSCLES = {
    "ql": "QL", "quadratus": "QL", "piriformis": "PIRIFORMIS", "glute": "GLUTEUS", "gluteus": "GLUTEUS",
    "multifidus": "MULTIFIDUS", "psoas": "PSOAS", "si joint": "SI_JOINT", "sij": "SI_JOINT",
}  # fmt: skip
_KINDS = {
    "ea": parts.Kind.ELECTRO, "electro": parts.Kind.ELECTRO, "estim": parts.Kind.ELECTRO, "e-stim": parts.Kind.ELECTRO,
    "electroacupuncture": parts.Kind.ELECTRO, "current": parts.Kind.ELECTRO, "stim": parts.Kind.ELECTRO,
    "cupping": parts.Kind.CUPPING, "cups": parts.Kind.CUPPING, "cup": parts.Kind.CUPPING,
    "gua sha": parts.Kind.GUA_SHA, "guasha": parts.Kind.GUA_SHA, "gua-sha": parts.Kind.GUA_SHA, "scraping": parts.Kind.GUA_SHA,
    "heat lamp": parts.Kind.HEAT_LAMP, "lamp": parts.Kind.HEAT_LAMP, "tdp": parts.Kind.HEAT_LAMP, "heat": parts.Kind.HEAT_LAMP,
    "infrared": parts.Kind.HEAT_LAMP, "tdp lamp": parts.Kind.HEAT_LAMP,
    "moxa": parts.Kind.MOXA, "moxibustion": parts.Kind.MOXA, "warm needle": parts.Kind.MOXA,
}  # fmt: skip
# Words that name a part only where a statement begins; elsewhere they are words among others.
_ONLY_FIRST = frozenset({"current", "stim", "heat", "cup", "infrared"})
_WAVEFORMS = {
    "continuous": parts.Waveform.CONTINUOUS, "cont": parts.Waveform.CONTINUOUS, "alternating": parts.Waveform.ALTERNATING,
    "dense-disperse": parts.Waveform.ALTERNATING, "dense disperse": parts.Waveform.ALTERNATING, "dd": parts.Waveform.ALTERNATING,
    "intermittent": parts.Waveform.INTERMITTENT, "burst": parts.Waveform.INTERMITTENT, "biphasic": parts.Waveform.BIPHASIC,
}  # fmt: skip
_STRENGTHS = {
    "mild": parts.Strength.MILD, "low": parts.Strength.MILD, "gentle": parts.Strength.MILD,
    "comfortable": parts.Strength.COMFORTABLE, "comfort": parts.Strength.COMFORTABLE, "strong": parts.Strength.STRONG,
    "strong but comfortable": parts.Strength.STRONG, "tolerance": parts.Strength.TOLERANCE,
    "to tolerance": parts.Strength.TOLERANCE, "muscle": parts.Strength.MUSCLE, "muscle twitch": parts.Strength.MUSCLE,
    "visible twitch": parts.Strength.MUSCLE,
}  # fmt: skip
_WAYS = {
    "fixed": parts.Method.FIXED, "static": parts.Method.FIXED, "sliding": parts.Method.SLIDING, "slide": parts.Method.SLIDING,
    "running": parts.Method.SLIDING, "moving": parts.Method.SLIDING, "flash": parts.Method.FLASH, "light": parts.Method.LIGHT,
    "gentle": parts.Method.LIGHT, "firm": parts.Method.FIRM, "stick": parts.Method.STICK, "pole": parts.Method.STICK,
    "on needle": parts.Method.ON_NEEDLE, "needle": parts.Method.ON_NEEDLE, "indirect": parts.Method.INDIRECT,
    "direct": parts.Method.DIRECT, "smokeless": parts.Method.SMOKELESS,
}  # fmt: skip
_POSITIONS = {
    "prone": "PRONE", "face down": "PRONE", "supine": "SUPINE", "face up": "SUPINE", "on side": "SIDE",
    "side-lying": "SIDE", "side lying": "SIDE", "seated": "SEATED", "sitting": "SEATED",
}  # fmt: skip

_SPLIT = re.compile(
    r"[;\n；。]"  # a statement ends
    r"|,(?!\d)|(?<!\d),|，|、"  # a list goes on; a comma inside "23,25" stays in its word
    r"|[/+&](?=\s*[^\W\d])"  # "BL23/BL25", but not "2/100"
    r"|(?:[^\s,;()\[\]/+&；，、。]|(?<=\d),(?=\d)|[/+&](?!\s*[^\W\d]))+"
)
_ENDS = frozenset(";\n；。")
_COMMAS = frozenset(",，、")
_JOINS = frozenset("/+&")
_CHANNEL = "|".join(re.escape(word) for word in sorted(entry.CHANNEL_WORDS, key=len, reverse=True))
# A code: letters and a number, together or one space or hyphen apart; spoken channels; extra points by their own code.
_CODE = rf"(?:(?:{_CHANNEL})[\s\-]*\d{{1,2}}|ex[\s\-]?(?:hn|ca|b|ue|le)[\s\-]?\d{{1,2}}|[a-z]{{1,3}}\d{{1,2}}|[a-z]{{2,3}}[\s\-]\d{{1,2}})"
_ONE = re.compile(rf"({_CODE})", re.IGNORECASE)
_SIDED = re.compile(rf"({_CODE})-?([lrbm])", re.IGNORECASE)
_END = rf"(?:{_CODE}|ashi|tender)"
_RANGE = re.compile(
    rf"({_END})([lrbm])?\s*(?:-|–|—|~|\bto\b|\bthrough\b)\s*({_END}|\d{{1,2}})([lrbm])?", re.IGNORECASE
)
_LIST = re.compile(r"([a-z]{1,3})(\d{1,2}(?:,\d{1,2})+)", re.IGNORECASE)
_LEVEL = re.compile(r"([ctls])(\d{1,2})(?:\s*[-–/]\s*([ctls])?(\d{1,2}))?", re.IGNORECASE)
_LEVELS = {"C": 7, "T": 12, "L": 5, "S": 5}
LADDER = tuple(f"{letter}{number}" for letter, most in _LEVELS.items() for number in range(1, most + 1))
_NUMBER = r"(\d{1,5}(?:[.,]\d{1,3})?|[.,]\d{1,3})"
_DEPTH = re.compile(rf"{_NUMBER}\s*(mm|cm)", re.IGNORECASE)
_CUN = re.compile(rf"{_NUMBER}\s*(?:cun|tsun|寸)", re.IGNORECASE)
_DEGREES = re.compile(r"(\d{1,2})\s*(?:°|deg|degrees)", re.IGNORECASE)
_COUNT = re.compile(r"[x×](\d{1,3})|(\d{1,3})[x×]|(\d{1,3})\s*(?:needles?|pins?)", re.IGNORECASE)
_SIZE = re.compile(r"([0-9]?[.,][0-9]{1,2})\s*[x×*]\s*(\d{1,3})\s*(?:mm)?", re.IGNORECASE)
_MINUTES = re.compile(r"(\d{1,3})\s*(?:min|mins|minutes?|'|′)", re.IGNORECASE)
_HZ = re.compile(r"(\d{1,5})(?:\s*[/\-–]\s*(\d{1,5}))?\s*hz|dd\s*(\d{1,5})/(\d{1,5})", re.IGNORECASE)
_PULSE = re.compile(rf"{_NUMBER}\s*(ms|us|µs|μs)", re.IGNORECASE)
_MILLIAMPS = re.compile(rf"{_NUMBER}\s*ma", re.IGNORECASE)
_LOT = re.compile(r"lot\s*[:#]?\s*([A-Za-z0-9][A-Za-z0-9._\-]{0,38})", re.IGNORECASE)
_BRAND = re.compile(r"(?:brand|maker)\s*[:]?\s*([^\W_][\w.'\-]{0,38})", re.IGNORECASE)
_EXPIRES = re.compile(r"(?:exp|expires|expiry)\s*[:.]?\s*(\S+)", re.IGNORECASE)
_REST = re.compile(r"(?:rest|resting|retain|retained|retention|leave in|in for)", re.IGNORECASE)
_HANDS_ON = re.compile(r"(?:hands[ \-]on|contact)", re.IGNORECASE)
_SOUGHT = re.compile(r"(?:seek|sought|aim for|aiming for)", re.IGNORECASE)
_NEEDLE = re.compile(r"(?:needles?|size)", re.IGNORECASE)


# --- Reading -----------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def is_comma(self) -> bool:
        return self.text in _COMMAS

    @property
    def is_mark(self) -> bool:
        return self.text in _COMMAS or self.text in _JOINS


@dataclasses.dataclass(slots=True)
class _Draft:
    """A row being read; `start` and `end` are where its point stands in the text."""

    code: str
    start: int
    end: int
    place: str = ""
    side: Side | None = None
    needles: int | None = None
    settings: dict[str, object] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(slots=True)
class _SpanDraft:
    """A place of a part being read; `is_closed` once a side was said for it."""

    start: str
    end: str
    side: Side | None
    words: Sequence[_Word]
    is_closed: bool = False


@dataclasses.dataclass(slots=True)
class _Line:
    """A statement of points while it is read.

    run        the points that the next setting belongs to        ahead   settings said before their point
    is_closed  a setting followed the run: the next point begins another
    is_fresh   nothing was said since the start or a comma
    has_said   something about the whole note was said
    """

    done: list[_Draft] = dataclasses.field(default_factory=list)
    run: list[_Draft] = dataclasses.field(default_factory=list)
    ahead: list[tuple[str, object, int, int]] = dataclasses.field(default_factory=list)
    faults: list[tuple[int, int, str]] = dataclasses.field(default_factory=list)
    is_closed: bool = False
    is_fresh: bool = True
    has_said: bool = False
    leads: bool = False  # sides stand before their points here: "left GB30 right ST36"

    @property
    def takes_place(self) -> bool:
        return bool(self.run) and self.run[-1].code in {entry.TENDER, PAIRED}

    def fault(self, start: int, end: int, why: str) -> None:
        self.faults.append((start, end, why))

    def comma(self) -> None:
        """A list goes on, or the statement ends: settings that met no point are about none."""
        self.faults += [(start, end, Why.WHICH_POINT) for _, _, start, end in self.ahead]
        self.ahead = []
        self.is_closed = self.is_fresh = True

    def name(self, drafts: list[_Draft]) -> None:
        """Take points: they go on with the run, or begin another."""
        if self.is_closed:
            self.run = []
        for draft in drafts:
            for name, value, _, _ in self.ahead:
                _set(draft, name, value)
        self.run = [*self.run, *drafts]
        self.done += drafts
        self.leads = self.leads or any(name == "side" for name, *_ in self.ahead)
        self.ahead, self.is_closed, self.is_fresh = [], False, False

    def set(self, name: str, value: object, start: int, end: int) -> None:
        """Take a setting for every point of the run."""
        if not self.run:
            self.fault(start, end, Why.WHICH_POINT)
        elif name == "place":
            self.put(str(value))
        else:
            # A side of its own ("BL23L") is not overruled by one that follows for the others.
            meant = [draft for draft in self.run if name != "side" or draft.side is None]
            for draft in meant:
                _set(draft, name, value)
            if not meant:
                self.fault(start, end, Why.TWO_SIDES)
            self.is_closed, self.is_fresh = True, False

    def put(self, place: str) -> None:
        """Say where the latest spot is. A second place is a second spot; after a setting it begins a new run."""
        latest = self.run[-1]
        places = _levels(place) if latest.code == PAIRED else [place]
        if not latest.place:
            latest.place, *places = places
        elif self.is_closed:
            self.run, self.is_closed = [], False
        others = [_Draft(latest.code, latest.start, latest.end, each) for each in places]
        self.run = [*self.run, *others]
        self.done += others
        self.is_fresh = False


def _levels(place: str) -> list[str]:
    """Give every level from one to another, for points that lie in a pair at each: L2-L4 is L2, L3, L4."""
    ends = place.split("-")
    if len(ends) < 2 or any(one not in LADDER for one in ends):  # noqa: PLR2004 two ends
        return [place]
    low, high = sorted(LADDER.index(one) for one in ends)
    return list(LADDER[low : high + 1])


def read(text: str, *, painful: str = "", known_sizes: Sequence[str] = ()) -> Quick:
    """Read a quick entry. Never raises: what is not understood is in `unread`, in the order of the text.

    painful       the painful side (LEFT, RIGHT, BOTH, MIDDLE or blank), for a point without a side
    known_sizes   sizes the clinic keeps ("0.25 × 40 mm"): "needle 40" then means the only one that long
    """
    return _Reader(text, painful, tuple(known_sizes)).all()


class _Reader:
    def __init__(self, text: str, painful: str, known_sizes: tuple[str, ...]) -> None:
        self.text = text
        self.painful = painful
        self.known_sizes = known_sizes
        self.rows: dict[tuple[str, str], list[Row]] = {}
        self.order: list[tuple[str, str]] = []
        self.parts: list[parts.Part] = []
        self.unread: list[Unread] = []
        self.said: dict[str, object] = {}

    def all(self) -> Quick:
        words = [
            _Word(found[0], found.start(), found.end()) for found in _SPLIT.finditer(self.text, 0, TYPED_MAX)
        ]
        statement: list[_Word] = []
        for word in words:
            if word.text in _ENDS:
                self.statement(statement)
                statement = []
            else:
                statement.append(word)
        self.statement(statement)
        if self.text[TYPED_MAX:].strip():
            self.leave(TYPED_MAX, len(self.text), Why.TOO_LONG)
        rows = tuple(row for key in self.order for row in self.rows[key])
        return Quick(rows, tuple(self.parts), _joined(self.text, self.unread), **self.said)  # type: ignore[arg-type]

    def leave(self, start: int, end: int, why: str) -> None:
        self.unread.append(Unread(self.text[start:end], start, end, why))

    def leave_words(self, words: Sequence[_Word], why: str) -> None:
        self.leave(words[0].start, words[-1].end, why)

    def slice(self, words: Sequence[_Word]) -> str:
        """Give words as one phrase: the text between them counts, with single spaces."""
        return re.sub(r"\s+", " ", self.text[words[0].start : words[-1].end])

    # --- One statement

    def statement(self, words: list[_Word]) -> None:
        if not any(not word.is_mark for word in words):
            return
        for at in range(len(words)):
            opened = self.opened(words, at)
            if opened is not None:
                self.points_or_text(words[:at])
                kind, size, method = opened
                until = next(
                    (to for to in range(at + size, len(words)) if self.opened(words, to)), len(words)
                )
                self.part(kind, words[at + size : until], words[at : at + size], method)
                self.statement(words[until:])
                return
        self.points_or_text(words)

    def points_or_text(self, words: list[_Word]) -> None:
        if any(not word.is_mark for word in words) and not self.points(words):
            self.leave_words(words, Why.NO_POINT)

    def opened(self, words: Sequence[_Word], at: int) -> tuple[parts.Kind, int, parts.Method | None] | None:
        """Say whether something else than needles begins at a word: its kind, the words it takes, its method."""
        for size in (2, 1):
            said = self.slice(words[at : at + size]).lower() if at + size <= len(words) else ""
            if said in _KINDS and (at == 0 or said not in _ONLY_FIRST):
                return _KINDS[said], size, parts.Method.ON_NEEDLE if said == "warm needle" else None
        return None

    def phrases(self, words: Sequence[_Word], at: int) -> Iterable[tuple[int, str]]:
        """Give the phrases that begin at a word, longest first; none runs over a comma."""
        most = 0
        while most < WORDS_MAX and at + most < len(words) and not words[at + most].is_comma:
            most += 1
        for size in range(most, 0, -1):
            if not words[at + size - 1].is_mark:
                yield size, self.slice(words[at : at + size])

    # --- Points and their settings

    def points(self, words: list[_Word]) -> bool:
        """Read a statement of points and settings; returns whether anything in it was understood."""
        line = _Line()
        at = 0
        while at < len(words):
            if words[at].is_mark:
                if words[at].is_comma:
                    line.comma()
                at += 1
                continue
            at += self.point_or_setting(words, at, line)
        line.comma()
        is_prose = all(why in {Why.NOT_KNOWN, Why.WHICH_POINT} for _, _, why in line.faults)
        if not line.done and not line.has_said and is_prose:
            return False
        for fault in line.faults:
            self.leave(*fault)
        for draft in line.done:
            self.add(draft)
        return True

    def point_or_setting(self, words: Sequence[_Word], at: int, line: "_Line") -> int:
        """Read what begins at a word into the line; returns how many words it took."""
        start = words[at].start
        if (size := self.whole(words, at)) is not None:
            line.is_closed, line.has_said = True, True
            return size
        if (named := self.named(words, at)) is not None:
            size, drafts = named
            if isinstance(drafts, str):
                line.fault(start, words[at + size - 1].end, drafts)
            else:
                line.name(drafts)
            return size
        if (found := self.setting(words, at, has_place=line.takes_place)) is not None:
            size, name, value = found
            end = words[at + size - 1].end
            if name == "fault":
                line.fault(start, end, str(value))
            elif (
                (line.is_fresh or (line.leads and name == "side"))
                and name != "place"
                and self.leads(words, at + size)
            ):
                line.ahead.append((name, value, start, end))
            else:
                line.set(name, value, start, end)
            return size
        line.fault(start, words[at].end, self.why_not(words[at].text))
        line.is_closed = True
        return 1

    def leads(self, words: Sequence[_Word], at: int) -> bool:
        """Say whether a point follows before the next comma: a setting in front belongs to it."""
        while at < len(words) and not words[at].is_mark:
            named = self.named(words, at)
            if named is not None:
                return not isinstance(named[1], str)
            setting = self.setting(words, at, has_place=False)
            if setting is None:
                return False
            at += setting[0]
        return False

    def named(self, words: Sequence[_Word], at: int) -> tuple[int, list[_Draft] | str] | None:
        """Read points that begin at a word: how many words they take, and the rows or why they are none."""
        for size, phrase in self.phrases(words, at):
            start, end = words[at].start, words[at + size - 1].end
            codes = _codes_in(phrase)
            if codes is None:
                continue
            if isinstance(codes, str):
                return size, codes
            return size, [_Draft(code, start, end, side=side) for code, side in codes]
        return None

    def setting(self, words: Sequence[_Word], at: int, *, has_place: bool) -> tuple[int, str, object] | None:
        """Read a setting that begins at a word: words taken, its name, its value; name "fault" for what cannot be."""
        for size, phrase in self.phrases(words, at):
            found = self.setting_in(phrase, has_place=has_place)
            if found is not None:
                return size, *found
        return None

    def setting_in(self, phrase: str, *, has_place: bool) -> tuple[str, object] | None:  # noqa: C901, PLR0911 one line a setting
        said = phrase.lower()
        if has_place:
            place = _place(phrase)
            if place is not None:
                return "place", place
        if said in _SIDES:
            return "side", _SIDES[said]
        if said in _TOWARDS:
            side = _towards(self.painful, is_same=_TOWARDS[said])
            return ("fault", Why.SIDE) if side is None else ("side", side)
        for table, name in ((_RESPONSES, "response"), (_ANGLES, "angle"), (_METHODS, "method")):
            if said in table:
                return name, table[said]
        if found := _DEPTH.fullmatch(said):
            return _depth(found[1], found[2])
        if _CUN.fullmatch(said):
            return "fault", Why.CUN
        if found := _DEGREES.fullmatch(said):
            return "angle", _angle(int(found[1]))
        if found := _COUNT.fullmatch(said):
            needles = int(found[1] or found[2] or found[3])
            return ("needles", needles) if 1 <= needles <= entry.NEEDLES_MAX else ("fault", Why.COUNT)
        if found := _SIZE.fullmatch(said):
            size = _size(found[1], found[2])
            return ("fault", Why.SIZE) if size is None else ("needle_size", size)
        if _LEVEL.fullmatch(said) and _place(phrase) is not None:
            return "fault", Why.LEVEL
        return None

    def why_not(self, text: str) -> str:
        if re.fullmatch(r"[\d.,]+", text):
            return Why.UNIT
        return Why.NO_SUCH_POINT if _ONE.fullmatch(text) else Why.NOT_KNOWN

    # --- The whole note

    def whole(self, words: Sequence[_Word], at: int) -> int | None:
        """Read a setting of the whole note; returns how many words it took, None when there is none here."""
        for size, phrase in self.phrases(words, at):
            found = self.whole_in(phrase)
            if found is None:
                continue
            name, value = found
            if name == "fault":
                self.leave_words(words[at : at + size], str(value))
            else:
                self.said[name] = value
            return size
        return None

    def whole_in(self, phrase: str) -> tuple[str, object] | None:  # noqa: C901, PLR0911 one line a setting
        if found := _LOT.fullmatch(phrase):
            return "needle_lot", found[1]
        if found := _BRAND.fullmatch(phrase):
            return "needle_brand", found[1]
        if found := _EXPIRES.fullmatch(phrase):
            return _date(found[1])
        first, _, rest = phrase.partition(" ")
        if _NEEDLE.fullmatch(first) and rest:
            return self.whole_size(rest)
        for name, opening in (
            ("retention_minutes", _REST), ("hands_on_minutes", _HANDS_ON), ("response_sought", _SOUGHT)
        ):  # fmt: skip
            opened = opening.match(phrase)
            if opened is None or not phrase[opened.end() :].startswith(" "):
                continue
            rest = phrase[opened.end() :].strip(" :").lower()
            if name == "response_sought":
                return (name, _RESPONSES[rest]) if rest in _RESPONSES else None
            if found := _MINUTES.fullmatch(rest):
                return _minutes(name, found[1])
        if phrase.lower() in _POSITIONS:
            return "position", _POSITIONS[phrase.lower()]
        if found := _MINUTES.fullmatch(phrase):
            return _minutes("retention_minutes", found[1])
        return None

    def whole_size(self, rest: str) -> tuple[str, object] | None:
        if found := _SIZE.fullmatch(rest):
            size = _size(found[1], found[2])
            return ("fault", Why.SIZE) if size is None else ("needle_size", size)
        if found := re.fullmatch(r"(\d{1,3})\s*(?:mm)?", rest):
            fitting = [one for one in self.known_sizes if one.endswith(f" {int(found[1])} mm")]
            return ("needle_size", fitting[0]) if len(fitting) == 1 else ("fault", Why.SIZE)
        return None

    # --- Into rows

    def add(self, draft: _Draft) -> None:
        """Put a point with its settings into the rows: a point named again takes what is said of it now."""
        side = entry.side_of(draft.code, draft.side or entry.usual_side(draft.code, self.painful))
        known = self.rows.get((draft.code, draft.place), [])
        same = [row for row in known if row.side is side]
        if not same and draft.side is None and len(known) == 1:
            same, side = known, known[0].side
        if same:
            needles = same[0].needles if draft.needles is None else draft.needles
            changed = dataclasses.replace(same[0], needles=needles, **draft.settings)  # type: ignore[arg-type]
            self.rows[same[0].key] = [changed if row is same[0] else row for row in known]
            return
        if any(Side.BOTH in {row.side, side} for row in known):
            self.leave(draft.start, draft.end, Why.TWICE)
            return
        if sum(len(rows) for rows in self.rows.values()) >= entry.POINTS_MAX:
            self.leave(draft.start, draft.end, Why.TOO_MANY)
            return
        needles = entry.needles_at(side) if draft.needles is None else draft.needles
        row = Row(draft.code, draft.place, side, needles, **draft.settings)  # type: ignore[arg-type]
        if row.key not in self.rows:
            self.order.append(row.key)
        self.rows.setdefault(row.key, []).append(row)

    # --- Current, cups, scraping, lamp, moxa

    def part(
        self, kind: parts.Kind, words: Sequence[_Word], heads: Sequence[_Word], method: parts.Method | None
    ) -> None:
        """Read a statement that begins with what was done."""
        said: dict[str, object] = {} if method is None else {"method": method}
        spans: list[_SpanDraft] = []
        earlier = len(self.unread)
        at = 0
        while at < len(words):
            if words[at].is_mark:
                at += 1
                continue
            for size, phrase in self.phrases(words, at):
                if self.part_phrase(kind, phrase, words[at : at + size], spans, said):
                    at += size
                    break
            else:
                self.leave_words(words[at : at + 1], self.why_not(words[at].text))
                at += 1
        lost = self.unread[earlier:]
        if not spans and not said and lost and all(one.why == Why.NOT_KNOWN for one in lost):
            # "cup of tea": nothing of it was cupping.
            del self.unread[earlier:]
            self.leave_words([*heads, *words], Why.PLACE)
            return
        self.parts.append(parts.Part(kind, self.placed(kind, spans), **said))  # type: ignore[arg-type]

    def part_phrase(
        self,
        kind: parts.Kind,
        phrase: str,
        words: Sequence[_Word],
        spans: list["_SpanDraft"],
        said: dict[str, object],
    ) -> bool:
        """Take one phrase of a part: a side for the places before it, a setting, or places."""
        side = _SIDES.get(phrase.lower())
        if side is not None and spans and not spans[-1].is_closed:
            for one in spans:
                one.side = one.side if one.is_closed else side
                one.is_closed = True
            return True
        found = _part_setting(kind, phrase)
        if found is not None:
            name, value = found
            if name == "fault":
                self.leave_words(words, str(value))
            else:
                said[name] = value
            return True
        places = _spans_in(kind, phrase)
        if isinstance(places, str):
            self.leave_words(words, places)
        elif places is not None:
            spans += [_SpanDraft(*place, words) for place in places]
        return places is not None

    def placed(self, kind: parts.Kind, spans: Sequence["_SpanDraft"]) -> tuple[parts.Span, ...]:
        """Give every place its side: said, else where the needle is, else where it usually is."""
        found: dict[parts.Span, None] = {}
        for one in spans:
            start, end, said = one.start, one.end, one.side
            if start in parts.AREAS:
                found[parts.Span(start, "", said or Side.BOTH)] = None
                continue
            is_lead = kind is parts.Kind.ELECTRO
            if is_lead and not end and (said is not Side.BOTH or entry.is_midline(start)):
                self.leave_words(one.words, Why.LEAD)
                continue
            is_midline = entry.is_midline(start) and (not end or entry.is_midline(end))
            at = start if not end or not entry.is_midline(start) else end
            side = Side.MIDDLE if is_midline else said or self.needled_side(at)
            found[parts.Span(start, end, Side.BOTH if side is Side.MIDDLE and not is_midline else side)] = (
                None
            )
        return tuple(found)

    def needled_side(self, code: str) -> Side:
        known = self.rows.get((code, ""), [])
        return known[0].side if len(known) == 1 else entry.usual_side(code, self.painful)


def _set(draft: _Draft, name: str, value: object) -> None:
    if name == "side":
        draft.side = Side(str(value))
    elif name == "needles":
        draft.needles = int(str(value))
    elif name == "place":
        draft.place = str(value)
    else:
        draft.settings[name] = value


def _joined(text: str, unread: Iterable[Unread]) -> tuple[Unread, ...]:
    """Put neighbours with one reason together, so that a sentence is one piece."""
    joined: list[Unread] = []
    for one in sorted(set(unread), key=lambda one: (one.start, one.end)):
        before = joined[-1] if joined else None
        if before is not None and one.start < before.end:
            continue
        if before is not None and before.why == one.why and not text[before.end : one.start].strip():
            joined[-1] = Unread(text[before.start : one.end], before.start, one.end, one.why)
        else:
            joined.append(one)
    return tuple(joined)


def _towards(painful: str, *, is_same: bool) -> Side | None:
    if painful not in {Side.LEFT, Side.RIGHT}:
        return None
    other = Side.RIGHT if painful == Side.LEFT else Side.LEFT
    return Side(painful) if is_same else other


def _place(phrase: str) -> str | None:
    """Give a place as it is kept: L4, L4-L5 or CALF; None for what is none."""
    said = phrase.lower()
    if said in _MUSCLES:
        return _MUSCLES[said]
    if said in _PLACES:
        return _PLACES[said]
    found = _LEVEL.fullmatch(phrase)
    if found is None:
        return None
    ends = [(found[1].upper(), int(found[2]))]
    if found[4]:
        ends.append(((found[3] or found[1]).upper(), int(found[4])))
    if any(not 1 <= number <= _LEVELS[letter] for letter, number in ends):
        return None
    return "-".join(f"{letter}{number}" for letter, number in dict.fromkeys(ends))


def _depth(number: str, unit: str) -> tuple[str, object]:
    exact = decimal.Decimal(number.replace(",", ".")) * (10 if unit == "cm" else 1)
    if exact != exact.to_integral_value() or not 1 <= exact <= DEPTH_MAX:
        return "fault", Why.DEPTH
    return "depth_mm", int(exact)


_FLAT_BELOW, _STRAIGHT_FROM = 25, 65  # degrees; 15, 45 and 90 are what schools teach


def _angle(degrees: int) -> Angle:
    if degrees < _FLAT_BELOW:
        return Angle.FLAT
    return Angle.STRAIGHT if degrees >= _STRAIGHT_FROM else Angle.SLANTED


def _size(thick: str, long: str) -> str | None:
    """Give a needle as the clinic writes it: "0.25 × 40 mm"; None outside what is made."""
    exact = decimal.Decimal(thick.replace(",", "."))
    length = int(long)
    if not decimal.Decimal("0.10") <= exact <= decimal.Decimal("0.80") or not 5 <= length <= DEPTH_MAX:  # noqa: PLR2004
        return None
    return f"{exact:.2f} × {length} mm"


def _minutes(name: str, digits: str) -> tuple[str, object]:
    minutes = int(digits)
    return (name, minutes) if 1 <= minutes <= parts.MINUTES_MAX else ("fault", Why.MINUTES)


def _date(text: str) -> tuple[str, object]:
    try:
        return "needle_expires_on", dt.date.fromisoformat(text)
    except ValueError:
        return "fault", Why.DATE


def _code(text: str) -> str | None:
    codes = entry.codes_of(entry.unspoken(text))
    return codes[0] if len(codes) == 1 else None


def _codes_in(phrase: str) -> list[tuple[str, Side | None]] | str | None:  # noqa: PLR0911 one line a spelling
    """Give the points a phrase names with their sides, a reason when it names none though it looks so, else None."""
    if _ONE.fullmatch(phrase):
        code = _code(phrase)
        return None if code is None else [(code, None)]
    if found := _SIDED.fullmatch(phrase):
        code = _code(found[1])
        return None if code is None else [(code, entry.SIDE_WORDS[found[2].lower()])]
    if found := _RANGE.fullmatch(phrase):
        ends = _ends(found)
        if ends is None:
            return None
        side = found[4] or found[2]
        run = entry.run_of(*ends)
        return (
            Why.RANGE
            if run is None
            else [(code, entry.SIDE_WORDS[side.lower()] if side else None) for code in run]
        )
    if found := _LIST.fullmatch(phrase):
        codes = [_code(found[1] + number) for number in found[2].split(",")]
        return [(code, None) for code in codes if code] if all(codes) else None
    if not any(letter.isalpha() for letter in phrase) or any(mark in phrase for mark in "-/+&"):
        return None
    named = () if any(letter.isdigit() for letter in phrase) else entry.codes_of(phrase)
    if len(named) > 1:
        return Why.TWO_POINTS
    return [(named[0], None)] if named else None


def _ends(found: re.Match[str]) -> tuple[str, str] | None:
    first = _code(found[1])
    if first is None:
        return None
    last = found[3]
    second = _code(re.sub(r"\d+$", "", first) + last if last.isdigit() else last)
    return None if second is None else (first, second)


def _spans_in(  # noqa: PLR0911 one line a spelling
    kind: parts.Kind, phrase: str
) -> list[tuple[str, str, Side | None]] | str | None:
    """Give the places a phrase names for a part, a reason, or None."""
    if kind is not parts.Kind.ELECTRO and phrase.lower() in _PLACES:
        return [(_PLACES[phrase.lower()], "", None)]
    paired = re.sub(r"\s*[/+&]\s*", "-", phrase) if kind is parts.Kind.ELECTRO else phrase
    if found := _RANGE.fullmatch(paired):
        ends = _ends(found)
        if ends is None:
            return None
        sides = [entry.SIDE_WORDS[side.lower()] for side in (found[2], found[4]) if side]
        if len(set(sides)) > 1:
            is_across = (
                ends[0] == ends[1] and set(sides) == {Side.LEFT, Side.RIGHT} and kind is parts.Kind.ELECTRO
            )
            return [(ends[0], "", Side.BOTH)] if is_across else Why.CROSSED
        if ends[0] == ends[1]:
            return [(ends[0], "", sides[0] if sides else None)]
        return [(*ends, sides[0] if sides else None)]
    named = _codes_in(phrase)
    if named is None or isinstance(named, str):
        return named
    return [(code, "", side) for code, side in named]


def _part_setting(kind: parts.Kind, phrase: str) -> tuple[str, object] | None:
    said = phrase.lower()
    if found := _MINUTES.fullmatch(said):
        return _minutes("minutes", found[1])
    if kind is parts.Kind.ELECTRO:
        return _current(said)
    if said == "wet":
        return ("fault", Why.WET) if kind is parts.Kind.CUPPING else None
    way = _WAYS.get(said)
    return ("method", way) if way in parts.METHODS_OF[kind] else None


def _current(said: str) -> tuple[str, object] | None:
    if found := _HZ.fullmatch(said):
        numbers = tuple(int(number) for number in found.groups() if number)
        numbers = numbers[:1] if len(set(numbers)) == 1 else numbers
        return ("hz", numbers) if all(1 <= one <= parts.HZ_MAX for one in numbers) else ("fault", Why.CURRENT)
    if found := _PULSE.fullmatch(said):
        exact = decimal.Decimal(found[1].replace(",", ".")) * (1000 if found[2] == "ms" else 1)
        fits = exact == exact.to_integral_value() and 1 <= exact <= parts.PULSE_US_MAX
        return ("pulse_us", int(exact)) if fits else ("fault", Why.CURRENT)
    if found := _MILLIAMPS.fullmatch(said):
        exact = decimal.Decimal(found[1].replace(",", "."))
        fits = exact == exact.quantize(decimal.Decimal("0.01")) and 0 < exact <= parts.MILLIAMPS_MAX
        return ("milliamps", exact.normalize()) if fits else ("fault", Why.CURRENT)
    for table, name in ((_WAVEFORMS, "waveform"), (_STRENGTHS, "strength")):
        if said in table:
            return name, table[said]
    return None


# --- Writing -----------------------------------------------------------------------------------------------------------

_SIDE_LETTERS = {Side.LEFT: "L", Side.RIGHT: "R", Side.BOTH: "B", Side.MIDDLE: "M"}
_RESPONSE_WORDS = {
    Response.DEQI: "deqi",
    Response.TWITCH: "twitch",
    Response.WARM: "warm",
    Response.NONE: "no response",
}
_METHOD_WORDS = {Method.EVEN: "even", Method.TONIFY: "tonify", Method.REDUCE: "reduce", Method.NONE: "still"}
_KIND_WORDS = {
    parts.Kind.ELECTRO: "EA", parts.Kind.CUPPING: "cupping", parts.Kind.GUA_SHA: "gua sha",
    parts.Kind.HEAT_LAMP: "heat lamp", parts.Kind.MOXA: "moxa",
}  # fmt: skip
_POSITION_WORDS = {"PRONE": "prone", "SUPINE": "supine", "SIDE": "side-lying", "SEATED": "seated"}


def written(quick: Quick) -> str:
    """Write what was read, in one fixed way: `read(written(q)) == q` for every q without unread words."""
    said = [*_rows_written(quick.rows), *(_part_written(one) for one in quick.parts), *_whole_written(quick)]
    return "; ".join(said)


def _rows_written(rows: Iterable[Row]) -> list[str]:
    return [
        " ".join([*(_point_written(row) for row in group), *settings])
        for settings, group in ((list(key), list(found)) for key, found in groupby(rows, _settings_written))
    ]


def _point_written(row: Row) -> str:
    name = "ashi" if row.code == entry.TENDER else row.code
    return f"{name} {_place_written(row.place)}" if row.place else name


def _place_written(place: str) -> str:
    return (
        place.replace("_", " ").lower()
        if place.replace("_", " ").lower() in {**_PLACES, **_MUSCLES}
        else place
    )


def _settings_written(row: Row) -> tuple[str, ...]:
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


def _whole_written(quick: Quick) -> list[str]:
    said = [f"needle {_size_written(quick.needle_size)}"] if quick.needle_size else []
    said += [f"brand {quick.needle_brand}"] if quick.needle_brand else []
    said += [f"lot {quick.needle_lot}"] if quick.needle_lot else []
    said += [f"exp {quick.needle_expires_on.isoformat()}"] if quick.needle_expires_on else []
    said += [f"rest {quick.retention_minutes}min"] if quick.retention_minutes is not None else []
    said += [f"hands-on {quick.hands_on_minutes}min"] if quick.hands_on_minutes is not None else []
    said += [_POSITION_WORDS[quick.position]] if quick.position else []
    said += [f"seek {_RESPONSE_WORDS[quick.response_sought]}"] if quick.response_sought else []
    return said
