"""Deeds of a form that is filled in: begin, agree that answers are kept, keep them, send them, put them right later."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.house import audit, clock
from needlepoint.intake import models, queries, rules
from needlepoint.intake.actions import notices
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

Source = models.Intake.Source
KEEP_ANSWERS = "KEEP_ANSWERS"
# Rows of history that one form may have. A form that is kept letter by letter has some hundreds; past this a machine sends.
ANSWERS_MOST = 3000


class UnableToKeepAnswers(Exception):
    """The answers cannot be kept; the message is for the person who gave them."""


class UnableToFinishIntake(Exception):
    """Something is still open; the message says what. `step` is the screen to go to, None for the agreement."""

    def __init__(self, sentence: str, step: definition.Screen | None):
        super().__init__(sentence)
        self.step = step


@dataclass(frozen=True, slots=True)
class Conflict:
    """An item that another window answered otherwise meanwhile. `revision` is that of `theirs`."""

    theirs: said.Given
    mine: said.Given
    revision: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of each item that was sent.

    kept       item → its new revision
    unchanged  item → the revision that stands
    conflicts  item → what another window said; nothing of it was written
    is_crisis  somebody wrote of harming themselves, now or just before
    is_red_flag  somebody marked a sign that cannot wait, now or just before
    """

    kept: Mapping[str, int] = field(default_factory=dict)
    unchanged: Mapping[str, int] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    is_crisis: bool = False
    is_red_flag: bool = False

    @property
    def revisions(self) -> dict[str, int]:
        """The revision that this person has now seen of each item that is settled."""
        return {**self.kept, **self.unchanged}


def open_intake(
    *,
    visit: booking.Visit | None,
    now: dt.datetime,
    by: people_rules.Viewer | people_rules.System | None = None,
    form: str = rules.FIRST_VISIT,
    patient: people.Patient | None = None,
) -> models.Intake:
    """Begin a form before a visit, or return the one that is there. Without a visit, name the patient.

    effects  an agreement to keep answers that stands already holds for a questionnaire too; a first visit asks for it
    """
    patient = patient or visit.patient
    by = by or people_rules.System(patient.clinic_id)
    with transaction.atomic():
        agreed_at = None if form == rules.FIRST_VISIT else _agreed_at(patient)
        started = {
            "started_at": now,
            "agreed_at": agreed_at,
            "clinic_id": patient.clinic_id,
            "patient": patient,
        }
        if visit is None:
            intake, is_new = models.Intake.objects.create(form=form, **started), True
        else:
            intake, is_new = models.Intake.objects.get_or_create(visit=visit, form=form, defaults=started)
        if is_new:
            audit.record(
                "intake_opened",
                by=by,
                now=now,
                patient=patient.pk,
                thing=f"intake:{intake.code}",
                details={"form": form},
                clinic=patient.clinic_id,
            )
    return intake


def _agreed_at(patient: people.Patient) -> dt.datetime | None:
    latest = (
        people.Consent.objects.filter(patient=patient, kind=KEEP_ANSWERS)
        .order_by("-decided_at", "-pk")
        .first()
    )
    return latest.decided_at if latest and latest.is_given and latest.withdrawn_at is None else None


def agree(*, intake: models.Intake, by: people_rules.Viewer, now: dt.datetime) -> models.Intake:
    """Write down that the answers may be kept; a form not begun yet begins here. A second tap changes nothing."""
    with transaction.atomic():
        row = intake
        if not row.pk:
            row = open_intake(visit=intake.visit, form=intake.form, now=now, by=by)
        row = models.Intake.objects.select_for_update().get(pk=row.pk)
        if row.agreed_at is None:
            row.agreed_at = now
            row.save(update_fields=["agreed_at"])
            people_actions.decide_consent(
                patient=row.patient,
                kind=KEEP_ANSWERS,
                wording_version=queries.definition_of(row).version,
                is_given=True,
                by=by,
                now=now,
            )
            audit.record(
                "intake_agreed",
                by=by,
                now=now,
                patient=row.patient_id,
                thing=f"intake:{row.code}",
                details={"on_behalf": by.is_staff},
                clinic=row.clinic_id,
            )
    return row


def keep_answers(
    *,
    intake: models.Intake,
    given: Mapping[str, said.Given],
    seen: Mapping[str, int],
    by: people_rules.Viewer,
    now: dt.datetime,
    source: str,
    language: str,
    overrule: Collection[str] = (),
) -> Kept:
    """Keep answers; what another window said meanwhile is never overwritten unasked.

    given     item → answer; an item that was not touched has no key
    seen      item → the revision that stood when this window was opened, 0 or none for nothing
    overrule  items of which the person saw both answers and chose this one
    returns   what became of each; the same answers sent twice are kept once
    raises    UnableToKeepAnswers before somebody agreed, once the form was sent, and past `ANSWERS_MOST`
    effects   a new row for each answer that says something new; a notice when the words speak of self-harm, or numbness between the legs is marked
    """
    with transaction.atomic():
        row = _locked(intake)
        if row.state != models.Intake.State.OPEN:
            raise UnableToKeepAnswers(
                _(
                    "These answers were sent already. You can still put them right on the page that shows them."
                )
            )
        return _keep(row, given, seen, by=by, now=now, source=source, language=language, overrule=overrule)


def correct_answers(
    *,
    intake: models.Intake,
    given: Mapping[str, said.Given],
    seen: Mapping[str, int],
    by: people_rules.Viewer,
    now: dt.datetime,
    source: str,
    language: str,
    overrule: Collection[str] = (),
) -> Kept:
    """Put answers right after the form was sent. What was said before stays in the history; see `keep_answers`.

    raises   UnableToKeepAnswers while the form is still open
    """
    with transaction.atomic():
        row = _locked(intake)
        if row.state != models.Intake.State.FINISHED:
            raise UnableToKeepAnswers(_("This form is still open. Go on there."))
        result = _keep(
            row,
            given,
            seen,
            by=by,
            now=now,
            source=source,
            language=language,
            overrule=overrule,
            what="answers_corrected",
        )
        _carry_on(row, by, now)
        return result


def _carry_on(row: models.Intake, by: people_rules.Viewer, now: dt.datetime) -> None:
    """Pass on what the form says of illnesses: cautions are added and none taken away (the check asked too), signs noticed."""
    answers = {item: one.given for item, one in queries.kept_of(row).items()}
    notices.raise_sign(intake=row, answers=answers, by=by, now=now)
    found = rules.cautions(answers)
    if set(found) - set(row.patient.cautions):
        on = clock.local(now, row.patient.clinic.time_zone).date()
        people_actions.carry_cautions(
            patient=row.patient, cautions=found, on=on, by=by, now=now, may_remove=False
        )


def _locked(intake: models.Intake) -> models.Intake:
    """Return the row as it is now, and let nobody else write answers of it until this transaction ends."""
    row = models.Intake.objects.select_for_update().filter(pk=intake.pk).first() if intake.pk else None
    if row is None or row.agreed_at is None:
        raise UnableToKeepAnswers(_("Please say first whether we may keep your answers."))
    return row


def _keep(row, given, seen, *, by, now, source, language, overrule, what="answers_kept") -> Kept:
    asked = queries.definition_of(row)
    given = {item: one for item, one in given.items() if asked.item(item)}
    current = queries.kept_of(row)
    moved = {item for item in given if item in current and current[item].revision != seen.get(item, 0)}
    saw = queries.given_at(row, [(item, seen[item]) for item in moved if seen.get(item)])
    kept, unchanged, conflicts = {}, {}, {}
    for item, mine in given.items():
        stands = current.get(item)
        became = rules.fate(
            mine,
            current=stands.given if stands else None,
            seen=saw.get(item),
            has_moved=item in moved,
            is_overruled=item in overrule,
        )
        if became is rules.Fate.KEEP:
            kept[item] = (stands.revision if stands else 0) + 1
        elif became is rules.Fate.SAME:
            unchanged[item] = stands.revision
        else:
            conflicts[item] = Conflict(stands.given, mine, stands.revision)
    if kept and sum(one.revision for one in current.values()) >= ANSWERS_MOST:
        raise UnableToKeepAnswers(_("We could not keep this. Please try again."))
    fresh = {item: given[item] for item in kept}
    told = {
        "wording_version": asked.version,
        "language": language,
        "source": source,
        "answered_at": now,
        "by": by.who,
    }
    _write(row, fresh, kept, told)
    if fresh:
        audit.record(
            what,
            by=by,
            now=now,
            patient=row.patient_id,
            thing=f"intake:{row.code}",
            details={"items": sorted(fresh), "source": source},
            clinic=row.clinic_id,
        )
    # Also of what could not be kept: neither waits for a choice between two windows.
    is_crisis = notices.raise_crisis(intake=row, texts=rules.texts_of(given), by=by, now=now)
    is_red_flag = notices.raise_red_flag(intake=row, answers=given, by=by, now=now)
    return Kept(kept, unchanged, conflicts, is_crisis, is_red_flag)


def told_in(intake: models.Intake) -> str:
    """Return how a notice names this form."""
    return f"intake:{intake.code}"


def _write(
    row, fresh: Mapping[str, said.Given], revisions: Mapping[str, int], told: Mapping[str, object]
) -> None:
    if not fresh:
        return
    models.Answer.objects.filter(intake=row, item__in=fresh, is_current=True).update(is_current=False)
    made = models.Answer.objects.bulk_create(
        models.Answer(intake=row, item=item, revision=revisions[item], state=one.state.value, **told)
        for item, one in fresh.items()
    )
    models.AnswerValue.objects.bulk_create(values_of(zip(made, fresh.values(), strict=True)))


def values_of(answered: Iterable[tuple[models.Answer, said.Given]]) -> list[models.AnswerValue]:
    """Return the rows of each answer's values, not yet written."""
    return [
        models.AnswerValue(
            answer=answer,
            place=value.place,
            part=value.part,
            code=value.code,
            number=value.number,
            on=value.on,
            text=value.text,
        )
        for answer, one in answered
        for value in one.values
    ]


def finish(*, intake: models.Intake, by: people_rules.Viewer, now: dt.datetime) -> bool:
    """Close the form: from now on it is read, and put right only by name.

    returns  True when this call closed it, False when it was closed before (a second tap on the button)
    raises   UnableToFinishIntake naming the first screen that is still open
    """
    with transaction.atomic():
        row = models.Intake.objects.select_for_update().filter(pk=intake.pk).first() if intake.pk else None
        if row is None or row.agreed_at is None:
            raise UnableToFinishIntake(_("Please say first whether we may keep your answers."), None)
        if row.state == models.Intake.State.FINISHED:
            return False
        asked = queries.definition_of(row)
        kept = {item: one.given for item, one in queries.kept_of(row).items()}
        still_open = rules.first_open(asked, kept)
        if still_open is not None:
            raise UnableToFinishIntake(
                _("One page is still open. You may leave its questions empty, but please look at it."),
                still_open,
            )
        closed = models.Intake.objects.filter(pk=row.pk, state=models.Intake.State.OPEN).update(
            state=models.Intake.State.FINISHED, finished_at=now
        )
        if closed != 1:
            return False
        _carry_on(row, by, now)
        audit.record(
            "intake_finished",
            by=by,
            now=now,
            patient=row.patient_id,
            thing=f"intake:{row.code}",
            details={"form": row.form, "wording": asked.version, "on_behalf": by.is_staff},
            clinic=row.clinic_id,
        )
    return True
