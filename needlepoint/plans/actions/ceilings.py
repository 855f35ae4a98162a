"""Say who pays for a plan and counts its visits."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.house import audit
from needlepoint.knowledge.payers import terms as payers
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models


class UnableToSetPayer(Exception):
    """Who pays stays as it was; the message is for staff."""


def set_payer(
    *, course: models.Course, payer: str, by: people_rules.Viewer, now: dt.datetime
) -> models.Course:
    """Say who pays for a plan; blank for nobody who counts.

    raises    UnableToSetPayer for somebody who may not say it, an ended plan, or a payer unknown in the clinic's country
    effects   the plan and one audit entry; saying what is so already writes nothing
    """
    if not access.may_say_who_pays(by):
        raise UnableToSetPayer(_("Only a practitioner or the desk says who pays."))
    with transaction.atomic():
        course = (
            models.Course.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=course.pk)
        )
        if not payers.is_offered(payer, course.clinic.country):
            raise UnableToSetPayer(_("Choose one of the list."))
        if course.state != models.Course.State.ACTIVE:
            raise UnableToSetPayer(_("This plan has ended, so who paid stays as it was."))
        if course.payer != payer:
            course.payer = payer
            course.save(update_fields=["payer"])
            audit.record(
                "payer_set",
                by=by,
                now=now,
                patient=course.patient_id,
                thing=f"course:{course.code}",
                details={"payer": payer},
            )
    return course
