"""What a patient reads before they book a visit that whoever pays would not pay for."""

import datetime as dt
from collections.abc import Sequence

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking.queries import beforehand
from needlepoint.knowledge.payers import terms as payers
from needlepoint.people import wording as people_wording
from needlepoint.plans.rules import ceilings

DAY = "j F Y"


def key_of(payer: payers.Payer, over: Sequence[ceilings.Counted]) -> str:
    """Give what names this caveat: the reason and the days, so that another booking is told of anew."""
    return ":".join([payer.key, str(over[0].why), *sorted({one.on.isoformat() for one in over})])


def caveat(
    payer: payers.Payer,
    terms: payers.Terms,
    over: Sequence[ceilings.Counted],
    *,
    wished: Sequence[dt.date],
    day: dt.date | None,
    phone: str,
) -> beforehand.Caveat:
    """Word what booking would put over the ceiling.

    over     the visits put over, at least one
    wished   the days that are to be booked
    day      the first day from the wished one on that is within it; None when waiting does not help
    """
    who = {"payer": payer.name}
    count = {
        **who,
        "first": terms.first_visits,
        "days": terms.first_days,
        "year": terms.year_visits,
    }
    why = {
        ceilings.Why.NOT_SIGNED: _(
            "%(payer)s pays for %(first)s visits in %(days)s days. It pays for more only when your practitioner has "
            "written down that you are getting better."
        ),
        ceilings.Why.YEAR_FULL: _(
            "%(payer)s pays for %(year)s visits in a year. All of them are used or booked."
        ),
        ceilings.Why.NOT_IMPROVING: _(
            "%(payer)s pays only while the visits help. At your last review it was written down that they do not help enough."
        ),
    }
    sentences = [why[over[0].why] % count]
    if len(over) > 1 or over[0].on not in wished:
        days = "; ".join(formats.date_format(one.on, DAY) for one in over)
        sentences.append(_("This is about: %(days)s.") % {"days": days})
    to_do = []
    if day is not None and len(over) == 1:
        to_do.append(
            _("Choose %(day)s. %(payer)s can pay for a visit then.")
            % {**who, "day": formats.date_format(day, DAY)}
        )
    if phone:
        to_do.append(
            _("Or call us on %(phone)s. We look at it with you.")
            % {"phone": people_wording.phone_words(phone)}
        )
    to_do.append(_("Or book it now. Then you may have to pay for it yourself."))
    title = ngettext(
        "%(payer)s may not pay for one visit more",
        "%(payer)s may not pay for %(visits)s visits more",
        len(over),
    )
    return beforehand.Caveat(
        key_of(payer, over), title % {**who, "visits": len(over)}, tuple(sentences), tuple(to_do)
    )
