"""Making up one person's months: visits, scores, decisions. Pure, from a seeded generator."""

import dataclasses
import datetime as dt
import itertools
import math
import random

from needlepoint.desk.story import between, reading
from needlepoint.desk.story import diary as diaries
from needlepoint.knowledge import dose
from needlepoint.plans import rules as plans
from needlepoint.plans.rules import limits

QUARTER = 15
TRIES = 12
WEEK = 7
SCORE_MAX = 10
REVIEW_AFTER = 6


@dataclasses.dataclass
class Reaction:
    category: str
    grade: int
    words: str
    what_was_done: str
    is_faint: bool


@dataclasses.dataclass
class Visit:
    """One visit as it will be written. `note` is '', 'signed', 'unsigned' or 'resting'."""

    kind: str
    practitioner: int
    room: int
    starts_at: dt.datetime
    state: str
    number: int | None = None
    is_review: bool = False
    note: str = ""
    told: str = ""
    done: str = ""
    response: str = ""
    points: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    needles_in_at: dt.datetime | None = None
    arrived_at: dt.datetime | None = None
    scores: tuple[int, list[int]] | None = None  # pain and own activities, as answered after this visit
    overall: int | None = None  # global change, asked before a review
    is_asked: bool = True
    reaction: Reaction | None = None


@dataclasses.dataclass
class Decision:
    """A review as it was decided, after which visit, and the terms from then on."""

    after: Visit
    done: int
    decision: plans.Decision
    effect: plans.Effect


@dataclasses.dataclass
class Course:
    terms: plans.Terms  # as they stand now
    state: plans.CourseState
    phase: str
    onset_days: int
    back: reading.Back
    better_means: str
    words: str
    home: list[str]
    decisions: list[Decision] = dataclasses.field(default_factory=list)
    ended_at: dt.datetime | None = None


@dataclasses.dataclass
class Recall:
    due_on: dt.date
    reason: str
    state: str
    made_at: dt.datetime
    attempts: int = 0


@dataclasses.dataclass
class Life:
    """One patient. `number` tells people apart; `who` is set for those told by name."""

    number: int
    given: str
    family: str
    born: dt.date
    phone: str
    email: str
    practitioner: int
    arc: reading.Arc
    activities: list[str]
    cautions: list[str]
    who: str = ""
    visits: list[Visit] = dataclasses.field(default_factory=list)
    baseline: tuple[int, list[int]] | None = None
    course: Course | None = None
    recalls: list[Recall] = dataclasses.field(default_factory=list)
    intake: str = "finished"
    may_contact: bool = True
    has_account: bool = False

    @property
    def done(self) -> list[Visit]:
        return [visit for visit in self.visits if visit.state == "COMPLETED"]

    @property
    def is_under_way(self) -> bool:
        """Comes again by plan: an active course with visits left and none booked."""
        return (
            self.course is not None
            and self.course.state is plans.CourseState.ACTIVE
            and not self.recalls
            and len(self.done) < self.course.terms.visits_planned
            and all(visit.state not in {"BOOKED", "ARRIVED"} for visit in self.visits)
        )


class Teller:
    """Makes up lives in one diary. `today` is the clinic's local day."""

    def __init__(self, story: reading.Story, diary: diaries.Diary, today: dt.date, now: dt.datetime) -> None:
        self.story, self.diary, self.today, self.now = story, diary, today, now

    # --- Past visits --------------------------------------------------------------------------------------------

    def past(
        self,
        life: Life,
        rng: random.Random,
        *,
        done: int,
        planned: int,
        ended_days_ago: int,
        pace: int = WEEK,
    ) -> None:
        """Give a life its visits so far, the latest about `ended_days_ago`, and the course they belong to."""
        if not done:
            return
        day = self.today - dt.timedelta(days=ended_days_ago + pace * (done - 1))
        for number in range(1, done + 1):
            is_last = number == done
            wanted = self.today - dt.timedelta(days=ended_days_ago) if is_last else day
            visit = self._placed(life, rng, "FIRST" if number == 1 else "FOLLOW_UP", wanted)
            if visit is None:
                break
            visit.number = number
            life.visits.append(visit)
            reached = visit.starts_at.astimezone(self.diary.zone).date()
            day = max(day + dt.timedelta(days=pace), reached + dt.timedelta(days=2))
            if day >= self.today - dt.timedelta(days=ended_days_ago) and not is_last:
                day = self.today - dt.timedelta(days=max(1, ended_days_ago))
        if not life.visits:
            return
        self._agree(life, rng, planned=max(planned, len(life.visits)), pace=pace)
        self._score(life, rng)
        for visit in life.visits:
            self._chart(life, visit, rng)

    def _placed(self, life: Life, rng: random.Random, kind: str, day: dt.date) -> Visit | None:
        """Find a time on or shortly after a past day."""
        latest = max((v.starts_at.astimezone(self.diary.zone).date() for v in life.visits), default=None)
        for later in range(WEEK):
            on = day + dt.timedelta(days=later)
            if on >= self.today:
                on = self.today - dt.timedelta(days=1 + later % 2)
            if latest is not None and on <= latest:
                continue
            for _ in range(TRIES):
                minute = rng.randrange(self.diary.opens, self.diary.closes, QUARTER)
                room = self.diary.place(life.number, life.practitioner, kind, on, minute)
                if room is not None:
                    at = self.diary.moment(on, minute)
                    return Visit(kind, life.practitioner, room, at, "COMPLETED", note="signed")
        return None

    def _agree(self, life: Life, rng: random.Random, *, planned: int, pace: int) -> None:
        is_acute = planned <= dose.ACUTE.visits_max and not life.who and rng.random() < 0.4
        review_after = min(dose.ACUTE.review_after if is_acute else REVIEW_AFTER, planned)
        onset = rng.randint(10, 35) if is_acute else rng.randint(100, 2500)
        means = rng.choice(self.story.sentences.better_means)
        life.course = Course(
            terms=plans.Terms(planned, pace, review_after),
            state=plans.CourseState.ACTIVE,
            phase="ACUTE" if is_acute else "CHRONIC",
            onset_days=onset,
            back=_fitting(rng.choice(self.story.backs), life.cautions),
            better_means=means.format(activity=life.activities[0]),
            words=rng.choice(self.story.sentences.plan),
            home=between.chosen(rng, life.cautions),
        )

    # --- Scores ---------------------------------------------------------------------------------------------------

    def baseline(self, life: Life, rng: random.Random) -> tuple[int, list[int]]:
        """Pain and own activities before the first needle."""
        return rng.randint(*life.arc.pain_first), [
            rng.randint(*life.arc.activity_first) for _ in life.activities
        ]

    def _score(self, life: Life, rng: random.Random) -> None:
        """Draw pain and activities along the arc: quicker at first, then slower, with a little weather."""
        arc, steps = life.arc, max(life.course.terms.visits_planned, 2)
        pain, own = life.baseline = self.baseline(life, rng)
        starts = [pain, *own]
        ends = [
            pain - rng.randint(*arc.pain_falls),
            *(start + rng.randint(*arc.activity_rises) for start in own),
        ]
        for visit in life.done:
            share = (1 - math.exp(-2.2 * visit.number / steps)) / (1 - math.exp(-2.2))
            weather = rng.choice((-1, 0, 0, 0, 1))
            pain = _within(starts[0] + (ends[0] - starts[0]) * share + weather)
            own = [
                _within(start + (end - start) * share - weather + rng.choice((0, 0, 0, 1, -1)))
                for start, end in zip(starts[1:], ends[1:], strict=True)
            ]
            if rng.random() * reading.PERCENT < arc.answers:
                visit.scores = (pain, own)
            better_by = starts[0] - pain
            visit.overall = 6 if better_by >= 4 else 5 if better_by >= 2 else 4 if better_by >= 0 else 3

    # --- Notes ----------------------------------------------------------------------------------------------------

    def _chart(self, life: Life, visit: Visit, rng: random.Random) -> None:
        words = self.story.sentences
        before = life.baseline[0]
        pain = visit.scores[0] if visit.scores else before
        pool = (
            words.first
            if visit.number == 1
            else words.better
            if before - pain >= 2
            else words.worse
            if pain > before
            else words.same
        )
        visit.told, visit.done, visit.response = (
            rng.choice(pool),
            rng.choice(words.done),
            rng.choice(words.response),
        )
        visit.points = points(life, rng)

    # --- Decisions --------------------------------------------------------------------------------------------------

    def decide(self, life: Life, rng: random.Random, *, is_over: bool) -> None:
        """Hold the reviews that fell due, as plans.rules decides them; `is_over` holds the last one too."""
        course, done = life.course, life.done
        if course is None:
            return
        for place, visit in enumerate(done, start=1):
            is_last = is_over and place == len(done)
            if course.state is not plans.CourseState.ACTIVE or (
                place < course.terms.review_after and not is_last
            ):
                continue
            odds = life.arc.at_end if is_last else life.arc.at_review
            decision = plans.Decision(_drawn(odds, rng) if odds else "CONTINUE")
            if not is_last and decision in {plans.Decision.STOP, plans.Decision.REFER}:
                decision = plans.Decision.CHANGE
            self._decided(life, visit, place, decision)

    def _decided(self, life: Life, visit: Visit, place: int, decision: plans.Decision) -> None:
        course = life.course
        goes_on = decision in {plans.Decision.CONTINUE, plans.Decision.CHANGE}
        ahead = course.terms.visits_planned if course.terms.visits_planned > place else place + 3
        on = visit.starts_at.astimezone(self.diary.zone).date()
        effect = plans.decide(
            decision,
            course.terms,
            state=course.state,
            done=place,
            on=on,
            next_review=ahead if goes_on else None,
        )
        visit.is_review = True
        course.decisions.append(Decision(visit, place, decision, effect))
        course.terms, course.state = effect.terms, effect.state
        if effect.state is not plans.CourseState.ACTIVE:
            course.ended_at = visit.starts_at + dt.timedelta(minutes=50)
        if effect.recall_on and place == len(life.done):
            self._recall(life, effect.recall_on, visit)

    def _recall(self, life: Life, due_on: dt.date, visit: Visit) -> None:
        """Ask back. What fell due more than two weeks ago has been dealt with; the rest is the desk's work."""
        made_at = visit.starts_at + dt.timedelta(minutes=55)
        is_old = (self.today - due_on).days > 2 * WEEK
        life.recalls.append(
            Recall(
                due_on, "MAINTENANCE", "CLOSED" if is_old else "OPEN", made_at, attempts=2 if is_old else 0
            )
        )
        if is_old and life.course.state is plans.CourseState.ACTIVE:
            life.course.state = plans.CourseState.FINISHED
            life.course.ended_at = self.diary.moment(due_on + dt.timedelta(days=WEEK), 12 * 60)

    def drop_out(self, life: Life) -> None:
        """Leave without a word: the plan stays open and the desk is told to ask."""
        latest = life.done[-1]
        due_on = latest.starts_at.astimezone(self.diary.zone).date() + dt.timedelta(days=3 * WEEK)
        is_old = (self.today - due_on).days > 4 * WEEK
        made_at = min(latest.starts_at + dt.timedelta(days=2 * WEEK), self.now - dt.timedelta(hours=20))
        state = "CLOSED" if is_old else "OPEN"
        life.recalls.append(Recall(due_on, "NO_NEXT_VISIT", state, made_at, attempts=3 if is_old else 1))
        if is_old:
            life.course.state = plans.CourseState.STOPPED
            life.course.ended_at = self.diary.moment(due_on + dt.timedelta(days=2 * WEEK), 12 * 60)

    # --- What went wrong ----------------------------------------------------------------------------------------------

    def stay_away(self, life: Life, rng: random.Random, state: str) -> None:
        """Add a visit that did not happen, between two that did. It holds no time."""
        pairs = itertools.pairwise(life.visits)
        gaps = [
            (before, after)
            for before, after in pairs
            if after.starts_at - before.starts_at > dt.timedelta(days=4)
        ]
        if not gaps:
            return
        _before, after = rng.choice(gaps)
        starts_at = after.starts_at - dt.timedelta(days=3)
        life.visits.append(Visit("FOLLOW_UP", life.practitioner, after.room, starts_at, state))
        life.visits.sort(key=lambda visit: visit.starts_at)


def _fitting(back: reading.Back, cautions: list[str]) -> reading.Back:
    """Leave out the points that this person's cautions would want a reason for."""
    codes = [code for code, _side in back.points]
    avoided = limits.needs_reasons(codes=codes, techniques=(), caution_keys=cautions, consents=())
    return dataclasses.replace(back, points=[point for point in back.points if point[0] not in avoided])


def points(life: Life, rng: random.Random) -> list[tuple[str, str]]:
    """The points of this back, now and then one fewer."""
    chosen = list(life.course.back.points)
    if len(chosen) > 3 and rng.random() < 0.3:
        chosen.pop(rng.randrange(1, len(chosen)))
    return chosen


def _within(value: float) -> int:
    return max(0, min(SCORE_MAX, round(value)))


def _drawn(odds: dict[str, int], rng: random.Random) -> str:
    return rng.choices(list(odds), weights=list(odds.values()))[0]
