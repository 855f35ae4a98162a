"""What an assessment found and what a plan agreed, in the told clinic: codes, previous care, pattern, goals, sides."""

import random
from collections.abc import Iterable, Iterator, Sequence

from needlepoint.desk.story import bulk, lives
from needlepoint.knowledge.codes import icd10cm
from needlepoint.plans import models as plans
from needlepoint.plans.rules import examining, goals, protocol

SIDES = {"LEFT", "RIGHT"}
PATTERNS = ("COLD_DAMP", "STASIS", "KIDNEY_YANG", "KIDNEY_QI")
WORKS_IN_PATTERNS = 0.4  # of the plans told
STEP = 3  # what people usually notice on one activity
CARE = ("EXERCISE", "PILLS", "HANDS", "INJECTION")


def points(rows: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Give the points of a back as a plan says them: what lies on the one painful side follows it."""
    rows = list(rows)
    worse = SIDES & {side for _code, side in rows}
    meant = dict.fromkeys(worse, protocol.PlanSide.AFFECTED) if len(worse) == 1 else {}
    return [{"code": code, "side": str(meant.get(side, side))} for code, side in rows]


def found(back, side: str, luck: random.Random) -> dict:
    """Give what an assessment of this back wrote down beside the site and the kind."""
    codes = examining.usual_codes(examining.Asked(back.kind, back.site, side))
    kept = {
        "diagnosis_code": codes[0] if codes else "",
        "codes_version": icd10cm.RELEASE if codes else "",
        "previous_care": [
            {"kind": kind, "helped": luck.choice(("LITTLE", "NOT", "LITTLE", "LOT")), "words": ""}
            for kind in luck.sample(CARE, luck.randint(1, 2))
        ],
        "findings": {
            "movement": {
                key: luck.choice(("FREE", "LIMITED", "LIMITED", "PAINFUL"))
                for key in ("FLEXION", "EXTENSION", "BEND_LEFT", "BEND_RIGHT")
            },
            "power_rest": True,
            "feeling_rest": True,
            "hands": [f"TIGHT_{side}", f"SORE_{side}"] if side in SIDES else ["TIGHT_LEFT", "TIGHT_RIGHT"],
        },
    }
    if luck.random() < WORKS_IN_PATTERNS:
        kept["tradition"] = {
            "TONGUE_BODY": [luck.choice(("PALE", "PINK", "PURPLE"))],
            "PULSE": [luck.choice(("DEEP", "WIRY", "WEAK"))],
            "PATTERNS": [luck.choice(PATTERNS)],
        }
    return kept


def meant(clinic_setting: str, luck: random.Random) -> dict:
    """Give how a plan says its treatment is meant."""
    style = protocol.Style.WESTERN if luck.random() < WORKS_IN_PATTERNS else protocol.Style.TCM
    return {
        "style": str(style),
        "individualised": str(protocol.Individualised.PARTLY),
        "rationale": "Near the pain, and further down the same channel.",
        "setting": clinic_setting or "A quiet room. Told: we look together at the review and decide.",
    }


def write_goals(agreed: Iterable[tuple[lives.Life, plans.Course]]) -> None:
    """Write what each person wants to do again, with the number before the first needle and the one agreed on."""
    bulk.in_batches(plans.Goal, _goals(agreed))


def _goals(agreed: Iterable[tuple[lives.Life, plans.Course]]) -> Iterator[plans.Goal]:
    for life, course in agreed:
        scores: Sequence[int] = life.baseline[1] if life.baseline else ()
        for place, (words, score) in enumerate(zip(life.activities, scores, strict=False), start=1):
            yield plans.Goal(
                course=course,
                words=words,
                baseline=score,
                target=min(goals.BEST, score + STEP),
                position=place,
            )
