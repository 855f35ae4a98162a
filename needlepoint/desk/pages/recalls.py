"""What the recall desk shows."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from needlepoint.desk.pages import day
from needlepoint.house import clock
from needlepoint.people import wording
from needlepoint.plans.rules import recalling as rules
from needlepoint.plans.wording import maintenance
from needlepoint.plans.wording import recalling as recall_wording

Reason = rules.RecallReason

# (word, tone, what it means) in the order of the tabs.
REASONS = {
    Reason.REVIEW_OVERDUE: (lambda: gettext("Review missing"), "soon"),
    Reason.NO_NEXT_VISIT: (lambda: gettext("No next visit"), "soon"),
    Reason.MAINTENANCE: (lambda: gettext("Maintenance"), "good"),
    Reason.LAPSED: (lambda: gettext("Away for long"), "quiet"),
}
# A course that was stopped early put a date on the list as well: a look back, no offer of more.
LOOK_BACK = (lambda: gettext("Stopped early: ask how it is"), "quiet")
DAYS_IN_MONTH = 30.44


@dataclasses.dataclass(frozen=True, slots=True)
class RecallRow:
    """One person to ask back."""

    code: str
    name: str
    url: str
    detail: str
    phone: str
    cautions: tuple[tuple[str, str], ...]
    due_words: str
    reason: str
    tone: str
    sentences: tuple[str, ...]  # what to know before the call
    tries: int
    tries_words: str
    tried: tuple[str, ...]  # the latest first
    book_url: str
    book_words: str
    attempt_url: str
    course: day.Course


@dataclasses.dataclass(frozen=True, slots=True)
class DoneRow:
    """Somebody who came off the list lately."""

    name: str
    url: str
    words: str
    reopen_url: str  # "": nothing to take back


@dataclasses.dataclass(frozen=True, slots=True)
class AloneRow:
    """Somebody who is left alone."""

    name: str
    url: str
    allow_url: str


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """The recall desk."""

    tabs: tuple[tuple[str, str, bool, int], ...]
    rows: tuple[RecallRow, ...]
    more_words: str
    later: tuple[list[str], ...]
    later_columns: tuple[str, ...]
    done: tuple[DoneRow, ...]
    alone: tuple[AloneRow, ...]
    maintenance: maintenance.Label | None
    outcomes: tuple[tuple[str, str], ...]


def read_reason(text: str) -> str:
    """Return the reason that an address asks for; "" for all, and for anything else."""
    return text if text in REASONS else ""


def page(found, *, reason: str, today: dt.date, zone: str) -> Page:
    """Word what queries.recalls.recall_desk found.

    reason  the one asked for, or ""
    """
    proposes = any(row.recall.reason == Reason.MAINTENANCE for row in (*found.due, *found.later))
    return Page(
        tabs=_tabs(found.counts, reason),
        rows=tuple(recall_row(row, today, zone) for row in found.due),
        more_words=more_recalls_words(found.more),
        later=tuple(later_row(row) for row in found.later),
        later_columns=later_columns(),
        done=tuple(_done_row(recall, zone) for recall in found.done),
        alone=tuple(_alone_row(patient) for patient in found.alone),
        maintenance=maintenance.label(today) if proposes else None,
        outcomes=tuple((str(outcome), str(words)) for outcome, words in recall_wording.OUTCOMES.items()),
    )


def _tabs(counts, chosen: str):
    here = reverse("desk:recalls")
    tabs = [(gettext("All"), here, not chosen, sum(counts.values()))]
    tabs += [
        (words(), f"{here}?why={reason}", chosen == reason, counts.get(reason, 0))
        for reason, (words, _tone) in REASONS.items()
        if counts.get(reason) or chosen == reason
    ]
    return tuple(tabs)


def reason_words(recall) -> tuple[str, str]:
    """Return (why somebody is asked back, tone)."""
    if recall.reason == Reason.MAINTENANCE and recall.course.state == "STOPPED":
        words, tone = LOOK_BACK
    else:
        words, tone = REASONS.get(recall.reason, (recall.reason.capitalize, "quiet"))
    return words(), tone


def recall_row(row, today: dt.date, zone: str) -> RecallRow:
    recall, patient = row.recall, row.recall.patient
    words, tone = reason_words(recall)
    tries = len(recall.attempts)
    late = (today - recall.due_on).days
    book = f"{reverse('booking:starts')}?for={patient.code}"
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
        reason=words,
        tone=tone,
        sentences=tuple(_sentences(row)),
        tries=tries,
        tries_words=ngettext("asked %(n)s time", "asked %(n)s times", tries) % {"n": tries} if tries else "",
        tried=tuple(_tried(attempt, zone) for attempt in reversed(recall.attempts)),
        book_url=f"{book}&service=FIRST" if row.away_days is not None else book,
        book_words=gettext("Book a first visit") if row.away_days is not None else gettext("Book"),
        attempt_url=reverse("desk:recall_attempt", args=[recall.code]),
        course=day.course_of(row.position),
    )


def _sentences(row):
    """What somebody should know before they call."""
    if row.away_days is not None:
        months = round(row.away_days / DAYS_IN_MONTH)
        yield ngettext(
            "Not here for %(n)s month: offer a first visit, so that somebody listens and examines again.",
            "Not here for %(n)s months: offer a first visit, so that somebody listens and examines again.",
            months,
        ) % {"n": months}
    if row.recall.reason == Reason.MAINTENANCE and row.recall.course.state != "STOPPED":
        if row.is_better is None:
            yield gettext(
                "No answer says whether the course helped. Ask how it is before you offer more visits."
            )
        elif not row.is_better:
            yield gettext("No clear gain is on record. Ask the practitioner before you offer more visits.")
    tried = rules.unreached([attempt.get("outcome", "") for attempt in row.recall.attempts])
    if tried >= rules.TRIES_ENOUGH:
        yield gettext(
            "Tried %(n)s times without speaking to them. A letter, or letting it rest, is kinder now."
        ) % {"n": tried}


def _tried(attempt, zone: str) -> str:
    said = {str(outcome): words for outcome, words in recall_wording.OUTCOMES.items()}
    outcome = attempt.get("outcome", "")
    at = dt.datetime.fromisoformat(attempt["at"])
    return gettext("%(day)s: %(what)s") % {
        "day": formats.date_format(clock.local(at, zone), "j F"),
        "what": said.get(outcome, outcome),
    }


def more_recalls_words(count: int) -> str:
    """Say how many more wait behind those shown, or nothing."""
    if count <= 0:
        return ""
    return ngettext(
        "%(n)s more waits; it comes up as these are done.",
        "%(n)s more wait; they come up as these are done.",
        count,
    ) % {"n": count}


def noted_words(recall) -> str:
    """Say where somebody went who has just left the list."""
    words = {"name": recall.patient.name, "day": formats.date_format(recall.due_on, "j F")}
    if recall.state == "OPEN":
        return gettext("Noted. %(name)s is asked again on %(day)s.") % words
    return gettext("Noted. %(name)s is off the list.") % words


def later_columns() -> tuple[str, ...]:
    return gettext("Patient"), gettext("In the plan"), gettext("Due"), gettext("Why")


def later_row(row) -> list[str]:
    words, _tone = reason_words(row.recall)
    day_words = formats.date_format(row.recall.due_on, "j F Y")
    patient = row.recall.patient
    name = format_html('<a href="{}">{}</a>', reverse("desk:patient", args=[patient.code]), patient.name)
    return [name, row.position.words, day_words, words]


def _done_row(recall, zone: str) -> DoneRow:
    patient = recall.patient
    may_reopen = recall.state == "CLOSED" and patient.may_contact
    return DoneRow(
        name=patient.name,
        url=reverse("desk:patient", args=[patient.code]),
        words=_done_words(recall, zone),
        reopen_url=reverse("desk:recall_reopen", args=[recall.code]) if may_reopen else "",
    )


def _done_words(recall, zone: str) -> str:
    day_words = formats.date_format(clock.local(recall.closed_at, zone), "j F")
    if recall.state == "BOOKED":
        if recall.visit is None:
            return gettext("%(day)s: a new plan began") % {"day": day_words}
        visit_on = formats.date_format(clock.local(recall.visit.starts_at, zone), "j F")
        return gettext("%(day)s: booked for %(visit)s") % {"day": day_words, "visit": visit_on}
    if not recall.attempts:
        return gettext("%(day)s: taken off the list") % {"day": day_words}
    return _tried(recall.attempts[-1], zone)


def _alone_row(patient) -> AloneRow:
    return AloneRow(
        patient.name,
        reverse("desk:patient", args=[patient.code]),
        reverse("desk:recall_allow", args=[patient.code]),
    )
