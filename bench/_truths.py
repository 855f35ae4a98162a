"""Made-up people whose pain is known to the end: what the forecast is tried on, here and in the tests.

Each truth breaks the model in its own way, as real people do:

    gauss       nothing broken: the model's own world, scores not even rounded
    whole       the same people, asked for a whole number from 0 to 10
    mixture     two kinds of people, helped much or hardly; each at their own pace, now and then far off their curve
    dropout     who is in pain stays away for good, and that visit's score is never seen
    irregular   visits when they can, a quarter of the answers missing, bad weeks that last, flares
"""

import dataclasses
import statistics

import numpy as np

from needlepoint.knowledge.stats import calibration, growth

TRUTHS = ("gauss", "whole", "mixture", "dropout", "irregular")
VISITS = 13  # the first and twelve more
# Not the published start of the product on purpose: these people begin lower, gain less and differ less.
PEOPLE = growth.Theta(b0=5.5, b1=-1.7, g00=2.2, g01=-0.8, g11=4.0, s2=1.3)
HELPED = 0.55


@dataclasses.dataclass(frozen=True)
class Episodes:
    """n people, one row each, one column a visit (n, VISITS). `scores` are there even where nobody saw them."""

    weeks: np.ndarray
    scores: np.ndarray
    is_seen: np.ndarray

    @property
    def sums(self) -> np.ndarray:
        """What a clinic knows of them in the end, (6, n)."""
        return self.sums_until(np.full(len(self.weeks), VISITS))

    def sums_until(self, visit: np.ndarray) -> np.ndarray:
        """What is known before each one's visit of this number (n,), as (6, n)."""
        who, which = np.nonzero(self.is_seen & (np.arange(VISITS) < visit[:, None]))
        return growth.sums(who, self.weeks[who, which], self.scores[who, which], len(self.weeks))


@dataclasses.dataclass(frozen=True)
class Trial:
    """Forecasts that can be held against what came: `known` scores seen, then one visit foretold. (m,) or (6, m)."""

    sums: np.ndarray
    weeks: np.ndarray
    start: np.ndarray
    last: np.ndarray
    came: np.ndarray
    came_true: np.ndarray
    is_seen: np.ndarray

    def seen(self) -> "Trial":
        """Only those who came to the visit that was foretold: all that a clinic ever learns."""
        return Trial(
            **{field.name: getattr(self, field.name)[..., self.is_seen] for field in dataclasses.fields(self)}
        )


def episodes(truth: str, people: int, seed: int, *, theta: growth.Theta = PEOPLE) -> Episodes:
    """Make people of one truth."""
    chance = np.random.default_rng([TRUTHS.index(truth), people, seed])
    weeks = np.tile(np.arange(VISITS, dtype=float), (people, 1))
    is_seen = np.ones((people, VISITS), dtype=bool)
    if truth == "irregular":
        gaps = chance.gamma(1.5, 0.9, (people, VISITS - 1))
        weeks[:, 1:] = np.cumsum(np.maximum(gaps, 0.3), axis=1)
    start, change = _people(truth, people, chance, theta)
    if truth == "mixture":
        pace = growth.TAU_WEEKS * np.exp(chance.normal(0, 0.4, people))
        scores = start[:, None] + change[:, None] * -np.expm1(-weeks / pace[:, None])
    else:
        scores = start[:, None] + change[:, None] * growth.curve(weeks)
    scores += _scatter(truth, weeks, chance, theta)
    if truth != "gauss":
        scores = np.clip(np.floor(scores + 0.5), growth.LOWEST, growth.HIGHEST)
    if truth == "irregular":
        is_seen[:, 1:] = chance.random((people, VISITS - 1)) >= 0.25
    if truth == "dropout":
        leaves = chance.random((people, VISITS)) < 1 / (1 + np.exp(3.2 - 0.4 * (scores - 5)))
        leaves[:, 0] = False
        is_seen = np.cumsum(leaves, axis=1) == 0
    return Episodes(weeks, scores, is_seen)


def trial(made: Episodes, *, known: int, visit: int) -> Trial:
    """Foretell this visit for everybody of whom so many scores were seen before it; only their first so many count.

    Who started at 0 is left out: nobody can be 30 % better than no pain.
    """
    seen_so_far = np.cumsum(made.is_seen, axis=1)
    has = (seen_so_far[:, visit - 1] >= known) & (made.scores[:, 0] > 0)
    kept = Episodes(made.weeks[has], made.scores[has], made.is_seen[has])
    until = np.argmax(seen_so_far[has] == known, axis=1) + 1
    rows, start, came = np.arange(len(until)), kept.scores[:, 0], kept.scores[:, visit]
    return Trial(
        sums=kept.sums_until(until),
        weeks=kept.weeks[:, visit],
        start=start,
        last=kept.scores[rows, until - 1],
        came=came,
        came_true=came <= (1 - growth.IMPORTANT_SHARE) * start + growth.NEARLY,
        is_seen=kept.is_seen[:, visit],
    )


def looked_at(tried: Trial, theta: growth.Theta) -> calibration.Look:
    """Foretell every trial and hold it against what came.

    Where scores were not rounded, the band of whole numbers would promise nothing; then it is the model's own eight in
    ten, ends and all.
    """
    told = growth.foretell(tried.sums, theta, tried.weeks, tried.start)
    low, high = told.low, told.high
    if np.any(tried.came != np.round(tried.came)):
        reach = statistics.NormalDist().inv_cdf((1 + growth.BAND) / 2) * told.sd
        low, high = told.mean - reach, told.mean + reach
    return calibration.look(told.chance, tried.came_true, low, high, tried.came)


def _people(truth: str, people: int, chance: np.random.Generator, theta: growth.Theta) -> tuple:
    """Return everybody's own start and own change in the end."""
    if truth == "mixture":
        is_helped = chance.random(people) < HELPED
        change = np.where(is_helped, chance.normal(-3.2, 1.2, people), chance.normal(-0.3, 0.8, people))
        return chance.normal(theta.b0, theta.g00**0.5, people), change
    spread = [[theta.g00, theta.g01], [theta.g01, theta.g11]]
    both = chance.multivariate_normal([theta.b0, theta.b1], spread, people)
    return both[:, 0], both[:, 1]


def _scatter(truth: str, weeks: np.ndarray, chance: np.random.Generator, theta: growth.Theta) -> np.ndarray:
    """Return how far each score lies from its person's own curve."""
    sd = theta.s2**0.5
    if truth == "mixture":
        return sd * chance.standard_t(5, weeks.shape) / (5 / 3) ** 0.5
    off = chance.normal(0, sd, weeks.shape)
    if truth == "irregular":
        for visit in range(1, weeks.shape[1]):  # a bad week is often followed by another
            off[:, visit] = 0.3 * off[:, visit - 1] + (1 - 0.3**2) ** 0.5 * off[:, visit]
        off += 2.0 * (chance.random(weeks.shape) < 0.07)
    return off
