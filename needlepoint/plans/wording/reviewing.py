"""What practitioners read at a review."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from needlepoint.knowledge import dose
from needlepoint.plans import rules
from needlepoint.plans.rules import reviewing

Standing, Because, Despite, Fault = (
    reviewing.Standing,
    reviewing.Because,
    reviewing.Despite,
    reviewing.Fault,
)

BECAUSE = {
    Because.PAIN_BETTER: _("Pain clearly better"),
    Because.LITTLE_BETTER: _("Pain only a little better"),
    Because.NO_CHANGE: _("Pain not changed"),
    Because.WORSE: _("Pain worse"),
    Because.NO_SCORE: _("No pain score to go by"),
    Because.DOING_MORE: _("Activities better"),
    Because.AGREED_REACHED: _("Agreed goal reached"),
    Because.WISH: _("The patient wants it"),
    Because.EFFECTS: _("Unwanted effects"),
    Because.COST: _("Cost or time"),
    Because.OTHER_CAUSE: _("Look for another cause"),
}
DESPITE = {
    Despite.DOING_MORE: _("Activities better, though pain is not"),
    Despite.SETBACK: _("A setback with a known cause"),
    Despite.TOO_EARLY: _("Too early to tell: fewer than six visits"),
    Despite.LITTLE_ROOM: _("Pain too low at the start for a change to show"),
    Despite.TOLD_US: _("They told me: I write it below"),
    Despite.OTHER: _("Another reason: I write it below"),
}
STANDINGS = {
    Standing.BETTER: (_("Pain is better by an amount that matters"), _("What to do is still a choice.")),
    Standing.LITTLE: (
        _("Pain is a little better, by less than most people would notice"),
        _("Going on as planned needs a reason of its own."),
    ),
    Standing.SAME: (
        _("Pain has not changed"),
        _("Going on as planned needs a reason of its own."),
    ),
    Standing.WORSE: (
        _("Pain is worse than at the start"),
        _("Look for another cause before you choose. Going on as planned needs a reason of its own."),
    ),
    Standing.OLD: (
        _("The latest pain score is too old to speak for today"),
        _("Ask before you choose. Going on without a score needs a reason of its own."),
    ),
    Standing.MISSING: (
        _("Nobody can say whether it helps: there are not two pain scores to compare"),
        _("Ask before you choose. Going on without a score needs a reason of its own."),
    ),
}
# What each decision does, under its name.
EFFECTS = {
    rules.Decision.CONTINUE: _("The plan stays as it is until the next look."),
    rules.Decision.CHANGE: _("You set points and techniques anew on the plan, and look again."),
    rules.Decision.SPACE_OUT: _("Twice as long between visits. They are asked back when the next is due."),
    rules.Decision.STOP: _("Care ends here. A summary for the patient is written and signed by you."),
    rules.Decision.REFER: _(
        "Care ends here. A summary for the patient is written, then the letter to whom you choose."
    ),
}


def standing_words(standing: Standing) -> tuple[str, str]:
    """Say what the scores say, and what follows."""
    title, text = STANDINGS[standing]
    return str(title), str(text)


def fault_words(fault: Fault) -> tuple[str, str]:
    """Return (the field to put right, what to say)."""
    return {
        Fault.NO_REASON: ("reason", gettext("Choose a reason, or write it in a few words.")),
        Fault.NO_DESPITE: (
            "despite",
            gettext(
                "The scores do not show that it helps. To go on as planned, say why, or choose something else."
            ),
        ),
        Fault.NO_WORDS: ("reason", gettext("Write it in a few words: this reason says nothing by itself.")),
        Fault.NOT_SIGNED: (
            "is_improving",
            gettext("Whoever pays wants to know: is the patient improving? Answer yes or no."),
        ),
        Fault.SIGNED_AGAINST_SCORES: (
            "reason",
            gettext(
                "The pain scores do not show it. Write what you found that shows that the patient improves."
            ),
        ),
    }[fault]


def reason_words(because, despite, words: str) -> str:
    """Put a reason together for the record: one line for each thing that was tapped, and what was written."""
    lines = [gettext("%(reason)s.") % {"reason": BECAUSE[one]} for one in Because if one in because]
    lines += [
        gettext("Going on all the same: %(reason)s.") % {"reason": str(DESPITE[one]).partition(": I ")[0]}
        for one in Despite
        if one in despite
    ]
    return "\n".join([*lines, words.strip()]).strip()


def maintenance_words() -> str:
    """The evidence label that stands wherever visits now and then are proposed."""
    return gettext(dose.MAINTENANCE.sentence)


def overdue_words(visits: int) -> str:
    """Say by how many visits a review is late: 0 is due now."""
    if visits < 1:
        return gettext("Review due")
    return ngettext("Review overdue by %(n)s visit", "Review overdue by %(n)s visits", visits) % {"n": visits}


def owed_words(*, review_after: int) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Say before more visits are booked that a review is owed: the title, what is so, and what to do."""
    return (
        gettext("The review after visit %(n)s is owed") % {"n": review_after},
        (gettext("Nobody has decided yet whether the visits go on."),),
        (
            gettext("Hold the review first."),
            gettext("Or book only the one visit at which it is held."),
            gettext("Or book all the same: the review stays owed."),
        ),
    )
