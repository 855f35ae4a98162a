"""The words for what an examination found, for previous care, for codes, and for how a treatment is meant. For staff."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.knowledge.codes import icd10cm
from needlepoint.knowledge.tradition import catalogue
from needlepoint.plans import wording
from needlepoint.plans.rules import examining, protocol

POWER = {
    "HIP_LEFT": _("Lifting the thigh, left"),
    "HIP_RIGHT": _("Lifting the thigh, right"),
    "KNEE_LEFT": _("Straightening the knee, left"),
    "KNEE_RIGHT": _("Straightening the knee, right"),
    "FOOT_UP_LEFT": _("Lifting the foot, left"),
    "FOOT_UP_RIGHT": _("Lifting the foot, right"),
    "BIG_TOE_LEFT": _("Lifting the big toe, left"),
    "BIG_TOE_RIGHT": _("Lifting the big toe, right"),
    "FOOT_DOWN_LEFT": _("Standing on tiptoe, left"),
    "FOOT_DOWN_RIGHT": _("Standing on tiptoe, right"),
}
FEELING = {
    "THIGH_LEFT": _("Front of the thigh, left"),
    "THIGH_RIGHT": _("Front of the thigh, right"),
    "SHIN_LEFT": _("Inside of the shin, left"),
    "SHIN_RIGHT": _("Inside of the shin, right"),
    "FOOT_TOP_LEFT": _("Top of the foot, left"),
    "FOOT_TOP_RIGHT": _("Top of the foot, right"),
    "FOOT_SIDE_LEFT": _("Outside of the foot, left"),
    "FOOT_SIDE_RIGHT": _("Outside of the foot, right"),
}
HANDS = {
    "TIGHT_LEFT": _("Tight muscle, left"),
    "TIGHT_RIGHT": _("Tight muscle, right"),
    "SORE_LEFT": _("Sore to press, left"),
    "SORE_MIDDLE": _("Sore over the spine"),
    "SORE_RIGHT": _("Sore to press, right"),
    "JOINT_LEFT": _("Sacroiliac joint sore, left"),
    "JOINT_RIGHT": _("Sacroiliac joint sore, right"),
    "BUTTOCK_LEFT": _("Buttock sore, left"),
    "BUTTOCK_RIGHT": _("Buttock sore, right"),
    "STEP": _("A step in the spine"),
}
CARE = {
    "EXERCISE": _("Exercise or physio"),
    "HANDS": _("Massage, chiropractic"),
    "PILLS": _("Pills"),
    "INJECTION": _("Shots in the back"),
    "SURGERY": _("Surgery"),
    "NEEDLES": _("Acupuncture"),
    "OTHER": _("Something else"),
}
CARE_HELPED = {
    "LOT": _("Helped a lot"),
    "LITTLE": _("Helped a little"),
    "NOT": _("Did not help"),
    "WORSE": _("Made it worse"),
    "TRIED": _("Tried, no more known"),
}
STYLES = {
    protocol.Style.TCM: _("Chinese (TCM)"),
    protocol.Style.JAPANESE: _("Japanese"),
    protocol.Style.KOREAN: _("Korean"),
    protocol.Style.FIVE_ELEMENT: _("Five Element"),
    protocol.Style.WESTERN: _("Western, dry needling"),
    protocol.Style.EAR: _("Ear"),
    protocol.Style.SCALP: _("Scalp"),
    protocol.Style.OTHER: _("Another"),
}
INDIVIDUALISED = {
    protocol.Individualised.FIXED: _("The same for everybody"),
    protocol.Individualised.PARTLY: _("Fixed points, and some of their own"),
    protocol.Individualised.FULLY: _("Chosen for this person, may change each visit"),
}
PLAN_SIDES = {
    protocol.PlanSide.AFFECTED: _("Painful side"),
    protocol.PlanSide.OPPOSITE: _("Other side"),
    protocol.PlanSide.ALTERNATE: _("In turn, visit by visit"),
    protocol.PlanSide.BOTH: _("Both"),
    protocol.PlanSide.LEFT: _("Left"),
    protocol.PlanSide.RIGHT: _("Right"),
    protocol.PlanSide.MIDDLE: _("Middle"),
}


# --- Codes ---------------------------------------------------------------------------------------------------------------


def code_words(code: str) -> str:
    """Write a code with our short label: 'M54.42 · Low back pain with sciatica, left'; a code we do not list stands alone."""
    return f"{code} · {gettext(icd10cm.code(code).label)}" if icd10cm.is_listed(code) else code


def remark_words(remark: icd10cm.Remark) -> str:
    """Say one trap of the codes, gently."""
    first, *others = remark.codes
    if remark.trap is icd10cm.Trap.NOT_TOGETHER:
        return gettext("%(one)s and %(other)s are not written together. %(advice)s") % {
            "one": first,
            "other": others[0],
            "advice": gettext(remark.advice),
        }
    if remark.trap is icd10cm.Trap.NOT_WHOLE:
        return gettext("%(code)s needs one more character: %(instead)s.") % {
            "code": first,
            "instead": ", ".join(remark.instead),
        }
    if remark.trap is icd10cm.Trap.NOT_LISTED:
        return gettext("%(code)s is not in our short table. Please check it in the full list.") % {
            "code": first
        }
    if remark.trap is icd10cm.Trap.NOT_FIRST:
        return gettext("%(code)s stands beside another code. Put the pain itself first.") % {"code": first}
    return gettext("%(code)s is something a doctor must treat. Has one seen it?") % {"code": first}


def remarks_words(codes: Iterable[str]) -> tuple[str, ...]:
    """Say every trap of the codes at once."""
    return tuple(remark_words(one) for one in icd10cm.remarks(codes))


# --- What was found ------------------------------------------------------------------------------------------------------


def _named(words: Mapping[str, object], keys: object) -> list[str]:
    return [str(words[key]) for key in keys if key in words] if isinstance(keys, list) else []


def _answers(words: Mapping, answers: Mapping, found: object) -> str:
    """Say each answer; a whole group with the same answer is said once by whoever reads it."""
    if not isinstance(found, Mapping):
        return ""
    return "; ".join(
        f"{words[key]}: {str(answers[value]).lower()}"
        for key, value in found.items()
        if key in words and value in answers
    )


def _joined(sentences: Iterable[str]) -> str:
    return " ".join(one for one in sentences if one)


def _strength(findings: Mapping[str, object]) -> tuple[str, ...]:
    marked = "; ".join(_named(POWER, findings.get("power_weak")))
    rest = gettext("Full strength in the rest.") if marked else gettext("Full strength.")
    return (
        gettext("Weak: %(what)s.") % {"what": marked} if marked else "",
        rest if findings.get("power_rest") else "",
        str(findings.get("power", "")),
    )


def _feeling(findings: Mapping[str, object]) -> tuple[str, ...]:
    marked = "; ".join(_named(FEELING, findings.get("feeling_less")))
    rest = gettext("Normal in the rest.") if marked else gettext("Normal.")
    return (
        gettext("Less: %(what)s.") % {"what": marked} if marked else "",
        rest if findings.get("feeling_rest") else "",
        str(findings.get("sensation", "")),
    )


def _hands(findings: Mapping[str, object]) -> tuple[str, ...]:
    marked = "; ".join(_named(HANDS, findings.get("hands")))
    return (f"{marked}." if marked else "", str(findings.get("palpation", "")))


def findings_rows(findings: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Give what was found as (label, words), the practitioner's own words last; what was not tested has no row."""
    raised = findings.get("leg_raise")
    degrees = raised if isinstance(raised, Mapping) else {}
    leg_raise = ", ".join(
        gettext("%(side)s %(degrees)s°") % {"side": wording.SIDES[side], "degrees": degrees[side]}
        for side in examining.SIDES
        if side in degrees
    )
    rows = (
        (
            gettext("Movement"),
            _answers(wording.MOVEMENTS, wording.MOVEMENT_ANSWERS, findings.get("movement")),
        ),
        (gettext("Straight-leg raise"), leg_raise),
        (gettext("Reflexes"), _answers(wording.REFLEXES, wording.REFLEX_ANSWERS, findings.get("reflexes"))),
        (gettext("Strength in the legs"), _joined(_strength(findings))),
        (gettext("Feeling in the legs"), _joined(_feeling(findings))),
        (gettext("What the hands found"), _joined(_hands(findings))),
        (gettext("Further words"), str(findings.get("words", ""))),
    )
    return tuple(row for row in rows if row[1])


def care_rows(previous: Iterable[Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
    """Give previous care as (kind, what came of it)."""
    return tuple(
        (
            str(CARE[one["kind"]]),
            ". ".join(
                part for part in (str(CARE_HELPED.get(one["helped"], "")), one.get("words", "")) if part
            ),
        )
        for one in previous
        if one.get("kind") in CARE
    )


def tradition_rows(found: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Give traditional findings as (label, words); the label of the whole stands in the catalogue."""
    return tuple(
        (gettext(name), ", ".join(gettext(word) for word in words)) for name, words in catalogue.rows(found)
    )
