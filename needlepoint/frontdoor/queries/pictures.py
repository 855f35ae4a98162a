"""The clinic's pictures: told of without their content, which only the page that shows one picture reads."""

from django.http import Http404

from needlepoint.frontdoor import models
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

Kind = models.Picture.Kind


def _all(clinic_id: int | None):
    return models.Picture.objects.filter(clinic_id=clinic_id).defer("content")


def content_of(clinic_id: int | None, code: str) -> models.Picture:
    """Return a picture of a clinic with its content. Costs 1 query. Raises Http404."""
    picture = models.Picture.objects.filter(clinic_id=clinic_id, code=code).first()
    if picture is None:
        raise Http404
    return picture


def photos_of(clinic_id: int) -> list[models.Picture]:
    """Return the photos of the clinic itself, in its order. Costs 1 query."""
    return list(_all(clinic_id).filter(kind=Kind.PHOTO))


def logo_of(clinic_id: int) -> models.Picture | None:
    """Return the clinic's logo. Costs 1 query."""
    return _all(clinic_id).filter(kind=Kind.LOGO).last()


def portraits_of(clinic_id: int) -> dict[int, models.Picture]:
    """Return the photo of each person who treats and has one, by the person's integer id. Costs 1 query."""
    return {one.practitioner_id: one for one in _all(clinic_id).filter(kind=Kind.PERSON)}


def by_code(clinic_id: int | None, codes: set[str]) -> dict[str, models.Picture]:
    """Return those of the pictures that the clinic has. Costs 1 query, or none for no codes."""
    return {one.code: one for one in _all(clinic_id).filter(code__in=codes)} if codes else {}


def pictures_of(viewer: people_rules.Viewer) -> list[models.Picture]:
    """Return all pictures of the viewer's clinic, with who they show. Costs 1 query."""
    return list(_all(viewer.clinic_id).select_related("practitioner"))


def picture_for(viewer: people_rules.Viewer, code: str) -> models.Picture:
    """Return one picture of the viewer's clinic. Costs 1 query. Raises Http404."""
    picture = _all(viewer.clinic_id).select_related("practitioner").filter(code=code).first()
    if picture is None:
        raise Http404
    return picture


def people_to_show(viewer: people_rules.Viewer) -> list[people.Practitioner]:
    """Return whoever treats in the viewer's clinic, by name. Costs 1 query."""
    return list(people.Practitioner.objects.filter(clinic_id=viewer.clinic_id).order_by("name", "pk"))
