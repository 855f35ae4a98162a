"""Questions about forms that are filled in, and about what was answered."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.http import Http404

from needlepoint.booking import models as booking
from needlepoint.house import prepared
from needlepoint.intake import access, models, rules
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition, reading
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

_WITH = ("clinic", "patient", "visit", "visit__practitioner", "visit__clinic")


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands as the answer to one item, and how often it was answered so far."""

    given: said.Given
    revision: int


def intake_for(viewer: people_rules.Viewer, code: str) -> models.Intake:
    """Return a form by its own code, or the intake before a visit by the visit's code.

    One not begun yet comes as an unsaved row, because looking stores nothing.

    raises  Http404 alike for an unknown code and for what is not the viewer's
    costs   1 query; 2 for one not begun
    """
    found = (
        access.intakes_open_to(viewer)
        .select_related(*_WITH)
        .filter(Q(code=code) | Q(visit__code=code, form=rules.FIRST_VISIT))
        .first()
    )
    if found is not None:
        return found
    visit = (
        access.visits_open_to(viewer)
        .select_related("clinic", "patient", "practitioner")
        .filter(code=code)
        .first()
    )
    if visit is None:
        raise Http404
    found = not_begun(visit)
    found.clinic, found.patient = visit.clinic, visit.patient
    return found


def not_begun(visit: booking.Visit) -> models.Intake:
    """Return the form before a visit as an unsaved row: what looking at it stands on. Costs nothing."""
    return models.Intake(
        clinic_id=visit.clinic_id, visit=visit, patient_id=visit.patient_id, form=rules.FIRST_VISIT
    )


def intake_of(visit: booking.Visit, form: str = rules.FIRST_VISIT) -> models.Intake | None:
    """Return what was begun before a visit, or None. Costs 1 query."""
    return models.Intake.objects.filter(visit=visit, form=form).first()


def intakes_of(visits: Iterable[booking.Visit], form: str = rules.FIRST_VISIT) -> dict[int, models.Intake]:
    """Return the form of each visit that has one, by the visit's row number. Costs 1 query at any length."""
    found = models.Intake.objects.filter(visit__in=[visit.pk for visit in visits], form=form)
    return {intake.visit_id: intake for intake in found.select_related(*_WITH)}


def latest_intake(patient: people.Patient, form: str = rules.FIRST_VISIT) -> models.Intake | None:
    """Return the patient's latest form of a kind, finished or not. Costs 1 query."""
    return _latest.first(patient_id=patient.pk, form=form)


_latest = prepared.Question(
    lambda patient_id, form: models.Intake.objects.filter(patient_id=patient_id, form=form).order_by(
        "-started_at", "-pk"
    )[:1],
    patient_id=int,
    form=str,
)


def is_finished(intake: models.Intake) -> bool:
    """Say whether the form was sent."""
    return intake.state == models.Intake.State.FINISHED


def definition_of(intake: models.Intake) -> definition.Form:
    """Return what the form asks. Costs nothing for a form of the box.

    raises  Http404 for a form that nobody knows any more
    """
    if not intake.form.startswith(rules.PACK):
        try:
            return reading.form(intake.form)
        except FileNotFoundError as unknown:
            raise Http404 from unknown
    from needlepoint.intake.queries import packs  # made by a clinic

    return packs.definition_of(intake)


# --- Answers ------------------------------------------------------------------------------------------------------------


def kept_of(intake: models.Intake) -> dict[str, Kept]:
    """Return the current answer to every item, also to one that is not asked any more. Costs 2 queries, 0 for a new one."""
    return _kept_of_many([intake.pk]).get(intake.pk, {}) if intake.pk else {}


def answers_of(intake: models.Intake) -> dict[str, said.Given]:
    """Return the answers that stand: the latest to every item that is asked. Costs 2 queries."""
    return rules.standing(definition_of(intake), {key: kept.given for key, kept in kept_of(intake).items()})


def answers_of_many(intakes: Iterable[models.Intake]) -> dict[int, dict[str, said.Given]]:
    """Return the answers that stand of each, by its row number. Costs 2 queries at any length."""
    intakes = list(intakes)
    kept = _kept_of_many([intake.pk for intake in intakes])
    return {
        intake.pk: rules.standing(
            definition_of(intake), {key: one.given for key, one in kept.get(intake.pk, {}).items()}
        )
        for intake in intakes
    }


def _kept_of_many(intakes: Collection[int]) -> dict[int, dict[str, Kept]]:
    found: dict[int, dict[str, Kept]] = {}
    if not intakes:
        return found
    for row in _with_values(models.Answer.objects.filter(intake__in=intakes, is_current=True)):
        found.setdefault(row.intake_id, {})[row.item] = Kept(given_of(row), row.revision)
    return found


def current_answers(patient: people.Patient, items: Collection[str]) -> dict[str, said.Given]:
    """Return the latest answer a patient ever gave to each of these items, in whichever form. Costs 2 queries."""
    rows = models.Answer.objects.filter(intake__patient=patient, item__in=items, is_current=True)
    return {row.item: given_of(row) for row in _with_values(rows.order_by("answered_at", "pk"))}


def history_of(intake: models.Intake) -> dict[str, list[models.Answer]]:
    """Return every answer ever given to every item, the latest first; `values.all()` is at hand. Costs 2 queries."""
    found: dict[str, list[models.Answer]] = {}
    for row in _with_values(models.Answer.objects.filter(intake=intake).order_by("item", "-revision")):
        found.setdefault(row.item, []).append(row)
    return found


def given_at(intake: models.Intake, revisions: Collection[tuple[str, int]]) -> dict[str, said.Given]:
    """Return what was answered at these (item, revision). Costs 2 queries, 0 for none."""
    wanted = Q(pk__in=())
    for item, revision in revisions:
        wanted |= Q(item=item, revision=revision)
    rows = models.Answer.objects.filter(intake=intake).filter(wanted)
    return {row.item: given_of(row) for row in _with_values(rows)} if revisions else {}


def _with_values(rows):
    return rows.prefetch_related(Prefetch("values", models.AnswerValue.objects.order_by("place", "pk")))


def given_of(row: models.Answer) -> said.Given:
    """Read one stored answer, whose values are at hand."""
    return said.Given(
        said.State(row.state),
        tuple(
            said.Value(value.place, value.part, value.code, value.number, value.on, value.text)
            for value in row.values.all()
        ),
    )
