"""What the page about results shows: each figure with how many it rests on, and how many nobody can tell anything of.

A share of fewer than five is not said in percent. Nobody is ranked: practitioners stand by name, beside the lines within
which luck alone would leave them.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking.rules import report as rules
from needlepoint.charting.queries import effects as effect_queries
from needlepoint.charting.rules import effects as effect_rules
from needlepoint.desk.pages import results_drawn as drawn
from needlepoint.desk.pages import safety
from needlepoint.desk.queries import results as queries
from needlepoint.house.design import components
from needlepoint.house.design.drawing import ink
from needlepoint.knowledge.figures import definitions
from needlepoint.knowledge.instruments import catalogue, scores
from needlepoint.knowledge.stats import binomial, funnel, survival
from needlepoint.outcomes.queries import counting
from needlepoint.people import rules as people_rules
from needlepoint.plans import rules as plan_rules
from needlepoint.plans import wording as plan_wording
from needlepoint.plans.rules import reviewing
from needlepoint.plans.wording import reviewing as review_wording

Share, Outcome = rules.Share, rules.Outcome
SPANS = (90, 365, None)  # days back; None is everything
SPAN_USUAL = 365
BY_WEEKS = (2, 4, 6, 8, 12)
WEEK = 7
# At the head of the page; the others are no single number.
SUMMED_UP = frozenset({"better", "answered", "first_benefit", "reviews_on_time", "missed", "time_used"})
HALF_DONE = 2  # of practitioners in one drawing: one alone is everybody
SURE = {"sure": round(100 * survival.CONFIDENCE)}  # of a hundred such ranges, how many hold the true number


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A table; one that is folded opens when somebody wants its numbers."""

    caption: str
    columns: tuple[components.Column, ...]
    rows: tuple[tuple[object, ...], ...]
    is_folded: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One figure.

    value     the figure itself, or why there is none
    of        of how many what
    few       the same as short as it stands at the head of the page, such as 14 of 23; may be empty
    lines     what else must be known to read it
    drawing   may be empty; then `drawing_words` is
    rates     unwanted effects beside published ones, as on the page about safety
    url       the definition, and the rows behind it for those who may see them
    more      (label, url) of the page that says more; may be empty
    """

    key: str
    question: str
    value: str
    of: str
    lines: tuple[str, ...]
    url: str
    tables: tuple[Table, ...] = ()
    drawing: SafeString | str = ""
    drawing_words: str = ""
    rates: tuple[tuple[str, safety.Rate], ...] = ()
    more: tuple[str, str] | None = None
    few: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    spans: tuple[tuple[str, str, bool], ...]
    summary: tuple[tuple[str, str, str, str], ...]  # name, value, where on the page, of how many
    sections: tuple[Section, ...]
    is_empty: bool
    waiting: str
    csv_url: str
    review_words: str


def span_of(said: str) -> int | None:
    """Read how far back to look; what is no known span is the usual one."""
    if said == "all":
        return None
    return next((days for days in SPANS if days and said == str(days)), SPAN_USUAL)


def since_of(span: int | None, now: dt.datetime) -> dt.datetime | None:
    return None if span is None else now - dt.timedelta(days=span)


def page(found: queries.Results, viewer: people_rules.Viewer, *, span: int | None, today: dt.date) -> Page:
    sections = all_sections(found, viewer, span=span)
    review = definitions.in_force().review
    status = _("The definitions were last read through on %(day)s. %(status)s.") % {
        "day": formats.date_format(review.reviewed_on, "j F Y"),
        "status": _(review.status.label),
    }
    if review.is_due(today):
        status = _("%(words)s They are due to be read again.") % {"words": status}
    return Page(
        spans=tuple((_span_words(days), f"?{_asked(days)}", days == span) for days in SPANS),
        summary=tuple(
            (_(definitions.figure(one.key).name), one.value, f"#{one.key}", one.few)
            for one in sections
            if one.key in SUMMED_UP and one.value
        ),
        sections=sections,
        is_empty=not found.whole.courses and not found.visits,
        waiting=ngettext(
            "%(n)s course is not counted yet. Look again in a minute.",
            "%(n)s courses are not counted yet. Look again in a minute.",
            found.waiting,
        )
        % {"n": found.waiting}
        if found.waiting
        else "",
        csv_url=f"{reverse('desk:results_csv')}?{_asked(span)}" if viewer.is_owner else "",
        review_words=status,
    )


def _asked(span: int | None) -> str:
    return urlencode({"span": span or "all"})


def _span_words(days: int | None) -> str:
    if days is None:
        return _("Everything")
    return {90: _("Last three months"), 365: _("Last twelve months")}[days]


def all_sections(
    found: queries.Results, viewer: people_rules.Viewer, *, span: int | None
) -> tuple[Section, ...]:
    """Return every figure in the order of its definitions."""
    made = {
        "better": _better(found),
        "better_by_phase": _by_phase(found),
        "better_by_practitioner": _by_practitioner(found, viewer),
        "answered": _answered(found),
        "first_benefit": _first_benefit(found),
        "ended_why": _ended_why(found),
        "reviews_on_time": _reviews(found),
        "effects": _effects(found),
        "missed": _missed(found, viewer),
        "time_used": _time_used(found, viewer),
    }
    return tuple(
        Section(
            key=one.key,
            question=_(one.question),
            url=f"{reverse('desk:result', args=[one.key])}?{_asked(span)}",
            **made[one.key],
        )
        for one in definitions.in_force().figures
    )


# --- Who got better --------------------------------------------------------------------------------------------------------


def _better(found: queries.Results) -> dict[str, object]:
    whole = found.whole
    verdicts = tuple(
        (verdict_words(verdict), _n(whole.verdicts[verdict.value]))
        for verdict in scores.Verdict
        if whole.verdicts[verdict.value] or verdict is scores.Verdict.UNKNOWN
    )
    table = Table(
        _("What the last score said: a change matters from %(points)s points or 30 %% on, whichever is less")
        % {"points": ink.number(float(catalogue.PAIN.important_change or 0))},
        (_words(_("Pain")), _number(_("Courses"))),
        verdicts,
        is_folded=True,
    )
    lines = (*_unknown_lines(whole), _change_words(whole), _answer_words(whole), *_open_lines(found))
    return {
        "value": _percent(whole.better, whole.known),
        "of": _of_courses(whole),
        "few": _part_of(whole.better, whole.known),
        "lines": tuple(line for line in lines if line),
        "tables": (table,) if whole.courses else (),
    }


def verdict_words(verdict: scores.Verdict) -> str:
    """What the scores of a course that is over say: nothing more is to come that could be waited for."""
    return _("Nobody can say.") if verdict is scores.Verdict.UNKNOWN else _(verdict.label)


def _of_courses(group: counting.Group) -> str:
    return ngettext(
        "%(better)s of %(known)s course of which the first and the last score are known: at least 30 %% better",
        "%(better)s of %(known)s courses of which the first and the last score are known: at least 30 %% better",
        group.known,
    ) % {"better": _n(group.better), "known": _n(group.known)}


def _unknown_lines(group: counting.Group) -> Iterable[str]:
    """Say how sure the share is: by luck, and by what nobody told us."""
    if not group.courses:
        yield _("No course ended in this time.")
        return
    unknown = group.courses - group.known
    if group.known >= rules.TOO_FEW:
        reach = binomial.exact_interval(group.better, group.known)
        yield _(
            "With so many courses, the true share may lie from %(low)s to %(high)s, %(sure)s times of 100."
        ) % {
            "low": _share_words(reach.low),
            "high": _share_words(reach.high),
            **SURE,
        }
    if not unknown:
        yield _("Of every course that ended, the outcome is known.")
        return
    missing = ngettext(
        "Of %(all)s course that ended, nobody can tell how %(unknown)s went.",
        "Of %(all)s courses that ended, nobody can tell how %(unknown)s went.",
        group.courses,
    )
    yield missing % {"all": _n(group.courses), "unknown": _n(unknown)}
    if group.courses >= rules.TOO_FEW:
        yield _("If none of them had got better, the share would be %(least)s; if all had, %(most)s.") % {
            "least": _percent(group.better, group.courses),
            "most": _percent(group.better + unknown, group.courses),
        }


def _change_words(group: counting.Group) -> str:
    if group.mean_change is None or group.changed < rules.TOO_FEW:
        return ""
    points, sentence = (
        group.mean_change,
        _("On average, pain went down by %(points)s of 10 points (%(n)s courses)."),
    )
    if round(points, 1) == 0:
        sentence = _("On average, pain did not change (%(n)s courses).")
    elif points < 0:
        sentence = _("On average, pain went up by %(points)s of 10 points (%(n)s courses).")
    return sentence % {"points": ink.number(abs(float(points))), "n": _n(group.changed)}


def _answer_words(group: counting.Group) -> str:
    """How many answered, beside what is an average of those who did."""
    if group.asked < rules.TOO_FEW:
        return ""
    return _("People answered %(share)s of the check-ins of these courses.") % {
        "share": _percent(group.answered, group.asked)
    }


def _open_lines(found: queries.Results) -> Iterable[str]:
    """Say how many courses no figure about ends can count, and how many of them have fallen silent."""
    if not found.under_way.courses:
        return
    yield ngettext(
        "%(n)s course is still open and not counted here.",
        "%(n)s courses are still open and not counted here.",
        found.under_way.courses,
    ) % {"n": _n(found.under_way.courses)}
    if found.under_way.silent:
        yield ngettext(
            "Of these, %(n)s has had no pain score for %(weeks)s weeks. Who stops coming is often left open, so look there.",
            "Of these, %(n)s have had no pain score for %(weeks)s weeks. Who stops coming is often left open, so look there.",
            found.under_way.silent,
        ) % {"n": _n(found.under_way.silent), "weeks": counting.SILENT.days // WEEK}


def _by_phase(found: queries.Results) -> dict[str, object]:
    phases = sorted({phase for _who, phase in found.groups}, key=_phase_place)
    rows = tuple((phase_words(phase), *_cells(found.of_phase(phase))) for phase in phases)
    return {
        "value": "",
        "of": "",
        "lines": () if rows else (_("No course ended in this time."),),
        "tables": (Table(_("By phase"), (_words(_("Phase")), *_columns()), rows),) if rows else (),
    }


def _phase_place(phase: str) -> int:
    order = [one.value for one in plan_wording.PHASES]
    return order.index(phase) if phase in order else len(order)


def phase_words(phase: str) -> str:
    named = {one.value: str(words) for one, words in plan_wording.PHASES.items()}
    return named.get(phase, _("Visits now and then"))


def _columns() -> tuple[components.Column, ...]:
    return (
        _number(_("At least 30 % better")),
        _number(_("Of those known")),
        _number(_("Ended")),
        _number(_("Mean change in pain")),
        _number(_("Answered")),
    )


def _cells(group: counting.Group) -> tuple[str, ...]:
    change = group.mean_change
    return (
        _percent(group.better, group.known),
        _part_of(group.better, group.known) or _nothing(),
        _n(group.courses),
        _mean(change, group.changed),
        _percent(group.answered, group.asked),
    )


def _mean(change, courses: int) -> str:
    """A mean of fewer than five is nearly somebody's own number: it is not said."""
    if change is None:
        return _nothing()
    return _change(float(change)) if courses >= rules.TOO_FEW else _("too few to say")


def _change(points: float) -> str:
    """Write a change of pain with its sign: down is better."""
    written = ink.number(abs(points))
    if written == "0":
        return written
    return f"−{written}" if points > 0 else f"+{written}"


# --- By practitioner ---------------------------------------------------------------------------------------------------------


def _by_practitioner(found: queries.Results, viewer: people_rules.Viewer) -> dict[str, object]:
    lines = _practitioner_lines(found, viewer)
    whole = found.whole
    share = whole.better / whole.known if whole.known else 0.0
    rows, dots = [], []
    for number, (name, group) in enumerate(lines, start=1):
        place = None
        if group.known >= rules.TOO_FEW:
            place = funnel.place(group.better, group.known, share)
            dots.append(drawn.Dot(str(number), group.known, group.better, place))
        rows.append((f"{number}  {name}", *_cells(group), _place_words(place)))
    columns = (_words(_("Practitioner")), *_columns(), _words(_("Luck")))
    is_drawn = len(dots) >= HALF_DONE and viewer.is_owner
    label = _(
        "Share at least 30 %% better of each practitioner, over the number of courses. All together: %(share)s."
    )
    return {
        "value": "",
        "of": "",
        "lines": (
            _(
                "By name, and not in any order of merit. A share of few courses lies far from the middle by luck alone."
            ),
        )
        if rows
        else (_("No course ended in this time."),),
        "tables": (Table(_("By practitioner"), columns, tuple(rows)),) if rows else (),
        "drawing": drawn.funnel_svg(dots, share=share, label=label % {"share": _share_words(share)})
        if is_drawn
        else "",
        "drawing_words": _(
            "The line in the middle is everybody together. By luck alone at least 95 of 100 lie between the inner lines and 998 of 1,000 between the outer ones. Between them a difference may still be real: with few courses nobody can tell. Only who lies outside has a number, the one in the table."
        )
        if is_drawn
        else "",
    }


def _practitioner_lines(
    found: queries.Results, viewer: people_rules.Viewer
) -> list[tuple[str, counting.Group]]:
    """Everybody by name for the owner; for who only treats here, themselves and all the others as one."""
    of = {pk: found.of_practitioner(pk) for pk in found.practitioners}
    if viewer.is_owner:
        return [(name, of[pk]) for pk, (name, _code) in found.practitioners.items() if of[pk].courses]
    own = [(_("You"), of[pk]) for pk in of if pk == viewer.practitioner_id and of[pk].courses]
    others = counting.together(one for pk, one in of.items() if pk != viewer.practitioner_id)
    return [*own, *([(_("Everybody else"), others)] if others.courses else [])]


def _place_words(place: funnel.Place | None) -> str:
    if place is None:
        return _("too few to say")
    return {
        funnel.Place.WITHIN: _("luck could explain it"),
        funnel.Place.UNUSUAL: _("further off than luck leaves 95 of 100"),
        funnel.Place.RARE: _("further off than luck leaves 998 of 1,000: look together at why"),
    }[place]


# --- Answers, and time ---------------------------------------------------------------------------------------------------------


def _answered(found: queries.Results) -> dict[str, object]:
    whole = found.whole
    of = ngettext("%(part)s of %(whole)s check-in", "%(part)s of %(whole)s check-ins", whole.asked)
    return {
        "value": _percent(whole.answered, whole.asked),
        "of": of % {"part": _n(whole.answered), "whole": _n(whole.asked)},
        "few": _part_of(whole.answered, whole.asked),
        "lines": (_("Every average on this page is an average of those who answered."),),
    }


def _first_benefit(found: queries.Results) -> dict[str, object]:
    benefit = found.benefit
    left_out = ngettext(
        "%(n)s course is left out: it has no first score, or a start of 0.",
        "%(n)s courses are left out: they have no first score, or a start of 0.",
        benefit.unknown,
    ) % {"n": _n(benefit.unknown)}
    lines = (left_out,) if benefit.unknown else ()
    alone = sum(many for day, came, many in benefit.rows if not day and not came)
    if alone:
        single = ngettext(
            "%(n)s of them has no score after its first day, and says nothing yet.",
            "%(n)s of them have no score after their first day, and say nothing yet.",
            alone,
        )
        lines = (*lines, single % {"n": _n(alone)})
    if benefit.courses < rules.TOO_FEW:
        few = _("Fewer than %(n)s courses began with a score: too few to say.") % {"n": rules.TOO_FEW}
        return {"value": "", "of": few, "lines": lines}
    curve, until = curve_of(benefit), _watched_until(benefit)
    median = survival.median(curve)
    if (reach := _median_words(curve)) and median is not None:
        lines = (reach, *lines)
    return {
        "value": _("Half have not had it yet") if median is None else _days(int(median)),
        "of": ngettext(
            "Of %(n)s course that began with a score",
            "Of %(n)s courses that began with a score",
            benefit.courses,
        )
        % {"n": _n(benefit.courses)}
        if median is None
        else ngettext(
            "until half have had a first score at least 30 %% better, by the curve of %(n)s course",
            "until half have had a first score at least 30 %% better, by the curve of %(n)s courses",
            benefit.courses,
        )
        % {"n": _n(benefit.courses)},
        "few": ngettext("%(n)s course", "%(n)s courses", benefit.courses) % {"n": _n(benefit.courses)},
        "lines": lines,
        "tables": (_benefit_table(benefit, curve),),
        "drawing": drawn.steps_svg(
            curve,
            median=median,
            until=until,
            label=_("Share of courses that had a first benefit, over weeks. The numbers are in the table."),
        ),
        "drawing_words": _(
            "The shaded part is where the true share may lie, %(sure)s times of 100 at any one time. The line ends where fewer than %(few)s are still watched."
        )
        % {**SURE, "few": rules.TOO_FEW},
    }


def curve_of(benefit: counting.Benefit) -> survival.Curve:
    """Return the curve of everybody watched."""
    days = [day for day, _came, many in benefit.rows for _one in range(many)]
    came = [did for _day, did, many in benefit.rows for _one in range(many)]
    return survival.curve(days, came)


def _watched_until(benefit: counting.Benefit) -> int:
    """Return the last day on which enough courses were watched to say anything."""
    days = [day for day, _came, many in benefit.rows for _one in range(many)]
    return sorted(days)[-rules.TOO_FEW]


def _median_words(curve: survival.Curve) -> str:
    low, high = survival.median_interval(curve)
    if low is None:
        return ""
    if high is None:
        return _("The true number of days may be %(low)s or more, %(sure)s times of 100.") % {
            "low": int(low),
            **SURE,
        }
    words = {"low": int(low), "high": int(high), **SURE}
    return _("The true number of days may lie from %(low)s to %(high)s, %(sure)s times of 100.") % words


def _benefit_table(benefit: counting.Benefit, curve: survival.Curve) -> Table:
    rows = []
    for weeks in BY_WEEKS:
        watched = sum(many for day, _came, many in benefit.rows if day >= weeks * WEEK)
        if watched < rules.TOO_FEW:
            break  # too few were watched for so long
        rows.append(
            (
                ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": weeks},
                _share_words(survival.share_by(curve, weeks * WEEK)),
                _n(watched),
            )
        )
    columns = (_words(_("Within")), _number(_("Had a first benefit")), _number(_("Still watched")))
    return Table(_("Share with a first benefit"), columns, tuple(rows), is_folded=True)


def _days(days: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


# --- Ends and decisions --------------------------------------------------------------------------------------------------------


def _ended_why(found: queries.Results) -> dict[str, object]:
    whole, decided = found.whole, found.decided
    states = tuple(
        (str(words), _n(whole.states[str(state)]), _percent(whole.states[str(state)], whole.courses))
        for state, words in plan_wording.COURSE_STATES.items()
        if state is not plan_rules.CourseState.ACTIVE
    )
    tapped = sorted(decided.because.items(), key=lambda pair: (-pair[1], pair[0]))
    reasons = [(_because_words(key), _n(count)) for key, count in tapped]
    if decided.in_words:
        reasons.append((_("Written in words only"), _n(decided.in_words)))
    tables = [
        Table(
            _("How they ended"),
            (_words(_("How")), _number(_("Courses")), _number(_("Of all that ended"))),
            states,
        )
    ]
    if reasons:
        columns = (_words(_("Reason")), _number(_("Decisions")))
        tables.append(Table(_("Why it was decided to stop or to refer"), columns, tuple(reasons)))
    return {
        "value": _n(whole.courses),
        "of": ngettext("course ended", "courses ended", whole.courses),
        "lines": (
            _(
                "One decision may have several reasons. A course that finished as planned needs no such decision."
            ),
        )
        if reasons
        else (),
        "tables": tuple(tables) if whole.courses or reasons else (),
    }


def _because_words(key: str) -> str:
    if key in set(reviewing.Because):
        return str(review_wording.BECAUSE[reviewing.Because(key)])
    return _("Another reason")


def _reviews(found: queries.Results) -> dict[str, object]:
    decided = found.decided
    whole = decided.in_time + decided.late + found.overdue
    lines = [
        _("%(late)s decided late, %(overdue)s overdue today.")
        % {"late": _n(decided.late), "overdue": _n(found.overdue)}
    ]
    if decided.unnoted:
        lines.append(
            ngettext(
                "Of %(n)s more decision nobody noted for which visit it was agreed.",
                "Of %(n)s more decisions nobody noted for which visit they were agreed.",
                decided.unnoted,
            )
            % {"n": _n(decided.unnoted)}
        )
    named = (
        (str(words), decided.decisions.get(str(one), 0)) for one, words in plan_wording.DECISIONS.items()
    )
    rows = tuple((words, _n(count)) for words, count in named)
    columns = (_words(_("Decision")), _number(_("How often")))
    return {
        "value": _percent(decided.in_time, whole),
        "of": ngettext("%(part)s of %(whole)s review in time", "%(part)s of %(whole)s reviews in time", whole)
        % {"part": _n(decided.in_time), "whole": _n(whole)},
        "few": _part_of(decided.in_time, whole),
        "lines": tuple(lines),
        "tables": (Table(_("What was decided"), columns, rows, is_folded=True),) if decided.decisions else (),
    }


# --- Safety, and the days ------------------------------------------------------------------------------------------------------


def _effects(found: queries.Results) -> dict[str, object]:
    visits = found.took_place
    groups = (
        (_("Anything unwanted"), effect_rules.ANY),
        (_("Something serious"), effect_rules.SERIOUS),
    )
    seen = {key: found.effects[key].visits if key in found.effects else 0 for _name, key in groups}
    return {
        "value": "",
        "of": "" if visits else _("No visit took place in this time."),
        "lines": (
            _("“The true rate” lies in the range %(sure)s times of 100. What nobody told us is not in it.")
            % SURE,
        )
        if visits
        else (),
        "rates": tuple((name, safety.by_visit(key, seen[key], visits)) for name, key in groups)
        if visits
        else (),
        "more": (_("More about safety"), reverse("desk:safety")),
    }


def _missed(found: queries.Results, viewer: people_rules.Viewer) -> dict[str, object]:
    missed = found.visits.get(queries.State.MISSED, 0)
    due = missed + found.took_place
    return {
        "value": _percent(missed, due),
        "of": ngettext(
            "%(part)s of %(whole)s visit that was due", "%(part)s of %(whole)s visits that were due", due
        )
        % {"part": _n(missed), "whole": _n(due)},
        "few": _part_of(missed, due),
        "lines": (),
        "more": _report(viewer),
    }


def _time_used(found: queries.Results, viewer: people_rules.Viewer) -> dict[str, object]:
    booked, at_work = found.time
    hours = {"part": _n(round(booked / 60)), "whole": _n(round(at_work / 60))}
    return {
        "value": _percent(booked, at_work),
        "of": _("%(part)s of %(whole)s hours at work in the last eight weeks were booked") % hours,
        "few": _("of the last eight weeks"),
        "lines": (),
        "more": _report(viewer),
    }


def _report(viewer: people_rules.Viewer) -> tuple[str, str] | None:
    return (_("The report, week by week"), reverse("desk:report")) if viewer.is_owner else None


# --- Cells -----------------------------------------------------------------------------------------------------------------


def _words(label: str) -> components.Column:
    return components.Column(label)


def _number(label: str) -> components.Column:
    return components.Column(label, numeric=True)


def _n(count: int) -> str:
    return formats.number_format(count, force_grouping=True)


def _part_of(part: int, whole: int) -> str:
    return _("%(part)s of %(whole)s") % {"part": _n(part), "whole": _n(whole)} if whole else ""


def _nothing() -> str:
    return "–"


def _percent(part: int, whole: int) -> str:
    """A share in percent; of fewer than five, that they are too few."""
    share = Share(part, whole)
    if not whole:
        return _nothing()
    if share.is_small:
        return _("too few to say")
    return _("%(n)s%%") % {"n": share.percent}


def _share_words(share: float) -> str:
    return _("%(n)s%%") % {"n": round(100 * share)}


# --- The file ----------------------------------------------------------------------------------------------------------------

FIELDS = ("figure", "group", "measure", "value")


def csv_rows(found: queries.Results) -> Iterable[Sequence[object]]:
    """Yield every number behind the figures: no patient is in it, and practitioners go by their codes."""
    yield FIELDS
    yield from _group_rows("better", "all", found.whole)
    for phase in sorted({phase for _who, phase in found.groups}, key=_phase_place):
        yield from _group_rows("better_by_phase", phase or "NOW_AND_THEN", found.of_phase(phase))
    for pk, (_name, code) in found.practitioners.items():
        if (group := found.of_practitioner(pk)).courses:
            yield from _group_rows("better_by_practitioner", code, group)
    yield "better", "still_open", "courses", found.under_way.courses
    yield "better", "still_open", "silent", found.under_way.silent
    for state, count in sorted(found.whole.states.items()):
        yield "ended_why", state, "courses", count
    for key, count in sorted(found.decided.because.items()):
        yield "ended_why", key, "decisions", count
    yield "ended_why", "WORDS_ONLY", "decisions", found.decided.in_words
    for day, came, many in found.benefit.rows:
        yield "first_benefit", "came" if came else "watched_until", f"day_{day}", many
    yield "first_benefit", "unknown", "courses", found.benefit.unknown
    for measure in ("in_time", "late", "unnoted"):
        yield "reviews_on_time", "all", measure, getattr(found.decided, measure)
    yield "reviews_on_time", "all", "overdue_now", found.overdue
    yield "effects", "all", "visits", found.took_place
    for key in (effect_rules.ANY, effect_rules.SERIOUS):
        yield "effects", key, "visits", found.effects[key].visits if key in found.effects else 0
    yield "missed", "all", "missed", found.visits.get(queries.State.MISSED, 0)
    yield "missed", "all", "done", sum(found.visits.get(state, 0) for state in effect_queries.TOOK_PLACE)
    yield "time_used", "last_8_weeks", "minutes_booked", found.time[0]
    yield "time_used", "last_8_weeks", "minutes_at_work", found.time[1]


def _group_rows(figure: str, name: str, group: counting.Group) -> Iterable[Sequence[object]]:
    for measure in ("courses", "known", "better", "changed", "asked", "answered"):
        yield figure, name, measure, getattr(group, measure)
    if group.mean_change is not None and group.changed >= rules.TOO_FEW:
        yield figure, name, "mean_change_points", round(float(group.mean_change), 2)
