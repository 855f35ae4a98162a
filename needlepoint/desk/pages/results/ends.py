"""Why courses ended, and whether reviews were in time."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.desk.pages.results import cells, shapes
from needlepoint.desk.queries import results as queries
from needlepoint.plans import rules as plan_rules
from needlepoint.plans import wording as plan_wording
from needlepoint.plans.rules import reviewing
from needlepoint.plans.wording import reviewing as review_wording


def ended_why(found: queries.Results) -> dict[str, object]:
    whole, decided = found.whole, found.decided
    states = tuple(
        (
            str(words),
            cells.counted(whole.states[str(state)]),
            cells.percent(whole.states[str(state)], whole.courses),
        )
        for state, words in plan_wording.COURSE_STATES.items()
        if state is not plan_rules.CourseState.ACTIVE
    )
    tapped = sorted(decided.because.items(), key=lambda pair: (-pair[1], pair[0]))
    reasons = [(_because_words(key), cells.counted(count)) for key, count in tapped]
    if decided.in_words:
        reasons.append((_("Written in words only"), cells.counted(decided.in_words)))
    tables = [
        shapes.Table(
            _("How they ended"),
            (
                cells.words_column(_("How")),
                cells.number_column(_("Courses")),
                cells.number_column(_("Of all that ended")),
            ),
            states,
        )
    ]
    if reasons:
        columns = (cells.words_column(_("Reason")), cells.number_column(_("Decisions")))
        tables.append(shapes.Table(_("Why it was decided to stop or to refer"), columns, tuple(reasons)))
    return {
        "value": cells.counted(whole.courses),
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


def reviews(found: queries.Results) -> dict[str, object]:
    decided = found.decided
    whole = decided.in_time + decided.late + found.overdue
    lines = [
        _("%(late)s decided late, %(overdue)s overdue today.")
        % {"late": cells.counted(decided.late), "overdue": cells.counted(found.overdue)}
    ]
    if decided.unnoted:
        lines.append(
            ngettext(
                "Of %(n)s more decision nobody noted for which visit it was agreed.",
                "Of %(n)s more decisions nobody noted for which visit they were agreed.",
                decided.unnoted,
            )
            % {"n": cells.counted(decided.unnoted)}
        )
    named = (
        (str(words), decided.decisions.get(str(one), 0)) for one, words in plan_wording.DECISIONS.items()
    )
    rows = tuple((words, cells.counted(count)) for words, count in named)
    columns = (cells.words_column(_("Decision")), cells.number_column(_("How often")))
    return {
        "value": cells.percent(decided.in_time, whole),
        "of": ngettext("%(part)s of %(whole)s review in time", "%(part)s of %(whole)s reviews in time", whole)
        % {"part": cells.counted(decided.in_time), "whole": cells.counted(whole)},
        "few": cells.part_of(decided.in_time, whole),
        "lines": tuple(lines),
        "tables": (shapes.Table(_("What was decided"), columns, rows, is_folded=True),)
        if decided.decisions
        else (),
    }
