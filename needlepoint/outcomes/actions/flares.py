"""Pain that got worse asks for the safety questions anew."""

import datetime as dt

from needlepoint.house import audit
from needlepoint.knowledge.instruments import catalogue
from needlepoint.outcomes import models
from needlepoint.people import models as people
from needlepoint.screening import actions as screening_actions
from needlepoint.screening import models as screening
from needlepoint.screening import queries as screening_queries
from needlepoint.screening import rules as screening_rules

LOOKED_AT = 60  # scores back in time; more than anybody gives while one check holds


def ask_after_a_flare(
    *, patient: people.Patient, pain: int | None, by: audit.Actor, now: dt.datetime
) -> bool:
    """Let the safety questions be asked again when pain has gone up since they were answered. Costs 2 queries and 2 more.

    pain     0–10, as told now; None changes nothing
    returns  whether they are asked again
    effects  a CheckWanted and its audit entry, in the caller's transaction
    """
    kept = screening_queries.latest_check(patient) if pain is not None else None
    if kept is None:
        return False
    told = models.Score.objects.filter(
        patient=patient, instrument=catalogue.PAIN.key, activity=None, asked_at__lt=now
    )
    before = list(told.order_by("-asked_at").values_list("asked_at", "value")[:LOOKED_AT])
    if not screening_rules.has_flared(pain, before, since=kept.finished_at):
        return False
    screening_actions.want_check(patient=patient, reason=screening.Check.Reason.FLARE, by=by, now=now)
    return True


def follow_visit(visit, *, what: str, by: audit.Actor, now: dt.datetime) -> None:
    """Told by house.afterwards."""


def follow_check(kept: screening.Check, *, by: audit.Actor, now: dt.datetime) -> None:
    """Told by house.afterwards."""
