"""Deeds about measures: keep what a form or a sheet of paper gave, put a questionnaire before somebody, take back a slip."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.house import audit
from needlepoint.intake import actions as intake_actions
from needlepoint.intake import models as intake_models
from needlepoint.intake import queries as intake_queries
from needlepoint.intake import rules as intake_rules
from needlepoint.intake.actions import packs as pack_actions
from needlepoint.intake.queries import packs as pack_queries
from needlepoint.knowledge.instruments import catalogue, distress, scoring
from needlepoint.knowledge.instruments import definition as instruments
from needlepoint.outcomes import models, queries
from needlepoint.outcomes.actions import results
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

# The start of care writes these down itself, activity by activity: record_baseline.
KEPT_WITH_THE_START = (catalogue.PAIN.key, catalogue.ACTIVITY.key)


class UnableToRecord(Exception):
    """The numbers cannot be kept. `faults`: (item or scale it is about, None for the whole; sentence), all of them.

    is_open   nothing is wrong but that too few items are answered: whoever types may say that this is how it came
    """

    def __init__(self, faults: Iterable[tuple[str | None, str]], *, is_open: bool = False):
        self.faults = tuple(dict.fromkeys(faults))
        self.is_open = is_open
        super().__init__(" ".join(sentence for _item, sentence in self.faults))


def record_scores(
    *,
    patient: people.Patient,
    outcomes: Iterable[scoring.Outcome],
    asked_at: dt.datetime,
    told_in: str,
    by: audit.Actor,
    now: dt.datetime,
    given: str = models.Score.Given.ASKED,
) -> int:
    """Keep the numbers of a form, and for each number that could not be worked out the reason.

    outcomes  as knowledge's scoring gave them
    told_in   the form they came from, such as intake:CODE; the same form again replaces its own numbers and no others
    returns   how many numbers there are
    effects   an audit entry with what was and what is, when anything changed
    """
    outcomes = list(outcomes)
    stands = {"patient": patient, "asked_at": asked_at, "by": by.who}
    with transaction.atomic():
        moves = ((one, _put(one, told_in, stands, given)) for one in outcomes)
        changed = {f"{one.instrument}.{one.scale}".rstrip("."): move for one, move in moves if move}
        if catalogue.PAIN.key in changed:
            results.follow(patient_id=patient.pk, now=now)
        if changed:
            audit.record(
                "scores_recorded",
                by=by,
                now=now,
                patient=patient.pk,
                thing=told_in,
                details={"given": str(given), "scores": changed},
                clinic=patient.clinic_id,
            )
    return sum(one.is_scored for one in outcomes)


def _put(one: scoring.Outcome, told_in, stands, given) -> list[str | None] | None:
    """Let one number, or the reason for none, stand for a form. Returns [what was, what is]; None if nothing changed."""
    this = {"told_in": told_in, "instrument": one.instrument, "scale": one.scale}
    score, reason = (
        models.Score.objects.filter(**this).first(),
        models.Unscored.objects.filter(**this).first(),
    )
    was = None if score is None else str(score.value)
    if one.value is None:
        reasons = [fault.sentence for fault in one.faults]
        if reason is not None and reason.reasons == reasons:
            return None
        models.Score.objects.filter(**this).delete()  # what it was stays in the audit entry
        models.Unscored.objects.update_or_create(**this, defaults={**stands, "reasons": reasons})
        return [was, None]
    value = scoring.stored(one.value)
    if was == str(value):
        return None
    models.Unscored.objects.filter(**this).delete()
    models.Score.objects.update_or_create(**this, defaults={**stands, "value": value, "given": given})
    return [was, str(value)]


def score_intake(
    *, intake: intake_models.Intake, by: audit.Actor, now: dt.datetime
) -> tuple[scoring.Outcome, ...]:
    """Work out and keep every number that a finished form gives, and tell the practitioner of great strain.

    returns   the outcomes, errors with their reasons among them; `distress.signs(…)` reads them
    effects   record_scores; a notice when somebody is under great strain. Safe to run again: after a correction the
              numbers follow the answers, also the pain that care began with
    """
    form, answers = intake_queries.definition_of(intake), intake_queries.answers_of(intake)
    tables = {}
    if form.key.startswith(scoring.PACK):
        tables = pack_queries.tables_of(intake.clinic_id, form.key.removeprefix(scoring.PACK))
    outcomes = scoring.score_form(form, answers, tables)
    told_in = f"intake:{intake.code}"
    # Any other form that asks for the pain is a later point of the same line.
    elsewhere = KEPT_WITH_THE_START if intake.form == intake_rules.FIRST_VISIT else ()
    with transaction.atomic():
        record_scores(
            patient=intake.patient,
            outcomes=[one for one in outcomes if one.instrument not in elsewhere],
            asked_at=intake.finished_at or now,
            told_in=told_in,
            by=by,
            now=now,
        )
        if elsewhere:
            _correct_start(intake, outcomes, by=by, now=now)
        _notice(intake.patient, outcomes, told_in, by=by, now=now)
        pack_actions.mark_scored(intake=intake, now=now)
    return outcomes


def _correct_start(intake, outcomes, *, by, now):
    """Let the pain that care began with follow an answer that was put right. Own activities keep their first number."""
    pain = next((one.value for one in outcomes if one.instrument == catalogue.PAIN.key), None)
    if pain is None or intake.visit_id is None:
        return
    kind = models.CheckIn.Kind.BASELINE
    start = models.Score.objects.filter(
        check_in__visit=intake.visit_id, check_in__kind=kind, instrument=catalogue.PAIN.key, activity=None
    ).first()
    value = scoring.stored(pain)
    if start is None or start.value == value:
        return
    models.Score.objects.filter(pk=start.pk).update(value=value)
    results.follow(patient_id=intake.patient_id, now=now)
    audit.record(
        "start_corrected",
        by=by,
        now=now,
        patient=intake.patient_id,
        thing=f"intake:{intake.code}",
        details={"was": int(start.value), "is": int(value)},
        clinic=intake.clinic_id,
    )


def score_waiting(now: dt.datetime) -> int:
    """Work out the numbers of forms that were put right, or sent by a way that forgot to. Returns how many forms."""
    waiting = pack_queries.unscored(now)
    for intake in waiting:
        score_intake(intake=intake, by=people_rules.System(intake.clinic_id), now=now)
    return len(waiting)


def _notice(patient, outcomes, told_in, *, by, now):
    if distress.signs(outcomes):
        kind = intake_models.Notice.Kind.DISTRESS
        intake_actions.raise_notice(patient=patient, kind=kind, told_in=told_in, by=by, now=now)


# --- From paper ---------------------------------------------------------------------------------------------------------


def record_paper(
    *,
    patient: people.Patient,
    instrument: instruments.Instrument,
    typed: Sequence[tuple[str, str]],
    answered_at: dt.datetime,
    key: str,
    by: people_rules.Viewer,
    now: dt.datetime,
    may_be_unscored: bool = False,
) -> tuple[scoring.Outcome, ...]:
    """Keep the answers of a questionnaire that was filled in on paper, and the numbers they give.

    typed            (item key, answer as typed); items the paper left open are not in it
    key              made with the form: the same form sent twice is kept once
    may_be_unscored  whoever types has seen that too few items are answered for a number, and keeps them all the same
    raises           UnableToRecord with every fault; nothing is kept then
    """
    tables = pack_queries.tables_of(patient.clinic_id, instrument.key)
    outcomes = scoring.score(instrument, typed, tables)
    faults = [fault for one in outcomes for fault in one.faults]
    bearable = {scoring.Wrong.TOO_FEW} if may_be_unscored and typed else set()
    bearable |= {scoring.Wrong.NO_TABLE, scoring.Wrong.NOT_IN_TABLE}  # says nothing about what was typed
    if found := [fault for fault in faults if fault.wrong not in bearable]:
        is_open = bool(typed) and {fault.wrong for fault in found} == {scoring.Wrong.TOO_FEW}
        raise UnableToRecord(((fault.item or None, fault.sentence) for fault in found), is_open=is_open)
    told_in = f"{queries.PAPER}{key}"
    with transaction.atomic():
        if not _is_kept(told_in):
            given = {item: int(scoring.number_of(value) or 0) for item, value in typed}
            pack_actions.keep_paper(
                patient=patient, instrument=instrument, given=given, answered_at=answered_at, by=by, now=now
            )
            record_scores(
                patient=patient,
                outcomes=outcomes,
                asked_at=answered_at,
                told_in=told_in,
                by=by,
                now=now,
                given=models.Score.Given.ITEMS,
            )
            _notice(patient, outcomes, told_in, by=by, now=now)
    return outcomes


def record_total(
    *,
    patient: people.Patient,
    instrument: instruments.Instrument,
    typed: Mapping[str, str],
    answered_at: dt.datetime,
    key: str,
    by: people_rules.Viewer,
    now: dt.datetime,
) -> tuple[scoring.Outcome, ...]:
    """Keep numbers that were worked out on paper; nothing is known of the answers behind them, and they are marked so.

    typed    scale → number as typed; a scale that was left open is not in it
    raises   UnableToRecord with every fault, also when nothing was typed
    """
    outcomes = tuple(scoring.total(instrument, number, scale) for scale, number in typed.items())
    faults = [(one.scale, fault.sentence) for one in outcomes for fault in one.faults]
    if not outcomes:
        faults = [(None, _("Type at least one number."))]
    if faults:
        raise UnableToRecord(faults)
    told_in = f"{queries.PAPER}{key}"
    with transaction.atomic():
        if not _is_kept(told_in):
            record_scores(
                patient=patient,
                outcomes=outcomes,
                asked_at=answered_at,
                told_in=told_in,
                by=by,
                now=now,
                given=models.Score.Given.TOTAL,
            )
            _notice(patient, outcomes, told_in, by=by, now=now)
    return outcomes


def _is_kept(told_in):
    """Say whether this very form was kept before, also if it was taken back since."""
    return (
        models.Score.objects.filter(told_in=told_in).exists()
        or models.Unscored.objects.filter(told_in=told_in).exists()
    )


def take_back(*, patient: people.Patient, told_in: str, by: people_rules.Viewer, now: dt.datetime) -> bool:
    """Take back what was typed from paper by mistake. The rows stay and are not read any more. Returns whether this call did it."""
    with transaction.atomic():
        rows = {"patient": patient, "told_in": told_in, "taken_back_at": None}
        many = models.Score.objects.filter(**rows).update(taken_back_at=now)
        many += models.Unscored.objects.filter(**rows).update(taken_back_at=now)
        if many:
            results.follow(patient_id=patient.pk, now=now)
            audit.record(
                "scores_taken_back",
                by=by,
                now=now,
                patient=patient.pk,
                thing=told_in,
                details={"rows": many},
                clinic=patient.clinic_id,
            )
    return bool(many)


# --- Asking -------------------------------------------------------------------------------------------------------------


def ask_measure(
    *, patient: people.Patient, instrument: instruments.Instrument, by: people_rules.Viewer, now: dt.datetime
) -> intake_models.Intake:
    """Put a loaded questionnaire before a patient, or return the one they have not finished.

    It belongs to their next visit, so that it is found on the tablet and asked for like any other form; on its own
    where nothing is booked, or was answered for that visit before.

    raises   UnableToRecord where the clinic has not loaded its words
    """
    if not pack_queries.in_use(patient.clinic_id, [instrument.key]):
        raise UnableToRecord([(None, _("The words of this questionnaire have not been loaded."))])
    return _ask(patient, f"{scoring.PACK}{instrument.key}", by=by, now=now)


def ask_where_now(
    *, patient: people.Patient, by: people_rules.Viewer, now: dt.datetime
) -> intake_models.Intake:
    """Put the pain map and its three numbers before a patient once more; the rest is as in `ask_measure`."""
    return _ask(patient, intake_rules.WHERE_NOW, by=by, now=now)


def _ask(patient, form: str, *, by, now) -> intake_models.Intake:
    with transaction.atomic():
        begun = intake_queries.latest_intake(patient, form)
        if begun is not None and begun.state == intake_models.Intake.State.OPEN:
            return begun
        visit = queries.next_visit(patient, form, now)
        return intake_actions.open_intake(visit=visit, patient=patient, form=form, by=by, now=now)
