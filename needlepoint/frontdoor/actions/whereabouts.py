"""Say where the clinic is, how to get in, and what lies around it."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from needlepoint.frontdoor import models, whereabouts
from needlepoint.house import audit, codes
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people

PLACES = Decimal("0.00001")  # about a metre


def set_whereabouts(
    *,
    clinic: people.Clinic,
    here: whereabouts.Coordinates | None,
    marks: Sequence[whereabouts.Mark],
    by: audit.Actor,
    now: dt.datetime,
    **values: str,
) -> people.Clinic:
    """Keep what the page says on which people find the clinic.

    here     None takes the coordinates away
    marks    all that lies around it, in order; what was kept before goes
    values   any of whereabouts.LENGTHS
    raises   people.actions.UnableToSet with every fault
    effects  the clinic's columns and a new stamp of its pages, the landmarks, one audit entry
    """
    faults = whereabouts.faults(values, here, marks)
    if faults:
        raise people_actions.UnableToSet(faults)
    wanted = {
        **values,
        "latitude": Decimal(str(here.latitude)).quantize(PLACES) if here else None,
        "longitude": Decimal(str(here.longitude)).quantize(PLACES) if here else None,
    }
    with transaction.atomic():
        names = audit.changed(clinic, wanted)
        kept = models.Landmark.objects.filter(clinic=clinic)
        was = list(kept.values_list("kind", "name", "points"))
        points = [(one.kind, one.name, [list(place) for place in one.points]) for one in marks]
        if was != points:
            kept.delete()
            models.Landmark.objects.bulk_create(
                models.Landmark(clinic=clinic, kind=kind, name=name, points=along, position=position)
                for position, (kind, name, along) in enumerate(points, start=1)
            )
            names = [*names, "landmarks"]
        if names:
            clinic.looks_stamp = codes.new_code()
            columns = {name: wanted[name] for name in names if name in wanted}
            people.Clinic.objects.filter(pk=clinic.pk).update(looks_stamp=clinic.looks_stamp, **columns)
            audit.record(
                "whereabouts_set",
                by=by,
                now=now,
                thing=f"clinic:{clinic.code}",
                details={"changed": names},
                clinic=clinic.pk,
            )
    return clinic
