"""What the day list shows, worded and in order; and the words for people that every staff page shares."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Mapping

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.desk import queries, rules
from needlepoint.desk.pages import checks
from needlepoint.house import clock
from needlepoint.knowledge.safety import cautions
from needlepoint.people import rules as people_rules
from needlepoint.plans.wording import reviewing as review_wording
from needlepoint.screening import rules as screening_rules

Standing = rules.Standing

EVERYONE = "everyone"
NEAR = dt.timedelta(minutes=20)
LATE_AHEAD = dt.timedelta(hours=4)  # whoever calls to say that they will be late comes within these
MISTAKE_SEEN = dt.timedelta(hours=4)  # a button pressed by mistake is noticed within these
SETTLED = frozenset({Standing.DONE, Standing.MISSED, Standing.CANCELLED})

TONES = {
    Standing.COMING: "quiet",
    Standing.LATE: "soon",
    Standing.HERE: "good",
    Standing.RESTING: "good",
    Standing.SOON: "soon",
    Standing.OVER: "danger",
    Standing.COUNT: "danger",
    Standing.UNSIGNED: "soon",
    Standing.DONE: "quiet",
    Standing.MISSED: "quiet",
    Standing.CANCELLED: "quiet",
}
# The design draws fewer shapes than there are words.
DRAWN_AS = {Standing.LATE: "coming", Standing.UNSIGNED: "here", Standing.COUNT: "over"}


@dataclasses.dataclass(frozen=True, slots=True)
class Deed:
    """Something to press: a link, or a form of one button."""

    label: str
    url: str
    is_post: bool = False
    kind: str = "plain"


@dataclasses.dataclass(frozen=True, slots=True)
class Course:
    """A place in a course, as the person and channel components take it."""

    done: int = 0
    planned: int = 0
    now: int | None = None
    reviews: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    code: str
    when: str
    when_iso: str
    name: str
    url: str
    detail: str
    course: Course
    cautions: tuple[tuple[str, str], ...]
    room: str
    practitioner: str
    drawn_as: str
    word: str
    tone: str
    ends_at: str
    clock: str
    needles: str
    deeds: tuple[Deed, ...]


# Functions, so that a row words only its own standing.
WORDS = {
    Standing.COMING: lambda late: gettext("To come"),
    Standing.LATE: lambda late: ngettext("%(n)s minute late", "%(n)s minutes late", late) % {"n": late},
    Standing.HERE: lambda late: gettext("Here"),
    Standing.RESTING: lambda late: gettext("Resting"),
    Standing.SOON: lambda late: gettext("Soon"),
    Standing.OVER: lambda late: gettext("Needles out now"),
    Standing.COUNT: lambda late: gettext("Count the needles"),
    Standing.UNSIGNED: lambda late: gettext("Needles out, note open"),
    Standing.DONE: lambda late: gettext("Done"),
    Standing.MISSED: lambda late: gettext("Missed"),
    Standing.CANCELLED: lambda late: gettext("Cancelled"),
}


def standing_word(row: queries.DayVisit, now: dt.datetime) -> str:
    return WORDS[row.standing](int((now - row.visit.starts_at).total_seconds() // 60))


@functools.lru_cache(maxsize=8192)
def to(name: str, code: str) -> str:
    """Return the address of a thing. The same few hundred are asked for all day."""
    return reverse(name, args=[code])


def caution_chips(keys) -> tuple[tuple[str, str], ...]:
    """Return (word, tone) for each caution; a key from older rules is shown as it is rather than lost."""
    chips = []
    for key in keys:
        try:
            chips.append((gettext(cautions.caution(key).chip), "danger"))
        except KeyError:
            chips.append((key.replace("_", " "), "danger"))
    return tuple(chips)


def course_of(position, *, is_today: bool = False) -> Course:
    if position is None:
        return Course()
    return Course(
        done=position.done,
        planned=position.planned,
        now=position.done + 1 if is_today and position.done < position.planned else None,
        reviews=(position.review_after,),
    )


def day_row(
    row: queries.DayVisit,
    viewer: people_rules.Viewer,
    *,
    zone: str,
    country: str,
    now: dt.datetime,
    stands: screening_rules.Standing | None = None,
) -> Row:
    visit = row.visit
    starts = clock.local(visit.starts_at, zone)
    has_needles = row.standing.has_needles_in
    left = row.needles.due_at - now if has_needles and row.needles.due_at else None
    return Row(
        code=visit.code,
        when=clock.time_words(starts, country),
        when_iso=starts.isoformat(timespec="minutes"),
        name=f"{visit.given_name} {visit.family_name}".strip(),
        url=to("desk:patient", visit.patient_code),
        detail=_detail(row),
        course=course_of(row.position, is_today=row.standing not in SETTLED),
        cautions=(*_check_chips(row, stands), *caution_chips(visit.cautions)),
        room=visit.room or "",
        practitioner=visit.practitioner or "",
        drawn_as=DRAWN_AS.get(row.standing, row.standing.value),
        word=standing_word(row, now),
        tone=TONES[row.standing],
        ends_at=row.needles.due_at.isoformat(timespec="seconds") if left is not None else "",
        clock=rules.minutes_words(left) if left is not None else "",
        needles=_needles(row) if has_needles or row.handed_to else "",
        deeds=_deeds(row, viewer, now),
    )


def _check_chips(row, stands):
    """What their check says to who has still to be treated, and a review that is owed; afterwards it is on their page."""
    if row.standing in SETTLED:
        return ()
    chips = checks.chips(stands)
    if _is_review_due(row):
        late = review_wording.overdue_words(row.position.done - row.position.review_after)
        chips = (*chips, (late, "soon"))
    return chips


def _is_review_due(row) -> bool:
    return row.position is not None and row.position.is_review_due


def _needles(row):
    if row.needle_count is None:
        return ""
    words = ngettext("%(n)s needle in", "%(n)s needles in", row.needle_count) % {"n": row.needle_count}
    if row.handed_to:
        return gettext("%(needles)s, handed over to %(name)s") % {"needles": words, "name": row.handed_to}
    return words


def _detail(row: queries.DayVisit) -> str:
    parts = [row.visit.service or ""]
    if row.handed_to:
        parts.append(gettext("handed over to %(name)s") % {"name": row.handed_to})
    if row.visit.is_review and not _is_review_due(row):
        parts.append(gettext("review today"))
    if _lacks_form(row):
        parts.append(gettext("form not finished"))
    if row.visit.late_minutes and row.standing in {Standing.COMING, Standing.LATE, Standing.HERE}:
        parts.append(gettext("about %(n)s min later") % {"n": row.visit.late_minutes})
    return " · ".join(part for part in parts if part)


def _deeds(row: queries.DayVisit, viewer: people_rules.Viewer, now: dt.datetime) -> tuple[Deed, ...]:
    visit, deeds = row.visit, []
    is_to_come = row.standing in {Standing.COMING, Standing.LATE}
    if viewer.is_practitioner and row.standing not in {Standing.CANCELLED, Standing.MISSED}:
        deeds.append(_practitioners_deed(row))
    if is_to_come:
        # Only those about to walk in are worth a loud button.
        is_near = visit.starts_at - now < NEAR and not viewer.is_practitioner
        arrival = to("booking:arrival", visit.code)
        deeds.append(Deed(gettext("Arrived"), arrival, is_post=True, kind="main" if is_near else "plain"))
    if row.standing is Standing.LATE:
        absence = to("booking:absence", visit.code)
        deeds.append(Deed(gettext("Did not come"), absence, is_post=True, kind="quiet"))
    if is_to_come and not viewer.is_practitioner:
        deeds.append(
            Deed(gettext("Move"), f"{reverse('desk:calendar_move')}?visit={visit.code}", kind="quiet")
        )
    if is_to_come and visit.starts_at - now < LATE_AHEAD:
        deeds.append(Deed(gettext("Late"), to("desk:late", visit.code), kind="quiet"))
    if _is_taken_back(row, now):
        deeds.append(Deed(gettext("Take back"), to("desk:take_back", visit.code), is_post=True, kind="quiet"))
    if viewer.is_desk and (is_to_come or row.standing is Standing.HERE) and _lacks_form(row):
        deeds += form_deeds(visit.code, kind="quiet")[:2]  # paper is on their page; a row holds only so much
    return tuple(deeds)


def form_deeds(visit_code: str, *, kind: str) -> tuple[Deed, ...]:
    """How a form that is not finished gets filled in at the clinic: typed with them, on the tablet, on paper."""
    return (
        Deed(gettext("Fill in the form"), to("intake:resume", visit_code), kind=kind),
        Deed(gettext("Form on this tablet"), to("intake:kiosk_begin", visit_code), kind=kind),
        Deed(gettext("Form on paper"), to("intake:paper", visit_code), kind=kind),
    )


def _is_taken_back(row: queries.DayVisit, now: dt.datetime) -> bool:
    """Whether a press may still turn out to be a mistake; before its time too, for the wrong row may be an evening's."""
    return row.standing in {Standing.HERE, Standing.MISSED} and now - row.visit.starts_at < MISTAKE_SEEN


def _lacks_form(row: queries.DayVisit) -> bool:
    return row.intake_state == "OPEN" or (row.visit.service_kind == "FIRST" and not row.intake_state)


def _practitioners_deed(row: queries.DayVisit) -> Deed:
    """The next thing a practitioner does with this person, as one button."""
    if row.course is None and row.standing != Standing.DONE:
        return Deed(gettext("Assess"), to("plans:assessment", row.visit.patient_code), kind="main")
    if _is_review_due(row) and not row.standing.has_needles_in and row.standing is not Standing.UNSIGNED:
        return Deed(gettext("Review"), to("desk:review", row.course.code), kind="main")
    kind = "main" if row.standing not in {Standing.DONE, Standing.COMING} else "plain"
    return Deed(gettext("Note"), to("charting:note", row.visit.code), kind=kind)


@dataclasses.dataclass(frozen=True, slots=True)
class DayPage:
    title: str
    day_words: str
    is_today: bool
    before_url: str
    after_url: str
    today_url: str
    calendar_url: str
    tabs: tuple
    rooms: tuple[Row, ...]
    earlier: tuple[Row, ...]
    earlier_words: str
    rows: tuple[Row, ...]
    summary: str


def day_page(
    rows,
    viewer,
    *,
    day: dt.date,
    today: dt.date,
    zone: str,
    country: str,
    now: dt.datetime,
    practitioners,
    chosen: str,
    stands: Mapping[int, screening_rules.Standing] | None = None,
) -> DayPage:
    stands = stands or {}
    shown = tuple(
        day_row(row, viewer, zone=zone, country=country, now=now, stands=stands.get(row.visit.patient_id))
        for row in rows
    )
    with_needles = sorted(
        (pair for pair in zip(rows, shown, strict=True) if pair[0].standing.keeps_a_room),
        key=lambda pair: (pair[0].needles.due_at is None, pair[0].needles.due_at),
    )
    # What is over today makes way for what is not; on any other day everything stands in order.
    earlier = tuple(
        row
        for one, row in zip(rows, shown, strict=True)
        if day == today
        and one.standing in SETTLED
        and one.visit.starts_at < now
        and not _is_taken_back(one, now)
    )
    waiting = sum(row.standing.needs_someone for row in rows)
    here = sum(row.standing is Standing.HERE for row in rows)
    summary = [ngettext("%(n)s visit", "%(n)s visits", len(rows)) % {"n": len(rows)}]
    if here:
        summary.append(gettext("%(n)s waiting") % {"n": here})
    if waiting:
        summary.append(ngettext("%(n)s needs you now", "%(n)s need you now", waiting) % {"n": waiting})
    return DayPage(
        title=gettext("Today") if day == today else formats.date_format(day, "l"),
        day_words=formats.date_format(day, "l j F"),
        is_today=day == today,
        before_url=_day_url(day - dt.timedelta(days=1), today, chosen),
        after_url=_day_url(day + dt.timedelta(days=1), today, chosen),
        today_url=_day_url(today, today, chosen),
        calendar_url=f"{reverse('desk:calendar')}?on={day.isoformat()}",
        tabs=(
            (gettext("Everyone"), _day_url(day, today, ""), not chosen),
            *((one.name, _day_url(day, today, one.code), one.code == chosen) for one in practitioners),
        ),
        rooms=tuple(row for _, row in with_needles),
        earlier=earlier,
        earlier_words=_earlier_words(len(earlier)),
        rows=tuple(row for row in shown if row not in earlier),
        summary=" · ".join(summary),
    )


def _earlier_words(count: int) -> str:
    return ngettext("Earlier today: %(n)s visit", "Earlier today: %(n)s visits", count) % {"n": count}


def chosen(asked: str, viewer: people_rules.Viewer, practitioners) -> str:
    """Return whose visits to show: as asked, else a practitioner's own, else everyone's (blank)."""
    codes = {one.code: one.pk for one in practitioners}
    if asked == EVERYONE:
        return ""
    if asked in codes:
        return asked
    return next((code for code, pk in codes.items() if pk == viewer.practitioner_id), "")


def _day_url(day: dt.date, today: dt.date, practitioner: str) -> str:
    query = [] if day == today else [f"on={day.isoformat()}"]
    query.append(f"with={practitioner or EVERYONE}")
    return reverse("desk:day") + "?" + "&".join(query)
