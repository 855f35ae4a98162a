"""How long a search for points takes for each key pressed: the slowest of many words, as practitioners type them.

Asked as a person types, one letter after the other. The tables are read once in the life of the server, on the first
search; that is a row of its own.
"""

import statistics
import time

from needlepoint.knowledge.points import atlas
from tools import results

TYPED = (
    "BL23", "ub 23", "shenshu", "Shènshū", "肾俞", "kidney transport", "23", "EX-B2", "huatuo", "buttock", "sciatica",
    "sciatica gallbladder", "low back pain", "back of the knee", "sacroiliac", "shoulder blade", "trial", "zzz",
)  # fmt: skip
LIMIT_MS = 20
TIMES = 5


def run() -> list[dict]:
    cold = _ms("warm up")
    typed = [words[: end + 1] for words in TYPED for end in range(len(words))]
    each = [min(_ms(words) for _ in range(TIMES)) for words in typed]
    return [
        results.row("point_search_ms", round(max(each), 2), "ms", LIMIT_MS),
        results.row("point_search_median_ms", round(statistics.median(each), 2), "ms"),
        results.row("point_search_first_ms", round(cold, 1), "ms"),
    ]


def _ms(words: str) -> float:
    began = time.perf_counter()
    atlas.search(words, limit=60)
    return (time.perf_counter() - began) * 1000
