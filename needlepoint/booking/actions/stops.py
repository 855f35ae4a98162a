"""Nobody gets a start while their newest check says: not here, or not now. The last door; the pages have theirs before."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from needlepoint.booking.actions import record, refusals
from needlepoint.house import audit
from needlepoint.people import models as people
from needlepoint.screening import queries as screening_queries


def refuse_stopped(
    patient: people.Patient,
    *,
    by: audit.Actor,
    now: dt.datetime,
    session: Mapping | None = None,
    is_proven: bool = True,
) -> None:
    """Refuse whoever is stopped by the check on their record, or by staff since. Costs 1 query.

    session    of the browser in which they book for themselves: newer answers there take the record's place
    is_proven  False when somebody typed the name of a patient we know without showing that it is they: their answers
               lift nothing, and they read nothing of what is on record
    raises     UnableToBook
    """
    session = session if is_proven else None
    if screening_queries.stops(patient, now=now, session=session) is None:
        return
    if not is_proven:
        raise refusals.UnableToBook(_("We book this visit together with you. Please call us."))
    raise refusals.UnableToBook(
        _("Your answers say that a doctor comes first. Please call us before you book.")
        if record.is_public(by)
        else _(
            "The newest check of this patient says that a doctor comes first. A practitioner can decide "
            "differently on the patient’s page."
        )
    )
