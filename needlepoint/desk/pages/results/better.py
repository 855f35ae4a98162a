"""Who got better: all together, by phase, and by practitioner beside what luck alone would leave."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking.rules import report as rules
from needlepoint.desk.pages.results import cells, drawn, shapes
from needlepoint.desk.queries import results as queries
from needlepoint.house.design import components
from needlepoint.house.design.drawing import ink
from needlepoint.knowledge.instruments import catalogue, scores
from needlepoint.knowledge.stats import binomial, funnel
from needlepoint.outcomes.queries import counting
from needlepoint.people import rules as people_rules
from needlepoint.plans import wording as plan_wording

HALF_DONE = 2  # of practitioners in one drawing: one alone is everybody


def better(found: queries.Results) -> dict[str, object]:
    whole = found.whole
    verdicts = tuple(
        (verdict_words(verdict), cells.counted(whole.verdicts[verdict.value]))
        for verdict in scores.Verdict
        if whole.verdicts[verdict.value] or verdict is scores.Verdict.UNKNOWN
    )
    table = shapes.Table(
        _("What the last score said: a change matters from %(points)s points or 30 %% on, whichever is less")
        % {"points": ink.number(float(catalogue.PAIN.important_change or 0))},
        (cells.words_column(_("Pain")), cells.number_column(_("Courses"))),
        verdicts,
        is_folded=True,
    )
    lines = (*_unknown_lines(whole), _change_words(whole), _answer_words(whole), *_open_lines(found))
    return {
        "value": cells.percent(whole.better, whole.known),
        "of": _of_courses(whole),
        "few": cells.part_of(whole.better, whole.known),
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
    ) % {"better": cells.counted(group.better), "known": cells.counted(group.known)}


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
            "low": cells.share_words(reach.low),
            "high": cells.share_words(reach.high),
            **cells.SURE,
        }
    if not unknown:
        yield _("Of every course that ended, the outcome is known.")
        return
    missing = ngettext(
        "Of %(all)s course that ended, nobody can tell how %(unknown)s went.",
        "Of %(all)s courses that ended, nobody can tell how %(unknown)s went.",
        group.courses,
    )
    yield missing % {"all": cells.counted(group.courses), "unknown": cells.counted(unknown)}
    if group.courses >= rules.TOO_FEW:
        yield _("If none of them had got better, the share would be %(least)s; if all had, %(most)s.") % {
            "least": cells.percent(group.better, group.courses),
            "most": cells.percent(group.better + unknown, group.courses),
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
    return sentence % {"points": ink.number(abs(float(points))), "n": cells.counted(group.changed)}


def _answer_words(group: counting.Group) -> str:
    """How many answered, beside what is an average of those who did."""
    if group.asked < rules.TOO_FEW:
        return ""
    return _("People answered %(share)s of the check-ins of these courses.") % {
        "share": cells.percent(group.answered, group.asked)
    }


def _open_lines(found: queries.Results) -> Iterable[str]:
    """Say how many courses no figure about ends can count, and how many of them have fallen silent."""
    if not found.under_way.courses:
        return
    yield ngettext(
        "%(n)s course is still open and not counted here.",
        "%(n)s courses are still open and not counted here.",
        found.under_way.courses,
    ) % {"n": cells.counted(found.under_way.courses)}
    if found.under_way.silent:
        yield ngettext(
            "Of these, %(n)s has had no pain score for %(weeks)s weeks. Who stops coming is often left open, so look there.",
            "Of these, %(n)s have had no pain score for %(weeks)s weeks. Who stops coming is often left open, so look there.",
            found.under_way.silent,
        ) % {"n": cells.counted(found.under_way.silent), "weeks": counting.SILENT.days // cells.WEEK}


def by_phase(found: queries.Results) -> dict[str, object]:
    phases = sorted({phase for _who, phase in found.groups}, key=phase_place)
    rows = tuple((phase_words(phase), *_cells(found.of_phase(phase))) for phase in phases)
    return {
        "value": "",
        "of": "",
        "lines": () if rows else (_("No course ended in this time."),),
        "tables": (shapes.Table(_("By phase"), (cells.words_column(_("Phase")), *_columns()), rows),)
        if rows
        else (),
    }


def phase_place(phase: str) -> int:
    order = [one.value for one in plan_wording.PHASES]
    return order.index(phase) if phase in order else len(order)


def phase_words(phase: str) -> str:
    named = {one.value: str(words) for one, words in plan_wording.PHASES.items()}
    return named.get(phase, _("Visits now and then"))


def _columns() -> tuple[components.Column, ...]:
    return (
        cells.number_column(_("At least 30 % better")),
        cells.number_column(_("Of those known")),
        cells.number_column(_("Ended")),
        cells.number_column(_("Mean change in pain")),
        cells.number_column(_("Answered")),
    )


def _cells(group: counting.Group) -> tuple[str, ...]:
    change = group.mean_change
    return (
        cells.percent(group.better, group.known),
        cells.part_of(group.better, group.known) or cells.nothing(),
        cells.counted(group.courses),
        _mean(change, group.changed),
        cells.percent(group.answered, group.asked),
    )


def _mean(change, courses: int) -> str:
    """A mean of fewer than five is nearly somebody's own number: it is not said."""
    if change is None:
        return cells.nothing()
    return _change(float(change)) if courses >= rules.TOO_FEW else _("too few to say")


def _change(points: float) -> str:
    """Write a change of pain with its sign: down is better."""
    written = ink.number(abs(points))
    if written == "0":
        return written
    return f"−{written}" if points > 0 else f"+{written}"


def by_practitioner(found: queries.Results, viewer: people_rules.Viewer) -> dict[str, object]:
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
    columns = (cells.words_column(_("Practitioner")), *_columns(), cells.words_column(_("Luck")))
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
        "tables": (shapes.Table(_("By practitioner"), columns, tuple(rows)),) if rows else (),
        "drawing": drawn.funnel_svg(dots, share=share, label=label % {"share": cells.share_words(share)})
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
