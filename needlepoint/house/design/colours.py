"""A clinic's own colour in place of ours: the whole family made from one, and whether it can be read. Pure.

source  OKLab and its conversion to sRGB: Björn Ottosson 2020, "A perceptual color space for image processing".
        Relative luminance and contrast: WCAG 2.2, success criteria 1.4.3 (4.5 to 1 for letters) and 1.4.11 (3 to 1).
"""

import dataclasses
import functools
import math
import re

from needlepoint.house.design import sheet

LETTERS, SHAPES, LONG_READING = 4.5, 3.0, 7.0
SCHEMES = ("light", "dark")
HEX = re.compile(r"#[0-9a-f]{6}")
TOKEN = re.compile(r"--([\w-]+): light-dark\(oklch\((.*?)\), oklch\((.*?)\)\)")
ALARM = "cinnabar"  # what needs a person now is in this colour and in no other
ALARM_APART = (
    0.1  # in OKLab; two patches nearer than this pass for the same red when they are not side by side
)
WARNINGS = (ALARM, "amber")
PALE_APART = 0.03  # of pale tints, which differ less
CALMER = 0.004
LEAST_CHROMA, MOST_CHROMA = (
    0.0,
    2.0,
)  # of our own jade's: greys stay grey, and neon is calmed on large surfaces
STEP = 0.002  # of lightness, when a readable one is looked for: less than an eye tells apart
EIGHT_BITS = 255
DARKEST, DARKEST_ENCODED = 0.0031308, 0.04045  # below them sRGB is a straight line
ROUNDING = 0.0005

# What is written or drawn in the clinic's colour, upon what, and how far apart they must be. The same pairs hold for
# our own jade in tests/house/test_design.py; letters on sand are asked for as well.
PAIRS = (
    ("on-jade", "jade", LETTERS),
    ("on-jade", "jade-deep", LETTERS),
    ("jade", "paper", LETTERS),
    ("jade", "sheet", LETTERS),
    ("jade", "sand", LETTERS),
    ("jade", "jade-soft", SHAPES),
    ("jade-deep", "jade-soft", LETTERS),
    ("ink", "jade-soft", LONG_READING),
    ("quiet", "jade-soft", LETTERS),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Colour:
    """A colour in OKLCH: lightness 0–1, chroma from 0, hue in degrees."""

    lightness: float
    chroma: float
    hue: float

    def apart(self, other: "Colour") -> float:
        """Return how different two colours look: the distance in OKLab."""
        return math.dist((self.lightness, *self.turned()), (other.lightness, *other.turned()))

    def turned(self) -> tuple[float, float]:
        """Return how far it is from grey towards red, and towards yellow."""
        angle = math.radians(self.hue)
        return self.chroma * math.cos(angle), self.chroma * math.sin(angle)

    def linear(self) -> tuple[float, float, float]:
        """Return red, green and blue as amounts of light; outside 0–1 for what no screen shows."""
        a, b = self.turned()
        long = (self.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (self.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (self.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        return (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )

    def shown(self) -> "Colour":
        """Return the nearest colour of this lightness and hue that a screen shows: the chroma gives way."""
        if _fits(self):
            return self
        least, most = 0.0, self.chroma
        for _ in range(16):
            middle = (least + most) / 2
            least, most = (
                (middle, most)
                if _fits(dataclasses.replace(self, chroma=middle))
                else (
                    least,
                    middle,
                )
            )
        return dataclasses.replace(self, chroma=least)

    def hex(self) -> str:
        """Return it as #rrggbb."""
        return "#" + "".join(f"{round(_encoded(light) * EIGHT_BITS):02x}" for light in self.shown().linear())


@dataclasses.dataclass(frozen=True, slots=True)
class Weakness:
    """Two colours that are too near each other.

    contrast  to one, as measured
    least     to one, as needed
    """

    scheme: str
    ink: str
    ground: str
    contrast: float
    least: float


class UnableToReadColour(ValueError):
    """What was typed is not #rrggbb."""


def read(typed: str) -> Colour:
    """Read #rrggbb, or rrggbb, or #rgb, in any case. Raises UnableToReadColour."""
    code = normal(typed)
    red, green, blue = (_decoded(int(code[at : at + 2], 16) / EIGHT_BITS) for at in (1, 3, 5))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    return Colour(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def normal(typed: str) -> str:
    """Return a typed colour as #rrggbb in small letters. Raises UnableToReadColour."""
    code = "#" + typed.strip().lower().removeprefix("#")
    if re.fullmatch(r"#[0-9a-f]{3}", code):
        code = "#" + "".join(letter * 2 for letter in code[1:])
    if not HEX.fullmatch(code):
        raise UnableToReadColour(typed)
    return code


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours given as #rrggbb: 1 to 21."""
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@functools.lru_cache(maxsize=64)
def family(code: str) -> dict[str, tuple[str, str]]:
    """Return every colour that is made from a clinic's own, by the name of its token: (in light, in the dark).

    code   #rrggbb; it is used as it is in light. In the dark it is as light as our own jade is there, and so for the
           paler ones: each keeps the lightness of ours and takes the clinic's hue, with more or less of it.
    """
    own, ours = read(code), tokens()
    strength = min(max(own.chroma / ours["jade"][0].chroma, LEAST_CHROMA), MOST_CHROMA)

    def like(name: str, scheme: int, lightness: float | None = None) -> str:
        model = ours[name][scheme]
        at = model.lightness if lightness is None else lightness
        return Colour(at, model.chroma * strength, own.hue).hex()

    deeper = ours["jade"][0].lightness - ours["jade-deep"][0].lightness
    in_light = {"jade": code, "jade-deep": like("jade-deep", 0, max(own.lightness - deeper, 0.0))}
    names = ("jade", "jade-deep", "jade-mid", "jade-soft", "on-jade")
    made = {name: (in_light.get(name) or like(name, 0), like(name, 1)) for name in names}
    # A dark red is no alarm by day; made light for the night it would be one, so there it has less of its red. What
    # went well is told upon a pale tint, which must not pass for that of a warning.
    made["jade"] = (code, _calmed(made["jade"][1], [ours[name][1] for name in WARNINGS], ALARM_APART))
    pale = [
        _calmed(made["jade-soft"][at], [ours[f"{name}-soft"][at] for name in WARNINGS], PALE_APART)
        for at in (0, 1)
    ]
    made["jade-soft"] = (pale[0], pale[1])
    return made


def weaknesses(code: str) -> tuple[Weakness, ...]:
    """Return every pair that is too near when a clinic's colour is this one, in light and in the dark."""
    own = family(code)
    found = []
    for place, scheme in enumerate(SCHEMES):
        for ink, ground, least in PAIRS:
            one, other = (
                own[name][place] if name in own else tokens()[name][place].hex() for name in (ink, ground)
            )
            measured = contrast(one, other)
            if measured < least:
                found.append(Weakness(scheme, ink, ground, measured, least))
    return tuple(found)


def is_like_alarm(code: str) -> bool:
    """Say whether a colour passes for the red of what cannot wait."""
    return read(code).apart(tokens()[ALARM][0]) < ALARM_APART


def is_good(code: str) -> bool:
    """Say whether a clinic may have this colour."""
    return not weaknesses(code) and not is_like_alarm(code)


def nearest_good(code: str) -> str:
    """Return the colour itself when it is good; else the one of its hue that is darker by as little as will do, and
    where that passes for the red of what cannot wait, the good one beside it that looks most like it.
    """
    if is_good(code):
        return code
    own, sand = read(code), tokens()["sand"][0].hex()
    lightness = own.lightness
    # The darkest ground is asked first: the rest of the family is made only for what passes there.
    while lightness > 0 and (contrast(code, sand) < LETTERS or weaknesses(code)):
        lightness = max(lightness - STEP, 0.0)
        code = Colour(lightness, own.chroma, own.hue).hex()
    return code if is_good(code) else _beside(read(code))


def _beside(own: Colour) -> str:
    """Return the good colour most like this one, of other hues and darker."""
    around = (
        Colour(own.lightness - darker / 100, own.chroma, (own.hue + turn) % 360)
        for turn in range(-60, 61, 4)
        for darker in range(0, 31, 2)
        if own.lightness * 100 > darker
    )
    nearest = sorted((colour.shown() for colour in around), key=own.apart)
    return next((code for colour in nearest if is_good(code := colour.hex())), tokens()["jade"][0].hex())


@functools.cache
def tokens() -> dict[str, tuple[Colour, Colour]]:
    """Return our own colours, (in light, in the dark), as the style sheet has them."""
    found = TOKEN.findall((sheet.PARTS / "tokens.css").read_text("utf-8"))
    return {name: (_written(light), _written(dark)) for name, light, dark in found}


def _calmed(code: str, others: list[Colour], apart: float) -> str:
    """Return a colour with as much of its chroma as leaves it apart from the others."""
    own = read(code)
    while own.chroma > 0 and min(own.apart(other) for other in others) < apart:
        own = dataclasses.replace(own, chroma=max(own.chroma - CALMER, 0.0))
        code = own.hex()
    return code


def _written(parts: str) -> Colour:
    lightness, chroma, hue = parts.split()
    return Colour(float(lightness.rstrip("%")) / 100, float(chroma), float(hue))


def _fits(colour: Colour) -> bool:
    return all(-ROUNDING <= light <= 1 + ROUNDING for light in colour.linear())


def _luminance(code: str) -> float:
    red, green, blue = (_decoded(int(code[at : at + 2], 16) / EIGHT_BITS) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _decoded(amount: float) -> float:
    return amount / 12.92 if amount <= DARKEST_ENCODED else ((amount + 0.055) / 1.055) ** 2.4


def _encoded(light: float) -> float:
    light = min(max(light, 0.0), 1.0)
    return light * 12.92 if light <= DARKEST else 1.055 * light ** (1 / 2.4) - 0.055
