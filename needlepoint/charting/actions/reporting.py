"""Something unwanted: written down in the note, told by a patient, followed up, closed."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.charting import access, models
from needlepoint.charting.actions import holding
from needlepoint.charting.rules import effects
from needlepoint.charting.wording import effects as wording
from needlepoint.house import audit
from needlepoint.intake import models as intake
from needlepoint.intake.actions import notices
from needlepoint.knowledge.safety import crisis
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

Source = models.Reaction.Source
TOLD_A_DAY = 20  # by one person themselves: more would push what others tell out of sight


class TooManyTold(holding.UnableToChart):
    """A patient told us so much within a day that somebody has to talk to them instead."""


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

    category   a key of rules.effects.Effect   grade   1 to 5 (CTCAE v5); from 4 it is serious whatever was said
    returns    the effect; the one written a moment ago for a second tap
    raises     ValueError for an unknown category or grade
    effects    what is mild and ordinary is closed as it is written; anything else stays open until somebody closes it
    """
    effect = effects.Effect(category)
    _refuse_unknown_grade(grade)
    with transaction.atomic():
        note, _ledger = holding.hold(note, by)
        is_serious = effects.is_serious(grade, is_said=is_serious)
        said = {"category": str(effect), "grade": grade, "words": words.strip()}
        again = models.Reaction.objects.filter(note=note, at__gt=now - people_rules.DOUBLE_TAP, **said)
        if (same := again.filter(source=Source.CHART, by=holding.name(by)).first()) is not None:
            return same
        stays_open = effects.is_followed_up(effect, grade, is_serious=is_serious)
        reaction = models.Reaction.objects.create(
            clinic_id=note.clinic_id,
            patient_id=note.patient_id,
            note=note,
            source=Source.CHART,
            is_serious=is_serious,
            seriousness=_criteria(grade, ()),
            is_expected=effects.is_expected(effect, grade),
            **said,
            what_was_done=what_was_done.strip(),
            at=now,
            by=holding.name(by),
            closed_at=None if stays_open else now,
            closed_by="" if stays_open else holding.name(by),
        )
        holding.record(
            "reaction_reported", note, by, now, category=str(effect), grade=grade, serious=is_serious
        )
    return reaction


def take_down_effect(
    *,
    patient: people.Patient,
    visit_code: str,
    category: str,
    signs: Collection[str],
    words: str,
    began: str,
    by: people_rules.Viewer,
    now: dt.datetime,
) -> models.Reaction:
    """Keep what a patient says happened after a visit, told by themselves or over the phone. Nobody grades it here.

    visit_code  of the visit it followed, "" when nobody knows which
    category    a key of rules.effects.Effect, "" when only signs were told
    signs       keys of rules.effects.Sign: what cannot wait
    began       a band of rules.effects.BEGAN, or ""
    returns     the effect; the one kept a moment ago for a second tap
    raises      holding.UnableToChart for whoever may not; TooManyTold for a patient's own after twenty in a day without a warning sign;
                ValueError for an unknown key
    effects     a notice for practitioners: at once for signs that cannot wait, or words of self-harm
    """
    is_own = by.is_patient and by.patient_id == patient.pk
    if not (is_own or (access.may_take_down_effects(by) and by.clinic_id == patient.clinic_id)):
        raise holding.UnableToChart(_("Only the patient, or staff of this clinic, can write this down."))
    told = tuple(str(effects.Sign(sign)) for sign in signs)
    kept = {
        "category": str(effects.told_as(told, category)),
        "signs": list(told),
        "words": words.strip(),
        "began_after_minutes": effects.BEGAN[began] if began else None,
    }
    with transaction.atomic():
        # One at a time for one person: a second tap finds what the first one kept.
        people.Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk)
        again = models.Reaction.objects.filter(patient=patient, at__gt=now - people_rules.DOUBLE_TAP, **kept)
        if (same := again.exclude(source=Source.CHART).first()) is not None:
            return same
        # A sign that cannot wait is never one too many.
        if is_own and not told and _told_since(patient, now - dt.timedelta(days=1)) >= TOLD_A_DAY:
            raise TooManyTold(_("This person told us many things today: call them."))
        note = models.Note.objects.filter(patient=patient, visit__code=visit_code).first()
        reaction = models.Reaction.objects.create(
            clinic_id=patient.clinic_id,
            patient=patient,
            note=note,
            source=Source.PATIENT if is_own else Source.DESK,
            at=now,
            by=holding.name(by),
            **kept,
        )
        _tell_practitioners(reaction, by, now)
        _record("effect_told", reaction, by, now, urgent=bool(told), source=reaction.source)
    return reaction


def _told_since(patient: people.Patient, since: dt.datetime) -> int:
    return models.Reaction.objects.filter(patient=patient, source=Source.PATIENT, at__gt=since).count()


def _tell_practitioners(reaction, by, now):
    """Whoever treats hears of it in the same transaction; signs that cannot wait are said to everybody at once."""
    kinds = [intake.Notice.Kind.AFTER_NOW if reaction.signs else intake.Notice.Kind.AFTER]
    if crisis.speaks_of_self_harm(reaction.words):
        kinds.append(intake.Notice.Kind.CRISIS)
    for kind in kinds:
        notices.raise_notice(
            patient=reaction.patient, kind=kind, told_in=f"reaction:{reaction.code}", by=by, now=now
        )


def _has_looked(reaction, by, now):
    """Whoever says what it was has read of it: the notice on the day page is done. Words of self-harm stay until they are read."""
    told = intake.Notice.objects.filter(
        told_in=f"reaction:{reaction.code}",
        kind__in=[intake.Notice.Kind.AFTER, intake.Notice.Kind.AFTER_NOW],
        seen_at=None,
    )
    for notice in told:
        notices.look_at(notice=notice, by=by, now=now)


def assess_effect(
    *,
    reaction: models.Reaction,
    by: people_rules.Viewer,
    now: dt.datetime,
    category: str,
    grade: int | None,
    criteria: Collection[str] = (),
    causality: str = "",
    is_expected: bool | None = None,
    is_preventable: bool | None = None,
    began: str = "",
    lasted: str = "",
    words: str | None = None,
    what_was_done: str = "",
    outcome: str = "",
    patient_told: bool | None = None,
    reported_to: str = "",
    closes: bool = False,
) -> models.Reaction:
    """Say what an effect was: how bad, how serious, from what, how it went on. Close it when that is asked.

    criteria   keys of rules.effects.Seriousness; what the grade or the outcome implies is added
    began, lasted   bands of rules.effects.BEGAN and LASTED, or ""
    words      None leaves what was written; a patient's own words are never changed, whatever is given
    raises     holding.UnableToChart with every reason at once: it is closed, or it cannot be closed yet
               ValueError for an unknown key
    """
    effect = effects.Effect(category)
    if grade is not None:
        _refuse_unknown_grade(grade)
    wanted = tuple(str(effects.Seriousness(one)) for one in criteria)
    with transaction.atomic():
        reaction = _hold(reaction, by)
        _refuse_closed(reaction)
        before = reaction.category, reaction.grade, reaction.is_serious
        reaction.category, reaction.grade = str(effect), grade
        reaction.outcome = str(effects.Outcome(outcome)) if outcome else ""
        reaction.seriousness = _criteria(grade, wanted, reaction.outcome)
        reaction.is_serious = effects.is_serious(grade, criteria=reaction.seriousness)
        reaction.causality = str(effects.Causality(causality)) if causality else ""
        reaction.is_expected, reaction.is_preventable = is_expected, is_preventable
        reaction.began_after_minutes = _minutes(began, effects.BEGAN, reaction.began_after_minutes)
        reaction.lasted_minutes = _minutes(lasted, effects.LASTED, reaction.lasted_minutes)
        reaction.what_was_done, reaction.reported_to = what_was_done.strip(), reported_to.strip()
        reaction.patient_told = patient_told
        if words is not None and reaction.source == Source.CHART:
            reaction.words = words.strip()
        if closes:
            _close(reaction, by, now)
        reaction.save()
        _has_looked(reaction, by, now)
        _record(
            "effect_assessed",
            reaction,
            by,
            now,
            before=before,
            after=(reaction.category, grade, reaction.is_serious),
            closed=closes,
        )
    return reaction


def follow_up_effect(
    *, reaction: models.Reaction, words: str, outcome: str, by: people_rules.Viewer, now: dt.datetime
) -> models.FollowUp:
    """Write down what was heard or done since. Raises holding.UnableToChart for a closed one, or without words.

    outcome   a key of rules.effects.Outcome as it stands now, or "" when that was not asked
    """
    stands = str(effects.Outcome(outcome)) if outcome else ""
    with transaction.atomic():
        reaction = _hold(reaction, by)
        _refuse_closed(reaction)
        if not words.strip():
            raise holding.UnableToChart(_("Write what you heard or did."))
        told = {"words": words.strip(), "outcome": stands, "by": holding.name(by)}
        if same := reaction.follow_ups.filter(at__gt=now - people_rules.DOUBLE_TAP, **told).first():
            return same
        heard = models.FollowUp.objects.create(reaction=reaction, at=now, **told)
        if stands:
            reaction.outcome = stands
            reaction.seriousness = _criteria(reaction.grade, reaction.seriousness, stands)
            reaction.is_serious = reaction.is_serious or bool(reaction.seriousness)
            reaction.save(update_fields=["outcome", "seriousness", "is_serious"])
        _has_looked(reaction, by, now)
        _record("effect_followed_up", reaction, by, now, outcome=stands)
    return heard


def reopen_effect(
    *, reaction: models.Reaction, words: str, by: people_rules.Viewer, now: dt.datetime
) -> models.Reaction:
    """Open a closed effect again, because something new was heard. Raises holding.UnableToChart when it is open, or without words."""
    with transaction.atomic():
        reaction = _hold(reaction, by)
        if reaction.closed_at is None:
            raise holding.UnableToChart(_("This is open already."))
        if not words.strip():
            raise holding.UnableToChart(_("Write what you heard or did."))
        models.FollowUp.objects.create(reaction=reaction, words=words.strip(), at=now, by=holding.name(by))
        reaction.closed_at, reaction.closed_by = None, ""
        reaction.save(update_fields=["closed_at", "closed_by"])
        _record("effect_reopened", reaction, by, now)
    return reaction


# --- Together ----------------------------------------------------------------------------------------------------------


def _hold(reaction: models.Reaction, by: people_rules.Viewer) -> models.Reaction:
    holding.refuse_others(reaction.clinic_id, by)
    return models.Reaction.objects.select_for_update(of=("self",)).get(pk=reaction.pk)


def _refuse_closed(reaction: models.Reaction) -> None:
    if reaction.closed_at is not None:
        raise holding.UnableToChart(_("This is closed. Open it again to change it."))


def _close(reaction: models.Reaction, by: people_rules.Viewer, now: dt.datetime) -> None:
    gaps = effects.why_not_closable(
        is_closed=False,
        grade=reaction.grade,
        is_serious=reaction.is_serious,
        outcome=reaction.outcome,
        causality=reaction.causality,
        patient_told=reaction.patient_told,
    )
    if gaps:
        raise holding.UnableToChart([wording.gap(gap) for gap in gaps])
    reaction.closed_at, reaction.closed_by = now, holding.name(by)


def _refuse_unknown_grade(grade: int) -> None:
    if grade not in effects.GRADES:
        raise ValueError(f"{grade} is not a grade from 1 to 5")


def _criteria(grade: int | None, ticked: Collection[str], outcome: str = "") -> list[str]:
    return [str(one) for one in effects.criteria_of(grade, ticked, outcome)]


def _minutes(band: str, bands, before: int | None) -> int | None:
    """A band somebody chose becomes its minutes; the one that stood already keeps the minutes it had."""
    if band == effects.band(before, bands):
        return before
    return bands[band] if band else None


def _record(what: str, reaction: models.Reaction, by, now: dt.datetime, **details) -> None:
    audit.record(
        what,
        by=by,
        now=now,
        patient=reaction.patient_id,
        thing=f"reaction:{reaction.code}",
        details=details,
        clinic=reaction.clinic_id,
    )
