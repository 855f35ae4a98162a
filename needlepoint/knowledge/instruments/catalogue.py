"""The measures at hand: what each asks, its range, which way is better, and what counts as a change.

All wording here is ours. Questionnaires that belong to somebody come as packs that a clinic loads; of those this
knows the items' keys, the scoring and the terms, never a sentence.
"""

from importlib import resources

from needlepoint.knowledge.instruments import definition, reading

Direction = definition.Direction
Instrument = definition.Instrument

_READ = reading.read(resources.files(__package__).joinpath("instruments.toml").read_text("utf-8"))
_BY_KEY = {one.key: one for one in _READ.instruments}
VERSION = _READ.version


def all_instruments() -> tuple[Instrument, ...]:
    """Give every measure, those in the box first."""
    return _READ.instruments


def in_the_box() -> tuple[Instrument, ...]:
    """Give the measures worded by us."""
    return tuple(one for one in _READ.instruments if one.is_in_the_box)


def by_pack() -> tuple[Instrument, ...]:
    """Give the measures whose wording a clinic loads."""
    return tuple(one for one in _READ.instruments if not one.is_in_the_box)


def instrument(key: str) -> Instrument:
    """Give one instrument; raises KeyError."""
    return _BY_KEY[key]


def thresholds() -> tuple[definition.Threshold, ...]:
    """Give the numbers from which on somebody is under great strain."""
    return _READ.thresholds


PAIN = instrument("PAIN")
ACTIVITY = instrument("ACTIVITY")
GLOBAL_CHANGE = instrument("GLOBAL_CHANGE")
