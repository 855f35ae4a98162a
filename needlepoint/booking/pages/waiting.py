"""The waiting list, in words: joining it, an offer from it, and the whole line as the desk sees it."""

import dataclasses
import datetime as dt
import types
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timesince
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from needlepoint.booking import models, queries
from needlepoint.booking.pages import moments
from needlepoint.booking.rules import starts, waiting
from needlepoint.booking.wording import waiting as wording
from needlepoint.frontdoor import rules as patterns
from needlepoint.frontdoor.wording import stock
from needlepoint.house import clock
from needlepoint.knowledge.safety import check
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

OfferState = models.StartOffer.State


# --- Joining ---------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class FreeStart:
    """A start that is free just now."""

    words: str
    short: str
    detail: str
    url: str
    value: str


@dataclasses.dataclass(frozen=True, slots=True)
class WaitPage:
    """The page on which somebody joins, changes or leaves."""

    patient_name: str  # "" on the patient's own page
    patient_code: str
    entry: wording.EntryWords | None
    free: tuple[FreeStart, ...]
    days: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]  # weekday, (value, words, is ticked)
    may_contact: bool
    has_address: bool
    phone: str
    back_url: str
    warning_signs: tuple[tuple[str, tuple[str, ...]], ...]


def wait_page(
    booker: queries.Booker,
    clinic: people.Clinic,
    *,
    entry: models.WaitingEntry | None,
    offer: models.StartOffer | None,
    free: Sequence[starts.Start],
    who: Mapping[int, queries.Treating],
    form,
) -> WaitPage:
    patient = booker.patient
    ticked = form.ticked
    return WaitPage(
        patient_name=patient.name if booker.by_staff else "",
        patient_code=patient.code if booker.by_staff else "",
        entry=wording.entry_words(entry, offer) if entry else None,
        free=free_starts(free, clinic, who, for_code=patient.code if booker.by_staff else ""),
        days=tuple(
            (
                str(name),
                tuple(
                    (f"{weekday}-{part}", str(wording.PARTS[part]), f"{weekday}-{part}" in ticked)
                    for part, _begin, _end in waiting.PARTS
                ),
            )
            for weekday, name in WEEKDAYS.items()
        ),
        may_contact=patient.may_contact,
        has_address=bool(patient.email or patient.phone),
        phone=clinic.phone,
        back_url=reverse("desk:patient", args=[patient.code]) if booker.by_staff else reverse("portal:home"),
        warning_signs=tuple(
            (_(question), tuple(_(sign) for sign in signs)) for question, signs in check.warning_signs()
        )
        if "no_new_signs" in form.fields
        else (),
    )


def free_starts(
    free: Sequence[starts.Start],
    clinic: people.Clinic,
    who: Mapping[int, queries.Treating],
    *,
    for_code: str = "",
) -> tuple[FreeStart, ...]:
    """Word three free starts that differ, each with the address on which it is booked."""
    kept = {"for": for_code} if for_code else {}
    known = [start for start in free if start.practitioner_id in who]
    local = {start: clock.local(start.starts_at, clinic.time_zone) for start in known}
    return tuple(
        FreeStart(
            wording.moment_words(start.starts_at, clinic),
            wording.short_words(start.starts_at, clinic),
            _("with %(name)s") % {"name": who[start.practitioner_id].name},
            f"{reverse('booking:details')}?"
            + urlencode(
                kept
                | {"practitioner": who[start.practitioner_id].code, "start": moments.iso(start.starts_at)}
            ),
            f"{moments.iso(start.starts_at)} {who[start.practitioner_id].code}",
        )
        for start in starts.next_three(known, local)
    )


def held_choices(visits: Sequence[models.Visit], clinic: people.Clinic) -> list[tuple[str, str]]:
    """Return the visits somebody has, as the form's choices."""
    return [(visit.code, wording.moment_words(visit.starts_at, clinic)) for visit in visits]


def joined_words(booker: queries.Booker) -> str:
    if booker.by_staff:
        return _("%(name)s is on the waiting list.") % {"name": booker.patient.name}
    return _("You are on the list. We write as soon as a time becomes free.")


def wait_url(booker: queries.Booker) -> str:
    here = reverse("booking:wait")
    return f"{here}?for={booker.patient.code}" if booker.by_staff else here


# --- An offer --------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class OfferPage:
    """A start that is offered, or what became of it."""

    title: str
    lead: str
    day: str
    time: str
    zone: str
    detail: str
    price: str
    instead_of: str
    until: str
    is_open: bool
    others: tuple[FreeStart, ...]
    visit_url: str
    patient_name: str
    phone: str
    back_url: str


def offer_page(
    offer: models.StartOffer,
    *,
    now: dt.datetime,
    is_staff: bool,
    others: tuple[FreeStart, ...] = (),
    visit: models.Visit | None = None,
) -> OfferPage:
    entry, clinic = offer.entry, offer.entry.clinic
    wall = moments.wall_of(clinic)
    is_open = offer.state == OfferState.OPEN and offer.expires_at > now
    until = clock.time_words(clock.local(offer.expires_at, clinic.time_zone), clinic.country)
    title, lead = _offer_words(offer, is_open=is_open, until=until)
    held = entry.instead_of
    return OfferPage(
        title=title,
        lead=lead,
        day=wall.day(offer.starts_at),
        time=wall.time(offer.starts_at),
        zone=wall.name(offer.starts_at),
        detail=f"{stock.visit(entry.service.name)} · {offer.practitioner.name}",
        price=patterns.price(entry.service.price_cents, clinic.currency),
        instead_of=wording.moment_words(held.starts_at, clinic) if held and is_open else "",
        until=until,
        is_open=is_open,
        others=others,
        visit_url=reverse("booking:booked", args=[visit.code]) if visit else "",
        patient_name=entry.patient.name if is_staff else "",
        phone=clinic.phone,
        back_url=reverse("booking:waiting") if is_staff else reverse("portal:home"),
    )


def as_patient(offer: models.StartOffer, request_id: str) -> people_rules.Viewer:
    """Return whom a link stands for."""
    patient = offer.entry.patient
    roles = frozenset({people_rules.Role.PATIENT})
    return people_rules.Viewer(
        patient.clinic_id, roles, None, None, patient.pk, patient.given_name, request_id
    )


def _offer_words(offer: models.StartOffer, *, is_open: bool, until: str) -> tuple[str, str]:
    if is_open:
        return _("A time has become free"), _("We keep it for you until %(until)s.") % {"until": until}
    if offer.state == OfferState.TAKEN:
        return _("It is yours"), _("You took this time.")
    if offer.state == OfferState.DECLINED:
        return _("You let this time go"), _("Thank you for telling us. You keep your place on the list.")
    return (
        _("This offer is over"),
        _("It was open until %(until)s, so we no longer keep it for you. You keep your place on the list.")
        % {"until": until},
    )


# --- The line --------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class LineRow:
    """One who waits, as the desk sees them."""

    name: str
    patient_url: str
    wish: wording.EntryWords
    since: str
    notes: tuple[tuple[str, str], ...]  # words, tone
    free: tuple[FreeStart, ...]
    offer_action: str
    change_url: str
    may_offer: bool
    stands: str  # in their course of care


@dataclasses.dataclass(frozen=True, slots=True)
class LinePage:
    """The waiting list; `freed` is the start that has just become free, in words."""

    rows: tuple[LineRow, ...]
    freed: str
    title: str


def line_page(
    entries: Sequence[models.WaitingEntry],
    *,
    clinic: people.Clinic,
    offers: Mapping[int, models.StartOffer],
    free: Mapping[int, Sequence[starts.Start]],
    who: Mapping[int, queries.Treating],
    freed: starts.Start | None,
    now: dt.datetime,
    stands: Mapping[int, str] = types.MappingProxyType({}),
) -> LinePage:
    return LinePage(
        rows=tuple(
            dataclasses.replace(
                _line_row(entry, clinic, offers.get(entry.pk), free.get(entry.pk, ()), who, now),
                stands=stands.get(entry.patient_id, ""),
            )
            for entry in entries
        ),
        freed=wording.moment_words(freed.starts_at, clinic) if freed else "",
        title=_("Who would come then") if freed else _("Waiting list"),
    )


def _line_row(entry, clinic, offer, free, who, now) -> LineRow:  # noqa: PLR0917  one row's things, in order
    patient = entry.patient
    notes = []
    if entry.is_flare:
        notes.append((_("Worse pain"), "soon"))
    if not patient.may_contact:
        notes.append((_("Do not contact"), "danger"))
    elif not (patient.email or patient.phone):
        notes.append((_("No address: ask in person"), "quiet"))
    today = clock.local(now, clinic.time_zone).date()
    with_whom = entry.practitioner
    if with_whom and not people_rules.may_treat(today, expires_on=with_whom.licence_expires_on):
        notes.append((_("The licence of %(name)s is over") % {"name": with_whom.name}, "danger"))
    if offer is not None:
        notes.append((_("Offered, no answer yet"), "good"))
    return LineRow(
        name=patient.name,
        patient_url=reverse("desk:patient", args=[patient.code]),
        wish=wording.entry_words(entry, offer),
        since=_("waiting for %(time)s") % {"time": timesince.timesince(entry.made_at, now, depth=1)}
        if (now - entry.made_at).total_seconds() >= 60  # noqa: PLR2004
        else _("joined just now"),
        notes=tuple(notes),
        free=free_starts(free, clinic, who, for_code=patient.code),
        offer_action=reverse("booking:waiting_offer", args=[entry.code]),
        change_url=f"{reverse('booking:wait')}?for={patient.code}",
        may_offer=offer is None and patient.may_contact and bool(patient.email or patient.phone),
        stands="",
    )


def read_freed(data, who: Mapping[int, queries.Treating]) -> starts.Start | None:
    """Read a start with its practitioner's code, such as one that has just become free; None for anything else."""
    text, _space, code = data.get("start", "").partition(" ")
    moment = moments.read_iso(text)
    pk = next((one.pk for one in who.values() if one.code == code), None)
    return starts.Start(moment, pk) if moment is not None and pk is not None else None


def freed_url(visit: models.Visit) -> str:
    """Return where the desk sees who would come in place of a visit that is not."""
    start = f"{moments.iso(visit.starts_at)} {visit.practitioner.code}" if visit.practitioner else ""
    here = reverse("booking:waiting")
    return f"{here}?{urlencode({'start': start})}" if start else here


def offered_words(offer: models.StartOffer) -> str:
    return _("%(name)s has been asked: %(when)s.") % {
        "name": offer.entry.patient.name,
        "when": wording.offer_words(offer, offer.entry.clinic),
    }
