"""What the owner's look shows."""

import dataclasses

from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext

from needlepoint.desk import queries, rules
from needlepoint.desk.queries import waiting
from needlepoint.house import clock

Standing = rules.Standing


# --- The owner's look ----------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class OwnerPage:
    waiting: tuple[tuple[str, int], ...]
    lately: tuple[tuple[str, str], ...]
    overdue_columns: tuple[str, ...]
    overdue: tuple[tuple[str, ...], ...]
    unsigned_columns: tuple[str, ...]
    unsigned: tuple[tuple[str, ...], ...]


def owner_page(figures: queries.ClinicFigures, overdue, waits: waiting.ForOwner, *, zone: str) -> OwnerPage:
    booked = figures.visits + figures.missed
    missed = (
        gettext("%(missed)s of %(booked)s") % {"missed": figures.missed, "booked": booked}
        if booked
        else gettext("none booked")
    )
    return OwnerPage(
        waiting=(
            (gettext("Needles in, never counted out"), figures.needles_open),
            (gettext("Needles that do not agree, not settled"), waits.incidents),
            (gettext("Notes not signed"), sum(count for _name, count, _since in waits.unsigned)),
            (gettext("Notes of students to sign a second time"), waits.to_cosign),
            (gettext("Press needles that should be off"), waits.overdue),
            (gettext("Reviews overdue"), figures.reviews_overdue),
            (gettext("People to ask back"), figures.recalls_due),
        ),
        lately=(
            (gettext("Visits done"), str(figures.visits)),
            (gettext("Missed visits"), missed),
            (gettext("Cancelled visits"), str(figures.cancelled)),
            (gettext("Booked for the next seven days"), str(figures.coming)),
            (gettext("Courses under way"), str(figures.courses)),
            (gettext("Unwanted effects written down"), str(figures.reactions)),
            (gettext("Of these, serious"), str(figures.serious)),
        ),
        overdue_columns=(
            gettext("Patient"),
            gettext("Practitioner"),
            gettext("Visits so far"),
            gettext("Review was due after"),
        ),
        unsigned_columns=(gettext("Practitioner"), gettext("Notes not signed"), gettext("The oldest since")),
        unsigned=tuple(
            (name, str(count), formats.date_format(clock.local(since, zone), "l j F"))
            for name, count, since in waits.unsigned
        ),
        overdue=tuple(
            (_link(course.patient), course.practitioner.name, str(position.done), str(position.review_after))
            for course, position in overdue
        ),
    )


def _link(patient):
    return format_html('<a href="{}">{}</a>', reverse("desk:patient", args=[patient.code]), patient.name)
