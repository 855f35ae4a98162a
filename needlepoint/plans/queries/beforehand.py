"""What is said before a visit is booked: a review that is owed, and what whoever pays would not pay for."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Count, F, Q

from needlepoint.booking import models as booking
from needlepoint.booking.queries import beforehand
from needlepoint.house import prepared
from needlepoint.plans import models
from needlepoint.plans.queries import ceilings
from needlepoint.plans.rules import reviewing as rules
from needlepoint.plans.wording import decided
from needlepoint.plans.wording import reviewing as wording

State = booking.Visit.State


def before_a_booking(
    patient_id: int,
    starts: Collection[dt.datetime],
    now: dt.datetime,
    *,
    is_staff: bool,
    leaves: Collection[int] = (),
) -> beforehand.Caveat | None:
    """Return everything there is to say, as one; see booking.queries.beforehand. Costs 2 queries, up to 3 more."""
    said = [
        _owed(patient_id, len(starts), now, is_staff=is_staff) if not leaves else None,
        ceilings.before_a_booking(patient_id, starts, now, is_staff=is_staff, leaves=leaves),
    ]
    return _together([one for one in said if one is not None])


def _together(said: list[beforehand.Caveat]) -> beforehand.Caveat | None:
    if len(said) < 2:  # noqa: PLR2004 nothing to put together
        return said[0] if said else None
    first, *others = said
    return beforehand.Caveat(
        "+".join(one.key for one in said),
        first.title,
        (*first.sentences, *(sentence for one in others for sentence in (f"{one.title}.", *one.sentences))),
        tuple(way for one in said for way in one.to_do),
    )


def _owed(patient_id: int, wished: int, now: dt.datetime, *, is_staff: bool) -> beforehand.Caveat | None:
    """Say that a review is owed, when more than the one visit at which it is held would be booked. Costs 1 query."""
    standing = _standing.first(patient_id=patient_id, now=now)
    if standing is None:
        return None
    review_after, done, ahead = standing
    if not rules.books_past_review(done=done, review_after=review_after, ahead=ahead, wished=wished):
        return None
    title, sentences, to_do = (
        wording.owed_words(review_after=review_after) if is_staff else decided.owed_words(done=done)
    )
    return beforehand.Caveat(f"review-{review_after}", title, sentences, to_do)


_VISITS = "patient__visits"
_standing = prepared.Question(
    lambda patient_id, now: (
        models.Course.objects.filter(patient_id=patient_id, state=models.Course.State.ACTIVE)
        .annotate(
            done=Count(
                _VISITS,
                filter=Q(
                    **{
                        f"{_VISITS}__state": State.COMPLETED,
                        f"{_VISITS}__starts_at__gte": F("started_at"),
                    }
                ),
            ),
            ahead=Count(
                _VISITS,
                filter=Q(
                    **{
                        f"{_VISITS}__state__in": [State.BOOKED, State.ARRIVED],
                        f"{_VISITS}__ends_at__gt": now,
                    }
                ),
            ),
        )
        .values_list("review_after", "done", "ahead")[:1]
    ),
    patient_id=int,
    now=dt.datetime,
)
