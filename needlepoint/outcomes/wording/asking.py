"""How check-ins are put into words: what one is about, and what was kept of it."""

from collections.abc import Iterable

from django.utils import formats
from django.utils.translation import gettext as _

from needlepoint.house import clock
from needlepoint.knowledge.instruments import catalogue
from needlepoint.outcomes import models
from needlepoint.outcomes.rules import asking

Kind = asking.Kind
ACTIVITY = catalogue.ACTIVITY.key


def title(check_in: models.CheckIn, zone: str) -> str:
    """The heading of its page, for the patient."""
    kind = Kind(check_in.kind)
    if kind in asking.MONTHS:
        return _("How is your back now?")
    if kind is Kind.END:
        return _("How is your back at the end of your plan?")
    if check_in.visit is None:
        return _("How are you?")
    day = {"day": formats.date_format(clock.local(check_in.visit.starts_at, zone), "l j F")}
    words = {
        Kind.AFTER_VISIT: _("How are you since your visit on %(day)s?"),
        Kind.DAY_3: _("Three days after your visit on %(day)s"),
        Kind.REVIEW: _("Before we look back together on %(day)s"),
    }
    return words.get(kind, _("How are you?")) % day


def waiting_words(check_in: models.CheckIn, zone: str) -> str:
    """What somebody is told of one that waits for them, in one sentence."""
    kind, visit = Kind(check_in.kind), check_in.visit
    if kind is Kind.END:
        return _("A minute of questions about your back at the end of your plan.")
    if visit is None:
        return _("A minute of questions about how your back is now.")
    day = {"day": formats.date_format(clock.local(visit.starts_at, zone), "l j F")}
    if kind is Kind.REVIEW:
        return _("A minute of questions before we look back together on %(day)s.") % day
    if kind is Kind.DAY_3:
        return _("Two short questions about your visit on %(day)s.") % day
    return _("A minute of questions about your visit on %(day)s.") % day


def kept_rows(scores: Iterable[models.Score]) -> tuple[tuple[str, str], ...]:
    """(what was asked, what was answered), one for each answer."""
    return tuple((_name(one), _value(one)) for one in scores)


def _name(score):
    if score.activity is not None:
        return score.activity.words
    return _(catalogue.instrument(score.instrument).name)


def _value(score):
    instrument, value = catalogue.instrument(score.instrument), int(score.value)
    if instrument.labels:
        return _(instrument.labels[value - instrument.lowest])
    return _("%(value)s of %(highest)s") % {"value": value, "highest": instrument.highest}


def open_names(
    battery: asking.Battery, scores: Iterable[models.Score], activities: Iterable[models.Activity]
) -> tuple[str, ...]:
    """What was left open. Own activities count only in the long one: in the short one they are folded away."""
    scores = list(scores)
    answered = {one.instrument for one in scores}
    own = {one.activity_id for one in scores}
    missed = [one.words for one in activities if one.pk not in own] if battery.is_long else []
    return (*(_(catalogue.instrument(key).name) for key in battery.keys if key not in answered), *missed)
