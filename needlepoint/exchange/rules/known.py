"""What the clinic already holds, in a form small enough to keep at hand while hundreds of thousands of rows go by."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from needlepoint.exchange.rules import columns
from needlepoint.people import rules as people

SEVERAL = 0  # stands where two people answer to one description

# Words before and after a practitioner's name that are not part of it.
_TITLES = frozenset({"dr", "doctor", "mr", "mrs", "ms", "miss", "prof", "professor"})
_CREDENTIALS = frozenset(
    {
        "ac",
        "dacm",
        "daom",
        "dipl",
        "dom",
        "l",
        "lac",
        "licac",
        "mac",
        "macom",
        "md",
        "msom",
        "nd",
        "phd",
        "rac",
    }
)


class Patients:
    """Who is who, by the source's key, by name and birth date, and by name and e-mail.

    Descriptions are kept as hashes of one process: 60 bytes each instead of 200.
    """

    def __init__(self) -> None:
        self._by: dict[int, int] = {}
        self._born: set[int] = set()

    def add(
        self, patient: int, *, key: str | None, plain_name: str, birth_date: dt.date | None, email: str
    ) -> None:
        """Remember a patient by the number they have, or will have, in the database. Never SEVERAL."""
        if key:
            self._by[hash(("key", key))] = patient
        self.expect(plain_name, birth_date)
        for description in _descriptions(plain_name, birth_date, email):
            held = self._by.setdefault(description, patient)
            if held != patient:
                self._by[description] = SEVERAL

    def expect(self, plain_name: str, birth_date: dt.date | None) -> bool:
        """Remember that somebody of this name and birth date is here. Returns whether somebody was already."""
        known = len(self._born)
        self._born.update(_descriptions(plain_name, birth_date, ""))
        return bool(birth_date) and len(self._born) == known

    def with_key(self, key: str) -> int | None:
        return self._by.get(hash(("key", key))) if key else None

    def described(self, plain_name: str, birth_date: dt.date | None, email: str) -> int | None:
        """Return the one patient of this name with this birth date or this address; SEVERAL; or None."""
        found = {
            held
            for description in _descriptions(plain_name, birth_date, email)
            if (held := self._by.get(description)) is not None
        }
        if len(found) == 1:
            return found.pop()
        return SEVERAL if found else None


def _descriptions(plain_name: str, birth_date: dt.date | None, email: str) -> list[int]:
    if not plain_name:
        return []
    described = [hash(("born", plain_name, birth_date))] if birth_date else []
    if email:
        described.append(hash(("mail", plain_name, email)))
    return described


class Keys:
    """Which rows came in before, and which were seen in this run.

    before  key → fingerprint of what the row said then, 16 hex figures; '' when that is not known
    """

    def __init__(self, before: Iterable[tuple[str, str]] = ()) -> None:
        self._before = {hash(key): int(said or "0", 16) for key, said in before}
        self._places: dict[int, int] = {}

    def says_the_same(self, key: str, fingerprint: str) -> bool | None:
        """Return None for a row that is new, else whether it says what it said before."""
        said = self._before.get(hash(key))
        return None if said is None else said in {0, int(fingerprint, 16)}

    def first_place(self, key: str, fingerprint: str, place: int) -> tuple[int, bool] | None:
        """Remember a row of this run.

        place    where the row stands, as place() names it
        returns  None when it is the first with its key, else (the place of the first, whether both say the same)
        """
        # The place and 24 bits of the fingerprint in one integer: half the memory of a pair.
        said = int(fingerprint[:6], 16)
        first = self._places.setdefault(hash(key), said << _PLACE_BITS | place)
        if first & (1 << _PLACE_BITS) - 1 == place:
            return None
        return first & (1 << _PLACE_BITS) - 1, first >> _PLACE_BITS == said


_LINE_BITS, _PLACE_BITS = 32, 40


def place(file: int, line: int) -> int:
    """Return one number for a line of a file. file counts from 0, line from 1; 256 files is enough."""
    return file << _LINE_BITS | line


def place_words(at: int, files: Sequence[str]) -> str:
    """Return a place as a sentence names it."""
    return f"line {at & (1 << _LINE_BITS) - 1} of {files[at >> _LINE_BITS]}"


class Staff:
    """Practitioners by the names that other systems give them."""

    def __init__(self, names: Iterable[tuple[int, str]], told: Mapping[str, str]) -> None:
        self.names = dict(names)
        self._told = told
        self._by: dict[str, int] = {}
        for number, name in self.names.items():
            self.add(number, name)

    def add(self, number: int, name: str) -> None:
        self.names[number] = name
        for spelling in {people.plain_name(name), bare_name(name)}:
            held = self._by.setdefault(spelling, number)
            if held != number:
                self._by[spelling] = SEVERAL

    def named(self, name: str) -> int | None:
        """Return the practitioner of this name, titles or not, family name first or last; SEVERAL; or None."""
        name = self._told.get(columns.plain(name), name)
        plain = people.plain_name(name)
        if plain in self._by:
            return self._by[plain]
        return self._by.get(bare_name(name))

    @property
    def only(self) -> int | None:
        """The practitioner of a clinic that has one."""
        return next(iter(self.names)) if len(self.names) == 1 else None


def bare_name(name: str) -> str:
    """Return a practitioner's name without titles: 'Tanaka, Mei, L.Ac.' and 'Dr. Mei Tanaka' are 'mei tanaka'."""
    parts = [bare for part in name.split(",") if (bare := _bare(people.plain_name(part).split()))]
    if not parts:
        return people.plain_name(name)
    return f"{parts[1]} {parts[0]}" if len(parts) > 1 else parts[0]


def _bare(words: list[str]) -> str:
    while words and words[0] in _TITLES:
        words = words[1:]
    while words and words[-1] in _CREDENTIALS:
        words = words[:-1]
    return " ".join(words)


BEFORE = 0  # holds what was in the calendar before this run; no row stands at place 0


class Calendar:
    """Which ticks are taken, by resource and local day, and by the row at which place."""

    def __init__(self, before: Iterable[tuple[str, dt.date, int]] = ()) -> None:
        self._before = {(resource, day): ticks for resource, day, ticks in before}
        self._taken: dict[tuple[str, dt.date], int] = {}
        self._holders: dict[tuple[str, dt.date], list[tuple[int, int]]] = {}

    def take(self, resource: str, ticks_by_day: Mapping[dt.date, int], holder: int) -> None:
        for day, ticks in ticks_by_day.items():
            self._taken[resource, day] = self._taken.get((resource, day), 0) | ticks
            self._holders.setdefault((resource, day), []).append((ticks, holder))

    def holder(self, resource: str, ticks_by_day: Mapping[dt.date, int]) -> int | None:
        """Return the place of a row that holds any of these ticks, BEFORE, or None when all are free."""
        for day, ticks in ticks_by_day.items():
            if self._before.get((resource, day), 0) & ticks:
                return BEFORE
            if self._taken.get((resource, day), 0) & ticks:
                return next(holder for taken, holder in self._holders[resource, day] if taken & ticks)
        return None

    def changes(self) -> Iterator[tuple[str, dt.date, int | None, int]]:
        """Give (resource, day, ticks held before this run or None when there was no row, ticks taken by it), in order."""
        for resource, day in sorted(self._taken):
            yield resource, day, self._before.get((resource, day)), self._taken[resource, day]


class Unclaimed:
    """Patients who were here before anything was brought in, and whom a row may turn out to be about.

    people  (number, given name, family name, birth date, e-mail) of each
    """

    def __init__(self, people_here: Iterable[tuple[int, str, str, dt.date | None, str]] = ()) -> None:
        self._by: dict[tuple[str, dt.date], list[tuple[int, str, str]]] = {}
        for number, given_name, family_name, birth_date, email in people_here:
            if birth_date and email:
                where = (people.plain_email(email), birth_date)
                self._by.setdefault(where, []).append((number, given_name, family_name))

    def claim(self, given_name: str, family_name: str, birth_date: dt.date | None, email: str) -> int | None:
        """Return the patient who is this person, once; None when nobody is, by people.rules.is_same_person."""
        if not (birth_date and email):
            return None
        for entry in self._by.get((email, birth_date), ()):
            if people.is_same_person(
                given_name,
                family_name,
                birth_date,
                as_given_name=entry[1],
                as_family_name=entry[2],
                as_birth_date=birth_date,
            ):
                self._by[email, birth_date].remove(entry)
                return entry[0]
        return None
