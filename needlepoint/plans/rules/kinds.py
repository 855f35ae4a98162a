"""Where a back hurts and what kind of pain it is thought to be."""

import enum


class Site(enum.StrEnum):
    """Where it hurts most."""

    LOW_BACK = "LOW_BACK"
    LOW_BACK_AND_LEG = "LOW_BACK_AND_LEG"
    BUTTOCK = "BUTTOCK"
    MIDDLE_BACK = "MIDDLE_BACK"
    UPPER_BACK = "UPPER_BACK"
    TAILBONE = "TAILBONE"


class Side(enum.StrEnum):
    """The patient's own left and right."""

    LEFT = "LEFT"
    RIGHT = "RIGHT"
    BOTH = "BOTH"
    MIDDLE = "MIDDLE"


class Kind(enum.StrEnum):
    """What kind of back pain the practitioner thinks it is; a working view, not a diagnosis."""

    NON_SPECIFIC = "NON_SPECIFIC"
    STRAIN = "STRAIN"
    SCIATICA = "SCIATICA"
    DISC = "DISC"
    STENOSIS = "STENOSIS"
    ARTHRITIS = "ARTHRITIS"
    SLIPPED_VERTEBRA = "SLIPPED_VERTEBRA"
    SACROILIAC = "SACROILIAC"
    PREGNANCY = "PREGNANCY"
    AFTER_SURGERY = "AFTER_SURGERY"
    OTHER = "OTHER"
