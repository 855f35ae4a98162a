"""The words for what `rules` names by key: sites, sides, kinds, findings, techniques, states."""

from django.utils.translation import gettext_lazy as _

from needlepoint.knowledge import dose
from needlepoint.plans import rules
from needlepoint.plans.rules import limits

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
