"""What an alarm says to the practitioner: what it is about, whose caution it comes from, what to do. English for staff."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.plans.rules import entry, limits
from needlepoint.plans.wording import TECHNIQUES

ABOUTS = {
    limits.NEEDLING: _("Needles"),
    "PRESS_TACKS": _("Press needles"),
    "PRONE": _("Face down"),
    "SUPINE": _("Face up"),
    "SIDE": _("On the side"),
    "SEATED": _("Sitting"),
}
ASKED = {
    limits.Strength.BLOCK: _("Not unless you say why"),
    limits.Strength.REASON: _("Say why"),
    limits.Strength.GLANCE: _("Look"),
}


def about_words(key: str) -> str:
    """'GB21', 'Heat (lamp or moxa)', 'Needles', 'Face down', 'BL23-BL25'."""
    if key == entry.TENDER:
        return gettext("sore spot")
    return str(ABOUTS.get(key) or TECHNIQUES.get(key) or key)


def alarm_words(alarm: limits.Alarm) -> str:
    """'BL32 · Pregnant: Tradition avoids this point …'; for anybody: 'BL18, BL19: The lung lies under here …'"""
    about = ", ".join(about_words(code) for code in alarm.codes) or about_words(alarm.about)
    if not alarm.chips:
        return gettext("%(about)s: %(words)s") % {"about": about, "words": gettext(alarm.words)}
    return gettext("%(about)s · %(caution)s: %(words)s") % {
        "about": about,
        "caution": ", ".join(gettext(chip) for chip in alarm.chips),
        "words": gettext(alarm.words),
    }


def asked_words(alarm: limits.Alarm) -> str:
    """Say what an alarm wants of the practitioner: 'Say why', 'Not for this patient', 'Look'."""
    if alarm.is_answered:
        return gettext("A reason is on record")
    return gettext("Not for this patient") if not alarm.may_go_on else str(ASKED[alarm.strength])


def glances(alarms: Iterable[limits.Alarm]) -> tuple[str, ...]:
    """Word what is only to be seen, this patient's own first, then what holds for anybody."""
    quiet = [one for one in alarms if not one.asks]
    return tuple(alarm_words(one) for one in sorted(quiet, key=lambda one: one.is_for_anybody))
