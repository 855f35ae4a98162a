"""Telling the practitioner what a patient told us, and noting that they have looked."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from needlepoint.house import audit
from needlepoint.house import models as house
from needlepoint.intake import models, rules
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.safety import crisis
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules


def raise_notice(
    *, patient: people.Patient, kind: str, told_in: str, by: audit.Actor, now: dt.datetime
) -> bool:
    """Put something before a practitioner until they have looked. Told twice in one place, it is one notice.

    kind     one of Notice.Kind
    told_in  where, such as 'intake:CODE'; never the words themselves
    returns  whether this call raised it
    """
    with transaction.atomic():
        _notice, is_new = models.Notice.objects.get_or_create(
            patient=patient,
            kind=models.Notice.Kind(kind),
            told_in=told_in,
            defaults={"clinic_id": patient.clinic_id, "raised_at": now},
        )
        if is_new:
            audit.record(
                "notice_raised",
                by=by,
                now=now,
                patient=patient.pk,
                thing=told_in,
                details={"kind": str(kind)},
                clinic=patient.clinic_id,
            )
    return is_new


def raise_crisis(*, intake: models.Intake, texts: Iterable[str], by: audit.Actor, now: dt.datetime) -> bool:
    """Say whether somebody writes of harming themselves, in any of these words; if so, tell the practitioner."""
    if not any(crisis.speaks_of_self_harm(text) for text in texts):
        return False
    raise_notice(
        patient=intake.patient,
        kind=models.Notice.Kind.CRISIS,
        told_in=f"intake:{intake.code}",
        by=by,
        now=now,
    )
    return True


def raise_red_flag(
    *, intake: models.Intake, answers: said.Answers, by: audit.Actor, now: dt.datetime
) -> bool:
    """Say whether somebody marked numbness between the legs; if so, tell the practitioner."""
    if not rules.has_numb_saddle(answers):
        return False
    raise_notice(
        patient=intake.patient,
        kind=models.Notice.Kind.RED_FLAG,
        told_in=f"intake:{intake.code}",
        by=by,
        now=now,
    )
    return True


def raise_sign(*, intake: models.Intake, answers: said.Answers, by: audit.Actor, now: dt.datetime) -> bool:
    """Tell the practitioner of a sign that the check stops for and the form told of. Returns whether there was one."""
    if not rules.has_sign_to_ask(answers):
        return False
    kind = models.Notice.Kind.SIGN
    raise_notice(patient=intake.patient, kind=kind, told_in=f"intake:{intake.code}", by=by, now=now)
    return True


def raise_for_entries(*, entries: Iterable[house.AuditEntry], now: dt.datetime) -> int:
    """Raise the notice for words of self-harm that an earlier step wrote down. Returns how many were new.

    entries  `queries.notices.words_to_notice(…)`
    """
    entries = list(entries)
    patients = people.Patient.objects.in_bulk({entry.patient_id for entry in entries})
    return sum(
        raise_notice(
            patient=patients[entry.patient_id],
            kind=models.Notice.Kind.CRISIS,
            told_in=entry.thing,
            by=people_rules.System(entry.clinic_id),
            now=now,
        )
        for entry in entries
        if entry.patient_id in patients
    )


def look_at(*, notice: models.Notice, by: people_rules.Viewer, now: dt.datetime) -> bool:
    """Note that a practitioner has seen a notice. Of two who press at once, the first is written down.

    returns  whether this call wrote it
    """
    with transaction.atomic():
        mine = models.Notice.objects.filter(pk=notice.pk, seen_at=None)
        if mine.update(seen_at=now, seen_by=by.who) != 1:
            return False
        audit.record(
            "notice_seen",
            by=by,
            now=now,
            patient=notice.patient_id,
            thing=notice.told_in,
            details={"kind": notice.kind},
        )
    return True
