"""Reading the story file: YAML into frozen values, with every fault at once."""

import dataclasses
import datetime as dt
import difflib
import pathlib
import re
import typing
from collections.abc import Mapping

import yaml

from needlepoint.frontdoor import rules as patterns
from needlepoint.knowledge.points import atlas
from needlepoint.knowledge.safety import cautions as caution_book

Pair = tuple[int, int]
# Written one way in the file and kept another; READERS says how each is read.
Clock = typing.NewType("Clock", int)  # minutes of the wall clock
DaysAhead = typing.NewType("DaysAhead", int)
PatternWords = typing.NewType("PatternWords", list)  # as frontdoor.Service.segments keeps it
PointWords = typing.NewType("PointWords", tuple)  # (code, side)
DAY_MINUTES = 24 * 60
PERCENT = 100
ACTIVITIES = 3
SCORE_MAX = 10


class UnableToReadStory(ValueError):
    """The file does not add up; the message lists every fault, one a line."""


@dataclasses.dataclass(frozen=True)
class Home:
    """The clinic itself. `opens` and `closes` are minutes of its wall clock."""

    name: str
    phone: str
    email: str
    address: str
    directions: str
    hours_words: str
    opens: Clock
    closes: Clock
    months_of_past: int = 6
    welcome: str = ""


@dataclasses.dataclass(frozen=True)
class Offer:
    """A service and its pattern."""

    kind: str
    name: str
    price: int
    pattern: PatternWords
    about: str = ""


@dataclasses.dataclass(frozen=True)
class Colleague:
    who: str
    name: str
    email: str
    role: str = "PRACTITIONER"
    credential: str = ""
    languages: str = ""
    about: str = ""


@dataclasses.dataclass(frozen=True)
class Mishap:
    """Something unwanted that happened at one past visit, counted from 1."""

    at_visit: int
    category: str
    words: str
    what_was_done: str
    grade: int = 1


@dataclasses.dataclass(frozen=True)
class Moment:
    """Where somebody stands today: kind is IN, NEEDLES or WAITING; minutes from or since now."""

    kind: str
    minutes: int


@dataclasses.dataclass(frozen=True)
class Somebody:
    """One person whose story is told by name."""

    who: str
    name: str
    born: dt.date
    arc: str
    with_: str
    visits_done: int
    visits_planned: int
    activities: list[str]
    email: str = ""
    cautions: list[str] = dataclasses.field(default_factory=list)
    missed: int = 0
    today: Moment | None = None
    next: DaysAhead | None = None
    intake: str = "finished"
    forgotten_review: bool = False
    asked_unanswered: bool = False
    reaction: Mishap | None = None
    yesterday: str = ""


@dataclasses.dataclass(frozen=True)
class Arc:
    """How a kind of course goes. Pairs are [lowest, highest]; shares are of a hundred."""

    patients: int
    pain_first: Pair
    pain_falls: Pair
    activity_first: Pair
    activity_rises: Pair
    visits: Pair
    under_way: int
    answers: int
    at_review: dict[str, int]
    at_end: dict[str, int]
    drops_out: bool = False


@dataclasses.dataclass(frozen=True)
class Back:
    """A kind of back and the points begun with: (code, side) each."""

    site: str
    kind: str
    position: str
    points: list[PointWords]


@dataclasses.dataclass(frozen=True)
class Days:
    today: int
    coming: list[int]
    missed: int
    cancelled: int


@dataclasses.dataclass(frozen=True)
class Names:
    given: list[str]
    family: list[str]


@dataclasses.dataclass(frozen=True)
class Sentences:
    first: list[str]
    better: list[str]
    same: list[str]
    worse: list[str]
    response: list[str]
    done: list[str]
    better_means: list[str]
    plan: list[str]


@dataclasses.dataclass(frozen=True)
class Neighbour:
    """The clinic next door, so that the walls can be seen."""

    name: str
    host: str
    phone: str
    email: str
    address: str
    staff: Colleague
    room: str
    patients: list[str]


@dataclasses.dataclass(frozen=True)
class Seen:
    """A picture of the clinic: a file beside the story, made by us."""

    file: str
    kind: str
    alt: str


@dataclasses.dataclass(frozen=True)
class Piece:
    """An article. Published so many days ago, or a draft; `picture` is the file of one of the pictures."""

    slug: str
    title: str
    summary: str
    by: str
    words: str
    language: str = "en"
    days_ago: int = 0
    picture: str = ""
    is_draft: bool = False


@dataclasses.dataclass(frozen=True)
class Story:
    """The whole file."""

    seed: str
    clinic: Home
    services: list[Offer]
    rooms: list[str]
    staff: list[Colleague]
    people: list[Somebody]
    arcs: dict[str, Arc]
    days: Days
    names: Names
    activities: list[str]
    backs: list[Back]
    sentences: Sentences
    neighbour: Neighbour
    pictures: list[Seen] = dataclasses.field(default_factory=list)
    articles: list[Piece] = dataclasses.field(default_factory=list)

    @property
    def practitioners(self) -> list[Colleague]:
        return [one for one in self.staff if one.role == "PRACTITIONER"]


class _Unread(ValueError):
    """One value is not what is wanted; the message says what is."""


def _clock(raw: object) -> int:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", raw if isinstance(raw, str) else "")
    minutes = int(match[1]) * 60 + int(match[2]) if match else DAY_MINUTES + 1
    if minutes > DAY_MINUTES or minutes % patterns.TICK_MINUTES:
        raise _Unread('a time such as "08:30", in steps of five minutes and in quotes')
    return minutes


def _pattern(raw: object) -> list[list[object]]:
    pairs: list[list[object]] = []
    for part in str(raw).split(","):
        match = re.fullmatch(r"\s*(\d+) (together|rest|turnover)\s*", part)
        if not match:
            raise _Unread('segments such as "15 together, 25 rest, 10 together, 5 turnover"')
        pairs.append([match[2].upper(), int(match[1])])
    try:
        patterns.pattern(pairs)
    except patterns.UnableToReadPattern as error:
        raise _Unread(f"a pattern that can be kept ({error})") from error
    return pairs


def _moment(raw: object) -> Moment:
    for kind, words in (
        ("IN", r"in (\d+) minutes"),
        ("NEEDLES", r"needles in (\d+) minutes ago"),
        ("WAITING", r"waiting since (\d+) minutes"),
    ):
        if match := re.fullmatch(words, str(raw)):
            return Moment(kind, int(match[1]))
    raise _Unread('"in 80 minutes", "needles in 8 minutes ago" or "waiting since 6 minutes"')


def _days_ahead(raw: object) -> int:
    if raw == "tomorrow":
        return 1
    if match := re.fullmatch(r"in (\d+) days", str(raw)):
        return int(match[1])
    raise _Unread('"tomorrow" or "in 3 days"')


def _point(raw: object) -> tuple[str, str]:
    match = re.fullmatch(r"((?:[A-Z]{2}|EX-[A-Z]{1,2})\d{1,2}) (left|right|both|middle)", str(raw))
    if not match:
        raise _Unread("a point and its side such as BL23 both")
    return match[1], match[2].upper()


def _date(raw: object) -> dt.date:
    if not isinstance(raw, dt.date) or isinstance(raw, dt.datetime):
        raise _Unread("a date such as 1961-04-02")
    return raw


def _pair(raw: object) -> Pair:
    match raw:
        case [int(low), int(high)] if low <= high:
            return low, high
    raise _Unread("two whole numbers, lowest first, such as [1, 3]")


def _plain(wanted: type, words: str) -> typing.Callable[[object], object]:
    def read(raw: object) -> object:
        if type(raw) is not wanted:
            raise _Unread(words)
        return raw

    return read


READERS: dict[object, typing.Callable[[object], object]] = {
    str: _plain(str, "text (put it in quotes if it looks like a number)"),
    int: _plain(int, "a whole number"),
    bool: _plain(bool, "true or false"),
    dt.date: _date,
    Pair: _pair,
    Clock: _clock,
    PatternWords: _pattern,
    Moment: _moment,
    DaysAhead: _days_ahead,
    PointWords: _point,
}


def _read(wanted: object, raw: object, place: str, faults: list[str]) -> typing.Any:
    """Read one value as `wanted`, a dataclass, a list or dict of something, or a key of READERS."""
    if type(None) in typing.get_args(wanted):
        wanted = typing.get_args(wanted)[0]  # left out is fine; what is written must still be right
    if wanted in READERS:
        try:
            return READERS[wanted](raw)
        except _Unread as error:
            faults.append(f"{place}: {raw!r} is not {error}.")
            return None
    if isinstance(wanted, type) and dataclasses.is_dataclass(wanted):
        return _read_group(wanted, raw, place, faults)
    return _read_many(wanted, raw, place, faults)


def _read_many(wanted: object, raw: object, place: str, faults: list[str]) -> typing.Any:
    inside = typing.get_args(wanted)[-1]
    if typing.get_origin(wanted) is list and isinstance(raw, list):
        return [
            _read(inside, one, f"{place}, number {n}{_named(one)}", faults)
            for n, one in enumerate(raw, start=1)
        ]
    if typing.get_origin(wanted) is dict and isinstance(raw, dict):
        return {str(key): _read(inside, one, f"{place}, {key}", faults) for key, one in raw.items()}
    wish = "a list" if typing.get_origin(wanted) is list else "a group of names and values"
    faults.append(f"{place}: {raw!r} is not {wish}.")
    return None


def _named(raw: object) -> str:
    name = raw.get("name") or raw.get("who") if isinstance(raw, dict) else None
    return f" ({name})" if name else ""


def _read_group(wanted: type, raw: object, place: str, faults: list[str]) -> typing.Any:
    """Read one dataclass; unknown and missing names are faults too."""
    if not isinstance(raw, Mapping):
        faults.append(f"{place}: {raw!r} is not a group of names and values.")
        return None
    fields = {field.name.rstrip("_"): field for field in dataclasses.fields(wanted)}
    for key in raw:
        if key not in fields:
            near = difflib.get_close_matches(str(key), fields, n=1)
            faults.append(
                f"{place}: {key!r} means nothing here." + (f" Did you mean {near[0]!r}?" if near else "")
            )
    values = {}
    for key, field in fields.items():
        is_needed = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if key in raw:
            values[field.name] = _read(field.type, raw[key], f"{place}, {key}" if place else key, faults)
        elif is_needed:
            faults.append(f"{place or 'the story'}: {key!r} is missing.")
            values[field.name] = None
    return wanted(**values)


def _contradictions(story: Story) -> list[str]:
    """Faults that only show when the parts are read together. Every part is well formed here."""
    faults = _contradictions_of_clinic(story)
    keys = [one.who for one in (*story.staff, *story.people)]
    faults += [
        f"{who!r} is used for two people." for who in sorted({who for who in keys if keys.count(who) > 1})
    ]
    needed = {
        "names, given": story.names.given,
        "names, family": story.names.family,
        "backs": story.backs,
        **{
            f"sentences, {one.name}": getattr(story.sentences, one.name)
            for one in dataclasses.fields(Sentences)
        },
    }
    faults += [f"{place}: at least one is needed." for place, given in needed.items() if not given]
    if len(set(story.activities)) < ACTIVITIES:
        faults.append("activities: at least three are needed, everybody has three of their own.")
    for somebody in story.people:
        faults += _contradictions_of(somebody, story)
    for name, arc in story.arcs.items():
        faults += _contradictions_of_arc(name, arc)
    for back in story.backs:
        faults += [
            f"backs: {code} is not a point of the atlas."
            for code, _side in back.points
            if not _is_point(code)
        ]
    return faults


def _is_point(code: str) -> bool:
    return any(point.code == code for point in atlas.all_points())


def _contradictions_of_clinic(story: Story) -> list[str]:
    faults = []
    kinds = [offer.kind for offer in story.services]
    if sorted(kinds) != ["FIRST", "FOLLOW_UP"]:
        faults.append(f"services: there must be one FIRST and one FOLLOW_UP, not {kinds}.")
    if not story.practitioners:
        faults.append("staff: nobody has the role PRACTITIONER.")
    if not story.rooms:
        faults.append("rooms: at least one is needed.")
    roles = {"PRACTITIONER", "DESK", "OWNER"}
    faults += [
        f"staff, {one.name}: {one.role!r} is not PRACTITIONER, DESK or OWNER."
        for one in story.staff
        if one.role not in roles
    ]
    if story.clinic.opens >= story.clinic.closes:
        faults.append("clinic: it closes before it opens.")
    return faults


def _contradictions_of(somebody: Somebody, story: Story) -> list[str]:
    place = f"people, {somebody.name}"
    faults = []
    if somebody.arc not in story.arcs:
        faults.append(f"{place}: there is no arc {somebody.arc!r}.")
    if somebody.with_ not in {one.who for one in story.practitioners}:
        faults.append(f"{place}: no practitioner is called {somebody.with_!r}.")
    known = {caution.key for caution in caution_book.all_cautions()}
    faults += [f"{place}: {key!r} is not a caution." for key in somebody.cautions if key not in known]
    if (somebody.visits_done or somebody.intake == "finished") and len(somebody.activities) != ACTIVITIES:
        faults.append(f"{place}: three activities are needed, not {len(somebody.activities)}.")
    if somebody.visits_done > somebody.visits_planned:
        faults.append(f"{place}: more visits done than planned.")
    if somebody.intake not in {"finished", "half"}:
        faults.append(f"{place}: intake is finished or half, not {somebody.intake!r}.")
    if somebody.yesterday not in {"", "signed", "unsigned"}:
        faults.append(f"{place}: yesterday is signed or unsigned, not {somebody.yesterday!r}.")
    if somebody.reaction and not 1 <= somebody.reaction.at_visit <= somebody.visits_done:
        faults.append(f"{place}: the reaction is at a visit that has not happened.")
    return faults


def _contradictions_of_arc(name: str, arc: Arc) -> list[str]:
    decisions = {"CONTINUE", "CHANGE", "SPACE_OUT", "STOP", "REFER"}
    faults = [
        f"arcs, {name}: {decision!r} is not one of {', '.join(sorted(decisions))}."
        for decision in (*arc.at_review, *arc.at_end)
        if decision not in decisions
    ]
    for field in ("pain_first", "activity_first"):
        low, high = getattr(arc, field)
        if low < 0 or high > SCORE_MAX:
            faults.append(f"arcs, {name}, {field}: scores are 0 to 10.")
    faults += [
        f"arcs, {name}, {field}: a share of a hundred."
        for field in ("under_way", "answers")
        if not 0 <= getattr(arc, field) <= PERCENT
    ]
    if arc.patients and (arc.visits[0] < 1 or (not arc.drops_out and not arc.at_end)):
        faults.append(f"arcs, {name}: its courses need visits and an end.")
    return faults


def read(path: pathlib.Path) -> Story:
    """Read a story file.

    raises  UnableToReadStory with every fault of shape at once; when the shape is right, every contradiction at once
    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnableToReadStory(f"{path} cannot be read ({error.strerror}).") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UnableToReadStory(f"{path.name} is not YAML: {error}") from error
    faults: list[str] = []
    story = _read(Story, raw, "", faults)
    if not faults:
        faults = _contradictions(story)
    if faults:
        raise UnableToReadStory(f"{path.name} does not add up:\n- " + "\n- ".join(faults))
    return story
