"""What a patient reads who tells us that something bothers them after a visit."""

import dataclasses

from django.utils import formats
from django.utils.translation import gettext as _

from needlepoint.charting.rules import effects
from needlepoint.house import clock
from needlepoint.knowledge.safety import crisis
from needlepoint.portal.wording import bothering as wording


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """What to do now that it is written down."""

    signs: tuple[str, ...]  # those that cannot wait; then nothing else is shown first
    needs_company: bool  # the words may mean that they think of hurting themselves
    what: str
    advice: str
    calls_first: bool


def kept(reaction) -> Kept:
    effect = effects.Effect(reaction.category)
    return Kept(
        signs=tuple(str(words) for sign, words in wording.SIGNS.items() if sign in reaction.signs),
        needs_company=crisis.speaks_of_self_harm(reaction.words),
        what=str(wording.TOLD[effect]) if effect in wording.TOLD else "",
        advice=str(wording.ADVICE[effect]) if effect in wording.ADVICE else "",
        calls_first=effect in wording.CALL_FIRST,
    )


def visit_choices(visits) -> list[tuple[str, str]]:
    """(code, words) of the visits after which it may have begun, latest first."""
    return [(visit.code, _visit(visit)) for visit in visits]


def _visit(visit):
    day = formats.date_format(clock.local(visit.starts_at, visit.clinic.time_zone), "l j F")
    if visit.practitioner is None:
        return day
    return _("%(day)s, with %(name)s") % {"day": day, "name": visit.practitioner.name}
