"""What stands in the head of a public page for whoever finds it elsewhere: search engines, feeds, shared links."""

import dataclasses
import html
import json

from django import template
from django.template import loader_tags
from django.urls import NoReverseMatch, reverse
from django.utils.functional import LazyObject
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from needlepoint.frontdoor import pages, queries
from needlepoint.frontdoor.pages import (
    articles,
    checking,
    describing,
    linked_data,
    listed,
    questions,
    shared_picture,
)
from needlepoint.frontdoor.queries import places
from needlepoint.house import clock, languages

register = template.Library()

# Pages that tell machines all about the clinic; the others name it.
WHOLE = frozenset({"home", "contact", "team", "prices"})
FED = frozenset({"home", "articles", "article"})  # pages that name the feed
LONGEST = 160  # characters of a description: search results show no more
DEEPEST = 6  # steps into a page's values
LOCALES = {"en": "en_US", "es": "es_US", "zh-hans": "zh_CN"}


@register.tag
def describe(parser, token):
    """{% describe %}{% block description %}{% endblock %}{% enddescribe %}: all that the head says about the page.

    Between them stands one sentence; without one it is what pages.describing knows. The title is the page's own.
    Costs 3 queries on the pages in WHOLE, and none on the others.
    """
    inside = parser.parse(("enddescribe",))
    parser.delete_first_token()
    return _Describe(inside)


@register.inclusion_tag("frontdoor/_last_checked.html", takes_context=True)
def last_checked(context):
    """{% last_checked %}: when what the page says about care was last held against its sources, and by whom.

    After {% describe %}, which finds the claims. Nothing on a page without any.
    """
    request = context["request"]
    is_list = request.resolver_match and request.resolver_match.url_name == "who_checked"
    keys = () if is_list else getattr(request, "shown_claims", ())
    return {"said": checking.of_page(keys)}


class _Describe(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        request, clinic = context.get("request"), context.get("clinic")
        if request is None or clinic is None or request.resolver_match is None:
            return ""
        page = _described(
            context, request, _words(self.nodelist.render(context)), _words(_block(context, "title"))
        )
        request.shown_claims = page.claims  # for `last_checked`, further down
        lines = [*_lines(page, clinic, request.path), _data(linked_data.graph(page, _facts(page, clinic)))]
        return mark_safe("\n  ".join(lines))  # noqa: S308  every part is escaped where it is written


def _words(written: str) -> str:
    """Return what a block says as it is read: in one line, without entities, to be escaped where it is written."""
    return html.unescape(" ".join(written.split()))


def _block(context, name):
    """Return what the page's own template puts into a block that stands elsewhere."""
    blocks = context.render_context.get(loader_tags.BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return block.render(context) if block else ""


def _described(context, request, description, title):
    match = request.resolver_match
    known = describing.known(match.view_name)
    name = match.url_name if known is not describing.UNKNOWN else ""
    values = _values(context)
    article = next(_within(values, articles.Page), None) if name == "article" else None
    language = article.languages[0] if article else request.LANGUAGE_CODE
    return linked_data.Described(
        name=name,
        known=known,
        title=title,
        description=Truncator(description or str(known.description)).chars(LONGEST),
        address=linked_data.address_of(request.path, language),
        language=language,
        languages=article.languages if article else tuple(code for code, _own in languages.offered()),
        picture=listed.picture_of(request.path, language) if name else "",
        trail=tuple(
            (str(describing.KNOWN[each].title), linked_data.address_of(path, language))
            for each in describing.trail(name)
            if (path := _path(each))
        ),
        claims=tuple(dict.fromkeys(one.key for one in _within(values, pages.ShownClaim))),
        answers=tuple((one.asked, one.told) for one in _within(values, questions.Asked)),
        article=article,
    )


def _path(name):
    try:
        return reverse(f"frontdoor:{name}")
    except NoReverseMatch:  # one of several, such as the charts of one kind of people
        return ""


def _values(context):
    """Return what a page shows, without what is made only when asked for: a form's secret would set a cookie."""
    return {
        name: value for name, value in context.flatten().items() if not issubclass(type(value), LazyObject)
    }


def _within(value, kind, depth=0):
    """Give what is of one kind among a page's values, in their order."""
    if isinstance(value, kind):
        yield value
    if depth == DEEPEST:
        return
    if isinstance(value, dict):
        inside = value.values()
    elif isinstance(value, (tuple, list)):
        inside = value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        inside = (getattr(value, field.name) for field in dataclasses.fields(value))
    else:
        return
    for each in inside:
        yield from _within(each, kind, depth + 1)


def _facts(page, clinic):
    if page.name not in WHOLE:
        return linked_data.Facts(clinic)
    today = clock.today(clinic.time_zone)
    return linked_data.Facts(
        clinic,
        queries.services_of(clinic.pk),
        queries.practitioners_of(clinic.pk, on=today),
        places.weeks_of(clinic).get(None, ()),
        is_whole=True,
    )


def _lines(page, clinic, path):
    yield f'<meta name="description" content="{escape(page.description)}">'
    if clinic.opened_on is None:
        yield '<meta name="robots" content="noindex">'
    yield f'<link rel="canonical" href="{escape(page.address)}">'
    for code in page.languages:
        yield (
            f'<link rel="alternate" hreflang="{linked_data.CODES[code]}"'
            f' href="{escape(linked_data.address_of(path, code))}">'
        )
    unasked = escape(linked_data.address_of(path, languages.ENGLISH))
    yield f'<link rel="alternate" hreflang="x-default" href="{unasked}">'
    if page.name in FED:
        feed = escape(linked_data.address_of(reverse("frontdoor:feed"), page.language))
        yield f'<link rel="alternate" type="application/rss+xml" title="{escape(clinic.name)}" href="{feed}">'
    yield from _shared(page, clinic)


def _shared(page, clinic):
    """What a link to the page looks like where somebody shares it."""
    said = {
        "og:type": "article" if page.article else "website",
        "og:site_name": clinic.name,
        "og:title": page.title,
        "og:description": page.description,
        "og:url": page.address,
        "og:locale": LOCALES.get(page.language, page.language),
    }
    if page.picture:
        said |= {
            "og:image": page.picture,
            "og:image:width": str(shared_picture.WIDTH),
            "og:image:height": str(shared_picture.HEIGHT),
            "og:image:alt": page.title,
        }
    for name, value in said.items():
        yield f'<meta property="{name}" content="{escape(value)}">'
    if page.picture:
        yield '<meta name="twitter:card" content="summary_large_image">'


# As Django's json_script: no word in it can end the element. A block of data, which no browser runs.
ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def _data(graph) -> SafeString:
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  escaped above
