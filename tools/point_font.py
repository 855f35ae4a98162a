"""Makes the font that the names of the points are shown in: `python tools/point_font.py NotoSansCJK-Regular.ttc`.

Run it when a point's name needs a character that is not in yet (a test says so). It needs fonttools and brotli, and Noto
Sans CJK as its makers publish it (in Debian: fonts-noto-cjk). Only the pages of points load it.
"""

import csv
import pathlib
import sys

from fontTools import subset, ttLib

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAMES = ROOT / "needlepoint/knowledge/points/data/points.csv"
FONT = ROOT / "needlepoint/plans/static/plans/point-characters.woff2"
COLUMNS = ("hanzi_simplified", "hanzi_traditional", "alt_names")
SIMPLIFIED = 2  # which font of the collection
FIRST_CHARACTER = 0x2E80
NAMES_KEPT = (0, 1, 2, 3, 4, 5, 6, 7, 13, 14)  # copyright, family, trademark, licence


def wanted() -> set[int]:
    """Give the characters that names of points are written in."""
    with NAMES.open(encoding="utf-8", newline="") as file:
        letters = {letter for row in csv.DictReader(file) for name in COLUMNS for letter in row[name]}
    return {ord(letter) for letter in letters if ord(letter) >= FIRST_CHARACTER}


def make(collection: str) -> None:
    options = subset.Options(layout_features=[], hinting=False, desubroutinize=True, flavor="woff2")
    options.name_IDs = list(NAMES_KEPT)
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
    font = ttLib.TTCollection(collection).fonts[SIMPLIFIED]
    font.recalcTimestamp = False
    cut = subset.Subsetter(options)
    cut.populate(unicodes=wanted())
    cut.subset(font)
    subset.save_font(font, str(FONT), options)
    print(f"{len(wanted())} characters, {FONT.stat().st_size:,} bytes")


if __name__ == "__main__":
    make(sys.argv[1])
