"""Questions about what a patient agreed to; each starts from the viewer or from a patient the viewer may see."""

from collections.abc import Iterable

from django.http import Http404

from needlepoint.people import access
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules


def history_of(patient: people.Patient) -> list[people.Consent]:
    """Return every decision a patient made, the latest first, with its text. Costs 1 query."""
    return list(
        people.Consent.objects.filter(patient=patient).select_related("text").order_by("-decided_at", "-pk")
    )


def latest_of(history: Iterable[people.Consent]) -> dict[str, people.Consent]:
    """Return the latest decision of each kind out of a history. Costs nothing."""
    latest: dict[str, people.Consent] = {}
    for consent in history:
        latest.setdefault(consent.kind, consent)
    return latest


def consent_for(viewer: people_rules.Viewer, code: str) -> people.Consent:
    """Return one decision. Costs 1 query. Raises Http404 alike for an unknown code and for what is not the viewer's."""
    consent = (
        people.Consent.objects.filter(patient__in=access.patients_seen_by(viewer), code=code)
        .select_related("patient__clinic", "text")
        .first()
    )
    if consent is None:
        raise Http404
    return consent
