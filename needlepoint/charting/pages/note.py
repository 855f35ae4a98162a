"""What the note page shows, already worded."""

import dataclasses
import datetime as dt

from django.urls import NoReverseMatch, reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking import models as booking
from needlepoint.charting import queries, rules, wording
from needlepoint.charting.pages import chart, consents, keeping, moments, record, timer
from needlepoint.house import clock
from needlepoint.people import rules as people_rules
from needlepoint.plans import rules as plan_rules
from needlepoint.plans import wording as plan_wording
from needlepoint.plans.rules import limits


@dataclasses.dataclass(frozen=True)
class Page:
    """Everything the note page shows."""

    code: str
    name: str
    eyebrow: str
    detail: str
    patient_url: str
    position: plan_rules.Position | None
    now: int | None
    chips: tuple[str, ...]
    cautions: tuple[plan_wording.CautionShown, ...]
    stage: rules.Stage
    is_open: bool
    is_in: bool
    is_out: bool
    needs_count: bool
    is_mismatch: bool
    is_counted: bool
    is_signed: bool
    can_amend: bool
    agreed: str  # what they said yes to, in one line
    consents: tuple[consents.Consent, ...]
    without_consent: tuple[tuple[str, str], ...]
    may_go_without: bool
    consents_url: str
    bars: tuple[str, ...]
    bars_tone: str
    check_url: str  # where somebody decides differently from the check that turned them away
    assessment_url: str
    plan_url: str
    better_means: str
    review_words: str
    review_url: str
    source: str
    left_out: str
    rows: tuple[chart.Row, ...]
    charted: tuple[chart.Charted, ...]
    done: tuple[tuple[str, str, bool], ...]  # beside the needles: what, how, is it copied
    typed: tuple[str, ...]  # quick entry as it was typed
    settings_words: str  # position, needle and box in a line
    settings_open: bool
    box_summary: str
    needles: int
    needles_words: str
    alarms: keeping.Alarms
    refused: tuple[str, ...]
    notes: tuple[str, ...]
    timer: timer.Timer | None
    mismatch: str
    mismatch_words: str
    went_in: int
    all_out: str
    counts: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    reactions: tuple[tuple[str, str, str, str], ...]
    wants_reaction: bool
    emergency: str
    last_words: tuple[tuple[str, str], ...]
    last_heading: str
    signed: str
    sign_label: str
    amendments: tuple[tuple[str, str], ...]
    pain_url: str
    trend_url: str


def note_url(visit: booking.Visit) -> str:
    return reverse("charting:note", args=[visit.code])


def count_words(needles: int | None) -> str:
    return "" if needles is None else wording.needles(needles)


def page(
    *, visit: booking.Visit, sheet: queries.Sheet, form, out, now: dt.datetime, signer: int | None = None
) -> Page:
    """Word the page. `signer` is the practitioner who looks at it."""
    patient, zone, note = visit.patient, visit.clinic.time_zone, sheet.note
    stage = sheet.ledger.stage
    shown = plan_wording.cautions_shown(patient.cautions)
    standings = limits.standings(patient.cautions, sheet.consents_in_force)
    warned = limits.warnings([row.code for row in sheet.chart.rows], patient.cautions)
    position = sheet.position
    return Page(
        code=visit.code,
        name=patient.name,
        eyebrow=_("Visit note, written by %(name)s") % {"name": note.practitioner.name}
        if note
        else _("Visit note"),
        detail=_detail(visit, zone, now),
        patient_url=reverse("desk:patient", args=[patient.code]),
        position=position,
        now=(note.number if note else position.now) if position else None,
        chips=tuple(one.chip for one in shown),
        cautions=shown,
        stage=stage,
        is_open=stage is rules.Stage.OPEN,
        is_in=stage is rules.Stage.IN,
        is_out=stage not in {rules.Stage.OPEN, rules.Stage.IN, rules.Stage.SIGNED},
        needs_count=stage in {rules.Stage.UNCOUNTED, rules.Stage.MISMATCH},
        is_mismatch=stage is rules.Stage.MISMATCH,
        is_counted=stage in {rules.Stage.COUNTED, rules.Stage.SETTLED},
        is_signed=stage is rules.Stage.SIGNED,
        can_amend=stage is rules.Stage.SIGNED,
        agreed=consents.agreed(sheet),
        consents=consents.consents(sheet, zone),
        without_consent=consents.without(sheet, zone),
        may_go_without=bool(consents.kinds_to_explain(sheet)),
        consents_url=reverse("intake:patient_consents", args=[patient.code]),
        bars_tone="danger" if rules.Bar.TURNED_AWAY in sheet.bars else "soon",
        check_url=reverse("desk:check_decision", args=[patient.code])
        if rules.Bar.TURNED_AWAY in sheet.bars
        else "",
        bars=tuple(wording.bar(one) for one in sheet.bars) if stage is rules.Stage.OPEN else (),
        assessment_url=reverse("plans:assessment", args=[patient.code]),
        plan_url=_plan_url(sheet),
        better_means=sheet.course.better_means if sheet.course else "",
        review_words=_review_words(position, stage),
        review_url=_url("desk:review", sheet.course.code) if sheet.course else "",
        source=_source(sheet, zone),
        left_out=_left_out(sheet),
        rows=chart.rows(form, {one.code for one in warned}) if hasattr(form, "rows") else (),
        charted=chart.charted(sheet, out),
        done=tuple(
            (str(wording.KINDS[one.part.kind]), wording.part_words(one.part), one.is_copied)
            for one in sheet.chart.parts
        ),
        typed=tuple(note.typed.splitlines()) if note else (),
        settings_words=record.settings_words(sheet),
        settings_open=any(form[name].errors for name in record.SETTINGS if name in form.fields),
        box_summary=record.box_words(sheet) or _("Box of needles, response sought, minutes hands on"),
        needles=sheet.chart.needles,
        needles_words=wording.needles(sheet.chart.needles),
        alarms=keeping.alarms(visit, sheet, chart.chart_of(form, sheet)),
        refused=tuple(consents.refused(sheet, standings).values()),
        notes=tuple(
            words for one in standings if not one.is_refused for words in plan_wording.note_words(one)
        ),
        timer=timer.timer(sheet, zone, now) if stage is rules.Stage.IN else None,
        mismatch=wording.unaccounted(sheet.ledger) if stage is rules.Stage.MISMATCH else "",
        mismatch_words=record.mismatch_words(sheet, zone),
        went_in=sheet.ledger.went_in or 0,
        all_out=_("%(needles)s of %(needles)s out") % {"needles": sheet.ledger.went_in},
        counts=tuple(record.counted_words(count, zone) for count in sheet.counts),
        facts=record.facts(note, sheet, zone),
        reactions=tuple(record.reaction_words(one, zone) for one in sheet.reactions),
        wants_reaction=bool(note and note.came_out_early and not sheet.reactions),
        emergency=record.emergency(visit, sheet),
        last_words=record.last_words(sheet.earlier),
        last_heading=_("Last time, %(day)s") % {"day": moments.day_words(sheet.earlier.visit.starts_at, zone)}
        if sheet.earlier
        else "",
        signed=record.signed(note, zone),
        sign_label=record.sign_label(note, signer),
        amendments=tuple(
            (
                _("%(name)s, %(day)s at %(time)s")
                % {
                    "name": one.by,
                    "day": moments.day_words(one.at, zone),
                    "time": moments.clock_words(one.at, zone),
                },
                one.words,
            )
            for one in sheet.amendments
        ),
        pain_url=_url("outcomes:today", visit.code),
        trend_url=_url("outcomes:trend", patient.code),
    )


def _url(name: str, code: str) -> str:
    """The address of a page of a later step; none while that step has no such page."""
    try:
        return reverse(name, args=[code])
    except NoReverseMatch:
        return ""


def _detail(visit: booking.Visit, zone: str, now: dt.datetime) -> str:
    age = people_rules.age_on(visit.patient.birth_date, clock.local(now, zone).date())
    parts = [
        "" if age is None else ngettext("%(age)s year", "%(age)s years", age) % {"age": age},
        f"{formats.date_format(clock.local(visit.starts_at, zone), 'l j F')}, {moments.clock_words(visit.starts_at, zone)}",
        visit.room.name if visit.room else "",
        visit.practitioner.name if visit.practitioner else "",
    ]
    return " · ".join(part for part in parts if part)


def _plan_url(sheet: queries.Sheet) -> str:
    if sheet.course:
        return reverse("plans:show", args=[sheet.course.code])
    return reverse("plans:plan", args=[sheet.episode.code]) if sheet.episode else ""


def _review_words(position: plan_rules.Position | None, stage: rules.Stage) -> str:
    if position is None or stage is rules.Stage.SIGNED or not position.is_review_today:
        return ""
    if position.is_review_due:
        return _("The review after visit %(visit)s is still to be decided.") % {
            "visit": position.review_after
        }
    return _("Review today: decide together before they leave.")


def _source(sheet: queries.Sheet, zone: str) -> str:
    if not any(row.is_copied for row in sheet.chart.rows):
        return ""
    earlier = sheet.carried_from
    if earlier is not None:
        return _("copied from %(day)s") % {"day": moments.day_words(earlier.visit.starts_at, zone)}
    return _("from the plan")


def _left_out(sheet: queries.Sheet) -> str:
    names = [str(plan_wording.TECHNIQUES.get(key, key)) for key in sheet.left_out]
    return (
        _("Not copied, because it may not be used now: %(what)s.") % {"what": ", ".join(names)}
        if names
        else ""
    )
