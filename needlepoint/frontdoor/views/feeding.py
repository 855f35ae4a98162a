"""The clinic's articles as a feed, for whoever reads them in a program of theirs."""

import re

from django.contrib.syndication import views as syndication
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.pages import articles as pages
from needlepoint.frontdoor.pages import describing, linked_data
from needlepoint.frontdoor.queries import articles as queries
from needlepoint.house import addresses
from needlepoint.people import access

NEWEST = 30
KEPT = "public, max-age=900"
# What XML has no place for, such as the sign for a new line that comes with words pasted from a letter: one of them, and
# no program reads the feed any more.
NOT_FOR_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _fit(words):
    return NOT_FOR_XML.sub(" ", words)


class _Articles(syndication.Feed):
    """Each article once, in the language in which the feed is asked for where it is there in it."""

    feed_type = feedgenerator.Rss201rev2Feed

    def get_object(self, request):
        return request

    def title(self, request):
        return _fit(f"{describing.KNOWN['articles'].title} · {request.clinic.name}")

    def description(self, request):
        return describing.KNOWN["articles"].description

    def link(self, request):
        return linked_data.address_of(reverse("frontdoor:articles"), request.LANGUAGE_CODE)

    def feed_url(self, request):
        return linked_data.address_of(reverse("frontdoor:feed"), request.LANGUAGE_CODE)

    def feed_copyright(self, request):
        return _fit(gettext("Written by %(clinic)s") % {"clinic": request.clinic.name})

    def items(self, request):
        found = pages.for_reader(queries.published(request.clinic.pk), request.LANGUAGE_CODE)
        return found[:NEWEST]

    def item_title(self, item):
        return _fit(item.title)

    def item_description(self, item):
        return _fit(item.summary)

    def item_link(self, item):
        return linked_data.address_of(reverse("frontdoor:article", args=[item.slug]), item.language)

    def item_guid(self, item):
        return addresses.absolute(reverse("frontdoor:article", args=[item.slug]))

    def item_author_name(self, item):
        return _fit(item.written_by)

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return item.changed_at


_feed = _Articles()


@access.open_to_everyone
@require_safe
def feed(request):
    answer = _feed(request)
    answer["Cache-Control"] = KEPT
    return answer
