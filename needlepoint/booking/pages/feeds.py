"""The calendar feed, and the page on which its address is made.

Calendars are shared, shown on locked screens and read by the companies that keep them. So a patient's feed says only
where, and a practitioner's says no name and no initials: "Visit", the room, and a link to the day behind the sign-in.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from needlepoint.booking import models
from needlepoint.booking.messages import wording
from needlepoint.booking.rules import calendar
from needlepoint.house import addresses, clock
from needlepoint.people import models as people


def feed_text(feed: models.Feed, visits: Iterable[models.Visit]) -> str:
    """Return the feed as calendars read it."""
    clinic, event = feed.clinic, _own_event if feed.patient_id is not None else _working_event
    return calendar.feed(
        [event(visit, clinic) for visit in visits],
        name=_("Visits at %(clinic)s") % {"clinic": clinic.name},
        zone=clinic.time_zone,
    )


def _own_event(visit: models.Visit, clinic: people.Clinic) -> calendar.Event:
    notes = _("To move or cancel it call %(phone)s.") % {"phone": clinic.phone} if clinic.phone else ""
    return _event(visit, clinic, _("Visit at %(clinic)s") % {"clinic": clinic.name}, notes)


def _working_event(visit: models.Visit, clinic: people.Clinic) -> calendar.Event:
    room = visit.room.name if visit.room else ""
    summary = _("Visit, %(room)s") % {"room": room} if room else _("Visit")
    on = clock.local(visit.starts_at, clinic.time_zone).date().isoformat()
    return _event(visit, clinic, summary, addresses.absolute(f"{reverse('desk:day')}?on={on}"))


def _event(visit: models.Visit, clinic: people.Clinic, summary: str, notes: str) -> calendar.Event:
    is_cancelled = visit.state == models.Visit.State.CANCELLED
    return calendar.Event(
        uid=wording.UID % visit.code,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        stamped_at=visit.changed_at or visit.booked_at,
        summary=summary,
        place=(visit.location if visit.location_id else clinic).address,
        notes=notes,
        version=visit.moves + is_cancelled,
        is_cancelled=is_cancelled,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class SetupPage:
    """The address, on the one page that ever shows it, or whether there is one."""

    is_patient: bool
    has_feed: bool
    made: str
    read: str
    address: str = ""
    subscribe: str = ""


def setup_page(
    feed: models.Feed | None, clinic: people.Clinic, *, is_patient: bool, token: str = ""
) -> SetupPage:
    def day(moment: dt.datetime | None) -> str:
        return formats.date_format(clock.local(moment, clinic.time_zone), "j F Y") if moment else ""

    address = addresses.absolute(reverse("booking:feed", args=[token])) if token else ""
    return SetupPage(
        is_patient=is_patient,
        has_feed=feed is not None,
        made=day(feed.made_at) if feed else "",
        read=day(feed.read_at) if feed else "",
        address=address,
        # What calendar programs on phones and desks open by themselves.
        subscribe=f"webcal://{address.partition('://')[2]}" if address else "",
    )
