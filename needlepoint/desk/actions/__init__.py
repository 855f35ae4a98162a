"""Deeds that need two steps at once. Each is one transaction."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.desk.queries import first_steps as setup_queries
from needlepoint.frontdoor import actions as frontdoor_actions
from needlepoint.frontdoor import rules as frontdoor_rules
from needlepoint.house import audit, clock
from needlepoint.knowledge import emergency
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans
from needlepoint.plans import rules as plans_rules
from needlepoint.plans.actions import recalling


def note_attempt(
    *, recall: plans.Recall, outcome: str, by: audit.Actor, now: dt.datetime, seen: int | None = None
) -> plans.Recall:
    """Write down what came of asking somebody back; a wish to be left alone holds for everything we send.

    effects  the attempt on the recall; for DO_NOT_CONTACT also the patient's row, so that no later list asks again
    """
    with transaction.atomic():
        noted = recalling.note_recall_attempt(recall=recall, outcome=outcome, by=by, now=now, seen=seen)
        if outcome == plans_rules.Attempt.DO_NOT_CONTACT:
            people_actions.stop_asking(patient=recall.patient, by=by, now=now)
    return noted


# --- Opening a clinic ------------------------------------------------------------------------------------------------

REST_MINUTES, TURNOVER_MINUTES = 25, 5
LONGER_AT_START, LONGER_AT_END = 20, 5  # a first visit listens and examines before, and explains after
MONDAY_TO_FRIDAY = range(5)
MORNING_AND_AFTERNOON = ((9 * 60, 12 * 60), (13 * 60, 17 * 60))  # minutes of the clinic's wall clock
# (weekday, from minute, until minute) of whoever joins a clinic that has not said when it is open
USUAL_WEEK = tuple((day, start, end) for day in MONDAY_TO_FRIDAY for start, end in MORNING_AND_AFTERNOON)
ROOMS_MAX = 40


class UnableToSetUp(people_actions.UnableToOpen):
    """The numbers make no clinic. Carries every fault, for an operator."""


def open_clinic(
    *,
    rooms: int,
    minutes_at_start: int,
    minutes_at_end: int,
    price_cents: int,
    first_price_cents: int,
    country: str,
    emergency_number: str = "",
    phone: str = "",
    address: str = "",
    is_public: bool = False,
    now: dt.datetime,
    **clinic_and_owner,
) -> people.Clinic:
    """Open a clinic that can take bookings as soon as somebody treats there.

    rooms             how many; they are called Room 1, Room 2 …
    minutes_at_start  with the practitioner before the rest, in a follow-up visit; a first visit has 20 more
    minutes_at_end    after the rest; a first visit has 5 more
    emergency_number  blank for the country's own
    is_public         open to visitors at once; otherwise its owner opens it at the end of the first steps
    clinic_and_owner  the rest of what people.actions.open_clinic takes
    raises            UnableToSetUp, or UnableToOpen, with every fault at once; nothing is made then
    effects           those of people.actions.open_clinic; the rooms; a first and a follow-up visit with their prices
    """
    ring = emergency_number or emergency.number(country)
    follow_up = _segments(minutes_at_start, minutes_at_end)
    first = _segments(minutes_at_start + LONGER_AT_START, minutes_at_end + LONGER_AT_END)
    faults = []
    if not 1 <= rooms <= ROOMS_MAX:
        faults.append(_("A clinic has from 1 to %(most)s rooms.") % {"most": ROOMS_MAX})
    if min(price_cents, first_price_cents) < 0:
        faults.append(_("A price is not less than nothing."))
    if not ring:
        faults.append(_("We do not know the emergency number of %(country)s. Say it with --emergency-number.") % {"country": country or "''"})  # fmt: skip
    try:
        frontdoor_rules.pattern(follow_up)
    except frontdoor_rules.UnableToReadPattern as fault:
        faults.append(str(fault))
    if faults:
        raise UnableToSetUp("\n".join(faults))
    with transaction.atomic():
        clinic = people_actions.open_clinic(country=country, now=now, **clinic_and_owner)
        by = people_rules.System(clinic.pk)
        clinic.emergency_number, clinic.phone, clinic.address = ring, phone.strip(), address.strip()
        if is_public:
            clinic.opened_on = clock.local(now, clinic.time_zone).date()
        clinic.save(update_fields=["emergency_number", "phone", "address", "opened_on"])
        booking.Room.objects.bulk_create(
            booking.Room(clinic=clinic, name=_("Room %(n)s") % {"n": n}, position=n)
            for n in range(1, rooms + 1)
        )
        for position, (kind, name, price, segments) in enumerate(
            (
                ("FIRST", _("First visit"), first_price_cents, first),
                ("FOLLOW_UP", _("Follow-up visit"), price_cents, follow_up),
            ),
            start=1,
        ):
            frontdoor_actions.offer_service(
                clinic=clinic, kind=kind, name=name, price_cents=price, segments=segments,
                position=position, by=by, now=now,
            )  # fmt: skip
        audit.record(
            "clinic_set_up",
            by=by,
            now=now,
            thing=f"clinic:{clinic.code}",
            details={"rooms": rooms},
            clinic=clinic.pk,
        )
    return clinic


def _segments(minutes_at_start: int, minutes_at_end: int) -> list[tuple[str, int]]:
    return [
        ("TOGETHER", minutes_at_start),
        ("REST", REST_MINUTES),
        ("TOGETHER", minutes_at_end),
        ("TURNOVER", TURNOVER_MINUTES),
    ]


def add_colleague(*, clinic: people.Clinic, role: str, by: audit.Actor, now: dt.datetime, **person) -> bool:
    """Give somebody a role, and a practitioner who has no hours yet the usual ones.

    person   the rest of what people.actions.add_staff takes
    returns  whether hours were given
    raises   as people.actions.add_staff
    """
    with transaction.atomic():
        user = people_actions.add_staff(clinic=clinic, role=role, by=by, now=now, **person)
        if role != people_rules.Role.PRACTITIONER:
            return False
        practitioner = people.Practitioner.objects.get(clinic=clinic, user=user)
        if practitioner.hours.exists():
            return False
        give_usual_hours(practitioner=practitioner, by=by, now=now)
    return True


def give_usual_hours(*, practitioner: people.Practitioner, by: audit.Actor, now: dt.datetime) -> None:
    """Let somebody without hours work Monday to Friday, 9 to 12 and 13 to 17, until they say otherwise.

    While a clinic is set up they work when it said that it is open.
    """
    clinic = practitioner.clinic
    week = setup_queries.opening_of(clinic) if clinic.opened_on is None else ()
    with transaction.atomic():
        give_week(practitioner, week or USUAL_WEEK, by=by, now=now)


def give_week(
    practitioner: people.Practitioner,
    week: Sequence[tuple[int, int, int]],
    *,
    by: audit.Actor,
    now: dt.datetime,
) -> None:
    """Replace the weekly hours of somebody who treats. In the caller's transaction.

    week   (weekday, from minute, until minute), in the clinic's first place
    """
    booking.Hours.objects.filter(practitioner=practitioner).delete()
    booking.Hours.objects.bulk_create(
        booking.Hours(practitioner=practitioner, weekday=day, starts_minute=start, ends_minute=end)
        for day, start, end in week
    )
    thing = f"practitioner:{practitioner.code}"
    audit.record("hours_given", by=by, now=now, thing=thing, clinic=practitioner.clinic_id)
