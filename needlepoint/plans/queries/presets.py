"""Which numbers a clinic calls usual: the book's, with the clinic's own on top."""

from needlepoint.knowledge import dose
from needlepoint.people import models as people
from needlepoint.plans import models


def all_presets(clinic: people.Clinic) -> dict[str, dose.Preset]:
    """Return every preset by key as it stands in a clinic. Costs 1 query."""
    own = {row.key: row for row in models.DosePreset.objects.filter(clinic=clinic)}
    return {book.key: _as_it_stands(book, own.get(book.key)) for book in dose.all_presets()}


def preset(clinic: people.Clinic, key: str) -> dose.Preset:
    """Return one preset as it stands in a clinic. Costs 1 query. Raises KeyError for an unknown key."""
    book = dose.preset(key)
    return _as_it_stands(book, models.DosePreset.objects.filter(clinic=clinic, key=key).first())


def preset_for(clinic: people.Clinic, phase: dose.Phase) -> dose.Preset:
    """Return the usual course for a phase in a clinic. Costs 1 query."""
    return preset(clinic, dose.preset_for(phase).key)


def preset_of(course: models.Course) -> dose.Preset:
    """Return the numbers a course was agreed under, as its clinic has them today. Costs 1 query."""
    return preset(course.clinic, dose.preset_of_course(course.phase, course.days_between).key)


def _as_it_stands(book: dose.Preset, own: models.DosePreset | None) -> dose.Preset:
    if own is None:
        return book
    return dose.with_own_numbers(
        book,
        visits=(own.visits_min, own.visits_usual, own.visits_max),
        days_between=(own.days_between_min, own.days_between_max),
        review_after=own.review_after,
        reason=own.reason,
    )
