"""What staff read of a patient's check, and what the owner reads of where people are turned."""

import dataclasses

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, gettext_lazy, ngettext

from needlepoint.house import clock
from needlepoint.house.design import components
from needlepoint.knowledge.safety import rulebook
from needlepoint.screening import access as screening_access
from needlepoint.screening import queries as screening_queries
from needlepoint.screening import rules as screening_rules
from needlepoint.screening import wording

Route = screening_rules.Route
Again = screening_rules.Again

NAMES = wording.ROUTE_NAMES
TONES = {
    Route.EMERGENCY_NOW: "danger",
    Route.SAME_DAY: "danger",
    Route.DOCTOR_WITHIN_TWO_WEEKS: "danger",
    Route.DOCTOR_FIRST: "soon",
    Route.SUITABLE_WITH_CARE: "good",
    Route.SUITABLE: "good",
}
WHY_AGAIN = {
    Again.NEVER: gettext_lazy("Nobody has gone through the questions with them yet."),
    Again.GAP: gettext_lazy("It is too old to rely on. It is asked again before the next booking."),
    Again.FLARE: gettext_lazy("Their pain has gone up since. It is asked again before the next booking."),
    Again.REVIEW: gettext_lazy("A review is coming up. Ask again before you decide how to go on."),
}


def name_of(word: str) -> str:
    """Return what staff call a stored route; one from other rules is shown as it is."""
    try:
        return str(NAMES[Route(word)])
    except ValueError:
        return word.replace("_", " ").capitalize()


def rule_name(key: str) -> str:
    """Return what a rule looks for, in the words of the rule table; a rule that is gone is shown by its key."""
    known = {rule.key: rule.condition for rule in rulebook.current().rules}
    return gettext(known[key]) if key in known else key.replace("_", " ")


# --- On a day list ---------------------------------------------------------------------------------------------------


def chips(stands: screening_rules.Standing | None) -> tuple[tuple[str, str], ...]:
    """Return (word, tone) for what must be seen before somebody is treated; nothing while a check holds."""
    if stands is None:
        return ()
    if stands.is_stopped:
        return ((str(NAMES[stands.route]), "danger"),)
    if stands.again in {Again.FLARE, Again.REVIEW, Again.GAP}:
        return ((gettext("ask the check again"), "soon"),)
    return ()


# --- On a patient's page ---------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """The newest check as a patient's page shows it to staff."""

    is_known: bool
    is_stopped: bool
    route: str
    tone: str
    when: str
    said: str  # what the rules said, when staff decided differently
    before: str  # a check that stopped them until they answered anew
    why_again: str
    findings: tuple[str, ...]
    overrides: tuple[tuple[str, str, str], ...]  # when and who, the route, why
    visits_words: str  # what stays booked although they are stopped
    read_url: str
    again_url: str
    decide_url: str
    code: str
    may_read: bool
    is_desk_word: bool  # the desk writes down a doctor's word


def section(file, viewer) -> Section:
    """Word what `queries.checks.check_file` found."""
    patient, stands, kept = file.patient, file.stands, file.kept
    zone, may_open = patient.clinic.time_zone, screening_access.may_open_checks(viewer)
    may_read = screening_access.may_read_answers(viewer)
    routes = screening_access.routes_open_to(viewer, stands.route) if kept is not None else ()
    changed = stands.route is not stands.said
    return Section(
        is_known=kept is not None,
        is_stopped=stands.is_stopped,
        route=str(NAMES[stands.route]) if kept is not None else "",
        tone=TONES[stands.route] if kept is not None else "soon",
        when=formats.date_format(clock.local(kept.finished_at, zone), "j F Y") if kept is not None else "",
        said=str(NAMES[stands.said]) if kept is not None and changed else "",
        before=_before(file.stop_before, zone) if file.stop_before is not None else "",
        why_again=str(WHY_AGAIN[stands.again]) if stands.again is not None else "",
        findings=tuple(_finding(key, file.unsure) for key in kept.findings)
        if kept is not None and may_read
        else (),
        overrides=tuple(_override(one, zone) for one in file.overrides),
        visits_words=_visits_words(file.visits_ahead) if stands.is_stopped else "",
        read_url=reverse("screening:kept", args=[kept.code]) if kept is not None and may_open else "",
        again_url=reverse("screening:again", args=[patient.code]) if may_open else "",
        decide_url=reverse("desk:check_decision", args=[patient.code]) if routes else "",
        code=kept.code if kept is not None else "",
        may_read=may_read,
        is_desk_word=bool(routes) and not viewer.is_practitioner,
    )


def _before(one, zone) -> str:
    day = formats.date_format(clock.local(one.finished_at, zone), "j F Y")
    return gettext(
        "Answered otherwise before, on %(day)s: %(route)s. Ask what has changed before any needle."
    ) % {"day": day, "route": name_of(one.route)}


def _finding(key: str, unsure) -> str:
    if key in unsure:
        return gettext("%(condition)s (they were not sure)") % {"condition": rule_name(key)}
    return rule_name(key)


def _override(one, zone):
    who = gettext("%(day)s, %(name)s") % {
        "day": formats.date_format(clock.local(one.at, zone), "j F Y"),
        "name": one.by,
    }
    return who, name_of(one.route), one.reason


def _visits_words(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(n)s visit stays booked. Call them, and move or cancel it if need be.",
        "%(n)s visits stay booked. Call them, and move or cancel these if need be.",
        count,
    ) % {"n": count}


def route_choices(routes) -> list[tuple[str, str]]:
    return [(route.value, str(NAMES[route])) for route in routes]


def decided_words(route: Route) -> str:
    return gettext("Decided: %(route)s. The check itself stays as it was.") % {"route": NAMES[route]}


# --- For the owner ---------------------------------------------------------------------------------------------------

SPANS = (30, 90, 365)  # days


@dataclasses.dataclass(frozen=True, slots=True)
class TurnedPage:
    tabs: tuple[tuple[str, str, bool], ...]
    total: int
    summary: str
    is_small: bool
    stopped_words: str
    routes: tuple[tuple, ...]
    route_columns: tuple
    rules: tuple[tuple, ...]
    rule_columns: tuple
    changed: tuple[str, ...]


def days_asked(word: str) -> int:
    """Return over how many days to look: one of SPANS."""
    return next((days for days in SPANS if str(days) == word), SPANS[1])


def turned_page(found: screening_queries.Turned, days: int) -> TurnedPage:
    """Word how many were turned where. Numbers are small, so every share stands with what it is a share of."""
    total = sum(found.routes.values())
    stopped = sum(
        count for word, count in found.routes.items() if not screening_queries.route_read(word).may_book
    )
    share = screening_rules.Share(stopped, total)
    return TurnedPage(
        tabs=tuple(
            (gettext("%(n)s days") % {"n": one}, f"{reverse('desk:turned')}?days={one}", one == days)
            for one in SPANS
        ),
        total=total,
        summary=ngettext(
            "%(n)s check was finished in the last %(days)s days.",
            "%(n)s checks were finished in the last %(days)s days.",
            total,
        )
        % {"n": total, "days": days},
        is_small=share.is_small,
        stopped_words=_stopped_words(share) if total else "",
        routes=tuple(_route_row(route, found, total) for route in Route),
        route_columns=(
            gettext("Where they were turned"),
            components.Column(gettext("Checks"), numeric=True),
            components.Column(gettext("Of all"), numeric=True),
            components.Column(gettext("Then booked"), numeric=True),
            components.Column(gettext("Decided differently"), numeric=True),
        ),
        rules=tuple(
            (rule_name(key), name_of(route), str(count), _share(screening_rules.Share(count, total)))
            for key, route, count in found.rules
            if not screening_queries.route_read(route).may_book
        ),
        rule_columns=(
            gettext("What decided"),
            gettext("Where to"),
            components.Column(gettext("Checks"), numeric=True),
            components.Column(gettext("Of all"), numeric=True),
        ),
        changed=tuple(
            gettext("%(n)s: the rules said “%(said)s”, a member of staff decided “%(now)s”.")
            % {"n": count, "said": name_of(said), "now": name_of(now)}
            for said, now, count in found.overridden
        ),
    )


def _route_row(route, found, total):
    count = found.routes.get(route.value, 0)
    over = sum(n for said, _now, n in found.overridden if said == route.value)
    booked = found.kept.get(route.value, 0)
    return (
        str(NAMES[route]),
        str(count),
        _share(screening_rules.Share(count, total)),
        str(booked) if route.may_book or booked else gettext("–"),
        str(over),
    )


def _share(share: screening_rules.Share) -> str:
    """A share with its range; of few, only how many of how many."""
    if not share.whole:
        return gettext("–")
    if share.is_small:
        return gettext("%(part)s of %(whole)s") % {"part": share.part, "whole": share.whole}
    low, high = share.interval
    return gettext("%(n)s%% (%(low)s to %(high)s)") % {"n": share.percent, "low": low, "high": high}


def _stopped_words(share: screening_rules.Share) -> str:
    if share.is_small:
        return gettext("%(part)s of %(whole)s were not let through to a time.") % {
            "part": share.part,
            "whole": share.whole,
        }
    low, high = share.interval
    return gettext(
        "%(part)s of %(whole)s were not let through to a time: %(n)s%%. With so many checks, the true share may lie between %(low)s%% and %(high)s%%."
    ) % {"part": share.part, "whole": share.whole, "n": share.percent, "low": low, "high": high}
