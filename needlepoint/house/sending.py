"""What a carrier of messages promises: one word for each way in which sending may end, so that nothing goes twice."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Protocol


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """One message as a carrier gets it.

    to        an e-mail address, or a number in E.164
    mark      the same at every attempt: names the message to carriers that can tell a second copy
    calendar  an iCalendar text that goes along, or ''
    """

    to: str
    subject: str
    body: str
    mark: str
    calendar: str = ""


class UnableToSend(Exception):
    """Nothing left. Trying again later is safe. The text is for an operator and names nobody."""


class Unreachable(UnableToSend):
    """Nothing left, and it is not this message's fault: the carrier itself cannot be reached or turns us away."""


class Refused(UnableToSend):
    """Nothing left, and nothing will: the carrier never takes this message, such as for a number that does not exist."""


STOPPED = "they asked for no more texts"  # what a Refused says then


class ClaimLost(UnableToSend):
    """Nothing left: somebody else has taken the message on in the meantime."""


class UnableToTell(Exception):
    """The carrier had the message in its hands and did not answer: it may have left or not."""


class Carrier(Protocol):
    """Takes messages of one channel."""

    def send(self, letter: Letter, about_to: Callable[[], None]) -> str:
        """Hand a message over, and return what the carrier calls it, or ''.

        about_to  called once, at the last moment at which it is certain that nothing has left; may raise ClaimLost
        raises    UnableToSend in one of its kinds; UnableToTell
        """
        ...

    def find(self, letter: Letter, since: dt.datetime) -> str | None:
        """Return what the carrier calls this message if it took it since then, None if it surely did not.

        raises  Unreachable when it cannot be asked now; UnableToTell when it never can
        """
        ...

    def close(self) -> None:
        """Let go of whatever was kept open."""
        ...


def mark_of(key: str) -> str:
    """Return the stable name under which carriers know the message with this key; it says nothing about it."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]
