"""What the list of open forms shows."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.booking import models as booking
from needlepoint.desk.pages import day
from needlepoint.house import clock
from needlepoint.intake import models as intake_models
from needlepoint.intake.queries import chasing as queries
from needlepoint.intake.rules import chasing
from needlepoint.people import wording
from needlepoint.plans import rules as plans_rules


@dataclasses.dataclass(frozen=True, slots=True)
class FormRow:
    """A form that is not finished. `link_url` is "" where there is no way to send a link."""

    name: str
    url: str
    when: str
    title: str
    far: str
    tone: str
    chased: str
    phone: str
    phone_url: str
    fill_url: str
    tablet_url: str
    paper_url: str
    link_url: str
    course: day.Course


@dataclasses.dataclass(frozen=True, slots=True)
class UnsignedRow:
    """A coming patient who has not said yes or no to needles."""

    name: str
    url: str
    when: str
    phone_url: str
    paper_url: str
    type_url: str
    course: day.Course


def unsigned_rows(
    visits: list[booking.Visit], zone: str, country: str, stands: Mapping[int, plans_rules.Position]
) -> tuple[UnsignedRow, ...]:
    return tuple(
        UnsignedRow(
            name=visit.patient.name,
            url=reverse("desk:patient", args=[visit.patient.code]),
            when=_when(visit, zone, country),
            phone_url=f"tel:{visit.patient.phone}" if visit.patient.phone else "",
            paper_url=reverse("intake:blank_consents", args=[visit.patient.code]),
            type_url=reverse("intake:patient_consents", args=[visit.patient.code]),
            course=day.course_of(stands.get(visit.patient_id)),
        )
        for visit in visits
    )


def _when(visit: booking.Visit, zone: str, country: str) -> str:
    starts = clock.local(visit.starts_at, visit.location.time_zone if visit.location_id else zone)
    return f"{formats.date_format(starts, 'D j M')}, {clock.time_words(starts, country)}"


def rows(
    found: list[queries.OpenForm], zone: str, country: str, stands: Mapping[int, plans_rules.Position]
) -> tuple[FormRow, ...]:
    return tuple(_row(one, zone, country, stands.get(one.visit.patient_id)) for one in found)


def _row(row: queries.OpenForm, zone: str, country: str, position: plans_rules.Position | None) -> FormRow:
    visit, patient = row.visit, row.visit.patient
    code = row.intake.code if row.intake else visit.code
    may_write = bool(patient.email or patient.phone.startswith("+"))
    return FormRow(
        name=patient.name,
        url=reverse("desk:patient", args=[patient.code]),
        when=_when(visit, zone, country),
        title=gettext(row.form_asked.title),
        far=gettext("%(done)s of %(of)s pages") % {"done": row.done, "of": row.of}
        if row.done
        else gettext("Not begun"),
        tone="quiet" if row.done else "soon",
        chased=_chased(row.intake, zone),
        phone=wording.phone_words(patient.phone),
        phone_url=f"tel:{patient.phone}" if patient.phone else "",
        fill_url=reverse("intake:resume", args=[code]),
        tablet_url=reverse("intake:kiosk_begin", args=[visit.code]),
        paper_url=reverse("intake:paper", args=[code]),
        link_url=reverse("desk:form_link", args=[code]) if may_write else "",
        course=day.course_of(position),
    )


def _chased(intake: intake_models.Intake | None, zone: str) -> str:
    if intake is None or intake.chased_at is None:
        return gettext("no reminder sent yet")
    day = formats.date_format(clock.local(intake.chased_at, zone), "j M")
    return ngettext("asked once, on %(day)s", "asked %(n)s times, last on %(day)s", intake.chased_count) % {
        "n": intake.chased_count,
        "day": day,
    }


def cadence_words(hours: list[int]) -> tuple[str, ...]:
    """Say when somebody is asked, one sentence for each time."""
    found = chasing.cadence(hours)
    if not found:
        return (gettext("Nobody is asked. Open forms stay on your list."),)
    return tuple(_before(one) for one in found)


def _before(hours: int) -> str:
    days, rest = divmod(hours, 24)
    if rest or not days:
        return ngettext("%(n)s hour before the visit", "%(n)s hours before the visit", hours) % {"n": hours}
    return ngettext("%(n)s day before the visit", "%(n)s days before the visit", days) % {"n": days}


def hours_typed(hours: list[int]) -> str:
    """Return the hours as they are typed."""
    return ", ".join(str(one) for one in (chasing.cadence(hours) or chasing.NEVER))


def day_words(count: int) -> str:
    return ngettext("%(n)s visit waits for a form", "%(n)s visits wait for a form", count) % {"n": count}


AHEAD = dt.timedelta(days=14)
