"""Whether the forecast keeps its promises to people whose truth breaks its model, beside a plain peer, and how fast.

Everybody of bench/_truths.py: three scores known, the ninth visit foretold (visit 8 after the first), by six numbers that
1,000 other people of the same truth gave. Held against what came for those who came, as a clinic would; for drop-out also
for those who stayed away. Beside it stand two plain peers, who know the same 1,000 people: the last score will come again
(how many points each misses by), and "of those whose last score was as far below their start, so many got there" (Brier).

How it began: with nothing but the published start, and with a clinic's first 100 courses, ten clinics of each truth; the
worst of all is shown. How often the monthly look is wrong itself: clinics with a good forecast that would be switched off,
and clinics with one too hopeful by two points that would not. MixedLM fits the same 300 people once.
"""

import dataclasses
import time
import warnings

import numpy as np

from bench import _truths
from needlepoint.knowledge.stats import calibration, growth
from tools import results

COVERAGE = (0.76, 0.92)
ERROR_MOST = 0.04
PEOPLE, COURSES, FIRST_COURSES, CLINICS = 20_000, 1_000, 100, 10
KNOWN, VISIT, LATE = 3, 8, (5, 12)
SO_FAR = (
    0.2,
    0.4,
    0.5,
    0.6,
    0.7,
    0.8,
    0.9,
    1.0,
    1.2,
)  # parts of the start that are left: the plain peer's groups
TOO_HOPEFUL = -2.0  # points
LOOKED_AT = 200
AT_ONCE, TIMES = 200_000, 5
MIXED = 300


def run() -> list[dict]:
    tests = {truth: _truths.episodes(truth, PEOPLE, 1) for truth in _truths.TRUTHS}
    fits = {truth: growth.fit(_truths.episodes(truth, COURSES, 2).sums).theta for truth in _truths.TRUTHS}
    rows = []
    for truth in _truths.TRUTHS:
        rows += of_one_truth(truth, tests[truth], fits[truth])
    rows.append(after_one_score(tests, fits))
    return rows + at_the_start(tests) + of_the_switch(fits) + of_the_clock() + beside_mixedlm()


def of_one_truth(truth: str, test: _truths.Episodes, theta: growth.Theta) -> list[dict]:
    everybody = _truths.trial(test, known=KNOWN, visit=VISIT)
    tried = everybody.seen()
    found = _truths.looked_at(tried, theta)
    mean = growth.foretell(tried.sums, theta, tried.weeks, tried.start).mean
    others = _truths.trial(_truths.episodes(truth, COURSES, 2), known=KNOWN, visit=VISIT).seen()
    plain = float(np.mean((plain_chance(others, tried) - tried.came_true) ** 2))
    rows = [
        covered(f"forecast_coverage_80_{truth}", found),
        erred(f"forecast_calibration_error_{truth}", found),
        results.row(f"forecast_brier_{truth}", round(found.brier, 4), "", round(plain, 4)),
        results.row(f"forecast_auc_{truth}", round(found.auc, 3), "", "at least 0.7", ok=found.auc >= 0.7),
        results.row(
            f"forecast_miss_{truth}",
            round(float(np.mean(np.abs(mean - tried.came))), 3),
            "points",
            round(float(np.mean(np.abs(tried.last - tried.came))), 3),
        ),
    ]
    if not everybody.is_seen.all():
        found = _truths.looked_at(everybody, theta)
        rows += [
            covered(f"forecast_coverage_80_{truth}_all", found),
            erred(f"forecast_calibration_error_{truth}_all", found),
        ]
    late = _truths.looked_at(_truths.trial(test, known=LATE[0], visit=LATE[1]).seen(), theta)
    return [
        *rows,
        covered(f"forecast_coverage_80_{truth}_late", late),
        erred(f"forecast_calibration_error_{truth}_late", late),
    ]


def plain_chance(others: _truths.Trial, tried: _truths.Trial) -> np.ndarray:
    """Say what a table would: the share that got there of others whose last score was as far from their start (m,)."""
    place, there = (
        np.digitize(tried.last / tried.start, SO_FAR),
        np.digitize(others.last / others.start, SO_FAR),
    )
    shares = [
        np.mean(others.came_true[there == group]) if np.any(there == group) else np.mean(others.came_true)
        for group in range(len(SO_FAR) + 1)
    ]
    return np.array(shares)[place]


def covered(name: str, found: calibration.Look) -> dict:
    low, high = COVERAGE
    return results.row(
        name, round(found.coverage, 3), "", f"{low} to {high}", ok=low <= found.coverage <= high
    )


def erred(name: str, found: calibration.Look) -> dict:
    return results.row(name, round(found.calibration_error, 4), "", ERROR_MOST)


def after_one_score(tests: dict[str, _truths.Episodes], fits: dict[str, growth.Theta]) -> dict:
    """Why nothing is shown before the third score: how well one score tells, at best."""
    told = [
        _truths.looked_at(_truths.trial(test, known=1, visit=VISIT).seen(), fits[truth]).auc
        for truth, test in tests.items()
    ]
    return results.row("forecast_auc_after_one_score", round(max(told), 3), "", "not shown to anybody")


def at_the_start(tests: dict[str, _truths.Episodes]) -> list[dict]:
    """What a clinic is told before it has courses of its own, and with its first hundred: the worst of all."""
    published, first = [], []
    for truth, test in tests.items():
        tried = _truths.trial(test, known=KNOWN, visit=VISIT).seen()
        published.append(_truths.looked_at(tried, growth.PRIOR.theta))
        for clinic in range(CLINICS):
            theta = growth.fit(_truths.episodes(truth, FIRST_COURSES, 100 + clinic).sums).theta
            first.append(_truths.looked_at(tried, theta))
    rows = []
    for name, looks in (("published_start", published), ("first_100", first)):
        least = min(one.coverage for one in looks)
        rows += [
            results.row(
                f"forecast_coverage_80_{name}",
                round(least, 3),
                "",
                f"at least {calibration.COVERAGE_LEAST}",
                ok=least >= calibration.COVERAGE_LEAST,
            ),
            results.row(
                f"forecast_calibration_error_{name}",
                round(max(one.calibration_error for one in looks), 4),
                "",
                calibration.ERROR_MOST,
            ),
        ]
    return rows


def of_the_switch(fits: dict[str, growth.Theta]) -> list[dict]:
    """How often clinics are switched off: with a good forecast (they should not be) and with one too hopeful."""
    off = {(kind, known): [] for kind in ("good", "hopeful") for known in (LOOKED_AT, 5 * LOOKED_AT)}
    for truth, theta in fits.items():
        if truth == "gauss":
            continue  # nobody answers in fractions
        tried = _truths.trial(_truths.episodes(truth, 2 * PEOPLE, 3), known=KNOWN, visit=VISIT).seen()
        hopeful = dataclasses.replace(theta, b1=theta.b1 + TOO_HOPEFUL)
        for kind, used in (("good", theta), ("hopeful", hopeful)):
            for known in (LOOKED_AT, 5 * LOOKED_AT):
                off[kind, known] += [
                    not calibration.is_within_bounds(_truths.looked_at(clinic, used))
                    for clinic in _clinics(tried, known)
                ]
    percent = {which: round(100 * float(np.mean(told)), 1) for which, told in off.items()}
    return [
        results.row("forecast_off_wrongly_200", percent["good", LOOKED_AT], "%", 15),
        results.row("forecast_off_wrongly_1000", percent["good", 5 * LOOKED_AT], "%", 2),
        results.row(
            "forecast_off_rightly_200",
            percent["hopeful", LOOKED_AT],
            "%",
            "at least 95",
            ok=percent["hopeful", LOOKED_AT] >= 95,
        ),
        results.row(
            "forecast_off_rightly_1000",
            percent["hopeful", 5 * LOOKED_AT],
            "%",
            "at least 99",
            ok=percent["hopeful", 5 * LOOKED_AT] >= 99,
        ),
    ]


def _clinics(tried: _truths.Trial, known: int) -> list[_truths.Trial]:
    fields = [field.name for field in dataclasses.fields(tried)]
    return [
        _truths.Trial(**{name: getattr(tried, name)[..., at : at + known] for name in fields})
        for at in range(0, len(tried.came) - known + 1, known)
    ]


def of_the_clock() -> list[dict]:
    tried = _truths.trial(_truths.episodes("whole", AT_ONCE, 4), known=KNOWN, visit=VISIT)
    sums = _truths.episodes("whole", COURSES, 2).sums
    theta = growth.fit(sums).theta
    seconds = _least(lambda: growth.foretell(tried.sums, theta, tried.weeks, tried.start))
    return [
        results.row(
            "forecast_people_per_second",
            round(len(tried.start) / seconds),
            "",
            "at least 100000",
            ok=len(tried.start) / seconds >= 100_000,
        ),
        results.row("forecast_fit_1000_ms", round(1000 * _least(lambda: growth.fit(sums)), 1), "ms", 500),
    ]


def _least(deed) -> float:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        deed()
        took.append(time.perf_counter() - began)
    return min(took)


def beside_mixedlm() -> list[dict]:
    """Fit the same people with statsmodels: how much longer it takes, and how much further up the hill it gets."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    made = _truths.episodes("gauss", MIXED, 6)
    who, which = np.nonzero(made.is_seen)
    y, f = made.scores[who, which], growth.curve(made.weeks[who, which])
    design = np.column_stack([np.ones(len(f)), f])
    alone = dataclasses.replace(growth.PRIOR, weight=0.0)
    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = MixedLM(y, design, groups=who, exog_re=design).fit(reml=False)
    took = time.perf_counter() - began
    ours, mine = growth.fit(made.sums, prior=alone), _least(lambda: growth.fit(made.sums, prior=alone))
    return [
        results.row("forecast_fit_beside_mixedlm_ms", round(1000 * mine, 1), "ms", round(1000 * took)),
        results.row(
            "forecast_loglik_mixedlm_above", round(max(0.0, float(theirs.llf) - ours.loglik), 6), "", 1e-5
        ),
    ]
