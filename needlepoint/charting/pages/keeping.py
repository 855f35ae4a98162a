"""What the note page says while somebody charts: what was understood, what meets this patient, what another hand did."""

import dataclasses
from collections.abc import Collection

from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.charting import queries, rules, wording
from needlepoint.charting.rules import merging, parts, typing
from needlepoint.plans import wording as plan_wording
from needlepoint.plans.rules import limits


@dataclasses.dataclass(frozen=True)
class Alarms:
    """What the chosen points and techniques say for this patient.

    wanted    a sentence naming what stands against a caution without a reason yet
    glances   sentences to look at; nothing to do
    """

    wanted: str
    glances: tuple[str, ...]
    given: tuple[tuple[str, str], ...]


def alarms(
    visit: booking.Visit, sheet: queries.Sheet, chart: rules.Chart, reasons: Collection[str] = ()
) -> Alarms:
    """Word what meets this patient. Costs no query."""
    codes = list(dict.fromkeys(row.code for row in chart.rows))
    cautions = visit.patient.cautions
    needed = limits.needs_reasons(
        codes=codes,
        techniques=chart.techniques,
        caution_keys=cautions,
        consents=sheet.consents_in_force,
    )
    given = {**sheet.reasons, **dict.fromkeys(reasons, "")}
    names = [reason_label(key) for key in needed if key not in given]
    return Alarms(
        wanted=_("A reason is needed for: %(what)s.") % {"what": ", ".join(names)} if names else "",
        glances=tuple(plan_wording.warning_words(one) for one in limits.warnings(codes, cautions)),
        given=tuple((reason_label(key), why) for key, why in sheet.reasons.items()),
    )


def reason_label(key: str) -> str:
    """'GB21', 'Heat (lamp or moxa)', 'Needles'"""
    return str(_("Needles")) if key == limits.NEEDLING else str(plan_wording.TECHNIQUES.get(key, key))


# --- A typed line ----------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Read:
    """What was understood of a typed line: (what, how, is it a caution) for each, and what was not."""

    understood: tuple[tuple[str, str, bool], ...]
    unread: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


def read_line(text: str, *, painful: str, cautions: Collection[str]) -> Read:
    """Say what a line was understood as. Costs no query."""
    typed = typing.read(text, painful=painful, sizes=rules.SIZES)
    said = typed.quick
    warned = limits.warnings([row.code for row in said.rows], cautions)
    codes = {one.code for one in warned}
    rows = [
        (wording.point_label(row), wording.row_words(typing.row_of(row)), row.code in codes)
        for row in said.rows
    ]
    done = [(str(wording.KINDS[one.kind]), wording.part_words(one), False) for one in said.parts]
    whole = [
        (str(_("Needle")), said.needle_size),
        (str(_("Brand")), said.needle_brand),
        (str(_("Lot")), said.needle_lot),
        (str(_("Use before")), str(said.needle_expires_on or "")),
        (str(_("Lying")), str(wording.POSITIONS.get(said.position, ""))),
        (str(_("In for")), wording.minutes(said.retention_minutes) if said.retention_minutes else ""),
        (str(_("Hands on")), wording.minutes(said.hands_on_minutes) if said.hands_on_minutes else ""),
        (str(_("Sought")), str(wording.RESPONSES.get(said.response_sought, ""))),
    ]
    return Read(
        understood=(*rows, *done, *((what, how, False) for what, how in whole if how)),
        unread=tuple((one.text, _(one.why)) for one in said.unread),
        warnings=tuple(plan_wording.warning_words(one) for one in warned),
    )


# --- Another hand ----------------------------------------------------------------------------------------------------------


def merged_words(merged: merging.Merged) -> tuple[str, ...]:
    """Say what another tablet changed meanwhile; nothing of it is lost."""
    said = [
        _("%(what)s was changed on another tablet too. Yours is kept; there it was: %(other)s.")
        % {"what": _what(clash), "other": _value(clash.what, clash.other)}
        for clash in merged.clashes
    ]
    if merged.brought:
        names = ", ".join(key.partition("~")[0].replace("@", " ") for key in merged.brought)
        said.append(_("Added on another tablet meanwhile: %(what)s.") % {"what": names})
    return tuple(said)


def _what(clash: merging.Clash) -> str:
    if clash.what in merging.SETTINGS:
        return {"position": _("Lying"), "needle_size": _("Needle")}.get(
            clash.what, _("Minutes with the needles in")
        )
    if clash.what in set(parts.Kind):
        return str(wording.KINDS[parts.Kind(clash.what)])
    return clash.what.partition("~")[0].replace("@", " ")


def _value(what: str, other: object) -> str:
    if other is None or other == []:
        return _("not chosen")
    if isinstance(other, rules.Row):
        return wording.row_words(other)
    if isinstance(other, list):
        return "; ".join(wording.part_words(one.part) for one in other)
    return str(wording.POSITIONS.get(other, other)) if what == "position" else str(other)


def faults_of(form) -> list[str]:
    """Say every fault of a form with the name of its box in front."""
    return [
        _("%(box)s: %(fault)s") % {"box": form[name].label, "fault": fault} if name in form.fields else fault
        for name, faults in form.errors.items()
        for fault in faults
    ]
