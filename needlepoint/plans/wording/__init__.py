"""The words for what `rules` names by key, and for what a patient's cautions mean.

One list of keys, in rules; one list of words, here. Clinical wording waits for a clinician: see
docs/for-clinicians-to-confirm.md.
"""

from needlepoint.plans.wording.cautions import (
    CautionShown,
    cautions_shown,
    hazard_words,
    note_words,
    refused_words,
    warning_words,
)
from needlepoint.plans.wording.courses import (
    cut_points,
    position_words,
)
from needlepoint.plans.wording.keys import (
    CONSENTS,
    COURSE_STATES,
    DECISIONS,
    KINDS,
    MOVEMENT_ANSWERS,
    MOVEMENTS,
    PHASES,
    RED_FLAGS,
    REFLEX_ANSWERS,
    REFLEXES,
    SIDES,
    SITES,
    TECHNIQUES,
)
from needlepoint.plans.wording.points import (
    point_faults,
    point_name,
)

__all__ = [
    "CONSENTS",
    "COURSE_STATES",
    "DECISIONS",
    "KINDS",
    "MOVEMENTS",
    "MOVEMENT_ANSWERS",
    "PHASES",
    "RED_FLAGS",
    "REFLEXES",
    "REFLEX_ANSWERS",
    "SIDES",
    "SITES",
    "TECHNIQUES",
    "CautionShown",
    "cautions_shown",
    "cut_points",
    "hazard_words",
    "note_words",
    "point_faults",
    "point_name",
    "position_words",
    "refused_words",
    "warning_words",
]
