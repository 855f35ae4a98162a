"""What a patient reads and taps when their back is worse again."""

from django.utils.translation import gettext_lazy as _

from needlepoint.outcomes.rules import flares

SINCE = {
    flares.Since.TODAY: _("Since today"),
    flares.Since.DAYS: _("For a few days"),
    flares.Since.WEEK: _("For a week or more"),
}

# Why they need no visit for it, as they may say it themselves.
ENDS = (flares.Why.BETTER, flares.Why.HAS_VISIT, flares.Why.SEEN_ELSEWHERE)
END_WORDS = {
    flares.Why.BETTER: _("It is better"),
    flares.Why.HAS_VISIT: _("My next visit is soon enough"),
    flares.Why.SEEN_ELSEWHERE: _("I have other help"),
}
SETTLED = _("Thank you. We no longer look for a time for this. Tell us any time if it gets worse.")
