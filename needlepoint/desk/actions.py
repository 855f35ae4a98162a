"""Deeds that need two steps at once. Each is one transaction."""

import datetime as dt

from django.db import transaction

from needlepoint.house import audit
from needlepoint.people import actions as people_actions
from needlepoint.plans import actions as plans_actions
from needlepoint.plans import models as plans
from needlepoint.plans import rules as plans_rules


def note_attempt(*, recall: plans.Recall, outcome: str, by: audit.Actor, now: dt.datetime) -> plans.Recall:
    """Write down what came of asking somebody back; a wish to be left alone holds for everything we send.

    effects  the attempt on the recall; for DO_NOT_CONTACT also the patient's row, so that no later list asks again
    """
    with transaction.atomic():
        noted = plans_actions.note_recall_attempt(recall=recall, outcome=outcome, by=by, now=now)
        if outcome == plans_rules.Attempt.DO_NOT_CONTACT:
            people_actions.stop_asking(patient=recall.patient, by=by, now=now)
    return noted
