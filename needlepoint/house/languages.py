"""In which language a page is read, and how a choice is kept.

In this order: the language in the address (`?language=es`), the one this browser chose before (a cookie), the one a
patient told us, the one the browser asks for, English. Whoever works here reads English: their pages have no other.
The cookie says nothing but the language, and nobody who never chose has it.
"""

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers

COOKIE = "np_language"
FIELD = "language"  # in an address, and the name of the buttons that send an unfinished form
LONGEST = 365 * 24 * 3600  # seconds
ENGLISH = "en"
# Each in its own words. Django's name for the third says "simplified", which its readers need not be told.
OWN_NAMES = {"en": "English", "es": "Español", "zh-hans": "中文"}


def known(wish: str | None) -> str:
    """Return the language of ours that a wish such as "zh-CN" comes nearest to, or nothing."""
    try:
        return translation.get_supported_language_variant((wish or "").lower())
    except LookupError:
        return ""


def offered() -> list[tuple[str, str]]:
    """Return each language's code and its own name for itself."""
    return [(code, OWN_NAMES[code]) for code, _name in settings.LANGUAGES]


def chosen(request) -> str:
    """Return the language that a form was sent with in order to be read in it, or nothing.

    A page with an unfinished form shows the languages as buttons of that form. Its view then keeps what is there
    without asking for more, comes back to the same page, and gives that answer to `keep`.
    """
    return known(request.POST.get(FIELD)) if request.method == "POST" else ""


def keep(response, language: str):
    """Let this browser read in a language from now on. Effects: one cookie on the answer, which is returned."""
    response.set_cookie(
        COOKIE,
        language,
        max_age=LONGEST,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response):
    """Let this browser have chosen nothing, as on a tablet that is handed on. Effects: the cookie goes."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def written_to(language: str):
    """Return the context in which we write to somebody who told us this language, whoever works meanwhile."""
    return translation.override(known(language) or ENGLISH)


class Language:
    """Answer in the reader's language. Who reads is found out later; see `suit`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = asked_for(request)
        request.own_language = asked or known(request.COOKIES.get(COOKIE))
        # Overridden and not only activated: what this thread does next begins in English again.
        with translation.override(ENGLISH):
            speak(request, request.own_language or translation.get_language_from_request(request))
            response = self.get_response(request)
        response.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        # A page inside another site remembers nothing of whoever reads it there.
        return (
            keep(response, asked) if asked and not getattr(response, "remembers_nothing", False) else response
        )


def asked_for(request) -> str:
    """Return the language that the address asks for, or nothing."""
    return known(request.GET.get(FIELD)) if request.method in {"GET", "HEAD"} else ""


def of_visitor(request) -> str:
    """Return the language in which somebody whom we do not know reads this answer."""
    own = asked_for(request) or known(request.COOKIES.get(COOKIE))
    return own or translation.get_language_from_request(request)


def speak(request, language: str) -> None:
    """Answer this request in a language. Effects: the request's and the thread's language."""
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()


def suit(request, *, is_staff: bool, told: str | None) -> None:
    """Once it is known who reads: English for staff; for a patient what they told us, unless they chose otherwise."""
    if is_staff:
        speak(request, ENGLISH)
    elif known(told) and not request.own_language:
        speak(request, known(told))
