"""Which screens somebody is shown, how far they are, and what two windows that answer the same item make of it. Pure."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition

FIRST_VISIT = "first_visit"
WHERE_NOW = "where_now"  # the pain map once more, and three numbers
PACK = "pack:"


def standing(form: definition.Form, answers: said.Answers) -> dict[str, said.Given]:
    """Return the answers that stand: those to items which are asked, given everything asked before them.

    Somebody who says they take no medicine after all keeps the list they wrote, and it is not read until it is asked.
    """
    return _walk(form, answers)[1]


def visible_screens(form: definition.Form, answers: said.Answers) -> tuple[definition.Screen, ...]:
    """Return the screens this person is shown as things stand, in order."""
    return _walk(form, answers)[0]


def _walk(
    form: definition.Form, answers: said.Answers
) -> tuple[tuple[definition.Screen, ...], dict[str, said.Given]]:
    shown: list[definition.Screen] = []
    live: dict[str, said.Given] = {}
    for screen in form.screens:
        if not screen.is_asked(live):
            continue
        shown.append(screen)
        # Conditions look at earlier screens only, so that a page without a script can keep them.
        live |= {
            item.key: answers[item.key]
            for item in screen.items
            if item.key in answers and item.is_asked(live)
        }
    return tuple(shown), live


def items_asked(
    form: definition.Form, screen: definition.Screen, answers: said.Answers
) -> tuple[definition.Item, ...]:
    """Return the items of a screen that are asked."""
    keys = [one.key for one in form.screens]
    before = {item.key for one in form.screens[: keys.index(screen.key)] for item in one.items}
    live = {key: given for key, given in standing(form, answers).items() if key in before}
    return tuple(item for item in screen.items if item.is_asked(live))


def open_screens(form: definition.Form, answers: said.Answers) -> tuple[definition.Screen, ...]:
    """Return every screen on which an item has neither an answer nor was passed over."""
    return tuple(
        screen
        for screen in visible_screens(form, answers)
        if any(item.key not in answers for item in items_asked(form, screen, answers))
    )


def first_open(form: definition.Form, answers: said.Answers) -> definition.Screen | None:
    """Return where somebody goes on: the first screen that is still open, or None."""
    return next(iter(open_screens(form, answers)), None)


def after(form: definition.Form, answers: said.Answers, key: str) -> definition.Screen | None:
    """Return the screen to show after `key`; None for the page of all answers.

    Somebody who came back to change one answer goes straight to what that opened, or to the page of all answers.
    """
    shown = visible_screens(form, answers)
    if first_open(form, answers) is None:
        return None
    keys = [screen.key for screen in shown]
    place = keys.index(key) if key in keys else -1
    return shown[place + 1] if place + 1 < len(shown) else first_open(form, answers)


def before(form: definition.Form, answers: said.Answers, key: str) -> definition.Screen | None:
    """Return the last screen shown before `key`, or None at the first. Holds also for one that is not asked any more."""
    earlier = [screen.key for screen in form.screens]
    earlier = earlier[: earlier.index(key)]
    return next(
        (screen for screen in reversed(visible_screens(form, answers)) if screen.key in earlier), None
    )


def passed_over() -> said.Given:
    """Return the answer of somebody who leaves an item open on purpose."""
    return said.SKIPPED


@dataclass(frozen=True, slots=True)
class Progress:
    """Where somebody is: screen `at` of `of`, counted from 1. `of` counts what this person will be shown."""

    at: int
    of: int


def progress(form: definition.Form, answers: said.Answers, key: str) -> Progress:
    """Say how far the screen `key` is. Going on never moves it back, also when an answer opens another screen."""
    keys = [screen.key for screen in form.screens]
    shown = [keys.index(screen.key) for screen in visible_screens(form, answers)]
    here = keys.index(key)
    # A screen that another window made superfluous counts as long as it is shown.
    return Progress(sum(place < here for place in shown) + 1, len({*shown, here}))


# --- Two windows -------------------------------------------------------------------------------------------------------


class Fate(enum.Enum):
    """What becomes of an answer that was sent."""

    KEEP = "KEEP"
    SAME = "SAME"  # it stands already, or nothing was said
    CONFLICT = "CONFLICT"  # another window said otherwise meanwhile: the person decides


def is_same(one: said.Given, other: said.Given) -> bool:
    """Say whether two answers say the same, in whichever order their pieces come."""
    return one.state is other.state and sorted(one.values, key=_order) == sorted(other.values, key=_order)


def _order(value: said.Value) -> tuple[int, str, str, str]:
    return (value.place, value.part, value.code, value.text)


def fate(
    mine: said.Given,
    *,
    current: said.Given | None,
    seen: said.Given | None,
    has_moved: bool,
    is_overruled: bool = False,
) -> Fate:
    """Say what becomes of an answer.

    current    what stands; None when nothing was said yet
    seen       what stood when this window was opened
    has_moved  another window has answered since
    """
    if current is None:
        return Fate.KEEP
    if is_same(mine, current):
        return Fate.SAME
    if not has_moved or is_overruled:
        return Fate.KEEP
    # Left as it was in this window: that claims nothing against what the other one said.
    if is_same(mine, seen or said.SKIPPED):
        return Fate.SAME
    # The other window passed it over: an answer does not take anything away from that.
    return Fate.KEEP if current.state is said.State.SKIPPED else Fate.CONFLICT


# --- The lengths of what is typed ---------------------------------------------------------------------------------------

NAME_LONGEST = 120  # characters of a medicine, a dose, an activity


def texts_of(answers: Mapping[str, said.Given]) -> tuple[str, ...]:
    """Return every sentence in somebody's own words."""
    return tuple(value.text for given in answers.values() for value in given.values if value.text)
