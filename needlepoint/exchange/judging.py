"""One pass over the rows of a run: what becomes of each, told to a keeper that writes, or to one that only rehearses.

Both keepers hear the same, so a rehearsal says what the real run will do. Memory is one chunk of rows, and what
rules.known holds about everybody.
"""

import contextlib
import csv
import dataclasses
import datetime as dt
import itertools
import os
import pathlib
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from needlepoint.exchange import files
from needlepoint.exchange.rules import (
    cells,
    columns,
    findings,
    known,
    persons,
    reading,
    settling,
    tally,
    visits,
)

CHUNK = 1000  # rows
Fate = tally.Fate
Progress = Callable[[int, int], None]


@dataclasses.dataclass(slots=True)
class Outcome:
    """What became of one row.

    about    what it says, when it is taken
    patient  the number of the patient it joins
    """

    line: int
    row: list[str]
    fate: Fate
    key: str = ""
    fingerprint: str = ""
    about: persons.Person | settling.Settled | None = None
    patient: int | None = None
    remarks: reading.Remarks = dataclasses.field(default_factory=reading.Remarks)


class Keeper(Protocol):
    """Hears what becomes of rows."""

    practitioners: list[str]

    def begin(self, source: files.Source) -> None: ...

    def keep(self, outcomes: Sequence[Outcome]) -> list[int]:
        """Keep a chunk. Returns the numbers of the patients taken, in order; nothing for visits."""
        ...

    def make_practitioner(self, name: str) -> int: ...

    def end(self, counted: tally.Tally) -> None: ...


class Rehearsal:
    """Keeps nothing. Numbers below 0 stand for those that the real run would make."""

    def __init__(self) -> None:
        self._made = 0
        self.practitioners: list[str] = []

    def begin(self, source: files.Source) -> None: ...

    def keep(self, outcomes: Sequence[Outcome]) -> list[int]:
        taken = sum(
            isinstance(outcome.about, persons.Person) and outcome.fate is Fate.TAKEN for outcome in outcomes
        )
        self._made += taken
        return [-number for number in range(self._made - taken + 1, self._made + 1)]

    def make_practitioner(self, name: str) -> int:
        self.practitioners.append(name)
        return -len(self.practitioners)

    def end(self, counted: tally.Tally) -> None: ...


@dataclasses.dataclass(slots=True)
class Known:
    """What the clinic holds, loaded before the first row (see queries)."""

    clinic: settling.Clinic
    unclaimed: known.Unclaimed
    keys: dict[columns.Kind, known.Keys]
    country: str
    now: dt.datetime
    today: dt.date
    told: columns.Told


@dataclasses.dataclass(slots=True)
class Judged:
    """One file's rows, counted.

    refused_file   where the refused ones were written, if there are any
    practitioners  names of those entered up to here in this run
    """

    source: files.Source
    counted: tally.Tally
    refused_file: pathlib.Path | None
    practitioners: tuple[str, ...] = ()


def in_order(sources: Sequence[files.Source]) -> list[files.Source]:
    """Return the files of a run with patients before the appointments that look for them."""
    return sorted(sources, key=lambda source: source.kind is not columns.Kind.PATIENTS)


def judge(
    sources: Sequence[files.Source], *, here: Known, keeper: Keeper, folder: pathlib.Path, progress: Progress
) -> list[Judged]:
    """Go through every row of every file, patients first.

    folder    where the refused rows of each file are written, for whoever corrects them
    progress  called with (rows done, rows in all)
    raises    files.UnableToReadFile when a file changed under our hands
    """
    sources = in_order(sources)
    here.clinic.files = [source.name for source in sources]
    total, done = sum(source.rows for source in sources), 0
    judged = []
    for number, (source, path) in enumerate(zip(sources, _refused_paths(folder, sources), strict=True)):
        counted = tally.Tally()
        keeper.begin(source)
        with _refused_file(path, source) as write_refused:
            for chunk in _chunks(_outcomes(number, source, here)):
                for outcome in chunk:
                    counted.count(outcome.line, outcome.fate, outcome.remarks.reasons, outcome.remarks.notes)
                    if outcome.fate is Fate.REFUSED:
                        write_refused(outcome)
                _remember(chunk, keeper.keep(chunk), here.clinic.patients)
                done += len(chunk)
                progress(done, total)
        keeper.end(counted)
        refused_file = path if counted.fates[Fate.REFUSED] else None
        judged.append(Judged(source, counted, refused_file, tuple(keeper.practitioners)))
    return judged


def _chunks(outcomes: Iterator[Outcome]) -> Iterator[list[Outcome]]:
    chunk: list[Outcome] = []
    for outcome in outcomes:
        chunk.append(outcome)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _outcomes(number: int, source: files.Source, here: Known) -> Iterator[Outcome]:
    how = reading.Reading(
        source.layout, here.told, source.order, here.clinic.zone, here.country, here.now, here.today, source.has_halves
    )  # fmt: skip
    judge_row = _patient if source.kind is columns.Kind.PATIENTS else _visit
    for line, row in files.rows(source):
        yield judge_row(Outcome(line, row, Fate.REFUSED), known.place(number, line), how, here)


def _patient(outcome: Outcome, at: int, how: reading.Reading, here: Known) -> Outcome:
    person = persons.read(outcome.row, how, outcome.remarks)
    if person is None:
        return outcome
    outcome.key, outcome.fingerprint, outcome.about = person.key, person.fingerprint, person
    if not _is_first(outcome, at, columns.Kind.PATIENTS, here):
        return outcome
    outcome.patient = here.unclaimed.claim(
        person.given_name, person.family_name, person.birth_date, person.email
    )
    outcome.fate = Fate.TAKEN if outcome.patient is None else Fate.JOINED
    if outcome.patient is None and here.clinic.patients.expect(person.plain_name, person.birth_date):
        outcome.remarks.notes.append(findings.Note.MAYBE_HERE)
    return outcome


def _visit(outcome: Outcome, at: int, how: reading.Reading, here: Known) -> Outcome:
    remarks = outcome.remarks
    row = visits.read(outcome.row, how, remarks)
    settled = settling.settle(row, here.clinic, how, remarks)
    if settled is None:
        return outcome
    outcome.key, outcome.fingerprint = settled.key, settled.fingerprint
    if not _is_first(outcome, at, columns.Kind.APPOINTMENTS, here):
        return outcome
    outcome.about = settling.place(settled, row, here.clinic, at, remarks)
    outcome.fate = Fate.REFUSED if outcome.about is None else Fate.TAKEN
    return outcome


def _is_first(outcome: Outcome, at: int, kind: columns.Kind, here: Known) -> bool:
    """Say whether a row is new; otherwise settle its fate."""
    keys = here.keys[kind]
    earlier = keys.first_place(outcome.key, outcome.fingerprint, at)
    if earlier is not None:
        place, is_same = earlier
        outcome.remarks.against(
            findings.Why.REPEATED,
            f"This row repeats {known.place_words(place, here.clinic.files)}"
            + ("." if is_same else ", which is about the same but says something else."),
        )
        return False
    says_the_same = keys.says_the_same(outcome.key, outcome.fingerprint)
    if says_the_same is None:
        return True
    outcome.fate = Fate.KNOWN if says_the_same else Fate.CHANGED
    return False


def _remember(chunk: Sequence[Outcome], numbers: list[int], patients: known.Patients) -> None:
    """Let the appointments of this run find the patients of this chunk."""
    fresh = iter(numbers)
    for outcome in chunk:
        if isinstance(outcome.about, persons.Person) and outcome.fate in {Fate.TAKEN, Fate.JOINED}:
            number = next(fresh) if outcome.fate is Fate.TAKEN else outcome.patient
            person = outcome.about
            patients.add(
                number,
                key=person.key,
                plain_name=person.plain_name,
                birth_date=person.birth_date,
                email=person.email,
            )


# --- Refused rows, for whoever corrects them ---------------------------------------------------------------------------


def _refused_paths(folder: pathlib.Path, sources: Sequence[files.Source]) -> list[pathlib.Path]:
    """Name a file for the refused rows of each source: none twice, and none that is itself being brought in."""
    used = {source.path.resolve() for source in sources}
    paths = []
    for source in sources:
        places = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
        names = (folder / f"{source.path.stem}-refused{place}.csv" for place in places)
        path = next(name for name in names if name.resolve() not in used)
        used.add(path.resolve())
        paths.append(path)
    return paths


@contextlib.contextmanager
def _refused_file(path: pathlib.Path, source: files.Source):
    """Give a function that writes one refused row. The file stands only when there was one, and replaces an older one.

    It holds what patients' files hold, so only its owner may read it; no cell of it is calculated by a spreadsheet.
    """
    part = path.with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    is_any = False
    try:
        # The mark tells Excel that the letters are UTF-8.
        with os.fdopen(handle, "w", encoding="utf-8-sig", errors="replace", newline="") as file:
            out = csv.writer(file)

            def write(outcome: Outcome) -> None:
                nonlocal is_any
                if not is_any:
                    out.writerow(["Line", "Why not taken", *map(cells.neutral, source.layout.headings)])
                    is_any = True
                why = " ".join(reason.words for reason in outcome.remarks.reasons)
                out.writerow([outcome.line, cells.neutral(why), *map(cells.neutral, outcome.row)])

            yield write
        if is_any:
            part.replace(path)
        else:
            path.unlink(missing_ok=True)
    finally:
        part.unlink(missing_ok=True)
