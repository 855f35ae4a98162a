"""The deeds of setting up a clinic, one answer at a time, and the one that opens it.

Each answer is one transaction: what it sets, with the audit entries of the deeds that set it, and how far the set-up
has come.
"""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.booking.actions import places
from needlepoint.booking.queries import settings as settings_queries
from needlepoint.booking.rules import places as place_rules
from needlepoint.desk import actions
from needlepoint.desk.queries import first_steps as queries
from needlepoint.desk.rules import first_steps as rules
from needlepoint.frontdoor.actions import looks
from needlepoint.house import audit
from needlepoint.knowledge import emergency
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

UnableToSet = people_actions.UnableToSet


class UnableToOpenDoors(Exception):
    """The clinic stays closed. `missing` are pairs of a step and a sentence for the owner."""

    def __init__(self, missing: Sequence[tuple[str, str]]) -> None:
        self.missing = tuple(missing)
        super().__init__(" ".join(words for _step, words in missing))


def answer(*, clinic: people.Clinic, step: str, by: audit.Actor, now: dt.datetime, **values: object) -> None:
    """Keep the answer to one question.

    step     one of rules.QUESTIONS
    values   what the form of that step gives; see the functions below
    raises   UnableToSet with every fault; booking.actions.places.UnableToClose and UnableToChangeZone
    """
    with transaction.atomic():
        DEEDS[step](clinic, by=by, now=now, **values)
        if step != "people":  # there may be more of them
            go_on(clinic=clinic, step=step, by=by, now=now)


def go_on(*, clinic: people.Clinic, step: str, by: audit.Actor, now: dt.datetime) -> None:
    """Note that a question is behind us, answered or not. Going back over one does not move the set-up back."""
    reached = rules.further(rules.after(step), clinic.setup_step)
    with transaction.atomic():
        if reached != clinic.setup_step:
            clinic.setup_step = reached
            people.Clinic.objects.filter(pk=clinic.pk).update(setup_step=reached)
            _record("setup_went_on", clinic, by=by, now=now, step=step)


def open_doors(*, clinic: people.Clinic, on: dt.date, by: audit.Actor, now: dt.datetime) -> None:
    """Open a clinic to the public. One that is open stays as it is.

    on       the clinic's day
    raises   UnableToOpenDoors with everything that is missing
    effects  public pages, the check and booking answer visitors from now on
    """
    missing = lacks(queries.known_of(clinic), now=now)
    if missing:
        raise UnableToOpenDoors(missing)
    with transaction.atomic():
        if people.Clinic.objects.filter(pk=clinic.pk, opened_on=None).update(opened_on=on, setup_step=""):
            clinic.opened_on, clinic.setup_step = on, ""
            _record("clinic_opened_to_public", clinic, by=by, now=now)


def lacks(known: queries.Known, *, now: dt.datetime) -> list[tuple[str, str]]:
    """Return what a clinic cannot open without: pairs of the step that cures it and a sentence. Costs some queries."""
    clinic, found = known.clinic, []
    if not clinic.phone:
        found.append(("contact", _("A phone number: people who should call cannot.")))
    if not clinic.emergency_number:
        found.append(("country", _("The number that people ring in an emergency.")))
    if not known.rooms:
        found.append(("rooms", _("A room to lie down in.")))
    if known.first is None:
        found.append(("prices", _("A first visit. Add one under Visits and prices.")))
    if not known.treating:
        found.append(("people", _("Somebody who treats.")))
    elif not any(_may_treat(one, clinic, now) for one in known.treating):
        found.append(("people", _("Somebody whose licence holds. Change the last day under Who treats.")))
    if not found and queries.first_start(known, now=now) is None:
        found.append(
            (
                "hours",
                _("A free time: as the hours stand, nobody could book a first visit in the coming weeks."),
            )
        )
    return found


def _may_treat(one: people.Practitioner, clinic: people.Clinic, now: dt.datetime) -> bool:
    today = now.astimezone(zoneinfo.ZoneInfo(clinic.time_zone)).date()
    return people_rules.licence_on(today, expires_on=one.licence_expires_on) is not people_rules.Licence.OVER


# --- What each answer sets ---------------------------------------------------------------------------------------------


def _facts(clinic: people.Clinic, *, by: audit.Actor, now: dt.datetime, **values: str) -> None:
    people_actions.set_clinic_facts(clinic=clinic, by=by, now=now, **values)


def _country(
    clinic: people.Clinic,
    *,
    country: str,
    emergency_number: str,
    time_zone: str,
    by: audit.Actor,
    now: dt.datetime,
) -> None:
    """Set the country with its emergency number and crisis line, and the time zone of its first place."""
    crisis_line = clinic.crisis_line
    if country != clinic.country:
        crisis_line = emergency.crisis_line(country)
    _facts(clinic, emergency_number=emergency_number, crisis_line=crisis_line, by=by, now=now)
    places.set_time_zone(clinic=clinic, time_zone=time_zone, by=by, now=now)
    _set(clinic, "country_set", country=country, by=by, now=now)


def _zone(clinic: people.Clinic, *, time_zone: str, by: audit.Actor, now: dt.datetime) -> None:
    places.set_time_zone(clinic=clinic, time_zone=time_zone, by=by, now=now)


def _hours(
    clinic: people.Clinic,
    *,
    rows: Sequence[rules.Row],
    words: Callable[[Sequence[rules.Row]], str],
    by: audit.Actor,
    now: dt.datetime,
) -> None:
    """Set when the clinic is open, and say so in words unless the owner wrote words of their own.

    words    says a week
    effects  those of places.set_opening_hours; whoever worked the hours as they were works the new ones
    """
    was = queries.opening_of(clinic)
    places.set_opening_hours(clinic=clinic, location=None, rows=rows, by=by, now=now)
    if not clinic.hours_words or (was and clinic.hours_words == words(was)):
        _facts(clinic, hours_words=words(rows)[:HOURS_WORDS_MOST], by=by, now=now)
    usual = {tuple(sorted(was)), tuple(sorted(actions.USUAL_WEEK))}
    for practitioner in queries.known_of(clinic).treating:
        if queries.week_of(practitioner) in usual:
            actions.give_week(practitioner, rows, by=by, now=now)


def _rooms(clinic: people.Clinic, *, rooms: int, by: audit.Actor, now: dt.datetime) -> None:
    places.set_three_numbers(clinic=clinic, rooms=rooms, minutes=None, by=by, now=now)


def _visit(
    clinic: people.Clinic, *, minutes_at_start: int, minutes_at_end: int, by: audit.Actor, now: dt.datetime
) -> None:
    rooms = len(settings_queries.open_rooms(clinic))
    minutes = place_rules.Minutes(minutes_at_start, minutes_at_end)
    places.set_three_numbers(clinic=clinic, rooms=max(rooms, 1), minutes=minutes, by=by, now=now)


def _prices(
    clinic: people.Clinic,
    *,
    currency: str,
    by: audit.Actor,
    now: dt.datetime,
    first_cents: int | None = None,
    follow_up_cents: int | None = None,
) -> None:
    known = queries.known_of(clinic)
    for service, cents in ((known.first, first_cents), (known.follow_up, follow_up_cents)):
        if service is not None and cents is not None:
            places.change_service(service=service, price_cents=cents, by=by, now=now)
    _set(clinic, "currency_set", currency=currency, by=by, now=now)


def _people(clinic: people.Clinic, *, by: audit.Actor, now: dt.datetime, **person: str) -> None:
    actions.add_colleague(clinic=clinic, role=people_rules.Role.PRACTITIONER, by=by, now=now, **person)


def _look(clinic: people.Clinic, *, by: audit.Actor, now: dt.datetime, **values: str) -> None:
    looks.set_look(clinic=clinic, by=by, now=now, **values)


HOURS_WORDS_MOST = people_rules.CLINIC_LENGTHS["hours_words"]
DEEDS: dict[str, Callable[..., None]] = {
    "name": _facts,
    "contact": _facts,
    "country": _country,
    "zone": _zone,
    "hours": _hours,
    "rooms": _rooms,
    "visit": _visit,
    "prices": _prices,
    "people": _people,
    "colour": _look,
    "welcome": _look,
}


def _set(clinic: people.Clinic, what: str, *, by: audit.Actor, now: dt.datetime, **values: str) -> None:
    if names := audit.changed(clinic, values):
        people.Clinic.objects.filter(pk=clinic.pk).update(**{name: values[name] for name in names})
        _record(what, clinic, by=by, now=now)


def _record(what: str, clinic: people.Clinic, *, by: audit.Actor, now: dt.datetime, **details: str) -> None:
    audit.record(what, by=by, now=now, thing=f"clinic:{clinic.code}", details=details, clinic=clinic.pk)
