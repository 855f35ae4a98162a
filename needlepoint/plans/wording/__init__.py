"""The words for what `rules` names by key: sites, sides, kinds, findings, techniques, home programme.

One list of keys, in rules; one list of words, here. Clinical wording waits for a clinician: see
docs/for-clinicians-to-confirm.md.
"""

import dataclasses
import types
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from needlepoint.knowledge import dose
from needlepoint.knowledge.points import atlas
from needlepoint.knowledge.safety import cautions
from needlepoint.people import models as people
from needlepoint.plans import rules
from needlepoint.plans.rules import entry, limits

SITES = {
    rules.Site.LOW_BACK: _("Low back"),
    rules.Site.LOW_BACK_AND_LEG: _("Low back and leg"),
    rules.Site.BUTTOCK: _("Buttock or hip"),
    rules.Site.MIDDLE_BACK: _("Middle of the back"),
    rules.Site.UPPER_BACK: _("Upper back"),
    rules.Site.TAILBONE: _("Tailbone"),
}
SIDES = {
    rules.Side.LEFT: _("Left"),
    rules.Side.RIGHT: _("Right"),
    rules.Side.BOTH: _("Both sides"),
    rules.Side.MIDDLE: _("Middle"),
}
# What a colleague calls each red-flag question: three of them begin with the same words.
RED_FLAGS = {
    "bladder_or_numbness": _("Bladder, bowel, numb saddle, both legs"),
    "chest_or_belly": _("Chest and belly"),
    "hands_or_balance": _("Hands, balance, spinal cord"),
    "dark_thoughts": _("Danger to themselves"),
    "weak_leg": _("Weak leg"),
    "injury": _("Injury, weak bones"),
    "fever_or_pee": _("Fever, kidneys, gut"),
    "cancer_signs": _("Cancer"),
}

KINDS = {
    rules.Kind.NON_SPECIFIC: _("No single cause found (non-specific)"),
    rules.Kind.STRAIN: _("Muscle strain or spasm"),
    rules.Kind.SCIATICA: _("Sciatica"),
    rules.Kind.DISC: _("Disc"),
    rules.Kind.STENOSIS: _("Spinal stenosis"),
    rules.Kind.ARTHRITIS: _("Arthritis of the spine (spondylosis)"),
    rules.Kind.SLIPPED_VERTEBRA: _("Slipped vertebra (spondylolisthesis)"),
    rules.Kind.SACROILIAC: _("Sacroiliac joint or tailbone"),
    rules.Kind.PREGNANCY: _("Back pain in pregnancy"),
    rules.Kind.AFTER_SURGERY: _("After back surgery"),
    rules.Kind.OTHER: _("Something else"),
}
MOVEMENTS = {
    "FLEXION": _("Bending forward"),
    "EXTENSION": _("Bending back"),
    "BEND_LEFT": _("Bending to the left"),
    "BEND_RIGHT": _("Bending to the right"),
}
MOVEMENT_ANSWERS = {
    "FREE": _("Free"),
    "LIMITED": _("Limited"),
    "VERY_LIMITED": _("Very limited"),
    "PAINFUL": _("Full, but painful"),
}
REFLEXES = {
    "KNEE_LEFT": _("Left knee"),
    "KNEE_RIGHT": _("Right knee"),
    "ANKLE_LEFT": _("Left ankle"),
    "ANKLE_RIGHT": _("Right ankle"),
}
REFLEX_ANSWERS = {"NORMAL": _("Normal"), "WEAK": _("Weak"), "ABSENT": _("Absent"), "BRISK": _("Brisk")}
TECHNIQUES = {
    limits.Technique.ELECTRO: _("A weak current between needles"),
    limits.Technique.HEAT: _("Heat (lamp or moxa)"),
    limits.Technique.CUPPING: _("Cupping"),
    limits.Technique.GUA_SHA: _("Scraping (gua sha)"),
}
CONSENTS = {
    "NEEDLING": _("Needles"),
    "ELECTRO": _("A weak current"),
    "HEAT": _("Heat"),
    "CUPPING": _("Cupping"),
    "GUA_SHA": _("Scraping (gua sha)"),
}
PHASES = {
    dose.Phase.ACUTE: _("Acute"),
    dose.Phase.SUBACUTE: _("Subacute"),
    dose.Phase.CHRONIC: _("Chronic"),
}
COURSE_STATES = {
    rules.CourseState.ACTIVE: _("Under way"),
    rules.CourseState.FINISHED: _("Finished"),
    rules.CourseState.STOPPED: _("Stopped"),
    rules.CourseState.REFERRED: _("Referred on"),
}
DECISIONS = {
    rules.Decision.CONTINUE: _("Go on as planned"),
    rules.Decision.CHANGE: _("Change the treatment"),
    rules.Decision.SPACE_OUT: _("Space the visits out"),
    rules.Decision.STOP: _("Stop"),
    rules.Decision.REFER: _("Refer to somebody else"),
}


def point_name(code: str) -> str:
    """Write what a point is called: 'Shènshū', or the words for a sore spot found by hand."""
    return str(_("sore spot")) if code == entry.TENDER else atlas.point(code).pinyin


def position_words(*, done: int, planned: int, review_after: int, is_due: bool) -> str:
    """Say where a course stands: '3 of 8 visits done, review at 6'."""
    if done > planned:
        visits = ngettext("%(done)s visit done", "%(done)s visits done", done) % {"done": done}
    else:
        visits = _("%(done)s of %(planned)s visits done") % {"done": done, "planned": planned}
    review = _("review due now") if is_due else _("review at %(at)s") % {"at": review_after}
    return str(_("%(visits)s, %(review)s")) % {"visits": visits, "review": review}


def cut_points(scheme: dose.Scheme) -> str:
    """Say where a scheme draws its lines."""
    return str(
        _(
            "Acute: under %(acute)s weeks. Subacute: %(acute)s to %(chronic)s weeks. Chronic: over %(chronic)s weeks."
        )
        % {"acute": scheme.acute_below_weeks, "chronic": scheme.chronic_above_weeks}
    )


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
    name = TECHNIQUES[standing.technique]
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
        % {"technique": TECHNIQUES[standing.technique], "caution": gettext(chip), "note": gettext(note)}
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


def point_faults(typed: entry.Typed) -> tuple[str, ...]:
    """Say what could not be read of a line of points: every word at once."""
    faults = []
    if typed.unknown:
        words = ", ".join(typed.unknown)
        faults.append(
            gettext("No point is called %(words)s. Check the spelling, or use the code, such as BL23.")
            % {"words": words}
        )
    faults += [
        gettext("%(word)s is the name of two points. Type the code: %(codes)s.")
        % {"word": word, "codes": ", ".join(codes)}
        for word, codes in typed.unclear
    ]
    return tuple(faults)
