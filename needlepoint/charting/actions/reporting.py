"""Write down something unwanted."""

import datetime as dt

from django.db import transaction

from needlepoint.charting import models, rules
from needlepoint.charting.actions import holding
from needlepoint.people import rules as people_rules


def report_reaction(
    *,
    note: models.Note,
    category: str,
    grade: int,
    by: people_rules.Viewer,
    now: dt.datetime,
    is_serious: bool = False,
    words: str = "",
    what_was_done: str = "",
) -> models.Reaction:
    """Write down something unwanted, at any stage: also after the signature, when the patient calls.

    category   a key of rules.Effect      grade   1 to 5 (CTCAE v5); from 4 it is serious whatever was said
    raises     ValueError for an unknown category or grade
    """
    effect = rules.Effect(category)
    if grade not in rules.GRADES:
        raise ValueError(f"{grade} is not a grade from 1 to 5")
    with transaction.atomic():
        note, _ledger = holding.hold(note, by)
        reaction = models.Reaction.objects.create(
            note=note,
            category=str(effect),
            grade=grade,
            is_serious=rules.is_serious(grade, is_said=is_serious),
            words=words.strip(),
            what_was_done=what_was_done.strip(),
            at=now,
            by=holding.name(by),
        )
        holding.record(
            "reaction_reported", note, by, now, category=str(effect), grade=grade, serious=reaction.is_serious
        )
    return reaction
