"""The points by code, the search box behind the chart, and the hazards at each point.

Read from `data/` on first use and kept; importing this module reads nothing.
"""

import csv
import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

# Names in use for the WHO channel letters; a practitioner types what their school taught.
CHANNEL_ALIASES = {
    "ub": "bl", "b": "bl", "lv": "lr", "liv": "lr", "kd": "ki", "k": "ki", "sj": "te", "th": "te", "tb": "te",
    "tw": "te", "p": "pc", "hc": "pc", "pe": "pc", "ren": "cv", "rn": "cv", "du": "gv", "dm": "gv", "h": "ht",
}  # fmt: skip


# What people type for a back-pain pattern of backpain_use.csv, and for a place of the body.
USE_WORDS = {
    "axial_lumbar": "low back pain lumbar lumbago",
    "acute_lumbar_sprain": "acute lumbar sprain strain low back",
    "sciatica_bladder": "sciatica sciatic leg pain down the back of the leg bladder",
    "sciatica_gallbladder": "sciatica sciatic leg pain down the side of the leg gallbladder",
    "sacroiliac": "sacroiliac si joint sacrum",
    "coccyx": "coccyx tailbone coccygeal",
    "upper_mid_back": "upper middle mid back thoracic between the shoulder blades",
    "neck_shoulder": "neck shoulder pain stiff",
}
PLACE_WORDS = {
    "hip/buttock": "hip buttock bottom gluteal",
    "sacral": "sacrum",
    "lumbar": "low lower back waist",
    "neck/shoulder": "neck shoulder",
    "abdomen": "belly stomach",
    "chest": "thorax ribs",
    "posterior": "back behind",
    "anterior": "front",
    "lateral": "outer side outside",
    "medial": "inner inside",
    "dorsum": "back top",
    "thigh": "upper leg",
    "leg": "lower leg",
    "gluteal fold": "buttock",
    "scapular region": "shoulder blade",
    "palm": "hand",
    "sole": "underside of foot",
    "great toe": "big toe",
    "paravertebral": "beside the spine",
}
FILLERS = frozenset({"of", "the", "a", "an", "and", "in", "on", "for", "with", "pain"})


@dataclass(frozen=True, slots=True)
class Point:
    """One point; `code` is the only safe key, since six plain spellings name two points each.

    pinyin        with tone marks       pinyin_plain   without
    hanzi         simplified characters
    english       our literal gloss, not a standard name
    traditional   characters as Taiwan, Hong Kong and older books write them
    channel_name  "Bladder", "Governor Vessel", "Extra points", ...
    region        back, lumbar, sacral, hip/buttock, leg, ... as in points.csv
    region_detail finer: "posterior knee", "gluteal fold", ...
    side          "bilateral" or "midline"
    other_names   further names as printed in points.csv, may be empty
    source        WHO 2008 and GB/T 12346-2021; see data/README.md
    """

    code: str
    pinyin: str
    pinyin_plain: str
    hanzi: str
    english: str
    region: str
    side: str
    other_names: str
    traditional: str
    channel_name: str
    region_detail: str

    @property
    def is_midline(self) -> bool:
        return self.side == "midline"


@dataclass(frozen=True, slots=True)
class PointCaution:
    """One hazard at a point, in our short words.

    hazard       pneumothorax, organ, spinal cord, nerve, vessel, pregnancy, eye, joint, infection, ...
    source_ids   keys of sources.csv
    """

    code: str
    hazard: str
    structure: str
    avoid: str
    safer: str
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PointUse:
    """One back-pain pattern for which sources name a point.

    pattern    axial_lumbar, sciatica_bladder, ...      role   local, adjacent, distal
    evidence   trial, protocol or consensus, text, location only; never a claim that it works
    """

    code: str
    pattern: str
    role: str
    evidence: str
    source_ids: tuple[str, ...]


def point(code: str) -> Point:
    """Give one point; raises KeyError. Codes are written as WHO does: BL23, GV4, EX-B2."""
    return _points()[code]


def all_points() -> tuple[Point, ...]:
    """Give every point, channel by channel."""
    return tuple(_points().values())


def is_midline(code: str) -> bool:
    """Say whether a point has no left and right; raises KeyError."""
    return point(code).is_midline


def cautions_for(code: str) -> tuple[PointCaution, ...]:
    """Give the hazards known at a point; raises KeyError. Empty does not mean harmless."""
    return _cautions().get(point(code).code, ())


def uses_for(code: str) -> tuple[PointUse, ...]:
    """Give the back-pain patterns a point is named for; raises KeyError."""
    return _uses().get(point(code).code, ())


def search(text: str, limit: int = 8) -> tuple[Point, ...]:
    """Find points as somebody types: code, pinyin with or without tones, characters, English, region or use.

    text      "bl23", "UB 23", "shen shu", "Shènshū", "肾俞", "kidney", "23", "buttock", "sciatica", "back of the knee"
    limit     most to return
    returns   best first: exact code, exact name, code begins, name begins, a word begins, number alone, found
              inside, every word typed begins a word of its region, its use or its names; among those found by what they
              are named for, the ones that most sources name come first; then points used for back pain
    costs     one pass over 382 points, about 1 ms
    """
    wanted = _Query.of(text)
    if not wanted.plain:
        return ()
    ranked = []
    for order, entry in enumerate(_index()):
        rank = entry.rank(wanted)
        if rank is not None:
            named = entry.named(wanted) if rank == ABOUT else 0
            ranked.append((rank, -named, not entry.used_for_backs, order, entry.found))
    ranked.sort(key=lambda row: row[:4])
    return tuple(row[4] for row in ranked[:limit])


def _plain(text: str) -> str:
    """Lower case, no tone marks, no spaces, hyphens or apostrophes."""
    letters = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in letters if letter.isalnum())


ABOUT = 8  # the rank of a point found by its region or its use


class _Query(NamedTuple):
    toned: str
    plain: str
    code: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "_Query":
        plain = _plain(text)
        code = plain
        if written := re.fullmatch(r"([a-z]+)(\d+)", plain):
            letters, digits = written.groups()
            code = CHANNEL_ALIASES.get(letters, letters) + digits
        words = (_plain(word) for word in re.split(r"[\s,/;-]+", text) if word.lower() not in FILLERS)
        return cls(
            unicodedata.normalize("NFC", text.strip().lower()), plain, code, tuple(filter(None, words))
        )


class _Entry(NamedTuple):
    found: Point
    code: str
    number: str
    names: tuple[str, ...]
    words: tuple[str, ...]
    anywhere: str
    about: str
    used_for_backs: bool
    uses: tuple[
        tuple[str, tuple[str, ...]], ...
    ]  # words of each use, and the sources that name the point for it

    def named(self, wanted: _Query) -> int:
        """Count the sources that name the point for what was typed."""
        met = (ids for words, ids in self.uses if all(f" {word}" in words for word in wanted.words))
        return len({source for ids in met for source in ids})

    def rank(self, wanted: _Query) -> int | None:
        # `about` has a space before every word, so a word typed must begin one.
        is_about = bool(wanted.words) and all(f" {word}" in self.about for word in wanted.words)
        # Most points are out at once: every test below needs one of these.
        is_number = wanted.plain == self.number
        if not (is_about or is_number or wanted.plain in self.anywhere or wanted.code in self.code):
            return None
        tests = (
            wanted.code == self.code,
            wanted.toned == self.found.pinyin.lower(),
            wanted.plain in self.names,
            self.code.startswith(wanted.code),
            any(name.startswith(wanted.plain) for name in self.names),
            any(word.startswith(wanted.plain) for word in self.words),
            is_number,
            wanted.plain in self.anywhere,
            is_about,
        )
        return next((rank for rank, passed in enumerate(tests) if passed), None)


@functools.cache
def _index() -> tuple[_Entry, ...]:
    entries = []
    for one in all_points():
        others = re.split(r"[\s;()]+", one.other_names)
        names = tuple(_plain(name) for name in (one.pinyin, one.hanzi, *others) if name)
        english = _plain(one.english)
        entries.append(
            _Entry(
                found=one,
                code=_plain(one.code),
                number=re.sub(r"\D", "", one.code),
                names=names,
                words=(english, *(_plain(word) for word in one.english.split())),
                anywhere=" ".join((*names, english)),
                about=_about(one),
                used_for_backs=bool(uses_for(one.code)),
                uses=tuple((f" {USE_WORDS[use.pattern]}", use.source_ids) for use in uses_for(one.code)),
            )
        )
    return tuple(entries)


def _about(one: Point) -> str:
    """Every word by which somebody may look for a point without knowing its name, each with a space before it."""
    uses = uses_for(one.code)
    words = [
        one.code, one.pinyin, one.english, one.channel_name, one.region, one.region_detail,
        *(PLACE_WORDS.get(word, "") for word in (one.region, *re.split(r"\W+", one.region_detail), one.region_detail)),
        *(f"{USE_WORDS[use.pattern]} {use.role} {use.evidence}" for use in uses),
        "back pain backache" if uses else "",
    ]  # fmt: skip
    return "".join(f" {_plain(word)}" for word in re.split(r"[^\w]+", " ".join(words)) if word)


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


def _ids(text: str) -> tuple[str, ...]:
    return tuple(text.split(";"))


@functools.cache
def _points() -> dict[str, Point]:
    return {
        row["code"]: Point(
            code=row["code"],
            pinyin=row["pinyin"],
            pinyin_plain=row["pinyin_ascii"],
            hanzi=row["hanzi_simplified"],
            english=row["english_name"],
            region=row["region"],
            side=row["side"],
            other_names=row["alt_names"],
            traditional=row["hanzi_traditional"],
            channel_name=row["channel_name"],
            region_detail=row["region_detail"],
        )
        for row in _rows("points.csv")
    }


@functools.cache
def _cautions() -> dict[str, tuple[PointCaution, ...]]:
    found: dict[str, list[PointCaution]] = defaultdict(list)
    for row in _rows("cautions.csv"):
        found[row["code"]].append(
            PointCaution(
                row["code"], row["hazard"], row["structure"], row["avoid"], row["safer"], _ids(row["source"])
            )
        )
    return {code: tuple(rows) for code, rows in found.items()}


@functools.cache
def _uses() -> dict[str, tuple[PointUse, ...]]:
    found: dict[str, list[PointUse]] = defaultdict(list)
    for row in _rows("backpain_use.csv"):
        found[row["code"]].append(
            PointUse(row["code"], row["pattern"], row["role"], row["evidence"], _ids(row["source"]))
        )
    return {code: tuple(rows) for code, rows in found.items()}
