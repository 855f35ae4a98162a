"""Which forms of coming visits are not finished: what the clock asks for, and what the desk has in view."""

import dataclasses
import datetime as dt

from django.db import models as db
from django.http import Http404

from needlepoint.booking import models as booking
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import prepared
from needlepoint.intake import models, rules
from needlepoint.intake.queries import filling
from needlepoint.intake.rules import chasing
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

FIRST_VISIT = rules.FIRST_VISIT
NEEDLING = "NEEDLING"  # the consent without which no needle goes in
COMING = (booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED)
A_DAY = dt.timedelta(days=1)  # no visit is longer
SHOWN = 200  # a longer list is no morning's work


@dataclasses.dataclass(frozen=True, slots=True)
class OpenForm:
    """A form of a coming visit that is not finished: `done` of `of` pages. `intake` is None while nobody has begun it."""

    visit: booking.Visit
    intake: models.Intake | None
    form_asked: definition.Form | None = None
    done: int = 0
    of: int = 0


def _with_something_open(visits: db.QuerySet) -> db.QuerySet:
    """Leave the visits with a form begun and not finished, and first visits whose form nobody has begun."""
    asked = models.Intake.objects.filter(visit=db.OuterRef("pk"))
    unbegun = db.Q(service__kind=frontdoor.Service.Kind.FIRST) & ~db.Exists(asked.filter(form=FIRST_VISIT))
    return visits.filter(db.Exists(asked.filter(state=models.Intake.State.OPEN)) | unbegun)


def _open_forms(visits: db.QuerySet, limit: int) -> list[OpenForm]:
    """Costs 2 queries."""
    wanted = visits.select_related("clinic", "patient", "practitioner", "service", "location")
    found = list(wanted.order_by("starts_at", "pk")[:limit])
    by_visit: dict[int, list[models.Intake]] = {}
    for intake in models.Intake.objects.filter(visit__in=found).order_by("pk") if found else ():
        by_visit.setdefault(intake.visit_id, []).append(intake)
    rows = []
    for visit in found:
        intakes = by_visit.get(visit.pk, [])
        is_first = visit.service_id is not None and visit.service.kind == frontdoor.Service.Kind.FIRST
        if is_first and not any(each.form == FIRST_VISIT for each in intakes):
            rows.append(OpenForm(visit, None))
        for intake in intakes:
            if intake.state == models.Intake.State.OPEN:
                # What came with the visit is not asked for again.
                intake.visit, intake.patient, intake.clinic = visit, visit.patient, visit.clinic
                rows.append(OpenForm(visit, intake))
    return rows


def open_forms(viewer: people_rules.Viewer, *, now: dt.datetime, days: int = 14) -> list[OpenForm]:
    """Return the clinic's unfinished forms of coming visits, soonest first; today's stay until they are over.

    costs  4 queries at any length, and 2 more for each questionnaire that a clinic loaded
    """
    if not viewer.is_staff:
        return []
    rows = _open_forms(_with_something_open(_coming(viewer, now, days)), SHOWN)
    answers = filling.answers_of_many([row.intake for row in rows if row.intake])
    told = ((row, answers.get(row.intake.pk, {}) if row.intake else {}) for row in rows)
    return [row for row in (_with_progress(row, given) for row, given in told) if row.form_asked]


def _with_progress(row: OpenForm, answers: said.Answers) -> OpenForm:
    """Add how far it is; a form of a questionnaire that nobody knows any more asks nothing."""
    asked = row.intake or models.Intake(clinic=row.visit.clinic, patient=row.visit.patient, visit=row.visit)
    try:
        form = filling.definition_of(asked)
    except Http404:
        return row
    shown = len(rules.visible_screens(form, answers))
    still_open = len(rules.open_screens(form, answers))
    return dataclasses.replace(row, form_asked=form, done=shown - still_open, of=shown)


def unsigned(viewer: people_rules.Viewer, *, now: dt.datetime, days: int = 14) -> list[booking.Visit]:
    """Return the next visit of each coming patient who never said yes or no to needles, soonest first. Costs 1 query.

    Who still has the form of a first visit open is left out: it ends with what they agree to. Who said no, took it back
    or wants to talk first has answered: that is for whoever treats them.
    """
    if not viewer.is_staff:
        return []
    answered = people.Consent.objects.filter(patient=db.OuterRef("patient"), kind=NEEDLING)
    waiting = _with_something_open(_coming(viewer, now, days)).values("patient")
    bare = _coming(viewer, now, days).exclude(db.Exists(answered)).exclude(patient__in=waiting)
    found = bare.select_related("patient", "location").order_by("starts_at", "pk")[:SHOWN]
    return list({visit.patient_id: visit for visit in reversed(found)}.values())[::-1]


def _coming(viewer: people_rules.Viewer, now: dt.datetime, days: int) -> db.QuerySet:
    return booking.Visit.objects.filter(
        clinic_id=viewer.clinic_id,
        state__in=COMING,
        ends_at__gt=now,
        starts_at__gt=now - A_DAY,  # tells the database not to look at the years before
        starts_at__lt=now + dt.timedelta(days=days),
    )


def is_known(viewer: people_rules.Viewer, code: str) -> bool:
    """Say whether a form, or a visit that has one, has this code and is the viewer's to open. Costs 1 or 2 queries."""
    try:
        filling.intake_for(viewer, code)
    except Http404:
        return False
    return True


def count_open(viewer: people_rules.Viewer, *, now: dt.datetime, days: int = 14) -> int:
    """Return how many coming visits wait for a form. Costs 2 queries.

    Begun and unbegun are asked for apart: few forms are open, and few visits are first ones, while either of both makes
    the database look at every coming visit.
    """
    if not viewer.is_staff:
        return 0
    span = {
        "clinic_id": viewer.clinic_id,
        "now": now,
        "since": now - A_DAY,
        "until": now + dt.timedelta(days=days),
    }
    return len({*_begun(**span), *_unbegun(**span)})


def _ask_begun(clinic_id: int, now: dt.datetime, since: dt.datetime, until: dt.datetime) -> db.QuerySet:
    open_ones = models.Intake.objects.filter(
        clinic_id=clinic_id,
        state=models.Intake.State.OPEN,
        visit__state__in=COMING,
        visit__ends_at__gt=now,
        visit__starts_at__gt=since,
        visit__starts_at__lt=until,
    )
    return open_ones.values_list("visit_id")


def _ask_unbegun(clinic_id: int, now: dt.datetime, since: dt.datetime, until: dt.datetime) -> db.QuerySet:
    firsts = booking.Visit.objects.filter(
        clinic_id=clinic_id,
        state__in=COMING,
        ends_at__gt=now,
        starts_at__gt=since,
        starts_at__lt=until,
        service__kind=frontdoor.Service.Kind.FIRST,
    )
    asked = models.Intake.objects.filter(visit=db.OuterRef("pk"), form=FIRST_VISIT)
    return firsts.exclude(db.Exists(asked)).values_list("pk")


SPAN = {"clinic_id": int, "now": dt.datetime, "since": dt.datetime, "until": dt.datetime}
_begun = prepared.Question(_ask_begun, **SPAN)
_unbegun = prepared.Question(_ask_unbegun, **SPAN)


def visits_to_chase(now: dt.datetime, limit: int) -> list[booking.Visit]:
    """Return visits within reach of any cadence whose patient may be asked, soonest first, in every clinic.

    A visit is left out for good once it was asked about as often as anybody may. Costs 1 query.
    """
    furthest = now + dt.timedelta(hours=chasing.MOST_HOURS + 24)  # a day more: a night may bring it forward
    coming = booking.Visit.objects.filter(
        state=booking.Visit.State.BOOKED,
        starts_at__gt=now,
        starts_at__lt=furthest,
        patient__may_contact=True,
        patient__reminders_stopped_at=None,
    ).exclude(patient__email="", patient__phone="")
    worn = models.Intake.objects.filter(visit=db.OuterRef("pk"), chased_count__gte=chasing.MOST_STEPS)
    found = _with_something_open(coming).exclude(db.Exists(worn)).select_related("clinic", "location")
    return list(found.prefetch_related("intakes").order_by("starts_at", "pk")[:limit])
