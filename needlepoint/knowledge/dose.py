"""How many visits, how often, and when to look at whether it helps.

Numbers a clinic may change; each says where it comes from. Nothing here promises a result.
"""

import dataclasses
import datetime as dt
import enum
import re
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
WEEKS_MAX = 104  # nobody draws the line later than two years

# How others draw the line, for whoever chooses: (who, where, source). NIH asks two questions, not one.
ELSEWHERE = (
    (
        "US National Institutes of Health task force",
        "Chronic: three months or more, and pain on at least half the days of the past six months.",
        "NIH research task force 2014, two-question definition; to be confirmed.",
    ),
    ("US Medicare", "Chronic: 12 weeks or longer.", "CMS NCD 30.3.3."),
    (
        "The large German trials",
        "Chronic: longer than six months.",
        "Brinkhaus 2006, Haake 2007, Witt 2006.",
    ),
)


def own_key(acute_below_weeks: int, chronic_above_weeks: int) -> str:
    """Give the key of a clinic's own cut-points, at most 10 letters: 'own:4:13'.

    raises   ValueError when the weeks are out of order or out of range
    """
    if not 1 <= acute_below_weeks <= chronic_above_weeks <= WEEKS_MAX:
        raise ValueError(
            f"weeks {acute_below_weeks} and {chronic_above_weeks} are not in order within 1 to {WEEKS_MAX}"
        )
    return f"own:{acute_below_weeks}:{chronic_above_weeks}"


def scheme_of(key: str) -> Scheme:
    """Give the scheme a clinic or an episode names. What nobody knows any more is the default."""
    own = re.fullmatch(r"own:(\d{1,3}):(\d{1,3})", key)
    if own is None:
        return SCHEMES.get(key, DEFAULT)
    acute, chronic = int(own[1]), int(own[2])
    if not 1 <= acute <= chronic <= WEEKS_MAX:
        return DEFAULT
    name = f"Under {acute} weeks, {acute} to {chronic}, over {chronic}"
    return Scheme(key, name, acute, chronic, "This clinic's own choice.")


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
    sentence                     what the patient is honestly told, for exactly these numbers
    evidence                     the part of it that stays true whatever the numbers of a plan are
    reason                       why a clinic differs; blank for the book's own numbers
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
    evidence: str
    source: str
    reason: str = ""

    @property
    def days_between(self) -> tuple[int, int]:
        """The usual fewest and most days from one visit to the next."""
        return int(DAYS_IN_WEEK / self.per_week_max), int(DAYS_IN_WEEK / self.per_week_min)


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
    evidence="Most new back pain gets better in a few weeks, with or without needles. "
    "In one trial, one visit did not clearly speed things up.",
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
    evidence="Few trials looked at pain of this age, so the number of visits is a careful guess.",
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
    evidence="Most trials used 8 to 15 visits over 6 to 12 weeks.",
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
    evidence="In the largest trial of older people, extra visits did not clearly add to what a usual course "
    "did for daily life. We offer them if pain comes back or if you choose them.",
    source="DeBar 2025, JAMA Netw Open 8:e2531348 (4 to 6 extra visits in 12 weeks; disability no different "
    "from the standard course). Monthly pace and the review: ours. No trial of seasonal visits was found.",
)
SEASONAL = Preset(
    key="seasonal",
    name="Each season",
    phase=None,
    visits_min=1,
    visits_max=4,
    visits_usual=2,
    per_week_min=Fraction(1, 13),
    per_week_max=Fraction(1, 13),
    review_after=2,
    sentence="We found no trial of visits with the seasons. "
    "We offer them if pain comes back or if you choose them.",
    evidence="We found no trial of visits with the seasons. "
    "We offer them if pain comes back or if you choose them.",
    source="No trial of seasonal visits was found. The number, the pace and the review: ours. "
    "Extra visits as such: DeBar 2025, JAMA Netw Open 8:e2531348.",
)
SEASONAL_FROM_DAYS = 60  # visits further apart than this are nearer to a season than to a month

_BY_PHASE = {preset.phase: preset for preset in (ACUTE, SUBACUTE, CHRONIC)}


def preset_for(of: Phase) -> Preset:
    """Give the usual course for a phase."""
    return _BY_PHASE[of]


def all_presets() -> tuple[Preset, ...]:
    return (ACUTE, SUBACUTE, CHRONIC, MAINTENANCE, SEASONAL)


def preset(key: str) -> Preset:
    """Give one preset; raises KeyError."""
    return {one.key: one for one in all_presets()}[key]


def preset_of_course(phase: str, days_between: int) -> Preset:
    """Give the preset a course was agreed under.

    phase          as the course keeps it; blank for visits now and then, which belong to no phase
    days_between   the pace of a course without a phase says whether it is monthly or seasonal
    """
    if phase:
        return preset_for(Phase(phase))
    return SEASONAL if days_between >= SEASONAL_FROM_DAYS else MAINTENANCE


def with_own_numbers(
    book: Preset,
    *,
    visits: tuple[int, int, int],
    days_between: tuple[int, int],
    review_after: int,
    reason: str,
) -> Preset:
    """Give a preset with a clinic's own numbers. Its sentence keeps what stays true whatever they are.

    visits         fewest, usual, most
    days_between   fewest, most days from one visit to the next
    """
    fewest, usual, most = visits
    return dataclasses.replace(
        book,
        visits_min=fewest,
        visits_usual=usual,
        visits_max=most,
        per_week_max=Fraction(DAYS_IN_WEEK, days_between[0]),
        per_week_min=Fraction(DAYS_IN_WEEK, days_between[1]),
        review_after=review_after,
        sentence=book.evidence,
        reason=reason,
    )


def review_visits(preset: Preset, visits: int) -> tuple[int, ...]:
    """Say after which visits of a course of `visits` a review is due.

    returns   visit numbers, rising: every `review_after` visits, and always the last visit
    raises    ValueError for a course without visits
    """
    if visits < 1:
        raise ValueError("a course has at least one visit")
    due = set(range(preset.review_after, visits, preset.review_after))
    return (*sorted(due), visits)
