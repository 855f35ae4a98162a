"""Questions about notes and needles; pages start from the viewer."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Prefetch, prefetch_related_objects

from needlepoint.booking import models as booking
from needlepoint.charting import access, models, rules
from needlepoint.charting.rules import ledger as ledgers
from needlepoint.charting.rules import parts
from needlepoint.house import prepared
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans
from needlepoint.plans import queries as plans_queries
from needlepoint.plans import rules as plan_rules
from needlepoint.plans.rules import limits
from needlepoint.screening import queries as screening_queries

# --- One note ----------------------------------------------------------------------------------------------------------


_note = prepared.Question(
    lambda *, visit_id: (
        models.Note.objects.filter(visit_id=visit_id)
        .select_related("practitioner", "course", "carried_from")
        .order_by("pk")[:1]
    ),
    visit_id=int,
)


def note_of(visit: booking.Visit) -> models.Note | None:
    """Return the note of a visit, or None. Costs 1 query."""
    return _note.first(visit_id=visit.pk)


def ledger_of(note: models.Note | None) -> rules.Ledger:
    """Return what is known of a note's needles. Costs 3 queries, none for what was fetched along."""
    if note is None:
        return rules.Ledger()
    return _ledger(note, counts_of(note), note.incidents.all(), note.left_in.all())


def counts_of(note: models.Note) -> list[models.NeedleCount]:
    """Return every count of a note, first to latest. Costs 1 query, none when they were fetched along."""
    return sorted(note.counts.all(), key=lambda count: count.pk)


def _ledger(
    note: models.Note,
    counts: Iterable[models.NeedleCount],
    incidents: Iterable[models.Incident],
    left_in: Iterable[models.LeftIn] = (),
) -> rules.Ledger:
    latest = {count.kind: count.needles for count in counts}
    # A note brought in from elsewhere may have its times and no counts: what nobody counted stays uncounted.
    went_in = latest.get(models.NeedleCount.Kind.IN, 0 if note.needles_in_at else None)
    incidents, left_in = sorted(incidents, key=lambda one: one.pk), list(left_in)
    return rules.Ledger(
        is_signed=note.state == models.Note.State.SIGNED,
        went_in=went_in,
        came_out=latest.get(models.NeedleCount.Kind.OUT),
        is_out=note.needles_out_at is not None,
        has_incident=any(one.settled_at is None for one in incidents),
        explained=_explained([one for one in incidents if one.settled_at is not None]),
        left_in=sum(one.pieces for one in left_in),
        taken_off=sum(one.removed_pieces for one in left_in),
    )


def _explained(settled: list[models.Incident]) -> int | None:
    return ledgers.explained(ledgers.Settled(settled[-1].settled), settled[-1].missing) if settled else None


def excused_in(note: models.Note | None) -> frozenset[str]:
    """Return the kinds of consent that a recorded reason stands in for at this visit. Costs 1 query, 0 without a note."""
    return frozenset(note.without_consent.values_list("kind", flat=True)) if note else frozenset()


def is_in_force(decided: people.Consent | None) -> bool:
    """Say whether a decision is a yes that stands."""
    return decided is not None and decided.is_given and decided.withdrawn_at is None


def is_refused(decided: people.Consent | None) -> bool:
    """Say whether a decision is a no, or a yes that was taken back; wanting to talk first is neither."""
    return decided is not None and not decided.is_to_talk and not is_in_force(decided)


def consents_for(note: models.Note) -> frozenset[str]:
    """Return what may be charted in a note: consents in force, and what a reason stands in for. Costs 2 queries."""
    return plans_queries.consents_in_force(note.patient) | excused_in(note)


def chart_of(note: models.Note) -> rules.Chart:
    """Return what is charted. Costs 2 queries, none when the needlings and parts were fetched along."""
    rows = rules.merged(
        rules.Row(
            one.point_code,
            rules.Side(one.side),
            one.needles_in,
            one.is_carried,
            one.place,
            one.depth_mm,
            one.angle,
            one.method,
            one.response,
            one.needle_size,
        )
        for one in sorted(note.needlings.all(), key=lambda one: one.pk)
    )
    done = tuple(_done(one) for one in sorted(note.parts.all(), key=lambda one: one.pk))
    chart = rules.Chart(
        rows, tuple(note.techniques), note.position, note.needle_size, note.retention_minutes, done
    )
    return rules.in_step(chart)


def _done(one: models.TechniquePart) -> rules.Done:
    part = parts.Part(
        parts.Kind(one.kind),
        parts.spans_of(one.points),
        tuple(one.hz),
        parts.Waveform(one.waveform) if one.waveform else None,
        one.pulse_us,
        one.milliamps,
        parts.Strength(one.strength) if one.strength else None,
        parts.Method(one.method) if one.method else None,
        one.minutes,
    )
    return rules.Done(part, one.is_carried, one.words)


def spots_of(chart: rules.Chart) -> tuple[ledgers.Spot, ...]:
    """Return where the needles of a chart are counted: point by point, side by side."""
    return ledgers.spots((row.code, str(row.side), row.place, row.needles) for row in chart.rows)


def spots_of_row(one: models.Needling) -> tuple[ledgers.Spot, ...]:
    """Return where the needles of one row are counted: both sides apart."""
    return ledgers.spots([(one.point_code, one.side, one.place, one.needles_in)])


def alarms_of(
    patient: people.Patient, chart: rules.Chart, reasons: Iterable[str] = ()
) -> tuple[limits.Alarm, ...]:
    """Return everything that meets a patient in a chart, loudest first; consent is asked elsewhere. Costs nothing.

    reasons   what a reason was given for: it is not asked again
    """
    return limits.alarms(
        chart.rows,
        techniques=chart.techniques,
        parts=[one.part for one in chart.parts],
        caution_keys=patient.cautions,
        position=chart.position,
        reasons=frozenset(reasons),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Start:
    """The chart a note begins with and where it comes from: an earlier note, the plan, or nowhere."""

    chart: rules.Chart
    earlier: models.Note | None = None
    course: plans.Course | None = None
    left_out: tuple[str, ...] = ()  # techniques of last time that this patient may not have any more
    sought: str = ""  # the response sought last time: what a practitioner goes for, not what came


def start_of(
    visit: booking.Visit, course: plans.Course | None, *, position: plan_rules.Position | None = None
) -> Start:
    """Return the chart to begin with: the plan when it was agreed or changed since, else the latest needled visit.

    position   where the course stands, for sides that are taken in turn. Costs at most 3 queries.
    """
    earlier = (
        models.Note.objects.filter(patient_id=visit.patient_id, needles_in_at__isnull=False)
        .exclude(visit_id=visit.pk)
        .filter(visit__starts_at__lt=visit.starts_at)
        .prefetch_related("needlings", "parts")
        .select_related("visit")
        .order_by("-visit__starts_at")
        .first()
    )
    treatment_set_at = course and (course.treatment_set_at or course.started_at)
    is_from_plan = (
        course is not None
        and bool(course.points)
        and (earlier is None or earlier.opened_at < treatment_set_at)
    )
    if not is_from_plan and earlier is None:
        return Start(rules.Chart())
    meant = course.techniques if is_from_plan else earlier.techniques
    allowed = limits.allowed(meant, visit.patient.cautions, plans_queries.consents_in_force(visit.patient))
    left_out = tuple(key for key in meant if key not in allowed)
    number = (position.now if position else None) or 1
    if is_from_plan:
        chart = rules.from_plan(course.points, allowed, painful=course.episode.side, number=number)
        if earlier is not None:  # the plan says where; size, position and minutes are as last time
            chart = dataclasses.replace(
                chart,
                position=earlier.position,
                needle_size=earlier.needle_size,
                retention_minutes=rules.carried(chart_of(earlier), techniques=()).retention_minutes,
            )
        return Start(chart, None, course, left_out, earlier.response_sought if earlier else "")
    chart = rules.carried(chart_of(earlier), techniques=allowed)
    if course is not None and earlier.course_id == course.pk:
        turned = rules.in_turn(
            chart.rows,
            course.points,
            painful=course.episode.side,
            before=earlier.number or number,
            number=number,
        )
        chart = dataclasses.replace(chart, rows=turned)
    return Start(chart, earlier, None, left_out, earlier.response_sought)


def supply_of(clinic_id: int, *, on: dt.date) -> rules.Supply:
    """Return the box of needles that the clinic used last; none once it is past its date. Costs 1 query."""
    latest = models.Note.objects.filter(clinic_id=clinic_id).exclude(needle_lot="").order_by("-pk")
    found = latest.values_list("needle_brand", "needle_lot", "needle_expires_on").first()
    box = rules.Supply(*found) if found else rules.Supply()
    return rules.Supply() if box.is_expired(on) else box


# --- Before the first needle ----------------------------------------------------------------------------------------------


def bars_to(
    visit: booking.Visit,
    *,
    needles: int,
    on: dt.date,
    visit_on: dt.date,
    now: dt.datetime,
    excused: frozenset[str] = frozenset(),
) -> tuple[rules.Bar, ...]:
    """Return every reason against the first needle of a visit. Costs 4 queries.

    on, visit_on   today and the day of the visit, both in the clinic's zone
    excused        kinds of consent that a recorded reason stands in for
    """
    course = plans_queries.latest_course(visit.patient)
    episode = plans_queries.latest_episode(visit.patient)
    return rules.why_not_needled(
        has_consent=limits.NEEDLING in plans_queries.consents_in_force(visit.patient) | excused,
        has_plan=course is not None,
        is_held=episode is not None and plan_rules.held_route(episode.findings) is not None,
        is_referred=course is not None and course.state == plans.Course.State.REFERRED,
        needles=needles,
        visit_is_off=is_off(visit),
        visit_is_ahead=visit_on > on,
        is_turned_away=screening_queries.standing_of(visit.patient, now=now).is_stopped,
    )


def is_off(visit: booking.Visit) -> bool:
    """Say whether a visit was cancelled or missed."""
    return visit.state in {booking.Visit.State.CANCELLED, booking.Visit.State.MISSED}


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """Everything known about one visit's note, whether or not it was begun.

    chart          what is charted, or what the note would begin with
    carried_from   the note it was copied from
    earlier        the latest note before this one, for what was said last time
    by_point       the latest count out, point by point; empty when it was counted in one number
    """

    note: models.Note | None
    ledger: rules.Ledger
    chart: rules.Chart
    counts: list[models.NeedleCount]
    course: plans.Course | None
    position: plan_rules.Position | None
    episode: plans.Episode | None
    consents: dict[str, people.Consent]
    bars: tuple[rules.Bar, ...]
    carried_from: models.Note | None
    earlier: models.Note | None
    left_out: tuple[str, ...]
    reactions: list[models.Reaction]
    amendments: list[models.Amendment]
    without_consent: list[models.WithoutConsent]
    supply: rules.Supply = dataclasses.field(default_factory=rules.Supply)
    sought: str = ""

    @property
    def consents_in_force(self) -> frozenset[str]:
        """What may be charted: consents in force, and what a recorded reason stands in for."""
        given = (kind for kind, one in self.consents.items() if one.is_given and one.withdrawn_at is None)
        return frozenset((*given, *(one.kind for one in self.without_consent)))

    @property
    def reasons(self) -> dict[str, str]:
        """What was chosen in spite of a caution → why: of the plan and of this note."""
        of_plan = (
            {key: why for key, why in self.course.reasons.items() if key != "NUMBERS"} if self.course else {}
        )
        return {**of_plan, **(self.note.reasons if self.note else {})}

    @property
    def by_point(self) -> dict[str, int]:
        return self.counts[-1].by_point if self.counts else {}

    @property
    def painful(self) -> str:
        return self.episode.side if self.episode else ""


def sheet_of(
    visit: booking.Visit, *, on: dt.date, visit_on: dt.date, now: dt.datetime, is_brief: bool = False
) -> Sheet:
    """Return everything about a visit's note. Costs at most 18 queries; reading begins no note.

    is_brief   only what a change of a note that was begun is checked against: 10 queries, and the rest is empty
    """
    note = note_of(visit)
    if note:
        handed = Prefetch("hand_overs", models.HandOver.objects.select_related("to"))
        prefetch_related_objects([note], "incidents", "left_in", handed)
    course = note.course if note else plans_queries.active_course(visit.patient)
    is_brief = is_brief and note is not None
    position = plans_queries.position(course) if course and not is_brief else None
    start = Start(rules.Chart()) if note else start_of(visit, course, position=position)
    chart = chart_of(note) if note else start.chart
    counts = counts_of(note) if note else []
    without = list(note.without_consent.order_by("at", "pk")) if note else []
    excused = frozenset(one.kind for one in without)
    return Sheet(
        note=note,
        ledger=_ledger(note, counts, note.incidents.all(), note.left_in.all()) if note else rules.Ledger(),
        chart=chart,
        counts=counts,
        course=course,
        position=position,
        episode=plans_queries.latest_episode(visit.patient),
        consents=plans_queries.consents_of(visit.patient),
        bars=bars_to(visit, needles=max(1, chart.needles), on=on, visit_on=visit_on, now=now, excused=excused)
        if (note is None or note.needles_in_at is None) and not is_brief
        else (),
        carried_from=note.carried_from if note else start.earlier,
        earlier=None if is_brief else _earlier(visit),
        left_out=start.left_out,
        reactions=list(note.reactions.order_by("at", "pk")) if note and not is_brief else [],
        amendments=list(note.amendments.order_by("at", "pk")) if note and not is_brief else [],
        without_consent=without,
        supply=rules.Supply(note.needle_brand, note.needle_lot, note.needle_expires_on)
        if note
        else supply_of(visit.clinic_id, on=on),
        sought=note.response_sought if note else start.sought,
    )


def painful_of(patient: people.Patient) -> str:
    """Return the painful side of the latest assessment: LEFT, RIGHT, BOTH, MIDDLE or nothing. Costs 1 query."""
    episode = plans_queries.latest_episode(patient)
    return episode.side if episode else ""


_note_before = prepared.Question(
    lambda *, patient_id, starts_at: (
        models.Note.objects.filter(patient_id=patient_id, visit__starts_at__lt=starts_at)
        .select_related("visit")
        .order_by("-visit__starts_at")[:1]
    ),
    patient_id=int,
    starts_at=dt.datetime,
)


def _earlier(visit: booking.Visit) -> models.Note | None:
    return _note_before.first(patient_id=visit.patient_id, starts_at=visit.starts_at)


# --- Many notes --------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class NoteState:
    """What a list of visits shows of a note. No clinical content: the desk may see it.

    needles        the latest count in, None before the first needle
    out_due_at     when the needles are to come out, None before the first needle
    missing        needles not accounted for after a count out; 0 when they agree or nobody counted yet
    outstanding    needles that may still be in the patient
    handed_to      who looks after them now, when somebody handed them over; blank otherwise
    """

    stage: rules.Stage
    needles: int | None
    needles_in_at: dt.datetime | None
    out_due_at: dt.datetime | None
    needles_out_at: dt.datetime | None
    missing: int
    is_signed: bool
    outstanding: int = 0
    handed_to: str = ""
    handed_to_id: int | None = None

    @property
    def is_in(self) -> bool:
        return self.stage is rules.Stage.IN

    @property
    def needs_a_count(self) -> bool:
        """Somebody must count now: out in a hurry, or the counts differ."""
        return self.stage in {rules.Stage.UNCOUNTED, rules.Stage.MISMATCH}


def note_states(visit_ids: Iterable[int]) -> dict[int, NoteState]:
    """Return the state of each visit that has a note, by the visit's integer id.

    Costs 2 queries for every 40 visits, 2 more while a note with needles is open.
    """
    notes = _notes_on_a_list(visit_ids)
    counts = defaultdict(list)
    for count in sorted(_counts_on_a_list([note.pk for note in notes]), key=lambda count: count.pk):
        counts[count.note_id].append(count)
    # Who was handed a patient, and what is missing, is asked of the few in whom needles are or were just now.
    under_way = [note for note in notes if note.needles_in_at and note.state == models.Note.State.OPEN]
    ids = [note.pk for note in under_way]
    incidents, hand_overs = defaultdict(list), defaultdict(list)
    for incident in _incidents_on_a_list(ids):
        incidents[incident.note_id].append(incident)
    for hand_over in sorted(_hand_overs_on_a_list(ids), key=lambda one: one.pk):
        hand_overs[hand_over.note_id].append(hand_over)
    return {
        note.visit_id: _state(note, counts[note.pk], incidents[note.pk], hand_overs[note.pk])
        for note in notes
    }


# What every list asks, with its SQL ready.
_notes_on_a_list = prepared.QuestionOfMany(
    lambda ids: models.Note.objects.filter(visit_id__in=ids).only(
        "visit_id", "state", "needles_in_at", "needles_out_at", "retention_minutes"
    )
)
_counts_on_a_list = (
    prepared.QuestionOfMany(  # put in order here: SQLite would walk through every count there is
        lambda ids: models.NeedleCount.objects.filter(note_id__in=ids).order_by()
    )
)
_incidents_on_a_list = prepared.QuestionOfMany(
    lambda ids: models.Incident.objects.filter(note_id__in=ids).order_by()
)
_hand_overs_on_a_list = prepared.QuestionOfMany(
    lambda ids: models.HandOver.objects.filter(note_id__in=ids).select_related("to").order_by()
)


def _state(
    note: models.Note,
    counts: Iterable[models.NeedleCount],
    incidents: Iterable[models.Incident],
    hand_overs: Sequence[models.HandOver],
) -> NoteState:
    """`hand_overs` in their order."""
    ledger = _ledger(note, counts, incidents)
    due_at = rules.out_due_at(note.needles_in_at, note.retention_minutes) if note.needles_in_at else None
    holder = hand_overs[-1].to if hand_overs else None
    return NoteState(
        stage=ledger.stage,
        needles=ledger.went_in,
        needles_in_at=note.needles_in_at,
        out_due_at=due_at,
        needles_out_at=note.needles_out_at,
        missing=ledger.missing if ledger.came_out is not None else 0,
        is_signed=ledger.is_signed,
        outstanding=ledger.outstanding,
        handed_to=holder.name if holder else "",
        handed_to_id=holder.pk if holder else None,
    )


def notes_of(viewer: people_rules.Viewer, patient: people.Patient) -> list[models.Note]:
    """Return a patient's notes, latest first, with points, counts, reactions and amendments. Costs 5 queries.

    Only practitioners read notes: anybody else gets an empty list.
    """
    return list(
        access.notes_seen_by(viewer)
        .filter(patient=patient)
        .select_related("visit", "practitioner")
        .prefetch_related(
            "needlings",
            "counts",
            Prefetch("reactions", models.Reaction.objects.order_by("at", "pk")),
            Prefetch("amendments", models.Amendment.objects.order_by("at", "pk")),
        )
        .order_by("-visit__starts_at")
    )


def unsigned_notes(viewer: people_rules.Viewer, before: dt.datetime) -> list[models.Note]:
    """Return the notes of visits that ended before a moment and are not signed, oldest first. Costs 2 queries.

    For practitioners and the owner; each row brings its visit, patient, practitioner and counts.
    """
    return list(
        access.unsigned_seen_by(viewer)
        .filter(visit__ends_at__lt=before)
        .select_related("visit", "patient", "practitioner")
        .prefetch_related("counts")
        .order_by("visit__starts_at", "pk")
    )
