"""What the staff's pages show, worded and in order. No queries here."""

import dataclasses
import datetime as dt
import functools

import phonenumbers
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from needlepoint.desk import queries, rules
from needlepoint.house import clock
from needlepoint.knowledge.safety import cautions
from needlepoint.people import rules as people_rules
from needlepoint.plans.rules import entry

Standing = rules.Standing

EVERYONE = "everyone"
NEAR = dt.timedelta(minutes=20)
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
def phone_words(number: str) -> str:
    """Write a number in the groups it is read aloud in: '+1 212-555-0101'. What is no number stays as it was typed."""
    try:
        read = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


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


def day_row(row: queries.DayVisit, viewer: people_rules.Viewer, *, zone: str, now: dt.datetime) -> Row:
    visit = row.visit
    starts = clock.local(visit.starts_at, zone)
    has_needles = row.standing.has_needles_in
    left = row.needles.due_at - now if has_needles and row.needles.due_at else None
    return Row(
        code=visit.code,
        when=f"{starts.hour}:{starts.minute:02d}",
        when_iso=starts.isoformat(timespec="minutes"),
        name=f"{visit.given_name} {visit.family_name}".strip(),
        url=to("desk:patient", visit.patient_code),
        detail=_detail(row),
        course=course_of(row.position, is_today=row.standing not in SETTLED),
        cautions=caution_chips(visit.cautions),
        room=visit.room or "",
        practitioner=visit.practitioner or "",
        drawn_as=DRAWN_AS.get(row.standing, row.standing.value),
        word=standing_word(row, now),
        tone=TONES[row.standing],
        ends_at=row.needles.due_at.isoformat(timespec="seconds") if left is not None else "",
        clock=rules.minutes_words(left) if left is not None else "",
        needles=_needles(row) if has_needles else "",
        deeds=_deeds(row, viewer, now),
    )


def _needles(row):
    if row.needle_count is None:
        return ""
    return ngettext("%(n)s needle in", "%(n)s needles in", row.needle_count) % {"n": row.needle_count}


def _detail(row: queries.DayVisit) -> str:
    parts = [row.visit.service or ""]
    if row.visit.is_review or (row.position is not None and row.position.is_review_due):
        parts.append(gettext("review today"))
    if _lacks_form(row):
        parts.append(gettext("form not finished"))
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
        deeds.append(Deed(gettext("Move"), to("booking:new_time", visit.code), kind="quiet"))
    if viewer.is_desk and (is_to_come or row.standing is Standing.HERE) and _lacks_form(row):
        deeds.append(Deed(gettext("Fill in the form"), to("intake:resume", visit.code), kind="quiet"))
    return tuple(deeds)


def _lacks_form(row: queries.DayVisit) -> bool:
    return row.intake_state == "OPEN" or (row.visit.service_kind == "FIRST" and not row.intake_state)


def _practitioners_deed(row: queries.DayVisit) -> Deed:
    """The next thing a practitioner does with this person, as one button."""
    if row.course is None and row.standing != Standing.DONE:
        return Deed(gettext("Assess"), to("plans:assessment", row.visit.patient_code), kind="main")
    review_due = row.position is not None and row.position.is_review_due
    if review_due and not row.standing.has_needles_in and row.standing is not Standing.UNSIGNED:
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
    tabs: tuple
    rooms: tuple[Row, ...]
    earlier: tuple[Row, ...]
    earlier_words: str
    rows: tuple[Row, ...]
    summary: str


def day_page(
    rows, viewer, *, day: dt.date, today: dt.date, zone: str, now: dt.datetime, practitioners, chosen: str
) -> DayPage:
    shown = tuple(day_row(row, viewer, zone=zone, now=now) for row in rows)
    with_needles = sorted(
        (pair for pair in zip(rows, shown, strict=True) if pair[0].standing.keeps_a_room),
        key=lambda pair: (pair[0].needles.due_at is None, pair[0].needles.due_at),
    )
    # What is over today makes way for what is not; on any other day everything stands in order.
    earlier = tuple(
        row
        for one, row in zip(rows, shown, strict=True)
        if day == today and one.standing in SETTLED and one.visit.starts_at < now
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


# --- People found --------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    name: str
    url: str
    detail: str
    cautions: tuple[tuple[str, str], ...]


def found(patient) -> Found:
    born = (
        formats.date_format(patient.birth_date, "j F Y")
        if patient.birth_date
        else gettext("birth date not known")
    )
    return Found(
        name=patient.name,
        url=reverse("desk:patient", args=[patient.code]),
        detail=" · ".join(part for part in (born, phone_words(patient.phone)) if part),
        cautions=caution_chips(patient.cautions),
    )


def found_words(count: int, *, searched: bool) -> str:
    if not searched:
        return gettext("The newest patients. Type to find anybody.")
    if count >= queries.FOUND_MAX:
        return gettext("The first %(n)s. Type a little more to narrow it down.") % {"n": count}
    return ngettext("%(n)s patient", "%(n)s patients", count) % {"n": count}


def entered_words(patient, now: dt.datetime) -> str:
    """Say whether the patient was entered just now or is somebody we knew."""
    if patient.made_at == now:
        return gettext("%(name)s is entered. Book their first visit now.") % {"name": patient.name}
    return gettext("%(name)s was here already. Nothing was changed.") % {"name": patient.name}


# --- One patient ---------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class VisitLine:
    when: str
    what: str
    state: str
    tone: str
    deeds: tuple[Deed, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class PatientPage:
    name: str
    detail: str
    course: Course
    course_words: str
    cautions: tuple[tuple[str, str], ...]
    caution_lines: tuple[tuple[str, str], ...]
    contact: tuple[tuple[str, str], ...]
    coming: tuple[VisitLine, ...]
    past: tuple[VisitLine, ...]
    notes: tuple[tuple[str, str, str, str], ...]
    consents: tuple[tuple[str, str], ...]
    recall: str
    deeds: tuple[Deed, ...]
    plan_url: str
    is_clinical: bool


VISIT_TONES = {
    "BOOKED": "quiet",
    "ARRIVED": "good",
    "COMPLETED": "quiet",
    "MISSED": "soon",
    "CANCELLED": "quiet",
}
CONSENT_WORDS = {
    "NEEDLING": lambda: gettext("Needling"),
    "CUPPING": lambda: gettext("Cupping"),
    "HEAT": lambda: gettext("Heat"),
    "ELECTRO": lambda: gettext("Electrical stimulation"),
    "PRESS_TACKS": lambda: gettext("Press tacks"),
    "KEEP_ANSWERS": lambda: gettext("Keeping the answers"),
}


def patient_page(file: queries.PatientFile, viewer, *, zone: str, now: dt.datetime) -> PatientPage:
    patient = file.patient
    today = clock.local(now, zone).date()
    coming = [visit for visit in file.visits if visit.starts_at >= now and visit.state == "BOOKED"]
    past = [visit for visit in file.visits if visit not in coming]
    return PatientPage(
        name=patient.name,
        detail=_age_words(patient, today),
        course=course_of(file.position),
        course_words=file.position.words if file.position else gettext("No course at the moment"),
        cautions=caution_chips(patient.cautions),
        caution_lines=_caution_lines(patient.cautions),
        contact=_contact(patient),
        coming=tuple(_visit_line(visit, viewer, zone, file.forms) for visit in reversed(coming)),
        past=tuple(_visit_line(visit, viewer, zone, file.forms) for visit in past),
        notes=tuple(_note_line(note, zone) for note in file.notes or ()),
        consents=_consents(file.consents),
        recall=_recall_words(file.recalls, today),
        deeds=_patient_deeds(file, viewer),
        plan_url=reverse("plans:show", args=[file.course.code])
        if file.course and viewer.is_practitioner
        else "",
        is_clinical=viewer.is_practitioner,
    )


def _age_words(patient, today):
    age = people_rules.age_on(patient.birth_date, today)
    if age is None:
        return gettext("Birth date not known")
    return gettext("%(age)s years, born %(born)s") % {
        "age": age,
        "born": formats.date_format(patient.birth_date, "j F Y"),
    }


def _caution_lines(keys):
    lines = []
    for key in keys:
        try:
            caution = cautions.caution(key)
        except KeyError:
            continue
        lines.append((gettext(caution.chip), gettext(caution.meaning)))
    return tuple(lines)


def _contact(patient):
    return tuple(
        (label, value or gettext("not given"))
        for label, value in (
            (gettext("Phone"), phone_words(patient.phone)),
            (gettext("E-mail"), patient.email),
            (gettext("May we ask them back?"), gettext("Yes") if patient.may_contact else gettext("No")),
        )
    )


def _visit_line(visit, viewer, zone, forms) -> VisitLine:
    starts = clock.local(visit.starts_at, zone)
    parts = [
        visit.service.name if visit.service else "",
        visit.practitioner.name if visit.practitioner else "",
    ]
    deeds = []
    if visit.state == "BOOKED":
        deeds = [
            Deed(gettext("Move"), reverse("booking:new_time", args=[visit.code]), kind="quiet"),
            Deed(gettext("Cancel"), reverse("booking:cancellation", args=[visit.code]), kind="quiet"),
        ]
        state = forms.get(visit.pk, "")
        is_first = visit.service is not None and visit.service.kind == "FIRST"
        if (viewer.is_desk or viewer.is_practitioner) and (state == "OPEN" or (is_first and not state)):
            form = reverse("intake:resume", args=[visit.code])
            deeds.insert(0, Deed(gettext("Fill in the form"), form, kind="quiet"))
    elif viewer.is_practitioner and visit.state in {"ARRIVED", "COMPLETED"}:
        deeds = [Deed(gettext("Note"), reverse("charting:note", args=[visit.code]), kind="quiet")]
    return VisitLine(
        when=f"{formats.date_format(starts, 'D j M Y')}, {formats.time_format(starts, 'G:i')}",
        what=" · ".join(part for part in parts if part),
        state=visit.get_state_display(),
        tone=VISIT_TONES[visit.state],
        deeds=tuple(deeds),
    )


def _note_line(note, zone):
    when = formats.date_format(clock.local(note.visit.starts_at, zone), "j F Y")
    state = gettext("Signed") if note.state == "SIGNED" else gettext("Not signed yet")
    return (
        when,
        note.response or note.told or gettext("No words"),
        " · ".join(part for part in (_points(note), state) if part),
        reverse("charting:note", args=[note.visit.code]),
    )


def _points(note):
    if note.needles_in_at is None:
        return ""
    return entry.in_words((one.point_code, one.side) for one in note.needlings.all())


def _consents(consents):
    latest = {}
    for consent in consents:
        latest.setdefault(consent.kind, consent)
    lines = []
    for kind, consent in latest.items():
        word = CONSENT_WORDS.get(kind, lambda kind=kind: kind.replace("_", " ").capitalize())()
        given = consent.is_given and consent.withdrawn_at is None
        lines.append((word, gettext("agreed") if given else gettext("not agreed")))
    return tuple(lines)


def _recall_words(recalls, today):
    open_one = next((recall for recall in recalls if recall.state == "OPEN"), None)
    if open_one is None:
        return ""
    day = formats.date_format(open_one.due_on, "j F Y")
    return (
        gettext("To ask back since %(day)s")
        if open_one.due_on <= today
        else gettext("To ask back on %(day)s")
    ) % {"day": day}


def _patient_deeds(file, viewer):
    deeds = [
        Deed(gettext("Book a visit"), f"{reverse('booking:starts')}?for={file.patient.code}", kind="main")
    ]
    if viewer.is_practitioner:
        if file.course is None:
            deeds.append(Deed(gettext("Assess"), reverse("plans:assessment", args=[file.patient.code])))
        elif file.position is not None:
            kind = "main" if file.position.is_review_due else "plain"
            deeds.append(Deed(gettext("Review"), reverse("desk:review", args=[file.course.code]), kind=kind))
    return tuple(deeds)


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


def recall_row(recall, today: dt.date) -> RecallRow:
    patient = recall.patient
    words, tone = RECALL_REASONS.get(recall.reason, (recall.reason.capitalize, "quiet"))
    tries = len(recall.attempts)
    late = (today - recall.due_on).days
    return RecallRow(
        code=recall.code,
        name=patient.name,
        url=reverse("desk:patient", args=[patient.code]),
        detail=" · ".join(part for part in (phone_words(patient.phone), patient.email) if part),
        phone=patient.phone,
        cautions=caution_chips(patient.cautions),
        due_words=gettext("Due today")
        if late == 0
        else ngettext("Due %(n)s day ago", "Due %(n)s days ago", late) % {"n": late},
        reason=words(),
        tone=tone,
        attempts=ngettext("asked %(n)s time", "asked %(n)s times", tries) % {"n": tries} if tries else "",
        book_url=f"{reverse('booking:starts')}?for={patient.code}",
        attempt_url=reverse("desk:recall_attempt", args=[recall.code]),
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
    return [gettext("Patient"), gettext("Due"), gettext("Why")]


def later_row(recall):
    words, _ = RECALL_REASONS.get(recall.reason, (recall.reason.capitalize, "quiet"))
    return [recall.patient.name, formats.date_format(recall.due_on, "j F Y"), words()]


# --- The owner's look ----------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class OwnerPage:
    waiting: tuple[tuple[str, int], ...]
    lately: tuple[tuple[str, str], ...]
    overdue_columns: tuple[str, ...]
    overdue: tuple[tuple[str, ...], ...]


def owner_page(figures: queries.ClinicFigures, overdue) -> OwnerPage:
    booked = figures.visits + figures.missed
    missed = (
        gettext("%(missed)s of %(booked)s") % {"missed": figures.missed, "booked": booked}
        if booked
        else gettext("none booked")
    )
    return OwnerPage(
        waiting=(
            (gettext("Needles in, never counted out"), figures.needles_open),
            (gettext("Notes not signed after a day"), figures.unsigned),
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
        overdue=tuple(
            (_link(course.patient), course.practitioner.name, str(position.done), str(position.review_after))
            for course, position in overdue
        ),
    )


def _link(patient):
    return format_html('<a href="{}">{}</a>', reverse("desk:patient", args=[patient.code]), patient.name)


# --- A review ------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewPage:
    name: str
    url: str
    detail: str
    course: Course
    course_words: str
    better_means: str
    cautions: tuple[tuple[str, str], ...]
    reactions: tuple[str, ...]
    earlier: tuple[tuple[str, str], ...]
    is_over: bool
    ask_again_url: str


def review_page(file: queries.ReviewFile, trend) -> ReviewPage:
    course, pain = file.course, trend.pain.answered
    # Pain that grows under treatment is a reason to look for another cause before choosing anything.
    is_worse = len(pain) > 1 and pain[-1] > pain[0]
    return ReviewPage(
        name=course.patient.name,
        url=reverse("desk:patient", args=[course.patient.code]),
        detail="" if file.age is None else gettext("%(age)s years") % {"age": file.age},
        course=course_of(file.position),
        course_words=file.position.words,
        better_means=course.better_means,
        cautions=caution_chips(course.patient.cautions),
        reactions=tuple(_reaction_words(reaction) for reaction in file.reactions),
        earlier=tuple(
            (
                gettext("After visit %(n)s: %(decision)s")
                % {"n": review.after_visit, "decision": review.get_decision_display()},
                review.reason,
            )
            for review in file.reviews
        ),
        is_over=course.state != "ACTIVE",
        ask_again_url=reverse("plans:assessment", args=[course.patient.code]) if is_worse else "",
    )


def proposed(file: queries.ReviewFile) -> dict[str, int]:
    """Propose when to look again: at the end of what is planned, or three visits on. What to do is never proposed."""
    done, planned = file.position.done, file.position.planned
    return {"next_review": planned if planned > done else done + 3}


def _reaction_words(reaction) -> str:
    words = reaction.category.replace("_", " ").capitalize()
    return f"{words}: {reaction.words}" if reaction.words else words


def in_view(trend, line) -> dict[str, object]:
    """Return the scores as they stood when the decision was taken, to be kept with it."""
    return {
        "pain": list(trend.pain.values),
        "activities": [{"words": one.name, "values": list(one.values)} for one in trend.activities],
        "sentence": line.sentence,
    }
