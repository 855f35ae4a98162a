"""Handing the clinic's tablet to a patient."""

import datetime as dt

from django.db import transaction

from needlepoint.booking import models as booking
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import audit
from needlepoint.intake.actions import filling
from needlepoint.people import rules as people_rules


def open_tablet(*, visit: booking.Visit, by: people_rules.Viewer, now: dt.datetime) -> None:
    """Write down that staff handed a patient the tablet for one visit's forms.

    effects  the form before a first visit is put before them where nobody had begun it
    """
    with transaction.atomic():
        if visit.service_id and visit.service.kind == frontdoor.Service.Kind.FIRST:
            filling.open_intake(visit=visit, now=now, by=by)
        audit.record(
            "tablet_handed_over", by=by, now=now, patient=visit.patient_id, thing=f"visit:{visit.code}"
        )
