"""Let somebody begin to treat here, and sign in."""

import datetime as dt

from django.db import transaction

from needlepoint.desk import actions
from needlepoint.house import audit
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import queries as people_queries
from needlepoint.people import rules as people_rules


def add_practitioner(
    *,
    clinic: people.Clinic,
    name: str,
    by: audit.Actor,
    now: dt.datetime,
    email: str = "",
    has_usual_hours: bool = False,
    **facts: object,
) -> people.Practitioner:
    """Enter somebody who treats, with an account when we know an address.

    email            with one they may sign in as a practitioner of this clinic
    has_usual_hours  Monday to Friday, 9 to 12 and 13 to 17
    facts            what people.actions.change_practitioner takes
    raises           people.actions.UnableToSet with every fault; one who treats here already is not entered twice
    effects          the account and the role, the practitioner, the hours, the audit entries
    """
    faults = people_rules.practitioner_faults({"name": name, **facts})
    if email and people_queries.treats_here(clinic, email):
        faults.append(people_rules.Fault("email", "Somebody with this address treats here already."))
    if faults:
        raise people_actions.UnableToSet(faults)
    with transaction.atomic():
        practitioner = people.Practitioner.objects.create(clinic=clinic, name=name)
        audit.record(
            "practitioner_added",
            by=by,
            now=now,
            thing=f"practitioner:{practitioner.code}",
            details={"has_account": bool(email)},
            clinic=clinic.pk,
        )
        change_practitioner(practitioner=practitioner, email=email, by=by, now=now, name=name, **facts)
        if has_usual_hours:
            actions.give_usual_hours(practitioner=practitioner, by=by, now=now)
    return practitioner


def change_practitioner(
    *, practitioner: people.Practitioner, by: audit.Actor, now: dt.datetime, email: str = "", **facts: object
) -> people.Practitioner:
    """Change what is known of somebody who treats, and give an account to one who has none.

    raises   people.actions.UnableToSet with the faults; nothing is changed then
    """
    with transaction.atomic():
        people_actions.change_practitioner(practitioner=practitioner, by=by, now=now, **facts)
        if email:
            people_actions.give_account(practitioner=practitioner, email=email, by=by, now=now)
    return practitioner
