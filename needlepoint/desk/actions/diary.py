"""Deeds of the day that need more than one step: taking back what was pressed by mistake."""

import datetime as dt

from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.booking.actions import arrivals, refusals
from needlepoint.desk.queries import diary as queries
from needlepoint.house import audit

State = booking.Visit.State


def take_back(*, visit: booking.Visit, by: audit.Actor, now: dt.datetime) -> booking.Visit:
    """Take back Arrived or Did not come. Again changes nothing.

    raises  UnableToUndo with a sentence for the desk; once needles were in, always
    """
    if visit.state == State.MISSED:
        return arrivals.undo_absence(visit=visit, by=by, now=now)
    if queries.has_needles(visit):
        raise refusals.UnableToUndo(_("Needles have been in at this visit, so the patient was here."))
    return arrivals.undo_arrival(visit=visit, by=by, now=now)
