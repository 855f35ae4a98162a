"""An answer in words: the labels that were read, and what somebody wrote as they wrote it."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.intake import rules
from needlepoint.intake.wording import bodymap
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition

Kind = definition.Kind


def answer_lines(item: definition.Item, given: said.Given | None) -> tuple[str, ...]:
    """Return an answer as one or several lines, such as one for each medicine; nothing where nobody has been yet."""
    if given is None:
        return ()
    if given.state is said.State.UNSURE:
        return (_("I do not know"),)
    if given.state is said.State.SKIPPED:
        return (_("Left open"),)
    return tuple(_LINES[item.kind](item, given)) or (_("Left open"),)


def answer_words(item: definition.Item, given: said.Given | None) -> str:
    """Return an answer in one line; "" where nobody has been yet."""
    return _("; ").join(answer_lines(item, given))


def _chosen(item: definition.Item, given: said.Given) -> Iterable[str]:
    labels = {choice.code: choice.label for choice in item.choices}
    # A choice that is asked no more still says what was chosen, by its code.
    return (_(labels[code]) if code in labels else code for code in given.codes)


def _scale(item: definition.Item, given: said.Given) -> Iterable[str]:
    if given.number is not None:
        yield _("%(number)s of %(highest)s") % {"number": number(given.number), "highest": item.highest}


def _amount(item: definition.Item, given: said.Given) -> Iterable[str]:
    if given.number is not None:
        yield f"{number(given.number)} {_(item.unit_label) if item.unit_label else ''}".strip()


def _when(item: definition.Item, given: said.Given) -> Iterable[str]:
    began = rules.onset_of(given)
    if began is None:
        return
    if began.ago is None:
        yield formats.date_format(began.on, "j F Y")
        return
    count = began.ago
    stretch = {
        "DAYS": ngettext("about %(count)s day", "about %(count)s days", count),
        "WEEKS": ngettext("about %(count)s week", "about %(count)s weeks", count),
        "MONTHS": ngettext("about %(count)s month", "about %(count)s months", count),
        "YEARS": ngettext("about %(count)s year", "about %(count)s years", count),
    }[str(began.unit)] % {"count": count}
    yield _("%(stretch)s before %(day)s") % {"stretch": stretch, "day": day(began.counted_on)}


def _text(item: definition.Item, given: said.Given) -> Iterable[str]:
    return (part for part in given.text.splitlines() if part.strip())


def _body(item: definition.Item, given: said.Given) -> Iterable[str]:
    for row in bodymap.picture(given).rows:
        words = {"place": row.place, "pain": row.pain, "feel": row.feel}
        yield (_("%(place)s: %(pain)s, %(feel)s") if row.feel else _("%(place)s: %(pain)s")) % words


def _medicines(item: definition.Item, given: said.Given) -> Iterable[str]:
    for one in rules.medicines_of(given):
        often = _(rules.OFTEN[one.often]) if one.often in rules.OFTEN else ""
        yield " · ".join(
            filter(None, (one.name or _("I do not know the name"), one.dose, often, one.used_for))
        )


def _activities(item: definition.Item, given: said.Given) -> Iterable[str]:
    for words, score in rules.activities_of(given):
        yield words if score is None else _("%(words)s: %(score)s of 10") % {"words": words, "score": score}


_LINES = {
    Kind.ONE: _chosen,
    Kind.MANY: _chosen,
    Kind.SCALE: _scale,
    Kind.NUMBER: _amount,
    Kind.WHEN: _when,
    Kind.TEXT: _text,
    Kind.BODY: _body,
    Kind.MEDICINES: _medicines,
    Kind.ACTIVITIES: _activities,
}


def number(value: Decimal) -> str:
    """Write a stored number without zeros that say nothing: 7 for 7.000."""
    return formats.localize(value.normalize() if value != value.to_integral_value() else int(value))


def day(date: dt.date | None) -> str:
    return formats.date_format(date, "j F Y") if date else ""
