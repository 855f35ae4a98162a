"""Makes the fonts of the points' names: `python tools/point_font.py NotoSansCJK-Regular.ttc LATIN-EXT.woff2`.

Run it when a name needs a character that is not in yet (a test says so). It needs fonttools and brotli, Noto Sans CJK as
its makers publish it (in Debian: fonts-noto-cjk), and the extended Latin of the font of our pages (npm:
@fontsource-variable/atkinson-hyperlegible-next, …-latin-ext-wght-normal.woff2) for letters with a tone. Only the pages of
points load them.
"""

import copy
import csv
import pathlib
import sys

from fontTools import subset, ttLib

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAMES = ROOT / "needlepoint/knowledge/points/data/points.csv"
FOLDER = ROOT / "needlepoint/plans/static/plans"
CHARACTERS, LETTERS = FOLDER / "point-characters.woff2", FOLDER / "point-letters.woff2"
TONED = "āēīōūǎěǐǒǔĀĒĪŌŪǍĚǏǑǓ"  # tones that the Latin of our pages does not have
# Letters the font has not: (a letter with the same base, a letter with the same mark) to put them together from.
MADE = {
    "ǎ": "āč", "ǐ": "īč", "ǒ": "őč", "ǔ": "ūč", "ō": "őā", "Ǎ": "ĀČ", "Ǐ": "ĪČ", "Ǒ": "ŐČ", "Ǔ": "ŪČ", "Ō": "ŐĀ",
}  # fmt: skip
COLUMNS = ("hanzi_simplified", "hanzi_traditional", "alt_names")
SIMPLIFIED = 2  # which font of the collection
FIRST_CHARACTER = 0x2E80
NAMES_KEPT = (0, 1, 2, 3, 4, 5, 6, 7, 13, 14)  # copyright, family, trademark, licence


def wanted() -> set[int]:
    """Give the characters that names of points are written in."""
    with NAMES.open(encoding="utf-8", newline="") as file:
        letters = {letter for row in csv.DictReader(file) for name in COLUMNS for letter in row[name]}
    return {ord(letter) for letter in letters if ord(letter) >= FIRST_CHARACTER}


def add_tones(font: ttLib.TTFont) -> None:
    """Put the letters together that the font has not; their widths and weights follow the letter they come from."""
    glyphs, names = font["glyf"], font.getBestCmap()
    varied = font["gvar"].variations  # read before there are more letters than it knows
    for new, (same_base, same_mark) in MADE.items():
        made = copy.deepcopy(glyphs[names[ord(same_base)]])
        base, mark = made.components[0], made.components[-1]
        mark.glyphName = glyphs[names[ord(same_mark)]].components[-1].glyphName
        mark.x = round(_middle(glyphs, base.glyphName) - _middle(glyphs, mark.glyphName))
        name = f"uni{ord(new):04X}"
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        glyphs.glyphs[name] = made
        font["hmtx"][name] = font["hmtx"][names[ord(same_base)]]
        varied[name] = copy.deepcopy(varied[names[ord(same_base)]])
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(new)] = name
    # Without it widths come from the letters themselves, also those of the new ones.
    if "HVAR" in font:
        del font["HVAR"]


def _middle(glyphs: object, name: str) -> float:
    mark = glyphs[name]
    mark.recalcBounds(glyphs)
    return (mark.xMin + mark.xMax) / 2


def save(font: ttLib.TTFont, codes: set[int], path: pathlib.Path) -> None:
    options = subset.Options(layout_features=[], hinting=False, desubroutinize=True, flavor="woff2")
    options.name_IDs = list(NAMES_KEPT)
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
    font.recalcTimestamp = False
    cut = subset.Subsetter(options)
    cut.populate(unicodes=codes)
    cut.subset(font)
    subset.save_font(font, str(path), options)
    print(f"{path.name}: {len(font.getBestCmap())} characters, {path.stat().st_size:,} bytes")


def main(collection: str, more_latin: str) -> None:
    save(ttLib.TTCollection(collection).fonts[SIMPLIFIED], wanted(), CHARACTERS)
    latin = ttLib.TTFont(more_latin)
    add_tones(latin)
    save(latin, {ord(letter) for letter in TONED}, LETTERS)


if __name__ == "__main__":
    main(*sys.argv[1:])
