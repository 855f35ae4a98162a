"""Where patients stand in their course, for anywhere a name is shown."""

from collections.abc import Iterable

from needlepoint.plans import queries, rules


def standing_of(patient_ids: Iterable[int]) -> dict[int, rules.Position]:
    """Return where each patient with a course under way stands. Costs 2 queries at any length, 1 when nobody has one."""
    courses = queries.courses_by_patient(patient_ids, is_bare=True)
    positions = queries.positions(list(courses.values()))
    return {patient_id: positions[course.pk] for patient_id, course in courses.items()}


def words_of(patient_ids: Iterable[int]) -> dict[int, str]:
    """Return the same in words, as house.beside asks for it: '3 of 8 visits done, review at 6'."""
    return {patient_id: position.words for patient_id, position in standing_of(patient_ids).items()}
