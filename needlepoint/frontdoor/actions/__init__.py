"""Deeds about what the clinic offers. Each is one transaction with one audit entry."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from needlepoint.frontdoor import models, rules, terms
from needlepoint.house import audit
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people


def offer_service(
    *,
    clinic: people.Clinic,
    kind: str,
    name: str,
    price_cents: int,
    segments: Sequence[Sequence[object]],
    position: int,
    by: audit.Actor,
    now: dt.datetime,
    **more: object,
) -> models.Service:
    """Add a kind of visit to what the clinic offers.

    more     any other column of a service that an owner sets
    raises   rules.UnableToReadPattern naming every fault of the segments; people.actions.UnableToSet naming the rest
    """
    rules.pattern(segments)
    faults = terms.faults({"name": name, "price_cents": price_cents, "position": position, **more})
    if faults:
        raise people_actions.UnableToSet(faults)
    with transaction.atomic():
        service = models.Service.objects.create(
            clinic=clinic,
            kind=models.Service.Kind(kind),
            name=name,
            price_cents=price_cents,
            segments=[list(segment) for segment in segments],
            position=position,
            **more,
        )
        audit.record("service_offered", by=by, now=now, thing=f"service:{service.code}", clinic=clinic.pk)
    return service


def change_service(
    *, service: models.Service, by: audit.Actor, now: dt.datetime, **values: object
) -> models.Service:
    """Change a kind of visit. Visits that are booked keep the pattern and the time they were booked with.

    values   any columns of a service that an owner sets
    raises   people.actions.UnableToSet with every fault
    """
    faults = terms.faults(values)
    if faults:
        raise people_actions.UnableToSet(faults)
    with transaction.atomic():
        names = audit.changed(service, values)
        if names:
            service.save(update_fields=names)
            audit.record(
                "service_changed",
                by=by,
                now=now,
                thing=f"service:{service.code}",
                details={"changed": names},
                clinic=service.clinic_id,
            )
    return service
