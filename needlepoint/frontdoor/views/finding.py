"""What search engines and other readers of the whole site ask for: what there is, and what is not for them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.pages import linked_data, listed
from needlepoint.frontdoor.queries import articles
from needlepoint.house import addresses, languages
from needlepoint.people import access

TEXT = "text/plain; charset=utf-8"
XML = "application/xml; charset=utf-8"
HOUR = 3600  # seconds
# Below these stands what belongs to somebody, or a link that was made for one person.
NOT_FOR_ALL = (
    "/account/", "/arrive/", "/book/", "/calendar", "/carers/", "/check/", "/check-in/", "/clinic/", "/consents/",
    "/day/", "/demo/", "/diary/", "/effects/", "/episodes/", "/feeds/", "/flares/", "/forms/", "/house/", "/intake/",
    "/left-in/", "/letters/", "/link/", "/m/", "/me/", "/messages/", "/notes/", "/notices/", "/offers/", "/patients/",
    "/plans/", "/points/", "/recalls/", "/rooms/", "/sms/", "/stricta/", "/tablet/", "/visits/", "/waiting/",
)  # fmt: skip


def listed_of(request):
    """Return every public page of the clinic, in the language of now. Costs 1 query."""
    return tuple(listed.all_of(articles.published(request.clinic.pk)))


@access.open_to_everyone
@require_safe
def robots(request):
    if request.clinic is None or request.clinic.opened_on is None:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines = [
            "User-agent: *",
            *(f"Disallow: {path}" for path in NOT_FOR_ALL),
            "Allow: /",
            "",
            f"Sitemap: {addresses.absolute(reverse('frontdoor:sitemap'))}",
        ]
    return _kept(HttpResponse("\n".join([*lines, ""]), content_type=TEXT))


@access.open_to_everyone
@require_safe
def sitemap(request):
    pages = [(page, _addresses(page)) for page in listed_of(request)]
    return _kept(render(request, "frontdoor/sitemap.xml", {"pages": pages}, content_type=XML))


def _kept(answer):
    answer["Cache-Control"] = f"public, max-age={HOUR}"
    return answer


def _addresses(page):
    """Return where a page is read in each of its languages: (code, whole address)."""
    return [(linked_data.CODES[code], linked_data.address_of(page.path, code)) for code in page.languages]


@access.open_to_everyone
@require_safe
def llms(request):
    with languages.written_to(languages.ENGLISH):
        pages = [
            (page.title, linked_data.address_of(page.path, page.languages[0]), page.description)
            for page in listed_of(request)
        ]
        shown = {
            "pages": pages,
            "rows": addresses.absolute(reverse("frontdoor:trials_rows")),
            "groups": addresses.absolute(reverse("frontdoor:trials_arms")),
        }
        answer = render(request, "frontdoor/llms.txt", shown, content_type=TEXT)
        return _kept(answer)
