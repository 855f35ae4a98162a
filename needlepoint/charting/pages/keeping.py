"""What the note page says while somebody charts: what was understood, what meets this patient, what another hand did."""

import dataclasses
import types
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.charting import queries, rules, wording
from needlepoint.charting.rules import merging, parts, reaching, typing
from needlepoint.knowledge.safety import cautions as cautions_table
from needlepoint.people import models as people
from needlepoint.plans import wording as plan_wording
from needlepoint.plans.rules import limits
from needlepoint.plans.wording import alarms as alarm_wording


@dataclasses.dataclass(frozen=True)
class Alarms:
    """What the chosen points and techniques say for this patient.

    refused   what cannot be done for this patient, in sentences
    asked     what is done only with a reason, and has none yet
    given     (what, why) for each reason there is
    glances   sentences to look at; nothing to do
    """

    refused: tuple[str, ...]
    asked: tuple[str, ...]
    given: tuple[tuple[str, str], ...]
    glances: tuple[str, ...]


def alarms(
    visit: booking.Visit, sheet: queries.Sheet, chart: rules.Chart, reasons: Mapping[str, str] | None = None
) -> Alarms:
    """Word what meets this patient. Costs no query.

    reasons   given just now, beside those of the sheet
    """
    given = {**sheet.reasons, **(reasons or {})}
    found = queries.alarms_of(visit.patient, chart, given)
    asking = [one for one in found if one.asks]
    return Alarms(
        refused=tuple(alarm_wording.alarm_words(one) for one in asking if not one.may_go_on),
        asked=tuple(alarm_wording.alarm_words(one) for one in asking if one.may_go_on),
        given=tuple((alarm_wording.about_words(key), why) for key, why in given.items()),
        # What holds for anybody stands under "What lies under these points".
        glances=(
            *(_too_deep(row, length) for row, length in reaching.too_deep(chart)),
            *alarm_wording.glances(one for one in found if not one.is_for_anybody and not one.is_answered),
        ),
    )


def _too_deep(row: rules.Row, length: int) -> str:
    return _("%(point)s: %(depth)s mm is written, and the needle is %(length)s mm long.") % {
        "point": wording.point_label(row),
        "depth": row.depth_mm,
        "length": length,
    }


# --- A typed line ----------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Read:
    """What was understood of a typed line: (what, how, is it a caution) for each, and what was not."""

    understood: tuple[tuple[str, str, bool], ...]
    unread: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    glances: tuple[str, ...]  # what holds for anybody at these points
    without: tuple[str, ...] = ()  # what waits for a yes, in sentences
    ask: str = ""  # "They agree today: cupping", for the button that writes the yes down
    ask_kinds: str = ""  # kinds of consent, a space between two


def read_line(
    text: str,
    *,
    painful: str,
    cautions: Collection[str],
    decided: Mapping[str, people.Consent] = types.MappingProxyType({}),
    consents: Collection[str] | None = None,
) -> Read:
    """Say what a line was understood as, and what of it meets this patient. Costs no query.

    decided    kind of consent → the latest decision
    consents   kinds that may be charted today; None leaves them to somebody else
    """
    typed = typing.read(text, painful=painful, sizes=rules.SIZES)
    said = typed.quick
    found = (
        limits.alarms(said.rows, parts=said.parts, caution_keys=cautions, position=said.position)
        if said.rows or said.parts
        else ()
    )
    typed_kinds = {one.technique for one in said.parts}
    waiting = [
        one
        for one in limits.standings(cautions, consents if consents is not None else typed_kinds)
        if one.technique in typed_kinds
        and not one.has_consent
        and one.level is not cautions_table.Level.AVOID
    ]
    # A no stays a no until they say otherwise: that is written down at the head of the page, not in passing.
    asked = [
        limits.CONSENT_FOR[one.technique]
        for one in waiting
        if not queries.is_refused(decided.get(limits.CONSENT_FOR[one.technique]))
    ]
    warned = [one for one in found if one.asks or not one.is_for_anybody]
    codes = {code for one in warned for code in (one.about, *one.codes)}
    rows = [
        (wording.point_label(row), wording.row_words(typing.row_of(row)), row.code in codes)
        for row in said.rows
    ]
    done = [
        (str(wording.KINDS[one.kind]), wording.part_words(one), one.technique in codes) for one in said.parts
    ]
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
        warnings=tuple(alarm_wording.alarm_words(one) for one in warned),
        glances=alarm_wording.glances(one for one in found if one.is_for_anybody),
        without=tuple(plan_wording.refused_words(one, decided) for one in waiting),
        ask=_("They agree today: %(techniques)s")
        % {"techniques": ", ".join(str(plan_wording.CONSENTS[kind]).lower() for kind in asked)}
        if asked
        else "",
        ask_kinds=" ".join(asked),
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
        names = ", ".join(key.replace("@", " ") for key in merged.brought)
        said.append(_("Added on another tablet meanwhile: %(what)s.") % {"what": names})
    return tuple(said)


def _what(clash: merging.Clash) -> str:
    if clash.what in merging.SETTINGS:
        return {"position": _("Lying"), "needle_size": _("Needle")}.get(
            clash.what, _("Minutes with the needles in")
        )
    if clash.what in set(parts.Kind):
        return str(wording.KINDS[parts.Kind(clash.what)])
    return clash.what.replace("@", " ")


def _value(what: str, other: object) -> str:
    if other is None or other == []:
        return _("not chosen")
    if isinstance(other, list):
        return "; ".join(
            wording.row_words(one) if isinstance(one, rules.Row) else wording.part_words(one.part)
            for one in other
        )
    return str(wording.POSITIONS.get(other, other)) if what == "position" else str(other)


def faults_of(form) -> list[str]:
    """Say every fault of a form with the name of its box in front."""
    return [
        _("%(box)s: %(fault)s") % {"box": form[name].label, "fault": fault} if name in form.fields else fault
        for name, faults in form.errors.items()
        for fault in faults
    ]
