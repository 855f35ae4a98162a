"""How many visits, how often, and when to look at whether it helps.

Numbers a clinic may change; each says where it comes from. Nothing here promises a result.
"""

import datetime as dt
import enum
from dataclasses import dataclass
from fractions import Fraction

DAYS_IN_WEEK = 7


class Phase(enum.Enum):
    """How long this episode has lasted."""

    ACUTE = "ACUTE"
    SUBACUTE = "SUBACUTE"
    CHRONIC = "CHRONIC"


@dataclass(frozen=True, slots=True)
class Scheme:
    """Cut-points in weeks: below the first is acute, above the second is chronic."""

    key: str
    name: str
    acute_below_weeks: int
    chronic_above_weeks: int
    source: str


DEFAULT = Scheme(
    key="default",
    name="Under 6 weeks, 6 to 12, over 12",
    acute_below_weeks=6,
    chronic_above_weeks=12,
    source="Usage of the Cochrane Back group and European guidelines; to be confirmed.",
)
ACP_2017 = Scheme(
    key="acp_2017",
    name="Under 4 weeks, 4 to 12, over 12",
    acute_below_weeks=4,
    chronic_above_weeks=12,
    source="American College of Physicians 2017, Ann Intern Med 166:514-530, doi 10.7326/M16-2367.",
)
SCHEMES = {scheme.key: scheme for scheme in (DEFAULT, ACP_2017)}


def phase(onset_on: dt.date, on: dt.date, scheme: Scheme = DEFAULT) -> Phase:
    """Say which phase an episode is in.

    onset_on, on   the first day of pain and the day asked about
    raises         ValueError when the pain starts after the day asked about
    """
    days = (on - onset_on).days
    if days < 0:
        raise ValueError(f"the pain starts on {onset_on}, after {on}")
    if days < scheme.acute_below_weeks * DAYS_IN_WEEK:
        return Phase.ACUTE
    return Phase.CHRONIC if days > scheme.chronic_above_weeks * DAYS_IN_WEEK else Phase.SUBACUTE


@dataclass(frozen=True, slots=True)
class Preset:
    """A usual course, to be fitted to the person.

    phase                        None for maintenance
    visits_min, visits_max       visits in the course, both included; visits_usual lies between
    per_week_min, per_week_max   visits a week; a fraction for less than weekly
    review_after                 visits after which patient and practitioner look at the scores and choose
    sentence                     what the patient is honestly told
    """

    key: str
    name: str
    phase: Phase | None
    visits_min: int
    visits_max: int
    visits_usual: int
    per_week_min: Fraction
    per_week_max: Fraction
    review_after: int
    sentence: str
    source: str


ACUTE = Preset(
    key="acute",
    name="New pain",
    phase=Phase.ACUTE,
    visits_min=3,
    visits_max=6,
    visits_usual=4,
    per_week_min=Fraction(1),
    per_week_max=Fraction(2),
    review_after=3,
    sentence="Most new back pain gets better in a few weeks, with or without needles. "
    "In one trial, one visit did not clearly speed things up. We look at your scores after visit 3.",
    source="Number of visits: common practice, very low certainty. Skonnord 2020, BMJ Open 10:e034157 "
    "(one visit, not significant); Hasegawa 2014, Acupunct Med 32:109-115 (five visits). Pace: ours.",
)
SUBACUTE = Preset(
    key="subacute",
    name="Pain for 6 to 12 weeks",
    phase=Phase.SUBACUTE,
    visits_min=4,
    visits_max=8,
    visits_usual=6,
    per_week_min=Fraction(1),
    per_week_max=Fraction(2),
    review_after=4,
    sentence="Few trials looked at pain of this age, so the number of visits is a careful guess. "
    "We look at your scores after visit 4.",
    source="Between the acute and the chronic preset; our choice. Thomas 2006, BMJ 333:623, gave ten "
    "visits for pain of 4 to 52 weeks.",
)
CHRONIC = Preset(
    key="chronic",
    name="Long-lasting pain",
    phase=Phase.CHRONIC,
    visits_min=6,
    visits_max=12,
    visits_usual=8,
    per_week_min=Fraction(1),
    per_week_max=Fraction(2),
    review_after=6,
    sentence="Most trials used 8 to 15 visits over 6 to 12 weeks. "
    "We look at your scores after visit 6 and stop if you are no better.",
    source="Brinkhaus 2006 (12 in 8 weeks), Cherkin 2009 (10 in 7 weeks), Haake 2007 (10, then 5 more if "
    "partly better), DeBar 2025 (8 to 15 in 12 weeks). Low certainty that the number matters.",
)
MAINTENANCE = Preset(
    key="maintenance",
    name="Now and then",
    phase=None,
    visits_min=1,
    visits_max=6,
    visits_usual=3,
    per_week_min=Fraction(1, 4),
    per_week_max=Fraction(1, 4),
    review_after=3,
    sentence="In the largest trial of older people, extra visits did not clearly add to what a usual course "
    "did for daily life. We offer them if pain comes back or if you choose them.",
    source="DeBar 2025, JAMA Netw Open 8:e2531348 (4 to 6 extra visits in 12 weeks; disability no different "
    "from the standard course). Monthly pace and the review: ours. No trial of seasonal visits was found.",
)

_BY_PHASE = {preset.phase: preset for preset in (ACUTE, SUBACUTE, CHRONIC)}


def preset_for(of: Phase) -> Preset:
    """Give the usual course for a phase."""
    return _BY_PHASE[of]


def all_presets() -> tuple[Preset, ...]:
    return (ACUTE, SUBACUTE, CHRONIC, MAINTENANCE)


def review_visits(preset: Preset, visits: int) -> tuple[int, ...]:
    """Say after which visits of a course of `visits` a review is due.

    returns   visit numbers, rising: every `review_after` visits, and always the last visit
    raises    ValueError for a course without visits
    """
    if visits < 1:
        raise ValueError("a course has at least one visit")
    due = set(range(preset.review_after, visits, preset.review_after))
    return (*sorted(due), visits)
