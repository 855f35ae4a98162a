"""What is said around the page on which a whole course is booked."""

import dataclasses

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.portal.pages import home


@dataclasses.dataclass(frozen=True)
class CourseWords:
    """Whose course it is that is booked, and the way back."""

    title: str
    patient_name: str  # "" on the patient's own page
    is_ended: bool
    is_all_booked: bool
    back_url: str
    back_words: str
    done_url: str


def course_words(asking, *, is_own) -> CourseWords:
    """Word what `queries.course_booking` found."""
    count, patient = len(asking.numbers), asking.course.patient
    title = ngettext("Book the visit that remains", "Book the %(count)s visits that remain", count)
    return CourseWords(
        title=title % {"count": count} if count else _("The visits of your plan"),
        patient_name="" if is_own else patient.name,
        is_ended=not asking.is_under_way,
        is_all_booked=asking.is_under_way and not count,
        back_url=reverse("portal:plan", args=[asking.course.code])
        if is_own
        else home.address("desk:patient", patient.code),
        back_words=_("Your plan") if is_own else patient.name,
        done_url=after_booking(asking.course, is_own=is_own),
    )


def after_booking(course, *, is_own) -> str:
    """Return where somebody goes when the course is booked."""
    return reverse("portal:home") if is_own else home.address("desk:patient", course.patient.code)
