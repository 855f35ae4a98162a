"""Whom a signed-in patient may book for besides themselves: the other patients of the same account."""

from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

# How an address says for whom, when it is nobody's code.
ME, NEW = "me", "new"


def relatives_of(viewer: people_rules.Viewer) -> list[people.Patient]:
    """Return the other patients whom this account looks after here. Costs 1 query; none without an account.

    Who came by a single-use link holds only their own page.
    """
    if not viewer.is_patient or viewer.user_id is None:
        return []
    family = people.Patient.objects.filter(user_id=viewer.user_id, clinic_id=viewer.clinic_id)
    return list(family.exclude(pk=viewer.patient_id).order_by("given_name", "pk")[:20])


def relative(viewer: people_rules.Viewer, code: str) -> people.Patient | None:
    """Return the one of their family with this code, or None. Costs 1 query; none without a code."""
    if not code or code == ME or not viewer.is_patient or viewer.user_id is None:
        return None
    family = people.Patient.objects.filter(user_id=viewer.user_id, clinic_id=viewer.clinic_id)
    return family.select_related("clinic").filter(code=code).first()
