"""The ways from the first page to the others, each with a sentence on what is behind it."""

import dataclasses

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, gettext_noop

from needlepoint.knowledge.evidence import problems

# What a newcomer reads before they decide, in this order; what the menu and the page itself lead to is not repeated.
DOORS = (
    ("causes", gettext_noop("Why backs hurt"), gettext_noop("What may be behind it, and when to worry.")),
    ("acupuncture", gettext_noop("What acupuncture is"), gettext_noop("The needles, the old theory, and how it is thought to work.")),
    ("safety", gettext_noop("How safe it is"), gettext_noop("What can go wrong, drawn as people.")),
    ("what_helps", gettext_noop("What you can do yourself"), gettext_noop("Moving, warmth and sleep. Most of it costs nothing.")),
    ("methods", gettext_noop("Cupping, gua sha and heat"), gettext_noop("What they are, and the marks they leave.")),
    ("questions", gettext_noop("Questions and answers"), gettext_noop("Does it hurt? May I drive? Short answers.")),
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Door:
    """about: a sentence, or empty where the name says it all."""

    url: str
    name: str
    about: str = ""


def address(page: str, *names: str) -> str:
    """Return the address of a public page by its url name, or nothing when there is no such page."""
    try:
        return reverse(f"frontdoor:{page}", args=names)
    except NoReverseMatch:
        return ""


def to_problems() -> tuple[Door, ...]:
    """Return the way to each problem that people come with."""
    return tuple(
        Door(url, gettext(one.name))
        for one in problems.all_problems()
        if (url := address("problem", one.slug))
    )


def to_pages() -> tuple[Door, ...]:
    """Return the ways to what a newcomer reads."""
    return tuple(
        Door(url, gettext(name), gettext(about)) for page, name, about in DOORS if (url := address(page))
    )
