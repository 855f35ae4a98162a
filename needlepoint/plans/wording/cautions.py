"""What is said of a patient's cautions: chips, refusals, notes and warnings beside points."""

import dataclasses
import types
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext

from needlepoint.knowledge.safety import cautions
from needlepoint.people import models as people
from needlepoint.plans.rules import limits
from needlepoint.plans.wording import keys


@dataclasses.dataclass(frozen=True, slots=True)
class CautionShown:
    """One caution of a patient: the chip, its meaning, and what to do for each technique."""

    chip: str
    meaning: str
    notes: tuple[str, ...]


def cautions_shown(keys: Iterable[str]) -> tuple[CautionShown, ...]:
    """Word a patient's cautions for the practitioner."""
    return tuple(
        CautionShown(
            gettext(one.chip),
            gettext(one.meaning),
            tuple(dict.fromkeys(gettext(limit.note) for limit in one.limits)),
        )
        for one in limits.known(keys)
    )


def refused_words(
    standing: limits.Standing, decided: Mapping[str, people.Consent] = types.MappingProxyType({})
) -> str:
    """Say why a technique cannot be chosen for this patient.

    decided   kind of consent → the latest decision: somebody who was never asked is not somebody who said no
    """
    name = keys.TECHNIQUES[standing.technique]
    if standing.level is cautions.Level.AVOID:
        chips = ", ".join(gettext(chip) for chip, _note in standing.notes)
        return gettext("%(technique)s: not for this patient (%(cautions)s).") % {
            "technique": name,
            "cautions": chips,
        }
    return _no_consent(decided.get(limits.CONSENT_FOR[standing.technique])) % {"technique": name}


def _no_consent(decided: people.Consent | None) -> str:
    if decided is None:
        return gettext("%(technique)s: no consent on record.")
    if decided.is_to_talk:
        return gettext("%(technique)s: they want to talk about it first.")
    if decided.is_given and decided.withdrawn_at is not None:
        return gettext("%(technique)s: they agreed, and took it back.")
    return gettext("%(technique)s: they said no.")


def note_words(standing: limits.Standing) -> tuple[str, ...]:
    """Say what to mind when a technique is used on this patient: 'Cupping · Blood thinners: Expect bruising.'"""
    return tuple(
        gettext("%(technique)s · %(caution)s: %(note)s")
        % {"technique": keys.TECHNIQUES[standing.technique], "caution": gettext(chip), "note": gettext(note)}
        for chip, note in standing.notes
    )


def warning_words(warning: limits.PointWarning) -> str:
    """Say how a point and a caution meet: 'BL40 · Blood thinners: popliteal artery and vein.'"""
    return gettext("%(point)s · %(caution)s: %(structure)s.") % {
        "point": warning.code,
        "caution": gettext(warning.chip),
        "structure": gettext(warning.structure),
    }


def hazard_words(code: str) -> tuple[str, ...]:
    """Say what lies under a point, for anybody, and how to stay clear of it. A depth is never given."""
    return tuple(
        gettext("%(structure)s. Avoid: %(avoid)s. Safer: %(safer)s.")
        % {"structure": at.structure[:1].upper() + at.structure[1:], "avoid": at.avoid, "safer": at.safer}
        for at in limits.hazards_at(code)
    )
