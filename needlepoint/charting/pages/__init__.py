"""What the note page shows, already worded."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.urls import NoReverseMatch, reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking import models as booking
from needlepoint.charting import models, queries, rules, wording
from needlepoint.charting.pages import keeping
from needlepoint.charting.wording import effects as effect_words
from needlepoint.house import clock
from needlepoint.people import rules as people_rules
from needlepoint.plans import rules as plan_rules
from needlepoint.plans import wording as plan_wording
from needlepoint.plans.rules import limits


@dataclasses.dataclass(frozen=True)
class Consent:
    """One consent that is not in force; `kind` can be recorded when somebody agrees now."""

    kind: str
    words: str
    tone: str
    label: str
    is_shown: bool = True


@dataclasses.dataclass(frozen=True)
class Row:
    """One point of the chart."""

    key: str  # its name among the boxes
    code: str
    name: str
    is_on: bool
    is_midline: bool
    side: object
    needles: object
    how: list
    how_words: str  # depth, angle … in words; nothing when nobody said
    is_wrong: bool
    classes: str
    mark: str  # 'copied', 'new' or nothing, in words
    hazards: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Timer:
    """Needles that are in: for a script, and in words for everybody."""

    state: str  # resting, soon, over
    badge: str
    tone: str
    ends_at: str
    left: str
    words: str
    out_at: str
    can_extend: bool


@dataclasses.dataclass(frozen=True)
class Charted:
    """One point as a line of the record."""

    code: str
    name: str
    side: str
    needles: str
    how: str
    is_copied: bool
    unconfirmed: str
    field: object


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
    consents: tuple[Consent, ...]
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
    rows: tuple[Row, ...]
    charted: tuple[Charted, ...]
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
    timer: Timer | None
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


def clock_words(moment: dt.datetime, zone: str) -> str:
    return formats.date_format(clock.local(moment, zone), "G:i")


def day_words(moment: dt.datetime, zone: str) -> str:
    return formats.date_format(clock.local(moment, zone), "j F")


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
        agreed=_agreed(sheet),
        consents=_consents(sheet, zone),
        without_consent=_without(sheet, zone),
        may_go_without=bool(kinds_to_explain(sheet)),
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
        rows=_rows(form, {one.code for one in warned}) if hasattr(form, "rows") else (),
        charted=_charted(sheet, out),
        done=tuple(
            (str(wording.KINDS[one.part.kind]), wording.part_words(one.part), one.is_copied)
            for one in sheet.chart.parts
        ),
        typed=tuple(note.typed.splitlines()) if note else (),
        settings_words=_settings_words(sheet),
        settings_open=any(form[name].errors for name in SETTINGS if name in form.fields),
        box_summary=_box_words(sheet) or _("Box of needles, response sought, minutes hands on"),
        needles=sheet.chart.needles,
        needles_words=wording.needles(sheet.chart.needles),
        alarms=keeping.alarms(visit, sheet, _chart_of(form, sheet)),
        refused=tuple(refused(sheet, standings).values()),
        notes=tuple(
            words for one in standings if not one.is_refused for words in plan_wording.note_words(one)
        ),
        timer=_timer(sheet, zone, now) if stage is rules.Stage.IN else None,
        mismatch=wording.unaccounted(sheet.ledger) if stage is rules.Stage.MISMATCH else "",
        mismatch_words=_mismatch_words(sheet, zone),
        went_in=sheet.ledger.went_in or 0,
        all_out=_("%(needles)s of %(needles)s out") % {"needles": sheet.ledger.went_in},
        counts=tuple(_count_words(count, zone) for count in sheet.counts),
        facts=_facts(note, sheet, zone),
        reactions=tuple(_reaction_words(one, zone) for one in sheet.reactions),
        wants_reaction=bool(note and note.came_out_early and not sheet.reactions),
        emergency=_emergency(visit, sheet),
        last_words=_last_words(sheet.earlier),
        last_heading=_("Last time, %(day)s") % {"day": day_words(sheet.earlier.visit.starts_at, zone)}
        if sheet.earlier
        else "",
        signed=_signed(note, zone),
        sign_label=_sign_label(note, signer),
        amendments=tuple(
            (
                _("%(name)s, %(day)s at %(time)s")
                % {"name": one.by, "day": day_words(one.at, zone), "time": clock_words(one.at, zone)},
                one.words,
            )
            for one in sheet.amendments
        ),
        pain_url=_url("outcomes:today", visit.code),
        trend_url=_url("outcomes:trend", patient.code),
    )


SETTINGS = ("position", "needle_size", "needle_brand", "needle_lot", "needle_expires_on", "hands_on_minutes")


def _chart_of(form, sheet: queries.Sheet) -> rules.Chart:
    """What somebody just chose, so that what it meets is said beside it; else what is charted."""
    is_chosen = form.is_bound and hasattr(form, "meant") and form.is_valid()
    return form.meant() if is_chosen else sheet.chart


def _settings_words(sheet: queries.Sheet) -> str:
    """'On the side, 0.25 × 40 mm, Seirin, lot A123': what is rarely changed, in a line that unfolds."""
    said = [
        str(wording.POSITIONS.get(sheet.chart.position, "")),
        sheet.chart.needle_size,
        _box_words(sheet),
    ]
    return ", ".join(one for one in said if one) or _("Position, needle, box")


def _box_words(sheet: queries.Sheet) -> str:
    """The box of needles in a line: 'Seirin, lot A123, use before 2027-05-31'."""
    box = sheet.supply
    said = [
        box.brand,
        _("lot %(lot)s") % {"lot": box.lot} if box.lot else "",
        _("use before %(day)s") % {"day": box.expires_on} if box.expires_on else "",
    ]
    return ", ".join(one for one in said if one)


def _sign_label(note: models.Note | None, signer: int | None) -> str:
    """A colleague signs in their own name, for whoever wrote the note."""
    if note is None or signer in (None, note.practitioner_id):
        return _("Sign the note")
    return _("Sign for %(name)s") % {"name": note.practitioner.name}


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
        f"{formats.date_format(clock.local(visit.starts_at, zone), 'l j F')}, {clock_words(visit.starts_at, zone)}",
        visit.room.name if visit.room else "",
        visit.practitioner.name if visit.practitioner else "",
    ]
    return " · ".join(part for part in parts if part)


def refused(sheet: queries.Sheet, standings) -> dict[str, str]:
    """Technique → a sentence for each that cannot be chosen for this patient."""
    return {
        str(one.technique): plan_wording.refused_words(one, sheet.consents)
        for one in standings
        if one.is_refused
    }


def _agreed(sheet: queries.Sheet) -> str:
    given = [
        str(label).lower()
        for kind, label in plan_wording.CONSENTS.items()
        if queries.is_in_force(sheet.consents.get(kind))
    ]
    return _("Agreed: %(techniques)s") % {"techniques": ", ".join(given)} if given else ""


def _consents(sheet: queries.Sheet, zone: str) -> tuple[Consent, ...]:
    """What was decided, and what today's chart needs: what nobody asked and nobody does is no warning."""
    excused = {one.kind for one in sheet.without_consent}
    wanted = {"NEEDLING", *sheet.chart.techniques}
    return tuple(
        _consent(
            kind,
            label,
            sheet.consents.get(kind),
            zone,
            is_excused=kind in excused,
            is_wanted=kind in wanted,
        )
        for kind, label in plan_wording.CONSENTS.items()
        if not queries.is_in_force(sheet.consents.get(kind))
    )


def _consent(kind: str, label, decided, zone: str, *, is_excused: bool, is_wanted: bool) -> Consent:
    if is_excused:
        words, tone = _("%(technique)s: no consent, reason given"), "soon"
    elif decided is None:
        words, tone = _("%(technique)s: not asked"), "soon"
    elif decided.is_to_talk:
        words, tone = _("%(technique)s: wants to talk first"), "soon"
    elif decided.is_given:
        words, tone = _("%(technique)s: taken back"), "danger"
    else:
        words, tone = _("%(technique)s: no, %(day)s"), "danger"
    day = day_words(decided.decided_at, zone) if decided else ""
    return Consent(
        is_shown=is_excused or decided is not None or is_wanted,
        kind=kind,
        words=words % {"technique": label, "day": day},
        tone=tone,
        label=_("Agrees today: %(technique)s") % {"technique": str(label).lower()},
    )


def kinds_to_explain(sheet: queries.Sheet) -> tuple[tuple[str, str], ...]:
    """(kind, what it is called) for everything that a written reason may stand in for."""
    return tuple(
        (kind, str(label))
        for kind, label in plan_wording.CONSENTS.items()
        if rules.may_go_without(
            was_refused=queries.is_refused(sheet.consents.get(kind)),
            is_in_force=kind in sheet.consents_in_force,
        )
    )


def _without(sheet: queries.Sheet, zone: str) -> tuple[tuple[str, str], ...]:
    """(what, why and who) for everything done without a consent on record."""
    return tuple(
        (
            _("Without a consent on record: %(technique)s")
            % {"technique": str(plan_wording.CONSENTS.get(one.kind, one.kind)).lower()},
            _("%(why)s: %(words)s (%(name)s, %(day)s at %(time)s)")
            % {
                "why": wording.WHY_WITHOUT.get(one.why, one.why),
                "words": one.words,
                "name": one.by,
                "day": day_words(one.at, zone),
                "time": clock_words(one.at, zone),
            },
        )
        for one in sheet.without_consent
    )


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
        return _("copied from %(day)s") % {"day": day_words(earlier.visit.starts_at, zone)}
    return _("from the plan")


def _left_out(sheet: queries.Sheet) -> str:
    names = [str(plan_wording.TECHNIQUES.get(key, key)) for key in sheet.left_out]
    return (
        _("Not copied, because it may not be used now: %(what)s.") % {"what": ", ".join(names)}
        if names
        else ""
    )


def _rows(form, warned: set[str]) -> tuple[Row, ...]:
    return tuple(
        Row(
            key=row.key,
            code=row.code,
            name=f"{row.name} {row.place}".strip(),
            is_on=row.is_on,
            is_midline=row.is_midline,
            side=row.side,
            needles=row.needles,
            how=row.how,
            how_words=wording.how_words(row.before) if row.before else "",
            is_wrong=any(box.errors for box in row.how),
            classes=" ".join(
                ["chip", "copied" if row.is_copied else "new", *(["caution"] if row.code in warned else [])]
            ),
            mark=_("copied") if row.is_copied else _("today"),
            hazards=plan_wording.hazard_words(row.code),
        )
        for row in form.rows
    )


def _charted(sheet: queries.Sheet, out) -> tuple[Charted, ...]:
    is_mismatch = sheet.ledger.stage is rules.Stage.MISMATCH
    missing = (
        {(row.spot, row.side): left for row, left in rules.not_found(sheet.chart.rows, sheet.by_point)}
        if is_mismatch
        else {}
    )
    return tuple(
        Charted(
            code=row.code,
            name=f"{plan_wording.point_name(row.code)} {row.place}".strip(),
            how=wording.how_words(row),
            side=str(plan_wording.SIDES[row.side]),
            needles=wording.needles(row.needles),
            is_copied=row.is_copied,
            unconfirmed=_unconfirmed(missing[row.spot, row.side], sheet)
            if (row.spot, row.side) in missing
            else "",
            field=None,
        )
        for key, row in rules.keyed(sheet.chart.rows).items()
    )


def _unconfirmed(left: int, sheet: queries.Sheet) -> str:
    if not sheet.by_point:
        return _("not confirmed")
    if left < 0:
        return _("%(needles)s more than went in") % {"needles": wording.needles(-left)}
    return _("%(needles)s not found here") % {"needles": wording.needles(left)}


def _timer(sheet: queries.Sheet, zone: str, now: dt.datetime) -> Timer:
    note = sheet.note
    due_at = rules.out_due_at(note.needles_in_at, note.retention_minutes)
    left = rules.minutes_left(due_at, now)
    state = "over" if left <= 0 else "soon" if left <= rules.SOON_MINUTES else "resting"
    badge = {"resting": _("Resting"), "soon": _("Soon"), "over": _("Needles out now")}[state]
    by = next((count.by for count in sheet.counts if count.kind == models.NeedleCount.Kind.IN), "")
    return Timer(
        state=state,
        badge=badge,
        tone={"resting": "good", "soon": "soon", "over": "danger"}[state],
        ends_at=due_at.isoformat(),
        left=_("%(minutes)s left") % {"minutes": wording.minutes(left)}
        if left > 0
        else _("over by %(minutes)s") % {"minutes": wording.minutes(-left)},
        words=_("%(needles)s in since %(time)s, counted by %(name)s.")
        % {
            "needles": wording.needles(sheet.ledger.went_in),
            "time": clock_words(note.needles_in_at, zone),
            "name": by,
        },
        out_at=_("Out at %(time)s, after %(minutes)s.")
        % {"time": clock_words(due_at, zone), "minutes": wording.minutes(note.retention_minutes)},
        can_extend=note.retention_minutes + rules.RETENTION_STEP <= rules.RETENTION_MAX,
    )


def _mismatch_words(sheet: queries.Sheet, zone: str) -> str:
    if sheet.ledger.stage is not rules.Stage.MISMATCH:
        return ""
    latest = sheet.counts[-1]
    return _("%(went_in)s went in. %(came_out)s were counted out at %(time)s by %(name)s.") % {
        "went_in": sheet.ledger.went_in,
        "came_out": sheet.ledger.came_out,
        "time": clock_words(latest.at, zone),
        "name": latest.by,
    }


def _count_words(count: models.NeedleCount, zone: str) -> str:
    words = (
        _("%(needles)s in at %(time)s, %(name)s")
        if count.kind == models.NeedleCount.Kind.IN
        else _("%(needles)s counted out at %(time)s, %(name)s")
    )
    return words % {
        "needles": wording.needles(count.needles),
        "time": clock_words(count.at, zone),
        "name": count.by,
    }


def _facts(note: models.Note | None, sheet: queries.Sheet, zone: str) -> tuple[tuple[str, str], ...]:
    if note is None:
        return ()
    out = note.needles_out_at
    went = out and (out - note.needles_in_at).total_seconds() / 60
    rows = (
        (_("Needles"), "" if note.needles_in_at else _("No needles at this visit")),
        (_("Needle"), note.needle_size if note.needles_in_at else ""),
        (_("Lying"), str(wording.POSITIONS.get(note.position, "")) if note.needles_in_at else ""),
        (
            _("In and out"),
            f"{clock_words(note.needles_in_at, zone)} – {clock_words(out, zone)} ({wording.minutes(round(went))})"
            if out
            else "",
        ),
        (_("Came out early"), _("Yes: out first, counted after") if note.came_out_early else ""),
        (
            _("Beside the needles"),
            "; ".join(
                ": ".join(
                    part for part in (str(wording.KINDS[one.part.kind]), wording.part_words(one.part)) if part
                )
                for one in sheet.chart.parts
            ),
        ),
        (_("Response sought"), str(wording.RESPONSES.get(note.response_sought, ""))),
        (_("Box of needles"), _box_words(sheet) if note.needles_in_at else ""),
        (
            _("Hands on"),
            "" if note.hands_on_minutes is None else wording.minutes(note.hands_on_minutes),
        ),
        (_("As typed"), "; ".join(note.typed.splitlines())),
        (_("Chosen in spite of a caution"), "; ".join(f"{key}: {why}" for key, why in note.reasons.items())),
        *_without(sheet, zone),
        (_("What they said"), note.told),
        (_("Done beside the needles"), note.done),
        (_("How they took it"), note.response),
        (_("Treated by"), note.practitioner.name),
    )
    hide = _("No needles at this visit") if sheet.ledger.stage is not rules.Stage.SIGNED else None
    return tuple((label, value) for label, value in rows if value and value != hide)


def _reaction_words(one: models.Reaction, zone: str) -> tuple[str, str, str, str]:
    """What it was, who told, the words, and where it is followed up."""
    told = _("%(name)s, %(day)s at %(time)s") % {
        "name": one.by,
        "day": day_words(one.at, zone),
        "time": clock_words(one.at, zone),
    }
    return (
        effect_words.heading(one.category, one.grade, is_serious=one.is_serious),
        told,
        " ".join(part for part in (one.words, one.what_was_done) if part),
        reverse("charting:effect", args=[one.code]),
    )


def _emergency(visit: booking.Visit, sheet: queries.Sheet) -> str:
    urgent = any(rules.needs_help_now(rules.Effect(one.category), one.grade) for one in sheet.reactions)
    if not urgent or sheet.ledger.is_signed:
        return ""
    return _("Get emergency help now: call %(number)s. Stay with them.") % {
        "number": visit.clinic.emergency_number
    }


def _last_words(earlier: models.Note | None) -> tuple[tuple[str, str], ...]:
    if earlier is None:
        return ()
    rows: Sequence[tuple[str, str]] = (
        (_("They said"), earlier.told),
        (_("Done"), earlier.done),
        (_("They took it"), earlier.response),
    )
    return tuple((label, value) for label, value in rows if value)


def _signed(note: models.Note | None, zone: str) -> str:
    if note is None or note.signed_at is None:
        return ""
    return _("Signed by %(name)s on %(day)s at %(time)s.") % {
        "name": note.signed_by,
        "day": day_words(note.signed_at, zone),
        "time": clock_words(note.signed_at, zone),
    }
