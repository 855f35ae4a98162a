"""What a point is called, and what is wrong with points as typed."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.knowledge.points import atlas
from needlepoint.plans.rules import entry


def point_name(code: str) -> str:
    """Write what a point is called: 'Shènshū', or the words for a sore spot found by hand."""
    return str(_("sore spot")) if code == entry.TENDER else atlas.point(code).pinyin


def point_faults(typed: entry.Typed) -> tuple[str, ...]:
    """Say what could not be read of a line of points: every word at once."""
    faults = []
    if typed.unknown:
        words = ", ".join(typed.unknown)
        faults.append(
            gettext("No point is called %(words)s. Check the spelling, or use the code, such as BL23.")
            % {"words": words}
        )
    faults += [
        gettext("%(word)s is the name of two points. Type the code: %(codes)s.")
        % {"word": word, "codes": ", ".join(codes)}
        for word, codes in typed.unclear
    ]
    return tuple(faults)
