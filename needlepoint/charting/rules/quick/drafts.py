"""What a line is while it is read: its words, rows and places in the making, and which points a setting belongs to."""

import dataclasses
from collections.abc import Sequence

from needlepoint.charting.rules.quick import lexicon, shapes
from needlepoint.plans.rules import entry

Side = entry.Side
PAIRED = "EX-B2"  # the points beside the spine, one pair at each level


@dataclasses.dataclass(frozen=True, slots=True)
class Word:
    text: str
    start: int
    end: int

    @property
    def is_comma(self) -> bool:
        return self.text in lexicon.COMMAS

    @property
    def is_mark(self) -> bool:
        return self.text in lexicon.COMMAS or self.text in lexicon.JOINS


@dataclasses.dataclass(slots=True)
class Draft:
    """A row being read; `start` and `end` are where its point stands in the text."""

    code: str
    start: int
    end: int
    place: str = ""
    side: Side | None = None
    needles: int | None = None
    settings: dict[str, object] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(slots=True)
class SpanDraft:
    """A place of a part being read; `is_closed` once a side was said for it."""

    start: str
    end: str
    side: Side | None
    words: Sequence[Word]
    is_closed: bool = False


@dataclasses.dataclass(slots=True)
class Line:
    """A statement of points while it is read.

    run        the points that the next setting belongs to        ahead   settings said before their point
    is_closed  a setting followed the run: the next point begins another
    is_fresh   nothing was said since the start or a comma
    has_said   something about the whole note was said
    """

    done: list[Draft] = dataclasses.field(default_factory=list)
    run: list[Draft] = dataclasses.field(default_factory=list)
    ahead: list[tuple[str, object, int, int]] = dataclasses.field(default_factory=list)
    faults: list[tuple[int, int, str]] = dataclasses.field(default_factory=list)
    is_closed: bool = False
    is_fresh: bool = True
    has_said: bool = False
    leads: bool = False  # sides stand before their points here: "left GB30 right ST36"

    @property
    def takes_place(self) -> bool:
        return bool(self.run) and self.run[-1].code in {entry.TENDER, PAIRED}

    def fault(self, start: int, end: int, why: str) -> None:
        self.faults.append((start, end, why))

    def comma(self) -> None:
        """A list goes on, or the statement ends: settings that met no point are about none."""
        self.faults += [(start, end, shapes.Why.WHICH_POINT) for _, _, start, end in self.ahead]
        self.ahead = []
        self.is_closed = self.is_fresh = True

    def name(self, drafts: list[Draft]) -> None:
        """Take points: they go on with the run, or begin another."""
        if self.is_closed:
            self.run = []
        for draft in drafts:
            for name, value, _, _ in self.ahead:
                set_on(draft, name, value)
        self.run = [*self.run, *drafts]
        self.done += drafts
        self.leads = self.leads or any(name == "side" for name, *_ in self.ahead)
        self.ahead, self.is_closed, self.is_fresh = [], False, False

    def set(self, name: str, value: object, start: int, end: int) -> None:
        """Take a setting for every point of the run."""
        if not self.run:
            self.fault(start, end, shapes.Why.WHICH_POINT)
        elif name == "place":
            self.put(str(value))
        else:
            # A side of its own ("BL23L") is not overruled by one that follows for the others.
            meant = [draft for draft in self.run if name != "side" or draft.side is None]
            for draft in meant:
                set_on(draft, name, value)
            if not meant:
                self.fault(start, end, shapes.Why.TWO_SIDES)
            self.is_closed, self.is_fresh = True, False

    def put(self, place: str) -> None:
        """Say where the latest spot is. A second place is a second spot; after a setting it begins a new run."""
        latest = self.run[-1]
        places = levels(place) if latest.code == PAIRED else [place]
        if not latest.place:
            latest.place, *places = places
        elif self.is_closed:
            self.run, self.is_closed = [], False
        others = [Draft(latest.code, latest.start, latest.end, each) for each in places]
        self.run = [*self.run, *others]
        self.done += others
        self.is_fresh = False


def levels(place: str) -> list[str]:
    """Give every level from one to another, for points that lie in a pair at each: L2-L4 is L2, L3, L4."""
    ends = place.split("-")
    if len(ends) < 2 or any(one not in lexicon.LADDER for one in ends):  # noqa: PLR2004 two ends
        return [place]
    low, high = sorted(lexicon.LADDER.index(one) for one in ends)
    return list(lexicon.LADDER[low : high + 1])


def set_on(draft: Draft, name: str, value: object) -> None:
    if name == "side":
        draft.side = Side(str(value))
    elif name == "needles":
        draft.needles = int(str(value))
    else:
        draft.settings[name] = value
