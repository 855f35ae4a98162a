"""Unwanted effects, missed visits, and how much of the time at work was used."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.charting.rules import effects as effect_rules
from needlepoint.desk.pages import safety
from needlepoint.desk.pages.results import cells
from needlepoint.desk.queries import results as queries
from needlepoint.people import rules as people_rules


def effects(found: queries.Results) -> dict[str, object]:
    visits = found.took_place
    groups = (
        (_("Anything unwanted"), effect_rules.ANY),
        (_("Something serious"), effect_rules.SERIOUS),
    )
    seen = {key: found.effects[key].visits if key in found.effects else 0 for _name, key in groups}
    return {
        "value": "",
        "of": "" if visits else _("No visit took place in this time."),
        "lines": (
            _("“The true rate” lies in the range %(sure)s times of 100. What nobody told us is not in it.")
            % cells.SURE,
        )
        if visits
        else (),
        "rates": tuple((name, safety.by_visit(key, seen[key], visits)) for name, key in groups)
        if visits
        else (),
        "more": (_("More about safety"), reverse("desk:safety")),
    }


def missed(found: queries.Results, viewer: people_rules.Viewer) -> dict[str, object]:
    missed = found.visits.get(queries.State.MISSED, 0)
    due = missed + found.took_place
    return {
        "value": cells.percent(missed, due),
        "of": ngettext(
            "%(part)s of %(whole)s visit that was due", "%(part)s of %(whole)s visits that were due", due
        )
        % {"part": cells.counted(missed), "whole": cells.counted(due)},
        "few": cells.part_of(missed, due),
        "lines": (),
        "more": _report(viewer),
    }


def time_used(found: queries.Results, viewer: people_rules.Viewer) -> dict[str, object]:
    booked, at_work = found.time
    hours = {"part": cells.counted(round(booked / 60)), "whole": cells.counted(round(at_work / 60))}
    return {
        "value": cells.percent(booked, at_work),
        "of": _("%(part)s of %(whole)s hours at work in the last eight weeks were booked") % hours,
        "few": _("of the last eight weeks"),
        "lines": (),
        "more": _report(viewer),
    }


def _report(viewer: people_rules.Viewer) -> tuple[str, str] | None:
    return (_("The report, week by week"), reverse("desk:report")) if viewer.is_owner else None
