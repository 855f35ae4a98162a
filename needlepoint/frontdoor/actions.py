"""Deeds about what the clinic offers. Each is one transaction with one audit entry."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from needlepoint.frontdoor import models, rules
from needlepoint.house import audit
from needlepoint.people import models as people


def offer_service(
    *,
    clinic: people.Clinic,
    kind: str,
    name: str,
    price_cents: int,
    segments: Sequence[tuple[str, int]],
    position: int,
    by: audit.Actor,
    now: dt.datetime,
) -> models.Service:
    """Add a kind of visit to what the clinic offers.

    raises   rules.UnableToReadPattern naming every fault of the segments
    """
    rules.pattern(segments)
    with transaction.atomic():
        service = models.Service.objects.create(
            clinic=clinic,
            kind=models.Service.Kind(kind),
            name=name,
            price_cents=price_cents,
            segments=[list(segment) for segment in segments],
            position=position,
        )
        audit.record("service_offered", by=by, now=now, thing=f"service:{service.code}", clinic=clinic.pk)
    return service
