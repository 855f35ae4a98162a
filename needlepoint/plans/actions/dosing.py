"""Set the clinic's own numbers, or go back to the book's."""

import datetime as dt

from django.db import transaction

from needlepoint.house import audit
from needlepoint.knowledge import dose
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models
from needlepoint.plans.rules import dosing as rules


def set_lines(
    *,
    clinic: people.Clinic,
    scheme: str,
    by: people_rules.Viewer,
    now: dt.datetime,
    acute_weeks: int | None = None,
    chronic_weeks: int | None = None,
    setting: str = "",
) -> people.Clinic:
    """Set where acute ends and chronic begins, and what a report says of the setting.

    Episodes keep the phase they were given: it was found under the lines of that day.

    raises   people.actions.UnableToSet with every fault
    """
    lines = rules.Lines(scheme, acute_weeks, chronic_weeks)
    if faults := rules.lines_faults(lines):
        raise people_actions.UnableToSet(faults)
    with transaction.atomic():
        names = audit.changed(clinic, {"phase_scheme": lines.key, "setting": setting.strip()})
        if names:
            people.Clinic.objects.filter(pk=clinic.pk).update(
                **{name: getattr(clinic, name) for name in names}
            )
            audit.record(
                "plan_lines_set",
                by=by,
                now=now,
                thing=f"clinic:{clinic.code}",
                details={"changed": names, "scheme": lines.key},
                clinic=clinic.pk,
            )
    return clinic


def set_preset(
    *, clinic: people.Clinic, key: str, reason: str, by: people_rules.Viewer, now: dt.datetime, **numbers: int
) -> models.DosePreset:
    """Put a clinic's own numbers in place of a preset. Plans already agreed stay as they are.

    numbers   by rules.dosing.FIELDS
    raises    people.actions.UnableToSet with every fault; KeyError for a preset there is not
    """
    dose.preset(key)
    if faults := rules.preset_faults(numbers, reason):
        raise people_actions.UnableToSet(faults)
    with transaction.atomic():
        row, _made = models.DosePreset.objects.update_or_create(
            clinic=clinic,
            key=key,
            defaults={**numbers, "reason": reason.strip(), "changed_at": now, "changed_by": by.name},
        )
        audit.record(
            "plan_numbers_set",
            by=by,
            now=now,
            thing=f"clinic:{clinic.code}",
            details={"preset": key, **numbers},
            clinic=clinic.pk,
        )
    return row


def reset_preset(*, clinic: people.Clinic, key: str, by: people_rules.Viewer, now: dt.datetime) -> None:
    """Go back to the book's numbers. Twice is once."""
    with transaction.atomic():
        gone, _kinds = models.DosePreset.objects.filter(clinic=clinic, key=key).delete()
        if gone:
            audit.record(
                "plan_numbers_reset",
                by=by,
                now=now,
                thing=f"clinic:{clinic.code}",
                details={"preset": key},
                clinic=clinic.pk,
            )
