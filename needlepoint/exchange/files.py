"""Files as other systems write them: their bytes, their letters, their commas. Reads only; knows no clinic."""

import codecs
import csv
import dataclasses
import hashlib
import itertools
import pathlib
import re
import tomllib
from collections.abc import Iterator, Sequence

from needlepoint.exchange.rules import columns, dates, findings

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
HEADER_WITHIN = 10  # rows
PIECE = 1 << 20  # bytes
_HALVES = re.compile(r"\d\s*[ap]\.?m", re.IGNORECASE)
_DATED = ("birth_date", "date", "start", "end", "booked_at")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class UnableToReadFile(Exception):
    """A file says too little to be read without guessing. Carries every fault, for the person at the prompt."""


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A file that was looked through once.

    hash         SHA-256 of its bytes, hex
    header_rows  rows up to and including the headings
    rows         rows below them, empty ones not counted
    """

    path: pathlib.Path
    hash: str
    encoding: str
    separator: str
    header_rows: int
    layout: columns.Columns
    order: dates.Order
    has_halves: bool
    rows: int

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def kind(self) -> columns.Kind:
        return self.layout.kind


def read_mapping(path: pathlib.Path | None) -> columns.Told:
    """Read the optional mapping file.

    raises  UnableToReadFile
    """
    if path is None:
        return columns.Told()
    try:
        return columns.read_mapping(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, columns.UnableToMap) as fault:
        raise UnableToReadFile(f"{path.name}: {fault}") from fault


def look_through(
    path: pathlib.Path,
    *,
    told: columns.Told,
    kind: columns.Kind | None = None,
    order: dates.Order | None = None,
) -> Source:
    """Look a file through once: what it is written in, what its columns mean, in which order its dates are.

    kind, order  what the person at the prompt said, when they did
    raises       UnableToReadFile with everything that stands in the way
    costs        one pass; memory for one row
    """
    try:
        digest, encoding = _bytes(path)
    except OSError as fault:
        raise UnableToReadFile(f"{path}: {fault.strerror}.") from fault
    separator, header_rows, headings = _header(path, encoding, told)
    kind = kind or columns.tell_kind(headings, told)
    if kind is None:
        raise UnableToReadFile(
            f"{path.name}: its headings ({_listed(headings)}) do not say whether it holds patients or appointments. "
            "Say which with --kind patients or --kind appointments, or name its columns in a mapping file."
        )
    layout = columns.recognise(headings, kind, told)
    faults = columns.lacking(layout)
    proof, has_halves, rows = dates.Proof(), False, 0
    for line, row in _rows(path, encoding, separator, header_rows):
        rows += 1
        for field in _DATED:
            if cell := layout.cell(row, field):
                proof.see(cell, line)
                has_halves = has_halves or _HALVES.search(cell) is not None
    try:
        order = dates.order(proof, order)
    except dates.UnableToTell as unable:
        faults.append(str(unable))
    if faults or order is None:
        raise UnableToReadFile(f"{path.name}: {'; '.join(faults)} The headings are {_listed(headings)}.")
    return Source(path, digest, encoding, separator, header_rows, layout, order, has_halves, rows)


def rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Give each row below the headings with the line it begins on, empty ones left out.

    raises  UnableToReadFile when a quotation mark is never closed
    """
    return _rows(source.path, source.encoding, source.separator, source.header_rows)


def _listed(headings: Sequence[str]) -> str:
    return ", ".join(findings.shown(heading, 30) for heading in headings[:20]) or "none"


def _bytes(path: pathlib.Path) -> tuple[str, str]:
    """Return (SHA-256 of the file, how its letters are written)."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    head, is_utf8 = b"", True
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            head = head or piece[:4096]
            digest.update(piece)
            if is_utf8:
                is_utf8 = _decodes(decoder, piece)
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return digest.hexdigest(), name
    # Plain letters in UTF-16 have a NUL in every other place; a stray NUL in a text has not.
    if len(head) > 1 and head[1::2].count(0) > len(head) // 4:
        return digest.hexdigest(), "utf-16-le"
    if len(head) > 1 and head[0::2].count(0) > len(head) // 4:
        return digest.hexdigest(), "utf-16-be"
    return digest.hexdigest(), "utf-8" if is_utf8 else "cp1252"


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _header(path: pathlib.Path, encoding: str, told: columns.Told) -> tuple[str, int, list[str]]:
    """Return (separator, rows up to and including the headings, the headings)."""
    best: tuple[int, str, int, list[str]] = (-1, ",", 1, [])
    for separator in SEPARATORS:
        first = [row for _line, row in itertools.islice(_rows(path, encoding, separator, 0), HEADER_WITHIN)]
        if not first:
            raise UnableToReadFile(f"{path.name}: there is nothing in it.")
        place, known = columns.best_header(first, told)
        if known > best[0]:
            best = (
                known,
                separator,
                place + 1,
                [heading.strip().lstrip("\ufeff") for heading in first[place]],
            )
    return best[1:]


def _rows(path: pathlib.Path, encoding: str, separator: str, skip: int) -> Iterator[tuple[int, list[str]]]:
    # Windows-1252 leaves five bytes without a letter; a mark in their place loses less than a refused file.
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=separator)
        line = 1
        try:
            for row in reader:
                if lines.is_over:  # the file ended before the row did
                    raise _unclosed(path, line)
                if any(cell.strip() for cell in row):
                    if skip:
                        skip -= 1
                    else:
                        yield line, row
                line = reader.line_num + 1
        except csv.Error as fault:  # a cell longer than any: the rows below were swallowed
            raise _unclosed(path, line) from fault


def _unclosed(path: pathlib.Path, line: int) -> UnableToReadFile:
    return UnableToReadFile(
        f"{path.name}: a quotation mark in the row that begins on line {line} is never closed, so the rows below it "
        "cannot be told apart. Close it and try again."
    )


class _Lines:
    """The lines of a file, which remember whether they are over."""

    def __init__(self, file):
        self._file = file
        self.is_over = False

    def __iter__(self):
        return self

    def __next__(self):
        line = next(self._file, None)
        if line is None:
            self.is_over = True
            raise StopIteration
        return line
