"""What a patient's cautions and consents allow: techniques and points, checked at the moment of choice. Pure."""

import dataclasses
import enum
from collections.abc import Collection, Iterable

from needlepoint.knowledge.points import atlas
from needlepoint.knowledge.safety import cautions
from needlepoint.plans.rules import entry


class Technique(enum.StrEnum):
    """What may be done beyond ordinary needles. Needles left in on purpose come later, with their own rules."""

    ELECTRO = "ELECTRO"
    HEAT = "HEAT"
    CUPPING = "CUPPING"
    GUA_SHA = "GUA_SHA"


NEEDLING = "NEEDLING"
# Which consent and which column of the caution table a technique answers to. Scraping has a consent of its own and is
# judged with cupping, as the table does (both leave marks on purpose).
CONSENT_FOR = {
    Technique.ELECTRO: "ELECTRO",
    Technique.HEAT: "HEAT",
    Technique.CUPPING: "CUPPING",
    Technique.GUA_SHA: "GUA_SHA",
}
COLUMN_FOR = {
    Technique.ELECTRO: cautions.Technique.ELECTRO,
    Technique.HEAT: cautions.Technique.HEAT,
    Technique.CUPPING: cautions.Technique.CUPPING,
    Technique.GUA_SHA: cautions.Technique.CUPPING,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """How one technique stands for one patient.

    has_consent   a yes is on record and was not taken back
    level         the strictest level of the patient's cautions, or None
    notes         (caution chip, what to do) for each caution that says something about it
    """

    technique: Technique
    has_consent: bool
    level: cautions.Level | None
    notes: tuple[tuple[str, str], ...]

    @property
    def is_refused(self) -> bool:
        """It cannot be chosen at all."""
        return not self.has_consent or self.level is cautions.Level.AVOID

    @property
    def needs_reason(self) -> bool:
        """It can be chosen, and the record says why."""
        return not self.is_refused and self.level is cautions.Level.SIGN_OFF


def known(keys: Iterable[str]) -> tuple[cautions.Caution, ...]:
    """Give the cautions of these keys; a key from another version of the table is left out, never an error."""
    by_key = {one.key: one for one in cautions.all_cautions()}
    return tuple(by_key[key] for key in keys if key in by_key)


def standings(caution_keys: Iterable[str], consents: Collection[str]) -> tuple[Standing, ...]:
    """Say how every technique stands for a patient.

    caution_keys   the patient's cautions
    consents       kinds of consent in force
    """
    carried = known(caution_keys)
    return tuple(_standing(technique, carried, consents) for technique in Technique)


def _standing(
    technique: Technique, carried: tuple[cautions.Caution, ...], consents: Collection[str]
) -> Standing:
    column = COLUMN_FOR[technique]
    spoken = [(one, limit) for one in carried for limit in one.limits if limit.technique is column]
    levels = [limit.level for _, limit in spoken]
    strictest = max(levels, key=lambda level: level.strictness) if levels else None
    notes = tuple((one.chip, limit.note) for one, limit in spoken)
    return Standing(technique, CONSENT_FOR[technique] in consents, strictest, notes)


def allowed(chosen: Iterable[str], caution_keys: Iterable[str], consents: Collection[str]) -> tuple[str, ...]:
    """Give those of the chosen techniques that may still be used; what was agreed once can be taken back."""
    refused = {one.technique for one in standings(caution_keys, consents) if one.is_refused}
    return tuple(key for key in chosen if key in set(Technique) and key not in refused)


@dataclasses.dataclass(frozen=True, slots=True)
class PointWarning:
    """One caution of one point that meets one caution of this patient.

    needs_reason   tradition avoids the point and the patient is pregnant: chosen only with a reason
    """

    code: str
    chip: str
    hazard: str
    structure: str
    avoid: str
    safer: str
    needs_reason: bool


PREGNANCY = "pregnancy"


def warnings(codes: Iterable[str], caution_keys: Iterable[str]) -> tuple[PointWarning, ...]:
    """Give what the chosen points and the patient's cautions say together, in the order of the points."""
    carried = known(caution_keys)
    return tuple(
        PointWarning(code, one.chip, at.hazard, at.structure, at.avoid, at.safer, at.hazard == PREGNANCY)
        for code in codes
        for at in hazards_at(code)
        for one in carried
        if at.hazard in one.point_hazards
    )


def hazards_at(code: str) -> tuple[atlas.PointCaution, ...]:
    """Give the hazards at a point for anybody; none for a sore spot, whose place only the hand knows."""
    return () if code == entry.TENDER else atlas.cautions_for(code)


def needs_reasons(
    *,
    codes: Iterable[str],
    techniques: Iterable[str],
    caution_keys: Collection[str],
    consents: Collection[str],
) -> tuple[str, ...]:
    """Give every choice that stands against a caution and so needs a reason: point codes, then technique keys.

    Needling itself is named NEEDLING when a caution leaves it to the practitioner.
    """
    points = dict.fromkeys(one.code for one in warnings(codes, caution_keys) if one.needs_reason)
    chosen = set(techniques)
    ways = [
        str(one.technique)
        for one in standings(caution_keys, consents)
        if one.needs_reason and one.technique in chosen
    ]
    level = cautions.limits_for([one.key for one in known(caution_keys)]).get(cautions.Technique.MANUAL)
    return (*points, *ways, *((NEEDLING,) if level is cautions.Level.SIGN_OFF else ()))
