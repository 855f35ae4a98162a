"""Where somebody stands in their course, and where acute ends and chronic begins, in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from needlepoint.knowledge import dose


def position_words(*, done: int, planned: int, review_after: int, is_due: bool) -> str:
    """Say where a course stands: '3 of 8 visits done, review at 6'."""
    if done > planned:
        visits = ngettext("%(done)s visit done", "%(done)s visits done", done) % {"done": done}
    else:
        visits = _("%(done)s of %(planned)s visits done") % {"done": done, "planned": planned}
    review = _("review due now") if is_due else _("review at %(at)s") % {"at": review_after}
    return str(_("%(visits)s, %(review)s")) % {"visits": visits, "review": review}


def cut_points(scheme: dose.Scheme) -> str:
    """Say where a scheme draws its lines."""
    return str(
        _(
            "Acute: under %(acute)s weeks. Subacute: %(acute)s to %(chronic)s weeks. Chronic: over %(chronic)s weeks."
        )
        % {"acute": scheme.acute_below_weeks, "chronic": scheme.chronic_above_weeks}
    )
