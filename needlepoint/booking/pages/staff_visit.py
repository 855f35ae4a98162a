"""One visit as staff read it: who comes, for what, where, how it stands, and what can be done with it now."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking import models, queries
from needlepoint.booking.pages import moments, visits
from needlepoint.frontdoor import rules as prices
from needlepoint.house import clock
from needlepoint.people import wording

State = models.Visit.State
TONES = {State.BOOKED: "quiet", State.ARRIVED: "good", State.COMPLETED: "quiet", State.MISSED: "soon"}


@dataclasses.dataclass(frozen=True, slots=True)
class Deed:
    label: str
    url: str
    is_post: bool = False
    kind: str = "plain"


@dataclasses.dataclass(frozen=True, slots=True)
class StaffVisitPage:
    name: str
    patient_url: str
    phone: str
    when: str
    state: str
    tone: str
    facts: tuple[tuple[str, str], ...]
    deeds: tuple[Deed, ...]
    day_url: str
    calendar_url: str


def staff_visit_page(
    visit: models.Visit, override: models.Override | None, viewer, now: dt.datetime, stands: str = ""
) -> StaffVisitPage:
    wall = moments.wall_of(visit.clinic, "", visit.location)
    return StaffVisitPage(
        name=visit.patient.name,
        patient_url=reverse("desk:patient", args=[visit.patient.code]),
        phone=wording.phone_words(visit.patient.phone),
        when=_("%(from)s to %(to)s") % {"from": wall.full(visit.starts_at), "to": wall.time(visit.ends_at)},
        state=visit.get_state_display(),
        tone=TONES.get(visit.state, "quiet"),
        facts=_facts(visit, override, wall, stands),
        deeds=tuple(_deeds(visit, viewer, now)),
        day_url=visits.desk_day(visit),
        calendar_url=f"{reverse('desk:calendar')}?on={wall.local(visit.starts_at).date().isoformat()}",
    )


def _facts(visit, override, wall, stands) -> tuple[tuple[str, str], ...]:
    late = visit.late_minutes
    rows = [
        (_("What"), visit.service.name if visit.service else _("Visit")),
        (_("With"), visit.practitioner.name if visit.practitioner else ""),
        (_("Room"), visit.room.name if visit.room else ""),
        (_("Where"), visit.location.name if visit.location else ""),
        (_("In the plan"), stands),
        (_("Review"), _("This visit ends with a review") if visit.is_review else ""),
        (_("Booked on"), wall.full(visit.booked_at)),
        (_("Says they are coming"), wall.full(visit.confirmed_at) if visit.confirmed_at else ""),
        (
            _("Running late"),
            ngettext("About %(n)s minute later", "About %(n)s minutes later", late) % {"n": late}
            if late
            else "",
        ),
        (_("Owes"), prices.price(visit.fee_cents, visit.clinic.currency) if visit.fee_cents else ""),
        (_("Booked all the same because"), override.reason if override else ""),
    ]
    return tuple(row for row in rows if row[1])


def _deeds(visit, viewer, now):
    """What can be done now. What is refused all the same says why on the day."""
    is_today = _is_today(visit, now)
    if visit.state == State.BOOKED:
        yield from _deeds_before(visit, now, is_today=is_today)
    if visit.state in {State.ARRIVED, State.MISSED} and is_today:
        yield Deed(_("Take back"), reverse("desk:take_back", args=[visit.code]), is_post=True)
    if viewer.is_practitioner and (
        visit.state in {State.ARRIVED, State.COMPLETED} or (visit.state == State.BOOKED and is_today)
    ):
        yield Deed(_("Note"), reverse("charting:note", args=[visit.code]))
    if visit.fee_cents and not viewer.is_practitioner:
        yield Deed(_("Ask for nothing"), reverse("desk:waive", args=[visit.code]), is_post=True)
    if visit.state in {State.CANCELLED, State.MISSED, State.COMPLETED}:
        yield Deed(_("Book another time"), f"{reverse('booking:starts')}?for={visit.patient.code}")


def _deeds_before(visit, now, *, is_today):
    if is_today:
        arrival = reverse("booking:arrival", args=[visit.code])
        yield Deed(_("Arrived"), arrival, is_post=True, kind="main")
        if visit.starts_at <= now:
            yield Deed(_("Did not come"), reverse("booking:absence", args=[visit.code]), is_post=True)
        if visit.service is not None:
            yield Deed(_("Late"), reverse("desk:late", args=[visit.code]))
    if queries.is_movable(visit):
        yield Deed(_("Move"), f"{reverse('desk:calendar_move')}?visit={visit.code}")
    yield Deed(_("Cancel"), reverse("booking:cancellation", args=[visit.code]))


def _is_today(visit, now) -> bool:
    """Whether it is the clinic's day of the visit, on which what was noted can be taken back."""
    zone = visit.clinic.time_zone
    return clock.local(visit.starts_at, zone).date() == clock.local(now, zone).date()


def missed_words(visit: models.Visit, now: dt.datetime) -> str:
    """Say what was noted about somebody who did not come, and how it is taken back."""
    words = [_("Noted: %(name)s did not come, and the time is free again.") % {"name": visit.patient.name}]
    if visit.fee_cents:
        fee = prices.price(visit.fee_cents, visit.clinic.currency)
        words.append(_("The clinic asks for %(fee)s.") % {"fee": fee})
    if _is_today(visit, now):
        words.append(
            _(
                "If that was a mistake, open the visit today and press Take back, while nobody else has its time."
            )
        )
    return " ".join(words)
