"""Stretches of time, half-open: a span holds its start and not its end.

Two visits that touch (10:00-10:30 and 10:30-11:00) therefore do not overlap.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


class NotASpan(ValueError):
    """The two moments do not make a span: one has no time zone, or the end is not after the start."""


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """The moments from `starts_at` up to, but not including, `ends_at`.

    starts_at, ends_at   aware datetimes in any zone; kept as UTC
    raises               NotASpan when either is naive, or the end is not after the start
    """

    starts_at: dt.datetime
    ends_at: dt.datetime

    def __post_init__(self) -> None:
        for moment in (self.starts_at, self.ends_at):
            if moment.utcoffset() is None:
                raise NotASpan(f"{moment.isoformat()} has no time zone")
        # Two datetimes of one zone compare by wall clock, which is wrong in the hour the clocks go back.
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(dt.UTC))
        object.__setattr__(self, "ends_at", self.ends_at.astimezone(dt.UTC))
        if self.ends_at <= self.starts_at:
            raise NotASpan(f"{self.ends_at.isoformat()} is not after {self.starts_at.isoformat()}")

    @property
    def length(self) -> dt.timedelta:
        return self.ends_at - self.starts_at

    def overlaps(self, other: "Span") -> bool:
        """Say whether some moment lies in both."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, other: "Span") -> bool:
        """Say whether every moment of `other` lies in this span."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def contains_moment(self, moment: dt.datetime) -> bool:
        return self.starts_at <= moment < self.ends_at

    def shared_with(self, other: "Span") -> "Span | None":
        """Give the part that lies in both, or None."""
        if not self.overlaps(other):
            return None
        return Span(max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at))

    def moved(self, by: dt.timedelta) -> "Span":
        return Span(self.starts_at + by, self.ends_at + by)


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans that overlap or touch.

    returns   sorted spans with a gap between each; they hold the same moments as the input
    costs     O(n log n)
    """
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.starts_at <= joined[-1].ends_at:
            joined[-1] = Span(joined[-1].starts_at, max(joined[-1].ends_at, span.ends_at))
        else:
            joined.append(span)
    return tuple(joined)


def subtract(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """Take `taken` away from `spans`.

    returns   sorted spans with a gap between each; every moment of `spans` that is in no taken span
    costs     O(n log n), one sweep over both
    """
    left: list[Span] = []
    busy = merge(taken)
    at = 0
    for span in merge(spans):
        begin = span.starts_at
        while at < len(busy) and busy[at].ends_at <= begin:
            at += 1
        # Do not move `at` past a busy span that may reach into the next free one.
        look = at
        while look < len(busy) and busy[look].starts_at < span.ends_at:
            if begin < busy[look].starts_at:
                left.append(Span(begin, busy[look].starts_at))
            begin = busy[look].ends_at
            look += 1
        if begin < span.ends_at:
            left.append(Span(begin, span.ends_at))
    return tuple(left)
