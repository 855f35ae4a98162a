"""Who pays in the told clinic: people of 65 and older with pain that lasts have a payer who counts their visits."""

import datetime as dt

from needlepoint.desk.story import bulk
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans
from needlepoint.plans.queries import ceilings

FROM_AGE = 65
GOES_ON = (plans.Review.Decision.CONTINUE, plans.Review.Decision.SPACE_OUT)


def write(clinic: people.Clinic, *, today: dt.date) -> None:
    """Give the payer, and what was signed for them at reviews. Costs 3 queries and one more for a batch."""
    offered = ceilings.payers_of(clinic)
    if not offered:
        return
    courses = plans.Course.objects.filter(
        clinic=clinic, phase="CHRONIC", patient__user__isnull=True
    ).select_related("patient")
    counted = [
        course
        for course in courses
        if (people_rules.age_on(course.patient.birth_date, today) or 0) >= FROM_AGE
    ]
    for course in counted:
        course.payer = offered[0].key
    plans.Course.objects.bulk_update(counted, ["payer"], batch_size=bulk.BATCH)
    reviews = plans.Review.objects.filter(course__clinic=clinic, course__payer=offered[0].key)
    reviews.filter(decision__in=GOES_ON).update(is_improving=True)
