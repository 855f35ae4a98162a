"""How answers travel, how long a check holds, and who may decide differently. Pure."""

import datetime as dt
import enum
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from needlepoint.knowledge.safety import check

NONE_OF_THESE = "none"
NOT_SURE = "not_sure"

# A check made this long before a review, or later, is fresh enough for it. Ours: about one visit before.
FRESH_FOR_REVIEW = dt.timedelta(days=14)

KEPT_MOST_A_DAY = 40  # checks of one person; after that the newest one is shown, with whom to ring

REASON_AT_LEAST = 5  # letters; less than that is no reason

Route = check.Route


# --- Between a browser's session and the rule book -------------------------------------------------------------------


def written(answers: Mapping[str, check.Answer]) -> dict[str, str]:
    """Return answers as plain text, for a session."""
    return {key: answer.value for key, answer in answers.items()}


def read(stored: Mapping[str, str]) -> dict[str, check.Answer]:
    """Return answers from plain text.

    A question that the current rules no longer ask, or a word that is no answer, is left out: it becomes unknown, and
    unknown is never no.
    """
    asked = {key for page in check.pages() for key in page.answer_keys}
    words = {answer.value for answer in check.Answer}
    return {key: check.Answer(word) for key, word in stored.items() if key in asked and word in words}


def chosen_on(page: check.Page, answers: Mapping[str, check.Answer]) -> list[str]:
    """Return what the person chose on a page before, as its form would send it again; empty when never answered."""
    if page.is_choice:
        return [answers[page.key].value] if page.key in answers else []
    if not any(item.key in answers for item in page.items):
        return []
    ticked = [item.key for item in page.items if answers.get(item.key) is check.Answer.YES]
    if any(answers.get(item.key) is check.Answer.NOT_SURE for item in page.items):
        ticked.append(NOT_SURE)
    return ticked or [NONE_OF_THESE]


def ticks_known(page: check.Page, sent: Collection[str]) -> list[str]:
    """Return those of the ticks sent that a page has, in its order: what may be kept of an unfinished page."""
    if page.is_choice:
        return []
    return [key for key in (*(item.key for item in page.items), NOT_SURE) if key in sent]


def words_asked() -> dict[str, str]:
    """Return, for every answer the current check asks for, the English words it is asked in, in the order asked.

    The question stands in the first line; below it the signs of a choice, or the words of the box.
    """
    asked: dict[str, str] = {}
    for page in check.pages():
        if page.is_choice:
            asked[page.key] = "\n".join((page.question, *page.bullets))
        else:
            asked |= {item.key: f"{page.question}\n{item.label}" for item in page.items}
    return asked


def deciding(outcome: check.Outcome) -> list[str]:
    """Return the keys of the rules that led to the route, without those that a "not sure" alone set off."""
    return [
        found.rule_key for found in outcome.findings if found.route is outcome.route and not found.unsure
    ] or [found.rule_key for found in outcome.findings if found.route is outcome.route]


# --- How long a check holds ------------------------------------------------------------------------------------------


class Again(enum.StrEnum):
    """Why the questions are asked again."""

    NEVER = "NEVER"  # we hold no check
    GAP = "GAP"
    FLARE = "FLARE"
    REVIEW = "REVIEW"


@dataclass(frozen=True, slots=True)
class Decision:
    """A route that staff put in the place of the rules', and when."""

    route: Route
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest kept check, as far as it matters here.

    override  what staff last decided over this check
    stop      a route without booking that staff decided over any check of this person and have not taken back
    """

    route: Route
    finished_at: dt.datetime
    override: Decision | None = None
    stop: Decision | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody's kept check says today.

    route       the route that holds, with what staff decided; None without a check
    said        the route the rules gave
    again       why the questions must be asked again; None while the check holds
    decided_at  when the route that holds was given, by the check or by staff
    is_stopped  they may not book: the route says so and is still to be taken seriously
    wanted_at   when something last happened that asks for a new check, wherever an older one was answered
    """

    route: Route | None = None
    said: Route | None = None
    again: Again | None = Again.NEVER
    decided_at: dt.datetime | None = None
    is_stopped: bool = False
    by_staff: bool = False
    wanted_at: dt.datetime | None = None

    @property
    def is_known(self) -> bool:
        return self.route is not None

    @property
    def holds(self) -> bool:
        """The check holds and allows a visit."""
        return self.again is None and self.route is not None and self.route.may_book and not self.is_stopped


def standing(
    newest: Newest | None,
    *,
    now: dt.datetime,
    good_days: int,
    wanted_at: dt.datetime | None = None,
    review_at: dt.datetime | None = None,
) -> Standing:
    """Say what the newest check says today.

    good_days   how long a check holds
    wanted_at   when something last happened that asks for a new check, such as pain up by two points
    review_at   the start of a review that is coming

    A route without booking stops for as long as a check holds; a flare or a review does not lift it. What staff
    decided against booking stops until staff decide again.
    """
    if newest is None:
        return Standing()
    holding = Decision(newest.route, newest.finished_at)
    if newest.override is not None:
        holding = newest.override
    if newest.stop is not None and newest.stop.route.urgency > holding.route.urgency:
        holding = newest.stop
    again = _again(newest.finished_at, now, good_days, wanted_at, review_at)
    return Standing(
        route=holding.route,
        said=newest.route,
        again=again,
        decided_at=max(holding.at, newest.finished_at),
        is_stopped=newest.stop is not None or (not holding.route.may_book and again is not Again.GAP),
        by_staff=newest.override is not None or newest.stop is not None,
        wanted_at=wanted_at,
    )


def _again(
    finished_at: dt.datetime,
    now: dt.datetime,
    good_days: int,
    wanted_at: dt.datetime | None,
    review_at: dt.datetime | None,
) -> Again | None:
    if now - finished_at > dt.timedelta(days=good_days):
        return Again.GAP
    if wanted_at is not None and finished_at < wanted_at:
        return Again.FLARE
    if review_at is not None and finished_at < review_at - FRESH_FOR_REVIEW:
        return Again.REVIEW
    return None


def has_flared(
    pain: int, before: Iterable[tuple[dt.datetime, float | Decimal]], *, since: dt.datetime
) -> bool:
    """Say whether pain has gone up so far since a check that its questions are asked again.

    pain    0-10, as told now
    before  (when, 0-10) as told earlier, the newest first; what counts are those since the check and the last one
            before it, and of them the lowest: pain that went down and comes back has gone up
    """
    lowest: float | Decimal | None = None
    for at, value in before:
        lowest = value if lowest is None else min(lowest, value)
        if at < since:
            break
    return lowest is not None and check.should_ask_again(int(lowest), pain)


def overtakes(*, answered_at: dt.datetime | None, stands: Standing) -> bool:
    """Say whether answers that a browser holds are newer than what stands on record, and may take its place.

    answered_at  when those answers were finished; None when nobody wrote it down
    """
    if not stands.is_known or stands.decided_at is None:
        return True
    if stands.by_staff and stands.is_stopped:
        return False
    return answered_at is not None and answered_at > stands.decided_at


# --- Deciding differently --------------------------------------------------------------------------------------------

# Whom the desk may let in with a doctor's word.
FOR_A_DOCTORS_WORD = frozenset({Route.DOCTOR_FIRST, Route.DOCTOR_WITHIN_TWO_WEEKS})


def routes_open_to(*, is_practitioner: bool, is_desk: bool, now_on: Route) -> tuple[Route, ...]:
    """Return the routes that this member of staff may put in the place of the one that holds; never that one itself.

    A practitioner may decide anything. The desk may write down that a doctor said yes, which makes it suitable with
    care, where a doctor's word is what was asked for.
    """
    if is_practitioner:
        return tuple(route for route in Route if route is not now_on)
    if is_desk and now_on in FOR_A_DOCTORS_WORD:
        return (Route.SUITABLE_WITH_CARE,)
    return ()


# --- How many were turned where --------------------------------------------------------------------------------------

TOO_FEW = 30  # below this a share says little, and the page says so


@dataclass(frozen=True, slots=True)
class Share:
    """Some of a number. `low`, `high`: Wilson's 95% interval in whole percent, None without a number."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.part / self.whole) if self.whole else None

    @property
    def interval(self) -> tuple[int, int] | None:
        """Return Wilson's 95% interval, rounded outwards. Source: Wilson 1927, JASA 22:209-212."""
        if not self.whole or self.part > self.whole:
            return None
        z, n, p = 1.959964, self.whole, self.part / self.whole
        middle = p + z * z / (2 * n)
        spread = z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5
        below = 1 + z * z / n
        low, high = (middle - spread) / below, (middle + spread) / below
        return max(0, int(100 * low + 1e-9)), min(100, -int(-100 * high // 1))

    @property
    def is_small(self) -> bool:
        return self.whole < TOO_FEW
