"""Needles in, longer, out in a hurry, counted out."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.charting import models, queries, rules, wording
from needlepoint.charting.actions import holding, noting
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
        by_point = {row.code: row.needles for row in chart.rows}
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


def needles_out(
    *,
    note: models.Note,
    needles: int,
    by: people_rules.Viewer,
    now: dt.datetime,
    by_point: Mapping[str, int] | None = None,
) -> models.Note:
    """Write down how many needles were counted out, by whom. Any practitioner of the clinic may count.

    needles   as counted, whatever the number: a count that differs is kept too, and the note stays open
    by_point  code → needles, when they were counted point by point
    raises    holding.UnableToChart when none are in, or a count already agrees; ValueError for an impossible number
              holding.AlreadyDone for the same number again within a minute; after that, a second look is kept too
    """
    if not 0 <= needles <= NEEDLES_COUNTED_MAX:
        raise ValueError(f"{needles} needles were never counted")
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        if ledger.came_out == needles and not ledger.is_signed and holding.is_same_tap(note, now):
            raise holding.AlreadyDone(_("This count is written down already."))
        if not rules.may(ledger.stage, rules.Deed.COUNT_OUT):
            raise holding.UnableToChart(wording.not_now(ledger.stage))
        if note.needles_out_at is None:
            note.needles_out_at = now
            note.save(update_fields=["needles_out_at"])
        holding.count(note, models.NeedleCount.Kind.OUT, needles, by, now, by_point=by_point)
        holding.record("needles_out", note, by, now, needles=needles, went_in=ledger.went_in)
    return note
