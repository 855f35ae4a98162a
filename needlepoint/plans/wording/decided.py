"""What a patient reads of a decision at a review, when nothing was written for them by hand, and of the summary after it."""

import dataclasses
import datetime as dt

from django.utils import formats
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from needlepoint.knowledge import dose
from needlepoint.knowledge.safety import check
from needlepoint.plans import rules, wording

Decision = rules.Decision

TITLES = {
    Decision.CONTINUE: _("We go on as planned"),
    Decision.CHANGE: _("We change the treatment"),
    Decision.SPACE_OUT: _("Fewer visits from now on"),
    Decision.STOP: _("We stop here"),
    Decision.REFER: _("Somebody else should look at your back"),
}
WORDS = {
    Decision.CONTINUE: _("We keep to the plan. Then we look at your numbers again."),
    Decision.CHANGE: _("What we did so far may not suit you. We try it another way, and look again."),
    Decision.SPACE_OUT: _("There is more time between your visits now. Tell us if the pain comes back."),
    Decision.STOP: _("Your visits end for now. You can come back to us at any time."),
    Decision.REFER: _("We do not think that more needles are the answer. We ask somebody else to help."),
}


def title(decision: str) -> str:
    return str(TITLES[Decision(decision)])


def words(decision: str) -> str:
    """Say what a decision means for the patient, in plain words; visits now and then never without what is known of them."""
    said = str(WORDS[Decision(decision)])
    if decision == Decision.SPACE_OUT:
        return f"{said} {gettext(dose.MAINTENANCE.sentence)}"
    return said


def review_due() -> str:
    """Say kindly that the look back is owed."""
    return gettext(
        "It is time to look back. At your next visit we look at your numbers and decide with you how to go on."
    )


def owed_words(*, done: int) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Say before they book more than one visit that a look back is owed: the title, what is so, and what to do."""
    return (
        gettext("First we look back together"),
        (
            ngettext(
                "You have had %(n)s visit. Now we look at your numbers and decide how to go on.",
                "You have had %(n)s visits. Now we look at your numbers and decide how to go on.",
                done,
            )
            % {"n": done},
        ),
        (
            gettext("Book one visit. We decide there, and then you book the rest."),
            gettext("You can still book these times if you want to be sure of them."),
        ),
    )


# --- The summary when care ends -----------------------------------------------------------------------------------------

SEE_A_DOCTOR = check.evaluate({}).safety_net[1:]  # its first sentence is about the check alone


@dataclasses.dataclass(frozen=True, slots=True)
class Care:
    """What a summary tells. Days are local; nothing in it is clinical shorthand.

    pain        one sentence about pain since the start, in the reader's language
    activities  (their words, at the start, now); 0 cannot, 10 as well as before
    home        names of what they do at home
    recall_on   the day around which we ask how they are; None: we do not ask
    """

    decision: str
    visits: int = 0
    first_on: dt.date | None = None
    latest_on: dt.date | None = None
    site: str = ""
    side: str = ""
    pain: str = ""
    activities: tuple[tuple[str, int, int], ...] = ()
    home: tuple[str, ...] = ()
    recall_on: dt.date | None = None
    phone: str = ""


def summary(care: Care) -> list[tuple[str, str]]:
    """Return (label, value) for the patient to keep, in the language that is on; what is not known is left out."""
    rows = [
        (gettext("What we treated"), _where(care)),
        (gettext("Your visits"), _visits(care)),
        (gettext("Your pain"), care.pain),
        (gettext("What you wanted to do again"), "\n".join(_activity(*one) for one in care.activities)),
        (gettext("What we decided"), f"{title(care.decision)}. {words(care.decision)}"),
        (gettext("Keep on doing at home"), "; ".join(care.home)),
        (gettext("If you need us"), _need_us(care)),
        (gettext("When to see a doctor"), " ".join(gettext(sentence) for sentence in SEE_A_DOCTOR)),
    ]
    return [(label, value) for label, value in rows if value]


def _activity(words: str, first: int, now: int) -> str:
    return gettext("%(activity)s: %(first)s at the start, %(now)s now. 10 is as well as before.") % {
        "activity": words,
        "first": first,
        "now": now,
    }


def _where(care: Care) -> str:
    named = [wording.SITES.get(care.site), wording.SIDES.get(care.side)]
    return ", ".join(str(one) for one in named if one)


def _visits(care: Care) -> str:
    count = ngettext("%(count)s visit", "%(count)s visits", care.visits) % {"count": care.visits}
    if care.first_on is None or care.latest_on is None:
        return count if care.visits else ""
    if care.first_on == care.latest_on:
        return gettext("%(visits)s, on %(day)s") % {"visits": count, "day": _day(care.first_on)}
    return gettext("%(visits)s, from %(first)s to %(latest)s") % {
        "visits": count,
        "first": _day(care.first_on),
        "latest": _day(care.latest_on),
    }


def _need_us(care: Care) -> str:
    sentences = [
        gettext("Call us at %(phone)s, or book on your page.") % {"phone": care.phone}
        if care.phone
        else gettext("Call us, or book on your page.")
    ]
    if care.recall_on:
        sentences.append(gettext("We ask you how you are around %(day)s.") % {"day": _day(care.recall_on)})
    return " ".join(sentences)


def summary_title() -> str:
    """What the paper is called."""
    return gettext("Your back care: what we did, and what comes next")


def summary_foot() -> str:
    return gettext("This is yours to keep. Show it to whoever looks after you.")


def summary_signed(name: str, on: dt.date) -> str:
    return gettext("Signed by %(name)s on %(day)s") % {"name": name, "day": _day(on)}


def _day(on: dt.date) -> str:
    return formats.date_format(on, "j F Y")
