"""What the pages of the intake show, already worded."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.house import clock
from needlepoint.intake import access, models, rules
from needlepoint.people import rules as people_rules


@dataclasses.dataclass(frozen=True)
class Page:
    """The frame around one step."""

    title: str
    at: int
    of: int
    back_url: str
    template: str
    filled_in_for: str  # the patient's name when somebody else types, else ""
    phone: str
    told: tuple = ()


@dataclasses.dataclass(frozen=True)
class Part:
    """One step on the page that shows all answers. Rows are (label, value); an open question says so."""

    title: str
    rows: tuple
    change_url: str


@dataclasses.dataclass(frozen=True)
class Overview:
    """All answers in one view."""

    visit_code: str
    practitioner: str
    when: str
    is_finished: bool
    is_ready: bool
    may_read: bool
    is_own: bool
    is_kept: bool
    filled_in_for: str
    parts: tuple


def step_url(intake, step) -> str:
    """The address of a step, or of the page of all answers when there is none left."""
    code = intake.visit.code
    return reverse("intake:step", args=[code, step.key]) if step else reverse("intake:answers", args=[code])


def resume_url(intake: models.Intake) -> str:
    """Where somebody goes on: the first page never saved, or all answers when every page was."""
    if intake.state == models.Intake.State.FINISHED:
        return step_url(intake, None)
    return step_url(intake, rules.first_open(intake.answers))


def _filled_in_for(intake: models.Intake, viewer: people_rules.Viewer) -> str:
    return intake.patient.name if viewer.is_staff else ""


def page_of(intake: models.Intake, step: rules.Step, viewer: people_rules.Viewer) -> Page:
    earlier = rules.before(step.key)
    return Page(
        title=_(step.title),
        at=rules.place_of(step.key),
        of=len(rules.STEPS),
        back_url=step_url(intake, earlier) if earlier else "",
        template=f"intake/_{step.key}.html",
        filled_in_for=_filled_in_for(intake, viewer),
        phone=intake.visit.clinic.phone,
        told=tuple((_(told.heading), tuple(_(s) for s in told.sentences)) for told in rules.CONSENT_TEXT)
        if step.key == "consent"
        else (),
    )


def body_rows(form) -> tuple:
    """(row name, ((code, side word, is ticked, id), …)) for the tick boxes beside the picture."""
    ticked = set(form["regions"].value() or ())
    return tuple(
        (
            _(row.name),
            tuple(
                (code, _(rules.SIDE_WORDS[side]), code in ticked, f"{form.auto_id % 'regions'}_{code}")
                for code, side in row.regions
            ),
        )
        for row in rules.BODY_ROWS
    )


# --- The page of all answers ------------------------------------------------------------------------------------------


def overview(intake: models.Intake, viewer: people_rules.Viewer) -> Overview:
    is_finished = intake.state == models.Intake.State.FINISHED
    may_read = access.may_read_answers(viewer, is_finished=is_finished)
    visit = intake.visit
    return Overview(
        visit_code=visit.code,
        practitioner=visit.practitioner.name if visit.practitioner else "",
        when=moment(visit.starts_at, visit.clinic.time_zone),
        is_finished=is_finished,
        is_ready=not rules.missing(intake.answers),
        may_read=may_read,
        is_own=viewer.is_patient,
        is_kept=rules.keeps_answers(intake.answers),
        filled_in_for=_filled_in_for(intake, viewer),
        parts=_parts(intake, may_change=not is_finished) if may_read else (),
    )


def moment(at, zone) -> str:
    """A day and time as people say it, in the clinic's zone."""
    local = clock.local(at, zone)
    return _("%(day)s at %(time)s") % {
        "day": formats.date_format(local, "l j F"),
        "time": formats.date_format(local, "G:i"),
    }


def _parts(intake, *, may_change):
    # Answers that were thrown away are not shown as questions left open.
    steps = rules.STEPS if may_change or rules.keeps_answers(intake.answers) else (rules.step("consent"),)
    return tuple(
        Part(
            _(step.title),
            tuple(
                (label, value or _("Left open"))
                for label, value in ROWS[step.key](intake.answers.get(step.key, {}))
            ),
            step_url(intake, step) if may_change else "",
        )
        for step in steps
    )


def _about(kept):
    return (
        (_("Where"), ", ".join(region_words(code) for code in kept.get("regions", ()))),
        (_("Since"), since_words(kept)),
        (_("How it began"), kept.get("how", "")),
    )


def region_words(code: str) -> str:
    """'Lower back, left' for LOW_BACK_LEFT."""
    for row in rules.BODY_ROWS:
        for region, side in row.regions:
            if region == code:
                return f"{_(row.name)}, {_(rules.SIDE_WORDS[side]).lower()}"
    return code


def since_words(kept) -> str:
    """'1 May 2026', or 'about 6 months ago (counted from 23 November 2026)'."""
    if kept.get("onset_on"):
        return formats.date_format(rules.onset_on(kept), "j F Y")
    if kept.get("ago") is None:
        return ""
    count = kept["ago"]
    words = {
        "DAYS": ngettext("about %(count)s day", "about %(count)s days", count),
        "WEEKS": ngettext("about %(count)s week", "about %(count)s weeks", count),
        "MONTHS": ngettext("about %(count)s month", "about %(count)s months", count),
        "YEARS": ngettext("about %(count)s year", "about %(count)s years", count),
    }[kept["ago_unit"]] % {"count": count}
    day = formats.date_format(dt.date.fromisoformat(kept["answered_on"]), "j F Y")
    return _("%(stretch)s before %(day)s") % {"stretch": words, "day": day}


def _history(kept):
    return (
        (_("Illnesses"), kept.get("conditions", "")),
        (_("Operations"), kept.get("operations", "")),
        (_("Medicines"), kept.get("medicines", "")),
        (_("Tried so far"), kept.get("other_care", "")),
    )


def _pain(kept):
    return ((_("Pain in the last 7 days"), _out_of_ten(kept.get("pain"))),)


def _activities(kept):
    rows = tuple((row["words"], _out_of_ten(row.get("value"))) for row in kept.get("rows", ()))
    return rows or ((_("Your activities"), ""),)


def _goals(kept):
    return (
        (_("What would make it worth it"), kept.get("worth_it", "")),
        (_("What you hope for"), kept.get("hopes", "")),
    )


def _consent(kept):
    words = {
        rules.Choice.YES: _("Yes"),
        rules.Choice.NO: _("No"),
        rules.Choice.TALK: _("Talk about it first"),
    }
    rows = [(_(t.name), words.get(kept.get(t.kind), _("Talk about it first"))) for t in rules.TECHNIQUES]
    return (*rows, (_("Keep these answers"), words.get(kept.get(rules.KEEP_ANSWERS), "")))


def _out_of_ten(value):
    return "" if value is None else _("%(value)s of 10") % {"value": value}


ROWS = {
    "about": _about,
    "history": _history,
    "pain": _pain,
    "activities": _activities,
    "goals": _goals,
    "consent": _consent,
}
