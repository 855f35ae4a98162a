"""Begin a note, set its chart, write its words, hear a consent."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.charting import models, queries, rules, wording
from needlepoint.charting.actions import holding
from needlepoint.charting.rules import merging, parts, quick
from needlepoint.knowledge.consents import texts
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import queries as plans_queries
from needlepoint.plans import wording as plan_wording
from needlepoint.plans.rules import entry, limits
from needlepoint.plans.wording import alarms as alarm_wording


def open_note(*, visit: booking.Visit, by: people_rules.Viewer, now: dt.datetime) -> models.Note:
    """Begin the note of a visit from last time or from the plan, or return the one that is there.

    raises   holding.UnableToChart for anybody but a practitioner of the clinic, and for a visit that was cancelled, missed or
             closed without a note
    effects  on the day of the visit, a patient whom nobody received is received; the chart is carried forward
    """
    holding.refuse_others(visit.clinic_id, by)
    with transaction.atomic():
        visit = holding.hold_visit(visit)
        known = models.Note.objects.filter(visit=visit).first()
        if known is not None:
            return known
        if queries.is_off(visit):
            raise holding.UnableToChart(wording.bar(rules.Bar.VISIT_IS_OFF))
        if visit.state == booking.Visit.State.COMPLETED:
            raise holding.UnableToChart(_("This visit was closed without a note, so none can begin now."))
        today, visit_on = holding.days(visit, now)
        if visit_on <= today:
            holding.receive(visit, by, now)
        course = plans_queries.active_course(visit.patient)
        position = plans_queries.position(course) if course else None
        start = queries.start_of(visit, course, position=position)
        box = queries.supply_of(visit.clinic_id, on=today)
        note = models.Note.objects.create(
            visit=visit,
            clinic_id=visit.clinic_id,
            patient_id=visit.patient_id,
            practitioner_id=by.practitioner_id,
            course=course,
            number=position.now if position else None,
            carried_from=start.earlier,
            techniques=list(start.chart.techniques),
            position=start.chart.position,
            needle_size=start.chart.needle_size,
            retention_minutes=start.chart.retention_minutes,
            needle_brand=box.brand,
            needle_lot=box.lot,
            needle_expires_on=box.expires_on,
            response_sought=start.sought,
            opened_at=now,
        )
        _keep_rows(note, start.chart.rows)
        _keep_parts(note, rules.in_step(start.chart).parts)
        holding.record("note_opened", note, by, now, copied=len(start.chart.rows))
    return note


def set_chart(
    *,
    note: models.Note,
    chart: rules.Chart,
    by: people_rules.Viewer,
    now: dt.datetime,
    reasons: Mapping[str, str] | None = None,
    base: rules.Chart | None = None,
    is_draft: bool = False,
) -> merging.Merged:
    """Keep points, techniques and their settings, size, position and minutes.

    reasons   why something was chosen in spite of a caution; what the plan gives a reason for needs none again
    base      the chart this one was changed from: what another hand changed meanwhile stays, and a clash is said
    is_draft  kept as it is ticked, before the reasons are written: no needle goes in until they are
    returns   what is kept now, what clashed with another hand and what that hand brought
    raises    holding.UnableToChart with every reason at once: a technique without consent or against a caution, a caution
              without a reason, a point that would lose needles while they are in, or a note past that
    effects   while needles are in, points can only be added, and the new total is written down as another count in
    """
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        adds = rules.may_add(ledger)
        if not adds and not rules.may(ledger.stage, rules.Deed.SET_POINTS):
            raise holding.UnableToChart(wording.not_now(ledger.stage))
        before = queries.chart_of(note)
        merged = merging.merge(base or before, rules.in_step(chart), before)
        chart = dataclasses.replace(
            merged.chart,
            rows=rules.touched(before.rows, merged.chart.rows),
            parts=rules.parts_touched(before.parts, merged.chart.parts),
        )
        chart = rules.in_step(chart)
        given = {
            **plan_reasons(note),
            **note.reasons,
            **{key: why for key, why in (reasons or {}).items() if why.strip()},
        }
        decided = plans_queries.consents_of(note.patient)
        consents = plans_queries.in_force(decided) | queries.excused_in(note)
        faults = chart_faults(
            note, before, chart, given, is_in=adds, asks_reasons=not is_draft, known=(decided, consents)
        )
        if faults:
            raise holding.UnableToChart(faults)
        reasons_now = {key: given[key] for key in _needed(note, chart, consents) if key in given}
        if chart != before or reasons_now != note.reasons:
            _keep_chart(note, before, chart, reasons_now, sets_minutes=ledger.stage is rules.Stage.OPEN)
            if adds and chart.needles != ledger.went_in:
                holding.count(note, models.NeedleCount.Kind.IN, chart.needles, by, now)
            holding.record("note_charted", note, by, now, points=len(chart.rows), needles=chart.needles)
    return dataclasses.replace(merged, chart=chart)


def _keep_chart(
    note: models.Note,
    before: rules.Chart,
    chart: rules.Chart,
    reasons: Mapping[str, str],
    *,
    sets_minutes: bool,
) -> None:
    if chart.rows != before.rows:
        _keep_rows(note, chart.rows)
    if chart.parts != before.parts:
        _keep_parts(note, chart.parts)
    note.techniques, note.position = list(chart.techniques), chart.position
    note.needle_size, note.reasons = chart.needle_size, dict(reasons)
    if sets_minutes:  # once they are in, minutes are added, never set
        note.retention_minutes = chart.retention_minutes
    note.save(update_fields=["techniques", "position", "needle_size", "reasons", "retention_minutes"])


def reasons_needed(*, note: models.Note, chart: rules.Chart) -> tuple[str, ...]:
    """Return every choice of a chart that stands against a caution. Costs 1 query. Writes nothing."""
    return _needed(
        note, dataclasses.replace(chart, rows=tuple(row for row in chart.rows if entry.is_point(row.code)))
    )


def set_points(
    *, note: models.Note, rows: Sequence[rules.Row], by: people_rules.Viewer, now: dt.datetime
) -> merging.Merged:
    """Keep the points and leave the rest of the chart as it is. Raises holding.UnableToChart as set_chart does."""
    chart = queries.chart_of(models.Note.objects.get(pk=note.pk))
    return set_chart(note=note, chart=dataclasses.replace(chart, rows=tuple(rows)), by=by, now=now)


def write_note(
    *,
    note: models.Note,
    by: people_rules.Viewer,
    now: dt.datetime,
    told: str | None = None,
    done: str | None = None,
    response: str | None = None,
    before: Mapping[str, str] | None = None,
) -> models.Note:
    """Keep the words of a note; None leaves a part as it is. Raises holding.UnableToChart once the note is signed.

    before   what each box showed when somebody began to write in it: what a colleague wrote there since stands too
    """
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        if not rules.may(ledger.stage, rules.Deed.WRITE):
            raise holding.UnableToChart(wording.not_now(ledger.stage))
        given = {"told": told, "done": done, "response": response}
        words = {name: text.strip() for name, text in given.items() if text is not None}
        for name in words.keys() & (before or {}).keys():
            words[name] = merging.words_of_both(before[name], words[name], getattr(note, name))
        if any(getattr(note, name) != text for name, text in words.items()):
            for name, text in words.items():
                setattr(note, name, text)
            note.save(update_fields=list(words))
            holding.record("note_written", note, by, now)
    return note


FACTS = ("needle_brand", "needle_lot", "needle_expires_on", "hands_on_minutes", "response_sought")


def note_facts(
    *, note: models.Note, by: people_rules.Viewer, now: dt.datetime, line: str = "", **facts
) -> models.Note:
    """Keep what belongs to the whole visit: the box of needles, minutes hands on, the response sought.

    line    quick entry as it was typed, put under the lines typed before; the same line again is the same deed
    facts   some of FACTS, each as the column takes it; ValueError for any other
    raises  holding.UnableToChart once the note is signed
    """
    if unknown := facts.keys() - set(FACTS):
        raise ValueError(f"a note has no {sorted(unknown)}")
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        if not rules.may(ledger.stage, rules.Deed.WRITE):
            raise holding.UnableToChart(wording.not_now(ledger.stage))
        line = " ".join(line.split())
        lines = note.typed.splitlines()
        changed = {name: value for name, value in facts.items() if getattr(note, name) != value}
        if line and lines[-1:] != [line]:
            changed["typed"] = "\n".join([*lines, line])
        if changed:
            for name, value in changed.items():
                setattr(note, name, value)
            note.save(update_fields=list(changed))
            holding.record("note_written", note, by, now, changed=sorted(changed))
    return note


def hear_consent(
    *, note: models.Note, kinds: Sequence[str], by: people_rules.Viewer, now: dt.datetime
) -> models.Note:
    """Write down what the patient agreed to by word of mouth, in the room, today.

    kinds    of consent, each with a text in knowledge.consents
    raises   holding.UnableToChart for a kind we do not know, or once the note is signed
    """
    if not all(texts.is_known(kind) for kind in kinds):
        raise holding.UnableToChart(_("Nobody is asked to agree to this here."))
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        if not rules.may(ledger.stage, rules.Deed.WRITE):
            raise holding.UnableToChart(wording.not_now(ledger.stage))
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
        holding.record("consent_heard", note, by, now, kinds=sorted(kinds))
    return note


def go_without_consent(
    *, note: models.Note, kind: str, why: str, words: str, by: people_rules.Viewer, now: dt.datetime
) -> models.WithoutConsent:
    """Write down why something is done at this visit although no consent to it is on record.

    kind     of consent         why   one of rules.Why      words   what happened, for whoever reads the note
    raises   holding.UnableToChart without words, for a kind we do not know, for one that was declined or taken back or that
             needs no reason, or once the note is signed; ValueError for an unknown reason
    effects  the technique may be charted in this note, and in no other
    """
    reason = rules.Why(why)
    if not texts.is_known(kind):
        raise holding.UnableToChart(_("Nobody is asked to agree to this here."))
    if not words.strip():
        raise holding.UnableToChart(_("Say in a few words why."))
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        if not rules.may(ledger.stage, rules.Deed.WRITE):
            raise holding.UnableToChart(wording.not_now(ledger.stage))
        decided = plans_queries.consents_of(note.patient).get(kind)
        if not rules.may_go_without(
            was_refused=queries.is_refused(decided), is_in_force=queries.is_in_force(decided)
        ):
            raise holding.UnableToChart(wording.not_without(is_refused=queries.is_refused(decided)))
        made, _is_new = models.WithoutConsent.objects.update_or_create(
            note=note,
            kind=kind,
            defaults={"why": str(reason), "words": words.strip(), "at": now, "by": holding.name(by)},
        )
        holding.record("went_without_consent", note, by, now, kind=kind, why=str(reason))
    return made


def chart_faults(
    note,
    before: rules.Chart,
    chart: rules.Chart,
    given,
    *,
    is_in: bool,
    asks_reasons: bool = True,
    known: tuple[Mapping[str, people.Consent], frozenset[str]] | None = None,
) -> list[str]:
    """Return everything against a chart, in sentences. Costs 2 queries, none with what is known of the consents.

    known   the decisions on record, and what may be charted by them
    """
    faults = []
    unknown = [
        f"{row.code} {row.place}".strip()
        for row in chart.rows
        if not entry.is_point(row.code) or not quick.is_spot(row.code, row.place)
    ]
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
    if known is None:
        decided = plans_queries.consents_of(note.patient)
        known = decided, plans_queries.in_force(decided) | queries.excused_in(note)
    decided, consents = known
    standings = limits.standings(note.patient.cautions, consents)
    refused = [one for one in standings if one.technique in chart.techniques and one.is_refused]
    faults += [plan_wording.refused_words(one, decided) for one in refused]
    charted = dataclasses.replace(chart, rows=tuple(row for row in chart.rows if entry.is_point(row.code)))
    said = {str(one.technique) for one in refused}
    faults += [
        alarm_wording.alarm_words(one)
        for one in queries.alarms_of(note.patient, charted)
        if one.asks and not one.may_go_on and one.about not in said
    ]
    missing = [key for key in _needed(note, charted, consents) if key not in given]
    if missing and asks_reasons:
        names = ", ".join(alarm_wording.about_words(key) for key in missing)
        faults.append(_("Say why, in spite of the caution: %(what)s.") % {"what": names})
    return faults


def _needed(note: models.Note, chart: rules.Chart, consents: frozenset[str] | None = None) -> tuple[str, ...]:
    return limits.needs_reasons(
        codes=chart.rows,
        techniques=chart.techniques,
        caution_keys=note.patient.cautions,
        consents=queries.consents_for(note) if consents is None else consents,
        parts=[one.part for one in chart.parts],
        position=chart.position,
    )


def plan_reasons(note: models.Note) -> dict[str, str]:
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
            place=row.place,
            depth_mm=row.depth_mm,
            angle=row.angle,
            method=row.method,
            response=row.response,
            needle_size=row.needle_size,
        )
        for row in rules.merged(rows)
    )


def _keep_parts(note: models.Note, done: Sequence[rules.Done]) -> None:
    note.parts.all().delete()
    models.TechniquePart.objects.bulk_create(
        models.TechniquePart(
            note=note,
            kind=str(one.part.kind),
            points=parts.span_rows(one.part.spans),
            hz=list(one.part.hz),
            waveform=one.part.waveform or "",
            pulse_us=one.part.pulse_us,
            milliamps=one.part.milliamps,
            strength=one.part.strength or "",
            method=one.part.method or "",
            minutes=one.part.minutes,
            words=one.words,
            is_carried=one.is_copied,
        )
        for one in done
    )
