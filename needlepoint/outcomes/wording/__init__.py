"""How scores are put into words and laid out for the drawing; shared by the pages here and those that compose them."""

import dataclasses

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.house import clock
from needlepoint.house.design import drawing
from needlepoint.knowledge.instruments import catalogue
from needlepoint.outcomes import rules


@dataclasses.dataclass(frozen=True)
class Line:
    """A trend, ready to be drawn. `sentence` is the whole of it in words."""

    is_empty: bool
    sentence: str
    details: tuple
    lines: tuple
    marks: tuple
    goal: int | None
    goal_label: str
    source: str


def line(trend: rules.Trend, zone: str) -> Line:
    """Word and lay out a trend; days are the clinic's."""
    labels = _labels(trend, zone)
    return Line(
        is_empty=trend.is_empty,
        sentence=pain_sentence(trend),
        details=tuple(filter(None, (activities_sentence(trend), overall_sentence(trend)))),
        lines=tuple(
            drawing.TrendLine(
                name=_(one.name) if one.activity is None else one.name,
                points=tuple(zip(labels, one.values, strict=True)),
                higher_is_better=not catalogue.instrument(one.instrument_key).lower_is_better,
            )
            for one in trend.lines
            if one.answered
        ),
        marks=tuple(_marks(trend, labels)),
        goal=trend.goal if trend.pain.answered else None,
        goal_label=_("matters"),
        source=_(catalogue.PAIN.source),
    )


def _labels(trend, zone):
    """One short day per occasion; a second one on the same day says so, because every label stands once."""
    labels = []
    for one in trend.occasions:
        day = formats.date_format(clock.local(one.at, zone), "j M")
        again = sum(label == day or label.startswith(f"{day} (") for label in labels)
        labels.append(f"{day} ({again + 1})" if again else day)
    return labels


def _marks(trend, labels):
    for one, label in zip(trend.occasions, labels, strict=True):
        if one.kind is rules.Kind.REVIEW:
            yield drawing.TrendMark(at=label, kind="REVIEW", text=_("Review"))
        elif one.kind is not rules.Kind.BASELINE:
            yield drawing.TrendMark(at=label, kind="VISIT")


def pain_sentence(trend: rules.Trend) -> str:
    """'Pain was 7 at the start and is 4 now. Better by an amount that matters to most people.'"""
    pain = trend.pain
    if pain.start is None:
        return _("There is no number for pain yet.")
    if pain.latest is None:
        return _("Pain was %(start)s of 10 at the start. The next answer shows where it goes.") % {
            "start": pain.start
        }
    words = {"start": pain.start, "latest": pain.latest, "verdict": _(pain.change.verdict.label)}
    return _("Pain was %(start)s of 10 at the start and is %(latest)s now. %(verdict)s") % words


def activities_sentence(trend: rules.Trend) -> str:
    """How the person's own activities changed, or nothing while there is nothing to compare."""
    change = trend.activities_change
    if change.raw is None:
        return ""
    words = {"points": drawing.number(abs(float(change.raw))), "verdict": _(change.verdict.label)}
    if change.raw > 0:
        return _("Your own activities: %(points)s points better on average. %(verdict)s") % words
    if change.raw < 0:
        return _("Your own activities: %(points)s points harder on average. %(verdict)s") % words
    return _("Your own activities: as at the start.")


def overall_sentence(trend: rules.Trend) -> str:
    level = trend.global_change
    if level is None:
        return ""
    asked = catalogue.GLOBAL_CHANGE
    return _("Overall, you said: %(words)s.") % {"words": _(asked.labels[level - asked.lowest]).lower()}


def pain_share_sentence(trend: rules.Trend) -> str:
    """The raw change and its share, for whoever decides with them: '3 points lower, 43 % of the start.'"""
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
    return _("%(change)s, %(share)s %% of the start.") % {"change": words, "share": share}
