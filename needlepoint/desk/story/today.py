"""The week around now: who has left, who rests with needles in, who waits, who is still to come. Pure."""

import datetime as dt
import random
from collections.abc import Iterable, Iterator

from needlepoint.desk.story import lives, reading

QUARTER = 15
TICK_MINUTES = 5
HANDS_ON = 15  # minutes of a follow-up before the needles are left to work
SHARE_DONE = 0.45
SETTLED_DAYS = 3  # whoever was here this recently is not due again today


class UnableToStage(Exception):
    """Somebody's moment today does not fit with the others; the message names who."""


class Stage:
    """Places today's and the coming days' visits into the teller's diary."""

    def __init__(self, teller: lives.Teller, rng: random.Random) -> None:
        self.teller, self.diary, self.today, self.now, self.rng = (
            teller,
            teller.diary,
            teller.today,
            teller.now,
            rng,
        )
        wall = self.now.astimezone(self.diary.zone)
        self.minute = wall.hour * 60 + wall.minute

    # --- Those told by name -------------------------------------------------------------------------------------

    def needles_in(self, life: lives.Life, minutes: int) -> None:
        """Let somebody rest right now: needles went in `minutes` ago."""
        reached = _down(self.minute - minutes, TICK_MINUTES)
        for earlier in (HANDS_ON, 10, 20, 25, 30):
            visit = self._placed(life, "FOLLOW_UP", self.today, reached - earlier)
            if visit is not None:
                visit.state, visit.note = "ARRIVED", "resting"
                visit.needles_in_at = self.now - dt.timedelta(minutes=minutes)
                visit.arrived_at = visit.starts_at - dt.timedelta(minutes=4)
                self._detail(life, visit)
                return
        raise UnableToStage(
            f"{life.given} {life.family} cannot have had needles in for {minutes} minutes: nobody or no room was free."
        )

    def waiting(self, life: lives.Life, minutes: int) -> None:
        visit = self._first_fit(life, range(_up(self.minute, TICK_MINUTES), self.diary.closes, TICK_MINUTES))
        visit.state, visit.arrived_at = "ARRIVED", self.now - dt.timedelta(minutes=minutes)

    def coming_in(self, life: lives.Life, minutes: int) -> None:
        wanted = _up(self.minute + minutes, QUARTER)
        later = range(wanted, self.diary.closes, QUARTER)
        earlier = range(min(wanted, self.diary.closes) - QUARTER, self.minute, -QUARTER)
        self._first_fit(life, (*later, *earlier))

    def on_day(self, life: lives.Life, ahead: int) -> None:
        """Book somebody for a coming day, at an hour people like."""
        hours = list(range(self.diary.opens + 120, self.diary.closes - 120, QUARTER))
        self.rng.shuffle(hours)
        for minute in hours:
            if self._booked(life, self.today + dt.timedelta(days=ahead), minute):
                return
        raise UnableToStage(f"{life.given} {life.family} finds no time in {ahead} days.")

    # --- Everybody else -----------------------------------------------------------------------------------------

    def fill_today(self, due: list[lives.Life], wanted: int) -> None:
        """Let people who are due come today, before and after now, until the list has `wanted` lines."""
        gone = max(0, round(wanted * SHARE_DONE))
        longest = max(one.room_minutes for one in self.diary.patterns.values())
        for minute in self._shuffled(self.diary.opens, self.minute - longest):
            if gone <= 0:
                break
            life = next((one for one in due if self._is_rested(one)), None)
            if life is None:
                break
            visit = self._placed(life, "FOLLOW_UP", self.today, minute)
            if visit is not None:
                self._happened(life, visit)
                due.remove(life)
                gone, wanted = gone - 1, wanted - 1
        self._fill(due, self.today, self._shuffled(self.minute + 2 * QUARTER, self.diary.closes), wanted)

    def fill_day(self, due: list[lives.Life], ahead: int, wanted: int) -> None:
        day = self.today + dt.timedelta(days=ahead)
        self._fill(due, day, self._shuffled(self.diary.opens + 60, self.diary.closes), wanted)

    def _fill(self, due: list[lives.Life], day: dt.date, minutes: Iterable[int], wanted: int) -> None:
        for minute in minutes:
            if wanted <= 0 or not due:
                return
            life = next((one for one in due if day > self.today or self._is_rested(one)), None)
            if life is None:
                return
            if self._booked(life, day, minute):
                due.remove(life)
                wanted -= 1

    def _is_rested(self, life: lives.Life) -> bool:
        latest = life.done[-1].starts_at.astimezone(self.diary.zone).date()
        return (self.today - latest).days >= SETTLED_DAYS

    def _shuffled(self, first: int, past: int) -> Iterator[int]:
        minutes = list(range(_up(first, QUARTER), past, QUARTER))
        self.rng.shuffle(minutes)
        return iter(minutes * 2)  # every quarter twice: two practitioners may start at once

    # --- One visit ------------------------------------------------------------------------------------------------

    def _first_fit(self, life: lives.Life, minutes: Iterable[int]) -> lives.Visit:
        for minute in minutes:
            visit = self._booked(life, self.today, minute)
            if visit is not None:
                return visit
        raise UnableToStage(f"{life.given} {life.family} finds no time left today.")

    def _booked(self, life: lives.Life, day: dt.date, minute: int) -> lives.Visit | None:
        return self._placed(life, "FOLLOW_UP" if life.course else "FIRST", day, minute)

    def _placed(self, life: lives.Life, kind: str, day: dt.date, minute: int) -> lives.Visit | None:
        room = self.diary.place(life.number, life.practitioner, kind, day, minute)
        if room is None:
            return None
        visit = lives.Visit(kind, life.practitioner, room, self.diary.moment(day, minute), "BOOKED")
        visit.number = len(life.done) + 1
        visit.is_review = life.course is not None and visit.number == life.course.terms.review_after
        life.visits.append(visit)
        return visit

    def _happened(self, life: lives.Life, visit: lives.Visit) -> None:
        """Let a visit of this morning be over and signed; its questions have not gone out yet."""
        visit.state, visit.note, visit.is_asked = "COMPLETED", "signed", False
        self._detail(life, visit)
        self.teller.decide(life, self.rng, is_over=False)

    def _detail(self, life: lives.Life, visit: lives.Visit) -> None:
        words = self.teller.story.sentences
        visit.told, visit.response = self.rng.choice(words.better), self.rng.choice(words.response)
        visit.points = lives.points(life, self.rng)


def stage_person(stage: Stage, life: lives.Life, somebody: reading.Somebody) -> None:
    """Put somebody told by name where the file says they are."""
    if somebody.today is not None:
        place = {"NEEDLES": stage.needles_in, "WAITING": stage.waiting, "IN": stage.coming_in}[
            somebody.today.kind
        ]
        place(life, somebody.today.minutes)
    if somebody.next is not None:
        stage.on_day(life, somebody.next)


def _up(minute: int, step: int) -> int:
    return -(-minute // step) * step


def _down(minute: int, step: int) -> int:
    return minute // step * step
