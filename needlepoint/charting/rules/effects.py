"""Unwanted effects: what they are called, how bad, how serious, from what, and when one may be closed. Pure.

Severity and seriousness are two things: a grade says how strong it was, a criterion says what it led to. A headache
may be severe and not serious; a small needle in a lung is mild today and serious all the same.

source  categories adapted from the published surveys that knowledge.evidence.adverse lists; grades: CTCAE v5 (National
        Cancer Institute); criteria: ICH E2A; causality: the categories of the WHO centre in Uppsala (WHO-UMC)
"""

import dataclasses
import enum
from collections.abc import Collection, Iterable, Mapping


class Effect(enum.StrEnum):
    """What went wrong or was felt."""

    BLEEDING = "BLEEDING"
    BRUISE = "BRUISE"
    PAIN_AT_SITE = "PAIN_AT_SITE"
    PAIN_FLARE = "PAIN_FLARE"
    DROWSY = "DROWSY"
    FAINT = "FAINT"
    NAUSEA = "NAUSEA"
    HEADACHE = "HEADACHE"
    NEEDLE_STUCK = "NEEDLE_STUCK"
    NEEDLE_LEFT_IN = "NEEDLE_LEFT_IN"
    STRAY_NEEDLE = "STRAY_NEEDLE"
    SKIN = "SKIN"
    INFECTION = "INFECTION"
    BURN = "BURN"
    NERVE = "NERVE"
    LUNG = "LUNG"
    ORGAN = "ORGAN"
    SEIZURE = "SEIZURE"
    DISTRESS = "DISTRESS"
    FALL = "FALL"
    EQUIPMENT = "EQUIPMENT"
    WRONG_PLACE = "WRONG_PLACE"
    DELAYED_DIAGNOSIS = "DELAYED_DIAGNOSIS"
    OTHER = "OTHER"


# What a practitioner taps first, in this order: mild, common, and named in the consent to needles.
QUICK = (
    Effect.BRUISE,
    Effect.BLEEDING,
    Effect.PAIN_AT_SITE,
    Effect.PAIN_FLARE,
    Effect.DROWSY,
    Effect.FAINT,
    Effect.NAUSEA,
    Effect.HEADACHE,
)
# Mild and known to everybody who needles: written down, counted, and nobody has to call about it. For a clinician to
# confirm. Anything else is followed up, however mild it looks today.
ORDINARY = frozenset(QUICK)

GRADES = (1, 2, 3, 4, 5)  # CTCAE v5: mild, moderate, severe, life-threatening, death
MILD = 1
WHOLE_FORM_FROM_GRADE = 2
SERIOUS_FROM_GRADE = 4  # ICH E2A: danger to life is serious by definition; below it, somebody decides
DEATH = 5
# What needs help now, whatever grade was chosen.
EMERGENCIES = frozenset({Effect.LUNG, Effect.ORGAN, Effect.SEIZURE})


class Seriousness(enum.StrEnum):
    """What it led to. One of these is enough to be serious (ICH E2A)."""

    DEATH = "DEATH"
    DANGER_TO_LIFE = "DANGER_TO_LIFE"
    HOSPITAL = "HOSPITAL"  # taken in, or kept there longer
    LASTING_HARM = "LASTING_HARM"
    BIRTH_DEFECT = "BIRTH_DEFECT"
    MEDICALLY_IMPORTANT = "MEDICALLY_IMPORTANT"


class Causality(enum.StrEnum):
    """How sure it is that the treatment brought it about (WHO-UMC)."""

    CERTAIN = "CERTAIN"
    PROBABLE = "PROBABLE"
    POSSIBLE = "POSSIBLE"
    UNLIKELY = "UNLIKELY"
    CONDITIONAL = "CONDITIONAL"  # more has to be known, and is being asked for
    UNASSESSABLE = "UNASSESSABLE"  # more would have to be known, and cannot be


class Outcome(enum.StrEnum):
    """How it went on."""

    RECOVERED = "RECOVERED"
    RECOVERING = "RECOVERING"
    ONGOING = "ONGOING"
    LASTING = "LASTING"  # over, and something of it stays
    DIED = "DIED"
    UNKNOWN = "UNKNOWN"


# With these somebody still has to ask again.
NOT_OVER = frozenset({Outcome.RECOVERING, Outcome.ONGOING})
LAST = tuple(one for one in Outcome if one not in NOT_OVER)

# When it began, counted from the needles, and how long it lasted: bands that people can answer. The number stands for
# its band, whose far end it is.
BEGAN: Mapping[str, int] = {"DURING": 0, "HOUR": 60, "SAME_DAY": 1440, "NEXT_DAY": 2880, "LATER": 10080}
LASTED: Mapping[str, int] = {"HOUR": 60, "DAY": 1440, "DAYS": 4320, "WEEK": 10080, "LONGER": 40320}


def band(minutes: int | None, bands: Mapping[str, int]) -> str:
    """Give the band into which minutes fall, "" for None; more than the last one is the last one."""
    if minutes is None:
        return ""
    return next((key for key, most in bands.items() if minutes <= most), list(bands)[-1])


def is_serious(grade: int | None, *, is_said: bool = False, criteria: Collection[str] = ()) -> bool:
    """Say whether an effect counts as serious: when somebody says so, by any criterion, and always from grade 4."""
    return is_said or bool(criteria) or (grade or 0) >= SERIOUS_FROM_GRADE


def criteria_of(grade: int | None, ticked: Collection[str], outcome: str = "") -> tuple[Seriousness, ...]:
    """Give the criteria that are met, in their order: those ticked, and those that the grade or the outcome implies."""
    implied = {Seriousness.DANGER_TO_LIFE} if grade == SERIOUS_FROM_GRADE else set()
    if grade == DEATH or outcome == Outcome.DIED:
        implied = {Seriousness.DEATH}
    return tuple(one for one in Seriousness if one in implied or str(one) in ticked)


def needs_help_now(effect: Effect, grade: int | None) -> bool:
    """Say whether the page must tell the practitioner to get emergency help."""
    return effect in EMERGENCIES or (grade or 0) >= SERIOUS_FROM_GRADE


def opens_whole_form(effect: Effect, grade: int | None) -> bool:
    """Say whether all of it is asked about: from grade 2 on, and where help is needed now."""
    return (grade or 0) >= WHOLE_FORM_FROM_GRADE or needs_help_now(effect, grade)


def is_followed_up(effect: Effect, grade: int | None, *, is_serious: bool) -> bool:
    """Say whether somebody has to ask again; a mild and ordinary one is closed as it is written.

    grade  None while no practitioner has graded it: then somebody has to
    """
    return is_serious or effect not in ORDINARY or grade is None or grade > MILD


def is_expected(effect: Effect, grade: int | None) -> bool | None:
    """Give what stands in the form before anybody answers: mild and ordinary is expected, for the rest somebody says."""
    return True if effect in ORDINARY and grade == MILD else None


class Gap(enum.StrEnum):
    """What keeps an effect from being closed."""

    ALREADY_CLOSED = "ALREADY_CLOSED"
    NO_GRADE = "NO_GRADE"
    NO_OUTCOME = "NO_OUTCOME"
    NOT_OVER = "NOT_OVER"
    NO_CAUSALITY = "NO_CAUSALITY"
    NOT_TOLD = "NOT_TOLD"
    DIED_WITHOUT_GRADE = "DIED_WITHOUT_GRADE"


def why_not_closable(
    *,
    is_closed: bool,
    grade: int | None,
    is_serious: bool,
    outcome: str,
    causality: str,
    patient_told: bool | None,
) -> tuple[Gap, ...]:
    """Give every reason against closing, all at once. A mild one asks for little, a serious one for all of it.

    patient_told  whether the patient was told what happened; None: nobody said. Asked from grade 2
    """
    if is_closed:
        return (Gap.ALREADY_CLOSED,)
    asks_more = is_serious or (grade or 0) >= WHOLE_FORM_FROM_GRADE
    died = outcome == Outcome.DIED
    checks = (
        (Gap.NO_GRADE, grade is None),
        (Gap.NO_OUTCOME, not outcome),
        (Gap.NOT_OVER, outcome in NOT_OVER),
        (Gap.NO_CAUSALITY, asks_more and not causality),
        (Gap.NOT_TOLD, asks_more and not died and patient_told is None),
        (Gap.DIED_WITHOUT_GRADE, died != (grade == DEATH) and bool(outcome) and grade is not None),
    )
    return tuple(gap for gap, stands in checks if stands)


# --- Counted ------------------------------------------------------------------------------------------------------------

# Groups that are counted beside each kind. Studies often do not tell a bruise from a drop of blood.
ANY, SERIOUS, BRUISE_OR_BLEEDING = "ANY", "SERIOUS", "BRUISE_OR_BLEEDING"
TOGETHER: Mapping[str, frozenset[str]] = {
    BRUISE_OR_BLEEDING: frozenset({str(Effect.BRUISE), str(Effect.BLEEDING)})
}


@dataclasses.dataclass(frozen=True, slots=True)
class Happened:
    """One effect as it is counted. `visit` is a key of the visit it followed, None when nobody knows which."""

    category: str
    is_serious: bool
    visit: int | None
    patient: int


@dataclasses.dataclass(frozen=True, slots=True)
class Count:
    """How often one group came up: with how many visits, with how many people, and how many there were."""

    visits: int
    patients: int
    events: int
    untied: int  # of the events: of no visit that is known, so they are in no rate by visit


def groups_of(one: Happened) -> tuple[str, ...]:
    """Give every group an effect is counted in."""
    together = (group for group, kinds in TOGETHER.items() if one.category in kinds)
    serious = (SERIOUS,) if one.is_serious else ()
    return (ANY, *serious, *together, one.category)


def counted(happened: Iterable[Happened]) -> dict[str, Count]:
    """Count effects by group, those with none left out. A visit or a person with two of a group counts once in it."""
    found: dict[str, list[Happened]] = {}
    for one in happened:
        for group in groups_of(one):
            found.setdefault(group, []).append(one)
    return {
        group: Count(
            visits=len({one.visit for one in ones} - {None}),
            patients=len({one.patient for one in ones}),
            events=len(ones),
            untied=sum(one.visit is None for one in ones),
        )
        for group, ones in found.items()
    }


# --- As a patient says it ---------------------------------------------------------------------------------------------


class Sign(enum.StrEnum):
    """What cannot wait for the clinic, as a patient may tick it. For a clinician to confirm."""

    BREATH = "BREATH"
    CHEST = "CHEST"
    PASSED_OUT = "PASSED_OUT"
    NUMB = "NUMB"  # between the legs, or bladder or bowel
    WEAK = "WEAK"  # an arm, a leg or half of the face
    BLEEDS = "BLEEDS"


# A hurt lung shows as breathlessness or chest pain, sometimes a day later; that is why both come first.
SIGN_MEANS: Mapping[Sign, Effect] = {
    Sign.BREATH: Effect.LUNG,
    Sign.CHEST: Effect.LUNG,
    Sign.PASSED_OUT: Effect.SEIZURE,
    Sign.NUMB: Effect.ORGAN,
    Sign.WEAK: Effect.ORGAN,
    Sign.BLEEDS: Effect.BLEEDING,
}
# What a patient can choose, in this order; the rest is for staff to name.
TOLD = (
    Effect.PAIN_AT_SITE,
    Effect.PAIN_FLARE,
    Effect.BRUISE,
    Effect.BLEEDING,
    Effect.DROWSY,
    Effect.FAINT,
    Effect.NAUSEA,
    Effect.HEADACHE,
    Effect.SKIN,
    Effect.INFECTION,
    Effect.BURN,
    Effect.NERVE,
    Effect.NEEDLE_LEFT_IN,
    Effect.DISTRESS,
    Effect.OTHER,
)


def told_as(signs: Collection[str], chosen: str) -> Effect:
    """Give the category of what a patient told: the first sign that cannot wait, else what they chose, else OTHER."""
    for sign, effect in SIGN_MEANS.items():
        if sign in signs:
            return effect
    return Effect(chosen) if chosen else Effect.OTHER
