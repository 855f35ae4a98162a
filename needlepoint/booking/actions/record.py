"""What every deed about a visit writes beside it: its state by compare-and-set, its fact, its audit entry."""

import datetime as dt

from needlepoint.booking import models
from needlepoint.booking.rules import states
from needlepoint.house import afterwards, audit, prepared
from needlepoint.people import rules as people_rules

_facts = prepared.Entry(models.Fact)


def is_public(by: audit.Actor) -> bool:
    """Whether a patient or a visitor acts, rather than the clinic or its clockwork."""
    return isinstance(by, people_rules.Viewer) and not by.is_staff


def become(visit: models.Visit, target: str, *, fee_cents: int | None = None) -> bool:
    """Set the state by compare-and-set, and what is owed; keep the object in step with its row either way."""
    origins = [str(state) for state in states.before(states.State(target))]
    values = {"state": target, **({} if fee_cents is None else {"fee_cents": fee_cents})}
    if models.Visit.objects.filter(pk=visit.pk, state__in=origins).update(**values) == 1:
        for name, value in values.items():
            setattr(visit, name, value)
        return True
    visit.state = models.Visit.objects.values_list("state", flat=True).get(pk=visit.pk)
    return False


def write_fact(visit, kind: str, *, by: audit.Actor, now: dt.datetime, was_at=None, reason: str = "") -> None:
    _facts.store(models.Fact(visit=visit, kind=kind, at=now, by=by.who, was_at=was_at, reason=reason[:120]))


def record(what: str, visit: models.Visit, *, by: audit.Actor, now: dt.datetime, **details: object) -> None:
    audit.record(
        what,
        by=by,
        now=now,
        clinic=visit.clinic_id,
        patient=visit.patient_id,
        thing=f"visit:{visit.code}",
        details=details,
    )
    afterwards.happened(afterwards.VISIT, visit, what=what, by=by, now=now)


def write_override(visit, *, reason: str, by: audit.Actor, now: dt.datetime) -> None:
    """Keep why something was booked over, in the words of whoever did it; they are never put into the audit record."""
    models.Override.objects.update_or_create(
        visit=visit, defaults={"reason": reason[:200], "by": by.who, "at": now}
    )
