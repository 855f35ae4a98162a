"""What a page says about itself and the clinic to machines, in the words of schema.org. Nothing that no page says.

Nobody who sticks needles is called a physician here: schema.org means a doctor's office by it. A licence is told as a
credential with its number, who gave it and its last day. Nobody is said to have reviewed a page unless every claim on
it was read by somebody whose name stands there.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from needlepoint.frontdoor import models, rules
from needlepoint.frontdoor.pages import articles, describing
from needlepoint.house import addresses, languages
from needlepoint.knowledge.evidence import claims
from needlepoint.people import models as people

CONTEXT = "https://schema.org"
# As HTML and schema.org write the languages of ours.
CODES = {"en": "en", "es": "es", "zh-hans": "zh-Hans"}

Node = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Described:
    """A page that is shown.

    name       of its address, such as 'visit'; empty for one that is not on our list
    languages  in which it can be read at the same path
    address    whole, with its language
    trail      the pages above it, (title, address), the uppermost first
    claims     keys of the claims on it
    answers    (question, answer) for a page of questions
    """

    name: str
    known: describing.Known
    title: str
    description: str
    address: str
    language: str
    languages: tuple[str, ...]
    picture: str = ""
    trail: tuple[tuple[str, str], ...] = ()
    claims: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    article: articles.Page | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What a page knows of the clinic. Most pages say no more than its name and where it is.

    week   when it is open: (weekday from Monday 0, from minute, until), by weekday
    """

    clinic: people.Clinic
    services: Iterable[models.Service] = ()
    practitioners: Iterable[people.Practitioner] = ()
    week: Iterable[tuple[int, int, int]] = ()
    is_whole: bool = False


def graph(page: Described, facts: Facts) -> Node:
    """Return all that a page says, as one object."""
    return {"@context": CONTEXT, "@graph": [_without_empty(_page(page)), _without_empty(_clinic(facts))]}


def address_of(path: str, language: str) -> str:
    """Return the whole address at which a page is read in one language. English is what nobody asks for."""
    asked = "" if language == languages.ENGLISH else f"?{languages.FIELD}={language}"
    return addresses.absolute(path) + asked


def _page(page: Described) -> Node:
    kind: Any = page.known.kind
    if kind == describing.QUESTIONS:
        kind = [describing.MEDICAL, kind] if page.answers else describing.MEDICAL
    node = {
        "@type": kind,
        "@id": f"{page.address}#page",
        "url": page.address,
        "name": page.title,
        "description": page.description,
        "inLanguage": CODES[page.language],
        "image": page.picture,
        "isPartOf": _site(),
        "publisher": {"@id": _clinic_id()},
        "breadcrumb": _trail(page),
        "mainEntity": [_answer(*each) for each in page.answers] or _article(page),
    }
    if page.known.kind in {describing.MEDICAL, describing.QUESTIONS}:
        node |= {"about": {"@type": "MedicalCondition", "name": gettext("Back pain")}}
    return node | _reviewed([claims.claim(key) for key in page.claims])


def _reviewed(shown: list[claims.Claim]) -> Node:
    """Return when the claims of a page were last looked at, by whom, and what they rest on."""
    if not shown:
        return {}
    everybody_read = all(one.status is claims.Status.REVIEWED for one in shown)
    who = dict.fromkeys(one.reviewer for one in shown) if everybody_read else {}
    read = dict.fromkeys(
        source.link for one in shown for source in one.sources if source.seen and source.link
    )
    return {
        # A page counts as reviewed when clinicians have read it; that its sources were is another thing.
        "lastReviewed" if everybody_read else "dateModified": min(
            one.reviewed_on for one in shown
        ).isoformat(),
        "reviewedBy": [{"@type": "Person", "name": name} for name in who],
        "citation": list(read),
    }


def _answer(question: str, answer: str) -> Node:
    return {
        "@type": "Question",
        "name": question,
        "acceptedAnswer": {"@type": "Answer", "text": answer},
    }


def _article(page: Described) -> Node:
    if page.article is None:
        return {}
    return _without_empty(
        {
            "@type": "Article",
            "headline": page.article.title,
            "description": page.article.summary,
            "author": {"@type": "Person", "name": page.article.written_by} if page.article.written_by else {},
            "publisher": {"@id": _clinic_id()},
            "datePublished": _moment(page.article.published_at),
            "dateModified": _moment(page.article.changed_at),
            "inLanguage": CODES[page.language],
            "image": page.picture,
            "mainEntityOfPage": page.address,
        }
    )


def _moment(at: dt.datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _trail(page: Described) -> Node:
    if not page.trail:
        return {}
    steps = (*page.trail, (page.title, page.address))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": title, "item": address}
            for n, (title, address) in enumerate(steps, 1)
        ],
    }


def _site() -> Node:
    return {"@type": "WebSite", "@id": f"{addresses.absolute('/')}#site", "url": addresses.absolute("/")}


def _clinic_id() -> str:
    return f"{addresses.absolute('/')}#clinic"


def _clinic(facts: Facts) -> Node:
    clinic = facts.clinic
    node = {
        "@type": "MedicalClinic",
        "@id": _clinic_id(),
        "name": clinic.name,
        "url": addresses.absolute("/"),
        "telephone": clinic.phone,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": clinic.address,
            "addressCountry": clinic.country,
        }
        if clinic.address
        else {},
    }
    return node | (_more(facts) if facts.is_whole else {})


def _more(facts: Facts) -> Node:
    clinic, services = facts.clinic, list(facts.services)
    return {
        "email": clinic.email,
        "logo": _picture(clinic.logo["code"]) if clinic.logo else "",
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": float(clinic.latitude),
            "longitude": float(clinic.longitude),
        }
        if clinic.latitude is not None and clinic.longitude is not None
        else {},
        "openingHoursSpecification": _hours(facts.week),
        "areaServed": _parts(clinic.areas_served),
        "knowsLanguage": _parts(clinic.languages),
        "currenciesAccepted": clinic.currency,
        "priceRange": _prices([one.price_cents for one in services], clinic.currency),
        "makesOffer": [_offer(one, clinic.currency) for one in services],
        "employee": [_without_empty(_person(one)) for one in facts.practitioners],
    }


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LAST_MINUTE = 24 * 60 - 1


def _hours(week: Iterable[tuple[int, int, int]]) -> list[Node]:
    """Return one entry for all days with the same hours."""
    days: dict[tuple[int, int], list[str]] = {}
    for weekday, begins, ends in week:
        days.setdefault((begins, ends), []).append(DAYS[weekday])
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": names,
            "opens": _clock(begins),
            "closes": _clock(min(ends, LAST_MINUTE)),
        }
        for (begins, ends), names in days.items()
    ]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _picture(code: str) -> str:
    return addresses.absolute(reverse("frontdoor:picture", args=[code]))


def _prices(cents: list[int], currency: str) -> str:
    if not cents:
        return ""
    least, most = rules.price(min(cents), currency), rules.price(max(cents), currency)
    return least if least == most else f"{least} – {most}"


def _offer(service: models.Service, currency: str) -> Node:
    return {
        "@type": "Offer",
        "itemOffered": {"@type": "Service", "name": service.name},
        "price": f"{service.price_cents // 100}.{service.price_cents % 100:02d}",
        "priceCurrency": currency,
    }


def _person(who: people.Practitioner) -> Node:
    return {
        "@type": "Person",
        "name": who.name,
        "url": f"{addresses.absolute(reverse('frontdoor:team'))}#{who.code}",
        "honorificSuffix": who.credential,
        "description": who.about,
        "knowsLanguage": _parts(who.languages),
        "worksFor": {"@id": _clinic_id()},
        "hasCredential": _licence(who),
    }


def _licence(who: people.Practitioner) -> Node:
    if not who.licence_number:
        return {}
    return _without_empty(
        {
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": "license",
            "identifier": who.licence_number,
            "recognizedBy": {"@type": "Organization", "name": who.licence_body} if who.licence_body else {},
            "expires": who.licence_expires_on.isoformat() if who.licence_expires_on else "",
        }
    )


def _parts(words: str) -> list[str]:
    return [part for each in words.replace("、", ",").split(",") if (part := each.strip())]


def _without_empty(node: Mapping[str, Any]) -> Node:
    return {name: value for name, value in node.items() if value not in ("", [], {}, None)}
