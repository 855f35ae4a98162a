"""What the pages of unwanted effects show, worded and in order."""

import dataclasses
import datetime as dt
import types
from collections.abc import Iterable, Mapping

from django.urls import NoReverseMatch, reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from needlepoint.booking import models as booking
from needlepoint.charting import models
from needlepoint.charting.rules import effects
from needlepoint.charting.wording import effects as wording
from needlepoint.house import clock
from needlepoint.knowledge.points import atlas
from needlepoint.people import models as people
from needlepoint.people import wording as people_wording
from needlepoint.plans.rules import entry

LUNG_HAZARD = "pneumothorax"  # as the atlas names it
SOURCES = {
    models.Reaction.Source.CHART: gettext_lazy("Written in the note by %(name)s, %(when)s"),
    models.Reaction.Source.PATIENT: gettext_lazy("Told by the patient, %(when)s"),
    models.Reaction.Source.DESK: gettext_lazy("Told by the patient, taken down by %(name)s, %(when)s"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One effect in a list."""

    name: str  # of the patient; "" on their own list
    heading: str
    detail: str
    words: str
    badges: tuple[tuple[str, str], ...]
    url: str
    is_urgent: bool
    stands: str = ""  # in their course


@dataclasses.dataclass(frozen=True, slots=True)
class ListPage:
    """Effects to follow up, and those closed lately; or those of one group that a figure counts."""

    title: str
    lead: str
    open_rows: tuple[Row, ...]
    closed_rows: tuple[Row, ...]
    is_group: bool


def list_page(open_ones, closed_ones, *, now: dt.datetime, stands: Mapping[int, str]) -> ListPage:
    return ListPage(
        title=_("Unwanted effects to follow up"),
        lead=_("Each stays here until somebody knows how it went on and closes it."),
        open_rows=tuple(row(one, now, stands=stands) for one in open_ones),
        closed_rows=tuple(row(one, now, stands=stands) for one in closed_ones),
        is_group=False,
    )


def group_page(
    found, group: str, *, days: int | None, now: dt.datetime, stands: Mapping[int, str]
) -> ListPage:
    """Word the rows behind one figure of the clinic's rates."""
    counted = ngettext("%(count)s written down", "%(count)s written down", len(found)) % {"count": len(found)}
    span = (
        ngettext("after visits of the last %(days)s day", "after visits of the last %(days)s days", days)
        % {"days": days}
        if days
        else _("since the first visit")
    )
    return ListPage(
        title=str(wording.GROUPS[group]),
        lead=_("%(counted)s, %(span)s.") % {"counted": counted, "span": span},
        open_rows=tuple(row(one, now, stands=stands) for one in found if one.closed_at is None),
        closed_rows=tuple(row(one, now, stands=stands) for one in found if one.closed_at is not None),
        is_group=True,
    )


def row(
    one: models.Reaction,
    now: dt.datetime,
    *,
    with_name: bool = True,
    stands: Mapping[int, str] = types.MappingProxyType({}),
) -> Row:
    is_open = one.closed_at is None
    return Row(
        name=one.patient.name if with_name else "",
        heading=wording.heading(one.category, one.grade, is_serious=one.is_serious),
        detail=_told(one),
        words=one.words,
        badges=tuple(_badges(one, now)),
        url=reverse("charting:effect", args=[one.code]),
        is_urgent=is_open and _is_urgent(one),
        stands=stands.get(one.patient_id, ""),
    )


def _is_urgent(one: models.Reaction) -> bool:
    """A serious one, or one with signs that cannot wait which no practitioner has graded yet."""
    return one.is_serious or (bool(one.signs) and one.grade is None)


def _badges(one: models.Reaction, now: dt.datetime):
    if one.closed_at is not None:
        words = wording.OUTCOMES.get(one.outcome, _("Mild: nothing to follow up"))
        yield str(words), "good" if one.outcome == effects.Outcome.RECOVERED else "quiet"
        return
    if one.is_serious:
        yield _("Serious"), "danger"
    elif one.signs and one.grade is None:
        yield _("Urgent"), "danger"
    if one.grade is None:
        yield _("Nobody has looked yet"), "soon"
    elif one.outcome:
        yield str(wording.OUTCOMES[one.outcome]), "quiet"
    yield _since(one.heard_at or one.at, now), "quiet"


def _since(moment: dt.datetime, now: dt.datetime) -> str:
    days = (now - moment).days
    if days < 1:
        return _("Heard of today")
    return ngettext("Last heard %(days)s day ago", "Last heard %(days)s days ago", days) % {"days": days}


def _told(one: models.Reaction) -> str:
    return SOURCES[one.source] % {"name": one.by, "when": _when(one.at, one.patient.clinic)}


def _when(moment: dt.datetime, clinic: people.Clinic) -> str:
    local = clock.local(moment, clinic.time_zone)
    return _("%(day)s at %(time)s") % {
        "day": formats.date_format(local, "j F Y"),
        "time": clock.time_words(local, clinic.country),
    }


# --- One effect --------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class EffectPage:
    """One effect: what is known, what was heard since."""

    code: str
    name: str
    patient_url: str
    heading: str
    badges: tuple[tuple[str, str], ...]
    emergency: str
    signs: tuple[str, ...]
    words: str
    words_title: str
    facts: tuple[tuple[str, str], ...]
    assessed: tuple[tuple[str, str], ...]  # what was answered, once it is closed
    note_url: str
    note_words: str
    follow_ups: tuple[tuple[str, str, str], ...]  # when and who, how it stood, words
    is_closed: bool
    wants_all: bool  # the whole form is open from grade 2 on
    phone: str
    phone_words: str


def effect_page(one: models.Reaction, points: Iterable[tuple[str, str]], *, now: dt.datetime) -> EffectPage:
    clinic, is_closed = one.patient.clinic, one.closed_at is not None
    return EffectPage(
        code=one.code,
        name=one.patient.name,
        patient_url=_address("desk:patient", one.patient.code),
        heading=wording.heading(one.category, one.grade, is_serious=one.is_serious),
        badges=tuple(_badges(one, now)),
        emergency="" if is_closed else _emergency(one, clinic),
        signs=tuple(str(wording.SIGNS[sign]) for sign in effects.Sign if sign in one.signs),
        words=one.words,
        words_title=_("What was written") if one.source == one.Source.CHART else _("In their words"),
        facts=_worded(_facts(one, points)),
        assessed=_worded(_assessed(one)) if is_closed else (),
        note_url=reverse("charting:note", args=[one.note.visit.code]) if one.note else "",
        note_words=_("The note of %(when)s") % {"when": _when(one.note.visit.starts_at, clinic)}
        if one.note
        else "",
        follow_ups=tuple(
            (
                _("%(name)s, %(when)s") % {"name": heard.by, "when": _when(heard.at, clinic)},
                str(wording.OUTCOMES[heard.outcome]) if heard.outcome else "",
                heard.words,
            )
            for heard in one.follow_ups.all()
        ),
        is_closed=is_closed,
        wants_all=one.is_serious or (one.grade or 0) >= effects.WHOLE_FORM_FROM_GRADE,
        phone=one.patient.phone,
        phone_words=people_wording.phone_words(one.patient.phone),
    )


def _emergency(one: models.Reaction, clinic: people.Clinic) -> str:
    """What to do first. In the room: get help; for somebody who told us from elsewhere: call them."""
    if one.source == one.Source.CHART and effects.needs_help_now(effects.Effect(one.category), one.grade):
        return _("Get emergency help now: call %(number)s. Stay with them.") % {
            "number": clinic.emergency_number
        }
    if one.signs and one.grade is None:
        return _("Call them now. If any of this is so, they call %(number)s, or you do.") % {
            "number": clinic.emergency_number
        }
    return ""


def _facts(one, points):
    visit = one.note.visit if one.note else None
    yield _("How we know"), _told(one)
    yield _("Treated by"), visit.practitioner.name if visit and visit.practitioner else ""
    yield _("Needled at that visit"), entry.in_words(points)
    yield _("Of these, over the lung"), entry.in_words(one for one in points if _is_over_the_lung(one[0]))


def _is_over_the_lung(code: str) -> bool:
    """A sore spot stands in no atlas; where it was, the note says."""
    try:
        return any(caution.hazard == LUNG_HAZARD for caution in atlas.cautions_for(code))
    except KeyError:
        return False


def _worded(rows) -> tuple[tuple[str, str], ...]:
    return tuple((label, str(value)) for label, value in rows if value)


def _assessed(one: models.Reaction):
    """What a practitioner answered, to be read once it is closed."""
    said = {True: _("Yes"), False: _("No"), None: ""}
    yield _("How bad"), wording.GRADES.get(one.grade, "")
    yield (
        _("What it led to"),
        "; ".join(str(wording.SERIOUSNESS[key]) for key in effects.Seriousness if key in one.seriousness),
    )
    yield _("From the treatment"), wording.CAUSALITY.get(one.causality, "")
    yield _("Expected"), said[one.is_expected]
    yield _("Could it have been avoided"), said[one.is_preventable]
    yield _("Began"), wording.BEGAN.get(effects.band(one.began_after_minutes, effects.BEGAN), "")
    yield _("Lasted"), wording.LASTED.get(effects.band(one.lasted_minutes, effects.LASTED), "")
    yield _("What was done"), one.what_was_done
    yield _("How it went on"), wording.OUTCOMES.get(one.outcome, "")
    yield _("The patient was told"), said[one.patient_told]
    yield _("Reported to"), one.reported_to
    closed = {"name": one.closed_by, "when": _when(one.closed_at, one.patient.clinic)}
    yield _("Closed"), _("%(name)s, %(when)s") % closed


def _address(name: str, *args: str) -> str:
    """The address of a later step's page, or nothing while that page is not offered."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


# --- One patient, at the phone ---------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class PatientPage:
    """Who is on the phone, and what is known; the desk sees the form alone."""

    name: str
    detail: str
    url: str
    emergency_number: str
    rows: tuple[Row, ...]
    kept: str  # what was just written down means: "", "kept" or "urgent"
    is_clinical: bool


def patient_page(patient, found, *, kept: str, is_clinical: bool, now: dt.datetime) -> PatientPage:
    return PatientPage(
        name=patient.name,
        detail=people_wording.phone_words(patient.phone),
        url=_address("desk:patient", patient.code),
        emergency_number=patient.clinic.emergency_number,
        rows=tuple(row(one, now, with_name=False) for one in found),
        kept=kept if kept in {"kept", "urgent"} else "",
        is_clinical=is_clinical,
    )


def visit_choices(visits: Iterable[booking.Visit]) -> list[tuple[str, str]]:
    """(code, words) of visits after which something may have happened."""
    return [(visit.code, _visit_words(visit)) for visit in visits]


def _visit_words(visit: booking.Visit) -> str:
    when = _when(visit.starts_at, visit.clinic)
    if visit.practitioner is None:
        return when
    return _("%(when)s, %(name)s") % {"when": when, "name": visit.practitioner.name}
