"""What somebody may say to a technique, how a decision stands, and who may sign. Pure.

Sentences here are whole English sentences; whoever shows one passes it through translation.
"""

import datetime as dt
import enum

ADULT_AGE = 18  # in the law of most places where this runs; for the clinic's lawyer to confirm


class Answer(enum.StrEnum):
    """What somebody may say to one technique. Not answered stays as it was."""

    YES = "YES"
    NO = "NO"
    TALK = "TALK"


class Standing(enum.StrEnum):
    """How one technique stands for one patient."""

    NOT_ASKED = "NOT_ASKED"
    YES = "YES"
    NO = "NO"
    TALK = "TALK"
    TAKEN_BACK = "TAKEN_BACK"


class How(enum.StrEnum):
    """In which way a decision reached us."""

    ONLINE = "ONLINE"
    KIOSK = "KIOSK"
    PAPER = "PAPER"
    SPOKEN = "SPOKEN"


class Signer(enum.StrEnum):
    """Who signs."""

    SELF = ""
    PARENT = "parent"
    GUARDIAN = "guardian"


def standing(*, is_given: bool, is_to_talk: bool, is_taken_back: bool) -> Standing:
    """Give how the latest decision about a technique stands."""
    if is_taken_back:
        return Standing.TAKEN_BACK
    if is_given:
        return Standing.YES
    return Standing.TALK if is_to_talk else Standing.NO


def answer_of(how_it_stands: Standing) -> Answer | None:
    """Give the answer that a standing decision was, to show it as chosen; None where nothing stands."""
    return next((one for one in Answer if one.value == how_it_stands.value), None)


def is_child(birth_date: dt.date | None, on: dt.date) -> bool:
    """Say whether somebody cannot sign for themselves on a day; an unknown age is not taken for a child's."""
    if birth_date is None:
        return False
    had_birthday = (on.month, on.day) >= (birth_date.month, birth_date.day)
    return on.year - birth_date.year - (0 if had_birthday else 1) < ADULT_AGE


def signers(birth_date: dt.date | None, on: dt.date) -> tuple[Signer, ...]:
    """Give who may sign: a parent or guardian for a child, else the patient or a legal guardian."""
    if is_child(birth_date, on):
        return (Signer.PARENT, Signer.GUARDIAN)
    return (Signer.SELF, Signer.GUARDIAN) if birth_date else tuple(Signer)


def decided_at(on: dt.date, *, today: dt.date, now: dt.datetime, midnight: dt.datetime) -> dt.datetime:
    """Give the moment that a sheet signed on a day counts from.

    Of an earlier day nobody knows the hour; its beginning is taken, so that whatever else was said that day is later.
    midnight   the beginning of `on` in the clinic's zone
    """
    return now if on >= today else midnight
