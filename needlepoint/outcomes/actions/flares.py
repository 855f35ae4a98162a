"""Pain that got worse asks for the safety questions anew; told as a flare, it opens the way to a near start."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import models as booking
from needlepoint.house import audit
from needlepoint.intake import models as intake
from needlepoint.intake.actions import notices
from needlepoint.knowledge.instruments import catalogue
from needlepoint.knowledge.safety import crisis
from needlepoint.outcomes import models
from needlepoint.outcomes.queries import flares as queries
from needlepoint.outcomes.rules import flares as rules
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import queries as plans_queries
from needlepoint.screening import actions as screening_actions
from needlepoint.screening import models as screening
from needlepoint.screening import queries as screening_queries
from needlepoint.screening import rules as screening_rules

LOOKED_AT = 60  # scores back in time; more than anybody gives while one check holds


def ask_after_a_flare(
    *, patient: people.Patient, pain: int | None, by: audit.Actor, now: dt.datetime
) -> bool:
    """Let the safety questions be asked again when pain has gone up since they were answered. Costs 2 queries and 2 more.

    pain     0–10, as told now; None changes nothing
    returns  whether they are asked again
    effects  a CheckWanted and its audit entry, in the caller's transaction
    """
    kept = screening_queries.latest_check(patient) if pain is not None else None
    if kept is None:
        return False
    told = models.Score.objects.filter(
        patient=patient, instrument=catalogue.PAIN.key, activity=None, asked_at__lt=now
    )
    before = list(told.order_by("-asked_at").values_list("asked_at", "value")[:LOOKED_AT])
    if not screening_rules.has_flared(pain, before, since=kept.finished_at):
        return False
    screening_actions.want_check(patient=patient, reason=screening.Check.Reason.FLARE, by=by, now=now)
    return True


# --- Told by the patient -------------------------------------------------------------------------------------------------


class TooManyTold(Exception):
    """Told again and again on one day: somebody should talk to them. Nothing was kept; the message is for staff."""


class UnableToClose(Exception):
    """The flare stays as it is; the message says why."""


def report_flare(
    *,
    patient: people.Patient,
    pain: int | None,
    words: str,
    since: dt.date | None,
    by: audit.Actor,
    now: dt.datetime,
) -> models.Flare:
    """Write down that it is worse again, and let the safety questions be asked anew.

    pain     0-10 now; None when not given. It is kept here and is no score: the check-ins ask about the past days
    returns  the flare. While one waits there is no second: what is told again takes the place of what was told, and
             answers given before it no longer hold
    raises   TooManyTold after more in a day than anybody has; never for words that may mean self-harm
    effects  a Flare; a CheckWanted, so that no check made before holds; audit entries
    """
    told = {"pain": pain, "words": words.strip()[:WORDS_MAX], "since": since}
    with transaction.atomic():
        people.Patient.objects.select_for_update().get(pk=patient.pk)
        held = queries.flare_of(patient.pk)
        waiting = models.Flare.objects.filter(state__in=queries.WAITING)
        # Somebody may end it this very moment: what is told then must not vanish into one that is over.
        if held is not None and waiting.filter(pk=held.pk).update(**told):
            for name, value in told.items():
                setattr(held, name, value)
            if (
                queries.check_after(held) is not None
            ):  # answered about what was told before; this may be another pain
                models.Flare.objects.filter(pk=held.pk).update(reported_at=now)
                held.reported_at = now
                screening_actions.want_check(
                    patient=patient, reason=screening.Check.Reason.FLARE, by=by, now=now
                )
                _record("flare_reported", held, by=by, now=now, pain=pain)
            _note_crisis(held, by=by, now=now)
            return held
        lately = models.Flare.objects.filter(patient=patient, reported_at__gt=now - rules.DAY)
        if lately.count() >= rules.TOLD_MOST_A_DAY and not crisis.speaks_of_self_harm(words):
            raise TooManyTold(_("This person told us many things today: call them."))
        flare = models.Flare.objects.create(
            clinic_id=patient.clinic_id,
            patient=patient,
            course=plans_queries.latest_course(patient),
            reported_at=now,
            by=by.who,
            **told,
        )
        screening_actions.want_check(patient=patient, reason=screening.Check.Reason.FLARE, by=by, now=now)
        _record("flare_reported", flare, by=by, now=now, pain=pain)
        _note_crisis(flare, by=by, now=now)
    return flare


WORDS_MAX = 300


def _note_crisis(flare: models.Flare, *, by: audit.Actor, now: dt.datetime) -> None:
    if crisis.speaks_of_self_harm(flare.words):
        kind = intake.Notice.Kind.CRISIS
        notices.raise_notice(patient=flare.patient, kind=kind, told_in=f"flare:{flare.code}", by=by, now=now)


def close_flare(*, flare: models.Flare, why: str, by: audit.Actor, now: dt.datetime) -> models.Flare:
    """End a flare without a visit of its own.

    why      of rules.Why
    raises   UnableToClose when it ended before; ValueError for an unknown reason
    effects  the state; the start that was kept is given back
    """
    why = rules.Why(why)
    with transaction.atomic():
        if not _become(flare, rules.Move.CLOSE, closed_at=now, closed_why=str(why)):
            raise UnableToClose(_("This is done already."))
        _record("flare_closed", flare, by=by, now=now, why=str(why))
    _give_back(flare, by=by, now=now)
    return flare


def close_silent(now: dt.datetime) -> int:
    """End flares about which nobody did anything for weeks. Returns how many."""
    count = 0
    for flare in queries.silent(now, LIMIT):
        by = people_rules.System(flare.clinic_id)
        try:
            close_flare(flare=flare, why=rules.Why.SILENT, by=by, now=now)
        except UnableToClose:
            continue
        count += 1
    return count


LIMIT = 100  # flares that one round of the clockwork looks at


# --- What others did -------------------------------------------------------------------------------------------------------

# Whoever comes anyway is looked at then: a visit booked before they told us settles it when they arrive.
GAINED = frozenset({"visit_booked", "visit_moved", "absence_undone", "visit_received"})
LOST = frozenset({"visit_cancelled", "visit_missed"})


def follow_visit(visit: booking.Visit, *, what: str, by: audit.Actor, now: dt.datetime) -> None:
    """Let a flare follow its visit: booked with it, to book again without it. Told by house.afterwards. Costs 1 query."""
    if what in GAINED:
        flare = queries.flare_of(visit.patient_id)
        if flare is not None and _become(flare, rules.Move.BOOK, visit_id=visit.pk):
            _record("flare_booked", flare, by=by, now=now)
            # They took another start: the one kept for them is for others again, or telling it anew would keep a second.
            transaction.on_commit(lambda: _give_back(flare, by=by, now=now), robust=True)
    elif what in LOST:
        flare = queries.of_visit(visit)
        if flare is not None and _reopen(flare):
            _record("flare_reopened", flare, by=by, now=now)


def _reopen(flare: models.Flare) -> bool:
    try:
        with transaction.atomic():
            return _become(flare, rules.Move.LOSE, visit_id=None)
    except IntegrityError:  # they told us anew since: that one stands for both
        return False


def follow_check(kept: screening.Check, *, by: audit.Actor, now: dt.datetime) -> None:
    """Let a flare go on once its questions are answered, and keep a near start for it. Told by house.afterwards.

    Costs 1 query for who told us of none. Answers that send somebody to a doctor open it as well: the desk must see it.
    """
    flare = queries.flare_of(kept.patient_id)
    if flare is None or flare.reported_at > kept.finished_at:
        return
    if not _become(flare, rules.Move.ANSWER, safety_check_id=kept.pk):
        return
    may_come = screening_queries.route_read(kept.route).may_book
    _record("flare_answered", flare, by=by, now=now, may_come=may_come)
    is_own = isinstance(by, people_rules.Viewer) and not by.is_staff and by.patient_id == flare.patient_id
    if may_come and is_own:  # after this deed: a start that cannot be kept must not undo the answers
        transaction.on_commit(lambda: keep_near_start(flare=flare, by=by, now=now), robust=True)


def catch_up(now: dt.datetime) -> int:
    """Let flares follow checks that were answered before anybody told them. Returns how many went on."""
    count = 0
    for flare in queries.asking(LIMIT):
        kept = queries.check_after(flare)
        if kept is not None:
            with transaction.atomic():
                follow_check(kept, by=people_rules.System(flare.clinic_id), now=now)
            count += 1
    return count


def keep_near_start(*, flare: models.Flare, by: people_rules.Viewer, now: dt.datetime) -> booking.Hold | None:
    """Keep the soonest start for a flare for a little while, once. None when none is near, or it was taken just now."""
    near = queries.near_starts(by, now, count=1)
    for starts_at, _name, _code in near.starts:
        try:
            return booking_actions.hold_start(
                clinic=flare.patient.clinic,
                service=near.service,
                starts_at=starts_at,
                practitioner_id=None,
                patient=flare.patient,
                form_key=queries.key_of(flare),
                by=by,
                now=now,
                expires_at=rules.kept_until(now, starts_at),
            )
        except booking_actions.UnableToBook:
            return None
    return None


def _give_back(flare: models.Flare, *, by: audit.Actor, now: dt.datetime) -> None:
    kept = queries.kept_for(flare, now)
    if kept is not None:
        booking_actions.release_hold(hold=kept, by=by, now=now)


def _become(flare: models.Flare, move: rules.Move, **values: object) -> bool:
    """Change the state by compare-and-set; keep the object in step. Returns whether the move was legal."""
    for origin in rules.before(move):
        target = str(rules.MOVES[origin, move])
        held = models.Flare.objects.filter(pk=flare.pk, state=str(origin))
        if held.update(state=target, **values):
            flare.state = target
            for name, value in values.items():
                setattr(flare, name, value)
            return True
    return False


def _record(what: str, flare: models.Flare, *, by: audit.Actor, now: dt.datetime, **details: object) -> None:
    audit.record(
        what,
        by=by,
        now=now,
        clinic=flare.clinic_id,
        patient=flare.patient_id,
        thing=f"flare:{flare.code}",
        details=details,
    )
