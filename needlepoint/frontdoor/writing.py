"""What the clinic may say in an article of its own, and every fault of it; which articles belong together. Pure."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from needlepoint.knowledge.evidence import words as guarded
from needlepoint.people import rules as people_rules

LENGTHS: Mapping[str, int] = {
    "title": 120,
    "summary": 300,
    "written_by": 120,
    "words": 30_000,
    "slug": 80,
}
NEEDED = ("title", "summary", "written_by", "words")  # before visitors read it; a draft needs its title
RESERVED = frozenset({"feed"})  # addresses beside the articles that are no article
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
RELATED = 3
WORDS_A_MINUTE, SIGNS_A_MINUTE = 200, 300  # read without haste; signs are Chinese ones
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]{3,}")
LEAVE_OUT = "Please leave out “%(word)s”. %(instead)s"


def length_faults(values: Mapping[str, object]) -> list[people_rules.Fault]:
    """Return what keeps an article from being stored at all: no title, or more than fits."""
    found = people_rules.text_faults(values, LENGTHS, "title")
    slug = values.get("slug")
    if slug in RESERVED:
        found.append(
            people_rules.Fault("slug", "This address is taken by the clinic’s own pages. Choose another.")
        )
    if slug and not SLUG.match(str(slug)):
        found.append(
            people_rules.Fault(
                "slug", "Write small letters from a to z, numbers, and hyphens between: your-first-visit."
            )
        )
    return found


def faults(values: Mapping[str, str], *, said: str, strays: Iterable[str]) -> list[people_rules.Fault]:
    """Return everything that keeps an article from its readers, all of it at once.

    values   title, summary, written_by and words as typed
    said     the words as a reader sees them, without their marks
    strays   addresses of links and pictures that lead to where no reader is sent
    """
    found = [
        people_rules.Fault(name, "Please fill this in.")
        for name in NEEDED
        if not str(values.get(name) or "").strip()
    ]
    for name, text in (("title", values["title"]), ("summary", values["summary"]), ("words", said)):
        found += _promises(name, text)
    found += [
        people_rules.Fault(
            "words",
            "The address “%(address)s” cannot be used. A link begins with https:// or is a page of yours, such as "
            "/prices/; a picture is one of your own.",
            {"address": address},
        )
        for address in dict.fromkeys(strays)
    ]
    return found


def _promises(name: str, text: str) -> list[people_rules.Fault]:
    named: dict[str, guarded.Found] = {}
    for one in guarded.find(text):
        named.setdefault(one.word.casefold(), one)
    return [
        people_rules.Fault(name, LEAVE_OUT, {"word": one.word, "instead": one.instead})
        for one in named.values()
    ]


def minutes_to_read(text: str) -> int:
    """Return whole minutes, at least one."""
    signs = len(_CHINESE.findall(text))
    others = len(_CHINESE.sub(" ", text).split())
    return max(1, round(signs / SIGNS_A_MINUTE + others / WORDS_A_MINUTE))


def related(one: str, others: Sequence[str], most: int = RELATED) -> list[int]:
    """Return the places of the texts most like one, the most alike first; those that share nothing are left out.

    Each text is its words, rare ones weighing more; two are as alike as the angle between them is small. Chinese, which
    has no spaces, is taken by pairs of signs.
    """
    texts = [_terms(one), *(_terms(text) for text in others)]
    seen_in = Counter(term for text in texts for term in text)
    # A word that stands in every text weighs little, and still something: of two articles the other one is related.
    rare = {term: math.log((len(texts) + 1) / count) for term, count in seen_in.items()}
    drawn = [{term: count * rare[term] for term, count in text.items()} for text in texts]
    ranked = sorted(((-_alike(drawn[0], other), place) for place, other in enumerate(drawn[1:])))
    return [place for likeness, place in ranked if likeness < 0][:most]


def _terms(text: str) -> Counter[str]:
    low = text.casefold()
    found = Counter(_WORD.findall(_CHINESE.sub(" ", low)))
    signs = "".join(sign if _CHINESE.match(sign) else " " for sign in low)
    found.update(pair for run in signs.split() for pair in (run[at : at + 2] for at in range(len(run) - 1)))
    return found


def _alike(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    shared = math.fsum(one[term] * other[term] for term in one.keys() & other.keys())
    size = math.hypot(*one.values()) * math.hypot(*other.values())
    return shared / size if size else 0.0
