"""Makes the fonts that PDFs are set in: `python tools/fonts.py NotoSansCJK-Regular.ttc LATIN-EXT.woff2`.

Run it when a translation or a point's name needs a character that is not in yet (a test says so). It needs fonttools
and brotli, Noto Sans CJK as its makers publish it (in Debian: fonts-noto-cjk), and the extended Latin of the font of
our pages (npm: @fontsource-variable/atkinson-hyperlegible-next, …-latin-ext-wght-normal.woff2).

What goes in: all of GB 2312 and the frequent characters of Big5 (people's names are written in both), kana, Greek,
Cyrillic, Latin with every accent, and each character of our own texts.
"""

import pathlib
import sys
import unicodedata
from collections.abc import Iterable, Iterator

from fontTools import subset, ttLib
from fontTools.varLib import instancer

ROOT = pathlib.Path(__file__).resolve().parent.parent
FONTS = ROOT / "needlepoint" / "house" / "paper" / "fonts"
PAGES = (
    ROOT / "needlepoint/house/design/static/design/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2"
)
SIMPLIFIED = 2  # which font of the collection
FAMILY_NAMES = {1, 16}
WEIGHTS = {"Regular": 400, "Bold": 700}
RANGES = (
    (0x20, 0x7F), (0xA0, 0x250), (0x370, 0x400), (0x400, 0x460), (0x1E00, 0x1F00), (0x2010, 0x2045), (0x20A0, 0x20C0),
    (0x2190, 0x219A), (0x25A0, 0x2613), (0x2713, 0x2718), (0x3000, 0x3100), (0xFF00, 0xFFF0),
)  # fmt: skip


def _decoded(codec: str, leads: Iterable[int], trails: Iterable[int]) -> Iterator[str]:
    trails = list(trails)
    for lead in leads:
        for trail in trails:
            try:
                yield bytes([lead, trail]).decode(codec)
            except UnicodeDecodeError:
                continue


def our_own() -> set[str]:
    """Give every character that our texts and tables are written in."""
    files = [
        path
        for ending in ("toml", "csv", "po", "typ")
        for path in (ROOT / "needlepoint").rglob(f"*.{ending}")
    ]
    return {letter for path in files for letter in path.read_text("utf-8") if letter.isprintable()}


def wanted() -> set[str]:
    characters = {chr(code) for start, end in RANGES for code in range(start, end)}
    characters |= set(_decoded("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF)))
    characters |= set(_decoded("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)]))
    return characters | our_own()


def make_latin(source: pathlib.Path, suffix: str = "") -> set[int]:
    """Write two plain weights of a variable font, and return the characters they have."""
    shown: set[int] = set()
    for name, weight in WEIGHTS.items():
        font = ttLib.TTFont(source)
        instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True, updateFontNames=True)
        font.flavor = None
        if suffix:  # two fonts of one name and weight would hide each other
            for entry in font["name"].names:
                if entry.nameID in FAMILY_NAMES:
                    entry.string = f"Atkinson Hyperlegible Next {suffix}"
        font["head"].modified = font["head"].created  # the same bytes every time
        font.recalcTimestamp = False
        font.save(FONTS / f"AtkinsonHyperlegibleNext{suffix}-{name}.ttf")
        shown = set(font.getBestCmap())
    return shown


def make_chinese(collection: str) -> set[int]:
    """Write the subset of Noto Sans CJK SC, and return its characters."""
    options = subset.Options(
        font_number=SIMPLIFIED,
        hinting=False,
        notdef_outline=True,
        layout_features=["kern", "locl", "mark", "ccmp"],
    )
    options.recalc_timestamp = False
    font = subset.load_font(collection, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(wanted())))
    subsetter.subset(font)
    subset.save_font(font, FONTS / "NotoSansCJKsc-Subset.otf", options)
    return set(font.getBestCmap())


def spans(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Give runs of codes as (first, last)."""
    first = last = None
    for code in sorted(codes):
        if last is not None and code == last + 1:
            last = code
            continue
        if first is not None:
            yield first, last
        first = last = code
    if first is not None:
        yield first, last


def main(collection: str, more_latin: str) -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    codes = make_latin(PAGES) | make_latin(pathlib.Path(more_latin), "Ext") | make_chinese(collection)
    printable = {code for code in codes if unicodedata.category(chr(code))[0] != "C"}
    lines = [f"{first:04X}-{last:04X}" for first, last in spans(printable)]
    (FONTS / "characters.txt").write_text("\n".join(lines) + "\n", "ascii")
    for path in sorted(FONTS.glob("*.[ot]tf")):
        print(f"{path.name}: {path.stat().st_size:,} bytes")
    print(f"{len(printable):,} characters")


if __name__ == "__main__":
    main(*sys.argv[1:])
