"""How other booking systems look for starts, run on the same diaries as ours.

Each module has `run(bookings, practitioners, days, minutes) -> Told | None` and `measure(…)`, its processor time in
milliseconds; None when the peer cannot be had here. A peer's database, network and calendars are left out, in its favour.
"""

from typing import NamedTuple

from bench import _workload


class Told(NamedTuple):
    """What a peer found, and what it spent: medians of some runs after one that warmed up.

    found  without the days on which the clocks change
    """

    found: _workload.Free
    cpu_ms: float
    wall_ms: float
