"""Asking for the rest of a form: one message at a time, with a link straight into it."""

import datetime as dt
import math

from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from needlepoint.booking import messages as booking_messages
from needlepoint.booking import models as booking
from needlepoint.booking.actions import messages as booking_actions
from needlepoint.booking.rules import messages as booking_rules
from needlepoint.house import addresses, audit, clock, outbox
from needlepoint.intake import models
from needlepoint.intake.actions import filling
from needlepoint.intake.rules import chasing
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

State = models.Intake.State


class UnableToSendLink(Exception):
    """No message was promised; carries a sentence for whoever wanted to send it."""


def is_due(visit: booking.Visit, intakes, now: dt.datetime) -> bool:
    """Say whether the forms of a visit are asked for now. `intakes`: all of the visit's, finished ones too."""
    chased = [each.chased_at for each in intakes if each.chased_at]
    return chasing.is_due(
        starts_at=visit.starts_at,
        asked_at=visit.booked_at,
        chased_at=max(chased) if chased else None,
        chased_count=max((each.chased_count for each in intakes), default=0),
        hours=chasing.cadence(visit.clinic.chase_hours),
        quiet=booking_messages.quiet_of(visit.clinic, booking_messages.zone_of(visit)),
        now=now,
    )


def chase(*, visit: booking.Visit, now: dt.datetime) -> bool:
    """Ask for the rest of a visit's forms, if it is time. Of two loops at once, one asks.

    returns  whether this call promised a message
    effects  the first form is put before the patient where nobody had begun it; a single-use link into it; the
             message, by text or mail as the patient can be reached; when, and how often, on every open form
    """
    by = people_rules.System(visit.clinic_id)
    with transaction.atomic():
        # Under lock everything is looked at once more: the visit may have moved, the form may be done.
        locked = booking.Visit.objects.select_for_update(of=("self",), no_key=True)
        held = locked.select_related("clinic", "patient", "location").get(pk=visit.pk)
        intakes = list(held.intakes.order_by("pk"))
        waiting = [each for each in intakes if each.state == State.OPEN]
        if held.state != booking.Visit.State.BOOKED or held.patient.reminders_stopped_at is not None:
            return False
        if not is_due(held, intakes, now) or (intakes and not waiting):
            return False
        form = waiting[0] if waiting else filling.open_intake(visit=held, now=now, by=by)
        count = max((each.chased_count for each in intakes), default=0) + 1
        if not _promise(held, form, key=f"visit:{held.code}:forms:{count}", now=now):
            return False
        held.intakes.filter(state=State.OPEN).update(chased_at=now, chased_count=count)
        audit.record(
            "form_asked_for",
            by=by,
            now=now,
            patient=held.patient_id,
            thing=f"visit:{held.code}",
            details={"time": count},
        )
    return True


def set_hours(*, clinic: people.Clinic, hours: list[int], by: people_rules.Viewer, now: dt.datetime) -> None:
    """Set how long before a visit an unfinished form is asked for. `hours`: `chasing.read_hours(…)`."""
    with transaction.atomic():
        names = audit.changed(clinic, {"chase_hours": hours})
        if names:
            people.Clinic.objects.filter(pk=clinic.pk).update(chase_hours=hours)
            audit.record(
                "form_hours_set", by=by, now=now, thing=f"clinic:{clinic.code}", details={"hours": hours}
            )


def send_link(*, intake: models.Intake, by: people_rules.Viewer, now: dt.datetime) -> None:
    """Send a fresh link into a form because somebody asked for it at the desk. Counts as having asked.

    intake   one not begun yet is put before the patient now

    raises  UnableToSendLink when it is finished, the visit is over or cancelled, or there is no address
    """
    visit = intake.visit
    with transaction.atomic():
        opened = intake if intake.pk else filling.open_intake(visit=visit, now=now, by=by)
        held = models.Intake.objects.select_for_update(of=("self",)).get(pk=opened.pk)
        if held.state != State.OPEN:
            raise UnableToSendLink(_("This form is finished already."))
        if (
            visit.state not in {booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED}
            or visit.ends_at <= now
        ):
            raise UnableToSendLink(_("This visit is over or cancelled."))
        links = held.patient.links.filter(purpose=people_rules.Purpose.INTAKE).aggregate(last=Max("pk"))[
            "last"
        ]
        if not _promise(visit, held, key=f"intake:{held.code}:link:{links or 0}", now=now):
            raise UnableToSendLink(_("There is no e-mail address or mobile number to send a link to."))
        models.Intake.objects.filter(pk=held.pk).update(chased_at=now, chased_count=F("chased_count") + 1)
        audit.record("form_link_sent", by=by, now=now, patient=held.patient_id, thing=f"intake:{held.code}")


def _promise(visit: booking.Visit, intake: models.Intake, *, key: str, now: dt.datetime) -> bool:
    """Promise one message with a link into a form. Returns whether there is a way to reach the patient."""
    patient, clinic = visit.patient, visit.clinic
    way = booking_rules.channel(
        booking_rules.Kind.REMINDER,
        reach=booking_actions.reach_of(patient),
        until_visit=visit.starts_at - now,
    )
    if way is None:
        return False
    days = max(1, math.ceil((visit.ends_at - now) / dt.timedelta(days=1)))
    token = people_actions.make_link(
        patient=patient, purpose=people_rules.Purpose.INTAKE, now=now, target=intake.code, days=days
    )
    with translation.override(patient.language or "en"):
        local = clock.local(visit.starts_at, booking_messages.zone_of(visit))
        words = {
            "name": patient.given_name,
            "clinic": clinic.name,
            "phone": clinic.phone,
            "day": formats.date_format(local, "l j F"),
            "link": addresses.absolute(reverse("people:link", args=[token])),
        }
        # No word about pain or treatment where it is read over shoulders.
        subject = _("A few questions before %(day)s") % words
        if way is booking_rules.Channel.SMS:
            body = (
                _(
                    "%(clinic)s: a few questions before your visit on %(day)s. Stop and go on when you like: %(link)s"
                )
                % words
            )
        else:
            body = (
                _(
                    "Hello %(name)s,\n\nwe see you on %(day)s. A few short questions are still open. They help us use "
                    "the visit for you:\n\n%(link)s\n\nThe link opens your own form, once. You can leave any question "
                    "open, and stop and go on when you like.\nRather on paper or by phone? Call %(phone)s.\n\n"
                    "%(clinic)s\n"
                )
                % words
            )
    outbox.queue(
        key=key,
        clinic_id=visit.clinic_id,
        patient_id=visit.patient_id,
        channel=way,
        to=patient.phone if way is booking_rules.Channel.SMS else patient.email,
        subject=subject,
        body=body,
        send_at=now,
    )
    return True
