"""The clinic's row says which logo it has, so that the top of every page need not ask for it."""

from needlepoint.frontdoor.queries import pictures as queries
from needlepoint.house import codes
from needlepoint.people import models as people


def show_logo(clinic: people.Clinic) -> None:
    """Note on the clinic which logo it has, or that it has none.

    Whatever adds or deletes a logo calls this in its transaction.
    """
    logo = queries.logo_of(clinic.pk)
    clinic.logo = {"code": logo.code, "width": logo.width, "height": logo.height} if logo else {}
    clinic.looks_stamp = codes.new_code()
    people.Clinic.objects.filter(pk=clinic.pk).update(logo=clinic.logo, looks_stamp=clinic.looks_stamp)
