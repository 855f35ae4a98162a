"""Roles, the viewer of a request, and how names are written. Pure."""

import dataclasses
import datetime as dt
import enum


class Role(enum.StrEnum):
    """What somebody may be to a clinic."""

    PATIENT = "PATIENT"
    PRACTITIONER = "PRACTITIONER"
    DESK = "DESK"
    OWNER = "OWNER"


STAFF = frozenset({Role.PRACTITIONER, Role.DESK, Role.OWNER})


@dataclasses.dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, in one clinic. Every query starts from one.

    A viewer without roles is a visitor of the public pages.
    """

    clinic_id: int | None
    roles: frozenset[Role] = frozenset()
    user_id: int | None = None
    practitioner_id: int | None = None
    patient_id: int | None = None
    name: str = ""
    request_id: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.roles)

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF)

    @property
    def is_patient(self) -> bool:
        return Role.PATIENT in self.roles

    @property
    def is_practitioner(self) -> bool:
        return Role.PRACTITIONER in self.roles

    @property
    def is_desk(self) -> bool:
        return Role.DESK in self.roles

    @property
    def is_owner(self) -> bool:
        return Role.OWNER in self.roles

    @property
    def who(self) -> str:
        """How the audit record names this viewer."""
        if self.user_id is not None:
            return f"user:{self.user_id}"
        if self.patient_id is not None:
            return f"patient:{self.patient_id}"
        return "visitor"

    @property
    def role_names(self) -> str:
        return ",".join(sorted(self.roles))


@dataclasses.dataclass(frozen=True, slots=True)
class System:
    """The clinic's own clockwork: reminders, imports, the demo."""

    clinic_id: int | None = None
    request_id: str = ""
    who: str = "system"
    role_names: str = ""


def age_on(birth_date: dt.date | None, day: dt.date) -> int | None:
    """Return full years lived on `day`, or None when the birth date is unknown."""
    if birth_date is None:
        return None
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday
