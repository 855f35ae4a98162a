"""What the people who work here read of a payer's count."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking.queries import beforehand
from needlepoint.knowledge.payers import terms as payers
from needlepoint.plans.rules import ceilings
from needlepoint.plans.wording import ceilings as told

SOON = 2  # visits left from which on it is marked


def day_words(on: dt.date) -> str:
    return formats.date_format(on, told.DAY)


def why_words(why: ceilings.Why, payer: payers.Payer, terms: payers.Terms) -> str:
    """Say in one sentence what a payer does not pay for."""
    sentence = {
        ceilings.Why.NOT_SIGNED: _(
            "%(payer)s pays for %(first)s visits in %(days)s days, and for more, up to %(year)s in its year, only once "
            "improvement is signed at a review."
        ),
        ceilings.Why.YEAR_FULL: _("%(payer)s pays for no more than %(year)s visits in its year."),
        ceilings.Why.NOT_IMPROVING: _(
            "It is signed that the visits do not help. %(payer)s pays for no more then."
        ),
    }[why]
    return sentence % {
        "payer": payer.name,
        "first": terms.first_visits,
        "days": terms.first_days,
        "year": terms.year_visits,
    }


def place_words(one: ceilings.Counted, terms: payers.Terms) -> str:
    """'3 March 2027: visit 13 of the year, number 13 in 90 days'"""
    return _("%(day)s: visit %(number)s of the year, number %(in_window)s in %(days)s days") % {
        "day": day_words(one.on),
        "number": one.number,
        "in_window": one.in_window,
        "days": terms.first_days,
    }


def caveat(
    payer: payers.Payer,
    terms: payers.Terms,
    over: Sequence[ceilings.Counted],
    *,
    wished: Sequence[dt.date],
    day: dt.date | None,
) -> beforehand.Caveat:
    """Word for staff what booking would put over the ceiling; as `wording.ceilings.caveat` does for a patient."""
    title = ngettext(
        "%(payer)s would not pay for one visit more",
        "%(payer)s would not pay for %(visits)s visits more",
        len(over),
    )
    sentences = [why_words(over[0].why, payer, terms), *(f"{place_words(one, terms)}." for one in over)]
    if any(one.on not in wished for one in over):
        sentences.append(_("A visit put in before others moves the later ones up in the count."))
    to_do = []
    if over[0].why is ceilings.Why.NOT_SIGNED:
        to_do.append(_("Hold the review first, and sign there whether the visits help."))
    if day is not None and len(over) == 1:
        to_do.append(_("Or book %(day)s: that day is within it.") % {"day": day_words(day)})
    to_do.append(
        _("Or tell them the price, let them sign the notice for visits that are not covered, and book it.")
    )
    title %= {"payer": payer.name, "visits": len(over)}
    return beforehand.Caveat(told.key_of(payer, over), title, tuple(sentences), tuple(to_do))


# --- The count, on the pages of a patient ---------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Ceiling:
    """A payer's count in a few lines. `tone`: of the design; `word`: the badge, blank for none."""

    title: str
    tone: str
    word: str
    lines: tuple[str, ...]
    doubts: tuple[str, ...]
    url: str


def ceiling(count, course_code: str) -> Ceiling | None:
    """Word a count (queries.ceilings.Count); None for None. A blank code leaves out the way to its page."""
    if count is None:
        return None
    tone, word = _mark(count)
    return Ceiling(
        title=_title(count),
        tone=tone,
        word=word,
        lines=_lines(count),
        doubts=tuple(doubt_words(one, count) for one in count.doubts),
        url=reverse("plans:payer", args=[course_code]) if course_code else "",
    )


def words(count) -> tuple[str, ...]:
    """Give the same as one text of plain sentences, for a list of facts; nothing where nobody counts."""
    worded = ceiling(count, "")
    return (" ".join((f"{worded.title}.", *worded.lines, *worded.doubts)),) if worded else ()


def _title(count) -> str:
    """'Medicare: 9 of 12 used in 90 days, 2 booked'; once improvement is signed, of its year."""
    stands, terms = count.standing, count.terms
    is_of_year = stands.signed is not None and stands.signed.is_improving
    numbers = {
        "payer": count.payer.name,
        "used": stands.done if is_of_year else stands.in_window,
        "of": terms.year_visits if is_of_year else terms.first_visits,
        "days": terms.first_days,
        "booked": stands.booked,
    }
    if is_of_year and stands.booked:
        return _("%(payer)s: %(used)s of %(of)s used in its year, %(booked)s booked") % numbers
    if is_of_year:
        return _("%(payer)s: %(used)s of %(of)s used in its year") % numbers
    if stands.booked:
        return _("%(payer)s: %(used)s of %(of)s used in %(days)s days, %(booked)s booked") % numbers
    return _("%(payer)s: %(used)s of %(of)s used in %(days)s days") % numbers


def _mark(count) -> tuple[str, str]:
    stands, terms = count.standing, count.terms
    if count.is_next_over:
        return "danger", _("Used up")
    certain = [one for one in count.doubts if one not in ceilings.ONLY_ASKS]
    if certain:
        return "soon", _("Check who pays")
    first = terms.year_visits if stands.signed else terms.first_visits
    left = min(first - stands.in_year, first - stands.in_window)
    if left <= SOON:
        return "soon", ngettext("%(n)s left", "%(n)s left", left) % {"n": left}
    return "quiet", ""


def _lines(count) -> tuple[str, ...]:
    stands, terms = count.standing, count.terms
    lines = []
    if stands.year_began is not None:
        lines.append(
            _(
                "%(used)s of %(year)s in its year, booked visits counted. The year began on %(began)s; "
                "a new one can begin from %(ends)s."
            )
            % {
                "used": stands.in_year,
                "year": terms.year_visits,
                "began": day_words(stands.year_began),
                "ends": day_words(stands.year_ends),
            }
        )
    if count.is_next_over:
        whys = [one.why for one in ceilings.over(count.days, [count.today], count.signed, terms)]
        lines.append(why_words(whys[0], count.payer, terms))
        after = {"day": day_words(count.next_within)}
        lines.append(
            _("Without that the next one counts from %(day)s.") % after
            if whys[0] is ceilings.Why.NOT_SIGNED
            else _("The next one counts from %(day)s.") % after
        )
    elif stands.window_opens_on is not None:
        lines.append(
            _("The oldest of them no longer counts from %(day)s.")
            % {"day": day_words(stands.window_opens_on)}
        )
    if stands.signed is not None and stands.signed.is_improving:
        lines.append(
            _("Improvement was signed on %(day)s. From visit %(from)s on the claim carries %(mark)s.")
            % {
                "day": day_words(stands.signed.on),
                "from": terms.first_visits + 1,
                "mark": terms.mark,
            }
        )
    return tuple(lines)


def doubt_words(doubt: ceilings.Doubt, count) -> str:
    """Say what stands against the payer paying for this pain, and what to do."""
    terms, who = count.terms, {"payer": count.payer.name}
    return {
        ceilings.Doubt.NO_ONSET: _(
            "It is not written down when the pain began. %(payer)s pays from %(weeks)s weeks on: assess again."
        ),
        ceilings.Doubt.TOO_NEW: _(
            "The pain has not lasted %(weeks)s weeks yet. %(payer)s does not pay before that."
        ),
        ceilings.Doubt.SURGERY: _(
            "The pain is written down as coming after surgery. %(payer)s does not pay for that."
        ),
        ceilings.Doubt.PREGNANCY: _(
            "The pain is written down as coming with pregnancy. %(payer)s does not pay for that."
        ),
        ceilings.Doubt.CODE: _("None of the diagnosis codes is on the list of %(payer)s: %(codes)s."),
        ceilings.Doubt.ASK_SURGERY: _(
            "They had surgery on the back. Ask whether the pain comes from it: %(payer)s does not pay then."
        ),
        ceilings.Doubt.ASK_PREGNANCY: _(
            "They are pregnant. Ask whether the pain comes with it: %(payer)s does not pay then."
        ),
    }[doubt] % {**who, "weeks": terms.least_weeks, "codes": ", ".join(sorted(terms.codes))}
