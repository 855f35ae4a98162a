"""What the clinic offers, as a visitor reads it."""

import dataclasses

from needlepoint.frontdoor import models, rules
from needlepoint.frontdoor.wording import stock


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """One service as a visitor reads it."""

    name: str
    about: str
    price: str
    price_cents: int
    is_first: bool  # a first visit; else a follow-up
    minutes: int
    segments: tuple[tuple[str, int], ...]  # without the turnover, which is not the visitor's
    open_code: str  # of a visit that somebody new books online without the check; else empty


def offer(service: models.Service, currency: str) -> Offer:
    pattern = rules.pattern(service.segments)
    return Offer(
        name=stock.visit(service.name),
        about=service.about,
        price=rules.price(service.price_cents, currency),
        price_cents=service.price_cents,
        is_first=service.kind == models.Service.Kind.FIRST,
        minutes=pattern.patient_minutes,
        segments=tuple(
            (segment.kind.value, segment.minutes)
            for segment in pattern.segments
            if segment.kind is not rules.Kind.TURNOVER
        ),
        open_code="" if service.needs_check or not _is_for_newcomers(service) else service.code,
    )


def _is_for_newcomers(service: models.Service) -> bool:
    return service.is_public and service.for_new and service.kind == models.Service.Kind.FIRST
