"""The few words that nearly every clinic keeps as they came, said in the reader's language.

A clinic writes in one language. The names its visits began with and the names of languages are known in all of ours;
whatever else a clinic wrote is shown as it was written.
"""

from django.utils.translation import gettext, gettext_noop

VISITS = frozenset({gettext_noop("First visit"), gettext_noop("Follow-up visit")})
# Django has words for most languages; these it lacks.
LANGUAGES = frozenset({gettext_noop("Chinese"), gettext_noop("Mandarin"), gettext_noop("Cantonese")})


def visit(name: str) -> str:
    """Return what a kind of visit is called."""
    return gettext(name) if name in VISITS else name


def language(name: str) -> str:
    """Return a language's name. Unknown ones come back as they are."""
    return gettext(name) if name else ""


def languages(listed: str) -> str:
    """Return a list such as "English, Spanish" in the reader's language."""
    return ", ".join(language(one.strip()) for one in listed.split(",") if one.strip())
