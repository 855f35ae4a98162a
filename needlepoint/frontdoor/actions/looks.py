"""Deeds about how the clinic looks: its colour, its logo and its welcome."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.frontdoor import looks, models
from needlepoint.frontdoor.actions import pictures
from needlepoint.house import audit, codes
from needlepoint.house.design import colours
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people

UnableToKeepPicture = pictures.UnableToKeepPicture


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


def set_logo(*, clinic: people.Clinic, content: bytes, by: audit.Actor, now: dt.datetime) -> models.Picture:
    """Put a logo at the top of every page, in place of the last one.

    content  the file as it was sent
    raises   UnableToKeepPicture
    effects  those of pictures.add_picture. The name stands beside the logo, so its alternative text says no more
    """
    alt = _("Logo of %(name)s") % {"name": clinic.name}
    return pictures.add_picture(
        clinic=clinic, kind=pictures.Kind.LOGO, alt=alt, content=content, by=by, now=now
    )


def remove_logo(*, clinic: people.Clinic, by: audit.Actor, now: dt.datetime) -> None:
    """Take the logo away, if there is one."""
    with transaction.atomic():
        for picture in models.Picture.objects.filter(clinic=clinic, kind=pictures.Kind.LOGO).defer("content"):
            pictures.delete_picture(picture=picture, by=by, now=now)
        clinic.logo = {}


def _keep(clinic: people.Clinic, values: dict[str, str]) -> None:
    clinic.looks_stamp = codes.new_code()
    people.Clinic.objects.filter(pk=clinic.pk).update(looks_stamp=clinic.looks_stamp, **values)
