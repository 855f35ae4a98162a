"""Deeds about how the clinic looks: its colour, its logo and its welcome."""

import datetime as dt

from django.db import transaction

from needlepoint.frontdoor import looks, models
from needlepoint.house import audit, codes
from needlepoint.house.design import colours
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people


def set_look(*, clinic: people.Clinic, by: audit.Actor, now: dt.datetime, **values: str) -> people.Clinic:
    """Set the clinic's colour and its words of welcome.

    values   any of colour ('' for ours, else #rrggbb) and welcome
    raises   people.actions.UnableToSet with every fault
    effects  those columns, and a new stamp: pages that were kept show the old ones no longer
    """
    faults = looks.faults(values)
    if faults:
        raise people_actions.UnableToSet(faults)
    if values.get("colour"):
        values["colour"] = colours.normal(values["colour"])
    with transaction.atomic():
        names = audit.changed(clinic, values)
        if names:
            _keep(clinic, {name: values[name] for name in names})
            thing = f"clinic:{clinic.code}"
            audit.record(
                "look_set", by=by, now=now, thing=thing, details={"changed": names}, clinic=clinic.pk
            )
    return clinic


def show_logo(clinic: people.Clinic) -> None:
    """Note on the clinic which logo it has, or that it has none. Whatever adds, describes or deletes one calls this
    in its transaction.
    """
    logo = models.Picture.objects.filter(clinic=clinic, kind=models.Picture.Kind.LOGO).defer("content").last()
    shown = {"code": logo.code, "width": logo.width, "height": logo.height} if logo else {}
    clinic.logo = shown
    _keep(clinic, {"logo": shown})


def _keep(clinic: people.Clinic, values: dict[str, object]) -> None:
    clinic.looks_stamp = codes.new_code()
    people.Clinic.objects.filter(pk=clinic.pk).update(looks_stamp=clinic.looks_stamp, **values)
