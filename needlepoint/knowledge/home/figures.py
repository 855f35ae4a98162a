"""The moves of the home programme as line drawings, all in one weight of line and in the colour of the text.

Own work. A drawing is one <svg> whose colour is `currentColor`, so dark mode, print and forced colours follow by
themselves; nothing needs a style sheet. Pale lines show where a move goes to or comes from; an arrow says which way.
"""

import functools
from html import escape
from typing import Final

BODY, THING, PALE = 5, 2.5, 0.38

# For each drawing: width, height, what it shows (for those who do not see it), and its parts as (layer, path data).
# Layers: BODY the person; GHOST the same person at the other end of the move; HEAD a circle at "x y";
# THING what stands around; MOVE an arrow.
_Part = tuple[str, str]
_DRAWN: Final[dict[str, tuple[int, int, str, tuple[_Part, ...]]]] = {
    "walk": (
        190,
        136,
        "A person walking at an easy pace.",
        (
            ("THING", "M30 127H150"),
            ("HEAD", "83 20"),
            ("BODY", "M82 36L79 76M79 76L96 98L100 124L109 124M79 76L75 100L58 118L63 125"),
            ("BODY", "M82 42L68 58L74 74M82 42L95 58L108 54"),
            ("MOVE", "M128 66H160M152 59L160 66L152 73"),
        ),
    ),
    "knee_rolls": (
        220,
        140,
        "Seen from above: a person lies on their back, and both bent knees sink to one side, then to the other.",
        (
            ("HEAD", "24 70"),
            ("BODY", "M40 70H112M54 70L62 30M54 70L62 110"),
            ("BODY", "M112 70L146 38L180 60"),
            ("GHOST", "M112 70L146 102L180 80"),
            ("MOVE", "M160 34Q204 70 160 106M171 104L160 106L163 95M163 45L160 34L171 36"),
        ),
    ),
    "knee_to_chest": (
        220,
        126,
        "A person lies on their back, one foot flat, and pulls the other knee to the chest with both hands.",
        (
            ("THING", "M12 115H208"),
            ("HEAD", "30 97"),
            ("BODY", "M46 103L114 106M114 106L146 70L164 110L174 110"),
            ("BODY", "M114 106L88 68L122 58M56 102L66 84L86 74"),
            ("MOVE", "M132 30Q104 22 84 42M85 31L84 42L95 41"),
        ),
    ),
    "tilt": (
        220,
        126,
        "A person lies with bent knees and presses the small of the back down on the floor.",
        (
            ("THING", "M12 115H208"),
            ("HEAD", "30 97"),
            ("GHOST", "M46 103Q84 78 114 106"),
            ("BODY", "M46 103Q82 109 114 106M114 106L146 66L168 110L178 110M54 104L96 110"),
            ("MOVE", "M84 52V82M77 74L84 82L91 74"),
        ),
    ),
    "cat": (
        220,
        140,
        "On hands and knees, a person rounds the back up and then lets it sink.",
        (
            ("THING", "M24 129H196"),
            ("HEAD", "44 88"),
            ("BODY", "M62 82Q100 44 138 80M138 80L140 124L168 124M62 82L60 124"),
            ("GHOST", "M62 82Q100 112 138 80"),
            ("MOVE", "M100 52V24M93 32L100 24L107 32M100 106V122M95 116L100 122L105 116"),
        ),
    ),
    "bridge": (
        220,
        126,
        "A person lies with bent knees and lifts the hips off the floor.",
        (
            ("THING", "M12 115H208"),
            ("HEAD", "30 99"),
            ("GHOST", "M47 105L110 108L144 70"),
            ("BODY", "M47 105L112 76L150 66L160 110L170 110M54 106L98 110"),
            ("MOVE", "M110 60V30M103 38L110 30L117 38"),
        ),
    ),
    "stand_up": (
        230,
        140,
        "A person sits at the front of a chair, leans forward and stands up.",
        (
            ("THING", "M12 131H218M28 92H72M28 92V48M32 92V131M68 92V131"),
            ("HEAD", "88 34"),
            ("BODY", "M80 48L60 86L98 92L94 127L104 127M79 54L90 74L106 78"),
            ("MOVE", "M118 62Q134 48 152 52M144 44L152 52L142 57"),
            ("HEAD", "182 20"),
            ("BODY", "M182 36V78L183 102L181 127L191 127M182 44L176 62L184 80"),
        ),
    ),
    "lift": (
        230,
        140,
        "A person bends hips and knees, holds a box close, and stands up with it.",
        (
            ("THING", "M12 131H218M74 74H100V98H74ZM186 52H212V76H186Z"),
            ("HEAD", "74 36"),
            ("BODY", "M65 49L40 84L74 96L58 127L68 127M63 54L66 76L80 88"),
            ("MOVE", "M112 66Q126 52 144 56M136 48L144 56L134 61"),
            ("HEAD", "172 20"),
            ("BODY", "M172 36L170 78L172 102L169 127L179 127M172 44L169 64L192 66"),
        ),
    ),
    "warmth": (
        190,
        140,
        "A person sits in a chair with a warm pack between the low back and the chair.",
        (
            ("THING", "M40 131H150M54 98H100M54 98V40M58 98V131M96 98V131"),
            ("THING", "M60 62Q60 58 64 58H68V88H64Q60 88 60 84Z"),
            ("HEAD", "88 26"),
            ("BODY", "M84 41L78 92L118 94L116 127L126 127M84 50L92 72L110 78"),
            ("MOVE", "M42 58Q36 64 42 70T42 82M30 58Q24 64 30 70T30 82"),
        ),
    ),
    "sleep": (
        220,
        126,
        "A person lies on the side with a pillow under the head and one between the knees.",
        (
            ("THING", "M12 115H208M14 99Q14 90 22 90H52Q60 90 60 99T52 108H22Q14 108 14 99Z"),
            ("THING", "M146 84H186Q193 84 193 90T186 96H146Q139 96 139 90T146 84Z"),
            ("HEAD", "38 76"),
            ("BODY", "M54 83L116 90M116 88L150 75L192 77M116 92L150 104L192 104M66 86L86 102L66 105"),
        ),
    ),
}
HEAD_RADIUS = 11


def keys() -> tuple[str, ...]:
    """Return the key of every drawing."""
    return tuple(_DRAWN)


def words(key: str) -> str:
    """Say what a drawing shows. Raises KeyError for a drawing there is not."""
    return _DRAWN[key][2]


@functools.cache
def drawn(key: str, label: str = "", ink: str = "currentColor") -> str:
    """Draw a move.

    label    what it shows, in the reader's language; without one the drawing is left out of what is read aloud
    ink      a colour of SVG: on paper there is no text colour to follow
    returns  one <svg>
    raises   KeyError for a drawing there is not
    """
    width, height, _words, parts = _DRAWN[key]
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    body = "".join(_part(layer, data) for layer, data in parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="figure" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" fill="none" stroke="{ink}" stroke-linecap="round" stroke-linejoin="round" {said}>{body}</svg>'
    )


def _part(layer: str, data: str) -> str:
    if layer == "HEAD":
        x, y = data.split()
        return f'<circle cx="{x}" cy="{y}" r="{HEAD_RADIUS}" stroke-width="{BODY}"/>'
    wide = BODY if layer in {"BODY", "GHOST"} else THING
    pale = f' stroke-opacity="{PALE}"' if layer == "GHOST" else ""
    return f'<path d="{data}" stroke-width="{wide}"{pale}/>'
