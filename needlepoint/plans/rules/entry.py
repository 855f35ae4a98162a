"""Points as somebody types them, and how many needles they take. Pure.

"BL23 bl-25, gb 30 R; Huantiao left GV4" names points by code or by name, each with a side if the hand says so.
"""

import dataclasses
import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from needlepoint.knowledge.points import atlas, presets
from needlepoint.plans import rules

Side = rules.Side

TENDER = "ASHI"  # a sore spot found by hand: no place in the atlas, but a needle like any other
SIDE_WORDS = {
    "l": Side.LEFT, "left": Side.LEFT, "r": Side.RIGHT, "right": Side.RIGHT,
    "b": Side.BOTH, "both": Side.BOTH, "bilateral": Side.BOTH, "m": Side.MIDDLE, "middle": Side.MIDDLE, "mid": Side.MIDDLE,
}  # fmt: skip
# Channels as they are spoken: "kidney 3" is KI3.
CHANNEL_WORDS = {
    "lung": "LU", "large intestine": "LI", "stomach": "ST", "spleen": "SP", "heart": "HT", "small intestine": "SI",
    "bladder": "BL", "kidney": "KI", "pericardium": "PC", "triple energizer": "TE", "triple burner": "TE",
    "gallbladder": "GB", "gall bladder": "GB", "liver": "LR", "governing vessel": "GV", "conception vessel": "CV",
}  # fmt: skip
_SPOKEN = re.compile(
    rf"\b({'|'.join(sorted(CHANNEL_WORDS, key=len, reverse=True))})[\s\-]*(\d{{1,2}})\b", re.IGNORECASE
)
TENDER_WORDS = {"ashi", "tender"}
# Further names in use that belong to one point only; the atlas keeps each point's first name.
OTHER_NAMES = {
    "huatuojiaji": "EX-B2", "htjj": "EX-B2", "hjj": "EX-B2", "shiqizhuixia": "EX-B8", "yaotongxue": "EX-UE7",
    "luozhen": "EX-UE8", "bailao": "EX-HN15", "dannangxue": "EX-LE6", "lanweixue": "EX-LE7", "juegu": "GB39",
    "renzhong": "GV26", "zhonglvshu": "BL29", "zhonglyushu": "BL29",
}  # fmt: skip
NEEDLES_MAX = 20  # at one point; more is a slip of the finger
POINTS_MAX = 40  # in one note
TYPED_MAX = 400
RANGE_MAX = 15  # points that "BL18-BL25" may stand for
# Where the bladder channel leaves one line for another: a range never runs over it.
_BREAKS = {"BL": (35, 40, 54)}


@dataclasses.dataclass(frozen=True, slots=True)
class Typed:
    """What was read from a line of points.

    wanted      (code, side or None when none was said), each code once, in the order typed
    unknown     every word that is no point, as typed
    unclear     (word, codes) for a name that two points share
    """

    wanted: tuple[tuple[str, Side | None], ...]
    unknown: tuple[str, ...]
    unclear: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def is_clear(self) -> bool:
        return not self.unknown and not self.unclear


def read(text: str) -> Typed:
    """Read points as typed. Never raises: what is not a point is listed.

    text   codes ("BL23", "bl 23", "UB-23", "kidney 3"), names ("Shenshu"), "ashi"; a side after a point: L, R, both, left …
    """
    wanted: dict[str, Side | None] = {}
    unknown: list[str] = []
    unclear: list[tuple[str, tuple[str, ...]]] = []
    latest = None
    # "bl 23" and "bl-23" are one word; "GB30 R" is two.
    joined = re.sub(r"\b([A-Za-z]{1,3})[\s\-]+(\d{1,2})\b", r"\1\2", unspoken(text[:TYPED_MAX]))
    for word in re.split(r"[\s,;/+]+", joined.strip()):
        if not word:
            continue
        side = SIDE_WORDS.get(word.lower())
        if side is not None and latest is not None:
            wanted[latest] = side_of(latest, side)
            latest = None
            continue
        codes = codes_of(word)
        latest = codes[0] if len(codes) == 1 else None
        if latest is not None:
            wanted.setdefault(latest, None)
        elif codes:
            unclear.append((word, codes))
        else:
            unknown.append(word)
    return Typed(tuple(wanted.items()), tuple(dict.fromkeys(unknown)), tuple(unclear))


def codes_of(word: str) -> tuple[str, ...]:
    """Give the codes a word may name: none, one, or the two points that share a plain name.

    costs   a look-up; every name is gathered once
    """
    said = _plain(word)
    if said in TENDER_WORDS:
        return (TENDER,)
    by_code, by_toned, by_name = _names()
    code = by_code.get(_alias(said))
    if code is not None:
        return (code,)
    toned = unicodedata.normalize("NFC", "".join(word.lower().split()))
    return by_toned.get(toned) or by_name.get(said, ())


@functools.cache
def _names() -> tuple[dict[str, str], dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Give every code, every name with its tones and every plain name or character, each with its codes."""
    by_code, by_toned, by_name = {}, defaultdict(list), defaultdict(list)
    for one in atlas.all_points():
        by_code[_plain(one.code)] = one.code
        by_toned[unicodedata.normalize("NFC", one.pinyin.lower().replace(" ", ""))].append(one.code)
        for name in dict.fromkeys((_plain(one.pinyin_plain), _plain(one.hanzi))):
            by_name[name].append(one.code)
    for name, code in OTHER_NAMES.items():
        by_name[name].append(code)
    return (
        by_code,
        {name: tuple(codes) for name, codes in by_toned.items()},
        {name: tuple(codes) for name, codes in by_name.items()},
    )


def unspoken(text: str) -> str:
    """Write a channel as its letters where it was spoken: "kidney 3" is KI3."""
    return _SPOKEN.sub(lambda said: CHANNEL_WORDS[said[1].lower()] + said[2], text)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _alias(plain: str) -> str:
    written = re.fullmatch(r"([a-z]+)(\d+)", plain)
    if written is None:
        return plain
    letters, digits = written.groups()
    return atlas.CHANNEL_ALIASES.get(letters, letters) + str(int(digits))


def run_of(first: str, last: str) -> tuple[str, ...] | None:
    """Give every point from one to another of one channel, upwards; None when they do not lie in one line."""
    (letters, low), (others, high) = _numbered(first), _numbered(last)
    if not letters or letters != others or letters.startswith("EX"):
        return None
    low, high = sorted((low, high))
    if high - low >= RANGE_MAX or any(low <= at < high for at in _BREAKS.get(letters, ())):
        return None
    return tuple(f"{letters}{number}" for number in range(low, high + 1))


def _numbered(code: str) -> tuple[str, int]:
    found = re.fullmatch(r"([A-Z]{2})(\d+)", code)
    return ("", 0) if found is None else (found[1], int(found[2]))


def is_point(code: str) -> bool:
    """Say whether a code can be charted."""
    if code == TENDER:
        return True
    try:
        atlas.point(code)
    except KeyError:
        return False
    return True


def is_midline(code: str) -> bool:
    """Say whether a point has no left and right; raises KeyError for an unknown code."""
    return code != TENDER and atlas.is_midline(code)


def side_of(code: str, side: Side) -> Side:
    """Give the side a point really has: a midline point is in the middle whatever was said, others never are."""
    if is_midline(code):
        return Side.MIDDLE
    # A sore spot may lie on the spine.
    return Side.BOTH if side is Side.MIDDLE and code != TENDER else side


def usual_side(code: str, painful: str) -> Side:
    """Give the side to begin with.

    painful   the painful side of the episode (LEFT, RIGHT, BOTH, MIDDLE or blank)
    """
    if is_midline(code):
        return Side.MIDDLE
    return Side(painful) if painful in {Side.LEFT, Side.RIGHT} else Side.BOTH


def needles_at(side: Side) -> int:
    """Give how many needles a point takes unless told otherwise: one on each side it is needled on."""
    return 2 if side is Side.BOTH else 1


def from_preset(preset: presets.PointPreset) -> tuple[tuple[str, Side], ...]:
    """Give the points and sides of a trial as rows of a plan."""
    sides = {"BOTH": Side.BOTH, "MIDLINE": Side.MIDDLE}
    rows = [(one.code, side_of(one.code, sides[one.sides])) for one in preset.points]
    return (*rows, (TENDER, Side.BOTH)) if preset.tender_points else tuple(rows)


def in_words(rows: Iterable[tuple[str, str]]) -> str:
    """Write points the way a practitioner writes them: 'BL23, GV3, GB30 R'."""
    letters = {Side.LEFT: " L", Side.RIGHT: " R"}
    return ", ".join(f"{code}{letters.get(Side(side), '')}" for code, side in rows)
