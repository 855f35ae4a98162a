"""What staff read of a flare."""

from django.utils.translation import gettext_lazy as _

from needlepoint.outcomes.rules import flares as rules

STAFF_ENDS = {
    rules.Why.BETTER: _("It is better"),
    rules.Why.SENT_TO_DOCTOR: _("Sent to a doctor"),
    rules.Why.SEEN_ELSEWHERE: _("Somebody else helps them"),
    rules.Why.NOT_REACHED: _("Could not be reached"),
}
