"""How many answered, and how long until people first feel a benefit."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking.rules import report as rules
from needlepoint.desk.pages.results import cells, drawn, shapes
from needlepoint.desk.queries import results as queries
from needlepoint.knowledge.stats import survival
from needlepoint.outcomes.queries import counting

BY_WEEKS = (2, 4, 6, 8, 12)


def answered(found: queries.Results) -> dict[str, object]:
    whole = found.whole
    of = ngettext("%(part)s of %(whole)s check-in", "%(part)s of %(whole)s check-ins", whole.asked)
    return {
        "value": cells.percent(whole.answered, whole.asked),
        "of": of % {"part": cells.counted(whole.answered), "whole": cells.counted(whole.asked)},
        "few": cells.part_of(whole.answered, whole.asked),
        "lines": (_("Every average on this page is an average of those who answered."),),
    }


def first_benefit(found: queries.Results) -> dict[str, object]:
    benefit = found.benefit
    left_out = ngettext(
        "%(n)s course is left out: it has no first score, or a start of 0.",
        "%(n)s courses are left out: they have no first score, or a start of 0.",
        benefit.unknown,
    ) % {"n": cells.counted(benefit.unknown)}
    lines = (left_out,) if benefit.unknown else ()
    alone = sum(many for day, came, many in benefit.rows if not day and not came)
    if alone:
        single = ngettext(
            "%(n)s of them has no score after its first day, and says nothing yet.",
            "%(n)s of them have no score after their first day, and say nothing yet.",
            alone,
        )
        lines = (*lines, single % {"n": cells.counted(alone)})
    if benefit.courses < rules.TOO_FEW:
        few = _("Fewer than %(n)s courses began with a score: too few to say.") % {"n": rules.TOO_FEW}
        return {"value": "", "of": few, "lines": lines}
    curve, until = curve_of(benefit), _watched_until(benefit)
    median = survival.median(curve)
    if (reach := _median_words(curve)) and median is not None:
        lines = (reach, *lines)
    return {
        "value": _("Half have not had it yet") if median is None else cells.in_days(int(median)),
        "of": ngettext(
            "Of %(n)s course that began with a score",
            "Of %(n)s courses that began with a score",
            benefit.courses,
        )
        % {"n": cells.counted(benefit.courses)}
        if median is None
        else ngettext(
            "until half have had a first score at least 30 %% better, by the curve of %(n)s course",
            "until half have had a first score at least 30 %% better, by the curve of %(n)s courses",
            benefit.courses,
        )
        % {"n": cells.counted(benefit.courses)},
        "few": ngettext("%(n)s course", "%(n)s courses", benefit.courses)
        % {"n": cells.counted(benefit.courses)},
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
        % {**cells.SURE, "few": rules.TOO_FEW},
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
            **cells.SURE,
        }
    words = {"low": int(low), "high": int(high), **cells.SURE}
    return _("The true number of days may lie from %(low)s to %(high)s, %(sure)s times of 100.") % words


def _benefit_table(benefit: counting.Benefit, curve: survival.Curve) -> shapes.Table:
    rows = []
    for weeks in BY_WEEKS:
        watched = sum(many for day, _came, many in benefit.rows if day >= weeks * cells.WEEK)
        if watched < rules.TOO_FEW:
            break  # too few were watched for so long
        rows.append(
            (
                ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": weeks},
                cells.share_words(survival.share_by(curve, weeks * cells.WEEK)),
                cells.counted(watched),
            )
        )
    columns = (
        cells.words_column(_("Within")),
        cells.number_column(_("Had a first benefit")),
        cells.number_column(_("Still watched")),
    )
    return shapes.Table(_("Share with a first benefit"), columns, tuple(rows), is_folded=True)
