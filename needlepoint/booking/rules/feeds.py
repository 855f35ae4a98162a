"""How often a calendar may ask for its feed. Pure: time comes in."""

import dataclasses

BURST = 10  # several devices of one person may ask at once
SECONDS_EACH = 15.0  # and then one every so often; calendars ask every quarter of an hour or so
KEPT = 10_000  # feeds remembered at once


@dataclasses.dataclass(slots=True)
class _Bucket:
    level: float
    at: float


class Patience:
    """Counts the questions for each address: a bucket that holds BURST and gets one back every SECONDS_EACH."""

    def __init__(self, burst: int = BURST, seconds_each: float = SECONDS_EACH, kept: int = KEPT) -> None:
        self._burst, self._seconds_each, self._kept = burst, seconds_each, kept
        self._buckets: dict[str, _Bucket] = {}

    def wait(self, key: str, at: float) -> int:
        """Count a question and return how many seconds to wait before the next; 0 when this one is welcome.

        at  seconds on a clock that runs on; one that is put back gives nothing back
        """
        bucket = self._buckets.pop(key, None) or _Bucket(float(self._burst), at)
        level = min(float(self._burst), bucket.level + max(0.0, at - bucket.at) / self._seconds_each)
        is_welcome = level >= 1
        level -= is_welcome
        # The latest one asked for stands last, so the first is the one to forget.
        self._buckets[key] = _Bucket(level, at)
        while len(self._buckets) > self._kept:
            self._buckets.pop(next(iter(self._buckets)), None)
        return 0 if is_welcome else max(1, round((1 - level) * self._seconds_each))
