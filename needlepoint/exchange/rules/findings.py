"""What can be wrong with a row, and what is worth a note. The value is the line in the summary."""

import dataclasses
import enum


class Why(enum.StrEnum):
    """Why a row is refused."""

    NO_NAME = "no name"
    LONG_NAME = "a name longer than the record can hold"
    BAD_DATE = "a date that cannot be read"
    WRONG_BIRTH_DATE = "a birth date that cannot be right"
    NO_START = "no day or time of start"
    BAD_TIME = "a time that cannot be read"
    NO_SUCH_TIME = "a time that the clocks skipped"
    BAD_LENGTH = "an end or a length that cannot be right"
    BAD_STATE = "a state that is not known"
    STATE_AND_TIME = "a state that does not go with its day"
    NO_PATIENT = "no patient it could belong to"
    SEVERAL_PATIENTS = "more than one patient it could belong to"
    NO_PRACTITIONER = "a practitioner who is not known"
    CLASH = "a time that is already taken"
    NO_ROOM = "no room that is free"
    REPEATED = "a repeat of an earlier row"
    WRONG_CELLS = "more cells than there are headings"


class Note(enum.StrEnum):
    """What was read with a remark. The row comes in all the same."""

    PHONE_AS_TEXT = "phone numbers kept as they stood, because they could not be read"
    PHONE_SHORTENED = "phone numbers without their extension or second number"
    EMAIL_LEFT_OUT = "e-mail addresses left out, because they cannot be right"
    NAME_SPLIT = "whole names split before their last word"
    SIGN_LEFT_OUT = "names without the = + - @ they began with, which a spreadsheet would calculate"
    BIRTH_DATE_UNKNOWN = "birth dates left open, because the file holds a placeholder"
    MAYBE_HERE = "people with the name and birth date of somebody who is here already; both records are kept, please compare"
    REPEATED_HOUR = "times in the hour that the clocks repeat, read as the first one"
    LENGTH_ASSUMED = "visits without an end, given the usual length"
    PAST_AS_DONE = "past visits with no word on whether the patient came, taken as done"
    NO_PRACTITIONER = "past visits without a practitioner"
    HELD_THROUGHOUT = (
        "coming visits of a kind or length the clinic does not offer; the practitioner is held throughout"
    )
    ROOM_CHOSEN = "coming visits without a room of ours, given a free one"
    SHORT_ROW = "rows with fewer cells than headings; the missing ones count as empty"


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """One reason to refuse one row.

    words  a sentence that names the value and says what would help
    """

    why: Why
    words: str


class UnableToRead(ValueError):
    """A cell says no day, no time, or more than one. Carries the reason."""

    def __init__(self, why: Why, words: str) -> None:
        super().__init__(words)
        self.reason = Reason(why, words)


def shown(text: str, longest: int = 40) -> str:
    """Return a cell as a sentence may quote it: one line, in quotation marks, cut when long."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= longest else line[: longest - 1] + '…'}”"
