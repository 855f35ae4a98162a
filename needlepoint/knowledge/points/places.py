"""Where each point lies, in whole English sentences worded by us from the structured columns of `data/points.csv`.

Most points lie a counted distance from something, and their sentence is made from the columns. The others, which a hand
finds at a hollow or a nail, have a sentence of their own in `places.toml`.
"""

import csv
import functools
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources

from needlepoint.knowledge.points import atlas, figure

Columns = dict[str, str]

VERTEBRAE = {"C": "cervical", "T": "thoracic", "L": "lumbar"}
ORDINALS = (
    "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
WAYS = {
    "superior": "above",
    "inferior": "below",
    "proximal": "proximal to",
    "distal": "distal to",
    "posterior along scalp": "behind",
    "superior along scalp": "above",
}
ON_THE_LEG = frozenset({"thigh", "leg", "foot", "hip/buttock"})
LEG_WAYS = {"proximal": "above", "distal": "below"}
BESIDE = {
    "posterior to": "behind",
    "anterior to": "in front of",
    "medial to": "medial to",
    "lateral to": "lateral to",
    "radial to": "radial to",
    "ulnar to": "ulnar to",
    "proximal to": "proximal to",
}
# Landmarks as they are said in a sentence; the others take "the".
SAID = {
    "centre of umbilicus": "the centre of the navel",
    "base of patella": "the base of the patella",
    "apex of patella": "the apex of the patella",
    "prominence of lateral malleolus": "the prominence of the lateral malleolus",
    "prominence of medial malleolus": "the prominence of the medial malleolus",
    "prominence of greater trochanter": "the prominence of the greater trochanter",
    "superior border of pubic symphysis": "the superior border of the pubic symphysis",
    "medial border of tibia": "the medial border of the tibia",
    "lateral end of patella base": "the lateral end of the base of the patella",
    "gastrocnemius lateral head": "the lateral head of gastrocnemius",
    "medial head": "its medial head",
    "gastrocnemius bellies": "the two bellies of gastrocnemius",
    "biceps long head": "the long head of biceps brachii",
    "short head": "its short head",
    "head of ulna": "the head of the ulna",
    "semimembranosus tendons": "the tendon of semimembranosus",
    "rectus femoris tendon": "the tendon of rectus femoris",
    "flexor carpi ulnaris tendon": "the tendon of flexor carpi ulnaris",
    "biceps femoris tendon": "the tendon of biceps femoris",
    "median sacral crest S2": "the median sacral crest at that level",
}
MUSCLES = frozenset(
    {
        "abductor pollicis longus", "extensor pollicis brevis", "sartorius", "adductor longus", "biceps femoris",
        "semitendinosus", "soleus", "palmaris longus", "flexor carpi radialis", "gracilis", "vastus lateralis",
        "flexor carpi ulnaris",
    }
)  # fmt: skip
# Relations that are no "kind:of" pair, as sentences.
FACTS = {
    "lateral border of biceps brachii": "It lies at the lateral border of biceps brachii.",
    "medial border of biceps brachii": "It lies at the medial border of biceps brachii.",
    "anterior border of deltoid": "It lies at the anterior border of the deltoid.",
    "posteroinferior border of deltoid": "It lies at the posterior and inferior border of the deltoid.",
    "on tibialis anterior": "It lies on tibialis anterior.",
    "lateral border of tibialis anterior": "It lies at the lateral border of tibialis anterior.",
    "femoral artery": "It lies beside the femoral artery.",
    "on midaxillary line": "",
    "inferior angle of scapula marks T7": "The inferior angle of the scapula marks T7.",
    "medial end of scapular spine marks T3": "The medial end of the spine of the scapula marks T3.",
    "iliac crest line crosses L4": "The line between the iliac crests crosses L4.",
    "radial border of ulna": "It lies at the radial border of the ulna.",
    "posterior border of iliotibial band": "It lies at the posterior border of the iliotibial band.",
    "posterior border of fibula": "It lies at the posterior border of the fibula.",
    "anterior border of fibula": "It lies at the anterior border of the fibula.",
    "centre of medial surface of tibia": "It lies in the middle of the medial surface of the tibia.",
    "sacral hiatus": "That is the level of the sacral hiatus.",
    "superior border of external occipital protuberance": (
        "That is the superior border of the external occipital protuberance."
    ),
    "midpoint between auricular apices": "It is midway between the tips of the ears.",
}
NAILS = {"thumbnail": "the thumb", "great toenail": "the great toe", "little toenail": "the little toe"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point lies, for a practitioner.

    sentences   the place, one whole sentence or more
    precision   what the place rests on: a distance in cun, or a landmark found by touch
    doubts      what the standards disagree about; empty where they agree
    standing    whose word it is, with "Unconfirmed" first where no standard of WHO has it
    drawing     how far the figure may be trusted
    """

    sentences: tuple[str, ...]
    precision: str
    doubts: tuple[str, ...]
    standing: str
    drawing: str


@functools.cache
def place(code: str) -> Place:
    """Give the place of a point; raises KeyError."""
    columns = _columns()[code]
    sentences = _sentences(columns)
    return Place(
        sentences=sentences,
        precision=_precision(columns, sentences),
        doubts=_doubts(code),
        standing=_standing(code),
        drawing=_drawing(code),
    )


def _precision(columns: Columns, sentences: tuple[str, ...]) -> str:
    if columns["precision"] != "cun":
        return "No distance is given: the place is found by touch."
    if any("cun" in one for one in sentences):
        return "A cun is a share of this person's own body, never a length in millimetres."
    return "The place lies on a line or at a level that can be measured on the body."


def _doubts(code: str) -> tuple[str, ...]:
    doubt = _worded()["doubts"].get(code)
    return (doubt,) if doubt else ()


def _standing(code: str) -> str:
    if code.startswith("EX"):
        return "Unconfirmed: an extra point. Its place comes from teaching lists, not from the WHO standard."
    return "Place after the WHO standard of 2008, compared with GB/T 12346-2021, in our words."


def _drawing(code: str) -> str:
    if figure.best_area(code) is None:
        return "This point is not drawn on the figure."
    if figure.is_sketched(code):
        return "On the figure it is placed by eye: go by the words."
    return "On the figure it is placed by the same distances; the figure is a drawing of nobody."


def _sentences(columns: Columns) -> tuple[str, ...]:
    own = _worded()["points"].get(columns["code"])
    if own:
        first, *more = re.split(r"(?<=\.) (?=[A-Z])", own)
    else:
        first, *more = next(made for make in MAKERS if (made := make(columns)))
        more += _relations(columns)
    whole = first if first.startswith("Th") else f"It lies {_lower(first)}"
    return (whole, *(one for one in more if one))


# --- One maker for each kind of place: gives its sentences, or nothing where the place is of another kind -----------------


def _beside_the_spine(columns: Columns) -> tuple[str, ...]:
    if not (written := re.fullmatch(r"spinous process ([CTL])(\d+)", columns["landmark"])):
        return ()
    letter, number = written.groups()
    bone = f"the {ORDINALS[int(number)]} {VERTEBRAE[letter]} vertebra ({letter}{number})"
    level = f"level with the lower border of the spinous process of {bone}"
    return (f"{_aside(columns, 'of the back')}, {level}.",)


def _at_the_sacrum(columns: Columns) -> tuple[str, ...]:
    if not (written := re.fullmatch(r"posterior sacral foramen S(\d)", columns["landmark"])):
        return ()
    foramen = f"the {ORDINALS[int(written[1])]} posterior sacral foramen"
    if columns["landmark_detail"] == "in the foramen":
        return (f"In {foramen}.",)
    return (
        f"Level with {foramen}, {_number(columns['lateral_cun'])} cun to the side of the median sacral crest.",
    )


def _between_ribs(columns: Columns) -> tuple[str, ...]:
    if not (written := re.fullmatch(r"intercostal space (\d)", columns["landmark"])):
        return ()
    space = f"the {ORDINALS[int(written[1])]} intercostal space"
    if columns["lateral_from"] == "midaxillary line":
        return (f"In {space}, on the midaxillary line.",)
    if columns["lateral_from"] == "midaxillary line (anterior)":
        return (f"In {space}, {_number(columns['lateral_cun'])} cun in front of the midaxillary line.",)
    nipple = ", at the centre of the nipple" if "nipple" in columns["landmark_detail"] else ""
    if _is_midline(columns):
        return (f"On the midline of the chest, level with {space}{nipple}.",)
    return (
        f"In {space}, {_number(columns['lateral_cun'])} cun to the side of the midline of the chest{nipple}.",
    )


def _at_a_nail(columns: Columns) -> tuple[str, ...]:
    if not columns["landmark_detail"].endswith("corner of nail base"):
        return ()
    side = columns["landmark_detail"].split()[0]
    whose = NAILS.get(columns["landmark"]) or "the " + columns["landmark"].removesuffix("nail").strip()
    return (
        f"On {whose}, {_number(columns['lateral_cun'])} cun from the {side} corner of the base of the nail.",
    )


def _along_a_line(columns: Columns) -> tuple[str, ...]:
    ways = WAYS | (LEG_WAYS if columns["region"] in ON_THE_LEG else {})
    way, start = ways[columns["along_direction"]], _the(columns["along_from"])
    distance = f"{_number(columns['along_cun'])} cun {way} {start}"
    if columns["lateral_from"] in {"anterior midline", "posterior midline"}:
        aside = _aside(columns, "")
        words = f"{aside}, {distance}." if _is_midline(columns) else f"{_upper(distance)}, {_lower(aside)}."
    else:
        words = f"{_upper(distance)}."
    return words, _line(columns)


MAKERS: tuple[Callable[[Columns], tuple[str, ...]], ...] = (
    _beside_the_spine,
    _at_the_sacrum,
    _between_ribs,
    _at_a_nail,
    _along_a_line,
)


# --- Parts of sentences --------------------------------------------------------------------------------------------------


def _line(columns: Columns) -> str:
    start, end = _the(columns["line_from"]), _the(columns["line_to"])
    if columns["line_total_cun"]:
        return f"The line from {start} to {end} counts {_number(columns['line_total_cun'])} cun."
    return f"It is measured on the line from {start} to {end}."


def _relations(columns: Columns) -> tuple[str, ...]:
    return tuple(_relation(one) for one in columns["relations"].split("; ") if one)


def _relation(written: str) -> str:
    kind, _, of = written.partition(":")
    things = [_the(one) for one in of.split("|")]
    if not of:
        return FACTS[written]
    sentences = {
        "between": f"It lies between {' and '.join(things)}.",
        "same level": f"It is level with {' and '.join(things)}.",
        "midway": f"It is midway between {' and '.join(things)}.",
        "on line": f"It lies on the line from {things[0]} to {things[-1]}.",
        "anterior counterpart": f"Its counterpart on the front of the forearm is {things[0]}.",
        "one fingerbreadth lateral to": f"It is one fingerbreadth lateral to {things[0]}.",
    }
    if kind in sentences:
        return sentences[kind]
    if kind in BESIDE:
        return f"It lies {BESIDE[kind]} {' and '.join(things)}."
    return f"It is {kind.removesuffix(' to')} {'to ' if kind.endswith(' to') else ''}{things[0]}."


def _aside(columns: Columns, where: str) -> str:
    midline = f"the midline {where}".strip()
    if _is_midline(columns):
        return f"On {midline}"
    return f"{_number(columns['lateral_cun'])} cun to the side of {midline}"


def _is_midline(columns: Columns) -> bool:
    return columns["side"] == "midline"


def _the(term: str) -> str:
    """A landmark as a sentence says it; codes and muscles take no article."""
    if term in SAID:
        return SAID[term]
    if term in _columns() or term in MUSCLES or re.fullmatch(r"metacarpal \d", term):
        return term
    return f"the {term}"


def _number(text: str) -> str:
    return f"{float(text):g}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


@functools.cache
def _columns() -> dict[str, Columns]:
    text = resources.files(__package__).joinpath("data", "points.csv").read_text("utf-8")
    return {row["code"]: row for row in csv.DictReader(text.splitlines())}


@functools.cache
def _worded() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("places.toml").read_text("utf-8")
    return tomllib.loads(text)


def all_places() -> tuple[Place, ...]:
    """Give the place of every point, channel by channel."""
    return tuple(place(one.code) for one in atlas.all_points())
