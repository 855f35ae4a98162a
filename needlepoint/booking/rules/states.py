"""The states of a visit and the only moves between them. Pure."""

import enum
from collections.abc import Mapping


class State(enum.StrEnum):
    """Where a visit stands."""

    BOOKED = "BOOKED"
    ARRIVED = "ARRIVED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    MISSED = "MISSED"


# The one list of legal moves. A visit is born BOOKED; what is not here cannot happen.
MOVES: Mapping[State, frozenset[State]] = {
    State.BOOKED: frozenset({State.ARRIVED, State.CANCELLED, State.MISSED}),
    State.ARRIVED: frozenset(
        {State.COMPLETED, State.BOOKED}
    ),  # back: it was pressed by mistake, the same day
    State.MISSED: frozenset({State.BOOKED}),
    State.CANCELLED: frozenset(),
    State.COMPLETED: frozenset(),
}
# What gives its time back.
RELEASED = frozenset({State.CANCELLED, State.MISSED})


def before(state: State) -> frozenset[State]:
    """Return the states from which a visit may come to `state`."""
    return frozenset(origin for origin, targets in MOVES.items() if state in targets)


def may_become(state: str, target: State) -> bool:
    """Say whether a visit in `state` may come to `target`."""
    return target in MOVES[State(state)]


def diagram() -> str:
    """Return the moves as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.BOOKED}"]
    for origin, targets in MOVES.items():
        lines += [f"    {origin} --> {target}" for target in sorted(targets)]
        if not targets:
            lines.append(f"    {origin} --> [*]")
    return "\n".join(lines) + "\n"
