"""Deeds of the treatment room. Each is one transaction with one audit entry.

Every deed reads its note again under lock: two tablets may press the same button.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import models as booking
from needlepoint.charting import access, models, queries, rules, wording
from needlepoint.house import audit, clock
from needlepoint.knowledge.consents import texts
from needlepoint.people import actions as people_actions
from needlepoint.people import rules as people_rules
from needlepoint.plans import queries as plans_queries
from needlepoint.plans import wording as plan_wording
from needlepoint.plans.rules import entry, limits

BY_MAX = 60
NEEDLES_COUNTED_MAX = 500


class UnableToChart(Exception):
    """The note cannot be changed as asked. `reasons` holds every sentence."""

    def __init__(self, reasons: Sequence[str] | str):
        self.reasons = (reasons,) if isinstance(reasons, str) else tuple(reasons)
        super().__init__(" ".join(self.reasons))


class UnableToNeedle(UnableToChart):
    """No needle may go in yet."""


class UnableToSign(UnableToChart):
    """The note cannot be signed."""


class AlreadyDone(UnableToChart):
    """The same deed was done a moment ago: a double tap, or a second tablet. Nothing was changed."""


# --- Opening and charting -----------------------------------------------------------------------------------------------


def open_note(*, visit: booking.Visit, by: people_rules.Viewer, now: dt.datetime) -> models.Note:
    """Begin the note of a visit from last time or from the plan, or return the one that is there.

    raises   UnableToChart for anybody but a practitioner of the clinic, and for a visit that was cancelled, missed or
             closed without a note
    effects  on the day of the visit, a patient whom nobody received is received; the chart is carried forward
    """
    _refuse_others(visit.clinic_id, by)
    with transaction.atomic():
        visit = _hold_visit(visit)
        known = models.Note.objects.filter(visit=visit).first()
        if known is not None:
            return known
        if queries.is_off(visit):
            raise UnableToChart(wording.bar(rules.Bar.VISIT_IS_OFF))
        if visit.state == booking.Visit.State.COMPLETED:
            raise UnableToChart(_("This visit was closed without a note, so none can begin now."))
        today, visit_on = _days(visit, now)
        if visit_on <= today:
            _receive(visit, by, now)
        course = plans_queries.active_course(visit.patient)
        start = queries.start_of(visit, course)
        note = models.Note.objects.create(
            visit=visit,
            clinic_id=visit.clinic_id,
            patient_id=visit.patient_id,
            practitioner_id=by.practitioner_id,
            course=course,
            number=plans_queries.position(course).now if course else None,
            carried_from=start.earlier,
            techniques=list(start.chart.techniques),
            position=start.chart.position,
            needle_size=start.chart.needle_size,
            retention_minutes=start.chart.retention_minutes,
            opened_at=now,
        )
        _keep_rows(note, start.chart.rows)
        _record("note_opened", note, by, now, copied=len(start.chart.rows))
    return note


def set_chart(
    *,
    note: models.Note,
    chart: rules.Chart,
    by: people_rules.Viewer,
    now: dt.datetime,
    reasons: Mapping[str, str] | None = None,
) -> models.Note:
    """Keep points, techniques, size, position and minutes.

    reasons  why something was chosen in spite of a caution; what the plan gives a reason for needs none again
    raises   UnableToChart with every reason at once: a technique without consent or against a caution, a caution
             without a reason, a point that would lose needles while they are in, or a note past that
    effects  while needles are in, points can only be added, and the new total is written down as another count in
    """
    with transaction.atomic():
        note, ledger = _hold(note, by)
        adds = rules.may_add(ledger)
        if not adds and not rules.may(ledger.stage, rules.Deed.SET_POINTS):
            raise UnableToChart(wording.not_now(ledger.stage))
        before = queries.chart_of(note)
        given = {
            **_plan_reasons(note),
            **note.reasons,
            **{key: why for key, why in (reasons or {}).items() if why.strip()},
        }
        faults = _chart_faults(note, before, chart, given, is_in=adds)
        if faults:
            raise UnableToChart(faults)
        _keep_rows(note, rules.touched(before.rows, chart.rows))
        note.techniques, note.position = list(chart.techniques), chart.position
        note.needle_size, note.reasons = chart.needle_size, {key: given[key] for key in _needed(note, chart)}
        if ledger.stage is rules.Stage.OPEN:  # once they are in, minutes are added, never set
            note.retention_minutes = chart.retention_minutes
        note.save()
        if adds and chart.needles != ledger.went_in:
            _count(note, models.NeedleCount.Kind.IN, chart.needles, by, now)
        _record("note_charted", note, by, now, points=len(chart.rows), needles=chart.needles)
    return note


def reasons_needed(*, note: models.Note, chart: rules.Chart) -> tuple[str, ...]:
    """Return every choice of a chart that stands against a caution. Costs 1 query. Writes nothing."""
    return _needed(note, chart, [row.code for row in chart.rows if entry.is_point(row.code)])


def set_points(
    *, note: models.Note, rows: Sequence[rules.Row], by: people_rules.Viewer, now: dt.datetime
) -> models.Note:
    """Keep the points and leave the rest of the chart as it is. Raises UnableToChart as set_chart does."""
    chart = queries.chart_of(models.Note.objects.get(pk=note.pk))
    meant = rules.Chart(
        tuple(rows), chart.techniques, chart.position, chart.needle_size, chart.retention_minutes
    )
    return set_chart(note=note, chart=meant, by=by, now=now)


def write_note(
    *,
    note: models.Note,
    by: people_rules.Viewer,
    now: dt.datetime,
    told: str | None = None,
    done: str | None = None,
    response: str | None = None,
) -> models.Note:
    """Keep the words of a note; None leaves a part as it is. Raises UnableToChart once the note is signed."""
    with transaction.atomic():
        note, ledger = _hold(note, by)
        if not rules.may(ledger.stage, rules.Deed.WRITE):
            raise UnableToChart(wording.not_now(ledger.stage))
        given = {"told": told, "done": done, "response": response}
        words = {name: text.strip() for name, text in given.items() if text is not None}
        if any(getattr(note, name) != text for name, text in words.items()):
            for name, text in words.items():
                setattr(note, name, text)
            note.save(update_fields=list(words))
            _record("note_written", note, by, now)
    return note


def hear_consent(
    *, note: models.Note, kinds: Sequence[str], by: people_rules.Viewer, now: dt.datetime
) -> models.Note:
    """Write down what the patient agreed to by word of mouth, in the room, today.

    kinds    of consent, each with a text in knowledge.consents
    raises   UnableToChart for a kind we do not know, or once the note is signed
    """
    if not all(texts.is_known(kind) for kind in kinds):
        raise UnableToChart(_("Nobody is asked to agree to this here."))
    with transaction.atomic():
        note, ledger = _hold(note, by)
        if not rules.may(ledger.stage, rules.Deed.WRITE):
            raise UnableToChart(wording.not_now(ledger.stage))
        for kind in kinds:
            people_actions.decide_consent(
                patient=note.patient,
                kind=kind,
                wording_version=rules.SPOKEN_CONSENT,
                is_given=True,
                how="SPOKEN",
                by=by,
                now=now,
            )
        _record("consent_heard", note, by, now, kinds=sorted(kinds))
    return note


def go_without_consent(
    *, note: models.Note, kind: str, why: str, words: str, by: people_rules.Viewer, now: dt.datetime
) -> models.WithoutConsent:
    """Write down why something is done at this visit although no consent to it is on record.

    kind     of consent         why   one of rules.Why      words   what happened, for whoever reads the note
    raises   UnableToChart without words, for a kind we do not know, for one that was declined or taken back or that
             needs no reason, or once the note is signed; ValueError for an unknown reason
    effects  the technique may be charted in this note, and in no other
    """
    reason = rules.Why(why)
    if not texts.is_known(kind):
        raise UnableToChart(_("Nobody is asked to agree to this here."))
    if not words.strip():
        raise UnableToChart(_("Say in a few words why."))
    with transaction.atomic():
        note, ledger = _hold(note, by)
        if not rules.may(ledger.stage, rules.Deed.WRITE):
            raise UnableToChart(wording.not_now(ledger.stage))
        decided = plans_queries.consents_of(note.patient).get(kind)
        if not rules.may_go_without(
            was_refused=queries.is_refused(decided), is_in_force=queries.is_in_force(decided)
        ):
            raise UnableToChart(wording.not_without(is_refused=queries.is_refused(decided)))
        made, _is_new = models.WithoutConsent.objects.update_or_create(
            note=note,
            kind=kind,
            defaults={"why": str(reason), "words": words.strip(), "at": now, "by": _name(by)},
        )
        _record("went_without_consent", note, by, now, kind=kind, why=str(reason))
    return made


def _chart_faults(note, before: rules.Chart, chart: rules.Chart, given, *, is_in: bool) -> list[str]:
    faults = []
    unknown = [row.code for row in chart.rows if not entry.is_point(row.code)]
    if unknown:
        faults.append(_("No point is called %(words)s.") % {"words": ", ".join(unknown)})
    if chart.needles > rules.NEEDLES_MAX or len(chart.rows) > entry.POINTS_MAX:
        faults.append(_("That is more needles than one visit can hold. Please check the numbers."))
    if any(not 1 <= row.needles <= entry.NEEDLES_MAX for row in chart.rows):
        faults.append(_("A point takes from 1 to %(most)s needles.") % {"most": entry.NEEDLES_MAX})
    if is_in and (less := rules.taken_away(before.rows, chart.rows)):
        faults.append(
            _("The needles are in, so none can be taken off the record: %(points)s. Count them out instead.")
            % {"points": ", ".join(less)}
        )
    decided = plans_queries.consents_of(note.patient)
    standings = limits.standings(
        note.patient.cautions, plans_queries.in_force(decided) | queries.excused_in(note)
    )
    faults += [
        plan_wording.refused_words(one, decided)
        for one in standings
        if one.technique in chart.techniques and one.is_refused
    ]
    known = [row.code for row in chart.rows if entry.is_point(row.code)]
    missing = [key for key in _needed(note, chart, known) if key not in given]
    if missing:
        faults.append(_("Say why, in spite of the caution: %(what)s.") % {"what": ", ".join(missing)})
    return faults


def _needed(note: models.Note, chart: rules.Chart, codes: Sequence[str] | None = None) -> tuple[str, ...]:
    return limits.needs_reasons(
        codes=[row.code for row in chart.rows] if codes is None else codes,
        techniques=chart.techniques,
        caution_keys=note.patient.cautions,
        consents=queries.consents_for(note),
    )


def _plan_reasons(note: models.Note) -> dict[str, str]:
    """What the plan gives a reason for needs none again at every visit: asked too often, nobody reads it."""
    return {key: why for key, why in (note.course.reasons if note.course else {}).items() if key != "NUMBERS"}


def _keep_rows(note: models.Note, rows: Sequence[rules.Row]) -> None:
    note.needlings.all().delete()
    models.Needling.objects.bulk_create(
        models.Needling(
            note=note,
            point_code=row.code,
            side=str(row.side),
            needles_in=row.needles,
            is_carried=row.is_copied,
        )
        for row in rules.merged(rows)
    )


# --- Needles --------------------------------------------------------------------------------------------------------------


def needles_in(*, note: models.Note, by: people_rules.Viewer, now: dt.datetime) -> models.Note:
    """Write down that the charted needles are in: how many, when, by whom. The retention timer starts.

    raises   UnableToNeedle with every reason: no consent, no plan, a warning sign, no points …
             AlreadyDone when these needles are in already
             UnableToChart when they came out already, or the note is signed
    effects  a visit that nobody received is received
    """
    with transaction.atomic():
        note, ledger = _hold(note, by)
        chart = queries.chart_of(note)
        if ledger.stage is rules.Stage.IN and ledger.went_in == chart.needles:
            raise AlreadyDone(_("These needles are counted in already."))
        if not rules.may(ledger.stage, rules.Deed.NEEDLES_IN):
            raise UnableToChart(wording.not_now(ledger.stage))
        today, visit_on = _days(note.visit, now)
        excused = queries.excused_in(note)
        bars = queries.bars_to(
            note.visit, needles=chart.needles, on=today, visit_on=visit_on, now=now, excused=excused
        )
        if bars:
            raise UnableToNeedle([wording.bar(one) for one in bars])
        given = {**_plan_reasons(note), **note.reasons}
        faults = _chart_faults(note, chart, chart, given, is_in=False)
        if faults:
            raise UnableToNeedle(faults)
        _receive(note.visit, by, now)
        note.needles_in_at = now
        note.save(update_fields=["needles_in_at"])
        by_point = {row.code: row.needles for row in chart.rows}
        _count(note, models.NeedleCount.Kind.IN, chart.needles, by, now, by_point=by_point)
        _record("needles_in", note, by, now, needles=chart.needles)
    return note


def extend_retention(
    *, note: models.Note, by: people_rules.Viewer, now: dt.datetime, minutes: int = rules.RETENTION_STEP
) -> models.Note:
    """Leave the needles in for some minutes more, from now when the time was over already.

    raises   UnableToChart when none are in, or it would be too long
    """
    with transaction.atomic():
        note, ledger = _hold(note, by)
        if not rules.may(ledger.stage, rules.Deed.EXTEND):
            raise UnableToChart(wording.not_now(ledger.stage))
        stretched = rules.stretched(note.retention_minutes, note.needles_in_at, now, minutes)
        if minutes < 1 or stretched > rules.RETENTION_MAX:
            raise UnableToChart(
                _("Needles stay in for at most %(most)s minutes. Take them out, then decide again.")
                % {"most": rules.RETENTION_MAX}
            )
        note.retention_minutes = stretched
        note.save(update_fields=["retention_minutes"])
        _record("retention_extended", note, by, now, minutes=note.retention_minutes)
    return note


def take_out_early(*, note: models.Note, by: people_rules.Viewer, now: dt.datetime) -> models.Note:
    """Write down that the needles came out in a hurry. The count comes after, and the words when there is time.

    raises   UnableToChart when none are in, AlreadyDone for a second tap
    """
    with transaction.atomic():
        note, ledger = _hold(note, by)
        if ledger.stage is rules.Stage.UNCOUNTED:
            raise AlreadyDone(_("This is written down already. Count the needles when there is time."))
        if not rules.may(ledger.stage, rules.Deed.TAKE_OUT_EARLY):
            raise UnableToChart(wording.not_now(ledger.stage))
        note.needles_out_at, note.came_out_early = now, True
        note.save(update_fields=["needles_out_at", "came_out_early"])
        _record("needles_out_early", note, by, now, went_in=ledger.went_in)
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
    raises    UnableToChart when none are in, or a count already agrees; ValueError for an impossible number
              AlreadyDone for the same number again within a minute; after that, a second look is kept too
    """
    if not 0 <= needles <= NEEDLES_COUNTED_MAX:
        raise ValueError(f"{needles} needles were never counted")
    with transaction.atomic():
        note, ledger = _hold(note, by)
        if ledger.came_out == needles and not ledger.is_signed and _is_same_tap(note, now):
            raise AlreadyDone(_("This count is written down already."))
        if not rules.may(ledger.stage, rules.Deed.COUNT_OUT):
            raise UnableToChart(wording.not_now(ledger.stage))
        if note.needles_out_at is None:
            note.needles_out_at = now
            note.save(update_fields=["needles_out_at"])
        _count(note, models.NeedleCount.Kind.OUT, needles, by, now, by_point=by_point)
        _record("needles_out", note, by, now, needles=needles, went_in=ledger.went_in)
    return note


# --- Unwanted effects, signature, amendment --------------------------------------------------------------------------------


def report_reaction(
    *,
    note: models.Note,
    category: str,
    grade: int,
    by: people_rules.Viewer,
    now: dt.datetime,
    is_serious: bool = False,
    words: str = "",
    what_was_done: str = "",
) -> models.Reaction:
    """Write down something unwanted, at any stage: also after the signature, when the patient calls.

    category   a key of rules.Effect      grade   1 to 5 (CTCAE v5); from 4 it is serious whatever was said
    raises     ValueError for an unknown category or grade
    """
    effect = rules.Effect(category)
    if grade not in rules.GRADES:
        raise ValueError(f"{grade} is not a grade from 1 to 5")
    with transaction.atomic():
        note, _ledger = _hold(note, by)
        reaction = models.Reaction.objects.create(
            note=note,
            category=str(effect),
            grade=grade,
            is_serious=rules.is_serious(grade, is_said=is_serious),
            words=words.strip(),
            what_was_done=what_was_done.strip(),
            at=now,
            by=_name(by),
        )
        _record(
            "reaction_reported", note, by, now, category=str(effect), grade=grade, serious=reaction.is_serious
        )
    return reaction


def sign(
    *, note: models.Note, by: people_rules.Viewer, now: dt.datetime, says_no_needles: bool = False
) -> models.Note:
    """Sign and lock a note; the visit is over.

    says_no_needles   this visit was talk only
    raises            UnableToSign with every reason at once; AlreadyDone for a second tap
    effects           the visit is completed
    """
    with transaction.atomic():
        note, ledger = _hold(note, by)
        if (
            ledger.is_signed
            and note.signed_by == _name(by)
            and now - note.signed_at < people_rules.DOUBLE_TAP
        ):
            raise AlreadyDone(_("You signed this note a moment ago."))
        today, visit_on = _days(note.visit, now)
        obstacles = rules.why_not_signable(
            ledger,
            says_no_needles=says_no_needles,
            has_words=any((note.told, note.done, note.response)),
            visit_is_off=queries.is_off(note.visit),
            visit_is_ahead=visit_on > today,
            came_out_early=note.came_out_early,
            has_reaction=note.reactions.exists(),
        )
        if obstacles:
            raise UnableToSign([wording.obstacle(one, ledger) for one in obstacles])
        if says_no_needles:  # what was copied and never used is not part of what is signed
            note.needlings.all().delete()
            note.techniques = []
        note.state, note.signed_at, note.signed_by = models.Note.State.SIGNED, now, _name(by)
        note.save(update_fields=["state", "signed_at", "signed_by", "techniques"])
        booking_actions.complete_visit(visit=note.visit, by=by, now=now)
        is_author = by.practitioner_id == note.practitioner_id
        _record("note_signed", note, by, now, needles=ledger.went_in or 0, by_author=is_author)
    return note


def amend(*, note: models.Note, words: str, by: people_rules.Viewer, now: dt.datetime) -> models.Amendment:
    """Add words to a signed note. What was signed stays as it was. Raises UnableToChart before the signature."""
    with transaction.atomic():
        note, ledger = _hold(note, by)
        if not rules.may(ledger.stage, rules.Deed.AMEND):
            raise UnableToChart(_("This note is not signed yet: change it as it is."))
        if not words.strip():
            raise UnableToChart(_("Write what to add."))
        amendment = models.Amendment.objects.create(note=note, words=words.strip(), at=now, by=_name(by))
        _record("note_amended", note, by, now)
    return amendment


# --- Together ----------------------------------------------------------------------------------------------------------------


def _refuse_others(clinic_id: int, by: people_rules.Viewer) -> None:
    if not access.may_chart(by) or by.clinic_id != clinic_id:
        raise UnableToChart(_("Only a practitioner of this clinic can write a note."))


def _hold(note: models.Note, by: people_rules.Viewer) -> tuple[models.Note, rules.Ledger]:
    """Read a note again under lock, with its ledger; whoever came second sees what the first one did."""
    _refuse_others(note.clinic_id, by)
    held = (
        models.Note.objects.select_for_update(of=("self",))
        .select_related("visit__patient__clinic", "visit__clinic", "patient", "course")
        .get(pk=note.pk)
    )
    return held, queries.ledger_of(held)


def _hold_visit(visit: booking.Visit) -> booking.Visit:
    visits = booking.Visit.objects.select_for_update(of=("self",)).select_related("patient__clinic", "clinic")
    return visits.get(pk=visit.pk)


def _receive(visit: booking.Visit, by: people_rules.Viewer, now: dt.datetime) -> None:
    """Whoever is needled or talked to is here, whether or not the desk had time to say so."""
    if visit.state == booking.Visit.State.BOOKED:
        booking_actions.receive_visit(visit=visit, by=by, now=now)
        visit.refresh_from_db(fields=["state"])


def _days(visit: booking.Visit, now: dt.datetime) -> tuple[dt.date, dt.date]:
    """Today and the day of the visit, on the clinic's calendar."""
    zone = visit.clinic.time_zone
    return clock.local(now, zone).date(), clock.local(visit.starts_at, zone).date()


def _is_same_tap(note: models.Note, now: dt.datetime) -> bool:
    return now - queries.counts_of(note)[-1].at < people_rules.DOUBLE_TAP


def _count(
    note, kind, needles: int, by, now: dt.datetime, *, by_point: Mapping[str, int] | None = None
) -> None:
    models.NeedleCount.objects.create(
        note=note, kind=kind, needles=needles, by_point=dict(by_point or {}), at=now, by=_name(by)
    )


def _name(by: people_rules.Viewer) -> str:
    return by.name[:BY_MAX] or by.who


def _record(what: str, note: models.Note, by: people_rules.Viewer, now: dt.datetime, **details) -> None:
    audit.record(
        what, by=by, now=now, patient=note.patient_id, thing=f"visit:{note.visit.code}", details=details
    )
