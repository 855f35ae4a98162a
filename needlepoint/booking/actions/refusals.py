"""Why a deed about a visit was refused. Each message is a sentence for the person it is shown to."""


class UnableToBook(Exception):
    """The visit cannot be booked; the message is for the patient. `is_taken`: another start may well do."""

    is_taken = False


class TimeIsTaken(UnableToBook):
    """The start is not free, or no longer."""

    is_taken = True


class UnableToMove(UnableToBook):
    """The visit stays where it is; the message is for the patient."""


class NewTimeIsTaken(UnableToMove):
    is_taken = True


class UnableToCancel(Exception):
    """The visit stands; the message is for the patient."""


class UnableToReceive(Exception):
    """The message is for the desk."""


class UnableToMiss(Exception):
    """The message is for the desk."""


class UnableToComplete(Exception):
    """The message is for the practitioner."""


class UnableToUndo(Exception):
    """The visit stays as it is; the message is for the desk."""
