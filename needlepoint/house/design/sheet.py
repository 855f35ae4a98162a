"""Join the parts of the style sheet into the one file that pages load.

One file is one request on a slow phone; many files are pleasant to read. So `css/` is what people edit, and
`static/design/needlepoint.css` is made from it by

    python -m needlepoint.house.design.sheet

A test compares the two, so a forgotten run is noticed.
"""

import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
PARTS = HERE / "css"
SHEET = HERE / "static" / "design" / "needlepoint.css"
# reset.css states the order of the layers, so it stands first; within a layer the order is the alphabet.
ORDER = ("reset.css", "tokens.css", "base.css", "layout.css", "parts/*.css", "pages/*.css", "print.css")


def part_files() -> list[pathlib.Path]:
    """Every part, in the order it is joined."""
    return [file for pattern in ORDER for file in sorted(PARTS.glob(pattern))]


def joined() -> str:
    """The whole sheet: the parts in order, without comments and indentation."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in part_files())
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line for line in (line.strip() for line in text.splitlines()) if line) + "\n"


if __name__ == "__main__":
    SHEET.write_text(joined(), encoding="utf-8")
