"""What a decision at a review needs beside the decision itself. Pure.

Going on is a decision too, and the one that would happen by itself. So where the pain scores do not show a change that
matters, or there are none, going on needs a reason of its own.
"""

import dataclasses
import datetime as dt
import enum

from needlepoint.knowledge.instruments import scores
from needlepoint.knowledge.payers import terms as payers
from needlepoint.plans import rules

# Later than this, a pain score says nothing about today: three weekly visits went by without one.
# Ours: no source was found. For a clinician to confirm.
OLD_AFTER_DAYS = 21
# Source: knowledge claim C12, "we review at about session 6 and stop if there is no useful change".
EARLY_BEFORE_VISIT = 6


class Standing(enum.StrEnum):
    """What the pain scores say at the review. Missing is never read as better, and never as no change."""

    BETTER = "BETTER"  # by an amount that matters to most people
    LITTLE = "LITTLE"  # better, by less than that
    SAME = "SAME"
    WORSE = "WORSE"
    OLD = "OLD"  # there is a change, but the latest score is too old to speak for today
    MISSING = "MISSING"  # no start, or nothing to hold against it

    @property
    def shows_benefit(self) -> bool:
        return self is Standing.BETTER

    @property
    def is_known(self) -> bool:
        return self not in {Standing.OLD, Standing.MISSING}


def standing(verdict: scores.Verdict, *, latest_on: dt.date | None, today: dt.date) -> Standing:
    """Say what the pain scores say.

    verdict     of the latest pain against the start
    latest_on   the local day of the latest pain score, None when there is none after the start
    """
    if verdict is scores.Verdict.UNKNOWN or latest_on is None:
        return Standing.MISSING
    if (today - latest_on).days > OLD_AFTER_DAYS:
        return Standing.OLD
    return {
        scores.Verdict.BETTER_IMPORTANT: Standing.BETTER,
        scores.Verdict.NO_CHANGE: Standing.SAME,
        scores.Verdict.WORSE: Standing.WORSE,
    }.get(verdict, Standing.LITTLE)


class Because(enum.StrEnum):
    """A reason that one tap gives. What the scores say is offered only where they say it."""

    PAIN_BETTER = "PAIN_BETTER"
    LITTLE_BETTER = "LITTLE_BETTER"
    NO_CHANGE = "NO_CHANGE"
    WORSE = "WORSE"
    NO_SCORE = "NO_SCORE"
    DOING_MORE = "DOING_MORE"
    AGREED_REACHED = "AGREED_REACHED"
    WISH = "WISH"
    EFFECTS = "EFFECTS"
    COST = "COST"
    OTHER_CAUSE = "OTHER_CAUSE"


_SAID_BY: dict[Standing, Because] = {
    Standing.BETTER: Because.PAIN_BETTER,
    Standing.LITTLE: Because.LITTLE_BETTER,
    Standing.SAME: Because.NO_CHANGE,
    Standing.WORSE: Because.WORSE,
    Standing.OLD: Because.NO_SCORE,
    Standing.MISSING: Because.NO_SCORE,
}


class Despite(enum.StrEnum):
    """Why the care goes on as planned although the pain scores do not show that it helps."""

    DOING_MORE = "DOING_MORE"
    SETBACK = "SETBACK"
    TOO_EARLY = "TOO_EARLY"
    LITTLE_ROOM = "LITTLE_ROOM"
    TOLD_US = "TOLD_US"
    OTHER = "OTHER"


NEEDS_WORDS = frozenset({Despite.TOLD_US, Despite.OTHER})  # the tap alone says nothing


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """What lies on the table.

    activities_better   the person's own activities against their start; None when nobody can say
    has_little_room     pain was so low at the start that a change that matters could not show
    done                visits that have happened, the one under way included
    """

    standing: Standing = Standing.MISSING
    activities_better: bool | None = None
    has_little_room: bool = False
    done: int = 0

    @property
    def because(self) -> tuple[Because, ...]:
        """The reasons that may be tapped: nothing that the scores contradict."""
        said = _SAID_BY[self.standing]
        kept = [
            one
            for one in Because
            if one is said
            or (one not in _SAID_BY.values() and (one is not Because.DOING_MORE or self.activities_better))
        ]
        return tuple(kept)

    @property
    def despite(self) -> tuple[Despite, ...]:
        """The reasons to go on against the scores that are true of this person; none where the scores show benefit."""
        if self.standing.shows_benefit:
            return ()
        fits = {
            Despite.DOING_MORE: bool(self.activities_better),
            Despite.TOO_EARLY: self.done < EARLY_BEFORE_VISIT,
            Despite.LITTLE_ROOM: self.has_little_room,
            Despite.TOLD_US: not self.standing.is_known,
        }
        return tuple(one for one in Despite if fits.get(one, True))


class Fault(enum.Enum):
    """What is missing in a decision."""

    NO_REASON = "NO_REASON"
    NO_DESPITE = "NO_DESPITE"
    NO_WORDS = "NO_WORDS"
    NOT_SIGNED = "NOT_SIGNED"
    SIGNED_AGAINST_SCORES = "SIGNED_AGAINST_SCORES"


def fault(
    decision: rules.Decision,
    evidence: Evidence,
    *,
    because: frozenset[Because],
    despite: frozenset[Despite],
    words: str,
    must_sign: bool = False,
    is_improving: bool | None = None,
) -> Fault | None:
    """Say what is missing, or None.

    because, despite   reasons that were tapped; one that is not offered here counts for nothing
    words              what was written beside them
    must_sign          whoever pays counts visits, and wants to know whether the person improves
    is_improving       the answer to that, signed with the decision; None when it was not given
    """
    said, against = because & set(evidence.because), despite & set(evidence.despite)
    if not said and not against and not words.strip():
        return Fault.NO_REASON
    goes_on_unproven = decision is rules.Decision.CONTINUE and not evidence.standing.shows_benefit
    if goes_on_unproven and not against:
        return Fault.NO_DESPITE
    if goes_on_unproven and against <= NEEDS_WORDS and not words.strip():
        return Fault.NO_WORDS
    goes_on = decision in {rules.Decision.CONTINUE, rules.Decision.CHANGE, rules.Decision.SPACE_OUT}
    if must_sign and goes_on and is_improving is None:
        return Fault.NOT_SIGNED
    if is_improving and not evidence.standing.shows_benefit and not words.strip():
        return Fault.SIGNED_AGAINST_SCORES
    return None


def must_sign(payer: str) -> bool:
    """Say whether somebody pays who wants to know if the person improves; blank or unknown: nobody does."""
    return payers.payer(payer) is not None


def look_again_at(evidence: Evidence, *, planned: int, review_after: int) -> int:
    """Propose the visit after which to look again: the end of the plan, or sooner where nothing shows yet.

    A look taken early never puts off the review that was agreed, after visit `review_after`; one taken a single
    visit before it stands for it.
    """
    if evidence.standing.shows_benefit:
        proposed = planned if planned > evidence.done else evidence.done + 3
    else:
        proposed = evidence.done + 2
    return min(proposed, review_after) if review_after > evidence.done + 1 else proposed


def books_past_review(*, done: int, review_after: int, ahead: int, wished: int) -> bool:
    """Say whether booking goes on past a review that is owed: more than the one visit at which it can be held.

    ahead, wished   visits that are booked and not over, and visits about to be booked
    """
    return done >= review_after and ahead + wished > 1
