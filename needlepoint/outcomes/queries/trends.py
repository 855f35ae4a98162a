"""What one person's numbers and what happened meanwhile tell together."""

import datetime as dt
from collections.abc import Sequence

from needlepoint.booking import models as booking
from needlepoint.charting import models as charting
from needlepoint.house import prepared
from needlepoint.outcomes import models, rules
from needlepoint.outcomes.queries import check_ins, measures
from needlepoint.outcomes.rules import flares as flare_rules
from needlepoint.outcomes.rules import trend_story
from needlepoint.people import models as people
from needlepoint.plans import models as plans


def story_of(
    patient: people.Patient, now: dt.datetime, standings: Sequence[rules.Standing] | None = None
) -> trend_story.Story:
    """Return all that a page tells of a patient's numbers. Costs 9 queries at any length, 6 with `standings`.

    now        check-ins that can still be answered are no silence yet
    standings  of queries.standings_of, where a page has asked for them already
    """
    told = measures.standings_of(patient) if standings is None else standings
    flares = _flares(patient_id=patient.pk)
    return trend_story.story(
        check_ins.trend_of(patient, now),
        told,
        visits=[
            trend_story.Visit(
                at=starts_at,
                is_missed=state == booking.Visit.State.MISSED,
                is_review=is_review,
                techniques=tuple(techniques) if note_state == charting.Note.State.SIGNED else None,
            )
            for starts_at, state, is_review, note_state, techniques in _visits(patient_id=patient.pk, now=now)
        ],
        reviews=_reviews(patient_id=patient.pk),
        flares=[(at, pain) for at, pain, _why in flares],
        eased={at for at, _pain, why in flares if why == flare_rules.Why.BETTER},
    )


_visits = prepared.Question(
    lambda patient_id, now: booking.Visit.objects.filter(
        patient_id=patient_id,
        starts_at__lt=now,
        state__in=[
            booking.Visit.State.COMPLETED,
            booking.Visit.State.ARRIVED,
            booking.Visit.State.MISSED,
        ],
    ).values_list("starts_at", "state", "is_review", "note__state", "note__techniques"),
    patient_id=int,
    now=dt.datetime,
)
_reviews = prepared.Question(
    lambda patient_id: plans.Review.objects.filter(course__patient_id=patient_id).values_list(
        "decided_at", "decision"
    ),
    patient_id=int,
)
_flares = prepared.Question(
    lambda patient_id: models.Flare.objects.filter(patient_id=patient_id).values_list(
        "reported_at", "pain", "closed_why"
    ),
    patient_id=int,
)
