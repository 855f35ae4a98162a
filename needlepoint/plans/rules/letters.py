"""Other carers, and letters to them: what kinds there are, and when one may be written."""

import enum

WORDS_MAX = 4000


class Kind(enum.StrEnum):
    """Who somebody is to the patient."""

    DOCTOR = "DOCTOR"
    SPECIALIST = "SPECIALIST"
    PHYSIO = "PHYSIO"
    CHIROPRACTOR = "CHIROPRACTOR"
    MASSAGE = "MASSAGE"
    MIND = "MIND"  # psychologist, psychotherapist, counsellor
    CARE_AT_HOME = "CARE_AT_HOME"
    OTHER = "OTHER"


class About(enum.StrEnum):
    """What a letter is about."""

    START = "START"
    PROGRESS = "PROGRESS"
    REFERRAL = "REFERRAL"
    DISCHARGE = "DISCHARGE"

    @property
    def needs_words(self) -> bool:
        """Whether facts alone do not make the letter: somebody must say what is asked for."""
        return self is About.REFERRAL


# What the summary for the patient is about, by the decision that ended their care.
SUMMARY_AFTER = {"STOP": About.DISCHARGE, "REFER": About.REFERRAL}


class How(enum.StrEnum):
    """How a letter went out."""

    POST = "POST"
    BY_HAND = "BY_HAND"  # the patient took it along
    FAX = "FAX"
    SECURE_MAIL = "SECURE_MAIL"


class Bar(enum.Enum):
    """Why a letter may not be written or sent."""

    NO_PERMISSION = "NO_PERMISSION"
    CARER_ENDED = "CARER_ENDED"
    NOTHING_SAID = "NOTHING_SAID"
    NO_REQUEST = "NO_REQUEST"
    ALREADY_SENT = "ALREADY_SENT"


def bar_to_writing(*, about: About, may_write: bool, is_ended: bool, facts: int, words: str) -> Bar | None:
    """Say what stands in the way of signing a letter, or None.

    facts   how many facts of the record it gives
    """
    if is_ended:
        return Bar.CARER_ENDED
    if not may_write:
        return Bar.NO_PERMISSION
    if about.needs_words and not words.strip():
        return Bar.NO_REQUEST
    if not facts and not words.strip():
        return Bar.NOTHING_SAID
    return None


def bar_to_sending(*, may_write: bool, is_ended: bool, is_sent: bool) -> Bar | None:
    """Say what stands in the way of sending a letter that is signed, or None: permission may have been taken back."""
    if is_sent:
        return Bar.ALREADY_SENT
    if is_ended:
        return Bar.CARER_ENDED
    return None if may_write else Bar.NO_PERMISSION
