"""Needles in, longer, out in a hurry, counted out."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.charting import models, queries, rules, wording
from needlepoint.charting.actions import holding, noting
from needlepoint.charting.rules import ledger as ledgers
from needlepoint.people import rules as people_rules

NEEDLES_COUNTED_MAX = 500


def needles_in(*, note: models.Note, by: people_rules.Viewer, now: dt.datetime) -> models.Note:
    """Write down that the charted needles are in: how many, when, by whom. The retention timer starts.

    raises   holding.UnableToNeedle with every reason: no consent, no plan, a warning sign, no points …
             holding.AlreadyDone when these needles are in already
             holding.UnableToChart when they came out already, or the note is signed
    effects  a visit that nobody received is received
    """
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        chart = queries.chart_of(note)
        if ledger.stage is rules.Stage.IN and ledger.went_in == chart.needles:
            raise holding.AlreadyDone(_("These needles are counted in already."))
        if not rules.may(ledger.stage, rules.Deed.NEEDLES_IN):
            raise holding.UnableToChart(wording.not_now(ledger.stage))
        today, visit_on = holding.days(note.visit, now)
        excused = queries.excused_in(note)
        bars = queries.bars_to(
            note.visit, needles=chart.needles, on=today, visit_on=visit_on, now=now, excused=excused
        )
        if bars:
            raise holding.UnableToNeedle([wording.bar(one) for one in bars])
        given = {**noting.plan_reasons(note), **note.reasons}
        faults = noting.chart_faults(note, chart, chart, given, is_in=False)
        if faults:
            raise holding.UnableToNeedle(faults)
        holding.receive(note.visit, by, now)
        note.needles_in_at = now
        note.save(update_fields=["needles_in_at"])
        by_point = {spot.key: spot.needles for spot in queries.spots_of(chart)}
        holding.count(note, models.NeedleCount.Kind.IN, chart.needles, by, now, by_point=by_point)
        holding.record("needles_in", note, by, now, needles=chart.needles)
    return note


def extend_retention(
    *, note: models.Note, by: people_rules.Viewer, now: dt.datetime, minutes: int = rules.RETENTION_STEP
) -> models.Note:
    """Leave the needles in for some minutes more, from now when the time was over already.

    raises   holding.UnableToChart when none are in, or it would be too long
    """
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        if not rules.may(ledger.stage, rules.Deed.EXTEND):
            raise holding.UnableToChart(wording.not_now(ledger.stage))
        stretched = rules.stretched(note.retention_minutes, note.needles_in_at, now, minutes)
        if minutes < 1 or stretched > rules.RETENTION_MAX:
            raise holding.UnableToChart(
                _("Needles stay in for at most %(most)s minutes. Take them out, then decide again.")
                % {"most": rules.RETENTION_MAX}
            )
        note.retention_minutes = stretched
        note.save(update_fields=["retention_minutes"])
        holding.record("retention_extended", note, by, now, minutes=note.retention_minutes)
    return note


def take_out_early(*, note: models.Note, by: people_rules.Viewer, now: dt.datetime) -> models.Note:
    """Write down that the needles came out in a hurry. The count comes after, and the words when there is time.

    raises   holding.UnableToChart when none are in, holding.AlreadyDone for a second tap
    """
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        if ledger.stage is rules.Stage.UNCOUNTED:
            raise holding.AlreadyDone(
                _("This is written down already. Count the needles when there is time.")
            )
        if not rules.may(ledger.stage, rules.Deed.TAKE_OUT_EARLY):
            raise holding.UnableToChart(wording.not_now(ledger.stage))
        note.needles_out_at, note.came_out_early = now, True
        note.save(update_fields=["needles_out_at", "came_out_early"])
        holding.record("needles_out_early", note, by, now, went_in=ledger.went_in)
    return note


def correct_in(
    *, note: models.Note, numbers: Mapping[str, int], reason: str, by: people_rules.Viewer, now: dt.datetime
) -> models.Note:
    """Put right what went in while the needles are still in. The old number stays in the history, with the reason.

    numbers   spot key → needles there, 0 for none; a spot that is not named keeps its number
    raises    holding.UnableToChart without a reason, without a needle, when nothing changes, or once they are out
    effects   a count in of the new total; a point without needles leaves the chart
    """
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        holding.refuse_unless(ledger, rules.Deed.CORRECT_IN)
        if not reason.strip():
            raise holding.UnableToChart(_("Say in a few words why the number was wrong."))
        before = {spot.key: spot.needles for spot in queries.spots_of(queries.chart_of(note))}
        after = {key: numbers.get(key, needles) for key, needles in before.items()}
        total = sum(after.values())
        if not 1 <= total <= rules.NEEDLES_MAX or any(one < 0 for one in after.values()):
            raise holding.UnableToChart(_("Write how many went in at each point."))
        if after == before:
            raise holding.UnableToChart(_("This is the number on record already."))
        _keep_numbers(note, after)
        kept = {key: needles for key, needles in after.items() if needles}
        holding.count(note, models.NeedleCount.Kind.IN, total, by, now, by_point=kept, reason=reason.strip())
        holding.record("needles_in_corrected", note, by, now, was=ledger.went_in, needles=total)
    return note


def _keep_numbers(note: models.Note, numbers: Mapping[str, int]) -> None:
    """Bring the chart's rows in step; a point of which one side turned out empty is at the other side only."""
    for one in note.needlings.all():
        of_row = {spot.side: numbers.get(spot.key, 0) for spot in queries.spots_of_row(one)}
        left = {side: needles for side, needles in of_row.items() if needles}
        if not left:
            one.delete()
            continue
        one.needles_in = sum(left.values())
        if len(left) == 1:
            (one.side,) = left
        one.save(update_fields=["needles_in", "side"])


def needles_out(
    *,
    note: models.Note,
    needles: int,
    by: people_rules.Viewer,
    now: dt.datetime,
    by_point: Mapping[str, int] | None = None,
    has_looked: bool = False,
) -> models.Note:
    """Write down how many needles were counted out, by whom. Any practitioner of the clinic may count.

    needles     as counted, whatever the number: a count that differs is kept too, and the note stays open
    by_point    spot key → needles, when they were counted point by point
    has_looked  they looked where needles hide before they counted
    raises      holding.UnableToChart when none are in, or the note is signed; ValueError for an impossible number
                holding.AlreadyDone for a number that agrees again, and for the same one within a minute; after that, a
                second look is kept too
    effects     a count that differs opens an incident by itself, which somebody has to settle; one count later than
                another that agreed may open it too
    """
    if not 0 <= needles <= NEEDLES_COUNTED_MAX:
        raise ValueError(f"{needles} needles were never counted")
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        is_same = ledger.came_out == needles and not ledger.is_signed
        if is_same and (ledger.missing == 0 or holding.is_same_tap(note, now)):
            raise holding.AlreadyDone(_("This count is written down already."))
        holding.refuse_unless(ledger, rules.Deed.COUNT_OUT)
        changed = [] if note.needles_out_at else ["needles_out_at"]
        note.needles_out_at = note.needles_out_at or now
        if has_looked and not note.hidden_places_looked_at:
            note.hidden_places_looked_at = True
            changed.append("hidden_places_looked_at")
        if changed:
            note.save(update_fields=changed)
        holding.count(note, models.NeedleCount.Kind.OUT, needles, by, now, by_point=by_point)
        holding.record("needles_out", note, by, now, needles=needles, went_in=ledger.went_in)
        _keep_incident(note, ledgers.after(ledger, ledgers.Event(rules.Deed.COUNT_OUT, needles)), by, now)
    return note


def _keep_incident(
    note: models.Note, ledger: rules.Ledger, by: people_rules.Viewer, now: dt.datetime
) -> None:
    """Open an incident when the counts differ, and keep how far apart they are while it is open."""
    if not ledger.has_incident:
        return
    known = note.incidents.filter(settled_at__isnull=True).first()
    if known is None:
        models.Incident.objects.create(
            note=note, missing=ledger.missing, opened_at=now, opened_by=holding.name(by)
        )
        holding.record("incident_opened", note, by, now, missing=ledger.missing)
    elif ledger.missing not in (0, known.missing):
        known.missing = ledger.missing
        known.save(update_fields=["missing"])
