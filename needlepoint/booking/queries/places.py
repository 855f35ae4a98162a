"""The places of a clinic."""

from needlepoint.booking import models
from needlepoint.house import prepared
from needlepoint.people import models as people

_places = prepared.Question(
    lambda *, clinic_id: models.Location.objects.filter(clinic_id=clinic_id, is_open=True), clinic_id=int
)


def places_of(clinic: people.Clinic) -> list[models.Location]:
    """Return the further places that are open; the first one has no row. Costs 1 query."""
    return _places(clinic_id=clinic.pk)
