"""What the list of recalls shows."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.desk.pages import day
from needlepoint.people import wording

# --- Recalls -------------------------------------------------------------------------------------------------

RECALL_REASONS = {
    "MAINTENANCE": (lambda: gettext("Maintenance"), "good"),
    "REVIEW_OVERDUE": (lambda: gettext("Review missing"), "soon"),
    "NO_NEXT_VISIT": (lambda: gettext("No next visit"), "soon"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class RecallRow:
    code: str
    name: str
    url: str
    detail: str
    phone: str
    cautions: tuple[tuple[str, str], ...]
    due_words: str
    reason: str
    tone: str
    attempts: str
    book_url: str
    attempt_url: str
    course: day.Course


def recall_row(recall, today: dt.date, position=None) -> RecallRow:
    patient = recall.patient
    words, tone = RECALL_REASONS.get(recall.reason, (recall.reason.capitalize, "quiet"))
    tries = len(recall.attempts)
    late = (today - recall.due_on).days
    return RecallRow(
        code=recall.code,
        name=patient.name,
        url=reverse("desk:patient", args=[patient.code]),
        detail=" · ".join(part for part in (wording.phone_words(patient.phone), patient.email) if part),
        phone=patient.phone,
        cautions=day.caution_chips(patient.cautions),
        due_words=gettext("Due today")
        if late == 0
        else ngettext("Due %(n)s day ago", "Due %(n)s days ago", late) % {"n": late},
        reason=words(),
        tone=tone,
        attempts=ngettext("asked %(n)s time", "asked %(n)s times", tries) % {"n": tries} if tries else "",
        book_url=f"{reverse('booking:starts')}?for={patient.code}",
        attempt_url=reverse("desk:recall_attempt", args=[recall.code]),
        course=day.course_of(position),
    )


def more_recalls_words(count: int) -> str:
    """Say how many more wait behind those shown, or nothing."""
    if count <= 0:
        return ""
    return ngettext(
        "%(n)s more waits; it comes up as these are done.",
        "%(n)s more wait; they come up as these are done.",
        count,
    ) % {"n": count}


def later_columns():
    return [gettext("Patient"), gettext("In the plan"), gettext("Due"), gettext("Why")]


def later_row(recall, position):
    words, _ = RECALL_REASONS.get(recall.reason, (recall.reason.capitalize, "quiet"))
    where = position.words if position else ""
    return [recall.patient.name, where, formats.date_format(recall.due_on, "j F Y"), words()]
