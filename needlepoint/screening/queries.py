"""What a visitor's session, or a patient's record, says about coming in."""

from collections.abc import Mapping

from needlepoint.knowledge.safety import check
from needlepoint.screening import models, rules

SESSION_KEY = "np_check"


def answers_in(session: Mapping) -> dict[str, check.Answer]:
    """Return the answers given so far in this browser. Costs no query beyond the session itself."""
    return rules.read(session.get(SESSION_KEY, {}).get("answers", {}))


def outcome_in(session: Mapping) -> check.Outcome | None:
    """Return where this browser's answers lead, or None when nothing was answered."""
    answers = answers_in(session)
    return check.evaluate(answers) if answers else None


def latest_check(patient) -> models.Check | None:
    """Return the patient's newest kept check. Costs 1 query."""
    return models.Check.objects.filter(patient=patient).order_by("-finished_at").first()
