"""The explicit audit record. Actions call `record`; nothing writes it behind their back. Tampering shows: see `seals`."""

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from django.db import transaction

from needlepoint.house import models, prepared, seals

_entries = prepared.Entry(models.AuditEntry)


class Actor(Protocol):
    """Whoever acts: a viewer, or SYSTEM."""

    clinic_id: int | None
    request_id: str

    @property
    def who(self) -> str: ...

    @property
    def role_names(self) -> str: ...


def record(
    what: str,
    *,
    by: Actor,
    now: dt.datetime,
    patient: int | None = None,
    thing: str = "",
    details: Mapping[str, object] | None = None,
    clinic: int | None = None,
) -> None:
    """Write one entry in the caller's transaction.

    what     a fact in snake case, such as 'visit_booked'
    patient  the patient's integer id, when the deed is about one
    thing    kind and public code, such as 'visit:k7m2…'
    details  small JSON values without names or free text
    clinic   when the actor belongs to none (the system, a visitor)
    """
    if not transaction.get_connection().in_atomic_block:
        raise AssertionError("audit.record belongs inside the action's transaction")
    entry = models.AuditEntry(
        at=now,
        clinic_id=by.clinic_id if clinic is None else clinic,
        what=what,
        who=by.who,
        roles=by.role_names,
        patient_id=patient,
        thing=thing,
        request_id=by.request_id,
        details=dict(details or {}),
    )
    entry.mark = seals.mark_of(entry)
    _entries.store(entry)


def changed(row: object, values: Mapping[str, object]) -> list[str]:
    """Set what differs on a row that is not saved yet; return the names of it, in the order of the alphabet.

    They are what an action saves and what it may say in `details`: names of columns, never what stands in them.
    """
    names = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in names:
        setattr(row, name, values[name])
    return names
