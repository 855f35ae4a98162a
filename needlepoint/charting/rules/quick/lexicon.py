"""The words and patterns of a quick entry: what a practitioner may type, and what it means."""

import re

from needlepoint.charting.rules import parts
from needlepoint.charting.rules.quick import shapes
from needlepoint.plans.rules import entry

Side = entry.Side
SIDES = entry.SIDE_WORDS | {
    "bil": Side.BOTH, "bilat": Side.BOTH, "bilaterally": Side.BOTH, "both sides": Side.BOTH, "midline": Side.MIDDLE,
    "left side": Side.LEFT, "right side": Side.RIGHT, "lt": Side.LEFT, "rt": Side.RIGHT,
}  # fmt: skip
TOWARDS = {
    "aff": True,
    "affected": True,
    "affected side": True,
    "opp": False,
    "opposite": False,
    "opposite side": False,
}
ANGLES = {
    "straight": shapes.Angle.STRAIGHT, "perp": shapes.Angle.STRAIGHT, "perpendicular": shapes.Angle.STRAIGHT,
    "slanted": shapes.Angle.SLANTED, "oblique": shapes.Angle.SLANTED, "obl": shapes.Angle.SLANTED,
    "flat": shapes.Angle.FLAT, "transverse": shapes.Angle.FLAT, "transv": shapes.Angle.FLAT, "horizontal": shapes.Angle.FLAT,
}  # fmt: skip
METHODS = {
    "even": shapes.Method.EVEN, "even method": shapes.Method.EVEN, "ping bu ping xie": shapes.Method.EVEN,
    "tonify": shapes.Method.TONIFY, "tonified": shapes.Method.TONIFY, "reinforce": shapes.Method.TONIFY, "bu": shapes.Method.TONIFY, "bǔ": shapes.Method.TONIFY,
    "补": shapes.Method.TONIFY, "reduce": shapes.Method.REDUCE, "reduced": shapes.Method.REDUCE, "sedate": shapes.Method.REDUCE, "disperse": shapes.Method.REDUCE,
    "xie": shapes.Method.REDUCE, "xiè": shapes.Method.REDUCE, "泻": shapes.Method.REDUCE, "still": shapes.Method.NONE, "no stim": shapes.Method.NONE,
}  # fmt: skip
RESPONSES = {
    "deqi": shapes.Response.DEQI, "de qi": shapes.Response.DEQI, "de-qi": shapes.Response.DEQI, "dq": shapes.Response.DEQI, "déqì": shapes.Response.DEQI,
    "dé qì": shapes.Response.DEQI, "得气": shapes.Response.DEQI, "twitch": shapes.Response.TWITCH, "ltr": shapes.Response.TWITCH, "warm": shapes.Response.WARM,
    "warmth": shapes.Response.WARM, "no deqi": shapes.Response.NONE, "no de qi": shapes.Response.NONE, "no response": shapes.Response.NONE,
    "nil": shapes.Response.NONE,
}  # fmt: skip
PLACES = {
    **{area.lower().replace("_", " "): area for area in parts.AREAS},
    "low back": "LOW_BACK", "lower back": "LOW_BACK", "lumbar": "LOW_BACK", "mid back": "MIDDLE_BACK",
    "thoracic": "UPPER_BACK", "shoulders": "SHOULDER", "abdomen": "BELLY", "buttocks": "BUTTOCK", "hips": "HIP",
    "thighs": "THIGH", "hamstring": "THIGH", "knees": "KNEE", "calves": "CALF", "feet": "FOOT", "arms": "ARM", "hands": "HAND",
}  # fmt: skip
# Muscles a sore spot is named after, beside the parts of the body.
MUSCLES = {
    "ql": "QL", "quadratus": "QL", "piriformis": "PIRIFORMIS", "glute": "GLUTEUS", "gluteus": "GLUTEUS",
    "multifidus": "MULTIFIDUS", "psoas": "PSOAS", "si joint": "SI_JOINT", "sij": "SI_JOINT",
}  # fmt: skip
KINDS = {
    "ea": parts.Kind.ELECTRO, "electro": parts.Kind.ELECTRO, "estim": parts.Kind.ELECTRO, "e-stim": parts.Kind.ELECTRO,
    "electroacupuncture": parts.Kind.ELECTRO, "current": parts.Kind.ELECTRO, "stim": parts.Kind.ELECTRO,
    "cupping": parts.Kind.CUPPING, "cups": parts.Kind.CUPPING, "cup": parts.Kind.CUPPING,
    "gua sha": parts.Kind.GUA_SHA, "guasha": parts.Kind.GUA_SHA, "gua-sha": parts.Kind.GUA_SHA, "scraping": parts.Kind.GUA_SHA,
    "heat lamp": parts.Kind.HEAT_LAMP, "lamp": parts.Kind.HEAT_LAMP, "tdp": parts.Kind.HEAT_LAMP, "heat": parts.Kind.HEAT_LAMP,
    "infrared": parts.Kind.HEAT_LAMP, "tdp lamp": parts.Kind.HEAT_LAMP,
    "moxa": parts.Kind.MOXA, "moxibustion": parts.Kind.MOXA, "warm needle": parts.Kind.MOXA,
}  # fmt: skip
# Words that name a part only where a statement begins; elsewhere they are words among others.
ONLY_FIRST = frozenset({"current", "stim", "heat", "cup", "infrared"})
WAVEFORMS = {
    "continuous": parts.Waveform.CONTINUOUS, "cont": parts.Waveform.CONTINUOUS, "alternating": parts.Waveform.ALTERNATING,
    "dense-disperse": parts.Waveform.ALTERNATING, "dense disperse": parts.Waveform.ALTERNATING, "dd": parts.Waveform.ALTERNATING,
    "intermittent": parts.Waveform.INTERMITTENT, "burst": parts.Waveform.INTERMITTENT, "biphasic": parts.Waveform.BIPHASIC,
}  # fmt: skip
STRENGTHS = {
    "mild": parts.Strength.MILD, "low": parts.Strength.MILD, "gentle": parts.Strength.MILD,
    "comfortable": parts.Strength.COMFORTABLE, "comfort": parts.Strength.COMFORTABLE, "strong": parts.Strength.STRONG,
    "strong but comfortable": parts.Strength.STRONG, "tolerance": parts.Strength.TOLERANCE,
    "to tolerance": parts.Strength.TOLERANCE, "muscle": parts.Strength.MUSCLE, "muscle twitch": parts.Strength.MUSCLE,
    "visible twitch": parts.Strength.MUSCLE,
}  # fmt: skip
WAYS = {
    "fixed": parts.Method.FIXED, "static": parts.Method.FIXED, "sliding": parts.Method.SLIDING, "slide": parts.Method.SLIDING,
    "running": parts.Method.SLIDING, "moving": parts.Method.SLIDING, "flash": parts.Method.FLASH, "light": parts.Method.LIGHT,
    "gentle": parts.Method.LIGHT, "firm": parts.Method.FIRM, "stick": parts.Method.STICK, "pole": parts.Method.STICK,
    "on needle": parts.Method.ON_NEEDLE, "needle": parts.Method.ON_NEEDLE, "indirect": parts.Method.INDIRECT,
    "direct": parts.Method.DIRECT, "smokeless": parts.Method.SMOKELESS,
}  # fmt: skip
POSITIONS = {
    "prone": "PRONE", "face down": "PRONE", "supine": "SUPINE", "face up": "SUPINE", "on side": "SIDE",
    "side-lying": "SIDE", "side lying": "SIDE", "seated": "SEATED", "sitting": "SEATED",
}  # fmt: skip

SPLIT = re.compile(
    r"[;\n；。]"  # a statement ends
    r"|,(?!\d)|(?<!\d),|，|、"  # a list goes on; a comma inside "23,25" stays in its word
    r"|[/+&](?=\s*[^\W\d])"  # "BL23/BL25", but not "2/100"
    r"|(?:[^\s,;()\[\]/+&；，、。]|(?<=\d),(?=\d)|[/+&](?!\s*[^\W\d]))+"
)
ENDS = frozenset(";\n；。")
COMMAS = frozenset(",，、")
JOINS = frozenset("/+&")
CHANNEL = "|".join(re.escape(word) for word in sorted(entry.CHANNEL_WORDS, key=len, reverse=True))
# A code: letters and a number, together or one space or hyphen apart; spoken channels; extra points by their own code.
CODE = rf"(?:(?:{CHANNEL})[\s\-]*\d{{1,2}}|ex[\s\-]?(?:hn|ca|b|ue|le)[\s\-]?\d{{1,2}}|[a-z]{{1,3}}\d{{1,2}}|[a-z]{{2,3}}[\s\-]\d{{1,2}})"
ONE = re.compile(rf"({CODE})", re.IGNORECASE)
SIDED = re.compile(rf"({CODE})-?([lrbm])", re.IGNORECASE)
END = rf"(?:{CODE}|ashi|tender)"
RANGE = re.compile(
    rf"({END})([lrbm])?\s*(?:-|–|—|~|\bto\b|\bthrough\b)\s*({END}|\d{{1,2}})([lrbm])?", re.IGNORECASE
)
LIST = re.compile(r"([a-z]{1,3})(\d{1,2}(?:,\d{1,2})+)", re.IGNORECASE)
LEVEL = re.compile(r"([ctls])(\d{1,2})(?:\s*[-–/]\s*([ctls])?(\d{1,2}))?", re.IGNORECASE)
LEVELS = {"C": 7, "T": 12, "L": 5, "S": 5}
LADDER = tuple(f"{letter}{number}" for letter, most in LEVELS.items() for number in range(1, most + 1))
NUMBER = r"(\d{1,5}(?:[.,]\d{1,3})?|[.,]\d{1,3})"
DEPTH = re.compile(rf"{NUMBER}\s*(mm|cm)", re.IGNORECASE)
CUN = re.compile(rf"{NUMBER}\s*(?:cun|tsun|寸)", re.IGNORECASE)
DEGREES = re.compile(r"(\d{1,2})\s*(?:°|deg|degrees)", re.IGNORECASE)
COUNT = re.compile(r"[x×](\d{1,3})|(\d{1,3})[x×]|(\d{1,3})\s*(?:needles?|pins?)", re.IGNORECASE)
SIZE = re.compile(r"([0-9]?[.,][0-9]{1,2})\s*[x×*]\s*(\d{1,3})\s*(?:mm)?", re.IGNORECASE)
MINUTES = re.compile(r"(\d{1,3})\s*(?:min|mins|minutes?|'|′)", re.IGNORECASE)
HZ = re.compile(r"(\d{1,5})(?:\s*[/\-–]\s*(\d{1,5}))?\s*hz|dd\s*(\d{1,5})/(\d{1,5})", re.IGNORECASE)
PULSE = re.compile(rf"{NUMBER}\s*(ms|us|µs|μs)", re.IGNORECASE)
MILLIAMPS = re.compile(rf"{NUMBER}\s*ma", re.IGNORECASE)
LOT = re.compile(r"lot\s*[:#]?\s*([A-Za-z0-9][A-Za-z0-9._\-]{0,38})", re.IGNORECASE)
BRAND = re.compile(r"(?:brand|maker)\s*[:]?\s*([^\W_][\w.'\-]{0,38})", re.IGNORECASE)
EXPIRES = re.compile(r"(?:exp|expires|expiry)\s*[:.]?\s*(\S+)", re.IGNORECASE)
REST = re.compile(r"(?:rest|resting|retain|retained|retention|leave in|in for)", re.IGNORECASE)
HANDS_ON = re.compile(r"(?:hands[ \-]on|contact)", re.IGNORECASE)
SOUGHT = re.compile(r"(?:seek|sought|aim for|aiming for)", re.IGNORECASE)
NEEDLE = re.compile(r"(?:needles?|size)", re.IGNORECASE)
