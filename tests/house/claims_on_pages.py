"""Reads a public page as a sceptic does: every health sentence stands in a claim with its source, comparator and last day.

A template shows a claim by frontdoor/_claim.html, whose element carries data-claim. What carries its own sources without
being a claim (a trial's row, a pooled number, what bodies advise) stands in an element with data-evidence or data-bodies;
words of others that are checked stand in <q data-said>. Where a claim is only named, its title carries data-claim-title.
"""

import dataclasses
import datetime as dt
import html.parser
import re

from django.utils import formats
from django.utils.translation import gettext

from needlepoint.knowledge.evidence import claims, words

VOID = frozenset(
    {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
UNREAD = frozenset({"script", "style", "title", "template"})
BLOCKS = frozenset(
    {"p", "li", "h1", "h2", "h3", "h4", "div", "section", "dt", "dd", "td", "th", "tr", "summary", "figcaption",
     "article", "q", "ul", "ol", "dl", "header", "footer", "nav", "main", "details", "br", "caption", "label"}
)  # fmt: skip


# What only a claim may say, beside the words that nobody may write: results in numbers, visits needed, what studies found.
# A price worked out for so many visits is arithmetic, and no claim.
CLAIMED = re.compile(
    r"\b\d+ (?:to|-|–) \d+ visits\b(?! (?:here )?cost)|\b(?:in|of|out of) (?:100|1,000|10,000) (?:people|patients|visits)\b"
    r"|\b(?:trials?|studies|study|review) (?:\w+ )?(?:found|finds?|shows?|showed|used)\b|\b(?:high|moderate|low) certainty\b",
    re.IGNORECASE,
)


@dataclasses.dataclass
class Element:
    tag: str
    marks: dict
    parent: "Element | None" = None
    children: list = dataclasses.field(default_factory=list)

    def text(self, leave_out=()):
        """Return what is read of it, without elements that carry one of the marks."""
        parts = []
        for one in self.children:
            if isinstance(one, str):
                parts.append(one)
            elif one.tag not in UNREAD and not any(mark in one.marks for mark in leave_out):
                parts.append("\n" * (one.tag in BLOCKS) + one.text(leave_out) + "\n" * (one.tag in BLOCKS))
        return "".join(parts)

    def all_with(self, mark):
        found = [self] if mark in self.marks else []
        return found + [
            deep for one in self.children if isinstance(one, Element) for deep in one.all_with(mark)
        ]

    def all_of(self, tag):
        found = [self] if self.tag == tag else []
        return found + [deep for one in self.children if isinstance(one, Element) for deep in one.all_of(tag)]


class Reader(html.parser.HTMLParser):
    def __init__(self, source):
        super().__init__()
        self.top = self.at = Element("document", {})
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        one = Element(tag, dict(attrs), self.at)
        self.at.children.append(one)
        if tag not in VOID:
            self.at = one

    def handle_endtag(self, tag):
        at = self.at
        while at.parent and at.tag != tag:
            at = at.parent
        self.at = at.parent or self.at

    def handle_data(self, data):
        self.at.children.append(data)


def plain(text):
    return " ".join(text.split())


def faults(source, on: dt.date, known=None):
    """Return a sentence for everything on a page that a sceptic would object to, in the language that is active.

    known   claims by key; None: those in force
    """
    known = {one.key: one for one in claims.all_claims()} if known is None else known
    page = Reader(source).top
    found = []
    for element in page.all_with("data-claim"):
        found += _of_claim(element, known, on)
    said = {element.marks["data-said"]: element for element in page.all_with("data-said")}
    shown = {element.marks["data-claim"] for element in page.all_with("data-claim")}
    for key, element in said.items():
        if key not in shown or plain(element.text()) != gettext(known[key].said):
            found.append(f"said without its claim: {plain(element.text())}")
    for element in page.all_with("data-claim-title"):
        one = known.get(element.marks["data-claim-title"])
        if one is None or not one.is_current(on) or plain(element.text()) != plain(gettext(one.title)):
            found.append(f"names no claim: {plain(element.text())}")
    for mark in ("data-evidence", "data-bodies"):
        for element in page.all_with(mark):
            if not any(one.marks.get("href", "").startswith("https://") for one in element.all_of("a")):
                found.append(f"{mark} without a source: {plain(element.text())[:60]}")
    rest = page.text(("data-claim", "data-claim-title", "data-said", "data-evidence", "data-bodies"))
    found += [f"outside a claim: {hit.word}" for line in rest.split("\n") for hit in words.find(plain(line))]
    found += [
        f"outside a claim: {hit[0]}" for line in rest.split("\n") for hit in CLAIMED.finditer(plain(line))
    ]
    rest = plain(rest)
    for one in known.values():
        found += [f"{one.key} undressed: {text}" for text in map(gettext, one.wording) if text in rest]
    return found


def told(source):
    """Return the sentences that stand open in a page's main part, one in a line: no folds, no lists of sources, no labels."""
    main = Reader(source).top.all_of("main")[0]
    for fine in (*main.all_of("details"), *main.all_with("data-evidence")):
        fine.children = []
    lines = (plain(line) for line in main.text().split("\n"))
    return "\n".join(line for line in lines if line.endswith((".", "?", "!")))


def _of_claim(element, known, on):
    key, text = element.marks["data-claim"], plain(element.text())
    one = known.get(key)
    if one is None:
        return [f"{key}: no such claim"]
    found = [f"{key}: {lack.name}" for lack in one.lacks]
    if not one.is_current(on):
        found.append(f"{key}: not current")
    titles = [plain(gettext(source.title)) for source in one.sources]
    wanted = {
        "its words": all(plain(gettext(sentence)) in text for sentence in one.wording),
        "its sources": bool(titles) and all(title in text for title in titles),
        "what it was compared with": bool(one.comparators)
        and gettext("Compared with") in text
        and all(plain(gettext(other.label)) in text for other in one.comparators),
        "its last day": one.review_by is not None and formats.date_format(one.review_by, "j F Y") in text,
        "who it is about": plain(gettext(one.who or one.population.label)) in text,
        "how sure it is": gettext(one.certainty.label) in text,
        "that it is unconfirmed": one.is_confirmed
        or re.search(gettext("Unconfirmed: we have not read the source itself yet."), text),
    }
    return found + [f"{key}: does not say {what}" for what, is_there in wanted.items() if not is_there]
