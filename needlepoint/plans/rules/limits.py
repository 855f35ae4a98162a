"""What a patient's cautions and consents allow: techniques and points, checked at the moment of choice. Pure."""

import dataclasses
import enum
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from needlepoint.knowledge.points import atlas
from needlepoint.knowledge.safety import cautions, hazards
from needlepoint.plans.rules import entry

Strength = hazards.Strength
Way = hazards.Way


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


# --- Alarms ------------------------------------------------------------------------------------------------------------------


class Needled(Protocol):
    """A row of a chart or of a plan, as far as a caution looks at it. `place` and `angle` may be missing."""

    @property
    def code(self) -> str: ...


class Ended(Protocol):
    """Where a part is done: charting.rules.parts.Span."""

    @property
    def start(self) -> str: ...
    @property
    def end(self) -> str: ...


class Done(Protocol):
    """One thing done: charting.rules.parts.Part."""

    @property
    def kind(self) -> str: ...
    @property
    def spans(self) -> Sequence[Ended]: ...
    @property
    def method(self) -> str | None: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that meets this patient, or anybody, in what was chosen.

    key          of the rule (knowledge.safety.hazards), or "caution:technique" for a limit of the caution table
    about        what a reason is kept under: a point's code, a technique's key, NEEDLING, a position, a lead "BL23-BL25"
    codes        every point it is about; a glance gathers them
    words        one English sentence       chips   the patient's cautions that it comes from; empty for anybody
    may_go_on    with a reason, or without one for a glance; a BLOCK that may not go on is refused
    is_answered  a reason was given already: what was louder is now a glance
    """

    key: str
    about: str
    strength: hazards.Strength
    words: str
    chips: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    may_go_on: bool = True
    is_answered: bool = False
    row: str = ""
    source: str = ""
    confidence: str = ""

    @property
    def is_for_anybody(self) -> bool:
        return not self.chips

    @property
    def asks(self) -> bool:
        """Whether it wants a reason, or refuses; a glance does not."""
        return self.strength is not Strength.GLANCE


_STRENGTH_OF = {
    cautions.Level.AVOID: Strength.BLOCK,
    cautions.Level.SIGN_OFF: Strength.REASON,
    cautions.Level.TAKE_CARE: Strength.GLANCE,
}
_COLUMN_OF = {
    Way.NEEDLE: cautions.Technique.MANUAL,
    Way.ELECTRO: cautions.Technique.ELECTRO,
    Way.HEAT_LAMP: cautions.Technique.HEAT,
    Way.MOXA: cautions.Technique.HEAT,
    Way.CUPPING: cautions.Technique.CUPPING,
    Way.GUA_SHA: cautions.Technique.CUPPING,
    Way.PRESS_TACKS: cautions.Technique.PRESS_TACKS,
}
# What a reason about a way is kept under, and which consent it needs.
_KEY_OF = {
    Way.NEEDLE: NEEDLING,
    Way.ELECTRO: "ELECTRO",
    Way.HEAT_LAMP: "HEAT",
    Way.MOXA: "HEAT",
    Way.CUPPING: "CUPPING",
    Way.GUA_SHA: "GUA_SHA",
    Way.PRESS_TACKS: "PRESS_TACKS",
}
_WAYS_OF = {key: tuple(way for way, its in _KEY_OF.items() if its == key) for key in _KEY_OF.values()}
# The region of the atlas that a part of the body, a muscle or a level of the spine lies in.
_REGION_OF = {
    "HEAD": "head", "NECK": "neck/shoulder", "SHOULDER": "neck/shoulder", "CHEST": "chest", "BELLY": "abdomen",
    "UPPER_BACK": "back", "MIDDLE_BACK": "back", "LOW_BACK": "lumbar", "SACRUM": "sacral", "BUTTOCK": "hip/buttock",
    "HIP": "hip/buttock", "THIGH": "thigh", "KNEE": "leg", "CALF": "leg", "FOOT": "foot", "ARM": "arm", "HAND": "hand",
    "QL": "lumbar", "PSOAS": "lumbar", "MULTIFIDUS": "lumbar", "PIRIFORMIS": "hip/buttock", "GLUTEUS": "hip/buttock",
    "SI_JOINT": "sacral",
}  # fmt: skip
_LEVEL_REGIONS = {"C": "neck/shoulder", "T": "back", "L": "lumbar", "S": "sacral"}
_OVER_THE_LUNG = frozenset({"back", "chest"})  # where a sore spot has the lung under it
_LUNG = "pneumothorax"
_SPINE = frozenset({"back", "lumbar", "sacral", "neck/shoulder"})


@dataclasses.dataclass(frozen=True, slots=True)
class _Spot:
    """One way at one place. `code` is "" for a part of the body or a place nobody said; `region` "" when not known."""

    way: Way
    code: str = ""
    region: str = ""
    hazards: frozenset[str] = frozenset()
    angle: str = ""
    method: str = ""


def alarms(
    rows: Iterable[str | Needled] = (),
    *,
    techniques: Iterable[str] = (),
    parts: Iterable[Done] = (),
    caution_keys: Iterable[str] = (),
    consents: Collection[str] | None = None,
    conditions: Collection[str] = (),
    position: str = "",
    reasons: Collection[str] = (),
) -> tuple[Alarm, ...]:
    """Say everything that meets this patient in what was chosen, loudest first. Pure.

    rows          points: codes, or rows with `code` and, where known, `place` and `angle`
    techniques    keys chosen, "PRESS_TACKS" too; one without a part counts as done at a place nobody said
    parts         things done, with their places and settings
    consents      kinds in force; None leaves consent to somebody else
    conditions    of hazards.CONDITIONS
    position      PRONE, SUPINE, SIDE, SEATED or ""
    reasons       what a reason was given for, in the plan or in the note: it is not asked again
    """
    done = tuple(parts)
    chosen = dict.fromkeys([*techniques, *(_KEY_OF[Way(one.kind)] for one in done)])
    spots = _spots(tuple(rows), done, chosen)
    carried = known(caution_keys)
    found = [
        *_without_consent(chosen, consents),
        *_limited(spots, carried),
        *_met(spots, carried, frozenset(conditions), position),
        *_leads(done),
    ]
    answered = [_answered(one, reasons) for one in found]
    return tuple(sorted(answered, key=lambda one: -one.strength.loudness))


def _answered(one: Alarm, reasons: Collection[str]) -> Alarm:
    if not one.asks or not one.may_go_on or one.about not in reasons:
        return one
    return dataclasses.replace(one, strength=Strength.GLANCE, is_answered=True)


def _spots(rows: Sequence[str | Needled], done: Sequence[Done], chosen: Iterable[str]) -> tuple[_Spot, ...]:
    found = [_at(Way.NEEDLE, row if isinstance(row, str) else row.code, row) for row in rows]
    found = found or [_Spot(Way.NEEDLE)]
    said = set()
    for part in done:
        way = Way(part.kind)
        said.add(_KEY_OF[way])
        places = [code for span in part.spans for code in _codes_of(span, is_lead=way is Way.ELECTRO)]
        found += [
            dataclasses.replace(_at(way, code, None), method=part.method or "") for code in places or [""]
        ]
    for key in chosen:
        if key not in said:
            # Nobody said which kind or where: every way of it, at a place not known.
            found += [_Spot(way) for way in _WAYS_OF.get(key, ())]
    return tuple(found)


def _codes_of(span: Ended, *, is_lead: bool) -> tuple[str, ...]:
    if not span.end:
        return (span.start,)
    return (None if is_lead else entry.run_of(span.start, span.end)) or (span.start, span.end)


def _at(way: Way, code: str, row: object) -> _Spot:
    place = str(getattr(row, "place", "") or "")
    region = _region(code, place)
    hazards_here = frozenset(at.hazard for at in hazards_at(code)) if _in_atlas(code) else frozenset()
    if place and code != entry.TENDER and region not in _OVER_THE_LUNG:
        hazards_here -= {_LUNG}  # a pair beside the spine at L4
    if code == entry.TENDER and region in _OVER_THE_LUNG:
        hazards_here |= {_LUNG}
    return _Spot(way, code if _in_atlas(code) or code == entry.TENDER else "", region, hazards_here, str(getattr(row, "angle", "") or ""))  # fmt: skip


def _in_atlas(code: str) -> bool:
    return code != entry.TENDER and entry.is_point(code)


def _region(code: str, place: str = "") -> str:
    """Give the region of the atlas a point, a spot or a part of the body lies in; "" when it cannot be told."""
    for name in (place, code):
        if name in _REGION_OF:
            return _REGION_OF[name]
    if place[:1] in _LEVEL_REGIONS and place[1:2].isdigit():
        return _LEVEL_REGIONS[place[0]]
    return atlas.point(code).region if _in_atlas(code) else ""


def _without_consent(chosen: Iterable[str], consents: Collection[str] | None) -> Iterator[Alarm]:
    if consents is None:
        return
    for key in chosen:
        if key in _WAYS_OF and key not in consents:
            yield Alarm("no_consent", key, Strength.BLOCK, NO_CONSENT, may_go_on=False)


NO_CONSENT = "No consent to this is on record."


def _limited(spots: Sequence[_Spot], carried: Iterable[cautions.Caution]) -> Iterator[Alarm]:
    """Give what the caution table says of every way in use, as strict as its place makes it."""
    by_key: dict[str, list[_Spot]] = {}
    for spot in spots:
        by_key.setdefault(_KEY_OF[spot.way], []).append(spot)
    places = {(one.caution, column): one for one in hazards.current().places for column in one.techniques}
    for one in carried:
        for key, here in by_key.items():
            column = _COLUMN_OF[here[0].way]
            limit = next((limit for limit in one.limits if limit.technique is column), None)
            if limit is None:
                continue
            place = places.get((one.key, column.value))
            strength = _STRENGTH_OF[limit.level]
            if place is not None and not any(_is_in(place, spot) for spot in here):
                strength = Strength.GLANCE
            yield Alarm(
                f"{one.key}:{key}",
                key,
                strength,
                limit.note,
                (one.chip,),
                may_go_on=strength is not Strength.BLOCK,
                row="5.1",
                source=one.source,
                confidence="" if place is None else place.confidence,
            )


def _is_in(place: hazards.Place, spot: _Spot) -> bool:
    """Say whether a spot lies where a limit is meant. A place nobody said counts as inside."""
    if place.kinds and (spot.way not in place.kinds or spot.method in place.except_methods):
        return False
    return not place.regions or not spot.region or spot.region in place.regions


def _met(
    spots: Sequence[_Spot], carried: Sequence[cautions.Caution], conditions: frozenset[str], position: str
) -> Iterator[Alarm]:
    """Give what the rules about points, people and positions say."""
    for rule in hazards.current().rules:
        chips = tuple(one.chip for one in carried if one.key in rule.cautions)
        if rule.cautions and not chips:
            continue
        if (rule.conditions and not conditions & set(rule.conditions)) or conditions & set(
            rule.unless_conditions
        ):
            continue
        if rule.positions:
            yield from [_of(rule, position, chips)] if position in rule.positions else []
            continue
        here = [spot for spot in spots if spot.way in rule.techniques and _fits(rule, spot)]
        abouts = dict.fromkeys(spot.code or _KEY_OF[spot.way] for spot in here)
        if not rule.is_about_a_place:
            abouts = dict.fromkeys(_KEY_OF[spot.way] for spot in here)
        if rule.strength is Strength.GLANCE and abouts:
            codes = tuple(code for code in abouts if rule.is_about_a_place)
            yield dataclasses.replace(_of(rule, next(iter(abouts)), chips), codes=codes)
        else:
            yield from (_of(rule, about, chips) for about in abouts)


def _of(rule: hazards.Rule, about: str, chips: tuple[str, ...]) -> Alarm:
    return Alarm(
        rule.key,
        about,
        rule.strength,
        rule.words,
        chips,
        (about,) if rule.is_about_a_place else (),
        may_go_on=rule.may_go_on or rule.strength is not Strength.BLOCK,
        row=rule.row,
        source=rule.source,
        confidence=rule.confidence,
    )


def _fits(rule: hazards.Rule, spot: _Spot) -> bool:
    if rule.angles and spot.angle not in rule.angles:
        return False
    if not rule.is_about_a_place:
        return True
    if spot.code in rule.except_points:
        return False
    is_named = bool(spot.code) and spot.code in rule.points
    return is_named or bool(spot.hazards & set(rule.hazards)) or spot.region in rule.regions


def _leads(done: Iterable[Done]) -> Iterator[Alarm]:
    """Give the loudest thing that the rules of a current say about each lead."""
    for part in done:
        if Way(part.kind) is not Way.ELECTRO:
            continue
        for span in part.spans:
            met = [rule for rule in hazards.current().leads if _runs(rule, span)]
            if not met:
                continue
            rule = max(met, key=lambda one: one.strength.loudness)
            yield Alarm(
                rule.key,
                f"{span.start}-{span.end or span.start}",
                rule.strength,
                rule.words,
                codes=tuple(dict.fromkeys(code for code in (span.start, span.end) if code)),
                may_go_on=rule.strength is not Strength.BLOCK,
                row=rule.row,
                source=rule.source,
                confidence=rule.confidence,
            )


def _runs(rule: hazards.Lead, span: Ended) -> bool:
    """Say whether a lead runs as a rule describes it. A span without an end runs from left to right."""
    start, end = _region(span.start), _region(span.end or span.start)
    if rule.unknown:
        return not start or not end
    if rule.touches:
        return span.start in rule.touches or span.end in rule.touches
    if rule.across:
        return not span.end and start in rule.across
    if rule.along:
        ends = (span.start, span.end)
        return all(_in_atlas(code) and entry.is_midline(code) and _region(code) in _SPINE for code in ends)
    one, other = rule.ends
    return bool(span.end) and ((start in one and end in other) or (start in other and end in one))


def needs_reasons(
    *,
    codes: Iterable[str | Needled],
    techniques: Iterable[str],
    caution_keys: Collection[str],
    consents: Collection[str],
    parts: Iterable[Done] = (),
    position: str = "",
) -> tuple[str, ...]:
    """Give every choice that needs a reason: points, leads and positions, then techniques, then needling itself.

    codes   points, or rows of a chart; what is refused whatever the reason is not listed
    """
    found = alarms(
        codes,
        techniques=techniques,
        parts=parts,
        caution_keys=caution_keys,
        consents=consents,
        position=position,
    )
    refused = {one.about for one in found if one.asks and not one.may_go_on}
    wanted = dict.fromkeys(one.about for one in found if one.asks and one.about not in refused)
    return tuple(sorted(wanted, key=lambda about: (about in _WAYS_OF) + (about == NEEDLING)))
