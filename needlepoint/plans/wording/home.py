"""The words of the home programme: for the patient who does it, and for the practitioner who sees how it went."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable

from django.utils import formats
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, ngettext

from needlepoint.knowledge import dose
from needlepoint.knowledge.home import figures, tasks
from needlepoint.plans.rules import home as rules

DAYS_IN_WEEK = rules.DAYS_IN_WEEK
DIDS = {
    rules.Did.DONE: gettext_lazy("Done"),
    rules.Did.HURT: gettext_lazy("Done, and it hurt"),
    rules.Did.NOTHING: gettext_lazy("Not ticked"),
}


@dataclasses.dataclass(frozen=True)
class Task:
    """One task in the reader's language. `figure` is an <svg> or empty."""

    key: str
    name: str
    what: str
    how: tuple[str, ...]
    dose: str
    days: str
    stop: str
    mind: tuple[str, ...]
    figure: SafeString
    figure_words: str
    certainty: str
    source: str


def names() -> list[tuple[str, Promise]]:
    """Return (key, name) of every task."""
    return [(task.key, gettext_lazy(task.name)) for task in tasks.all_tasks()]


def task(key: str, *, own_dose: str = "", times_a_week: int = 0, cautions: Collection[str] = ()) -> Task:
    """Word a task.

    own_dose       what was set for this patient, as it was typed; "" for the usual dose
    times_a_week   on how many days; 0 for the usual number
    raises         KeyError for a task there is not
    """
    one = tasks.task(key)
    said = gettext(figures.words(one.picture)) if one.picture else ""
    return Task(
        key=one.key,
        name=gettext(one.name),
        what=gettext(one.what),
        how=tuple(gettext(step) for step in one.how),
        dose=own_dose or gettext(one.dose),
        days=days_words(times_a_week or one.days),
        stop=gettext(one.stop),
        mind=tuple(gettext(words) for words in tasks.suits(one, cautions).mind),
        figure=mark_safe(figures.drawn(one.picture, said)) if one.picture else SafeString(""),  # noqa: S308 ours
        figure_words=said,
        certainty=gettext(one.certainty.label),
        source=one.source,
    )


def days_words(times_a_week: int) -> str:
    """Say on how many days of a week: 'every day', 'on 3 days a week'."""
    if times_a_week >= DAYS_IN_WEEK:
        return gettext("every day")
    return ngettext("on %(days)s day a week", "on %(days)s days a week", times_a_week) % {
        "days": times_a_week
    }


def refused(keys: Iterable[str], cautions: Collection[str]) -> tuple[str, ...]:
    """Say which of these tasks are not for somebody with these health notes: 'Warmth: No heat packs for you: …'."""
    return tuple(
        gettext("%(task)s: %(why)s") % {"task": gettext(one.name), "why": gettext(why)}
        for one in (tasks.task(key) for key in keys if tasks.is_task(key))
        for why in tasks.suits(one, cautions).never
    )


def is_offered_first(key: str, phase: str) -> bool:
    """Say whether a task is one of the first to think of in a phase; without a phase, none is."""
    return bool(phase) and dose.Phase(phase) in tasks.task(key).phases


def kept_words(kept: rules.Kept) -> str:
    """Say how a task went: 'Done on 5 days of the 8 meant.'"""
    return ngettext(
        "Done on %(done)s day of the %(meant)s meant.",
        "Done on %(done)s days of the %(meant)s meant.",
        kept.done,
    ) % {"done": kept.done, "meant": kept.meant}


def hurt_words(kept: rules.Kept) -> str:
    """Say on which days it made things worse, or nothing."""
    if not kept.hurt:
        return ""
    days = ", ".join(day_words(on) for on in kept.hurt)
    return gettext("It hurt: %(days)s.") % {"days": days}


def hurts(found: Iterable[tuple[str, dt.date]]) -> tuple[str, ...]:
    """Say what hurt on which day: 'Walk: Friday 20 November'."""
    return tuple(
        gettext("%(task)s: %(day)s") % {"task": gettext(tasks.task(key).name), "day": day_words(on)}
        for key, on in found
        if tasks.is_task(key)
    )


def day_words(on: dt.date) -> str:
    """'Saturday 21 November'"""
    return formats.date_format(on, "l j F")
