"""What the board says of a press that was not simply done."""

from django.utils.translation import gettext, ngettext

from needlepoint.charting import rules
from needlepoint.charting.rules import taps


def verdict(which: taps.Verdict, press: taps.Press, ledger: rules.Ledger) -> str:
    """Say why a press changed nothing, or what somebody is asked to look at."""
    if which is taps.Verdict.TOO_SOON:
        return gettext("No needles are in yet.")
    if which is taps.Verdict.TOO_LATE:
        return gettext("The needles were out already, so no time was added.")
    if which is taps.Verdict.IN_DIFFERS:
        return gettext("%(pressed)s needles in was pressed. The note says %(noted)s.") % {
            "pressed": press.needles,
            "noted": ledger.went_in,
        }
    if which is taps.Verdict.OUT_DIFFERS:
        return gettext("%(pressed)s needles out was pressed. The note says %(noted)s came out.") % {
            "pressed": press.needles,
            "noted": ledger.came_out,
        }
    if which is taps.Verdict.HURRY_UNSAID:
        return gettext("“Out now, count after” was pressed. The note says only that they were counted out.")
    return ""


def charted_differs(pressed: int, charted: int) -> str:
    """Say that the chart changed since the button was drawn."""
    return ngettext(
        "The note has %(charted)s needle now, and %(pressed)s in was pressed. Look at the note, then count in.",
        "The note has %(charted)s needles now, and %(pressed)s in was pressed. Look at the note, then count in.",
        charted,
    ) % {"charted": charted, "pressed": pressed}
