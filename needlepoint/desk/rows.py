"""Write the classes by which things stand in the calendar: rows of five minutes, lengths, lanes.

    python -m needlepoint.desk.rows

The security policy forbids saying a position where it is used, and a sheet of classes packs into two kilobytes.
"""

import pathlib

SHEET = pathlib.Path(__file__).parent / "static" / "desk" / "calendar-rows.css"
LONGEST_DAY = 300  # ticks, when the clocks are put back
LANES = (1, 2, 3, 4, 6, 12)
PARTS = LANES[-1]


def sheet() -> str:
    """Return the sheet: t<n> begins at row n, d<n> is n rows long, a<k>of<n> is the k-th of n lanes."""
    rows = "".join(
        f".t{n}{{grid-row-start:{n}}}.d{n}{{grid-row-end:span {n}}}\n" for n in range(1, LONGEST_DAY + 1)
    )
    lanes = "".join(
        f".a{k}of{n}{{grid-column:{(k - 1) * PARTS // n + 1}/span {PARTS // n}}}"
        for n in LANES
        for k in range(1, n + 1)
    )
    return (
        "/* Written by `python -m needlepoint.desk.rows`. On a narrow screen the calendar is a list and none of this holds. */\n"
        f"@layer pages {{ @media (min-width: 48em), print {{\n{rows}{lanes}\n}} }}\n"
    )


if __name__ == "__main__":
    SHEET.write_text(sheet(), encoding="utf-8")
