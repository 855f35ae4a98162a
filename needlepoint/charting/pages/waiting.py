"""Lists of what waits for somebody: notes to sign, needles that do not agree, what has to come off."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.charting import rules, wording
from needlepoint.charting.pages import counting
from needlepoint.charting.rules import left_in
from needlepoint.house import clock


@dataclasses.dataclass(frozen=True)
class Waiting:
    """One note that waits. `url` is blank for who may not read it."""

    name: str
    url: str
    detail: str
    badge: str
    tone: str
    stands: str  # in their course


@dataclasses.dataclass(frozen=True)
class OpenNotes:
    incidents: tuple[Waiting, ...]
    unsigned: tuple[Waiting, ...]
    to_cosign: tuple[Waiting, ...]


def open_page(viewer, *, incidents, unsigned, to_cosign, zone: str, stands) -> OpenNotes:
    """Word the list. The owner sees that notes wait and for whom; only practitioners get to read them."""
    return OpenNotes(
        incidents=tuple(
            _row(viewer, one.note, zone, _missing_words(one.missing), "danger", stands) for one in incidents
        ),
        unsigned=tuple(_row(viewer, note, zone, _("Not signed"), "soon", stands) for note in unsigned),
        to_cosign=tuple(
            _row(viewer, note, zone, _("To sign a second time"), "soon", stands) for note in to_cosign
        ),
    )


def _missing_words(missing: int) -> str:
    return wording.unaccounted(rules.Ledger(went_in=max(missing, 0), came_out=max(-missing, 0)))


def _row(viewer, note, zone: str, badge: str, tone: str, stands) -> Waiting:  # noqa: PLR0917  in order
    starts = clock.local(note.visit.starts_at, zone)
    return Waiting(
        name=note.patient.name,
        url=reverse("charting:note", args=[note.visit.code]) if viewer.is_practitioner else "",
        detail=f"{formats.date_format(starts, 'l j F')}, {formats.date_format(starts, 'G:i')} · {note.practitioner.name}",
        badge=badge,
        tone=tone,
        stands=stands.get(note.patient_id, ""),
    )


@dataclasses.dataclass(frozen=True)
class LeftRow:
    name: str
    url: str
    phone: str
    left: counting.Left
    card_url: str
    stands: str


@dataclasses.dataclass(frozen=True)
class LeftIn:
    overdue: tuple[LeftRow, ...]
    later: tuple[LeftRow, ...]
    summary: str


def left_in_page(rows, *, today: dt.date, zone: str, stands) -> LeftIn:
    """Word what is still in: overdue first, then today and later."""
    shown = [
        (left_in.due(one.remove_by, today, is_off=False), _left_row(one, today, zone, stands)) for one in rows
    ]
    overdue = tuple(row for due, row in shown if due is left_in.Due.OVERDUE)
    later = tuple(row for due, row in shown if due is not left_in.Due.OVERDUE)
    return LeftIn(overdue, later, summary_words(len(overdue)))


def summary_words(overdue: int) -> str:
    """'2 people should have taken theirs out by now', or nothing."""
    if not overdue:
        return ""
    return ngettext(
        "%(n)s press needle or seed should be off by now",
        "%(n)s press needles or seeds should be off by now",
        overdue,
    ) % {"n": overdue}


def _left_row(one, today: dt.date, zone: str, stands) -> LeftRow:
    patient = one.note.patient
    return LeftRow(
        name=patient.name,
        url=reverse("desk:patient", args=[patient.code]),
        phone=patient.phone,
        left=counting.left_words(one, today, zone),
        card_url=reverse("portal:left_in_card", args=[patient.code]),
        stands=stands.get(patient.pk, ""),
    )
