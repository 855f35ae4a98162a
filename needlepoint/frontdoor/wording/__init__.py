"""What the clinic's policies mean, in the sentences that people read before they book."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.frontdoor import rules

POLICIES = ("free_to_cancel_hours", "grace_minutes", "late_cancel_cents", "missed_cents")


def policy_of(clinic) -> tuple[str, ...]:
    """Return the sentences of a clinic."""
    return policy({name: getattr(clinic, name) for name in POLICIES}, clinic.currency)


def policy(values: Mapping[str, int], currency: str) -> tuple[str, ...]:
    """Return what moving, cancelling and not coming means.

    values  by the names of POLICIES: hours, minutes, and cents of the currency
    """
    hours, minutes, late, missed = (values[name] for name in POLICIES)
    return tuple(
        sentence
        for sentence in (
            _free(hours, minutes),
            _("After that, moving or cancelling costs %(fee)s.") % {"fee": rules.price(late, currency)}
            if late and hours
            else "",
            _("If you do not come and do not tell us, it costs %(fee)s.")
            % {"fee": rules.price(missed, currency)}
            if missed
            else "",
        )
        if sentence
    )


def _free(hours: int, minutes: int) -> str:
    if not hours:
        return _("Free to move or cancel until the visit begins.")
    before = ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    if not minutes:
        return _("Free to move or cancel until %(hours)s before.") % {"hours": before}
    after = ngettext("in the first minute", "in the first %(n)s minutes", minutes) % {"n": minutes}
    return _(
        "Free to move or cancel until %(hours)s before, and %(minutes)s after booking whatever the time."
    ) % {
        "hours": before,
        "minutes": after,
    }
