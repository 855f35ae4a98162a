"""A row about a patient."""

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

from needlepoint.exchange.rules import cells, dates, findings, phones, reading
from needlepoint.people import rules as people

NAME_LONGEST = 80
EMAIL_LONGEST = 254
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
_NO = frozenset({"", "0", "n", "no", "false", "f", "none", "never", "na", "n/a", "-", "off"})
LANGUAGES = {
    "arabic": "ar", "cantonese": "zh", "chinese": "zh", "english": "en", "farsi": "fa", "french": "fr", "german": "de",
    "hindi": "hi", "italian": "it", "japanese": "ja", "korean": "ko", "mandarin": "zh", "polish": "pl", "portuguese": "pt",
    "russian": "ru", "spanish": "es", "tagalog": "tl", "ukrainian": "uk", "vietnamese": "vi",
}  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """What a row says about a patient, ready to be kept. Empty is ''."""

    given_name: str
    family_name: str
    birth_date: dt.date | None
    email: str
    phone: str
    language: str
    may_contact: bool
    key: str
    fingerprint: str

    @property
    def plain_name(self) -> str:
        return people.plain_name(f"{self.given_name} {self.family_name}")


def read(row: Sequence[str], how: reading.Reading, remarks: reading.Remarks) -> Person | None:
    """Read a row about a patient, gathering every reason and note.

    returns  the person, or None when a reason stands against the row
    """
    cell = how.layout.cell
    reading.check_cells(row, how, remarks)
    given_name, family_name = name(row, how, remarks)
    born = birth_date(row, how, remarks)
    address = email(cell(row, "email"), remarks)
    number = phones.read(cell(row, "phone"), how.country)
    if number.text and not number.number:
        remarks.notes.append(findings.Note.PHONE_AS_TEXT)
    elif number.is_partial:
        remarks.notes.append(findings.Note.PHONE_SHORTENED)
    if remarks.reasons:
        return None
    plain = people.plain_name(f"{given_name} {family_name}")
    language = cell(row, "language").lower()
    may_contact = is_no(cell(row, "do_not_contact"))
    # Without a birth date two people may share a name; what else we know keeps them apart.
    further = (born,) if born else (born, address, number.text)
    return Person(
        given_name,
        family_name,
        born,
        address,
        number.text,
        LANGUAGES.get(language, language if re.fullmatch(r"[a-z]{2}(-[a-z]{2})?", language) else "en"),
        may_contact,
        reading.key(how.told.source, cell(row, "id"), plain, *further),
        reading.fingerprint(given_name, family_name, born, address, number.text, language, may_contact),
    )


def name(row: Sequence[str], how: reading.Reading, remarks: reading.Remarks) -> tuple[str, str]:
    """Return (given name, family name). A whole name is 'Moreno, Ada' or is split before its last word."""
    given_name = cells.one_line(how.layout.cell(row, "given_name"))
    family_name = cells.one_line(how.layout.cell(row, "family_name"))
    whole = cells.one_line(how.layout.cell(row, "full_name"))
    if whole and not (given_name and family_name):
        before, comma, after = whole.partition(",")
        if comma:
            given_name, family_name = after.strip(), before.strip()
        elif " " in whole:
            given_name, _space, family_name = whole.rpartition(" ")
            remarks.notes.append(findings.Note.NAME_SPLIT)
        else:
            given_name, family_name = whole, ""
    names = []
    for each in (given_name, family_name):
        bare = each.lstrip(cells.SIGNS + " ")
        if bare != each:
            remarks.notes.append(findings.Note.SIGN_LEFT_OUT)
        if len(bare) > NAME_LONGEST:
            remarks.against(
                findings.Why.LONG_NAME,
                f"The name {findings.shown(bare)} has more than {NAME_LONGEST} letters.",
            )
        names.append(bare)
    if not names[0] and names[1]:
        names = [names[1], ""]  # one name is a given name here
    if not people.plain_name("".join(names)):
        remarks.against(findings.Why.NO_NAME, "There is no name in this row.")
    return names[0], names[1]


def birth_date(row: Sequence[str], how: reading.Reading, remarks: reading.Remarks) -> dt.date | None:
    try:
        born, is_placeholder = dates.birth_date(how.layout.cell(row, "birth_date"), how.order, how.today)
    except findings.UnableToRead as unable:
        remarks.reasons.append(unable.reason)
        return None
    if is_placeholder:
        remarks.notes.append(findings.Note.BIRTH_DATE_UNKNOWN)
    return born


def email(cell: str, remarks: reading.Remarks) -> str:
    """Return the first address in a cell, as addresses are compared; '' with a note when none can be right."""
    match = _EMAIL.search(cell)
    if match is None or len(match[0]) > EMAIL_LONGEST or ".." in match[0]:
        if cell:
            remarks.notes.append(findings.Note.EMAIL_LEFT_OUT)
        return ""
    return people.plain_email(match[0])


def is_no(cell: str) -> bool:
    """Say whether a yes-or-no cell says no. Empty is no; a date ('cancelled at') is yes."""
    return cell.strip().lower() in _NO
