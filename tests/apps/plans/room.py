"""What the tests of plans share: an assessment's answers as posted, a plan as posted, consents."""

import datetime as dt

from needlepoint.knowledge.safety import check
from needlepoint.people import models as people
from needlepoint.plans import rules
from needlepoint.plans.actions import agreeing, assessing
from tests import cast


def consent(w, *kinds, patient=None):
    for kind in kinds:
        people.Consent.objects.create(
            patient=patient or w.ada, kind=kind, wording_version="2026-11", is_given=True, decided_at=w.now
        )


def answers(**changes):
    """Every question and sign, answered no unless said otherwise, as assessing.assess takes them."""
    no = check.Answer.NO
    keys = [key for page in rules.red_flag_questions() for key in page.answer_keys] + [
        item.key for item in rules.red_flag_signs().items
    ]
    return {**dict.fromkeys(keys, no), **{key: check.Answer(value) for key, value in changes.items()}}


def assessed(w, *, by=None, **changes):
    """Ada, assessed by Dr Mei today: low back, left, for 200 days."""
    fields = {
        "patient": w.ada,
        "onset_on": w.today - dt.timedelta(days=200),
        "site": "LOW_BACK",
        "side": "LEFT",
        "kind": "NON_SPECIFIC",
        "red_flags": answers(),
        "by": by or cast.viewer(w.mei),
        "now": w.now,
        **changes,
    }
    return assessing.assess(**fields)


def agreed(w, episode, **changes):
    fields = {
        "episode": episode,
        "terms": rules.Terms(8, 7, 6),
        "better_means": "Walk to the market and back",
        "points": [("BL23", "BOTH"), ("GB30", "LEFT")],
        "by": cast.viewer(w.mei),
        "now": w.now,
        **changes,
    }
    return agreeing.agree_course(**fields)


def assessment_posted(**changes):
    """The assessment form as a browser sends it, all red flags asked."""
    posted = {
        "ago": "6",
        "ago_unit": "MONTHS",
        "site": "LOW_BACK",
        "side": "LEFT",
        "kind": "SCIATICA",
        "signs_none": "on",
    }
    posted |= {f"flag_{page.key}": "NO" for page in rules.red_flag_questions()}
    return {**posted, **changes}


def plan_posted(**changes):
    return {
        "better_means": "Walk to the market and back",
        "visits_planned": "8",
        "days_between": "7",
        "review_after": "6",
        "points": ["BL23", "GV4"],
        "side_BL23": "BOTH",
        "side_GV4": "MIDDLE",
        "home": ["WALK"],
        "words": "Eight visits, and we look after the sixth.",
        **changes,
    }
