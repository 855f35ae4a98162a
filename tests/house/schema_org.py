"""The part of schema.org that our pages use: which types, what each may say, what it must say, and in what form.

Written from the definitions at schema.org (types and their expected values). What a page says beyond it is a fault,
since a word that schema.org does not know is a word that nobody reads.
"""

import datetime as dt
import json
import re
from html.parser import HTMLParser

from needlepoint.frontdoor.pages import linked_data

ADDRESS = "http://127.0.0.1:8000"  # of the tests

LONGEST = 160  # characters that search results show of a description
TEXT, URL, DAY, MOMENT, NUMBER = "text", "address", "day", "moment", "number"
CLOCK, WEEKDAY = "clock", "weekday"
PAGE = {
    "url": {URL},
    "name": {TEXT},
    "description": {TEXT},
    "inLanguage": {TEXT},
    "image": {URL},
    "isPartOf": {"WebSite"},
    "publisher": {"MedicalClinic"},
    "breadcrumb": {"BreadcrumbList"},
    "mainEntity": {"Question", "Article"},
    "lastReviewed": {DAY},
    "dateModified": {DAY},
    "reviewedBy": {"Person"},
    "citation": {URL},
    "about": {"MedicalCondition"},
}
PAGE_MUST = {"url", "name", "description", "inLanguage", "isPartOf", "publisher"}
# type: (what it must say, what it may say and in what form)
TYPES = {
    "MedicalWebPage": (PAGE_MUST | {"about"}, PAGE),
    "WebPage": (PAGE_MUST, PAGE),
    "ContactPage": (PAGE_MUST, PAGE),
    "AboutPage": (PAGE_MUST, PAGE),
    "CollectionPage": (PAGE_MUST, PAGE),
    "FAQPage": (PAGE_MUST | {"mainEntity"}, PAGE),
    "WebSite": ({"url"}, {"url": {URL}}),
    "MedicalCondition": ({"name"}, {"name": {TEXT}}),
    "BreadcrumbList": ({"itemListElement"}, {"itemListElement": {"ListItem"}}),
    "ListItem": ({"position", "name", "item"}, {"position": {NUMBER}, "name": {TEXT}, "item": {URL}}),
    "Question": ({"name", "acceptedAnswer"}, {"name": {TEXT}, "acceptedAnswer": {"Answer"}}),
    "Answer": ({"text"}, {"text": {TEXT}}),
    "Article": (
        {"headline", "datePublished", "publisher", "mainEntityOfPage"},
        {
            "headline": {TEXT},
            "description": {TEXT},
            "author": {"Person"},
            "publisher": {"MedicalClinic"},
            "datePublished": {MOMENT},
            "dateModified": {MOMENT},
            "inLanguage": {TEXT},
            "image": {URL},
            "mainEntityOfPage": {URL},
        },
    ),
    "MedicalClinic": (
        {"name", "url"},
        {
            "name": {TEXT},
            "url": {URL},
            "telephone": {TEXT},
            "email": {TEXT},
            "logo": {URL},
            "address": {"PostalAddress"},
            "geo": {"GeoCoordinates"},
            "openingHoursSpecification": {"OpeningHoursSpecification"},
            "areaServed": {TEXT},
            "knowsLanguage": {TEXT},
            "currenciesAccepted": {TEXT},
            "priceRange": {TEXT},
            "makesOffer": {"Offer"},
            "employee": {"Person"},
        },
    ),
    "PostalAddress": ({"streetAddress"}, {"streetAddress": {TEXT}, "addressCountry": {TEXT}}),
    "GeoCoordinates": ({"latitude", "longitude"}, {"latitude": {NUMBER}, "longitude": {NUMBER}}),
    "OpeningHoursSpecification": (
        {"dayOfWeek", "opens", "closes"},
        {"dayOfWeek": {WEEKDAY}, "opens": {CLOCK}, "closes": {CLOCK}},
    ),
    "Offer": (
        {"itemOffered", "price", "priceCurrency"},
        {"itemOffered": {"Service"}, "price": {TEXT}, "priceCurrency": {TEXT}},
    ),
    "Service": ({"name"}, {"name": {TEXT}}),
    "Person": (
        {"name"},
        {
            "name": {TEXT},
            "url": {URL},
            "honorificSuffix": {TEXT},
            "description": {TEXT},
            "knowsLanguage": {TEXT},
            "worksFor": {"MedicalClinic"},
            "hasCredential": {"EducationalOccupationalCredential"},
        },
    ),
    "EducationalOccupationalCredential": (
        {"credentialCategory"},
        {
            "credentialCategory": {TEXT},
            "identifier": {TEXT},
            "recognizedBy": {"Organization"},
            "expires": {DAY},
        },
    ),
    "Organization": ({"name"}, {"name": {TEXT}}),
}


def _is_day(value):
    try:
        return isinstance(value, str) and bool(dt.date.fromisoformat(value)) and len(value) == 10
    except ValueError:
        return False


def _is_moment(value):
    try:
        return isinstance(value, str) and dt.datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


FORMS = {
    TEXT: lambda value: isinstance(value, str) and bool(value.strip()),
    URL: lambda value: isinstance(value, str) and bool(re.fullmatch(r"https?://[^\s<>\"]+", value)),
    DAY: _is_day,
    CLOCK: lambda value: isinstance(value, str) and bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value)),
    WEEKDAY: lambda value: value in linked_data.DAYS,
    MOMENT: _is_moment,
    NUMBER: lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
}


def faults(node, known=None, where="") -> list[str]:
    """Return what is wrong with a thing that a page says, and with all things in it.

    known   the types of the things that have an @id, by it: what only names one must name one that is there
    """
    if known is None:
        if node.get("@context") != "https://schema.org" or set(node) != {"@context", "@graph"}:
            return ["not one graph of schema.org"]
        known = {one["@id"]: _types(one) for one in node["@graph"] if "@id" in one}
        return [fault for one in node["@graph"] for fault in faults(one, known)]
    if set(node) == {"@id"}:
        return [] if node["@id"] in known else [f"{where}: names {node['@id']}, which is not there"]
    found = []
    for kind in _types(node):
        if kind not in TYPES:
            return [f"{where}: {kind} is no type of ours"]
        found += [f"{kind} does not say its {name}" for name in sorted(TYPES[kind][0] - set(node))]
    may = {name: forms for kind in _types(node) for name, forms in TYPES[kind][1].items()}
    for name, value in node.items():
        if name in {"@type", "@id"}:
            continue
        if name not in may:
            found.append(f"{node['@type']} says {name}")
            continue
        for one in value if isinstance(value, list) else [value]:
            found += _faults_of(one, may[name], known, f"{node['@type']}.{name}")
    return found


def _types(node):
    kind = node.get("@type", "nothing")
    return kind if isinstance(kind, list) else [kind]


def _faults_of(value, forms, known, where):
    if isinstance(value, dict):
        kinds = known.get(value["@id"], []) if set(value) == {"@id"} else _types(value)
        wrong = [] if set(kinds) & forms else [f"{where} is a {kinds}"]
        return wrong + faults(value, known, where)
    return [] if any(FORMS[form](value) for form in forms & FORMS.keys()) else [f"{where} is {value!r}"]


class Head(HTMLParser):
    """What the head of a page says."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.metas, self.links, self.data, self.title, self.language = {}, [], [], "", ""
        self._inside = ""
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        marks = dict(attrs)
        if tag == "html":
            self.language = marks.get("lang")
        elif tag == "meta" and (name := marks.get("name") or marks.get("property")):
            self.metas.setdefault(name, []).append(marks.get("content"))
        elif tag == "link":
            self.links.append(marks)
        elif tag == "title":
            self._inside = "title" if not self.title else ""
        elif tag == "script" and marks.get("type") == "application/ld+json":
            self._inside = "data"
            self.data.append("")

    def handle_data(self, data):
        if self._inside == "title":
            self.title += data
        elif self._inside == "data":
            self.data[-1] += data

    def handle_endtag(self, tag):
        if tag in {"title", "script"}:
            self._inside = ""

    def graphs(self):
        return [json.loads(text) for text in self.data]

    def link(self, rel, **marks):
        wanted = {"rel": rel, **marks}
        return [
            one["href"] for one in self.links if all(one.get(name) == value for name, value in wanted.items())
        ]


def faults_of(head, path, language) -> list[str]:
    """Return what is wrong with the head of a public page that was read at a path in a language.

    An article is there in the languages it is written in, and is called by one of them.
    """
    if re.fullmatch(r"/articles/[^/]+/", path) and not head.link(
        "alternate", hreflang=linked_data.CODES[language]
    ):
        language = "en"
    asked = "" if language == "en" else f"?language={language}"
    own = f"{ADDRESS}{path}{asked}"
    [about] = head.metas.get("description", [""])
    wanted = {
        "title": bool(head.title.partition(" · ")[0].strip()),
        "description": (8 if language == "zh-hans" else 20) < len(about) <= LONGEST,
        "canonical": head.link("canonical") == [own],
        "own language": own in head.link("alternate", hreflang=linked_data.CODES[language]),
        "any language": head.link("alternate", hreflang="x-default") == [f"{ADDRESS}{path}"],
        "shared title": head.metas.get("og:title") == [head.title.rpartition(" · ")[0]],
        "shared address": head.metas.get("og:url") == [own],
        "picture": len(head.metas.get("og:image", [])) == 1,
        "linked data": len(head.data) == 1,
        "not hidden": "robots" not in head.metas,
    }
    wrong = [fault for graph in head.graphs() for fault in faults(graph)]
    return [*wrong, *(name for name, is_so in wanted.items() if not is_so)]
