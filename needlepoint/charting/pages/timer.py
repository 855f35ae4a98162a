"""Needles that are in: since when, until when, and how that is said."""

import dataclasses
import datetime as dt

from django.utils.translation import gettext as _

from needlepoint.charting import models, queries, rules, wording
from needlepoint.charting.pages import moments


@dataclasses.dataclass(frozen=True)
class Timer:
    """Needles that are in: for a script, and in words for everybody."""

    state: str  # resting, soon, over
    badge: str
    tone: str
    ends_at: str
    left: str
    words: str
    out_at: str
    can_extend: bool


def timer(sheet: queries.Sheet, zone: str, now: dt.datetime) -> Timer:
    note = sheet.note
    due_at = rules.out_due_at(note.needles_in_at, note.retention_minutes)
    left = rules.minutes_left(due_at, now)
    state = "over" if left <= 0 else "soon" if left <= rules.SOON_MINUTES else "resting"
    badge = {"resting": _("Resting"), "soon": _("Soon"), "over": _("Needles out now")}[state]
    by = next((count.by for count in sheet.counts if count.kind == models.NeedleCount.Kind.IN), "")
    return Timer(
        state=state,
        badge=badge,
        tone={"resting": "good", "soon": "soon", "over": "danger"}[state],
        ends_at=due_at.isoformat(),
        left=_("%(minutes)s left") % {"minutes": wording.minutes(left)}
        if left > 0
        else _("over by %(minutes)s") % {"minutes": wording.minutes(-left)},
        words=_("%(needles)s in since %(time)s, counted by %(name)s.")
        % {
            "needles": wording.needles(sheet.ledger.went_in),
            "time": moments.clock_words(note.needles_in_at, zone),
            "name": by,
        },
        out_at=_("Out at %(time)s, after %(minutes)s.")
        % {"time": moments.clock_words(due_at, zone), "minutes": wording.minutes(note.retention_minutes)},
        can_extend=note.retention_minutes + rules.RETENTION_STEP <= rules.RETENTION_MAX,
    )
