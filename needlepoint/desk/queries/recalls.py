"""What the recall desk stands on, in a fixed number of questions."""

import dataclasses
import datetime as dt

from django.db.models import Count

from needlepoint.booking.rules import policy
from needlepoint.outcomes import models as outcomes
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans
from needlepoint.plans import queries as plans_queries
from needlepoint.plans import rules as plans_rules
from needlepoint.plans.queries import recalling
from needlepoint.plans.queries import recalls as recall_queries

AHEAD = dt.timedelta(days=60)
BACK = dt.timedelta(days=14)
SHOWN_MAX = 50  # a list nobody can work through in a day is not made longer


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One recall.

    away_days  since they were last treated, when so long ago that the next visit is a first one; else None
    is_better  whether the pain of this course came down by as much as counts; None where nobody can say
    """

    recall: plans.Recall
    position: plans_rules.Position
    away_days: int | None
    is_better: bool | None


@dataclasses.dataclass(frozen=True, slots=True)
class RecallDesk:
    """Whom to ask today, whom later, who was dealt with lately, and who is left alone.

    counts  how many are due, by reason
    more    how many wait behind those shown
    """

    due: list[Row]
    counts: dict[str, int]
    more: int
    later: list[Row]
    done: list[plans.Recall]
    alone: list[people.Patient]


def recall_desk(
    viewer: people_rules.Viewer, *, today: dt.date, now: dt.datetime, reason: str = ""
) -> RecallDesk:
    """Gather the recall desk. Costs 8 queries up to 40 people, 1 more for every 40.

    reason  only those who are asked back for it; "" for all
    """
    waiting = recall_queries.recalls_to_ask(viewer, now).select_related("patient", "course__practitioner")
    waiting = waiting.order_by("due_on", "pk")
    due = waiting.filter(due_on__lte=today)
    counts = dict(due.order_by().values_list("reason").annotate(n=Count("pk")))
    asked = due.filter(reason=reason) if reason else due
    shown = list(asked[:SHOWN_MAX])
    later = list(waiting.filter(due_on__gt=today, due_on__lte=today + AHEAD)[:SHOWN_MAX])
    everybody = [*shown, *later]
    positions = plans_queries.positions([recall.course for recall in everybody])
    visited = recalling.visited_last({recall.patient_id for recall in shown}, now)
    results = dict(
        outcomes.CourseResult.objects.filter(
            course_id__in={recall.course_id for recall in shown}
        ).values_list("course_id", "responder")
    )

    def row(recall: plans.Recall) -> Row:
        at = visited.get(recall.patient_id)
        days = None if at is None else (now - at).days
        is_away = days is not None and policy.needs_first_visit(days)
        return Row(
            recall, positions[recall.course_id], days if is_away else None, results.get(recall.course_id)
        )

    return RecallDesk(
        due=[row(recall) for recall in shown],
        counts=counts,
        more=(counts.get(reason, 0) if reason else sum(counts.values())) - len(shown),
        later=[row(recall) for recall in later],
        done=recalling.closed_lately(viewer, now - BACK, SHOWN_MAX),
        alone=recalling.left_alone(viewer, SHOWN_MAX),
    )
