"""What staff ask about unwanted effects: which are open, what one of them is, and how many there were."""

import dataclasses
import datetime as dt
from collections.abc import Collection

from django.db import models as db
from django.http import Http404

from needlepoint.booking import models as booking
from needlepoint.charting import access, models
from needlepoint.charting.rules import effects
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

SHOWN = 200
VISITS_OFFERED = 4
LOOKED_BACK = dt.timedelta(days=60)
TOOK_PLACE = (booking.Visit.State.ARRIVED, booking.Visit.State.COMPLETED)

URGENT_FIRST = db.Case(
    db.When(is_serious=True, then=0),
    db.When(db.Q(grade=None) & ~db.Q(signs=[]), then=1),
    default=2,
)


def _seen(viewer: people_rules.Viewer) -> db.QuerySet:
    """Costs 1 query, with the patient, the visit, and when somebody last heard more."""
    heard = models.FollowUp.objects.filter(reaction=db.OuterRef("pk")).order_by("-at", "-pk")
    return (
        access.reactions_seen_by(viewer)
        .select_related("patient__clinic", "note__visit__practitioner")
        .annotate(heard_at=db.Subquery(heard.values("at")[:1]))
    )


def open_effects(viewer: people_rules.Viewer) -> list[models.Reaction]:
    """Return what is not closed: serious first, then signs that could not wait and nobody has graded, then whatever
    else nobody has graded, then the worst, then the oldest. Costs 1 query.
    """
    return list(
        _seen(viewer)
        .filter(closed_at=None)
        .order_by(URGENT_FIRST, db.F("grade").desc(nulls_first=True), "at", "pk")[:SHOWN]
    )


def effects_since(
    viewer: people_rules.Viewer, *, since: dt.datetime | None, group: str
) -> list[models.Reaction]:
    """Return every effect of a group, as `Tally` counts it, latest first. Costs 1 query.

    since  None: from the first one on
    group  a kind, or a group of effects.groups_of; an unknown one has none
    """
    found = _seen(viewer).filter(_of_group(group))
    if since is not None:
        found = found.filter(_within(since))
    return list(found.order_by("-at", "-pk")[:SHOWN])


def _of_group(group: str) -> db.Q:
    if group == effects.ANY:
        return db.Q()
    if group == effects.SERIOUS:
        return db.Q(is_serious=True)
    return db.Q(category__in=effects.TOGETHER.get(group, {group}))


def _within(since: dt.datetime) -> db.Q:
    """Of a visit since then; where nobody knows the visit, told since then."""
    return db.Q(note__visit__starts_at__gte=since) | db.Q(note=None, at__gte=since)


def closed_effects(viewer: people_rules.Viewer, *, since: dt.datetime) -> list[models.Reaction]:
    """Return what was followed up and closed lately, latest first; not what was closed as it was written. Costs 1 query."""
    followed = ~db.Q(closed_at=db.F("at"))
    return list(_seen(viewer).filter(followed, closed_at__gte=since).order_by("-closed_at", "-pk")[:SHOWN])


def effect_for(viewer: people_rules.Viewer, code: str) -> models.Reaction:
    """Return one effect with what was heard of it. Costs 2 queries. Raises Http404 alike for unknown and for unseen."""
    found = _seen(viewer).prefetch_related("follow_ups").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def effects_of(viewer: people_rules.Viewer, patient: people.Patient) -> list[models.Reaction]:
    """Return a patient's effects, open ones first, latest first. Costs 1 query; none for the desk, which reads none."""
    if not viewer.is_practitioner:
        return []
    is_open = db.Case(db.When(closed_at=None, then=0), default=1)
    return list(_seen(viewer).filter(patient=patient).order_by(is_open, "-at", "-pk")[:SHOWN])


def told_by(viewer: people_rules.Viewer, code: str) -> models.Reaction:
    """Return what the patient who asks told us. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    found = access.reactions_told_by(viewer).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def latest_told(viewer: people_rules.Viewer, since: dt.datetime) -> models.Reaction | None:
    """Return what the patient who asks told us last and nobody has closed, or None; what cannot wait comes before
    what was told after it. Costs 1 query.
    """
    told = access.reactions_told_by(viewer).filter(closed_at=None, at__gte=since)
    can_wait = db.Case(db.When(signs=[], then=1), default=0)
    return told.order_by(can_wait, "-at", "-pk").first()


def visits_lately(patient: people.Patient, now: dt.datetime) -> list[booking.Visit]:
    """Return the latest visits that took place, one of which an effect may have followed. Costs 1 query."""
    return list(
        booking.Visit.objects.filter(
            patient=patient, state__in=TOOK_PLACE, starts_at__lt=now, starts_at__gte=now - LOOKED_BACK
        )
        .select_related("practitioner", "clinic", "note")
        .order_by("-starts_at")[:VISITS_OFFERED]
    )


def points_of(reaction: models.Reaction) -> list[tuple[str, str]]:
    """Return (code, side) of what was needled at the visit it followed. Costs 1 query, 0 without a note."""
    if reaction.note_id is None:
        return []
    return list(reaction.note.needlings.values_list("point_code", "side"))


# --- Counted ------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Open:
    """How many wait for somebody. Numbers only."""

    count: int = 0
    serious: int = 0
    ungraded: int = 0
    oldest_at: dt.datetime | None = None


def count_open(viewer: people_rules.Viewer) -> Open:
    """Count what is not closed, for practitioners and the owner; nothing for anybody else. Costs 1 query."""
    if not access.may_count_effects(viewer):
        return Open()
    waiting = models.Reaction.objects.filter(clinic_id=viewer.clinic_id, closed_at=None)
    return Open(
        **waiting.aggregate(
            count=db.Count("pk"),
            serious=db.Count("pk", filter=db.Q(is_serious=True)),
            ungraded=db.Count("pk", filter=db.Q(grade=None)),
            oldest_at=db.Min("at"),
        )
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Tally:
    """How many visits took place, of how many people, and what was unwanted at them. Numbers only.

    by_group  a group that is not in it came up nowhere
    """

    visits: int
    patients: int
    by_group: dict[str, effects.Count]

    def count(self, group: str) -> effects.Count:
        return self.by_group.get(group, effects.Count(0, 0, 0, 0))


def tally(viewer: people_rules.Viewer, *, since: dt.datetime | None, now: dt.datetime) -> Tally:
    """Count visits that took place and what was unwanted, for practitioners and the owner. Costs 2 queries.

    A visit and what followed it are counted by the day of the visit, so that nothing is counted without what it is a
    part of. What nobody could tie to a visit is counted by the day it was told, and only for people who had a visit.
    """
    if not access.may_count_effects(viewer):
        return Tally(0, 0, {})
    visits = _took_place(viewer, since, now)
    of = visits.aggregate(visits=db.Count("pk"), patients=db.Count("patient_id", distinct=True))
    return Tally(of["visits"], of["patients"], by_group(viewer, since=since, now=now))


def _took_place(viewer: people_rules.Viewer, since: dt.datetime | None, now: dt.datetime) -> db.QuerySet:
    visits = booking.Visit.objects.filter(clinic_id=viewer.clinic_id, state__in=TOOK_PLACE, starts_at__lt=now)
    return visits if since is None else visits.filter(starts_at__gte=since)


def by_group(
    viewer: people_rules.Viewer, *, since: dt.datetime | None, now: dt.datetime
) -> dict[str, effects.Count]:
    """Count what was unwanted by group, as `tally` does, for whoever knows already how many visits took place. Costs 1 query."""
    if not access.may_count_effects(viewer):
        return {}
    told = models.Reaction.objects.filter(clinic_id=viewer.clinic_id)
    if since is not None:
        told = told.filter(_within(since))
    tied = db.Q(note__visit__state__in=TOOK_PLACE, note__visit__starts_at__lt=now)
    # Of the person, not of the clinic: told of the clinic too, SQLite reads all its visits again for each of them.
    theirs = booking.Visit.objects.filter(
        patient=db.OuterRef("patient"), state__in=TOOK_PLACE, starts_at__lt=now
    )
    if since is not None:
        theirs = theirs.filter(starts_at__gte=since)
    untied = db.Q(note=None) & db.Exists(theirs)
    rows = told.filter(tied | untied).values_list("category", "is_serious", "note__visit_id", "patient_id")
    return effects.counted(effects.Happened(*row) for row in rows)


def groups_known() -> Collection[str]:
    """Return every group that may be asked for."""
    return (effects.ANY, effects.SERIOUS, *effects.TOGETHER, *map(str, effects.Effect))
