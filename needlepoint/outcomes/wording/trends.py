"""A person's numbers over time in words, drawings and one table: each question by itself, and what is missing from it."""

import collections
import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.house import clock
from needlepoint.house.design import drawing
from needlepoint.knowledge.instruments import catalogue, scores
from needlepoint.outcomes import rules
from needlepoint.outcomes.rules import forecasting, trend_story
from needlepoint.outcomes.wording import forecasting as forecast_wording
from needlepoint.outcomes.wording import measures as measure_wording
from needlepoint.plans import wording as plans_wording
from needlepoint.plans.rules import limits
from needlepoint.plans.wording import decided

What = trend_story.What
NOON = dt.time(12)


@dataclasses.dataclass(frozen=True, slots=True)
class Panel:
    """One question, ready to be drawn. `line` is None while there is nothing to draw but one number.

    sentence   the whole of it in words
    spoken     what a screen reader says in place of the drawing: every number in order
    change     raw points and share, short; empty while there is nothing to compare
    tone       of `change`, as badges take it
    matters    from where a change matters, with the source; empty where nobody has settled it: the sentence says so
    """

    name: str
    sentence: str
    change: str
    tone: str
    matters: str
    line: drawing.TrendLine | None
    goal: float | None
    goal_words: tuple[str, ...]

    @property
    def spoken(self) -> str:
        if self.line is None:
            return self.sentence
        points = self.line.points
        numbers = [_("no answer") if value is None else drawing.number(value) for _at, value in points]
        words = {
            "name": self.name,
            "first": day_words(points[0][0]),
            "last": day_words(points[-1][0]),
            "numbers": ", ".join(numbers),
        }
        return _("%(name)s, %(first)s to %(last)s: %(numbers)s.") % words


@dataclasses.dataclass(frozen=True, slots=True)
class Sign:
    """One thing that happened, for the list beside the drawing. `kind` as drawing.sign takes it."""

    kind: str
    day: str
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """All that a page shows of somebody's numbers.

    pain       the first panel; its sentence leads the page
    since      what makes the newest number old: it was told to be worse again after it; mostly empty
    more       sentences about the activities together and the overall answer
    panels     every other question
    responder  whether pain is at least 30 % better; empty while nobody can say. The raw change stands beside it
    missing    what is not known, each a whole sentence
    signs      what happened, in order; visits that went as planned are only counted
    axis       of the first panel, as far as what is likely; the others end with the last answer
    outlook    what is likely in words, or why nothing is said
    columns, rows   the same as a table: every answer and everything that happened
    """

    is_empty: bool
    pain: Panel
    responder: str
    more: tuple[str, ...]
    missing: tuple[str, ...]
    signs: tuple[Sign, ...]
    axis: drawing.TrendAxis
    outlook: forecast_wording.Said | None
    band: drawing.TrendBand | None
    marks: tuple[drawing.TrendMark, ...]
    since: str = ""
    # In full only:
    panels: tuple[Panel, ...] = ()
    small_axis: drawing.TrendAxis | None = None
    quiet_marks: tuple[drawing.TrendMark, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def sentence(self) -> str:
        return self.pain.sentence


def told(
    story: trend_story.Story,
    zone: str,
    foretold: forecasting.Foretold | None = None,
    *,
    is_own: bool = True,
) -> Told:
    """Word and lay out the line of pain of a story; days are the clinic's.

    foretold  of queries.forecasting.outlook_of, or None where no plan was ever agreed
    is_own    the reader is the person it is about
    """
    local = _Local(zone)
    trend = story.trend
    pain = _pain_panel(story, local)
    outlook = forecast_wording.said(foretold, is_own=is_own) if foretold is not None else None
    ahead = _band(outlook.band, local, story) if outlook is not None else None
    marks = tuple(_marks(story.happenings, local))
    return Told(
        is_empty=story.is_empty,
        pain=pain,
        responder=responder_sentence(trend),
        more=tuple(
            filter(
                None,
                (activities_sentence(trend, is_own=is_own), overall_sentence(trend, local, is_own=is_own)),
            )
        ),
        missing=tuple(_missing(story, local)),
        signs=tuple(_signs(story, local, ahead)),
        axis=_axis([pain], ahead, marks),
        outlook=outlook,
        band=ahead,
        marks=marks,
        since=_since_words(story.worse_since, local),
    )


def in_full(
    story: trend_story.Story,
    zone: str,
    foretold: forecasting.Foretold | None = None,
    *,
    is_own: bool = True,
) -> Told:
    """The same with a panel for every other question, and the table. Arguments as `told` takes them."""
    short, local = told(story, zone, foretold, is_own=is_own), _Local(zone)
    activities = [_activity_panel(story, line, local) for line in story.trend.activities if line.answered]
    panels = (*activities, *(_measure_panel(one, local) for one in story.measures))
    columns, rows = _table(story, local)
    return dataclasses.replace(
        short,
        panels=panels,
        axis=_axis([short.pain, *panels], short.band, short.marks),
        small_axis=_axis([short.pain, *panels], None),
        quiet_marks=tuple(one for one in short.marks if one.kind in {What.FLARE, What.CHANGE}),
        columns=columns,
        rows=rows,
    )


class _Local:
    """Moments on the clinic's wall clock, and how its days are written."""

    def __init__(self, zone: str) -> None:
        self.zone = zone

    def __call__(self, at: dt.datetime) -> dt.datetime:
        return clock.local(at, self.zone)

    def day(self, at: dt.datetime) -> str:
        return day_words(clock.local(at, self.zone))

    def long_day(self, at: dt.datetime) -> str:
        return formats.date_format(clock.local(at, self.zone), "j F Y")


def day_words(local: dt.datetime | dt.date) -> str:
    """A day as short as it fits under a drawing: '3 Oct'."""
    return formats.date_format(local, "j M")


# --- One question -------------------------------------------------------------------------------------------------------


def _pain_panel(story, local) -> Panel:
    pain = story.trend.pain
    goal = trend_story.important_from(catalogue.PAIN, pain.start)
    points = tuple((local(at), value) for at, value in story.pain_points)
    return Panel(
        name=_(catalogue.PAIN.name),
        sentence=pain_sentence(story.trend, local.zone),
        change=pain_share_sentence(story.trend),
        tone=TONES.get(pain.change.verdict.value, "quiet"),
        matters=_matters(catalogue.PAIN, goal),
        line=drawing.TrendLine(_(catalogue.PAIN.name), points) if pain.answered else None,
        goal=None if goal is None else float(goal),
        goal_words=_goal_words(catalogue.PAIN, goal),
    )


def _activity_panel(story, line: rules.Line, local) -> Panel:
    goal = trend_story.important_from(catalogue.ACTIVITY, line.start, alone=True)
    points = tuple((local(at), value) for at, value in story.points_of(line))
    return Panel(
        name=line.name,
        sentence=_from_to(
            [(day_words(at), value) for at, value in points if value is not None], 10, line.change
        ),
        change=_points_words(line.change),
        tone=TONES.get(line.change.verdict.value, "quiet"),
        matters="",
        line=_worth_drawing(drawing.TrendLine(line.name, points, higher_is_better=True)),
        goal=None if goal is None else float(goal),
        goal_words=(),
    )


def _measure_panel(standing: rules.Standing, local) -> Panel:
    instrument, scale = standing.instrument, standing.scale
    name = measure_wording.name_of(instrument, scale)
    start = standing.start
    goal = trend_story.important_from(instrument, start.value if start else None)
    points = tuple(
        (local(one.at), None if one.value is None else float(one.value)) for one in standing.moments
    )
    return Panel(
        name=name,
        sentence=_from_to(
            [(local.day(one.at), measure_wording.value_words(one.value, scale)) for one in standing.numbers],
            scale.highest,
            standing.change,
        ),
        change=_points_words(standing.change),
        tone=TONES.get(standing.change.verdict.value, "quiet"),
        matters=_matters(instrument, goal),
        line=_worth_drawing(
            drawing.TrendLine(
                name,
                points,
                higher_is_better=not scale.lower_is_better,
                low=scale.lowest,
                high=scale.highest,
            )
        ),
        goal=None if goal is None else float(goal),
        goal_words=(),
    )


TONES = {"BETTER_IMPORTANT": "good", "WORSE": "soon"}


def _worth_drawing(line: drawing.TrendLine) -> drawing.TrendLine | None:
    """One number is said, not drawn."""
    return line if len(line.answered) > 1 else None


def _from_to(answered, highest, change: scores.Change) -> str:
    """'6 of 10 on 3 Oct, 3 on 5 Nov. No change.' Days, because not every question is asked from the very start.

    answered  (day, number) in words, the earliest first
    """
    if not answered:
        return _("There is no number yet.")
    (first, start), (last, latest) = answered[0], answered[-1]
    words = {"start": start, "latest": latest, "highest": highest, "first": first, "last": last}
    if len(answered) == 1:
        return _("%(start)s of %(highest)s on %(first)s. There is nothing to compare it with yet.") % words
    words["verdict"] = _(change.verdict.label)
    return _("%(start)s of %(highest)s on %(first)s, %(latest)s on %(last)s. %(verdict)s") % words


def _points_words(change: scores.Change) -> str:
    """'3 points better', 'No difference', or nothing while there is nothing to compare."""
    if change.raw is None:
        return ""
    if change.raw == 0:
        return _("No difference")
    points = abs(change.raw)
    words = {"points": drawing.number(float(points))}
    count = 1 if points == 1 else 2
    better = ngettext("%(points)s point better", "%(points)s points better", count)
    worse = ngettext("%(points)s point worse", "%(points)s points worse", count)
    return (better if change.raw > 0 else worse) % words


def _matters(instrument, goal: Fraction | None) -> str:
    """From where a change matters, and who says so; nothing where no line is drawn for it."""
    scale = instrument.scale()
    words = measure_wording.important_words(instrument, scale)
    source = scale.source or instrument.source
    return f"{words} {_(source)}" if goal is not None else ""


def _goal_words(instrument, goal: Fraction | None) -> tuple[str, ...]:
    """From where a change matters, as it stands in the drawing: in full, and short where there is little room."""
    if goal is None:
        return ()
    scale = instrument.scale()
    words = {"goal": measure_wording.value_words(_reached(goal, scale), scale)}
    if scale.lower_is_better:
        return _("%(goal)s or less: a change that matters") % words, _("%(goal)s or less") % words
    return _("%(goal)s or more: a change that matters") % words, _("%(goal)s or more") % words


def _reached(goal: Fraction, scale) -> Fraction:
    """The nearest whole number on the better side, where the scale has only whole numbers."""
    if not scale.is_whole:
        return goal
    return Fraction(goal.__floor__() if scale.lower_is_better else goal.__ceil__())


# --- Sentences ----------------------------------------------------------------------------------------------------------


def pain_sentence(trend: rules.Trend, zone: str) -> str:
    """'Pain was 7 of 10 at the start and 4 on 20 Nov. Better by an amount that matters to most people.'

    The day stands there because nobody knows how it is now when the last answer is weeks old.
    """
    pain = trend.pain
    if pain.start is None:
        return _("There is no number for pain yet.")
    if pain.latest is None:
        return _("Pain was %(start)s of 10 at the start. The next answer shows where it goes.") % {
            "start": pain.start
        }
    last = max(one.at for one in trend.occasions if one.answers.pain is not None)
    words = {
        "start": pain.start,
        "latest": pain.latest,
        "day": day_words(clock.local(last, zone)),
        "verdict": _(pain.change.verdict.label),
    }
    return _("Pain was %(start)s of 10 at the start and %(latest)s on %(day)s. %(verdict)s") % words


def activities_sentence(trend: rules.Trend, *, is_own: bool = True) -> str:
    """How the person's own activities changed, or nothing while there is nothing to compare."""
    change = trend.activities_change
    if change.raw is None:
        return ""
    words = {"points": drawing.number(abs(float(change.raw))), "verdict": _(change.verdict.label)}
    count = 1 if abs(change.raw) == 1 else 2
    if change.raw > 0:
        own = ngettext(
            "Your own activities: %(points)s point better on average. %(verdict)s",
            "Your own activities: %(points)s points better on average. %(verdict)s",
            count,
        )
        theirs = ngettext(
            "Their own activities: %(points)s point better on average. %(verdict)s",
            "Their own activities: %(points)s points better on average. %(verdict)s",
            count,
        )
    elif change.raw < 0:
        own = ngettext(
            "Your own activities: %(points)s point harder on average. %(verdict)s",
            "Your own activities: %(points)s points harder on average. %(verdict)s",
            count,
        )
        theirs = ngettext(
            "Their own activities: %(points)s point harder on average. %(verdict)s",
            "Their own activities: %(points)s points harder on average. %(verdict)s",
            count,
        )
    else:
        own, theirs = _("Your own activities: as at the start."), _("Their own activities: as at the start.")
    return (own if is_own else theirs) % words


def _since_words(worse: trend_story.Happening | None, local) -> str:
    """That it is worse again since the newest number, so that nobody reads that number, or what it foretells, as now."""
    if worse is None:
        return ""
    words = {"day": local.day(worse.at), "pain": worse.pain}
    if worse.pain is None:
        return _("Told since then, on %(day)s: worse again. The numbers here are from before that.") % words
    return (
        _(
            "Told since then, on %(day)s: worse again, pain %(pain)s of 10. The numbers here are from before that."
        )
        % words
    )


def overall_sentence(trend: rules.Trend, local, *, is_own: bool = True) -> str:
    """The latest answer to how the back is overall, with its day where newer answers left it open; or nothing."""
    level = trend.global_change
    if level is None:
        return ""
    asked = catalogue.GLOBAL_CHANGE
    words = {"words": _(asked.labels[level - asked.lowest]).lower()}
    if trend.overall_is_from_before:
        words["day"] = local.day(trend.overall_is_from_before)
        own = _("On %(day)s you said, overall: %(words)s.")
        return (own if is_own else _("On %(day)s they said, overall: %(words)s.")) % words
    return (
        _("Overall, you said: %(words)s.") % words if is_own else _("Overall, they said: %(words)s.") % words
    )


def responder_sentence(trend: rules.Trend) -> str:
    """Whether pain is at least 30 % better; nothing while nobody can say."""
    responder = trend.pain.change.responder
    if responder is None:
        return ""
    if responder:
        return _("30 % better or more: yes.")
    is_worse = trend.pain.change.verdict is scores.Verdict.WORSE
    return _("30 % better or more: no.") if is_worse else _("30 % better or more: not yet.")


def pain_share_sentence(trend: rules.Trend) -> str:
    """The raw change and its share, for whoever decides with them: '3 points lower, by 43 % of the start.'"""
    change = trend.pain.change
    if change.raw is None:
        return ""
    points = abs(int(change.raw))
    if change.raw == 0:
        return _("No points of difference.")
    lower = ngettext("%(points)s point lower", "%(points)s points lower", points)
    higher = ngettext("%(points)s point higher", "%(points)s points higher", points)
    words = (lower if change.raw > 0 else higher) % {"points": points}
    if change.share is None:
        return _("%(change)s.") % {"change": words}
    share = round(abs(float(change.share)) * 100)
    return _("%(change)s, by %(share)s %% of the start.") % {"change": words, "share": share}


# --- What is missing ----------------------------------------------------------------------------------------------------


def _missing(story, local) -> Iterable[str]:
    """What nobody knows, said so that it is never read as better, worse or the same."""
    if story.asked and story.answered < story.asked:
        words = {"asked": story.asked, "answered": story.answered}
        counted = _("Answers about pain: %(answered)s of %(asked)s times.") % words
        yield f"{counted} {_('A question mark is a time without an answer. We do not guess what it was.')}"
    if story.starts_late:
        yield _("There is no number from the very start. We compare with the first one, of %(day)s.") % {
            "day": local.long_day(story.first_pain_at)
        }
    if story.ends_open:
        yield _("The last time there was no answer. We go by the number of %(day)s.") % {
            "day": local.long_day(story.last_pain_at)
        }
    if story.trend.pain.change.little_room:
        yield _("The pain was low at the start, so there was little room to see a change.")
    for one in story.replaced:
        words = {"was": _(one.was.name), "now": _(one.now.name), "day": local.long_day(one.since)}
        yield (
            _(
                "Since %(day)s we ask “%(now)s” in place of “%(was)s”. The two cannot be compared, so each has its own start."
            )
            % words
        )
    for one in story.measures:
        if one.last.why_not:
            words = {"name": measure_wording.name_of(one.instrument, one.scale), "why": _(one.last.why_not)}
            yield _("%(name)s gave no number the last time. %(why)s") % words


# --- What happened ------------------------------------------------------------------------------------------------------

_KINDS = {what: what.value for what in What}


def _marks(happenings, local) -> Iterable[drawing.TrendMark]:
    for one in happenings:
        yield drawing.TrendMark(local(one.at), _KINDS[one.what])


def _signs(story, local, ahead: drawing.TrendBand | None) -> Iterable[Sign]:
    """What the signs in the drawing mean: one line for all visits, and one for each thing that stands out."""
    visits = sum(one.what is What.VISIT for one in story.happenings)
    if visits:
        yield Sign(What.VISIT, "", ngettext("%(n)s visit", "%(n)s visits", visits) % {"n": visits})
    for one in story.happenings:
        if one.what is not What.VISIT:
            yield Sign(_KINDS[one.what], local.day(one.at), happening_words(one))
    if story.answered and story.answered < story.asked:
        yield Sign("GAP", "", _("Asked, and no answer"))
    if ahead is not None:
        yield Sign("LIKELY", ahead.words, _likely_words(ahead))


def happening_words(one: trend_story.Happening) -> str:
    """What happened, in a few words."""
    return _WORDS[one.what](one)


def _review_words(one: trend_story.Happening) -> str:
    if not one.decision:
        return _("Visit to look back together")
    return _("We looked back together: %(decision)s") % {"decision": decided.title(one.decision)}


def _flare_words(one: trend_story.Happening) -> str:
    return (
        _("Worse again") if one.pain is None else _("Worse again: pain %(pain)s of 10") % {"pain": one.pain}
    )


def _change_words(one: trend_story.Happening) -> str:
    added, ended = _techniques(one.added), _techniques(one.ended)
    if added and ended:
        return _("New: %(added)s. No longer: %(ended)s.") % {"added": added, "ended": ended}
    if added:
        return _("New: %(added)s.") % {"added": added}
    return _("No longer: %(ended)s.") % {"ended": ended}


def _techniques(keys: Iterable[str]) -> str:
    known = [limits.Technique(key) for key in keys if key in set(limits.Technique)]
    return ", ".join(str(plans_wording.TECHNIQUES[key]) for key in known)


_WORDS = {
    What.VISIT: lambda one: _("Visit %(n)s") % {"n": one.number},
    What.MISSED: lambda _one: _("Missed visit"),
    What.REVIEW: _review_words,
    What.FLARE: _flare_words,
    What.CHANGE: _change_words,
}


def _likely_words(ahead: drawing.TrendBand) -> str:
    words = {"low": drawing.number(ahead.low), "high": drawing.number(ahead.high)}
    return (
        _("Likely then: %(low)s") % words
        if ahead.low == ahead.high
        else _("Likely then: %(low)s to %(high)s") % words
    )


# --- Along the bottom ---------------------------------------------------------------------------------------------------


def _axis(
    panels: Iterable[Panel], band: drawing.TrendBand | None, marks: Sequence[drawing.TrendMark] = ()
) -> drawing.TrendAxis:
    """The days of the drawing: to the last thing that happened, so that no visit after the last answer falls off it."""
    moments = {at for panel in panels if panel.line is not None for at, _value in panel.line.points}
    days = {at: day_words(at) for at in moments}
    if band is not None:
        days[band.at] = band.words
    latest = max((one.at for one in marks), default=None)
    if days and latest is not None and latest > max(days):
        days[latest] = day_words(latest)
    return drawing.TrendAxis.of(days)


def _band(band, local, story) -> drawing.TrendBand | None:
    """What is likely, for the drawing; None where it lies before the latest answer."""
    if band is None or story.last_pain_at is None:
        return None
    at = dt.datetime.combine(band.day, NOON, tzinfo=local(story.last_pain_at).tzinfo)
    if at <= local(story.trend.occasions[-1].at):
        return None
    return drawing.TrendBand(at, band.low, band.high, band.mean, day_words(band.day))


# --- The table ----------------------------------------------------------------------------------------------------------


def _table(story, local) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Every answer and everything that happened, a row a day; a second answer of one day has a row of its own.

    A cell is empty where nothing was asked, and says so where something was asked and not answered.
    """
    columns = [(_(catalogue.PAIN.name), _whole(story.pain_points))]
    columns += [
        (line.name, _whole(story.points_of(line))) for line in story.trend.activities if line.answered
    ]
    columns += [
        (
            measure_wording.name_of(one.instrument, one.scale),
            [
                (
                    moment.at,
                    None if moment.value is None else measure_wording.value_words(moment.value, one.scale),
                )
                for moment in one.moments
            ],
        )
        for one in story.measures
    ]
    rows: dict[tuple[dt.date, int], dict[int, str]] = collections.defaultdict(dict)
    for place, (_name, points) in enumerate(columns):
        for at, value in points:
            day = local(at).date()
            again = 0
            while place in rows.get((day, again), {}):
                again += 1
            rows[day, again][place] = _("not answered") if value is None else value
    last = len(columns)
    for one in story.happenings:
        cells = rows[local(one.at).date(), 0]
        words = happening_words(one)
        cells[last] = f"{cells[last]} · {words}" if last in cells else words
    names = (_("Day"), *(name for name, _points in columns), _("What happened"))
    return names, tuple(
        (_row_day(day, again), *(cells.get(place, "") for place in range(last + 1)))
        for (day, again), cells in sorted(rows.items())
    )


def _whole(points: Iterable[tuple[dt.datetime, int | None]]) -> Sequence[tuple[dt.datetime, str | None]]:
    return [(at, None if value is None else str(value)) for at, value in points]


def _row_day(day: dt.date, again: int) -> str:
    words = formats.date_format(day, "j M Y").replace(" ", "\N{NO-BREAK SPACE}")
    return f"{words} ({again + 1})" if again else words
