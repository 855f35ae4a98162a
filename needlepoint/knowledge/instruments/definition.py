"""What a measure is: its items, how numbers come out of them, which way is better, whose it is and what it costs."""

import enum
from dataclasses import dataclass
from fractions import Fraction


class Direction(enum.Enum):
    """Which end of the scale a patient wants."""

    LOWER_IS_BETTER = "LOWER_IS_BETTER"
    HIGHER_IS_BETTER = "HIGHER_IS_BETTER"


class Terms(enum.Enum):
    """What a clinic must do before it may use the wording. Shown to the owner beside the licence itself."""

    OURS = "OURS"  # worded by us
    FREE = "FREE"  # free to use; name the source
    CONDITIONS = "CONDITIONS"  # free under conditions that the owner must meet
    ASK = "ASK"  # ask the holder for permission in writing first
    LICENCE = "LICENCE"  # a licence agreement, for which a fee may be due

    @property
    def label(self) -> str:
        return _TERMS[self]


_TERMS = {
    Terms.OURS: "In the box. Nothing to load and nothing to pay.",
    Terms.FREE: "Free to use. Name the source.",
    Terms.CONDITIONS: "Free if you meet the conditions of whoever owns it.",
    Terms.ASK: "Ask whoever owns it for permission in writing before you load it.",
    Terms.LICENCE: "You need a licence from whoever owns it. A fee may be due.",
}


class Named(enum.Enum):
    """Which choices of an item carry words of their own in a pack."""

    ALL = "ALL"  # every choice
    ENDS = "ENDS"  # the first and the last
    NONE = "NONE"  # none: a box to tick, or a number to write


class Method(enum.Enum):
    """How a number comes out of the answers.

    SUM      the points added up
    MEAN     the points added up and divided by how many were answered
    PERCENT  the points as a share of the most that the answered items could give, times 100
    TABLE    the sum looked up in the table that came with the pack
    PROFILE  the answers side by side, such as 21232, looked up in the table that came with the pack
    """

    SUM = "SUM"
    MEAN = "MEAN"
    PERCENT = "PERCENT"
    TABLE = "TABLE"
    PROFILE = "PROFILE"

    @property
    def needs_table(self) -> bool:
        return self in (Method.TABLE, Method.PROFILE)


@dataclass(frozen=True, slots=True)
class Item:
    """One question. Its answer is a whole number from `lowest` to `highest`, both included.

    points  what each answer counts, lowest first
    named   which answers have words in a pack
    note    which end is which, where the order is easily taken the wrong way round; our words
    loinc   the item's code there, empty where we know none
    """

    key: str
    lowest: int
    highest: int
    points: tuple[int, ...]
    named: Named
    note: str = ""
    loinc: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(str(code) for code in range(self.lowest, self.highest + 1))

    @property
    def worded_codes(self) -> tuple[str, ...]:
        """The answers that a pack must put into words."""
        if self.named is Named.ALL:
            return self.codes
        return (self.codes[0], self.codes[-1]) if self.named is Named.ENDS else ()

    def points_of(self, code: int) -> int:
        return self.points[code - self.lowest]


@dataclass(frozen=True, slots=True)
class Scale:
    """One number that comes out of a measure.

    key               empty for the main one
    at_least          how many of its items must be answered; fewer is an error and never a guess
    important_change  points that matter to one person, None where nobody has settled it
    important_share   share of the start that matters, None where nobody has settled it or a share means nothing
    """

    key: str
    name: str
    method: Method
    items: tuple[str, ...]
    at_least: int
    lowest: int
    highest: int
    direction: Direction
    important_change: Fraction | None = None
    important_share: Fraction | None = None
    source: str = ""
    loinc: str = ""

    @property
    def lower_is_better(self) -> bool:
        return self.direction is Direction.LOWER_IS_BETTER

    @property
    def is_whole(self) -> bool:
        """Say whether its numbers are whole."""
        return self.method is Method.SUM


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people by their number. Of several the first that holds counts, so the gravest stands first."""

    name: str
    scale: str
    at_least: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """One measure.

    measures                  what it is about, in a few words of ours
    question, help            what is asked; empty when the wording comes as a pack
    lowest, highest           the range of the main number, both included; in the box also what can be chosen
    labels                    a word for each level, lowest first; empty when only the ends are named
    important_change          points that matter to one person (never a difference between group means);
                              None where nobody has settled it
    important_change_single   the same when one activity stands alone instead of a mean of several
    important_share           share of the baseline that matters, None where a share has no meaning
    recall                    which stretch of time it asks about
    terms, licence            what it takes to use it, in short and in full
    get_it_from               where the official wording is to be had; empty in the box
    is_ticked                 its items are statements to tick: what is not ticked counts nothing
    is_outcome                it may be compared with the start; a tool that foretells is not
    """

    key: str
    name: str
    question: str
    help: str
    lowest: int
    highest: int
    lowest_label: str
    highest_label: str
    direction: Direction
    important_change: Fraction | None
    important_change_single: Fraction | None
    important_share: Fraction | None
    source: str
    licence: str
    labels: tuple[str, ...] = ()
    measures: str = ""
    recall: str = ""
    terms: Terms = Terms.OURS
    get_it_from: str = ""
    is_ticked: bool = False
    is_outcome: bool = True
    items: tuple[Item, ...] = ()
    scales: tuple[Scale, ...] = ()
    groups: tuple[Group, ...] = ()

    @property
    def lower_is_better(self) -> bool:
        return self.direction is Direction.LOWER_IS_BETTER

    @property
    def is_in_the_box(self) -> bool:
        return self.terms is Terms.OURS

    def item(self, key: str) -> Item:
        """Give one item; raises KeyError."""
        return {one.key: one for one in self.items}[key]

    def scale(self, key: str = "") -> Scale:
        """Give one of its numbers, the main one unless said; raises KeyError."""
        return {one.key: one for one in self.scales}[key]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number from which on somebody is under great strain and a person should ask how they are."""

    instrument: str
    scale: str
    at_least: int
    source: str
