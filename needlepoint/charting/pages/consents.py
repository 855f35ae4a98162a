"""What a note says of consents: what was agreed, what is missing, and what was done without one."""

import dataclasses

from django.utils.translation import gettext as _

from needlepoint.charting import queries, rules, wording
from needlepoint.charting.pages import moments
from needlepoint.plans import wording as plan_wording


@dataclasses.dataclass(frozen=True)
class Consent:
    """One consent that is not in force; `kind` can be recorded when somebody agrees now."""

    kind: str
    words: str
    tone: str
    label: str
    is_shown: bool = True


def refused(sheet: queries.Sheet, standings) -> dict[str, str]:
    """Technique → a sentence for each that cannot be chosen for this patient."""
    return {
        str(one.technique): plan_wording.refused_words(one, sheet.consents)
        for one in standings
        if one.is_refused
    }


def agreed(sheet: queries.Sheet) -> str:
    given = [
        str(label).lower()
        for kind, label in plan_wording.CONSENTS.items()
        if queries.is_in_force(sheet.consents.get(kind))
    ]
    return _("Agreed: %(techniques)s") % {"techniques": ", ".join(given)} if given else ""


def consents(sheet: queries.Sheet, zone: str) -> tuple[Consent, ...]:
    """What was decided, and what today's chart needs: what nobody asked and nobody does is no warning."""
    excused = {one.kind for one in sheet.without_consent}
    wanted = {"NEEDLING", *sheet.chart.techniques}
    return tuple(
        _consent(
            kind,
            label,
            sheet.consents.get(kind),
            zone,
            is_excused=kind in excused,
            is_wanted=kind in wanted,
        )
        for kind, label in plan_wording.CONSENTS.items()
        if not queries.is_in_force(sheet.consents.get(kind))
    )


def _consent(kind: str, label, decided, zone: str, *, is_excused: bool, is_wanted: bool) -> Consent:
    if is_excused:
        words, tone = _("%(technique)s: no consent, reason given"), "soon"
    elif decided is None:
        words, tone = _("%(technique)s: not asked"), "soon"
    elif decided.is_to_talk:
        words, tone = _("%(technique)s: wants to talk first"), "soon"
    elif decided.is_given:
        words, tone = _("%(technique)s: taken back"), "danger"
    else:
        words, tone = _("%(technique)s: no, %(day)s"), "danger"
    day = moments.day_words(decided.decided_at, zone) if decided else ""
    return Consent(
        is_shown=is_excused or decided is not None or is_wanted,
        kind=kind,
        words=words % {"technique": label, "day": day},
        tone=tone,
        label=_("Agrees today: %(technique)s") % {"technique": str(label).lower()},
    )


def kinds_to_explain(sheet: queries.Sheet) -> tuple[tuple[str, str], ...]:
    """(kind, what it is called) for everything that a written reason may stand in for."""
    return tuple(
        (kind, str(label))
        for kind, label in plan_wording.CONSENTS.items()
        if rules.may_go_without(
            was_refused=queries.is_refused(sheet.consents.get(kind)),
            is_in_force=kind in sheet.consents_in_force,
        )
    )


def without(sheet: queries.Sheet, zone: str) -> tuple[tuple[str, str], ...]:
    """(what, why and who) for everything done without a consent on record."""
    return tuple(
        (
            _("Without a consent on record: %(technique)s")
            % {"technique": str(plan_wording.CONSENTS.get(one.kind, one.kind)).lower()},
            _("%(why)s: %(words)s (%(name)s, %(day)s at %(time)s)")
            % {
                "why": wording.WHY_WITHOUT.get(one.why, one.why),
                "words": one.words,
                "name": one.by,
                "day": moments.day_words(one.at, zone),
                "time": moments.clock_words(one.at, zone),
            },
        )
        for one in sheet.without_consent
    )
