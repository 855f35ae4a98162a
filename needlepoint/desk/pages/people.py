"""What the pages of one patient, and of patients found, show."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.desk import queries
from needlepoint.desk.pages import day
from needlepoint.frontdoor import rules as patterns
from needlepoint.house import clock
from needlepoint.intake.queries import consents as consents_queries
from needlepoint.intake.wording import consents as consents_wording
from needlepoint.knowledge.consents import texts
from needlepoint.knowledge.safety import cautions
from needlepoint.people import rules as people_rules
from needlepoint.people import wording
from needlepoint.plans import access as plans_access
from needlepoint.plans.rules import entry
from needlepoint.plans.wording import counting

# --- People found --------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    name: str
    url: str
    detail: str
    cautions: tuple[tuple[str, str], ...]
    course: day.Course


def found(patient, position=None) -> Found:
    born = (
        formats.date_format(patient.birth_date, "j F Y")
        if patient.birth_date
        else gettext("birth date not known")
    )
    return Found(
        name=patient.name,
        url=reverse("desk:patient", args=[patient.code]),
        detail=" · ".join(part for part in (born, wording.phone_words(patient.phone)) if part),
        cautions=day.caution_chips(patient.cautions),
        course=day.course_of(position),
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
    deeds: tuple[day.Deed, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class PatientPage:
    name: str
    code: str
    detail: str
    course: day.Course
    course_words: str
    cautions: tuple[tuple[str, str], ...]
    caution_lines: tuple[tuple[str, str], ...]
    contact: tuple[tuple[str, str], ...]
    coming: tuple[VisitLine, ...]
    past: tuple[VisitLine, ...]
    notes: tuple[tuple[str, str, str, str], ...]
    consents: tuple[tuple[str, str], ...]
    consents_url: str
    recall: str
    deeds: tuple[day.Deed, ...]
    plan_url: str
    is_clinical: bool
    measures_url: str


def ceiling(course, count, viewer) -> counting.Ceiling | None:
    """Word how many visits whoever pays has counted; None when nobody counts."""
    may_say = plans_access.may_say_who_pays(viewer)
    return counting.ceiling(count, course.code if may_say else "") if count else None


VISIT_TONES = {
    "BOOKED": "quiet",
    "ARRIVED": "good",
    "COMPLETED": "quiet",
    "MISSED": "soon",
    "CANCELLED": "quiet",
}


def patient_page(
    file: queries.PatientFile, viewer, *, zone: str, now: dt.datetime, may_book: bool = True
) -> PatientPage:
    """Word a patient's page. `may_book`: their newest check does not say that a doctor comes first."""
    patient = file.patient
    today = clock.local(now, zone).date()
    coming = [visit for visit in file.visits if visit.starts_at >= now and visit.state == "BOOKED"]
    past = [visit for visit in file.visits if visit not in coming]
    return PatientPage(
        name=patient.name,
        code=patient.code,
        detail=_age_words(patient, today),
        course=day.course_of(file.position),
        course_words=_course_words(file, now),
        cautions=day.caution_chips(patient.cautions),
        caution_lines=_caution_lines(patient.cautions),
        contact=_contact(patient),
        coming=tuple(
            _visit_line(visit, viewer, zone, file.forms, patient.clinic) for visit in reversed(coming)
        ),
        past=tuple(_visit_line(visit, viewer, zone, file.forms, patient.clinic) for visit in past),
        notes=tuple(_note_line(note, zone) for note in file.notes or ()),
        consents=_consents(file.consents, zone),
        consents_url=reverse("intake:patient_consents", args=[patient.code]),
        recall=_recall_words(file, zone, now),
        deeds=tuple(deed for deed in _patient_deeds(file, viewer, now) if may_book or not _books(deed)),
        plan_url=reverse("plans:show", args=[file.course.code])
        if file.course and viewer.is_practitioner
        else "",
        is_clinical=viewer.is_practitioner,
        measures_url=reverse("outcomes:measures", args=[patient.code]),
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
            (gettext("Phone"), wording.phone_words(patient.phone)),
            (gettext("E-mail"), patient.email),
            (gettext("May we ask them back?"), gettext("Yes") if patient.may_contact else gettext("No")),
            *([(gettext("Texts"), gettext("They want none"))] if patient.sms_stopped_at else []),
            *([(gettext("Reminders"), gettext("They want none"))] if patient.reminders_stopped_at else []),
        )
    )


def _visit_line(visit, viewer, zone, forms, clinic) -> VisitLine:
    starts = clock.local(visit.starts_at, zone)
    parts = [
        visit.service.name if visit.service else "",
        visit.practitioner.name if visit.practitioner else "",
        gettext("they say they are coming") if visit.confirmed_at and visit.state == "BOOKED" else "",
    ]
    deeds = []
    if visit.state == "BOOKED":
        deeds = [
            day.Deed(gettext("Move"), reverse("booking:new_time", args=[visit.code]), kind="quiet"),
            day.Deed(gettext("Cancel"), reverse("booking:cancellation", args=[visit.code]), kind="quiet"),
        ]
        state = forms.get(visit.pk, "")
        is_first = visit.service is not None and visit.service.kind == "FIRST"
        if (viewer.is_desk or viewer.is_practitioner) and (state == "OPEN" or (is_first and not state)):
            deeds[:0] = day.form_deeds(visit.code, kind="quiet")
    if visit.fee_cents:
        parts.append(gettext("owes %(price)s") % {"price": patterns.price(visit.fee_cents, clinic.currency)})
    if visit.fee_cents and not viewer.is_practitioner:
        waiver = reverse("desk:waive", args=[visit.code])
        deeds.append(day.Deed(gettext("Ask for nothing"), waiver, is_post=True, kind="quiet"))
    if viewer.is_practitioner and visit.state in {"ARRIVED", "COMPLETED"}:
        deeds = [day.Deed(gettext("Note"), reverse("charting:note", args=[visit.code]), kind="quiet")]
    return VisitLine(
        when=f"{formats.date_format(starts, 'D j M Y')}, {clock.time_words(starts, clinic.country)}",
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


def _consents(consents, zone):
    """(what, how it stands) for everything that was ever answered, in the order in which it is read."""
    latest = consents_queries.latest_of(consents)
    order = [text.kind for text in texts.all_texts()]
    return tuple(
        (consents_wording.name_of(kind), consents_wording.line(latest[kind], zone))
        for kind in sorted(latest, key=lambda kind: order.index(kind) if kind in order else len(order))
    )


def _standing(file, now):
    """The visits that are booked or under way, the soonest first."""
    return [
        visit
        for visit in reversed(file.visits)
        if visit.state in {"BOOKED", "ARRIVED"} and visit.ends_at > now
    ]


def _is_all_booked(file, now):
    """Whether what is done and what is booked together are the whole course."""
    if file.course is None or file.position is None:
        return False
    booked = [visit for visit in _standing(file, now) if visit.starts_at >= file.course.started_at]
    return file.position.done + len(booked) >= file.position.planned


def _course_words(file, now):
    if file.position is None:
        return gettext("No course at the moment")
    if file.position.done < file.position.planned and _is_all_booked(file, now):
        return gettext("%(words)s; all visits that remain are booked") % {"words": file.position.words}
    return file.position.words


def _recall_words(file, zone, now):
    today = clock.local(now, zone).date()
    open_one = next((recall for recall in file.recalls if recall.state == "OPEN"), None)
    if open_one is None:
        return ""
    coming = next(iter(_standing(file, now)), None)
    if coming is not None:
        booked = formats.date_format(clock.local(coming.starts_at, zone), "j F Y")
        return gettext("Booked for %(day)s, so nobody need ask them back") % {"day": booked}
    day = formats.date_format(open_one.due_on, "j F Y")
    return (
        gettext("To ask back since %(day)s")
        if open_one.due_on <= today
        else gettext("To ask back on %(day)s")
    ) % {"day": day}


def _books(deed: day.Deed) -> bool:
    """Whether this leads to a start."""
    return deed.url.startswith(reverse("booking:starts")) or deed.url.endswith("/visits/")


def _patient_deeds(file, viewer, now):
    deeds = [
        day.Deed(gettext("Book a visit"), f"{reverse('booking:starts')}?for={file.patient.code}", kind="main")
    ]
    if file.course is not None and not _is_all_booked(file, now):
        whole = reverse("portal:desk_course_visits", args=[file.course.code])
        deeds.append(day.Deed(gettext("Book the whole course"), whole))
    if viewer.is_practitioner:
        told = reverse("intake:told_of_patient", args=[file.patient.code])
        deeds.append(day.Deed(gettext("What they told us"), told))
    deeds.append(day.Deed(gettext("Waiting list"), f"{reverse('booking:wait')}?for={file.patient.code}"))
    if viewer.is_practitioner or viewer.is_desk:
        asked = reverse("outcomes:new_measure", args=[file.patient.code])
        deeds.append(day.Deed(gettext("Questionnaire"), asked))
        told = reverse("charting:effects_of", args=[file.patient.code])
        deeds.append(day.Deed(gettext("Unwanted effects"), told))
    if viewer.is_practitioner:
        if file.course is None:
            deeds.append(day.Deed(gettext("Assess"), reverse("plans:assessment", args=[file.patient.code])))
        elif file.position is not None:
            kind = "main" if file.position.is_review_due else "plain"
            deeds.append(
                day.Deed(gettext("Review"), reverse("desk:review", args=[file.course.code]), kind=kind)
            )
    return tuple(deeds)
