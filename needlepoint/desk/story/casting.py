"""From the story's numbers to lives: the cast by name, everybody else from their arc. Pure."""

import datetime as dt
import math
import random

from needlepoint.desk.story import diary as diaries
from needlepoint.desk.story import lives, reading, today
from needlepoint.frontdoor import rules as patterns

AREAS = ("212", "646", "718", "917", "347", "929", "332")
MONTH_DAYS = 30
ROOMS_A_TIME, PRACTITIONERS_MAX, ROOMS_MAX = 3, 10, 15
TODAY_MAX = 30


class Company:
    """Everybody of one telling. `times` makes the same clinic busier: more people, practitioners and rooms."""

    def __init__(self, story: reading.Story, *, zone: str, now: dt.datetime, times: int) -> None:
        self.story, self.times = story, times
        self.practitioners = _practitioners(story, times)
        self.rooms = (
            story.rooms
            if times == 1
            else [f"Room {n}" for n in range(1, max(len(story.rooms), ROOMS_MAX) + 1)]
        )
        # Fifty times the people meet only five times the practitioners: fewer of them can be under way at once.
        self.room_for = max(0.3, len(self.practitioners) / (len(story.practitioners) * times))
        self.diary = diaries.Diary(
            zone=zone,
            kinds={offer.kind: patterns.pattern(offer.pattern) for offer in story.services},
            rooms=len(self.rooms),
            opens=story.clinic.opens,
            closes=story.clinic.closes,
        )
        day = now.astimezone(self.diary.zone).date()
        self.seed = f"{story.seed} {day.isoformat()} {times}"
        self.teller = lives.Teller(story, self.diary, day, now)
        self.lives: list[lives.Life] = []

    def gather(self) -> "Company":
        """Make everybody up. The same story, day and size give the same people and times of day."""
        stage = today.Stage(self.teller, random.Random(f"{self.seed} stage"))
        for somebody in self.story.people:
            self.lives.append(self._named(somebody))
        for life, somebody in zip(self.lives, self.story.people, strict=True):
            if somebody.today is not None and somebody.today.kind == "NEEDLES":
                today.stage_person(stage, life, somebody)
        for life, somebody in zip(self.lives, self.story.people, strict=True):
            if somebody.today is None or somebody.today.kind != "NEEDLES":
                today.stage_person(stage, life, somebody)
        self._crowd()
        self._fill(stage)
        return self

    # --- The cast -------------------------------------------------------------------------------------------------

    def _rng(self, number: int) -> random.Random:
        return random.Random(f"{self.seed} life {number}")

    def _named(self, somebody: reading.Somebody) -> lives.Life:
        number = len(self.lives)
        rng = self._rng(number)
        given, _, family = somebody.name.partition(" ")
        treating = [one.who for one in self.story.practitioners]
        life = lives.Life(
            number=number, given=given, family=family, born=somebody.born, phone=_phone(rng), email=somebody.email,
            practitioner=treating.index(somebody.with_), arc=self.story.arcs[somebody.arc],
            activities=list(somebody.activities), cautions=list(somebody.cautions), who=somebody.who,
            intake=somebody.intake, has_account=bool(somebody.email),
        )  # fmt: skip
        ended = 1 if somebody.yesterday else lives.WEEK - (somebody.next or 0)
        self.teller.past(
            life,
            rng,
            done=somebody.visits_done,
            planned=somebody.visits_planned,
            ended_days_ago=max(1, ended),
        )
        if not life.done and somebody.intake == "finished":
            life.baseline = self.teller.baseline(life, rng)
        for _ in range(somebody.missed):
            self.teller.stay_away(life, rng, "MISSED")
        if not somebody.forgotten_review:
            self.teller.decide(life, rng, is_over=False)
        if somebody.asked_unanswered and life.done:
            life.done[-1].scores = None
        if somebody.reaction:
            self._mishap(life, somebody.reaction)
        if somebody.yesterday == "unsigned" and life.done:
            life.visits[-1].note, life.visits[-1].state = "unsigned", "ARRIVED"
        return life

    def _mishap(self, life: lives.Life, mishap: reading.Mishap) -> None:
        visit = life.done[mishap.at_visit - 1]
        visit.reaction = lives.Reaction(
            mishap.category,
            mishap.grade,
            mishap.words,
            mishap.what_was_done,
            is_faint=mishap.category == "FAINT",
        )

    # --- Everybody else -------------------------------------------------------------------------------------------

    def _crowd(self) -> None:
        plan = [
            (name, arc) for name, arc in self.story.arcs.items() for _ in range(arc.patients * self.times)
        ]
        order = random.Random(f"{self.seed} order")
        order.shuffle(plan)
        given, family = list(self.story.names.given), list(self.story.names.family)
        order.shuffle(given)
        order.shuffle(family)
        for place, (_name, arc) in enumerate(plan):
            # The two lists run at different lengths, so that names repeat late; the shift lets pairs repeat later still.
            shift = place // math.lcm(len(given), len(family))
            name = given[place % len(given)], family[(place + shift) % len(family)]
            self.lives.append(self._invented(arc, name))

    def _invented(self, arc: reading.Arc, name: tuple[str, str]) -> lives.Life:
        number = len(self.lives)
        rng = self._rng(number)
        day = self.teller.today
        born = dt.date(rng.randint(day.year - 84, day.year - 22), rng.randint(1, 12), rng.randint(1, 28))
        has_mail = rng.random() < 0.8
        mail = f"{name[0]}.{name[1]}.{number}@mail.example".lower() if has_mail else ""
        life = lives.Life(
            number=number, given=name[0], family=name[1], born=born, phone=_phone(rng), email=mail,
            practitioner=rng.randrange(len(self.practitioners)), arc=arc,
            activities=rng.sample(self.story.activities, 3), cautions=_cautions(rng, day.year - born.year),
        )  # fmt: skip
        visits = rng.randint(*arc.visits)
        is_under_way = rng.random() * reading.PERCENT < arc.under_way * self.room_for
        if is_under_way:
            done, ended = rng.randint(1, max(1, visits - 1)), rng.randint(3, 7)
        else:
            done = visits
            ended = rng.randint(
                4, max(5, self.story.clinic.months_of_past * MONTH_DAYS - visits * lives.WEEK)
            )
        planned = visits if not arc.drops_out else visits + rng.randint(3, 5)
        self.teller.past(life, rng, done=done, planned=planned, ended_days_ago=ended)
        for state, share in (("MISSED", self.story.days.missed), ("CANCELLED", self.story.days.cancelled)):
            if rng.random() * reading.PERCENT < share * done:
                self.teller.stay_away(life, rng, state)
        self.teller.decide(life, rng, is_over=not is_under_way and not arc.drops_out)
        if arc.drops_out and life.done:
            self.teller.drop_out(life)
        life.may_contact = rng.random() > 0.02
        return life

    def _fill(self, stage: today.Stage) -> None:
        due = [life for life in self.lives if life.is_under_way and not life.who]
        on_list = sum(
            visit.starts_at.astimezone(self.diary.zone).date() == self.teller.today
            for life in self.lives
            for visit in life.visits
        )
        wanted = self.story.days.today if self.times == 1 else max(TODAY_MAX, self.story.days.today)
        stage.fill_today(due, max(0, wanted - on_list))
        busier = 1 if self.times == 1 else len(self.practitioners) // len(self.story.practitioners)
        for ahead, visits in enumerate(self.story.days.coming, start=1):
            stage.fill_day(due, ahead, visits * busier)


def _practitioners(story: reading.Story, times: int) -> list[reading.Colleague]:
    """The practitioners of the file; a busier clinic gets more of them, without accounts."""
    practitioners = story.practitioners
    if times > 1:
        practitioners = practitioners + [
            reading.Colleague(
                who=f"more-{n}",
                name=f"Dr {story.names.given[n]} {story.names.family[-n - 1]}",
                email="",
                credential="L.Ac.",
            )
            for n in range(PRACTITIONERS_MAX - len(practitioners))
        ]
    return practitioners


def _phone(rng: random.Random) -> str:
    """Numbers 555-0100 to 555-0199 are kept free for stories."""
    return f"+1{rng.choice(AREAS)}55501{rng.randrange(100):02d}"


def _cautions(rng: random.Random, age: int) -> list[str]:
    found = []
    if age > 60 and rng.random() < 0.3:
        found.append("blood_thinners")
    if age > 70 and rng.random() < 0.15:
        found.append("implanted_device")
    if rng.random() < 0.04:
        found.append("fainting")
    return sorted(found)
